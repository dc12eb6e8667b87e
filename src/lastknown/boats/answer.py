"""What an association answers: pairs, boats, divisions and their number, with their doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.number import Numbers
from lastknown.boats.reach import Reach
from lastknown.boats.report import Decision, Identity, Report
from lastknown.boats.table import Table
from lastknown.boats.weights import Setting
from lastknown.errors import LastknownError

__all__ = ["Association", "Boat", "Candidate", "Hypothesis"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Boat:
    """Reports that are best taken together; a summary, never a merger.

    Attributes
    ----------
    reports : ids, in time order.
    probability : that these reports, and no others, are one boat.
    together : mean probability over its pairs of being one boat; 1 for a single report.
    weakest : the two ids least likely to be of one boat, and that probability; None for one report.
    mistaken : probability that there is no such boat; never a reason to close anything.
    """

    reports: tuple[str, ...]
    probability: float
    together: float
    weakest: tuple[str, str, float] | None
    mistaken: float


@dataclass(frozen=True)
class Candidate:
    """A boat that a report may be of.

    Attributes
    ----------
    reports : ids of that boat's other reports; empty: a boat of its own.
    probability : that it is of that boat; over all candidates they sum to 1.
    """

    reports: tuple[str, ...]
    probability: float


@dataclass(frozen=True)
class Hypothesis:
    """One division of all reports into boats, and its share among those listed.

    Attributes
    ----------
    boats : ids of each boat's reports, in time order.
    share : its probability over that of all divisions listed, which sum to 1.
    probability : share of the draws; small where many divisions differ in a detail.
    """

    boats: tuple[tuple[str, ...], ...]
    share: float
    probability: float


@dataclass(frozen=True, eq=False)
class Association:
    """The answer.

    Attributes
    ----------
    reports : in time order; the order of every array below.
    pair : probability of being one boat, (n, n), symmetric, 1 on the diagonal.
    spread : greatest difference of a pair's probability between the chains: how well it is known.
    boats : the division expected to join pairs best (`best.best_division`), boat by boat.
    hypotheses : the most probable divisions, best first.
    number : of boats, as a distribution.
    decisions : what persons decided, as given.
    identities : as given.
    setting, reach, seed : as given.
    """

    reports: tuple[Report, ...]
    pair: Array
    spread: float
    boats: tuple[Boat, ...]
    hypotheses: tuple[Hypothesis, ...]
    number: Numbers
    decisions: tuple[Decision, ...]
    identities: tuple[Identity, ...]
    setting: Setting
    reach: Reach
    seed: int
    draws: Ints
    """Boat of each report in each draw, (draws, n)."""
    table: Table | None
    """The figures weighed, in the order of `reports` but for those `behind` others; where reports
    are `apart`, of all. None where there are none."""
    held: frozenset[str] = frozenset()
    """Ids of the reports that persons linked to something."""
    behind: Mapping[str, str] = field(default_factory=dict)
    """Ids of further places of a beacon, each with that of the report which stands for it: it is
    where that one is, in every draw (`senders`)."""
    apart: frozenset[str] = frozenset()
    """Ids of the reports that were set apart (`flood`): each is weighed by itself against the boats
    of the others, stands alone in every draw, and is not counted in `number`."""
    rest: Association | None = None
    """The answer to the other reports, without those set apart; None where none was."""

    def index(self, report: str) -> int:
        """Return the row of a report.

        Raises
        ------
        LastknownError : no report has this id.
        """
        for i, each in enumerate(self.reports):
            if each.id == report:
                return i
        raise LastknownError(f"report {report!r} is not among those weighed; check its id")

    def same(self, a: str, b: str) -> float:
        """Return the probability that two reports are of one boat.

        Raises
        ------
        LastknownError : no report has such an id.
        """
        return float(self.pair[self.index(a), self.index(b)])

    def rescues_of(self, report: str) -> dict[str, float]:
        """Return, by id of each rescue, the probability that it was of this report's boat."""
        return {r.id: self.same(report, r.id) for r in self.reports if r.kind == "rescue"}

    def candidates(self, report: str, least: float = 0.01) -> tuple[Candidate, ...]:
        """Return the boats that a report may be of, the most probable first, all others last.

        Parameters
        ----------
        report : its id. Its own boat's other reports count as a candidate like the others.
        least : boats less probable than this are left out, and their probability with them.
        """
        return _candidates(self, self.index(report), least)


def _candidates(answer: Association, i: int, least: float) -> tuple[Candidate, ...]:
    """Return the boats of the summary, report i left out, by the probability that i is of them.

    In each draw i is of that boat of the summary which most of its companions belong to. A report
    set apart is of each by its mean probability with that boat's reports.
    """
    if answer.rest is not None and answer.reports[i].id in answer.apart:
        return _beside(answer, i, least)
    if answer.rest is not None:
        return answer.rest.candidates(answer.reports[i].id, least)
    home = {name: b for b, boat in enumerate(answer.boats) for name in boat.reports}
    boat_of = np.array([home[report.id] for report in answer.reports])
    counts = np.zeros(len(answer.boats) + 1)
    for row in answer.draws:
        beside = boat_of[(row == row[i]) & (np.arange(row.size) != i)]
        counts[np.argmax(np.bincount(beside)) if beside.size else -1] += 1.0
    counts /= len(answer.draws)
    own = answer.reports[i].id
    found = [
        Candidate(tuple(r for r in boat.reports if r != own), float(counts[b]))
        for b, boat in enumerate(answer.boats)
        if counts[b] >= least and boat.reports != (own,)
    ]
    if counts[-1] >= least:
        found.append(Candidate((), float(counts[-1])))
    return tuple(sorted(found, key=lambda each: -each.probability))


def _beside(answer: Association, i: int, least: float) -> tuple[Candidate, ...]:
    """Return the boats that a report set apart may be of."""
    assert answer.rest is not None
    row = {report.id: k for k, report in enumerate(answer.reports)}
    found = [
        Candidate(boat.reports, float(answer.pair[i, [row[each] for each in boat.reports]].mean()))
        for boat in answer.rest.boats
    ]
    found.append(Candidate((), max(0.0, 1.0 - sum(each.probability for each in found))))
    kept = [each for each in found if each.probability >= least]
    return tuple(sorted(kept, key=lambda each: -each.probability))
