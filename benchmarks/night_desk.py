"""A scripted officer who works a simulated night: every proposal accepted, some of it wrongly.

None of it is moved to fit. The officer

- works in rounds, at the hours `ROUNDS` after 19:00 UTC, the last three of them at dawn;
- opens a boat for a report that is of none of his boats with at least even odds, and accepts every
  proposal to link a report to a boat (`LINK`) and to take two boats for one (`MERGE`), as likely;
- has up to `PHONES` phones a deck and round rung, those that `boats.ask` proposes first;
- asks about a boat that the gate holds back, as nobody is sure who was rescued, on the deck of its
  most probable rescue: its phones, whether its calls were theirs (own word), and photographs;
- asks each deck how many are missing. 1 rescue in 10 lost 1 to 4 persons before it came (`LOST`);
- forgets each question with probability `FORGETS`; a phone is silent for good with `SILENT`;
- is wrong in 2 % of what he enters (`WRONG`): another boat, yes for no, another count;
- opens a boat, too, for a report that was identified on a deck and is of none of his boats;
- where the report that a boat was opened for cannot be told and another of its reports, identified
  in two ways, can, goes by that one: the first becomes a boat of its own again, and stays open,
  but for one that was identified on the same deck;
- asks again what stands in a conflict that the gate names, and takes back what was entered wrongly;
  where two of his boats are then still identified on one deck, he takes them for one;
- settles a silent phone's conflict where that deck is identified otherwise, that of a call after
  the rescue where that deck says it was theirs, and a conflict of counts by having them counted
  again; every other conflict he leaves to the day;
- confirms every closure to which the gate opens, and carries on the difference of persons.

The rule under test is `lastknown.desk.record.gate` itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from night_cases import START_S, Night

from lastknown.boats import Association, Decision, Identity, Reach, Report, associate
from lastknown.boats.ask import questions
from lastknown.boats.links import order_factor
from lastknown.desk.record.gate import Gate, GateFacts, Identified, Later, Rescued, Settled, gate
from lastknown.people.tally import Said, Tally, tally

__all__ = ["DAWN_H", "LEVELS", "SURE", "Case", "Closure", "Desk", "watch"]

ROUNDS = (4.0, 7.0, 9.5, 11.5, 12.5, 12.5)
DAWN_H = 12.5
LINK, MERGE = 0.9, 0.95
PHONES = 8
FORGETS, SILENT, WRONG = 0.2, 0.2, 0.02
CALLS = 2
"""Calls that occupants are asked about at a time."""
CANNOT_SAY = 0.15
"""Occupants who cannot say which call was theirs."""
PHOTOGRAPHS = 0.5
"""Share of sightings of which there is a photograph."""
LOST = 0.1
SURE = 0.999
LIKELY = 0.2
"""The deck of a rescue at least so probable is asked about a boat that the gate holds back."""
DOUBTFUL = {"identification against", "contradictory decisions"}
UNKNOWN = {"not sure", "no identification", "identification against", "call after rescue"}
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
TOLD = ("call", "message", "relayed call", "sighting")


@dataclass
class Closure:
    """A case closed: by which rescue, at which hour, which reports it covers, persons carried."""

    rescue: str
    hour: float
    covers: tuple[str, ...]
    carried: int


@dataclass
class Case:
    """A boat of the officer's: the report it was opened for, and what he linked to it."""

    anchor: str
    links: dict[str, str] = field(default_factory=dict)
    closed: dict[float, Closure] = field(default_factory=dict)
    counted_again: int = 0
    after: list[str] = field(default_factory=list)
    """Reports after its rescue that hold it back."""
    wants: str | None = None
    apart: bool = False
    """Parted from a boat that goes by another report: not taken for one with any."""
    twice: Closure | None = None
    """As closed at `SURE`, but by two identifications of different phones, words or photographs."""

    @property
    def open(self) -> bool:
        return SURE not in self.closed


@dataclass
class Deck:
    """What a rescuer's crew was asked: persons taken up and missing, as entered."""

    alive: int
    missing: int | None = None
    told: set[str] = field(default_factory=set)


class Desk:
    """The officer and all that he entered in one night."""

    def __init__(self, night: Night, reach: Reach, seed: int) -> None:
        self.night, self.reach = night, reach
        self.rng = np.random.default_rng([seed, 1979])
        self.identities: list[tuple[Identity, float]] = []
        self.cases: list[Case] = []
        self.decks: dict[str, Deck] = {}
        self.lost = {b: self._lost() for b in range(night.boats) if night.fate[b] == "rescued"}
        numbers = sorted({r.number for r in night.reports if r.number})
        self.silent = {n for n in numbers if self.rng.random() < SILENT}
        seen = sorted(r.id for r in night.reports if r.kind == "sighting")
        self.photographed = {name for name in seen if self.rng.random() < PHOTOGRAPHS}
        self.doubted: set[int] = set()
        self.checked: set[int] = set()
        self.answer: Association | None = None
        self._without: tuple[Association | None, Association | None] = (None, None)
        self._last: tuple[object, ...] = ()

    def _lost(self) -> int:
        return int(self.rng.integers(1, 5)) if self.rng.random() < LOST else 0

    def _errs(self) -> bool:
        return bool(self.rng.random() < WRONG)

    def _remembers(self) -> bool:
        return bool(self.rng.random() >= FORGETS)

    def of(self, name: str) -> int:
        """Return the boat that a report is truly of."""
        return self.night.truth[name]

    # --- one round

    def round(self, hour: float, last: bool = False) -> None:
        """Take in what was reported by an hour; close, link and, but for the last, ask."""
        now_s = START_S + hour * 3600.0
        known = [r for r in self.night.reports if r.time_s <= now_s]
        if not known:
            return
        answer = self._weigh(known)
        for report in answer.reports:
            if report.kind == "rescue" and report.id not in self.decks:
                assert report.persons is not None
                off = int(self.rng.choice([-3, -2, -1, 1, 2, 3])) if self._errs() else 0
                self.decks[report.id] = Deck(max(0, report.persons + off))
        self._part(answer)
        self._close(answer, hour)
        self._link(answer)
        self._merge(answer)
        if not last:
            self._look(answer)
            self._again(now_s)
            self._ring(answer, now_s)
            self._ask(answer, now_s)

    def _weigh(self, known: Sequence[Report]) -> Association:
        """Return the association of what is known; as it was where nothing is new."""
        decisions = self.decisions()
        identities = [each for each, _ in self.identities]
        new = (tuple(r.id for r in known), tuple(decisions), tuple(identities))
        if self.answer is None or new != self._last:
            self.answer = associate(known, self.reach, identities=identities, decisions=decisions)
            self._last = new
        return self.answer

    def _firm(self, answer: Association) -> Association:
        """Return the association without what he holds to be likely: what may close a boat."""
        if self._without[0] is not answer:
            without = associate(answer.reports, self.reach, identities=answer.identities)
            self._without = (answer, without)
        assert self._without[1] is not None
        return self._without[1]

    def decisions(self) -> list[Decision]:
        """Return what the officer decided, about pairs of reports."""
        return [
            Decision(case.anchor, name, "likely")
            for case in self.cases
            for name in case.links
            if name != case.anchor
        ]

    # --- boats

    def _link(self, answer: Association) -> None:
        """Accept proposals to link, and open boats for reports that are of none."""
        linked = {name for case in self.cases for name in (case.anchor, *case.links)}
        found = {i.a for i, _ in self.identities if i.same}
        for report in answer.reports:
            if report.id in linked:
                continue
            i = answer.index(report.id)
            p = [float(answer.pair[i, answer.index(case.anchor)]) for case in self.cases]
            p = [each if case.open else 0.0 for each, case in zip(p, self.cases, strict=True)]
            if p and max(p) >= LINK:
                opened = [k for k, case in enumerate(self.cases) if case.open]
                k = int(self.rng.choice(opened)) if self._errs() else int(np.argmax(p))
                self.cases[k].links[report.id] = "likely"
            elif report.kind not in ("empty hull", "rescue") and (
                report.id in found or sum(self._all(answer, i)) < 0.5
            ):
                self.cases.append(Case(report.id))

    def _all(self, answer: Association, i: int) -> list[float]:
        return [float(answer.pair[i, answer.index(case.anchor)]) for case in self.cases]

    def _merge(self, answer: Association) -> None:
        """Take two boats for one where that is proposed; the later case goes into the earlier."""
        kept: list[Case] = []
        for case in self.cases:
            i = answer.index(case.anchor)
            p = [float(answer.pair[i, answer.index(k.anchor)]) if k.open else 0.0 for k in kept]
            if case.open and not case.apart and p and max(p) >= MERGE:
                into = kept[int(np.argmax(p))]
                into.links |= {case.anchor: "likely", **case.links}
            else:
                kept.append(case)
        self.cases = kept

    def closure(self, case: Case, level: float) -> Closure | None:
        """Return how a case was closed at a level of probability; beyond 1, as `Case.twice`."""
        return case.twice if level > 1.0 else case.closed.get(level)

    def _again(self, now_s: float) -> None:
        """Ask again what the gate names as a conflict; take for one boats that stay on one deck."""
        for k in sorted(self.doubted - self.checked):
            if self._remembers():
                self.checked.add(k)
                told, _ = self.identities[k]
                same = self._truly(told) != self._errs()
                if same != told.same:
                    self.identities[k] = (replace(told, same=same), now_s)
        by: dict[str, Case] = {}
        for told, _ in [self.identities[k] for k in sorted(self.checked)]:
            case = next((c for c in self.cases if told.a in (c.anchor, *c.links)), None)
            if not told.same or case is None or not case.open:
                continue
            first = by.setdefault(told.b, case)
            if first is not case:
                first.links |= {case.anchor: "likely", **case.links}
                self.cases.remove(case)

    def _truly(self, told: Identity) -> bool:
        """Return what a deck answers."""
        if told.how == "phone":
            number = next(r.number for r in self.night.reports if r.id == told.a)
            return self._rings(str(number), told.b)
        return self.of(told.a) == self.of(told.b)

    def _rings(self, number: str, rescue: str) -> bool:
        return int(number.split("-")[0]) == self.of(rescue) and number not in self.silent

    def belongs(self, answer: Association, case: Case) -> dict[str, float]:
        """Return the probability of each report to be of a case's boat."""
        row = answer.pair[answer.index(case.anchor)]
        return {r.id: float(p) for r, p in zip(answer.reports, row, strict=True)}

    # --- questions

    def _identify(self, report: str, rescue: str, how: str, same: bool, now_s: float) -> None:
        if self._errs():
            same = not same
        self.identities.append((Identity(report, rescue, how, same), now_s))  # type: ignore[arg-type]

    def _ring(self, answer: Association, now_s: float) -> None:
        """Have phones rung on decks, as proposed."""
        covered = {n for c in self.cases if not c.open for n in c.closed[SURE].covers}
        unsettled = [r for r in answer.reports if r.id not in covered]
        asked: dict[str, int] = {}
        for each in questions(answer, unsettled):
            asked[each.rescue] = asked.get(each.rescue, 0) + 1
            if asked[each.rescue] > PHONES or not self._remembers():
                continue
            number = answer.reports[answer.index(each.report)].number
            assert number is not None
            self._one(number, each.report, each.rescue, now_s)

    def _one(self, number: str, report: str, rescue: str, now_s: float) -> None:
        """Have one phone rung on one deck."""
        self._identify(report, rescue, "phone", self._rings(number, rescue), now_s)

    def _ask(self, answer: Association, now_s: float) -> None:
        """Ask each deck who is missing, and for each boat that the gate holds back who they are."""
        for name in sorted(self.decks):
            deck = self.decks[name]
            if deck.missing is None and self._remembers():
                lost = self.lost[self.of(name)]
                deck.missing = int(self.rng.integers(0, 4)) if self._errs() else lost
        for case in self.cases:
            if case.open and case.wants is not None:
                self._who(answer, case, case.wants, now_s)

    def _who(self, answer: Association, case: Case, rescue: str, now_s: float) -> None:
        """Ask on one deck about one boat: its phones, its calls, its photographs."""
        told = self.decks[rescue].told
        names = dict.fromkeys((*case.after, case.anchor, *case.links))
        mine = [answer.reports[answer.index(n)] for n in names]
        numbers = {r.number: r.id for r in reversed(mine) if r.number}
        rung = {
            answer.reports[answer.index(i.a)].number for i, _ in self.identities if i.b == rescue
        }
        for number in [each for each in reversed(numbers) if each not in rung][:CALLS]:
            if self._remembers():
                self._one(number, numbers[number], rescue, now_s)
        calls = [r.id for r in mine if r.kind in ("call", "message") and r.id not in told][:CALLS]
        seen = [r.id for r in mine if r.id in self.photographed and r.id not in told][:1]
        for name in calls:
            if self._remembers() and self.rng.random() >= CANNOT_SAY:
                told.add(name)
                self._identify(name, rescue, "own word", self.of(name) == self.of(rescue), now_s)
        for name in seen:
            if self._remembers():
                told.add(name)
                self._identify(name, rescue, "photographs", self.of(name) == self.of(rescue), now_s)

    # --- closing

    def _part(self, answer: Association) -> None:
        """Go by another report where the one that a boat was opened for cannot be told."""
        told = [i for i, _ in self.identities if i.same]
        named = {i.a: i.b for i in told}
        ways = {a: {i.how for i in told if (i.a, i.b) == (a, b)} for a, b in named.items()}
        for case in [c for c in self.cases if c.open and named.keys() & c.links.keys()]:
            firm = self._firm(answer).pair
            p = {
                name: float(firm[answer.index(name), answer.index(named[name])])
                for name in (case.anchor, *case.links)
                if (name == case.anchor and name in named) or len(ways.get(name, ())) > 1
            }
            if not p:
                continue
            best = max(p, key=lambda name: (p[name], name))
            if p[best] >= SURE > p.get(case.anchor, 0.0):
                old, case.anchor = case.anchor, best
                del case.links[best]
                if named.get(old) == named[best]:
                    case.links[old] = "likely"
                else:
                    self.cases.append(Case(old, apart=True))

    def _look(self, answer: Association) -> None:
        """See what the gate says of each boat now, and go by it."""
        for case in self.cases:
            if case.open:
                self._heed(case, gate(self._weighed(answer, case)))

    def _close(self, answer: Association, hour: float) -> None:
        """Confirm every closure to which the gate opens, for each level of the curve."""
        for case in self.cases:
            wanting = [level for level in LEVELS if level not in case.closed]
            if not wanting and case.twice is not None:
                continue
            of = self.belongs(answer, case)
            facts = self._weighed(answer, case)
            for level in wanting:
                found = gate(facts, level)
                if level == SURE:
                    self._heed(case, found)
                if found.opens:
                    assert found.rescue is not None
                    covers = tuple(sorted(n for n, p in of.items() if p >= level))
                    case.closed[level] = Closure(found.rescue, hour, covers, found.carried)
            if case.twice is None:
                case.twice = self._twice(answer, gate(facts), of, hour)

    def _weighed(self, answer: Association, case: Case) -> GateFacts:
        """Return what the gate is told of a case; no rescue is surer than it is by evidence."""
        facts = self._facts(answer, case, self.belongs(answer, case))
        if "not sure" in {each.code for each in gate(facts, min(LEVELS)).blocks}:
            return facts
        return _as_sure(facts, self.belongs(self._firm(answer), case))

    def _twice(
        self, answer: Association, found: Gate, of: dict[str, float], hour: float
    ) -> Closure | None:
        """Return the closure of a gate that opens by two identifications that differ."""
        made = [self.identities[int(name[1:])][0] for name in found.identifications]
        by = {
            answer.reports[answer.index(i.a)].number or i.a if i.how == "phone" else i.a
            for i in made
        }
        if not found.opens or found.rescue is None or len(by) < 2:
            return None
        covers = tuple(sorted(n for n, p in of.items() if p >= SURE))
        return Closure(found.rescue, hour, covers, found.carried)

    def _heed(self, case: Case, found: Gate) -> None:
        """Go by what the gate says: whom to ask, and what to count again by the next round."""
        codes = {each.code for each in found.blocks}
        if found.p_same >= LIKELY:
            conflicts = [each.entries for each in found.blocks if each.code in DOUBTFUL]
            self.doubted |= {int(name[1:]) for entries in conflicts for name in entries}
        case.wants = found.rescue if codes & UNKNOWN and found.p_same >= LIKELY else None
        case.after = [each.entries[0] for each in found.blocks if each.code == "call after rescue"]
        if codes & {"on board differs", "more than on board"} and self._remembers():
            case.counted_again += 1

    def _facts(self, answer: Association, case: Case, of: dict[str, float]) -> GateFacts:
        """Return what the gate is told of a case."""
        rescues = [r for r in answer.reports if r.kind == "rescue"]
        best = max(rescues, key=lambda r: (of[r.id], -r.time_s), default=None)
        alleged = [r for r in rescues if of[r.id] >= 0.5 or r is best]
        made = self._made(alleged, of)
        said = self._said(answer, of)
        counts = tally(said)
        carried = 0
        asked = [self.decks[r.id].missing for r in alleged if of[r.id] >= 0.5]
        if asked and None not in asked:
            carried = max(0, counts.upper - counts.accounted)
            counts = tally(said, carried)
        later = _later(answer.reports, alleged, of)
        return GateFacts(
            boat=case.anchor,
            tally=counts,
            reports={name: p for name, p in of.items() if p >= 0.01},
            rescues=tuple(Rescued(r.id, r.time_s, of[r.id]) for r in rescues),
            identifications=made,
            contradictory=self._claimed(case, [r.id for r in alleged]),
            later=later,
            settled=_settled(case, made, counts, later),
            carried=carried,
            confirmer="SMC",
            author="scripted officer",
        )

    def _claimed(self, case: Case, rescues: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return the identifications of a rescue as this case's, where it is another's too."""
        cases = {n: c.anchor for c in self.cases for n in (*c.links, c.anchor)}
        found = []
        for rescue in rescues:
            said = [(k, i) for k, (i, _) in enumerate(self.identities) if i.same and i.b == rescue]
            held = {f"i{k}": cases[i.a] for k, i in said if i.a in cases}
            if case.anchor in held.values() and len(set(held.values())) > 1:
                found.append(tuple(sorted(held)))
        return tuple(found)

    def _made(self, alleged: Sequence[Report], of: dict[str, float]) -> tuple[Identified, ...]:
        names = {r.id for r in alleged}
        return tuple(
            Identified(f"i{k}", i.a, i.b, i.how.replace(" ", "_"), i.same, at_s, "SMC")
            for k, (i, at_s) in enumerate(self.identities)
            if i.b in names and of.get(i.a, 0.0) >= 0.05
        )

    def _said(self, answer: Association, of: dict[str, float]) -> list[Said]:
        """Return the statements of persons, each with its probability of being of the case."""
        said = []
        for r in answer.reports:
            p = of[r.id]
            if p < 0.01:
                continue
            if r.kind == "rescue":
                deck = self.decks[r.id]
                said.append(_counted(f"{r.id} alive", "recovered_alive", deck.alive, r, p))
                if deck.missing is not None:
                    said.append(_counted(f"{r.id} missing", "missing", deck.missing, r, p))
            elif r.persons is not None and r.kind in TOLD:
                source = r.relay_of or r.number or r.id
                said.append(
                    Said(r.id, "on_board", r.persons, at_s=r.time_s, source=source, weight=p)
                )
        return said


def _as_sure(facts: GateFacts, firm: dict[str, float]) -> GateFacts:
    """Return the facts with rescues no surer than they are without words of ``likely``."""
    rescues = (replace(r, p_same=min(r.p_same, firm[r.entry])) for r in facts.rescues)
    return replace(facts, rescues=tuple(rescues))


def _counted(name: str, where: str, count: int, rescue: Report, p: float) -> Said:
    return Said(
        name,
        where,  # type: ignore[arg-type]
        count,
        at_s=rescue.time_s,
        weight=min(p, 1.0),
        counted=True,
        of=rescue.id,
    )


def _later(
    reports: Sequence[Report], alleged: Sequence[Report], of: dict[str, float]
) -> tuple[Later, ...]:
    """Return the reports that came after a rescue which is alleged to be of the case."""
    found = []
    for rescue in alleged:
        for r in reports:
            after = r.time_s - rescue.time_s
            if r.id != rescue.id and after > 0.0 and of[r.id] >= 0.01:
                factor = math.exp(order_factor(rescue, r))
                found.append(Later(r.id, rescue.id, factor, of[r.id], after))
    return tuple(found)


def _settled(
    case: Case, made: Sequence[Identified], counts: Tally, later: Sequence[Later]
) -> tuple[Settled, ...]:
    """Return what was settled: silent phones on a deck identified otherwise, counts taken again."""
    rang = {each.rescue for each in made if each.same}
    found = [
        Settled(f"s {each.entry}", (each.entry,), "SMC")
        for each in made
        if not each.same and each.how == "phone" and each.rescue in rang
    ]
    theirs = {(each.report, each.rescue) for each in made if each.same}
    found += [
        Settled(f"s {each.entry} {each.rescue}", (each.entry, each.rescue), "SMC")
        for each in later
        if (each.entry, each.rescue) in theirs
    ]
    if case.counted_again:
        found += [Settled(f"s {k}", each.ids, "SMC") for k, each in enumerate(counts.conflicts)]
    return tuple(found)


def watch(night: Night, reach: Reach, seed: int) -> Desk:
    """Return the desk after a night's work."""
    desk = Desk(night, reach, seed)
    for k, hour in enumerate(ROUNDS):
        desk.round(hour, last=k == len(ROUNDS) - 1)
    return desk
