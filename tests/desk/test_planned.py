"""What stands beside the units in a plan document, from a plan made by hand, and its words."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from lastknown.desk.brief import brief
from lastknown.desk.document import PlanDocument
from lastknown.desk.planned import beside_the_units, help_entry, remaining_entry
from lastknown.desk.schemas import json_schema
from lastknown.desk.words import words
from lastknown.geo.plane import distance_m
from lastknown.search.more import Help
from lastknown.search.planned import BoatGain, Plan
from lastknown.units import HOUR, KNOT
from tests import night

LIVES = (BoatGain("Boat A", 0.31, 9.4, 21.0), BoatGain("Boat B", 0.52, 2.9))
POS_ONLY = (BoatGain("Boat A", 0.24, 6.1), BoatGain("Boat B", 0.66, 3.7))


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def made(units: int = 3, **change: Any) -> PlanDocument:
    return night.answer_of(units=units, **change)[2]


def a_help(kind: str, gain: float, **change: Any) -> Help:
    task = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 3600)
    told = {"like": "Lifeboat Dover", "place_of": "Lifeboat Dover", "widths": "Lifeboat Dover"}
    return Help(kind, task, gain, **(told | change))


def a_standard(gain: float, widths: str) -> Help:
    task = night.box_plan("one more", night.LKP, night.AT_S + 900, kind="helicopter")
    return Help("unit", task, gain, like="", place_of="Cutter Alert", widths=widths)


@pytest.fixture(scope="module")
def for_lives() -> PlanDocument:
    cloud = night.make_cloud()
    beside = Plan(
        night.AT_S, night.AT_S + HOUR, (), 0.47, cloud,
        boats=POS_ONLY, lives=9.8, lives_range=(7.1, 11.0),
    )  # fmt: skip
    fields = {"objective": "lives", "lives": 12.3, "lives_range": (8.4, 15.6)}
    fields |= {"boats": LIVES, "beside": beside}
    return made(plan=fields)


@pytest.fixture(scope="module")
def helped() -> PlanDocument:
    helps = (
        a_standard(0.21, "tables"),
        a_help("unit", 0.08),
        a_help("light", -0.06, later_s=2.5 * HOUR, lives=-1.4),
    )
    return made(helps=[help_entry(each) for each in helps])


def test_a_plan_for_pos_says_nothing_of_lives() -> None:
    document = made()
    assert (document["objective"], document["lives"], document["boats"]) == ("pos", None, [])
    assert document["beside"] is None
    assert document["help"] == []
    assert "LIVES" not in brief(document)


def test_every_form_of_it_fits_the_schema(for_lives: PlanDocument, helped: PlanDocument) -> None:
    for document in (for_lives, helped):
        whole = {"seeing": None, "measure": None, **document}
        jsonschema.validate(whole, json_schema("plan"))


def test_lives_are_told_boat_by_boat_against_the_plan_for_pos(for_lives: PlanDocument) -> None:
    assert for_lives["boats"][0] == {
        "name": "Boat A",
        "pos": 0.31,
        "lives": 9.4,
        "at_stake": 21.0,
        "pos_beside": 0.24,
        "lives_beside": 6.1,
    }
    text = flat(brief(for_lives).split("\n---")[0])
    curves = "by the low, middle and high survival curves"
    assert f"saves an expected 12.3 lives (8.4 to 15.6 {curves})" in text
    assert f"The plan for the most POS alone: 9.8 lives (7.1 to 11.0 {curves}), 47 %." in text
    assert (
        "Boat A: 31 % to find them, 9.4 lives, 3.3 more than by the plan for POS alone (24 %)"
        in text
    )
    assert (
        "Boat B: 52 % to find them, 2.9 lives, 0.8 fewer than by the plan for POS alone (66 %)"
        in text
    )
    french = flat(brief(for_lives, "fr").split("\n---")[0])
    assert "Ce plan sauve en espérance 12,3 vies (8,4 à 15,6 selon les courbes" in french
    assert "3,3 de plus que par le plan de POS seule" in french


def test_a_boat_of_as_many_lives_still_says_what_it_loses_of_pos(for_lives: PlanDocument) -> None:
    alike = copy.deepcopy(for_lives)
    alike["boats"][0].update(lives=6.1, pos=0.90, pos_beside=0.96)
    text = flat(brief(alike))
    assert "90 % to find them, 6.1 lives; by the plan for POS alone 96 % and as many lives" in text
    assert "par le plan de POS seule 96 % et autant de vies" in flat(brief(alike, "fr"))


def test_the_proof_of_a_plan_for_lives_is_said_to_be_of_pos(for_lives: PlanDocument) -> None:
    proved = copy.deepcopy(for_lives)
    proved.update(reference=0.5, ceiling=0.7)
    assert "All three are of POS: of lives no bound is known." in flat(brief(proved))
    proved["objective"] = "pos"
    assert "All three are of POS" not in flat(brief(proved))


def test_a_boat_of_no_known_lives_has_no_figure() -> None:
    plan = Plan(0.0, HOUR, (), 0.2, night.make_cloud(20), boats=(BoatGain("A", 0.2, math.nan),))
    told = beside_the_units(plan)
    assert told["boats"][0]["lives"] is None
    assert told["boats"][0]["pos_beside"] is None
    assert told["remaining"] is None


def test_what_is_left_lies_where_nobody_searched() -> None:
    cloud, found, _ = night.answer_of()
    task = night.box_plan("Lifeboat Dover", found.most_likely, night.AT_S + 600)
    plan = Plan(night.AT_S, night.AT_S + 4 * HOUR, (task,), 0.4, cloud)
    left = remaining_entry(plan)
    assert left is not None
    assert left["share"] == pytest.approx(0.6)
    assert left["at"] == night_time(task.leave_s)
    assert [area["level"] for area in left["contours"]] == [0.5, 0.9]
    centre = (task.centre.lon, task.centre.lat)
    assert float(distance_m(*left["most_likely"], *centre)) > 3000.0
    assert remaining_entry(replace(plan, units=(night.stays(task),))) is None


def night_time(moment_s: float) -> str:
    from lastknown.desk._figures import time_text

    return time_text(moment_s)


def test_who_goes_where_comes_in_the_order_of_arrival() -> None:
    text = flat(brief(made()).split("\n---")[0])
    who = text[text.index("WHO GOES WHERE") : text.index("WHERE, AT")]
    first = "1. Rescue helicopter 07: launch now, ready 08:40, on scene 09:00, PS 6.0 x 4.5 NM from"
    assert first in who
    assert "2. Lifeboat Dover: launch now, ready 08:40, on scene 09:10" in who
    assert "; adds 41 %" in who
    assert "3. Cutter Alert: stays, would detect nothing of what is sought; in reserve" in who
    assert "All units together: 65 % to find them by this search." in who
    assert "Not found 35 %: then most likely at" in who


def test_the_proof_stands_on_the_first_page_of_several_and_in_the_details_of_one() -> None:
    proof = {"reference": 0.48, "ceiling": 0.61}
    sentence = "No use of these units could exceed 61 %; the best even division of their effort"
    first, details = (flat(part) for part in brief(made(plan=proof)).split("\n---"))
    assert sentence in first
    assert sentence not in details
    first, details = (flat(part) for part in brief(made(1, plan=proof)).split("\n---"))
    assert sentence not in first
    assert sentence in details


def test_what_would_help_is_asked_for_and_its_assumptions_told(helped: PlanDocument) -> None:
    first, details = (flat(part) for part in brief(helped).split("\n---"))
    assert "Would help most: one more helicopter (adds 21 %), lifeboat (adds 8 %)." in first
    assert "Do not wait for light: Lifeboat Dover on scene at 09:30, 2 h 30 min later" in first
    assert "loses 6 %, 1.4 lives fewer." in first
    assert "A helicopter from the place of Cutter Alert, on scene 08:45: adds 21 %." in details
    assert "Assumed: 25 kn, 15 kn on search, 4 h; sweep width 2.0 NM, person in the" in details
    assert "by the tables." in details
    assert "One more lifeboat like Lifeboat Dover, from its place now, on scene 09:30" in details
    french = flat(brief(helped, "fr"))
    assert "hélicoptère (ajoute 21 %), canot de sauvetage (ajoute 8 %)" in french
    assert "Ne pas attendre le jour : Lifeboat Dover sur zone à 09h30" in french


def test_light_that_pays_is_weighed_against_survival() -> None:
    helps = [help_entry(a_help("light", 0.12, later_s=1.25 * HOUR))]
    text = flat(brief(made(1, helps=helps)))
    assert "at first light, 09:30, 1 h 15 min later than in this plan: adds 12 %." in text
    assert "weigh it against survival" in text


def test_a_unit_that_is_held_back_is_not_ordered_out_now() -> None:
    helps = [help_entry(a_help("now", -0.03, later_s=-2.0 * HOUR))]
    document = copy.deepcopy(made(helps=helps))
    assert document["help"][0]["later_min"] == -120.0
    document["units"][0].update(launch_reason="at_time", depart="2026-11-22T10:15Z")
    text = flat(brief(document))
    assert "Order out now: Rescue helicopter 07." in text
    assert "Keep ready to launch later: Lifeboat Dover at 10:15." in text
    assert "Lifeboat Dover is held back. Launched at once it is on scene at 09:30" in text
    assert "2 h 00 min sooner, and loses 3 %: weigh that against survival." in text
    assert "Lifeboat Dover est retenu." in flat(brief(document, "fr"))


def test_what_helps_next_to_nothing_is_left_out() -> None:
    document = made(1, helps=[help_entry(a_help("unit", 0.006))])
    assert len(document["help"]) == 1
    assert "WHAT WOULD HELP" not in brief(document)
    assert "Would help" not in brief(document)


@pytest.mark.parametrize(
    ("pattern", "creep", "said"),
    [
        ("SS", 150.0, "SS 6.0 x 4.5 NM, first leg 060°, turns to starboard, 0.50 NM apart"),
        ("SS", 330.0, "SS 6.0 x 4.5 NM, first leg 060°, turns to port, 0.50 NM apart"),
        ("VS", 150.0, "VS radius 3.0 NM, first leg 060°, turns of 120° to starboard"),
        ("CS", 150.0, "CS 6.0 x 4.5 NM, tracks 060°, creep 150°, 0.50 NM apart"),
    ],
)
def test_areas_are_said_by_their_pattern(pattern: str, creep: float, said: str) -> None:
    document = copy.deepcopy(made(1))
    document["units"][0].update(pattern=pattern, creep_deg=creep)
    assert said in flat(brief(document))
    assert words("fr").say(f"unit.pattern_{pattern}") in brief(document, "fr")


def test_an_area_that_moves_with_the_datum_is_said_to() -> None:
    cloud, _, _ = night.answer_of()
    task = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 600)
    knot = 1.2 * KNOT / math.sqrt(2.0)
    moving = replace(task, drift_ms=(knot, knot))
    document = night.make_document(cloud, night.where(cloud, night.AT_S), [], [moving])
    text = flat(brief(document))
    assert "0.50 NM apart; moves with the datum toward 045° at 1.2 kn" in text
    assert re.search(r"Corners \d\d:\d\d ", text)
    assert "0,50 NM ; se déplace avec le datum vers le 045° à 1,2 kn" in flat(brief(document, "fr"))


def test_a_unit_that_is_to_wait_is_told_until_when() -> None:
    document = copy.deepcopy(made())
    document["units"][0].update(launch_reason="at_time", depart="2026-11-22T10:15Z")
    text = flat(brief(document))
    assert "LIFEBOAT DOVER: LAUNCH AT 10:15" in text
    assert "Lifeboat Dover: launch at 10:15" in text


def test_a_ship_under_way_is_sent_and_not_launched() -> None:
    document = copy.deepcopy(made())
    for unit in document["units"]:
        unit["kind"] = "ship"
    document["units"][0].update(launch_reason="at_time", depart="2026-11-22T10:15Z")
    document["units"][2]["launch_reason"] = "nothing_to_gain"
    text, french = flat(brief(document)), flat(brief(document, "fr"))
    assert "LIFEBOAT DOVER: PROCEED AT 10:15" in text
    assert "Send now: Rescue helicopter 07. " in text
    assert "Send later: Lifeboat Dover at 10:15." in text
    assert "CUTTER ALERT: DO NOT SEND FOR THIS SEARCH" in text
    assert "launch" not in text.lower()
    assert "Envoyer maintenant : Rescue helicopter 07." in french
    assert "Lifeboat Dover : faire route à 10h15" in french


def test_a_unit_with_nothing_to_gain_is_kept_in_reserve() -> None:
    document = copy.deepcopy(made())
    document["units"][2]["launch_reason"] = "nothing_to_gain"
    text = flat(brief(document))
    assert "Cutter Alert: stays, nothing to gain" in text
    assert "in reserve, endurance 4.0 h" in text
    assert "Keep it in reserve; ask again when anything changes." in text


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_all_of_it_passes_a_satellite_link(
    for_lives: PlanDocument, helped: PlanDocument, lang: str, ascii_only: bool
) -> None:
    for document in (for_lives, helped):
        text = brief(document, lang, ascii_only=ascii_only)
        assert max(len(line) for line in text.splitlines()) <= 72
        assert not re.search(r"\{|\}|None|\bnan\b", text)
