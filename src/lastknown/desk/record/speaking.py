"""The words about a record, in English and French: what an entry says, and how figures are written.

The sentences are data: ``words_en.toml`` and ``words_fr.toml`` beside this module.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lastknown.case import decided, told
from lastknown.case.entries import Entry
from lastknown.case.values import Counts, Place
from lastknown.desk.record.naming import key_of
from lastknown.desk.words import NO_BREAK, Words, bound, words
from lastknown.times import show_time
from lastknown.units import NM, RADIUS_50

__all__ = [
    "author_words",
    "clock_of",
    "code_words",
    "counts_words",
    "entry_words",
    "figure_words",
    "names_in",
    "printable",
]
__all__ += ["record_words", "share", "told_words"]

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GROUPS: Final = ("men", "women", "boys", "girls")

Names = Mapping[str, str]
"""Short names of entries by id."""


@cache
def record_words(lang: str) -> Words:
    """Return the words of a language: those of the brief, and those about a record.

    Raises
    ------
    LastknownError : there is no catalogue of that language.
    """
    general = words(lang).table
    path = files("lastknown.desk.record").joinpath(f"words_{lang}.toml")
    own = bound(tomllib.loads(path.read_text(encoding="utf-8")))
    kept = {name: general[name] for name in ("format", "phrase", "pattern")}
    return Words(lang, {**kept, **own})


def printable(text: str, keep: str = "") -> str:
    """Return a text that moves no terminal's cursor; `keep`: characters that stay all the same."""
    return "".join(c if c.isprintable() or c in _HARMLESS + keep else _STRANGE for c in text)


_HARMLESS: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{ZERO WIDTH NON-JOINER}\u200d"
_STRANGE: Final = "\N{SYMBOL FOR SUBSTITUTE}"


def clock_of(w: Words, moment: datetime, day_of: datetime | None = None) -> str:
    """Return the time of day, UTC; with the day where it is not that of `day_of`."""
    return w.clock(show_time(moment), show_time(day_of) if day_of else None)


def share(w: Words, p: float) -> str:
    """Return a probability: near 1 with the figures that the closure gate looks at."""
    if p > 0.9999:
        return w.say("format.over", value=f"{w.number(99.99, 2)}{NO_BREAK}%")
    if p > 0.99:
        return f"{w.number(int(p * 10_000) / 100, 2)}{NO_BREAK}%"
    return w.percent(p)


def counts_words(w: Words, counts: Counts) -> str:
    """Return how many persons were told: the whole or its bounds, and how it divides."""
    told_parts = [(group, getattr(counts, group)) for group in _GROUPS]
    parts = [_many(w, group, number) for group, number in told_parts if number is not None]
    whole = _whole(w, counts)
    if not whole:
        return ", ".join(parts) or w.say("count.none")
    return w.say("count.parts", total=whole, parts=", ".join(parts)) if parts else whole


def _whole(w: Words, counts: Counts) -> str:
    if counts.total is not None:
        return _many(w, "persons", counts.total)
    if counts.least is not None and counts.most is not None:
        return w.say("count.range", least=counts.least, most=counts.most)
    if counts.least is not None:
        return w.say("count.least", least=counts.least)
    return "" if counts.most is None else w.say("count.most", most=counts.most)


def _many(w: Words, group: str, number: int) -> str:
    return w.say(f"count.{group}_1") if number == 1 else w.say(f"count.{group}", count=number)


def names_in(value: str, names: Names) -> str:
    """Return the short name of the entry with this id; of one that is not here the id's end."""
    return names.get(value, f"…{value[-6:]}")


def entry_words(w: Words, entry: Entry, names: Names) -> str:
    """Return what an entry says in one sentence, without its raw text.

    Parameters
    ----------
    w : `record_words`. names : short names by id, of the entries that may be referred to.
    """
    body = entry.body
    values = {name: _shown(w, name, value, names) for name, value in body}
    own = {"more": "", "about": _about(w, body, names)}
    values |= own if body.kind == "received" else own | {"centre": entry.centre}
    special = _SPECIAL.get(body.kind)
    if special is not None:
        values |= special(w, body, names)
    return w.say(f"entry.{_sentence(body)}", **values)


def code_words(w: Words, code: str) -> str:
    """Return the code of a block or a conflict in words; one that has none stays as it is."""
    key = f"short.{key_of(code)}"
    return w.say(key) if w.has(key) else code


def author_words(w: Words, entry: Entry) -> str:
    """Return who wrote an entry; roles that the program knows are in the language."""
    key = f"role.{key_of(entry.role)}"
    role = w.say(key) if w.has(key) else entry.role
    author = _shown(w, "to", entry.author, {})
    return w.say("log.author", author=author, role=role)


def _sentence(body: Any) -> str:
    kind: str = body.kind
    if kind == "identification" and not body.same:
        return "identification_against"
    if kind == "read" and body.plotted:
        return "read_plotted"
    if kind == "warning_sent" and body.form is not None:
        return "warning_sent_relay"
    return "severity_lowered" if kind == "severity" and body.lowers else kind


def _shown(w: Words, name: str, value: Any, names: Names) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return clock_of(w, value)
    if isinstance(value, tuple):
        return ", ".join(_shown(w, name, each, names) for each in value)
    text = str(value)
    if _ID.fullmatch(text):
        return names_in(text, names)
    return w.say(f"{name}.{text}") if w.has(f"{name}.{text}") else text


def _about(w: Words, body: Any, names: Names) -> str:
    """Return the boat or report that an entry is about, as it follows a sentence."""
    boat, report = getattr(body, "boat", None), getattr(body, "report", None)
    if boat:
        return w.say("detail.about_boat", boat=boat)
    if report:
        return w.say("detail.about_report", report=names_in(report, names))
    about = getattr(body, "about", None) if body.kind.startswith("alarm") else None
    return w.say("detail.about", about=names.get(about, about)) if about else ""


def _report(w: Words, body: told.Report, names: Names) -> dict[str, str]:
    return {"more": _listed(_report_parts(w, body, names))}


def _listed(parts: Iterator[str]) -> str:
    return "".join(f", {part}" for part in parts)


def _report_parts(w: Words, body: told.Report, names: Names) -> Iterator[str]:
    if body.source:
        yield w.say("detail.from", source=body.source)
    if body.channel:
        yield w.say("detail.channel", channel=body.channel)
    yield from _place(w, body.position)
    if body.speed_kn is not None:
        yield w.say("detail.speed", speed=w.knots(body.speed_kn))
    if body.course_deg is not None:
        yield w.say("detail.course", course=w.bearing(body.course_deg))
    if body.persons is not None:
        yield counts_words(w, body.persons)
    for name in ("colour", "material", "engine", "life_jackets", "condition"):
        value = getattr(body, name)
        if value:
            yield told_words(w, name, value)
    if body.length_m is not None:
        yield w.say("detail.length", length=w.number(body.length_m, 1).removesuffix(".0"))
    yield from _voyage(w, body)
    if body.relays:
        yield w.say("detail.relays", entry=names_in(body.relays, names))
    if body.number:
        yield w.say("detail.number", number=printable(body.number))


def told_words(w: Words, name: str, value: str) -> str:
    """Return what a field of a report holds, in words: those of no list stay as they were told."""
    key = f"told.{name}_{key_of(value)}"
    if w.has(key):
        return w.say(key)
    return w.say(f"told.{name}", value=value) if w.has(f"told.{name}") else value


def _showing(w: Words, body: decided.Shown, names: Names) -> dict[str, str]:
    """Return what was shown, in words; a boat's name follows that of its gate."""
    del names
    what, _, boat = body.what.partition(" of ")
    key = f"shown.{key_of(what)}"
    return {"what": w.say(key, boat=boat) if w.has(key) else body.what}


def _voyage(w: Words, body: told.Report) -> Iterator[str]:
    if body.left_from:
        yield w.say("detail.left_from", place=body.left_from)
    if body.left_at:
        yield w.say("detail.left_at", clock=clock_of(w, body.left_at))
    if body.hull:
        yield w.say("detail.hull", hull=w.say(f"detail.hull_{body.hull}"))
    yield from filter(None, (body.unit, body.object))


def _place(w: Words, place: Place | None) -> Iterator[str]:
    if place is None:
        return
    yield w.say("detail.at_position", position=w.position([place.lon, place.lat]))
    if place.error_m:
        yield w.say("detail.position_error", error=w.nm(place.error_m * RADIUS_50 / NM))


def _unit(w: Words, body: told.UnitStatus, names: Names) -> dict[str, str]:
    del names
    parts = [*filter(None, [body.type and w.phrase(body.type)]), *_place(w, body.position)]
    if body.speed_kn is not None:
        parts.append(w.say("detail.speed", speed=w.knots(body.speed_kn)))
    if body.endurance_h is not None:
        tenths = 0 if body.endurance_h == round(body.endurance_h) else 1
        parts.append(w.say("detail.endurance", hours=w.number(body.endurance_h, tenths)))
    if body.can_take is not None:
        parts.append(w.say("detail.can_take", count=body.can_take))
    if body.boat:
        parts.append(w.say("detail.boat", boat=body.boat))
    return {"more": _listed(iter(parts))}


def _search(w: Words, body: told.SearchDone, names: Names) -> dict[str, str]:
    parts = [*filter(None, [body.pattern, body.sensor])]
    found = body.found and w.say("detail.found", entry=names_in(body.found, names))
    parts.append(found or w.say("detail.nothing_found"))
    if body.boat:
        parts.append(w.say("detail.boat", boat=body.boat))
    return {"more": _listed(iter(parts))}


def figure_words(w: Words, values: Mapping[str, float | None]) -> Iterator[str]:
    """Yield wind, water and sight in words, those that are given, by `case.told.Conditions`."""
    speed, bearing = values.get("wind_kn"), values.get("wind_from_deg")
    if speed is not None and bearing is not None:
        yield w.say("detail.wind", speed=w.knots(speed), bearing=w.bearing(bearing))
    for key, name in _FIGURES.items():
        value = values.get(name)
        if value is not None:
            digits = 0 if float(value).is_integer() else 1
            shown = w.nm(value) if key == "visibility" else w.number(value, digits)
            yield w.say(f"detail.{key}", value=shown)


_FIGURES: Final = {
    "water": "water_temperature_c",
    "visibility": "visibility_nm",
    "seas": "seas_ft",
    "sea_state": "sea_state",
}


def _conditions(w: Words, body: told.Conditions, names: Names) -> dict[str, str]:
    del names
    source = [w.say("detail.by_source", source=body.source)] if body.source else []
    return {"more": _listed(iter([*figure_words(w, dict(body)), *source]))}


def _persons(w: Words, body: told.Persons, names: Names) -> dict[str, str]:
    del names
    source = w.say("detail.source", source=body.source) if body.source else ""
    return {"counts": counts_words(w, body.counts), "source": source}


def _warning(w: Words, body: told.WarningSent, names: Names) -> dict[str, str]:
    del names
    parts = [w.say("detail.channel", channel=body.channel)] if body.channel else []
    if body.boat:
        parts.append(w.say("detail.boat", boat=body.boat))
    if body.by:
        parts.append(w.say("detail.by_station", by=body.by))
    if body.in_range is not None:
        parts.append(w.say("detail.in_range", count=body.in_range))
    if body.reply_within_s:
        minutes = round(body.reply_within_s / 60)
        parts.append(w.say("detail.reply_within", minutes=minutes))
    to = {} if body.to else {"to": w.say(f"detail.to_{body.whom or 'one'}")}
    return to | {"more": _listed(iter(parts))}


def _acknowledged(w: Words, body: told.WarningAcknowledged, names: Names) -> dict[str, str]:
    del names
    parts = [] if body.mmsi is None else [w.say("detail.mmsi", mmsi=body.mmsi)]
    parts += [w.say(f"answer.{body.answer}")] if body.answer else []
    if body.minutes is not None:
        parts.append(w.say("detail.in_minutes", minutes=round(body.minutes)))
    return {"by": _who(w, body.by, body.mmsi), "said": _listed(iter(parts))}


def _who(w: Words, name: str | None, mmsi: int | None) -> str:
    """Return a ship or unit by its name, its number, or that neither can be read."""
    if name:
        return printable(name)
    return w.say("detail.mmsi", mmsi=mmsi) if mmsi else w.say("detail.sealed")


def _rung(w: Words, body: told.WarningRung, names: Names) -> dict[str, str]:
    del names
    spoke = w.say("detail.rung_answered" if body.answered else "detail.rung_silent")
    return {"to": _who(w, body.to, body.mmsi), "answered": spoke}


def _ended(w: Words, body: told.WarningEnded, names: Names) -> dict[str, str]:
    del names
    who = "" if body.for_all else w.say("detail.whom", to=_who(w, body.to, body.mmsi))
    return {"whom": who}


def _closure(w: Words, body: Any, names: Names) -> dict[str, str]:
    del names
    parts = []
    if body.probability is not None:
        parts.append(w.say("detail.probability", p=share(w, body.probability)))
    if body.carried_missing:
        parts.append(w.say("detail.carried", count=body.carried_missing))
    return {"more": _listed(iter(parts))}


def _purge(w: Words, body: Any, names: Names) -> dict[str, str]:
    if body.everything:
        return {"what": w.say("detail.everything")}
    return {"what": ", ".join([*body.persons, *(names_in(e, names) for e in body.entries)])}


def _person(w: Words, body: told.Person, names: Names) -> dict[str, str]:
    del names
    return {"where": f", {w.say(f'where.{body.where}')}" if body.where else ""}


def _alarm(w: Words, body: Any, names: Names) -> dict[str, str]:
    del names
    key = f"alarm_name.{key_of(body.code)}"
    return {"code": w.say(key) if w.has(key) else body.code}


def _settled(w: Words, body: Any, names: Names) -> dict[str, str]:
    del names
    return {"more": f": {code_words(w, body.code)}" if body.code else ""}


_SPECIAL: Final[dict[str, Callable[..., dict[str, str]]]] = {
    "report": _report,
    "unit_status": _unit,
    "search_done": _search,
    "conditions": _conditions,
    "persons": _persons,
    "person": _person,
    "warning_sent": _warning,
    "warning_acknowledged": _acknowledged,
    "warning_rung": _rung,
    "warning_ended": _ended,
    "closure_proposed": _closure,
    "purge": _purge,
    "shown": _showing,
    "boat": lambda w, b, _: {"label": w.say("detail.label", label=b.label) if b.label else ""},
    "identification": lambda w, b, _: {"by": w.say("detail.by", by=b.by) if b.by else ""},
    "alarm": _alarm,
    "alarm_acknowledged": _alarm,
    "conflict_settled": _settled,
    "missing": lambda w, b, _: {"count": _many(w, "persons", b.count)},
}
