"""How probable a division of reports into boats is, up to a constant.

``log P(boats | reports) = log P(K boats) + sum over boats [log k! + place + attributes + numbers +
pairs + before and after] + constant``; each term is a log Bayes factor against every report
being of a boat of its own.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.place import place_score
from lastknown.boats.table import Table
from lastknown.compiled import compiled

__all__ = [
    "IMPOSSIBLE",
    "attribute_score",
    "boat_score",
    "division_score",
    "number_score",
    "order_score",
    "pair_score",
]

Members = NDArray[np.int64]

IMPOSSIBLE: Final = -1e300
"""Score of a boat that a person has ruled out."""


@compiled
def boat_score(members: Members, count: int, table: Table) -> float:
    """Return the log weight of one boat: the first `count` of `members`, indices in time order."""
    pairs: float = pair_score(members, count, table)
    if pairs <= IMPOSSIBLE:
        return IMPOSSIBLE
    score: float = table.boat[count] + pairs
    score += place_score(members, count, table)
    for f in range(table.offsets.size - 1):
        score += attribute_score(members, count, f, table)
    score += number_score(members, count, table)
    score += order_score(members, count, table)
    return score


@compiled
def attribute_score(members: Members, count: int, f: int, table: Table) -> float:
    """Return the log Bayes factor of attribute f (see `attributes`)."""
    told = 0
    for k in range(count):
        told += 1 if table.told[members[k], f] else 0
    if told < 2:
        return 0.0
    total = 1e-300
    for a in range(table.offsets[f], table.offsets[f + 1]):
        value = table.prior[a]
        for k in range(count):
            value *= table.ratio[members[k], a]
        total += value
    return math.log(min(total, 1e300))


@compiled
def number_score(members: Members, count: int, table: Table) -> float:
    """Return the log factor of the callers' numbers: repeats for, further numbers a little against.

    A call after c others is from a phone that called k times with probability ``k / (c + a)`` (the
    reference: a phone passed on), and from a further one with ``a / (c + a)`` (the reference: 1).
    """
    calls, product = 0.0, 0.0
    for k in range(count):
        number = table.number[members[k]]
        if number < 0:
            continue
        before = 0.0
        for j in range(k):
            if table.number[members[j]] == number:
                before += 1.0
        factor = before / table.passed_on if before > 0.0 else table.phones
        product += math.log(factor / (calls + table.phones))
        calls += 1.0
    return product


@compiled
def pair_score(members: Members, count: int, table: Table) -> float:
    """Return the sum of what pairs say and of what persons decided; `IMPOSSIBLE` for ``never``."""
    score = 0.0
    for k in range(count):
        for j in range(k):
            score += table.factor[members[k], members[j]] + table.decided[members[k], members[j]]
    return max(score, IMPOSSIBLE)


@compiled
def order_score(members: Members, count: int, table: Table) -> float:
    """Return the sum of before and after over all pairs, bounded below."""
    score = 0.0
    for k in range(count):
        for j in range(k):
            score += table.order[members[k], members[j]]
    return max(score, table.least_order)


@compiled
def division_score(division: Members, members: Members, table: Table) -> float:
    """Return the log weight of a division.

    Parameters
    ----------
    division : boat of each report, 0 to n - 1.
    members : scratch, (n,).
    """
    score, boats = 0.0, 0
    for boat in range(division.size):
        count: int = np.int64(0)  # type: ignore[assignment]  # compiled once
        for i in range(division.size):
            if division[i] == boat:
                members[count] = i
                count += 1
        if count > 0:
            boats += 1
            score += boat_score(members, count, table)
    total: float = max(score + table.boats[boats], IMPOSSIBLE)
    return total
