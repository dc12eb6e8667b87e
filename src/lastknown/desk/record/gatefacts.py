"""What the closure gate is told of a boat, from the record and the association alone.

Nothing here reads a clock: that nobody called, and for how long, is no fact.
"""

from __future__ import annotations

import math
from typing import Final

from lastknown.boats.links import order_factor
from lastknown.boats.report import SAVED, Report
from lastknown.case import decided, told
from lastknown.case.entries import Entry
from lastknown.case.sections import BoatState
from lastknown.desk.record.associate import LEAST, Weighed
from lastknown.desk.record.gate import (
    LATER_P,
    POSITIVE,
    SURE,
    GateFacts,
    Identified,
    Later,
    Rescued,
    Settled,
)
from lastknown.desk.record.standing import Standing, said
from lastknown.people.tally import Tally
from lastknown.times import to_seconds

__all__ = ["ALLEGED", "gate_facts"]

ALLEGED: Final = 0.5
"""Least probability with which a rescue is alleged to be of a boat, where no person says so."""

_FOR: Final = ("certain", "likely")


def gate_facts(stands: Standing, weighed: Weighed, state: BoatState, tally: Tally) -> GateFacts:
    """Return what the gate looks at for one boat."""
    of = weighed.by_report(state.boat)
    rescues = [r for r in weighed.reports if r.kind in SAVED]
    alleged = _alleged(weighed, state.boat, rescues, of)
    disputed = [w.report for w in weighed.linked.words[state.boat] if w.belief is None]
    identified = _identified(stands, weighed, state.boat, of)
    return GateFacts(
        boat=state.boat,
        tally=tally,
        reports={name: p for name, p in of.items() if p >= LEAST},
        rescues=_rescued(weighed, state.boat, rescues, of),
        identifications=identified,
        proved=_proved(weighed, state.boat, identified),
        disputed=tuple(disputed),
        contradictory=(*_contradictory(weighed, state), *_claimed(stands, weighed, state.boat)),
        later=_later(weighed.reports, alleged, of),
        settled=_settled(stands, weighed, state.boat),
        carried=state.missing or 0,
    )


def _rescued(
    weighed: Weighed, boat: str, rescues: list[Report], of: dict[str, float]
) -> tuple[Rescued, ...]:
    """Return the rescues with their probability; one that is sure must be so by `Weighed.firm`."""
    if any(of[r.id] >= SURE for r in rescues):
        of = weighed.by_report(boat, firm=True)
    return tuple(Rescued(r.id, r.time_s, of[r.id]) for r in rescues)


def _proved(weighed: Weighed, boat: str, made: tuple[Identified, ...]) -> tuple[str, ...]:
    """Return the reports held to be of a boat that were identified and are surely of that rescue.

    Where the report that the boat is known by is not, it may go by these: links that are certain.
    One that is named here was identified in two ways: a phone that rings may have been passed on,
    and one entry in fifty is wrong.
    """
    held = {word.report for word in weighed.linked.words[boat] if word.belief in _FOR}
    ways: dict[tuple[str, str], set[str]] = {}
    for each in made:
        if each.same and each.report in held and each.how in POSITIVE:
            ways.setdefault((each.report, each.rescue), set()).add(each.how)
    twice = {pair for pair, how in ways.items() if len(how) > 1}
    sure = {pair for pair in twice if weighed.association.same(*pair) >= SURE}
    found = {a for a, rescue in sure if weighed.evidence.same(a, rescue) >= SURE}
    return tuple(r.id for r in weighed.reports if r.id in found)


def _alleged(
    weighed: Weighed, boat: str, rescues: list[Report], of: dict[str, float]
) -> dict[str, Report]:
    """Return the rescues that somebody, or the association, holds to be of the boat.

    The most probable one is among them, where it may be: the gate is asked about it.
    """
    held = {
        word.report
        for word in weighed.linked.words[boat]
        if word.belief in ("certain", "likely", None)
    }
    best = max(rescues, key=lambda r: (of[r.id], -r.time_s, r.id), default=None)
    named = held | ({best.id} if best is not None and of[best.id] >= LATER_P else set())
    return {r.id: r for r in rescues if r.id in named or of[r.id] >= ALLEGED}


def _identified(
    stands: Standing, weighed: Weighed, boat: str, of: dict[str, float]
) -> tuple[Identified, ...]:
    """Return the identifications, for and against, of reports that may be of the boat.

    One that is for it must be of a report that was no rescue itself, and that people do not hold to
    be of another boat alone: two boats that people named are not made one by an identification.
    """
    saved = _saved(weighed)
    found = []
    for entry, body, report, rescue in _compared(stands, weighed):
        held = weighed.linked.boats_of(report)
        unheld = body.same and (report in saved or (held and boat not in held))
        if of.get(report, 0.0) >= LATER_P and not unheld:
            at_s = to_seconds(entry.happened.at)
            how, same = body.how, body.same
            found.append(Identified(entry.id, report, rescue, how, same, at_s, entry.role))
    return tuple(found)


def _saved(weighed: Weighed) -> set[str]:
    return {r.id for r in weighed.reports if r.kind in SAVED}


def _compared(
    stands: Standing, weighed: Weighed
) -> list[tuple[Entry, told.Identification, str, str]]:
    """Return every identification that stands with its report and its rescue, whichever came first.

    Where one of the two was retracted there is nothing left to compare.
    """
    saved, found = _saved(weighed), []
    for entry, body in said(stands, told.Identification):
        report, rescue = stands.now.get(body.report), stands.now.get(body.rescue)
        if report in saved and rescue not in saved:
            report, rescue = rescue, report
        if report is not None and rescue is not None:
            found.append((entry, body, report, rescue))
    return found


def _claimed(stands: Standing, weighed: Weighed, boat: str) -> list[tuple[str, ...]]:
    """Return, for each rescue that is identified as this boat's and as another's, all that says so.

    One of them is wrong, or the two boats are one: either way a person must say which.
    """
    ours: dict[str, list[str]] = {}
    theirs: dict[str, list[str]] = {}
    for entry, body, report, rescue in _compared(stands, weighed):
        held = weighed.linked.boats_of(report)
        if body.same and held:
            (ours if boat in held else theirs).setdefault(rescue, []).append(entry.id)
    return [tuple(sorted({*ours[each], *theirs[each]})) for each in ours if each in theirs]


def _later(
    reports: tuple[Report, ...], alleged: dict[str, Report], of: dict[str, float]
) -> tuple[Later, ...]:
    """Return the reports that came after a rescue which is alleged to be of the boat."""
    found = []
    for rescue in alleged.values():
        for report in reports:
            after = report.time_s - rescue.time_s
            if report.id != rescue.id and after > 0.0 and of[report.id] >= LEAST:
                factor = math.exp(order_factor(rescue, report))
                found.append(Later(report.id, rescue.id, factor, of[report.id], after))
    return tuple(found)


def _contradictory(weighed: Weighed, state: BoatState) -> tuple[tuple[str, ...], ...]:
    """Return the contradictions in which a link to this boat takes part.

    One report that is held to be of two boats is one: on it both would be closed by one rescue.
    """
    own = {link.entry for link in state.links}
    against = [each for each in weighed.linked.contradictory if own.intersection(each)]
    return tuple(dict.fromkeys([*against, *_shared(weighed, state.boat)]))


def _shared(weighed: Weighed, boat: str) -> list[tuple[str, ...]]:
    """Return, for each report that people hold to be of this boat and of others, those links."""
    words = weighed.linked.words
    ours = {word.report for word in words[boat] if word.belief in _FOR}
    held = [word for each in words.values() for word in each if word.belief in _FOR]
    boats = {name: {word.boat for word in held if word.report == name} for name in sorted(ours)}
    return [
        tuple(sorted(link for word in held if word.report == name for link in word.entries))
        for name, of in boats.items()
        if len(of) > 1
    ]


def _settled(stands: Standing, weighed: Weighed, boat: str) -> tuple[Settled, ...]:
    """Return what persons settled.

    An entry that had been replaced by then counts as what stood for it. What was corrected, or
    disputed, only afterwards is not what they settled, nor what was settled of another boat.
    """
    order = {one.entry.id: place for place, one in enumerate(stands.picture.log)}
    words = weighed.linked.words[boat]
    disputed = {
        word.report: max(order[link] for link in word.entries)
        for word in words
        if word.belief is None
    }
    found = []
    for entry, body in said(stands, decided.ConflictSettled):
        if body.boat not in (None, boat):
            continue
        by = order[entry.id]
        now = {stands.now.get(name, name) for name in body.entries}
        known = {name for name in now if order.get(name, by) <= by > disputed.get(name, -1)}
        kept = {*body.entries, *known} - {n for n in body.entries if disputed.get(n, -1) > by}
        found.append(Settled(entry.id, tuple(sorted(kept)), entry.role, body.code))
    return tuple(found)
