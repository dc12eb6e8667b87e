"""Navigational status as CSV files of AIS tell it: a number, or the words of ITU-R M.1371."""

from __future__ import annotations

from functools import lru_cache
from math import nan
from typing import Final

from lastknown.exchange._aislayout import number
from lastknown.ships.columns import NOT_TOLD

__all__ = ["status_of"]

_WORDS: Final = {
    "under way using engine": 0,
    "at anchor": 1,
    "not under command": 2,
    "restricted": 3,
    "constrained": 4,
    "moored": 5,
    "aground": 6,
    "engaged in fishing": 7,
    "under way sailing": 8,
    "power-driven vessel towing astern": 11,
    "power-driven vessel pushing ahead": 12,
    "ais-sart": 14,
}
"""How a status begins in words, as the Danish files and older American ones write it; to its number
(ITU-R M.1371-5, table 45)."""


@lru_cache(maxsize=256)
def status_of(text: str) -> int:
    """Return the navigational status that a cell tells, 0-15; `NOT_TOLD` where it tells none."""
    code = number(text, nan)
    if code == code:
        return int(code) if 0 <= code <= NOT_TOLD and code % 1 == 0 else NOT_TOLD
    words = " ".join(text.split()).casefold()
    found = (status for begin, status in _WORDS.items() if words.startswith(begin))
    return next(found, NOT_TOLD)
