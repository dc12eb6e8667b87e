"""What is told of the boat: Bayes factors with known values and properties."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lastknown.boats import Reach, Report, Setting
from lastknown.boats import weights as w
from lastknown.boats.attributes import ATTRIBUTES, attributes
from lastknown.boats.score import attribute_score
from lastknown.boats.table import table_of
from tests.boats.nights import at


def factor(name: str, *told: dict[str, object], kind: str = "call") -> float:
    """Return the Bayes factor of one attribute for reports that tell it."""
    reports = [
        Report(str(k), kind, at(1, k), **each)  # type: ignore[arg-type]
        for k, each in enumerate(told)
    ]
    table = table_of(reports, Reach(), (), (), Setting())[0]
    f = list(ATTRIBUTES).index(name)
    return math.exp(attribute_score(np.arange(len(reports)), len(reports), f, table))


def test_what_one_report_tells_or_none_says_nothing() -> None:
    for name in ATTRIBUTES:
        if name != "time":
            assert factor(name, {"persons": 30, "colour": "black"}, {"length_m": 8.0}) == 1.0


def test_persons_have_the_closed_form_of_two_log_normals() -> None:
    """With no wild counts: N(d; 0, 2 s²) against the product of the two marginals."""
    median, spread, sd, _, wild = w.PERSONS
    a, b = math.log(33 / median), math.log(40 / median)
    cov = np.array([[spread**2 + sd**2, spread**2], [spread**2, spread**2 + sd**2]])
    z = np.array([a, b])
    joint = math.exp(-0.5 * z @ np.linalg.solve(cov, z)) / (
        2 * math.pi * math.sqrt(np.linalg.det(cov))
    )
    alone = [
        math.exp(-0.5 * x * x / cov[0, 0]) / math.sqrt(2 * math.pi * cov[0, 0]) for x in (a, b)
    ]
    clean = joint / (alone[0] * alone[1])
    got = factor("persons", {"persons": 33}, {"persons": 40})
    assert 1.0 < got < clean
    assert got == pytest.approx(clean, rel=3 * wild)


def test_counts_33_40_32_and_30_cannot_tell_boats_apart() -> None:
    """The four counts of 24 November 2021: no factor of any two is beyond 2 either way."""
    counts = (33, 40, 32, 30)
    for a in counts:
        for b in counts:
            assert 0.5 < factor("persons", {"persons": a}, {"persons": b}) < 2.0


def test_counts_of_12_and_60_speak_against() -> None:
    assert factor("persons", {"persons": 12}, {"persons": 60}) < 0.3


def test_weak_hints_weigh_little() -> None:
    for name, most in (("dialling", 1.05), ("language", 1.7), ("engine", 1.3)):
        values = {"dialling": ("FR", "UK"), "language": ("x", "y"), "engine": ("running", "failed")}
        first, second = values[name]
        same = factor(name, {name: first}, {name: first})
        other = factor(name, {name: first}, {name: second})
        assert 1.0 < same <= most
        assert 0.5 < other < 1.0


def test_dark_colours_are_taken_for_each_other_at_night_and_orange_is_not() -> None:
    dark = factor("colour", {"colour": "black"}, {"colour": "grey"})
    bright = factor("colour", {"colour": "black"}, {"colour": "orange"})
    rare = factor("colour", {"colour": "orange"}, {"colour": "orange"})
    common = factor("colour", {"colour": "black"}, {"colour": "black"})
    assert bright < dark
    assert common < rare
    assert bright < 0.5


def test_what_is_relayed_weighs_less() -> None:
    told = ({"persons": 12}, {"persons": 12})
    assert 1.0 < factor("persons", *told, kind="relayed call") < factor("persons", *told)


def test_times_far_apart_speak_against() -> None:
    def times(hours: float) -> float:
        reports = [Report("a", "call", at(0, 0)), Report("b", "call", at(0, 0) + 3600 * hours)]
        table = table_of(reports, Reach(), (), (), Setting())[0]
        return math.exp(attribute_score(np.arange(2), 2, 0, table))

    assert times(0.2) > 1.5
    assert times(10.0) < 0.5
    assert times(0.2) > times(2.0) > times(5.0)


def test_departures_agree_or_not() -> None:
    same = factor("left from", {"left_from": "one"}, {"left_from": "one"})
    other = factor("left from", {"left_from": "one"}, {"left_from": "two"})
    assert 2.0 < same < 5.0
    assert 0.1 < other < 0.7
    near = factor("left at", {"left_at_s": at(0, 0)}, {"left_at_s": at(0, 20)})
    late = factor("left at", {"left_at_s": at(0, 0)}, {"left_at_s": at(6, 0)})
    assert near > 2.0
    assert late < 0.2


def test_a_report_with_a_wrong_year_costs_no_more_than_any_other() -> None:
    night = [Report(str(at), "call", 1.6e9 + 600.0 * at, left_at_s=1.6e9) for at in range(5)]
    slip = Report("slip", "call", -3.8e9, left_at_s=-3.8e9)
    told = attributes([*night, slip], 12.0, 2.0)
    assert told.prior.size < 2_000
    assert np.all(np.isfinite(told.ratio))
