"""Which report belongs to which boat: the whole answer, with its doubts.

Nothing is merged: every pair keeps its probability, and what a person has not decided stays open.
AIS contacts that come in a flood (`flood`) are weighed last and apart (`apart`): the boats of the
others are what they would be without them. Of a beacon that tells many places some stand for all
(`senders`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.answer import Association, Boat, Hypothesis
from lastknown.boats.apart import beside, together
from lastknown.boats.best import best_division
from lastknown.boats.drawing import drawn, numbered
from lastknown.boats.flood import MOST, flood, linked_in, named_in
from lastknown.boats.number import count_boats, mistaken_share
from lastknown.boats.reach import Reach
from lastknown.boats.report import Decision, Identity, Report, in_order
from lastknown.boats.score import division_score
from lastknown.boats.senders import behind
from lastknown.boats.table import Table, table_of
from lastknown.boats.weights import Setting
from lastknown.errors import LastknownError

__all__ = ["associate"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def associate(
    reports: Sequence[Report],
    reach: Reach | None = None,
    *,
    identities: Sequence[Identity] = (),
    decisions: Sequence[Decision] = (),
    setting: Setting | None = None,
    seed: int = 1,
    held: Collection[str] = (),
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
    held : ids of further reports that persons linked to something: like those that identities and
        decisions of ``certain`` and ``likely`` name they are never set apart as a flood.

    Raises
    ------
    LastknownError : an id twice, a link to a report that is not there, decisions that contradict.
    """
    ordered = in_order(reports)
    night = setting or Setting()
    motions = reach or Reach()
    kept_decisions, kept_identities = tuple(decisions), tuple(identities)
    known = frozenset(held) | linked_in(kept_identities, kept_decisions)

    def without(left_out: Set[str]) -> Association:
        return associate(
            *([each for each in ordered if each.id not in left_out], motions),
            identities=kept_identities,
            decisions=[each for each in kept_decisions if not left_out & {each.a, each.b}],
            setting=night,
            seed=seed,
            held=known,
        )

    if away := flood(ordered, known):
        return _with_apart(without(away.keys()), ordered, away, kept_decisions)
    if follows := behind(ordered, known | named_in(kept_decisions)):
        return _with_behind(without(follows.keys()), ordered, follows)
    asked = (kept_decisions, kept_identities, night, motions, seed)
    return _divided(ordered, *asked, known) if ordered else _empty(*asked, known)


def _divided(
    reports: tuple[Report, ...],
    decisions: tuple[Decision, ...],
    identities: tuple[Identity, ...],
    setting: Setting,
    reach: Reach,
    seed: int,
    held: frozenset[str],
) -> Association:
    """Return the answer to reports that are all weighed with one another."""
    table, node = table_of(reports, reach, identities, decisions, setting)
    pair, spread, draws = drawn(table, node, seed)
    best = numbered(best_division(draws, pair, node, np.isneginf(table.decided))[None])[0]
    boats = tuple(_boat(reports, np.flatnonzero(best == b), pair, draws) for b in np.unique(best))
    divisions, number = _hypotheses(reports, draws, table), count_boats(reports, draws, setting)
    return Association(
        *(reports, pair, spread, boats, divisions, number, decisions, identities),
        *(setting, reach, seed, draws, table, held),
    )


def _empty(
    decisions: tuple[Decision, ...],
    identities: tuple[Identity, ...],
    setting: Setting,
    reach: Reach,
    seed: int,
    held: frozenset[str],
) -> Association:
    """Return the answer to nothing."""
    if decisions or identities:
        name = decisions[0].a if decisions else identities[0].a
        raise LastknownError(f"report {name!r} is linked but not given; check its id")
    none = np.zeros((1, 0), np.int64)
    number = count_boats((), none, setting)
    return Association(
        (), np.zeros((0, 0)), 0.0, (), (), number, (), (), setting, reach, seed, none, None, held
    )


def _with_behind(
    core: Association, reports: tuple[Report, ...], follows: Mapping[str, str]
) -> Association:
    """Return an answer with further reports, each where the one is that stands for it."""
    row = {each.id: i for i, each in enumerate(core.reports)}
    rows = np.array([row[follows.get(each.id, each.id)] for each in reports])
    pair, draws = core.pair[np.ix_(rows, rows)], core.draws[:, rows]
    home = {name: b for b, boat in enumerate(core.boats) for name in boat.reports}
    boat_of = np.array([home[follows.get(each.id, each.id)] for each in reports])
    return replace(
        core,
        reports=reports,
        pair=pair,
        draws=draws,
        boats=tuple(
            _boat(reports, np.flatnonzero(boat_of == b), pair, draws)
            for b in range(len(core.boats))
        ),
        hypotheses=tuple(
            replace(each, boats=tuple(_all_of(names, reports, follows) for names in each.boats))
            for each in core.hypotheses
        ),
        behind=follows,
    )


def _all_of(
    names: Collection[str], reports: Sequence[Report], follows: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the ids of some reports and of those that they stand for, in time order."""
    return tuple(each.id for each in reports if follows.get(each.id, each.id) in names)


def _with_apart(
    rest: Association,
    reports: tuple[Report, ...],
    away: Mapping[str, int],
    decisions: tuple[Decision, ...],
) -> Association:
    """Return an answer with further reports, each weighed by itself.

    Of more than `MOST` senders that many are taken for true: each with the probability `MOST` over
    their number, and the others are of none of the boats.
    """
    set_apart = np.array([each.id in away for each in reports])
    rows, others = np.flatnonzero(set_apart), np.flatnonzero(~set_apart)
    table, _ = table_of(reports, rest.reach, rest.identities, decisions, rest.setting)
    pair = np.eye(len(reports))
    pair[np.ix_(others, others)] = rest.pair
    true = min(1.0, MOST / len({*away.values()}))
    beside_others, none = beside(table, rows, others, rest.draws)
    pair[np.ix_(rows, others)] = true * beside_others
    for k, row in enumerate(rows.tolist()):
        for other in rows[:k].tolist():
            if away[reports[row].id] == away[reports[other].id]:
                pair[row, other] = together(table, other, row)
    pair = np.maximum(pair, pair.T)
    lone = tuple(
        _alone(reports[row], 1.0 - true * (1.0 - float(own)))
        for row, own in zip(rows.tolist(), none, strict=True)
    )
    place = {each.id: i for i, each in enumerate(reports)}
    return replace(
        rest,
        reports=reports,
        pair=pair,
        boats=tuple(sorted((*rest.boats, *lone), key=lambda boat: place[boat.reports[0]])),
        hypotheses=tuple(
            replace(each, boats=(*each.boats, *(boat.reports for boat in lone)))
            for each in rest.hypotheses
        ),
        draws=_with_lone(rest.draws, others, rows),
        table=table,
        apart=frozenset(away),
        decisions=decisions,
        rest=rest,
    )


def _alone(report: Report, own: float) -> Boat:
    """Return the boat of a report set apart, by the probability that it is of no other."""
    return Boat((report.id,), own, 1.0, None, mistaken_share(report) * own)


def _with_lone(draws: Ints, others: Ints, rows: Ints) -> Ints:
    """Return draws, boats numbered by their first reports, with lone reports in between."""
    n = others.size + rows.size
    first = np.tile(np.arange(n), (len(draws), 1))
    if others.size:
        heads = np.argmax(draws[:, :, None] == draws[:, None, :], axis=2)
        first[:, others] = others[heads]
    rank = np.cumsum(first == np.arange(n), axis=1) - 1
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
