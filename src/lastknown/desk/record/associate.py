"""Which report of a record is of which of its boats, as probabilities.

The association works on reports. A boat of the record is a name that people give; the probability
that report r is of boat B with anchors A(B) (`links.Linked`) is

    P(r of B) = c mean over a in A(B) of P(r and a are one boat)

with c = 1 where the anchors are certain and 0.95 (`boats.weights.LIKELY`) where they are likely.
Where B has no anchor nothing is of it. Nothing is merged: a report that nobody linked keeps all its
candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.answer import Association
from lastknown.boats.association import associate
from lastknown.boats.flood import linked_in
from lastknown.boats.reach import Reach, reach_of
from lastknown.boats.report import SAVED, Decision, Identity, Report, in_order
from lastknown.boats.weights import LIKELY
from lastknown.desk.record.links import LEAST, Linked, Word, linked
from lastknown.desk.record.reports import identities_of, reports_of
from lastknown.desk.record.standing import Standing
from lastknown.desk.record.views import Belonging, Candidate, Loose
from lastknown.sea.model import Sea
from lastknown.times import from_seconds

__all__ = ["LEAST", "Weighed", "belongings", "loose_reports", "weigh_reports"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Weighed:
    """The reports of a record, weighed.

    association : the whole answer. linked : what people hold.
    of : by boat, the probability of each report (in the association's order) to be of it, (n,).
    identities : id of the entry of each of the association's identities, in their order.
    """

    association: Association
    linked: Linked
    of: Mapping[str, Array]
    identities: tuple[str, ...]

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports, in time order."""
        return self.association.reports

    @cached_property
    def evidence(self) -> Association:
        """The answer by evidence alone: what the gate goes by.

        Left out is every word of ``likely`` or ``unlikely``, for a person who takes up what the
        association proposes adds nothing to it; and that a rescue is certainly of a boat, for that
        is the question. Such words move the picture, and close no boat.
        """
        answer, saved = self.association, self._saved
        kept = tuple(each for each in answer.decisions if _is_firm(each, saved))
        if kept == answer.decisions:
            return answer
        return associate(
            *(answer.reports, answer.reach),
            identities=answer.identities,
            decisions=kept,
            seed=answer.seed,
            held=_held(self.linked),
        )

    @cached_property
    def _saved(self) -> frozenset[str]:
        """The rescues."""
        return frozenset(r.id for r in self.association.reports if r.kind in SAVED)

    @cached_property
    def firm(self) -> Mapping[str, Array]:
        """`of` where it is not more than by `evidence`."""
        anchored = {name for names in self.linked.anchors.values() for name in names}
        if self.evidence is self.association and not self._saved & anchored:
            return self.of
        return {
            boat: np.minimum(of, _of(self.evidence, self.linked, boat, self._saved))
            for boat, of in self.of.items()
        }

    def by_report(self, boat: str, *, firm: bool = False) -> dict[str, float]:
        """Return the probability of each report to be of a boat, by id; `firm`: by evidence."""
        of = (self.firm if firm else self.of)[boat]
        return dict(zip((report.id for report in self.reports), of.tolist(), strict=True))

    def p(self, report: str, boat: str) -> float:
        """Return the probability that a report is of a boat; 0 where either is not known."""
        return self.by_report(boat).get(report, 0.0) if boat in self.of else 0.0

    def same(self, boat: str, other: str) -> float:
        """Return the probability that two named boats are one."""
        anchors = self.linked.anchors[other]
        return _mean([self.p(report, boat) for report in anchors]) if anchors else 0.0


def weigh_reports(
    stands: Standing, sea: Sea | None, *, seed: int = 1, before: Association | None = None
) -> Weighed:
    """Return the reports of a record, weighed.

    Parameters
    ----------
    stands : what stands in the picture.
    sea : carries positions on; None: its motion is taken as unknown, not as still.
    seed : of every draw.
    before : an earlier answer over the same sea. Its motions are not computed again; where reports,
        identifications, decisions and seed are the same, it is the answer.
    """
    reports = reports_of(stands)
    links = linked(stands, reports)
    identities = identities_of(stands)
    told = tuple(identity for identity, _ in identities)
    held = _held(links)
    if before is not None and _is_answered(before, reports, told, links, seed):
        answer = before
    else:
        known = None if before is None else before.reach
        reach = Reach() if sea is None else reach_of(reports, sea, known)
        answer = associate(
            *(reports, reach), identities=told, decisions=links.decisions, seed=seed, held=held
        )
    of = {boat: _of(answer, links, boat) for boat in links.anchors}
    return Weighed(answer, links, of, tuple(entry for _, entry in identities))


def _is_answered(
    before: Association,
    reports: Sequence[Report],
    identities: tuple[Identity, ...],
    links: Linked,
    seed: int,
) -> bool:
    """Return whether an earlier answer was to the very same question."""
    asked = (before.reports, before.identities, before.decisions, before.seed, before.held)
    held = _held(links) | linked_in(identities, links.decisions)
    return asked == (in_order(reports), identities, links.decisions, seed, held)


def _held(links: Linked) -> frozenset[str]:
    """Return the reports that somebody linked to a boat, also where others differ."""
    every = (word for words in links.words.values() for word in words)
    return frozenset(word.report for word in every if word.belief not in ("unlikely", "never"))


def _is_firm(word: Decision, saved: frozenset[str]) -> bool:
    """Return whether a word of people may help to close a boat; `saved`: the rescues."""
    about_calls = word.verdict == "certain" and not saved & {word.a, word.b}
    return word.verdict == "never" or about_calls


def _of(
    answer: Association, links: Linked, boat: str, without: frozenset[str] = frozenset()
) -> Array:
    """Return the probability of each report to be of a boat, by its anchors but for `without`."""
    anchors = [name for name in links.anchors[boat] if name not in without]
    if not anchors:
        return np.zeros(len(answer.reports))
    rows = [answer.index(report) for report in anchors]
    words = {word.report: word.belief for word in links.words[boat]}
    sure = 1.0 if words[anchors[0]] == "certain" else LIKELY / (1.0 + LIKELY)
    return np.asarray(sure * answer.pair[rows].mean(axis=0))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def belongings(weighed: Weighed, boat: str) -> tuple[Belonging, ...]:
    """Return all reports with their probability of being of a boat, in time order."""
    words = {word.report: word for word in weighed.linked.words[boat]}
    return tuple(
        Belonging(r.id, r.kind, from_seconds(r.time_s), float(p), _said(words.get(r.id)))
        for r, p in zip(weighed.reports, weighed.of[boat], strict=True)
    )


def _said(word: Word | None) -> str | None:
    if word is None:
        return None
    return word.belief or "disputed"


def loose_reports(weighed: Weighed) -> tuple[Loose, ...]:
    """Return the reports that nobody holds to be of a boat, with their candidates, in time order.

    A named boat has P(report of it). What is left to 1 is divided among boats without a name, and a
    boat of its own, by how often the draws have it with them; for a report set apart as one of a
    flood, by its probability with their reports.
    """
    whole = weighed.association
    if whole.rest is None:
        return tuple(_loose(weighed, i) for i in _unlinked(weighed))
    kept = np.array([report.id not in whole.apart for report in whole.reports], np.bool_)
    of = {boat: p[kept] for boat, p in weighed.of.items()}
    core = replace(weighed, association=whole.rest, of=of)
    found = [_loose(core, i) for i in _unlinked(core)]
    found += [_loose_apart(weighed, i) for i in np.flatnonzero(~kept).tolist()]
    return tuple(sorted(found, key=lambda each: whole.index(each.report)))


def _unlinked(weighed: Weighed) -> list[int]:
    """Return the rows of the reports that nobody holds to be of a boat."""
    boats_of = weighed.linked.boats_of
    return [i for i, report in enumerate(weighed.reports) if not boats_of(report.id)]


def _loose(weighed: Weighed, i: int) -> Loose:
    report, named = weighed.reports[i], _anchored(weighed)
    candidates = tuple(_candidates(weighed, named, i))
    return Loose(report.id, report.kind, from_seconds(report.time_s), candidates)


def _loose_apart(weighed: Weighed, i: int) -> Loose:
    """Return a report of a flood, which nobody linked, with its candidates."""
    report, named = weighed.reports[i], {*chain(*weighed.linked.anchors.values())}
    found = [
        Candidate(boat, (), float(p[i])) for boat, p in sorted(weighed.of.items()) if p[i] >= LEAST
    ]
    left = max(0.0, 1.0 - sum(float(p[i]) for p in weighed.of.values()))
    for each in weighed.association.candidates(report.id, LEAST):
        if each.reports and named.isdisjoint(each.reports):
            found.append(Candidate(None, each.reports, min(left, each.probability)))
            left -= found[-1].p
    if left >= LEAST:
        found.append(Candidate(None, (), left))
    found.sort(key=lambda each: (-each.p, each.boat or "~", each.reports))
    return Loose(report.id, report.kind, from_seconds(report.time_s), tuple(found), flood=True)


def _anchored(weighed: Weighed) -> NDArray[np.bool_]:
    """Return which reports a named boat is known by."""
    names = {name for anchors in weighed.linked.anchors.values() for name in anchors}
    return np.array([report.id in names for report in weighed.reports], np.bool_)


def _candidates(weighed: Weighed, named: NDArray[np.bool_], i: int) -> list[Candidate]:
    """Return the candidates of one report, the most probable first."""
    found = [
        Candidate(boat, (), float(p[i])) for boat, p in sorted(weighed.of.items()) if p[i] >= LEAST
    ]
    draws = weighed.association.draws
    beside = draws == draws[:, i : i + 1]
    left = max(0.0, 1.0 - sum(float(p[i]) for p in weighed.of.values()))
    free = beside[~np.any(beside[:, named], axis=1)]
    if left >= LEAST:
        found += _unnamed(weighed, free, named, i, left)
    return sorted(found, key=lambda each: (-each.p, each.boat or "~", each.reports))


def _unnamed(
    weighed: Weighed, beside: NDArray[np.bool_], named: NDArray[np.bool_], i: int, left: float
) -> list[Candidate]:
    """Return the boats without a name, from the draws in which the report is of none that has one.

    In each draw the report is of that boat of the association's summary to which most of its
    companions belong.
    """
    names = [report.id for report in weighed.reports]
    bound = {name for name, is_named in zip(names, named.tolist(), strict=True) if is_named}
    boats = [
        tuple(name for name in boat.reports if name not in bound and name != names[i])
        for boat in weighed.association.boats
    ]
    others = beside.copy()
    others[:, i] = False
    home = np.array([[name in boat for boat in boats] for name in names], np.float64)
    together = others @ home
    which = np.where(others.any(axis=1), np.argmax(together, axis=1), len(boats))
    shares = np.bincount(which, minlength=len(boats) + 1) / max(len(which), 1)
    if not len(which):
        shares[-1] = 1.0
    loose = [
        Candidate(None, boat, left * float(share))
        for boat, share in zip(boats, shares[:-1], strict=True)
        if boat
    ]
    loose.append(Candidate(None, (), left * float(shares[-1])))
    return [each for each in loose if each.p >= LEAST]
