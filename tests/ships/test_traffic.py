"""Simulated traffic: as many ships as asked for, the same again, and where its true paths say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.geo.coast import is_land
from lastknown.geo.pack import open_pack
from lastknown.geo.plane import distance_m
from lastknown.ships._voyages import BEYOND_M, Passage
from lastknown.ships.lanes import followed, lane_at, lane_place, read_lanes
from lastknown.ships.ship import Track
from lastknown.ships.sizes import kind_of
from lastknown.ships.tracks import clean
from lastknown.ships.traffic import FERRIES, FISHING, YACHTS, Traffic, simulate, true_path
from lastknown.units import HOUR, KNOT

PACK = open_pack("dover-strait")
LANES = read_lanes(PACK.lanes())
PORTS = {place.name: (place.lon, place.lat) for place in PACK.places()}
ROUTES = ((PORTS["Dover"], PORTS["Calais"]), (PORTS["Dover"], PORTS["Dunkerque"]))
T0 = 1_700_006_400.0


@pytest.fixture(scope="module")
def evening() -> Traffic:
    return simulate(LANES, T0, T0 + 2 * HOUR, routes=ROUTES, report_s=120.0)


def passages(traffic: Traffic) -> list[int]:
    return [each.static.mmsi for each in traffic.ships if each.static.mmsi < 799_990_000]


def test_about_400_a_day_go_through_the_lanes() -> None:
    day = simulate(LANES, T0, T0 + 24 * HOUR, report_s=3600.0)
    # Those that enter in a day, and those that are on their way when it begins: 400 a day times the
    # hours that one takes for the lane and 30 NM before and beyond it, about 12.
    assert 400 + 150 < len(passages(day)) < 400 + 270
    enters = np.array([s.path.enter_s for s in day.ships if isinstance(s.path, Passage)])
    assert np.count_nonzero((enters >= T0) & (enters < T0 + 24 * HOUR)) == pytest.approx(400, abs=9)
    few = simulate(LANES, T0, T0 + 24 * HOUR, report_s=3600.0, lane_ships=40)
    assert 40 < len(passages(few)) < 80


def test_ships_are_heard_straight_on_beyond_a_lanes_ends(evening: Traffic) -> None:
    for ship in evening.ships:
        if not isinstance(ship.path, Passage):
            continue
        lane = ship.path.lane
        # from before she can be heard to after she can be, the slowest and with the surges against
        times = ship.path.enter_s + np.arange(-6 * HOUR, 21 * HOUR, 120.0)
        lon, lat, course, _ = true_path(ship, times)
        there = np.isfinite(lon)
        assert not there[0]
        assert not there[-1]
        assert np.count_nonzero(np.diff(there)) == 2  # in one stretch
        along, aside = lane_place(lane, lon[there], lat[there])
        most = lane.length_m + BEYOND_M
        assert along[0] == pytest.approx(-BEYOND_M, abs=3 * KNOT * HOUR)
        assert along[-1] == pytest.approx(most, abs=3 * KNOT * HOUR)
        assert np.max(np.abs(aside)) < lane.half_width_m
        after = course[there][(along > lane.length_m + 1000.0) & (along < most - 1000.0)]
        assert after == pytest.approx(lane.line.course_deg[-1] % 360.0, abs=12.0)


def test_nobody_falls_silent_where_a_lane_ends(evening: Traffic) -> None:
    ends = [lane_at(lane, lane.length_m) for lane in LANES]
    for ship in evening.ships:
        heard = evening.positions.at(evening.positions.mmsi == ship.static.mmsi)
        if heard.time_s[-1] < T0 + 2 * HOUR - 120.0:
            for lon, lat, _ in ends:
                away = distance_m(float(lon), float(lat), heard.lon[-1], heard.lat[-1])
                assert away > BEYOND_M - 10_000.0


def test_all_kinds_sail(evening: Traffic) -> None:
    kinds = {kind_of(static.ship_type) for static in evening.statics}
    assert {"cargo", "tanker", "passenger", "fishing", "sailing", "pleasure"} <= kinds
    others = len(evening.statics) - len(passages(evening))
    assert others == sum(FERRIES) + FISHING + YACHTS
    assert all(str(static.mmsi).startswith("799") for static in evening.statics)
    assert len({static.mmsi for static in evening.statics}) == len(evening.statics)


def test_the_same_seed_gives_the_same_ships_whatever_stretch_is_asked(evening: Traffic) -> None:
    later = simulate(LANES, T0 + HOUR, T0 + 2 * HOUR, routes=ROUTES, report_s=120.0)
    mask = evening.positions.time_s >= T0 + HOUR
    assert np.array_equal(evening.positions.mmsi[mask], later.positions.mmsi)
    assert np.array_equal(evening.positions.lon[mask], later.positions.lon)
    assert np.array_equal(evening.positions.speed[mask], later.positions.speed)
    other = simulate(LANES, T0, T0 + HOUR, report_s=120.0, seed=1)
    assert set(passages(other)) != set(passages(evening))


def test_reports_lie_on_the_true_paths(evening: Traffic) -> None:
    for ship in evening.ships:
        heard = evening.positions.at(evening.positions.mmsi == ship.static.mmsi)
        lon, lat, _, speed = true_path(ship, heard.time_s)
        off = distance_m(lon, lat, heard.lon, heard.lat)
        assert np.max(off) < 40.0
        assert heard.speed == pytest.approx(speed, abs=0.06 * KNOT)
        assert np.all(np.diff(heard.time_s) > 0)


def test_every_ship_is_cleaned_to_one_whole_track(evening: Traffic) -> None:
    cleaned = clean(evening.positions, evening.statics)
    assert sum(cleaned.dropped.values()) == 0
    assert cleaned.shared == ()
    assert len(cleaned.tracks) == len(evening.ships)
    large = [t for t in cleaned.tracks if t.ship.mmsi in set(passages(evening))]
    large = [t for t in large if len(t.lon) > 5 and in_a_lane(t)]
    assert len(large) > 100
    assert np.mean([followed(LANES, track, within=1.0) is not None for track in large]) > 0.9
    assert {"freeboard_m"} == {name for track in large for name in track.ship.assumed}


def in_a_lane(track: Track) -> bool:
    """Return whether a ship's last place is between a lane's ends and near the lane."""
    for lane in LANES:
        along, aside = lane_place(lane, track.lon[-1], track.lat[-1])
        if 0.0 <= along[0] <= lane.length_m and abs(aside[0]) < 1.5 * lane.half_width_m:
            return True
    return False


def test_speeds_and_lengths_are_those_of_ships(evening: Traffic) -> None:
    cleaned = clean(evening.positions, evening.statics)
    large = [t for t in cleaned.tracks if t.ship.mmsi in set(passages(evening))]
    speeds = np.array([float(np.median(track.speed)) for track in large]) / KNOT
    assert 5.0 < speeds.min() < 10.0 < np.median(speeds) < 15.0 < speeds.max() < 25.0
    lengths = np.array([track.ship.length_m for track in large])
    assert 20.0 < lengths.min() < 100.0 < np.median(lengths) < 220.0 < lengths.max() <= 400.0


def test_ferries_cross_and_lie_in_port(evening: Traffic) -> None:
    times = np.arange(T0, T0 + 24 * HOUR, 60.0)
    crossings = []
    for ship in evening.ships:
        if "FERRY" not in ship.static.name:
            continue
        _, _, _, speed = true_path(ship, times)
        under_way = speed > 1.0
        crossings.append(np.count_nonzero(np.diff(under_way.astype(int)) == 1))
        assert 14.0 * KNOT < np.median(speed[under_way]) < 22.0 * KNOT
    # 43 round trips to Calais and 12 to Dunkirk a day.
    assert sum(crossings) == pytest.approx(2 * (43 + 12), abs=8)


def test_ships_under_way_are_at_sea(evening: Traffic) -> None:
    moving = evening.positions.at(evening.positions.speed > 1.0)
    land = is_land(PACK.coast().index, moving.lon, moving.lat)
    assert np.mean(land) < 0.005  # ports lie behind their piers


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"until_s": T0}, "is not after"),
        ({"report_s": 0.0}, "report_s=0 is out of bounds; give 1 s or more"),
        ({"lane_ships": 5000}, "lane_ships=5000 is out of bounds; give 0 to 4000 a day"),
        ({"until_s": T0 + 30 * 24 * HOUR, "report_s": 1.0, "lane_ships": 4}, "report less often"),
        ({"until_s": T0 + 400 * 24 * HOUR}, "400 days of traffic are too many; give at most 31"),
    ],
)
def test_what_cannot_be_simulated_is_refused(changed: dict[str, Any], told: str) -> None:
    given: dict[str, Any] = {"at_s": T0, "until_s": T0 + HOUR} | changed
    with pytest.raises(LastknownError, match=told):
        simulate(LANES, **given)


def test_no_lanes_no_ships() -> None:
    assert len(simulate([], T0, T0 + HOUR).positions) == 0
