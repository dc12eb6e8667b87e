"""Weighing a cloud by a search that found nothing."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from lastknown.drift.cloud import BOAT, IN_WATER, Cloud
from lastknown.drift.ensemble import Run, drift_from, simulate
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.evidence.searched import Searched, pos_of_search, weigh, weigh_by, weigh_cloud
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.search import Conditions, Sensor
from lastknown.search.equip import sensor_widths
from lastknown.search.plan import plan_search
from lastknown.search.planned import Leg
from lastknown.search.unit import Unit
from lastknown.units import HOUR, NM
from tests.drift.clouds import cloud_of
from tests.drift.seas import DAY0, sea_of, steady

ORIGIN = Position(0.0, 50.0)
LIFEBOAT = Unit(
    "Lifeboat", "50°N 000°10'E", "2026-11-22T10:00Z", 25.0, 15.0, 5.0, {"boat": 1.0, "person": 0.2}
)


def drifted(**changes: object) -> Cloud:
    start = Start(
        ORIGIN, "2026-11-22T06:00Z", error_nm=2.0, what="SKIFF-1", phases=(Phase("adrift"),),
        **changes,  # type: ignore[arg-type]
    )  # fmt: skip
    sea = sea_of(steady(0.3, 0.1), steady(5.0, 0.0), current_sd=0.2)
    return simulate([start], sea, "2026-11-22T15:00Z", at="2026-11-22T10:00Z", run=Run(3000))


def straight(x_m: float, hours: float = 2.0, speed: float = 8.0) -> Leg:
    """Return a northbound leg that passes x_m east of the origin, at 10 o'clock."""
    plane = Plane(0.0, 50.0)
    half = 0.5 * hours * HOUR * speed
    (lon0, lon1), (lat0, lat1) = plane.to_lonlat(np.array([x_m, x_m]), np.array([-half, half]))
    t0 = DAY0 + 10 * HOUR
    return Leg(float(lon0), float(lat0), t0, float(lon1), float(lat1), t0 + hours * HOUR)


def test_bayes_after_a_search_on_the_manuals_map() -> None:
    """CASP manual's map (its print of 2.32 read as 1.21): POD .78 on rows 2-4, columns 3-5."""
    percent = np.array(
        [[0.16, 0.33, 3.25, 0.97, 0.42], [0.51, 1.45, 7.44, 5.37, 3.33],
         [2.43, 3.92, 7.77, 7.50, 5.15], [3.48, 4.43, 3.27, 6.29, 5.49],
         [2.12, 6.07, 3.33, 2.00, 1.52], [1.40, 3.88, 2.92, 2.05, 1.75]]
    )  # fmt: skip
    missed = np.ones(percent.shape)
    missed[1:4, 2:5] = 1.0 - 0.78
    place = np.linspace(0.0, 1.0, percent.size)
    cloud = cloud_of(place, 50.0 + place, weight=percent.ravel() / 100.0)
    after = weigh_by(cloud, missed.ravel())
    assert (percent * missed).sum() == pytest.approx(59.7442, abs=5e-5)
    pos = 1.0 - float((cloud.weight * missed.ravel()).sum() / cloud.weight.sum())
    assert pos == pytest.approx(1.0 - 59.7442 / percent.sum(), abs=1e-9)
    row = after.weight.reshape(percent.shape)[1] * 100.0
    assert row == pytest.approx([0.85, 2.43, 2.74, 1.98, 1.23], abs=0.006)


def test_a_straight_leg_leaves_the_lateral_range_curve() -> None:
    """Target at rest, long leg, no common factor: missed with exp(-W^2 / (4 pi x^2))."""
    still = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=0.0, what="SLDMB", spread=0.0,
                  jibes_per_hour=0.0, phases=(Phase("adrift"),))  # fmt: skip
    cloud = simulate([still], sea_of(), "2026-11-22T15:00Z", run=Run(3))
    for x in (400.0, 1000.0, 3000.0):
        searched = Searched([straight(x, hours=4.0, speed=12.0)], 1.0, width_sd=0.0)
        expected = -math.expm1(-(NM**2) / (4.0 * math.pi * x**2))
        assert pos_of_search(cloud, searched) == pytest.approx(expected, abs=0.002)


def test_weights_sum_to_one_and_the_searched_side_loses() -> None:
    cloud = drifted()
    after = weigh_cloud(cloud, Searched([straight(11_000.0)], 1.0))
    assert after.weight.sum() == pytest.approx(1.0)
    east = cloud.lon[:, -1] > np.median(cloud.lon[:, -1])
    assert after.weight[east].sum() < cloud.weight[east].sum()


def test_cutting_a_leg_in_pieces_changes_nothing() -> None:
    cloud = drifted()
    whole = straight(9000.0)
    cut = [0.0, 0.13, 0.5, 0.51, 1.0]
    pieces = [
        Leg(
            *(a + (b - a) * f for a, b in _ends(whole)), *(a + (b - a) * g for a, b in _ends(whole))
        )
        for f, g in pairwise(cut)
    ]
    one = weigh_cloud(cloud, Searched([whole], 1.0))
    many = weigh_cloud(cloud, Searched(pieces, 1.0))
    # pieces are straight in degrees, the leg in metres: 0.1 m apart
    assert many.weight == pytest.approx(one.weight, abs=1e-6)
    assert many.attrs["pos_cumulative"] == pytest.approx(one.attrs["pos_cumulative"], abs=1e-6)


def _ends(leg: Leg) -> tuple[tuple[float, float], ...]:
    return (leg.lon0, leg.lon1), (leg.lat0, leg.lat1), (leg.t0, leg.t1)


def test_many_looks_never_pretend_to_certainty() -> None:
    cloud = drifted()
    plan = plan_search(cloud, LIFEBOAT, at="2026-11-22T10:00Z")
    certain = doubtful = cloud
    for _ in range(5):
        certain = weigh_cloud(certain, Searched(plan, width_sd=0.0))
        doubtful = weigh_cloud(doubtful, Searched(plan))
    assert doubtful.attrs["pos_cumulative"] < certain.attrs["pos_cumulative"] < 1.0


def test_pos_of_the_plan_is_what_the_search_is_worth() -> None:
    cloud = drifted()
    plan = plan_search(cloud, LIFEBOAT, at="2026-11-22T10:00Z")
    assert pos_of_search(cloud, Searched(plan)) == pytest.approx(plan.pos, abs=0.015)
    sure = plan_search(cloud, LIFEBOAT, at="2026-11-22T10:00Z", width_sd=0.0)
    assert pos_of_search(cloud, Searched(sure, width_sd=0.0)) == pytest.approx(sure.pos, abs=0.015)
    assert sure.pos > plan.pos


def test_a_second_plan_is_worth_what_the_second_search_will_be() -> None:
    cloud = drifted()
    first = plan_search(cloud, LIFEBOAT, at="2026-11-22T10:00Z")
    left = weigh_cloud(cloud, Searched(first))
    second = plan_search(left, LIFEBOAT, at="2026-11-22T10:00Z")
    assert pos_of_search(left, Searched(second)) == pytest.approx(second.pos, abs=0.02)
    assert second.pos < first.pos


def test_a_sensor_gives_its_own_sweep_widths() -> None:
    cloud = drifted()
    eye = Sensor("visual", craft="boat", height_ft=14)
    clear = Conditions(visibility_nm=10.0, wind_kn=8.0)
    day, _ = sensor_widths(eye, cloud, DAY0 + 10 * HOUR, clear)
    legs = [straight(2000.0)]
    by_sensor = pos_of_search(cloud, Searched(legs, eye, conditions=clear))
    assert by_sensor == pos_of_search(cloud, Searched(legs, day))
    assert by_sensor > 0.0
    own = Sensor("entered", width_nm=1.0)
    assert pos_of_search(cloud, Searched(legs, own)) == pos_of_search(cloud, Searched(legs, 1.0))
    with pytest.raises(LastknownError, match="no conditions are given"):
        pos_of_search(cloud, Searched(legs, eye))


def test_the_next_plan_goes_where_it_was_not_looked() -> None:
    cloud = drifted()
    first = plan_search(cloud, LIFEBOAT, at="2026-11-22T10:00Z")
    again = plan_search(cloud, LIFEBOAT, at="2026-11-22T10:00Z")
    assert again.pos == first.pos
    after = weigh_cloud(cloud, Searched(first))
    second = plan_search(after, LIFEBOAT, at="2026-11-22T10:00Z")
    assert second.pos < first.pos
    assert second.units[0].centre != first.units[0].centre


def test_hull_and_persons_of_one_realisation_share_its_weight() -> None:
    phases = (Phase("adrift"), Phase("swamped", after="2026-11-22T08:00Z", holding_on=0.3))
    start = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=2.0, what="inflatable-overloaded",
                  persons=20.0, phases=phases)  # fmt: skip
    sea = sea_of(steady(0.3, 0.1), steady(9.0, 0.0), current_sd=0.2)
    cloud = simulate([start], sea, "2026-11-22T15:00Z", at="2026-11-22T10:00Z", run=Run(800))
    after = weigh_cloud(cloud, Searched([straight(9000.0)], {"boat": 2.0, "person": 0.2}))
    boats, swimmers = after.component == BOAT, after.component == IN_WATER
    assert after.weight[boats].sum() == pytest.approx(1.0)
    assert np.array_equal(after.weight[swimmers], after.weight[after.parent[swimmers]])
    # an empty hull that was not seen says something too
    assert not np.allclose(after.weight[boats], cloud.weight[boats])


def test_the_dataset_form_keeps_what_was_found_so_far() -> None:
    start = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=2.0, what="SKIFF-1")
    cloud = drift_from(start, sea_of(wind=steady(5.0, 0.0)), "2026-11-22T15:00Z",
                       at="2026-11-22T10:00Z", particles=500)  # fmt: skip
    looked = Searched([straight(0.0)], 1.0)
    once, twice = weigh(cloud, looked), weigh(cloud, looked, looked)
    assert 0.0 < once.attrs["pos_cumulative"] < twice.attrs["pos_cumulative"] < 1.0
    assert float(twice.weight.sum()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Searched([], 1.0), "no leg"),
        (lambda: Searched([straight(0.0)]), "sweep_width_nm is missing"),
        (lambda: Searched([straight(0.0), straight(0.0)], 1.0), "out of order"),
        (lambda: Searched([straight(0.0)], 1.0, width_sd=-1.0), "width_sd"),
        (lambda: weigh_cloud(drifted(), Searched([straight(0.0, hours=9.0)], 1.0)), "outside"),
    ],
)
def test_bad_searches_are_refused(make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says):
        make()
