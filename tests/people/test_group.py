from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.people.group import CURVE_WEIGHTS, group_survival
from lastknown.people.survival import SurvivalRange, survival

PERSONS = st.integers(1, 120)
HOURS = st.floats(0.0, 200.0)


def exactly(share: float) -> SurvivalRange:
    """Return a range without width, to test the counting alone."""
    value = np.asarray(share)
    return SurvivalRange(value, value, value)


def test_without_correlation_each_is_alone() -> None:
    found = group_survival(10, exactly(0.3), correlation=0.0)
    assert found.any_alive == pytest.approx(1.0 - 0.7**10, rel=1e-12)
    # 10 and 90 % quantiles of the binomial (10, 0.3): P(<= 0) .028, P(<= 1) .149, P(<= 4) .850
    assert (found.fewest, found.most) == (1, 5)


def test_with_full_correlation_it_is_all_or_none() -> None:
    found = group_survival(33, exactly(0.4), correlation=1.0)
    assert found.any_alive == pytest.approx(0.4, rel=1e-12)
    assert (found.fewest, found.most) == (0, 33)


def test_a_half_and_half_group_by_hand() -> None:
    """r = 1/2 and S = 1/2 give Beta(1/2, 1/2): of two, P(0) = 3/8."""
    found = group_survival(2, exactly(0.5), correlation=0.5)
    assert found.any_alive == pytest.approx(5 / 8, rel=1e-12)


def test_the_experts_of_24_november_2021_are_within_the_range() -> None:
    found = group_survival(33, survival(4.0, 12.5))
    assert found.fewest <= 8 < 15 <= found.most
    assert found.any_alive > 0.95


@given(PERSONS, HOURS, st.floats(-2.0, 30.0), st.floats(0.0, 1.0))
def test_nobody_is_ever_ruled_out(
    persons: int, hours: float, temperature: float, correlation: float
) -> None:
    found = group_survival(persons, survival(hours, temperature), correlation=correlation)
    assert 0.0 < found.any_alive <= 1.0 + 1e-12
    assert 0 <= found.fewest <= found.most <= persons
    low, middle, high = (getattr(found.any_alive_range, n) for n in ("low", "middle", "high"))
    assert 0.0 < low <= middle + 1e-12 <= high + 2e-12
    mean = np.dot(CURVE_WEIGHTS, [low, middle, high])
    assert found.any_alive == pytest.approx(mean, rel=1e-9)


@given(st.integers(2, 60), st.floats(0.01, 0.99), st.floats(0.0, 0.9), st.floats(0.01, 0.1))
def test_correlation_leaves_fewer_groups_with_anyone(
    persons: int, share: float, correlation: float, more: float
) -> None:
    weak = group_survival(persons, exactly(share), correlation=correlation).any_alive
    strong = group_survival(persons, exactly(share), correlation=correlation + more).any_alive
    assert strong <= weak + 1e-12
    assert weak <= persons * share + 1e-12


@given(PERSONS, st.floats(0.001, 1.0), st.floats(0.0, 1.0))
def test_a_larger_group_never_has_less_of_a_chance(
    persons: int, share: float, correlation: float
) -> None:
    few = group_survival(persons, exactly(share), correlation=correlation)
    many = group_survival(persons + 5, exactly(share), correlation=correlation)
    assert few.any_alive <= many.any_alive + 1e-9
    assert few.expected.middle == pytest.approx(persons * share)


def test_arrays_keep_their_shape() -> None:
    found = group_survival(33, survival([[1.0, 2.0], [4.0, 80.0]], 12.0))
    assert found.fewest.shape == found.any_alive.shape == found.expected.low.shape == (2, 2)
    assert (np.diff(found.any_alive.ravel()) < 0.0).all()


@pytest.mark.parametrize("persons", [0, -3, 2.5, True, 20_000])
def test_a_group_is_a_whole_number(persons: object) -> None:
    with pytest.raises(LastknownError, match="persons="):
        group_survival(persons, exactly(0.5))  # type: ignore[arg-type]


@pytest.mark.parametrize("correlation", [-0.1, 1.1, float("nan")])
def test_correlation_is_a_fraction(correlation: float) -> None:
    with pytest.raises(LastknownError, match="correlation="):
        group_survival(3, exactly(0.5), correlation=correlation)
