"""Could one boat be at all these places at these times: a filter over a boat's positions.

Beyond what the sea does (`reach`), a boat's own velocity wanders about a mean m with sd s and
correlation time T (an Ornstein-Uhlenbeck process), so its position after t seconds is Gaussian,
with variance ``2 s^2 T^2 (t/T - 1 + e^(-t/T))`` (Uhlenbeck and Ornstein 1930). A Kalman filter runs
through the positions in time order, the same covariance for east and north. Each position is right,
or off by miles, or says nothing (density 1/A); the three cases are collapsed into one Gaussian
(probabilistic data association: Bar-Shalom and Tse 1975). Three motions (adrift, under way, fast)
and, from three positions on, the case that the first is wrong, are carried side by side and summed.
All is relative to 1/A a position, so that one position alone has factor 1.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.table import Table
from lastknown.compiled import compiled, inlined

__all__ = ["place_score"]

Members = NDArray[np.int64]

_MOST: Final = 1e150


@compiled
def place_score(members: Members, count: int, table: Table) -> float:
    """Return the log Bayes factor of the positions of one boat against a boat each.

    Parameters
    ----------
    members : indices of its reports, in time order; the first `count` count.
    """
    none: Any = np.int64(-1)  # not a bare -1, so that `_run` is compiled once
    first, second, placed = none, none, 0
    for k in range(count):
        if table.variance[members[k]] > 0.0:
            placed += 1
            if first < 0:
                first = k
            elif second < 0:
                second = k
    if placed < 2:
        return 0.0
    top, total = -math.inf, 0.0
    wrong = table.wrong + table.rough if placed > 2 else 0.0
    alone = table.unlike[members[first]] / table.area
    for m in range(table.motions.shape[0]):
        for start in (first, second):
            share = table.motions[m, 0] * (1.0 - wrong if start == first else wrong * alone)
            if share > 0.0:
                case = math.log(share) + _run(members, count, start, m, table)
                if case > top:
                    total *= math.exp(top - case)
                    top = case
                total += math.exp(case - top)
    return top + math.log(total)


@compiled
def _run(members: Members, count: int, first: int, m: int, table: Table) -> float:
    """Return the log factor of one motion, from the position at index `first` on."""
    last = members[first]
    sd, span = table.motions[m, 1], table.motions[m, 2]
    mean_u, mean_v = table.motions[m, 3], table.motions[m, 4]
    x, y, u, v = table.x[last], table.y[last], mean_u, mean_v
    pp, pv, vv, score, product = table.variance[last], 0.0, sd * sd, 0.0, 1.0
    clean = (1.0 - table.wrong - table.rough) / (2.0 * math.pi)
    loose, nowhere = table.rough / (2.0 * math.pi), table.wrong / table.area
    for k in range(first + 1, count):
        i = members[k]
        if table.variance[i] <= 0.0:
            continue
        dt = table.time[i] - table.time[last]
        fade = table.fade[m, last, i]
        glide = span * (1.0 - fade)
        x += table.drift_x[last, i] + glide * u + (dt - glide) * mean_u
        y += table.drift_y[last, i] + glide * v + (dt - glide) * mean_v
        u, v = mean_u + fade * (u - mean_u), mean_v + fade * (v - mean_v)
        pp += 2.0 * glide * pv + glide * glide * vv + (table.loose[last] * dt) ** 2
        pp += sd * sd * _wander(dt, span, fade)
        pv = fade * (pv + glide * vv) + sd * sd * span * (1.0 - fade) ** 2
        vv = fade * fade * vv + sd * sd * (1.0 - fade * fade)
        last = i
        near, far = pp + table.variance[i], pp + table.variance[i] + table.rough_m2
        ex, ey = table.x[i] - x, table.y[i] - y
        miss = ex * ex + ey * ey
        right = clean * math.exp(-0.5 * miss / near) / near
        rough = loose * math.exp(-0.5 * miss / far) / far
        total = right + rough + nowhere
        product *= total * table.unlike[i]
        if product > _MOST or product < 1.0 / _MOST:  # fifty places come to more than a float holds
            score, product = score + math.log(product), 1.0
        right, rough = right / total, rough / total
        gain = right / near + rough / far
        x, y, u, v = x + gain * pp * ex, y + gain * pp * ey, u + gain * pv * ex, v + gain * pv * ey
        split = right / (near * near) + rough / (far * far) - gain * gain
        lost = gain - 0.5 * miss * split
        pp, pv, vv = pp - lost * pp * pp, pv - lost * pp * pv, vv - lost * pv * pv
    return score + math.log(product)


@inlined
def _wander(dt: float, span: float, fade: float) -> float:
    """Return the variance of the position after dt that new wandering adds, for sd 1 m/s, m²."""
    return span * span * (2.0 * dt / span - 3.0 + 4.0 * fade - fade * fade)
