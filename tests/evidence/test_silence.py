"""A ship that saw nothing, and contact that was lost."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.drift.cloud import BOAT
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.evidence.searched import Searched, missed_by, weigh
from lastknown.evidence.silence import LostContact, PassedBy
from lastknown.geo.position import Position
from lastknown.search.planned import Leg
from lastknown.units import HOUR
from tests.drift.seas import DAY0, sea_of, steady

LEG = Leg(-0.3, 50.0, DAY0 + 10 * HOUR, 0.3, 50.0, DAY0 + 12 * HOUR)


@pytest.fixture(scope="module")
def cloud():  # type: ignore[no-untyped-def]
    phases = (Phase("adrift"), Phase("swamped", after_mean_h=4.0, holding_on=0.5))
    start = Start(Position(0.0, 50.0), "2026-11-22T06:00Z", error_nm=2.0, persons=20.0,
                  what="inflatable-overloaded", phases=phases)  # fmt: skip
    sea = sea_of(steady(0.1, 0.1), steady(5.0, 0.0), current_sd=0.2)
    return simulate([start], sea, "2026-11-22T15:00Z", at="2026-11-22T10:00Z", run=Run(1000))


def test_a_ship_that_passed_is_a_faint_search(cloud) -> None:  # type: ignore[no-untyped-def]
    passed = weigh(cloud, PassedBy([LEG], 1.0, attention=0.3))
    missed = 0.7 + 0.3 * missed_by(cloud, Searched([LEG], 1.0))
    boats = cloud.component == BOAT
    expected = cloud.weight * missed
    assert passed.weight.values == pytest.approx(expected / expected[boats].sum())
    assert (passed.weight.values / cloud.weight).min() > 0.69
    assert "pos_cumulative" not in passed.attrs


def test_lost_contact_raises_what_swamped_by_the_stated_factor(cloud) -> None:  # type: ignore[no-untyped-def]
    after = weigh(cloud, LostContact("2026-11-22T11:00Z", 1.5)).weight.values
    sunk = cloud.swamps_s[cloud.parent] <= DAY0 + 11 * HOUR
    boats = cloud.component == BOAT
    assert 0.2 < sunk[boats].mean() < 0.95
    assert after[boats & sunk].mean() / after[boats & ~sunk].mean() == pytest.approx(1.5)
    assert after[boats].sum() == pytest.approx(1.0)
    persons = np.flatnonzero(~boats)
    assert np.array_equal(after[persons], after[cloud.parent[persons]])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: PassedBy([], 1.0), "no leg"),
        (lambda: PassedBy([LEG], 1.0, attention=1.0), "attention"),
        (lambda: PassedBy([LEG], 1.0, width_sd=-1.0), "width_sd"),
        (lambda: LostContact("2026-11-22T11:00Z", 0.5), "factor"),
        (lambda: LostContact("2026-11-22T11:00Z", 10.0), "factor"),
        (lambda: LostContact("2026-11-22T11:00"), "zone"),
    ],
)
def test_bad_silences_are_refused(make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says):
        make()


def test_silence_after_the_cloud_is_refused(cloud) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match="outside"):
        weigh(cloud, LostContact("2026-11-23T11:00Z"))
