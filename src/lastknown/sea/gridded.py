"""A source on a grid: bilinear in space, linear in time, read block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.sea.blocks import BLOCK_BYTES, ArrayReader, Blocks, Reader, Rotation, box_of, size_of
from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.grids import Cut, Grid
from lastknown.sea.source import VARIABLES, Box, GridAxes, within
from lastknown.sea.steps import Moments, TimeAxis
from lastknown.times import show_time

__all__ = ["GriddedSource"]

Floats = NDArray[np.float64]

LOAD_BYTES = 2 * 2**30  # most that `load` holds in memory
_SUGGESTED_NODES = 4_000_000  # most nodes of the regular grid suggested for a curvilinear one


@dataclass(frozen=True, eq=False)
class GriddedSource:
    """Current, wind or water temperature on one grid over time (a `Source` and a `GridFiller`).

    Attributes
    ----------
    name, quantities, box, start_s, end_s, resolution, current_error, wind_error : as `Source`.
    notes : what a person must know (the level taken, a mean over a day, how vectors were turned).
    steps : its times.
    grids : the grid of every variable (``u``, ``v``, …).
    turned : quantities whose components lie along the grid and are turned when sampled.
    rotation : the angle for `turned`; None: the geometry of the grid.
    reader : where the values come from.
    """

    name: str
    quantities: frozenset[str]
    box: Box
    resolution: str
    current_error: CurrentError | None
    wind_error: WindError | None
    notes: tuple[str, ...]
    steps: TimeAxis
    grids: Mapping[str, Grid]
    turned: frozenset[str]
    rotation: Rotation | None
    reader: Reader

    @property
    def start_s(self) -> float:
        """First time it can answer for, s since 1970."""
        return self.steps.start_s

    @property
    def end_s(self) -> float:
        """Last time it can answer for, s since 1970."""
        return self.steps.end_s

    @cached_property
    def _blocks(self) -> Blocks:
        steps = self.steps.time_s.size
        return Blocks(self.reader, self.grids, steps, self.turned, self.rotation)

    def native_grid(self) -> GridAxes | None:
        """Return its own regular grid (of the current before the wind), or None."""
        axes = next(iter(self.grids.values())).axes()
        return None if axes is None else GridAxes(*axes, self.steps.time_s)

    def suggested_grid(self) -> GridAxes:
        """Return a regular grid of its finest spacing over its box (`GridSuggester`)."""
        west, south, east, north = self.box
        step_x, step_y = next(iter(self.grids.values())).finest()
        nx, ny = ((east - west) / step_x, (north - south) / step_y)
        coarser = max(1.0, np.sqrt(nx * ny / _SUGGESTED_NODES))
        lon = np.linspace(west, east, max(int(np.ceil(nx / coarser)) + 1, 2))
        lat = np.linspace(south, north, max(int(np.ceil(ny / coarser)) + 1, 2))
        return GridAxes(lon, lat, self.steps.time_s)

    def sample(
        self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike
    ) -> dict[str, NDArray[np.float64]]:
        """Return values at places and times, as `Source.sample` says.

        Raises
        ------
        LastknownError : the file cannot be read (damaged, or gone since it was opened).
        """
        where = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (lon, lat, time_s)))
        east, north, time = (a.reshape(-1) for a in where)
        keys = tuple(self.grids)
        out = {key: np.full(east.size, np.nan) for key in keys}
        moments = self.steps.moments(time)
        todo = np.flatnonzero(within(self.box, east, north) & np.isfinite(moments.part))
        for part in self._batches(todo, east, north, moments):
            plan = self._blocks.plan(keys, self.box, east[part], north[part])
            if plan is not None:
                for key, values in self._blocks.values(plan, moments.take(part)).items():
                    out[key][part] = values
        return {key: values.reshape(where[0].shape) for key, values in out.items()}

    def _batches(
        self, todo: NDArray[np.int64], lon: Floats, lat: Floats, moments: Moments
    ) -> Iterator[NDArray[np.int64]]:
        """Yield groups of points whose block fits in memory, split in time, then in place."""
        if not todo.size:
            return
        steps = int(moments.after[todo].max() - moments.before[todo].min()) + 1
        box = box_of(self.box, lon[todo], lat[todo])
        size = size_of(self._blocks.cuts(tuple(self.grids), box), steps)
        if todo.size == 1 or size <= BLOCK_BYTES:
            yield todo
            return
        wide = box[2] - box[0] > box[3] - box[1]
        place = np.mod(lon - self.box[0], 360.0) if wide else lat
        along = moments.before if steps > 2 else place
        ranked = todo[np.argsort(along[todo], kind="stable")]
        for half in np.array_split(ranked, 2):
            yield from self._batches(half, lon, lat, moments)

    def fill(self, quantity: str, axes: GridAxes, out: NDArray[np.float32]) -> None:
        """Write `quantity` at every node of `axes` into `out`, as `GridFiller.fill` says."""
        lon, lat = (a.reshape(-1) for a in np.meshgrid(axes.lon, axes.lat))
        moments = self.steps.moments(np.asarray(axes.time_s, np.float64))
        inside = np.flatnonzero(within(self.box, lon, lat))
        keys = VARIABLES[quantity]
        plan = self._blocks.plan(keys, self.box, lon[inside], lat[inside])
        flat = np.empty((len(keys), lon.size), np.float32)
        for k, part in enumerate(moments.part):
            flat[:] = np.nan
            if plan is not None and np.isfinite(part):
                values = self._blocks.values(plan, moments.take(np.array([k])), ahead=True)
                for row, key in enumerate(keys):
                    flat[row, inside] = values[key]
            for row in range(len(keys)):
                out[k, :, :, row] = flat[row].reshape(axes.lat.size, axes.lon.size)

    def load(self, box: Box, start_s: float, end_s: float) -> GriddedSource:
        """Return the part of this source inside a box and hours, held in memory.

        Parameters
        ----------
        box : degrees, any longitude convention; its axes come back continuous across it.
        start_s, end_s : seconds since 1970.

        Raises
        ------
        LastknownError : the box or the hours lie outside, or the part is larger than 2 GiB.
        """
        cuts = self._blocks.cuts(tuple(self.grids), box)
        first, last = self.steps.steps(start_s, end_s)
        self._refuse(box, start_s, end_s, cuts, last - first)
        made: dict[tuple[int, Cut], Grid] = {}
        for key, cut in cuts.items():
            grid = self.grids[key]
            if (id(grid), cut) not in made:
                made[id(grid), cut] = grid.cut(cut)
        grids = {key: made[id(self.grids[key]), cut] for key, cut in cuts.items()}
        return replace(
            self,
            box=next(iter(grids.values())).box,
            steps=self.steps.part(first, last),
            grids=grids,
            reader=ArrayReader(self.reader.read((first, last), cuts)),
        )

    def _refuse(
        self, box: Box, start_s: float, end_s: float, cuts: Mapping[str, Cut], steps: int
    ) -> None:
        if len(cuts) < len(self.grids) or steps < 1:
            raise LastknownError(
                f"{_words(box)} from {show_time(start_s)} to {show_time(end_s)} lies outside"
                f" {self.name}, which covers {_words(self.box)}"
                f" from {show_time(self.start_s)} to {show_time(self.end_s)}"
            )
        if size_of(cuts, steps) > LOAD_BYTES:
            raise LastknownError(
                f"{self.name}: {_words(box)} over {steps} steps needs"
                f" {size_of(cuts, steps) / 2**30:.1f} GiB of memory, more than"
                f" {LOAD_BYTES // 2**30}; take a smaller box or fewer hours"
            )


def _words(box: Box) -> str:
    return f"{box[0]:g} to {box[2]:g} E, {box[1]:g} to {box[3]:g} N"
