from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lastknown.desk._figures import time_text
from lastknown.desk.ships.risk import risk_of
from lastknown.desk.ships.riskwords import risk_line
from lastknown.desk.ships.speaking import ship_words
from lastknown.drift.cloud import BOAT, IN_WATER, Cloud
from lastknown.geo.plane import travel
from lastknown.ships.predict import predict
from lastknown.ships.ship import Predicted, Track
from lastknown.units import HOUR, NM
from tests.crossing import SHIP
from tests.drift.clouds import T0
from tests.ships.passing import cloud_at, on_path


def test_two_ships_under_one_mmsi_are_told_apart() -> None:
    """Each keeps its own place, course and warning: one number may be two ships'."""
    rng = np.random.default_rng(4)
    cloud = cloud_at(*rng.normal(0.0, 400.0, (2, 500)))
    time_s = T0 + np.linspace(0.0, 3600.0, 21)
    x = np.linspace(-14_000.0, 14_000.0, 21)
    east = on_path(x, np.full(21, 300.0), time_s, across_sd_m=100.0)
    west = on_path(-x, np.full(21, -300.0), time_s, across_sd_m=100.0)
    for ships in ((east, west), (west, east)):
        one, two = risk_of(ships, cloud, T0, T0 + 3600.0).entries
        assert one["ship"]["mmsi"] == two["ship"]["mmsi"]
        by = {entry["coming_from_deg"]: entry for entry in (one, two)}
        assert sorted(by) == pytest.approx([90.0, 270.0])
        assert by[270.0]["position"][0] < 1.5 < by[90.0]["position"][0]


def swimmers(north_m: float) -> Cloud:
    """An empty hull, and ten persons in the water north of it."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(0.0, 400.0, (2, 1000))
    left = np.repeat([0, 1], 500)
    cloud = cloud_at(x, y + left * north_m)
    return replace(
        cloud,
        component=np.where(left, IN_WATER, BOAT).astype(np.int8),
        weight=np.full(1000, 1.0 / 500.0),
        parent=np.tile(np.arange(500, dtype=np.int32), 2),
        persons=(10.0 * left[:, None] * np.ones(cloud.lon.shape)).astype(np.float32),
    )


def eastbound(y_m: float, **more: Any) -> Predicted:
    time_s = T0 + np.linspace(0.0, 3600.0, 21)
    x = np.linspace(-14_000.0, 14_000.0, 21)
    return on_path(x, np.full(21, y_m), time_s, across_sd_m=100.0, **more)


def test_a_ship_that_may_run_over_persons_in_the_water_is_listed_and_warned() -> None:
    """Found by review: she was in no list, and no ship was to be warned."""
    cloud = swimmers(5560.0)
    found = risk_of([eastbound(5560.0)], cloud, T0, T0 + 3600.0)
    (entry,) = found.entries
    assert found.call is not None
    assert (entry["probability"], entry["within_025_nm"]) == (0.0, 0.0)
    assert entry["in_water"] > 0.01
    assert entry["in_water_025_nm"] > 0.5
    assert found.combined[0]["in_water"] == entry["in_water"]
    assert entry["warn"]
    assert entry["warning"] is not None
    assert entry["nearest_nm"] == pytest.approx(0.0, abs=0.03)  # to them, not to the hull
    assert risk_of([eastbound(-9000.0)], cloud, T0, T0 + 3600.0).call is None


def test_a_rescue_vessel_is_listed_and_is_not_to_be_warned() -> None:
    cloud = swimmers(0.0)
    ship = eastbound(0.0)
    rescue = replace(ship, ship=replace(ship.ship, kind="search and rescue"))
    found = risk_of([rescue], cloud, T0, T0 + 3600.0)
    assert [entry["warn"] for entry in found.entries] == [False]
    assert found.entries[0]["probability"] > 0.01
    assert found.call is None
    assert risk_of([ship], cloud, T0, T0 + 3600.0).call is not None


def test_between_two_boats_a_ship_is_asked_to_slow_down_and_to_go_over_neither() -> None:
    """Found by review: she was asked to alter to both sides at once."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(0.0, 300.0, (2, 1000))
    which = np.repeat([0, 1], 500)
    cloud = replace(cloud_at(x, y + 1600.0 * which), start=which.astype(np.int16), boats=("A", "B"))
    alone = cloud_at(x[:500], y[:500])
    asks = [
        [entry["warning"]["asks"] for entry in found.entries if entry["warning"] is not None]
        for found in (risk_of([eastbound(800.0)], each, T0, T0 + 3600.0) for each in (alone, cloud))
    ]
    assert asks == [["clear"], ["slow", "slow"]]


@pytest.mark.parametrize("speed", [7.0, np.nan])
@pytest.mark.parametrize("bearing_deg", [90.0, 200.0])
def test_of_a_ship_whose_course_is_not_told_no_side_and_no_track_is_said(
    speed: float, bearing_deg: float
) -> None:
    """Found by review: she was told to look out on her port side, by a heading of north."""
    lon, lat = (float(each) for each in travel(1.5, 51.0, bearing_deg, 1200.0))
    told, none = np.ones(11), np.full(11, np.nan)
    track = Track(SHIP, T0 + np.arange(-600.0, 1.0, 60.0), told * lon, told * lat,
                  told * speed, none, none)  # fmt: skip
    rng = np.random.default_rng(1)
    cloud = cloud_at(*rng.normal(0.0, 500.0, (2, 1000)), hours=6.0)
    (entry,) = risk_of(predict([track], T0, T0 + 6 * HOUR), cloud, T0, T0 + 6 * HOUR).entries
    assert (entry["heading_deg"], entry["heading_by"]) == (None, "unknown")
    assert (entry["coming_from_deg"], entry["speed_kn"]) == (None, None)
    warning = entry["warning"]
    assert warning is not None
    assert (warning["where"], warning["asks"], warning["leave_to"]) == ("near", "slow", None)
    text = warning["words"]["en"]["text"]
    assert "may be close to you" in text
    assert "You were last heard 0.6" in text
    assert "your course and speed are not known here" in text
    assert "track" not in text
    assert "votre vitesse ne sont pas connues ici" in warning["words"]["fr"]["text"]
    at = time_text(T0)
    assert "her course or speed not told; the middle of" in risk_line(ship_words("en"), entry, at)
    assert "lies still" not in risk_line(ship_words("en"), entry, at)
    assert "route ou vitesse non indiquée" in risk_line(ship_words("fr"), entry, at)


def test_a_ship_that_has_just_stopped_lies_still() -> None:
    """Found by review: one that told 0.0 knots counted as one that told none."""
    lon, lat = (float(each) for each in travel(1.5, 51.0, 90.0, 1200.0))
    time_s = T0 + np.arange(-240.0, 1.0, 60.0)
    speed, same = np.array([6.0, 5.0, 4.0, 2.0, 0.0]), np.ones(5)
    track = Track(SHIP, time_s, same * lon, same * lat, speed, 30.0 * same, 30.0 * same)
    rng = np.random.default_rng(1)
    cloud = cloud_at(*rng.normal(0.0, 500.0, (2, 1000)), hours=6.0)
    (entry,) = risk_of(predict([track], T0, T0 + 6 * HOUR), cloud, T0, T0 + 6 * HOUR).entries
    assert (entry["basis"], entry["speed_kn"], entry["coming_from_deg"]) == ("course", 0.0, None)
    assert entry["warning"] is not None
    assert entry["warning"]["asks"] == "wait"
    assert "do not turn your propeller" in entry["warning"]["words"]["en"]["text"]
    assert "lies still" in risk_line(ship_words("en"), entry, time_text(T0))


@pytest.mark.parametrize(
    ("x_nm", "asks"),
    [
        (-1.8, "slow"),  # on the way to port that she would be asked to take
        (-3.0, "clear"),  # beyond it
        (1.8, "clear"),  # on the other side
    ],
)
def test_no_ship_is_sent_over_another_part_of_the_same_boat(x_nm: float, asks: str) -> None:
    """Found by review: half of it may be here, half 7 NM on; by doing as asked the chance rose."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(0.0, 0.6, (2, 4000))
    there = np.arange(4000) % 2 == 1
    x, y = np.where(there, x_nm + 0.6 * x, x) * NM, np.where(there, 7.0 + 0.6 * y, y) * NM
    time_s = T0 + np.linspace(0.0, 3 * HOUR, 181)
    north = (time_s - T0 - HOUR) * 7.0
    ship = on_path(
        np.full(181, -0.3 * NM), north, time_s, along_sd_m=50.0, across_sd_m=100.0
    )  # fmt: skip
    (entry,) = risk_of([ship], cloud_at(x, y, hours=3.0), T0, T0 + 3 * HOUR).entries
    warning = entry["warning"]
    assert warning is not None
    assert 0.4 < warning["circle"]["share"] < 0.6
    assert warning["asks"] == asks
    assert warning["leave_to"] == ("starboard" if asks == "clear" else None)
