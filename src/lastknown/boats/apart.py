"""Reports weighed one at a time against boats that the others made without them.

With the draws d of the others (`sampler`) and S(C) the log weight of a boat, a report f that is set
apart is of boat b of a draw with probability proportional to ``exp(S(b + f) - S(b))``, and of a
boat of its own to ``exp(S(f) + log P(K + 1) - log P(K))``: what one move of the sampler would give
it, averaged over the draws, with nothing moved. How unlikely a place is by chance (`reference`) is
measured against all reports, those set apart too: among hundreds of places one that fits is no
wonder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.score import boat_score
from lastknown.boats.table import Table
from lastknown.compiled import compiled

__all__ = ["beside", "together"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_DRAWS: Final = 256
"""Draws that are weighed against, evenly taken: the mean over n independent draws of a probability
has an sd of at most 0.5 / sqrt(n), 0.03; there are no more than 1,200 anyway from 40 reports on."""


def beside(table: Table, rows: Ints, others: Ints, draws: Ints) -> tuple[Array, Array]:
    """Return the probability that each report set apart is of one boat with each other report.

    Parameters
    ----------
    table : of all reports. rows : of those set apart, (f,). others : rows of the rest, (n,).
    draws : boat of each of the rest in each draw, (draws, n).

    Returns
    -------
    That, (f, n), and the probability that it is of no boat of theirs, (f,).
    """
    found, none = np.zeros((rows.size, others.size)), np.zeros(rows.size)
    if not others.size:
        return found, np.ones(rows.size)
    step = -(-len(draws) // _MOST_DRAWS)
    divisions, counts = np.unique(draws[::step], axis=0, return_counts=True)
    boats: dict[bytes, int] = {}
    members: list[Ints] = []
    for division in divisions:
        for boat in range(int(division.max()) + 1):
            aboard = division == boat
            if boats.setdefault(aboard.tobytes(), len(members)) == len(members):
                members.append(others[aboard])
    gains = _gains_of(table, rows, members)
    alone = _gains_of(table, rows, [np.zeros(0, np.int64)])[0]
    for division, share in zip(divisions, counts / counts.sum(), strict=True):
        number = int(division.max()) + 1
        which = [boats[(division == boat).tobytes()] for boat in range(number)]
        own = alone + table.boats[number + 1] - table.boats[number]
        top = np.maximum(gains[which].max(axis=0), own)
        weight = np.exp(gains[which] - top)
        total = weight.sum(axis=0) + np.exp(own - top)
        found += share * (weight / total)[division].T
        none += share * np.exp(own - top) / total
    return found, none


def together(table: Table, a: int, b: int) -> float:
    """Return the probability that two reports are of one boat, were these two all."""
    rows = np.array([max(a, b)])
    gain = _gains_of(table, rows, [np.array([min(a, b)])])[0, 0]
    own = _gains_of(table, rows, [np.zeros(0, np.int64)])[0, 0] + table.boats[2] - table.boats[1]
    return float(1.0 / (1.0 + np.exp(min(max(own - gain, -700.0), 700.0))))


def _gains_of(table: Table, rows: Ints, boats: Sequence[Ints]) -> Array:
    """Return the log weight that each boat gains by each report, (boats, f)."""
    found = np.empty((len(boats), rows.size))
    scratch = np.empty(table.time.size, np.int64)
    for boat, row in zip(boats, found, strict=True):
        _gains(np.ascontiguousarray(boat), rows, row, scratch, table)
    return found


@compiled
def _gains(boat: Ints, rows: Ints, out: Array, members: Ints, table: Table) -> None:
    """Fill `out` with the log weight that a boat gains by each report; members is scratch."""
    without = 0.0
    if boat.size > 0:
        without = boat_score(boat, boat.size, table)
    for f in range(rows.size):
        count, entered = 0, False
        for k in range(boat.size):
            if not entered and rows[f] < boat[k]:
                members[count] = rows[f]
                count += 1
                entered = True
            members[count] = boat[k]
            count += 1
        if not entered:
            members[count] = rows[f]
            count += 1
        out[f] = boat_score(members, count, table) - without
