"""One division out of many: against all divisions, and what persons have decided."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.boats import Reach, Setting
from lastknown.boats.best import best_division
from lastknown.boats.report import in_order
from lastknown.boats.table import table_of
from tests.boats.nights import divisions, exact, seven

NONE = np.zeros((7, 7), np.bool_)


def expected_f1(division: np.ndarray, pair: np.ndarray) -> float:
    """Return 2 sum p over joined pairs / (joined pairs + sum p), by its definition."""
    pairs = [(i, j) for i in range(division.size) for j in range(i)]
    joined = [(i, j) for i, j in pairs if division[i] == division[j]]
    total = len(joined) + sum(pair[i, j] for i, j in pairs)
    return float(2.0 * sum(pair[i, j] for i, j in joined) / total)


def test_it_is_the_best_of_all_divisions_of_seven_reports() -> None:
    table, node = table_of(in_order(seven()), Reach(), (), (), Setting())
    rows, _, pair = exact(table, node)
    best = max(expected_f1(row, pair) for row in rows)
    found = best_division(rows[:40], pair, node, NONE)
    assert expected_f1(found, pair) == pytest.approx(best, rel=0.02)
    assert any(np.array_equal(np.equal.outer(found, found), np.equal.outer(r, r)) for r in rows)


def test_random_pairs_are_never_joined_worse_than_by_the_best_draw() -> None:
    rng = np.random.default_rng(5)
    rows = np.array(list(divisions(6)))
    for _ in range(20):
        pair = rng.random((6, 6))
        pair = 0.5 * (pair + pair.T)
        np.fill_diagonal(pair, 1.0)
        draws = rows[rng.integers(0, len(rows), 5)]
        found = best_division(draws, pair, np.arange(6), NONE[:6, :6])
        assert expected_f1(found, pair) >= max(expected_f1(row, pair) for row in draws) - 1e-12


def test_what_is_joined_stays_joined_and_what_is_parted_stays_parted() -> None:
    pair = np.full((4, 4), 0.9)
    np.fill_diagonal(pair, 1.0)
    pair[0, 3] = pair[3, 0] = 0.0
    never = np.zeros((4, 4), np.bool_)
    never[0, 3] = never[3, 0] = True
    node = np.array([0, 0, 1, 2])
    found = best_division(np.array([[0, 0, 1, 2]]), pair, node, never)
    assert found[0] == found[1]
    assert found[0] != found[3]
    assert found[2] in (found[0], found[3])


def test_reports_that_nothing_joins_stay_alone() -> None:
    found = best_division(np.array([[0, 1, 2]]), np.eye(3), np.arange(3), NONE[:3, :3])
    assert np.unique(found).size == 3
