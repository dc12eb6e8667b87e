from __future__ import annotations

import copy
import re

import pytest

from lastknown.desk.brief import brief, brief_page, brief_sheet
from lastknown.desk.document import PlanDocument
from lastknown.desk.words import words
from lastknown.errors import LastknownError
from tests import night


@pytest.fixture(scope="module")
def one() -> PlanDocument:
    return night.answer_of(units=1)[2]


@pytest.fixture(scope="module")
def three() -> PlanDocument:
    return night.answer_of(units=3)[2]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_it_passes_a_satellite_link(three: PlanDocument, lang: str, ascii_only: bool) -> None:
    text = brief(three, lang, ascii_only=ascii_only)
    assert max(len(line) for line in text.splitlines()) <= 72
    text.encode("ascii" if ascii_only else "iso-8859-1")
    assert not re.search(r"[ \t]+\n|\t|\r|\{|\}|None|\bnan\b", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_first_page_is_one_screen_for_one_unit(one: PlanDocument, lang: str) -> None:
    first = brief(one, lang).split("\n---")[0]
    assert len(first.splitlines()) <= 55


@pytest.mark.parametrize(
    ("lang", "warning"),
    [("en", "PERSONS MAY BE IN THE WATER"), ("fr", "DES PERSONNES PEUVENT ÊTRE À LA MER")],
)
def test_it_opens_with_the_persons(one: PlanDocument, lang: str, warning: str) -> None:
    assert warning in "\n".join(brief(one, lang).splitlines()[:6])


def test_it_says_the_figures_of_the_document(one: PlanDocument) -> None:
    text, unit, w = flat(brief(one)), one["units"][0], words("en")
    assert "LIFEBOAT DOVER: LAUNCH NOW, READY 08:40" in text
    assert flat(w.position(unit["steer_to"])) in text
    assert flat(w.position(one["most_likely"])) in text
    for corner in unit["corners"]:
        assert flat(w.position(corner)) in text
    assert "PS 6.0 x 4.5 NM, tracks 060°, creep 150°" in text
    assert "creep 150°, 0.50 NM apart" in text
    assert "09:10 to 12:17" in text
    for area in one["contours"]:
        assert flat(w.area(area["area_nm2"])).replace("²", "2") in text
    assert "0.60 kn a component, half-life 450 min" in text
    assert "45,698 hourly fixes" in text
    assert "33 reported" in text
    assert "from 240° 7.8 kn" in text
    assert "These error figures were entered in the case file" in text


def test_the_hinge_and_the_questions_are_those_of_the_document(one: PlanDocument) -> None:
    hinge = one["hinge"]
    assert hinge is not None
    text, w = flat(brief(one)), words("en")
    assert flat(w.position(hinge["most_likely"])) in text
    assert f"{w.bearing(hinge['bearing_deg'])} from the most likely position above" in text
    assert "de la position la plus probable ci-dessus" in flat(brief(one, "fr"))
    asked = [flat(w.say(f"question.{entry['key']}")) for entry in one["questions"]]
    places = [text.index(question) for question in asked]
    assert places == sorted(places)


def test_a_shore_is_told_from_the_place_and_the_unit_of_that_name(one: PlanDocument) -> None:
    told = copy.deepcopy(one)
    told["ashore"] = 0.02
    names = {"en": "Dover", "fr": "Douvres"}
    told["ashore_by_stretch"][0].update(name="Dover", names=names, share=0.02)
    text = flat(brief(told))
    assert "Ashore 2 % by now, on the shore near Dover 2 %" in text
    assert "Search the shore near Dover 2 %." in text
    assert "sur le rivage vers Douvres 2 %" in flat(brief(told, "fr"))
    told["ashore_by_stretch"][0].update(names={"fr": "51°08.50'N 001°44.50'E"})
    assert "vers 51°08,50'N 001°44,50'E 2 %" in flat(brief(told, "fr"))


def test_a_unit_that_stays_is_told_why_and_how_to_be_of_use(three: PlanDocument) -> None:
    text = flat(brief(three))
    assert "CUTTER ALERT: DO NOT LAUNCH FOR THIS SEARCH" in text
    assert "Order out now: Lifeboat Dover, Rescue helicopter 07." in text
    assert "All units together: 65 % to find them" in text


def test_a_drift_without_units_is_told_too(one: PlanDocument) -> None:
    drift = {k: v for k, v in one.items() if k not in ("units", "pos", "search_from")}
    text = brief(drift)  # type: ignore[arg-type]
    assert "WHERE, AT 08:30 UTC" in text
    assert "LAUNCH" not in text


def test_little_known_is_said_as_such(one: PlanDocument) -> None:
    bare = copy.deepcopy(one)
    bare.update(hinge=None, daylight=None, questions=[], notes=[], conditions=[], sources=[])
    bare["starts"][0]["persons"] = None
    bare["cell_m"] = None
    text = flat(brief(bare))
    assert "number not stated" in text
    assert "No single assumption moves the most likely position." in text
    assert "ASK THE CALLER" not in text


def test_an_unknown_wind_is_said_and_not_calm(one: PlanDocument) -> None:
    bare = copy.deepcopy(one)
    bare["conditions"][0]["wind_kn"] = bare["conditions"][0]["wind_from_deg"] = None
    assert re.search(r"Wind +not known", brief(bare))


def test_a_dark_search_is_told_when_it_is_dark(one: PlanDocument) -> None:
    night_search = copy.deepcopy(one)
    night_search["units"][0]["dark"] = True
    assert "Dark from 16:36 to 06:54" in flat(brief(night_search))


def test_another_day_is_named(one: PlanDocument) -> None:
    late = copy.deepcopy(one)
    late["units"][0]["leave"] = "2026-11-23T01:05Z"
    assert "09:10 to 23 Nov 01:05" in flat(brief(late))
    assert "de 09h10 à 01h05 le 23 nov." in flat(brief(late, "fr"))


@pytest.mark.parametrize(
    ("key", "case", "limit", "said"),
    [
        ("hypothesis", "adrift", None, "If it is adrift"),
        ("engine", "low", "2026-11-22T05:30Z", "If the engine stopped before 05:30"),
        ("heading", "high", 312.4, "If it steered to the right of 312°"),
        ("speed", "low", 3.14, "If it went slower than 3.1 kn"),
        ("leeway", "high", 0.034, "If it drifts at more than 3.4 % of the wind"),
        ("side", "left", None, "If it drifts to the left of downwind"),
        ("water", "swamped", None, "If it has swamped"),
        ("start", "2", None, "If start 2 is the true one"),
        ("engine", "running", None, "If the engine is still running"),
    ],
)
def test_every_hinge_has_words(
    one: PlanDocument, key: str, case: str, limit: float | str | None, said: str
) -> None:
    told = copy.deepcopy(one)
    hinge = told["hinge"]
    assert hinge is not None
    hinge.update(key=key, case=case, limit=limit)
    assert said in flat(brief(told))
    assert brief(told, "fr") != brief(one, "fr")


def test_the_hinge_names_the_start_as_the_case_does(one: PlanDocument) -> None:
    told = copy.deepcopy(one)
    told["starts"] = [one["starts"][0], {**one["starts"][0], "name": "second caller"}]
    hinge = told["hinge"]
    assert hinge is not None
    hinge.update(key="start", case="2", limit=None)
    assert 'If "second caller" is the true start' in flat(brief(told))
    assert 'Si le départ " second caller " est le bon' in flat(brief(told, "fr"))
    hinge["case"] = "1"
    assert "If start 1 is the true one" in flat(brief(told))


def test_notes_speak_the_language_where_it_is_known(one: PlanDocument) -> None:
    told = copy.deepcopy(one)
    told["notes"] = [
        {"code": "start-moved-off-land", "text": "moved", "values":
            {"from": "51°07.00'N 001°19.00'E", "to": "51°06.90'N 001°19.20'E",
             "distance_nm": 0.161}},
        {"code": "start-moved-off-land", "text": "The start was moved.", "values": {}},
        {"code": "unheard-of", "text": "A sentence.", "values": {}},
    ]  # fmt: skip
    text = flat(brief(told, "fr"))
    assert (
        "était à terre ; il a été déplacé de 0,16 NM vers l'eau la plus proche, 51°06,90'N" in text
    )
    assert "The start was moved." in text
    assert "A sentence." in text


def test_hostile_names_stay_names(one: PlanDocument) -> None:
    told = copy.deepcopy(one)
    told["name"] = "X" * 200 + "\n\x1b[31m{at} %s \u202e"
    told["units"][0]["name"] = "A\tB\n{name}"
    for lang in ("en", "fr"):
        text = brief(told, lang)
        assert max(len(line) for line in text.splitlines()) <= 72
        assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)


def test_an_unknown_language_is_one_clear_line(one: PlanDocument) -> None:
    with pytest.raises(LastknownError, match="lang='de'"):
        brief(one, "de")


def test_text_and_page_say_the_same(three: PlanDocument) -> None:
    sheet = brief_sheet(three, "fr")
    page = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", brief_page(three, "fr"))
    page = flat(page.replace("&#x27;", "'").replace("²", "2")).lower()
    for line in brief(three, "fr").splitlines():
        for word in re.findall(r"\d[\d,.°']*\d|[^\W\d]{4,}", line.lower()):
            assert word in page, (word, line)
    assert sheet.title == three["name"]


def test_one_unit_steers_to_the_most_likely_position_only_within_its_own_area(
    one: PlanDocument, three: PlanDocument
) -> None:
    assert "Steer to" in brief(one)
    assert "Steer to" not in brief(three)
    away = copy.deepcopy(one)
    away["units"][0]["steer_within"] = False
    assert "Steer to" not in brief(away)
    assert "Start at" in brief(away)


def test_a_person_in_the_water_is_looked_for_as_one(one: PlanDocument) -> None:
    overboard = copy.deepcopy(one)
    overboard["starts"][0].update(what="PIW-1", persons=1)
    overboard["searches"] = [
        {
            "name": "Alert", "track": [], "start_time": "2026-11-22T07:00Z",
            "end_time": "2026-11-22T08:00Z", "pos": 0.3, "basis": "entered", "gaps": [],
        }
    ]  # fmt: skip
    text, french = flat(brief(overboard)), flat(brief(overboard, "fr"))
    assert "LOOK FOR A PERSON IN THE WATER." in text
    assert "LOOK FOR THE BOAT" not in text
    assert "would have found somebody with 30 %" in text
    assert "the boat may be gone" not in text
    assert "CHERCHER UNE PERSONNE À LA MER." in french
    assert "aurait trouvé quelqu'un à 30 %" in french
    overboard["starts"][0]["persons"] = 3
    assert "LOOK FOR PERSONS IN THE WATER." in flat(brief(overboard))
    overboard["starts"][0].update(what=one["starts"][0]["what"])
    assert "would have found the boat or somebody with 30 %" in flat(brief(overboard))


def test_the_proof_is_told_where_it_is_known(one: PlanDocument) -> None:
    known = copy.deepcopy(one)
    known["reference"], known["ceiling"], known["pos"], known["pos_error"] = 0.48, 0.61, 0.44, 0.007
    assert (
        "No use of these units could exceed 61 %; the best even division of their effort would "
        "reach 48 %; this plan reaches 44 %, give or take 0.7 % by the number of particles."
    ) in flat(brief(known))
    assert "Aucun emploi de ces moyens ne dépasserait 61 %" in flat(brief(known, "fr"))
    known["ceiling"], known["pos_error"] = 1.0, None
    assert (
        "A perfect use of these units could find nearly all of them (ceiling over 99 %); the best "
        "even division of their effort would reach 48 %; this plan reaches 44 %."
    ) in flat(brief(known))
    assert "presque tous les trouver (plafond : plus de 99 %)" in flat(brief(known, "fr"))
    known["reference"] = None
    assert "this plan reaches" not in flat(brief(known))
