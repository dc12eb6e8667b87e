from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, ASHORE, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.drift.dataset import to_dataset
from lastknown.errors import LastknownError
from lastknown.geo.coast import build_coast
from lastknown.geo.plane import Plane, distance_m
from lastknown.search.plan import plan_search
from lastknown.search.risk import Survival
from lastknown.search.unit import Unit, last_return_s
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, KNOT, NM

AT = "2026-11-22T08:30Z"
AT_S = to_seconds(parse_time(AT))
LIFEBOAT: dict[str, Any] = {
    "name": "Lifeboat Dover",
    "position": "51°07'N 001°19'E",
    "ready": "2026-11-22T08:40Z",
    "speed_kn": 25,
    "search_speed_kn": 15,
    "endurance_h": 4,
    "sweep_width_nm": {"boat": 2.0, "person": 0.2},
}


def drifting(
    count: int = 1500, lon0: float = 1.65, lat0: float = 51.1, hours: float = 6.0, **other: Any
) -> Cloud:
    """A round cloud, sd 3 km, that drifts east-north-east at half a knot; states each 10 min."""
    rank = (np.arange(count) + 0.5) / count
    radius, angle = 3000 * np.sqrt(-2 * np.log1p(-rank)), np.arange(count) * 2.399963229728653
    steps = np.arange(round(hours * 6) + 1)
    east = (radius * np.cos(angle))[:, None] + 150.0 * steps
    north = (radius * np.sin(angle))[:, None] + 50.0 * steps
    lon = lon0 + east / (111_320 * np.cos(np.radians(lat0)))
    shape = lon.shape
    nan = np.full(count, np.nan)
    values: dict[str, Any] = {
        "time_s": AT_S + 600.0 * steps,
        "lon": (lon + 180.0) % 360.0 - 180.0,
        "lat": lat0 + north / 111_250,
        "status": np.full(shape, AFLOAT, np.int8),
        "phase": np.zeros(shape, np.int8),
        "weight": np.full(count, 1 / count),
        "component": np.full(count, BOAT, np.int8),
        "parent": np.arange(count, dtype=np.int32),
        "persons": np.full(shape, 33, np.float32),
        "hypothesis": np.zeros(count, np.int16),
        "hypotheses": ("adrift",),
        "start": np.zeros(count, np.int16),
        "what": np.zeros(count, np.int16),
        "objects": ("inflatable-overloaded",),
        "start_lon": np.full(count, lon0),
        "start_lat": np.full(count, lat0),
        "start_s": np.full(count, AT_S),
        "side": np.ones(count, np.int8),
        **dict.fromkeys(("heading_deg", "own_speed_ms", "engine_stops_s", "swamps_s"), nan),
        "downwind_fraction": np.full(count, 0.03),
    }
    return Cloud(**(values | other))


def lifeboat(**change: Any) -> Unit:
    return Unit(**LIFEBOAT | change)


def ends(legs: tuple[Any, ...]) -> NDArray[np.float64]:
    return np.array([[leg.lon0, leg.lat0, leg.t0, leg.lon1, leg.lat1, leg.t1] for leg in legs])


def test_one_lifeboat() -> None:
    plan = plan_search(drifting(), lifeboat(), at=AT)
    task = plan.units[0]
    assert plan.pos == task.pos
    assert 0.85 < plan.pos < 1.0
    assert task.launch
    assert task.pattern == ("PS" if task.length_m >= task.width_m else "CS")
    out = float(distance_m(1 + 19 / 60, 51 + 7 / 60, task.start.lon, task.start.lat))
    assert task.transit_m == pytest.approx(out, rel=1e-3)
    assert task.arrive_s == pytest.approx(AT_S + 600 + out / (25 * KNOT), abs=5)
    last = task.legs[-1]
    home = float(distance_m(last.lon1, last.lat1, 1 + 19 / 60, 51 + 7 / 60)) / (25 * KNOT)
    assert task.leave_s + home == pytest.approx(AT_S + 600 + 4 * HOUR, abs=5)
    assert task.back_s <= AT_S + 600 + 4 * HOUR + 1e-6
    assert task.on_scene_h == pytest.approx((task.leave_s - task.arrive_s) / HOUR)
    path = distance_m(*(ends(task.legs)[:, k] for k in (0, 1, 3, 4))).sum()
    assert path == pytest.approx(0.85 * 15 * KNOT * task.on_scene_h * HOUR, rel=2e-3)
    assert task.coverage == pytest.approx(2 * NM * path / (task.length_m * task.width_m), rel=2e-3)


def test_legs_speed_and_box() -> None:
    task = plan_search(drifting(), lifeboat(), at=AT).units[0]
    legs = ends(task.legs)
    plane = Plane(1.6, 51.1)
    span = legs[:, 5] - legs[:, 2]
    x0, y0 = plane.to_xy(legs[:, 0], legs[:, 1])
    x1, y1 = plane.to_xy(legs[:, 3], legs[:, 4])
    east, north = task.drift_ms  # of an area that moves with the datum; speed is relative to it
    ways = np.hypot(x1 - x0 - east * span, y1 - y0 - north * span)
    np.testing.assert_allclose(ways / span, 15 * KNOT, rtol=5e-4)
    np.testing.assert_array_equal(legs[1:, :3], legs[:-1, 3:])
    assert [leg.kind for leg in task.legs[:3]] == ["search", "turn", "search"]
    corners = [(corner.lon, corner.lat) for corner in task.corners]
    sides = [float(distance_m(*corners[k], *corners[(k + 1) % 4])) for k in range(4)]
    assert sorted(sides) == pytest.approx(sorted([task.length_m, task.width_m] * 2), rel=1e-3)
    area = sum(
        x0 * y1 - x1 * y0
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True)
    )
    assert area > 0  # counter-clockwise


def test_steers_to_where_they_are_at_its_own_arrival() -> None:
    near = lifeboat()
    far = lifeboat(name="Lifeboat far", position="51°07'N 000°10'E", endurance_h=6)
    one, other = plan_search(drifting(), [near, far], at=AT).units
    assert other.arrive_s > one.arrive_s + HOUR
    assert other.steer_to.lon > one.steer_to.lon


def test_later_units_see_what_earlier_ones_have_probably_found() -> None:
    first, second = lifeboat(endurance_h=2), lifeboat(name="Lifeboat two", endurance_h=2)
    plan = plan_search(drifting(), [first, second], at=AT)
    alone = plan_search(drifting(), second, at=AT)
    assert plan.units[1].pos < alone.pos
    assert plan.pos == pytest.approx(plan.units[0].pos + plan.units[1].pos)
    assert alone.pos < plan.pos < 1.0


def test_finding_the_hull_does_not_score_who_left_it() -> None:
    cloud = drifting(400)
    both = {}
    for name in ("lon", "lat", "status", "phase", "weight", "parent", "component", "hypothesis"):
        both[name] = np.concatenate([getattr(cloud, name)] * 2)
    for name in ("start", "what", "side", "start_lon", "start_lat", "start_s", "swamps_s"):
        both[name] = np.concatenate([getattr(cloud, name)] * 2)
    for name in ("heading_deg", "own_speed_ms", "engine_stops_s", "downwind_fraction"):
        both[name] = np.concatenate([getattr(cloud, name)] * 2)
    both["component"][400:] = IN_WATER
    both["persons"] = np.vstack([np.full((400, 37), 3.0), np.full((400, 37), 30.0)])
    split = Cloud(**{**vars(cloud), **both, "persons": both["persons"].astype(np.float32)})
    blind = lifeboat(sweep_width_nm={"boat": 2.0})
    sees = lifeboat(sweep_width_nm={"boat": 2.0, "person": 0.2})
    hull = plan_search(split, blind, at=AT).pos
    assert 0.05 < hull < 3 / 33 + 1e-6
    assert plan_search(split, sees, at=AT).pos > 2 * hull


def test_works_across_180_degrees() -> None:
    here = plan_search(drifting(), lifeboat(), at=AT).units[0]
    moved = lifeboat(position="51°07'N 179°35'E", night_sweep_width_nm=LIFEBOAT["sweep_width_nm"])
    there = plan_search(drifting(lon0=179.58333333 + 1.65 - 1.31666667), moved, at=AT).units[0]
    assert there.pos == pytest.approx(here.pos, abs=0.01)
    assert any(leg.lon0 < 0 for leg in there.legs)


def test_takes_the_dataset() -> None:
    cloud = drifting(200)
    assert (
        plan_search(to_dataset(cloud), lifeboat(), at=AT).pos
        == plan_search(cloud, lifeboat(), at=AT).pos
    )


@pytest.mark.parametrize("as_function", [False, True])
def test_a_lifeboat_keeps_off_land_and_a_helicopter_need_not(as_function: bool) -> None:
    ring = np.array([[1.66, 50.9], [2.2, 50.9], [2.2, 51.4], [1.66, 51.4], [1.66, 50.9]])
    coast: Any = build_coast([ring], (1.0, 50.5, 2.5, 51.6))
    if as_function:
        coast = _east_of
    cloud = drifting(600)
    wet = plan_search(cloud, lifeboat(), at=AT, coast=coast).units[0]
    dry = plan_search(cloud, lifeboat(kind="helicopter"), at=AT, coast=coast).units[0]
    assert ends(wet.legs)[:, [0, 3]].max() < 1.66
    assert ends(dry.legs)[:, [0, 3]].max() > 1.66
    assert 0.1 < wet.pos < dry.pos


def _east_of(lon: NDArray[np.float64], _lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(lon > 1.66)


def test_no_box_clear_of_land() -> None:
    with pytest.raises(LastknownError, match=r"no parallel-track box clear of land.*helicopter"):
        plan_search(drifting(100), lifeboat(), at=AT, coast=lambda lon, lat: np.isfinite(lon + lat))


def test_those_ashore_are_not_sought_at_sea() -> None:
    cloud = drifting(300)
    status = cloud.status.copy()
    status[:100] = ASHORE
    plan = plan_search(Cloud(**{**vars(cloud), "status": status}), lifeboat(), at=AT)
    assert plan.ashore == pytest.approx(1 / 3)
    assert plan.pos < 2 / 3


def test_a_unit_that_can_find_nothing_stays() -> None:
    cloud = drifting(100)
    status = np.full_like(cloud.status, ASHORE)
    task = plan_search(Cloud(**{**vars(cloud), "status": status}), lifeboat(), at=AT).units[0]
    assert not task.launch
    assert task.legs == ()
    assert task.pos == 0.0


@pytest.mark.parametrize(
    ("change", "how", "says"),
    [
        (
            {"position": "50°00'N 002°00'W", "endurance_h": 3},
            {},
            r"cannot search: 1\d\d NM to the scene takes 6 h .* endurance is 3 h 00 min; send",
        ),
        (
            {"position": "51°07'N 000°00'E", "endurance_h": 8},
            {"over": "2h"},
            r"reaches the scene at 2026-11-22T1\d:.* after the search ends at 2026-11-22T10:30Z",
        ),
        (
            {},
            {"over": "20h"},
            r"at \+ over=2026-11-23T04:30Z is not covered .* to 2026-11-22T20:30Z",
        ),
    ],
)
def test_refuses(change: dict[str, Any], how: dict[str, Any], says: str) -> None:
    cloud = drifting(100, hours=12)
    with pytest.raises(LastknownError, match=says):
        plan_search(cloud, lifeboat(**change), at=AT, **how)


def test_refuses_a_cloud_kept_too_seldom_in_the_search() -> None:
    cloud = drifting(300)
    hourly = to_dataset(cloud).isel(time=slice(None, None, 6))
    with pytest.raises(LastknownError, match=r"60 min apart in the search from .*output_s=600$"):
        plan_search(hourly, lifeboat(), at=AT)
    later = np.r_[0, 6, 7 : cloud.time_s.size]  # an hour before the search, 10 minutes in it
    plan = plan_search(to_dataset(cloud).isel(time=later), lifeboat(), at="2026-11-22T09:30Z")
    assert plan.pos > 0.5


def test_refuses_no_unit_and_two_of_one_name() -> None:
    cloud = drifting(50)
    with pytest.raises(LastknownError, match="no unit was given"):
        plan_search(cloud, [], at=AT)
    with pytest.raises(LastknownError, match="two units are called 'Lifeboat Dover'"):
        plan_search(cloud, [lifeboat(), lifeboat()], at=AT)
    with pytest.raises(LastknownError, match="is not covered by the cloud"):
        plan_search(cloud, lifeboat(), at="2026-11-22T06:00Z")


def test_a_night_width_counts_from_dusk() -> None:
    cloud = drifting(300, hours=12)
    late = {"ready": "2026-11-22T15:00Z"}
    day = lifeboat(night_sweep_width_nm={"boat": 2.0, "person": 0.2}, **late)
    night = lifeboat(night_sweep_width_nm={"boat": 0.3}, **late)
    bright, dim = (plan_search(cloud, unit, at=AT) for unit in (day, night))
    assert dim.units[0].dark
    assert dim.pos < bright.pos


def test_last_return() -> None:
    assert last_return_s([lifeboat()], AT) == AT_S + 600 + 4 * HOUR
    assert last_return_s([lifeboat(ready="2026-11-22T07:00Z")], AT) == AT_S + 4 * HOUR


def test_not_yet_at_sea_is_not_found() -> None:
    cloud = drifting(200)
    status = cloud.status.copy()
    status[100:] = NOT_YET
    lon = np.where(status == NOT_YET, np.nan, cloud.lon)
    lat = np.where(status == NOT_YET, np.nan, cloud.lat)
    plan = plan_search(
        Cloud(**{**vars(cloud), "status": status, "lon": lon, "lat": lat}), lifeboat(), at=AT
    )
    assert 0.3 < plan.pos <= 0.5


def test_tracks_are_never_closer_than_can_be_steered() -> None:
    point = drifting(400, lon=np.full((400, 37), 1.65), lat=np.full((400, 37), 51.1))
    for least in (0.05, 0.5):
        unit = lifeboat(least_spacing_nm=least, sweep_width_nm=0.02)
        task = plan_search(point, unit, at=AT, proof=False).units[0]
        assert task.track_spacing_m >= least * NM * (1.0 - 1e-9)


def test_a_unit_that_cannot_be_there_stays_where_another_can() -> None:
    near, far = lifeboat(), lifeboat(name="Far", position="49°N 006°W")
    late = lifeboat(name="Late", position="50°N 000°E", endurance_h=40, speed_kn=16)
    plan = plan_search(drifting(), [near, far, late], at=AT, over="4h")
    assert [task.launch for task in plan.units] == [True, False, False]
    assert [task.stays for task in plan.units] == ["", "too_far", "too_late"]
    assert plan.pos == pytest.approx(plan.units[0].pos)
    with pytest.raises(LastknownError, match="unit 'Far' cannot search"):
        plan_search(drifting(), [far, late], at=AT, over="4h")


def test_a_unit_without_a_night_width_stays_in_the_dark_where_another_has_one() -> None:
    night = {"ready": "2026-11-22T19:00Z", "endurance_h": 3}
    cloud = drifting(600, hours=15.0)
    blind = lifeboat(**night)
    sees = lifeboat(name="Sees", night_sweep_width_nm=0.5, **night)
    at = "2026-11-22T19:00Z"
    plan = plan_search(cloud, [blind, sees], at=at, over="3h", proof=False)
    assert [task.stays for task in plan.units] == ["in_the_dark", ""]
    assert plan.units[1].launch
    counted = plan_search(
        cloud, [blind, sees], at=at, over="3h", proof=False, objective="lives",
        survival=Survival(water_temperature_c=10.0),
    )  # fmt: skip
    assert not counted.units[0].launch


def test_a_unit_that_cannot_see_in_the_dark_is_on_scene_by_day() -> None:
    cloud = drifting(600, hours=24.0)
    for ready, begins, ends in (
        ("2026-11-22T08:40Z", "2026-11-22T08:40Z", "2026-11-22T16:40Z"),  # leaves at dusk
        ("2026-11-22T17:00Z", "2026-11-23T06:40Z", "2026-11-23T08:30Z"),  # waits for dawn
    ):
        unit = lifeboat(ready=ready, endurance_h=12)
        (task,) = plan_search(cloud, unit, at=AT, over="24h", proof=False).units
        assert task.launch
        assert not task.dark
        assert to_seconds(parse_time(begins)) < task.arrive_s
        assert task.leave_s < to_seconds(parse_time(ends)) + 1.0
        assert task.back_s - task.depart_s <= 12 * HOUR + 1e-6
        assert task.sweep_width_m[0] > 0.0


def test_a_unit_may_wait_to_see_more_or_not() -> None:
    cloud = drifting(600, hours=12.0)
    unit = lifeboat(ready="2026-11-22T04:30Z", night_sweep_width_nm=0.02)
    early = replace(cloud, time_s=cloud.time_s - 4 * HOUR)
    at = "2026-11-22T04:30Z"
    waits = plan_search(early, unit, at=at, over="8h", proof=False)
    goes = plan_search(early, unit, at=at, over="8h", proof=False, may_wait=False)
    assert waits.units[0].depart_s > goes.units[0].depart_s + HOUR
    assert goes.units[0].depart_s == pytest.approx(to_seconds(parse_time(at)), abs=1e-3)
    assert waits.pos > goes.pos


def test_a_way_over_land_is_said() -> None:
    def cape(lon: Any, lat: Any) -> Any:
        return (abs(np.asarray(lon) - 1.5) < 0.01) & (abs(np.asarray(lat) - 51.1) < 0.2)

    for position, crosses in (("51°07'N 001°19'E", True), ("51°07'N 001°40'E", False)):
        unit = lifeboat(position=position)
        (task,) = plan_search(drifting(600), unit, at=AT, coast=cape, proof=False).units
        assert task.over_land is crosses
    (flies,) = plan_search(
        drifting(600), lifeboat(kind="helicopter"), at=AT, coast=cape, proof=False
    ).units
    assert not flies.over_land
