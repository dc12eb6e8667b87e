"""Positions in free text: found by shape, read by `geo.position`, asked about where unclear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.errors import LastknownError
from lastknown.geo.box import box_holds
from lastknown.geo.position import Position, likely_swapped, parse_position

__all__ = ["read_places"]

_DEGREES = r"\d{1,3}(?:[.,]\d{1,12})?"
_MINUTES = r"\d{1,2}(?:[.,]\d{1,12})?"
_JOIN = r"(?: ?(?:°|deg(?:rees?|res?)?\b\.?|d(?=\d)|[-:]) ?| )"
_JOIN_MINUTES = r"(?: ?(?:'|min(?:utes?)?\b\.?|m(?=\d)|[-:]) ?| )"
_WORDS = r"deg(?:rees?|res?)?|min(?:utes?)?|sec(?:ondes?|onds?)?"
_END = rf"(?: ?(?:''|[°'\"]|(?:{_WORDS})\b\.?|s(?= ?[nsewo])))?"
_PACKED = r"\d{4,7}(?:[.,]\d{1,6})?"
_NO_UNIT = r"(?! ?(?:m\b|(?!no|so|su|ea|es|ou|we|se|an|et|lo|la|by)[a-z]{2}))"
_PARTS = rf"{_DEGREES}{_JOIN}{_MINUTES}(?!\d)(?:{_JOIN_MINUTES}{_MINUTES}(?!\d){_NO_UNIT})?"
_NUMBER = rf"(?:{_PARTS}|{_PACKED}|{_DEGREES}){_END}"
_NS = r"(?:north|nord|south|sud|n|s)(?![a-z])"
_EW = r"(?:east|est|west|ouest|e|w|o)(?![a-z])"
_APART = r"(?: ?(?:[-,;/|\n]|and|et|by)\s?| {1,2})?"
_LAT = r"lat(?:itude)?[ :=.]{0,3}"
_LON = r"(?:longitude|long|lon|lng)[ :=.]{0,3}"
_LEAD = r"(?<![\w.,'\"°])(?<![\d'\"°] )"
_START = r"(?<![\w.,+-])"
_SHAPES: Final = (
    rf"{_LEAD}{_NS} ?{_NUMBER}{_APART}{_EW} ?{_NUMBER}",
    rf"{_LEAD}{_EW} ?{_NUMBER}{_APART}{_NS} ?{_NUMBER}",
    rf"{_LAT}[-+]?{_NUMBER}(?: ?{_NS})?{_APART}\s?{_LON}[-+]?{_NUMBER}(?: ?{_EW})?",
    rf"{_LON}[-+]?{_NUMBER}(?: ?{_EW})?{_APART}\s?{_LAT}[-+]?{_NUMBER}(?: ?{_NS})?",
    rf"{_START}{_NUMBER} ?{_NS}{_APART}{_NUMBER} ?{_EW}",
    rf"{_START}{_NUMBER} ?{_EW}{_APART}{_NUMBER} ?{_NS}",
    rf"{_LEAD}{_NS} ?{_NUMBER}{_APART}{_NUMBER} ?{_EW}",
    r"\d{4}(?:\.\d{1,6})?,[ns],\d{5}(?:\.\d{1,6})?,[ew](?![a-z])",
    r"(?<![\w.,/])[-+]\d{2,6}(?:\.\d{1,9})?[-+]\d{3,7}(?:\.\d{1,9})?/",
    r"(?<![\w.,/])[-+]?\d{1,2}\.\d{2,12}(?: ?[,;/] ?|\s)[-+]?\d{1,3}\.\d{2,12}(?![\d.])",
    r"(?<![\w.,/])[-+]?\d{1,2},\d{2,12}(?: ?[;/,] ?|\s)[-+]?\d{1,3},\d{2,12}(?![\d,])",
)
_WRITTEN: Final = tuple(re.compile(shape) for shape in _SHAPES)


def read_places(text: Text) -> Iterator[Claim]:
    """Claim every position, certain or asked about."""
    for shape in _WRITTEN:
        for found in shape.finditer(text.folded):
            yield _claim(text, found.start(), found.end())


def _claim(text: Text, start: int, end: int) -> Claim:
    said = text.folded[start:end]
    try:
        here = parse_position(said)
    except LastknownError:
        ask = (Question("position_unclear", {"said": text.raw[start:end]}),)
        return Claim(start, end, "position", certain=False, questions=ask)
    return _checked(text, start, end, here)


def _checked(text: Text, start: int, end: int, here: Position) -> Claim:
    """Return the claim of a position; one that is likely exchanged is asked about, not used."""
    if text.box is None or box_holds(text.box, here.lon, here.lat):
        return Claim(start, end, "position", here)
    meant = likely_swapped(here, text.box)
    if meant is not None:
        ask = Question("position_swapped", {"given": str(here), "meant": str(meant)})
        return Claim(start, end, "position", certain=False, questions=(ask,))
    ask = Question("position_outside", {"given": str(here)})
    return Claim(start, end, "position", here, certain=False, questions=(ask,))
