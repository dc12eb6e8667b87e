"""The words about evidence other than search: what it was, what it changed, what to measure."""

from __future__ import annotations

from typing import Any, Final

from lastknown.desk._evidenceentries import EvidenceEntry
from lastknown.desk.document import DriftDocument, PlanDocument
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Block, Heading, Items, Para, Row
from lastknown.search.unit import AIR_KINDS

__all__ = ["evidence", "loud", "measure", "rows"]

_DOUBTED: Final = 0.5
"""Probability of being wrong from which it is said beside a piece of evidence."""

Document = DriftDocument | PlanDocument


def loud(w: Words, document: Document) -> list[Block]:
    """Return a warning for every piece of evidence that fits nothing in the picture."""
    return [
        Para(w.say("evidence.loud", told=_told(w, entry, document["at"])), warning=True)
        for entry in document["evidence"]
        if entry["fits_nothing"]
    ]


def rows(w: Words, document: Document) -> list[Row]:
    """Return the line of the first page that counts the evidence; none where there is none."""
    count = len(document["evidence"])
    if not count:
        return []
    return [(w.say("evidence.label"), w.say("evidence.counted", count=w.number(count)))]


def evidence(w: Words, document: Document) -> list[Block]:
    """Return every piece of evidence and what it changed."""
    lines = tuple(
        w.say(
            "evidence.line",
            told=_told(w, entry, document["at"]),
            changed=_changed(w, entry),
        )
        for entry in document["evidence"]
    )
    return [Heading(w.say("heading.evidence"), "evidence"), Items(lines)] if lines else []


def measure(w: Words, document: Document) -> list[str]:
    """Return the order to measure the current on scene, and what that is worth where known."""
    entry: Any = document.get("measure")
    if entry is None:
        return []
    at = document["at"]
    ship = "_ship" if entry["how"] == "set and drift" else ""
    units: Any = document.get("units", [])
    flies = any(each["name"] == entry["unit"] and each["kind"] in AIR_KINDS for each in units)
    own = "_air" if flies else ship
    ask = w.say(f"do.measure{own}", name=entry["unit"], clock=w.clock(entry["begin"], at))
    before, after = entry["area_50_before_nm2"], entry["area_50_nm2"]
    if before is None or after is None:
        return [ask]
    worth = w.say(
        f"do.measure_worth{ship}",
        end=w.clock(entry["end"], at),
        later=w.clock(entry["later"], at),
        before=w.area(before),
        after=w.area(after),
    )
    return [f"{ask} {worth}"]


def _told(w: Words, entry: EvidenceEntry, at: str) -> str:
    """Return what a piece of evidence was, when, what it is called and who said so."""
    begin, end = w.clock(entry["begin"], at), w.clock(entry["end"], at)
    clock = end if begin == end else w.say("evidence.span", begin=begin, end=end)
    told = w.say(f"evidence.{entry['kind']}", **_shown(w, entry["told"]))
    boat = entry["told"].get("boat", "")
    named = ", ".join(text for text in (boat, entry["name"], entry["source"]) if text)
    return w.say("evidence.told", clock=clock, told=told, named=f" ({named})" if named else "")


def _shown(w: Words, told: dict[str, Any]) -> dict[str, str]:
    """Return the figures of a piece of evidence by the units in their names."""
    shown = {}
    for name, value in told.items():
        if name in ("position", "seen_from", "of"):
            shown[name] = w.position(value)
        elif name == "track":
            shown[name] = w.number(len(value))
        elif name.endswith("_deg"):
            shown[name] = w.bearing(value)
        elif name.endswith("_kn"):
            shown[name] = w.knots(value)
        elif name.endswith(("_m", "_percent")):
            shown[name] = w.number(value)
    return shown


def _changed(w: Words, entry: EvidenceEntry) -> str:
    """Return what a piece of evidence changed, and a doubt about it."""
    areas = w.say(
        "evidence.areas",
        before=w.area(entry["area_50_before_nm2"]),
        after=w.area(entry["area_50_nm2"]),
        particles=w.number(entry["effective_particles"]),
    )
    if entry["moved_deg"] is None:
        moved = w.say("evidence.stayed")
    else:
        far, toward = w.nm(entry["moved_nm"]), w.bearing(entry["moved_deg"])
        moved = w.say("evidence.moved", distance=far, bearing=toward)
    text, wrong = w.say("evidence.changed", moved=moved, areas=areas), entry["wrong"]
    if entry["fits_nothing"]:
        return w.say("evidence.fits_nothing", changed=text)
    if wrong is None or wrong < _DOUBTED:
        return text
    return w.say("evidence.doubted", changed=text, wrong=w.percent(wrong))
