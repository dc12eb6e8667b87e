"""The sea as one array for the compiled engine: current and wind on one regular grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea._coverage import covered, cut, holds, overlap, reaches, require_hours, say
from lastknown.sea._shore import fill_near_shore
from lastknown.sea.source import (
    CURRENT,
    WIND,
    Box,
    GridAxes,
    Source,
    fill_by_sampling,
    within,
    working_grid,
)

__all__ = ["TIDE_STEP_S", "Forcing", "bake", "choose_axes", "stack"]

TIDE_STEP_S: Final = 600.0
"""Time step at which a source that knows any time is baked, s."""

_LARGEST_BYTES: Final = 4_000_000_000
_COARSEST_DEG: Final = 0.05  # spacing where no current source has a regular grid of its own
_SLAB_BYTES: Final = 8_000_000  # of a lower-priority source at a time
_EDGE: Final = 1e-6  # share of a grid step


@dataclass(frozen=True, eq=False)
class Forcing:
    """Current and wind on a grid that is regular in time, latitude and longitude.

    Attributes
    ----------
    data : (nt, ny, nx, 4) float32, C-contiguous: u, v, wind_u, wind_v in m/s, east and north; NaN
        where no source has anything. The mean wind-driven current is not in it (`CurrentError`).
    lon0, dlon : first longitude and step, degrees; longitudes go on beyond 180.
    lat0, dlat : first latitude and step, degrees.
    t0_s, dt_s : first time (s since 1970) and step, s.
    filled : (ny, nx) whether the node's current is the nearest wet value, up to 8 km away.
    """

    data: NDArray[np.float32]
    lon0: float
    dlon: float
    lat0: float
    dlat: float
    t0_s: float
    dt_s: float
    filled: NDArray[np.bool_]

    @property
    def axes(self) -> GridAxes:
        """The grid's axes: longitude and latitude in degrees, time in s since 1970."""
        nt, ny, nx, _ = self.data.shape
        return GridAxes(
            self.lon0 + self.dlon * np.arange(nx, dtype=np.float64),
            self.lat0 + self.dlat * np.arange(ny, dtype=np.float64),
            self.t0_s + self.dt_s * np.arange(nt, dtype=np.float64),
        )


def bake(sources: Sequence[Source], box: Box, start_s: float, end_s: float) -> Forcing:
    """Return the stack of sources on one grid.

    The nodes are those of the finest current source that can win anywhere in the box, so that its
    values are exact there; every other source is interpolated to them.

    Parameters
    ----------
    sources : by priority; the first that has a value at a node and time gives it.
    box : wanted area, degrees (lon_max may exceed 180); cut to what the current sources cover.
    start_s, end_s : wanted time, s since 1970; the grid reaches beyond it, up to a step and, for a
        tide, up to 3 sd of its timing error.

    Raises
    ------
    LastknownError : no current source, none in the box or in these hours, a gap in the hours of
        current or wind, or more memory than 4 GB.
    """
    currents = [each for each in sources if CURRENT in each.quantities]
    winds = [each for each in sources if WIND in each.quantities]
    here = [each for each in currents if overlap(each.box, box) and reaches(each, start_s, end_s)]
    if not here:
        raise LastknownError(f"no current {say(box, start_s, end_s)}; {covered(currents, CURRENT)}")
    axes = choose_axes(here, winds, box, *_with_margin(here, start_s, end_s))
    require_hours(here, CURRENT, axes.time_s, start_s, end_s)
    if winds:
        require_hours(winds, WIND, axes.time_s, start_s, end_s)
    data = np.full((*axes.shape, 4), np.nan, np.float32)
    stack(here, CURRENT, axes, data[..., :2])
    stack(winds, WIND, axes, data[..., 2:])
    run = _during(axes.time_s, start_s, end_s)
    filled = fill_near_shore(data[..., :2], axes.lon, axes.lat, run, _known(here, axes))
    fill_near_shore(data[..., 2:], axes.lon, axes.lat, run, _known(winds, axes))
    return Forcing(
        data=data,
        lon0=float(axes.lon[0]),
        dlon=_step(axes.lon),
        lat0=float(axes.lat[0]),
        dlat=_step(axes.lat),
        t0_s=float(axes.time_s[0]),
        dt_s=_step(axes.time_s),
        filled=filled,
    )


def _with_margin(currents: Sequence[Source], start_s: float, end_s: float) -> tuple[float, float]:
    """Return the times to bake: 3 sd of the tide's timing error beyond both ends, where known.

    A particle whose tide runs late or early needs the current of before or after the run.
    """
    late = [each.current_error.tide_phase_sd_s for each in currents if each.current_error]
    margin = 3.0 * max(late, default=0.0)
    first = max(start_s - margin, min(each.start_s for each in currents))
    last = min(end_s + margin, max(each.end_s for each in currents))
    return min(first, start_s), max(last, end_s)


def _during(time_s: NDArray[np.float64], start_s: float, end_s: float) -> slice:
    """Return the times that enclose the run."""
    first = int(np.searchsorted(time_s, start_s, "right")) - 1
    return slice(max(first, 0), int(np.searchsorted(time_s, end_s, "left")) + 1)


def _known(sources: Sequence[Source], axes: GridAxes) -> NDArray[np.bool_]:
    """Return (ny, nx) whether a node lies in the box of any source."""
    known = np.zeros((axes.lat.size, axes.lon.size), np.bool_)
    for source in sources:
        known |= within(source.box, axes.lon[None, :], axes.lat[:, None])
    return known


def stack(
    sources: Sequence[Source], quantity: str, axes: GridAxes, out: NDArray[np.float32]
) -> None:
    """Write the first source that has a value into every node still NaN; `out` begins as NaN.

    Where no source knows a time of the axis, which reaches up to a step beyond the run, the values
    at the edge of the sources' hours are held there: the run itself ends inside them.
    """
    unknown = np.ones(axes.time_s.shape, np.bool_)
    for source in sources:
        inside = (axes.time_s >= source.start_s) & (axes.time_s <= source.end_s)
        _put(source, quantity, axes, axes.time_s, inside, out)
        unknown &= ~inside
    step = _step(axes.time_s)
    for source in sources:
        near = (axes.time_s > source.start_s - step) & (axes.time_s < source.end_s + step)
        held = np.clip(axes.time_s, source.start_s, source.end_s)
        _put(source, quantity, axes, held, near & unknown, out)


def _put(
    source: Source,
    quantity: str,
    axes: GridAxes,
    times: NDArray[np.float64],
    wanted: NDArray[np.bool_],
    out: NDArray[np.float32],
) -> None:
    """Write a source's values at the wanted times where `out` is NaN; little memory beside it."""
    index = np.flatnonzero(wanted)
    if index.size == 0:
        return
    part = slice(int(index[0]), int(index[-1]) + 1)
    if index.size == part.stop - part.start and np.isnan(out[part]).all():
        fill_by_sampling(source, quantity, GridAxes(axes.lon, axes.lat, times[part]), out[part])
        return
    slab = max(1, _SLAB_BYTES // (8 * axes.lat.size * axes.lon.size))
    for first in range(0, index.size, slab):
        some = index[first : first + slab]
        missing = np.isnan(out[some]).any(axis=-1, keepdims=True)
        if missing.any():
            lower = np.full((some.size, *out.shape[1:]), np.nan, np.float32)
            grid = GridAxes(axes.lon, axes.lat, times[some])
            fill_by_sampling(source, quantity, grid, lower)
            out[some] = np.where(missing, lower, out[some])


def choose_axes(
    currents: Sequence[Source], winds: Sequence[Source], box: Box, start_s: float, end_s: float
) -> GridAxes:
    """Return the regular axes on which current and wind are put together.

    Parameters
    ----------
    currents : by priority, each overlapping the box and the hours.
    winds : likewise; they only shorten the time step.
    box, start_s, end_s : see `bake`.
    """
    able = _able_to_win(currents, box, start_s, end_s)
    grids = [grid for grid in (working_grid(each) for each in able) if grid is not None]
    finest = min(grids, key=lambda grid: _step(grid.lon) * _step(grid.lat), default=None)
    area = cut(box, currents)
    if finest is None:
        lon, lat = _plain_axis(area[0], area[2]), _plain_axis(area[1], area[3])
        own = np.empty(0)
    else:
        lon = _aligned(_turned(finest.lon, area), area[0], area[2])
        lat = _aligned(finest.lat, area[1], area[3])
        lat = lat[np.abs(lat) <= 90.0]
        own = finest.time_s
    time = _time_axis(own, [*able, *winds], start_s, end_s)
    size = 16 * lon.size * lat.size * time.size
    if size > _LARGEST_BYTES:
        raise LastknownError(
            f"the sea {say(box, start_s, end_s)} needs {size / 1e9:.1f} GB "
            f"({time.size} times, {lat.size} x {lon.size} nodes); shorten the run or make the "
            "area smaller"
        )
    return GridAxes(lon, lat, time)


def _able_to_win(
    currents: Sequence[Source], box: Box, start_s: float, end_s: float
) -> list[Source]:
    """Return the sources down to the first that covers all of the box and the hours."""
    able: list[Source] = []
    for source in currents:
        able.append(source)
        if source.start_s <= start_s and source.end_s >= end_s and holds(source.box, box):
            break
    return able


def _step(axis: NDArray[np.float64]) -> float:
    return float(axis[-1] - axis[0]) / (axis.size - 1)


def _aligned(axis: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return nodes in step with `axis` that enclose [low, high]; at least two.

    The axis' own values are returned where it has them: not a rounding away.
    """
    step = _step(axis)
    first = math.floor((low - axis[0]) / step + _EDGE)
    last = max(math.ceil((high - axis[0]) / step - _EDGE), first + 1)
    index = np.arange(first, last + 1)
    nodes: NDArray[np.float64] = axis[0] + step * index
    own = (index >= 0) & (index < axis.size)
    nodes[own] = axis[index[own]]
    return nodes


def _plain_axis(low: float, high: float) -> NDArray[np.float64]:
    count = max(2, math.ceil((high - low) / _COARSEST_DEG) + 1)
    return np.linspace(low, high, count, dtype=np.float64)


def _turned(lon: NDArray[np.float64], area: Box) -> NDArray[np.float64]:
    """Return a longitude axis turned by whole circles so that it begins near the area."""
    middle = (area[0] + area[2]) / 2.0
    return lon + 360.0 * round((middle - float(lon.mean())) / 360.0)


def _time_axis(
    own: NDArray[np.float64], others: Sequence[Source], start_s: float, end_s: float
) -> NDArray[np.float64]:
    """Return uniform times that enclose the run and hold the finest current's own times.

    The step is the greatest common divisor of its own steps, at least 10 min (and 10 min where any
    time can be asked), cut into equal parts where another source is finer.
    """
    step, origin = TIDE_STEP_S, TIDE_STEP_S * math.floor(start_s / TIDE_STEP_S)
    if own.size == 1:  # one field for all of the run
        step, origin = max(end_s - start_s, TIDE_STEP_S), start_s
    elif own.size > 1:
        longest = float(np.diff(own).max())
        near = own[(own >= start_s - longest) & (own <= end_s + longest)]
        near = near if near.size > 1 else own
        steps = np.round(np.diff(near)).astype(np.int64)
        step, origin = max(float(np.gcd.reduce(steps)), TIDE_STEP_S), float(near[0])
    for other in others:
        finest = _finest_step(other)
        if finest is not None:
            step /= max(1, math.ceil(step / max(finest, TIDE_STEP_S) - _EDGE))
    first = math.floor((start_s - origin) / step + _EDGE)
    last = max(math.ceil((end_s - origin) / step - _EDGE), first + 1)
    return np.asarray(origin + step * np.arange(first, last + 1), np.float64)


def _finest_step(source: Source) -> float | None:
    """Return a source's shortest time step, s; None where it has no grid or a single time."""
    grid = working_grid(source)
    if grid is None or grid.time_s.size == 1:
        return None
    return float(np.diff(grid.time_s).min()) if grid.time_s.size else TIDE_STEP_S
