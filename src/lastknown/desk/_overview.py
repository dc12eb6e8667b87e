"""Of a plan as a whole, in words: who goes where, what is left over, its proof, what would help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lastknown.desk.document import (
    BoatEntry,
    DriftDocument,
    HelpEntry,
    PlanDocument,
    RemainingEntry,
    UnitEntry,
)
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Block, Facts, Heading, Items, Para, Row

__all__ = [
    "LEAST_LIVES",
    "SHIPS",
    "area_text",
    "asked_for",
    "helps",
    "launches",
    "left_over",
    "lives",
    "moving",
    "ordered",
    "overview",
    "proof",
]

MOST_HELPS: Final = 3
WORTH_TELLING: Final = 0.01
"""A gain or loss below this is left out."""

SURE: Final = 0.99
"""Ceiling above which it is said to be nearly all."""

LEAST_LIVES: Final = 0.05
"""Lives below which none are told, and no difference."""

SHIPS: Final = ("ship", "fishing-vessel", "yacht")
"""Kinds of unit that are under way as a rule, and are sent rather than launched (judgement)."""


def overview(w: Words, document: PlanDocument) -> list[Block]:
    """Return who goes where in the order of their arrival, what all find, and what is left over."""
    at, units = document["at"], document["units"]
    go = sorted((u for u in units if u["launch_now"]), key=lambda u: u["arrive"] or "")
    stay = [unit for unit in units if not unit["launch_now"]]
    lines = [_line(w, unit, at) for unit in go] + [_stays(w, unit) for unit in stay]
    blocks: list[Block] = [
        Heading(w.say("heading.who"), "who"),
        Items(tuple(lines), numbered=True),
    ]
    rows = left_over(w, document["remaining"], at)
    return [
        *blocks,
        Para(_together(w, document)),
        *([Facts(tuple(rows))] if rows else []),
        *proof(w, document),
    ]


def _together(w: Words, document: PlanDocument) -> str:
    """Return what all units find, and in a plan for POS the lives that it saves besides."""
    pos, saved = w.percent(document["pos"]), document["lives"] or 0.0
    if document["objective"] == "lives" or saved < LEAST_LIVES:
        return w.say("unit.all", pos=pos)
    return w.say("unit.all_lives", pos=pos, lives=_range(w, saved, document["lives_range"]))


def _line(w: Words, unit: UnitEntry, at: str) -> str:
    """Return one unit's task in a line or two."""
    depart, arrive = (w.clock(time or at, at) for time in (unit["depart"], unit["arrive"]))
    text = w.say(
        "who.line",
        name=unit["name"],
        order=ordered(w, "who", unit, depart),
        arrive=arrive,
        area=w.say(
            "who.area_VS" if unit["pattern"] == "VS" else "who.area",
            pattern=unit["pattern"],
            length=w.number(unit["length_nm"] or 0.0, 1),
            width=w.nm(unit["width_nm"] or 0.0),
            radius=w.nm(0.5 * (unit["length_nm"] or 0.0)),
        ),
        position=w.position(unit["start"] or unit["steer_to"]),
        bearing=w.bearing(unit["start_bearing_deg"] or 0.0),
        distance=w.nm(unit["start_distance_nm"] or 0.0),
        pos=w.percent(unit["pos"]),
    )
    saved = unit["lives"] or 0.0
    if saved >= LEAST_LIVES:
        text += w.say("who.lives", lives=w.number(saved, 1))
    return text + (w.say("who.over_land") if unit["over_land"] else "")


def _stays(w: Words, unit: UnitEntry) -> str:
    why = w.say(f"who.{unit['launch_reason']}", clock="")
    endurance = w.number(unit["endurance_h"], 1)
    return w.say("who.stays", name=unit["name"], why=why, endurance=endurance)


def ordered(w: Words, section: str, unit: UnitEntry, clock: str = "") -> str:
    """Return whether a unit goes, and when; a ship under way is not launched, and has own words."""
    own = f"{section}.{unit['launch_reason']}_ship"
    key = own if unit["kind"] in SHIPS and w.has(own) else f"{section}.{unit['launch_reason']}"
    return w.say(key, clock=clock)


def area_text(w: Words, unit: UnitEntry) -> str:
    """Return a unit's area as it is said on the radio, by its pattern, and how it moves."""
    named = f"unit.area_value_{unit['pattern']}"
    text = w.say(
        named if w.has(named) else "unit.area_value",
        pattern=unit["pattern"],
        length=w.number(unit["length_nm"] or 0.0, 1),
        width=w.nm(unit["width_nm"] or 0.0),
        radius=w.nm(0.5 * (unit["length_nm"] or 0.0)),
        course=w.bearing(unit["orientation_deg"] or 0.0),
        creep=w.bearing(unit["creep_deg"] or 0.0),
        spacing=w.nm(unit["track_spacing_nm"] or 0.0),
        side=w.say(f"unit.{_side(unit)}"),
    )
    motion = moving(w, unit)
    return w.say("unit.area_moves", area=text, motion=motion) if motion else text


def _side(unit: UnitEntry) -> str:
    """Return to which side an expanding square or a sector search turns."""
    turn = ((unit["creep_deg"] or 0.0) - (unit["orientation_deg"] or 0.0)) % 360.0
    return "port" if turn > 180.0 else "starboard"


def moving(w: Words, unit: UnitEntry) -> str:
    """Return how the area moves with the datum, or "" where it is fixed to the ground."""
    toward, speed = unit["drift_toward_deg"], unit["drift_kn"]
    if toward is None or not speed:
        return ""
    return w.say("unit.moves", bearing=w.bearing(toward), speed=w.knots(speed))


def left_over(w: Words, remaining: RemainingEntry | None, at: str) -> list[Row]:
    """Return the share that the plan does not find and where that lies."""
    if remaining is None:
        return []
    half = min(remaining["contours"], key=lambda area: abs(area["level"] - 0.5))
    text = w.say(
        "remaining.value",
        share=w.percent(remaining["share"]),
        position=w.position(remaining["most_likely"]),
        level=w.level(half["level"]),
        area=w.area(half["area_nm2"]),
        clock=w.clock(remaining["at"], at),
    )
    return [(w.say("remaining.label"), text)]


def proof(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return how good the plan is beside what its units could find at best."""
    figures = [document.get(key) for key in ("reference", "ceiling", "pos", "pos_error")]
    reference, ceiling, pos, error = (x if isinstance(x, float) else None for x in figures)
    if reference is None or ceiling is None or pos is None:
        return []
    give = "" if error is None else w.say("how.proof_error", error=w.level(round(error, 3)))
    name = "how.proof" if ceiling <= SURE else "how.proof_open"
    told = {"reference": w.percent(reference), "pos": w.percent(pos), "error": give}
    text = w.say(name, ceiling=w.percent(ceiling), **told)
    if document.get("objective") == "lives":
        text = w.say("how.proof_of_pos", text=text)
    return [Para(text)]


def lives(w: Words, document: PlanDocument) -> list[Block]:
    """Return the lives gained, against the plan for the most POS alone, boat by boat."""
    if document["objective"] != "lives" or document["lives"] is None:
        return []
    saved = _range(w, document["lives"], document["lives_range"])
    beside = document["beside"]
    text = w.say("lives.sum", lives=saved, pos=w.percent(document["pos"]))
    if beside is not None and beside["lives"] is not None:
        other = _range(w, beside["lives"], beside["lives_range"])
        text = w.say("lives.beside", text=text, lives=other, pos=w.percent(beside["pos"]))
    boats = [_boat(w, boat) for boat in document["boats"]] if len(document["boats"]) > 1 else []
    return [
        Heading(w.say("heading.lives"), "lives"),
        Para(text),
        *([Items(tuple(boats))] if boats else []),
    ]


def _range(w: Words, lives: float, span: Sequence[float] | None) -> str:
    """Return lives with the least and the most by the three survival curves."""
    told = w.number(lives, 1)
    low, high = (w.number(each, 1) for each in span or (lives, lives))
    if span is None or low == told == high:
        return w.say("lives.no_range", lives=told)
    return w.say("lives.range", lives=told, low=low, high=high)


def _boat(w: Words, boat: BoatEntry) -> str:
    gained = 0.0 if boat["lives"] is None else boat["lives"]
    said = {"name": boat["name"], "pos": w.percent(boat["pos"]), "lives": w.number(gained, 1)}
    if boat["lives_beside"] is None or boat["pos_beside"] is None:
        return w.say("lives.boat", **said)
    said["pos_beside"] = w.percent(boat["pos_beside"])
    more = gained - boat["lives_beside"]
    if abs(more) < LEAST_LIVES:
        return w.say("lives.boat_same", **said)
    named = "lives.boat_gains" if more > 0.0 else "lives.boat_loses"
    return w.say(named, difference=w.number(abs(more), 1), **said)


def _told(document: DriftDocument | PlanDocument) -> list[HelpEntry]:
    """Return the two or three to tell; waiting for light is told where it loses too."""
    told: list[HelpEntry] = document.get("help", [])  # type: ignore[assignment]
    good = [each for each in told if _worth(each) >= WORTH_TELLING][:MOST_HELPS]
    bad = [each for each in told if each["kind"] == "light" and _worth(each) <= -WORTH_TELLING]
    now = [each for each in told if each["kind"] == "now" and each not in good]
    return [*good, *bad[: MOST_HELPS - len(good)], *now]


def _worth(entry: HelpEntry) -> float:
    """Return the POS that it adds, or in a plan for lives a tenth of the lives."""
    return entry["gain"] if entry["lives"] is None else 0.1 * entry["lives"]


def launches(w: Words, units: Sequence[UnitEntry], at: str) -> list[str]:
    """Return which units to order out now, and which to keep ready for later."""
    found: dict[str, list[str]] = {}
    for unit in units:
        if unit["launch_now"] and not unit["fixed"]:
            waits, name = unit["launch_reason"] == "at_time", unit["name"]
            if waits:
                clock = w.clock(unit["depart"] or at, at)
                name = w.say("do.later_item", name=name, clock=clock)
            own = "_ship" if unit["kind"] in SHIPS else ""
            found.setdefault(f"do.{'later' if waits else 'launch'}{own}", []).append(name)
    steps = (f"do.{step}{own}" for step in ("launch", "later") for own in ("", "_ship"))
    return [w.say(step, names=", ".join(found[step])) for step in steps if step in found]


def asked_for(w: Words, document: DriftDocument | PlanDocument) -> list[str]:
    """Return what would help most as things to do: what to ask for, whether to wait for light."""
    told = _told(document)
    units = [each for each in told if each["kind"] == "unit"]
    steps = [_help(w, each, document["at"]) for each in told if each["kind"] != "unit"]
    if units:
        items = (
            w.say(
                "help.item", kind=w.say(f"kind.{each['unit_kind']}"), gain=w.percent(each["gain"])
            )
            for each in units
        )
        steps.append(w.say("help.do", list=", ".join(items)))
    return steps


def helps(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return what one more unit would add, each in full with what is assumed."""
    units = [each for each in _told(document) if each["kind"] == "unit"]
    lines = [_help(w, each, document["at"]) for each in units]
    return [Heading(w.say("heading.help"), "help"), Items(tuple(lines), True)] if lines else []


def _help(w: Words, entry: HelpEntry, at: str) -> str:
    shown = {"name": entry["unit"], "place": entry["position_of"], "lives": _cost(w, entry)}
    shown |= {"gain": w.percent(abs(entry["gain"])), "clock": w.clock(entry["arrive"], at)}
    if entry["kind"] != "unit":
        change = "help.adds" if entry["gain"] >= 0.0 else "help.loses"
        shown["change"] = w.say(change, gain=shown["gain"])
        later = _later(w, abs(entry["later_min"] or 0.0))
        if entry["kind"] == "now":
            return w.say("help.now", later=later, **shown)
        named = "help.light" if _worth(entry) > 0.0 else "help.no_light"
        return w.say(named, later=later, **shown)
    kind = w.say(f"kind.{entry['unit_kind']}")
    if entry["unit"]:
        return w.say("help.copy", kind=kind, **shown)
    width = entry["sweep_width_nm"]
    widths = "help.tables" if entry["widths"] == "tables" else "help.widths_of"
    return w.say(
        "help.standard",
        kind=kind,
        speed=w.number(entry["speed_kn"]),
        search=w.number(entry["search_speed_kn"]),
        hours=w.number(entry["endurance_h"]),
        boat=w.nm(width["boat"]),
        person=w.nm(width["person"]),
        source=w.say(widths, name=entry["widths"]),
        **shown,
    )


def _cost(w: Words, entry: HelpEntry) -> str:
    """Return the lives that it adds or costs, where that is known."""
    if entry["lives"] is None:
        return ""
    named = "help.lives_more" if entry["lives"] >= 0.0 else "help.lives_less"
    return w.say(named, lives=w.number(abs(entry["lives"]), 1))


def _later(w: Words, minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return w.say("format.span", h=hours, m=f"{rest:02d}").replace(" ", "\N{NO-BREAK SPACE}")
