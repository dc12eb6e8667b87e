"""A cloud as the compiled sweep wants it: particles in a plane, in groups that lie together."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating, compiled
from lastknown.drift.cloud import AFLOAT, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.errors import LastknownError
from lastknown.ships._paths import place
from lastknown.times import show_time

__all__ = ["GROUP", "Swarm", "centre_of", "sides", "sorts_of", "steps_of", "swarms_of"]

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
    cloud: Cloud, time_s: Array, sort: Index, lon0: float, lat0: float
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
    x, y, first, last = (
        np.empty((n, steps)), np.empty((n, steps)), np.zeros(n, np.int64), np.zeros(n, np.int64)
    )  # fmt: skip
    begun = (
        np.asarray(cloud.start_lon, float), np.asarray(cloud.start_lat, float),
        np.asarray(cloud.start_s, float),
    )  # fmt: skip
    _place(
        np.ascontiguousarray(cloud.lon, float), np.ascontiguousarray(cloud.lat, float),
        np.ascontiguousarray(cloud.status), *begun, np.asarray(cloud.time_s, float),
        time_s, kept.astype(np.int64), (lon0, lat0), x, y, first, last,
    )  # fmt: skip
    use = np.flatnonzero((last > first) & (cloud.weight > 0.0))
    parts = 1 if use.size < _FEW else max(1, round((time_s[-1] - time_s[0]) / _TOGETHER_S))
    column = np.minimum(kept, cloud.persons.shape[1] - 1)
    persons = np.nan_to_num(np.asarray(cloud.persons, np.float32), nan=0.0)
    places = x, y, first, last, np.asarray(cloud.weight, float)
    return tuple(
        _swarm(use, sort, (2 * part + 1) * (steps - 1) // (2 * parts), places, persons, column)
        for part in range(parts)
    )


def _swarm(
    use: Index, sort: Index, moment: int, places: tuple[Array, Array, Index, Index, Array],
    persons: NDArray[np.float32], column: Index,
) -> Swarm:  # fmt: skip
    """Return some particles in groups that lie together at a moment; places as in `Swarm`, (n,)."""
    x, y, first, last, weight = places
    order, groups, of_group = _grouped(use, sort, x[:, moment], y[:, moment])
    xs, ys = (np.ascontiguousarray(each[order].T, np.float32) for each in (x, y))
    first, last, begins = first[order], last[order], groups[:-1]
    return Swarm(
        xs, ys, first, last, weight[order], order, persons, column, groups, of_group,
        *_circles(groups, xs, ys),
        np.maximum.reduceat(first, begins) if begins.size else first,
        np.minimum.reduceat(last, begins) if begins.size else last,
    )  # fmt: skip


@allocating
def _place(
    lon: Array, lat: Array, status: NDArray[np.int8], start_lon: Array, start_lat: Array,
    start_s: Array, kept_s: Array, time_s: Array, kept: Index, centre: tuple[float, float],
    x: Array, y: Array, first: Index, last: Index,
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


def _grouped(use: Index, sort: Index, x: Array, y: Array) -> tuple[Index, Index, Index]:
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


@compiled
def sides(
    moment: int, sort: int, swarm: Swarm, line: tuple[float, float, float, float], found: Array
) -> None:
    """Add to found (2,) the weight of a sort that is at sea then, and that to port of a line.

    line : x, y and the unit vector of the ship's course.
    """
    x, y, ux, uy = line
    for g in range(swarm.sort.size):
        if swarm.sort[g] != sort:
            continue
        for i in range(swarm.groups[g], swarm.groups[g + 1]):
            if swarm.first[i] <= moment <= swarm.last[i]:
                left = ux * (swarm.y[moment, i] - y) - uy * (swarm.x[moment, i] - x)
                found[0] += swarm.weight[i]
                if left > 0.0:
                    found[1] += swarm.weight[i]
