"""The density that a proof is made on: copies of particles over periods, and their cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.search._sweeping import passing_ms, widths_by_light
from lastknown.search.errand import Errand
from lastknown.search.scene import Scene
from lastknown.search.score import drawn_order
from lastknown.search.seat import Seat

__all__ = ["PERIOD_S", "Field", "make_field"]

Floats = NDArray[np.float64]
Cells = NDArray[np.intp]
Numbers = NDArray[np.int32]

_PARTICLES: Final = 20_000
_COPIES: Final = 160_000
"""Copies of all particles together, about; half as many move the reference by another 1 % where the
cell is halved, for what is found then rests on the draw of the copies."""

PERIOD_S: Final = 1800.0
_IN_CELL: Final = 100.0
"""Of 20,000 particles those in a cell, about, where the densest half lies."""

_BANDWIDTH: Final = 0.3
"""Bandwidth in sides of such a cell. Measured on three cases: the reference is within 1 % of that
of 160,000 particles and more, and 1 to 1.5 % higher where the cell is halved."""

_STREAM: Final = 7102
_GOLDEN: Final = 0.6180339887498949
_SILVER: Final = 0.4142135623730950


class _Track(NamedTuple):
    """The particles that the density is made of: time_s (t,), x, y (t, m) m, seen (t-1, m)."""

    time_s: Floats
    x: Floats
    y: Floats
    seen: NDArray[np.int8]


@dataclass(frozen=True)
class Field:
    """Copies of particles over periods.

    Attributes
    ----------
    share, keen : (n,) weight, and the factor on the sweep width.
    cell, first : (p, n) its cell, -1 where it cannot be seen; first cell of each period, (p+1,).
    seen : (p, m) what is seen in the middle of a period of the particles themselves; n is a
        multiple of m. ever : (p, m, 2) whether each kind is seen of them in any part of it.
    past : (p, m) what is added to a unit's speed past them at most, m/s (`passing_ms`).
    width : (u, p, 2) sweep widths for the boat and for persons in the water, m, by the light.
    edges, dark : (p+1,) s; (p,).
    nearest : (u, 2) least way from each unit to any particle, and back, m.
    cell_m, bandwidth_m : side of the cells; sd of the copies' places.
    """

    share: Floats
    keen: Floats
    cell: Numbers
    first: Cells
    seen: NDArray[np.int8]
    ever: NDArray[np.bool_]
    past: Floats
    width: Floats
    edges: Floats
    dark: NDArray[np.bool_]
    nearest: Floats
    cell_m: float
    bandwidth_m: float


def make_field(
    seats: Sequence[Seat], scene: Scene, cell_m: float | None, bandwidth_m: float | None
) -> Field:
    """Return the kernel density of a scene in cells and periods; m, None: by the particles."""
    rows = _drawn(scene)
    share = scene.share[rows] * (scene.share.sum() / scene.share[rows].sum())
    edges = _periods(scene)
    track = _Track(scene.time_s, scene.x[:, rows], scene.y[:, rows], scene.seen[:, rows])
    x, y, seen, ever = _middles(track, edges)
    usual = _cell_side(x, y, seen, share)
    side = usual if cell_m is None else cell_m
    spread = _BANDWIDTH * usual if bandwidth_m is None else bandwidth_m
    copies = 1 if spread <= 0.0 else -(-_COPIES // rows.size)
    cell, first = _cells(
        x, y, ever[:, :, BOAT] | ever[:, :, IN_WATER], side, *_offsets(rows.size, copies, spread)
    )
    keen = scene.keen[rows] if scene.keen.size > 0 else np.ones(rows.size)
    dark = scene.dark[_step(scene.time_s, 0.5 * (edges[1:] + edges[:-1]))]
    laws = [widths_by_light(s.targets.factor, scene.seen, scene.keen, scene.dark) for s in seats]
    return Field(
        share=np.repeat(share / copies, copies),
        keen=np.repeat(keen, copies),
        cell=cell,
        first=first,
        seen=seen,
        ever=ever,
        past=_past(seats, track, edges),
        width=np.array(laws)[:, dark.astype(np.intp)],
        edges=edges,
        dark=dark,
        nearest=np.array([_nearest(seat.errand, track) for seat in seats]),
        cell_m=side,
        bandwidth_m=spread,
    )


def _drawn(scene: Scene) -> Cells:
    """Return the targets that the density is made of: all that count, or so many drawn of them."""
    there = np.flatnonzero(scene.share > 0.0)
    if there.size <= _PARTICLES:
        return there
    order = drawn_order(scene.realisation[there], _STREAM)
    return np.sort(there[order[:_PARTICLES]])


def _periods(scene: Scene) -> Floats:
    """Return the edges of the periods, s: even between changes of the light."""
    flips = scene.time_s[1:-1][scene.dark[1:] != scene.dark[:-1]]
    marks = [float(scene.time_s[0]), *flips.tolist(), float(scene.time_s[-1])]
    parts = [
        np.linspace(begin, end, max(1, math.ceil((end - begin) / PERIOD_S)) + 1)[:-1]
        for begin, end in pairwise(marks)
    ]
    return np.concatenate([*parts, marks[-1:]])


def _step(time_s: Floats, at_s: Floats) -> Cells:
    """Return the step of the scene that each moment falls into."""
    return np.clip(np.searchsorted(time_s, at_s, side="right") - 1, 0, time_s.size - 2)


def _steps(time_s: Floats, edges: Floats, p: int) -> range:
    """Return the steps of the scene that a period meets."""
    last = int(np.searchsorted(time_s, edges[p + 1], side="left"))
    first = int(_step(time_s, edges[p : p + 1])[0])
    return range(first, max(first + 1, min(last, time_s.size - 1)))


def _middles(
    track: _Track, edges: Floats
) -> tuple[Floats, Floats, NDArray[np.int8], NDArray[np.bool_]]:
    """Return x, y (p, m) of particles in the middle of each period, or when next to it they can be
    seen; what is seen of them in the middle, (p, m); whether each kind ever is, (p, m, 2)."""
    time_s, shape = track.time_s, (edges.size - 1, track.x.shape[1])
    x, y, seen = np.empty(shape), np.empty(shape), np.empty(shape, np.int8)
    ever = np.zeros((*shape, 2), np.bool_)
    for p, middle in enumerate(0.5 * (edges[1:] + edges[:-1])):
        now = int(_step(time_s, np.array([middle]))[0])
        near = sorted(_steps(time_s, edges, p), key=lambda j: -abs(j - now))
        when = np.full(shape[1], now)
        for j in near:
            when = np.where(track.seen[j] >= 0, j, when)
            for kind in (BOAT, IN_WATER):
                ever[p, :, kind] |= track.seen[j] == kind
        seen[p] = track.seen[now]
        at = np.clip(middle, time_s[when], time_s[when + 1])
        part, which = (at - time_s[when]) / np.diff(time_s)[when], np.arange(shape[1])
        for out, v in ((x, track.x), (y, track.y)):
            out[p] = v[when, which] * (1.0 - part) + v[when + 1, which] * part
    return x, y, seen, ever


def _past(seats: Sequence[Seat], track: _Track, edges: Floats) -> Floats:
    """Return what is added to a unit's speed past each particle in each period at most, m/s."""
    step = passing_ms((s.errand.paths for s in seats), track.time_s, track.x, track.y)
    step = np.where(track.seen >= 0, step, 0.0)
    return np.array(
        [step[_steps(track.time_s, edges, p)].max(axis=0) for p in range(edges.size - 1)]
    )


def _nearest(errand: Errand, track: _Track) -> tuple[float, float]:
    """Return the least way out to a particle while it can be seen, and home from one, m."""
    there = np.zeros(track.x.shape, np.bool_)
    there[:-1] = track.seen >= 0
    there[1:] |= track.seen >= 0
    ends = {(errand.from_x, errand.from_y), (errand.to_x, errand.to_y)}
    way = {
        end: ((track.x - end[0]) ** 2 + (track.y - end[1]) ** 2).min(where=there, initial=math.inf)
        for end in ends
    }
    out, home = way[errand.from_x, errand.from_y], way[errand.to_x, errand.to_y]
    return math.sqrt(out), math.sqrt(home)


def _offsets(count: int, copies: int, spread: float) -> tuple[Floats, Floats]:
    """Return where the copies of each particle lie from it, m, (count x copies,) twice.

    Normal, in even ranks of distance within each particle, turned from copy to copy and from
    particle to particle by golden sections: no random draw.
    """
    number = np.arange(count)[:, None]
    rank = (np.arange(copies)[None, :] + number * _GOLDEN % 1.0) / copies
    radius = spread * np.sqrt(-2.0 * np.log1p(-np.minimum(rank, 1.0 - 1e-9)))
    angle = 2.0 * np.pi * ((number * _SILVER % 1.0) + np.arange(copies)[None, :] * _GOLDEN)
    return (radius * np.cos(angle)).ravel(), (radius * np.sin(angle)).ravel()


def _cell_side(x: Floats, y: Floats, seen: NDArray[np.int8], share: Floats) -> float:
    """Return the side of cells that hold as many particles as wanted in the densest half, m."""
    effective = float(share.sum() ** 2 / (share**2).sum())
    wanted = _IN_CELL * (effective / _PARTICLES) ** (2.0 / 3.0)
    side, want = 250.0, wanted / effective * float(share.sum())
    middle, none = slice(len(x) // 2, len(x) // 2 + 1), np.zeros((2, x.shape[1]))
    for _ in range(40):
        cell = _cells(x[middle], y[middle], seen[middle] >= 0, side, *none)[0][0]
        held = np.sort(np.bincount(cell[cell >= 0], share[cell >= 0]))[::-1]
        half = held[np.cumsum(held) <= 0.5 * held.sum()]
        if half.size == 0 or half.mean() >= want:
            break
        side *= 1.1
    return side


def _cells(
    x: Floats, y: Floats, there: NDArray[np.bool_], side: float, dx: Floats, dy: Floats
) -> tuple[Numbers, Cells]:
    """Return the cell of every copy in every period, -1 out of sight, numbered over those in use
    period by period; and the first cell of each period (p + 1,)."""
    copies, used = dx.size // x.shape[1], 0
    out = np.full((len(x), dx.size), -1, np.int32)
    first = np.zeros(len(x) + 1, np.intp)
    for p in range(len(x)):
        some = np.repeat(there[p], copies)
        column, row = (
            np.floor((np.repeat(place[p], copies)[some] + offset[some]) / side).astype(np.int64)
            for place, offset in ((x, dx), (y, dy))
        )
        those, cell = np.unique(row * 2**31 + column, return_inverse=True)
        out[p, some] = used + cell
        used += those.size
        first[p + 1] = used
    return out, first
