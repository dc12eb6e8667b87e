"""Who reaches the exercise's boat first, and a ship that joins the search."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.cases import DEMO
from lastknown.cli.guard import run
from lastknown.desk.casefile import load_case
from lastknown.desk.muster import muster
from lastknown.desk.run import case_cloud, case_sea
from lastknown.desk.schemas import schema_text
from lastknown.times import parse_time
from tests.cli.answers import said
from tests.dover_ais import rows

AHEAD = timedelta(minutes=10)
DARK = datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_ships_and_units_stand_together_nearest_capable_first(
    ais: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "help", str(DEMO), "--ships", str(ais), "--json"]
    document: dict[str, Any] = json.loads(said(words, capfd))
    Draft202012Validator(json.loads(schema_text("ships-help"))).validate(document)
    able = [each for each in document["help"] if each["role"] == "recover"]
    assert {"EVEN KEEL", "Lifeboat Dover", "Helicopter Lydd"} <= {each["name"] for each in able}
    soon = [parse_time(e["first_aboard"]) - AHEAD * (e["mmsi"] is None) for e in able]
    assert soon == sorted(soon)  # a rescue unit up to ten minutes later stands before a ship
    ship = next(each for each in able if each["name"] == "EVEN KEEL")
    assert ship["mmsi"] == 235001234
    # no straight way is shorter: distance at her speed, less what the boat may have come closer
    assert ship["reaches_min"] > (ship["distance_nm"] - 3.0) / ship["speed_kn"] * 60.0
    assert ship["area_min"] <= ship["reaches_min"]
    assert ship["diversion_nm"] >= 0.0
    assert all(each["pos_cost"] is None for each in document["help"])


def test_words_name_who_when_and_what_it_can_do(
    ais: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "help", str(DEMO), "--ships", str(ais)]
    english = said(words, capfd)
    assert "Can take people up, soonest first:\n  1. " in english
    assert "Lifeboat Dover (lifeboat, unit): there 09:14 UTC (44 min)" in english
    assert "EVEN KEEL (cargo ship, 190 m), freeboard about 8 m (assumed): there 09:1" in english
    assert english.index("Can take people up") < english.index("AIS: 3 ships")
    assert (
        "can: own recovery gear, searchlight, lookouts, radio relay; room for about 47 (ass"
        in english
    )
    assert "; room for about " in english
    assert "--plan does" in english
    assert "Peuvent recueillir des personnes" in said([*words, "--lang", "fr"], capfd)


def test_a_ship_joins_a_case_file_as_a_unit(
    ais: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "help", str(DEMO), "--ships", str(ais), "--add"]
    block = said([*words, "even keel"], capfd)
    assert '[[unit]]\nname = "EVEN KEEL"' in block
    assert 'craft = "merchant-ship"' in block
    new = tmp_path / "more.toml"
    assert run([*words, "235001234", "--out", str(new)]) == 0
    told = capfd.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert "a sweep width of 1.1 NM for this boat (inflatable-swamped) and 0.40 NM for a" in told
    assert "boat-under-5m stands for it, which is a judgement.\n" in told
    case = load_case(new)
    joined = case.units[-1]
    assert (joined.name, len(case.units)) == ("EVEN KEEL", 4)
    assert joined.sensor is not None
    assert joined.sensor.craft == "merchant-ship"
    few = replace(case, particles=500)
    sea = case_sea(few)
    crew = muster(few, sea, case_cloud(few, sea))
    # their boat may have swamped by then: IAMSAR Table N-4 at 3 NM, its smallest boat
    assert crew.free[-1].sweep_width_nm == {"boat": 1.1, "person": 0.4}
    assert any(note.code == "stands-for-it" and "EVEN KEEL" in note.text for note in crew.notes)
    again = ["ships", "help", str(new), "--ships", str(ais), "--add", "even keel"]
    assert "even keel: it is a unit of the case already" in said(again, capfd, code=2)
    # the unit stands for her, and is no more able than she is
    both = json.loads(said([*again[:5], "--json"], capfd))["help"]
    (unit,) = (each for each in both if each["name"] == "EVEN KEEL")
    assert (unit["mmsi"], unit["kind"]) == (None, "ship")
    assert unit["assumed"] == ["freeboard_m", "room"]
    assert unit["can"][0] == "rescue boat"
    assert "high side" in unit["why"]


def test_a_ship_that_joins_in_haze_is_told_that_no_plan_can_be_made_of_it(
    ais: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    haze = tmp_path / "haze.toml"
    seen = DEMO.read_text(encoding="utf-8").replace("visibility_nm = 3", "visibility_nm = 2")
    haze.write_text(seen, encoding="utf-8")
    assert run(["ships", "help", str(haze), "--ships", str(ais), "--add", "EVEN KEEL"]) == 0
    told = capfd.readouterr()
    assert "[[unit]]" in told.out
    assert "a plan cannot work out with which sweep width: unit 'EVEN KEEL': vis" in told.err
    assert "visibility_nm=2 lies outside the table for a merchant-ship, 3 to 20 NM" in told.err


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ("DARK there until 06:44 UTC: EVEN KEEL gets no task in the dark until night_sw",)),
        (
            "fr",
            (
                "NUIT sur place jusqu'à 06h44 UTC : EVEN KEEL n'a pas de mission de nuit tant que",
                "pour une personne à la mer, de jour ; de nuit sans aucune, tant qu'aucune n'est",
            ),
        ),
    ],
)
def test_a_ship_that_joins_in_the_dark_is_said_to_get_no_task(
    lang: str, told: tuple[str, ...], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ais = tmp_path / "dark.csv"
    ais.write_text(rows(at=DARK), encoding="utf-8")
    words = ["ships", "help", str(DEMO), "--ships", str(ais), "--at", "2026-11-22T06:00Z"]
    assert run([*words, "--add", "EVEN KEEL", "--lang", lang]) == 0
    out, err = capfd.readouterr()
    assert "# in the dark no plan gives her a task until night_sweep_width_nm is entered" in out
    for each in told:
        assert each in err.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "EVEN KEEL is among those not to be asked: towing, high side. She joins all the"),
        (
            "fr",
            "EVEN KEEL est de ceux à ne pas solliciter : en remorquage, franc-bord élevé. Il se",
        ),
    ],
)
def test_a_ship_that_is_not_to_be_asked_joins_and_that_is_said(
    lang: str, told: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ais = tmp_path / "tow.csv"
    ais.write_text(rows().replace(",EVEN KEEL,,,70,0,", ",EVEN KEEL,,,70,11,"), encoding="utf-8")
    words = ["ships", "help", str(DEMO), "--ships", str(ais), "--add", "EVEN KEEL", "--lang", lang]
    assert run(words) == 0
    out, err = capfd.readouterr()
    assert "[[unit]]" in out
    assert told in err.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--add", "EVEN KEEL", "--json"], "--json does not go with --add and a case file"),
        (["--add", "nowhere"], "add=nowhere: no ship near is called so; the foremost are EVEN"),
        (["--out", "new.toml"], "--out new.toml goes with --add and a case file"),
    ],
)
def test_what_cannot_be_asked_names_the_remedy(
    ais: Path, more: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "help", str(DEMO), "--ships", str(ais), *more]
    assert told in said(words, capfd, code=2)
