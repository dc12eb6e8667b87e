"""Who may run over a boat, in words: from the answer alone, in one language.

The answer comes first: the call to all ships, the chance that any of them strikes, the ships that
pass soon, the few that make up most of the chance. How old the picture is comes after it, but a
stale one is in the headline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lastknown.desk.ships.dealt import dealt_lines
from lastknown.desk.ships.document import (
    CallEntry,
    CombinedEntry,
    RiskDocument,
    RiskEntry,
    ShipEntry,
    ShipWarning,
    SoundEntry,
)
from lastknown.desk.ships.heardwords import age_words, head_line, heard_lines
from lastknown.desk.ships.speaking import clock_words, entry_name, ship_words
from lastknown.desk.words import NO_BREAK, Words
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, MINUTE

__all__ = [
    "HELD",
    "MOST",
    "chance_words",
    "combined_lines",
    "risk_line",
    "risk_words",
    "tells_words",
    "told_lines",
    "warn_line",
]

MOST: Final = 5
"""Ships that are listed at most (judgement): what one person can call by name within a quarter of
an hour, at three minutes each, after the call to all ships; all are in the JSON."""

HELD: Final = 0.9
"""The list ends where its ships make up so much of all ships' probabilities (judgement)."""

_NOW_S: Final = 180.0
"""What is nearer in time than this is now (judgement): a call takes as long."""

_SOON_S: Final = 1800.0
"""Ships to warn that pass within this come first (judgement): for the others there is time."""
_MOST_SOON: Final = 3
"""So many of them at most, the riskiest, so that the riskiest of all have room below."""

_RARE = 1e-4
"""A chance below this of running over persons in the water is not worth saying (judgement)."""

_SMALL = 0.005
"""A share below this of coming within reach of its wash is not worth saying (judgement)."""

_LOST_MIN = 20.0
"""A ship that was not heard for so long, minutes, is called lost (`ships.predict.LOST_S`)."""

_OLD_MIN = 10.0
"""Age of a ship's last position from which on it is said, minutes: a ship under way sends every few
seconds, one at anchor every three minutes (ITU-R M.1371-5, table 1)."""


def risk_words(
    document: RiskDocument, lang: str = "en", *, texts: bool = False, every: bool = False
) -> str:
    """Return the answer in words.

    Parameters
    ----------
    texts : whether what each ship of the list is told stands below, as sent and as read out.
    every : list all ships, not only those that matter most.

    Raises
    ------
    LastknownError : the language is not available.
    """
    w = ship_words(lang)
    at, heard, risk = document["at"], document["heard"], document["risk"]
    soon, riskiest = _foremost(risk, at, every=every)
    shown = [*soon, *riskiest]
    sections = [
        [head_line(w, document["name"], at, heard)],
        [*_call(w, document["call"], texts=texts)],
        [*_together(w, document)] if heard["ships"] else [],
        [*_list(w, soon, riskiest, document)],
        [*_others(w, shown, risk, at, every=every)],
        [w.say("risk.given")] if risk else [],
        [*heard_lines(w, heard, at)],
        *(
            told_lines(w, each["ship"], each["warning"]["words"][w.lang])
            for each in shown
            if texts and each["warning"] is not None
        ),
        [] if texts or document["call"] is None else [w.say("risk.more")],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _call(w: Words, call: CallEntry | None, *, texts: bool) -> Iterator[str]:
    if call is None:
        return
    yield w.say("risk.call", count=call["ships"])
    yield f"  {call['words'][w.lang]['text']}"
    if texts:
        yield w.say("risk.call_aloud")
        yield f"  {call['words'][w.lang]['aloud']}"


def _together(w: Words, document: RiskDocument) -> Iterator[str]:
    if not any(each["warn"] for each in document["risk"]):
        span = _span(w, document["at"], document["until"])
        yield w.say("risk.none", **span)
    yield from combined_lines(w, document["combined"], document["at"], document["until"])


def combined_lines(
    w: Words, combined: Sequence[CombinedEntry], at: str, until: str
) -> Iterator[str]:
    """Yield the chance of all ships together for each boat, and that they are taken as independent.

    Parameters
    ----------
    at, until : between which moments ships were looked at.
    """
    for each in combined:
        yield w.say(
            "risk.combined_boat" if each["boat"] else "risk.combined",
            boat=each["boat"],
            chance=chance_words(w, each["probability"], each["one_in"]),
            quarter=_percent(w, each["within_025_nm"]),
            **_span(w, at, until),
        )
        if each["in_water"] > _RARE:
            yield w.say("risk.combined_water", share=_percent(w, each["in_water"]))
    if combined:
        yield w.say("risk.independent")


def _span(w: Words, at: str, until: str) -> dict[str, str]:
    span_s = to_seconds(parse_time(until)) - to_seconds(parse_time(at))
    hours = span_s / HOUR
    over = f"{w.number(hours, 0 if hours >= 9.95 or hours.is_integer() else 1)} h"
    if hours < 1.0:
        over = w.say("heard.minutes", minutes=w.number(span_s / MINUTE, 0))
    return {"over": over, "until": clock_words(w, until, at)}


def _foremost(
    risk: Sequence[RiskEntry], at: str, *, every: bool
) -> tuple[list[RiskEntry], list[RiskEntry]]:
    """Return the ships to warn that pass soon, the first first, and then the riskiest.

    Of those that pass soon the riskiest `_MOST_SOON`; of the others as many as make up `HELD` with
    them, `MOST` in all. All, where `every`.
    """
    warned = [each for each in risk if each["warn"]]
    soon = [each for each in warned if _is_soon(each, at)]
    soon = sorted(soon if every else soon[:_MOST_SOON], key=_passes_s)
    others = [each for each in warned if not any(each is one for one in soon)]
    if every:
        return soon, others
    total, held = (sum(each["probability"] for each in several) for several in (risk, soon))
    found = list[RiskEntry]()
    for each in others:
        if len(soon) + len(found) == MOST or held > HELD * total:
            break
        found.append(each)
        held += each["probability"]
    return soon, found


def _list(
    w: Words, soon: Sequence[RiskEntry], riskiest: Sequence[RiskEntry], document: RiskDocument
) -> Iterator[str]:
    """Yield the ships of the list with what each is told: those that pass soon come first."""
    risk, at = document["risk"], document["at"]
    total = sum(each["probability"] for each in risk)
    warned = [each for each in risk if each["warn"]]
    several, passing = len(warned) - len(soon), sum(_is_soon(each, at) for each in warned)
    for number, each in enumerate([*soon, *riskiest]):
        if number == 0 and soon:
            key = "risk.title_soon" if len(soon) == passing else "risk.title_soon_part"
            yield w.say(key, count=len(soon), all=passing)
        if number == len(soon):
            part = sum(one["probability"] for one in riskiest) / total if total > 0.0 else 1.0
            key = "risk.title" if len(riskiest) == several else "risk.title_part"
            yield w.say(
                f"{key}_then" if soon else key,
                share=w.percent(part), count=len(riskiest), all=several,
            )  # fmt: skip
        yield f"{number + 1:3d}. {risk_line(w, each, at)}"
        if order := warn_line(w, each, at):
            yield f"     {order}"
        hers = each["ship"]["name"], each["ship"]["mmsi"]
        yield from (f"     {line}" for line in dealt_lines(w, document["dealt"], *hers, at))


def _others(
    w: Words, shown: Sequence[RiskEntry], risk: Sequence[RiskEntry], at: str, *, every: bool
) -> Iterator[str]:
    """Yield how many more ships there are: to warn, and near."""
    rest = [each for each in risk if each["warn"] and not any(each is one for one in shown)]
    others = [each for each in risk if not each["warn"]]
    if every and others:
        named = [w.say("risk.other", ship=_apart(w, e), chance=_chance(w, e)) for e in others]
        yield w.say("risk.others", ships=w.say("format.between").join(named))
        return
    if said := [*_rest(w, rest, at), *([w.say("risk.near", count=len(others))] if others else [])]:
        yield " ".join([*said, w.say("risk.all")])


def _rest(w: Words, rest: Sequence[RiskEntry], at: str) -> Iterator[str]:
    """Yield how many more are to be warned, and those of them that pass soonest."""
    if not rest:
        return
    yield w.say("risk.rest", count=len(rest))
    by_time = sorted(rest, key=_passes_s)
    if soon := [each for each in by_time if _is_soon(each, at)][:_MOST_SOON]:
        named = [f"{_apart(w, e, called=True)} {_soon(w, _passes(e), at)}" for e in soon]
        yield w.say("risk.soonest", ships=w.say("format.between").join(named))


def _soon(w: Words, passes: str, at: str) -> str:
    return w.say("risk.now") if _is_now(passes, at) else clock_words(w, passes, at)


def _is_soon(entry: RiskEntry, at: str) -> bool:
    return _passes_s(entry) - to_seconds(parse_time(at)) <= _SOON_S


def _is_now(time: str, at: str) -> bool:
    return to_seconds(parse_time(time)) - to_seconds(parse_time(at)) <= _NOW_S


def _passes(entry: RiskEntry) -> str:
    """Return when a ship passes; a day that never comes where the boat is not at sea then."""
    warning = entry["warning"]
    return warning["passes"] if warning is not None else "2999-01-01T00:00Z"


def _passes_s(entry: RiskEntry) -> float:
    return to_seconds(parse_time(_passes(entry)))


def _whose(w: Words, entry: RiskEntry) -> str:
    """Return the ship, and which boat it is near to where boats have names."""
    boat = w.say("risk.near_boat", boat=entry["boat"]) if entry["boat"] else ""
    return entry_name(w, entry["ship"]) + boat


def _apart(w: Words, entry: RiskEntry, *, called: bool = False) -> str:
    """Return the ship, `called` by name alone; with her place where another sends her MMSI."""
    ship = _called(entry["ship"]) if called else _whose(w, entry)
    if not entry["shares_mmsi"]:
        return ship
    return w.say("risk.near_place", ship=ship, position=w.position(entry["position"]))


def risk_line(w: Words, entry: RiskEntry, at: str) -> str:
    """Return one ship of the list in one line; times of another day than `at` with their day."""
    ship, boat = entry["ship"], entry["boat"]
    more = "".join(
        [
            tells_words(w, entry["status"], entry["status_outdated"], entry["speed_kn"] or 0.0),
            w.say("risk.water", share=_percent(w, entry["in_water"]))
            if entry["in_water"] > _RARE
            else "",
            w.say("risk.wash", share=w.percent(entry["wash"])) if entry["wash"] > _SMALL else "",
            w.say("risk.old", age=age_words(w, entry["age_min"]))
            if entry["age_min"] >= _OLD_MIN
            else "",
            w.say("risk.of_boat", boat=boat) if boat else "",
            w.say("risk.shared", position=w.position(entry["position"]))
            if entry["shares_mmsi"]
            else "",
        ]
    )
    return w.say(
        "risk.line" if ship["name"] else "risk.line_unnamed",
        ship=entry_name(w, ship),
        mmsi=f"{ship['mmsi']:09d}",
        chance=_chance(w, entry),
        share=w.percent(entry["share"]),
        nearest=_nearest(w, entry, at),
        quarter=_percent(w, entry["within_025_nm"]),
        more=more,
    )


def tells_words(w: Words, status: str | None, outdated: bool, speed_kn: float) -> str:
    """Return what a ship tells of herself; where she moves all the same, that too.

    Parameters
    ----------
    status : as of `RiskEntry`; None: nothing, and nothing is said. outdated : it is.
    speed_kn : over the ground, knots.
    """
    if status is None:
        return ""
    told = w.say(f"why.{status.replace(' ', '_')}")
    return w.say("risk.tells_but" if outdated else "risk.tells", told=told, speed=w.knots(speed_kn))


def _nearest(w: Words, entry: RiskEntry, at: str) -> str:
    if entry["nearest"] is None or entry["nearest_nm"] is None:
        return ""
    distance = w.nm(entry["nearest_nm"])
    if entry["speed_kn"] is None:
        return w.say("risk.nearest_untold", distance=distance)
    if entry["basis"] == "stopped" or entry["coming_from_deg"] is None:
        key = f"risk.nearest_stopped{'_now' if _is_now(entry['nearest'], at) else ''}"
        return w.say(key, distance=distance, clock=clock_words(w, entry["nearest"], at))
    clock = clock_words(w, entry["nearest"], at)
    bearing = w.bearing(entry["coming_from_deg"])
    return w.say("risk.nearest", clock=clock, distance=distance, bearing=bearing)


def warn_line(w: Words, entry: RiskEntry, at: str) -> str:
    """Return in one line what a ship is to be told; "" where it is not to be warned."""
    warning = entry["warning"]
    if warning is None:
        return ""
    side, least = warning["leave_to"], warning["least_nm"]
    return w.say(
        _warn_key(warning, at, entry["age_min"]),
        now=w.say("risk.is_there" if warning["inside"] else "risk.passes"),
        position=w.position(warning["circle"]["position"]),
        side="" if side is None else w.say(f"risk.{side}"),
        least="" if least is None else w.nm(least),
        clock=clock_words(w, warning["passes"], at),
    )


def _warn_key(warning: ShipWarning, at: str, age_min: float) -> str:
    known = age_min < _LOST_MIN  # else nobody knows whether it is there now
    there = warning["inside"] or (known and _is_now(warning["passes"], at))
    asks = warning["asks"]
    return f"risk.warn_{asks}{'_now' if asks != 'wait' and there else ''}"


def told_lines(w: Words, ship: ShipEntry, said: SoundEntry) -> list[str]:
    """Return what a ship is told, as sent and as read out, each under its heading."""
    name = _called(ship)
    return [
        w.say("risk.text", name=name),
        f"  {said['text']}",
        w.say("risk.text_aloud", name=name),
        f"  {said['aloud']}",
    ]


def _called(ship: ShipEntry) -> str:
    return ship["name"] or f"MMSI {ship['mmsi']:09d}"


def _chance(w: Words, entry: RiskEntry) -> str:
    return chance_words(w, entry["probability"], entry["one_in"])


def chance_words(w: Words, p: float, one_in: int | None) -> str:
    """Return a probability as one in so many and per cent; from one half on per cent alone."""
    if one_in is None:
        return w.say("risk.chance_none")
    if one_in < 2 or p >= 0.5:
        return w.say("risk.chance_sure", percent=w.percent(p))
    return w.say("risk.chance", many=w.number(one_in), percent=_percent(w, p))


def _percent(w: Words, p: float) -> str:
    """Return a small probability with a figure: one decimal below 10 %, two below 0.1 %."""
    if p <= 0.00005:
        return w.say("risk.under", value=f"{w.number(0.01, 2)}{NO_BREAK}%")
    if p >= 0.0995:
        return w.percent(p)
    return f"{w.number(100.0 * p, 1 if p >= 0.00095 else 2)}{NO_BREAK}%"
