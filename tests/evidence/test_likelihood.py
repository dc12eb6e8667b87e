"""What all evidence has in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.evidence.fixes import Fix
from lastknown.evidence.likelihood import (
    About,
    effective,
    judged,
    moments,
    reweigh,
    state_effective,
)
from lastknown.evidence.sightings import Bearing, Lights, Sector
from lastknown.times import show_time
from tests.drift.clouds import T0
from tests.evidence.trials import AT, normal_cloud, place

CLOUD = normal_cloud(5000.0, 300)
METRES = st.floats(-80_000.0, 80_000.0)
DEGREES = st.floats(0.0, 359.0)
WRONG = st.floats(0.001, 0.9)
REPORTS = st.one_of(
    st.builds(lambda x, y, e, w: Fix(place(x, y), AT, e, age_min=0.0, wrong=w),
              METRES, METRES, st.floats(0.003, 50.0), WRONG),
    st.builds(lambda x, y, b, s, w: Bearing(place(x, y), b, AT, s, 10.0, wrong=w),
              METRES, METRES, DEGREES, st.floats(0.5, 60.0), WRONG),
    st.builds(lambda x, y, b, w: Sector(place(x, y), b, (b + 20.0) % 360.0, AT, wrong=w),
              METRES, METRES, DEGREES, WRONG),
    st.builds(lambda x, y, r, w: Lights(place(x, y), AT, r, time_sd_min=0.0, wrong=w),
              METRES, METRES, st.floats(0.05, 200.0), WRONG),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(REPORTS, min_size=1, max_size=3))
def test_weights_sum_to_one_and_nothing_is_excluded(reports: list[Fix]) -> None:
    after: Cloud = CLOUD
    for report in reports:
        before = after
        after = reweigh(before, report)
        fit = report.fit(before)
        assert np.isfinite(fit).all()
        assert (fit >= 0.0).all()
        floor = report.wrong * report.anyhow
        mean = (before.weight * ((1.0 - report.wrong) * fit + floor)).sum() / before.weight.sum()
        assert (after.weight >= 0.999 * before.weight * floor / mean).all()
        assert after.weight.sum() == pytest.approx(1.0)
        assert after.weight.min() > 0.0


def two_boats() -> Cloud:
    """Return 60 realisations of a boat that counts for a third and 40 of one for two thirds."""
    start = np.repeat([0, 1], [60, 40]).astype(np.int16)
    weight = np.where(start == 0, 1.0 / 180.0, 1.0 / 60.0)
    return replace(normal_cloud(5000.0, 100), start=start, boats=("A", "B"), weight=weight)


def test_a_report_of_one_of_two_boats_is_the_marginal_of_both_together() -> None:
    """Every pair of realisations enumerated, against the weights of each boat alone."""
    cloud, report = two_boats(), Fix(place(3000.0, 0.0), AT, 1.0, age_min=0.0, wrong=0.1)
    g, (a, b) = report.fit(cloud), (slice(0, 60), slice(60, 100))
    prior = cloud.weight[a, None] * cloud.weight[None, b]
    told = 0.1 * report.anyhow + 0.9 * (g[a, None] / 3.0 + 2.0 * g[None, b] / 3.0)
    joint = prior * told / (prior * told).sum()
    after, wrong = judged(cloud, report)
    assert after.weight[a] == pytest.approx(joint.sum(axis=1) / 3.0, rel=1e-9)
    assert after.weight[b] == pytest.approx(joint.sum(axis=0) * 2.0 / 3.0, rel=1e-9)
    expected = 0.1 * report.anyhow * prior.sum() / (prior * told).sum()
    assert wrong == pytest.approx(expected, rel=1e-9)


def test_a_report_about_one_boat_says_nothing_of_the_other() -> None:
    cloud, report = two_boats(), Fix(place(3000.0, 0.0), AT, 1.0, age_min=0.0)
    after = reweigh(cloud, About("A", report))
    assert after.weight[60:] == pytest.approx(cloud.weight[60:])
    alone = replace(normal_cloud(5000.0, 100), weight=np.where(cloud.start == 0, 1 / 60, 0.0))
    assert after.weight[:60] == pytest.approx(reweigh(alone, report).weight[:60] / 3.0)


def test_a_ship_that_saw_none_of_two_boats_weighs_each_alone() -> None:
    cloud = replace(two_boats(), time_s=np.array([T0]))
    fit = np.linspace(0.2, 1.0, 100)

    class Silence:
        wrong, anyhow, name, of_every_boat = 0.5, 1.0, "", True

        def fit(self, cloud: Cloud) -> np.ndarray:
            return fit

    after = reweigh(cloud, Silence())
    assert after.weight[:60].sum() == pytest.approx(1.0 / 3.0)
    assert after.weight[:60] == pytest.approx(
        (0.5 * fit[:60] + 0.5) / (3 * (0.5 * fit[:60] + 0.5).sum())
    )


def test_a_boat_that_is_not_there_is_refused() -> None:
    for cloud, known in ((two_boats(), "A, B"), (CLOUD, "none is named")):
        with pytest.raises(LastknownError, match=f"boat='C' is no boat of this cloud .{known}"):
            reweigh(cloud, About("C", Fix(place(0.0, 0.0), AT, 1.0, age_min=0.0)))


def test_the_effective_number_is_that_of_even_weights() -> None:
    assert effective(CLOUD) == pytest.approx(300.0)
    assert state_effective(CLOUD).attrs["effective_share"] == pytest.approx(1.0)


def test_moments_are_a_mean_before_the_message_with_the_stated_sd() -> None:
    long = normal_cloud(1.0, 3, hours=4)
    found = moments(long, show_time(T0 + 7200.0), sd_min=5.0, age_min=20.0, ages=40)
    time, share = np.array(found).T
    mean = (time * share).sum()
    assert share.sum() == pytest.approx(1.0)
    assert T0 + 7200.0 - mean == pytest.approx(600.0)
    spread = 300.0**2 + 1200.0**2 / 12.0
    assert (share * (time - mean) ** 2).sum() == pytest.approx(spread, rel=1e-3)


def test_moments_before_the_cloud_are_left_out() -> None:
    long = normal_cloud(1.0, 3, hours=4)
    found = moments(long, show_time(T0 + 60.0), age_min=20.0, ages=20)
    assert [time >= T0 for time, _ in found] == [True]
    with pytest.raises(LastknownError, match="outside the cloud"):
        moments(long, show_time(T0 - 60.0))
