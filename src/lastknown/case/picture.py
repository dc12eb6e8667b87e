"""The picture: what the record says at one moment, folded from entries alone.

A moment has two clocks. `at` leaves out what happened later; `known_at` leaves out what was entered
later or, with `known_by`, what had not yet come to that centre, by its own receipts. So
`picture(entries, at=t, known_at=t, known_by=c)` is what centre c knew at t, and
`picture(entries, at=t)` what is now known of t. The same entries give the same bytes, in whatever
order they came in and at whichever centre they are folded.

Entries are put in one order: those of a centre as it wrote them, centres against each other by
time of entry, where a clock that was set back counts as standing still, then by name. What two
entries decide about each other goes by what they refer to, not by their clocks.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lastknown.case import decided, told
from lastknown.case.canonical import canonical
from lastknown.case.entries import Entry
from lastknown.case.knowing import Knowing
from lastknown.case.rules import Void, may_take_back, void
from lastknown.case.sections import (
    BoatState,
    PersonState,
    PurgeState,
    WarningState,
    acknowledged_alarms,
    boat_state,
    last_statuses,
    person_state,
    purge_state,
    retention_days,
    warning_state,
)
from lastknown.errors import LastknownError

__all__ = ["Fold", "Logged", "Picture", "picture", "picture_bytes", "picture_sha256"]

_Key = tuple[datetime, str, int]


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry in the log, and the ids of those that replace or retract it; it stays readable.

    void : why it counts for nothing (`rules.void`); empty where it counts.
    """

    entry: Entry
    replaced_by: tuple[str, ...] = ()
    retracted_by: tuple[str, ...] = ()
    void: Void = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the record says, as plain frozen values.

    at, known_at : its two clocks; None for no limit. known_by : the centre whose knowledge it is.
    log : every entry in the record's order. units : id of the entry with the last status of each
    unit, by name. alarms : ids of those raised by entry. acknowledged : code, what it is about and
    entry of each alarm that somebody has seen. legal_hold : nothing may be purged.
    retention_days : the holder's rule, None where there is none.
    """

    record: str | None
    name: str | None
    centres: tuple[str, ...]
    at: datetime | None
    known_at: datetime | None
    known_by: str | None
    log: tuple[Logged, ...]
    boats: tuple[BoatState, ...]
    persons: tuple[PersonState, ...]
    units: tuple[tuple[str, str], ...]
    warnings: tuple[WarningState, ...]
    alarms: tuple[str, ...]
    acknowledged: tuple[tuple[str, str, str], ...]
    purges: tuple[PurgeState, ...]
    legal_hold: bool
    retention_days: int | None


class Fold:
    """Entries that are folded as they come, so that one more costs little.

    Parameters
    ----------
    at, known_at, known_by : as `picture` has them.
    """

    def __init__(
        self,
        at: datetime | None = None,
        known_at: datetime | None = None,
        known_by: str | None = None,
    ) -> None:
        self._knowing = Knowing(at, known_at, known_by)
        self._all: dict[str, Entry] = {}
        self._clear()

    def _clear(self) -> None:
        self._last: dict[str, tuple[int, datetime]] = {}
        self._keys: list[_Key] = []
        self._log: list[Logged] = []
        self._place: dict[str, _Key] = {}
        self._gone: dict[str, tuple[list[str], list[str]]] = {}
        self._groups: dict[tuple[str, str], list[Entry]] = {}
        self._waiting: dict[str, list[Entry]] = {}
        self._states: dict[tuple[str, str], Any] = {}
        self._knowing.forget()
        self._unseen: list[tuple[_Key, Entry]] = []

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in entries, in any order; those that are there already change nothing."""
        new = {entry.id: entry for entry in entries if entry.id not in self._all}
        self._all |= new
        ordered = sorted(new.values(), key=lambda entry: (entry.centre, entry.seq))
        before = {centre: seq for centre, (seq, _) in self._last.items()}
        if any(entry.seq <= before.get(entry.centre, -1) for entry in ordered):
            self._clear()
            ordered = sorted(self._all.values(), key=lambda entry: (entry.centre, entry.seq))
        placed = [*_keyed(self._last, ordered)]
        if self._knowing.take(ordered):
            placed += self._unseen
            self._unseen = []
        for key, entry in sorted(placed, key=lambda pair: pair[0]):
            if self._knowing.sees(entry):
                self._insert(key, entry)
            elif self._knowing.by:
                self._unseen.append((key, entry))

    def _insert(self, key: _Key, entry: Entry) -> None:
        place = bisect_left(self._keys, key)
        self._keys.insert(place, key)
        self._place[entry.id] = key
        self._log.insert(place, self._logged(entry))
        if void(entry):
            return
        for which, ids in enumerate((entry.replaces, entry.retracts)):
            for other in ids:
                self._take_away(other, which, entry.id)
        for group in self._groups_of(entry):
            self._join(group, key, entry)
        for waiting in self._waiting.pop(entry.id, ()):
            for group in self._groups_of(waiting):
                self._join(group, self._place[waiting.id], waiting)

    def _logged(self, entry: Entry) -> Logged:
        replaced, retracted = (
            tuple(sorted(by for by in ids if may_take_back(self._all[by], entry)))
            for ids in self._gone.get(entry.id, ((), ()))
        )
        return Logged(entry, replaced, retracted, void(entry))

    def _take_away(self, other: str, which: int, by: str) -> None:
        """Mark an entry as replaced (0) or retracted (1)."""
        self._gone.setdefault(other, ([], []))[which].append(by)
        if other in self._place:
            entry = self._all[other]
            self._log[bisect_left(self._keys, self._place[other])] = self._logged(entry)
            self._forget(entry)

    def _forget(self, entry: Entry, seen: frozenset[str] = frozenset()) -> None:
        """Forget the states that an entry bears on, also by what it replaces or retracts itself."""
        for group in self._groups_of(entry):
            self._states.pop(group, None)
        for other in {*entry.replaces, *entry.retracts} - seen:
            if other in self._place:
                self._forget(self._all[other], seen | {entry.id})

    def _join(self, group: tuple[str, str], key: _Key, entry: Entry) -> None:
        members = self._groups.setdefault(group, [])
        place = bisect_left(members, key, key=lambda member: self._place[member.id])
        if members[place : place + 1] != [entry]:
            members.insert(place, entry)
        self._states.pop(group, None)

    def _groups_of(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """Return the groups an entry belongs to: a boat, a person, what it answers, its kind."""
        body = entry.body
        groups: list[tuple[str, str]] = [("kind", body.kind)]
        boat = getattr(body, "boat", None) or self._boat_of(entry)
        if boat:
            groups.append(("boat", boat))
        if isinstance(body, told.Person):
            groups.append(("person", body.person))
        answered = _answered(entry)
        if answered:
            groups.append(("answers", answered))
        return tuple(groups)

    def _boat_of(self, entry: Entry) -> str | None:
        """Return the boat of an answer: that of the offer or proposal, once that is there."""
        answered = _answered(entry)
        if answered is None:
            return None
        if answered not in self._place:
            waiting = self._waiting.setdefault(answered, [])
            if entry not in waiting:
                waiting.append(entry)
            return None
        return getattr(self._all[answered].body, "boat", None)

    def _standing(self, group: str, name: str) -> list[Entry]:
        """Return a group's entries that nobody replaced or retracted, in order."""
        members = self._groups.get((group, name), ())
        return [entry for entry in members if not _is_gone(self._all, self._gone, entry.id)]

    def _state(self, group: str, name: str, make: Callable[[str, list[Entry]], Any]) -> Any:
        if (group, name) not in self._states:
            self._states[group, name] = make(name, self._standing(group, name))
        return self._states[group, name]

    def _each(self, group: str, make: Callable[[str, list[Entry]], Any]) -> tuple[Any, ...]:
        names = sorted(name for kind, name in self._groups if kind == group)
        return tuple(self._state(group, name, make) for name in names)

    def picture(self) -> Picture:
        """Return the picture of all entries so far."""
        opened = self._standing("kind", "opened")
        centres = tuple(sorted({e.centre for e in opened}))
        first = opened[0].body if opened else None
        founded = first if isinstance(first, told.Opened) else None
        answers = self._standing
        boats = self._each("boat", boat_state)
        return Picture(
            record=founded.record if founded else None,
            name=founded.name if founded else None,
            centres=centres,
            at=self._knowing.at,
            known_at=self._knowing.known_at,
            known_by=self._knowing.by,
            log=tuple(self._log),
            boats=boats,
            persons=self._each("person", person_state),
            units=self._state("kind", "unit_status", last_statuses),
            warnings=tuple(
                warning_state(e, answers("answers", e.id)) for e in answers("kind", "warning_sent")
            ),
            alarms=tuple(e.id for e in answers("kind", "alarm")),
            acknowledged=self._state("kind", "alarm_acknowledged", acknowledged_alarms),
            purges=tuple(
                purge_state(e, answers("answers", e.id), centres) for e in answers("kind", "purge")
            ),
            legal_hold=any(not answers("answers", e.id) for e in answers("kind", "legal_hold")),
            retention_days=retention_days(answers("kind", "retention"), boats),
        )


def _keyed(
    last: dict[str, tuple[int, datetime]], ordered: Iterable[Entry]
) -> Iterator[tuple[_Key, Entry]]:
    """Yield entries with their place in the record's order, and keep each chain's last one."""
    for entry in ordered:
        before = last.get(entry.centre, (0, entry.entered))[1]
        last[entry.centre] = (entry.seq, max(before, entry.entered))
        yield (last[entry.centre][1], entry.centre, entry.seq), entry


_Gone = Mapping[str, tuple[list[str], list[str]]]
"""By entry, those that replace it and those that retract it."""


def _is_gone(
    entries: Mapping[str, Entry], gone: _Gone, entry: str, seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether an entry that stands retracts this one, or one that lives on replaces it."""
    replaced, retracted = gone.get(entry, ([], []))
    seen |= {entry}
    return any(
        _lives_on(entries, gone, by, seen)
        for by in replaced
        if by not in seen and may_take_back(entries[by], entries[entry])
    ) or any(
        not _is_gone(entries, gone, by, seen)
        for by in retracted
        if by not in seen and may_take_back(entries[by], entries[entry])
    )


def _lives_on(entries: Mapping[str, Entry], gone: _Gone, entry: str, seen: frozenset[str]) -> bool:
    """Return whether an entry stands, or was replaced by one that lives on: corrected twice."""
    return not _is_gone(entries, gone, entry, seen) or any(
        _lives_on(entries, gone, by, seen | {entry})
        for by in gone.get(entry, ([], []))[0]
        if by not in seen and may_take_back(entries[by], entries[entry])
    )


def _answered(entry: Entry) -> str | None:
    """Return the id of the entry that this one answers."""
    body = entry.body
    if isinstance(body, decided.HolderAccepted | decided.HolderRefused):
        return body.offer
    if isinstance(body, decided.ClosureConfirmed):
        return body.proposal
    if isinstance(body, told.WarningAcknowledged | told.WarningRung | told.WarningEnded):
        return body.warning
    if isinstance(body, decided.PurgeDone):
        return body.purge
    return body.hold if isinstance(body, decided.LegalHoldLifted) else None


def picture(
    entries: Iterable[Entry],
    *,
    at: datetime | None = None,
    known_at: datetime | None = None,
    known_by: str | None = None,
) -> Picture:
    """Return the picture that entries make.

    Parameters
    ----------
    entries : in any order; repeated ones count once.
    at : leave out what happened later. known_at : leave out what was entered later. Aware times,
        None for no limit.
    known_by : a centre. An entry of another one then counts from the first `received` entry of
        this centre that covers it, and not at all without one.

    Raises
    ------
    LastknownError : `known_by` has no entry here.
    """
    told = [*entries]
    folded = Fold(at, known_at, known_by)
    folded.add(told)
    if known_by is not None and told and all(entry.centre != known_by for entry in told):
        centres = ", ".join(sorted({entry.centre for entry in told}))
        raise LastknownError(f"known_by={known_by} is no centre of this record; give {centres}")
    return folded.picture()


def picture_bytes(seen: Picture) -> bytes:
    """Return the picture as canonical JSON: the same bytes for the same entries and clocks."""
    log = [
        {
            "entry": one.entry.model_dump(mode="json", exclude_none=True),
            "replaced_by": one.replaced_by,
            "retracted_by": one.retracted_by,
            "void": one.void,
        }
        for one in seen.log
    ]
    rest = {name: getattr(seen, name) for name in Picture.__slots__ if name != "log"}
    for name in ("boats", "persons", "warnings", "purges"):
        rest[name] = [asdict(state) for state in rest[name]]
    for name in ("at", "known_at"):
        rest[name] = rest[name].isoformat() if rest[name] else None
    return canonical({"picture": 1, "log": log, **rest})


def picture_sha256(seen: Picture) -> str:
    """Return the SHA-256 of the picture's bytes, hex: what a `shown` entry records."""
    return hashlib.sha256(picture_bytes(seen)).hexdigest()
