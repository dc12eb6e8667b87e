"""What has not been looked at, and when the rest was looked at last.

What is sought moves, and the looks move with it. So it is reckoned for each trajectory what the
searches laid on it, and only then where that trajectory is now:

    H_i(t)      hazard laid on it from t to the end of the last search, its common factor included;
                of persons in the water also what was laid on their boat before they left it
    POD_i       1 - exp(-H_i(first moment))
    last look   the latest t with 1 - exp(-H_i(t)) >= 10 %; never where POD_i is under 10 %

So cutting a leg in pieces changes nothing, and a unit that only comes in sight on the horizon has
not looked. The share of 10 % is this project's choice. Hazards are kept in steps of ten minutes (a
72nd of the time searched, where that is longer) and taken to grow evenly within each.

A cell of the map is looked at where half of the probability in it is: its last look is the median
of those in it (never counts as earliest), its POD their mean, both weighed by the probability now.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, IN_WATER, Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.drift.positions import component_weights, positions_at, status_at, turn
from lastknown.errors import LastknownError
from lastknown.evidence.searched import Searched, hazards_laid, legs_of
from lastknown.geo.plane import metres_per_degree
from lastknown.geo.position import Position
from lastknown.times import show_time

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["LEAST_POD", "Looked", "looked"]

Floats = NDArray[np.float64]

LEAST_POD: Final = 0.1
"""Probability of detection from which on something counts as looked at, fraction."""

_STEP_S: Final = 600.0
_MOST_STEPS: Final = 72
_CELLS: Final = 20.0
_LEAST_CELL_M: Final = 250.0
_MOST_CELLS: Final = 200
_MIDDLE: Final = (0.01, 0.99)
_TOLD: Final = 0.9
"""Share of what was looked at among which the oldest look is sought: not in its last corner."""


@dataclass(frozen=True)
class Looked:
    """Where it was looked at, and when last, of what is at sea at one moment.

    Attributes
    ----------
    at_s : the moment, s since 1970-01-01T00:00Z.
    lon_edges, lat_edges : (nx + 1,), (ny + 1,) cell edges, degrees; longitude goes on past 180.
    probability : (ny, nx) share of the persons sought at sea that is in each cell; sums to 1.
    pod : (ny, nx) probability that the searches would have found what is there now; NaN where
        nothing is.
    last_s : (ny, nx) time of the last look, s since 1970; NaN where there was none.
    cell_m : side of a cell, m.
    unseen : share of the probability at sea that was never looked at, fraction.
    unseen_at : middle of the cell that holds most of it; None where it is nothing.
    oldest_s, oldest_at : when and where it was looked at longest ago, among the cells that hold
        nine tenths of what was looked at; NaN and None where nothing was.
    """

    at_s: float
    lon_edges: Floats
    lat_edges: Floats
    probability: Floats
    pod: Floats
    last_s: Floats
    cell_m: float
    unseen: float
    unseen_at: Position | None
    oldest_s: float
    oldest_at: Position | None


def looked(cloud: xr.Dataset | Cloud, searches: Sequence[Searched], at_s: float) -> Looked:
    """Return what the searches have looked at of what may be where at a moment.

    Parameters
    ----------
    cloud : what `weigh` returned after these searches; its weights are the probability now.
    searches : one or more, in any order.
    at_s : the moment of the map, s since 1970-01-01T00:00Z, inside the cloud's times.

    Raises
    ------
    LastknownError : no search, one outside the cloud's times, a moment outside them, or nothing
        at sea then.
    """
    found = as_cloud(cloud)
    if not searches:
        raise LastknownError("no search is given; there is nothing that was looked at")
    lon, lat, weight, there = positions_at(found, at_s)
    weight = component_weights(found, at_s, weight, "persons")
    use = there & (status_at(found, at_s) == AFLOAT) & (weight > 0.0)
    if not use.any():
        raise LastknownError(f"nothing is at sea at {show_time(at_s)}; ask for an earlier time")
    pod, last = _looks(found, searches)
    share = weight[use] / weight[use].sum()
    return _mapped(at_s, lon[use], lat[use], share, pod[use], last[use])


def _looks(cloud: Cloud, searches: Sequence[Searched]) -> tuple[Floats, Floats]:
    """Return each trajectory's POD and time of last look (-inf: never), (n,)."""
    edges = _edges(searches)
    laid = np.zeros((edges.size - 1, cloud.weight.size))
    for each in searches:
        laid += hazards_laid(cloud, each, edges)
    laid += _before_leaving(cloud, laid, edges)
    since = np.cumsum(laid[::-1], axis=0)[::-1]
    enough = -math.log1p(-LEAST_POD)
    seen = since[0] >= enough
    step = np.where(seen, np.count_nonzero(since >= enough, axis=0) - 1, 0)
    here = np.arange(laid.shape[1])
    short = enough - (since[step, here] - laid[step, here])
    part = np.clip(short / np.where(seen, laid[step, here], 1.0), 0.0, 1.0)
    last = edges[step + 1] - part * (edges[step + 1] - edges[step])
    return -np.expm1(-since[0]), np.where(seen, last, -np.inf)


def _edges(searches: Sequence[Searched]) -> Floats:
    """Return the moments between which hazards are kept apart."""
    legs = [leg for each in searches for leg in legs_of(each)]
    first, last = min(leg.t0 for leg in legs), max(leg.t1 for leg in legs)
    step = max(_STEP_S, (last - first) / _MOST_STEPS)
    steps = max(1, math.ceil((last - first) / step))
    return np.asarray(np.minimum(first + step * np.arange(steps + 1), last))


def _before_leaving(cloud: Cloud, laid: Floats, edges: Floats) -> Floats:
    """Return what was laid on the boat of those in the water while they were with it."""
    middle = 0.5 * (edges[1:] + edges[:-1])
    with np.errstate(invalid="ignore"):
        aboard = ~(middle[:, None] >= cloud.swamps_s[cloud.parent])
    swimmers = cloud.component == IN_WATER
    return np.where(aboard & swimmers, laid[:, cloud.parent], 0.0)


def _mapped(
    at_s: float, lon: Floats, lat: Floats, share: Floats, pod: Floats, last: Floats
) -> Looked:
    """Return the map of trajectories at their places; shares sum to 1."""
    east = lon[0] + turn(lon - lon[0])
    cell_m, lon_edges, lat_edges = _grid(east, lat, share)
    nx, ny = lon_edges.size - 1, lat_edges.size - 1
    column = np.clip(np.searchsorted(lon_edges, east, side="right") - 1, 0, nx - 1)
    row = np.clip(np.searchsorted(lat_edges, lat, side="right") - 1, 0, ny - 1)
    cell = row * nx + column
    held = np.asarray(np.bincount(cell, share, nx * ny), np.float64)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(cell, share * pod, nx * ny) / held
    median = _medians(cell, share, last, nx * ny)
    never = np.bincount(cell, share * ~np.isfinite(last), nx * ny)

    def middle(index: int) -> Position:
        y, x = divmod(index, nx)
        lon0 = 0.5 * (lon_edges[x] + lon_edges[x + 1])
        return Position(
            float((lon0 + 180.0) % 360.0 - 180.0), float(0.5 * (lat_edges[y] + lat_edges[y + 1]))
        )

    unseen, oldest = float(never.sum()), _oldest(held, median)
    return Looked(
        at_s=at_s,
        lon_edges=lon_edges,
        lat_edges=lat_edges,
        probability=held.reshape(ny, nx),
        pod=mean.reshape(ny, nx),
        last_s=median.reshape(ny, nx),
        cell_m=cell_m,
        unseen=min(1.0, unseen),
        unseen_at=middle(int(np.argmax(never))) if unseen > 0.0 else None,
        oldest_s=math.nan if oldest is None else float(median[oldest]),
        oldest_at=None if oldest is None else middle(oldest),
    )


def _grid(lon: Floats, lat: Floats, share: Floats) -> tuple[float, Floats, Floats]:
    """Return the side of a cell in m and the edges: 20 cells along the middle 98 %."""
    per_lon, per_lat = metres_per_degree(float(np.average(lat, weights=share)))
    spans = [_span(lon, share) * per_lon, _span(lat, share) * per_lat]
    widest = max(np.ptp(lon) * per_lon, np.ptp(lat) * per_lat)
    cell_m = max(_LEAST_CELL_M, math.sqrt(spans[0] * spans[1]) / _CELLS, widest / _MOST_CELLS)
    edges = []
    for values, per in ((lon, per_lon), (lat, per_lat)):
        count = int(np.ptp(values) * per / cell_m) + 1
        low = 0.5 * (values.min() + values.max()) - 0.5 * count * cell_m / per
        edges.append(low + cell_m / per * np.arange(count + 1))
    return cell_m, edges[0], edges[1]


def _span(values: Floats, share: Floats) -> float:
    """Return the width of the middle 98 %."""
    order = np.argsort(values, kind="stable")
    low, high = np.searchsorted(np.cumsum(share[order]), _MIDDLE)
    return float(values[order[min(high, order.size - 1)]] - values[order[low]])


def _medians(cell: NDArray[np.intp], share: Floats, last: Floats, cells: int) -> Floats:
    """Return the weighted median of the last looks in every cell; NaN: never, or nothing there."""
    order = np.lexsort((last, cell))
    cell, share, last = cell[order], share[order], last[order]
    median = np.full(cells, np.nan)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    for begin, end in zip(starts, [*starts[1:], cell.size], strict=True):
        held = np.cumsum(share[begin:end])
        value = last[begin + int(np.searchsorted(held, 0.5 * held[-1]))]
        if np.isfinite(value):
            median[cell[begin]] = value
    return median


def _oldest(held: Floats, median: Floats) -> int | None:
    """Return the cell that was looked at longest ago, among those that hold most of it."""
    seen = np.flatnonzero(np.isfinite(median))
    if not seen.size:
        return None
    ranked = seen[np.argsort(-held[seen], kind="stable")]
    part = np.cumsum(held[ranked])
    told = ranked[: int(np.searchsorted(part, _TOLD * part[-1])) + 1]
    return int(told[np.argmin(median[told])])
