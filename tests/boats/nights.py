"""Small nights for the tests of the association."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lastknown.boats import Report
from lastknown.boats.score import IMPOSSIBLE, division_score
from lastknown.boats.table import Table
from lastknown.geo.position import Position

T0 = 1_637_712_000.0
"""2021-11-24T00:00Z."""
MINUTE = 60.0


def at(hour: int, minute: int) -> float:
    """Return seconds since 1970 of a time on 24 November 2021, UTC."""
    return T0 + hour * 3600.0 + minute * MINUTE


def seven() -> list[Report]:
    """Return seven reports of which no division is certain."""
    return [
        Report("a", "call", at(1, 0), position=Position(1.74, 51.14), persons=33, colour="black"),
        Report("b", "call", at(1, 40), position=Position(1.76, 51.15), persons=40, number="n1"),
        Report("c", "message", at(2, 10), persons=30, number="n2", language="one"),
        Report("d", "sighting", at(2, 30), position=Position(1.62, 51.10), persons=45),
        Report("e", "rescue", at(3, 0), position=Position(1.60, 51.10), persons=44, hull="adrift"),
        Report("f", "relayed call", at(3, 40), persons=35, language="two", number="n1"),
        Report("g", "empty hull", at(5, 0), position=Position(1.50, 51.05), colour="grey"),
    ]


def divisions(n: int) -> Iterator[list[int]]:
    """Yield every division of n reports into boats (Bell's number of them)."""

    def grow(start: list[int]) -> Iterator[list[int]]:
        if len(start) == n:
            yield start
            return
        for boat in range(max(start, default=-1) + 2):
            yield from grow([*start, boat])

    yield from grow([])


def exact(table: Table, node: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return every division (by report), its probability, and the probability of every pair."""
    rows = np.array(list(divisions(int(node.max()) + 1)))[:, node]
    scratch = np.zeros(node.size, np.int64)
    scores = np.array([division_score(row, scratch, table) for row in rows])
    p = np.where(scores > IMPOSSIBLE, np.exp(scores - scores.max()), 0.0)
    p /= p.sum()
    pair = np.einsum("d,dij->ij", p, rows[:, :, None] == rows[:, None, :])
    return rows, p, pair
