from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.people.curves import hayward_min, uk_half_time_h, xu_giesbrecht_h
from lastknown.people.survival import (
    CLOTHING,
    EARLY_SHARE_OF_DEATHS,
    FLOTATION,
    SurvivalRange,
    survival,
    weibull_survival,
)

HOURS = st.floats(0.0, 500.0)
TEMPERATURES = st.floats(-2.0, 35.0)
FLOATING = st.sampled_from(FLOTATION)
DRESSED = st.sampled_from(sorted(CLOTHING))
SWAMPED_2021 = 12.5
"""Sea temperature of 24 November 2021, degrees C, from climatology (12 to 13)."""


def curves(found: SurvivalRange) -> np.ndarray:
    return np.stack([found.low, found.middle, found.high])


@pytest.mark.parametrize(("temperature", "half_h"), [(5, 3.6), (10, 5.7), (15, 9.0)])
def test_the_middle_without_an_aid_is_the_uk_half_time(temperature: float, half_h: float) -> None:
    found = survival(half_h, temperature, flotation="none")
    assert found.middle == pytest.approx(0.5, abs=1e-9)
    assert found.low < 0.25
    assert found.high > 0.55


@pytest.mark.parametrize("temperature", [5, 10, 15])
def test_with_an_aid_half_living_24_hours_is_within_the_range(temperature: float) -> None:
    found = survival(24.0, temperature, flotation="lifejacket")
    assert found.high == pytest.approx(0.5, abs=5e-3)
    assert found.low < 0.1


@pytest.mark.parametrize("temperature", [5, 10, 15])
def test_the_low_curve_follows_hayward(temperature: float) -> None:
    time = hayward_min(temperature) / 60.0
    assert survival(time, temperature, flotation="none").low == pytest.approx(0.25, abs=1e-9)
    assert survival(time, temperature, flotation="lifejacket").low == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("temperature", [5, 10, 15, 20])
def test_nobody_is_ruled_out_at_the_longest_survival(temperature: float) -> None:
    time = xu_giesbrecht_h(temperature)
    for flotation in FLOTATION:
        found = survival([time, 2.0 * time], temperature, flotation=flotation)
        assert found.high[0] >= 0.5 - 1e-9
        assert found.high[1] > 0.03


@pytest.mark.parametrize("temperature", [5, 10, 15])
def test_sixty_percent_of_deaths_are_early_and_not_sixty_percent_of_people(
    temperature: float,
) -> None:
    anchors = {"low": hayward_min(temperature) / 60.0, "middle": uk_half_time_h(temperature)}
    for name, anchor in anchors.items():
        alive = getattr(survival([20.0 / 60.0, float(anchor)], temperature, flotation="none"), name)
        early, all_dead = 1.0 - alive
        assert early / all_dead == pytest.approx(EARLY_SHARE_OF_DEATHS, abs=0.05)
        assert early < 0.5


def test_the_night_of_24_november_2021() -> None:
    """Experts held 8 to 15 of at least 33 alive four hours after the swamping; two lived about ten
    hours; "15 minutes" was said and was wrong (Cranston inquiry, 2026)."""
    found = survival([0.25, 4.0, 10.0], SWAMPED_2021)
    assert found.low[0] > 0.5
    assert found.low[1] <= 8 / 33 < 15 / 33 <= found.high[1]
    assert found.low[2] <= 2 / 33 <= found.high[2]


@given(HOURS, TEMPERATURES, FLOATING, DRESSED)
def test_a_range_is_ordered_and_never_zero(
    hours: float, temperature: float, flotation: str, clothing: str
) -> None:
    low, middle, high = curves(survival(hours, temperature, flotation=flotation, clothing=clothing))
    assert 0.0 < low <= middle <= high <= 1.0
    if hours > 0.1:
        assert low < middle < high < 1.0


@given(HOURS, HOURS, TEMPERATURES, FLOATING)
def test_time_never_helps(one: float, two: float, temperature: float, flotation: str) -> None:
    sooner, later = sorted((one, two))
    found = curves(survival([sooner, later], temperature, flotation=flotation))
    assert (np.diff(found, axis=1) <= 0.0).all()


@given(HOURS, TEMPERATURES, TEMPERATURES, FLOATING)
def test_warmer_water_never_harms(hours: float, one: float, two: float, flotation: str) -> None:
    cold, warm = sorted((one, two))
    found = curves(survival(hours, [cold, warm], flotation=flotation))
    assert (np.diff(found, axis=1) >= -1e-12).all()


@given(HOURS, TEMPERATURES)
def test_a_life_jacket_never_harms(hours: float, temperature: float) -> None:
    without, unknown, wearing = (
        curves(survival(hours, temperature, flotation=flotation))
        for flotation in ("none", "unknown", "lifejacket")
    )
    assert (without <= unknown + 1e-12).all()
    assert (unknown <= wearing + 1e-12).all()


@given(HOURS, TEMPERATURES)
def test_better_clothing_never_harms(hours: float, temperature: float) -> None:
    found = [curves(survival(hours, temperature, clothing=clothing)) for clothing in CLOTHING]
    for worse, better in itertools.pairwise(found):
        assert (worse <= better + 1e-12).all()


def test_everyone_lives_at_the_start_and_some_may_after_a_week() -> None:
    assert curves(survival(0.0, 10.0)).tolist() == [1.0, 1.0, 1.0]
    assert survival(168.0, 0.0).low > 1e-6
    assert survival(75.0, 19.0, clothing="immersion suit").high > 0.5


def test_arrays_broadcast() -> None:
    found = survival(np.array([[1.0], [2.0]]), np.array([5.0, 10.0, 15.0]))
    assert found.low.shape == found.middle.shape == found.high.shape == (2, 3)
    assert found.middle[1, 2] == survival(2.0, 15.0).middle


def test_the_users_weibull() -> None:
    found = weibull_survival(
        [0.0, 6.0], (4.0, 6.0, 9.0), shape=2.0, early=(0.4, 0.3, 0.1), long_tail=(1e-9, 1e-9, 1e-9)
    )
    expected = [0.6 * np.exp(-2.25), 0.7 * np.exp(-1.0), 0.9 * np.exp(-4 / 9)]
    np.testing.assert_allclose(curves(found)[:, 1], expected, rtol=1e-6)
    np.testing.assert_allclose(curves(found)[:, 0], 1.0)


@given(HOURS, st.floats(0.1, 50.0), st.floats(0.3, 4.0))
def test_no_weibull_of_the_user_says_that_nobody_is_alive(
    hours: float, scale: float, shape: float
) -> None:
    low, middle, high = curves(
        weibull_survival(hours, (scale, 1.5 * scale, 3.0 * scale), shape=shape)
    )
    assert 0.0 < low <= middle <= high <= 1.0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"hours": -1.0}, "hours=-1"),
        ({"hours": [1.0, np.inf]}, "hours=inf"),
        ({"flotation": "jacket"}, "flotation='jacket'.*none, lifejacket"),
        ({"clothing": "naked"}, "clothing='naked'.*ordinary"),
        ({"water_temperature_c": 285.0}, "water_temperature_c=285"),
    ],
)
def test_bad_input(words: dict[str, object], message: str) -> None:
    arguments: dict[str, object] = {"hours": 1.0, "water_temperature_c": 10.0, **words}
    with pytest.raises(LastknownError, match=message):
        survival(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"scale_h": (3.0, 2.0, 4.0)}, "scale_h=.*rising order"),
        ({"scale_h": (0.0, 2.0, 4.0)}, "scale_h=.*above 0"),
        ({"shape": 0.0}, "shape=0"),
        ({"early": (0.1, 0.3, 0.4)}, "early=.*out of order"),
        ({"long_tail": (0.0, 0.1, 0.2)}, "long_tail=.*above 0"),
    ],
)
def test_a_weibull_out_of_bounds(words: dict[str, object], message: str) -> None:
    arguments: dict[str, object] = {"hours": 1.0, "scale_h": (2.0, 3.0, 4.0), **words}
    with pytest.raises(LastknownError, match=message):
        weibull_survival(**arguments)  # type: ignore[arg-type]
