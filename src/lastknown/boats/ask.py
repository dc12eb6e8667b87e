"""What to ask next: whose phone to ring on which rescuer's deck.

Nothing settles identity as a phone does that rings on deck, and one that rings settles all that
its boat's other reports left open. Each question is weighed by what its two answers would do. With
S that report and rescue are of one boat, the phone rings with probability 0.8 given S and 0.0008
given not S: those two give the factors 1000 and 1/5 of `weights.IDENTITY` and its opposite. The
draws of the association, weighted by these, are what would be believed after either answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats import weights as w
from lastknown.boats.answer import Association
from lastknown.boats.report import CALLS, Report

__all__ = ["Ask", "questions", "rings"]

Array = NDArray[np.float64]

LEAST: Final = 0.005
"""Questions whose answer is as good as known are not put."""


@dataclass(frozen=True)
class Ask:
    """Ring the phone of a report on a rescuer's deck.

    Attributes
    ----------
    rescue : id of the rescue.
    report : id of the newest report from that number; the one to record the answer with.
    also : ids of the other reports from that number.
    probability : that report and rescue are of one boat, as held now.
    settles : how many reports the answer is expected to settle. A report counts as unsettled by
        ``1 - sum of p²`` over the rescues that it may belong to, and none of them: 0 when sure,
        about 1/2 between two.
    """

    rescue: str
    report: str
    also: tuple[str, ...]
    probability: float
    settles: float


def rings() -> tuple[float, float]:
    """Return the probability that a phone rings on deck, given one boat and given another."""
    yes, no = w.IDENTITY["phone"], w.IDENTITY_AGAINST["phone"]
    same = yes * (1.0 - no) / (yes - no)
    return same, same / yes


def questions(
    answer: Association, reports: Sequence[Report] | None = None, least: float = LEAST
) -> tuple[Ask, ...]:
    """Return what to ask, best first: by how many reports it settles, then rescue and report.

    Parameters
    ----------
    answer : the association as it stands.
    reports : those that are to be settled; None: all.
    least : questions that settle less are left out.

    A number that was rung for a rescue already (an `Identity` by ``phone``) is not asked again.
    """
    answer = answer.rest or answer  # reports set apart settle nothing, and have no phone
    unsettled = None if reports is None else {each.id for each in reports}
    columns = [
        i
        for i, each in enumerate(answer.reports)
        if (unsettled is None or each.id in unsettled) and each.id not in answer.behind
    ]
    rescues = [i for i, each in enumerate(answer.reports) if each.kind == "rescue"]
    if not rescues or not columns:
        return ()
    same = np.array([answer.draws == answer.draws[:, [r]] for r in rescues], np.float64)
    asked = _asked(answer)
    found = []
    for number, rows in _numbers(answer).items():
        for k, rescue in enumerate(rescues):
            name = answer.reports[rescue].id
            if (number, name) in asked:
                continue
            settles = _settles(same[:, :, columns], same[k, :, rows[-1]])
            if settles >= least:
                ids = [answer.reports[i].id for i in rows]
                p = float(answer.pair[rows[-1], rescue])
                found.append(Ask(name, ids[-1], tuple(ids[:-1]), p, settles))
    return tuple(sorted(found, key=lambda each: (-each.settles, each.rescue, each.report)))


def _numbers(answer: Association) -> dict[str, list[int]]:
    """Return, by number, the rows of its reports in time order; a relayer's is not aboard."""
    found: dict[str, list[int]] = {}
    for i, each in enumerate(answer.reports):
        if each.number is not None and each.kind in CALLS and each.kind != "relayed call":
            found.setdefault(each.number, []).append(i)
    return found


def _asked(answer: Association) -> set[tuple[str, str]]:
    """Return the numbers that were rung, with the rescue."""
    found = set()
    for each in answer.identities:
        if each.how != "phone":
            continue
        for call, rescue in ((each.a, each.b), (each.b, each.a)):
            number = answer.reports[answer.index(call)].number
            if number is not None:
                found.add((number, rescue))
    return found


def _settles(same: Array, one: Array) -> float:
    """Return how much less unsettled the reports are expected to be after an answer.

    Parameters
    ----------
    same : whether each report is of each rescue in each draw, (rescues, draws, reports).
    one : whether the report asked about is of the rescue asked about, (draws,).
    """
    given_same, given_other = rings()
    ring = np.where(one > 0.5, given_same, given_other)
    now = _unsettled(same, np.ones(one.size))
    after = 0.0
    for weight in (ring, 1.0 - ring):
        after += float(weight.mean()) * _unsettled(same, weight)
    return max(now - after, 0.0)


def _unsettled(same: Array, weight: Array) -> float:
    """Return the sum over reports of 1 - sum of p² over each rescue and none of them."""
    p = np.einsum("rdi,d->ri", same, weight / weight.sum())
    none = np.clip(1.0 - p.sum(axis=0), 0.0, 1.0)
    return float(np.sum(1.0 - np.sum(p * p, axis=0) - none * none))
