"""Blocks of a gridded source: which nodes points need, read once and kept for the next points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lastknown.sea.grids import Cut, Grid, Stencil
from lastknown.sea.source import VARIABLES, Box
from lastknown.sea.steps import Moments

__all__ = ["ArrayReader", "Block", "Blocks", "Plan", "Reader", "Rotation", "box_of", "size_of"]

Floats = NDArray[np.float64]
Block = Mapping[str, NDArray[np.float32]]
Turn = tuple[Floats, Floats, Floats, Floats]

WHOLE_BYTES = 16 * 2**20  # a field this small is read over its whole grid on first use
BLOCK_BYTES = 32 * 2**20  # most that one read takes while steps are read ahead
AHEAD = 24  # steps kept around those asked for, where that is little: each may be a file


class Reader(Protocol):
    """Reads blocks of a source's variables."""

    def read(self, steps: tuple[int, int], cuts: Mapping[str, Cut]) -> Block:
        """Return (steps, rows, columns) float32 of each key of `cuts`; m/s, degrees C, or NaN."""
        ...


class ArrayReader(NamedTuple):
    """Reads from memory."""

    values: Block

    def read(self, steps: tuple[int, int], cuts: Mapping[str, Cut]) -> Block:
        """Return the block, as views."""
        return {
            key: self.values[key][steps[0] : steps[1], c.row0 : c.row1, c.col0 : c.col1]
            for key, c in cuts.items()
        }


class Rotation(NamedTuple):
    """The angle from east to a grid's x, anticlockwise, as cosine and sine at the grid's nodes."""

    grid: Grid
    cos: Floats
    sin: Floats

    def at(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return cosine and sine at (n,) points; NaN outside."""
        stencil = self.grid.stencil(lon, lat)
        now, part = np.zeros(1, np.int64), np.zeros(1)
        cos, sin = (_blend(a.reshape(1, -1), now, now, part, stencil) for a in (self.cos, self.sin))
        length = np.hypot(cos, sin)
        length = np.where(length == 0, np.nan, length)
        return cos / length, sin / length


class Plan(NamedTuple):
    """Points: the nodes they need of each variable, their weights, and how vectors are turned.

    `turns` holds, by quantity, the east and north parts of the unit vectors along x, then along y.
    """

    cuts: dict[str, Cut]
    stencils: dict[str, Stencil]
    turns: dict[str, Turn]
    size: int


class Blocks:
    """The values of a source, read block by block; the last block is kept."""

    def __init__(
        self,
        reader: Reader,
        grids: Mapping[str, Grid],
        steps: int,
        turned: frozenset[str] = frozenset(),
        rotation: Rotation | None = None,
    ) -> None:
        self.reader, self.grids, self.steps = reader, grids, steps
        self.turned, self.rotation = turned, rotation
        self._parts: dict[int, tuple[Cut, Grid]] = {}
        self._cuts: dict[str, Cut] = {}
        self._range = (0, 0)
        self._values: Block = {}

    def cuts(self, keys: tuple[str, ...], box: Box) -> dict[str, Cut]:
        """Return the nodes that a box needs of each variable; those it misses are absent."""
        seen: dict[int, Cut | None] = {}
        for key in keys:
            grid = self.grids[key]
            if id(grid) not in seen:
                seen[id(grid)] = grid.block(box)
        found = {key: seen[id(self.grids[key])] for key in keys}
        return {key: cut for key, cut in found.items() if cut is not None}

    def plan(self, keys: tuple[str, ...], box: Box, lon: Floats, lat: Floats) -> Plan | None:
        """Return the plan for (n,) points in a source's box, None where no node is near them."""
        cuts = self.cuts(keys, box_of(box, lon, lat)) if lon.size else {}
        if len(cuts) < len(keys):
            return None
        cuts = self._widened(cuts)
        made: dict[int, Stencil] = {}
        for key, cut in cuts.items():
            grid = self.grids[key]
            if id(grid) not in made:
                made[id(grid)] = self._part(grid, cut).stencil(lon, lat)
        stencils = {key: made[id(self.grids[key])] for key in keys}
        turns = {
            q: self._turn(q, stencils, lon, lat) for q in self.turned if VARIABLES[q][0] in keys
        }
        return Plan(cuts, stencils, {q: t for q, t in turns.items() if t is not None}, lon.size)

    def values(self, plan: Plan, moments: Moments, ahead: bool = False) -> dict[str, Floats]:
        """Return every variable at the plan's points, at their own moments or all at one.

        `ahead` reads the steps that follow as well, as many as one read takes.
        """
        first, last = int(moments.before.min()), int(moments.after.max()) + 1
        most = BLOCK_BYTES // max(size_of(plan.cuts, 1), 1) if ahead else 0
        block, base = self._block(plan.cuts, first, last, most)
        before, after = moments.before - base, moments.after - base
        found = {}
        for key, stencil in plan.stencils.items():
            flat = block[key].reshape(block[key].shape[0], -1)
            found[key] = _blend(flat, before, after, moments.part, stencil)
        for quantity, (x_east, x_north, y_east, y_north) in plan.turns.items():
            one, two = VARIABLES[quantity]
            along, across = found[one], found[two]
            found[one] = along * x_east + across * y_east
            found[two] = along * x_north + across * y_north
        return found

    def _turn(
        self, quantity: str, stencils: Mapping[str, Stencil], lon: Floats, lat: Floats
    ) -> Turn | None:
        if self.rotation is not None:
            cos, sin = self.rotation.at(lon, lat)
            return cos, sin, -sin, cos
        one, two = VARIABLES[quantity]
        x, y = stencils[one].x_axis, stencils[two].y_axis
        return None if x is None or y is None else (x[:, 0], x[:, 1], y[:, 0], y[:, 1])

    def _part(self, grid: Grid, cut: Cut) -> Grid:
        """Return the grid of a cut, kept (a curvilinear grid builds a tree to be searched)."""
        kept = self._parts.get(id(grid))
        if kept is None or kept[0] != cut:
            kept = self._parts[id(grid)] = (cut, grid.cut(cut))
        return kept[1]

    def _widened(self, cuts: dict[str, Cut]) -> dict[str, Cut]:
        """Return the cuts of the block that is kept, or of all nodes where all is small."""
        kept = self._cuts
        if all(key in kept and kept[key].holds(cut) for key, cut in cuts.items()):
            return {key: kept[key] for key in cuts}
        whole = {key: Cut(0, g.shape[0], 0, g.shape[1]) for key, g in self.grids.items()}
        small = size_of(whole, min(self.steps, AHEAD)) <= WHOLE_BYTES
        if small and all(whole[key].holds(cut) for key, cut in cuts.items()):
            return whole
        return cuts

    def _block(self, cuts: dict[str, Cut], first: int, last: int, ahead: int) -> tuple[Block, int]:
        """Return the values of at least steps first to last, and the step of their first row."""
        if all(self._cuts.get(key) == cut for key, cut in cuts.items()):
            base, end = self._range
            if base <= first and last <= end:
                return self._values, base
        if size_of(cuts, AHEAD) <= WHOLE_BYTES:
            first, ahead = max(first - 1, 0), max(ahead, AHEAD)
        last = min(max(last, first + ahead), self.steps)
        self._values, self._cuts = {}, {}
        self._values = self.reader.read((first, last), cuts)
        self._cuts, self._range = dict(cuts), (first, last)
        return self._values, first


def size_of(cuts: Mapping[str, Cut], steps: int) -> int:
    """Return the bytes of a block of so many steps."""
    return steps * 4 * sum(cut.shape[0] * cut.shape[1] for cut in cuts.values())


def box_of(box: Box, lon: Floats, lat: Floats) -> Box:
    """Return the box of points, continuous in the longitudes of a source's own box."""
    east = box[0] + np.mod(lon - box[0] + 1e-9, 360.0) - 1e-9
    return float(east.min()), float(lat.min()), float(east.max()), float(lat.max())


def _blend(
    flat: NDArray[Any],
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    part: Floats,
    stencil: Stencil,
) -> Floats:
    from lastknown.sea._blend import blend  # numba: 0.7 s to import, only where values are read

    return blend(flat, before, after, part, stencil.nodes, stencil.weight)
