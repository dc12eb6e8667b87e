"""The JSON form of a picture: what `lastknown case picture --json` prints."""

from __future__ import annotations

from typing import Any, Final, Literal

from typing_extensions import TypedDict

from lastknown.boats.ask import Ask
from lastknown.case.picture import Picture
from lastknown.desk._shipsentries import NightShips
from lastknown.desk.record.document import assessment_document
from lastknown.desk.record.moments import later_than
from lastknown.desk.record.picturing import Surroundings
from lastknown.desk.record.relayentries import RelayEntry, relay_entry
from lastknown.desk.record.telling import Telling, telling_of
from lastknown.desk.record.views import AlarmView, Assessment, BoatView, BoatWhere
from lastknown.desk.record.weather import FigureEntry, figure_document
from lastknown.desk.words import Words
from lastknown.people.clock import Clock
from lastknown.times import from_seconds, show_time
from lastknown.units import NM

__all__ = ["PICTURE_SCHEMA", "PICTURE_VERSION", "PictureDocument", "picture_document"]

PICTURE_SCHEMA: Final = "lastknown.case-picture"
PICTURE_VERSION: Final = 1


class AlarmEntry(TypedDict):
    """An alarm that is due."""

    code: str
    about: str
    """Id of the entry, or name of the boat, that it is about."""
    since: str
    acknowledged: str | None
    """The entry by which a person acknowledged it; null: it sounds."""
    words: str


class AreaEntry(TypedDict):
    """The area that holds a share of the probability."""

    level: float
    area_nm2: float


class WhereEntry(TypedDict):
    """Where a boat may be."""

    most_likely: list[float]
    """[lon, lat], degrees, WGS84."""
    areas: list[AreaEntry]
    starts: dict[str, float]
    """Share of the start by the report that told it; what is missing from 1 no report told."""
    ashore: float
    """Share that is ashore."""
    water_temperature_c: float | None
    notes: list[str]


class PersonsEntry(TypedDict):
    """The count of a boat's persons."""

    on_board_median: int
    on_board_low: int
    """10 %."""
    on_board_high: int
    """90 %."""
    upper: int
    """Upper credible count, 97.5 %: what a closure must reach."""
    recovered_alive: int
    recovered_dead: int
    transferred: int
    returned: int
    accounted: int
    missing_low: int
    missing_median: int
    missing_high: int
    groups: dict[str, dict[str, int]]
    """By whereabouts: men, women, boys, girls and unknown."""
    sources: dict[str, list[str]]
    """By whereabouts: the entries that say so."""


class SurvivalEntry(TypedDict):
    """How many of the missing may be alive. Never to be shown as one number."""

    statement: str
    """Which statement may be made; see docs/record.md."""
    in_water: float
    hours_in_water: list[float]
    """10, 50 and 90 %."""
    expected: list[float]
    """By the low, middle and high curve."""
    fewest: int
    most: int
    """80 % range."""
    any_alive: float
    """Probability that at least one lives."""
    falls: dict[str, str | None]
    """When it falls below each mark; null where not by the horizon."""


class ReasonEntry(TypedDict):
    """A block of the gate or a conflict."""

    code: str
    entries: list[str]
    settled: str | None
    """The entry by which a person settled it; null: open, or nothing to settle."""
    words: str


class GateEntry(TypedDict):
    """Whether a boat may be closed."""

    opens: bool
    blocks: list[ReasonEntry]
    rescue: str | None
    p_same: float
    identifications: list[str]
    upper: int
    accounted: int
    carried: int


class ReportEntry(TypedDict):
    """A report and how probable it is that it is of the boat."""

    report: str
    kind: str
    at: str
    p: float
    said: str | None
    """What people hold: certain, likely, unlikely, never, disputed; null where they do not say."""


class BoatEntry(TypedDict):
    """One boat."""

    boat: str
    label: str
    open: bool
    holder: str | None
    offered: list[str]
    """Offers of its case that were not answered; until then the holder holds."""
    holder_unclear: list[str]
    phase: str
    """In force: what a person or the evidence says, the graver."""
    phase_recorded: str | None
    phase_by_evidence: str
    reports: list[ReportEntry]
    same_as: dict[str, float]
    """Other boats that may be this one."""
    where: WhereEntry | None
    where_why: str | None
    """Why there is none."""
    persons: PersonsEntry
    survival: SurvivalEntry | None
    gate: GateEntry
    conflicts: list[ReasonEntry]
    carried_missing: int | None
    last_looked: str | None
    relay: RelayEntry | None
    """Its last Mayday Relay, over the units of the record; null: none was made."""


class CandidateEntry(TypedDict):
    """A boat that a loose report may be of."""

    boat: str | None
    """Null for a boat without a name."""
    reports: list[str]
    """Other reports of a boat without a name; empty: a boat of its own."""
    p: float


class LooseEntry(TypedDict):
    """A report that is linked to no boat."""

    report: str
    kind: str
    at: str
    candidates: list[CandidateEntry]
    flood: bool
    """An AIS contact of a flood: weighed by itself, it moves no boat."""


class AskEntry(TypedDict):
    """Ring the phone of a report on a rescuer's deck."""

    report: str
    rescue: str
    probability: float
    """That both are of one boat, as held now."""
    settles: float
    """How many reports the answer is expected to settle."""


class PictureDocument(TypedDict):
    """All that a record says at one moment, and what follows from it."""

    schema: Literal["lastknown.case-picture"]
    version: Literal[1]
    software: str
    record: str | None
    name: str | None
    centres: list[str]
    at: str
    known_at: str | None
    known_by: str | None
    """The centre whose knowledge counts; null: what anybody entered is known."""
    seed: int
    sources: list[str]
    """Of the sea."""
    sha256: str
    """Of the bytes of the entries that it is made from."""
    left_out: list[str]
    """Entries whose time lies after the moment."""
    conditions: list[FigureEntry]
    """What was taken from the record and not from the command."""
    missing: list[str]
    """``wind``, ``water``: what nobody said, so that drift or survival is not computed."""
    alarms: list[AlarmEntry]
    boats: list[BoatEntry]
    loose: list[LooseEntry]
    asks: list[AskEntry]
    """What settles most, first."""
    number: list[float]
    """Probability of k boats heard of, by k."""
    unheard: list[float]
    """The same of boats of which no report came."""
    ships: NightShips | None
    """Ships heard by AIS, and who was warned; null: none is kept and none was warned."""
    notes: list[str]


def picture_document(
    w: Words,
    seen: Picture,
    found: Assessment,
    notes: list[str] | None = None,
    over: Surroundings | None = None,
    ships: NightShips | None = None,
) -> PictureDocument:
    """Return an assessment as `lastknown case picture --json` prints it; see `situation_words`."""
    t = telling_of(w, seen, found.at)
    plain = assessment_document(found)
    return {
        "schema": "lastknown.case-picture",
        "version": 1,
        "software": found.version,
        "record": seen.record,
        "name": seen.name,
        "centres": [*seen.centres],
        "at": show_time(found.at),
        "known_at": show_time(found.known_at) if found.known_at else None,
        "known_by": found.known_by,
        "seed": found.seed,
        "sources": [*found.sources],
        "sha256": found.sha256,
        "left_out": [entry.id for entry in later_than(seen, found.at)],
        "conditions": [figure_document(each) for each in over.entered] if over else [],
        "missing": [*over.missing] if over else [],
        "alarms": [_alarm(t, alarm) for alarm in found.alarms],
        "boats": [_boat(t, view) for view in found.boats],
        "loose": [_loose(each) for each in plain["loose"]],
        "asks": [_ask(each) for each in found.asks],
        "number": plain["number"],
        "unheard": plain["unheard"],
        "ships": ships,
        "notes": notes or [],
    }


def _ask(each: Ask) -> AskEntry:
    return {
        "report": each.report,
        "rescue": each.rescue,
        "probability": each.probability,
        "settles": each.settles,
    }


def _alarm(t: Telling, alarm: AlarmView) -> AlarmEntry:
    return {
        "code": alarm.code,
        "about": alarm.about,
        "since": show_time(alarm.since),
        "acknowledged": alarm.acknowledged,
        "words": t.alarm(alarm),
    }


def _loose(plain: dict[str, Any]) -> LooseEntry:
    return {
        "report": plain["report"],
        "kind": plain["kind"],
        "at": plain["at"],
        "candidates": plain["candidates"],
        "flood": plain["flood"],
    }


def _boat(t: Telling, view: BoatView) -> BoatEntry:
    return {
        "boat": view.boat,
        "label": view.label,
        "open": view.open,
        "holder": view.holding.centre,
        "offered": [*view.holding.offered],
        "holder_unclear": [*view.holding.unclear],
        "phase": view.rises_to or view.phase or view.phase_by_evidence,
        "phase_recorded": view.phase,
        "phase_by_evidence": view.phase_by_evidence,
        "reports": [
            {"report": r.report, "kind": r.kind, "at": show_time(r.at), "p": r.p, "said": r.said}
            for r in view.reports
        ],
        "same_as": dict(view.same_as),
        "where": _where(view.where) if view.where else None,
        "where_why": view.where_why,
        "persons": _persons(view),
        "survival": _survival(view.clock) if view.clock else None,
        "gate": _gate(t, view),
        "conflicts": [_reason(c.code, c.entries, c.settled, t.conflict(c)) for c in view.conflicts],
        "carried_missing": view.carried,
        "last_looked": show_time(view.last_looked) if view.last_looked else None,
        "relay": relay_entry(t, view.relay) if view.relay else None,
    }


def _where(here: BoatWhere) -> WhereEntry:
    return {
        "most_likely": [here.lon, here.lat],
        "areas": [{"level": area.level, "area_nm2": area.area_m2 / NM**2} for area in here.areas],
        "starts": dict(here.reports),
        "ashore": here.ashore,
        "water_temperature_c": here.water_temperature_c,
        "notes": [*here.notes],
    }


def _persons(view: BoatView) -> PersonsEntry:
    tally = view.tally
    return {
        "on_board_median": tally.median,
        "on_board_low": tally.low,
        "on_board_high": tally.high,
        "upper": tally.upper,
        "recovered_alive": tally.alive,
        "recovered_dead": tally.dead,
        "transferred": tally.transferred,
        "returned": tally.returned,
        "accounted": tally.accounted,
        "missing_low": tally.missing_low,
        "missing_median": tally.missing_median,
        "missing_high": tally.missing_high,
        "groups": {where: dict(groups) for where, groups in tally.groups.items()},
        "sources": {where: [*ids] for where, ids in tally.sources.items()},
    }


def _survival(clock: Clock) -> SurvivalEntry:
    return {
        "statement": clock.statement,
        "in_water": clock.in_water,
        "hours_in_water": [*clock.hours_in_water],
        "expected": [*clock.expected],
        "fewest": clock.fewest,
        "most": clock.most,
        "any_alive": clock.any_alive,
        "falls": {
            f"{mark:g}": None if moment_s is None else show_time(from_seconds(moment_s))
            for mark, moment_s in clock.falls.items()
        },
    }


def _gate(t: Telling, view: BoatView) -> GateEntry:
    gate = view.gate
    return {
        "opens": gate.opens,
        "blocks": [_reason(b.code, b.entries, None, t.block(b)) for b in gate.blocks],
        "rescue": gate.rescue,
        "p_same": gate.p_same,
        "identifications": [*gate.identifications],
        "upper": gate.upper,
        "accounted": gate.accounted,
        "carried": gate.carried,
    }


def _reason(code: str, entries: tuple[str, ...], settled: str | None, words: str) -> ReasonEntry:
    return {"code": code, "entries": [*entries], "settled": settled, "words": words}
