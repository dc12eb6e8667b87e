"""AIS contacts that come in a flood: seen and weighed, and nothing of the others moves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np
import pytest

from lastknown.boats import Association, Decision, associate, questions
from lastknown.boats.flood import MOST, WITHIN_S, flood
from lastknown.boats.why import why
from lastknown.geo.position import Position
from lastknown.units import HOUR
from tests.boats.beacons import beacon, drifting
from tests.boats.nights import seven


@cache
def flooded() -> Association:
    return associate([*seven(), *map(beacon, range(60))])


def test_twenty_contacts_are_no_flood_and_one_more_is() -> None:
    assert not flood([*map(beacon, range(MOST))])
    assert len(flood([*map(beacon, range(MOST + 1))])) == MOST + 1


def test_one_beacon_that_drifts_and_tells_many_places_is_no_flood() -> None:
    assert not flood(drifting(200))


def test_one_name_under_which_places_leap_is_a_flood() -> None:
    leaps = [beacon(k, name="ais-sart 970123456") for k in range(40)]
    assert flood(leaps).keys() == {each.id for each in leaps}


def test_fifteen_now_and_fifteen_hours_later_are_no_flood() -> None:
    later = [beacon(100 + k, 3.0 * HOUR) for k in range(15)]
    assert not flood([*map(beacon, range(15)), *later])


def test_a_beacon_heard_hours_before_a_flood_stays_with_the_others() -> None:
    early = beacon(99, -WITHIN_S - 0.5 * HOUR, name="ais-sart 970123456")
    later = replace(beacon(98), id="later", source=early.source, object_id=early.object_id)
    away = flood([early, later, *map(beacon, range(40))])
    assert away.keys() == {f"x{k}" for k in range(40)}


def test_what_a_person_linked_is_not_set_apart() -> None:
    reports = [*map(beacon, range(40))]
    assert flood(reports, {"x3"}).keys() == {f"x{k}" for k in range(40)} - {"x3"}
    assert "x3" not in associate(reports, held=["x3"]).apart


def test_a_flood_does_not_end_as_one_of_it_is_taken_for_true() -> None:
    reports = [*map(beacon, range(MOST + 1))]
    assert len(flood(reports, {"x3"})) == MOST


@pytest.mark.parametrize(("verdict", "most"), [("never", 0.0), ("unlikely", 0.6)])
def test_who_rejects_a_beacon_of_a_flood_does_not_bring_it_in(
    verdict: Literal["never", "unlikely"], most: float
) -> None:
    call = next(each for each in seven() if each.position is not None)
    near = replace(beacon(77), id="near", time_s=call.time_s + 600.0, position=call.position)
    others = [replace(beacon(k), time_s=call.time_s + k) for k in range(24)]
    reports = [*seven(), near, *others]
    calm, free = associate(seven()), associate(reports)
    ruled = associate(reports, decisions=[Decision(call.id, "near", verdict)])
    assert ruled.apart == free.apart
    assert ruled.same(call.id, "near") <= most * free.same(call.id, "near")
    rows = [ruled.index(each.id) for each in calm.reports]
    assert np.array_equal(ruled.pair[np.ix_(rows, rows)], calm.pair)
    assert [each.verdict for each in ruled.decisions] == [verdict]


def test_a_flood_moves_nothing_of_the_others() -> None:
    calm, answer = associate(seven()), flooded()
    rows = [answer.index(each.id) for each in calm.reports]
    assert np.array_equal(answer.pair[np.ix_(rows, rows)], calm.pair)
    assert np.array_equal(answer.number.heard, calm.number.heard)
    assert [boat for boat in answer.boats if boat.reports[0] not in answer.apart] == [*calm.boats]
    assert questions(answer) == questions(calm)
    a, b = calm.reports[0].id, calm.reports[1].id
    assert why(answer, a, b) == why(calm, a, b)
    assert answer.candidates(a) == calm.candidates(a)


def test_of_a_flood_each_is_weighed_and_twenty_at_most_are_taken_for_true() -> None:
    answer = flooded()
    assert len(answer.apart) == 60
    rows = [answer.index(name) for name in sorted(answer.apart)]
    others = [answer.index(each.id) for each in seven()]
    beside = answer.pair[np.ix_(rows, others)]
    assert 0.0 < beside.max() <= MOST / 60
    for name in answer.apart:
        candidates = answer.candidates(name, 0.0)
        assert sum(each.probability for each in candidates) == pytest.approx(1.0)
        assert candidates[0].reports == ()


def test_a_beacon_of_a_flood_beside_a_call_is_the_likeliest_of_it() -> None:
    call = next(each for each in seven() if each.position is not None)
    near = replace(beacon(77), id="near", time_s=call.time_s + 600.0, position=call.position)
    far = [
        replace(beacon(k), time_s=call.time_s + k, position=Position(3.0, 52.0)) for k in range(40)
    ]
    answer = associate([call, near, *far])
    assert answer.apart == {"near", *(each.id for each in far)}
    p = {name: answer.same(call.id, name) for name in answer.apart}
    assert p["near"] > 100.0 * max(value for name, value in p.items() if name != "near")


def test_the_draws_number_boats_by_their_first_reports() -> None:
    for row in flooded().draws[::500]:
        _, first = np.unique(row, return_index=True)
        assert np.array_equal(first, np.sort(first))
        assert row[first].tolist() == [*range(first.size)]


def test_two_places_of_one_beacon_of_a_flood_are_of_one_boat() -> None:
    twice = replace(beacon(5), id="again", time_s=beacon(5).time_s + 600.0)
    answer = associate([*map(beacon, range(40)), twice])
    assert answer.same("x5", "again") > 0.9
    assert answer.same("x5", "x6") == 0.0


def test_nothing_but_a_flood_is_nothing_but_lone_beacons() -> None:
    answer = associate([*map(beacon, range(30))])
    assert len(answer.boats) == 30
    assert answer.number.heard.tolist() == [1.0]
