from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.search.sun import (
    DARK_BELOW_DEG,
    is_dark,
    light_around,
    sun_declination_ra,
    sun_elevation_deg,
    twilight_changes_s,
)
from lastknown.times import parse_time, to_seconds


def seconds(text: str) -> float:
    return to_seconds(parse_time(text))


def test_position_of_the_sun() -> None:
    # Meeus, Astronomical Algorithms, 2nd ed., example 25.a: 1992 October 13, 0h TD (59 s after UT)
    declination, ascension = sun_declination_ra(seconds("1992-10-12T23:59:01Z"))
    assert float(ascension) == pytest.approx(198.38083, abs=0.01)
    assert float(declination) == pytest.approx(-7.78507, abs=0.01)


def test_elevation() -> None:
    # Reda & Andreas, NREL/TP-560-34302, table A5.1: 39.872046 degrees without refraction
    height = sun_elevation_deg(-105.1786, 39.742476, seconds("2003-10-17T19:30:30Z"))
    assert float(height) == pytest.approx(39.872046, abs=0.01)


def test_broadcasts() -> None:
    lon, time_s = np.zeros((3, 1)), np.arange(4) * 3600.0
    assert sun_elevation_deg(lon, 51.0, time_s).shape == (3, 4)


def test_a_day_in_the_strait() -> None:
    day = light_around(1.32, 51.13, seconds("2026-11-22T02:00Z"))  # before its dawn
    dusk_s = light_around(1.32, 51.13, seconds("2026-11-22T08:30Z")).dusk_s
    middle = 0.5 * (day.sunrise_s + day.sunset_s)
    assert day.dawn_s < day.sunrise_s < day.sunset_s < dusk_s
    for moment, height in ((day.dawn_s, -6.0), (day.sunset_s, -0.833)):
        assert float(sun_elevation_deg(1.32, 51.13, moment)) == pytest.approx(height, abs=1e-3)
    # equation of time on 22 November: +13.7 min (Meeus, chapter 28), 5.3 min for 1.32 E
    assert datetime.fromtimestamp(middle, UTC).hour * 60 + (middle % 3600) / 60 == pytest.approx(
        720 - 13.7 - 5.3, abs=0.5
    )


def test_no_sunrise_in_the_polar_night() -> None:
    day = light_around(19.0, 70.0, seconds("2026-12-21T00:00Z"))
    assert math.isnan(day.sunrise_s)
    assert math.isnan(day.sunset_s)
    # civil twilight there is
    assert day.dawn_s < light_around(19.0, 70.0, day.dawn_s + 60.0).dusk_s < day.dawn_s + 86400.0


def test_changes_of_light() -> None:
    begin = seconds("2026-11-22T12:00Z")
    changes = twilight_changes_s(1.32, 51.13, begin, begin + 86400.0)
    dusk, dawn = changes.tolist()
    assert is_dark(1.32, 51.13, [dusk - 60, dusk + 60, dawn - 60, dawn + 60]).tolist() == [
        False,
        True,
        True,
        False,
    ]


@given(st.floats(-180, 179), st.floats(-89, 89), st.floats(0, 4e9))
def test_the_same_place_a_turn_further(lon: float, lat: float, time_s: float) -> None:
    one, other = sun_elevation_deg([lon, lon + 360.0], lat, time_s)
    assert one == pytest.approx(other, abs=1e-5)
    assert abs(one) <= 90.0


@given(
    lon=st.floats(-180.0, 179.9),
    lat=st.floats(-55.0, 55.0),
    hours=st.floats(0.0, 8760.0),
)
def test_the_night_that_holds_a_moment_or_comes_next(lon: float, lat: float, hours: float) -> None:
    now = seconds("2026-01-01T00:00Z") + 3600.0 * hours
    around = light_around(lon, lat, now)
    assert around.dusk_s < around.dawn_s
    assert around.sunrise_s < around.sunset_s
    assert around.dawn_s > now
    assert around.sunset_s > now
    elevation = float(sun_elevation_deg(lon, lat, now))
    if abs(elevation - DARK_BELOW_DEG) > 0.01:
        assert (around.dusk_s <= now) == (elevation < DARK_BELOW_DEG)
