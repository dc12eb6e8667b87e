"""PS, CS and CSC: patterns that fill a box, from half a spacing inside one of its corners."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.search._path import Path, lay, whole_number
from lastknown.search.pattern import parallel_track
from lastknown.search.patterns import Laid, Motion, Pattern

__all__ = ["Coordinated", "box_start", "coordinated", "creeping_line", "parallel"]

Floats = NDArray[np.float64]

MOST_TRACKS: Final = 1000


@dataclass(frozen=True)
class Coordinated:
    """A coordinated creeping line: what the aircraft flies and what the ship steams.

    Attributes
    ----------
    aircraft : the creeping line.
    ship : (1, 6) the ship's leg over the ground, x0, y0, t0, x1, y1, t1: along the middle of the
        area, below the aircraft at the middle of every track, from the aircraft's commence time to
        its last passage.
    ship_speed_ms : the ship's speed along it, m/s, in the frame of the pattern.
    ship_course_deg : its course in that frame, degrees true.
    """

    aircraft: Laid
    ship: Floats
    ship_speed_ms: float
    ship_course_deg: float


def parallel(
    x_m: float,
    y_m: float,
    motion: Motion,
    *,
    tracks: int,
    spacing_m: float,
    length_m: float,
    orientation_deg: float,
    creep_right: bool = True,
) -> Laid:
    """Return a parallel track search (PS): tracks along the longer side of the box.

    Parameters
    ----------
    x_m, y_m : commence search point, half a spacing inside two sides of a corner (`box_start`), m.
    motion : time, speed, turning radius, frame.
    tracks : number of tracks, 1 to 1000; the box is tracks x spacing wide.
    spacing_m : track spacing S, m, > 0.
    length_m : side of the box along the tracks, m, > S; a track is S shorter than that.
    orientation_deg : course of the first track, degrees true.
    creep_right : the tracks follow each other to the right of the first course; False: left.

    Raises
    ------
    LastknownError : a figure is out of range, or the tracks run along the shorter side.
    """
    path = _tracks(x_m, y_m, tracks, spacing_m, length_m, orientation_deg, creep_right)
    if length_m < tracks * spacing_m * (1.0 - 1e-9):
        raise _wrong_side("PS", length_m, tracks, spacing_m, "creeping_line")
    return lay(Pattern.PS, path, motion)


def creeping_line(
    x_m: float,
    y_m: float,
    motion: Motion,
    *,
    tracks: int,
    spacing_m: float,
    length_m: float,
    orientation_deg: float,
    creep_right: bool = True,
) -> Laid:
    """Return a creeping line search (CS): as `parallel`, with tracks along the shorter side.

    Raises
    ------
    LastknownError : a figure is out of range, or the tracks run along the longer side.
    """
    path = _tracks(x_m, y_m, tracks, spacing_m, length_m, orientation_deg, creep_right)
    if length_m > tracks * spacing_m * (1.0 + 1e-9):
        raise _wrong_side("CS", length_m, tracks, spacing_m, "parallel")
    return lay(Pattern.CS, path, motion)


def coordinated(
    x_m: float,
    y_m: float,
    motion: Motion,
    *,
    tracks: int,
    spacing_m: float,
    length_m: float,
    orientation_deg: float,
    creep_right: bool = True,
    ship_speed_max_ms: float = math.inf,
) -> Coordinated:
    """Return a coordinated creeping line (CSC): an aircraft creeping along a ship's track.

    The ship goes one spacing while the aircraft flies one track and one turn, so the aircraft
    passes over it at the middle of every track: Vs = S Va / (track + turn); with a turn on the spot
    that is the manual's S Va / (L + S) with L the aircraft's search leg.

    Parameters
    ----------
    x_m, y_m ... creep_right : as in `parallel`, for the aircraft; the box may have any shape.
    ship_speed_max_ms : what the ship can do, m/s, > 0.

    Raises
    ------
    LastknownError : a figure is out of range, or the ship cannot keep up.
    """
    path = _tracks(x_m, y_m, tracks, spacing_m, length_m, orientation_deg, creep_right)
    aircraft = lay(Pattern.CSC, path, motion)
    track_s = (length_m - spacing_m) / motion.speed_ms
    cycle_s = track_s + _turn_s(aircraft, motion, spacing_m)
    speed = spacing_m / cycle_s
    if not speed <= ship_speed_max_ms:
        raise LastknownError(
            f"ship_speed_max_ms={ship_speed_max_ms:g} is less than the {speed:.2f} m/s that keep "
            "the ship below the aircraft; give longer tracks or a smaller spacing"
        )
    course = orientation_deg + (90.0 if creep_right else -90.0)
    ship = _ship_leg(path, motion, math.radians(course), speed, 0.5 * track_s, cycle_s)
    return Coordinated(aircraft, ship, speed, course % 360.0)


def box_start(
    x_m: float,
    y_m: float,
    *,
    tracks: int,
    spacing_m: float,
    length_m: float,
    orientation_deg: float,
    creep_right: bool = True,
) -> tuple[float, float]:
    """Return the commence search point of a box about its centre (x, y), m east and north.

    The other parameters are those of `parallel`.
    """
    course = math.radians(orientation_deg)
    side = 1.0 if creep_right else -1.0
    back, across = 0.5 * (length_m - spacing_m), 0.5 * (tracks - 1) * spacing_m * side
    ux, uy = math.sin(course), math.cos(course)
    return x_m - back * ux - across * uy, y_m - back * uy + across * ux


def _tracks(
    x: float, y: float, tracks: int, spacing: float, length: float, course_deg: float, right: bool
) -> Path:
    """Return the corners of parallel tracks; search legs and cross legs alternate."""
    count = whole_number("tracks", tracks, 1, MOST_TRACKS)
    legs = parallel_track(
        x,
        y,
        0.0,
        1.0,
        tracks=count,
        spacing_m=spacing,
        length_m=length,
        orientation_deg=course_deg,
        creep_right=right,
    )
    points = np.concatenate([legs[:1, :2], legs[:, 3:5]])
    return Path(points, np.arange(len(legs)) % 2 == 0)


def _turn_s(aircraft: Laid, motion: Motion, spacing: float) -> float:
    """Return the time of one turn between tracks, s; with a single track that of a cross leg."""
    count = int(aircraft.searching.sum())
    turning = np.diff(aircraft.legs[:, [2, 5]])[~aircraft.searching].sum()
    return float(turning) / (count - 1) if count > 1 else spacing / motion.speed_ms


def _ship_leg(
    path: Path, motion: Motion, course: float, speed: float, ahead_s: float, cycle_s: float
) -> Floats:
    """Return the ship's leg: at the middle of track k at ahead_s + k cycle_s after the start."""
    middle = 0.5 * (path.points[0] + path.points[1])
    along = np.array([math.sin(course), math.cos(course)])
    last_s = ahead_s + (len(path.points) // 2 - 1) * cycle_s
    drift = np.array(motion.drift_ms)
    start = middle - speed * ahead_s * along
    end = middle + speed * (last_s - ahead_s) * along + drift * last_s
    return np.array([[*start, motion.start_s, *end, motion.start_s + last_s]])


def _wrong_side(
    code: str, length: float, tracks: int, spacing: float, other: str
) -> LastknownError:
    return LastknownError(
        f"{code} of length_m={length:g} along the tracks and {tracks * spacing:g} m across them "
        f"runs along the wrong side; use {other} or another box"
    )
