"""What a plan is scored on: particles that it was not made from, and how sure that is."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.scene import Scene

__all__ = ["ENOUGH", "PLANNED_ON", "SCORED_ON", "pos_error", "split"]

Floats = NDArray[np.float64]

PLANNED_ON: Final = 5000
"""Realisations that a plan is made from, where there are enough others to score it by."""

SCORED_ON: Final = 20_000
"""Others that a plan is to be scored by; what is more than both is planned on."""

_MOST_PLANNED: Final = 7500

ENOUGH: Final = SCORED_ON + _MOST_PLANNED
"""Realisations above which a plan gets no better, only its score surer."""

_FEW: Final = 2000


def split(scene: Scene) -> tuple[Floats, Floats]:
    """Return the shares (n,) to plan on and to score by; each sums to what the scene's does.

    No realisation is in both: half are planned on, but no more than 5,000 as long as fewer than
    20,000 would be left to score by, and 7,500 at most; they are spread evenly over all. Of fewer
    than 2,000 realisations all are in both.
    """
    share, rank = scene.share, np.unique(scene.realisation, return_inverse=True)[1]
    count = int(rank.max(initial=-1)) + 1
    if count < _FEW:
        return share, share
    wanted = min(count // 2, max(PLANNED_ON, count - SCORED_ON), _MOST_PLANNED)
    chosen = (rank + 1) * wanted // count > rank * wanted // count
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
