from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lastknown.desk.ships.asking import Asks, Waters, asks_of, is_inside
from lastknown.desk.ships.circle import Circle
from lastknown.desk.ships.circle import passing as passes
from lastknown.geo.coast import build_coast
from lastknown.ships.ship import Predicted
from lastknown.units import HOUR, MINUTE, NM
from tests.crossing import PLANE, SHIP, passing
from tests.night import AT_S, LKP

CIRCLE = Circle(LKP.lon, LKP.lat, 0.6 * NM, AT_S + HOUR, 1.0)
"""At the last known position; a ship is asked to pass it 1.1 NM off."""


def asked(ship: Predicted, waters: Waters | None = None, *others: Circle) -> Asks:
    by = passes(CIRCLE, ship)
    return asks_of(CIRCLE, by, ship, 1.1, waters or Waters(), others)


def beside(x_nm: float, y_nm: float = 0.0) -> Circle:
    lon, lat = (float(each) for each in PLANE.to_lonlat(x_nm * NM, y_nm * NM))
    return replace(CIRCLE, lon=lon, lat=lat)


@pytest.mark.parametrize(
    ("x_nm", "asks"),
    [
        (-1.1, "slow"),  # she would run over its middle
        (-2.1, "slow"),  # 1.0 NM past the way that she is asked to take, and 1.1 are wanted
        (-2.3, "clear"),
        (0.2, "clear"),  # 1.3 NM the other way
    ],
)
def test_no_ship_is_sent_over_another_boat(x_nm: float, asks: Asks) -> None:
    """Found by review: the chance for the other boat rose from 0.2 to 30 % by doing as asked."""
    west = passing(-0.3 * NM)  # leaves the boat to starboard, and alters to port, to the west
    assert asked(west) == "clear"
    assert asked(west, None, beside(x_nm)) == asks


@pytest.mark.parametrize(("x_nm", "asks"), [(-1.0, "slow"), (-0.75, "slow"), (-3.0, "clear")])
def test_no_ship_is_sent_on_to_land(x_nm: float, asks: Asks) -> None:
    x, y = np.array([-0.2, 0.2, 0.2, -0.2, -0.2]) + x_nm, np.array([-0.4, -0.4, 0.4, 0.4, -0.4])
    lon, lat = PLANE.to_lonlat(x * NM, y * NM)
    box = (LKP.lon - 0.5, LKP.lat - 0.5, LKP.lon + 0.5, LKP.lat + 0.5)
    island = build_coast([np.column_stack((lon, lat))], box)
    assert asked(passing(-0.3 * NM), Waters(coast=island)) == asks
    assert asked(passing(0.3 * NM), Waters(coast=island)) == "clear"  # the island is not her side


@pytest.mark.parametrize(
    ("water_m", "asks"), [(10.9, "slow"), (11.1, "clear"), (math.nan, "clear")]
)
def test_no_ship_is_sent_on_to_a_shoal(water_m: float, asks: Asks) -> None:
    assert SHIP.draught_m == 10.0  # a tenth more is wanted under the keel

    def depths(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        return np.where(lon < LKP.lon, water_m, 40.0)

    assert asked(passing(-0.3 * NM), Waters(depths=depths)) == asks


@pytest.mark.parametrize(
    ("x_nm", "y_nm", "asks"),
    [
        (-1.1, 0.0, "slow"), (-1.1, 1.65, "slow"), (-1.1, -1.65, "slow"), (-0.7, 1.1, "slow"),
        (-1.1, 1.95, "clear"), (-1.1, -1.95, "clear"), (1.1, 0.0, "clear"), (-1.4, 0.0, "clear"),
        (-0.3, 0.0, "clear"),  # where she goes as it is
    ],
)  # fmt: skip
def test_the_water_is_looked_at_along_the_way_that_she_would_take(
    x_nm: float, y_nm: float, asks: Asks
) -> None:
    """From half the way aside to the whole, and 1.5 times as far before and behind."""

    def depths(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        x, y = PLANE.to_xy(lon, lat)
        off = np.maximum(np.abs(x / NM - x_nm), np.abs(y / NM - y_nm))
        return np.where(off < 0.15, 2.0, 40.0)

    assert asked(passing(-0.3 * NM), Waters(depths=depths)) == asks


@pytest.mark.parametrize("y_nm", np.linspace(-5.0, 5.0, 21).tolist())
def test_no_small_shoal_on_the_way_is_looked_over(y_nm: float) -> None:
    """Found by review: past a circle of 3 NM one of 0.4 NM lay between the places looked at."""
    circle, ship = replace(CIRCLE, radius_m=3.0 * NM), passing(-0.3 * NM)

    def depths(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        x, y = PLANE.to_xy(lon, lat)
        return np.where(np.hypot(x / NM + 3.5, y / NM - y_nm) < 0.2, 5.0, 40.0)

    by = passes(circle, ship)
    assert asks_of(circle, by, ship, 3.5, Waters()) == "clear"
    assert asks_of(circle, by, ship, 3.5, Waters(depths=depths)) == "slow"


def test_a_rescue_vessel_that_comes_is_not_asked_to_keep_clear() -> None:
    ship = passing(-0.3 * NM)
    assert asked(replace(ship, ship=replace(SHIP, kind="search and rescue"))) == "slow"


def test_a_ship_whose_speed_is_not_told_is_not_taken_to_lie_still() -> None:
    """Found by review: she was told not to turn her propeller."""
    ship = passing(-0.3 * NM)
    there, none = np.full(121, ship.lat[55]), np.zeros(121)
    silent = replace(ship, lat=there, speed=none, speed_told=False)
    assert silent.basis == "course"
    assert asked(silent) == "slow"
    assert asked(replace(silent, basis="stopped")) == "wait"
    assert asked(replace(silent, speed_told=True)) == "wait"  # she told 0.0 knots
    assert asked(replace(silent, speed=np.full(121, 0.3), speed_told=True)) == "wait"


@pytest.mark.parametrize(("x_nm", "turn_deg"), [(-0.05, 43.0), (-0.05, 47.0), (-0.9, 43.0)])
def test_no_ship_is_asked_to_turn_by_more_than_45_degrees(x_nm: float, turn_deg: float) -> None:
    """She is `away` from the centre: asin(1.1 / away) - asin(x / away) is the turn."""
    away = np.linspace(1.11, 12.0, 20_000)
    turns = np.degrees(np.arcsin(1.1 / away) - np.arcsin(-x_nm / away))
    y = math.sqrt(float(away[np.argmin(np.abs(turns - turn_deg))]) ** 2 - x_nm**2)
    whole = passing(x_nm * NM)
    when = AT_S + HOUR - y * NM / 7.0
    kept = np.concatenate([[when], whole.time_s[whole.time_s > when]])
    names = ("lon", "lat", "course_deg", "speed", "along_sd_m", "across_sd_m")
    rows = {name: np.interp(kept, whole.time_s, getattr(whole, name)) for name in names}
    near = replace(whole, time_s=kept, **rows)
    expected = "clear" if turn_deg < 45.0 else "slow"
    assert asked(near) == expected


def test_a_ship_that_was_not_heard_of_late_is_not_known_to_be_inside() -> None:
    ship = replace(passing(-100.0), time_s=passing(-100.0).time_s + HOUR)  # abeam as it begins
    there = replace(ship, lat=np.full(121, LKP.lat))
    assert is_inside(CIRCLE, there)
    assert not is_inside(CIRCLE, replace(there, age_s=25.0 * MINUTE))
    assert not is_inside(CIRCLE, replace(there, along_sd_m=np.full(121, 2.0 * NM)))
