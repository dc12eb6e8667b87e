"""The manual's search patterns as timed legs over the ground; codes, and what one pattern is.

Geometry is in the sibling modules: SS and VS about a point in `patterns_point`, PS, CS and CSC in a
box in `patterns_box`, TSR and TSN along a route in `patterns_track`; transit and endurance in
`patterns_trip`. Sources: IAMSAR Manual vol. II chapter 5 and vol. III section 3 (the figures of the
patterns).

Turns, where the unit has a turning radius r:

- between tracks (PS, CS, CSC, TSR, TSN) the *path is lengthened*: each track keeps its full length
  and the cross leg S becomes a quarter circle, a straight S - 2 r and a quarter circle (S < 2 r: a
  bulb, out, round and in again), which ends exactly where the next track begins;
- at corners between two search legs (SS, VS, bends of a route) the *legs are shortened*: the corner
  is rounded by an arc, each leg gives r tan(turn / 2) of its length.

Arcs are chords of at most 10 degrees (0.13 % short of the arc) and count as turns, not as search.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.search.planned import Leg

__all__ = ["Laid", "Motion", "Pattern", "carried", "to_legs"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Pattern(StrEnum):
    """Pattern codes of the IAMSAR Manual."""

    SS = "SS"
    """Expanding square from the datum."""
    VS = "VS"
    """Sector search about the datum."""
    PS = "PS"
    """Parallel track: tracks along the longer side of the area."""
    CS = "CS"
    """Creeping line: tracks along the shorter side of the area."""
    CSC = "CSC"
    """Creeping line of an aircraft, coordinated with a ship below it."""
    TSR = "TSR"
    """Track line, return: out on one side of the route and back on the other."""
    TSN = "TSN"
    """Track line, non-return: along the route, then on each side, ending at its far end."""


@dataclass(frozen=True)
class Motion:
    """When, how fast and in which frame a pattern is run.

    Attributes
    ----------
    start_s : time at the commence search point, s since 1970-01-01T00:00Z.
    speed_ms : speed along the pattern, m/s, > 0: over the ground, or, where the pattern moves with
        the datum, relative to the datum (through the water).
    turn_radius_m : turning radius, m, >= 0; 0 turns on the spot.
    drift_ms : motion of the datum, m/s (east, north), toward; (0, 0) is a pattern fixed to the
        ground.

    Raises
    ------
    LastknownError : a figure is out of range.
    """

    start_s: float
    speed_ms: float
    turn_radius_m: float = 0.0
    drift_ms: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        if not 0.0 < self.speed_ms < math.inf:
            raise LastknownError(
                f"speed_ms={self.speed_ms!r} is not a searching speed; give more than 0 m/s"
            )
        if not 0.0 <= self.turn_radius_m < math.inf:
            raise LastknownError(
                f"turn_radius_m={self.turn_radius_m!r} is no radius; give 0 m or more"
            )
        if not all(map(math.isfinite, (self.start_s, *self.drift_ms))):
            raise LastknownError(
                f"start_s={self.start_s!r}, drift_ms={self.drift_ms!r} are not finite; "
                "give s since 1970 and m/s east and north"
            )


@dataclass(frozen=True)
class Laid:
    """A pattern laid out in time; in the local plane of whoever asked for it.

    Attributes
    ----------
    code : its pattern code.
    legs : (k, 6): x0, y0, t0, x1, y1, t1 over the ground, m east and north, s since 1970, without
        gaps in place or time.
    searching : (k,): True for search legs, False for turns and cross legs.
    motion : how it is run.
    """

    code: Pattern
    legs: Floats
    searching: Flags
    motion: Motion

    @property
    def start(self) -> tuple[float, float]:
        """Return the commence search point, m east and north."""
        return float(self.legs[0, 0]), float(self.legs[0, 1])

    @property
    def end(self) -> tuple[float, float]:
        """Return where it ends over the ground, m east and north."""
        return float(self.legs[-1, 3]), float(self.legs[-1, 4])

    @property
    def duration_s(self) -> float:
        """Return the time from the commence search point to the end, s."""
        return float(self.legs[-1, 5] - self.legs[0, 2])

    @property
    def path_m(self) -> float:
        """Return the length of all legs and turns in the pattern's own frame, m."""
        return self.duration_s * self.motion.speed_ms


def carried(
    x_m: float, y_m: float, at_s: float, until_s: float, drift_ms: tuple[float, float]
) -> tuple[float, float]:
    """Return where a datum at (x, y) at one time is at another, m, by its set and drift in m/s."""
    wait = until_s - at_s
    return x_m + drift_ms[0] * wait, y_m + drift_ms[1] * wait


def to_legs(laid: Laid, plane: Plane) -> tuple[Leg, ...]:
    """Return the legs in degrees, as units are given them; kinds ``search`` and ``turn``.

    Parameters
    ----------
    plane : the local plane in which the pattern was laid.
    """
    x, y = laid.legs[:, [0, 3]], laid.legs[:, [1, 4]]
    lon, lat = plane.to_lonlat(x, y)
    times = laid.legs[:, [2, 5]]
    rows = zip(lon.tolist(), lat.tolist(), times.tolist(), laid.searching.tolist(), strict=True)
    return tuple(
        Leg(lons[0], lats[0], when[0], lons[1], lats[1], when[1], "search" if looks else "turn")
        for lons, lats, when, looks in rows
    )
