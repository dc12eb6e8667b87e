"""Wash: how high the waves are that a ship leaves behind, and how far off they still matter.

Along the line on which a ship's bow waves are highest (19.5 degrees off its track) their height
falls with distance to the power -1/3 (NIST Digital Library of Mathematical Functions, 36.13.8: the
height goes as rho^(-1/3) there, rho = g r / V^2). How high they are is taken as

    g H / V^2 = beta (F - 0.1)^2 (y / L)^(-1/3),    F = V / sqrt(g L),

y from the sailing line: of the form of Kriebel and Seelig for deep water (An empirical model for
ship-generated waves, 2005), simplified; not checked against the paper. beta grows with the
fullness of the bow, from 1; 2 here is judgement, and so is that a ship faster than F = 0.4 makes no
higher waves: what rises on its bow wave, and what planes, is outside the form. Shallow water, in
which waves are higher, is not in it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["WASH_HEIGHT_M", "wash_height_m", "wash_reach_m"]

Array = NDArray[np.float64]

WASH_HEIGHT_M: Final = 0.4
"""Waves that may swamp a laden inflatable, m from trough to crest (judgement)."""

_GRAVITY: Final = 9.80665
_BETA: Final = 2.0
_LEAST_FROUDE: Final = 0.1
_MOST_FROUDE: Final = 0.4
_FARTHEST_M: Final = 1852.0
"""Wash farther off than a mile counts for nothing (judgement)."""


def wash_height_m(distance_m: ArrayLike, length_m: ArrayLike, speed: ArrayLike) -> Array:
    """Return the height of the highest wave, trough to crest, m; the arguments broadcast.

    Parameters
    ----------
    distance_m : from the sailing line, m, > 0. length_m : of the ship, m, > 0.
    speed : through the water, m/s; over the ground is near enough.
    """
    away = np.asarray(distance_m, float) / np.asarray(length_m, float)
    return np.asarray(_at_one_length(length_m, speed) * away ** (-1.0 / 3.0))


def wash_reach_m(length_m: ArrayLike, speed: ArrayLike, height_m: float = WASH_HEIGHT_M) -> Array:
    """Return out to which distance from the sailing line waves are that high, m; at most 1852.

    Parameters
    ----------
    length_m, speed : as in `wash_height_m`. height_m : trough to crest, m, > 0.
    """
    ratio = _at_one_length(length_m, speed) / height_m
    return np.asarray(np.minimum(np.asarray(length_m, float) * ratio**3, _FARTHEST_M))


def _at_one_length(length_m: ArrayLike, speed: ArrayLike) -> Array:
    """Return the height at a ship's length from the sailing line, m."""
    length = np.asarray(length_m, float)
    froude = np.minimum(np.asarray(speed, float) / np.sqrt(_GRAVITY * length), _MOST_FROUDE)
    above = np.maximum(froude - _LEAST_FROUDE, 0.0)
    return np.asarray(_BETA * froude**2 * length * above**2)
