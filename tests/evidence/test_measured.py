"""A current that was measured corrects the tracks."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from lastknown.drift.cloud import BOAT, IN_WATER, Cloud
from lastknown.drift.dataset import from_dataset
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.positions import positions_at
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.evidence._remembered import current_errors, schedule_from
from lastknown.evidence.correction import Observed, corrected, imagined
from lastknown.evidence.measured import BuoyTrack, SetAndDrift
from lastknown.evidence.score import coverage, score
from lastknown.evidence.searched import weigh
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.sea.errors import CurrentError
from lastknown.times import show_time
from lastknown.units import HOUR, KNOT, NM
from tests.drift.seas import DAY0, sea_of, steady

ORIGIN = Position(0.0, 50.0)
PLANE = Plane(0.0, 50.0)
SD, HALF_LIFE_MIN = 0.3, 450.0
FLOW = (0.25, 0.1)
SEA = sea_of(steady(*FLOW), steady(5.0, 0.0), current_sd=SD, current_half_life_min=HALF_LIFE_MIN)
END = DAY0 + 14 * HOUR


@cache
def drifted(what: str = "SKIFF-1", seed: int = 1, n: int = 2000, error_nm: float = 1.0) -> Cloud:
    spread = 0.0 if what == "SLDMB" else 1.0
    start = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=error_nm, what=what, spread=spread,
                  phases=(Phase("adrift"),), jibes_per_hour=0.0)  # fmt: skip
    return simulate(
        [start], SEA, "2026-11-22T14:00Z", at="2026-11-22T08:00Z", run=Run(n, seed=seed)
    )


def carried(cloud: Cloud) -> tuple[np.ndarray, np.ndarray]:
    """Return ends of steps and the errors that the particles carried."""
    schedule, _ = schedule_from(cloud)
    ids = np.arange(cloud.weight.size, dtype=np.int64)
    return schedule.edges_s, current_errors(int(cloud.attrs["seed"]), ids, schedule)


def ends(cloud: Cloud) -> tuple[np.ndarray, np.ndarray]:
    return PLANE.to_xy(cloud.lon[:, -1], cloud.lat[:, -1])


def buoy(
    error: np.ndarray, edges: np.ndarray, x_m: float = 0.0, reach_nm: float = 20.0
) -> BuoyTrack:
    """Return the track of a buoy that feels a current error (steps, 2), hourly fixes from 06 on."""
    path = np.concatenate(([[0.0, 0.0]], np.cumsum((error + FLOW) * np.diff(edges)[:, None], 0)))
    times = DAY0 + 6 * HOUR + HOUR * np.arange(4)
    x, y = (np.interp(times, edges, path[:, k]) for k in (0, 1))
    lon, lat = PLANE.to_lonlat(x + x_m, y)
    fixes = [
        (Position(float(a), float(b)), show_time(float(t)))
        for a, b, t in zip(lon, lat, times, strict=True)
    ]
    return BuoyTrack(fixes, SEA, reach_nm=reach_nm)


def test_the_errors_drawn_again_are_those_that_moved_the_particles() -> None:
    """What only the current moves, over an even current: every place is the sum of its steps."""
    cloud = drifted("SLDMB", n=200, error_nm=0.0)
    edges, errors = carried(cloud)
    assert errors.std() == pytest.approx(SD, rel=0.05)
    calm = simulate(
        [Start(ORIGIN, "2026-11-22T06:00Z", error_nm=0.0, what="SLDMB", spread=0.0,
               phases=(Phase("adrift"),), jibes_per_hour=0.0)],
        sea_of(steady(*FLOW), steady(5.0, 0.0)), "2026-11-22T14:00Z",
        at="2026-11-22T08:00Z", run=Run(1),
    )  # fmt: skip
    (x, y), (x0, y0) = ends(cloud), ends(calm)
    summed = (errors * np.diff(edges)[None, :, None]).sum(axis=1)
    assert x - x0 == pytest.approx(summed[:, 0], rel=0.01, abs=150.0)  # meridians converge
    assert y - y0 == pytest.approx(summed[:, 1], rel=0.01, abs=150.0)  # meridians converge


def test_one_measurement_gives_the_normal_answer() -> None:
    """Mean and variance of the displacement given one measured error, from the covariances."""
    cloud = drifted("SLDMB", n=6000, error_nm=0.0)
    off = 0.5
    seen = SetAndDrift(ORIGIN, "2026-11-22T06:20Z", 90.0, 0.0, SEA, sd_kn=0.1 / KNOT,
                       reach_nm=500.0)  # fmt: skip
    run = np.hypot(FLOW[0] + off, FLOW[1]) / KNOT
    toward = float(np.degrees(np.arctan2(FLOW[0] + off, FLOW[1])))
    seen = SetAndDrift(ORIGIN, seen.at, toward, float(run), SEA, seen.sd_kn, reach_nm=500.0)
    after = from_dataset(weigh(cloud, seen))
    edges, _ = carried(cloud)
    step, late = np.diff(edges), edges[1:]
    lag = np.abs(late[:, None] - late[None, :])
    c = SD**2 * np.exp2(-lag / (60 * HALF_LIFE_MIN))
    h = np.zeros(step.size)
    h[:2] = 0.5  # two steps of ten minutes
    gain = float(step @ c @ h) / float(h @ c @ h + 0.1**2)
    (x0, y0), (x1, y1) = ends(cloud), ends(after)
    assert x1.mean() - x0.mean() == pytest.approx(gain * off, rel=0.04)
    assert y1.mean() - y0.mean() == pytest.approx(0.0, abs=200.0)
    left = float(step @ c @ step) - gain * float(step @ c @ h)
    assert x1.var() == pytest.approx(left, rel=0.08)
    assert y1.var() == pytest.approx(left, rel=0.08)
    assert np.array_equal(after.weight, cloud.weight)


def test_two_places_and_times_give_the_normal_answer_together() -> None:
    """Mean and variance of the displacement given errors measured at two places, two hours apart,
    with the correlation exp(-distance / reach) between the particle and each, and between both."""
    cloud = drifted("SLDMB", n=6000, error_nm=0.0)
    edges, _ = carried(cloud)
    away, off, reach = np.array([2.0, 30.0]) * NM, np.array([0.5, 0.1]), 60.0
    moments, seen = ["2026-11-22T06:20Z", "2026-11-22T08:20Z"], []
    for k in range(2):
        lon, lat = PLANE.to_lonlat(0.0, away[k])  # north: e varies the distance little
        run = np.hypot(FLOW[0] + off[k], FLOW[1]) / KNOT
        toward = float(np.degrees(np.arctan2(FLOW[0] + off[k], FLOW[1])))
        seen.append(SetAndDrift((float(lon), float(lat)), moments[k], toward, float(run), SEA,
                                sd_kn=0.1 / KNOT, reach_nm=reach))  # fmt: skip
    after = from_dataset(weigh(cloud, *seen))
    x, y = PLANE.to_xy(*positions_at(cloud, DAY0 + 6 * HOUR + 600)[:2])
    x2, y2 = PLANE.to_xy(*positions_at(cloud, DAY0 + 8 * HOUR + 600)[:2])
    near = np.array([  # particles differ: the mean of their correlations
        np.exp(-np.hypot(x, y - away[0]) / (reach * NM)).mean(),
        np.exp(-np.hypot(x2, y2 - away[1]) / (reach * NM)).mean(),
    ])  # fmt: skip
    step, late = np.diff(edges), edges[1:]
    c = SD**2 * np.exp2(-np.abs(late[:, None] - late[None, :]) / (60 * HALF_LIFE_MIN))
    h = np.zeros((2, step.size))
    h[0, :2] = h[1, 12:14] = 0.5
    apart = np.exp(-(away[1] - away[0]) / (reach * NM))
    between = np.array([[1.0, apart], [apart, 1.0]]) * (h @ c @ h.T) + 0.1**2 * np.eye(2)
    gain = np.linalg.solve(between, near[:, None] * (h @ c))
    (x0, _), (x1, _) = ends(cloud), ends(after)
    assert x1.mean() - x0.mean() == pytest.approx(off @ gain @ step, rel=0.04)
    left = step @ c @ step - (near[:, None] * (h @ c) @ step) @ gain @ step
    assert x1.var() == pytest.approx(left, rel=0.08)
    assert after.attrs["current_corrected"].count("measured from") == 2


def test_a_part_of_a_run_is_moved_as_in_the_whole() -> None:
    start = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=1.0, what="SKIFF-1")
    until, seen = "2026-11-22T12:00Z", SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, 1.0, SEA)
    whole = seen.correct(simulate([start], SEA, until, run=Run(400)))
    part = seen.correct(simulate([start], SEA, until, run=Run(400, first=170, count=30)))
    assert part.lon == pytest.approx(whole.lon[170:200], abs=1e-9, nan_ok=True)
    assert part.lat == pytest.approx(whole.lat[170:200], abs=1e-9, nan_ok=True)


def test_what_would_be_measured_has_the_spread_of_the_error_and_of_its_measurement() -> None:
    cloud = drifted()
    seen = SetAndDrift(ORIGIN, "2026-11-22T06:20Z", 0.0, 0.0, SEA, sd_kn=0.1 / KNOT).observed()
    told = imagined(cloud, seen, 1500)
    assert told.shape == (1500, 1, 2)
    assert told.std() == pytest.approx(np.hypot(SD, 0.1), rel=0.05)
    assert told.mean() == pytest.approx(0.0, abs=0.03)
    share = (np.arange(1500) + 0.5) / 1500
    rows = np.searchsorted(np.cumsum(cloud.weight) / cloud.weight.sum(), share)
    own = carried(cloud)[1][rows, :2].mean(axis=1)
    agrees = np.corrcoef(own[:, 0], told[:, 0, 0])[0, 1]
    assert agrees == pytest.approx(0.3 / np.hypot(0.3, 0.1), abs=0.08)  # most are near the place


def test_the_same_current_measured_by_two_units_at_one_place_is_let_in() -> None:
    cloud = drifted()
    x0, _ = ends(cloud)
    seen = SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, 1.0, SEA)
    once, twice = (ends(from_dataset(weigh(cloud, *[seen] * k)))[0] for k in (1, 2))
    assert twice.mean() - x0.mean() > once.mean() - x0.mean() > 0.0
    assert twice.var() < once.var() < x0.var()


@pytest.mark.parametrize("away_nm", [0.0, 10.0])
def test_the_truth_is_nearer_and_areas_hold_it_as_often_as_they_say(away_nm: float) -> None:
    """Truths are particles of another run; a buoy near them feels an error correlated with theirs.

    Over 80 truths.
    """
    cloud, truths = drifted(), drifted(seed=99, n=160)
    edges, errors = carried(truths)
    reach_nm = 20.0 if away_nm else 500.0
    x, y = PLANE.to_xy(*positions_at(truths, DAY0 + 7.5 * HOUR)[:2])
    off = np.hypot(x - away_nm * NM - 5400 * FLOW[0], y - 5400 * FLOW[1])
    before, after, narrower, levels = [], [], [], []
    (x0, y0), (tx, ty) = ends(cloud), ends(truths)
    for k in range(80):
        near = np.exp(-off[k] / (reach_nm * NM))
        felt = near * errors[k] + np.sqrt(1.0 - near**2) * errors[80 + k]
        track = buoy(felt, edges, x_m=away_nm * NM, reach_nm=reach_nm)
        moved = track.correct(cloud)
        x1, y1 = ends(moved)
        before.append(np.hypot(tx[k] - x0.mean(), ty[k] - y0.mean()))
        after.append(np.hypot(tx[k] - x1.mean(), ty[k] - y1.mean()))
        narrower.append(np.sqrt((x1.var() + y1.var()) / (x0.var() + y0.var())))
        place = Position(float(truths.lon[k, -1]), float(truths.lat[k, -1]))
        levels.append(score(moved, place, END).containment_level)
    assert np.mean(narrower) < (0.75 if away_nm == 0.0 else 0.95)
    assert np.sqrt(np.mean(np.square(after))) < 0.95 * np.sqrt(np.mean(np.square(before)))
    for row in coverage(levels):
        assert row.low <= row.level <= row.high


def two_buoys(k: int) -> list[Observed]:
    """Return what two buoys measure where the truth is particle k of another run.

    One is at the middle, the other 10 NM off and an hour later; each for two hours. The errors at
    both and at the truth are drawn from one field with the correlation exp(-distance / 20 NM).
    """
    truths = drifted(seed=99, n=600)
    edges, errors = carried(truths)
    seen, near = [], []
    places = [(0.0, 0.0), (8.0 * NM, 6.0 * NM)]
    begins = [DAY0 + 6.0 * HOUR, DAY0 + 7.0 * HOUR]
    for (px, py), begin in zip(places, begins, strict=True):
        x, y = PLANE.to_xy(*positions_at(truths, begin + HOUR)[:2])
        near.append(np.exp(-np.hypot(x[k] - px, y[k] - py) / (20.0 * NM)))
    between = np.array([[1.0, np.exp(-0.5)], [np.exp(-0.5), 1.0]])
    root = np.linalg.cholesky(between - np.outer(near, near) + 1e-12 * np.eye(2))
    for j, ((px, py), begin) in enumerate(zip(places, begins, strict=True)):
        felt = near[j] * errors[k] + root[j, 0] * errors[200 + k] + root[j, 1] * errors[400 + k]
        hours = begin + HOUR * np.arange(3)
        path = np.concatenate(([[0.0, 0.0]], np.cumsum(felt * np.diff(edges)[:, None], 0)))
        there = np.stack([np.interp(hours, edges, path[:, axis]) for axis in (0, 1)], axis=1)
        slip = 0.02 * np.random.default_rng(2 * k + j).normal(size=(2, 2))
        lon, lat = PLANE.to_lonlat(px, py)
        seen.append(
            Observed(Position(float(lon), float(lat)), hours[:-1], hours[1:],
                     np.diff(there, axis=0) / HOUR + slip, np.full(2, 0.02), np.zeros((1, 2, 2)),
                     20.0 * NM)
        )  # fmt: skip
    return seen


def test_two_buoys_bring_it_nearer_than_one_and_areas_still_hold_it() -> None:
    """Over 60 truths."""
    cloud, truths = drifted(), drifted(seed=99, n=600)
    tx, ty = ends(truths)
    away: dict[int, list[float]] = {0: [], 1: [], 2: []}
    levels = []
    for k in range(60):
        seen = two_buoys(k)
        for count in away:
            moved = corrected(cloud, *seen[:count]) if count else cloud
            x, y = ends(moved)
            away[count].append(float(np.hypot(tx[k] - x.mean(), ty[k] - y.mean())))
        place = Position(float(truths.lon[k, -1]), float(truths.lat[k, -1]))
        levels.append(score(moved, place, END).containment_level)
    none, one, both = (np.sqrt(np.mean(np.square(away[count]))) for count in (0, 1, 2))
    assert both < one < 0.75 * none
    for row in coverage(levels):
        assert row.low <= row.level <= row.high


def test_far_from_the_buoy_nothing_changes() -> None:
    cloud = drifted()
    edges, errors = carried(drifted(seed=99, n=160))
    x0, y0 = ends(cloud)
    x1, y1 = ends(buoy(errors[0], edges, x_m=80 * NM).correct(cloud))
    assert abs(x1.mean() - x0.mean()) < 400.0
    assert np.sqrt((x1.var() + y1.var()) / (x0.var() + y0.var())) == pytest.approx(1.0, abs=0.03)


def test_persons_in_the_water_move_with_the_current_of_their_boat() -> None:
    phases = (Phase("adrift"), Phase("swamped", after="2026-11-22T09:00Z", holding_on=0.5))
    start = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=1.0, what="inflatable-overloaded",
                  persons=20.0, phases=phases)  # fmt: skip
    cloud = simulate([start], SEA, "2026-11-22T14:00Z", at="2026-11-22T08:00Z", run=Run(300))
    edges, errors = carried(drifted(seed=99, n=160))
    moved = buoy(errors[3], edges).correct(cloud)
    (x0, y0), (x1, y1) = ends(cloud), ends(moved)
    swum = np.flatnonzero(cloud.component == IN_WATER)  # north is not quite theirs at 20 km
    assert swum.size > 100
    assert (x1 - x0)[swum] == pytest.approx((x1 - x0)[cloud.parent[swum]], abs=20.0)
    assert (y1 - y0)[swum] == pytest.approx((y1 - y0)[cloud.parent[swum]], abs=20.0)
    assert (cloud.component == BOAT).sum() == 300


def test_what_the_tide_may_explain_is_not_put_on_the_error() -> None:
    """Where the tide's strength is doubtful the same measurement moves the tracks less."""
    error = CurrentError(SD, HALF_LIFE_MIN * 60, tide_amplitude_sd=1.0)
    doubtful = sea_of(steady(*FLOW), steady(5.0, 0.0), error=error)
    cloud = drifted()
    x0, _ = ends(cloud)
    moves = [
        ends(SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, 1.5, sea).correct(cloud))[0].mean()
        - x0.mean()
        for sea in (SEA, doubtful)
    ]
    assert moves[0] > moves[1] > 0.0


def test_a_measurement_that_cannot_be_true_moves_little() -> None:
    cloud = drifted()
    x0, _ = ends(cloud)
    moves = [
        ends(SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, knots, SEA).correct(cloud))[0].mean()
        - x0.mean()
        for knots in (1.5, 2.0, 12.0)
    ]
    assert moves[1] > moves[0] > moves[2] > 0.0


def test_what_can_hardly_be_true_is_said_aloud() -> None:
    notes = {
        note.code
        for note in SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, 9.0, SEA)
        .correct(drifted()).notes
    }  # fmt: skip
    assert {"current-corrected", "current-doubtful"} <= notes


def test_it_is_said_and_not_done_twice() -> None:
    cloud = drifted()
    seen = SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, 1.0, SEA)
    after = weigh(cloud, seen)
    assert "current-corrected" in after.attrs["notes"]
    with pytest.raises(LastknownError, match="corrected already"):
        weigh(after, seen)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: BuoyTrack([(ORIGIN, "2026-11-22T08:00Z")], SEA), "1 fixes"),
        (lambda: BuoyTrack([(ORIGIN, "2026-11-22T08:00Z")] * 2, SEA), "out of order"),
        (lambda: BuoyTrack([], SEA, slip_kn=0.0), "slip_kn"),
        (lambda: SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 400.0, 1.0, SEA), "set_deg"),
        (lambda: SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 40.0, 1.0, SEA, sd_kn=0), "sd_kn"),
        (lambda: SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 40.0, 1.0, SEA, reach_nm=0), "reach_nm"),
        (
            lambda: weigh(
                drifted(), *[SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 40.0, 1.0, SEA)] * 13
            ),
            "13 measured currents",
        ),
        (
            lambda: SetAndDrift(ORIGIN, "2026-11-22T06:10Z", 40.0, 1.0, SEA).correct(drifted()),
            "outside the cloud",
        ),
    ],
)
def test_bad_measurements_are_refused(make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says):
        make()


def test_a_current_held_for_exact_cannot_be_corrected() -> None:
    sea = sea_of(steady(*FLOW), steady(5.0, 0.0))
    start = Start(ORIGIN, "2026-11-22T06:00Z", error_nm=1.0, what="SKIFF-1")
    cloud = simulate([start], sea, "2026-11-22T10:00Z", run=Run(50))
    with pytest.raises(LastknownError, match="for exact"):
        SetAndDrift(ORIGIN, "2026-11-22T08:00Z", 90.0, 1.0, sea).correct(cloud)
