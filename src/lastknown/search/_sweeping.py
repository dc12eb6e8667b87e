"""How far a unit sees, and how fast it can run past each particle (compiled).

A leg runs straight over the ground between two states of the datum that it is carried along with:
its speed past a particle is at most the unit's own plus that of the datum's mean motion over the
leg, seen from the particle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating, compiled
from lastknown.search.paths import Paths

__all__ = ["passing_ms", "widths_by_light"]

Floats = NDArray[np.float64]

_COURSES: Final = 16
"""Courses along which motions are compared: what is found is exact or up to 2 % of it too high."""


def passing_ms(paths: Iterable[Paths], time_s: Floats, x: Floats, y: Floats) -> Floats:
    """Return what motions along with datums add at most to a unit's speed past each particle, m/s.

    A leg of any length counts, with the mean motion over all of it, wherever in it the step lies.

    Parameters
    ----------
    paths : of the datums. time_s : (t,) s, increasing.
    x, y : (t, n) of the particles, m. The answer is (t - 1, n).
    """
    angle = 2.0 * np.pi * np.arange(_COURSES) / _COURSES
    courses = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    reach = np.zeros((time_s.size - 1, _COURSES))
    for each in {id(some): some for some in paths}.values():
        for east, north in zip(each.x, each.y, strict=True):
            way = [np.interp(time_s, each.time_s, values) for values in (east, north)]
            for k, course in enumerate(courses):
                along = course[0] * way[0] + course[1] * way[1]
                reach[:, k] = np.maximum(reach[:, k], _fastest(along, time_s))
    out = np.empty((time_s.size - 1, x.shape[1]))
    _pass(reach, courses, time_s, x, y, out)
    return out / math.cos(math.pi / _COURSES)


def _fastest(along: Floats, time_s: Floats) -> Floats:
    """Return the greatest mean speed over any span that holds each step, (t - 1,) m/s."""
    if not along.any():
        return np.zeros(time_s.size - 1)
    span = time_s[None, :] - time_s[:, None]
    mean = np.full(span.shape, -np.inf)
    np.divide(along[None, :] - along[:, None], span, out=mean, where=span > 0.0)
    early = np.maximum.accumulate(mean, axis=0)
    both = np.maximum.accumulate(early[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.diagonal(both, 1))


@compiled
def _pass(
    reach: Floats, courses: Floats, time_s: Floats, x: Floats, y: Floats, out: Floats
) -> None:
    """Fill out (t - 1, n) with the greatest difference of motion along any course, m/s."""
    for j in range(out.shape[0]):
        span = time_s[j + 1] - time_s[j]
        for i in range(out.shape[1]):
            u, v = (x[j + 1, i] - x[j, i]) / span, (y[j + 1, i] - y[j, i]) / span
            most = 0.0
            for k in range(courses.shape[0]):
                most = max(most, reach[j, k] - u * courses[k, 0] - v * courses[k, 1])
            out[j, i] = most


@allocating
def widths_by_light(
    factor: Floats, seen: NDArray[np.int8], keen: Floats, dark: NDArray[np.bool_]
) -> Floats:
    """Return the sweep widths by day and in the dark for each kind seen, m, (2, 2).

    Parameters
    ----------
    factor : (t, n) W^2 / (8 pi) of `Targets`, m^2, which hold the square of keen.
    seen : (t, n) kind seen; -1: none. keen : (n,) factor on all widths, or (0,): none.
    dark : (t,).
    """
    out = np.zeros((2, 2))
    for j in range(factor.shape[0]):
        light = 1 if dark[j] else 0
        for i in range(factor.shape[1]):
            kind = seen[j, i]
            if kind >= 0:
                base = factor[j, i] / keen[i] ** 2 if keen.size > 0 else factor[j, i]
                out[light, kind] = max(out[light, kind], base)
    return np.sqrt(8.0 * math.pi * out)
