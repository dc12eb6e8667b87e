"""How datums move: paths that a search area may follow instead of staying fixed to the ground."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating

__all__ = ["Paths", "at_rest", "shift"]

Floats = NDArray[np.float64]

_BEGIN: Final = np.zeros(1)
_NOWHERE: Final = np.zeros((1, 1))


class Paths(NamedTuple):
    """How datums move over the ground; linear in time between the moments, at rest outside them.

    Attributes
    ----------
    time_s : (m,) increasing. x, y : (k, m) way from some point, m; path 0 stays where it is.
    """

    time_s: Floats
    x: Floats
    y: Floats


def at_rest() -> Paths:
    """Return the one path of a datum that does not move."""
    return Paths(_BEGIN, _NOWHERE, _NOWHERE)


@allocating
def shift(paths: Paths, follow: float, begin_s: float, end_s: float) -> tuple[float, float]:
    """Return how far a path leads from one time to another, m east and north."""
    k = int(follow)
    if k == 0:
        return 0.0, 0.0
    x0, y0 = _along(paths, k, begin_s)
    x1, y1 = _along(paths, k, end_s)
    return x1 - x0, y1 - y0


@allocating
def _along(paths: Paths, k: int, at_s: float) -> tuple[float, float]:
    time_s = paths.time_s
    last = time_s.size - 1
    if at_s <= time_s[0]:
        return paths.x[k, 0], paths.y[k, 0]
    if at_s >= time_s[last]:
        return paths.x[k, last], paths.y[k, last]
    j = np.searchsorted(time_s, at_s, side="right") - 1
    part = (at_s - time_s[j]) / (time_s[j + 1] - time_s[j])
    x = paths.x[k, j] + (paths.x[k, j + 1] - paths.x[k, j]) * part
    y = paths.y[k, j] + (paths.y[k, j + 1] - paths.y[k, j]) * part
    return x, y
