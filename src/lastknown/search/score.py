"""What a plan is scored on: particles that it was not made from, and how sure that is."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.scene import Scene

__all__ = ["PLANNED_ON", "halves", "pos_error"]

Floats = NDArray[np.float64]

PLANNED_ON: Final = 5000
"""Realisations that a plan needs; from twice as many on, the other half scores it."""


def halves(scene: Scene) -> tuple[Floats, Floats]:
    """Return the shares (n,) to plan on and to score by; each sums to what the scene's does.

    Of twice `PLANNED_ON` realisations or more, the even ones and the odd ones; else all for both.
    """
    share, rank = scene.share, np.unique(scene.realisation, return_inverse=True)[1]
    if int(rank.max(initial=0)) + 1 < 2 * PLANNED_ON:
        return share, share
    even, odd = np.where(rank % 2 == 0, share, 0.0), np.where(rank % 2 == 1, share, 0.0)
    if min(even.sum(), odd.sum()) <= 0.0:
        return share, share
    return even * (share.sum() / even.sum()), odd * (share.sum() / odd.sum())


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
