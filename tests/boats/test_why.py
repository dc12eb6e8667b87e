"""Why: the factors multiply to what two reports alone give, and say what they are."""

from __future__ import annotations

import math

import pytest

from lastknown.boats import Decision, Identity, Report, associate
from lastknown.boats.why import why
from lastknown.geo.position import Position
from tests.boats.nights import at, seven


def test_the_factors_of_two_reports_multiply_to_their_probability() -> None:
    pair = seven()[:2]
    found = why(associate(pair), "a", "b")
    assert found.alone == pytest.approx(found.probability, abs=0.01)
    assert {each.code for each in found.factors} >= {"persons", "place fits", "time"}


def test_a_place_that_no_boat_reaches_says_the_speed_it_needs() -> None:
    reports = [
        Report("a", "call", at(1, 0), position=Position(1.50, 51.0)),
        Report("b", "call", at(1, 30), position=Position(1.90, 51.0)),
    ]
    factor = next(
        each for each in why(associate(reports), "b", "a").factors if "place" in each.code
    )
    values = dict(factor.values)
    assert factor.code == "place unreachable"
    assert float(values["needs_kn"]) > 20.0
    assert 1 / 100 < factor.factor < 1 / 60


def test_a_call_after_the_alleged_rescue_is_near_proof_against() -> None:
    reports = [
        Report("r", "rescue", at(2, 0), persons=35),
        Report("c", "call", at(3, 0), persons=33),
    ]
    factor = why(associate(reports), "r", "c").factors[0]
    assert factor.code == "call after rescue"
    assert factor.factor == pytest.approx(1e-3, rel=0.1)
    assert dict(factor.values)["minutes"] == 60.0


def test_a_call_told_to_come_after_needs_no_clock() -> None:
    reports = [
        Report("r", "rescue", at(3, 0)),
        Report("c", "call", at(2, 0), after_rescue_of="r"),
    ]
    assert why(associate(reports), "r", "c").factors[0].factor == pytest.approx(1e-3)


def test_what_persons_did_is_named() -> None:
    answer = associate(
        seven(),
        identities=[Identity("b", "e", "phone")],
        decisions=[Decision("a", "d", "never", "watch officer")],
    )
    assert why(answer, "b", "e").factors[0].code == "phone"
    first = why(answer, "a", "d").factors[0]
    assert first.code == "decided never"
    assert first.log_factor == -math.inf
    assert first.factor == 0.0
    assert first.values == (("who", "watch officer"),)
    assert why(answer, "a", "d").alone == pytest.approx(0.0, abs=1e-200)


def test_the_same_object_of_one_aircraft_and_two_objects_of_one() -> None:
    def seen(first: str, second: str) -> list[Report]:
        return [
            Report("a", "sighting", at(1, 0), source="aircraft", object_id=first),
            Report("b", "sighting", at(1, 30), source="aircraft", object_id=second),
        ]

    assert why(associate(seen("1", "1")), "a", "b").factors[0].code == "object"
    assert why(associate(seen("1", "2")), "a", "b").factors[0].code == "other object"
