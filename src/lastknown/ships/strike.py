"""Who may strike the boat: the probability that a ship's hull sweeps over it.

Each particle of the cloud drifts along its kept path, each ship runs along its predicted path with
Gaussian errors along and across it that stay the same for the whole stretch. Whether the hull meets
the particle is then a question of the two errors alone, and `lastknown.ships._abeam` integrates
over both: over the error along by the moments at which the particle comes abeam, over the error
across by normal distribution functions. Nobody gives way: neither ship nor boat does anything to
avoid the other, and no bow wave pushes the boat aside. docs/ships.md says where not to trust it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.errors import LastknownError
from lastknown.ships._abeam import FARTHEST_SD, KINDS, Hulls
from lastknown.ships._closest import Along, Closest, closest_of, most_likely
from lastknown.ships._late import Late, late_of
from lastknown.ships._paths import CUTS, Paths, paths_of
from lastknown.ships._swarm import Swarm, centre_of, middles, sorts_of, steps_of, swarms_of
from lastknown.ships._sweep import sweep
from lastknown.ships._tally import Tally, tally_of
from lastknown.ships.ship import Predicted
from lastknown.ships.strikes import NEAR_M, Strike, Strikes
from lastknown.ships.wash import WASH_HEIGHT_M, wash_reach_m
from lastknown.times import show_time

__all__ = ["NEAR_M", "Strike", "Strikes", "strike"]

Array = NDArray[np.float64]
_CHUNK: Final = 80
"""Groups of particles that a thread takes at a time."""


def strike(
    predicted: Sequence[Predicted],
    cloud: Cloud,
    at_s: float,
    until_s: float,
    *,
    wash_height_m: float = WASH_HEIGHT_M,
    threads: int | None = None,
) -> Strikes:
    """Return the risk that ships strike the boats of a cloud between two moments.

    Parameters
    ----------
    predicted : the ships; each from `at_s` at the latest to `until_s` at least. None: no risk.
    cloud : the boats. Those ashore, outside the sea or not yet at sea cannot be struck; weights
        count within each boat (starts of one name are alternatives), so that each boat is sure to
        be out there. Trajectories of weight 0 change nothing.
    at_s, until_s : s since 1970, within the cloud's times.
    wash_height_m : waves from this height on count as wash, m from trough to crest, > 0.
    threads : threads; None: one a core. The answer does not depend on it.

    Raises
    ------
    LastknownError : the window is empty or leaves the cloud or a ship's prediction; a ship's length
        or beam or error is not a positive number; no boat has a weight.
    """
    if not wash_height_m > 0.0:
        raise LastknownError(f"wash_height_m={wash_height_m!r} is out of bounds; give more than 0")
    time_s = steps_of(cloud, at_s, until_s)
    for each in predicted:
        _check(each, at_s, until_s)
    lon0, lat0 = centre_of(cloud, 0.5 * (at_s + until_s))
    sort, boats = sorts_of(cloud)
    swarms = swarms_of(cloud, time_s, sort, lon0, lat0, threads)
    struck = np.zeros((cloud.weight.size, time_s.size - 1), np.float32)
    boat = np.where(cloud.component == BOAT, cloud.weight, 0.0)
    held = np.bincount(sort // 2, boat, len(boats))
    whole = np.where(held > 0.0, held, np.inf).astype(np.float64)
    swept = _nothing_swept(len(predicted), 2 * len(boats), time_s.size - 1)
    if not predicted:
        return _strikes(predicted, boats, time_s, swept, whole, None, struck)
    paths, speed = paths_of(predicted, time_s, lon0, lat0)
    hulls = _hulls(predicted, paths, speed, wash_height_m)
    datum = middles(swarms[0], 2 * len(boats))
    along = most_likely(paths)
    works = _works(swarms, along, datum)
    hits = _sweep_all(works, swarms, paths, hulls, swept, threads)
    for swarm, each in zip(swarms, hits, strict=True):
        struck[swarm.row] += each.T
    half = swept.out[2]
    likelier = 2 * np.arange(len(boats)) + (half[:, 1::2] > half[:, ::2])
    closest = closest_of(swarms[0], along, time_s, likelier, datum)
    return _strikes(predicted, boats, time_s, swept, whole, closest, struck)


def _check(each: Predicted, at_s: float, until_s: float) -> None:
    """Refuse a prediction that does not reach over the window, or a ship without a size."""
    mmsi = each.ship.mmsi
    first, last = float(each.time_s[0]), float(each.time_s[-1])
    if first > at_s + 1.0 or last < until_s - 1.0:
        told = f"ship {mmsi} is predicted from {show_time(first)} to {show_time(last)}"
        window = f"{show_time(at_s)} to {show_time(until_s)}"
        raise LastknownError(f"{told}, not {window}; predict it for all of that time")
    for name in ("length_m", "beam_m"):
        if not 0.0 < getattr(each.ship, name) < 1000.0:
            told = f"ship {mmsi}: {name}={getattr(each.ship, name)!r} is out of bounds"
            raise LastknownError(f"{told}; give more than 0, less than 1000 m")
    for name in ("lon", "lat", "along_sd_m", "across_sd_m"):
        values = getattr(each, name)
        if not np.isfinite(values).all() or (name.endswith("sd_m") and values.min() < 0.0):
            told = f"ship {mmsi}: {name} holds what is no place and no error"
            raise LastknownError(f"{told}; predict it again from a clean track")


def _hulls(
    predicted: Sequence[Predicted], paths: Paths, speed: Array, wash_height_m: float
) -> Hulls:
    """Return the ships' half sizes and how far each kind of pass reaches from the hull."""
    beam, length = (
        0.5 * np.array([getattr(each.ship, name) for each in predicted], float)
        for name in ("beam_m", "length_m")
    )
    speed = np.nan_to_num(speed[:, ::CUTS])
    reach = np.zeros((KINDS, *speed.shape))
    reach[1], reach[2] = NEAR_M
    wash = wash_reach_m(2.0 * length[:, None], speed, wash_height_m)
    reach[3] = np.where(wash > beam[:, None], wash - beam[:, None], -1.0)
    margin = beam + length + np.maximum(reach[2], reach[3]).max(axis=1)
    crab = paths.crab[:, ::CUTS]
    ahead = np.asarray(length[:, None] * np.cos(crab), np.float32)
    lean = np.asarray(np.tan(crab), np.float32)
    return Hulls(
        beam, length, ahead, lean, reach, margin, margin + FARTHEST_SD * paths.across.max(axis=1)
    )


class _Work(NamedTuple):
    """Some groups of one sort in one swarm, and the ships that are to sweep over them."""

    part: int
    groups: tuple[int, int, int]
    late: Late
    ships: NDArray[np.int64]


def _works(swarms: tuple[Swarm, ...], along: Along, datum: Array) -> list[_Work]:
    """Return the work in pieces that threads take.

    Each ship meets the swarm whose groups lie together when she passes closest to the datum.
    """
    found, (x, y, _, _), parts = [], along, len(swarms)
    for each in range(datum.shape[1]):
        own = np.flatnonzero(swarms[0].sort == each)
        if not own.size:
            continue
        first, last, late = int(own[0]), int(own[-1]) + 1, late_of(own.size)
        away = np.hypot(x - datum[0, each], y - datum[1, each])
        step = np.argmin(np.where(np.isfinite(away), away, np.inf), axis=1)
        when = np.minimum(step * parts // max(1, x.shape[1] - 1), parts - 1)
        for part in range(parts):
            ships = np.flatnonzero(when == part)
            begins = range(first, last if ships.size else first, _CHUNK)
            groups = [(begin, min(begin + _CHUNK, last), first) for begin in begins]
            found += [_Work(part, chunk, late, ships) for chunk in groups]
    return found


class _Swept(NamedTuple):
    """Weight passed by kind, ship and sort, (4, s, sorts); by the hull in each step, (s, sorts, k);
    weight times persons struck, (s, sorts).
    """

    out: Array
    rate: Array
    persons: Array


def _nothing_swept(ships: int, sorts: int, steps: int) -> _Swept:
    """Return zeros for so many."""
    return _Swept(
        np.zeros((KINDS, ships, sorts)), np.zeros((ships, sorts, steps)), np.zeros((ships, sorts))
    )


def _sweep_all(
    works: list[_Work], swarms: tuple[Swarm, ...], paths: Paths, hulls: Hulls, swept: _Swept,
    threads: int | None,
) -> NDArray[np.float32]:  # fmt: skip
    """Fill `swept`; return the expected strikes on each particle of each swarm, (p, k, n).

    Work is added up in one order, whatever the threads.
    """
    ships, steps = paths.at.shape[0], swarms[0].x.shape[0] - 1
    struck = np.zeros((len(swarms), steps, swarms[0].weight.size), np.float32)

    def work(each: _Work) -> Tally:
        tally = tally_of(ships, each.late, struck[each.part])
        sweep(each.groups, each.ships, each.late, swarms[each.part], paths, hulls, tally)
        return tally

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for each, tally in zip(works, pool.map(work, works), strict=True):
            sort = swarms[each.part].sort[each.groups[0]]
            swept.out[:, :, sort] += tally.out
            swept.rate[:, sort] += tally.rate
            swept.persons[:, sort] += tally.persons
    return struck


def _strikes(
    predicted: Sequence[Predicted], boats: tuple[str, ...], time_s: Array, swept: _Swept,
    whole: Array, closest: Closest | None, struck: NDArray[np.float32],
) -> Strikes:  # fmt: skip
    """Return what was swept as probabilities of each boat for itself."""
    share = np.minimum(swept.out[:, :, ::2] / whole, 1.0)
    share[:3] = np.maximum.accumulate(share[:3], axis=0)
    water = np.minimum(swept.out[:3, :, 1::2] / whole, 1.0)
    water = np.maximum.accumulate(water, axis=0)
    if closest is None:
        closest = Closest(*(np.full((len(predicted), len(boats)), np.nan) for _ in range(4)))
    return Strikes(
        time_s=time_s,
        ships=tuple(each.ship for each in predicted),
        boats=boats,
        strike=share[0],
        within_quarter=share[1],
        within_half=share[2],
        wash=share[3],
        in_water=water[0],
        persons_swept=swept.persons[:, 1::2] / whole,
        water_quarter=water[1],
        water_half=water[2],
        rate=swept.rate[:, ::2] / whole[:, None],
        closest_s=closest.time_s,
        closest_m=closest.distance_m,
        bearing_deg=closest.bearing_deg,
        from_ship_deg=(closest.bearing_deg + 180.0) % 360.0,
        port_share=closest.port,
        struck=struck,
    )
