"""Where the sea carries a position: against a uniform current, and beyond the sea's edge."""

from __future__ import annotations

import numpy as np
import pytest

import lastknown as lk
from lastknown.boats import Report, reach_of
from lastknown.boats.reach import HOURS, STEP_S
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from tests.boats.nights import at


@pytest.fixture(scope="module")
def sea() -> lk.Sea:  # type: ignore[name-defined]
    return lk.open_sea("dover-strait", wind=lk.Wind(speed_kn=8, from_deg=240))


HERE = Report("a", "call", at(2, 1), position=Position(1.7417, 51.1417))


def test_the_motion_is_the_seas_own(sea) -> None:  # type: ignore[no-untyped-def]
    """The first quarter of an hour against current and 3 % of the wind at its middle."""
    motion = reach_of([HERE], sea).of(HERE)
    assert motion is not None
    assert motion.known
    assert motion.lon.shape == (1 + HOURS * 3600 / STEP_S,)
    x, y = Plane(1.7417, 51.1417).to_xy(motion.lon[1], motion.lat[1])
    there = sea.sample(motion.lon[:2].mean(), motion.lat[:2].mean(), HERE.time_s + STEP_S / 2)
    assert float(x) == pytest.approx(STEP_S * (there.u + 0.03 * there.wind_u).item(), abs=2.0)
    assert float(y) == pytest.approx(STEP_S * (there.v + 0.03 * there.wind_v).item(), abs=2.0)


def test_what_is_known_is_kept_and_company_changes_nothing(sea) -> None:  # type: ignore[no-untyped-def]
    other = Report("b", "call", at(3, 0), position=Position(1.6, 51.05))
    first = reach_of([HERE], sea)
    both = reach_of([other, HERE, Report("c", "call", at(3, 0))], sea, first)
    assert both.of(HERE) is first.of(HERE)
    alone = reach_of([other], sea).of(other)
    together = reach_of([other, HERE], sea).of(other)
    assert alone is not None
    assert together is not None
    assert np.array_equal(alone.lon, together.lon)


def test_outside_the_sea_a_motion_is_not_known(sea) -> None:  # type: ignore[no-untyped-def]
    far = Report("far", "call", at(2, 0), position=Position(-30.0, 40.0))
    reach = reach_of([far, HERE], sea)
    motion = reach.of(far)
    assert motion is not None
    assert not motion.known
    assert np.ptp(motion.lon) == 0.0
    kept = reach.of(HERE)
    assert kept is not None
    assert kept.known
