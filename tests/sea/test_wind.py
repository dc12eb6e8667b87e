from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.sea.source import GridAxes
from lastknown.sea.wind import Wind, hand_wind
from lastknown.times import parse_time, to_seconds

NOON = to_seconds(parse_time("2026-11-22T12:00Z"))
HOUR = 3600.0


def rows() -> list[Wind]:
    return [
        Wind(10, 270, time="2026-11-22T12:00Z"),
        Wind(20, 270, sd_kn=3.0, time="2026-11-22T18:00Z"),
    ]


@pytest.mark.parametrize(
    ("from_deg", "east", "north"),
    [(0, 0, -1), (90, -1, 0), (180, 0, 1), (270, 1, 0), (360, 0, -1)],
)
def test_wind_blows_away_from_where_it_comes(from_deg: float, east: float, north: float) -> None:
    u, v = Wind(10, from_deg).components_ms()
    assert u == pytest.approx(east * 5.144444, abs=1e-5)
    assert v == pytest.approx(north * 5.144444, abs=1e-5)


@given(speed=st.floats(0, 100), from_deg=st.floats(0, 360))
def test_speed_is_kept(speed: float, from_deg: float) -> None:
    assert np.hypot(*Wind(speed, from_deg).components_ms()) == pytest.approx(speed * 1852 / 3600)


def test_one_row_holds_everywhere_and_always() -> None:
    source = hand_wind(Wind(8, 240))
    found = source.sample([0.0, 179.0, -70.0], [51.0, -89.0, 70.0], [-1e10, NOON, 1e10])
    assert found["wind_u"].shape == (3,)
    np.testing.assert_allclose(np.hypot(found["wind_u"], found["wind_v"]), 8 * 1852 / 3600)


def test_one_row_with_a_time_holds_always_too() -> None:
    source = hand_wind([Wind(8, 240, time="2026-11-22T12:00Z")])
    assert np.isfinite(source.sample(0.0, 0.0, NOON + 100 * HOUR)["wind_u"])


def test_rows_are_linear_in_time_as_components() -> None:
    source = hand_wind(
        [Wind(10, 180, time="2026-11-22T12:00Z"), Wind(10, 270, time="2026-11-22T18:00Z")]
    )
    found = source.sample(1.0, 51.0, NOON + 3 * HOUR)
    # half of 10 kn from the south and half of 10 kn from the west: 7.07 kn from the south-west
    assert np.hypot(found["wind_u"], found["wind_v"]) == pytest.approx(5.144444 / np.sqrt(2))
    assert found["wind_u"] == pytest.approx(found["wind_v"])


def test_rows_may_come_in_any_order() -> None:
    forward, back = hand_wind(rows()), hand_wind(rows()[::-1])
    times = NOON + HOUR * np.linspace(-3, 9, 25)
    np.testing.assert_array_equal(
        forward.sample(0, 0, times)["wind_u"], back.sample(0, 0, times)["wind_u"]
    )


def test_rows_hold_three_hours_beyond_and_no_more() -> None:
    source = hand_wind(rows())
    times = NOON + HOUR * np.array([-3.001, -3, 0, 6, 9, 9.001])
    known = np.isfinite(source.sample(0, 0, times)["wind_u"])
    assert known.tolist() == [False, True, True, True, True, False]
    assert (source.start_s, source.end_s) == (NOON - 3 * HOUR, NOON + 9 * HOUR)


def test_error_is_the_widest_of_the_rows() -> None:
    error = hand_wind(rows()).wind_error
    assert error is not None
    assert error.sd_ms == pytest.approx(3.0 * 1852 / 3600)
    assert error.half_life_s == 3600.0


def test_fill_gives_what_sample_gives() -> None:
    source = hand_wind(rows())
    axes = GridAxes(np.linspace(0, 1, 4), np.linspace(50, 51, 3), NOON + HOUR * np.arange(-4, 3))
    out = np.zeros((7, 3, 4, 2), np.float32)
    source.fill("wind", axes, out)
    sampled = source.sample(
        axes.lon[None, None, :], axes.lat[None, :, None], axes.time_s[:, None, None]
    )
    np.testing.assert_allclose(out[..., 0], sampled["wind_u"].astype(np.float32))
    np.testing.assert_allclose(out[..., 1], sampled["wind_v"].astype(np.float32))


@pytest.mark.parametrize(
    ("speed", "from_deg", "sd", "said"),
    [
        (-1, 240, 2, "speed_kn=-1"),
        (500, 240, 2, "speed_kn=500"),
        (float("nan"), 240, 2, "speed_kn=nan"),
        (8, -10, 2, "from_deg=-10"),
        (8, 361, 2, "from_deg=361"),
        (8, float("nan"), 2, "from_deg=nan"),
        (8, 240, -0.5, "sd_kn=-0.5"),
    ],
)
def test_impossible_wind_is_refused(speed: float, from_deg: float, sd: float, said: str) -> None:
    with pytest.raises(LastknownError, match=said):
        Wind(speed, from_deg, sd)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(LastknownError, match="no zone"):
        Wind(8, 240, time="2026-11-22T12:00")
    with pytest.raises(LastknownError, match="no zone"):
        Wind(8, 240, time=datetime(2026, 11, 22, 12))  # noqa: DTZ001


def test_any_zone_is_understood() -> None:
    paris = datetime(2026, 11, 22, 13, tzinfo=timezone(timedelta(hours=1)))
    assert Wind(8, 240, time=paris).time == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_several_rows_need_times_that_differ() -> None:
    with pytest.raises(LastknownError, match="no time"):
        hand_wind([Wind(8, 240), Wind(9, 240, time="2026-11-22T12:00Z")])
    with pytest.raises(LastknownError, match="same time"):
        hand_wind([Wind(8, 240, time="2026-11-22T12:00Z"), Wind(9, 0, time="2026-11-22T12:00Z")])
    with pytest.raises(LastknownError, match="no row"):
        hand_wind([])
