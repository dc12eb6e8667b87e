"""The cloud as a search sees it: who can be found when and where, in one local plane."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.drift.positions import persons_share
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.search.detection import Targets
from lastknown.search.sensor import width_factors
from lastknown.search.sun import is_dark, twilight_changes_s
from lastknown.times import show_time

__all__ = ["Scene", "make_scene", "targets_of"]

Floats = NDArray[np.float64]

_ROWS = 2000  # projected together: all at once takes ten times the memory of the cloud


@dataclass(frozen=True)
class Scene:
    """What there is to find between two times. n targets, t moments.

    Persons are what is sought: a boat counts with the persons still with it, and persons who left
    it count for themselves, so that finding the hull never scores them. Before they left it,
    whoever finds the boat finds them.

    Attributes
    ----------
    plane : the local plane of x and y.
    time_s : (t,) s since 1970: both ends, the cloud's kept states and the changes of light between.
    x, y : (t, n) m east and north; 0 where `seen` is -1 on both sides.
    seen : (t-1, n) int8, BOAT or IN_WATER: what is seen of it in that interval; -1: not at sea.
    share : (n,) probability that a person sought is this target; sums to at most 1.
    dark : (t-1,) True where the sun is below -6 degrees.
    ashore : share that has come ashore at the first moment, fraction; not sought at sea.
    realisation : (n,) the trajectory of the boat it belongs to: what happens together.
    start : (n,) index of the start scenario.
    keen : (n,) factor on every sweep width that is common to all looks at each; (0,): 1 for all.
    row : (n,) its own trajectory in the cloud; empty for a scene that was not made from one.
    """

    plane: Plane
    time_s: Floats
    x: Floats
    y: Floats
    seen: NDArray[np.int8]
    share: Floats
    dark: NDArray[np.bool_]
    ashore: float
    realisation: NDArray[np.intp]
    start: NDArray[np.intp]
    keen: Floats = field(default_factory=lambda: np.zeros(0))
    row: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))


def make_scene(
    cloud: Cloud,
    from_s: float,
    until_s: float,
    *,
    everything: bool = False,
    width_sd: float | None = None,
) -> Scene:
    """Return the scene between two times inside the cloud's own, s since 1970-01-01T00:00Z.

    Parameters
    ----------
    everything : every trajectory in the cloud's order, a hull with nobody on it too; persons are
        in the scene from when they left their hull. (Else what persons are with, from the start.)
    width_sd : sd of the logarithm of the factor on the sweep width that is common to all looks at
        one realisation (`lastknown.search.sensor.width_factors`, the same that a search is weighed
        with); None: no such factor.

    Raises
    ------
    LastknownError : nothing is at sea between them; a negative sd.
    """
    first = int(np.searchsorted(cloud.time_s, from_s, side="right")) - 1
    last = int(np.searchsorted(cloud.time_s, until_s, side="left"))
    first, last = max(0, min(first, cloud.time_s.size - 2)), max(last, 1)
    kept = slice(first, last + 1)
    share = cloud.weight * persons_share(cloud, last)
    rows = np.arange(share.size) if everything else np.flatnonzero(share > 0.0)
    lon, lat, status, swimming = _tracks(cloud, rows, kept)
    _refuse_nothing(lon, from_s, until_s)
    plane = _plane_of(lon, lat, share[rows])
    x, y = _to_plane(plane, lon, lat)
    time_s = _moments(cloud.time_s[kept], from_s, until_s, plane)
    seen = np.where(status[:, :-1] == AFLOAT, swimming[:, :-1], -1).astype(np.int8)
    if everything:
        seen[(cloud.component == IN_WATER)[:, None] & (seen == BOAT)] = -1
    step, part = _between_states(cloud.time_s[kept], time_s)
    middle = 0.5 * (time_s[1:] + time_s[:-1])
    return Scene(
        plane=plane,
        time_s=time_s,
        x=_between(x, step, part),
        y=_between(y, step, part),
        seen=np.ascontiguousarray(seen[:, step[:-1]].T),
        share=share[rows],
        dark=is_dark(plane.lon0, plane.lat0, middle),
        ashore=float(share[rows][(status[:, 0] != AFLOAT) & (status[:, 0] != NOT_YET)].sum()),
        realisation=cloud.parent[rows].astype(np.intp),
        keen=_keen(cloud, rows, width_sd),
        row=rows,
        start=cloud.start[rows].astype(np.intp),
    )


def _refuse_nothing(lon: Floats, from_s: float, until_s: float) -> None:
    if not np.isfinite(lon).any():
        raise LastknownError(
            f"nothing is at sea between {show_time(from_s)} and {show_time(until_s)}; "
            "plan for a later time"
        )


def _between_states(kept_s: Floats, time_s: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Return the kept state before each moment, and the share of the way to the next, (t,) each."""
    step = np.clip(np.searchsorted(kept_s, time_s, side="right") - 1, 0, kept_s.size - 2)
    return step, (time_s - kept_s[step]) / np.diff(kept_s)[step]


def _keen(cloud: Cloud, rows: NDArray[np.intp], width_sd: float | None) -> Floats:
    """Return the common factor on the sweep width of each target, (n,); (0,): none."""
    if width_sd is None:
        return np.zeros(0)
    seed = int(cloud.attrs.get("seed", 0))
    return width_factors(seed, cloud.parent[rows].astype(np.int64), width_sd)


def targets_of(
    scene: Scene,
    by_day_m: tuple[float, float],
    by_night_m: tuple[float, float] | None,
    until_s: Floats | None = None,
) -> Targets:
    """Return the scene for one searcher.

    Parameters
    ----------
    by_day_m, by_night_m : sweep widths for (boat, persons in the water), m; by night None: blind.
    until_s : (n,) when a look at each target ceases to count, s since 1970; -inf: none does, inf or
        None: all do. An interval that it falls into counts by its share before it.
    """
    night = (0.0, 0.0) if by_night_m is None else by_night_m
    widths = np.where(scene.dark[:, None], np.array(night), np.array(by_day_m))
    law = np.concatenate([widths**2 / (8.0 * np.pi), np.zeros((scene.dark.size, 1))], axis=1)
    factor = np.take_along_axis(law, scene.seen.astype(np.intp) % 3, axis=1)
    if until_s is not None:
        begin, span = scene.time_s[:-1, None], np.diff(scene.time_s)[:, None]
        factor = factor * np.clip((until_s - begin) / span, 0.0, 1.0)
    if scene.keen.size > 0:
        factor = factor * scene.keen**2
    return Targets(scene.time_s, scene.x, scene.y, factor, scene.keen)


def _tracks(
    cloud: Cloud, rows: NDArray[np.intp], kept: slice
) -> tuple[Floats, Floats, NDArray[np.int8], NDArray[np.int8]]:
    """Tracks (rows, kept); persons in the water follow their boat until they leave it."""
    parent = cloud.parent[rows]
    own_status = cloud.status[rows, kept]
    swimmer = (cloud.component[rows] == IN_WATER)[:, None]
    aboard = swimmer & (own_status == NOT_YET)
    lon = np.where(aboard, cloud.lon[parent, kept], cloud.lon[rows, kept])
    lat = np.where(aboard, cloud.lat[parent, kept], cloud.lat[rows, kept])
    status = np.where(aboard, cloud.status[parent, kept], own_status)
    kind = np.where(swimmer & ~aboard, IN_WATER, BOAT).astype(np.int8)
    return lon, lat, status, kind


def _plane_of(lon: Floats, lat: Floats, share: Floats) -> Plane:
    """A plane about the middle of the scene, also across 180 degrees."""
    east = np.radians(lon)
    there = np.isfinite(lon)
    weight = np.where(there, share[:, None], 0.0)
    lon0 = np.degrees(
        np.arctan2(
            np.sum(weight * np.sin(np.where(there, east, 0.0))),
            np.sum(weight * np.cos(np.where(there, east, 0.0))),
        )
    )
    lat0 = np.sum(weight * np.where(there, lat, 0.0)) / np.sum(weight)
    return Plane(float(lon0), float(lat0))


def _to_plane(plane: Plane, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Plane coordinates by a polynomial through exact nodes, to 1 m; 0 where there is no position.

    The exact projection takes 1 microsecond a point (measured), which would be half of a plan.
    """
    there = np.isfinite(lon)
    east = np.where(there, (lon - plane.lon0 + 180.0) % 360.0 - 180.0, 0.0)
    north = np.where(there, lat - plane.lat0, 0.0)
    nodes_u, nodes_v = (axis.ravel() for axis in np.meshgrid(_nodes(east), _nodes(north)))
    exact = np.stack(plane.to_xy(plane.lon0 + nodes_u, plane.lat0 + nodes_v), axis=1)
    scale = max(1e-3, float(np.abs(nodes_u).max()), float(np.abs(nodes_v).max()))
    terms = np.polynomial.polynomial.polyvander2d(nodes_u / scale, nodes_v / scale, [4, 4])
    fit = np.linalg.lstsq(terms, exact, rcond=None)[0]
    if float(np.abs(terms @ fit - exact).max()) > 1.0:
        x, y = plane.to_xy(plane.lon0 + east, plane.lat0 + north)
        return np.asarray(x), np.asarray(y)
    out = np.empty((2, *east.shape))
    for low in range(0, len(east), _ROWS):
        some = slice(low, low + _ROWS)
        for k in (0, 1):
            place = east[some] / scale, north[some] / scale
            out[k, some] = np.polynomial.polynomial.polyval2d(*place, fit[:, k].reshape(5, 5))
    return out[0], out[1]


def _nodes(values: Floats) -> Floats:
    return np.linspace(float(values.min()), float(values.max()), 9)


def _moments(kept_s: Floats, from_s: float, until_s: float, plane: Plane) -> Floats:
    inside = kept_s[(kept_s > from_s) & (kept_s < until_s)]
    light = twilight_changes_s(plane.lon0, plane.lat0, from_s, until_s)
    return np.unique(np.concatenate([[from_s, until_s], inside, light]))


def _between(values: Floats, step: NDArray[np.intp], part: Floats) -> Floats:
    """Values (n, kept) linear in time at the moments, (t, n)."""
    return np.ascontiguousarray((values[:, step] * (1.0 - part) + values[:, step + 1] * part).T)
