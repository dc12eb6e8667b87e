"""The parts of a picture, each a frozen value made from the entries that concern it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from lastknown.case import decided
from lastknown.case.entries import Entry
from lastknown.case.holding import Holding, holding
from lastknown.case.told import Person, Persons, UnitStatus, WarningAcknowledged

__all__ = ["BoatState", "LinkState", "PersonState", "PurgeState", "WarningState"]
__all__ += ["acknowledged_alarms", "boat_state", "last_statuses", "person_state", "purge_state"]
__all__ += ["retention_days", "warning_state"]

Phase = Literal["uncertainty", "alert", "distress"]
PHASES: tuple[Phase, ...] = ("uncertainty", "alert", "distress")
"""Emergency phases of the IAMSAR Manual, the gravest last."""

SKEW: Final = timedelta(minutes=15)
"""So far two centres' clocks may differ before the order of their entries is told (judgement)."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """A centre's latest word on whether a report is about a boat; two centres may differ."""

    report: str
    centre: str
    belief: decided.Belief
    entry: str


@dataclass(frozen=True, slots=True)
class BoatState:
    """One boat: who holds it, how grave it is, what is linked to it, and whether it is open.

    phase : None where no entry says one.
    disputed : reports that one centre holds to be about it and another does not.
    persons : ids of the statements of persons about it.
    proposals : ids of proposals to close it that nobody confirmed. closed_by : the confirmations
        that stand. open : none stands; a boat closes by nothing else.
    missing : persons carried on the list that stays open; None where nobody said.
    """

    boat: str
    label: str
    holding: Holding
    phase: Phase | None
    links: tuple[LinkState, ...]
    disputed: tuple[str, ...]
    persons: tuple[str, ...]
    proposals: tuple[str, ...]
    closed_by: tuple[str, ...]
    open: bool
    missing: int | None


@dataclass(frozen=True, slots=True)
class PersonState:
    """One person: the boat and whereabouts said last, and the entries that say them."""

    person: str
    boat: str | None
    where: str | None
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WarningState:
    """A warning that was sent, and the entries in which it was acknowledged."""

    warning: str
    acknowledged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PurgeState:
    """An order to forget: the centres that have done so, and those that have not yet."""

    purge: str
    done: tuple[str, ...]
    waits_for: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every centre has destroyed what it names."""
        return not self.waits_for


def boat_state(boat: str, entries: Sequence[Entry]) -> BoatState:
    """Return the state of a boat from the entries that stand and concern it, in their order."""
    links = _links(entries)
    label, missing = "", None
    for entry in entries:
        if isinstance(entry.body, decided.Boat):
            label = entry.body.label or label
        elif isinstance(entry.body, decided.Missing):
            missing = entry.body.count
    proposals, closed = _closure(entries)
    return BoatState(
        boat=boat,
        label=label,
        holding=holding(entries),
        phase=_phase(entries),
        links=links,
        disputed=_disputed(links),
        persons=tuple(e.id for e in entries if isinstance(e.body, Persons)),
        proposals=proposals,
        closed_by=closed,
        open=not closed,
        missing=missing,
    )


def _phase(entries: Iterable[Entry]) -> Phase | None:
    """Return the gravest phase that no entry lowers on purpose.

    What one centre lowers takes back what it entered before, by its own chain, and what another
    centre entered more than `SKEW` earlier: clocks differ, and in doubt the graver phase stands.
    """
    said = [(e, e.body.phase) for e in entries if isinstance(e.body, decided.Severity)]
    lowers = [e for e, _ in said if isinstance(e.body, decided.Severity) and e.body.lowers]
    left = [phase for entry, phase in said if not any(_after(by, entry) for by in lowers)]
    return max(left, key=PHASES.index, default=None)


def _after(by: Entry, entry: Entry) -> bool:
    """Return whether an entry surely came after another, whatever their centres' clocks say."""
    if by.centre == entry.centre:
        return by.seq > entry.seq
    return by.entered - entry.entered > SKEW


def _links(entries: Iterable[Entry]) -> tuple[LinkState, ...]:
    """Return each centre's latest word on each report; an unlink takes that centre's word back."""
    latest: dict[tuple[str, str], LinkState] = {}
    for entry in entries:
        body = entry.body
        if isinstance(body, decided.Link | decided.Unlink):
            latest.pop((body.report, entry.centre), None)
        if isinstance(body, decided.Link):
            state = LinkState(body.report, entry.centre, body.belief, entry.id)
            latest[body.report, entry.centre] = state
    return tuple(latest.values())


def _disputed(links: Iterable[LinkState]) -> tuple[str, ...]:
    """Return the reports that one centre holds to be about the boat and another not."""
    said: dict[str, set[bool]] = {}
    for link in links:
        said.setdefault(link.report, set()).add(link.belief in {"certain", "likely"})
    return tuple(sorted(report for report, words in said.items() if len(words) > 1))


def _closure(entries: Sequence[Entry]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the proposals that nobody confirmed, and the confirmations that stand.

    What reopens a boat spends the proposal: whoever else confirmed it, or does so later by some
    clock, closes nothing. Where it names none it spends every one but those that were surely
    confirmed after it.
    """
    proposed = [e.id for e in entries if isinstance(e.body, decided.ClosureProposed)]
    confirmed = {
        e.id: e.body.proposal for e in entries if isinstance(e.body, decided.ClosureConfirmed)
    }
    spent: set[str] = set()
    for entry in entries:
        if isinstance(entry.body, decided.ClosureReopened):
            named = entry.body.closure
            spent |= {confirmed.get(named, "")} if named else _before(entry, entries)
    valid = {proposal for proposal in proposed if proposal not in spent}
    closed = tuple(entry for entry, proposal in confirmed.items() if proposal in valid)
    return tuple(p for p in proposed if p not in confirmed.values()), closed


def _before(reopened: Entry, entries: Sequence[Entry]) -> set[str]:
    """Return the proposals that were confirmed before a boat was reopened, or may have been."""
    return {
        entry.body.proposal
        for entry in entries
        if isinstance(entry.body, decided.ClosureConfirmed) and not _after(entry, reopened)
    }


def person_state(person: str, entries: Sequence[Entry]) -> PersonState:
    """Return what stands of one person from the entries about them: what happened last counts."""
    boat: str | None = None
    where: str | None = None
    for entry in sorted(entries, key=lambda entry: entry.happened.at):
        assert isinstance(entry.body, Person)
        boat = entry.body.boat or boat
        where = entry.body.where or where
    return PersonState(person, boat, where, tuple(entry.id for entry in entries))


def warning_state(warning: Entry, answers: Iterable[Entry]) -> WarningState:
    """Return a warning and the acknowledgements among the entries that answer it."""
    acknowledged = (e.id for e in answers if isinstance(e.body, WarningAcknowledged))
    return WarningState(warning.id, tuple(acknowledged))


def purge_state(purge: Entry, answers: Iterable[Entry], centres: Iterable[str]) -> PurgeState:
    """Return a purge with the centres that acknowledged it and those of the record that did not."""
    done = {e.centre for e in answers if isinstance(e.body, decided.PurgeDone)}
    return PurgeState(purge.id, tuple(sorted(done)), tuple(sorted({*centres} - done)))


def last_statuses(name: str, entries: Iterable[Entry]) -> tuple[tuple[str, str], ...]:
    """Return the status that happened last, of each unit; of two at one time the later entry."""
    del name
    last: dict[str, Entry] = {}
    for entry in entries:
        assert isinstance(entry.body, UnitStatus)
        before = last.get(entry.body.unit)
        if before is None or entry.happened.at >= before.happened.at:
            last[entry.body.unit] = entry
    return tuple((unit, last[unit].id) for unit in sorted(last))


def acknowledged_alarms(name: str, entries: Iterable[Entry]) -> tuple[tuple[str, str, str], ...]:
    """Return code, what it is about and entry of each acknowledgement of an alarm."""
    del name
    return tuple(
        (e.body.code, e.body.about, e.id)
        for e in entries
        if isinstance(e.body, decided.AlarmAcknowledged)
    )


def retention_days(rules: Iterable[Entry], boats: Iterable[BoatState]) -> int | None:
    """Return how long what is private is kept, days: the longest of what the holders last said.

    As long as nobody holds any boat, every centre's word counts.
    """
    last = {e.centre: e.body.days for e in rules if isinstance(e.body, decided.Retention)}
    holders = {boat.holding.centre for boat in boats} - {None}
    return max((last[centre] for centre in last if not holders or centre in holders), default=None)
