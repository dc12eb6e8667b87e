"""Times of the clock in free text. A time without a zone is never guessed: it is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from lastknown.case.values import When
from lastknown.desk.record.understand_dates import AHEAD, MINUTE_SD_S, ROUGH, time_field
from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.desk.record.understand_zones import ASKED, ZONE, in_zone, out_of_season, zone_of
from lastknown.times import show_time

__all__ = ["read_clocks"]

_FAR: Final = timedelta(hours=12)
"""A time without a date that lies further back than this is asked about (judgement)."""
_SD_S: Final = {"minute": MINUTE_SD_S, "rough": 600.0, "hour": 900.0}
"""Standard deviations of a time told to the minute, of "about" one, and of one told to the hour
(judgement)."""

_AT = r"(?:at|a|@|pour|time|heure|it is|il est) ?[:=]? ?"
_PRE = rf"(?:(?<![a-z])(?P<pre>{_AT})?(?P<rough>{ROUGH})?)"
_HALF_DAY = (
    r"(?: ?(?P<part>[ap]\.?m\b\.?|du mat(?:in)?|in the morning|de l'apres[- ]midi"
    r"|in the afternoon|du soir|in the evening|at night|de la nuit))"
)
_H = r"(?P<h>[01]?\d|2[0-3])"
_M = r"(?P<m>[0-5]\d)"
_FREE = r"(?<![\w+°'])(?<!\d[.,:/-])"
_TAIL = rf"{_HALF_DAY}?{ZONE}?(?![\w°'])"
_HRS = r"(?: ?(?P<hrs>h|hrs|hours|heures)(?![a-z]))?"
_CLOCKS: Final = tuple(
    re.compile(_PRE + _FREE + shape)
    for shape in (
        rf"{_H} ?[:h] ?{_M}(?::(?P<s>[0-5]\d)(?:\.\d{{1,6}})?)?(?: ?hrs| ?h)?(?![:\d]){_TAIL}",
        rf"(?P<h>[01]\d|2[0-3]){_M}{_HRS}(?:(?P<letter>[ab])|{ZONE})?(?![.,-]?\d)(?![\w°'])",
        rf"{_H}\.{_M}{_TAIL}",
        rf"{_H} ?(?P<hrs>h(?:eures?)?|hrs|o'?clock)?(?![\w.,:]\d){_TAIL}",
    )
)
_NAMED: Final = re.compile(rf"{_PRE}\b(?P<name>midnight|minuit|noon|midi)\b{ZONE}?")


@dataclass(frozen=True)
class _Clock:
    """What a clock showed, by the words: hour and minute, how exact, and in which zone."""

    at: time
    sd_s: float
    zone: str | None
    said: str


def read_clocks(text: Text) -> Iterator[Claim]:
    """Claim times of the clock; what each is the time of is told by the words before it."""
    for found in _NAMED.finditer(text.folded):
        hour = 0 if found["name"] in ("midnight", "minuit") else 12
        yield _claim(text, found, _Clock(time(hour), _SD_S["hour"], _zone(found), found[0]))
    for shape in _CLOCKS:
        for found in shape.finditer(text.folded):
            if _is_clock(text, found):
                yield _claim(text, found, _read(text, found))


def _is_clock(text: Text, found: re.Match[str]) -> bool:
    """Return whether figures that may be a time are one, by what stands before and after them."""
    parts = found.groupdict()
    if parts.get("m") and re.search(r"\d ?[:h] ?\d", found[0]):
        return True
    told = parts.get("zone") or parts.get("part") or parts.get("letter")
    if parts.get("m") is None:  # an hour alone: "3 heures" may be how long
        return bool(told or (parts["hrs"] and (parts["pre"] or parts["rough"])))
    first = not text.folded[: found.start()].strip(" *-\0") and "." not in found[0]
    return bool(told or parts["pre"] or parts.get("hrs") or first)


def _read(text: Text, found: re.Match[str]) -> _Clock:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in "hms")
    part = parts.get("part") or ""
    if part.startswith(("p", "de l'apres", "in the after", "du soir", "in the eve")) and hour < 12:
        hour += 12
    if part.startswith("a") and hour == 12 and part[1:2] != "t":
        hour = 0
    grain = "hour" if parts.get("m") is None else "rough" if parts["rough"] else "minute"
    said = text.raw[slice(*found.span())].strip()
    return _Clock(time(hour, minute, second), _SD_S[grain], _zone(found), said)


def _zone(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    said = parts.get("zone") or parts.get("letter")
    return None if said is None else zone_of(said)


def _claim(text: Text, found: re.Match[str], clock: _Clock) -> Claim:
    field = time_field(text, found.start())
    zone = clock.zone or text.zone
    day = _nearest_date(text, found.start())
    at = None if zone is None else _moment(text, clock, zone, day)
    if zone is None or (at is not None and out_of_season(zone, at)):
        options = {name: _shown(text, clock, name, day) for name in ASKED}
        ask = (Question("time_zone", {"said": clock.said, **options}),) if field else ()
        return Claim(*found.span(), field, None, False, ask)
    if at is None or (day is None and text.received - at > _FAR) or at - text.received > AHEAD:
        shown = "" if at is None else show_time(at)
        ask = (Question("time_odd", {"said": clock.said, "at": shown}),) if field else ()
        return Claim(*found.span(), field, None, False, ask)
    return Claim(*found.span(), field, When(at=at, sd_s=clock.sd_s))


def _shown(text: Text, clock: _Clock, zone: str, day: date | None) -> str:
    at = _moment(text, clock, zone, day)
    return "" if at is None else show_time(at)


def _moment(text: Text, clock: _Clock, zone: str, day: date | None) -> datetime | None:
    """Return the moment on that day; without a day the last one not after receipt."""
    try:
        if day is not None:
            return in_zone(datetime.combine(day, clock.at), zone)
        latest = text.received + AHEAD
        days = (latest.date() + timedelta(days=ahead) for ahead in (1, 0, -1, -2))
        moments = (in_zone(datetime.combine(each, clock.at), zone) for each in days)
        return next((moment for moment in moments if moment <= latest), None)
    except OverflowError:
        return None


def _nearest_date(text: Text, start: int) -> date | None:
    dates = text.about("date")
    nearest = min(dates, key=lambda claim: abs(claim.end - start), default=None)
    return nearest.value if nearest is not None else None
