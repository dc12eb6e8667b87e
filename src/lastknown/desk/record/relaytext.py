"""The text of a Mayday Relay in its fixed order, written and to be read aloud, and for NAVTEX.

The call is that of the ITU Radio Regulations, no. 32.19E (WRC-12): the signal three times, the
stations called three times, THIS IS, the relaying station three times, its call sign or other
identification, its MMSI (there: if the first alert was sent by DSC). The message follows the order
that radio operators learn (MIPDANIO; the RYA's VHF handbook, and the ANFR's manual for the French
certificate, have the same): identity, position, nature of distress, assistance, persons, what else
helps. The Regulations themselves name no persons: they are "other information", so they may stand
before the rest of it. A boat without a name is named by what it is ("unidentified ..."). Spoken
figures are those of the IMO Standard Marine Communication Phrases, res. A.918(22): one by one,
"decimal", latitude and longitude in degrees and minutes.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lastknown.desk.record.relayfacts import RelayFacts, Spot
from lastknown.desk.record.speaking import printable
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import NO_BREAK, Words
from lastknown.errors import LastknownError

__all__ = ["Calling", "navtex_text", "relay_text", "spoken_text"]

_MONTHS: Final = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
_SPELLED: Final = {
    word[0]: word
    for word in (
        *("ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL", "INDIA"),
        *("JULIETT", "KILO", "LIMA", "MIKE", "NOVEMBER", "OSCAR", "PAPA", "QUEBEC", "ROMEO"),
        *("SIERRA", "TANGO", "UNIFORM", "VICTOR", "WHISKEY", "X-RAY", "YANKEE", "ZULU"),
    )
}
_QUARTERS: Final = {"N": "north", "S": "south", "E": "east", "W": "west"}
_WIDTH: Final = 40
"""Characters of a line of a NAVTEX message (judgement: receivers show 32 at least)."""
_NAVTEX: Final = re.compile(r"[^A-Z0-9 \n().,/:?'=+-]")
"""What the alphabet of NAVTEX (ITA 2, by way of ITU-R M.476) does not have."""


_CALL_SIGN: Final = re.compile("[A-Z0-9]{3,8}")


@dataclass(frozen=True)
class Calling:
    """Who calls whom, and when.

    by : the relaying station, as it is called on the air. at : when, aware UTC. channel : on which
    answers are heard. to : one ship or station; None: all stations. call_sign, mmsi : of the
    relaying station (ITU Radio Regulations, article 19), nine figures as text, for that of a coast
    station begins with 00; None: nobody said, and the text leaves it out.

    Raises
    ------
    LastknownError : `call_sign` or `mmsi` is none.
    """

    by: str
    at: datetime
    channel: str = "VHF 16"
    to: str | None = None
    call_sign: str | None = None
    mmsi: str | None = None

    def __post_init__(self) -> None:
        if self.call_sign is not None and not _CALL_SIGN.fullmatch(self.call_sign):
            raise LastknownError(
                f"call_sign={self.call_sign!r} is none; give 3 to 8 letters and figures, as MFXX"
            )
        if self.mmsi is not None and not re.fullmatch("[0-9]{9}", self.mmsi):
            raise LastknownError(
                f"mmsi={self.mmsi!r} of the station is none; give nine figures, of a coast "
                "station with the 00 before them"
            )


@dataclass(frozen=True)
class _Style:
    """How figures are put: written, or to be read aloud."""

    w: Words
    spoken: bool

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the section ``relay_text``, spoken where that is the style."""
        text = self.w.say(f"relay_text.{key}", **values).replace(NO_BREAK, " ")
        return self._aloud(text) if self.spoken else text

    def number(self, value: float, digits: int = 0) -> str:
        """Return a figure, with a point where it has decimals."""
        return f"{value:.{digits}f}"

    def letters(self, sign: str) -> str:
        """Return a call sign, or its letters as they are spelled (Radio Regulations, app. 14)."""
        return " ".join(_SPELLED.get(c, c) for c in sign) if self.spoken else sign

    def moment(self, moment: datetime, day_of: datetime) -> str:
        """Return a time: day, time and month; read aloud the day only where it is another."""
        if not self.spoken:
            return f"{moment:%d%H%M} UTC {_MONTHS[3 * moment.month - 3 : 3 * moment.month]}"
        clock = self._figure("spoken_clock", value=f"{moment:%H%M}")
        if moment.date() == day_of.date():
            return clock
        return self.w.say("relay_text.spoken_day", clock=clock, day=f"{moment:%d}")

    def position(self, spot: Spot) -> str:
        """Return a position: ``51-08.5N 001-44.5E``, or in degrees and minutes to be spoken."""
        sides = (_minutes(spot.lat, 2, "NS"), _minutes(spot.lon, 3, "EW"))
        if not self.spoken:
            return " ".join(f"{degrees}-{minutes}{side}" for degrees, minutes, side in sides)
        return ", ".join(
            self._figure("angle", degrees=d, minutes=m, quarter=self._figure(_QUARTERS[side]))
            for d, m, side in sides
        )

    def _figure(self, key: str, **values: object) -> str:
        return ship_words(self.w.lang).say(f"figure.{key}", **values)

    def _aloud(self, text: str) -> str:
        """Return a text whose figures are spoken one by one."""
        return re.sub(r"\d+(?:\.\d+)?", self._one_by_one, text).replace(":", ",").replace(" ,", ",")

    def _one_by_one(self, found: re.Match[str]) -> str:
        return " ".join(self._figure("decimal" if c == "." else f"digit_{c}") for c in found[0])


def relay_text(w: Words, facts: RelayFacts, calling: Calling) -> str:
    """Return a Mayday Relay as it is written down, in capitals, a line each part.

    Parameters
    ----------
    w : `record_words`. facts : what is known of the boat. calling : who calls whom.
    """
    return _text(_Style(w, spoken=False), facts, calling)


def spoken_text(w: Words, facts: RelayFacts, calling: Calling) -> str:
    """Return a Mayday Relay to be read aloud: figures one by one, positions by their parts."""
    return _text(_Style(w, spoken=True), facts, calling)


def _text(style: _Style, facts: RelayFacts, calling: Calling) -> str:
    by, to = printable(calling.by.strip()), printable((calling.to or "").strip())
    lines = [
        style.say("call"),
        style.say("to", to=to) if to else style.say("all"),
        style.say("this_is", by=by),
        *_identity(style, calling),
        style.say("mayday"),
        _craft(style, facts),
        *_positions(style, facts, calling.at),
        style.say("nature", nature=_natures(style, facts)),
        style.say("assistance"),
        _persons(style, facts),
        *_more(style, facts),
        style.say("report", by=by, channel=printable(calling.channel)),
        style.say("over"),
    ]
    return "\n".join(line.upper() for line in lines)


def _identity(style: _Style, calling: Calling) -> Iterator[str]:
    """Yield call sign and MMSI of the relaying station, as far as they were said."""
    parts = []
    if calling.call_sign is not None:
        parts.append(style.say("call_sign", sign=style.letters(calling.call_sign)))
    if calling.mmsi is not None:
        parts.append(style.say("mmsi", mmsi=calling.mmsi))
    yield from [", ".join(parts)] if parts else []


def _craft(style: _Style, facts: RelayFacts) -> str:
    """Return the identity of a boat that has none: what it is."""
    craft = style.say(f"craft_{facts.material or 'unknown'}")
    colour = style.say(f"colour_{facts.colour}") if facts.colour not in (None, "other") else ""
    parts = [style.say("craft", craft=craft), colour]
    if facts.length_m:
        parts.append(style.say("length", length=style.number(facts.length_m)))
    return ", ".join(filter(None, parts))


def _positions(style: _Style, facts: RelayFacts, at: datetime) -> Iterator[str]:
    if facts.likely is not None:
        yield from _likely(style, facts.likely, facts.circle, at)
    if facts.last is not None:
        yield _spot(style, "last", facts.last, at)


def _likely(style: _Style, likely: Spot, circle: Spot | None, at: datetime) -> Iterator[str]:
    """Yield the most likely position, and the circle by its own centre where that is elsewhere."""
    if circle is None or circle.radius_nm is None:
        yield _spot(style, "likely", likely, at)
        return
    where = style.position(circle)
    if where == style.position(likely):
        yield _spot(style, "likely", replace(likely, radius_nm=circle.radius_nm), at)
        return
    yield _spot(style, "likely", likely, at)
    radius = style.number(max(circle.radius_nm, 0.1), 1)
    yield style.say("circle", radius=radius, position=where)


def _spot(style: _Style, key: str, spot: Spot, at: datetime) -> str:
    values = {"position": style.position(spot), "at": style.moment(spot.at, at)}
    text = style.say(key, **values)
    if spot.radius_nm is None:
        return text
    radius = style.number(max(spot.radius_nm, 0.1), 1)
    return f"{text}, {style.say('radius', radius=radius)}"


def _natures(style: _Style, facts: RelayFacts) -> str:
    keys = [nature.replace(" ", "_") for nature in facts.natures] or ["unknown"]
    return ", ".join(style.say(f"nature_{key}") for key in keys)


def _persons(style: _Style, facts: RelayFacts) -> str:
    if facts.missing is not None:
        return style.say("missing", count=style.number(facts.missing))
    if facts.persons is None:
        return style.say("persons_unknown")
    count = style.number(facts.persons)
    if facts.upper is None or facts.upper <= facts.persons:
        return style.say("persons", count=count)
    return style.say("persons_about", count=count, upper=style.number(facts.upper))


def _more(style: _Style, facts: RelayFacts) -> Iterator[str]:
    """Yield what else may help: boat *and* persons are looked for."""
    yield style.say("water" if facts.in_water else "water_maybe")
    if facts.jackets in ("none", "some"):
        yield style.say(f"jackets_{facts.jackets}")
    seen = [style.say(f"lights_{facts.lights}")] if facts.lights is not None else []
    seen += [] if facts.on_radar else [style.say("radar")]
    yield from [", ".join(seen)] if seen else []


def navtex_text(w: Words, facts: RelayFacts, calling: Calling, station: str | None = None) -> str:
    """Return a Mayday Relay for NAVTEX: subject D, number 00, in capitals, within its alphabet.

    Parameters
    ----------
    w : `record_words`; the international service is in English. station : letter B1 of the
        transmitting station; None: an underscore stands for it.

    Raises
    ------
    LastknownError : `station` is no single letter.
    """
    letter = "_" if station is None else station.strip().upper()
    if not re.fullmatch("[A-Z_]", letter):
        raise LastknownError(f"NAVTEX station {station!r} is none; give its letter B1, A to Z")
    style = _Style(w, spoken=False)
    lines = [
        style.moment(calling.at, calling.at),
        style.say("navtex_head"),
        _craft(style, facts),
        *_positions(style, facts, calling.at),
        _natures(style, facts),
        _persons(style, facts),
        *_more(style, facts),
        style.say("navtex_report", by=printable(calling.by.strip())),
    ]
    body = "\n".join(_wrapped(line) for line in lines)
    return f"ZCZC {letter}D00\n{body}\nNNNN"


def _wrapped(line: str) -> str:
    plain = unicodedata.normalize("NFKD", line.upper())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return "\n".join(textwrap.wrap(_NAVTEX.sub(" ", bare), _WIDTH, break_on_hyphens=False)) or " "


def _minutes(value: float, width: int, letters: str) -> tuple[str, str, str]:
    """Return degrees, minutes with one decimal and the side, carried over where they round up."""
    tenths = round(abs(value) * 600)
    degrees, rest = divmod(tenths, 600)
    letter = letters[0] if value >= 0 else letters[1]
    if letters == "EW" and degrees == 180:
        letter = "W"
    return f"{degrees:0{width}d}", f"{rest / 10:04.1f}", letter
