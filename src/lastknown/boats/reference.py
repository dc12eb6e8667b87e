"""Where tonight's other boats are: what "the place fits" is measured against.

Boats leave in waves and take the same way, so a position near another boat's is no wonder. The
density of the position x_i of a boat that nobody spoke of before is a mixture over the other
positions of the night, each carried by the sea to the time of x_i and spread by its errors, its
own motion and the distance between boats of one wave, and of a circle in which boats are:

    m_i = (w_0 / A + sum_j w_ij N(x_i; x_j + drift, variance)) / (w_0 + sum_j w_ij)

with w_ij = exp(-(t_i - t_j)^2 / 2 s^2) over the mean number of reports a boat.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lastknown.boats import weights as w

__all__ = ["reference"]

Array = NDArray[np.float64]


def reference(
    time: Array,
    x: Array,
    y: Array,
    variance: Array,
    drift: tuple[Array, Array],
    motions: Array,
    area: float,
    reports: float,
) -> Array:
    """Return 1 / m_i, the area that a position stands out from, m², shape (n,).

    Parameters
    ----------
    time, x, y, variance, drift, motions : as in `table.Table`; drift from i to a later j.
    area : of the circle in which boats are, m².
    reports : mean number of reports a boat that is reported at all.
    """
    n, placed = time.size, variance > 0.0
    own, span, gap = w.WAVE
    dt = np.abs(time[:, None] - time)
    later = np.triu(np.ones((n, n), np.bool_), 1)
    east = np.where(later, x - x[:, None] - drift[0], 0.0)
    north = np.where(later, y - y[:, None] - drift[1], 0.0)
    miss = east * east + north * north
    miss += miss.T
    spread = np.where(placed, variance, 0.0)
    spread = spread + spread[:, None] + gap * gap
    near = np.zeros((n, n))
    for share, sd, memory, mean_u, mean_v in motions:
        fade = np.exp(-dt / memory)
        moved = 2.0 * sd * sd * memory * memory * (dt / memory - 1.0 + fade)
        moved += 0.5 * (mean_u * mean_u + mean_v * mean_v) * dt * dt
        near += share * np.exp(-0.5 * miss / (spread + moved)) / (spread + moved)
    near /= 2.0 * math.pi
    weight = np.exp(-0.5 * (dt / span) ** 2) / reports * placed
    np.fill_diagonal(weight, 0.0)
    total = own + weight.sum(axis=1)
    density = (own / area + (weight * near).sum(axis=1)) / total
    return np.asarray(1.0 / density)
