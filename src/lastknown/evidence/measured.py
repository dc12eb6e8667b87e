"""A current that was measured corrects every particle's current error, not only its weight.

A datum-marker buoy's track or a unit's measured set and drift gives, over intervals k, the error
m_k of the source's current at one place: measured less source, mean over the interval. Particle i
carries the error e_i(t), first-order autoregressive (sd s, half-life h) in each component, and at
the buoy the error rho_i e_i + sqrt(1 - rho_i^2) e'_i, with e' such a process of its own and

    rho_i = exp(-distance / reach)          (the reach is assumed; the source's error has one too)

The tracks are conditioned on m by regression on the particle's own error (Matheron's rule; the
update of the ensemble Kalman filter with perturbed observations, Burgers et al. 1998):

    e_i(t) <- e_i(t) + rho_i G(t) (m - y_i),     G = C H' (H C H' + R)^-1
    y_i = rho_i H e_i + sqrt(1 - rho_i^2) H e'_i + noise of covariance R
    C(t, t') = s^2 2^(-|t - t'| / h),            H: mean over each interval
    R = diag(sd_k^2) + o^2

sd_k is the error of the measurement, o that of what the source's error has besides e (strength and
timing of the tide, wind-driven current): all of m that it may explain, and common to all intervals.
Where m lies more than three sd of H C H' + R from zero, sd_k is widened until it does not.
Then each position is moved by the time integral of the change of its e since its start. Exact for
an error that is normal and a current that does not vary across the shift; the flow's own shear over
the shift, leeway and the shore are not run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud, Note
from lastknown.drift.positions import positions_at
from lastknown.drift.random import normals
from lastknown.errors import LastknownError
from lastknown.evidence._remembered import current_errors, schedule_from
from lastknown.evidence.likelihood import within
from lastknown.geo.coast import is_land
from lastknown.geo.plane import Plane, distance_m, metres_per_degree, wrap_lon
from lastknown.geo.position import Position, parse_position
from lastknown.sea.model import Sea
from lastknown.times import parse_time, show_time, to_seconds
from lastknown.units import KNOT, MINUTE, NM

__all__ = ["REACH_NM", "BuoyTrack", "Observed", "SetAndDrift", "corrected"]

Floats = NDArray[np.float64]
Place = str | Position | Sequence[float]

REACH_NM: Final = 20.0
"""Distance over which the error of a source of current loses 1/e of its correlation, NM; assumed:
eddies and tidal basins that models misplace are of this size."""

SLIP_KN: Final = 0.05
"""Sd of a drogued buoy's slip through the water, knots; assumed."""

FARTHEST_SD: Final = 3.0
"""A measurement is never taken for farther out than this, in sd of what is expected: its own error
is widened until it is not, so that a wrong one moves less the wronger it is."""

_SHORTEST_S: Final = 600.0
_MOST: Final = 300
_NOISE, _ELSEWHERE = 7100, 8100


@dataclass(frozen=True, eq=False)
class Observed:
    """The error of a source's current, measured over k intervals near one place.

    Attributes
    ----------
    place : where.
    begin_s, end_s : (k,) intervals, s since 1970.
    error_ms : (k, 2) measured current less the source's, east and north, m/s.
    sd_ms : (k,) sd of the measurement, one component, m/s.
    other_ms : (2,) sd of what else the source's error has, m/s.
    reach_m : see the module, m.
    """

    place: Position
    begin_s: Floats
    end_s: Floats
    error_ms: Floats
    sd_ms: Floats
    other_ms: Floats
    reach_m: float


@dataclass(frozen=True, eq=False)
class BuoyTrack:
    """The track of a datum-marker buoy (or of anything drogued that only the current moves).

    Attributes
    ----------
    fixes : two or more (position, time), in the order of their times; fixes less than 10 minutes
        after the last one used are left out.
    sea : the sea of the drift.
    error_nm : sd of a fix, one component, NM.
    slip_kn : sd of its slip through the water, knots.
    reach_nm : see `REACH_NM`.

    Raises
    ------
    LastknownError : too few or too many fixes, a fix out of order or unreadable, a figure out of
        bounds.
    """

    fixes: Sequence[tuple[Place, datetime | str]]
    sea: Sea
    error_nm: float = 0.01
    slip_kn: float = SLIP_KN
    reach_nm: float = REACH_NM

    def __post_init__(self) -> None:
        within("error_nm", self.error_nm, 0.0, 5.0, "NM")
        within("slip_kn", self.slip_kn, 0.01, 3.0, "kn")
        within("reach_nm", self.reach_nm, 0.5, 500.0, "NM")
        self._read()

    def correct(self, cloud: Cloud) -> Cloud:
        """Return the cloud with its tracks corrected, see `corrected`."""
        return corrected(cloud, self.observed(), self.sea)

    def observed(self) -> Observed:
        """Return the error of the source's current along the track."""
        places, time_s = self._read()
        plane = Plane(places[0].lon, places[0].lat)
        x, y = plane.to_xy([p.lon for p in places], [p.lat for p in places])
        span = np.diff(time_s)
        velocity = np.stack((np.diff(x) / span, np.diff(y) / span), axis=1)
        part = np.array([0.1, 0.3, 0.5, 0.7, 0.9])[:, None]
        lon, lat = plane.to_lonlat(x[:-1] + part * np.diff(x), y[:-1] + part * np.diff(y))
        told, other = _source(self.sea, lon, lat, time_s[:-1] + part * span)
        fix = np.sqrt(2.0) * self.error_nm * NM / span
        middle = plane.to_lonlat(float(np.mean(x)), float(np.mean(y)))
        return Observed(
            Position(float(middle[0]), float(middle[1])), time_s[:-1], time_s[1:],
            velocity - told, np.hypot(fix, self.slip_kn * KNOT), other, self.reach_nm * NM,
        )  # fmt: skip

    def _read(self) -> tuple[list[Position], Floats]:
        """Return the fixes that are used."""
        places: list[Position] = []
        times: list[float] = []
        last = -np.inf
        for place, time in self.fixes:
            at_s = to_seconds(parse_time(time, "time"))
            if at_s <= last:
                raise LastknownError(
                    f"the buoy's fix at {show_time(at_s)} is out of order; give fixes in the order "
                    "of their times"
                )
            last = at_s
            where = parse_position(place)
            if not times or at_s >= times[-1] + _SHORTEST_S:
                places.append(where)
                times.append(at_s)
        if not 2 <= len(times) <= _MOST:
            raise LastknownError(
                f"the buoy's track has {len(times)} fixes 10 minutes or more apart; give 2 to "
                f"{_MOST}"
            )
        return places, np.array(times)


@dataclass(frozen=True, eq=False)
class SetAndDrift:
    """Set and drift of the current, measured by a unit.

    Attributes
    ----------
    position : where.
    at : end of the measurement (aware, or ISO text with a zone).
    set_deg : toward which the current runs, degrees true, 0 to 360.
    drift_kn : its speed, knots, 0 to 15.
    sea : the sea of the drift.
    sd_kn : sd of the measurement, one component, knots; 0.25 is assumed.
    over_min : how long it was measured, minutes, ending at `at`.
    reach_nm : see `REACH_NM`.

    Raises
    ------
    LastknownError : the position or time cannot be read, or a figure is out of bounds.
    """

    position: Place
    at: datetime | str
    set_deg: float
    drift_kn: float
    sea: Sea
    sd_kn: float = 0.25
    over_min: float = 20.0
    reach_nm: float = REACH_NM

    def __post_init__(self) -> None:
        parse_position(self.position)
        parse_time(self.at, "at")
        within("set_deg", self.set_deg, 0.0, 360.0, "degrees true")
        within("drift_kn", self.drift_kn, 0.0, 15.0, "kn")
        within("sd_kn", self.sd_kn, 0.02, 5.0, "kn")
        within("over_min", self.over_min, 1.0, 720.0, "min")
        within("reach_nm", self.reach_nm, 0.5, 500.0, "NM")

    def correct(self, cloud: Cloud) -> Cloud:
        """Return the cloud with its tracks corrected, see `corrected`."""
        return corrected(cloud, self.observed(), self.sea)

    def observed(self) -> Observed:
        """Return the error of the source's current where and when it was measured."""
        place = parse_position(self.position)
        end = to_seconds(parse_time(self.at, "at"))
        begin = end - self.over_min * MINUTE
        time_s = np.linspace(begin, end, 5)[:, None]
        lon, lat = np.full((5, 1), place.lon), np.full((5, 1), place.lat)
        told, other = _source(self.sea, lon, lat, time_s)
        angle, speed = np.radians(self.set_deg), self.drift_kn * KNOT
        measured = np.array([[speed * np.sin(angle), speed * np.cos(angle)]])
        return Observed(
            place, np.array([begin]), np.array([end]), measured - told,
            np.array([self.sd_kn * KNOT]), other, self.reach_nm * NM,
        )  # fmt: skip


def _source(sea: Sea, lon: Floats, lat: Floats, time_s: Floats) -> tuple[Floats, Floats]:
    """Return the source's mean current (k, 2) and the sd (2,) of its errors besides e, m/s.

    Arguments are (points, k); the mean is over the points of each interval.
    """
    found = sea.sample(lon, lat, time_s)
    if not (np.isfinite(found.u) & np.isfinite(found.v)).all():
        raise LastknownError(
            f"there is no current at {Position(float(lon.flat[0]), float(lat.flat[0]))}; measure "
            "where the sea's sources reach, or add one"
        )
    error = sea.current_error(float(lon.flat[0]), float(lat.flat[0]), float(time_s.flat[0]))
    flow = np.stack((found.u, found.v), axis=-1)
    slope = (flow[-1] - flow[0]) / (time_s[-1] - time_s[0])[:, None]
    tide = (error.tide_amplitude_sd**2) * (flow**2).mean(axis=(0, 1))
    timing = (error.tide_phase_sd_s**2) * (slope**2).mean(axis=0)
    blown2 = float(np.nan_to_num(found.wind_u**2 + found.wind_v**2).mean())
    turned = error.wind_drift * np.radians(error.wind_drift_right_sd_deg)
    wind = 0.5 * (error.wind_drift_sd**2 + turned**2) * blown2
    return flow.mean(axis=0), np.sqrt(tide + timing + wind)


def corrected(cloud: Cloud, seen: Observed, sea: Sea | None = None) -> Cloud:
    """Return the cloud with every track conditioned on a measured error of the current.

    Parameters
    ----------
    cloud : as `drift_from` made it, weighed or not; not corrected before.
    seen : what was measured; its intervals lie within the cloud's times.
    sea : its coast tells which tracks now end on land (a note says their share).

    Raises
    ------
    LastknownError : an interval outside the cloud's times, a cloud corrected before, without an
        error of its current, or that does not say how it was made.
    """
    if "current_corrected" in cloud.attrs:
        raise LastknownError(
            f"the cloud's current is corrected already ({cloud.attrs['current_corrected']}); give "
            "one track of all fixes to the cloud that drift_from returned"
        )
    first, last = float(seen.begin_s.min()), float(seen.end_s.max())
    if first < cloud.time_s[0] or last > cloud.time_s[-1]:
        raise LastknownError(
            f"the current measured from {show_time(first)} to {show_time(last)} lies outside the "
            f"cloud, {show_time(float(cloud.time_s[0]))} to {show_time(float(cloud.time_s[-1]))}; "
            "drift from earlier or further"
        )
    moved = _moved(cloud, *_shift(cloud, seen))
    told = f"measured from {show_time(first)} to {show_time(last)} at {seen.place}"
    notes = (*cloud.notes, _said(seen), *_aground(moved, sea))
    return replace(moved, attrs={**cloud.attrs, "current_corrected": told}, notes=notes)


def _shift(cloud: Cloud, seen: Observed) -> tuple[Floats, Floats]:
    """Return how far each trajectory is moved by each kept time, m east and north, (n, t)."""
    schedule, error = schedule_from(cloud)
    edges = schedule.edges_s
    boats = int((cloud.component == BOAT).sum())
    ids, seed = np.arange(boats, dtype=np.int64), int(cloud.attrs["seed"])
    own = current_errors(seed, ids, schedule)
    mean = _overlap(seen, edges)
    apart = np.abs(edges[1:, None] - edges[None, 1:])
    memory = np.exp2(-apart / error.half_life_s) if error.half_life_s else 1.0 * (apart == 0.0)
    spread = error.sd_ms**2 * memory
    near = _nearness(cloud, seen)[:boats, None]
    began = np.maximum(edges[:-1], cloud.start_s[:boats, None])
    lasting = np.maximum(edges[1:] - began, 0.0)
    kept = np.searchsorted(edges, cloud.time_s - 1e-3)
    out = []
    for axis in (0, 1):
        within_it = mean @ spread @ mean.T
        noise = _noise(seen, axis, within_it)
        gain = np.linalg.solve(within_it + noise, mean @ spread)
        away = _draws(seed, ids, within_it, _ELSEWHERE + axis)
        told = near * (own[:, :, axis] @ mean.T) + np.sqrt(1.0 - near**2) * away
        told += _draws(seed, ids, noise, _NOISE + axis)
        change = near * ((seen.error_ms[:, axis] - told) @ gain)
        path = np.cumsum(change * lasting, axis=1)
        whole = np.concatenate((np.zeros((boats, 1)), path), axis=1)
        out.append(whole[:, kept][cloud.parent])
    return out[0], out[1]


def _noise(seen: Observed, axis: int, within_it: Floats) -> Floats:
    """Return R (k, k), wider where a measurement lies beyond `FARTHEST_SD`, (m/s)^2."""
    noise = np.diag(seen.sd_ms**2) + seen.other_ms[axis] ** 2
    known = np.diag(within_it + noise)
    needed = (seen.error_ms[:, axis] / FARTHEST_SD) ** 2
    return np.asarray(noise + np.diag(np.maximum(needed - known, 0.0)))


def _overlap(seen: Observed, edges: Floats) -> Floats:
    """Return the share of each step in each interval, (k, steps), rows summing to 1."""
    begin = np.maximum(seen.begin_s[:, None], edges[None, :-1])
    end = np.minimum(seen.end_s[:, None], edges[None, 1:])
    return np.asarray(np.maximum(end - begin, 0.0) / (seen.end_s - seen.begin_s)[:, None])


def _nearness(cloud: Cloud, seen: Observed) -> Floats:
    """Return the correlation rho of each trajectory's error with that at the place, (n,)."""
    middle = 0.5 * float(seen.begin_s.min() + seen.end_s.max())
    lon, lat, _, mask = positions_at(cloud, middle)
    lon, lat = np.where(mask, lon, cloud.start_lon), np.where(mask, lat, cloud.start_lat)
    far = distance_m(seen.place.lon, seen.place.lat, lon, lat)
    return np.asarray(np.exp(-far / seen.reach_m))


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


def _said(seen: Observed) -> Note:
    """Return the note of what was measured."""
    u, v = seen.error_ms.mean(axis=0)
    speed, toward = float(np.hypot(u, v)) / KNOT, float(np.degrees(np.arctan2(u, v)) % 360.0)
    text = (
        f"The current measured at {seen.place} differs from the source's by {speed:.1f} kn toward "
        f"{toward:03.0f}; every track is corrected by it, the less the farther away."
    )
    return Note("current-corrected", text, {"difference_kn": speed, "toward_deg": toward})


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
