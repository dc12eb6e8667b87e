"""How many of a group may be alive, when what befalls one befalls the others.

People who enter the water together share the sea, the hour, the life jackets and whether they hold
on to each other. Given one of the three curves with value S, the group's own share p is Beta
distributed with mean S and intraclass correlation r, that is with parameters ``S (1 - r) / r`` and
``(1 - S) (1 - r) / r``, and the number alive is binomial in p: a beta-binomial, with variance
``n S (1 - S) (1 + (n - 1) r)`` (Skellam 1948, Journal of the Royal Statistical Society B 10). Which
curve holds is not known either: low, middle and high weigh 1/4, 1/2, 1/4. All of it is a sum in
closed form; nothing is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.people.curves import Floats
from lastknown.people.survival import SurvivalRange

__all__ = ["CORRELATION", "CURVE_WEIGHTS", "MOST_PERSONS", "GroupSurvival", "group_survival"]

CORRELATION: Final = 0.2
"""Intraclass correlation of survival within a group (judgement; no measured figure was found)."""

CURVE_WEIGHTS: Final = (0.25, 0.5, 0.25)
"""Weight of the low, middle and high curve (judgement)."""

MOST_PERSONS: Final = 10_000


@dataclass(frozen=True)
class GroupSurvival:
    """How many of a group may be alive; arrays of the survival range's shape.

    Attributes
    ----------
    persons : how many entered the water.
    expected : survivors expected by the low, middle and high curve.
    fewest, most : the 80 % range of the number alive, whole persons: at most 10 % lies below
        `fewest` and at most 10 % above `most`. `fewest` may be 0; `any_alive` never is.
    any_alive : probability that at least one is alive, all three curves weighed, 0-1.
    any_alive_range : the same by the low, middle and high curve alone.
    """

    persons: int
    expected: SurvivalRange
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    any_alive: Floats
    any_alive_range: SurvivalRange


def group_survival(
    persons: int, alive: SurvivalRange, *, correlation: float = CORRELATION
) -> GroupSurvival:
    """Return how many of a group may be alive.

    Parameters
    ----------
    persons : how many entered the water together, 1 to MOST_PERSONS.
    alive : share alive of each, any shape; from `lastknown.people.survival`.
    correlation : intraclass correlation within the group, 0 (each alone) to 1 (all or none).

    Raises
    ------
    LastknownError : persons or correlation is out of bounds.
    """
    if (
        isinstance(persons, bool)
        or not isinstance(persons, int)
        or not 1 <= persons <= MOST_PERSONS
    ):
        raise LastknownError(
            f"persons={persons!r} is not a group; give a whole number from 1 to {MOST_PERSONS}"
        )
    if not 0.0 <= correlation <= 1.0:
        raise LastknownError(
            f"correlation={correlation!r} is out of bounds; give 0 (each alone) to 1 (all or none)"
        )
    curves = (alive.low, alive.middle, alive.high)
    counts = [_counts(persons, curve, correlation) for curve in curves]
    mixed = np.asarray(sum(w * c for w, c in zip(CURVE_WEIGHTS, counts, strict=True)))
    below = np.cumsum(mixed, axis=-1)
    none = [count[..., 0] for count in counts]
    return GroupSurvival(
        persons,
        SurvivalRange(*(persons * curve for curve in curves)),
        _quantile(below, 0.1),
        _quantile(below, 0.9),
        np.asarray(1.0 - mixed[..., 0]),
        SurvivalRange(*(np.asarray(1.0 - each) for each in none)),
    )


def _quantile(below: Floats, level: float) -> NDArray[np.int64]:
    """Return the smallest number that `level` of the probability does not exceed."""
    return np.asarray(np.argmax(below >= level - 1e-12, axis=-1), np.int64)


def _counts(persons: int, share: Floats, correlation: float) -> Floats:
    """Return the probability of 0 ... persons alive, one more axis at the end."""
    p = np.clip(np.asarray(share, np.float64), 1e-300, 1.0 - 1e-15)[..., None]
    if correlation == 1.0:
        all_or_none = np.zeros((*p.shape[:-1], persons + 1))
        all_or_none[..., 0], all_or_none[..., -1] = 1.0 - p[..., 0], p[..., 0]
        return all_or_none
    together = correlation / (1.0 - correlation)
    alive = _rising(p, together, persons)
    dead = _rising(1.0 - p, together, persons)[..., ::-1]
    ways = _rising(np.ones(1), 1.0, persons)
    choose = ways[-1] - ways - ways[::-1]
    total = _rising(np.ones(1), together, persons)[-1]
    return np.asarray(np.exp(choose + alive + dead - total), np.float64)


def _rising(start: Floats, step: float, count: int) -> Floats:
    """Return the logarithms of 1, start, start (start + step), ... with 0 to count factors."""
    factors = np.log(start + step * np.arange(count))
    zero = np.zeros((*factors.shape[:-1], 1))
    return np.concatenate([zero, np.cumsum(factors, axis=-1)], axis=-1)
