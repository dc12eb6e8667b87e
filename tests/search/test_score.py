from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.geo.plane import Plane
from lastknown.search.scene import Scene
from lastknown.search.score import PLANNED_ON, SCORED_ON, pos_error, split


def scene(count: int, each: int = 1) -> Scene:
    """A scene of realisations of `each` targets, all alike."""
    number = count * each
    return Scene(
        plane=Plane(1.5, 51.0), time_s=np.array([0.0, 600.0]), x=np.zeros((2, number)),
        y=np.zeros((2, number)), seen=np.zeros((1, number), np.int8),
        share=np.full(number, 0.9 / number), dark=np.zeros(1, bool), ashore=0.1,
        realisation=np.arange(number) % count, start=np.zeros(number, np.intp),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "planned"),
    [(2000, 1000), (9999, 4999), (10_000, 5000), (15_000, 5000), (25_000, PLANNED_ON),
     (26_000, 6000), (27_500, 7500), (40_000, 7500)],
)  # fmt: skip
def test_so_many_are_planned_on(count: int, planned: int) -> None:
    first, second = split(scene(count))
    assert np.count_nonzero(first) == planned
    assert np.count_nonzero(second) == count - planned
    assert count < PLANNED_ON + SCORED_ON or np.count_nonzero(second) >= SCORED_ON


@given(st.integers(2000, 40_000), st.integers(1, 2))
def test_no_realisation_is_in_both_and_each_holds_all(count: int, each: int) -> None:
    at = scene(count, each)
    first, second = split(at)
    assert not set(at.realisation[first > 0.0]) & set(at.realisation[second > 0.0])
    assert first.sum() == pytest.approx(0.9)
    assert second.sum() == pytest.approx(0.9)


@pytest.mark.parametrize("turns", [2, 3, 5, 25])
def test_starts_kept_by_turns_are_in_both_parts_alike(turns: int) -> None:
    at = scene(25_000)
    first, second = split(replace(at, start=np.arange(25_000) % turns))
    for part in (first, second):
        held = np.bincount(np.flatnonzero(part > 0.0) % turns)
        mean = held.sum() / turns
        assert np.abs(held - mean).max() < 5.0 * np.sqrt(mean)


def test_no_order_of_the_targets_matters() -> None:
    at = scene(5000, 2)
    order = np.random.default_rng(0).permutation(10_000)
    mixed = replace(at, realisation=at.realisation[order])
    for part, other in zip(split(at), split(mixed), strict=True):
        assert part[order] == pytest.approx(other, rel=1e-12)


def test_of_few_all_are_in_both() -> None:
    at = scene(1999)
    for part in split(at):
        assert (part == at.share).all()


def test_where_one_part_would_weigh_nothing_all_are_in_both() -> None:
    at = scene(4000)
    first = split(at)[0]
    lost = replace(at, share=np.where(first > 0.0, at.share, 0.0))
    for part in split(lost):
        assert (part == lost.share).all()


def test_the_error_is_that_of_counting() -> None:
    at = scene(10_000)
    left = np.where(np.arange(10_000) % 4 == 0, 0.0, at.share)
    assert pos_error(at, left) == pytest.approx(0.9 * np.sqrt(0.25 * 0.75 / 10_000))
