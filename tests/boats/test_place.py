"""One boat at two places: against closed forms and a simulation of the same motion."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lastknown.boats import Reach, Report, Setting
from lastknown.boats import weights as w
from lastknown.boats.place import place_score
from lastknown.boats.table import Table, table_of
from lastknown.geo.plane import travel
from lastknown.geo.position import Position
from tests.boats.nights import at

M = np.arange(9)


def table(*reports: Report, setting: Setting | None = None) -> Table:
    return table_of(reports, Reach(), (), (), setting or Setting())[0]


def report(name: str, minutes: float, east_m: float, error_m: float = 500.0) -> Report:
    lon, lat = travel(1.5, 51.0, 90.0, east_m)
    place = Position(float(lon), float(lat))
    return Report(name, "call", at(1, 0) + 60 * minutes, 0.0, place, error_m)


def test_one_position_says_nothing() -> None:
    alone = table(report("a", 0, 0), Report("b", "call", at(2, 0)))
    assert place_score(M, 2, alone) == 0.0


def test_two_positions_at_one_time_have_the_closed_form() -> None:
    """Two circular normals: density of the difference with twice the variance."""
    got = table(report("a", 0, 0), report("b", 0, 400))
    variance = 2.0 * (500.0 / math.sqrt(2.0 * math.log(2.0))) ** 2
    rough, sd = w.ROUGH_POSITION
    area = math.pi * Setting().radius_m ** 2
    shares = ((1.0 - rough - w.WRONG_POSITION, variance), (rough, variance + sd**2))
    expected = w.WRONG_POSITION / area + sum(
        share * math.exp(-0.5 * 400.0**2 / each) / (2.0 * math.pi * each) for share, each in shares
    )
    assert place_score(M, 2, got) == pytest.approx(math.log(got.unlike[1] * expected), rel=1e-4)


def test_the_spread_is_that_of_a_simulated_wandering_velocity() -> None:
    """20,000 Ornstein-Uhlenbeck velocities in 10 s steps, against the filter's density."""
    share, sd, span, _ = w.MOTIONS[1]
    rng = np.random.default_rng(3)
    steps, dt = 360, 10.0
    velocity = sd * rng.standard_normal(20_000)
    place = np.zeros(20_000)
    fade = math.exp(-dt / span)
    for _ in range(steps):
        new = fade * velocity + sd * math.sqrt(1 - fade**2) * rng.standard_normal(20_000)
        place += 0.5 * (velocity + new) * dt
        velocity = new
    two = table(report("a", 0, 0, 1.0), report("b", 60, 3000, 1.0))
    only = two._replace(
        motions=two.motions[1:2] / [[share, 1, 1, 1, 1]],
        wrong=0.0,
        rough=0.0,
        fade=two.fade[1:2],
        loose=two.loose * 0,
    )
    variance = place.var() + 2.0
    density = math.exp(-0.5 * 3000.0**2 / variance) / (2.0 * math.pi * variance)
    assert place_score(M, 2, only) == pytest.approx(math.log(only.unlike[1] * density), abs=0.05)


def test_farther_is_never_more_probable_and_a_wrong_position_bounds_it() -> None:
    two = [table(report("a", 0, 0), report("b", 30, far)) for far in (0, 2e3, 8e3, 2e4, 8e4)]
    scores = [place_score(M, 2, each) - math.log(each.unlike[1] / each.area) for each in two]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == pytest.approx(math.log(w.WRONG_POSITION), abs=1e-3)


def test_one_boat_alone_stands_out_and_one_in_a_crowd_does_not() -> None:
    """No other: from the whole circle. Ten others within the wave: from a tenth of it and less."""
    crowd = [report(str(k), k, 300.0 * k) for k in range(10)]
    alone = table(report("a", 0, 0), Report("b", "call", at(1, 0)))
    among = table(report("a", 0, 0), *crowd)
    hours_later = table(report("a", 0, 0), *[report(str(k), 600 + k, 0) for k in range(10)])
    assert alone.unlike[0] == pytest.approx(alone.area)
    assert among.unlike[0] < 0.2 * among.area
    assert hours_later.unlike[0] > 0.9 * hours_later.area


def test_what_places_others_have_is_a_mixture_with_the_closed_form() -> None:
    """Two positions at one time: N(0; both variances and the wave's) with weight 1/3 beside 2."""
    got = table(report("a", 0, 0), report("b", 0, 0))
    own, _, gap = w.WAVE
    near = 1.0 / (2.0 * math.pi * (2.0 * got.variance[0] + gap * gap))
    weight = 1.0 / w.TOLD
    expected = (own / got.area + weight * near) / (own + weight)
    assert 1.0 / got.unlike == pytest.approx([expected, expected])


def test_one_wrong_position_among_four_breaks_nothing() -> None:
    good = [report(n, m, 100.0 * m) for n, m in (("a", 0), ("b", 20), ("c", 40))]
    first_wrong = [report("a", 0, 60_000), *good[1:], report("d", 60, 6_000)]
    last_wrong = [*good, report("d", 60, 60_000)]
    right = place_score(M, 3, table(*good))
    for reports in (first_wrong, last_wrong):
        score = place_score(M, 4, table(*reports))
        assert right - 6.0 < score < right + 4.0


def test_a_course_favours_the_shore_ahead() -> None:
    west = Setting(toward_deg=270.0)
    ahead = place_score(M, 2, table(report("a", 0, 0), report("b", 90, -9_000), setting=west))
    astern = place_score(M, 2, table(report("a", 0, 0), report("b", 90, 9_000), setting=west))
    assert ahead > astern + 0.5


def test_two_hundred_places_of_one_beacon_still_come_to_a_number() -> None:
    """Each gives a factor of some 1e5, and a float ends at 1e308."""
    places = [report(f"p{k:03d}", 3.0 * k, 100.0 * k, 50.0) for k in range(200)]
    few, all_of_them = table(*places[:40]), table(*places)
    rows = np.arange(200)
    assert math.isfinite(place_score(rows, 200, all_of_them))
    assert place_score(rows, 200, all_of_them) > 4.0 * place_score(rows, 40, few)
