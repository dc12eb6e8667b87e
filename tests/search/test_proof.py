"""The proof beside a plan against the exact divisions, and plans against their proof."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.search.detection import Targets, pod_parallel, track_hazard
from lastknown.search.effort import divide_effort
from lastknown.search.errand import Errand, no_land
from lastknown.search.planned import Leg
from lastknown.search.proof import Proof, prove
from lastknown.search.scene import Scene
from lastknown.search.seat import Seat
from lastknown.search.task import staying
from lastknown.search.unit import Unit

W, SPEED, SIGMA = 1000.0, 8.0, 4000.0


def scene(count: int, hours: float, u: float = 0.0) -> Scene:
    """A circular normal cloud laid out evenly, at u m/s east."""
    rank = (np.arange(count) + 0.5) / count
    radius, angle = SIGMA * np.sqrt(-2 * np.log1p(-rank)), np.arange(count) * 2.399963229728653
    time_s = np.linspace(0.0, hours * 3600.0, max(2, round(6 * hours) + 1))
    x = radius * np.cos(angle) + u * time_s[:, None]
    return Scene(
        plane=Plane(1.5, 51.0), time_s=time_s, x=x, y=np.tile(radius * np.sin(angle), (len(x), 1)),
        seen=np.full((len(x) - 1, count), BOAT, np.int8), share=np.full(count, 1 / count),
        dark=np.zeros(len(x) - 1, bool), ashore=0.0, realisation=np.arange(count),
        start=np.zeros(count, np.intp),
    )  # fmt: skip


def seat(at: Scene, width: float = W) -> Seat:
    unit = Unit("A", Position(1.5, 51.0), "2026-11-22T08:00Z", 30, 15, 5, 1.0)
    end = float(at.time_s[-1])
    errand = Errand(0, 0, 0, 0, 0.0, 1e9, end, 1e9, SPEED, 0.85)
    factor = np.full(at.seen.shape, width**2 / (8 * math.pi))
    idle = staying(unit, 0.0, Position(1.5, 51.0))
    return Seat(
        unit, idle, errand, Targets(at.time_s, at.x, at.y, factor), no_land(), None, at.plane
    )


def test_at_rest_in_one_period_it_is_the_best_division() -> None:
    at = scene(5000, 0.5)
    found = prove([seat(at)], at, bandwidth_m=0.0)
    side = found.cell_m
    column, row = (np.floor(v[0] / side).astype(int) + 500 for v in (at.x, at.y))
    held = np.bincount(row * 1000 + column) / 5000
    effort = 0.85 * SPEED * 1800.0
    exact = divide_effort(held[held > 0], W / side**2, effort, curve=pod_parallel)
    assert found.reference == pytest.approx(exact.value, rel=3e-3)
    assert found.reference <= exact.bound + 1e-9


def test_the_drift_of_all_alike_changes_nothing_and_raises_the_ceiling() -> None:
    rest, moving = scene(5000, 2.0), scene(5000, 2.0, u=1.0)
    one, other = prove([seat(rest)], rest), prove([seat(moving)], moving)
    assert other.reference == pytest.approx(one.reference, rel=0.03)
    assert other.ceiling > one.ceiling


def drawn_out(count: int) -> Scene:
    """Two thirds on a long curved band that the tide stretches, a third of it in the water."""
    at = scene(count, 4.0, u=0.5)
    hours = at.time_s[:, None] / 3600.0
    x = 5.0 * at.x * (1.0 + 0.1 * hours)
    seen = at.seen.copy()
    seen[12:, ::3] = IN_WATER
    return replace(at, x=x, y=0.4 * at.y + 5e-6 * x**2, seen=seen)


def two_boats(count: int) -> Scene:
    """Two clouds of half the size each, 30 km apart, one going east and one west."""
    at = scene(count, 3.0)
    east = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    x = 0.5 * at.x + east * (15_000.0 + 0.4 * at.time_s[:, None])
    return replace(at, x=x, y=0.5 * at.y)


@pytest.mark.parametrize(
    "at", [scene(20_000, 2.0), drawn_out(20_000), two_boats(20_000)], ids=["one", "long", "two"]
)
def test_half_a_cell_moves_the_reference_by_less_than_2_percent(at: Scene) -> None:
    found = prove([seat(at)] * 3, at)
    assert found.bandwidth_m == pytest.approx(0.3 * found.cell_m)
    half = prove([seat(at)] * 3, at, cell_m=0.5 * found.cell_m, bandwidth_m=found.bandwidth_m)
    assert half.reference == pytest.approx(found.reference, rel=0.02)


def test_few_particles_say_what_many_do() -> None:
    few, many = (prove([seat(at)] * 3, at) for at in (drawn_out(5000), drawn_out(40_000)))
    assert few.reference == pytest.approx(many.reference, rel=0.02)


def test_the_bandwidth_blurs() -> None:
    """A circular normal density blurred by h is that of sd sqrt(sigma^2 + h^2)."""
    at = scene(20_000, 0.5)
    blurred = prove([seat(at)] * 4, at, cell_m=600.0, bandwidth_m=3000.0)
    wide = replace(at, x=1.25 * at.x, y=1.25 * at.y)
    assert blurred.reference == pytest.approx(
        prove([seat(wide)] * 4, wide, cell_m=600.0, bandwidth_m=0.0).reference, rel=0.02
    )


def test_the_reference_has_the_effort_of_the_plans_own_tasks() -> None:
    """As long as they are on scene, and then: a unit that waits has none while it waits."""
    at = scene(3000, 4.0)
    far = replace(seat(at), errand=seat(at).errand._replace(
        transit_ms=10.0, back_by_s=7200.0, latest_s=7200.0))  # fmt: skip
    task = replace(far.idle, launch=True, arrive_s=8000.0, leave_s=12_000.0, back_s=12_900.0)
    there = replace(seat(at), errand=seat(at).errand._replace(depart_s=8000.0, back_by_s=12_000.0))
    waited, then = prove([far], at, [task]), prove([there], at)
    assert waited.reference == pytest.approx(then.reference, rel=1e-6)
    assert waited.ceiling == pytest.approx(prove([far], at).ceiling)
    assert prove([far], at, [far.idle]) == prove([far], at)


def test_a_task_that_had_begun_and_takes_all_its_time_counts_in_full() -> None:
    at = scene(3000, 2.0)
    one = replace(seat(at), errand=seat(at).errand._replace(transit_ms=10.0, back_by_s=7200.0))
    legs = (Leg(1.5, 51.0, -600.0, 1.5, 51.3, 7200.0),)
    task = replace(
        one.idle, launch=True, transit_m=9000.0, arrive_s=-600.0, leave_s=7200.0, back_s=9000.0,
        legs=legs,
    )  # fmt: skip
    whole = replace(seat(at), errand=seat(at).errand._replace(usable=1.0))
    held, free = prove([one], at, [task]), prove([whole], at)
    assert held.reference == pytest.approx(free.reference, rel=1e-6)
    assert held.ceiling == pytest.approx(free.ceiling)


def test_uneven_weights_make_cells_as_wide_as_fewer_particles_do() -> None:
    at = scene(20_000, 1.0)
    uneven = replace(at, share=np.where(np.arange(20_000) % 4 == 0, 1 / 5000, 0.0))
    nearly = replace(at, share=np.where(np.arange(20_000) % 4 == 0, 0.97 / 5000, 0.01 / 5000))
    wide, alike = prove([seat(at)], uneven), prove([seat(at)], nearly)
    assert wide.cell_m > 1.2 * prove([seat(at)], at).cell_m
    assert alike.cell_m == pytest.approx(wide.cell_m, rel=0.11)
    assert alike.reference == pytest.approx(wide.reference, rel=0.02)


@given(
    tracks=st.integers(1, 30),
    coverage=st.floats(0.3, 3.0),
    course=st.floats(0.0, math.pi),
    off=st.floats(-1.0, 1.0),
    width=st.sampled_from([300.0, 1000.0, 3000.0]),
)
@settings(deadline=None, max_examples=150)
def test_no_parallel_tracks_break_the_ceiling(
    tracks: int, coverage: float, course: float, off: float, width: float
) -> None:
    at = scene(3000, 3.0, u=0.4)
    one = seat(at, width)
    legs = parallel(tracks, width / coverage, course, off * SIGMA, float(at.time_s[-1]))
    found = float((at.share * -np.expm1(-track_hazard(legs, one.targets))).sum())
    assert found <= ceiling_of(width) + 1e-9


@cache
def ceiling_of(width: float) -> float:
    at = scene(3000, 3.0, u=0.4)
    return prove([seat(at, width)], at).ceiling


def parallel(tracks: int, spacing: float, course: float, off: float, end_s: float) -> np.ndarray:
    """Legs of a box that moves with the cloud of `scene`, for all the usable time, (k, 6)."""
    usable = 0.85 * SPEED * end_s
    length = max(0.0, usable - (tracks - 1) * spacing) / tracks
    along = np.array([math.sin(course), math.cos(course)])
    across = np.array([math.cos(course), -math.sin(course)])
    corners = []
    for k in range(tracks):
        side = (k - 0.5 * (tracks - 1)) * spacing
        ends = (-0.5, 0.5) if k % 2 == 0 else (0.5, -0.5)
        corners += [along * part * length + across * (side + off) for part in ends]
    way = np.hypot(*np.diff(corners, axis=0).T)
    time_s = np.concatenate([[0.0], np.cumsum(np.maximum(way, 1e-3) / SPEED)])
    moved = np.array(corners) + np.outer(time_s, [0.4, 0.0])
    return np.column_stack([moved[:-1], time_s[:-1], moved[1:], time_s[1:]])


def test_units_that_see_different_things_best_share_the_work() -> None:
    """One sees the boat alone and one the people alone: each as if alone with its own."""
    at = drawn_out(4000)
    there = replace(at, seen=np.where(np.arange(4000) % 2 == 0, BOAT, IN_WATER)[None].repeat(
        len(at.seen), axis=0).astype(np.int8))  # fmt: skip
    seats = [blind_to(seat(there), kind) for kind in (BOAT, IN_WATER)]
    both = prove(seats, there)
    alone = [prove([each], there, cell_m=both.cell_m, bandwidth_m=both.bandwidth_m)
             for each in seats]  # fmt: skip
    assert both.reference == pytest.approx(sum(each.reference for each in alone), rel=5e-3)


def blind_to(one: Seat, kind: int) -> Seat:
    """A seat that cannot see the even particles (boats) or the odd ones (in the water)."""
    other = np.arange(one.targets.factor.shape[1]) % 2 == (0 if kind == BOAT else 1)
    targets = one.targets._replace(factor=np.where(other, 0.0, one.targets.factor))
    return replace(one, targets=targets)


def test_more_effort_more_of_both_and_in_order() -> None:
    at = scene(3000, 2.0)
    proofs = [prove([seat(at)] * count, at) for count in (1, 2, 4)]
    for less, more in pairwise(proofs):
        assert less.reference < more.reference
        assert less.ceiling <= more.ceiling + 1e-9
    for each in proofs:
        assert 0.0 < each.reference <= each.ceiling <= 1.0
        assert each.gap < 0.01


def test_two_units_are_one_of_twice_the_width() -> None:
    at = scene(3000, 1.0)
    both = prove([seat(at)] * 2, at)
    wide = prove([seat(at, 2 * W)], at)
    assert both.reference == pytest.approx(wide.reference, rel=5e-3)


def test_a_unit_that_sees_nothing_earns_nothing() -> None:
    at = scene(500, 1.0)
    blind = prove([seat(at, 0.0)], at)
    assert replace(blind, cell_m=0.0, bandwidth_m=0.0) == Proof(0.0, 0.0, 0.0, 0.0, 0.0, 1800.0)
