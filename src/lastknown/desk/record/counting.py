"""How many persons, as it is written on a command line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lastknown.errors import LastknownError

__all__ = ["counts_of"]

_ONE = re.compile(r"\d{1,5}")
_RANGE = re.compile(r"(\d{1,5})\s*(?:-|–|\.\.|to|à)\s*(\d{1,5})")
_LEAST = re.compile(r"(?:>=\s*)?(\d{1,5})\s*\+|>=\s*(\d{1,5})")
_MOST = re.compile(r"<=\s*(\d{1,5})")


def counts_of(text: str) -> Mapping[str, int]:
    """Return the fields of `case.values.Counts` that a count gives.

    Parameters
    ----------
    text : ``33``; ``30-40`` for a range; ``30+`` or ``>=30`` for at least, ``<=40`` for at most.

    Raises
    ------
    LastknownError : it is none of these.
    """
    said = text.strip().lower()
    if _ONE.fullmatch(said):
        return {"total": int(said)}
    if found := _RANGE.fullmatch(said):
        low, high = sorted((int(found[1]), int(found[2])))
        return {"least": low, "most": high} if low < high else {"total": low}
    if found := _LEAST.fullmatch(said):
        return {"least": int(found[1] or found[2])}
    if found := _MOST.fullmatch(said):
        return {"most": int(found[1])}
    raise LastknownError("the count of persons is none; write 33, 30-40, 30+ or <=40")
