"""What ships tell by their status: who should not be asked for help, or to keep clear."""

from __future__ import annotations

from typing import Final, Literal

from lastknown.units import KNOT

__all__ = ["STILL_MOST_KN", "Bar", "Tells", "bar_of", "cannot_alter", "is_outdated", "lies_still"]
__all__ += ["told_of"]

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

Tells = Literal[
    "at anchor",
    "moored",
    "aground",
    "not under command",
    "restricted",
    "constrained",
    "fishing",
    "towing",
]
"""What a ship tells that keeps her from keeping clear, or that she lies still."""

_TELLS: Final[dict[int, Tells]] = {
    1: "at anchor", 2: "not under command", 3: "restricted", 4: "constrained", 5: "moored",
    6: "aground", 7: "fishing", 11: "towing", 12: "towing",
}  # fmt: skip
"""Navigational status to that (ITU-R M.1371-5, table 45)."""

_STILL: Final = (1, 5, 6)
"""Of these they who lie still."""

STILL_MOST_KN: Final = 2.0
"""A ship that tells that she is at anchor, moored or aground and makes more over the ground is not,
or drags, knots (judgement): the status is set by hand, and forgotten. One at anchor that swings
makes less."""


_CANNOT_ALTER: Final = (2, 3, 4, 7, 11, 12)
"""Not under command, restricted in her ability to manoeuvre, constrained by her draught, engaged in
fishing, towing astern or ahead (ITU-R M.1371-5, table 45; COLREG rules 3 and 18: others keep out of
their way. That no tow is asked is a judgement)."""


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
    return None if bar == "aground" and is_outdated(status, speed) else bar


def told_of(status: int) -> Tells | None:
    """Return what a ship tells that keeps her from keeping clear, or that she lies still.

    Parameters
    ----------
    status : navigational status, 0-15.
    """
    return _TELLS.get(status)


def is_outdated(status: int, speed: float) -> bool:
    """Return whether a ship tells that she lies still and moves: what she tells is out of date.

    Parameters
    ----------
    status : navigational status, 0-15. speed : over the ground, m/s; NaN unknown.
    """
    return status in _STILL and speed > STILL_MOST_KN * KNOT


def lies_still(status: int, speed: float) -> bool:
    """Return whether a ship tells that she lies still, and does not move so fast as to deny it.

    Parameters
    ----------
    status, speed : as of `is_outdated`.
    """
    return status in _STILL and not is_outdated(status, speed)
