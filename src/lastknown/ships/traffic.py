"""Simulated traffic: ships through lanes, ferries across, some fishing and pleasure craft.

For exercises and tests. Every draw is a function of (seed, ship, stream): the same ships sail
whatever stretch of a day is asked for. Nobody gives way to anybody. Simulated ships have MMSI that
begin with 799, which is allotted to no country (ITU: maritime identification digits end at 775).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.random import normals, uniforms
from lastknown.errors import LastknownError
from lastknown.ships._crews import ferry, fisher, passer, yacht
from lastknown.ships._voyages import Simulated, metres_each, where
from lastknown.ships.columns import CLASSES, COLUMNS, Positions, Static, no_positions
from lastknown.ships.lanes import Lane
from lastknown.times import show_time
from lastknown.units import HOUR, KNOT

__all__ = ["LANE_SHIPS", "MOST_REPORTS", "Ports", "Simulated", "Traffic", "simulate", "true_path"]

Array = NDArray[np.float64]
Ports = tuple[tuple[float, float], tuple[float, float]]

LANE_SHIPS: Final = 400
"""Ships a day through all lanes together: "over 400 commercial vessels" use the Dover Strait each
day (Maritime and Coastguard Agency, The Dover Strait, 2010). Taken as the lanes of the separation
scheme alone (judgement): ferries across come on top."""

FERRIES: Final = 8, 3
"""Ferries on the first and second route. Dover-Calais 15 + 15 + 13 round trips a day, Dover-
Dunkirk 12 (a port agent's notice of summer 2022, harbourshipping.co.uk)."""
CROSSING_S: Final = 92 * 60.0, 135 * 60.0
STAY_S: Final = 41 * 60.0, 45 * 60.0
"""How long a ferry is under way and lies in port (judgement; they make 43 and 12 round trips)."""
FISHING, YACHTS = 8, 6
"""Judgement."""

_EARLIEST_S: Final = 6 * HOUR
_LONGEST_S: Final = 21 * HOUR
"""No ship is heard earlier before she enters a lane, nor longer after: 30 NM, and 105 NM and 30
more, at the slowest speed drawn, 7 kn, less 5 NM of surges."""
_DAY_S: Final = 24 * HOUR
_MOST_S: Final = 31 * _DAY_S
_FIX_M: Final = 5.0
_BERTH_DEG: Final = 60.0
"""Heading of a ferry in port, degrees true (judgement; any would do)."""
MOST_REPORTS: Final = 20_000_000
_STREAM: Final = 900


@dataclass(frozen=True, eq=False)
class Traffic:
    """What was heard, and of whom: positions in order of time, one static report a ship, ships."""

    positions: Positions
    statics: tuple[Static, ...]
    ships: tuple[Simulated, ...]


def simulate(
    lanes: Sequence[Lane],
    at_s: float,
    until_s: float,
    *,
    routes: Sequence[Ports] = (),
    seed: int = 0,
    lane_ships: int = LANE_SHIPS,
    report_s: float = 60.0,
) -> Traffic:
    """Return the traffic between two moments.

    Parameters
    ----------
    lanes : in which ships sail, in equal numbers. at_s, until_s : s since 1970.
    routes : of ferries: two places (lon, lat), degrees. The first has the ferries of Dover-Calais,
        the second those of Dover-Dunkirk; yachts cross on the first.
    seed : another gives other ships. lane_ships : a day, through all lanes together.
    report_s : s between reports of one ship. Real ones report every 2 to 10 s under way.

    Raises
    ------
    LastknownError : the stretch is empty or longer than 31 days, `report_s` or `lane_ships` out of
        bounds, or more than `MOST_REPORTS` reports would come of it.
    """
    _check(at_s, until_s, lane_ships, report_s)
    fleet = tuple(_fleet(lanes, at_s, until_s, routes, seed, lane_ships))
    if len(fleet) * (until_s - at_s) / report_s > MOST_REPORTS:
        told = f"every {report_s:g} s for {(until_s - at_s) / HOUR:g} h"
        raise LastknownError(f"{told} is more than {MOST_REPORTS} reports; report less often")
    heard, said = [], []
    for ship in fleet:
        positions = _reports(ship, at_s, until_s, report_s, seed)
        if len(positions):
            heard.append(positions)
            said.append(replace(ship, static=replace(ship.static, time_s=positions.time_s[0])))
    return Traffic(_together(heard), tuple(ship.static for ship in said), tuple(said))


def true_path(ship: Simulated, time_s: Array) -> tuple[Array, Array, Array, Array]:
    """Return (lon, lat, course, speed) of a ship's antenna, without any error: degrees and m/s.

    Parameters
    ----------
    ship : simulated. time_s : (n,) s since 1970.

    Returns
    -------
    (n,) each; NaN where the ship is not there; course NaN where it lies still.
    """
    lon, lat, there = where(ship.path, time_s)
    before, after = where(ship.path, time_s - 2.0), where(ship.path, time_s + 2.0)
    per_lon, per_lat = metres_each(lat)
    east, north = (after[0] - before[0]) * per_lon / 4.0, (after[1] - before[1]) * per_lat / 4.0
    speed = np.hypot(east, north)
    course = np.degrees(np.arctan2(east, north)) % 360.0
    course[speed < 0.05] = np.nan
    for values in (lon, lat, course, speed):
        values[~there] = np.nan
    return lon, lat, course, speed


def _check(at_s: float, until_s: float, lane_ships: int, report_s: float) -> None:
    if not until_s > at_s:
        told = f"until {show_time(until_s)} is not after {show_time(at_s)}"
        raise LastknownError(f"{told}; give a later moment")
    if until_s - at_s > _MOST_S:
        told = f"{(until_s - at_s) / _DAY_S:.0f} days"
        raise LastknownError(f"{told} of traffic are too many; give at most {_MOST_S / _DAY_S:g}")
    if not report_s >= 1.0:
        raise LastknownError(f"report_s={report_s:g} is out of bounds; give 1 s or more")
    if not 0 <= lane_ships <= 4000:
        raise LastknownError(f"lane_ships={lane_ships} is out of bounds; give 0 to 4000 a day")


def _fleet(
    lanes: Sequence[Lane],
    at_s: float,
    until_s: float,
    routes: Sequence[Ports],
    seed: int,
    lane_ships: int,
) -> Iterator[Simulated]:
    """Yield all ships that may be there between two moments."""
    first, last = at_s - _LONGEST_S, until_s + _EARLIEST_S
    days = range(int(first // _DAY_S), int(last // _DAY_S) + 1)
    for number, lane in enumerate(lanes):
        each = lane_ships // len(lanes) + (number < lane_ships % len(lanes))
        for day in days:
            enter = day * _DAY_S + _DAY_S * uniforms(seed, _ids(number, day, each), _STREAM)
            near = np.flatnonzero((enter > first) & (enter < last))
            for one in near.tolist():
                yield passer(lane, number, day, one, float(enter[one]), seed)
    for number, route in enumerate(routes[:2]):
        for i in range(FERRIES[number]):
            yield ferry(route, number, i, FERRIES[number], CROSSING_S[number], STAY_S[number])
    for i in range(YACHTS if routes else 0):
        yield yacht(routes[0], i, seed)
    for i in range(FISHING if lanes else 0):
        yield fisher(lanes[i % len(lanes)], i, seed)


def _ids(lane: int, day: int, each: int) -> NDArray[np.int64]:
    return (np.int64(lane) * 100_000 + day) * 10_000 + np.arange(each, dtype=np.int64)


def _reports(ship: Simulated, at_s: float, until_s: float, report_s: float, seed: int) -> Positions:
    """Return what is heard of one ship: fixes with errors, figures rounded as AIS rounds them."""
    mmsi = ship.static.mmsi
    offset = report_s * float(uniforms(seed, np.array([mmsi], np.int64), _STREAM + 1)[0])
    first, last = np.floor((at_s - offset) / report_s), np.ceil((until_s - offset) / report_s)
    time_s = np.ceil(offset + report_s * np.arange(first, last + 1.0))
    time_s = time_s[(time_s >= at_s) & (time_s < until_s)]
    time_s = time_s[where(ship.path, time_s)[2]]
    lon, lat, course, speed = true_path(ship, time_s)
    keys = mmsi * 4_000_000_000 + time_s.astype(np.int64)
    per_lon, per_lat = metres_each(lat)
    lon = np.round(lon + _FIX_M * normals(seed, keys, _STREAM + 2) / per_lon, 6)
    lat = np.round(lat + _FIX_M * normals(seed, keys, _STREAM + 3) / per_lat, 6)
    course = np.round(course, 1) % 360.0
    heading = np.where(np.isnan(course), _BERTH_DEG, np.round(course) % 360.0)
    if ship.ais_class != "A":
        heading = np.full(time_s.size, np.nan)
    told = np.round(speed / KNOT, 1) * KNOT
    kind = np.full(time_s.size, CLASSES.index(ship.ais_class), np.int8)
    number = np.full(time_s.size, mmsi, np.int64)
    a, b, c = (np.asarray(values, np.float32) for values in (told, course, heading))
    return Positions(number, time_s, lon, lat, a, b, c, kind)


def _together(heard: Sequence[Positions]) -> Positions:
    """Return all positions in order of time."""
    parts = heard or (no_positions(),)
    whole = Positions(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in COLUMNS})
    return whole.at(np.lexsort((whole.mmsi, whole.time_s)))
