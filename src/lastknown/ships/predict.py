"""Where ships will be: along the lane they follow, else by course and speed, or where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled
from lastknown.errors import LastknownError
from lastknown.geo.plane import metres_per_degree, wrap_lon
from lastknown.ships import spread
from lastknown.ships.crab import MOST_DEG, Stream, crab_deg
from lastknown.ships.lanes import Lane, course_difference, followed, lane_at, lane_place
from lastknown.ships.ship import Basis, HeadingBy, Predicted, Ship, Track
from lastknown.ships.status import lies_still
from lastknown.times import show_time
from lastknown.units import HOUR, KNOT, MINUTE

__all__ = ["LOST_S", "STOPPED", "is_lost", "middle", "predict"]

Array = NDArray[np.float64]

STOPPED: Final = 0.5 * KNOT
"""A ship slower than this lies still: at anchor, alongside or drifting, m/s (judgement). One that
is predicted to stay was so through the last five minutes; one called for help needs time to get
under way."""
STOPPED_LAST_S: Final = 5 * MINUTE
LOST_S: Final = 20 * MINUTE
"""A ship not heard for so long is called lost (judgement: class A reports every 2 to 10 s under way
and every 3 min at anchor, class B every 5 s to 3 min: ITU-R M.1371-5, tables 1 and 2)."""
OLDEST_S: Final = 6 * HOUR
CRAB_DEG: Final = 30.0
"""Heading and course further apart than this are taken as a wrong heading (judgement)."""


@dataclass(frozen=True)
class _Last:
    """The last that is known: middle of the hull, degrees; m/s, degrees true; s since 1970.

    `speed` is 0 where it, or a course with it, is not known, `told_speed` NaN. `unsure_m`: of the
    middle where nobody knows how the hull lies, the sd of a uniform draw along it, m.
    `reckoned_deg`: what the stream makes of the angle from course to heading; NaN: not known, and
    the heading is told. `heading_by`: how the heading was had.
    """

    ship: Ship
    time_s: float
    lon: float
    lat: float
    speed: float
    told_speed: float
    course_deg: float
    heading_deg: float
    still: bool
    unsure_m: float
    status: int
    reckoned_deg: float
    heading_by: HeadingBy


def predict(
    tracks: Iterable[Track],
    at_s: float,
    until_s: float,
    *,
    lanes: Sequence[Lane] = (),
    stream: Stream | None = None,
    step_s: float = 180.0,
    oldest_s: float = OLDEST_S,
) -> tuple[Predicted, ...]:
    """Return where each ship will be, in the order given, from what was known at `at_s`.

    The model and its figures are in `lastknown.ships.spread`. A position that is old at `at_s` has
    the uncertainty of its age from the first moment on; `is_lost` says which to call lost.

    Parameters
    ----------
    tracks : cleaned; positions later than `at_s` are not looked at.
    at_s, until_s : s since 1970.
    lanes : that ships may follow (`lastknown.ships.lanes.read_lanes`).
    stream : the current, by which hulls of ships under way lie across their way
        (`lastknown.ships.crab`); None: along it, or as far off as their last heading was told.
    step_s : s between moments of the path; the last is `until_s`.
    oldest_s : ships not heard for longer are left out, s (judgement: 6 h).

    Raises
    ------
    LastknownError : `until_s` is not after `at_s`, or `step_s` is not positive.
    """
    if not until_s > at_s:
        told = f"until {show_time(until_s)} is not after {show_time(at_s)}"
        raise LastknownError(f"{told}; give a later moment")
    if not step_s > 0:
        raise LastknownError(f"step_s={step_s:g} is not positive; give seconds, such as 180")
    count = max(1, round((until_s - at_s) / step_s))
    time_s = np.linspace(at_s, until_s, count + 1)
    until = (_until(track, at_s) for track in tracks)
    known = [each for each in until if each is not None and at_s - each.time_s[-1] <= oldest_s]
    lasts = [
        _last(track, float(off)) for track, off in zip(known, _now(known, stream), strict=True)
    ]
    found = [
        _predicted(last, track, time_s, lanes) for last, track in zip(lasts, known, strict=True)
    ]
    return tuple(found if stream is None else _headed(lasts, found, stream))


def is_lost(predicted: Predicted) -> bool:
    """Say whether a ship was not heard for `LOST_S` when the prediction began."""
    return predicted.age_s > LOST_S


def middle(ship: Ship, lon: float, lat: float, heading_deg: float) -> tuple[float, float]:
    """Return (lon, lat), degrees, of the middle of a hull from its antenna.

    Parameters
    ----------
    ship : with its antenna. lon, lat : of the antenna, degrees. heading_deg : degrees true.
    """
    ahead = ship.to_bow_m - ship.length_m / 2.0
    starboard = ship.beam_m / 2.0 - ship.to_port_m
    course = np.radians(heading_deg)
    east = ahead * np.sin(course) + starboard * np.cos(course)
    north = ahead * np.cos(course) - starboard * np.sin(course)
    per_lon, per_lat = metres_per_degree(lat)
    return float(wrap_lon(lon + east / max(per_lon, 1.0))), float(lat + north / per_lat)


def _until(track: Track, at_s: float) -> Track | None:
    """Return what of a track was known at a moment; None for nothing."""
    size = int(np.searchsorted(track.time_s, at_s, side="right"))
    if size == track.time_s.size:
        return track
    names = ("time_s", "lon", "lat", "speed", "course_deg", "heading_deg")
    cut = {name: getattr(track, name)[:size] for name in names}
    return Track(track.ship, **cut) if size else None


def _now(tracks: Sequence[Track], stream: Stream | None) -> Array:
    """Return the angles from courses to headings by the stream at last positions, (n,), degrees."""
    if stream is None or not tracks:
        return np.full(len(tracks), np.nan)
    names = ("lon", "lat", "time_s", "speed")
    last = (np.array([getattr(each, name)[-1] for each in tracks]) for name in names)
    lon, lat, time_s, speed = last
    course = [_latest(each.course_deg) for each in tracks]
    return crab_deg(speed, course, *stream(lon, lat, time_s))


def _headed(
    lasts: Sequence[_Last], found: Sequence[Predicted], stream: Stream
) -> Iterator[Predicted]:
    """Yield the ships, their hulls turned by as much as the stream changes along their way."""
    if not found:
        return
    lon, lat, time_s, speed = (
        np.concatenate([getattr(each, name) for each in found])
        for name in ("lon", "lat", "time_s", "speed")
    )
    begun = [float(course_difference(each.heading_deg, each.course_deg)) for each in lasts]
    ways = [each.course_deg - off for off, each in zip(begun, found, strict=True)]
    later = crab_deg(speed, np.concatenate(ways), *stream(lon, lat, time_s))
    parts = np.split(later, len(found))
    for last, each, off, way, then in zip(lasts, found, begun, ways, parts, strict=True):
        if last.still:
            yield each
            continue
        least, most = min(off, -MOST_DEG), max(off, MOST_DEG)
        off_then = np.clip(off + np.nan_to_num(then - last.reckoned_deg), least, most)
        had = each.heading_by if each.heading_by != "way" or np.isnan(then[0]) else "stream"
        yield replace(each, course_deg=(way + off_then) % 360.0, heading_by=had)


def _last(track: Track, reckoned_deg: float) -> _Last:
    """Return what is known last: as told, the middle of the hull instead of the antenna.

    A ship that lies still points where it last did; one that makes way, where its heading is not
    told or cannot be, as the stream bids, else along its course. Where neither is known it may go,
    and its hull lie, any way.
    """
    told, still = float(track.speed[-1]), _lies_still(track)
    course = _latest(track.course_deg)
    heading = _latest(track.heading_deg) if still else float(track.heading_deg[-1])
    had: HeadingBy = "told"
    if np.isnan(heading) or (not still and abs(course_difference(heading, course)) > CRAB_DEG):
        had = "way" if still or np.isnan(reckoned_deg) else "stream"
        reckoned_deg = 0.0 if still else float(np.nan_to_num(reckoned_deg))
        heading = course + reckoned_deg
    course = heading if np.isnan(course) else course
    lon, lat, unsure_m = float(track.lon[-1]), float(track.lat[-1]), 0.0
    if np.isnan(heading):
        course, heading, told, unsure_m = 0.0, 0.0, np.nan, track.ship.length_m / np.sqrt(12.0)
        had = "unknown"
    else:
        lon, lat = middle(track.ship, lon, lat, heading)
    going = 0.0 if still or np.isnan(told) else told
    at_s, rest = float(track.time_s[-1]), (still, unsure_m, track.status, reckoned_deg)
    return _Last(track.ship, at_s, lon, lat, going, told, course, heading, *rest, heading_by=had)


def _latest(values: Array) -> float:
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[-1]]) if known.size else float("nan")


def _lies_still(track: Track) -> bool:
    """Say whether a ship was slow through the last minutes and is now, or tells so and swings."""
    if lies_still(track.status, float(track.speed[-1])):
        return True
    recent = track.speed[track.time_s >= track.time_s[-1] - STOPPED_LAST_S]
    known = recent[np.isfinite(recent)]
    if known.size == 0 or known[-1] >= 2 * STOPPED:
        return False
    return float(np.median(known)) < STOPPED


def _predicted(last: _Last, track: Track, time_s: Array, lanes: Sequence[Lane]) -> Predicted:
    if last.still:
        return _lying(last, time_s)
    place = followed(lanes, track)
    return _by_course(last, time_s) if place is None else _by_lane(last, place.lane, time_s)


def _made(
    last: _Last, time_s: Array, basis: Basis, path: tuple[Array, ...], spreads: tuple[Array, Array]
) -> Predicted:
    lon, lat, course = path
    speed = np.full(time_s.size, last.speed)
    age = float(time_s[0] - last.time_s)
    told = last.ship, time_s, lon, lat, course, speed, *spreads, basis, age
    return Predicted(*told, last.status, last.heading_by, not np.isnan(last.told_speed))


def _lying(last: _Last, time_s: Array) -> Predicted:
    swung = spread.stopped_sd(time_s - last.time_s, last.ship.length_m)
    around = np.hypot(swung, last.unsure_m)
    lon, lat, heading = (np.full(time_s.size, v) for v in (last.lon, last.lat, last.heading_deg))
    return _made(last, time_s, "stopped", (lon, lat, heading), (around, around))


def _by_course(last: _Last, time_s: Array) -> Predicted:
    ahead = time_s - last.time_s
    lon, lat = np.empty(time_s.size), np.empty(time_s.size)
    _steady(last.lon, last.lat, last.course_deg, last.speed * ahead, lon, lat)
    grown = spread.under_way_sd(ahead, last.told_speed)
    along = np.hypot(spread.fix_sd(last.speed), grown[0])
    across = np.hypot(spread.FIX_M, grown[1])
    hull = np.full(time_s.size, last.heading_deg)
    return _made(last, time_s, "course", (wrap_lon(lon), lat, hull), (along, across))


def _by_lane(last: _Last, lane: Lane, time_s: Array) -> Predicted:
    """Return a path that keeps its place in the lane, drawn to the centre with the distance gone.

    Beyond the lane's end it goes straight on, and errs as by course and speed from there.
    """
    ahead = time_s - last.time_s
    gone = last.speed * ahead
    begun, starboard = lane_place(lane, last.lon, last.lat)
    aside = starboard * spread.drawn_back(gone)
    lon, lat, toward = lane_at(lane, begun + gone, aside)
    drawn = -2.0 * gone / spread.LANE_KEPT_M**2 * aside
    crab = float(course_difference(last.heading_deg, last.course_deg))
    beyond = np.maximum(gone + begun - lane.length_m, 0.0) / last.speed
    loose = spread.under_way_sd(beyond, last.speed)
    along = spread.wandered(ahead, spread.LANE_SPEED, spread.LANE_LASTS_S)
    across = np.hypot(spread.FIX_M, spread.across_lane(gone, lane.half_width_m))
    along = np.hypot(np.hypot(spread.fix_sd(last.speed), along), loose[0])
    spreads = along, np.hypot(across, loose[1])
    hull = (toward + np.degrees(np.arctan(drawn)) + crab) % 360.0
    return _made(last, time_s, "lane", (lon, lat, hull), spreads)


@compiled
def _steady(
    lon0: float, lat0: float, course_deg: float, gone: Array, lon: Array, lat: Array
) -> None:
    """Fill lon, lat (m,), degrees, after going a distance (m,), m, on one course (rhumb line)."""
    course = np.radians(course_deg)
    north, east = np.cos(course), np.sin(course)
    for i in range(gone.size):
        _, per_lat = metres_per_degree(lat0)
        lat[i] = min(max(lat0 + gone[i] * north / per_lat, -89.0), 89.0)
        per_lon, per_lat = metres_per_degree(0.5 * (lat0 + lat[i]))
        lat[i] = min(max(lat0 + gone[i] * north / per_lat, -89.0), 89.0)
        lon[i] = lon0 + gone[i] * east / per_lon
