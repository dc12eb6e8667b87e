"""Who may run over a boat, in words: from the answer alone, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lastknown.desk.ships.document import (
    CombinedEntry,
    HeardEntry,
    RiskDocument,
    RiskEntry,
    ShipEntry,
)
from lastknown.desk.ships.speaking import entry_name, ship_words
from lastknown.desk.words import NO_BREAK, Words
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR

__all__ = [
    "MOST",
    "age_words",
    "chance_words",
    "combined_line",
    "heard_lines",
    "risk_line",
    "risk_words",
]

MOST: Final = 12
"""Ships to warn that are printed; all are in the JSON."""

_NOW_S: Final = 180.0
"""What is nearer in time than this is now (judgement): a call takes as long."""

_ALONE: Final = 5
"""From more ships to warn than this on one call to all ships is the quicker way (judgement)."""

_SMALL = 0.005
"""A share below this of coming within reach of its wash is not worth saying (judgement)."""

_OLD_MIN = 10.0
"""Age of a ship's last position from which on it is said, minutes: a ship under way sends every few
seconds, one at anchor every three minutes (ITU-R M.1371-5, table 1)."""


def risk_words(document: RiskDocument, lang: str = "en", *, texts: bool = False) -> str:
    """Return the answer in words.

    Parameters
    ----------
    texts : whether what each ship is told stands below, as sent and as read out.

    Raises
    ------
    LastknownError : the language is not available.
    """
    w = ship_words(lang)
    at = document["at"]
    head = w.say("risk.head", name=document["name"], at=f"{w.date(at)} {_clock(w, at)}")
    sections = [
        [head],
        [*heard_lines(w, document["heard"])],
        [*_list(w, document["risk"], at, document["until"], document["heard"])],
        [combined_line(w, each) for each in document["combined"] if document["heard"]["ships"]],
        [w.say("risk.given")] if document["risk"] else [],
        *([*_texts(w, each)] for each in document["risk"] if texts),
        [] if texts or not any(e["warning"] for e in document["risk"]) else [w.say("risk.more")],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def heard_lines(w: Words, heard: HeardEntry) -> Iterator[str]:
    """Yield how good the picture of the ships is, and what is not in it."""
    if heard["age_min"] is None or not heard["ships"]:
        yield w.say("heard.none")
        if heard["age_min"] is None and (newest := heard["newest"]):
            yield w.say("heard.elsewhen", newest=f"{w.date(newest)} {_clock(w, newest)}")
        return
    key = "heard.stale" if heard["stale"] else "heard.line"
    said = w.say(key, ships=w.number(heard["ships"]), age=age_words(w, heard["age_min"]))
    yield f"{said} {w.say('heard.silent')}"


def age_words(w: Words, minutes: float) -> str:
    """Return how old something is: minutes, from 100 on hours and minutes."""
    whole = max(round(minutes), 0)
    if whole < 100:
        return w.say("heard.minutes", minutes=whole)
    return w.say("heard.hours", hours=whole // 60, minutes=whole % 60)


def _list(
    w: Words, risk: Sequence[RiskEntry], at: str, until: str, heard: HeardEntry
) -> Iterator[str]:
    if not heard["ships"]:
        return
    span = (to_seconds(parse_time(until)) - to_seconds(parse_time(at))) / HOUR
    values = {"hours": w.number(span, 0 if span >= 9.95 or span.is_integer() else 1)}
    warned = [each for each in risk if each["warn"]]
    others = [each for each in risk if not each["warn"]]
    yield w.say("risk.title" if warned else "risk.none", until=w.clock(until, at), **values)
    for number, each in enumerate(warned[:MOST], start=1):
        yield f"{number:3d}. {risk_line(w, each, at)}"
        if order := warn_line(w, each, at):
            yield f"     {order}"
    if len(warned) > MOST:
        yield "     " + w.say("risk.rest", count=len(warned) - MOST)
    if len(warned) > _ALONE:
        yield w.say("risk.all_ships", count=len(warned))
    if others:
        named = [
            w.say("risk.other", ship=_whose(w, each), chance=_chance(w, each))
            for each in others[:_MOST_OTHERS]
        ]
        yield w.say("risk.others", ships=w.say("format.between").join(named))


_MOST_OTHERS = 8


def _whose(w: Words, entry: RiskEntry) -> str:
    """Return the ship, and which boat it is near to where boats have names."""
    boat = w.say("risk.near_boat", boat=entry["boat"]) if entry["boat"] else ""
    return entry_name(w, entry["ship"]) + boat


def risk_line(w: Words, entry: RiskEntry, at: str) -> str:
    """Return one ship of the list in one line; times of another day than `at` with their day."""
    ship, boat = entry["ship"], entry["boat"]
    more = "".join(
        [
            w.say("risk.wash", share=w.percent(entry["wash"])) if entry["wash"] > _SMALL else "",
            w.say("risk.old", age=age_words(w, entry["age_min"]))
            if entry["age_min"] >= _OLD_MIN
            else "",
            w.say("risk.of_boat", boat=boat) if boat else "",
        ]
    )
    return w.say(
        "risk.line" if ship["name"] else "risk.line_unnamed",
        ship=entry_name(w, ship),
        mmsi=f"{ship['mmsi']:09d}",
        chance=_chance(w, entry),
        nearest=_nearest(w, entry, at),
        quarter=_percent(w, entry["within_025_nm"]),
        more=more,
    )


def _nearest(w: Words, entry: RiskEntry, at: str) -> str:
    if entry["nearest"] is None or entry["nearest_nm"] is None:
        return ""
    distance = w.nm(entry["nearest_nm"])
    if entry["basis"] == "stopped" or entry["coming_from_deg"] is None:
        return w.say("risk.nearest_stopped", distance=distance)
    clock = _clock(w, entry["nearest"], at)
    bearing = w.bearing(entry["coming_from_deg"])
    return w.say("risk.nearest", clock=clock, distance=distance, bearing=bearing)


def warn_line(w: Words, entry: RiskEntry, at: str) -> str:
    """Return in one line what a ship is to be told; "" where it is not to be warned."""
    warning = entry["warning"]
    if warning is None:
        return ""
    return w.say(
        _warn_key(entry["basis"], warning["passes"], at),
        position=w.position(warning["circle"]["position"]),
        side=w.say(f"risk.{warning['leave_to']}"),
        least=w.nm(warning["least_nm"]),
        clock=_clock(w, warning["passes"], at),
    )


def _warn_key(basis: str, passes: str, at: str) -> str:
    if basis == "stopped":
        return "risk.warn_stopped"
    soon = to_seconds(parse_time(passes)) - to_seconds(parse_time(at)) <= _NOW_S
    return "risk.warn_now" if soon else "risk.warn"


def _texts(w: Words, entry: RiskEntry) -> Iterator[str]:
    warning = entry["warning"]
    if warning is None:
        return
    name = _called(entry["ship"])
    said = warning["words"][w.lang]
    yield w.say("risk.text", name=name)
    yield f"  {said['text']}"
    yield w.say("risk.text_aloud", name=name)
    yield f"  {said['aloud']}"


def _called(ship: ShipEntry) -> str:
    return ship["name"] or f"MMSI {ship['mmsi']:09d}"


def combined_line(w: Words, combined: CombinedEntry) -> str:
    """Return the chance of all ships together for one boat."""
    return w.say(
        "risk.combined_boat" if combined["boat"] else "risk.combined",
        boat=combined["boat"],
        chance=chance_words(w, combined["probability"], combined["one_in"]),
        quarter=_percent(w, combined["within_025_nm"]),
    )


def _chance(w: Words, entry: RiskEntry) -> str:
    return chance_words(w, entry["probability"], entry["one_in"])


def chance_words(w: Words, p: float, one_in: int | None) -> str:
    """Return a probability as one in so many and per cent; from one half on per cent alone."""
    if one_in is None:
        return w.say("risk.chance_none")
    if one_in < 2:
        return w.say("risk.chance_sure", percent=w.percent(p))
    return w.say("risk.chance", many=w.number(one_in), percent=_percent(w, p))


def _percent(w: Words, p: float) -> str:
    """Return a small probability with a figure: one decimal below 10 %, two below 0.1 %."""
    if p <= 0.00005:
        return w.say("risk.under", value=f"{w.number(0.01, 2)}{NO_BREAK}%")
    if p >= 0.0995:
        return w.percent(p)
    return f"{w.number(100.0 * p, 1 if p >= 0.00095 else 2)}{NO_BREAK}%"


def _clock(w: Words, time: str, at: str | None = None) -> str:
    return f"{w.clock(time, at)}{NO_BREAK}UTC"
