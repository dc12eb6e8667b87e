"""From a boat, a body or wreckage that was found, back to where and when it may have started.

``forward``: candidates drawn from what is known beforehand (areas, lines of coast, windows of time)
drift forward with every error of the sea, and each is weighted by how near the find it comes: with
start s, find f and bell K, ``p(s | f) ~ p(s) * mean of K(f - x_i)`` over the tracks x_i from s.

``reverse``: the find drifts backwards in time on the mirrored sea. It answers where the water and
the wind that reached the find came from. It is no probability of a start: nothing says where starts
are plausible, and the spread grows backwards though it grew forwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.begin import RADIUS_50, begin, earliest, read_site
from lastknown.drift.cloud import AFLOAT, ASHORE, BOAT, Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.positions import (
    Component,
    component_name,
    component_weights,
    positions_at,
    status_at,
)
from lastknown.drift.probability import (
    Contour,
    Density,
    contour_at,
    most_likely,
    points_density,
)
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.evidence.mirror import MirroredSea, places_at
from lastknown.geo.coast import is_land
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.sea.model import Sea
from lastknown.times import from_seconds, parse_time, show_time, to_seconds
from lastknown.units import NM

if TYPE_CHECKING:
    import xarray as xr


__all__ = ["FarFromFindError", "Find", "Origins", "origins_dataset", "trace_back", "weigh_by_find"]

Array = NDArray[np.float64]
Method = Literal["forward", "reverse"]

LEVELS = (0.5, 0.9, 0.99)
ENOUGH = 200.0
"""Effective candidates that the bell is widened for."""
LEAST = 30.0
"""Effective candidates below which no answer is given."""

_NARROWEST_M = 25.0
_LABEL = {
    "forward": "starts weighted by how near the find their drift comes",
    "reverse": (
        "reverse integration: where what reached the find came from; not a probability of the start"
    ),
}


class FarFromFindError(LastknownError):
    """Too few candidates come near a find to say where it came from."""


@dataclass(frozen=True)
class Find:
    """What was found.

    Attributes
    ----------
    position : where, see `lastknown.geo.position.parse_position`.
    time : when, aware.
    error_nm : radius that holds 50 % of the position's error, nautical miles.
    what : the object that drifted as it was found, e.g. ``PIW-6``; None: what each start says.
    component : which part of a start was found: the boat or its hull, or who left it.
    ashore : True: it lay on the shore; False: it was afloat; None: either.
    """

    position: str | Position | Sequence[float]
    time: datetime | str
    error_nm: float = 0.1
    what: str | None = None
    component: Component = "boat"
    ashore: bool | None = None


@dataclass(frozen=True)
class Origins:
    """Where and when it may have started: n weighted candidates.

    Attributes
    ----------
    method : ``forward`` or ``reverse``.
    label : what the answer is, in words.
    lon, lat, time_s : (n,) start of each candidate, degrees and s since 1970.
    weight : (n,) summing to 1.
    start : (n,) index of the prior it was drawn from.
    effective : effective number of candidates, 1 / sum of squared weights.
    bell_m : sd of the bell that the find was weighed with, m (the find's own error and the
        widening that so many candidates need); NaN for ``reverse``.
    density_per_km2 : how probable the find was beforehand, 1/km2; compares priors; NaN likewise.
    most_likely, mean : of the place of start.
    contours : areas that hold 50, 90 and 99 % of the places of start.
    times_s : times before which 5, 50 and 95 % of the weight started, s since 1970.
    density : the estimate behind the contours.
    cloud : the forward cloud with its new weights, or the reversed tracks (their times mirrored
        about the find).
    """

    method: Method
    label: str
    lon: Array
    lat: Array
    time_s: Array
    weight: Array
    start: NDArray[np.int16]
    effective: float
    bell_m: float
    density_per_km2: float
    most_likely: Position
    mean: Position
    contours: tuple[Contour, ...]
    times_s: tuple[float, float, float]
    density: Density
    cloud: Cloud


def trace_back(
    find: Find,
    sea: Sea,
    prior: Start | Sequence[Start],
    *,
    method: Method = "forward",
    run: Run | None = None,
) -> Origins:
    """Return where and when a find may have started.

    Parameters
    ----------
    find : what was found, where and when.
    sea : current and wind between the earliest start and the find.
    prior : candidate starts: a point, area, line or track each, with its error; a window of time
        is ``time`` (its end) with ``fix_age_min`` (its length, drawn evenly). For ``reverse`` only
        the times and the object are used.
    method : ``forward`` or ``reverse``, see the module.
    run : particles (default 20,000), seed, scheme and step.

    Raises
    ------
    LastknownError : the find lies before the starts, too few candidates come near it
        (``forward``), or a boat under way is to be reversed.
    """
    if method not in ("forward", "reverse"):
        raise LastknownError(f"method={method!r} is unknown; give forward or reverse")
    starts = (prior,) if isinstance(prior, Start) else tuple(prior)
    if find.what is not None:
        starts = tuple(replace(s, what=find.what, phases=(Phase("adrift"),)) for s in starts)
    run = run or Run(particles=20_000)
    if method == "reverse":
        return _reverse(find, sea, starts, run)
    cloud = simulate(starts, sea, find.time, at=find.time, run=run)
    return weigh_by_find(cloud, find, sea)


def weigh_by_find(cloud: Cloud, find: Find, sea: Sea | None = None) -> Origins:
    """Return the starts of a forward cloud, weighted by how near the find each comes.

    The bell has the find's own error, widened by as little as leaves `ENOUGH` effective candidates,
    and by no more than half the spread of the starts or 0.3 of that of the cloud.

    Parameters
    ----------
    cloud : drifted from the prior to the find's time or beyond.
    find : what was found.
    sea : its coast keeps the places of start off the land.

    Raises
    ------
    LastknownError : fewer than `LEAST` effective candidates come near the find.
    """
    at_s = to_seconds(parse_time(find.time, "find.time"))
    away, near, base, spread = _distances(cloud, find, at_s)
    rows = cloud.parent[near]
    sigma = find.error_nm * NM / RADIUS_50
    places = _plane_of(find).to_xy(cloud.start_lon[rows], cloud.start_lat[rows])
    bell, weight = _bell(away, base, places, sigma, spread)
    effective = _effective(np.bincount(rows, weight).astype(np.float64))
    if effective < LEAST:
        raise FarFromFindError(
            f"only {effective:.0f} of {near.size} candidates come near the find "
            f"{parse_position(find.position)} at {show_time(at_s)}; give more particles, a wider "
            "area or window of starts, or another object"
        )
    boats = np.bincount(rows, weight, cloud.weight.size) / weight.sum()
    weighed = replace(cloud, weight=boats[cloud.parent])
    own = np.flatnonzero(cloud.component == BOAT)
    likely = float(weight.sum()) / (2.0 * np.pi * bell**2) * 1e6
    return _origins("forward", weighed, own, boats[own], sea, bell, likely)


def _plane_of(find: Find) -> Plane:
    place = parse_position(find.position)
    return Plane(place.lon, place.lat)


def _distances(
    cloud: Cloud, find: Find, at_s: float
) -> tuple[Array, NDArray[np.int64], Array, float]:
    """Return distance (m) from the find, row and prior weight of what could have been found.

    The last is the sd of their places then, one component, m.
    """
    lon, lat, weight, mask = positions_at(cloud, at_s)
    weight = component_weights(cloud, at_s, weight, component_name(find.component))
    usable = mask & (weight > 0)
    total = float(weight.sum())
    if find.ashore is not None:
        usable &= status_at(cloud, at_s) == (ASHORE if find.ashore else AFLOAT)
    near = np.flatnonzero(usable)
    if near.size == 0:
        raise LastknownError(
            f"no candidate could have been found like this at {show_time(at_s)}; give earlier "
            "starts, or leave ashore and component open"
        )
    x, y = _plane_of(find).to_xy(lon[near], lat[near])
    spread = _spread((x, y), weight[near])
    return np.asarray(np.hypot(x, y)), near, weight[near] / total, spread


def _bell(
    away: Array, base: Array, places: tuple[Array, Array], sigma: float, spread: float
) -> tuple[float, Array]:
    """Return the bell's sd (m) and the weights (n,) it gives, not scaled to sum to 1."""
    widening = 0.0
    while True:
        bell = float(np.hypot(max(sigma, 1.0), widening))
        weight = base * np.exp(-0.5 * (away / bell) ** 2)
        if weight.sum() > 0 and _effective(weight) >= ENOUGH:
            return bell, weight
        wider = max(_NARROWEST_M, 1.2 * widening)
        if wider > max(0.3 * spread, 0.5 * _spread(places, weight)):
            return bell, weight
        widening = wider


def _spread(places: tuple[Array, Array], weight: Array) -> float:
    """Return the sd of weighted places, one component, m; 0 without weight."""
    total = float(weight.sum())
    if total <= 0.0:
        return 0.0
    share = weight / total
    means = [float(np.sum(share * a)) for a in places]
    squares = (share * (a - mean) ** 2 for a, mean in zip(places, means, strict=True))
    return float(np.sqrt(0.5 * sum(float(np.sum(square)) for square in squares)))


def _effective(weight: Array) -> float:
    """Return the effective number of weighted candidates; 0 without weight."""
    square = float(np.sum(weight**2))
    return float(np.sum(weight)) ** 2 / square if square > 0.0 else 0.0


def _origins(
    method: Method, cloud: Cloud, rows: NDArray[np.int64], weight: Array, sea: Sea | None,
    bell: float, likely: float, *, places: tuple[Array, Array, Array] | None = None,
) -> Origins:  # fmt: skip
    """Return the answer from weighted candidates (rows of the cloud)."""
    starts = cloud.start_lon, cloud.start_lat, cloud.start_s
    lon, lat, time_s = places or (starts[0][rows], starts[1][rows], starts[2][rows])
    coast = sea.coast if sea is not None else None
    land = None if coast is None else lambda x, y: is_land(coast.index, x, y)
    use = weight > 0
    density = points_density(lon[use], lat[use], weight[use], land)
    order = np.argsort(time_s)
    reached = np.cumsum(weight[order]) / weight.sum()
    early, middle, late = (
        float(time_s[order[min(int(np.searchsorted(reached, p)), order.size - 1)]])
        for p in (0.05, 0.5, 0.95)
    )
    return Origins(
        method=method,
        label=_LABEL[method],
        lon=lon,
        lat=lat,
        time_s=time_s,
        weight=weight / weight.sum(),
        start=cloud.start[rows],
        effective=_effective(weight),
        bell_m=bell,
        density_per_km2=likely,
        most_likely=most_likely(density),
        mean=Position(density.lon0, density.lat0),
        contours=tuple(contour_at(density, level) for level in LEVELS),
        times_s=(early, middle, late),
        density=density,
        cloud=cloud,
    )


def _reverse(find: Find, sea: Sea, starts: Sequence[Start], run: Run) -> Origins:
    """Return where the find drifts to backwards, at times drawn from the starts' own."""
    if any(phase.kind != "adrift" for start in starts for phase in start.phases):
        raise LastknownError(
            "method='reverse' knows no engine and no swamping; give starts that are adrift, or "
            "method='forward'"
        )
    about_s = to_seconds(parse_time(find.time, "find.time"))
    mirrored = MirroredSea(
        sea.sources, sea.pack, sea.coast, sea.case_errors, sea.water_temperature_c, about_s
    )
    sites = [read_site(start) for start in starts]
    first = min(earliest(site, start) for site, start in zip(sites, starts, strict=True))
    if first >= about_s:
        raise LastknownError(
            f"find.time={show_time(about_s)} is not after the start {show_time(first)}; give "
            "earlier starts"
        )
    from_find = [_from_find(find, start) for start in starts]
    until = from_seconds(2.0 * about_s - first)
    cloud = simulate(from_find, mirrored, until, at=from_seconds(about_s), run=run)
    ids = np.arange(cloud.weight.size, dtype=np.int64)
    time_s = np.empty(ids.size)
    for index, (site, start) in enumerate(zip(sites, starts, strict=True)):
        mine = cloud.start == index
        time_s[mine] = begin(site, start, run.seed, ids[mine]).time_s
    time_s = np.minimum(time_s, about_s)
    lon, lat = places_at(cloud, 2.0 * about_s - time_s)
    return _origins(
        "reverse",
        cloud,
        ids,
        cloud.weight,
        sea,
        float("nan"),
        float("nan"),
        places=(lon, lat, time_s),
    )


def _from_find(find: Find, start: Start) -> Start:
    """Return the start of a reversed drift: the find, with the object of a prior."""
    return replace(
        start,
        position=parse_position(find.position),
        time=find.time,
        error_nm=find.error_nm,
        time_sd_min=0.0,
        fix_age_min=0.0,
        phases=(Phase("adrift"),),
    )


def origins_dataset(origins: Origins) -> xr.Dataset:
    """Return the candidates as a dataset with the dimension ``candidate``.

    Variables lon, lat (degrees), time (UTC), weight (sums to 1) and start (index of the prior);
    attributes method, label, effective_candidates, bell_m and density_per_km2.
    """
    import xarray as xr

    time = np.round(origins.time_s * 1e9).astype("int64").astype("datetime64[ns]")
    return xr.Dataset(
        {
            "lon": ("candidate", origins.lon, {"units": "degrees_east"}),
            "lat": ("candidate", origins.lat, {"units": "degrees_north"}),
            "time": ("candidate", time, {"long_name": "time of the start"}),
            "weight": ("candidate", origins.weight, {"units": "1"}),
            "start": ("candidate", origins.start, {"long_name": "index of the prior"}),
        },
        attrs={
            "method": origins.method,
            "label": origins.label,
            "effective_candidates": origins.effective,
            "bell_m": origins.bell_m,
            "density_per_km2": origins.density_per_km2,
        },
    )
