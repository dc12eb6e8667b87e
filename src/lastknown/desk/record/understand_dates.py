"""Dates, date-time groups and "10 minutes ago" in free text, and what a time is the time of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from lastknown.case.values import When
from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.desk.record.understand_words import NUMBER, number, numerals
from lastknown.desk.record.understand_zones import ZONE, in_zone, zone_of
from lastknown.times import show_time

__all__ = ["AHEAD", "MINUTE_SD_S", "ROUGH", "read_ago", "read_dates", "read_groups", "time_field"]

AHEAD: Final = timedelta(minutes=10)
"""So far a clock may be ahead of the time of receipt (judgement)."""
MINUTE_SD_S: Final = 30.0
"""Standard deviation of a time told to the minute, s (judgement)."""
ROUGH: Final = r"(?:about|around|circa|approx\w{0,8}\.?|environ|vers|ca?\.|~) ?"
"""Words before a figure that is not exact."""

_MONTHS: Final = (
    ("jan", "janvier", "january"),
    ("feb", "fev", "fevr", "fevrier", "february"),
    ("mar", "mars", "march"),
    ("apr", "avr", "avril", "april"),
    ("may", "mai"),
    ("jun", "juin", "june"),
    ("jul", "juil", "juillet", "july"),
    ("aug", "aout", "august"),
    ("sep", "sept", "septembre", "september"),
    ("oct", "octobre", "october"),
    ("nov", "novembre", "november"),
    ("dec", "decembre", "december"),
)
_MONTH_OF: Final = {name: at for at, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_ISO_DATE: Final = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?:t(?=\d)|(?![\w-]))")
_DAY_FIRST: Final = re.compile(r"(?<![\w/.,])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w/]|\.\d)")
_DAY_MONTH: Final = re.compile(
    rf"(?<![\w.,:/])(\d{{1,2}})(?:st|nd|rd|th|er)? ({_MONTH})\.?(?: (\d{{4}}))?(?![\w-])"
)
_YESTERDAY: Final = re.compile(r"\b(?:yesterday|hier)\b")
_GROUP: Final = re.compile(
    rf"(?<![\w.,:/+-])(?P<day>\d{{2}})(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)"
    rf"(?:(?P<letter>[ab])(?![a-z])|{ZONE})"
    rf"(?: ?(?P<month>{_MONTH})(?![a-z])(?: (?P<year>\d{{2,4}})(?!\d))?)?"
)
_UNIT_OF_TIME = r"min(?:ute)?s?|mn|h(?:ou)?rs?|heures?|h|hours?"
_HOURS = r"(?:h(?:ou)?rs?|h)"
_AGO: Final = (
    re.compile(
        rf"(?P<rough>{ROUGH})?(?P<many>{NUMBER}|\b(?:half an|an?)) ?(?P<unit>{_UNIT_OF_TIME}) ago\b"
    ),
    re.compile(
        rf"(?P<rough>{ROUGH})?(?P<many>{NUMBER}) ?(?P<unit>{_HOURS})(?: and)? ?(?P<more>[0-5]?\d)"
        r" ?min\w{0,4} ago\b"
    ),
    re.compile(
        rf"\bil y a (?P<rough>{ROUGH})?(?P<many>{NUMBER}|1\x01\x01 demi)[ -]?"
        rf"(?P<unit>{_UNIT_OF_TIME})"
        r"(?: ?(?P<more>[0-5]\d)(?!\d)| et (?P<half>demie?)| (?P<quarter>et quart))?(?![a-z])"
    ),
)
_CUE: Final = re.compile(
    r"(?P<left>\b(?:left|leave|leaving|departed|departure|departing|launched|parti(?:e|s|es)?"
    r"|quitte|depart|mise? a l'eau|etd|set off))\b"
    r"|(?P<other>\b(?:eta|arriv\w{0,8}|expect\w{0,4}|prevue?|sunrise|sunset|lever|coucher|until"
    r"|before|high water|low water|since|depuis|jusqu'a|avant|on task|next))\b"
    r"|\b(?:call\w{0,4}|appel\w{0,4}|position|posn?|received|recue?|seen|sighted|vue?s?|message)\b"
)


def read_dates(text: Text) -> Iterator[Claim]:
    """Claim dates; a date without a year is the last such day before receipt."""
    for found in _ISO_DATE.finditer(text.folded):
        yield from _date(text, found, int(found[1]), int(found[2]), int(found[3]))
    for found in _DAY_FIRST.finditer(text.folded):
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
        yield from _date(text, found, year, int(found[3]), int(found[1]))
    for found in _DAY_MONTH.finditer(text.folded):
        told = int(found[3]) if found[3] else None
        yield from _date(text, found, told, _MONTH_OF[found[2]], int(found[1]))
    for found in _YESTERDAY.finditer(text.folded):
        yield Claim(*found.span(), "date", text.received.date() - timedelta(days=1))


def _date(
    text: Text, found: re.Match[str], year: int | None, month: int, day: int
) -> Iterator[Claim]:
    known = _day(text, year, month, day)
    if known is not None:
        yield Claim(*found.span(), "date", known)


def _day(text: Text, year: int | None, month: int, day: int) -> date | None:
    today = text.received.date() + timedelta(days=1)
    guesses = (today.year, today.year - 1) if year is None else (year,)
    for guess in guesses:
        try:
            known = date(guess, month, day)
        except ValueError:
            continue
        if year is not None or known <= today:
            return known
    return None


def read_ago(text: Text) -> Iterator[Claim]:
    """Claim "10 minutes ago" and "il y a une heure", counted from the time of receipt."""
    for shape in _AGO:
        for found in shape.finditer(numerals(text.folded)):
            seconds = _seconds(found)
            rough = 2.0 if found["rough"] else 1.0
            sd_s = max(60.0, 0.15 * seconds) * rough
            if seconds <= 48 * 3600:
                at = text.received - timedelta(seconds=seconds)
                yield Claim(*found.span(), time_field(text, found.start()), When(at=at, sd_s=sd_s))


def _seconds(found: re.Match[str]) -> float:
    parts = found.groupdict()
    said = parts["many"]
    many = 0.5 if said in ("half an", "1\1\1 demi") else 1.0 if said in ("a", "an") else 0.0
    unit = (
        3600.0
        if found.group(0)[found.end("many") - found.start() :].strip(" -")[0] == "h"
        else 60.0
    )
    seconds = (many or number(said)) * unit + 60.0 * int(parts.get("more") or 0)
    half, quarter = parts.get("half"), parts.get("quarter")
    return seconds + (unit / 2.0 if half else 0.0) + (unit / 4.0 if quarter else 0.0)


def read_groups(text: Text) -> Iterator[Claim]:
    """Claim date-time groups such as ``240201Z NOV 21``; without a month the last such day."""
    for found in _GROUP.finditer(text.folded):
        yield from _group(text, found)


def _group(text: Text, found: re.Match[str]) -> Iterator[Claim]:
    """Yield the claim of a date-time group; its month and year are those before receipt."""
    zone = zone_of(found["zone"] or found["letter"])
    clock = time(int(found["h"]), int(found["m"]))
    day = _group_day(text, found)
    if zone is None or day is None:
        return
    try:
        at = in_zone(datetime.combine(day, clock), zone)
    except OverflowError:
        return
    field = time_field(text, found.start())
    if at - text.received <= AHEAD:
        yield Claim(*found.span(), field, When(at=at, sd_s=MINUTE_SD_S))
        return
    said = text.raw[slice(*found.span())].strip()
    ask = Question("time_odd", {"said": said, "at": show_time(at)})
    yield Claim(*found.span(), field, None, False, (ask,))


def _group_day(text: Text, found: re.Match[str]) -> date | None:
    day, today = int(found["day"]), text.received.date() + timedelta(days=1)
    if found["month"]:
        year = int(found["year"]) % 100 + 2000 if found["year"] else None
        return _day(text, year, _MONTH_OF[found["month"]], day)
    for back in range(62):
        if (known := today - timedelta(days=back)).day == day:
            return known
    return None


def time_field(text: Text, start: int) -> str:
    """Return what a time is the time of, by the last word before it that tells."""
    before = text.folded[max(0, start - 60) : start]
    before = re.split(r"[.;\n](?!\d)", before)[-1]
    cues = list(_CUE.finditer(before))
    if not cues:
        return "happened"
    return "left_at" if cues[-1]["left"] else "" if cues[-1]["other"] else "happened"
