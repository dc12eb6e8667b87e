"""The closure gate: what must be known before a boat may be closed, and what still blocks it.

A boat closes only when all of these hold:

1. a rescue is recorded that is of this boat with probability at least 0.999, also without the words
   that hold a link for likely: who takes up what the association proposes adds nothing to it;
2. an identification made *after* that rescue speaks for it, by the caller's phone, the occupants'
   own word or photographs, entered by a person. A probability alone never closes, and a description
   that fits fits many boats;
3. no conflict is open: an identification against it, a disputed link, decisions that contradict
   each other, counts that cannot all hold, a report of it after the rescue. A person settles a
   conflict by an entry, or by taking back the entry that was wrong;
4. the persons accounted for reach the upper credible count, or the difference is carried on the
   missing list, which stays open;
5. a named person confirms; a machine never does.

The absence of calls, elapsed time and another centre's silence are no facts here: nothing can give
them to the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lastknown.desk.record.views import Conflict, Value

if TYPE_CHECKING:
    from lastknown.people.tally import Tally

__all__ = [
    "CODES",
    "MACHINE",
    "SURE",
    "Block",
    "Gate",
    "GateFacts",
    "Identified",
    "Later",
    "Rescued",
]
__all__ += ["LATER_P", "POSITIVE", "Settled", "conflicts", "gate", "settled_counts"]

SURE: Final = 0.999
"""Least probability that the rescue is of the boat."""

CODES: Final = (
    *("no rescue", "not sure", "no identification", "identified before the rescue"),
    *("identification against", "disputed link", "contradictory decisions", "call after rescue"),
    *("persons not accounted for", "machine confirms", "nobody named"),
)
"""Every code of a block, but for those of counts, which are `people.balance.CODES`."""

MACHINE: Final = "machine"
"""The role that confirms, identifies and settles nothing."""

POSITIVE: Final = ("phone", "own_word", "photographs")
"""What identifies; a description that fits does not, one that does not fit is a conflict."""

NEAR_PROOF: Final = 0.02
"""A report after the rescue blocks where its factor for being of the same boat is at most this:
calls, messages and sightings do; relays come late, and two units may have rescued one boat."""

LATER_P: Final = 0.05
"""... and where it is of this boat with at least this probability."""


@dataclass(frozen=True)
class Rescued:
    """A rescue or recovery that may be of this boat.

    entry : its report. at_s : when, seconds since 1970. p_same : probability that it is of it.
    """

    entry: str
    at_s: float
    p_same: float


@dataclass(frozen=True)
class Identified:
    """An `identification` entry that stands.

    report, rescue : the entries compared. how : as in `case.told.Identification`. same : whether it
    spoke for one boat. at_s : time of the event, seconds since 1970. role : of its author.
    """

    entry: str
    report: str
    rescue: str
    how: str
    same: bool
    at_s: float
    role: str


@dataclass(frozen=True)
class Later:
    """A report that came after a rescue.

    factor : for being of the boat that was rescued (`boats.weights.AFTER_RESCUE`, with the errors
    of both times). p : probability that the report is of this boat. after_s : seconds after it.
    """

    entry: str
    rescue: str
    factor: float
    p: float
    after_s: float


@dataclass(frozen=True)
class Settled:
    """A `conflict_settled` entry that stands: the entries it names, and its author's role.

    code : the only conflict that it settles; None: every one between the entries.
    """

    entry: str
    entries: tuple[str, ...]
    role: str
    code: str | None = None


@dataclass(frozen=True, eq=False)
class GateFacts:
    """All that the gate looks at.

    boat : its name. reports : by id of the reports that may be of it, that probability.
    rescues, identifications : all that concern it, for and against.
    disputed : reports that one centre holds to be of it and another does not.
    contradictory : entries that decided against each other, one tuple a contradiction.
    later : reports after a rescue. settled : what persons settled.
    proved : reports of it that were identified and are surely of that rescue.
    tally : its persons. carried : persons on the missing list that stays open.
    confirmer, author : role and name of the person who confirms; None: nobody yet, the gate is
        only asked.
    """

    boat: str
    tally: Tally
    reports: Mapping[str, float] = field(default_factory=dict)
    rescues: tuple[Rescued, ...] = ()
    identifications: tuple[Identified, ...] = ()
    disputed: tuple[str, ...] = ()
    contradictory: tuple[tuple[str, ...], ...] = ()
    later: tuple[Later, ...] = ()
    settled: tuple[Settled, ...] = ()
    carried: int = 0
    proved: tuple[str, ...] = ()
    confirmer: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Block:
    """One reason why the boat stays open: its code, the entries it rests on, figures for words."""

    code: str
    entries: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """Whether a boat may be closed.

    opens : nothing blocks. blocks : all that does, in the order of the rule. rescue : the entry of
    the rescue it was asked of, None where there is none. p_same : probability that this is of the
    boat. identifications : entries that identify it. upper, accounted, carried : persons.
    left : reports that may be of the boat and are not surely so; a closure leaves them open.
    """

    boat: str
    opens: bool
    blocks: tuple[Block, ...]
    rescue: str | None
    p_same: float
    identifications: tuple[str, ...]
    upper: int
    accounted: int
    carried: int
    left: tuple[str, ...] = ()


def conflicts(facts: GateFacts, sure: float = SURE) -> tuple[Conflict, ...]:
    """Return all conflicts about a boat, settled ones too, by code and entries.

    Parameters
    ----------
    facts : what the record and the association say.
    sure : least probability with which a rescue is of the boat, 0-1.
    """
    judged = _judged(facts, sure)
    found = [
        *_identities(facts, judged),
        *_decisions(facts),
        *_later(facts, judged),
        *_counts(facts),
    ]
    return tuple(sorted(found, key=lambda each: (each.code, each.entries)))


def settled_counts(facts: GateFacts) -> frozenset[str]:
    """Return the statements of persons of which a person settled every conflict that they are in.

    What one of them told of those on board holds the upper credible count up no longer.
    """
    found = _counts(facts)
    held = {name for each in found if each.settled is None for name in each.entries}
    return frozenset(name for each in found for name in each.entries) - held


def gate(facts: GateFacts, sure: float = SURE) -> Gate:
    """Return whether a boat may be closed, and every reason against it.

    Parameters
    ----------
    facts : what the record and the association say.
    sure : least probability that the rescue is of the boat, 0-1; the rule's is SURE.
    """
    judged = _judged(facts, sure)
    blocks = (
        *_probable(facts, judged, sure),
        *_identified(facts, judged),
        *(Block(c.code, c.entries, c.values) for c in conflicts(facts, sure) if c.settled is None),
        *_persons(facts),
        *_confirmer(facts),
    )
    return Gate(
        boat=facts.boat,
        opens=not blocks,
        blocks=blocks,
        rescue=judged.rescue.entry if judged.rescue else None,
        p_same=judged.rescue.p_same if judged.rescue else 0.0,
        identifications=tuple(each.entry for each in judged.made),
        upper=facts.tally.upper,
        accounted=facts.tally.accounted,
        carried=facts.carried,
        left=tuple(sorted(name for name, p in facts.reports.items() if p < sure)),
    )


@dataclass(frozen=True)
class _Judged:
    """What a closure would rest on.

    rescue : the one to close on: one that is sure and identified, else the most probable.
    made : identifications of rescues that are surely of the boat. binding : the rescues that
    are more likely of it than not, while any is identified; None: all, for then whatever speaks
    against one of them counts.
    """

    rescue: Rescued | None
    made: tuple[Identified, ...]
    binding: frozenset[str] | None


def _judged(facts: GateFacts, sure: float) -> _Judged:
    ordered = sorted(facts.rescues, key=lambda each: (-each.p_same, each.at_s, each.entry))
    certain = [each for each in ordered if each.p_same >= sure]
    made = tuple(one for each in certain for one in _identifying(facts, each))
    if not made:
        return _Judged(ordered[0] if ordered else None, (), None)
    named = {each.rescue for each in made}
    first = next(each for each in certain if each.entry in named)
    return _Judged(first, made, frozenset(each.entry for each in ordered if each.p_same >= 0.5))


def _identifying(facts: GateFacts, rescue: Rescued) -> tuple[Identified, ...]:
    """Return the identifications that count for a rescue."""
    return tuple(
        each
        for each in sorted(facts.identifications, key=lambda each: each.entry)
        if each.same
        and each.how in POSITIVE
        and each.role != MACHINE
        and each.rescue == rescue.entry
        and each.at_s >= rescue.at_s
        and facts.reports.get(each.report, 0.0) > 0.5
    )


def _probable(facts: GateFacts, judged: _Judged, sure: float) -> tuple[Block, ...]:
    rescue = judged.rescue
    if rescue is None:
        return (Block("no rescue"),)
    if rescue.p_same >= sure:
        return ()
    values: dict[str, Value] = {"p_same": rescue.p_same, "sure": sure}
    if facts.proved:
        values["proved"] = facts.proved
    return (Block("not sure", (rescue.entry,), values),)


def _identified(facts: GateFacts, judged: _Judged) -> tuple[Block, ...]:
    """Return why nothing identifies the boat, with the identifications that are there and do not.

    Those of rescues that are not surely of the boat are among them: the boat is then "not sure".
    """
    rescue = judged.rescue
    if judged.made or (rescue is not None and _identifying(facts, rescue)):
        return ()
    there = [each for each in facts.identifications if each.same]
    times = {each.entry: each.at_s for each in facts.rescues}
    early = [each for each in there if each.at_s < times.get(each.rescue, each.at_s)]
    if early:
        ids = tuple(sorted(each.entry for each in early))
        return (Block("identified before the rescue", ids),)
    return (Block("no identification", tuple(sorted(each.entry for each in there))),)


def _persons(facts: GateFacts) -> tuple[Block, ...]:
    """Return the persons who are neither accounted for nor carried on."""
    upper, accounted = facts.tally.upper, facts.tally.accounted
    short = upper - accounted - facts.carried
    if short <= 0:
        return ()
    ids = tuple(sorted({name for each in facts.tally.sources.values() for name in each}))
    values: dict[str, Value] = {
        "upper": upper,
        "accounted": accounted,
        "carried": facts.carried,
        "short": short,
    }
    return (Block("persons not accounted for", ids, values),)


def _confirmer(facts: GateFacts) -> tuple[Block, ...]:
    if facts.confirmer == MACHINE:
        return (Block("machine confirms"),)
    unnamed = facts.author is not None and not facts.author.strip()
    return (Block("nobody named"),) if unnamed else ()


def _conflict(
    facts: GateFacts, code: str, entries: tuple[str, ...], values: Mapping[str, Value]
) -> Conflict:
    """Return a conflict, settled where a person's entry names all that it is between."""
    by = sorted(
        each.entry
        for each in facts.settled
        if each.role != MACHINE and each.code in (None, code) and set(entries) <= set(each.entries)
    )
    return Conflict(code, entries, values, by[0] if by else None)


def _identities(facts: GateFacts, judged: _Judged) -> list[Conflict]:
    """Return each identification that speaks against a rescue.

    Where another rescue is identified, that this one is not it contradicts nothing.
    """
    return [
        _conflict(
            facts,
            "identification against",
            (each.entry,),
            {"how": each.how, "report": each.report, "rescue": each.rescue},
        )
        for each in facts.identifications
        if not each.same and (judged.binding is None or each.rescue in judged.binding)
    ]


def _decisions(facts: GateFacts) -> list[Conflict]:
    disputed = [_conflict(facts, "disputed link", (each,), {}) for each in facts.disputed]
    against = [
        _conflict(facts, "contradictory decisions", tuple(sorted(each)), {})
        for each in facts.contradictory
    ]
    return [*disputed, *against]


def _later(facts: GateFacts, judged: _Judged) -> list[Conflict]:
    """Return the reports that are near proof against a rescue."""
    return [
        _conflict(
            facts,
            "call after rescue",
            (each.entry, each.rescue),
            {"factor": each.factor, "p": each.p, "after_s": each.after_s},
        )
        for each in facts.later
        if each.factor <= NEAR_PROOF
        and each.p >= LATER_P
        and (judged.binding is None or each.rescue in judged.binding)
    ]


def _counts(facts: GateFacts) -> list[Conflict]:
    return [
        _conflict(facts, each.code, each.ids, dict(each.values))
        for each in facts.tally.conflicts
        if not each.explained
    ]
