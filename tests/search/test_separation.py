"""Areas that move keep clear of each other: against positions sampled in time."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lastknown.geo.plane import Plane
from lastknown.search.fixed import area_of, legs_of
from lastknown.search.paths import Paths, shift
from lastknown.search.pattern import box_corners
from lastknown.search.plan import plan_search
from lastknown.search.separation import no_areas, no_limit, trespass
from tests.search.test_plan import AT, drifting, lifeboat

Floats = NDArray[np.float64]

metres = st.floats(-9000.0, 9000.0)
sides = st.floats(1000.0, 9000.0)
courses = st.floats(0.0, 6.28)


@st.composite
def rows(draw: st.DrawFn) -> Floats:
    begin = draw(st.floats(0.0, 5000.0))
    end = begin + draw(st.floats(600.0, 7000.0))
    size = [draw(sides), draw(sides), begin, end, 0.5 * (begin + end)]
    motion = [float(draw(st.integers(0, 2))), draw(st.floats(-1, 1)), draw(st.floats(-1, 1))]
    return np.array([draw(metres), draw(metres), draw(courses), *size, *motion])


@st.composite
def tides(draw: st.DrawFn) -> Paths:
    moments = np.linspace(0.0, 12_000.0, 7)
    steps = np.array(draw(st.lists(st.floats(-2500, 2500), min_size=24, max_size=24)))
    ways = np.cumsum(steps.reshape(2, 2, 6), axis=2)
    still = np.zeros((1, 7))
    x, y = (np.vstack([still, np.hstack([np.zeros((2, 1)), way])]) for way in ways)
    return Paths(moments, np.ascontiguousarray(x), np.ascontiguousarray(y))


def centre(row: Floats, at_s: float, paths: Paths) -> tuple[float, float]:
    dx, dy = shift(paths, row[8], row[7], at_s)
    wait = at_s - row[7]
    return float(row[0] + dx + row[9] * wait), float(row[1] + dy + row[10] * wait)


def inside(row: Floats, at_s: float, paths: Paths, points: Floats) -> NDArray[np.bool_]:
    x, y = centre(row, at_s, paths)
    dx, dy = points[:, 0] - x, points[:, 1] - y
    along = dx * math.sin(row[2]) + dy * math.cos(row[2])
    across = dx * math.cos(row[2]) - dy * math.sin(row[2])
    return (np.abs(along) < 0.5 * row[3] - 1.0) & (np.abs(across) < 0.5 * row[4] - 1.0)


def grid(row: Floats, at_s: float, paths: Paths) -> Floats:
    part = np.linspace(-0.499, 0.499, 9)
    along, across = (g.ravel() for g in np.meshgrid(part * row[3], part * row[4]))
    x, y = centre(row, at_s, paths)
    ux, uy = math.sin(row[2]), math.cos(row[2])
    return np.stack([x + along * ux + across * uy, y + along * uy - across * ux], axis=1)


@settings(max_examples=150, deadline=None)
@given(rows(), rows(), tides())
def test_areas_said_to_be_clear_never_overlap(one: Floats, other: Floats, paths: Paths) -> None:
    if trespass(one, other[None], no_limit(), paths) > 0.0:
        return
    for at_s in np.linspace(max(one[5], other[5]), min(one[6], other[6]), 60):
        if max(one[5], other[5]) < at_s < min(one[6], other[6]):
            assert not inside(one, at_s, paths, grid(other, at_s, paths)).any()
            assert not inside(other, at_s, paths, grid(one, at_s, paths)).any()


@settings(max_examples=60, deadline=None)
@given(rows(), tides())
def test_areas_said_to_be_within_a_limit_stay_there(row: Floats, paths: Paths) -> None:
    limit = np.array([[-2e4, -2e4], [2e4, -2e4], [2e4, 2e4], [-2e4, 2e4]])
    if trespass(row, no_areas(), limit, paths) > 0.0:
        return
    for at_s in np.linspace(row[5], row[6], 40):
        x, y = centre(row, float(at_s), paths)
        corners = box_corners(x, y, row[3], row[4], math.degrees(row[2]))
        assert np.abs(corners).max() <= 2e4 + 1e-6


def test_a_task_that_moves_with_a_turning_tide_is_kept_clear_of_with_all_its_legs() -> None:
    cloud = drifting(800)
    hours = np.arange(cloud.time_s.size) / 6.0
    turn = 4000.0 * np.sin(hours) / 70_000.0
    lat = cloud.lat + turn[None, :] * 0.5
    tide = drifting(800, lon=cloud.lon + turn[None, :], lat=lat)
    plane = Plane(1.65, 51.1)
    (first,) = plan_search(tide, lifeboat(), at=AT, proof=False).units
    assert first.drift_ms != (0.0, 0.0)
    row, legs = area_of(first, plane), legs_of(first, plane)
    still = Paths(np.zeros(1), np.zeros((1, 1)), np.zeros((1, 1)))
    for leg in legs:
        for part in np.linspace(0.0, 1.0, 9):
            at_s = leg[2] + part * (leg[5] - leg[2])
            point = leg[:2] + part * (leg[3:5] - leg[:2])
            assert inside(row, float(at_s), still, point[None]).all()
    second = lifeboat(name="Second", sweep_width_nm=1.0)
    plan = plan_search(tide, second, at=AT, fixed=[first], proof=False)
    other = plan.units[1]
    assert other.launch
    assert trespass(area_of(other, plane), row[None], no_limit(), still) < 0.02
