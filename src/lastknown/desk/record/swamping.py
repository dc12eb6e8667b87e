"""How long a boat of which nobody said that its people are in the water still carries them.

One judgement for all that rests on it: how `casestart` lets the boat swamp in the drift, and from
when on `exposure` has its people in the water. The chance that it still carries them falls
exponentially from the last report of it on.
"""

from __future__ import annotations

import math
from typing import Final

__all__ = ["FLOODING_H", "SOUND_H", "halves_h", "swamps_mean_h"]

FLOODING_H: Final = 2.0
"""Hours in which the chance halves that a boat that takes water still carries its people. On 24
November 2021 the first call of flooding came at 00:48 and people entered the water about 03:12
(MAIB 7/2023); the figure is a judgement."""

SOUND_H: Final = 24.0
"""The same where nobody told of water (judgement): overloaded boats fail unseen."""


def halves_h(*, floods: bool) -> float:
    """Return the hours in which that chance halves; `floods`: somebody told of water in the boat,
    of lost air or of persons in the water."""
    return FLOODING_H if floods else SOUND_H


def swamps_mean_h(*, floods: bool) -> float:
    """Return the mean time until it swamps, hours, to 0.1: the halving time over ln 2."""
    return round(halves_h(floods=floods) / math.log(2.0), 1)
