"""Who was in radio range."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.geo.plane import travel
from lastknown.ships.radio import HORIZON, IMO_A1, Station, antenna_m, in_range, range_nm
from lastknown.units import NM
from tests.ships.fleet import T0, predicted, ship, track

HEIGHTS = st.floats(0.5, 500.0)


@pytest.mark.parametrize(
    ("coast_m", "expected_nm"),
    [(50.0, 23.0), (100.0, 30.0)],  # IMO resolution A.801(19), annex 3: its table for h = 4 m
)
def test_imos_range_of_area_a1(coast_m: float, expected_nm: float) -> None:
    assert range_nm(coast_m, 4.0, per_root=IMO_A1) == pytest.approx(expected_nm, abs=0.5)


@pytest.mark.parametrize(
    ("height_m", "expected_km"),
    [(1.0, 4.12), (25.0, 20.6), (100.0, 41.2)],  # sqrt(2 * 4/3 * 6371 km * h), by hand
)
def test_the_radio_horizon_of_four_thirds_earth(height_m: float, expected_km: float) -> None:
    by_hand = math.sqrt(2.0 * 4.0 / 3.0 * 6371e3 * height_m) / 1e3
    assert by_hand == pytest.approx(expected_km, rel=1e-3)
    assert HORIZON * math.sqrt(height_m) * NM / 1e3 == pytest.approx(by_hand, rel=1e-3)


def test_two_masts_of_25_m_see_each_other_at_22_nm() -> None:
    assert range_nm(25.0, 25.0) == pytest.approx(22.2, abs=0.1)


def test_a_handheld_in_a_low_boat_is_held_by_its_power() -> None:
    horizon = HORIZON * (math.sqrt(1.5) + math.sqrt(25.0))
    five, one = range_nm(1.5, 25.0, 5.0), range_nm(1.5, 25.0, 1.0)
    assert five < horizon
    # plane Earth, by hand: sqrt(1.5 * 25) * (2.5 / 2e-14)^(1/4) = 20.5 km
    assert five == pytest.approx(20.48e3 / NM, rel=1e-2)
    assert one / five == pytest.approx(0.2**0.25)


@given(HEIGHTS, HEIGHTS, st.floats(0.5, 100.0))
def test_range_is_the_same_both_ways_and_grows_with_height(
    a: float, b: float, power: float
) -> None:
    assert range_nm(a, b, power) == pytest.approx(range_nm(b, a, power))
    assert range_nm(a + 1.0, b, power) >= range_nm(a, b, power)
    assert range_nm(a, b, power) <= HORIZON * (math.sqrt(a) + math.sqrt(b)) * (1 + 1e-12)


def test_antennas_stand_higher_on_longer_ships() -> None:
    assert antenna_m(ship(length_m=200.0)) == pytest.approx(30.0)
    assert antenna_m(ship(length_m=400.0)) == 55.0
    assert antenna_m(ship(kind="nothing known", length_m=float("nan"))) == 4.0


def test_ships_near_at_the_edge_and_beyond() -> None:
    limit = range_nm(9.0, antenna_m(ship()))
    shares = {1: 0.5, 2: 0.95, 3: 1.05, 4: 1.3}
    fleet = []
    for mmsi, share in shares.items():
        lon, lat = travel(1.5, 51.0, 40.0, share * limit * NM)
        fleet.append(track(ship(mmsi), float(lon), float(lat), 0.0, 0.0, T0 - 600, T0 + 600))
    found = in_range(Station((1.5, 51.0), 9.0), fleet[::-1], T0)
    assert [each.ship.mmsi for each in found] == [1, 2, 3, 4]
    assert [each.in_range for each in found] == ["yes", "doubtful", "doubtful", "no"]
    assert [each.distance_nm / limit for each in found] == pytest.approx(list(shares.values()))
    assert found[0].bearing_deg == pytest.approx(40.0, abs=1e-6)
    assert found[0].range_nm == pytest.approx(limit)


def test_a_ship_is_where_she_was_between_two_positions() -> None:
    passing = track(ship(), 1.5, 51.0, 90.0, 10.0, T0, T0 + 7200, every_s=600.0)
    (one,) = in_range(Station((1.5, 51.0), 9.0), [passing], T0 + 900)
    assert one.distance_nm * NM == pytest.approx(9000.0, rel=1e-3)
    assert one.age_s == 300.0


def test_a_ship_carried_beyond_her_last_position_is_not_surely_in_range() -> None:
    silent = track(ship(), 1.5, 51.0, 90.0, 8.0, T0 - 600, T0)
    station = Station((1.5, 51.0), 9.0)
    (soon,) = in_range(station, [silent], T0 + 300)
    (later,) = in_range(station, [silent], T0 + 3600)
    (gone,) = in_range(station, [silent], T0 + 6 * 3600)
    assert (soon.in_range, later.in_range, gone.in_range) == ("yes", "doubtful", "doubtful")
    assert soon.distance_nm * NM == pytest.approx(8.0 * 900, rel=1e-4)


def test_predicted_paths_are_taken_too_with_their_age() -> None:
    path = predicted(ship(), 1.5, 51.0, 0.0, 5.0, T0, T0 + 7200, age_s=1200.0)
    (one,) = in_range(Station("51°00'N 001°30'E", 9.0), [path], T0 + 1200)
    assert one.age_s == 2400.0
    assert one.distance_nm * NM == pytest.approx(6000.0, rel=1e-3)
    assert in_range(Station((1.5, 51.0), 9.0), [], T0) == ()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Station((1.5, 51.0), 0.0), "height_m"),
        (lambda: Station((1.5, 51.0), 9.0, 1000.0), "power_w"),
        (lambda: Station("nowhere", 9.0), "nowhere"),
        (lambda: in_range(Station((1.5, 51.0), 9.0), [], float("nan")), "at_s=nan"),
    ],
)
def test_what_cannot_be_used_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        make()


def test_across_the_date_line() -> None:
    west = track(ship(), 179.95, 10.0, 90.0, 10.0, T0, T0 + 3600, every_s=3600.0)
    (one,) = in_range(Station((-179.95, 10.0), 9.0), [west], T0 + 1800)
    assert np.isclose(one.distance_nm * NM, abs(18000.0 - 10965.0), rtol=0.01)
