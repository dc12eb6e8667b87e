"""A plan for lives through the case file: what it saves, and the plan for POS beside it."""

from __future__ import annotations

import json

import pytest

from lastknown.desk.casefile import parse_case
from lastknown.desk.planning import plan_case
from lastknown.errors import LastknownError

CASE = """
name = "Two boats"
at = 2026-11-22T08:30:00Z
objective = "lives"
particles = 1200

[sea]
sources = ["dover-strait"]
wind = [{ from_deg = 240, speed_kn = 8 }]
water_temperature_c = 11

[survival]
flotation = "none"

[[start]]
boat = "sound"
time = 2026-11-22T06:30:00Z
position = "51°08.5'N 001°44.5'E"
what = "inflatable-overloaded"
persons = 60

[[start]]
boat = "swamped"
time = 2026-11-22T06:30:00Z
position = "50°58'N 001°35'E"
what = "inflatable-swamped"
persons = 10

[[unit]]
name = "Lifeboat Dover"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 3
sweep_width_nm = { boat = 0.8, person = 0.1 }
"""


def test_a_plan_for_lives_says_what_it_saves_and_what_the_other_would() -> None:
    answer = plan_case(parse_case(CASE))
    document = answer.document()
    assert document["objective"] == "lives"
    assert document["beside"] is not None
    assert 0.0 < document["beside"]["lives"] <= document["lives"] < 10.0
    assert [boat["name"] for boat in document["boats"]] == ["sound", "swamped"]
    for lang, words in (("en", "This plan saves an expected"), ("fr", "sauve")):
        assert words in answer.brief(lang)


def test_lives_are_counted_beside_pos_where_the_water_is_known() -> None:
    answer = plan_case(parse_case(CASE.replace('objective = "lives"\n', "")))
    document = answer.document()
    assert document["objective"] == "pos"
    assert document["lives"] > 0.0
    assert document["beside"] is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("water_temperature_c = 11\n", ""), "water_temperature_c"),
        (('flotation = "none"', 'flotation = "wings"'), "survival.flotation"),
        (('flotation = "none"', "horizon_h = -1"), "survival.horizon_h=-1"),
        (('objective = "lives"', 'objective = "life"'), 'objective="life"'),
    ],
)
def test_what_is_wrong_is_one_clear_line(change: tuple[str, str], says: str) -> None:
    with pytest.raises(LastknownError) as caught:
        plan_case(parse_case(CASE.replace(*change)))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_boat_too_light_to_have_a_particle_leaves_no_gap_in_the_document() -> None:
    case = CASE.replace('boat = "sound"', 'boat = "sound"\nweight = 1e-300')
    answer = plan_case(parse_case(case))
    document = answer.document()
    assert [boat["name"] for boat in document["boats"]] == ["sound", "swamped"]
    assert "No particle is of the boat sound: it is neither shown nor" in answer.brief()
    assert "Aucune particule pour l'embarcation sound" in answer.brief("fr")
    assert [note["code"] for note in document["notes"]].count("boat-left-out") == 1
    assert json.dumps(document, allow_nan=False)  # NaN raises


def test_help_from_elsewhere_is_said_where_no_unit_can_lift() -> None:
    answer = plan_case(parse_case(CASE.replace("endurance_h", "can_recover = false\nendurance_h")))
    english, french = (" ".join(answer.brief(lang).split()) for lang in ("en", "fr"))
    assert "help from elsewhere is taken to be there 60 minutes after" in english
    assert "un secours d'ailleurs 60 minutes après" in french.replace("\N{NO-BREAK SPACE}", " ")
    codes = [note["code"] for note in plan_case(parse_case(CASE)).document()["notes"]]
    assert "help-from-elsewhere" not in codes


@pytest.mark.parametrize("field", ["capacity = 5", "recover_min = 2"])
def test_a_unit_that_cannot_lift_has_no_room(field: str) -> None:
    case = CASE.replace("endurance_h", f"can_recover = false\n{field}\nendurance_h")
    with pytest.raises(LastknownError, match="and can_recover=false; leave one of them out"):
        parse_case(case)
