"""Probability density of weighted particles: a kernel whose width follows how dense they lie.

Each particle spreads a bell of width h(x), the width that holds about k = 0.8 n_eff^0.45 effective
particles, so that a tight group and the sparse tail around it are both drawn to scale (a sample
point estimator in the sense of Abramson 1982, Annals of Statistics 10, with widths from the k-th
neighbour). Widths come in octaves: level b of a pyramid of histograms has cells of 2^b times the
finest and is smoothed by the binomial kernel of order 6 (variance 1.5 cells); a particle is shared
between the two levels next to its width, and the levels are added, coarse to fine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lastknown.drift._cells import Grid, coarser, finer, interpolate, smooth

__all__ = ["FLOOR_M", "Pyramid", "estimate"]

Array = NDArray[np.float64]

FLOOR_M = 20.0
"""Finest cell, m: about a phone's fix and a boat's length; nothing is drawn sharper."""

_LEVELS = 6
_FEWEST_CELLS, _MOST_CELLS = 96, 768
_VARIANCE = 1.75
"""Variance of one level's kernel in its cells: binomial 6/4, binning 1/12, interpolation 1/6."""

_PEAK = 0.083
"""Mean height of one level's kernel at its own particle, in 1/cell2; measured, 0.080 to 0.085."""

_NARROWING = 0.4
"""A particle narrows its neighbours' bells, which raises their density at its place by this over k;
measured by leaving each of 200 out, 0.28 in a round group and 0.5 in a line."""


LandMask = Callable[[Grid, NDArray[np.bool_]], NDArray[np.bool_]]


@dataclass(frozen=True)
class Pyramid:
    """The estimate for n particles on a grid.

    Attributes
    ----------
    grid : the cells.
    density : (ny, nx) 1/m2, zero on land; sums to 1 over the cells.
    field : (ny, nx) 1/m2, `density` carried one cell inland, on which contours are drawn so that
        they hold what has come ashore.
    sea : (ny, nx) False on land.
    width : (n,) sd of each particle's bell, m.
    others : (n,) density at each particle made by all the others, 1/m2: what a new particle from
        the same source would meet.
    """

    grid: Grid
    density: Array
    field: Array
    sea: NDArray[np.bool_]
    width: Array
    others: Array


def _grid(x: Array, y: Array, n: float, cells: int) -> Grid:
    """Return a grid that holds all particles and their bells, which are wide where n is small."""
    span = max(float(np.ptp(x)), float(np.ptp(y)), 10.0 * FLOOR_M)
    margin = (0.2 + 2.5 / np.sqrt(n)) * span
    cell = max((span + 2.0 * margin) / cells, FLOOR_M)
    block = 2**_LEVELS
    nx, ny = (
        block * int(np.ceil((float(np.ptp(a)) + 2.0 * margin) / cell / block)) for a in (x, y)
    )
    middle_x, middle_y = (0.5 * float(a.min() + a.max()) for a in (x, y))
    return Grid(middle_x - 0.5 * nx * cell, middle_y - 0.5 * ny * cell, cell, nx, ny)


def _histogram(grid: Grid, x: Array, y: Array, weight: Array, level: int = 0) -> Array:
    """Return the weight in each cell of a level of the pyramid."""
    nx, ny, cell = grid.nx >> level, grid.ny >> level, grid.cell * 2**level
    column = ((x - grid.x0) / cell).astype(np.int64)
    row = ((y - grid.y0) / cell).astype(np.int64)
    counts = np.bincount(row * nx + column, weight, nx * ny)
    return counts.astype(np.float64, copy=False).reshape(ny, nx)


def _level_grid(grid: Grid, level: int) -> Grid:
    return Grid(grid.x0, grid.y0, grid.cell * 2**level, grid.nx >> level, grid.ny >> level)


def _log_count(grid: Grid, mass: Array, level: int, x: Array, y: Array, n: float) -> Array:
    """Return the log of the effective number of particles within one kernel of a level."""
    near = interpolate(smooth(mass), _level_grid(grid, level), x, y)
    return np.asarray(np.log(np.maximum(2.0 * np.pi * _VARIANCE * n * near, 1e-300)))


def _choose_grid(x: Array, y: Array, weight: Array, n: float, log_k: float) -> Grid:
    """Return the coarsest grid whose finest kernel is too narrow for half of the probability."""
    cells = _FEWEST_CELLS
    while True:
        grid = _grid(x, y, n, cells)
        mass = _histogram(grid, x, y, weight)
        dense = weight[_log_count(grid, mass, 0, x, y, n) >= log_k].sum()
        if dense < 0.5 or 2 * cells > _MOST_CELLS or grid.cell <= FLOOR_M:
            return grid
        cells *= 2


def _octaves(grid: Grid, x: Array, y: Array, weight: Array, n: float, log_k: float) -> Array:
    """Return the level (0 … 5, between levels too) whose kernel holds k particles at each."""
    mass = _histogram(grid, x, y, weight)
    below = _log_count(grid, mass, 0, x, y, n)
    octave = np.zeros(x.size)
    for level in range(1, _LEVELS):
        mass = coarser(mass)
        above = np.maximum(_log_count(grid, mass, level, x, y, n), below)
        octave += np.clip((log_k - below) / np.maximum(above - below, 1e-9), 0.0, 1.0)
        below = above
    return octave


def _shares(octave: Array, level: int) -> Array:
    """Return the share (0-1) of each particle that is drawn on a level."""
    return np.maximum(1.0 - np.abs(octave - level), 0.0)


def _sea_fractions(sea: NDArray[np.bool_]) -> list[Array]:
    """Return, for each level, the fraction of a kernel that lies at sea, at least 0.02."""
    fractions, a = [], sea.astype(np.float64)
    for _ in range(_LEVELS):
        fractions.append(np.maximum(smooth(a) / smooth(np.ones_like(a)), 0.02))
        a = coarser(a) / 4.0
    return fractions


def _draw(
    grid: Grid, x: Array, y: Array, weight: Array, octave: Array, sea: list[Array] | None
) -> Array:
    """Return the sum of all levels on the finest grid, 1/m2, before land is cut away."""
    total = np.zeros((grid.ny >> _LEVELS, grid.nx >> _LEVELS))
    for level in reversed(range(_LEVELS)):
        mass = _histogram(grid, x, y, weight * _shares(octave, level), level)
        if sea is not None:
            mass = mass / sea[level]
        total = finer(total) + smooth(mass) / (grid.cell * 2**level) ** 2
    return total


def _own(grid: Grid, weight: Array, octave: Array) -> Array:
    """Return what each particle adds to the density at its own place, 1/m2."""
    own = np.zeros(weight.size)
    for level in range(_LEVELS):
        own += _shares(octave, level) * _PEAK / (grid.cell * 2**level) ** 2
    return own * weight


def _spread_places(x: Array, y: Array) -> tuple[Array, Array]:
    """Return the places moved by a fixed pattern of sd `FLOOR_M`, so that heaps have a size."""
    east, north = _pattern(x.size)
    return x + east, y + north


@lru_cache(maxsize=4)
def _pattern(count: int) -> tuple[Array, Array]:
    i = np.arange(count)
    angle = 2.0 * np.pi * ((0.5 + 0.7548776662466927 * i) % 1.0)  # R2 sequence, Roberts 2018
    radius = FLOOR_M * np.sqrt(-2.0 * np.log1p(-((0.5 + 0.5698402909980532 * i) % 1.0)))
    return radius * np.cos(angle), radius * np.sin(angle)


def _widen(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the mask grown by one cell in all eight directions."""
    for _ in range(2):
        grown = mask.copy()
        grown[1:] |= mask[:-1]
        grown[:-1] |= mask[1:]
        mask = grown.T
    return mask


def estimate(x: Array, y: Array, weight: Array, land: LandMask | None = None) -> Pyramid:
    """Return the density of weighted particles in a local plane.

    Parameters
    ----------
    x, y : (n,) m east and north, finite, n >= 1.
    weight : (n,) summing to 1.
    land : called with a grid and a mask (ny, nx) of the cells that matter; returns (ny, nx), True
        where a cell's centre is on land.
    """
    n = 1.0 / float(np.sum(weight**2))
    log_k = float(np.log(0.8 * n**0.45))
    grid = _choose_grid(x, y, weight, n, log_k)
    octave = _octaves(grid, x, y, weight, n, log_k)
    drawn = _draw(grid, x, y, weight, octave, None)
    sea = np.ones(drawn.shape, dtype=np.bool_)
    held = sea
    if land is not None:
        occupied = _histogram(grid, x, y, weight) > 0
        sea = ~land(grid, drawn > 0)
        sea |= occupied & ~_widen(sea)
        held = _widen(sea | occupied)
        if not sea.all():
            drawn = _draw(grid, x, y, weight, octave, _sea_fractions(sea))
    scale = 1.0 / (float(drawn[sea].sum()) * grid.cell**2)
    field = drawn * held * scale
    others = interpolate(field, grid, *_spread_places(x, y)) - _own(grid, weight, octave)
    alone = max(1.0 - _NARROWING / float(np.exp(log_k)), 0.5)
    return Pyramid(
        grid=grid,
        density=drawn * sea * scale,
        field=field,
        sea=sea,
        width=np.sqrt(_VARIANCE) * grid.cell * 2.0**octave,
        others=np.maximum(others, 0.0) * alone / np.maximum(1.0 - weight, 1e-12),
    )
