"""Sensors, conditions and fixed areas of a case file: the plan, the words, and what is wrong."""

from __future__ import annotations

import pytest

from lastknown.desk import _caseunits
from lastknown.desk.casefile import parse_case
from lastknown.desk.document import PlanDocument
from lastknown.desk.planning import PlanAnswer
from lastknown.errors import LastknownError
from lastknown.search import plan
from lastknown.search.sensor import Conditions, Sensor
from tests.desk.answers import plan_of
from tests.desk.test_run import HEAD, START, SWAMPED
from tests.desk.test_searches import UNIT

PLACE = START.format(position="51°08.5'N 001°44.5'E", error=0.5)
CONDITIONS = """
[conditions]
visibility_nm = 10
"""
WIDTH = "sweep_width_nm = { boat = 2.0, person = 0.2 }"
EYE = 'sensor = { kind = "visual", craft = "boat", height_ft = 14 }'
SEEING = UNIT.replace(WIDTH, EYE)
HELICOPTER = """
[[unit]]
name = "Helicopter"
kind = "helicopter"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 120
search_speed_kn = 80
endurance_h = 2
height_ft = 500
"""
FIXED = """
[[fixed]]
unit = "Lifeboat Dover"
centre = "{centre}"
length_nm = 6
width_nm = 4
orientation_deg = 45
track_spacing_nm = 0.8
"""
NEAR, FAR = "51°10'N 001°50'E", "51°20'N 001°30'E"


def planned(text: str) -> PlanAnswer:
    return plan_of(HEAD + PLACE + text)


def entries(answer: PlanAnswer) -> PlanDocument:
    document = answer.document()
    assert "units" in document
    return document


def codes(answer: PlanAnswer) -> list[str]:
    return [note["code"] for note in answer.document()["notes"]]


def said(answer: PlanAnswer, lang: str = "en") -> str:
    return " ".join(answer.brief(lang).replace("\N{NO-BREAK SPACE}", " ").split())


def fault(text: str) -> str:
    with pytest.raises(LastknownError) as caught:
        planned(text)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_conditions_and_sensors_arrive() -> None:
    more = (
        "wind_kn = 20\nseas_ft = 3\nsea_state = 2\nmoonlit = true\nfatigued = true\n"
        'flotation = true\nrafts_small = false\nboat_object = "raft-25"\n'
    )
    night = 'night_sensor = { kind = "night-vision" }\n'
    flown = HELICOPTER + 'sensor = { kind = "visual" }\n' + night
    case = parse_case(HEAD + PLACE + CONDITIONS + more + flown)
    assert case.conditions == Conditions(
        10, 20, 3, 2, moonlit=True, fatigued=True, flotation=True, rafts_small=False
    )
    assert case.boat_object == "raft-25"
    (unit,) = case.units
    # craft by the unit's kind, height and speed its own
    assert unit.sensor == Sensor("visual", craft="helicopter", height_ft=500, speed_kn=80)
    assert unit.night_sensor == Sensor("night-vision")
    assert (case.objective, case.within, case.fixed) == ("pos", (), ())


def test_a_plan_by_the_tables_says_what_its_sweep_widths_rest_on() -> None:
    answer = planned(CONDITIONS + SEEING)
    (unit,), seeing = entries(answer)["units"], entries(answer)["seeing"]
    assert seeing is not None
    assert (seeing["wind_kn"], seeing["wind_from_the_sea"]) == (8.0, True)  # of the case file
    # US Coast Guard, App. H, boat with the eye at 14 ft, 10 NM: power boat 20 ft 4.3, person 0.5
    assert unit["sweep_width_nm"] == {"boat": 4.3, "person": 0.5}
    (sensor,) = unit["sensors"]
    assert (sensor["kind"], sensor["craft"], sensor["boat"]) == (
        "visual", "boat", "inflatable-overloaded",
    )  # fmt: skip
    assert sensor["source"] == "US Coast Guard, COMDTINST M16130.2F, App. H"
    assert (
        "by day by eye, boat with the eye at 14 ft: boat 4.3 NM (as inflatable-overloaded), "
        "person in the water 0.50 NM; visibility 10.0 NM, wind 8.0 kn, of the sea used; US tables"
    ) in said(answer)
    french = said(answer, "fr")
    assert "de jour, à vue, bateau, oeil à 14 ft : embarcation 4,3 NM" in french
    assert "vent 8,0 kn, celui de la mer utilisée ; tables américaines" in french


def test_a_hull_that_has_swamped_is_looked_for_as_such() -> None:
    answer = planned(SWAMPED + CONDITIONS + "wind_kn = 8\n" + SEEING)
    (unit,) = entries(answer)["units"]
    assert unit["sensors"][0]["boat"] == "inflatable-swamped"
    assert "wind 8.0 kn; US tables" in said(answer)


def test_entered_widths_are_said_as_entered() -> None:
    answer = planned(UNIT)
    (unit,) = entries(answer)["units"]
    assert entries(answer)["seeing"] is None
    assert [(each["kind"], each["source"]) for each in unit["sensors"]] == [("entered", None)]
    assert unit["fixed"] is False
    assert "Sensor" not in said(answer)


def test_a_sensor_that_has_no_figure_for_persons_says_so() -> None:
    radar = UNIT.replace(WIDTH, 'sensor = { kind = "radar" }')
    answer = planned(CONDITIONS + "sea_state = 1\n" + radar)
    assert "counts-as-unseen" in codes(answer)
    text = said(answer)
    assert "no sweep width of radar is known for person; it counts as unseen" in text
    assert "it does not look for them" in text
    assert "radar: boat 1.4 NM (as inflatable-overloaded), person in the water 0.00 NM; sea" in text


def test_an_area_that_stands_is_planned_around() -> None:
    other = UNIT.replace("Lifeboat Dover", "Lifeboat Ramsgate")
    answer = planned(UNIT + other + FIXED.format(centre=NEAR))
    fixed, free = entries(answer)["units"]
    assert (fixed["name"], fixed["fixed"], fixed["launch_reason"]) == (
        "Lifeboat Dover", True, "fixed",
    )  # fmt: skip
    assert (fixed["length_nm"], fixed["width_nm"], fixed["orientation_deg"]) == (6.0, 4.0, 45.0)
    assert fixed["centre"] == pytest.approx([1 + 50 / 60, 51 + 10 / 60], abs=1e-4)
    assert len([leg for leg in fixed["legs"] if leg["kind"] == "search"]) == 5
    assert fixed["pos"] > 0.02
    assert free["fixed"] is False
    assert free["pos"] > 0.05
    assert "keeps its area" in said(answer)
    assert "garde sa zone" in said(answer, "fr")


def test_an_area_outside_the_cloud_is_said_loudly_to_find_nothing() -> None:
    other = UNIT.replace("Lifeboat Dover", "Lifeboat Ramsgate")
    answer = planned(UNIT + other + FIXED.format(centre=FAR))
    assert "fixed-finds-nothing" in codes(answer)
    text = said(answer)
    assert "KEEPS ITS AREA, WHERE NEXT TO NOTHING IS TO BE FOUND" in text
    assert "in the fixed area of Lifeboat Dover: under 1 % of the probability is there" in text


def test_an_area_over_land_is_said_to_be_so() -> None:
    answer = planned(UNIT + FIXED.format(centre="51°07'N 001°19'E"))
    assert "The fixed area of Lifeboat Dover lies partly over land" in said(answer)
    assert "est en partie sur la terre" in said(answer, "fr")
    flown = HELICOPTER.replace('"Helicopter"', '"Lifeboat Dover"') + WIDTH
    assert "fixed-over-land" not in codes(planned(flown + FIXED.format(centre="51°07'N 001°19'E")))


def test_areas_that_overlap_begin_early_or_do_not_fit_are_stated() -> None:
    second = UNIT.replace("Lifeboat Dover", "Lifeboat Ramsgate")
    third = UNIT.replace("Lifeboat Dover", "Lifeboat Calais")
    early = FIXED.format(centre=NEAR) + "start = 2026-11-22T08:45:00Z\n"
    tight = FIXED.replace("Dover", "Ramsgate").replace("0.8", "0.9").format(centre=NEAR)
    answer = planned(UNIT + second + third + early + tight)
    told = codes(answer)
    assert {"fixed-areas-overlap", "fixed-begins-later", "fixed-spacing-evened"} <= set(told)
    assert "of Lifeboat Ramsgate's fixed area are laid 1.0 NM apart" in said(answer)
    assert "Les zones imposées de Lifeboat Dover et de Lifeboat Ramsgate" in said(answer, "fr")


def test_areas_stay_within_the_limits() -> None:
    corners = ["51°06'N 001°44'E", "51°06'N 001°58'E", "51°14'N 001°58'E", "51°14'N 001°44'E"]
    case = HEAD.replace("particles", f"within = {corners}\nparticles") + PLACE + UNIT
    answer = plan_of(case)
    (unit,) = entries(answer)["units"]
    for lon, lat in unit["corners"]:
        assert 1 + 44 / 60 - 1e-3 <= lon <= 1 + 58 / 60 + 1e-3
        assert 51.1 - 1e-3 <= lat <= 51 + 14 / 60 + 1e-3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SEEING, "unit 1 has a sensor and [conditions] is missing; write [conditions] with"),
        (CONDITIONS + UNIT.replace(WIDTH, ""), "unit 1: sweep_width_nm is missing; give it (sweep"),
        (CONDITIONS + UNIT + EYE, "unit 1: has both sweep_width_nm and sensor; keep one of them"),
        (
            CONDITIONS + SEEING.replace("14 }", "20 }"),
            "unit 'Lifeboat Dover': sensor: height_ft=20: no sweep width table for a boat at that "
            "height; nearest: 8, 14",
        ),
        (
            CONDITIONS + UNIT.replace(WIDTH, 'kind = "drone"\nsensor = { kind = "visual" }'),
            "no table holds a drone; enter its sweep_width_nm",
        ),
        (CONDITIONS.replace("10", "0") + SEEING, "conditions.visibility_nm=0 is out of bounds"),
        (CONDITIONS + 'boat_object = "barrel"' + SEEING, 'boat_object="barrel" is in no sweep wid'),
        (UNIT.replace("endurance_h = 4", "endurance_h = 0"), "unit 1, endurance_h=0 is out of bou"),
        (UNIT + FIXED.replace("Dover", "Dove"), 'fixed 1, unit="Lifeboat Dove" is no unit; the un'),
        (UNIT + 2 * FIXED.format(centre=NEAR), 'fixed 2, unit="Lifeboat Dover" has another fixed'),
        (
            CONDITIONS + 'moonlit = "yes"' + SEEING,
            'conditions.moonlit="yes" is neither true nor fa',
        ),
        (
            UNIT + FIXED.format(centre=NEAR) + "start = 2026-11-23T08:45:00Z",
            "begins at 2026-11-23T08:45Z, when the cloud has ended (2026-11-22T12:40Z); give",
        ),
        (
            UNIT + FIXED.format(centre=NEAR).replace("0.8", "0.1"),
            "exceed its endurance_h=4; give a smaller or nearer area, or a wider track_spacing_nm",
        ),
        (UNIT + FIXED.format(centre="1.8N 51.1E"), "fixed 1: position 01°48.00'N 051°06.00'E lies"),
        (2 * UNIT, 'unit 2, name="Lifeboat Dover" is the name of unit 1 too; give each its own'),
    ],
)
def test_what_is_wrong_is_one_clear_line(text: str, says: str) -> None:
    assert says in fault(text.replace("{centre}", NEAR))


def test_limits_that_leave_nothing_are_said() -> None:
    far = ["40°N 010°W", "41°N 010°W", "40°N 011°W"]
    case = HEAD.replace("particles", f"within = {far}\nparticles") + PLACE + UNIT
    answer = plan_of(case)
    assert entries(answer)["units"][0]["launch_now"] is False
    assert "Within the limits given (within) no unit has anything to gain" in said(answer)


def test_areas_that_all_stand_are_scored() -> None:
    answer = plan_of(HEAD + PLACE + UNIT + FIXED.format(centre=NEAR))
    (task,) = entries(answer)["units"]
    assert task["fixed"]
    assert answer.plan.pos > 0.0


def test_more_than_twelve_units_are_refused() -> None:
    many = "".join(UNIT.replace("Dover", str(number)) for number in range(13))
    assert "13 units are given; plan for at most 12 at once" in fault(many)
    assert plan.MOST_UNITS == _caseunits.MOST_UNITS == 12


def test_lives_need_the_persons_of_every_start_or_of_none() -> None:
    lives = HEAD.replace("particles", 'objective = "lives"\nparticles')
    unknown = PLACE.replace("persons = 30\n", "")
    with pytest.raises(LastknownError, match="start 2 states no persons and objective"):
        parse_case(lives + PLACE + unknown + UNIT)
    assert parse_case(lives + unknown + UNIT).objective == "lives"


def test_too_few_corners_are_refused() -> None:
    text = HEAD.replace("particles", "within = [\"51°06'N 001°44'E\"]\nparticles") + PLACE
    with pytest.raises(LastknownError, match="has too few corners; give a list of three"):
        parse_case(text)
