"""Several units at once: never worse than one after another, apart, and within limits."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.search.fixed import area_of, hazard_of
from lastknown.search.paths import Paths, at_rest
from lastknown.search.plan import plan_search
from lastknown.search.planned import Plan
from lastknown.search.scene import make_scene
from lastknown.search.score import PLANNED_ON, pos_error, split
from lastknown.search.sensor import WIDTH_SD
from lastknown.search.separation import no_areas, no_limit, share_level, trespass
from lastknown.search.unit import Unit
from lastknown.times import parse_time, to_seconds

AT = "2026-11-22T08:30Z"
AT_S = to_seconds(parse_time(AT))
AT_REST = (0.0, 0.0, 0.0, 0.0)
SQUARE = np.array([[-10.0, -10.0], [10.0, -10.0], [10.0, 10.0], [-10.0, 10.0]])


def drifting(count: int = 1200, east_sd: float = 6000.0, shift: int = 0) -> Cloud:
    """A cloud drawn out to the east that drifts at a quarter of a knot; states each 10 min."""
    rank = (np.arange(count) + 0.5 + 0.1 * shift) / (count + 1)
    radius, angle = np.sqrt(-2 * np.log1p(-rank)), np.arange(count) * 2.399963229728653 + shift
    steps = np.arange(25)
    lon = 1.65 + (east_sd * (radius * np.cos(angle))[:, None] + 75.0 * steps) / 69_900
    lat = 51.1 + (2500.0 * (radius * np.sin(angle))[:, None] + 0.0 * steps) / 111_250
    nan, zero = np.full(count, np.nan), np.zeros(count, np.int16)
    values: dict[str, Any] = {
        "time_s": AT_S + 600.0 * steps,
        "lon": lon,
        "lat": lat,
        "status": np.full(lon.shape, AFLOAT, np.int8),
        "phase": np.zeros(lon.shape, np.int8),
        "weight": np.full(count, 1 / count),
        "component": np.full(count, BOAT, np.int8),
        "parent": np.arange(count, dtype=np.int32),
        "persons": np.full(lon.shape, 33, np.float32),
        **dict.fromkeys(("hypothesis", "start", "what"), zero),
        "hypotheses": ("adrift",),
        "objects": ("inflatable-overloaded",),
        "start_lon": np.full(count, 1.65),
        "start_lat": np.full(count, 51.1),
        "start_s": np.full(count, AT_S),
        "side": np.ones(count, np.int8),
        **dict.fromkeys(("heading_deg", "own_speed_ms", "engine_stops_s", "swamps_s"), nan),
        "downwind_fraction": np.full(count, 0.03),
    }
    return Cloud(**values)


def lifeboat(name: str = "Lifeboat A", **change: Any) -> Unit:
    known: dict[str, Any] = {
        "position": "51°07'N 001°19'E",
        "ready": "2026-11-22T08:40Z",
        "speed_kn": 25,
        "search_speed_kn": 15,
        "endurance_h": 2.5,
        "sweep_width_nm": {"boat": 0.7},
    }
    return Unit(name, **(known | change))


TEAM = (
    lifeboat(),
    lifeboat("Lifeboat B", endurance_h=3, sweep_width_nm={"boat": 0.5}),
    lifeboat("Lifeboat C", position="50°58'N 001°50'E", search_speed_kn=12),
)


def areas(plan: Plan, plane: Plane) -> list[NDArray[np.float64]]:
    return [area_of(task, plane) for task in plan.units if task.launch]


def overlap(plan: Plan) -> float:
    """How deep any two areas of a plan overlap, in parts of their size."""
    found = areas(plan, Plane(1.65, 51.1))
    return max(trespass(a, b[None], no_limit(), at_rest()) for a, b in combinations(found, 2))


@pytest.fixture(scope="module")
def cloud() -> Cloud:
    return drifting()


@pytest.fixture(scope="module")
def together(cloud: Cloud) -> Plan:
    return plan_search(cloud, TEAM, at=AT)


def test_is_never_worse_than_one_after_another(cloud: Cloud, together: Plan) -> None:
    for some in ((TEAM[0], TEAM[1]), TEAM):
        turns = plan_search(cloud, some, at=AT, rounds=0)
        assert plan_search(cloud, some, at=AT).pos >= turns.pos - 1e-9
    assert together.pos > turns.pos


def test_the_order_of_units_does_not_decide(cloud: Cloud, together: Plan) -> None:
    back = plan_search(cloud, TEAM[::-1], at=AT)
    assert [task.unit.name for task in back.units] == ["Lifeboat C", "Lifeboat B", "Lifeboat A"]
    assert back.pos == pytest.approx(together.pos, rel=0.02)


def test_areas_keep_apart_unless_told_otherwise(cloud: Cloud, together: Plan) -> None:
    assert overlap(together) == pytest.approx(0.0, abs=1e-3)
    free = plan_search(cloud, TEAM, at=AT, allow_overlap=True)
    assert free.pos > 0.98 * together.pos


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({}, {}, True),
        ({}, {"kind": "helicopter"}, False),
        ({"kind": "drone"}, {"kind": "helicopter"}, True),
        ({"kind": "drone", "height_ft": 300}, {"kind": "helicopter"}, True),
        ({"kind": "drone", "height_ft": 300}, {"kind": "helicopter", "height_ft": 500}, False),
        ({"kind": "aircraft", "height_ft": 500}, {"kind": "helicopter", "height_ft": 500.0}, True),
    ],
)
def test_who_shares_a_level(one: dict[str, Any], other: dict[str, Any], apart: bool) -> None:
    assert share_level(lifeboat(**one), lifeboat("B", **other)) is apart
    assert share_level(lifeboat("B", **other), lifeboat(**one)) is apart


@pytest.mark.parametrize(
    ("x", "y", "course", "moment", "depth"),
    [
        (4.1, 0.0, 0.0, 5.0, 0.0),
        (3.0, 0.0, 0.0, 5.0, 1.0),
        (3.0, 0.0, 0.0, 10.0, 0.0),
        (0.0, 5.0, 0.25 * np.pi, 5.0, 0.0),
        (0.0, 4.0, 0.25 * np.pi, 5.0, 2.0 + np.sqrt(8.0) - 4.0),
    ],
)
def test_how_deep_areas_overlap(
    x: float, y: float, course: float, moment: float, depth: float
) -> None:
    """Squares of 4 m; the second from `moment` on, the first until 10 s."""
    one = np.array([0.0, 0.0, 0.0, 4.0, 4.0, 0.0, 10.0, *AT_REST])
    other = np.array([[x, y, course, 4.0, 4.0, moment, 20.0, *AT_REST]])
    assert trespass(one, other, no_limit(), at_rest()) == pytest.approx(depth / 4.0)


@pytest.mark.parametrize(
    ("x", "y", "east", "north", "depth"),
    [
        (20.0, 0.0, -1.0, 0.0, 0.0),  # stops 16 m short of touching: at x = 10 when the first goes
        (20.0, 0.0, -1.7, 0.0, 1.0),  # its centre is at 3 m at 10 s
        (-30.0, 4.5, 6.0, 0.0, 0.0),  # passes by
        (-30.0, 3.0, 6.0, 0.0, 1.0),  # cuts through between two moments
        (-20.0, 20.0, 4.0, -4.0, 4.0),  # across the middle, aslant: 4 root 2 along its own way
    ],
)
def test_how_deep_moving_areas_overlap(
    x: float, y: float, east: float, north: float, depth: float
) -> None:
    """Squares of 4 m, both there from 0 to 10 s; the second is at (x, y) at 0 s and moves, m/s."""
    one = np.array([0.0, 0.0, 0.0, 4.0, 4.0, 0.0, 10.0, *AT_REST])
    other = np.array([x, y, 0.0, 4.0, 4.0, 0.0, 10.0, 0.0, 0.0, east, north])
    for a, b in ((one, other), (other, one)):
        assert trespass(a, b[None], no_limit(), at_rest()) == pytest.approx(depth / 4.0)
    still = Paths(np.array([0.0, 10.0]), np.zeros((2, 2)), np.zeros((2, 2)))
    way = still._replace(
        x=np.array([[0, 0], [0, 10 * east]]), y=np.array([[0, 0], [0, 10 * north]])
    )
    along = np.array([x, y, 0.0, 4.0, 4.0, 0.0, 10.0, 0.0, 1.0, 0.0, 0.0])
    assert trespass(one, along[None], no_limit(), way) == pytest.approx(depth / 4.0)


@pytest.mark.parametrize(("x", "long", "inside"), [(0, 8, True), (7, 8, False), (0, 21, False)])
def test_limits(x: float, long: float, inside: bool) -> None:
    area = np.array([x, 0.0, 0.5 * np.pi, long, 3.0, 0.0, 1.0, *AT_REST])
    assert (trespass(area, no_areas(), SQUARE, at_rest()) == 0.0) is inside


def test_a_corner_of_the_limit_must_not_cut_into_a_box() -> None:
    notch = np.array([[-10.0, -10.0], [10.0, -10.0], [10.0, 10.0], [0.1, 0.0], [-10.0, 10.0]])
    area = np.array([0.0, 0.0, 0.5 * np.pi, 8.0, 1.0, 0.0, 1.0, *AT_REST])
    assert trespass(area, no_areas(), notch, at_rest()) > 0.0


def test_boxes_stay_within_a_polygon(cloud: Cloud) -> None:
    corners = [(1.55, 51.05), (1.75, 51.05), (1.75, 51.15), (1.55, 51.15)]
    plan = plan_search(cloud, TEAM[:2], at=AT, within=corners)
    for task in plan.units:
        assert task.launch
        for corner in task.corners:
            assert 1.55 - 1e-4 < corner.lon < 1.75 + 1e-4
            assert 51.05 - 1e-4 < corner.lat < 51.15 + 1e-4
    with pytest.raises(LastknownError, match=r"within has 2 corners; give at least three"):
        plan_search(cloud, TEAM[0], at=AT, within=corners[:2])


def test_fixed_tasks_stand_and_the_others_go_elsewhere(cloud: Cloud) -> None:
    first = plan_search(cloud, TEAM[0], at=AT).units[0]
    plan = plan_search(cloud, TEAM[1], at=AT, fixed=[first])
    assert [task.unit.name for task in plan.units] == ["Lifeboat A", "Lifeboat B"]
    assert plan.units[0].legs == first.legs
    assert plan.units[0].pos == pytest.approx(first.pos, rel=0.05)  # counted as they arrive
    assert overlap(plan) == pytest.approx(0.0, abs=1e-3)
    alone = plan_search(cloud, TEAM[1], at=AT).units[0]
    assert 0.0 < plan.units[1].pos <= alone.pos * 1.03
    with pytest.raises(LastknownError, match="two units are called 'Lifeboat A'"):
        plan_search(cloud, TEAM[0], at=AT, fixed=[first])


def test_a_unit_with_nothing_to_gain_stays(cloud: Cloud) -> None:
    blind = lifeboat("Lifeboat blind", sweep_width_nm={"person": 0.2})
    plan = plan_search(cloud, [blind, TEAM[0]], at=AT)
    assert [task.launch for task in plan.units] == [False, True]


def test_no_more_than_twelve(cloud: Cloud) -> None:
    with pytest.raises(LastknownError, match="13 units were given; plan for at most 12 at once"):
        plan_search(cloud, [lifeboat(f"L{k}") for k in range(13)], at=AT)


def test_says_how_far_it_is_and_stops_when_told(cloud: Cloud, together: Plan) -> None:
    told: list[tuple[float, float]] = []
    plan = plan_search(
        cloud, TEAM, at=AT,
        progress=lambda done, pos: told.append((done, pos)),
        cancel=lambda: len(told) == 3,
    )  # fmt: skip
    assert all(0.0 < done <= 1.0 and 0.0 < pos < 1.0 for done, pos in told)
    assert 3 <= len(told) <= 5
    assert 0.5 * together.pos < plan.pos <= together.pos + 1e-9
    assert all(a <= b for a, b in pairwise(pos for _, pos in told))


def test_the_error_of_the_pos_is_that_of_counting(cloud: Cloud) -> None:
    plan = plan_search(cloud, TEAM[0], at=AT)
    share = np.sqrt(plan.pos * (1.0 - plan.pos) / 1200)
    assert 0.5 * share < plan.pos_error <= share


def test_a_large_cloud_is_scored_on_what_it_was_not_planned_on() -> None:
    both = drifting(2 * PLANNED_ON)
    plan = plan_search(both, TEAM[0], at=AT)
    whole = make_scene(both, plan.at_s, plan.until_s, width_sd=WIDTH_SD)
    rest = replace(whole, share=split(whole)[1])
    found = rest.share * -np.expm1(-hazard_of(plan.units[0], rest))
    assert plan.pos == pytest.approx(found.sum(), abs=1e-6)
    assert plan.pos_error == pytest.approx(pos_error(rest, rest.share - found), rel=1e-3)


def _part(cloud: Cloud, rows: slice) -> Cloud:
    change: dict[str, Any] = {}
    for name, value in vars(cloud).items():
        if isinstance(value, np.ndarray) and name != "time_s":
            change[name] = np.ascontiguousarray(value[rows])
    change["parent"] = np.arange(change["weight"].size, dtype=np.int32)
    change["weight"] = change["weight"] / change["weight"].sum()
    return replace(cloud, **change)


def test_the_proof_stands_above_the_plan(cloud: Cloud, together: Plan) -> None:
    assert together.reference is not None
    assert together.ceiling is not None
    assert 0.7 * together.reference < together.pos <= together.ceiling <= 1.0
    assert together.reference <= together.ceiling
    assert plan_search(cloud, TEAM[0], at=AT, proof=False).ceiling is None
