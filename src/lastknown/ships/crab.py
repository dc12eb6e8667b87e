"""How far a ship's head is off her way over the ground, by the stream that she goes through.

Her velocity through the water is that over the ground less the current's, and she lies along it.
The wind's part, her own leeway, is not reckoned.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.ships.lanes import course_difference
from lastknown.units import KNOT

__all__ = ["MOST_DEG", "SLOWEST_THROUGH", "Stream", "crab_deg"]

Array = NDArray[np.float64]

Stream = Callable[[Array, Array, Array], tuple[Array, Array]]
"""The current at places (longitude and latitude, degrees) and times (s since 1970), all (n,): m/s
toward east and north, (n,) each; NaN where not known."""

SLOWEST_THROUGH: Final = 2.0 * KNOT
"""A ship that goes slower through the water may be drifting with it, her head anywhere, m/s
(judgement)."""

MOST_DEG: Final = 28.0
"""No angle beyond that is reckoned (judgement): one of 30 counts as a wrong heading."""


def crab_deg(speed: ArrayLike, course_deg: ArrayLike, u: ArrayLike, v: ArrayLike) -> Array:
    """Return the angle from ships' courses to their headings, degrees, positive to starboard.

    At most `MOST_DEG` either way; NaN where the current is not known, the ship has no way over the
    ground or goes slower through the water than `SLOWEST_THROUGH`.

    Parameters
    ----------
    speed, course_deg : over the ground, m/s and degrees true. u, v : current, m/s toward east and
        north. All broadcast against each other.
    """
    speed = np.asarray(speed, np.float64)
    course = np.radians(course_deg)
    east, north = speed * np.sin(course) - u, speed * np.cos(course) - v
    off = course_difference(np.degrees(np.arctan2(east, north)), course_deg)
    steers = (np.hypot(east, north) >= SLOWEST_THROUGH) & (speed > 0.0)
    return np.where(steers, np.clip(off, -MOST_DEG, MOST_DEG), np.nan)
