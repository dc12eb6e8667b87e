"""Measured errors of the current, put on every track: the regression behind `evidence.measured`.

Measurements j, of one place or of several, each give over an interval the error m_j of the
source's current: measured less source, mean over the interval. Particle i carries the error
e_i(t), first-order autoregressive (sd s, half-life h) in each component. That error is one field:
between two places a distance d apart it has the correlation

    rho(d) = exp(-d / reach)               (the reach is assumed; the source's error has one too).

The tracks are conditioned on all m at once by regression on the particle's own error (Matheron's
rule; the update of the ensemble Kalman filter with perturbed observations, Burgers et al. 1998):

    e_i(t) <- e_i(t) + C(t) H' diag(rho_i) S^-1 (m - y_i),      S = P o (H C H') + R
    y_i = diag(rho_i) H e_i + z_i + noise,      cov z_i = (P - rho_i rho_i') o (H C H')
    C(t, t') = s^2 2^(-|t - t'| / h),           H: mean over each interval
    R = diag(sd_j^2) + sum over causes c of o_c o_c'

rho_i holds the correlation of the particle with each place, P that of the places with each other,
o is the product element by element. sd_j is the error of the measurement; o_c that of what the
source's error has besides e: strength of the tide (relative, times the flow), its timing (times
the flow's rate), the wind-driven current along and across the wind. Each is one figure for all
places and intervals, as in the drift, and moves nothing. Where m_j lies more than three sd of S
from zero, sd_j is widened until it does not. Then each position is moved by the time integral of
the change of its e since its start. Exact for an error that is normal and a current that does not
vary across the shift; the flow's own shear over the shift, leeway and the shore are not run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud, Note
from lastknown.drift.positions import positions_at
from lastknown.drift.random import normals
from lastknown.errors import LastknownError
from lastknown.evidence._remembered import current_errors, particles_of, schedule_from
from lastknown.geo.coast import is_land
from lastknown.geo.plane import distance_m, metres_per_degree, wrap_lon
from lastknown.geo.position import Position
from lastknown.sea.model import Sea
from lastknown.times import show_time
from lastknown.units import KNOT

__all__ = ["FARTHEST_SD", "MOST", "MOST_PLACES", "Observed", "corrected", "imagined"]

Floats = NDArray[np.float64]

FARTHEST_SD: Final = 3.0
"""A measurement is never taken for farther out than this, in sd of what is expected: its own error
is widened until it is not, so that a wrong one moves less the wronger it is."""

MOST: Final = 300
"""Intervals in all that one correction takes."""
MOST_PLACES: Final = 12
"""Places (buoys, units) that one correction takes."""

_NOISE, _ELSEWHERE = 7100, 8100
_SLIPS, _CAUSES, _OTHERS = 6100, 6900, 10**9


@dataclass(frozen=True, eq=False)
class Observed:
    """The error of a source's current, measured over k intervals near one place.

    Attributes
    ----------
    place : where.
    begin_s, end_s : (k,) intervals, s since 1970.
    error_ms : (k, 2) measured current less the source's, east and north, m/s.
    sd_ms : (k,) sd of the measurement, one component, m/s.
    other_ms : (c, k, 2) effect of one sd of each other cause of the source's error, m/s.
    reach_m : see the module, m; of several measurements the shortest counts.
    """

    place: Position
    begin_s: Floats
    end_s: Floats
    error_ms: Floats
    sd_ms: Floats
    other_ms: Floats
    reach_m: float


@dataclass(frozen=True, eq=False)
class _Joined:
    """Several measurements as one: of interval j, the place is `of[j]`."""

    seen: Observed
    places: tuple[Position, ...]
    middle_s: tuple[float, ...]
    of: NDArray[np.intp]


def corrected(cloud: Cloud, *seen: Observed, sea: Sea | None = None) -> Cloud:
    """Return the cloud with every track conditioned on measured errors of the current.

    Parameters
    ----------
    cloud : as `drift_from` made it, weighed or not; not corrected before.
    seen : what was measured, each at its place; the intervals lie within the cloud's times.
    sea : its coast tells which tracks now end on land (a note says their share).

    Raises
    ------
    LastknownError : an interval outside the cloud's times, too many of them, a cloud corrected
        before, without an error of its current, or that does not say how it was made.
    """
    if "current_corrected" in cloud.attrs:
        raise LastknownError(
            f"the cloud's current is corrected already ({cloud.attrs['current_corrected']}); give "
            "every measured current to one lk.weigh of the cloud that drift_from returned"
        )
    for each in seen:
        _check_times(cloud, each)
    whole = _joined(seen)
    east, north, doubtful = _shift(cloud, whole)
    moved = _moved(cloud, east, north)
    told = "; ".join(
        f"measured from {show_time(float(each.begin_s.min()))} to "
        f"{show_time(float(each.end_s.max()))} at {each.place}"
        for each in seen
    )
    said = [_said(each) for each in seen] + [_doubted(seen[k]) for k in doubtful]
    notes = (*cloud.notes, *said, *_aground(moved, sea))
    return replace(moved, attrs={**cloud.attrs, "current_corrected": told}, notes=notes)


def imagined(cloud: Cloud, seen: Observed, count: int) -> Floats:
    """Return what would be measured if one realisation after another were the truth.

    Parameters
    ----------
    cloud : as `drift_from` made it, weighed or not.
    seen : where, when and how well it would be measured; its `error_ms` is not used.
    count : realisations, picked by their weights.

    Returns
    -------
    The measured current less the source's, m/s, (count, k, 2): for `Observed.error_ms`.

    Raises
    ------
    LastknownError : as in `corrected`.
    """
    _check_times(cloud, seen)
    schedule, _ = schedule_from(cloud)
    boats = cloud.component == BOAT
    share = np.cumsum(cloud.weight[boats]) / cloud.weight[boats].sum()
    rows = np.searchsorted(share, (np.arange(count) + 0.5) / count)
    ids, seed = particles_of(cloud)[rows], int(cloud.attrs["seed"])
    mean = _overlap(seen, schedule.edges_s)[None]
    own, elsewhere = (mean @ current_errors(seed, each, schedule) for each in (ids, ids + _OTHERS))
    near = _nearness(cloud, _joined([seen]))[rows, :, None]
    told = near * own + np.sqrt(1.0 - near**2) * elsewhere
    for k, sd_ms in enumerate(seen.sd_ms):
        told[:, k] += sd_ms * _normals(seed, ids, _SLIPS + 2 * k, 2)
    causes = _normals(seed, ids, _CAUSES, seen.other_ms.shape[0])
    return np.asarray(told + np.einsum("tc,cka->tka", causes, seen.other_ms))


def _normals(seed: int, ids: NDArray[np.int64], stream: int, count: int) -> Floats:
    """Return standard normal draws, (n, count)."""
    return np.stack([normals(seed, ids, stream + k) for k in range(count)], axis=1)


def _check_times(cloud: Cloud, seen: Observed) -> None:
    """Raise LastknownError where a measurement lies outside the cloud's times."""
    first, last = float(seen.begin_s.min()), float(seen.end_s.max())
    if first < cloud.time_s[0] or last > cloud.time_s[-1]:
        raise LastknownError(
            f"the current measured from {show_time(first)} to {show_time(last)} lies outside the "
            f"cloud, {show_time(float(cloud.time_s[0]))} to {show_time(float(cloud.time_s[-1]))}; "
            "drift from earlier or further"
        )


def _joined(seen: Sequence[Observed]) -> _Joined:
    """Return several measurements as one."""
    counts = [each.begin_s.size for each in seen]
    if sum(counts) > MOST or not 1 <= len(seen) <= MOST_PLACES:
        raise LastknownError(
            f"{len(seen)} measured currents with {sum(counts)} intervals are given; give 1 to "
            f"{MOST_PLACES} with {MOST} intervals in all, those nearest the boats"
        )
    columns = {
        name: np.concatenate([getattr(each, name) for each in seen])
        for name in ("begin_s", "end_s", "error_ms", "sd_ms")
    }
    other = np.concatenate([each.other_ms for each in seen], axis=1)
    reach_m = min(each.reach_m for each in seen)
    whole = Observed(place=seen[0].place, other_ms=other, reach_m=reach_m, **columns)
    middle = tuple(0.5 * float(each.begin_s.min() + each.end_s.max()) for each in seen)
    of = np.repeat(np.arange(len(seen)), counts)
    return _Joined(whole, tuple(each.place for each in seen), middle, of)


def _shift(cloud: Cloud, whole: _Joined) -> tuple[Floats, Floats, list[int]]:
    """Return how far each trajectory is moved by each kept time, m east and north, (n, t).

    The last are the measurements (by place) that lie beyond `FARTHEST_SD`.
    """
    schedule, error = schedule_from(cloud)
    edges, seen = schedule.edges_s, whole.seen
    ids, seed = particles_of(cloud), int(cloud.attrs["seed"])
    own = current_errors(seed, ids, schedule)
    mean = _overlap(seen, edges)
    apart = np.abs(edges[1:, None] - edges[None, 1:])
    memory = np.exp2(-apart / error.half_life_s) if error.half_life_s else 1.0 * (apart == 0.0)
    ahead = mean @ (error.sd_ms**2 * memory)
    between = ahead @ mean.T
    near, roots = _nearness(cloud, whole), _between(whole)
    began = np.maximum(edges[:-1], cloud.start_s[: ids.size, None])
    lasting = np.maximum(edges[1:] - began, 0.0)
    kept = np.searchsorted(edges, cloud.time_s - 1e-3)
    left = _roots(roots - near[:, :, None] * near[:, None, :])
    expected = roots[np.ix_(whole.of, whole.of)] * between
    out, doubtful = [], set[int]()
    for axis in (0, 1):
        noise, wide = _noise(seen, axis, expected)
        doubtful.update(whole.of[wide].tolist())
        told = near[:, whole.of] * (own[:, :, axis] @ mean.T)
        told += _draws(seed, ids, noise, _NOISE + axis)
        for place in range(len(whole.places)):
            stream = _ELSEWHERE + axis + 2 * MOST * place
            told += left[:, whole.of, place] * _draws(seed, ids, between, stream)
        pull = np.linalg.solve(expected + noise, (seen.error_ms[:, axis] - told).T).T
        change = (near[:, whole.of] * pull) @ ahead
        path = np.cumsum(change * lasting, axis=1)
        moved = np.concatenate((np.zeros((ids.size, 1)), path), axis=1)
        out.append(moved[:, kept][cloud.parent])
    return out[0], out[1], sorted(doubtful)


def _noise(seen: Observed, axis: int, expected: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return R (k, k), (m/s)^2, wider where a measurement lies beyond `FARTHEST_SD`, and where."""
    other = seen.other_ms[:, :, axis]
    noise = np.diag(seen.sd_ms**2) + other.T @ other
    known = np.diag(expected + noise)
    needed = (seen.error_ms[:, axis] / FARTHEST_SD) ** 2
    return np.asarray(noise + np.diag(np.maximum(needed - known, 0.0))), needed > known


def _overlap(seen: Observed, edges: Floats) -> Floats:
    """Return the share of each step in each interval, (k, steps), rows summing to 1."""
    begin = np.maximum(seen.begin_s[:, None], edges[None, :-1])
    end = np.minimum(seen.end_s[:, None], edges[None, 1:])
    return np.asarray(np.maximum(end - begin, 0.0) / (seen.end_s - seen.begin_s)[:, None])


def _nearness(cloud: Cloud, whole: _Joined) -> Floats:
    """Return the correlation of each boat's error with that at each place, (boats, places)."""
    boats = cloud.component == BOAT
    columns = []
    for place, middle in zip(whole.places, whole.middle_s, strict=True):
        lon, lat, _, mask = positions_at(cloud, middle)
        lon, lat = np.where(mask, lon, cloud.start_lon), np.where(mask, lat, cloud.start_lat)
        far = np.asarray(distance_m(place.lon, place.lat, lon[boats], lat[boats]))
        columns.append(np.exp(-far / whole.seen.reach_m))
    return np.stack(columns, axis=1)


def _between(whole: _Joined) -> Floats:
    """Return the correlation of the errors at two places, (places, places)."""
    lon, lat = (np.array([getattr(p, name) for p in whole.places]) for name in ("lon", "lat"))
    far = np.asarray(distance_m(lon[:, None], lat[:, None], lon[None, :], lat[None, :]))
    return np.asarray(np.exp(-far / whole.seen.reach_m))


def _roots(matrices: Floats) -> Floats:
    """Return L with L L' = each matrix, (n, p, p); places that coincide are let in."""
    value, vector = np.linalg.eigh(matrices)
    return np.asarray(vector * np.sqrt(np.maximum(value, 0.0))[:, None, :])


def _draws(seed: int, ids: NDArray[np.int64], covariance: Floats, stream: int) -> Floats:
    """Return draws (n, k) of a normal of mean 0."""
    count = covariance.shape[0]
    plain = np.stack([normals(seed, ids, stream + 2 * k) for k in range(count)], axis=1)
    root = np.linalg.cholesky(covariance + 1e-12 * np.eye(count))
    return np.asarray(plain @ root.T)


def _moved(cloud: Cloud, east_m: Floats, north_m: Floats) -> Cloud:
    """Return the cloud with its tracks afloat moved; what came ashore stays there."""
    afloat = (cloud.status == AFLOAT) & np.isfinite(cloud.lat)
    lat = np.where(afloat, cloud.lat, 0.0)
    rows = np.linspace(lat.min() - 0.1, lat.max() + 0.1, 2000)
    scale = np.array([metres_per_degree(row) for row in rows])
    per_lon, per_lat = (np.interp(lat, rows, scale[:, k]) for k in (0, 1))
    lon = np.where(afloat, wrap_lon(cloud.lon + east_m / per_lon), cloud.lon)
    return replace(cloud, lon=lon, lat=np.where(afloat, cloud.lat + north_m / per_lat, cloud.lat))


def _difference(seen: Observed) -> tuple[float, float]:
    """Return the mean measured error, knots and degrees toward."""
    u, v = seen.error_ms.mean(axis=0)
    return float(np.hypot(u, v)) / KNOT, float(np.degrees(np.arctan2(u, v)) % 360.0)


def _said(seen: Observed) -> Note:
    """Return the note of what was measured."""
    speed, toward = _difference(seen)
    text = (
        f"The current measured at {seen.place} differs from the source's by {speed:.1f} kn toward "
        f"{toward:03.0f}; every track is corrected by it, the less the farther away."
    )
    told: dict[str, str | float] = {
        "at": str(seen.place),
        "difference_kn": speed,
        "toward_deg": toward,
    }
    return Note("current-corrected", text, told)


def _doubted(seen: Observed) -> Note:
    """Return the note of a measurement that can hardly be true."""
    speed, toward = _difference(seen)
    text = (
        f"The current measured at {seen.place} lies {speed:.1f} kn toward {toward:03.0f} of the "
        "source's, farther than its errors can explain, and was let move little: check position, "
        "time, set and drift."
    )
    told: dict[str, str | float] = {
        "at": str(seen.place),
        "difference_kn": speed,
        "toward_deg": toward,
    }
    return Note("current-doubtful", text, told)


def _aground(cloud: Cloud, sea: Sea | None) -> tuple[Note, ...]:
    """Return a note where tracks afloat now end on land."""
    if sea is None or sea.coast is None:
        return ()
    boats = np.flatnonzero((cloud.component == BOAT) & (cloud.status[:, -1] == AFLOAT))
    land = is_land(sea.coast.index, cloud.lon[boats, -1], cloud.lat[boats, -1])
    share = float(cloud.weight[boats][land].sum())
    if share == 0.0:
        return ()
    text = f"{share:.1%} of the probability was moved onto land by it: those may have come ashore."
    return (Note("moved-onto-land", text, {"share": share}),)
