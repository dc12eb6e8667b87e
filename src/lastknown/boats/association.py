"""Which report belongs to which boat: the whole answer, with its doubts.

Nothing is merged: every pair keeps its probability, and what a person has not decided stays open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.best import best_division
from lastknown.boats.number import Numbers, count_boats, mistaken_share
from lastknown.boats.reach import Reach
from lastknown.boats.report import Decision, Identity, Report, in_order
from lastknown.boats.sampler import sample
from lastknown.boats.score import division_score
from lastknown.boats.table import Table, table_of
from lastknown.boats.weights import Setting
from lastknown.errors import LastknownError

__all__ = ["Association", "Boat", "Candidate", "Hypothesis", "associate"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

CHAINS: Final = 4
THREADS: Final = 2

_STRONG: Final = 3.0
"""Log factor of a pair from which on two reports are moved together."""


def sweeps_for(reports: int) -> int:
    """Return how many sweeps of a chain count: 48 from 100 reports on, 2,000 for 15 or fewer.

    On 12 simulated nights F1 was 0.6757 so and 0.6762 with a quarter more, for 13 % more time.
    """
    return max(48, min(2000, 480_000 // max(reports, 1) ** 2))


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
    """The figures weighed, in the order of `reports`; None where there are none."""

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


def associate(
    reports: Sequence[Report],
    reach: Reach | None = None,
    *,
    identities: Sequence[Identity] = (),
    decisions: Sequence[Decision] = (),
    setting: Setting | None = None,
    seed: int = 1,
) -> Association:
    """Return which report belongs to which boat, as probabilities.

    Parameters
    ----------
    reports : in any order; the answer does not depend on it.
    reach : where the sea carries each position (`reach.reach_of`); where it says nothing the sea is
        taken as unknown, not as still.
    identities, decisions : what settled identity, and what persons decided.
    setting : what is assumed of the night.
    seed : of the random numbers; the same gives the same answer to the last bit.

    Raises
    ------
    LastknownError : an id twice, a link to a report that is not there, decisions that contradict.
    """
    ordered = in_order(reports)
    night = setting or Setting()
    motions = reach or Reach()
    kept_decisions, kept_identities = tuple(decisions), tuple(identities)
    if not ordered:
        return _empty(kept_decisions, kept_identities, night, motions, seed)
    table, node = table_of(ordered, motions, kept_identities, kept_decisions, night)
    pair, spread, draws = _drawn(table, node, seed)
    parted = np.isneginf(table.decided)
    best = _numbered(best_division(draws, pair, node, parted)[None])[0]
    return Association(
        ordered,
        pair,
        spread,
        tuple(_boat(ordered, np.flatnonzero(best == b), pair, draws) for b in np.unique(best)),
        _hypotheses(ordered, draws, table),
        count_boats(ordered, draws, night),
        kept_decisions,
        kept_identities,
        night,
        motions,
        seed,
        draws,
        table,
    )


def _empty(
    decisions: tuple[Decision, ...],
    identities: tuple[Identity, ...],
    setting: Setting,
    reach: Reach,
    seed: int,
) -> Association:
    """Return the answer to nothing."""
    if decisions or identities:
        name = decisions[0].a if decisions else identities[0].a
        raise LastknownError(f"report {name!r} is linked but not given; check its id")
    none = np.zeros((1, 0), np.int64)
    number = count_boats((), none, setting)
    return Association(
        (), np.zeros((0, 0)), 0.0, (), (), number, (), (), setting, reach, seed, none, None
    )


def _drawn(table: Table, node: Ints, seed: int) -> tuple[Array, float, Ints]:
    """Return pair probabilities, their spread between chains, and the draws, by report."""
    m = int(node.max()) + 1
    joint = np.zeros((CHAINS, m, m))
    sweeps = sweeps_for(m)
    kept = np.zeros((CHAINS, sweeps, m), np.int64)
    burn = 24 + sweeps // 10
    blocks = _blocks(table, node)

    def run(chain: int) -> None:
        total = sweeps + burn
        sample(table, node, blocks, seed, chain, total, burn, joint[chain], kept[chain])

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(run, range(CHAINS)))
    joint /= sweeps
    joint = 0.5 * (joint + joint.transpose(0, 2, 1))
    joint[:, np.arange(m), np.arange(m)] = 1.0
    spread = float(np.max(np.ptp(joint, axis=0)))
    pair = np.clip(joint.mean(axis=0), 0.0, 1.0)[np.ix_(node, node)]
    draws = kept.reshape(-1, m)[:, node]
    return pair, spread, _numbered(draws)


def _blocks(table: Table, node: Ints) -> Ints:
    """Return nodes that are likely to be of one boat: by number, and by number and strong pairs."""
    m = int(node.max()) + 1
    found = set()
    for least in (math.inf, _STRONG):
        near = (table.number[:, None] == table.number) & (table.number >= 0)
        near |= table.factor >= least
        group = np.arange(m)
        for i, j in np.argwhere(np.triu(near, 1)):
            one, two = group[node[i]], group[node[j]]
            group[group == max(one, two)] = min(one, two)
        found |= {tuple(np.flatnonzero(group == g).tolist()) for g in np.unique(group)}
    rows = sorted(each for each in found if 1 < len(each) < m)
    blocks = np.full((len(rows), max(map(len, rows), default=0) + 1), -1, np.int64)
    for row, each in zip(blocks, rows, strict=True):
        row[: len(each)] = each
    return blocks


def _numbered(divisions: Ints) -> Ints:
    """Return divisions, (draws, n), with their boats numbered in the order of their first reports.

    One division at a time took two thirds of the time of a night of few reports.
    """
    first = np.argmax(divisions[:, :, None] == divisions[:, None, :], axis=2)
    rank = np.cumsum(first == np.arange(divisions.shape[1]), axis=1) - 1
    return np.take_along_axis(rank, first, axis=1).astype(np.int64)


def _boat(reports: Sequence[Report], rows: Ints, pair: Array, draws: Ints) -> Boat:
    """Return the summary of the reports in some rows."""
    inside = draws[:, rows]
    exact = np.all(inside == inside[:, :1], axis=1)
    exact &= np.sum(draws == inside[:, :1], axis=1) == rows.size
    block = pair[np.ix_(rows, rows)]
    weakest = None
    if rows.size > 1:
        i, j = divmod(int(np.argmin(block)), rows.size)
        weakest = (reports[int(rows[i])].id, reports[int(rows[j])].id, float(block[i, j]))
    others = block[~np.eye(rows.size, dtype=np.bool_)]
    return Boat(
        tuple(reports[int(i)].id for i in rows),
        float(exact.mean()),
        1.0 if rows.size == 1 else float(others.mean()),
        weakest,
        mistaken_share(reports[int(rows[0])]) * float(exact.mean()) if rows.size == 1 else 0.0,
    )


def _hypotheses(
    reports: Sequence[Report], draws: Ints, table: Table, most: int = 8
) -> tuple[Hypothesis, ...]:
    """Return the most probable divisions among those drawn."""
    unique, counts = np.unique(draws, axis=0, return_counts=True)
    scratch = np.zeros(len(reports), np.int64)
    scores = np.array([division_score(row, scratch, table) for row in unique])
    order = np.argsort(-scores, kind="stable")[:most]
    shares = np.exp(scores[order] - scores[order[0]])
    shares /= shares.sum()
    return tuple(
        Hypothesis(_named(reports, unique[k]), float(share), float(counts[k] / len(draws)))
        for k, share in zip(order, shares, strict=True)
    )


def _named(reports: Sequence[Report], division: Ints) -> tuple[tuple[str, ...], ...]:
    """Return the ids of each boat."""
    return tuple(
        tuple(reports[int(i)].id for i in np.flatnonzero(division == boat))
        for boat in np.unique(division)
    )


def _candidates(answer: Association, i: int, least: float) -> tuple[Candidate, ...]:
    """Return the boats of the summary, report i left out, by the probability that i is of them.

    In each draw i is of that boat of the summary which most of its companions belong to.
    """
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
