"""How many boats there are, heard of or not, as distributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.report import Report
from lastknown.boats.weights import MISTAKEN, SHAPE, Setting

__all__ = ["Numbers", "count_boats", "mistaken_share"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Numbers:
    """The number of boats; index k of each array is the probability of k boats.

    Attributes
    ----------
    heard : boats that at least one report is of.
    unheard : boats that nobody reported, given those heard of; cut at 100.
    """

    heard: Array
    unheard: Array


def mistaken_share(report: Report) -> float:
    """Return the prior that a report is of no boat. It never closes anything."""
    return MISTAKEN.get(report.kind, 0.02)


def count_boats(reports: Sequence[Report], draws: NDArray[np.int64], setting: Setting) -> Numbers:
    """Return the number of boats.

    A report that stands alone in a draw counts as a boat with 1 - `mistaken_share`. With K boats
    heard of, the mean number at sea has a Gamma distribution of shape K + a and rate
    1 - p0 + a/boats, so those unheard of, Poisson with p0 times it, are negative binomial.

    Parameters
    ----------
    draws : boat of each report in each draw, numbered from 0, shape (draws, n).
    """
    heard, unheard = np.zeros(len(reports) + 1), np.zeros(101)
    p = setting.silent(len(reports)) / (1.0 + SHAPE / setting.boats)
    real = np.array([1.0 - mistaken_share(each) for each in reports])
    unique, counts = np.unique(draws, axis=0, return_counts=True)
    for row, count in zip(unique, counts / len(draws), strict=True):
        sizes = np.bincount(row, minlength=1) if row.size else np.zeros(0, np.int64)
        alone = real[np.flatnonzero(sizes[row] == 1)] if row.size else real
        here = np.zeros(len(reports) + 1)
        here[int(np.sum(sizes > 1))] = 1.0
        for share in alone:
            here[1:] = here[1:] * (1.0 - share) + here[:-1] * share
            here[0] *= 1.0 - share
        heard += count * here
        unheard += count * _negative_binomial(float(np.sum(sizes > 0)) + SHAPE, p)
    return Numbers(heard, unheard)


def _negative_binomial(shape: float, p: float) -> Array:
    """Return P(k) = C(k + shape - 1, k) p^k (1 - p)^shape for k from 0 to 100, scaled to 1."""
    k = np.arange(101)
    values = np.cumprod(np.concatenate([[1.0], p * (k[1:] + shape - 1.0) / k[1:]]))
    return np.asarray(values / values.sum())
