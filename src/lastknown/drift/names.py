"""Finding a thing by the words people use: case, accents, commas, plurals and word order aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

__all__ = ["compact", "nearest_words", "words"]

_FILLER = re.compile(
    r"\b(?:an?|and|avec|d|des?|du|e[nt]|in|l|la|les?|o[fnru]|portant|s|the|une?|wearing|with)\b"
)
_SAME = (
    (r"\blife[ -]?(?:jacket|vest)", "lifejacket"),
    (r"\bliferaft", "life raft"),
    (r"\b(?:fiber ?glass|fibre glass|grp)\b", "fibreglass"),
    (r"\baluminum\b", "aluminium"),
    (r"\bdingy|\bdinghies\b", "dinghy"),
    (r"\bsailing ?boat", "sailboat"),
    (r"\bspeed boat", "speedboat"),
    (r"\bpeople\b", "person"),
    (r"\bbod(?:y|ies)\b", "body"),
    (r"\b(?:no|sans)\b", "without"),
)


def _plain(text: str) -> str:
    """Return lower-case text without accents, punctuation as single spaces."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", "'"))
    kept = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^0-9a-z]+", " ", kept).strip()


def compact(text: str) -> str:
    """Return letters and digits alone, lower case: the form in which codes are compared."""
    return _plain(text).replace(" ", "")


def words(text: str) -> frozenset[str]:
    """Return the words of a name that count: no accents, plurals, articles or order.

    ``without`` clings to the word after it, so that what is there and what is not stay apart.
    """
    plain = _plain(text)
    for pattern, replacement in _SAME:
        plain = re.sub(pattern, replacement, plain)
    bound = re.sub(r"\bwithout +", "no_", _FILLER.sub(" ", plain))
    return frozenset(map(_singular, bound.split()))


def _singular(word: str) -> str:
    """Return the word without the plural's s or x (English and French alike)."""
    if len(word) > 3 and word[-1] in "sx" and word[-2:] not in ("ss", "us", "is"):
        return word[:-1]
    return word


def nearest_words(
    text: str, names: Mapping[str, Iterable[str]], most: int = 4
) -> list[tuple[str, str]]:
    """Return (key, name) of the keys with the name most like the text, best first.

    Parameters
    ----------
    text : what was asked for.
    names : for each key, the names it goes by.
    most : how many keys to return at most.
    """
    asked = words(text)
    best = {
        key: max((_likeness(asked, words(name)), name) for name in (key, *goes_by))
        for key, goes_by in names.items()
    }
    first = sorted(best, key=lambda key: -best[key][0])[:most]
    return [(key, best[key][1]) for key in first]


def _likeness(asked: frozenset[str], have: frozenset[str]) -> float:
    """Return how alike two names are, word by word, 0-1; words of the name not asked for cost."""
    if not asked or not have:
        return 0.0
    covered = sum(max(_alike(a, h) for h in have) for a in asked) / len(asked)
    unused = sum(max(_alike(a, h) for a in asked) for h in have) / len(have)
    return 0.7 * covered + 0.3 * unused


@cache
def _alike(a: str, b: str) -> float:
    """Return how alike two words are, 0-1."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, a, b).ratio()
