"""Which errors along a ship's path are gone through, and with what weight."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled

__all__ = ["Late", "late_of", "turned_about"]

Array = NDArray[np.float64]

_ENOUGH: Final = 135
"""Groups for each sd of a step: 20,000 particles (313 groups) take the widest."""
_CLASSES: Final = 16
_WIDEST_STEP: Final = 2.25
_LEAST_STEP: Final = 1.0 / 32.0
_FARTHEST_LATE: Final = 3.375


class Late(NamedTuple):
    """Errors along the path that are gone through, m of them.

    Each group takes one class, every `classes`-th of them: evenly spaced, as a Gaussian is
    integrated best. Groups that lie in one place take classes far from each other.

    Attributes
    ----------
    value : (m,) sd. weight : (m,) normal densities; those of each class sum to 1.
    classes : how many there are.
    """

    value: Array
    weight: Array
    classes: int


def late_of(groups: int) -> Late:
    """Return the errors along for a sort of so many groups: the fewer there are the closer.

    For the hulls of slow ships four classes are taken together.
    """
    step = min(max(groups / _ENOUGH, _LEAST_STEP), _WIDEST_STEP)
    classes = 1
    while classes < _CLASSES and 16 * classes <= groups:
        classes *= 2
    count = classes * math.ceil(2.0 * _FARTHEST_LATE / step)
    value = np.asarray((np.arange(count) + 0.5 - 0.5 * count) * (step / classes), np.float64)
    weight = np.asarray(np.exp(-0.5 * value**2), np.float64)
    total = weight.reshape(-1, classes).sum(axis=0)
    return Late(value, weight / np.tile(total, count // classes), classes)


@compiled
def turned_about(number: int, classes: int) -> int:
    """Return a number's binary digits in reverse, within as many classes as a power of 2."""
    found = 0
    while classes > 1:
        found, number, classes = 2 * found + number % 2, number // 2, classes // 2
    return found
