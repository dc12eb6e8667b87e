"""One line of AIS: the sentence in it, the time around it, whether its checksum is right."""

from __future__ import annotations

import re
from datetime import tzinfo
from math import nan
from typing import Final

from lastknown.exchange._aischecksum import is_checksum
from lastknown.exchange._aistimes import after, before, tag_time

__all__ = ["as_text", "has_sentence", "is_sound", "kind_of_line", "undressed"]

_OTHER: Final = re.compile(rb"[$!][A-Za-z]{3,6}\d?,")
"""A sentence of NMEA 0183 that is none of AIS."""
_AIS: Final = re.compile(rb"![A-Z]{2}VD[MO],\d,\d,", re.IGNORECASE)
_BEGIN: Final = re.compile(rb"[\\!]|\$PGHP")
_END: Final = re.compile(rb",[0-5]?\*[0-9A-Fa-f]{2}")
"""Fill bits and checksum, which end a sentence."""


def undressed(text: bytes, zone: tzinfo | None) -> tuple[bytes, float]:
    """Return the sentence in a line, empty if there is none, and the time it tells; NaN: none.

    Raises
    ------
    NaiveTimeError : a time before the sentence has no zone and `zone` is None.
    """
    time_s = nan
    if text[:1] != b"!":
        begin = _BEGIN.search(text)
        if begin is None:
            return b"", nan
        if start := begin.start():
            time_s, text = before(text[:start], zone), text[start:]
    if text[:1] == b"\\":
        block, _, sentence = text[1:].partition(b"\\")
        if not sentence:
            return text, nan
        told, text = tag_time(block), sentence
        time_s = told if told == told else time_s
    end = _END.search(text)
    if end is not None and end.end() < len(text):
        told, text = after(text[end.end() :]), text[: end.end()]
        time_s = time_s if time_s == time_s else told
    return text, time_s


def has_sentence(line: bytes) -> bool:
    """Return whether there is, by its looks, a sentence of AIS in a line."""
    return _AIS.search(line) is not None


def kind_of_line(sentence: bytes) -> str:
    """Return what a line is that holds no message: ``other-sentence``, ``comment`` or a fault."""
    tag = sentence.split(b",", 1)[0].upper()
    if tag.endswith((b"VDM", b"VDO")):
        return "damaged"
    if _OTHER.match(sentence):
        return "other-sentence"
    return "comment" if sentence[:1] == b"#" else "no-sentence"


def is_sound(sentence: bytes) -> bool:
    """Return whether a sentence ends with its checksum."""
    return sentence[-3:-2] == b"*" and is_checksum(sentence[1:-3], sentence[-2:])


def as_text(line: bytes) -> str:
    r"""Return a line as text on which nothing is lost: bytes that are no text become ``\xff``."""
    return line.decode("utf-8", "backslashreplace")
