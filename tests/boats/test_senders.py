"""What sent the AIS contacts: places of one beacon in order, and what stands for them all."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from lastknown.boats import Association, Decision, associate, questions
from lastknown.boats.senders import FASTEST_M_S, PLACES, behind, senders
from lastknown.boats.why import why
from lastknown.geo.position import Position
from tests.boats.beacons import beacon, drifting
from tests.boats.nights import seven


@cache
def drifted() -> Association:
    return associate([*seven(), *drifting(90)])


def test_one_that_drifts_is_one_sender() -> None:
    (one,) = senders(drifting(100))
    assert [each.id for each in one] == [f"d{k}" for k in range(100)]


def test_two_that_send_under_one_name_are_two() -> None:
    far = [
        replace(each, id=f"f{k}", position=Position(2.5, 51.6))
        for k, each in enumerate(drifting(20))
    ]
    one, two = senders([*far, *drifting(20)])
    assert {each.id[0] for each in one} == {"d"}
    assert {each.id[0] for each in two} == {"f"}


@pytest.mark.parametrize(("share", "number"), [(0.9, 1), (1.1, 2)])
def test_a_place_that_it_cannot_reach_is_another_senders(share: float, number: int) -> None:
    near = replace(drifting(1)[0], error_m=1.0)
    off_deg = share * FASTEST_M_S * 600.0 / (60.0 * 1852.0)
    there = Position(1.4, 50.9 + off_deg)
    assert len(
        senders([near, replace(near, id="n", time_s=near.time_s + 600.0, position=there)])
    ) == (number)


@pytest.mark.parametrize(("share", "number"), [(0.97, 1), (1.03, 2)])
@pytest.mark.parametrize(("north", "east"), [(1.0, 0.0), (0.0, 1.0), (0.6, -0.8)])
def test_it_goes_30_knots_at_most_any_way(
    share: float, number: int, north: float, east: float
) -> None:
    near = replace(drifting(1)[0], error_m=1.0, position=Position(1.4, 60.0))
    off_deg = share * 30.0 / 60.0  # in an hour, of latitude
    east_deg = off_deg * east / np.cos(np.radians(60.0 + 0.5 * off_deg * north))
    there = Position(1.4 + float(east_deg), 60.0 + off_deg * north)
    later = replace(near, id="n", time_s=near.time_s + 3600.0, position=there)
    assert len(senders([near, later])) == number


@pytest.mark.parametrize(
    ("first_m", "second_m", "number"), [(50.0, 50.0, 2), (50.0, 200.0, 1), (200.0, 50.0, 1)]
)
def test_what_both_errors_explain_is_no_leap(first_m: float, second_m: float, number: int) -> None:
    """Half a mile apart at one time: 926 m, and four times both errors are looked over."""
    one = replace(drifting(1)[0], error_m=first_m, position=Position(1.4, 50.9))
    two = replace(one, id="two", error_m=second_m, position=Position(1.4, 50.9 + 0.5 / 60.0))
    assert len(senders([one, two])) == number


def test_across_180_is_no_leap() -> None:
    one = replace(beacon(0, name="s"), position=Position(179.999, 10.0))
    two = replace(one, id="two", time_s=one.time_s + 60.0, position=Position(-179.999, 10.0))
    assert len(senders([one, two])) == 1


def test_what_has_no_name_is_one_of_its_own() -> None:
    nameless = [replace(each, object_id=None, source=None) for each in drifting(5)]
    assert len(senders(nameless)) == 5


def test_twelve_places_stand_for_all_the_first_and_the_last_among_them() -> None:
    places = drifting(100)
    follows = behind(places)
    kept = [each for each in places if each.id not in follows]
    assert len(kept) == PLACES
    assert (kept[0], kept[-1]) == (places[0], places[-1])
    by_id = {each.id: each for each in places}
    for name, home in follows.items():
        off = [abs(each.time_s - by_id[name].time_s) for each in kept]
        assert abs(by_id[home].time_s - by_id[name].time_s) == min(off)
    assert not behind(drifting(PLACES))


def test_what_a_person_linked_stands_for_itself() -> None:
    assert "d7" not in behind(drifting(100), {"d7"})
    linked = Decision("d7", seven()[0].id, "likely", who="watch")
    assert "d7" not in associate([*seven(), *drifting(40)], decisions=[linked]).behind


def test_all_places_of_one_beacon_are_of_one_boat_in_every_draw() -> None:
    answer = drifted()
    rows = [answer.index(f"d{k}") for k in range(90)]
    assert np.isfinite(answer.pair).all()
    assert answer.pair[np.ix_(rows, rows)].min() > 0.99
    for name, home in answer.behind.items():
        row, stands = answer.index(name), answer.index(home)
        assert np.array_equal(answer.pair[row], answer.pair[stands])
        assert np.array_equal(answer.draws[:, row], answer.draws[:, stands])


def test_the_boats_and_the_divisions_hold_every_report_once() -> None:
    answer = drifted()
    names = sorted(each.id for each in answer.reports)
    assert sorted(name for boat in answer.boats for name in boat.reports) == names
    order = {each.id: i for i, each in enumerate(answer.reports)}
    for found in answer.hypotheses:
        assert sorted(name for boat in found.boats for name in boat) == names
    for boat in answer.boats:
        assert [*boat.reports] == sorted(boat.reports, key=order.__getitem__)


def test_a_hundred_places_say_what_the_twelve_say() -> None:
    few = [each for each in drifting(90) if each.id not in behind(drifting(90))]
    calm, answer = associate([*seven(), *few]), drifted()
    rows = [answer.index(each.id) for each in calm.reports]
    assert np.array_equal(answer.pair[np.ix_(rows, rows)], calm.pair)
    assert np.array_equal(answer.number.heard, calm.number.heard)
    assert questions(answer) == questions(calm)
    a = calm.reports[0].id
    assert why(answer, a, "d0").factors == why(calm, a, "d0").factors
    stands = [(each.code, each.log_factor) for each in why(calm, a, "d0").factors]
    assert [(each.code, each.log_factor) for each in why(answer, a, "d1").factors] == stands


def test_why_two_places_of_one_beacon_are_one() -> None:
    assert [each.code for each in why(drifted(), "d1", "d2").factors] == ["object"]
