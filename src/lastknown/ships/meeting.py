"""When somebody meets what moves: the earliest time at a steady speed, in closed form.

What is to be met goes in straight pieces r_j + v_j (t - t_j). Whoever sets off from s at the time d
with the speed V can be anywhere within V (t - d) of s; the earliest meeting is the first t with

    |r_j + v_j (t - t_j) - s| = V (t - d),

the lower root of a quadratic in u = t - d. A chase in a straight line, head on or astern, are its
simplest cases: distance / (V + v) and distance / (V - v).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["SKIP_S", "Way", "first_reach_s", "meet_s", "way_at"]

Array = NDArray[np.float64]


SKIP_S: Final = 1.0
"""A piece of a way no longer than this is a jump: nothing is met on it, s."""


class Way(NamedTuple):
    """Something that moves in straight pieces, and may jump. k moments, at least 1.

    Attributes
    ----------
    time_s : (k,) increasing. x, y : (k,) metres east and north.
    """

    time_s: Array
    x: Array
    y: Array


def way_at(way: Way, time_s: Array) -> tuple[Array, Array]:
    """Return (x, y) at times, m; before it begins and after it ends the nearest end."""
    return np.interp(time_s, way.time_s, way.x), np.interp(time_s, way.time_s, way.y)


def meet_s(x: Array, y: Array, speed: Array, depart_s: Array, way: Way) -> Array:
    """Return when each of n can first be where something is, (n,) s; NaN: not while it lasts.

    Parameters
    ----------
    x, y : (n,) from where, m. speed : (n,) m/s, >= 0. depart_s : (n,) when each sets off; whoever
        sets off before the way begins waits for it at no cost.
    way : what is to be met, in the same plane.
    """
    best = np.full(np.shape(x), np.nan)
    pieces = range(max(1, way.time_s.size - 1))
    for j in pieces:
        begin, end = way.time_s[j], way.time_s[min(j + 1, way.time_s.size - 1)]
        span = end - begin
        if 0.0 < span <= SKIP_S:
            continue
        vx, vy = (
            (0.0, 0.0)
            if span <= 0.0
            else ((way.x[j + 1] - way.x[j]) / span, (way.y[j + 1] - way.y[j]) / span)
        )
        dx = way.x[j] + vx * (depart_s - begin) - x
        dy = way.y[j] + vy * (depart_s - begin) - y
        low, high = np.maximum(begin - depart_s, 0.0), end - depart_s
        found = _first(dx, dy, (vx, vy), speed, low, high)
        best = np.where(np.isnan(best), depart_s + found, best)
    return best


def first_reach_s(time_s: Array, distance: Array, speed: Array, depart_s: Array) -> Array:
    """Return when each of n first covers a distance that changes, (n,) s; NaN: not while it lasts.

    The distance is linear between moments; it is to an area that moves, so the nearest point of it
    may jump from one place to another, and only its distance counts.

    Parameters
    ----------
    time_s : (k,) increasing. distance : (n, k) m from where each sets off, 0: already there.
    speed : (n,) m/s. depart_s : (n,) when each sets off.
    """
    reached = np.full(speed.shape, np.nan)
    for j in range(max(1, time_s.size - 1)):
        last = min(j + 1, time_s.size - 1)
        begin, end = time_s[j], time_s[last]
        low, high = np.maximum(begin, depart_s), np.full(speed.shape, end)
        span = max(end - begin, 1e-9)
        slope = (distance[:, last] - distance[:, j]) / span
        gap = distance[:, j] + slope * (low - begin) - speed * (low - depart_s)
        closing = speed - slope
        with np.errstate(divide="ignore", invalid="ignore"):
            when = np.where(gap <= 0.0, low, low + gap / closing)
        fits = (low <= high) & ((gap <= 0.0) | ((closing > 0.0) & (when <= high)))
        reached = np.where(np.isnan(reached) & fits, when, reached)
    return reached


def _first(
    dx: Array, dy: Array, v: tuple[float, float], speed: Array, low: Array, high: Array
) -> Array:
    """Return the least u from low to high with |d + v u| <= V u, (n,); NaN where there is none."""
    a = v[0] ** 2 + v[1] ** 2 - speed**2
    b = dx * v[0] + dy * v[1]
    c = dx**2 + dy**2
    within = (a * low + 2.0 * b) * low + c <= 1e-9 * (1.0 + c)
    under = b * b - a * c
    root = np.sqrt(np.maximum(under, 0.0))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # c / (-b ± root), the form that does not cancel; of a = 0 it is -c / 2b
        near = np.where(-b + root > 0.0, c / (-b + root), np.inf)
    near = np.where(under < -1e-12 * b * b, np.inf, near)  # what just touches is met
    found = np.where(within, low, near)
    return np.where((low <= high) & (found >= low) & (found <= high), found, np.nan)
