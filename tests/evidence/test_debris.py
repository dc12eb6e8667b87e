"""Debris found, as evidence on the boat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastknown.drift.cloud import Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.positions import positions_at
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.evidence.backward import Find, weigh_by_find
from lastknown.evidence.debris import Debris
from lastknown.evidence.likelihood import LEAST_WRONG
from lastknown.evidence.searched import weigh
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.units import HOUR
from tests.drift.seas import DAY0, sea_of, steady

START = Start(Position(0.0, 50.0), "2026-11-22T00:00Z", error_nm=4.0, what="SKIFF-1",
              phases=(Phase("adrift"),))  # fmt: skip


def drifted(what: str, seed: int = 3) -> Cloud:
    sea = sea_of(steady(0.2, 0.0), steady(6.0, 0.0), current_sd=0.15)
    return simulate([replace(START, what=what)], sea, "2026-11-22T08:00Z", run=Run(3000, seed))


def test_what_was_found_tells_of_the_boat_that_shares_its_start_and_sea() -> None:
    boat, debris = drifted("SKIFF-1"), drifted("PIW-1")
    plane = Plane(0.0, 50.0)
    at_s = DAY0 + 8 * HOUR
    x, y = plane.to_xy(*positions_at(debris, at_s)[:2])
    place = plane.to_lonlat(np.median(x) + 6000.0, np.median(y))
    find = Find((float(place[0]), float(place[1])), "2026-11-22T08:00Z", error_nm=0.5)
    after = weigh(boat, Debris(find, debris, wrong=0.1)).weight.values
    bx, by = plane.to_xy(*positions_at(boat, at_s)[:2])
    shift = (after * bx).sum() - bx.mean()
    assert 2000.0 < shift < 6500.0
    assert (after * (bx - (after * bx).sum()) ** 2).sum() < bx.var()
    assert (after * by).sum() == pytest.approx(by.mean(), abs=900.0)
    assert after.min() > 0.0


def test_with_hardly_any_doubt_it_is_the_weighing_by_the_find() -> None:
    cloud = drifted("PIW-1")
    x = np.median(cloud.lon[:, -1]) + 0.03
    find = Find((float(x), 50.0), "2026-11-22T08:00Z", error_nm=0.5)
    after = weigh(cloud, Debris(find, wrong=LEAST_WRONG)).weight.values
    assert after == pytest.approx(weigh_by_find(cloud, find).cloud.weight, abs=2e-5)


def test_another_seed_is_not_the_same_boat() -> None:
    find = Find("50°N 000°05'E", "2026-11-22T08:00Z", error_nm=1.0)
    with pytest.raises(LastknownError, match="same particles and seed"):
        weigh(drifted("SKIFF-1"), Debris(find, drifted("PIW-1", seed=4)))


def test_a_find_far_from_everything_leaves_the_cloud_and_says_so() -> None:
    cloud = drifted("PIW-1")
    after = weigh(cloud, Debris(Find("53°N 003°E", "2026-11-22T08:00Z", error_nm=0.5)))
    assert after.weight.values == pytest.approx(cloud.weight)
    assert "report-likely-wrong" in after.attrs["notes"]


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(LastknownError, match="wrong=0"):
        Debris(Find("50°N 0°E", "2026-11-22T08:00Z"), wrong=0)
