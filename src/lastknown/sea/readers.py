"""Files of current, wind and water temperature as sources: CF netCDF, Zarr and GRIB.

Nothing is read before it is needed: opening looks at the axes and at one step, sampling reads the
block of nodes and hours that the points need, and no file stays open in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea.cf import Quantity, quantities
from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR
from lastknown.sea.file_reader import FileReader, Step, steps_of
from lastknown.sea.files import SeaFile, find_file
from lastknown.sea.gridded import GriddedSource
from lastknown.sea.grids import Cut, Grid, Rectilinear
from lastknown.sea.source import CURRENT, QUANTITIES, WIND, GridAxes, Source
from lastknown.sea.steps import TimeAxis
from lastknown.times import show_time

if TYPE_CHECKING:
    from lastknown.sea.file_reader import Steps

__all__ = ["GridAxes", "open_files"]

_EARTH_M_PER_DEG = 111_195.0  # sphere of 6,371 km; for the words "about 9 km" alone


def open_files(paths: Iterable[str | Path] | str | Path) -> list[Source]:
    """Return the sources that files hold, in the order in which the files are given.

    Files with the same quantities on the same grid are joined along time into one source (where
    two have the same time, the first listed wins); a file with currents and winds on two grids
    gives two. Vectors come out as east and north parts in m/s, temperature in degrees C. A field
    with a dimension of depth gives its uppermost level; a wind must be at 10 m. A file of one step
    holds for its stated bounds, for its UTC day where it says that it is a daily mean, else 3 h to
    either side. The `notes` and `resolution` of each source say which.

    Parameters
    ----------
    paths : netCDF files, Zarr folders, GRIB files, or http(s) addresses of such files (got through
        the cache of `lastknown.sea.live`); ``#dim=index`` at the end of a path chooses along a
        dimension that is neither time nor place (``wind.nc#ensemble_member=0``).

    Raises
    ------
    LastknownError : a file is missing, empty, damaged, no data file, NaN everywhere, holds none of
        the quantities, has an unknown unit or a dimension left over, or needs an extra.
    """
    listed: Sequence[str | Path] = [paths] if isinstance(paths, str | Path) else list(paths)
    if not listed:
        raise LastknownError("no file is given; name at least one netCDF, Zarr or GRIB file")
    parts = [part for path in listed for part in _parts(find_file(_local(path)))]
    return [_source(group) for group in _joined(parts)]


def _local(path: str | Path) -> str | Path:
    """Return a path; an address is got through the cache first."""
    from lastknown.sea.live import download, is_live

    if not isinstance(path, str) or not is_live(path) or Path(path).exists():
        return path
    if not path.lower().startswith(("http:", "https:")):
        raise LastknownError(
            f"{path} is a live source, fetched for a box and hours; open it with"
            " lastknown.sea.live.open_source, or name it in a case file"
        )
    return download(path)


@dataclass(frozen=True)
class _Part:
    """Quantities of one file that share grid and time."""

    file: SeaFile
    held: tuple[Quantity, ...]
    steps: Steps

    @property
    def grids(self) -> dict[str, Grid]:
        return {key: grid for one in self.held for key, grid in one.grids.items()}

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(one.quantity for one in self.held)

    def joins(self, other: _Part) -> bool:
        """Return whether two parts are one source at different times."""
        mine, theirs = self.grids, other.grids
        return self.kinds == other.kinds and all(mine[k].same(theirs[k]) for k in mine)


def _parts(file: SeaFile) -> list[_Part]:
    where = str(file.path)
    with file.open() as ds:
        found = _shared_grids(quantities(ds, where))
        found.sort(key=lambda one: (one.time, id(next(iter(one.grids.values())))))
        groups = groupby(found, key=lambda one: (one.time, next(iter(one.grids.values()))))
        parts = []
        for _, group in groups:
            held = tuple(sorted(group, key=lambda one: QUANTITIES.index(one.quantity)))
            parts.append(_Part(file, held, steps_of(ds, held[0], where)))
    return sorted(parts, key=lambda part: QUANTITIES.index(part.kinds[0]))


def _shared_grids(found: list[Quantity]) -> list[Quantity]:
    """Return quantities that hold one grid object wherever their grids are the same."""
    known: list[Grid] = []

    def shared(grid: Grid) -> Grid:
        for one in known:
            if one is grid or (one.same(grid) and _stored_alike(one, grid)):
                return one
        known.append(grid)
        return grid

    return [
        replace(one, grids={key: shared(grid) for key, grid in one.grids.items()}) for one in found
    ]


def _stored_alike(one: Grid, two: Grid) -> bool:
    """Return whether two grids also lie in their files in the same order."""
    if isinstance(one, Rectilinear) and isinstance(two, Rectilinear):
        return (one.flip_rows, one.flip_columns, one.roll) == (
            two.flip_rows,
            two.flip_columns,
            two.roll,
        )
    return True


def _joined(parts: list[_Part]) -> list[list[_Part]]:
    groups: list[list[_Part]] = []
    for part in parts:
        home = next((group for group in groups if group[0].joins(part)), None)
        if home is None:
            groups.append([part])
        else:
            home.append(part)
    return groups


def _source(group: list[_Part]) -> Source:
    """Return one source of parts that differ in time alone."""
    time = np.concatenate([part.steps.time_s for part in group])
    half = np.concatenate([part.steps.half_s for part in group])
    steps = [Step(n, place) for n, part in enumerate(group) for place in part.steps.places]
    _, order = np.unique(time, return_index=True)  # the first of equal times
    time, half = time[order], half[order]
    first = group[0]
    reader = FileReader(
        files=tuple(part.file for part in group),
        held=tuple(part.held for part in group),
        grids=tuple(part.grids for part in group),
        steps=tuple(steps[k] for k in order),
    )
    notes = [*first.steps.notes, *(note for one in first.held for note in one.notes)]
    source = GriddedSource(
        name=_name(group),
        quantities=frozenset(first.kinds),
        box=next(iter(first.grids.values())).box,
        resolution=_resolution(next(iter(first.grids.values())), time, notes),
        current_error=MODEL_CURRENT_ERROR if CURRENT in first.kinds else None,
        wind_error=WIND_ERROR if WIND in first.kinds else None,
        notes=tuple(dict.fromkeys(notes)),
        steps=TimeAxis(time, half, _gap(time)),
        grids=first.grids,
        turned=frozenset(one.quantity for one in first.held if one.sense == "grid"),
        rotation=next((one.rotation for one in first.held if one.rotation), None),
        reader=reader,
    )
    _refuse_empty(source, group)
    return source


def _name(group: list[_Part]) -> str:
    first, last = group[0].file.path.name, group[-1].file.path.name
    return first if len(group) == 1 else f"{first} to {last} ({len(group)} files)"


def _gap(time: NDArray[np.float64]) -> float:
    """Return the span across which steps are no longer joined: 3.5 usual steps, at least 3 h.

    A forecast may go from hourly to 3-hourly or from 3-hourly to 6-hourly steps; a missing day of
    hourly currents must not be bridged by a straight line.
    """
    if time.size < 2:
        return 0.0
    return max(3.5 * float(np.median(np.diff(time))), 3 * 3600.0)


def _refuse_empty(source: GriddedSource, group: list[_Part]) -> None:
    """Raise where every node is missing at the first, middle and last step."""
    last = source.steps.time_s.size - 1
    for one in group[0].held:
        key = next(iter(one.components))
        rows, columns = source.grids[key].shape
        cut = {key: Cut(0, rows, 0, columns)}
        if not any(
            np.isfinite(source.reader.read((k, k + 1), cut)[key]).any()
            for k in dict.fromkeys((0, last // 2, last))
        ):
            raise LastknownError(
                f"{group[0].file.path}: {one.components[key].variable} is missing (NaN) at every"
                f" node, looked at {show_time(source.start_s)} to {show_time(source.end_s)};"
                " get the file again, with a box that has sea in it"
            )


def _resolution(grid: Grid, time: NDArray[np.float64], notes: list[str]) -> str:
    words = [_spacing(grid), _every(time), *dict.fromkeys(notes)]
    return "; ".join(word for word in words if word)


def _spacing(grid: Grid) -> str:
    if isinstance(grid, Rectilinear):
        dx, dy = float(np.median(np.diff(grid.lon))), float(np.median(np.diff(grid.lat)))
        return f"{dx:.3g} x {dy:.3g} degrees (about {_km(dy)} km)"
    west, south, east, north = grid.box
    rows, columns = grid.shape
    width = (east - west) * np.cos(np.radians((south + north) / 2))
    cell = np.sqrt(width * (north - south) / (rows * columns))
    return f"curvilinear, {rows} x {columns} nodes, about {_km(float(cell))} km or finer"


def _km(degrees: float) -> str:
    return f"{degrees * _EARTH_M_PER_DEG / 1000:.2g}"


def _every(time: NDArray[np.float64]) -> str:
    if time.size < 2:
        return "one step"
    hours = float(np.median(np.diff(time))) / 3600
    return "hourly" if abs(hours - 1) < 1e-6 else f"every {hours:.3g} h"
