"""How far off a prediction may be: standard deviations along and across, by how far it looks ahead.

A ship's velocity differs from the one predicted by an error that lasts: a stationary
Ornstein-Uhlenbeck process with standard deviation ``g`` and time ``T`` (Uhlenbeck & Ornstein 1930,
Physical Review 36). Its integral, the error of the position after ``h`` seconds, has the variance

    2 g² T² (h/T − 1 + e^(−h/T))

which grows as ``g h`` at first and as ``g sqrt(2 T h)`` in the end. That ships on passage err by
the square root of time in the long run is what has been found on AIS (Millefiori, Braca, Bryan &
Willett 2016, IEEE Transactions on Aerospace and Electronic Systems 52).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.units import HOUR, KNOT

__all__ = ["across_lane", "drawn_back", "fix_sd", "stopped_sd", "under_way_sd", "wandered"]

Array = NDArray[np.float64]

FIX_M: Final = 15.0
CLOCK_S: Final = 2.0
"""Error of a fix, m, and of the time it carries, s (judgement; 10 m is what a receiver without
corrections claims, ITU-R M.1371-5 table 48)."""

COURSE_SPEED: Final = 1.3
COURSE_SHARE: Final = 0.4, 0.2
COURSE_LASTS_S: Final = 900.0
"""Velocity error by course and speed: m/s, share of speed along and across, how long it lasts. Set
by hand to ships that stay under way in a recording of the Solent, a harbour's approach full of
ferries (benchmarks/ships_ahead.py prints how well it holds); at sea it is likely too wide."""

UNKNOWN_SPEED: Final = 5.0
"""Velocity error of a ship that tells no speed and was heard but once, m/s (judgement: 10 kn)."""

LANE_SPEED: Final = 1.0 * KNOT
LANE_LASTS_S: Final = 2.0 * HOUR
"""Velocity error along a lane, m/s, and how long it lasts (judgement: the stream turns with the
tide, and ships slow for others)."""

LANE_SHARE: Final = 0.4
LANE_KEPT_M: Final = 40_000.0
"""Standard deviation of ships across a lane as a share of its half-width, and the distance over
which a ship keeps its place in it (judgement, the latter chosen on simulated traffic)."""

SWING_S: Final = 3.0 * HOUR
"""A ship at anchor swings by about its length as the stream turns (judgement)."""


def fix_sd(speed: float) -> float:
    """Return the error of a position at its own time along the ship's way, m; speed in m/s."""
    return float(np.hypot(FIX_M, CLOCK_S * speed))


def wandered(ahead_s: Array, error: float, lasts_s: float) -> Array:
    """Return the sd of position after a time, m: a velocity error (m/s) that lasts.

    Parameters
    ----------
    ahead_s : (m,) seconds, 0 or more. error : sd of velocity, m/s. lasts_s : seconds.
    """
    turns = np.maximum(ahead_s, 0.0) / lasts_s
    grown = np.maximum(2.0 * (turns - 1.0 + np.exp(-turns)), 0.0)
    return np.asarray(error * lasts_s * np.sqrt(grown))


def under_way_sd(ahead_s: Array, speed: float) -> tuple[Array, Array]:
    """Return the sd of a ship by course and speed along and across its way, m, (m,) each.

    Parameters
    ----------
    ahead_s : (m,) seconds, 0 or more. speed : m/s; NaN: not known, and predicted as 0.
    """
    errors = [float(np.hypot(COURSE_SPEED, share * speed)) for share in COURSE_SHARE]
    along, across = (UNKNOWN_SPEED if np.isnan(speed) else error for error in errors)
    return wandered(ahead_s, along, COURSE_LASTS_S), wandered(ahead_s, across, COURSE_LASTS_S)


def drawn_back(gone_m: Array) -> Array:
    """Return how much of its place across a lane a ship keeps, 1 to 0: exp(−(d/L)²).

    Parameters
    ----------
    gone_m : (m,) metres gone since its last position.
    """
    return np.asarray(np.exp(-((gone_m / LANE_KEPT_M) ** 2)))


def across_lane(gone_m: Array, half_width_m: float) -> Array:
    """Return the sd across a lane, m, (m,): sd of all ships in it times sqrt(1 − kept²).

    With the mean drawn back by `drawn_back` this keeps ships in a lane spread as they were.
    """
    kept = drawn_back(gone_m)
    return np.asarray(LANE_SHARE * half_width_m * np.sqrt(np.maximum(1.0 - kept * kept, 0.0)))


def stopped_sd(ahead_s: Array, length_m: float) -> Array:
    """Return the sd of a ship at anchor or moored, each way, m, shape (m,)."""
    swing = length_m * np.minimum(ahead_s / SWING_S, 1.0)
    return np.asarray(np.hypot(FIX_M, swing))
