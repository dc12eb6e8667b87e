"""The statements of persons that concern a boat, from `persons` entries and reports' own counts.

A statement that names the boat is about it. One that names a report, and a report's own count, are
about it with the probability that the report is. Where persons were taken up, the statement is tied
to its rescue: the one it names, else the last that is of the boat, so that one rescue told twice is
never summed. A rescue that relays another, and one that another centre wrote down of the same unit
within half an hour, are that rescue; so is one of the same unit, place and count that one centre
wrote twice, and that is shown as a conflict. A crew that counts on its deck knows at least so many
were on board, not who was lost before it came; how many they had been is the word of those who were
taken up, where the statement's source says so. What a machine enters is at least so many, too. Who
returned to the shore is told of as one group, whoever tells. Where a statement of a figure names a
report and no other source, it stands for what the report itself told of persons on board.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lastknown.boats.report import SAVED, Report
from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.case.rules import is_machine
from lastknown.case.values import Counts
from lastknown.desk.record.links import LEAST
from lastknown.desk.record.standing import Standing, said
from lastknown.desk.record.wordlists import is_dead, is_own_word, plain
from lastknown.geo.plane import metres_per_degree
from lastknown.people.statements import ABOUT, Said, Where, figure, interval
from lastknown.times import to_seconds
from lastknown.units import NM

if TYPE_CHECKING:
    from lastknown.desk.record.associate import Weighed

__all__ = ["statements", "statements_by"]

_TAKEN_UP = ("recovered_alive", "recovered_dead", "transferred")

ONE_RESCUE_S: Final = 1800.0
"""Two reports of a rescue by one unit within this time, s, may tell of one (judgement)."""

NEAR_M: Final = 2.0 * NM
"""So near, m, are the positions of a rescue that is told twice (judgement)."""


@dataclass(frozen=True, eq=False)
class _Reports:
    """The reports: as entries, as weighed, and with their probability of being of the boat.

    rescues : by rescue or recovery, the one that it tells of.
    """

    entries: dict[str, tuple[Entry, told.Report]]
    weighed: dict[str, Report]
    of: Mapping[str, float]
    rescues: dict[str, str]


def statements(stands: Standing, weighed: Weighed, boat: str) -> tuple[Said, ...]:
    """Return the statements of persons that are about a boat with probability 0.01 or more."""
    return statements_by(stands, weighed.reports, weighed.by_report(boat), boat)


def statements_by(
    stands: Standing, reports: Sequence[Report], of: Mapping[str, float], boat: str
) -> tuple[Said, ...]:
    """Return the statements of persons that are about a boat with probability 0.01 or more.

    Parameters
    ----------
    of : by id of each report the probability that it is of the boat.
    """
    entries = {entry.id: (entry, body) for entry, body in said(stands, told.Report)}
    by_id = {report.id: report for report in reports}
    known = _Reports(entries, by_id, of, _one_rescue(entries, by_id))
    found, told_for = [], set()
    for entry, body in said(stands, told.Persons):
        about = stands.now.get(body.report or "", "")
        weight = float(body.boat == boat) if body.boat else known.of.get(about, 0.0)
        if weight >= LEAST:
            found.append(_stated(entry, body, weight, about, known))
            told_for |= {about} if _replaces_own(found[-1], about, known) else set()
    own = [_own(known, name) for name in known.entries if known.of[name] >= LEAST]
    kept = [each for each in own if each and (each.where != "on_board" or each.id not in told_for)]
    return (*found, *kept)


def _replaces_own(stated: Said, about: str, known: _Reports) -> bool:
    """Return whether a statement stands for what the report it names told: a figure of its own."""
    if stated.where != "on_board" or about not in known.entries:
        return False
    return math.isfinite(interval(stated)[1]) and stated.source == _source(known, about)


def _one_rescue(
    entries: dict[str, tuple[Entry, told.Report]], reports: dict[str, Report]
) -> dict[str, str]:
    """Return by rescue or recovery the first that tells of the same one."""
    saved = sorted((r for r in reports.values() if r.kind in SAVED), key=lambda r: (r.time_s, r.id))
    one: dict[str, str] = {}
    for report in saved:
        earlier = [
            other for other in saved if other.id in one and _told_again(report, other, entries)
        ]
        one[report.id] = one[earlier[0].id] if earlier else report.id
    return one


def _told_again(
    report: Report, earlier: Report, entries: dict[str, tuple[Entry, told.Report]]
) -> bool:
    """Return whether a rescue is an earlier one, told once more."""
    if report.relay_of == earlier.id or earlier.relay_of == report.id:
        return True
    (one, body), (other, before) = entries[report.id], entries[earlier.id]
    if report.time_s - earlier.time_s > ONE_RESCUE_S:
        return False
    if one.centre == other.centre and (body.persons != before.persons or _far(report, earlier)):
        return False
    alike = (body.what, is_dead(body.condition)) == (before.what, is_dead(before.condition))
    unit = plain(body.unit)
    return alike and bool(unit) and unit == plain(before.unit)


def _far(report: Report, earlier: Report) -> bool:
    """Return whether two reports tell places that are not near each other."""
    one, other = report.position, earlier.position
    if one is None or other is None:
        return False
    east_m, north_m = metres_per_degree(one.lat)
    return math.hypot((one.lon - other.lon) * east_m, (one.lat - other.lat) * north_m) > NEAR_M


def _stated(entry: Entry, body: told.Persons, weight: float, about: str, known: _Reports) -> Said:
    """Return a `persons` entry as a statement; its source is the report's where it names none."""
    saved = about in known.entries and known.entries[about][1].what in SAVED
    source = plain(body.source)
    if not source and about in known.entries:
        source = _source(known, about)
    at_s = to_seconds(entry.happened.at)
    taken_up = body.where in _TAKEN_UP
    of = known.rescues[about] if saved else _last_rescue(known, at_s) if taken_up else ""
    of = "ashore" if body.where == "returned" else of
    knows = not is_machine(entry) and (body.where != "on_board" or is_own_word(body.source))
    counted = taken_up or body.where == "returned" or (saved and knows)
    made = _said(entry.id, body.where, body.counts, at_s, source, weight, counted, of)
    vague = body.where in ("on_board", "missing") and (saved or is_machine(entry))
    return _at_least(made) if vague and not knows else made


def _at_least(said: Said) -> Said:
    """Return a statement of so many persons as one of at least so many."""
    least = figure(said)
    bare = replace(said, total=None, men=None, women=None, boys=None, girls=None)
    return replace(bare, least=least, most=None)


def _own(known: _Reports, name: str) -> Said | None:
    """Return a report's own count; of a rescue or recovery, of those who were taken up."""
    entry, body = known.entries[name]
    if body.persons is None or known.weighed[name].kind == "empty hull":
        return None
    saved = body.what in SAVED
    where: Where = "on_board"
    if saved:
        where = "recovered_dead" if is_dead(body.condition) else "recovered_alive"
    at_s, of = to_seconds(entry.happened.at), known.rescues[name] if saved else ""
    source = _source(known, name) if of in ("", name) else name
    made = _said(name, where, body.persons, at_s, source, known.of[name], saved, of)
    return replace(made, again=of) if _unclear(known, name, of) else made


def _unclear(known: _Reports, name: str, of: str) -> bool:
    """Return whether a rescue counts as another of its own centre, of which nobody says so."""
    if of in ("", name):
        return False
    relays = known.weighed[name].relay_of is not None or known.weighed[of].relay_of is not None
    return not relays and known.entries[name][0].centre == known.entries[of][0].centre


def _said(
    name: str, where: Where, counts: Counts, at_s: float, source: str, weight: float,
    counted: bool, of: str,
) -> Said:  # fmt: skip
    return Said(
        name, where, counts.total, counts.least, counts.most, counts.men, counts.women,
        counts.boys, counts.girls, at_s, source, weight, counted, of,
    )  # fmt: skip


def _last_rescue(known: _Reports, at_s: float) -> str:
    """Return the last rescue of the boat up to a time, else the first after it; empty if none."""
    rescues = [
        report
        for report in known.weighed.values()
        if report.kind in SAVED and known.of[report.id] >= ABOUT
    ]
    before = [report for report in rescues if report.time_s <= at_s]
    first = min(rescues, key=lambda r: (r.time_s, r.id), default=None)
    last = max(before, key=lambda r: (r.time_s, r.id), default=first)
    return known.rescues[last.id] if last is not None else ""


def _source(known: _Reports, name: str) -> str:
    """Return who a report's count is from: the phone, or who saw it; a relay is from its origin."""
    entry, body = known.entries[name]
    origin = known.weighed[name].relay_of
    if origin in known.entries and origin is not None and known.weighed[origin].relay_of is None:
        return _source(known, origin)
    seen_by = plain(body.unit or body.source) if body.what in SAVED else ""
    phone = entry.numbers[0] if entry.numbers else ""
    return seen_by or phone or plain(body.source or body.unit) or name
