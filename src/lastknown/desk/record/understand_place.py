"""Positions in free text: found by their shape, read by `geo.position`, or asked about."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.errors import LastknownError
from lastknown.geo.box import box_holds
from lastknown.geo.position import Position, likely_swapped, parse_position
from lastknown.units import NM

__all__ = ["Placed", "place", "read_halves", "read_places", "read_unlettered", "read_worn"]

_DEGREES = r"\d{1,3}(?:[.,]\d{1,12})?"
_MINUTES = r"\d{1,2}(?:[.,]\d{1,12})?"
_JOIN = r"(?: ?(?:°|deg(?:rees?|res?)?\b\.?|d(?=\d)|[-:]) ?| )"
_JOIN_MINUTES = r"(?: ?(?:'|min(?:utes?)?\b\.?|m(?=\d)|[-:]) ?| )"
_WORDS = r"deg(?:rees?|res?)?|min(?:utes?)?|sec(?:ondes?|onds?)?"
_END = rf"(?: ?(?:''|[°'\"]|(?:{_WORDS})\b\.?|s(?= ?[nsewo](?![a-z]))))?"
_PACKED = r"\d{4,7}(?:[.,]\d{1,6})?"
_GOES_ON = r"s ?[nsewo](?![a-z])|no|so|su|ea|es|ou|we|se|an|et|lo|la|by"
_NO_UNIT = rf"(?! ?(?:m\b|(?!{_GOES_ON})[a-z]{{2}}))"
_PARTS = rf"{_DEGREES}{_JOIN}{_MINUTES}(?!\d)(?:{_JOIN_MINUTES}{_MINUTES}(?!\d){_NO_UNIT})?"
_NUMBER = rf"(?:{_PARTS}|{_PACKED}|{_DEGREES}){_END}"
_NS = r"(?:north|nord|south|sud|n|s)(?![a-z])"
_EW = r"(?:east|est|west|ouest|e|w|o)(?![a-z])"
_APART = r"(?: ?(?:[-,;/|\n]|and|et|by)\s?| {1,2})?"
_LAT = r"lat(?:itude)?[ :=.]{0,3}"
_LON = r"(?:longitude|long|lon|lng)[ :=.]{0,3}"
_LEAD = r"(?<![\w.,'\"°])(?<![\d'\"°] )"
_START = r"(?<![\w.,+-])"
_MINUS = r"(?<![\w.,/])[-+]?"
_SHAPES: Final = (
    rf"{_LEAD}{_NS} ?{_NUMBER}{_APART}{_EW} ?{_NUMBER}",
    rf"{_LEAD}{_EW} ?{_NUMBER}{_APART}{_NS} ?{_NUMBER}",
    rf"\b{_LAT}[-+]?{_NUMBER}(?: ?{_NS})?{_APART}\s?{_LON}[-+]?{_NUMBER}(?: ?{_EW})?",
    rf"\b{_LON}[-+]?{_NUMBER}(?: ?{_EW})?{_APART}\s?{_LAT}[-+]?{_NUMBER}(?: ?{_NS})?",
    rf"{_START}{_NUMBER} ?{_NS}{_APART}{_NUMBER} ?{_EW}",
    rf"{_START}{_NUMBER} ?{_EW}{_APART}{_NUMBER} ?{_NS}",
    rf"{_LEAD}{_NS} ?{_NUMBER}{_APART}{_NUMBER} ?{_EW}",
    r"\d{4}(?:\.\d{1,6})?,[ns],\d{5}(?:\.\d{1,6})?,[ew](?![a-z])",
    r"(?<![\w.,/])[-+]\d{2,6}(?:\.\d{1,9})?[-+]\d{3,7}(?:\.\d{1,9})?/",
    rf"{_MINUS}\d{{1,2}}\.\d{{3,12}}(?: ?[,;/] ?|\s)[-+]?\d{{1,3}}\.\d{{1,12}}(?![\d.])",
    rf"{_MINUS}\d{{1,2}}\.\d{{2,12}}(?: ?[,;/] ?|\s)[-+]?\d{{1,3}}\.\d{{2,12}}(?![\d.])",
    rf"{_MINUS}\d{{1,2}},\d{{2,12}}(?: ?[;/,] ?|\s)[-+]?\d{{1,3}},\d{{2,12}}(?![\d,])",
)
_WRITTEN: Final = tuple(re.compile(shape) for shape in _SHAPES)
_LETTER: Final = re.compile(r"(?<=[\d'\"°. ])[nsewo]")
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)?")
_FINE = r"\d{1,2}(?: ?[°:-] ?| )\d{1,2}(?:[.,]\d{1,6} ?'?|')"
_FINE_LON = r"\d{1,3}(?: ?[°:-] ?| )\d{1,2}(?:[.,]\d{1,6} ?'?|')"
_UNLETTERED: Final = re.compile(
    rf"{_START}({_FINE})(?: ?({_NS}))?{_APART}({_FINE_LON})(?: ?({_EW}))?(?![\w.,])"
)
_HALF: Final = re.compile(rf"{_START}{_FINE_LON} ?(?:{_NS}|{_EW})")
_WORN_MINUTES = r"[\d?x_]{2}[.,](?:\d/\d|[\d?x_]{1,4})"
_WORN: Final = re.compile(
    rf"{_START}\d{{1,2}}[° -]{{1,2}}{_WORN_MINUTES} ?'? ?{_NS}{_APART}"
    rf"\d{{1,3}}[° -]{{1,2}}{_WORN_MINUTES} ?'? ?{_EW}"
)


@dataclass(frozen=True)
class Placed:
    """A position with the standard error that its own writing tells, m."""

    position: Position
    error_m: float | None = None

    def __str__(self) -> str:
        return str(self.position)


def read_places(text: Text) -> Iterator[Claim]:
    """Claim every position written in full, certain or asked about."""
    for shape in _WRITTEN:
        for found in shape.finditer(text.folded):
            start = _start_of(found[0]) + found.start()
            yield place(text, start, found.end(), text.folded[start : found.end()])


def _start_of(said: str) -> int:
    """Return where a pair begins: of "16 51 08.5N 001 44.5E" the 16 is no part of it."""
    first, *rest = _LETTER.split(said, maxsplit=1)
    numbers = [list(_FIGURE.finditer(half)) for half in (first, *rest)]
    if rest and len(numbers[0]) == 3 and len(numbers[1]) == 2 and numbers[0][1].start() > 0:
        return numbers[0][1].start()
    return 0


def read_worn(text: Text) -> Iterator[Claim]:
    """Claim positions with a digit that could not be read: ``51°08.?'N`` or ``51°08.5/6'N``.

    The middle of what it can be is taken, with the spread as its error.
    """
    for found in _WORN.finditer(text.folded):
        if not re.search(r"[?x_]|\d/\d", found[0]):
            continue
        ask = Question("position_digit", {"said": text.raw[slice(*found.span())]})
        clean = re.sub("[?x_]", "5", re.sub(r"(\d)/\d", r"\1", found[0]))
        claim = place(text, found.start(), found.end(), clean)
        value = None
        if isinstance(claim.value, Placed):
            value = Placed(claim.value.position, _worn_error_m(found[0]))
        asked = (ask, *claim.questions)
        yield Claim(claim.start, claim.end, "position", value, False, asked)


def _worn_error_m(said: str) -> float:
    """Return the standard error of the worst digit that could not be read (a uniform one), m."""
    ranges: list[float] = [0.0]
    for minutes in re.findall(_WORN_MINUTES, said):
        whole, _, part = minutes.replace(",", ".").partition(".")
        ranges += [10.0 ** (2 - at) for at, digit in enumerate(whole) if digit in "?x_"]
        ranges += [10.0**-at for at, digit in enumerate(part) if digit in "?x_"]
        ranges += [abs(int(part[0]) - int(part[2])) / 10.0 for _ in part[1:2] if "/" in part]
    return float(round(max(ranges) * NM / math.sqrt(12.0)))


def read_unlettered(text: Text) -> Iterator[Claim]:
    """Claim pairs in degrees and minutes that lack north or south, east or west.

    Where exactly one reading lies in the box it is taken, doubtful; the question stays.
    """
    for found in _UNLETTERED.finditer(text.folded):
        said = text.raw[slice(*found.span())]
        inside = [here for here in _readings(found) if _in_box(text, here)]
        only = inside[0] if text.box is not None and len(inside) == 1 else None
        ask = Question("position_hemisphere", {"said": said, "meant": str(only or "")})
        value = None if only is None else Placed(only)
        yield Claim(found.start(), found.end(), "position", value, False, (ask,))


def _readings(found: re.Match[str]) -> Iterator[Position]:
    for ns in found[2] or "ns":
        for ew in found[4] or "ew":
            try:
                yield parse_position(f"{found[1]}{ns} {found[3]}{ew}")
            except LastknownError:
                continue


def _in_box(text: Text, here: Position) -> bool:
    return text.box is None or box_holds(text.box, here.lon, here.lat)


def read_halves(text: Text) -> Iterator[Claim]:
    """Claim a latitude or a longitude that stands alone; the other is asked for."""
    for found in _HALF.finditer(text.folded):
        ask = Question("position_half", {"said": text.raw[slice(*found.span())]})
        yield Claim(found.start(), found.end(), "position", None, False, (ask,))


def place(text: Text, start: int, end: int, said: str) -> Claim:
    """Return the claim of a position; one that is likely exchanged is asked about, not used."""
    try:
        here = parse_position(said)
    except LastknownError:
        ask = Question("position_unclear", {"said": text.raw[start:end]})
        return Claim(start, end, "position", None, False, (ask,))
    if _in_box(text, here):
        return Claim(start, end, "position", Placed(here))
    meant = None if text.box is None else likely_swapped(here, text.box)
    if meant is not None:
        ask = Question("position_swapped", {"given": str(here), "meant": str(meant)})
        return Claim(start, end, "position", None, False, (ask,))
    ask = Question("position_outside", {"given": str(here)})
    return Claim(start, end, "position", Placed(here), False, (ask,))
