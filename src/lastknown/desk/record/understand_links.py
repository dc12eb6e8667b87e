"""Positions in other clothes: map links, codes, grids, three words, and "2 nm east of"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lastknown.desk.record.understand_place import Placed, place
from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.desk.record.understand_words import name_end
from lastknown.errors import LastknownError
from lastknown.geo.position import parse_position
from lastknown.units import NM

__all__ = ["read_accuracy", "read_codes", "read_links", "read_relative"]

_LINK: Final = re.compile(
    r"(?:https?://|geo:|comgooglemaps://|maps://|waze://)[^\s<>\0]{1,2000}"
    r"|(?<![\w@.-])(?:www|maps|m)\.[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){0,3}/[^\s<>\0]{0,2000}"
    r"|(?<![\w@.-])(?:goo\.gl|w3w\.co|what3words\.com|osm\.org)/[^\s<>\0]{1,2000}"
)
_MAPS: Final = re.compile(
    r"maps|goo\.gl|google|osm|openstreetmap|waze|bing|here\.com|yandex|w3w|what3words|^geo:"
)
_UNCERTAINTY: Final = re.compile(r"^geo:.*;u=(\d{1,6}(?:\.\d{1,6})?)")
_THREE: Final = re.compile(
    r"///[^\W\d_]{1,40}\.[^\W\d_]{1,40}\.[^\W\d_]{1,40}"
    r"|\b(?:what ?(?:3|three) ?words|w3w)[ :=-]{0,4}[^\W\d_]{1,40}\.[^\W\d_]{1,40}\.[^\W\d_]{1,40}"
)
_ORDNANCE: Final = re.compile(
    r"(?<![A-Za-z])[ST][A-HJ-Z] ?(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5})(?!\d)"
)
_MGRS: Final = re.compile(
    r"(?<![A-Za-z0-9.])\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?"
    r"(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5})(?!\d)"
)
_PLUS: Final = re.compile(
    r"(?<![a-z0-9+])(?=[0-9]{0,7}[a-z])[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}"
    r"(?![a-z0-9])"
)
_UNIT_FAR = r"nm|naut\w{0,12}(?: miles?)?|milles?(?: naut\w{0,10})?|miles?|km"
_FAR = rf"\b\d{{1,3}}(?:[.,]\d{{1,3}})? ?(?:{_UNIT_FAR})"
_WAY = (
    r"(?:(?:north|south|nord|sud)?[- ]?(?:east|west|est|ouest)|north|south|nord|sud"
    r"|[nsewo]{1,3}(?![a-z]))"
)
_OF = r"(?:of|from|off|de|du|d')"
_RELATIVE: Final = re.compile(
    rf"{_FAR} (?:to the |a l'|au |dans l[ae'] ?)?{_WAY} {_OF} ?"
    rf"|{_FAR} (?:{_OF}|on the) ?"
    r"|\b(?:au large d[eu'] ?|off |near |close to |pres d[eu'] ?)"
)
_METRES: Final = {"m": 1.0, "k": 1000.0, "n": NM}
_LENGTH = r"(\d{1,5}(?:[.,]\d{1,3})?) ?(m\b|metres?\b|meters?\b|km\b|nm\b)"
_SAID = r"accura\w{1,4}(?: to)?|error|erreur|precision|incertitude|uncertainty|radius|rayon"
_IS = r"[ :=~]{0,3}(?:(?:of|de|is|about|environ) ){0,2}"
_ACCURACY: Final = (
    re.compile(rf"(?:\b(?:{_SAID})|\+ ?/ ?-|±){_IS}{_LENGTH}"),
    re.compile(rf"\b{_LENGTH} (?:de |of )?(?:{_SAID}|pres)\b"),
)


def read_links(text: Text) -> Iterator[Claim]:
    """Claim map links; one without coordinates is asked about, other links are left alone."""
    for found in _LINK.finditer(text.folded):
        said = text.raw[slice(*found.span())]
        yield _link(text, found.start(), found.end(), said)
    for found in _THREE.finditer(text.folded):
        yield _asked(text, found.start(), found.end(), "position_words")


def _link(text: Text, start: int, end: int, said: str) -> Claim:
    try:
        parse_position(said)
    except LastknownError:
        if _MAPS.search(text.folded[start:end]):
            return _asked(text, start, end, "position_link")
        return Claim(start, end, "")
    claim = place(text, start, end, said)
    radius = _UNCERTAINTY.match(text.folded[start:end])
    if radius is None or not isinstance(claim.value, Placed):
        return claim
    placed = Placed(claim.value.position, float(radius[1]))
    return Claim(start, end, "position", placed, claim.certain, claim.questions)


def read_codes(text: Text) -> Iterator[Claim]:
    """Claim plus codes and MGRS; Ordnance Survey squares and short codes are asked about."""
    for found in _PLUS.finditer(text.folded):
        said = text.raw[slice(*found.span())]
        if len(found[0].partition("+")[0]) == 8:
            yield place(text, found.start(), found.end(), said)
        else:
            yield _asked(text, found.start(), found.end(), "position_short_code")
    for found in _MGRS.finditer(text.raw):
        yield place(text, found.start(), found.end(), found[0])
    for found in _ORDNANCE.finditer(text.raw):
        yield _asked(text, found.start(), found.end(), "position_grid")


def read_relative(text: Text) -> Iterator[Claim]:
    """Claim "2 nm east of …" and "off …": a person plots it."""
    for found in _RELATIVE.finditer(text.folded):
        end = name_end(text, found.end())
        if end > found.end():
            yield _asked(text, found.start(), end, "position_relative")


def read_accuracy(text: Text) -> Iterator[Claim]:
    """Claim how good the position is, where there is one; taken as its standard error, m."""
    if not text.about("position"):
        return
    for shape in _ACCURACY:
        for found in shape.finditer(text.folded):
            metres = float(found[1].replace(",", ".")) * _METRES[found[2][0]]
            yield Claim(found.start(), found.end(), "error_m", metres)


def _asked(text: Text, start: int, end: int, code: str) -> Claim:
    ask = Question(code, {"said": text.raw[start:end].strip()[:80]})
    return Claim(start, end, "position", None, False, (ask,))
