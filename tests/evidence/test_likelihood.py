"""What all evidence has in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.evidence.fixes import Fix
from lastknown.evidence.likelihood import effective, moments, reweigh, state_effective
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
