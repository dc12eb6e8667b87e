"""The use cases from a case file: swamping, moved starts, hypotheses side by side."""

from __future__ import annotations

import math
import re
from pathlib import Path

import h5netcdf
import numpy as np
import pytest

from lastknown.desk.brief import brief
from lastknown.desk.casefile import Case, parse_case
from lastknown.desk.face import document
from lastknown.desk.planning import plan_case
from lastknown.desk.run import drift_case
from lastknown.errors import LastknownError
from lastknown.exchange.netcdf import from_netcdf, to_netcdf

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
UNIT = """
[[unit]]
name = "Lifeboat Dover"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 4
sweep_width_nm = { boat = 2.0, person = 0.2 }
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


def test_whose_data_it_is_goes_with_every_answer(tmp_path: Path) -> None:
    found = drift_case(case())
    tide, places, coast = found.answer["credits"]
    assert (tide, places) == ("MUMM/RBINS COHERENS", "TICON-4 (CC BY 4.0)")
    assert coast.startswith("GSHHG 2.3.6 full resolution (Wessel and Smith 1996")
    for lang, mark in (("en", "; "), ("fr", " ; ")):
        named = mark.join(("MUMM/RBINS COHERENS", "TICON-4 (CC BY 4.0)", "GSHHG"))
        assert named in found.brief(lang)
        source = found.chart(lang).source
        assert "MUMM/RBINS COHERENS, TICON-4 (CC BY 4.0)." in source
        assert source.count("GSHHG") == 1
    cloud = from_netcdf(to_netcdf(found.cloud, tmp_path / "cloud.nc"))
    assert document(cloud)["credits"] == found.answer["credits"]
    with h5netcdf.File(tmp_path / "cloud.nc") as file:
        assert file.attrs["acknowledgement"].splitlines() == [tide, places, coast]


def test_both_hypotheses_are_carried_where_no_phase_is_told() -> None:
    answer = drift_case(case()).answer
    told = {each["name"]: each["probability"] for each in answer["hypotheses"]}
    assert told == pytest.approx({"under way, then adrift": 0.5, "adrift": 0.5}, abs=0.002)
    assert re.search(r"\n  en route, puis à la dérive +50 %  51°", brief(answer, "fr"))
    assert any(note["code"] == "far-shore-assumed" for note in answer["notes"])


SECOND = """
[[start]]
name = "second caller"
time = 2026-11-22T05:00:00Z
position = "50°55.0'N 001°30.0'E"
weight = 0.5
"""


def test_the_number_of_persons_makes_no_start_likelier() -> None:
    answer = drift_case(case(SECOND)).answer  # 30 persons in the first, nobody told in the second
    second = sum(h["probability"] for h in answer["hypotheses"] if "second" in h["name"])
    assert second == pytest.approx(1.0 / 3.0, abs=0.005)
    alone = drift_case(case()).answer["mean"][0]
    other = drift_case(parse_case(HEAD + SECOND)).answer["mean"][0]
    assert answer["mean"][0] == pytest.approx(alone * 2.0 / 3.0 + other / 3.0, abs=0.02)


def test_what_nobody_stated_is_said_to_be_assumed() -> None:
    answer = drift_case(case(SECOND))
    assert answer.answer["starts"][0]["assumed"] == []
    assert answer.answer["starts"][1]["assumed"] == ["error_nm", "what"]
    assert "not stated, assumed" in " ".join(answer.brief().split())
    assert "non précisé, supposé" in " ".join(answer.brief("fr").split())


def test_a_boat_near_the_far_shore_is_given_no_course() -> None:
    near = drift_case(case(position="51°08.6'N 001°23.6'E", error=0.3)).answer
    assert any(note["code"] == "far-shore-near" for note in near["notes"])


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


def test_a_plan_is_scored_on_others_beside_the_cloud_that_is_shown() -> None:
    planned, drifted = plan_case(case(SWAMPED + UNIT)), drift_case(case(SWAMPED + UNIT))
    shown = planned.plan.cloud
    assert shown is planned.cloud
    np.testing.assert_array_equal(shown.lon, drifted.cloud.lon)
    assert shown.weight == pytest.approx(drifted.cloud.weight)
    assert planned.where.most_likely == drifted.where.most_likely
    pos = planned.plan.pos
    error = math.sqrt(pos * (1.0 - pos) / (9 * 1500 - 5000))  # 5,000 of them are planned on
    assert 0.5 * error < planned.plan.pos_error <= error
