from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.search.recovery import BY_KIND, Means, Recovery, chain_of, means_of, recovery
from lastknown.search.scene import Scene, make_scene
from lastknown.search.unit import KINDS, Unit
from tests.search.test_plan import AT_S, drifting, lifeboat

BASE_S = AT_S + 600.0  # the lifeboat of the plan's tests is ready then


def scene() -> Scene:
    cloud = drifting(3, lon=np.full((3, 37), 1.65), lat=np.full((3, 37), 51.1))
    return make_scene(cloud, float(cloud.time_s[0]), float(cloud.time_s[-1]))


def aircraft() -> Unit:
    return lifeboat(name="Aircraft", kind="aircraft", speed_kn=200, search_speed_kn=150)


def after(finder: Unit, team: list[Unit], *rank: int) -> Recovery:
    return recovery(chain_of(finder, team, scene()), np.array(rank))


def transit_s(unit: Unit) -> float:
    at = scene()
    x, y = at.plane.to_xy(1 + 19 / 60, 51 + 7 / 60)
    return float(np.hypot(at.x[0, 0] - x, at.y[0, 0] - y)) / (unit.speed_kn * 1852 / 3600)


def test_the_finder_takes_up_one_after_another() -> None:
    unit = lifeboat()
    aboard = after(unit, [unit], 0, 1, 46)
    assert aboard.delay_s.tolist() == [120.0, 240.0, 47 * 120.0]
    np.testing.assert_allclose(aboard.earliest_s, BASE_S + aboard.delay_s)


def test_who_finds_no_room_waits_for_the_next_unit() -> None:
    small = lifeboat(capacity=2, recover_min=1.0)
    big = lifeboat(name="Ship", kind="ship", speed_kn=12.5, search_speed_kn=10, capacity=1)
    way = transit_s(big)
    delay = after(small, [small, big], 1, 2, 3).delay_s
    assert delay[0] == 120.0
    assert delay[1] == pytest.approx(way + 6 * 60)
    assert delay[2] == pytest.approx(max(3600.0, way) + 3 * 60)  # help from outside


def test_a_finder_that_cannot_lift_brings_the_nearest_that_can() -> None:
    slow = lifeboat(name="Slow", speed_kn=10, search_speed_kn=10, capacity=1)
    fast = lifeboat(capacity=1, recover_min=4.0)
    drone = lifeboat(name="Drone", kind="drone")
    assert transit_s(fast) < transit_s(slow)
    aboard = after(drone, [slow, drone, fast], 0, 1, 2)
    np.testing.assert_allclose(
        aboard.delay_s,
        [transit_s(fast) + 240, transit_s(slow) + 120, max(3600, transit_s(slow)) + 180],
    )
    np.testing.assert_allclose(aboard.earliest_s[:2], BASE_S + aboard.delay_s[:2])
    assert aboard.earliest_s[2] == -np.inf


def test_nobody_can_lift() -> None:
    alone = after(aircraft(), [aircraft()], 0, 1, 99)
    assert alone.delay_s.tolist() == [3600.0 + 180.0 * (k + 1) for k in (0, 1, 99)]
    assert np.isneginf(alone.earliest_s).all()


def test_a_unit_that_is_not_ready_comes_later() -> None:
    late = lifeboat(ready="2026-11-22T12:30Z")
    aboard = after(aircraft(), [aircraft(), late], 0, 0, 0)
    assert aboard.earliest_s[0] == pytest.approx(AT_S + 4 * 3600 + transit_s(late) + 120)
    assert aboard.delay_s[0] == pytest.approx(transit_s(late) + 120)


def test_a_team_without_the_finder() -> None:
    alone = after(lifeboat(), [], 0, 47, 48)
    assert alone.delay_s.tolist() == [120.0, 3600.0 + 180.0, 3600.0 + 360.0]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(0, 199), st.booleans())
def test_who_is_later_in_the_queue_of_one_unit_waits_longer(
    rooms: list[int], rank: int, lifts: bool
) -> None:
    team = [
        lifeboat(name=f"Unit {k}", capacity=room, speed_kn=25 - k) for k, room in enumerate(rooms)
    ]
    finder = team[0] if lifts else aircraft()
    chain = chain_of(finder, team, scene())
    one, other = (recovery(chain, np.full(3, each)).delay_s for each in (rank, rank + 1))
    assert (np.diff(chain.arrive_s, axis=0) >= 0.0).all()
    assert (np.diff(chain.room, axis=0) > 0.0).all()
    same = np.argmax(chain.room > rank, axis=0) == np.argmax(chain.room > rank + 1, axis=0)
    assert (other[same] > one[same]).all()
    assert (one > 0.0).all()
    assert np.isfinite(one).all()


def test_every_kind_has_figures() -> None:
    assert set(BY_KIND) == set(KINDS)
    assert means_of(lifeboat()) == Means(47, 2.0)
    assert means_of(lifeboat(kind="helicopter")).capacity == 16
    assert means_of(lifeboat(kind="helicopter")).minutes == pytest.approx(140 / 60)
    assert means_of(lifeboat(can_recover=False)).capacity == 0
    assert means_of(lifeboat(kind="drone", can_recover=True)).capacity > 0
    assert means_of(lifeboat(kind="drone", capacity=2)).capacity == 0
    assert means_of(lifeboat(capacity=9, recover_min=1.5)) == Means(9, 1.5)


@pytest.mark.parametrize("wrong", [{"capacity": 0}, {"recover_min": -1.0}, {"capacity": "many"}])
def test_bad_figures(wrong: dict[str, Any]) -> None:
    with pytest.raises(LastknownError, match=r"is not a positive number"):
        lifeboat(**wrong)
