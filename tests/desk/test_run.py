"""The use cases from a case file: swamping, moved starts, hypotheses side by side."""

from __future__ import annotations

import pytest

from lastknown.desk.casefile import Case, parse_case
from lastknown.desk.run import drift_case, plan_case
from lastknown.errors import LastknownError

HEAD = """
name = "Test"
at = 2026-11-22T08:30:00Z
particles = 1500
[sea]
sources = ["dover-strait"]
[[sea.wind]]
from_deg = 240
speed_kn = 8
"""
START = """
[[start]]
time = 2026-11-22T04:30:00Z
position = "{position}"
error_nm = {error}
what = "inflatable-overloaded"
persons = 30
"""
SWAMPED = """
[[start.phase]]
kind = "adrift"
[[start.phase]]
kind = "swamped"
after = 2026-11-22T06:00:00Z
holding_on = 0.4
"""


def case(extra: str = "", position: str = "51°08.5'N 001°44.5'E", error: float = 0.5) -> Case:
    return parse_case(HEAD + START.format(position=position, error=error) + extra)


def test_a_swamped_boat_has_two_places() -> None:
    answer = drift_case(case(SWAMPED)).answer
    hull, away = answer["components"]
    assert (hull["name"], away["name"]) == ("boat", "in_the_water")
    assert away["persons_share"] == pytest.approx(0.6, abs=0.02)
    assert hull["persons_share"] + away["persons_share"] == pytest.approx(1.0, abs=1e-4)
    assert answer["in_the_water"] == 1.0
    text = drift_case(case(SWAMPED)).brief("fr")
    assert "Coque" in text
    assert "À la mer" in text


def test_a_boat_that_did_not_swamp_has_one() -> None:
    answer = drift_case(case()).answer
    assert [each["name"] for each in answer["components"]] == ["boat"]
    assert answer["components"][0]["persons_share"] == 1.0


def test_both_hypotheses_are_carried_where_no_phase_is_told() -> None:
    answer = drift_case(case()).answer
    told = {each["name"]: each["probability"] for each in answer["hypotheses"]}
    assert told == pytest.approx({"under way": 0.5, "adrift": 0.5}, abs=0.04)
    assert any(note["code"] == "far-shore-assumed" for note in answer["notes"])


def test_a_start_on_land_is_moved_to_the_water_and_said_so() -> None:
    moved = drift_case(case(position="51°08.9'N 001°22.0'E", error=1.0)).answer  # South Foreland
    assert moved["notes"][0]["code"] == "start-moved-off-land"
    assert moved["starts"][0]["position"] != [1.36667, 51.14833]
    with pytest.raises(LastknownError, match="on land and no water lies within its error"):
        drift_case(case(position="51°10'N 001°00'E", error=0.5))


def test_a_plan_needs_a_unit() -> None:
    with pytest.raises(LastknownError, match=r"no \[\[unit\]\]"):
        plan_case(case())


def test_no_particle_ends_on_land() -> None:
    from lastknown.geo.coast import is_land

    near = drift_case(case(position="51°07.0'N 001°21.5'E", error=0.3))
    coast = near.sea.coast
    assert coast is not None
    known = near.cloud.status > 0
    assert not is_land(coast.index, near.cloud.lon[known], near.cloud.lat[known]).any()
    assert near.answer["ashore"] > 0.0
