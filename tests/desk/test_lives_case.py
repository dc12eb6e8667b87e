"""A plan for lives through the case file: what it saves, and the plan for POS beside it."""

from __future__ import annotations

import json

import pytest

from lastknown.desk.casefile import parse_case
from lastknown.desk.tasking import tasking
from lastknown.desk.words import words
from lastknown.errors import LastknownError
from tests.desk.answers import plan_of

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
    answer = plan_of(CASE)
    document = answer.document()
    assert document["objective"] == "lives"
    assert document["beside"] is not None
    assert 0.0 < document["beside"]["lives"] <= document["lives"] < 10.0
    low, high = document["lives_range"]
    assert 0.0 < low <= document["lives"] <= high < 10.0
    assert low < high
    assert [boat["name"] for boat in document["boats"]] == ["sound", "swamped"]
    for lang, said in (("en", "This plan saves an expected"), ("fr", "sauve")):
        assert said in answer.brief(lang)


def test_what_lives_rest_on_and_whose_are_in_none_of_the_figures_is_said() -> None:
    answer = plan_of(CASE)
    sound, swamped = answer.document()["boats"]
    assert sound["at_stake"] == 0.0
    assert 0.0 < swamped["at_stake"] <= 10.0
    english, french = (" ".join(answer.brief(lang).split()) for lang in ("en", "fr"))
    safe = "60 PERSONS OF 'SOUND' COUNT AS SAFE UNTIL THE HORIZON, BECAUSE NOTHING SAYS THAT THEIR"
    assert safe in english
    assert "PERSONS OF 'SWAMPED'" not in english
    assert "Lives are counted until 12 h after the end of the search, by the middle" in english
    assert "flotation: none; clothing: ordinary." in english
    assert "60 PERSONNES DE" in french
    assert "par la courbe de survie moyenne ; flottaison : aucune" in french.replace("\xa0", " ")
    pos = plan_of(CASE.replace('objective = "lives"\n', "")).brief()
    assert "COUNT AS SAFE" not in pos
    assert "no life of theirs is in the lives shown" in " ".join(pos.split())


def test_a_boat_that_may_swamp_does_not_count_as_safe() -> None:
    adrift = '{ kind = "adrift", until = 2026-11-22T07:30:00Z }'
    way = f'[{adrift}, {{ kind = "swamped", after_mean_h = 6 }}]'
    sound = 'what = "inflatable-overloaded"'
    case = CASE.replace(sound, f"{sound}\nphase = {way}")
    assert "COUNT AS SAFE" not in plan_of(case).brief()


def test_lives_are_counted_beside_pos_where_the_water_is_known() -> None:
    answer = plan_of(CASE.replace('objective = "lives"\n', ""))
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
        plan_of(CASE.replace(*change))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_boat_too_light_to_have_a_particle_leaves_no_gap_in_the_document() -> None:
    case = CASE.replace('boat = "sound"', 'boat = "sound"\nweight = 1e-300')
    answer = plan_of(case)
    document = answer.document()
    assert [boat["name"] for boat in document["boats"]] == ["sound", "swamped"]
    assert "No particle is of the boat sound: it is neither shown nor" in answer.brief()
    assert "Aucune particule pour l'embarcation sound" in answer.brief("fr")
    assert [note["code"] for note in document["notes"]].count("boat-left-out") == 1
    assert json.dumps(document, allow_nan=False)  # NaN raises


def test_help_from_elsewhere_is_said_where_no_unit_can_lift() -> None:
    answer = plan_of(CASE.replace("endurance_h", "can_recover = false\nendurance_h"))
    english, french = (" ".join(answer.brief(lang).split()) for lang in ("en", "fr"))
    assert "help from elsewhere is taken to be there 60 minutes after" in english
    assert "un secours d'ailleurs 60 minutes après" in french.replace("\N{NO-BREAK SPACE}", " ")
    codes = [note["code"] for note in plan_of(CASE).document()["notes"]]
    assert "help-from-elsewhere" not in codes


@pytest.mark.parametrize("field", ["capacity = 5", "recover_min = 2"])
def test_a_unit_that_cannot_lift_has_no_room(field: str) -> None:
    case = CASE.replace("endurance_h", f"can_recover = false\n{field}\nendurance_h")
    with pytest.raises(LastknownError, match="and can_recover=false; leave one of them out"):
        parse_case(case)


NIGHT = (
    CASE.replace('objective = "lives"\n', "")
    .replace("11-22T", "11-21T")
    .replace("T08:", "T18:")
    .replace("T06:30", "T16:30")
)
NIGHTLY = "night_sweep_width_nm = { boat = 0.3, person = 0.1 }\nendurance_h"
SEES = """
[[unit]]
name = "Cutter Alert"
position = "51°08'N 001°25'E"
ready = 2026-11-21T18:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = {hours}
sweep_width_nm = {{ boat = 0.8, person = 0.1 }}
night_sweep_width_nm = {{ boat = 0.3, person = 0.1 }}
"""


@pytest.mark.parametrize(
    ("case", "name", "why"),
    [
        (NIGHT + SEES.format(hours=4), "Lifeboat Dover", "in_the_dark"),
        (NIGHT.replace("endurance_h", NIGHTLY) + SEES.format(hours=0.3), "Cutter Alert", "too_far"),
    ],
)
def test_a_unit_that_cannot_search_there_is_told_why(case: str, name: str, why: str) -> None:
    answer = plan_of(case)
    document = answer.document()
    assert {u["name"]: u["launch_reason"] for u in document["units"]}[name] == why
    for lang in ("en", "fr"):
        w, sheet = words(lang), " ".join(tasking(document, name, lang).split())
        assert " ".join(w.say(f"who.{why}").split()) in " ".join(answer.brief(lang).split())
        assert " ".join(w.say(f"unit.{why}_why").split()) in " ".join(answer.brief(lang).split())
        assert " ".join(w.say(f"unit.{why}_why").split()) in sheet
