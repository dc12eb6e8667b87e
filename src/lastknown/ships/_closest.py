"""When ships pass closest to the boats, where these are then, and on which side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.ships._paths import CUTS, Paths
from lastknown.ships._swarm import Swarm, sides

__all__ = ["Along", "Closest", "closest_of", "most_likely"]

Array = NDArray[np.float64]
Along = tuple[Array, Array, Array, Array]
"""Where ships most likely are and the unit vectors of their paths there: x, y, ux, uy, (s, k+1)."""


class Closest(NamedTuple):
    """When and where ships pass closest to the datum of each boat, or of those of it who are in the
    water; all (s, b).
    """

    time_s: Array
    distance_m: Array
    bearing_deg: Array
    port: Array


def closest_of(
    swarm: Swarm, along: Along, time_s: Array, likelier: NDArray[np.intp], datum: Array
) -> Closest:
    """Return the closest passes of the ships' most likely places to the mean of each boat.

    `likelier` is the sort, (s, b), of that boat or of those of it in the water; `datum` (2, sorts,
    k+1) as in `middles`.
    """
    found = Closest(*(np.full(likelier.shape, np.nan) for _ in range(4)))
    x, y, ux, uy = along
    for sort in np.unique(likelier).tolist():
        b = sort // 2
        rows = np.flatnonzero(likelier[:, b] == sort)
        if not np.isfinite(datum[0, sort]).any():
            continue
        moment, part, dx, dy = _nearest(x[rows] - datum[0, sort], y[rows] - datum[1, sort])
        found.time_s[rows, b] = time_s[moment] + part * (time_s[moment + 1] - time_s[moment])
        found.distance_m[rows, b] = np.hypot(dx, dy)
        found.bearing_deg[rows, b] = np.degrees(np.arctan2(dx, dy)) % 360.0
        near = rows, moment + (part > 0.5)
        weight, port = sides(
            near[1], sort, swarm, np.stack([each[near] for each in (x, y, ux, uy)])
        )
        found.port[rows, b] = port / np.where(weight > 0.0, weight, np.nan)
    return found


def most_likely(paths: Paths) -> Along:
    """Return where each ship most likely is and the unit vector of its path there, (s, k+1)."""
    at = paths.at[:, ::CUTS]
    out = np.empty((4, *at.shape))
    for s in range(at.shape[0]):
        own = slice(int(paths.pieces[s]), int(paths.pieces[s + 1]))
        which = np.searchsorted(paths.arc[own], at[s], side="right") - 1
        q = own.start + np.clip(which, 0, own.stop - own.start - 1)
        along = at[s] - paths.arc[q]
        out[0, s], out[1, s] = paths.x[q] + along * paths.ux[q], paths.y[q] + along * paths.uy[q]
        out[2, s], out[3, s] = paths.ux[q], paths.uy[q]
    return out[0], out[1], out[2], out[3]


def _nearest(x: Array, y: Array) -> tuple[NDArray[np.intp], Array, Array, Array]:
    """Return the step, the part of it, and the place (x, y) where straight lines between points
    (s, k+1) come nearest to 0, (s,)."""
    dx, dy = np.diff(x), np.diff(y)
    length2 = dx * dx + dy * dy
    part = -(x[:, :-1] * dx + y[:, :-1] * dy) / np.where(length2 > 0.0, length2, 1.0)
    part = np.clip(part, 0.0, 1.0)
    at_x, at_y = x[:, :-1] + part * dx, y[:, :-1] + part * dy
    away = np.hypot(at_x, at_y)
    step = np.argmin(np.where(np.isfinite(away), away, np.inf), axis=1)
    rows = np.arange(step.size)
    return step, part[rows, step], at_x[rows, step], at_y[rows, step]
