"""What the readers of free text share: folded text, claims on stretches of it, numbers in words.

Folding keeps the length, so that a place in the folded text is the same place in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lastknown.geo.box import Box

__all__ = ["TAKEN", "Claim", "Question", "Reader", "Text", "fold", "sentence"]

TAKEN: Final = "\0"
"""Stands in the folded text for a character that a reader has claimed."""

_SAME: Final = {
    **dict.fromkeys("º˚⁰∘", "°"),
    **dict.fromkeys("′’‘´`ʹʼ‛", "'"),
    **dict.fromkeys("″”“˝ʺ„«»", '"'),
    **dict.fromkeys("−–—‐‑‒﹣－", "-"),
    "\n": "\n",
    "\r": "\n",
}


@dataclass(frozen=True)
class Question:
    """What the text leaves open, for a person to answer.

    Attributes
    ----------
    code : what is asked; `docs/adding.md` lists them.
    values : what the question's words need, as text. Nothing private is in them.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """One stretch of the text that a reader understood.

    Attributes
    ----------
    start, end : where it stands in the text.
    field : what it is about.
    value : what was understood; None where it is only asked about.
    certain : False where another reading is possible; then a question says so.
    questions : what to ask about it.
    """

    start: int
    end: int
    field: str
    value: Any = None
    certain: bool = True
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Text:
    """A text on its way through the readers.

    Attributes
    ----------
    raw : as received.
    folded : small letters without accents, one kind of each mark, `TAKEN` where it was claimed.
    received : when it came in, aware.
    zone : the zone in which its times are, where the writer said so beforehand.
    box : (lon_min, lat_min, lon_max, lat_max), degrees, of the sea that is covered.
    claims : what was understood so far.
    """

    raw: str
    folded: str
    received: datetime
    zone: str | None = None
    box: Box | None = None
    claims: tuple[Claim, ...] = ()

    def about(self, *fields: str) -> list[Claim]:
        """Return the claims about these fields, in the order of the text."""
        found = (claim for claim in self.claims if claim.field in fields)
        return sorted(found, key=lambda claim: claim.start)


Reader = Callable[[Text], Iterable[Claim]]
"""Looks for one kind of thing in the folded text and claims where it stands."""


class _Folding(dict[int, str]):
    """One character for each, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_one(chr(code))
        return folded


def _fold_one(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return " "
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKD", char)[:1].lower()
    made = len(plain) != 1 or not plain.isprintable() or plain.isdecimal()  # ½ is no 1
    return char if made else plain


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """Return the text in small letters without accents, one kind of dash and quote, same length."""
    return text.translate(_FOLDING)


_BREAK: Final = re.compile(r"[;!?\n]|\.(?!\d)")


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence begins and ends that holds a stretch.

    At most 120 characters on each side are looked at.
    """
    before = [found.end() for found in _BREAK.finditer(text, max(0, start - 120), start)]
    after = _BREAK.search(text, end, min(len(text), end + 120))
    first = before[-1] if before else max(0, start - 120)
    return first, after.start() if after else min(len(text), end + 120)
