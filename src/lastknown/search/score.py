"""What a plan is scored on: particles that it was not made from, and how sure that is."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.random import uniforms
from lastknown.search.scene import Scene

__all__ = ["ENOUGH", "PLANNED_ON", "SCORED_ON", "drawn_order", "pos_error", "split"]

Floats = NDArray[np.float64]

PLANNED_ON: Final = 5000
"""Realisations that a plan is made from, where there are enough others to score it by."""

SCORED_ON: Final = 20_000
"""Others that a plan is to be scored by; what is more than both is planned on."""

_MOST_PLANNED: Final = 7500

ENOUGH: Final = SCORED_ON + _MOST_PLANNED
"""Realisations above which a plan gets no better, only its score surer."""

_FEW: Final = 2000

_STREAM: Final = 7101


def drawn_order(ids: NDArray[np.intp], stream: int) -> NDArray[np.intp]:
    """Return the order (n,) in which realisations are drawn: by a random number of each one's own.

    No order that the file keeps them in, by start or by turns, can matter.

    Parameters
    ----------
    ids : (n,) of the realisations; those of one realisation stay together.
    stream : that the numbers are drawn from, the same whenever the draw is to be the same.
    """
    return np.argsort(uniforms(0, ids.astype(np.int64), stream), kind="stable")


def split(scene: Scene) -> tuple[Floats, Floats]:
    """Return the shares (n,) to plan on and to score by; each sums to what the scene's does.

    No realisation is in both: half are planned on, but no more than 5,000 as long as fewer than
    20,000 would be left to score by, and 7,500 at most; they are drawn at random, the same whenever
    the realisations are. Of fewer than 2,000 realisations all are in both.
    """
    share = scene.share
    ids, rank = np.unique(scene.realisation, return_inverse=True)
    count = ids.size
    if count < _FEW:
        return share, share
    wanted = min(count // 2, max(PLANNED_ON, count - SCORED_ON), _MOST_PLANNED)
    drawn = np.zeros(count, np.bool_)
    drawn[drawn_order(ids, _STREAM)[:wanted]] = True
    chosen = drawn[rank]
    planned, scored = np.where(chosen, share, 0.0), np.where(chosen, 0.0, share)
    if min(planned.sum(), scored.sum()) <= 0.0:
        return share, share
    return planned * (share.sum() / planned.sum()), scored * (share.sum() / scored.sum())


def pos_error(scene: Scene, left: Floats) -> float:
    """Return the standard error of the share found, by the number of realisations.

    Parameters
    ----------
    scene : with the shares (n,) that the plan is scored by; left : (n,) what it leaves of them.
    """
    total = float(scene.share.sum())
    if total <= 0.0:
        return math.nan
    there = np.bincount(scene.realisation, scene.share) / total
    found = np.bincount(scene.realisation, scene.share - left) / total
    return total * float(np.sqrt(np.sum((found - found.sum() * there) ** 2)))
