"""Numbers in English and French words, and where the name of a place or centre ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from lastknown.desk.record.understand_text import Text

__all__ = ["NUMBER", "name_end", "number", "numerals"]

_TEENS_EN = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES_EN = f"zero one two three four five six seven eight nine {_TEENS_EN}"
_UNITS_EN: Final = tuple(_ONES_EN.split())
_DECADES_EN = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_EN: Final = tuple(_DECADES_EN.split())
_TEENS_FR = "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
_ONES_FR = f"zero un deux trois quatre cinq six sept huit neuf {_TEENS_FR}"
_UNITS_FR: Final = tuple(_ONES_FR.split())
_DECADES_FR = "vingt trente quarante cinquante soixante"
_TENS_FR: Final = tuple(_DECADES_FR.split())


def _english() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_UNITS_EN))
    for tens, word in enumerate(_TENS_EN, start=2):
        yield word, 10 * tens
        for unit in range(1, 10):
            yield f"{word}-{_UNITS_EN[unit]}", 10 * tens + unit
    yield "a dozen", 12


def _french() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_UNITS_FR))
    yield from (("une", 1), ("quatre-vingts", 80), ("soixante-et-onze", 71))
    for tens, word in enumerate(_TENS_FR, start=2):
        yield word, 10 * tens
        yield f"{word}-et-un", 10 * tens + 1
        yield f"{word}-et-une", 10 * tens + 1
        for unit in range(2, 20 if tens == 6 else 10):
            yield f"{word}-{_UNITS_FR[unit]}", 10 * tens + unit
    yield from ((f"quatre-vingt-{_UNITS_FR[unit]}", 80 + unit) for unit in range(1, 20))
    yield "quatre-vingt-une", 81


@cache
def _words() -> dict[str, int]:
    """Return every number word, spelt with hyphens, and what it is."""
    return {**dict(_french()), **dict(_english())}


def _pattern() -> str:
    spelt = sorted(_words(), key=len, reverse=True)
    small = "|".join(re.sub("[- ]", "[- ]", word) for word in spelt)
    return rf"{_HUNDREDS}(?:[- ](?:and )?(?:{small}))?|{small}"


_HUNDREDS: Final = r"(?:(?:one|a|two|three|four|deux|trois|quatre)[- ])?(?:hundred|cents?)"
_SPELT: Final = re.compile(rf"(?<![\w-])(?:{_pattern()})(?![\w-])")
_FILL: Final = "\1"
NUMBER: Final = rf"(?<![\w.,:/+°'-])\d{{1,4}}{_FILL}*"
"""A whole number in a text that `numerals` made, where no other figure stands right before it."""


def numerals(folded: str) -> str:
    """Return the text with numbers in words as figures, same length, filled up behind them."""
    return _SPELT.sub(lambda found: f"{_value(found[0]):{_FILL}<{len(found[0])}}", folded)


def number(said: str) -> int:
    """Return the value of what `NUMBER` found."""
    return int(said.rstrip(_FILL))


def _value(said: str) -> int:
    words = _words()
    hundreds = re.match(_HUNDREDS, said)
    if hundreds is None:
        return words[said.replace(" ", "-")] if "dozen" not in said else words["a dozen"]
    many = words.get(re.split("[- ]", hundreds[0])[0], 1)
    rest = re.sub("^[- ](?:and )?", "", said[hundreds.end() :])
    return 100 * many + (words[rest.replace(" ", "-")] if rest else 0)


_ARTICLE: Final = re.compile(r"(?:(?:the|la|le|les|l'|plage|port|beach|de|du|des|d'|of) ?){0,4}")
_WORD: Final = re.compile(r"[a-z][a-z'-]{1,30}")
_NEXT: Final = re.compile(r" ([a-z][a-z'-]{0,30})")
_PARTS = (
    "beach plage port harbour sur mer lez light vessel buoy bank side of the border cap cape sands"
    " nez gris blanc french english coast cote francaise anglaise kent police"
)
_OF_A_NAME: Final = frozenset(_PARTS.split())
_OTHERS = (
    "at a vers around about to for and et with avec on in en from now board us here there it its"
    " our we they them this that unit same which where when hier yesterday today minuit midi"
    " midnight noon heading cap"
)
_NO_NAME: Final = frozenset(_OTHERS.split())


def name_end(text: Text, at: int) -> int:
    """Return where the name of a place or centre that begins here ends; `at` where there is none.

    Its first word may be written small; further ones belong to it with a capital or as words such
    as ``beach`` and ``sur``.
    """
    article = _ARTICLE.match(text.folded, at)
    start = article.end() if article else at
    word = _WORD.match(text.folded, start)
    if word is None or word[0] in _NO_NAME:
        return at
    end, words = word.end(), 1
    while words < 6 and (more := _NEXT.match(text.folded, end)):
        capital = text.raw[more.start(1)].isupper() and more[1] not in _NO_NAME
        if not capital and more[1] not in _OF_A_NAME:
            break
        end, words = more.end(), words + 1
    return end
