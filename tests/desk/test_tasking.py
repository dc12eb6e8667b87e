"""The sheet of one crew: what to look for, where, when, and every figure that of the document."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from lastknown.desk.brief import brief
from lastknown.desk.document import PlanDocument
from lastknown.desk.picture import chart_of
from lastknown.desk.tasking import number_of, tasking, tasking_page, tasking_sheet
from lastknown.desk.words import words
from lastknown.errors import LastknownError
from lastknown.geo.position import parse_position
from lastknown.times import parse_time
from tests import night
from tests.browser import chromium

POSITION = re.compile(r"\d{2,3}°\d\d[.,]\d\d'[NS] \d{3}°\d\d[.,]\d\d'[EW]")


@pytest.fixture(scope="module")
def plan() -> PlanDocument:
    return night.answer_of(units=3)[2]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def changed(plan: PlanDocument, **keys: Any) -> PlanDocument:
    """The plan with keys of its first unit changed."""
    other = copy.deepcopy(plan)
    other["units"][0].update(keys)  # type: ignore[typeddict-item]
    return other


def about_a_datum(plan: PlanDocument, pattern: str, courses: list[float]) -> PlanDocument:
    """The plan with a first unit whose legs of 2 NM follow some courses from its start."""
    from lastknown.geo.plane import travel

    legs, place, minute = [], plan["units"][0]["start"] or [0.0, 0.0], 0
    for course in courses:
        lon, lat = travel(*place, course, 3704.0)
        times = [f"2026-11-22T09:{minute:02d}Z", f"2026-11-22T09:{minute + 8:02d}Z"]
        legs.append(
            {"kind": "search", "start": place, "end": [float(lon), float(lat)],
             "start_time": times[0], "end_time": times[1]}
        )  # fmt: skip
        place, minute = [float(lon), float(lat)], minute + 8
    return changed(plan, pattern=pattern, legs=legs, orientation_deg=courses[0], corners=[])


STAYS = ("too_far", "too_late", "in_the_dark")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_it_passes_a_satellite_link(
    plan: PlanDocument, lang: str, number: int, ascii_only: bool
) -> None:
    text = tasking(plan, plan["units"][number]["name"], lang, ascii_only=ascii_only)
    assert max(len(line) for line in text.splitlines()) <= 72
    text.encode("ascii" if ascii_only else "iso-8859-1")
    assert not re.search(r"[ \t]+\n|\t|\r|\{|\}|None|\bnan\b", text)


def test_it_opens_with_what_to_look_for(plan: PlanDocument) -> None:
    heard = changed(plan, in_the_water=[{"boat": "", "at_arrival": 0.414, "at_leaving": 0.583}])
    text = flat("\n".join(tasking(heard, "Lifeboat Dover").splitlines()[3:7]))
    assert text.startswith(
        " LOOK FOR: INFLATABLE BOAT, OVERLOADED, 33 PERSONS; 41 % THAT PEOPLE ARE IN THE WATER AT "
        "09:10, 58 % AT 12:17. LOOK FOR HEADS AND LIFE JACKETS TOO."
    )
    text = flat(tasking(heard, "Lifeboat Dover", "fr"))
    assert "41 % QUE DES PERSONNES SOIENT À LA MER À 09H10, 58 % À 12H17" in text


def test_a_chance_that_nobody_gave_is_not_none(plan: PlanDocument) -> None:
    for entries in ([], [{"boat": "", "at_arrival": 0.0, "at_leaving": 0.0}]):
        text = flat(tasking(changed(plan, in_the_water=entries), "Lifeboat Dover"))
        assert "PEOPLE MAY BE IN THE WATER. LOOK FOR HEADS" in text
        assert "UNDER 1 %" not in text


def test_boats_at_once_are_told_from_alternatives(plan: PlanDocument) -> None:
    several = copy.deepcopy(plan)
    first = several["starts"][0]
    wooden = {"en": "wooden boat", "fr": "barque"}
    several["starts"] = [
        first | {"boat": "Alfa", "persons": 33},
        first | {"boat": "Alfa", "persons": 40},
        first | {"boat": "Bravo", "persons": 1, "what_name": wooden},
    ]
    several["units"][0]["in_the_water"] = [
        {"boat": "Alfa", "at_arrival": 0.2, "at_leaving": 0.2},
        {"boat": "Bravo", "at_arrival": 0.9, "at_leaving": 0.9},
    ]
    text = flat(tasking(several, "Lifeboat Dover"))
    assert "LOOK FOR: ALFA: INFLATABLE BOAT, OVERLOADED, 33 PERSONS, OR INFLATABLE BOAT" in text
    assert "40 PERSONS; 20 % THAT PEOPLE ARE IN THE WATER AT 09:10. AND BRAVO: WOODEN" in text
    assert "WOODEN BOAT, 1 PERSON; 90 % THAT" in text


def test_a_person_is_looked_for_as_a_person(plan: PlanDocument) -> None:
    overboard = copy.deepcopy(plan)
    overboard["starts"][0].update(what="PIW-1", what_name={"en": "person"}, persons=None)
    text = flat(tasking(overboard, "Lifeboat Dover"))
    assert "LOOK FOR: PERSON, NUMBER OF PERSONS NOT STATED: HEADS AND LIFE JACKETS." in text
    assert "No number was reported: compare" in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_position_can_be_read_back(plan: PlanDocument, lang: str) -> None:
    unit = plan["units"][0]
    found = [parse_position(each) for each in POSITION.findall(tasking(plan, unit["name"], lang))]
    told = [leg["end"] for leg in unit["legs"]] + unit["corners"] + [unit["start"], unit["centre"]]
    assert len(found) >= len(told) + 2
    for place in told:
        assert place is not None
        apart = [abs(f.lon - place[0]) * 0.63 + abs(f.lat - place[1]) for f in found]
        assert min(apart) < 0.01 / 60.0


def test_turning_points_are_numbered_in_order_and_due_in_order(plan: PlanDocument) -> None:
    for number, letter in ((0, "A"), (1, "B")):
        unit = plan["units"][number]
        rows = re.findall(
            rf"^  ({letter}\d\d) +({POSITION.pattern}) +(\d\d:\d\d)",
            tasking(plan, unit["name"]),
            re.M,
        )
        assert [row[0] for row in rows] == [
            f"{letter}{k:02d}" for k in range(1, len(unit["legs"]) + 2)
        ]
        times = [unit["legs"][0]["start_time"], *(leg["end_time"] for leg in unit["legs"])]
        assert [row[2] for row in rows] == [words("en").clock(time) for time in times]


def test_it_says_the_figures_of_the_document(plan: PlanDocument) -> None:
    text = flat(tasking(plan, "Lifeboat Dover"))
    for line in (
        "leave 08:40, on scene 09:10, off scene 12:17, back 12:57",
        "PS (parallel track search): 9 tracks of",
        "0.50 NM apart",
        "First course 060°, creep 150°",
        "15.0 kn over the ground",
        "6.0 NM x 4.5 NM, middle",
        "boat 2.0 NM, person in the water 0.20 NM, by day; as given for this unit; coverage 0.85",
        "from 240° 7.8 kn at 08:30",
        "33 were reported: compare; any count may be wrong",
        "SMC ____",
        "Exercise Varne, made Sun 22 Nov 2026 08:30 UTC",
        "A search that finds nothing does not mean",
    ):
        assert line in text
    assert "Moves" not in text


@pytest.mark.parametrize(("lang", "said"), [("en", "crosses land"), ("fr", "sur la terre")])
def test_a_way_across_land_is_said(plan: PlanDocument, lang: str, said: str) -> None:
    across = changed(plan, over_land=True)
    assert said in flat(tasking(across, "Lifeboat Dover", lang))
    assert said in flat(brief(across, lang))
    assert said in flat(brief(across, lang).split("\n---")[0])
    assert said not in flat(tasking(plan, "Lifeboat Dover", lang))
    assert said not in flat(brief(plan, lang))


def test_an_area_that_moves_says_so(plan: PlanDocument) -> None:
    moving = changed(plan, drift_toward_deg=44.6, drift_kn=1.23)
    text = flat(tasking(moving, "Lifeboat Dover"))
    assert "the area moves toward 045° at 1.2 kn; the turning points hold this, go by time." in text
    assert "those of 10:44" in text  # halfway through the legs
    assert "15.0 kn in the moving area: go by the times" in text
    assert "060° in the moving area, creep 150°" in text
    assert "la zone se déplace vers 045° à 1,2 kn" in flat(tasking(moving, "Lifeboat Dover", "fr"))


def test_who_else_is_near_how_high_and_how_near(plan: PlanDocument) -> None:
    text = flat(tasking(plan, "Lifeboat Dover"))
    assert "Rescue helicopter 07 (helicopter, height not given: agree it before" in text
    assert "Lifeboat Dover (lifeboat): PS 6.0 NM x 4.5 NM" in flat(
        tasking(plan, "Rescue helicopter 07")
    )
    assert "Cutter Alert" not in text
    high = copy.deepcopy(plan)
    high["units"][1]["height_ft"] = 1000.0
    text = flat(tasking(high, "Lifeboat Dover", "fr"))
    assert "Rescue helicopter 07 (hélicoptère, 1 000 ft)" in text
    assert "1,000 ft" in flat(tasking(high, "Rescue helicopter 07"))
    near = re.findall(
        r"nearest to you ([\d.]+) NM at (\d\d:\d\d)", flat(tasking(plan, "Lifeboat Dover"))
    )
    back = re.findall(
        r"nearest to you ([\d.]+) NM at (\d\d:\d\d)", flat(tasking(plan, "Rescue helicopter 07"))
    )
    assert near == back
    assert len(near) == 1


def test_units_that_are_never_there_together_are_not_near(plan: PlanDocument) -> None:
    later = copy.deepcopy(plan)
    for leg in later["units"][1]["legs"]:
        for key in ("start_time", "end_time"):
            leg[key] = leg[key].replace("2026-11-22", "2026-11-23")  # type: ignore[literal-required]
    text = flat(tasking(later, "Lifeboat Dover"))
    assert "Rescue helicopter 07" in text
    assert "nearest" not in text


def test_a_plan_for_one_unit_asks_who_else_is_near() -> None:
    alone = night.answer_of(units=1)[2]
    assert "Ask the co-ordinator who else is near." in flat(tasking(alone, "Lifeboat Dover"))


def test_an_expanding_square(plan: PlanDocument) -> None:
    square = about_a_datum(plan, "SS", [240.0, 330.0, 60.0, 150.0])
    text = flat(tasking(square, "Lifeboat Dover"))
    assert (
        "SS (expanding square search): 4 legs, the first 2.0 NM, every second one 0.50 NM" in text
    )
    assert "turns to starboard" in text
    assert "(the datum)" in text
    assert "First course 240° Speed" in text
    assert "Corners" not in text
    left = about_a_datum(plan, "SS", [240.0, 150.0, 60.0])
    assert "virer sur bâbord" in flat(tasking(left, "Lifeboat Dover", "fr"))


def test_a_sector_search(plan: PlanDocument) -> None:
    sector = about_a_datum(plan, "VS", [10.0, 130.0, 250.0, 250.0, 10.0])
    text = flat(tasking(sector, "Lifeboat Dover"))
    assert "VS (sector search): 5 legs of 2.0 NM through the datum, turns 120° to starboard" in text
    assert "VS (secteurs) : 5 branches de 2,0 NM" in flat(tasking(sector, "Lifeboat Dover", "fr"))


def test_a_creeping_line(plan: PlanDocument) -> None:
    text = flat(tasking(changed(plan, pattern="CS"), "Lifeboat Dover"))
    assert "CS (creeping line search): 9 tracks" in text


def test_a_unit_that_stays_is_told_why(plan: PlanDocument) -> None:
    reasons = {each: f"{each}_why" for each in ("nothing_to_detect", "nothing_to_gain", *STAYS)}
    for reason, why in reasons.items():
        stays = copy.deepcopy(plan)
        stays["units"][2]["launch_reason"] = reason
        assert flat(words("en").say(f"unit.{why}")) in flat(tasking(stays, "Cutter Alert"))
    text = tasking(plan, "Cutter Alert")
    assert "DO NOT LAUNCH FOR THIS SEARCH" in text
    assert "TURNING POINTS" not in text
    assert "NE PAS ENGAGER POUR CETTE RECHERCHE" in tasking(plan, "Cutter Alert", "fr")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_on_paper_it_is_one_page_with_its_map(plan: PlanDocument, lang: str) -> None:
    page = tasking_page(plan, 0, lang, chart_of(plan, lang, only="Lifeboat Dover"))
    with chromium() as browser:
        seen = browser.new_page()
        seen.set_content(page)
        pdf = seen.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1


def test_dark_and_blind_are_said(plan: PlanDocument) -> None:
    blind = changed(plan, dark=True, sweep_width_nm={"boat": 1.0, "person": 0.0})
    text = flat(tasking(blind, "Lifeboat Dover"))
    assert "part of the search is in the dark" in text
    assert "at the first track" in text
    assert "it does not look for them" in text


def test_what_is_not_known_is_said_as_such(plan: PlanDocument) -> None:
    bare = changed(plan, on_scene=None, where_at_arrival=None)
    bare.update(conditions=[], daylight=None)
    text = flat(tasking(bare, "Lifeboat Dover"))
    assert "Wind not known Current not known Water not known Visibility not known" in text
    assert "Most likely" not in text


def test_wind_and_current_are_those_on_its_arrival(plan: PlanDocument) -> None:
    there = copy.deepcopy(plan["conditions"][0])
    there.update(time="2026-11-22T09:10Z", wind_kn=11.0, current_toward_deg=200.0)
    text = flat(tasking(changed(plan, on_scene=there), "Lifeboat Dover"))
    assert "from 240° 11.0 kn at 09:10" in text
    assert "toward 200° 1.5 kn at 09:10" in text


def test_another_day_is_named(plan: PlanDocument) -> None:
    late = copy.deepcopy(plan)
    late["at"] = "2026-11-21T23:30Z"
    text = tasking(late, "Lifeboat Dover")
    assert "22 Nov 09:10" in text
    assert max(len(line) for line in text.splitlines()) <= 72
    assert parse_time(late["units"][0]["arrive"] or "").day == 22


def test_an_unknown_unit_offers_those_there_are(plan: PlanDocument) -> None:
    with pytest.raises(LastknownError, match=r"unit='Alert'.*'Lifeboat Dover', 'Rescue heli"):
        tasking(plan, "Alert")
    assert number_of(plan, "Cutter Alert") == 2


def test_a_hostile_name_is_text_alone(plan: PlanDocument) -> None:
    name = "<script>alert(1)</script> {x} %s \N{SHIP}\n../.."
    hostile = changed(plan, name=name)
    text = tasking(hostile, name)
    assert max(len(line) for line in text.splitlines()) <= 72
    assert "<script>alert" not in tasking_page(hostile, 0, "en")
    assert len(tasking_sheet(hostile, 1).blocks) > 5


@pytest.mark.parametrize("kind", ["helicopter", "aircraft", "drone"])
def test_what_flies_is_not_told_to_lie_stopped(plan: PlanDocument, kind: str) -> None:
    flies = changed(plan, kind=kind)
    english, french = (flat(tasking(flies, "Lifeboat Dover", lang)) for lang in ("en", "fr"))
    assert not re.search("lie stopped|stopper|set and drift|Set and drift", english + french)
    buoy = kind != "drone"
    assert ("2. If you carry a datum marker buoy: drop it on arrival" in english) is buoy
    assert ("2. Si vous avez une bouée repère : la larguer" in french) is buoy
    assert ("buoy" in english) is buoy
    assert "Wind, sea and visibility" in english


def test_a_merchant_ship_is_told_what_a_ship_can_do(plan: PlanDocument) -> None:
    ship = changed(plan, kind="ship")
    english, french = (flat(tasking(ship, "Lifeboat Dover", lang)) for lang in ("en", "fr"))
    assert "WHAT YOUR SHIP CAN DO (YOUR MASTER DECIDES) 1. Near people go slowly" in english
    assert "Set and drift as you measure them (log and compass against GPS" in english
    assert "CE QUE PEUT VOTRE NAVIRE (LE CAPITAINE DÉCIDE) 1. Près des personnes" in french
    assert not re.search(r"\bbuoy|lie stopped|larguer|une bouée|stopper 10", english + french)
    yacht, lifeboat = (
        flat(tasking(each, "Lifeboat Dover")) for each in (changed(plan, kind="yacht"), plan)
    )
    assert "log and compass against GPS" in yacht
    assert "lie stopped 10 min, or a datum marker buoy if you carry one" in lifeboat
    for each in (yacht, lifeboat):
        assert "YOUR SHIP" not in each
