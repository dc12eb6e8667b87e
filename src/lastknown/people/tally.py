"""The count of persons: how many were on board, who is accounted for, and who is still missing.

The number on board n has the prior ``P(n)``, log-normal with median 30 and log sd 0.6. A statement
s that is about this boat with probability w, and that says something with probability 1 - v, gives

    P(s | n) = w (1 - v) l(s | n) + (1 - w (1 - v)) sum_m P(m) l(s | m)

so what says nothing, or is about another boat, leaves the prior as it was. For a count by voice or
from the air l is log-normal about n with log sd 0.33; for a range it is the probability that such a
count falls in it; a count on deck is exact but for a few (`COUNTED`). "Four are missing" is a
statement about ``n - A``, A the persons accounted for by then. Who was taken up was on board: n is
at least A.

A count on deck cannot know who was lost before. So what somebody told of those on board
by voice stays in the upper count, until a person settles it by name or takes it back.

What breaks a sum is a `CountConflict` (`people.balance`), shown and never corrected.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.people.balance import CountConflict, Sums, conflicts, sums
from lastknown.people.statements import (
    GROUPS,
    TOLD,
    WHERES,
    Said,
    figure,
    interval,
    parts,
    standing,
)

__all__ = ["COUNTED", "TOLD", "CountConflict", "Said", "Tally", "tally"]

Array = NDArray[np.float64]

COUNTED: Final = (0.96, 0.05, 0.01)
"""Of counts on deck or ashore: the share that is exact; log sd of the others, one person at least;
the share that says nothing of this boat (judgement)."""

LEVELS: Final = (0.5, 0.1, 0.9, 0.975)
"""Levels of median, low, high and upper."""


@dataclass(frozen=True, eq=False)
class Tally:
    """The persons of one boat; whole persons, never negative.

    Attributes
    ----------
    on_board : probability of n persons on board, index n; sums to 1.
    median, low, high, upper : the least numbers that with 50, 10, 90 and 97.5 % are not exceeded.
        `upper` is the credible count that a closure must reach, and is no less than what anybody
        told of those on board and nobody settled.
    alive, dead, transferred, returned : of each rescue and source the last figure, summed.
    accounted : alive + dead + returned. Who was transferred had been recovered alive before and
        is not counted again.
    missing_low, missing_median, missing_high : persons on board (10, 50, 90 %) less `accounted`.
    groups : by where: ``men``, ``women``, ``boys``, ``girls`` and ``unknown``, persons.
    conflicts : statements that break a sum.
    sources : by where: ids of the statements that stand and were used.
    """

    on_board: Array
    median: int
    low: int
    high: int
    upper: int
    alive: int
    dead: int
    transferred: int
    returned: int
    accounted: int
    missing_low: int
    missing_median: int
    missing_high: int
    groups: Mapping[str, Mapping[str, int]]
    conflicts: tuple[CountConflict, ...]
    sources: Mapping[str, tuple[str, ...]]


def tally(said: Sequence[Said], carried: int | None = None, settled: Collection[str] = ()) -> Tally:
    """Return the count of persons of one boat.

    Parameters
    ----------
    said : every statement, in any order.
    carried : persons on the missing list that stays open; None: nobody said.
    settled : ids of the told figures that a person settled by name: they no longer hold `upper` up.
    """
    found = sums(said)
    share = _on_board(said, found)
    median, low, high, upper = (_quantile(share, level) for level in LEVELS)
    return Tally(
        on_board=share,
        median=median,
        low=low,
        high=high,
        upper=max(upper, _told_most(found, settled)),
        alive=found.counts["recovered_alive"],
        dead=found.counts["recovered_dead"],
        transferred=found.counts["transferred"],
        returned=found.counts["returned"],
        accounted=found.accounted,
        missing_low=max(low - found.accounted, 0),
        missing_median=max(median - found.accounted, 0),
        missing_high=max(high - found.accounted, 0),
        groups={where: _groups(found, where) for where in WHERES if found.said[where]},
        conflicts=conflicts(found, carried),
        sources={w: ids for w in WHERES if (ids := tuple(s.id for s in standing(said, w)))},
    )


def _told_most(found: Sums, settled: Collection[str]) -> int:
    """Return the most persons on board that anybody told by voice and nobody settled."""
    told = [s for s in found.said["on_board"] if not s.counted and s.id not in settled]
    bounds = [(figure(each), interval(each)[1]) for each in told]
    return max((int(most) if math.isfinite(most) else least for least, most in bounds), default=0)


def _quantile(share: Array, level: float) -> int:
    """Return the least n that is not exceeded with this probability."""
    return int(np.argmax(np.cumsum(share) >= level - 1e-12))


def _groups(found: Sums, where: str) -> dict[str, int]:
    """Return how the persons at one place divide; of persons on board and missing the last word."""
    said = [each for name, group in found.said.items() if name == where for each in group]
    if where in ("on_board", "missing"):
        said = ([each for each in said if parts(each)] or said)[-1:]
    told = {name: sum(parts(each).get(name, 0) for each in said) for name in GROUPS}
    whole = sum(figure(each) for each in said)
    return {**told, "unknown": max(whole - sum(told.values()), 0)}


def _on_board(said: Sequence[Said], found: Sums) -> Array:
    """Return the probability of n persons on board."""
    stands = [*standing(said, "on_board"), *standing(said, "missing")]
    largest = max([figure(each) for each in stands], default=0) + found.accounted
    n = np.arange(max(400, 4 * largest + 1), dtype=np.float64)
    prior = _prior(n)
    log = np.log(prior)
    for each in stands:
        below = sums(said, each.at_s).accounted if each.where == "missing" else 0
        told = _counted(n, each, below) if each.counted else _told(n, each, below)
        log += np.log(_mixed(prior, told, each.weight * (1.0 - _nothing(each))))
    log[n < found.accounted] = -np.inf
    share = np.exp(log - log.max())
    return np.asarray(share / share.sum(), np.float64)


def _prior(n: Array) -> Array:
    median, sd = TOLD[:2]
    size = np.maximum(n, 0.5)
    share = np.exp(-0.5 * (np.log(size / median) / sd) ** 2) / size
    share[0] *= 0.5
    return np.asarray(share / share.sum(), np.float64)


def _mixed(prior: Array, given: Array, weight: float) -> Array:
    """Return P(s | n) of the module's docstring."""
    return np.asarray(weight * given + (1.0 - weight) * float(prior @ given), np.float64)


def _nothing(said: Said) -> float:
    """Return the share of such statements that say nothing."""
    return COUNTED[2] if said.counted else TOLD[3]


def _told(n: Array, said: Said, below: int) -> Array:
    """Return l(s | n) of a told count of the persons beyond the first `below`."""
    sd = TOLD[2]
    size = np.maximum(n - below, 0.0) + 0.5
    least, most = interval(said)
    inside = n >= below
    if least == most:
        told = np.exp(-0.5 * (np.log((least + 0.5) / size) / sd) ** 2) / (least + 0.5)
        return np.asarray(np.where(inside, told / (sd * math.sqrt(2.0 * math.pi)), 0.0))
    above = _normal(np.log(max(least, 0.5) / size) / sd) if least else np.zeros(n.size)
    under = _normal(np.log((most + 1.0) / size) / sd) if math.isfinite(most) else np.ones(n.size)
    return np.asarray(np.where(inside, np.maximum(under - above, 0.0), 0.0))


def _counted(n: Array, said: Said, below: int) -> Array:
    """Return l(s | n) of a count on deck of the persons beyond the first `below`."""
    exact, sd, nothing = COUNTED
    least, most = interval(said)
    far = np.maximum(np.maximum(least - (n - below), (n - below) - most), 0.0)
    about = np.maximum(sd * (n - below), 1.0)
    near = np.exp(-0.5 * (far / about) ** 2) / (about * math.sqrt(2.0 * math.pi))
    off = (1.0 - exact - nothing) / (1.0 - nothing)
    return np.asarray(np.where(n >= below, (1.0 - off) * (far == 0.0) + off * near, 0.0))


def _normal(z: Array) -> Array:
    """Return the normal distribution function."""
    return np.array([0.5 * math.erfc(-each / math.sqrt(2.0)) for each in z])
