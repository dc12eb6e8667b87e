"""Positions that were told."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lastknown.drift.begin import RADIUS_50
from lastknown.drift.dataset import from_dataset
from lastknown.errors import LastknownError
from lastknown.evidence.fixes import Fix, PhoneFix
from lastknown.evidence.likelihood import LEAST_WRONG, UNKNOWN_AGE_MIN, anywhere_per_m2
from lastknown.evidence.score import coverage, score
from lastknown.evidence.searched import weigh
from lastknown.times import show_time
from lastknown.units import MINUTE, NM
from tests.drift.clouds import T0, at_place, cloud_of
from tests.evidence.trials import AT, given, normal_cloud, place


@pytest.mark.parametrize("wrong", [LEAST_WRONG, 0.3])
def test_a_normal_position_on_a_normal_cloud_gives_the_kalman_answer(wrong: float) -> None:
    """Mean K z, variance S^2 s^2 / (S^2 + s^2), K = S^2 / (S^2 + s^2), mixed with the cloud."""
    big, z = 4000.0, 5000.0
    fix = Fix(place(z, 0.0), AT, 3000.0 * RADIUS_50 / NM, age_min=0.0, wrong=wrong)
    x, y, weight = given(normal_cloud(big, 60_000), fix)
    both = big**2 + 3000.0**2
    fits = (1.0 - wrong) * math.exp(-0.5 * z**2 / both) / (2.0 * math.pi * both)
    nothing = wrong * anywhere_per_m2() / (wrong * anywhere_per_m2() + fits)
    gain = big**2 / both
    mean = (1.0 - nothing) * gain * z
    assert (weight * x).sum() == pytest.approx(mean, abs=40.0)
    assert (weight * y).sum() == pytest.approx(0.0, abs=40.0)
    narrow = (1.0 - gain) * big**2
    square = (1.0 - nothing) * narrow + nothing * big**2
    assert (weight * y**2).sum() == pytest.approx(square, rel=0.03)


def test_a_position_far_from_the_whole_cloud_moves_it_little_and_says_so() -> None:
    cloud = normal_cloud(2000.0)
    fix = Fix(place(60_000.0, 0.0), AT, 0.5, age_min=0.0)
    x, _, weight = given(cloud, fix)
    assert (weight * x).sum() == pytest.approx(x.mean(), abs=1.0)
    after = from_dataset(weigh(cloud, fix))
    assert [note.code for note in after.notes] == ["report-likely-wrong"]


def test_no_position_excludes_anything() -> None:
    _, _, weight = given(normal_cloud(5000.0), Fix(place(0.0, 0.0), AT, 0.1, age_min=0.0))
    assert weight.min() > 0.0
    assert weight.sum() == pytest.approx(1.0)


def test_few_particles_left_is_said() -> None:
    cloud = normal_cloud(5000.0)
    after = weigh(cloud, Fix(place(0.0, 0.0), AT, 0.05, age_min=0.0))
    assert after.attrs["effective_share"] < 0.1
    assert after.attrs["effective_particles"] == pytest.approx(
        after.attrs["effective_share"] * cloud.weight.size
    )
    assert "few-particles-left" in after.attrs["notes"]
    wide = weigh(cloud, Fix(place(0.0, 0.0), AT, 20.0, age_min=0.0))
    assert wide.attrs["effective_share"] > 0.9
    assert "few-particles-left" not in wide.attrs["notes"]


def test_a_phones_radius_at_its_confidence_is_the_same_error() -> None:
    """A radius that holds 50 % is RADIUS_50 sd; 68.27 % is 1.5152 sd of a circular normal."""
    half = PhoneFix(place(0, 0), AT, 1000.0, 50.0)
    assert half.sd_m == pytest.approx(1000.0 / RADIUS_50)
    assert PhoneFix(place(0, 0), AT, 1000.0, 68.27).sd_m == pytest.approx(1000.0 / 1.5152, rel=1e-4)
    cloud = normal_cloud(3000.0)
    fix = Fix(place(0, 0), AT, 1000.0 / NM, time_sd_min=0.5, age_min=3.0, component="persons")
    cloud_then = cloud_of(
        *(np.repeat(a, 2, axis=1) for a in (cloud.lon, cloud.lat)),
        time_s=np.array([T0 - 3600.0, T0 + 3600.0]), start_s=np.full(4000, T0 - 3600.0),
    )  # fmt: skip
    one = weigh(cloud_then, PhoneFix(place(0, 0), AT, 1000.0, 50.0, age_min=3.0))
    assert one.weight.values == pytest.approx(weigh(cloud_then, fix).weight.values)


def test_an_unknown_age_is_a_spread_of_minutes_and_never_zero() -> None:
    """Along a line of boats that run east at 2 m/s the place told is up to 20 minutes old."""
    behind = np.linspace(-4000.0, 4000.0, 4001)
    lon, lat = at_place(np.stack([behind - 7200.0, behind + 7200.0], 1), np.zeros((4001, 2)))
    cloud = cloud_of(
        lon, lat, time_s=np.array([T0 - 3600.0, T0 + 3600.0]), start_s=np.full(4001, T0 - 3600.0)
    )
    fix = Fix(place(0.0, 0.0), AT, 0.05, wrong=LEAST_WRONG)
    weight = weigh(cloud, fix).weight.values
    far = UNKNOWN_AGE_MIN * MINUTE * 2.0
    assert (weight * behind).sum() == pytest.approx(0.5 * far, rel=0.02)
    assert (weight * behind**2).sum() == pytest.approx(far**2 / 3.0, rel=0.02)
    known = weigh(cloud, Fix(place(0.0, 0.0), AT, 0.05, age_min=10.0, wrong=LEAST_WRONG))
    assert (known.weight.values * behind).sum() == pytest.approx(1200.0, abs=5.0)


def test_areas_hold_the_truth_as_often_as_they_say_though_some_positions_are_wrong() -> None:
    rng = np.random.default_rng(7)
    levels = []
    for trial in range(120):
        truth = rng.normal(0.0, 6000.0, 2)
        told = truth + rng.normal(0.0, 2500.0, 2)
        if rng.random() < 0.2:
            angle, far = rng.uniform(0, 2 * math.pi), 30 * NM * math.sqrt(rng.random())
            told = far * np.array([math.cos(angle), math.sin(angle)])
        cloud = normal_cloud(6000.0, 2500, seed=1000 + trial)
        fix = Fix(place(*told), AT, 2500.0 * RADIUS_50 / NM, age_min=0.0, wrong=0.2)
        after = from_dataset(weigh(cloud, fix))
        levels.append(score(after, place(*truth), T0).containment_level)
    for row in coverage(levels):
        assert row.low <= row.level <= row.high


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Fix("nowhere", AT, 0.5), "position"),
        (lambda: Fix("51°N 1°E", "2026-11-22T08:00", 0.5), "zone"),
        (lambda: Fix("51°N 1°E", AT, 0.0), "error_nm=0.0"),
        (lambda: Fix("51°N 1°E", AT, 0.5, age_min=-1.0), "age_min"),
        (lambda: Fix("51°N 1°E", AT, 0.5, wrong=0.0), "wrong=0.0"),
        (lambda: PhoneFix("51°N 1°E", AT, 100.0, 100.0), "confidence_percent"),
        (lambda: PhoneFix("51°N 1°E", AT, -5.0, 68.0), "radius_m"),
        (lambda: weigh(normal_cloud(1.0), Fix("51°N 1°E", show_time(T0 + 60), 1.0)), "outside"),
        (lambda: weigh(normal_cloud(1.0), "a rumour"), "is none"),  # type: ignore[arg-type]
    ],
)
def test_bad_positions_are_refused(make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says):
        make()
