"""The words of the brief, the page and the map, in English and French, and how figures are written.

The sentences are data: ``words_en.toml`` and ``words_fr.toml``, the same keys in both. A no-break
space (written ``~`` there) keeps a number and its unit on one line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lastknown.errors import LastknownError
from lastknown.times import from_seconds, parse_time, to_seconds

__all__ = ["LANGUAGES", "Words", "bound", "words"]

LANGUAGES: Final = ("en", "fr")
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_POSITION = re.compile(r"(\d°\d\d)\.(\d+'[NSEW])")


@dataclass(frozen=True)
class Words:
    """One language.

    Attributes
    ----------
    lang : ``en`` or ``fr``.
    table : the catalogue: sections of key and sentence.
    """

    lang: str
    table: Mapping[str, Mapping[str, str]]

    def say(self, key: str, /, **values: object) -> str:
        """Return the sentence ``section.key`` with its values put in.

        Raises
        ------
        KeyError : the catalogue has no such sentence (a fault of the program, not of a case).
        """
        section, _, name = key.partition(".")
        return self.table[section][name].format(**values)

    def has(self, key: str) -> bool:
        """Return whether the catalogue has the sentence ``section.key``."""
        section, _, name = key.partition(".")
        return name in self.table.get(section, {})

    def phrase(self, text: str) -> str:
        """Return a text that another part made in English, in this language where it is known.

        Whole texts are in the catalogue's section ``phrase``; others are matched against the
        regular expressions of ``pattern``, whose groups are looked up in turn and put in as
        ``{0}``, ``{1}``; what is not known stays as it is.
        """
        known = self.table["phrase"].get(text)
        if known is not None:
            return known
        for pattern, sentence in self.table["pattern"].items():
            found = re.fullmatch(pattern, text)
            if found is not None:
                return sentence.format(*(self.phrase(part) for part in found.groups()))
        if re.fullmatch(r"-?\d+\.\d+", text):
            return text.replace(".", self.table["format"]["decimal"])
        return text

    def positions(self, text: str) -> str:
        """Return a text with the decimal sign of the positions in it as the language has it."""
        return _POSITION.sub(rf"\1{self.table['format']['decimal']}\2", text)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with the language's decimal sign and no-break thousands."""
        text = f"{value:,.{digits}f}"
        if float(text.replace(",", "")) == 0.0:
            text = text.removeprefix("-")
        whole, _, part = text.partition(".")
        whole = whole.replace(",", self.table["format"]["thousands"])
        return whole + (self.table["format"]["decimal"] + part if part else "")

    def percent(self, fraction: float) -> str:
        """Return a probability; never 0 % nor 100 %, which it would not know."""
        if fraction < 0.01:
            return self.say("format.under", value=f"1{NO_BREAK}%")
        if fraction > 0.99:
            return self.say("format.over", value=f"99{NO_BREAK}%")
        return f"{round(100 * fraction):d}{NO_BREAK}%"

    def level(self, fraction: float) -> str:
        """Return the level of a contour, exactly as it was asked for."""
        text = f"{100 * fraction:.4g}".replace(".", self.table["format"]["decimal"])
        return f"{text}{NO_BREAK}%"

    def nm(self, value: float) -> str:
        """Return nautical miles: two decimals under 1, one under 100."""
        digits = 2 if abs(value) < 0.995 else 1 if abs(value) < 99.95 else 0
        return f"{self.number(value, digits)}{NO_BREAK}NM"

    def area(self, value: float) -> str:
        """Return square nautical miles: one decimal under 10."""
        if 0.0 < value < 0.05:
            return self.say("format.under", value=self.area(0.1))
        return f"{self.number(value, 1 if abs(value) < 9.95 else 0)}{NO_BREAK}NM²"

    def knots(self, value: float) -> str:
        """Return knots with one decimal."""
        return f"{self.number(value, 1)}{NO_BREAK}kn"

    def bearing(self, degrees: float) -> str:
        """Return three figures, degrees true: 000 to 359."""
        return f"{round(degrees) % 360:03d}°"

    def position(self, point: list[float], digits: int = 2) -> str:
        """Return ``51°08.50'N 001°44.50'E``, minutes with the language's decimal sign."""
        lon, lat = point
        both = (_minutes(lat, 2, "NS", digits), _minutes(lon, 3, "EW", digits))
        return NO_BREAK.join(both).replace(".", self.table["format"]["decimal"])

    def clock(self, time: str, day_of: str | None = None, zone: str = "") -> str:
        """Return the time of day, UTC, to the nearest minute, with `zone` behind it; with the day
        where it is not that of `day_of`."""
        moment = from_seconds(round(to_seconds(parse_time(time)) / 60.0) * 60.0)
        text = self.say("format.clock", h=f"{moment.hour:02d}", m=f"{moment.minute:02d}")
        text = f"{text} {zone}" if zone else text
        if day_of is not None and moment.date() != parse_time(day_of).date():
            month = self.table["format"][f"month_{moment.month}"]
            text = self.say("format.day_clock", day=moment.day, month=month, clock=text)
        return text.replace(" ", NO_BREAK)

    def date(self, time: str) -> str:
        """Return the day in words."""
        moment = parse_time(time)
        names = self.table["format"]
        return self.say(
            "format.date",
            weekday=names[f"weekday_{moment.isoweekday()}"],
            day=moment.day,
            month=names[f"month_{moment.month}"],
            year=moment.year,
        )

    def span(self, start: str, end: str) -> str:
        """Return the time between two moments as `clock` shows them, hours and minutes."""
        first, last = (round(to_seconds(parse_time(time)) / 60.0) for time in (start, end))
        hours, minutes = divmod(last - first, 60)
        return self.say("format.span", h=hours, m=f"{minutes:02d}").replace(" ", NO_BREAK)


@cache
def words(lang: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    LastknownError : there is no catalogue of that language.
    """
    if lang not in LANGUAGES:
        raise LastknownError(f"lang={lang!r} is not available; use one of {', '.join(LANGUAGES)}")
    text = files("lastknown.desk").joinpath(f"words_{lang}.toml").read_text(encoding="utf-8")
    return Words(lang, bound(tomllib.loads(text)))


def bound(table: Any) -> Any:
    """Return a catalogue with no-break spaces for ``~`` and before high punctuation (French)."""
    if isinstance(table, dict):
        return {key: bound(item) for key, item in table.items()}
    return re.sub(r" (?=[:;?!])", NO_BREAK, table.replace("~", NO_BREAK))


def _minutes(value: float, width: int, letters: str, digits: int) -> str:
    """Return degrees and decimal minutes, carried over where the minutes round up to 60."""
    steps = round(abs(value) * 60 * 10**digits)
    degrees, rest = divmod(steps, 60 * 10**digits)
    letter = letters[0] if value >= 0 else letters[1]
    if letters == "EW" and degrees == 180:
        letter = "W"
    return f"{degrees:0{width}d}°{rest / 10**digits:0{3 + digits}.{digits}f}'{letter}"
