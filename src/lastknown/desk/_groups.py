"""The particles as people to be found at one moment, and how to split and measure them.

Persons count, not hulls: a trajectory weighs its probability times the persons with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import NOT_YET, Cloud
from lastknown.drift.positions import persons_share
from lastknown.geo.plane import Plane

__all__ = ["Flags", "Floats", "Ints", "Target", "bins", "covariance", "joined", "mode", "spread"]
__all__ += ["target_at"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Target:
    """Where the persons are at one time: plane metres, weights that sum to 1, trajectory index."""

    x: Floats
    y: Floats
    weight: Floats
    chosen: Ints
    plane: Plane
    at_s: float


def target_at(cloud: Cloud, at_s: float) -> Target | None:
    """Return where the persons are at the kept time nearest to `at_s`.

    None: fewer than three trajectories are anywhere then.
    """
    k = int(np.argmin(np.abs(cloud.time_s - at_s)))
    weight = cloud.weight * persons_share(cloud, k)
    lon, lat = cloud.lon[:, k], cloud.lat[:, k]
    there = (cloud.status[:, k] != NOT_YET) & np.isfinite(lon) & np.isfinite(lat) & (weight > 0)
    chosen = np.flatnonzero(there)
    if chosen.size < 3:
        return None
    lon0 = float(lon[chosen[0]])
    step = (lon[chosen] - lon0 + 180.0) % 360.0 - 180.0
    centre = (lon0 + float(np.median(step)) + 180.0) % 360.0 - 180.0
    plane = Plane(centre, float(np.median(lat[chosen])))
    x, y = plane.to_xy(lon[chosen], lat[chosen])
    share = weight[chosen] / weight[chosen].sum()
    return Target(np.asarray(x), np.asarray(y), share, chosen, plane, at_s)


def bins(value: Floats, weight: Floats, count: int) -> Ints:
    """Return the weighted quantile bin (0 … count - 1) of each value; -1 where it is NaN."""
    bins = np.full(value.shape, -1, dtype=np.int64)
    known = np.isfinite(value)
    if not known.any():
        return bins
    order = np.argsort(value[known], kind="stable")
    ranked, share = value[known][order], np.cumsum(weight[known][order])
    cuts = np.searchsorted(share, share[-1] * np.arange(1, count) / count)
    edges = ranked[np.minimum(cuts, ranked.size - 1)]
    bins[known] = np.searchsorted(edges, value[known], side="left")
    return bins


def joined(parts: Sequence[NDArray[np.integer]]) -> Ints:
    """Return one number per combination of several groupings."""
    _, groups = np.unique(np.stack(parts, axis=1), axis=0, return_inverse=True)
    return np.asarray(groups, dtype=np.int64).reshape(-1)


def covariance(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Return the weighted covariance, m2, without bias; zeros below two effective particles."""
    share = weight / weight.sum()
    effective = 1.0 / float(np.sum(share**2))
    if effective < 2.0:
        return np.zeros((2, 2))
    away = np.stack([x - np.sum(share * x), y - np.sum(share * y)])
    return np.asarray((share * away) @ away.T * effective / (effective - 1.0))


def spread(x: Floats, y: Floats, weight: Floats) -> float:
    """Return sqrt(det) of the covariance, m2."""
    return float(np.sqrt(max(np.linalg.det(covariance(x, y, weight)), 0.0)))


def mode(target: Target, inside: Flags) -> tuple[float, float]:
    """Return the peak of the smoothed density of some trajectories, plane metres.

    Gaussian kernel; one bandwidth, sd x n^(-1/6) (Scott's rule in two dimensions) with sd^2 the
    geometric mean of the two variances; cells of half a bandwidth.
    """
    x, y, weight = target.x[inside], target.y[inside], target.weight[inside]
    share = weight / weight.sum()
    size = max(float(np.sum(share**2)) ** (1 / 6) * np.sqrt(spread(x, y, weight)), 50.0)
    (grid_x, smooth_x), (grid_y, smooth_y) = (_axis(values, size) for values in (x, y))
    mass, _, _ = np.histogram2d(x, y, bins=(grid_x, grid_y), weights=share)
    density = smooth_x @ mass @ smooth_y
    i, j = np.unravel_index(int(np.argmax(density)), density.shape)
    return float(grid_x[i : i + 2].mean()), float(grid_y[j : j + 2].mean())


def _axis(values: Floats, size: float) -> tuple[Floats, Floats]:
    """Return cell edges (at most 400 cells) and the smoothing matrix along one axis."""
    low, high = float(values.min()) - size, float(values.max()) + size
    count = int(np.clip(np.ceil(2.0 * (high - low) / size), 2, 400))
    edges = np.linspace(low, high, count + 1)
    centre = (edges[1:] + edges[:-1]) / 2.0
    return edges, np.exp(-0.5 * ((centre[:, None] - centre[None, :]) / size) ** 2)
