"""A cloud as the compiled sweep wants it: particles in a plane, in groups that lie together."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating, compiled
from lastknown.drift.cloud import AFLOAT, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.errors import LastknownError
from lastknown.ships._paths import place
from lastknown.times import show_time

__all__ = ["GROUP", "Swarm", "centre_of", "middles", "sides", "sorts_of", "steps_of", "swarms_of"]

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Singles = NDArray[np.float32]

GROUP: Final = 64
_DEALT: Final = 4
_LONGEST_S: Final = 600.0
_TOGETHER_S: Final = 3600.0
_FEW: Final = 16 * GROUP


class Swarm(NamedTuple):
    """Particles that are at sea in the window, n of them, in g groups, at k+1 moments.

    Attributes
    ----------
    x, y : (k+1, n) m in the plane, within 1 cm at 150 km; before and after it is at sea, where it
        began or stopped.
    first, last : (n,) moments between which it is at sea.
    weight : (n,) as in the cloud. row : (n,) in the cloud.
    persons : the cloud's, all its trajectories and moments. column : (k+1,) its moments.
    groups : (g+1,) first particle of each group. sort : (g,) boat times 2, 1 more in the water.
    middle_x, middle_y, radius : (g, k+1) a circle around each group at each moment.
    all_x, all_y, all_radius : (g,) a circle around it at all of them.
    all_first, all_last : (g,) moments between which all of it is at sea.
    """

    x: Singles
    y: Singles
    first: Index
    last: Index
    weight: Array
    row: Index
    persons: NDArray[np.float32]
    column: Index
    groups: Index
    sort: Index
    middle_x: Array
    middle_y: Array
    radius: Array
    all_x: Array
    all_y: Array
    all_radius: Array
    all_first: Index
    all_last: Index


def steps_of(cloud: Cloud, at_s: float, until_s: float) -> Array:
    """Return the moments of a window, (k+1,) s: its ends, kept states between, none 600 s apart.

    Raises
    ------
    LastknownError : the window is empty or leaves the cloud's times.
    """
    first, last = float(cloud.time_s[0]), float(cloud.time_s[-1])
    if not at_s < until_s:
        told = f"until={show_time(until_s)} is not after at={show_time(at_s)}"
        raise LastknownError(f"{told}; give a later moment")
    for name, moment in (("at", at_s), ("until", until_s)):
        if not first <= moment <= last:
            between = f"{show_time(first)} to {show_time(last)}"
            told = f"{name}={show_time(moment)} lies outside the cloud, {between}"
            raise LastknownError(f"{told}; run the drift until then, or ask for less")
    kept = cloud.time_s[(cloud.time_s > at_s) & (cloud.time_s < until_s)]
    ends = np.concatenate(([at_s], kept, [until_s]))
    cuts = [
        np.linspace(a, b, int(np.ceil((b - a) / _LONGEST_S)), endpoint=False)
        for a, b in pairwise(ends.tolist())
    ]
    return np.concatenate((*cuts, [until_s]))


def sorts_of(cloud: Cloud) -> tuple[Index, tuple[str, ...]]:
    """Return each trajectory's boat times 2, 1 more in the water, (n,), and the boats' names."""
    names = cloud.boats or ("",)
    unique = tuple(dict.fromkeys(names))
    each = np.array([unique.index(name) for name in names], np.int64)
    boat = each[cloud.start] if cloud.boats else np.zeros(cloud.weight.size, np.int64)
    return 2 * boat + (cloud.component == IN_WATER), unique


def centre_of(cloud: Cloud, at_s: float) -> tuple[float, float]:
    """Return the longitude and latitude of the weighted middle of the boats about a moment."""
    k = int(np.argmin(np.abs(cloud.time_s - at_s)))
    lon = np.where(np.isfinite(cloud.lon[:, k]), cloud.lon[:, k], cloud.start_lon)
    lat = np.where(np.isfinite(cloud.lat[:, k]), cloud.lat[:, k], cloud.start_lat)
    weight = np.where(cloud.component == BOAT, cloud.weight, 0.0)
    use = np.isfinite(lon) & np.isfinite(lat) & (weight > 0.0)
    if not use.any():
        raise LastknownError("no boat of the cloud has a place and a weight; give another cloud")
    angle, weight = np.radians(lon[use]), weight[use]
    east, ahead = np.sum(weight * np.sin(angle)), np.sum(weight * np.cos(angle))
    return float(np.degrees(np.arctan2(east, ahead))), float(np.average(lat[use], weights=weight))


def swarms_of(
    cloud: Cloud, time_s: Array, sort: Index, lon0: float, lat0: float, threads: int | None = None
) -> tuple[Swarm, ...]:
    """Return the particles that are at sea at some of the moments, as swarms around a centre.

    All hold the same particles, put into groups that lie together in the middle of each of as many
    equal parts of the time: in 90 minutes what lay together drifts apart. One will do for a few.
    """
    n, steps = cloud.weight.size, time_s.size
    kept = (
        np.clip(np.searchsorted(cloud.time_s, time_s, side="right") - 1, 0, cloud.time_s.size - 2)
        if cloud.time_s.size > 1
        else np.zeros(steps, np.int64)
    )
    x, y = np.empty((n, steps), np.float32), np.empty((n, steps), np.float32)
    first, last = np.zeros(n, np.int64), np.zeros(n, np.int64)
    lon, lat, start_lon, start_lat, start_s, told_s = (
        np.ascontiguousarray(each, float)
        for each in (
            cloud.lon, cloud.lat, cloud.start_lon, cloud.start_lat, cloud.start_s, cloud.time_s
        )
    )  # fmt: skip
    status, kept, centre = np.ascontiguousarray(cloud.status), kept.astype(np.int64), (lon0, lat0)
    workers = threads or os.cpu_count() or 1
    cuts = [n * i // workers for i in range(workers + 1)]

    def fill(a: int, b: int) -> None:
        _place(
            lon[a:b], lat[a:b], status[a:b], start_lon[a:b], start_lat[a:b], start_s[a:b], told_s,
            time_s, kept, centre, x[a:b], y[a:b], first[a:b], last[a:b],
        )  # fmt: skip

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(fill, cuts[:-1], cuts[1:]))
    use = np.flatnonzero((last > first) & (cloud.weight > 0.0))
    parts = 1 if use.size < _FEW else max(1, round((time_s[-1] - time_s[0]) / _TOGETHER_S))
    column = np.minimum(kept, cloud.persons.shape[1] - 1)
    persons = np.nan_to_num(np.asarray(cloud.persons, np.float32), nan=0.0)
    places = x, y, first, last, np.asarray(cloud.weight, float)
    moments = [(2 * part + 1) * (steps - 1) // (2 * parts) for part in range(parts)]
    with ThreadPoolExecutor(workers) as pool:
        made = pool.map(lambda at: _swarm(use, sort, at, places, persons, column), moments)
        return tuple(made)


def _swarm(
    use: Index, sort: Index, moment: int, places: tuple[Singles, Singles, Index, Index, Array],
    persons: NDArray[np.float32], column: Index,
) -> Swarm:  # fmt: skip
    """Return some particles in groups that lie together at a moment; places as in `Swarm`, (n,)."""
    x, y, first, last, weight = places
    order, groups, of_group = _grouped(use, sort, x[:, moment], y[:, moment])
    xs, ys = (np.empty((each.shape[1], order.size), np.float32) for each in (x, y))
    _taken(order, x, y, xs, ys)
    first, last, begins = first[order], last[order], groups[:-1]
    return Swarm(
        xs, ys, first, last, weight[order], order, persons, column, groups, of_group,
        *_circles(groups, xs, ys),
        np.maximum.reduceat(first, begins) if begins.size else first,
        np.minimum.reduceat(last, begins) if begins.size else last,
    )  # fmt: skip


@compiled
def _taken(order: Index, x: Singles, y: Singles, xs: Singles, ys: Singles) -> None:
    """Fill xs, ys (k+1, m) with some rows of x, y (n, k+1) as columns."""
    for i in range(order.size):
        row = order[i]
        for k in range(xs.shape[0]):
            xs[k, i], ys[k, i] = x[row, k], y[row, k]


@allocating
def _place(
    lon: Array, lat: Array, status: NDArray[np.int8], start_lon: Array, start_lat: Array,
    start_s: Array, kept_s: Array, time_s: Array, kept: Index, centre: tuple[float, float],
    x: Singles, y: Singles, first: Index, last: Index,
) -> None:  # fmt: skip
    """Fill x, y (n, k+1) with where each particle is, first and last (n,) with when it is at sea.

    A particle that begins within a step is at its start when the step begins. Moments before and
    after it is at sea have the place of the first and last of it.
    """
    lon0, lat0 = centre
    more = kept_s.size > 1
    for i in range(lon.shape[0]):
        first[i], last[i], began = 0, 0, False
        for k in range(time_s.size):
            j = kept[k]
            part = (time_s[k] - kept_s[j]) / (kept_s[j + 1] - kept_s[j]) if more else 0.0
            here, later = status[i, j], status[i, j + 1] if more else status[i, j]
            if part >= 1.0:
                here = later
            afloat = here == AFLOAT
            if part < 1.0 and here == NOT_YET and later != NOT_YET and k + 1 < time_s.size:
                afloat = time_s[k + 1] > start_s[i]
            if afloat:
                if not began:
                    began, first[i] = True, k
                last[i] = min(k + 1, time_s.size - 1)
            if not afloat and not began:
                continue
            if not afloat and k > last[i]:
                x[i, k], y[i, k] = x[i, k - 1], y[i, k - 1]
                continue
            a_lon, a_lat = lon[i, j], lat[i, j]
            if status[i, j] == NOT_YET:
                a_lon, a_lat, span = start_lon[i], start_lat[i], kept_s[j + 1] - start_s[i]
                part = max(0.0, (time_s[k] - start_s[i]) / span) if span > 0.0 else 1.0
            if more and part > 0.0:
                a_lon += part * ((lon[i, j + 1] - a_lon + 180.0) % 360.0 - 180.0)
                a_lat += part * (lat[i, j + 1] - a_lat)
            x[i, k], y[i, k] = place(a_lon, a_lat, lon0, lat0)
        for k in range(first[i]):
            x[i, k], y[i, k] = x[i, first[i]], y[i, first[i]]


def _grouped(use: Index, sort: Index, x: Singles, y: Singles) -> tuple[Index, Index, Index]:
    """Return an order of some particles, where each group begins in it, and each group's sort.

    Within a sort they are cut into strips from west to east, each strip into blocks from south to
    north, and the particles of a block are dealt out to some groups that all lie there.
    """
    order, groups, sorts = [], [0], []
    for each in np.unique(sort[use]):
        own = use[sort[use] == each]
        own = own[np.argsort(x[own], kind="stable")]
        strips = max(1, round(np.sqrt(own.size / (_DEALT * GROUP))))
        for strip in np.array_split(own, strips):
            line = strip[np.argsort(y[strip], kind="stable")]
            for begin in range(0, line.size, _DEALT * GROUP):
                block = line[begin : begin + _DEALT * GROUP]
                hands = -(-block.size // GROUP)
                order += [block[hand::hands] for hand in range(hands)]
                groups += (groups[-1] + np.cumsum([len(hand) for hand in order[-hands:]])).tolist()
                sorts += [int(each)] * hands
    joined = np.concatenate(order) if order else np.zeros(0, np.int64)
    return joined, np.array(groups, np.int64), np.array(sorts, np.int64)


@allocating
def _circles(
    groups: Index, x: Singles, y: Singles
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Return circles around each group at each moment, and around it at all of them."""
    count, steps = groups.size - 1, x.shape[0]
    cx, cy, r = np.empty((count, steps)), np.empty((count, steps)), np.empty((count, steps))
    ax, ay, ar = np.empty(count), np.empty(count), np.empty(count)
    for g in range(count):
        box = np.array([np.inf, -np.inf, np.inf, -np.inf])
        for k in range(steps):
            west, east, south, north = np.inf, -np.inf, np.inf, -np.inf
            for i in range(groups[g], groups[g + 1]):
                west, east = min(west, x[k, i]), max(east, x[k, i])
                south, north = min(south, y[k, i]), max(north, y[k, i])
            cx[g, k], cy[g, k] = 0.5 * (west + east), 0.5 * (south + north)
            r[g, k] = 0.5 * np.hypot(east - west, north - south)
            box[0], box[1] = min(box[0], west), max(box[1], east)
            box[2], box[3] = min(box[2], south), max(box[3], north)
        ax[g], ay[g] = 0.5 * (box[0] + box[1]), 0.5 * (box[2] + box[3])
        ar[g] = 0.5 * np.hypot(box[1] - box[0], box[3] - box[2])
    return cx, cy, r, ax, ay, ar


@allocating
def middles(swarm: Swarm, sorts: int) -> Array:
    """Return the weighted mean of each sort at each moment, (2, sorts, k+1) m; NaN: none at sea."""
    steps = swarm.x.shape[0]
    found, total = np.zeros((2, sorts, steps)), np.zeros((sorts, steps))
    for g in range(swarm.sort.size):
        sort = swarm.sort[g]
        for k in range(steps):
            for i in range(swarm.groups[g], swarm.groups[g + 1]):
                if swarm.first[i] <= k <= swarm.last[i]:
                    total[sort, k] += swarm.weight[i]
                    found[0, sort, k] += swarm.weight[i] * swarm.x[k, i]
                    found[1, sort, k] += swarm.weight[i] * swarm.y[k, i]
    for sort in range(sorts):
        for k in range(steps):
            whole = total[sort, k] if total[sort, k] > 0.0 else np.nan
            found[0, sort, k] /= whole
            found[1, sort, k] /= whole
    return found


@allocating
def sides(moments: Index, sort: int, swarm: Swarm, lines: Array) -> Array:
    """Return the weight of a sort that is at sea at each of r moments, and that to port of a line.

    Of both (2, r); lines : (4, r) x, y and the unit vector of the ship's course.
    """
    found = np.zeros((2, moments.size))
    for r in range(moments.size):
        k, x, y, ux, uy = moments[r], lines[0, r], lines[1, r], lines[2, r], lines[3, r]
        whole, port = 0.0, 0.0
        for g in range(swarm.sort.size):
            if swarm.sort[g] != sort:
                continue
            for i in range(swarm.groups[g], swarm.groups[g + 1]):
                at_sea = (swarm.first[i] <= k) & (k <= swarm.last[i])
                weight = swarm.weight[i] if at_sea else 0.0
                left = ux * (swarm.y[k, i] - y) - uy * (swarm.x[k, i] - x)
                whole += weight
                port += weight if left > 0.0 else 0.0
        found[0, r], found[1, r] = whole, port
    return found
