"""Lanes: along and beside the line and back, who follows one and who does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.geo.pack import open_pack
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.ships.columns import Static
from lastknown.ships.lanes import Lane, followed, lane_at, lane_place, read_lanes
from lastknown.ships.ship import Track
from lastknown.ships.sizes import ship_of

LANES = read_lanes(open_pack("dover-strait").lanes())
ACROSS = {"type": "LineString", "coordinates": [[179.5, -10.0], [-179.5, -10.0]]}


def feature(geometry: dict[str, Any], **properties: object) -> dict[str, Any]:
    one = {"type": "Feature", "properties": {"kind": "lane", **properties}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [one]}


def in_lane(
    lane: Lane, along: float, aside: float, speed: float = 7.0, turned_deg: float = 0.0
) -> Track:
    """Return 5 minutes of a ship that sails along a lane, or turned away from it."""
    time_s = np.arange(0.0, 301.0, 30.0)
    lon, lat, course = lane_at(lane, along + speed * time_s, aside)
    speeds, unknown = np.full(time_s.size, speed), np.full(time_s.size, np.nan)
    return Track(ship_of(1), time_s, lon, lat, speeds, (course + turned_deg) % 360.0, unknown)


def test_the_lanes_of_the_dover_strait() -> None:
    assert [lane.name for lane in LANES] == ["south-west lane", "north-east lane"]
    # Lengths of the charted lines by geodesics, less what their rounded corners cut.
    for lane, feature_ in zip(LANES, open_pack("dover-strait").lanes()["features"], strict=False):
        lon, lat = np.array(feature_["geometry"]["coordinates"]).T
        charted = float(np.sum(distance_m(lon[:-1], lat[:-1], lon[1:], lat[1:])))
        assert 0.99 * charted < lane.length_m <= charted


def test_a_lane_is_a_geodesic_where_it_is_straight() -> None:
    line = {"type": "LineString", "coordinates": [[1.0, 50.0], [1.0, 50.5]]}
    lane = read_lanes(feature(line, name="north", half_width_nm=1.5))[0]
    assert lane.half_width_m == pytest.approx(1.5 * 1852)
    lon, lat, course = lane_at(lane, 20_000.0, 3000.0)
    assert course == pytest.approx(0.0, abs=1e-9)
    assert float(distance_m(1.0, 50.0, 1.0, lat)) == pytest.approx(20_000.0, rel=1e-4)
    assert float(distance_m(1.0, lat, lon, lat)) == pytest.approx(3000.0, rel=1e-3)
    assert lon > 1.0  # starboard of north is east


@given(
    lane=st.sampled_from(LANES),
    share=st.floats(0.0, 1.0),
    aside=st.floats(-4000.0, 4000.0),
)
def test_along_and_aside_and_back(lane: Lane, share: float, aside: float) -> None:
    along = share * lane.length_m
    lon, lat, _ = lane_at(lane, along, aside)
    back = lane_place(lane, lon, lat)
    assert back[0][0] == pytest.approx(along, abs=40.0)  # beside a rounded corner the line turns
    assert back[1][0] == pytest.approx(aside, abs=10.0)


def test_beyond_its_ends_a_lane_goes_straight_on() -> None:
    lane = LANES[0]
    for at, ahead in ((-5000.0, 0.0), (lane.length_m, lane.length_m + 5000.0)):
        a, b = lane_at(lane, at, 500.0), lane_at(lane, ahead, 500.0)
        course = float(lane_at(lane, max(at, 0.0))[2])
        assert float(bearing_deg(*a[:2], *b[:2])) == pytest.approx(course, abs=0.1)
        assert float(distance_m(*a[:2], *b[:2])) == pytest.approx(5000.0, rel=1e-3)


def test_a_lane_across_180_degrees() -> None:
    lane = read_lanes(feature(ACROSS))[0]
    assert lane.length_m == pytest.approx(float(distance_m(179.5, -10, -179.5, -10)), rel=1e-3)
    lon, lat, course = lane_at(lane, lane.length_m * 0.75, 0.0)
    assert (float(lon), float(lat)) == pytest.approx((-179.75, -10.0), abs=1e-3)
    assert course == pytest.approx(90.0, abs=0.1)
    assert lane_place(lane, lon, lat)[0][0] == pytest.approx(lane.length_m * 0.75, abs=1.0)


def test_a_ship_in_a_lane_follows_it() -> None:
    place = followed(LANES, in_lane(LANES[1], 60_000.0, -1500.0))
    assert place is not None
    assert place.lane.name == "north-east lane"
    assert place.along_m == pytest.approx(60_000.0 + 2100.0, abs=20.0)
    assert place.starboard_m == pytest.approx(-1500.0, abs=10.0)


@pytest.mark.parametrize(
    "changed",
    [
        {"turned_deg": 90.0},  # crosses
        {"turned_deg": 180.0},  # against the traffic
        {"speed": 1.0},  # fishes or drifts
        {"aside": 8000.0},  # outside
        {"along": -5000.0},  # not there yet
    ],
)
def test_a_ship_that_does_not_follow_a_lane(changed: dict[str, float]) -> None:
    given_ = {"along": 60_000.0, "aside": 0.0} | changed
    assert followed(LANES, in_lane(LANES[0], **given_)) is None


def test_a_ship_that_tells_no_course_follows_none() -> None:
    track = in_lane(LANES[0], 60_000.0, 0.0)
    track.course_deg[:] = np.nan
    assert followed(LANES, track) is None


def test_a_lane_without_a_line_is_refused() -> None:
    with pytest.raises(LastknownError, match="lane='broken' has no line; give two or more points"):
        read_lanes(feature({"type": "Point", "coordinates": [1.0, 50.0]}, name="broken"))
    twice = {"type": "LineString", "coordinates": [[1.0, 50.0], [1.0, 50.0]]}
    with pytest.raises(LastknownError, match="lane='lane' has no line"):
        read_lanes(feature(twice))
    assert read_lanes({"type": "FeatureCollection", "features": []}) == ()


def test_a_yacht_on_the_lane_s_course_is_free_to_leave_it() -> None:
    track = in_lane(LANES[0], 60_000.0, 0.0)
    yacht = replace(track, ship=ship_of(1, Static(1, ship_type=36)))
    assert followed(LANES, track) is not None
    assert followed(LANES, yacht) is None
