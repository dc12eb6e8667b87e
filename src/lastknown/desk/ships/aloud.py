"""How the figures of a message are written, and how they are read out: figure by figure.

Spoken as the Standard Marine Communication Phrases ask for it (IMO resolution A.918(22), annex,
General, 11): each figure for itself, whole numbers and parts with "decimal" between, bearings with
three figures. Figures have their ordinary names, not those of the radio regulations. Positions are
written with two decimals of a minute, to be typed, and read out with one: that is within 100 m, and
two figures fewer to mishear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lastknown.desk._shipsentries import SoundEntry
from lastknown.desk.ships.speaking import clock_words, ship_words
from lastknown.desk.words import LANGUAGES, NO_BREAK, Words
from lastknown.times import from_seconds, parse_time, to_seconds

__all__ = ["Figures", "figures", "sounded"]

Point = list[float]

_QUARTERS: Final = {"N": "north", "S": "south", "E": "east", "W": "west"}


@dataclass(frozen=True)
class Figures:
    """How figures go into a sentence.

    position : of ``[lon, lat]`` in degrees. clock : of a time, ISO text. nm : of nautical miles.
    bearing : of degrees true. digits : of a number that is said figure by figure, such as an MMSI.
    """

    position: Callable[[Point], str]
    clock: Callable[[str], str]
    nm: Callable[[float], str]
    bearing: Callable[[float], str]
    digits: Callable[[str], str]


def figures(w: Words, *, aloud: bool = False, at: str | None = None) -> Figures:
    """Return how figures are written in a message or, with `aloud`, how they are read out.

    Parameters
    ----------
    w : `ship_words`. at : the moment of the message, ISO text: times of another day than that, UTC,
        have their day; None: no time has.
    """
    if not aloud:
        return Figures(
            lambda point: w.position(point, 2),
            lambda time: clock_words(w, time, at),
            w.nm,
            w.bearing,
            str,
        )
    return Figures(
        lambda point: _position(w, point),
        lambda time: _clock(w, time, at),
        lambda value: w.say("figure.nm", value=_spoken(w, _plain(w.nm(value)))),
        lambda degrees: w.say("figure.degrees", value=_spoken(w, _plain(w.bearing(degrees)))),
        lambda text: _spoken(w, text),
    )


def sounded(sentences: Callable[[Words, Figures], Iterable[str]], at: str) -> dict[str, SoundEntry]:
    """Return a message by language as it is sent, by radio and as mail, and as it is read out.

    Parameters
    ----------
    sentences : returns them in a language, with figures written so.
    at : the moment of the message, ISO text.
    """
    made: dict[str, SoundEntry] = {}
    for lang in LANGUAGES:
        w = ship_words(lang)
        text, aloud = (
            " ".join(sentences(w, figures(w, aloud=each, at=at))).replace(NO_BREAK, " ")
            for each in (False, True)
        )
        made[lang] = {"text": text, "aloud": aloud}
    return made


def _spoken(w: Words, text: str) -> str:
    """Return figures as words, one for each; what is no figure and no decimal sign is left out."""
    names = []
    for sign in text:
        if sign.isdigit():
            names.append(w.say(f"figure.digit_{int(sign)}"))
        elif sign in ".,":
            names.append(w.say("figure.decimal"))
    return " ".join(names)


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit() or sign in ".,")


def _clock(w: Words, time: str, at: str | None) -> str:
    moment = from_seconds(round(to_seconds(parse_time(time)) / 60.0) * 60.0)
    text = w.say("figure.spoken_clock", value=_spoken(w, f"{moment:%H%M}"))
    if at is None or moment.date() == parse_time(at).date():
        return text
    month = w.say(f"figure.month_{moment.month}")
    return w.say("format.day_clock", day=_spoken(w, str(moment.day)), month=month, clock=text)


def _position(w: Words, point: Point) -> str:
    return ", ".join(_angle(w, part) for part in w.position(point, 1).split())


def _angle(w: Words, text: str) -> str:
    """Return one of latitude and longitude, written ``51°08.5'N``, as it is spoken."""
    degrees, _, rest = text.partition("°")
    return w.say(
        "figure.angle",
        degrees=_spoken(w, degrees),
        minutes=_spoken(w, rest[:-2]),
        quarter=w.say(f"figure.{_QUARTERS[rest[-1]]}"),
    )
