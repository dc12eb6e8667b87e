"""From columns to tracks: what one ship can have done, in order of time, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.ships._chains import ENDS, chain, order_ties, repeats
from lastknown.ships.columns import CLASSES, NOT_TOLD, Positions, Static
from lastknown.ships.ship import Ship, Track
from lastknown.ships.sizes import ship_of, told
from lastknown.units import KNOT

__all__ = ["EARLIEST_S", "FASTEST", "WHY", "Cleaned", "clean"]

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

WHY: Final = (
    "no mmsi",
    "aircraft",
    "no time",
    "time out of range",
    "in the future",
    "no position",
    "duplicate",
    "jump",
)
"""Why a position is left out, in the order in which it is asked."""

EARLIEST_S: Final = 946684800.0
"""2000-01-01T00:00Z, s since 1970: before AIS, so a clock that was never set (ships carry it since
2002, SOLAS V/19)."""

FASTEST: Final[Mapping[str, float]] = {
    "cargo": 35 * KNOT,
    "tanker": 35 * KNOT,
    "dredger": 35 * KNOT,
    "tug": 35 * KNOT,
    "fishing": 35 * KNOT,
}
"""Speed that no ship of a kind exceeds, m/s (judgement, far above what is usual); 70 kn for others,
whose fastest are high-speed ferries, patrol boats and racing craft."""
_FASTEST_OTHERS: Final = 70 * KNOT

_AHEAD_S: Final = 60.0
"""A position may be this far in the future: clocks differ (judgement)."""
_SHARED_LEAST: Final = 5
_SHARED_GAP_S: Final = 600.0
"""A second track under one MMSI needs so many positions, so often (median gap), to be a ship and
not scattered wild ones (judgement; at anchor class A reports every 3 min, ITU-R M.1371-5)."""
_SHARED_MOST: Final = 4
_TIED_MOST: Final = 10_000
"""More positions of the same ship and second than usual (a flood) are sorted the long way."""
_AIRCRAFT: Final = CLASSES.index("SAR aircraft")
_CLASS_B: Final = CLASSES.index("B")
_FLIES: Final = 111_000_000, 112_000_000
"""MMSI of search and rescue aircraft, 111MIDaxx (ITU-R M.585-9, annex 1); a CSV names no type 9."""


@dataclass(frozen=True, eq=False)
class Cleaned:
    """Tracks and what was left out.

    Attributes
    ----------
    tracks : one a ship, in order of MMSI; several under a shared MMSI, the longest first.
    dropped : positions left out, by reason (keys: `WHY`, all of them).
    shared : MMSI with more than one track: two ships with one number, or one whose position or
        clock jumped and stayed.
    """

    tracks: tuple[Track, ...]
    dropped: Mapping[str, int]
    shared: tuple[int, ...]


def clean(
    positions: Positions,
    statics: Iterable[Static] = (),
    *,
    now_s: float | None = None,
    aircraft: bool = False,
) -> Cleaned:
    """Return the tracks of all ships in columns of positions.

    The order of rows does not matter, and a row given twice changes nothing. A step is possible
    where the ship need not have been faster than `FASTEST` for its kind and, over less than ten
    minutes, than half as much again as it said plus 10 kn; 300 m are granted for fix and clock.
    The longest chain of possible steps is the track; positions outside it form another track under
    the same MMSI where they are a chain of five or more often enough, else they are dropped.

    Parameters
    ----------
    positions : as read, any order.
    statics : what ships say of themselves; several of one ship are put together.
    now_s : s since 1970; positions more than a minute later are dropped. None: none is too late.
    aircraft : whether search and rescue aircraft (type 9, or an MMSI of theirs) get tracks too.
    """
    why = _faults(positions, now_s, aircraft)
    dropped = {reason: int(np.count_nonzero(why == i)) for i, reason in enumerate(WHY)}
    rows, ship = _ordered(positions, np.flatnonzero(why < 0))
    same = np.empty(rows.size, np.bool_)
    columns = positions.at(rows)
    repeats(ship, columns.time_s, columns.lon, columns.lat, columns.speed, same)
    dropped["duplicate"] = int(np.count_nonzero(same))
    columns = columns.at(~same)
    known = told(statics)
    tracks: list[Track] = []
    shared: list[int] = []
    for part in _by_ship(columns.mmsi):
        one = columns.at(part)
        found, wild = _tracks(one, _ship(one, known))
        tracks.extend(found)
        dropped["jump"] += wild
        if len(found) > 1:
            shared.append(int(one.mmsi[0]))
    return Cleaned(tuple(tracks), dropped, tuple(shared))


def _faults(positions: Positions, now_s: float | None, aircraft: bool) -> NDArray[np.int8]:
    """Return for each position the first reason to leave it out, an index into WHY; -1: none."""
    time, lon, lat = positions.time_s, positions.lon, positions.lat
    placed = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & ~((lon == 0) & (lat == 0))
    flies = (positions.kind == _AIRCRAFT) | (
        (positions.mmsi >= _FLIES[0]) & (positions.mmsi < _FLIES[1])
    )
    late = np.zeros(time.size, np.bool_) if now_s is None else time > now_s + _AHEAD_S
    tests = (
        positions.mmsi <= 0,
        flies & (not aircraft),
        ~np.isfinite(time),
        time < EARLIEST_S,
        late,
        ~placed,
    )
    why = np.full(time.size, -1, np.int8)
    for i, test in reversed(list(enumerate(tests))):
        why[test] = i
    return why


def _ordered(positions: Positions, rows: Rows) -> tuple[Rows, NDArray[np.int64]]:
    """Return the rows by MMSI, time and content, and the number of the ship of each."""
    time = positions.time_s[rows]
    if rows.size > 1 and np.any(np.diff(time) < 0):
        rows = rows[np.argsort(time, kind="stable")]
    numbers, ship = np.unique(positions.mmsi[rows], return_inverse=True)
    few = ship.astype(np.uint16) if numbers.size < 2**16 else ship
    rows = rows[np.argsort(few, kind="stable")]
    mmsi, time = positions.mmsi[rows], positions.time_s[rows]
    tied = np.flatnonzero((mmsi[1:] == mmsi[:-1]) & (time[1:] == time[:-1]))
    if tied.size:
        names = ("lon", "lat", "speed", "course_deg", "heading_deg", "kind", "status")
        others = np.stack([np.asarray(getattr(positions, name), np.float64) for name in names])
        if np.count_nonzero(np.diff(tied) == 1) > _TIED_MOST:
            rows = rows[np.lexsort((*others[::-1, rows], time, mmsi))]
        else:
            order_ties(rows, positions.mmsi, positions.time_s, others)
    return rows, mmsi


def _by_ship(mmsi: NDArray[np.int64]) -> Iterator[slice]:
    edges = np.flatnonzero(np.diff(mmsi)) + 1
    bounds = [0, *edges.tolist(), mmsi.size] if mmsi.size else [0]
    return (slice(a, b) for a, b in pairwise(bounds))


def _ship(one: Positions, known: Mapping[int, Static]) -> Ship:
    mmsi = int(one.mmsi[0])
    kind = CLASSES[_CLASS_B] if np.any(one.kind == _CLASS_B) else "unknown"
    if np.any(one.kind == _AIRCRAFT):
        return ship_of(mmsi, known.get(mmsi, Static(mmsi, ship_type=51)), kind)
    return ship_of(mmsi, known.get(mmsi), kind)


def _tracks(one: Positions, ship: Ship) -> tuple[list[Track], int]:
    """Return the tracks among one MMSI's positions, the longest first, and how many are left."""
    most = FASTEST.get(ship.kind, _FASTEST_OTHERS)
    if np.any(one.kind == _AIRCRAFT):
        most = 250 * KNOT
    found: list[Track] = []
    while len(one) and len(found) < _SHARED_MOST:
        rows = _chain(one, most)
        if found and not _steady(one.time_s[rows]):
            break
        found.append(_track(one.at(rows), ship, most))
        if rows.size == len(one):
            return found, 0
        left = np.ones(len(one), np.bool_)
        left[rows] = False
        one = one.at(left)
    return found, len(one)


def _chain(one: Positions, most: float) -> Rows:
    size = len(one)
    best, before = np.empty(size, np.int64), np.empty(size, np.int64)
    followed, ends = np.empty(size, np.bool_), np.empty(ENDS, np.int64)
    columns = one.time_s, one.lon, one.lat, one.speed
    last = chain(*columns, most, best, before, followed, ends)
    if best[last] == size:
        return np.arange(size)
    rows = np.empty(best[last], np.intp)
    for i in range(rows.size - 1, -1, -1):
        rows[i] = last
        last = before[last]
    return rows


def _steady(time: Array) -> bool:
    return time.size >= _SHARED_LEAST and float(np.median(np.diff(time))) <= _SHARED_GAP_S


def _track(one: Positions, ship: Ship, most: float) -> Track:
    """Return a track; speed and course from the positions where not told or not possible."""
    speed, course = one.speed.astype(np.float64), one.course_deg.astype(np.float64)
    speed[speed > most] = np.nan
    gaps = np.isnan(speed) | np.isnan(course)
    if np.any(gaps) and len(one) > 1:
        made = _made_good(one, np.flatnonzero(gaps))
        for values, known in zip((speed, course), made, strict=True):
            values[gaps] = np.where(np.isnan(values[gaps]), known, values[gaps])
    heading = one.heading_deg.astype(np.float64)
    said = one.status[one.status != NOT_TOLD]
    status = int(said[-1]) if said.size else NOT_TOLD
    return Track(ship, one.time_s, one.lon, one.lat, speed, course, heading, status)


def _made_good(one: Positions, rows: Rows) -> tuple[Array, Array]:
    """Return speed, m/s, and course, degrees true, from the position before to the one after."""
    a, b = np.maximum(rows - 1, 0), np.minimum(rows + 1, len(one) - 1)
    ends = one.lon[a], one.lat[a], one.lon[b], one.lat[b]
    speed = distance_m(*ends) / (one.time_s[b] - one.time_s[a])
    return speed, bearing_deg(*ends)
