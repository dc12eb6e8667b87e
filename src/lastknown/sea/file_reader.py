"""Reading blocks of steps, rows and columns from files, and the times of their steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea.cf import Component, Quantity
from lastknown.sea.cf_time import decode_times
from lastknown.sea.files import SeaFile
from lastknown.sea.grids import Cut, Grid
from lastknown.sea.source import VARIABLES

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["FileReader", "Step", "Steps", "steps_of"]

ALONE_S = 3 * 3600.0
"""A single step without bounds holds this long to either side, as wind read out by hand does."""

_DAY_S = 86400.0
_LIMITS = {
    "u": (-20.0, 20.0),
    "v": (-20.0, 20.0),
    "wind_u": (-150.0, 150.0),
    "wind_v": (-150.0, 150.0),
    "water_temperature_c": (-5.0, 60.0),
}
"""m/s, degrees C: beyond these a value is a filler that the file does not declare (9999, 1e20)."""


class Steps(NamedTuple):
    """The steps of a file.

    Attributes
    ----------
    time_s : (n,) seconds since 1970; the middle of the interval for means.
    half_s : (n,) half of the interval for which the step alone holds, s; 0 for a moment's value.
    places : n indices along the dimensions of time.
    notes : what a person must know.
    """

    time_s: NDArray[np.float64]
    half_s: NDArray[np.float64]
    places: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]


class Step(NamedTuple):
    """One step: the number of its file and its index along the file's dimensions of time."""

    file: int
    place: tuple[int, ...]


def steps_of(ds: xr.Dataset, quantity: Quantity, where: str) -> Steps:
    """Return the steps of a quantity, unique and ascending; of several runs the last one counts.

    Raises
    ------
    LastknownError : no step has a time of the real calendar, or the file is a climatology.
    """
    variable = ds[quantity.time]
    if "climatology" in variable.attrs:
        raise LastknownError(
            f"{where} holds a climatology (means over years), no hours; give a file of the day"
        )
    units, calendar = str(variable.attrs["units"]), variable.attrs.get("calendar")
    place = f"{where}: {quantity.time}"
    stamp = decode_times(variable.values, units, calendar, place)
    middle, half, note = _intervals(ds, quantity, stamp, units, calendar, place)
    index = [tuple(int(k) for k in one) for one in np.ndindex(stamp.shape)]
    middle, half = middle.reshape(-1), half.reshape(-1)
    real = np.flatnonzero(np.isfinite(middle))
    if not real.size:
        raise LastknownError(f"{place} has no time that is a real date; the file is damaged")
    _, last = np.unique(middle[real][::-1], return_index=True)
    order = real[real.size - 1 - last]
    notes = [note] if note else []
    if real.size < middle.size:
        notes.append(
            f"{middle.size - real.size} steps without a date of the real calendar left out"
        )
    half = half[order]
    if order.size == 1 and half[0] == 0:
        half = np.full(1, ALONE_S)
        notes.append(f"one step without bounds, taken for {ALONE_S / 3600:g} h to either side")
    return Steps(middle[order], half, tuple(index[k] for k in order), tuple(notes))


def _intervals(
    ds: xr.Dataset,
    quantity: Quantity,
    stamp: NDArray[np.float64],
    units: str,
    calendar: str | None,
    place: str,
) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
    """Return middle and half length of the interval of each step, and what was taken for it."""
    variable = next(iter(quantity.components.values())).variable
    methods = str(ds[variable].attrs.get("cell_methods", ""))
    moment = re.search(r"\btime: point", methods) is not None
    bounds = str(ds[quantity.time].attrs.get("bounds", ""))
    if bounds in ds.variables and not moment and ds[bounds].shape == (*stamp.shape, 2):
        own = str(ds[bounds].attrs.get("units", units))
        low, high = np.moveaxis(decode_times(ds[bounds].values, own, calendar, place), -1, 0)
        if np.all(high > low):
            hours = float(np.median(high - low)) / 3600
            return (low + high) / 2, (high - low) / 2, f"means over {hours:.3g} h, by their bounds"
    if not moment and _says_daily(ds, methods) and np.all(np.mod(stamp, _DAY_S / 2) == 0):
        noon = np.floor(stamp / _DAY_S) * _DAY_S + _DAY_S / 2
        return noon, np.full(stamp.shape, _DAY_S / 2), "means over each UTC day (they hold no tide)"
    return stamp, np.zeros(stamp.shape), ""


def _says_daily(ds: xr.Dataset, methods: str) -> bool:
    keys = ("title", "frequency", "time_coverage_resolution", "field_date_type", "comment", "id")
    text = " ".join(str(ds.attrs.get(key, "")) for key in keys) + " " + methods
    return bool(re.search(r"daily[ _-]?(mean|average)|\bP1D\b|time: mean.*1 ?day", text, re.I))


@dataclass(frozen=True)
class FileReader:
    """Reads blocks from files that are opened for each read and closed after it.

    Attributes
    ----------
    files : the files.
    held : the quantities of each file.
    grids : the grids of each file's variables, as they lie in that file.
    steps : the steps of the source, in time.
    """

    files: tuple[SeaFile, ...]
    held: tuple[tuple[Quantity, ...], ...]
    grids: tuple[Mapping[str, Grid], ...]
    steps: tuple[Step, ...]

    def read(
        self, steps: tuple[int, int], cuts: Mapping[str, Cut]
    ) -> dict[str, NDArray[np.float32]]:
        """Return (steps, rows, columns) float32 of every key of `cuts`; m/s, degrees C, NaN.

        Raises
        ------
        LastknownError : a file is gone or damaged.
        """
        wanted = self._with_partners(cuts)
        count = steps[1] - steps[0]
        out = {key: np.empty((count, *cut.shape), np.float32) for key, cut in wanted.items()}
        at = 0
        for number, group in groupby(self.steps[steps[0] : steps[1]], key=lambda s: s.file):
            index = [step.place for step in group]
            rows = slice(at, at + len(index))
            self._read_file(number, index, wanted, {k: a[rows] for k, a in out.items()})
            at += len(index)
        return {key: out[key] for key in cuts}

    def _with_partners(self, cuts: Mapping[str, Cut]) -> dict[str, Cut]:
        """Return the cuts, with the other half of vectors given as speed and direction."""
        wanted = dict(cuts)
        for one in self.held[0]:
            keys = VARIABLES[one.quantity]
            if one.sense in ("to", "from") and any(key in cuts for key in keys):
                cut = next(cuts[key] for key in keys if key in cuts)
                wanted.update(dict.fromkeys(keys, cut))
        return wanted

    def _read_file(
        self,
        number: int,
        index: list[tuple[int, ...]],
        cuts: Mapping[str, Cut],
        out: Mapping[str, NDArray[np.float32]],
    ) -> None:
        with self.files[number].open() as ds:
            for one in self.held[number]:
                for key, component in one.components.items():
                    if key in cuts:
                        grid = self.grids[number][key]
                        _fill(ds, component, index, grid, cuts[key], out[key])
                if one.sense in ("to", "from") and VARIABLES[one.quantity][0] in cuts:
                    _to_parts(out, one)
                for key in one.components:
                    if key in cuts:
                        _blank(out[key], *_LIMITS[key])


def _fill(
    ds: xr.Dataset,
    component: Component,
    index: list[tuple[int, ...]],
    grid: Grid,
    cut: Cut,
    out: NDArray[np.float32],
) -> None:
    """Read one variable's block into `out`, (steps, rows, columns)."""
    field = ds[component.variable].isel(dict(component.fixed))
    single = len(component.time_dims) == 1
    dims = (*component.time_dims, component.y_dim, component.x_dim)[0 if single else -2 :]
    done = 0
    for pick in _picks(component.time_dims, index):
        taken = field.isel(pick)
        pieces = [
            taken.isel({component.y_dim: rows, component.x_dim: columns}).transpose(*dims).values
            for rows, columns in grid.pieces(cut)
        ]
        block = grid.assemble(pieces)
        block = block if block.ndim == 3 else block[None]
        np.multiply(block, component.factor, out=out[done : done + len(block)], casting="same_kind")
        done += len(block)
    if component.offset:
        out += np.float32(component.offset)


def _picks(
    dims: tuple[str, ...], index: list[tuple[int, ...]]
) -> list[dict[str, int | slice | list[int]]]:
    """Return the selections to read one after the other: all at once along one dimension."""
    if len(dims) != 1:
        return [dict(zip(dims, one, strict=True)) for one in index]
    numbers = [one[0] for one in index]
    run = slice(numbers[0], numbers[-1] + 1)
    straight = numbers == list(range(run.start, run.stop))
    return [{dims[0]: run if straight else numbers}]


def _to_parts(out: Mapping[str, NDArray[np.float32]], one: Quantity) -> None:
    """Turn speed and direction (degrees true) into east and north parts, in place."""
    first, second = (out[key] for key in VARIABLES[one.quantity])
    sign = -1.0 if one.sense == "from" else 1.0
    angle = np.radians(second)
    east, north = sign * first * np.sin(angle), sign * first * np.cos(angle)
    first[:], second[:] = east, north


def _blank(values: NDArray[np.float32], low: float, high: float) -> None:
    """Set what no sea or wind can be to NaN, in place."""
    with np.errstate(invalid="ignore"):
        values[~((values >= low) & (values <= high))] = np.nan
