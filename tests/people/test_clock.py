from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.people.clock import ALIVE, ALL_OUT, BELOW, MARKS, Clock, Exposure, clock
from lastknown.people.curves import Floats
from lastknown.people.group import group_survival
from lastknown.people.survival import FLOTATION, survival
from lastknown.units import HOUR

HOURS = st.floats(0.0, 400.0)
TEMPERATURES = st.floats(0.0, 25.0)
FLOATING = st.sampled_from(FLOTATION)
SWAMPED_2021 = (11, 14, 17)
"""24 November 2021, the last call: minutes after 03:00 UTC in which people entered the water."""


def exactly(persons: int) -> Floats:
    return np.append(np.zeros(persons), 1.0)


def went_in(moment_s: float = 0.0, **known: object) -> Exposure:
    """Return an exposure that begins at one moment."""
    given_by_hand = {"water_temperature_c": 12.5} | known
    return Exposure(moment_s, moment_s, moment_s, **given_by_hand)  # type: ignore[arg-type]


def utc(hour: int, minute: int) -> float:
    return datetime(2021, 11, 24, hour, minute, tzinfo=UTC).timestamp()


def dawn(on_board: Floats, at_s: float) -> Clock:
    """Return the clock of 24 November 2021: what was fixed before it was looked at."""
    first, likely, last = (utc(3, minute) for minute in SWAMPED_2021)
    exposure = Exposure(first, likely, last, water_temperature_c=12.5, water_temperature_sd_c=0.5)
    return clock(on_board, exposure, at_s)


@pytest.mark.parametrize("flotation", ["none", "lifejacket"])
@pytest.mark.parametrize("correlation", [0.0, 1.0])
@pytest.mark.parametrize("hours", [0.1, 4.2, 30.0])
def test_one_moment_and_one_count_is_the_group(
    flotation: str, correlation: float, hours: float
) -> None:
    """With r = 0 nothing, and with r = 1 everything, is left to the states to explain."""
    found = clock(exactly(33), went_in(flotation=flotation), hours * HOUR, correlation=correlation)
    alive = survival(hours, 12.5, flotation=flotation)
    group = group_survival(33, alive, correlation=correlation)
    assert (found.fewest, found.most) == (int(group.fewest), int(group.most))
    assert found.any_alive == pytest.approx(float(group.any_alive), rel=1e-9)
    expected = [float(getattr(group.expected, each)) for each in ("low", "middle", "high")]
    assert found.expected == pytest.approx(expected)


def correlation_of_two(hours: float, correlation: float) -> float:
    """Return that between two persons' fates: one alone lives with m, so P(both) = 2 m - P(any)."""
    one, two = (
        clock(exactly(n), went_in(flotation="none"), hours * HOUR, correlation=correlation)
        for n in (1, 2)
    )
    mean = one.any_alive
    return (2.0 * mean - two.any_alive - mean**2) / (mean * (1.0 - mean))


@pytest.mark.parametrize("hours", [0.5, 1.0, 3.0, 48.0, 90.0, 200.0])
def test_the_correlation_is_that_of_the_whole(hours: float) -> None:
    assert 0.0 < correlation_of_two(hours, 0.0) < 0.2
    assert correlation_of_two(hours, 0.2) == pytest.approx(0.2, abs=2e-3)


@pytest.mark.parametrize("hours", [5.0, 12.0])
def test_where_the_states_make_more_nothing_is_added(hours: float) -> None:
    assert 0.2 < correlation_of_two(hours, 0.0) < 0.35
    assert correlation_of_two(hours, 0.2) == correlation_of_two(hours, 0.0)


@settings(max_examples=25)
@given(st.integers(1, 60), HOURS, HOURS, TEMPERATURES, FLOATING, st.floats(0.0, 1.0))
def test_it_only_runs_down(
    persons: int, one: float, other: float, water: float, flotation: str, correlation: float
) -> None:
    exposure = went_in(water_temperature_c=water, flotation=flotation, water_temperature_sd_c=1.0)
    early, late = (
        clock(exactly(persons), exposure, hours * HOUR, correlation=correlation)
        for hours in sorted((one, other))
    )
    assert 0.0 < late.any_alive <= early.any_alive + 1e-12 <= 1.0 + 2e-12
    assert all(a >= b - 1e-9 for a, b in zip(early.expected, late.expected, strict=True))
    assert early.falls == late.falls
    falls = [math.inf if early.falls[mark] is None else early.falls[mark] for mark in MARKS]
    assert falls == sorted(falls)  # type: ignore[type-var]


@settings(max_examples=25)
@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=50), HOURS, FLOATING, st.integers(0, 60))
def test_nobody_is_ruled_out_while_anyone_may_be_missing(
    weights: list[float], hours: float, flotation: str, out: int
) -> None:
    on_board = np.array(weights) / sum(weights)
    found = clock(on_board, went_in(flotation=flotation), hours * HOUR, out)
    assert 0 <= found.fewest <= found.most <= max(len(weights) - 1 - out, 0)
    assert found.expected[0] <= found.expected[1] <= found.expected[2] <= found.missing + 1e-9
    if out >= len(weights) - 1:
        assert (found.statement, found.missing, found.any_alive) == (ALL_OUT, 0.0, 0.0)
    else:
        assert found.any_alive > 0.0
        assert found.statement == (ALIVE if found.any_alive >= 0.01 else BELOW)


@given(st.integers(1, 40), st.integers(1, 20), HOURS)
@settings(max_examples=25)
def test_more_persons_never_lower_the_chance(persons: int, more: int, hours: float) -> None:
    few, many = (
        clock(exactly(n), went_in(), hours * HOUR).any_alive for n in (persons, persons + more)
    )
    assert few <= many + 1e-12


def test_persons_who_are_out_leave_the_count() -> None:
    """33 or 40 on board, 35 out: 33 is impossible, five are missing."""
    on_board = 0.8 * np.pad(exactly(33), (0, 7)) + 0.2 * exactly(40)
    found = clock(on_board, went_in(), 5 * HOUR, 35)
    alone = clock(exactly(5), went_in(), 5 * HOUR)
    assert found.missing == pytest.approx(5.0)
    assert found.any_alive == pytest.approx(alone.any_alive)


def test_a_count_is_mixed_not_averaged() -> None:
    on_board = 0.5 * np.pad(exactly(2), (0, 38)) + 0.5 * exactly(40)
    two, forty, either = (
        clock(each, went_in(), 10 * HOUR).any_alive for each in (exactly(2), exactly(40), on_board)
    )
    assert either == pytest.approx((two + forty) / 2)


def test_whom_the_boat_still_carries_lives() -> None:
    """60 % swamped by 02:00, the rest not within the horizon."""
    aboard = ((0.0, 1.0), (2 * HOUR, 0.4), (3 * HOUR, 0.4))
    found = clock(exactly(20), Exposure(aboard=aboard, water_temperature_c=8.0), 100 * HOUR)
    assert found.in_water == pytest.approx(0.6)
    assert found.any_alive >= 0.4
    assert found.expected[0] == pytest.approx(8.0, abs=0.5)
    assert found.falls[0.1] is None
    assert found.hours_in_water[0] == 0.0
    assert found.hours_in_water[2] == pytest.approx(99.5, abs=0.5)


def test_a_boat_that_is_failing_goes_on_failing() -> None:
    """Half have swamped every hour; a week later nobody is taken to be dry still."""
    aboard = ((0.0, 1.0), (HOUR, 0.5), (2 * HOUR, 0.25))
    failing = Exposure(aboard=aboard, water_temperature_c=8.0)
    assert clock(exactly(5), failing, 2 * HOUR).in_water == pytest.approx(0.75, abs=0.08)
    late = clock(exactly(5), failing, 7 * 24 * HOUR)
    assert late.in_water == pytest.approx(1.0)
    assert late.falls[0.1] is not None


def test_before_anyone_is_in_the_water_all_live() -> None:
    found = clock(exactly(12), went_in(HOUR), 0.0)
    assert (found.fewest, found.most, found.in_water) == (12, 12, 0.0)
    assert found.any_alive == pytest.approx(1.0)


def test_a_triangle_of_moments() -> None:
    """Its median: 0 + sqrt(span (peak - low) / 2) = sqrt(6) h before the peak of 4 h of 3."""
    span = Exposure(0.0, 3 * HOUR, 4 * HOUR, water_temperature_c=12.0)
    found = clock(exactly(10), span, 4 * HOUR)
    assert found.hours_in_water[1] == pytest.approx(4.0 - math.sqrt(6.0), abs=0.02)
    assert found.hours_in_water[0] < 0.7
    assert found.hours_in_water[2] > 2.5


def test_a_fall_is_where_the_chance_is_the_mark() -> None:
    found = clock(exactly(33), went_in(), 0.0)
    for mark, moment in found.falls.items():
        if moment is not None:
            there = clock(exactly(33), went_in(), moment).any_alive
            assert there == pytest.approx(mark, abs=0.002)


def test_the_lowest_statement() -> None:
    """One person without flotation in water of 2 degrees for two weeks."""
    cold = went_in(water_temperature_c=2.0, flotation="none")
    found = clock(exactly(1), cold, 14 * 24 * HOUR)
    assert 0.0 < found.any_alive < 0.01
    assert found.statement == BELOW


def test_60_percent_is_a_share_of_deaths() -> None:
    """After 15 min most of 33 live by every curve: no 0.6 on everyone."""
    found = clock(exactly(33), went_in(flotation="none"), HOUR / 4)
    assert found.expected[0] > 0.5 * 33


def test_24_november_2021_with_33_on_board() -> None:
    """Dover Strait, water 12 to 13 degrees C; 8 to 15 were later held alive at dawn, 07:26."""
    found = dawn(exactly(33), utc(7, 26))
    assert found.fewest <= 15
    assert found.most >= 8
    assert found.most - found.fewest <= 20
    assert dawn(exactly(33), utc(12, 49)).any_alive >= 0.1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"on_board": [0.5, 0.4]}, "on_board sums to 0.9"),
        ({"on_board": [1.5, -0.5]}, "none negative"),
        ({"on_board": [[1.0]]}, "no distribution"),
        ({"out": -1}, "out=-1"),
        ({"out": 1.5}, "out=1.5"),
        ({"at_s": math.nan}, "at_s=nan"),
        ({"correlation": 1.5}, "correlation=1.5"),
        ({"exposure": Exposure(water_temperature_c=12.0)}, "give all three, rising, or aboard"),
        ({"exposure": Exposure(2.0, 1.0, 3.0, water_temperature_c=12.0)}, "not in order"),
        ({"exposure": went_in(flotation="wood")}, "flotation='wood'"),
        ({"exposure": went_in(clothing="fur")}, "clothing='fur'"),
        ({"exposure": went_in(water_temperature_c=285.0)}, "water_temperature_c=285"),
        ({"exposure": went_in(water_temperature_c=math.nan)}, "water_temperature_c=nan"),
        ({"exposure": went_in(water_temperature_sd_c=-1.0)}, "water_temperature_sd_c=-1"),
        ({"exposure": went_in(aboard=((0.0, 1.0),))}, "both given"),
        ({"exposure": Exposure(aboard=((0.0, 0.5), (1.0, 0.6)), water_temperature_c=9.0)}, "rise"),
        ({"exposure": Exposure(aboard=((0.0, 1.5),), water_temperature_c=9.0)}, "1 to 0"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    given_by_hand = {"on_board": [0.0, 1.0], "exposure": went_in(), "at_s": HOUR} | change
    with pytest.raises(LastknownError, match=message):
        clock(**given_by_hand)  # type: ignore[arg-type]
