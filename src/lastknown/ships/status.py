"""Which ships should not be asked for help or to keep clear, by the status that they tell."""

from __future__ import annotations

from typing import Final, Literal

from lastknown.units import KNOT

__all__ = ["AGROUND_MOST_KN", "Bar", "bar_of", "cannot_alter"]

Bar = Literal[
    "at anchor", "moored", "aground", "not under command", "restricted", "towing", "in distress"
]
"""Why a ship should not be asked, as told (navigational status, ITU-R M.1371-5, table 45, or by
voice)."""

_BARS: Final[dict[int, Bar]] = {
    2: "not under command", 3: "restricted", 6: "aground", 11: "towing", 12: "towing",
}  # fmt: skip
"""Navigational status to why (ITU-R M.1371-5, table 45). At anchor (1) and moored (5) are not among
them (judgement): such a ship can come, and needs time to get under way, which is reckoned with. Nor
is 14, which is a beacon's."""

AGROUND_MOST_KN: Final = 2.0
"""A ship that tells that she is aground and makes more over the ground is not, knots (judgement):
the status is set by hand, and forgotten."""


_CANNOT_ALTER: Final = (2, 3, 4, 11, 12)
"""Not under command, restricted in her ability to manoeuvre, constrained by her draught, towing
astern or ahead (ITU-R M.1371-5, table 45; COLREG rules 3 and 18: others keep out of their way. That
no tow is asked is a judgement)."""


def cannot_alter(status: int) -> bool:
    """Return whether a ship tells that she cannot be asked to alter course.

    Parameters
    ----------
    status : navigational status, 0-15.
    """
    return status in _CANNOT_ALTER


def bar_of(status: int, speed: float) -> Bar | None:
    """Return why a ship should not be asked, by what she tells; None: nothing of that.

    Parameters
    ----------
    status : navigational status, 0-15. speed : over the ground, m/s; NaN unknown.
    """
    bar = _BARS.get(status)
    return None if bar == "aground" and speed > AGROUND_MOST_KN * KNOT else bar
