"""Ships beside the answer about a boat: in the brief, the JSON, the map and the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.cases import DEMO
from lastknown.desk.schemas import schema_text
from tests.cli.answers import said


def test_drift_with_ships_says_worst_risk_and_nearest_help(
    ais: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["drift", str(DEMO), "--ships", str(ais), "--out", str(out), "--json"]
    document: dict[str, Any] = json.loads(said(words, capfd))
    Draft202012Validator(json.loads(schema_text("drift"))).validate(document)
    ships = document["ships"]
    assert (ships["ships"], ships["stale"], ships["newest"]) == (3, False, "2026-11-22T08:30Z")
    assert ships["risk"][0]["ship"]["name"] == "EVEN KEEL"
    helpers = {each["name"] for each in ships["help"]}
    assert {"EVEN KEEL", "Lifeboat Dover"} <= helpers
    brief = (out / "brief.txt").read_text(encoding="utf-8")
    assert "SHIPS\n  All ships      Chance that any ship runs over the boat, next 6 h" in brief
    assert "\n  Riskiest ship  EVEN KEEL (cargo ship, 190 m), MMSI 235001234: chance" in brief
    assert "\n  Nearest ship   EVEN KEEL" in brief
    plain = " ".join(brief.split())
    first = ships["risk"][0]["ship"]
    assert f"SHIPS: THE RISKIEST, AS NUMBERED ON THE MAP 1. {first['name']} (" in plain
    assert "; ask" in plain
    able = plain.split("SHIPS THAT CAN HELP, NEAREST CAPABLE FIRST")[1]
    assert able.index("EVEN KEEL") < able.index("; edge of the 50 %") < able.index("can: ")
    assert "Lifeboat Dover (" not in able
    assert "Warned" not in brief
    page = (out / "brief.html").read_text(encoding="utf-8")
    assert '<h2 id="ships">Ships</h2>' in page
    assert 'id="ships-risk"' in page
    svg = (out / "map.svg").read_text(encoding="utf-8")
    assert "EVEN KEEL" in svg
    assert "Red stain: where ships may strike" in svg
    kinds = {
        each["properties"]["kind"]
        for each in json.loads((out / "ships.geojson").read_text())["features"]
    }
    assert {"ship", "ship_track", "ship_ahead", "risk_area"} <= kinds
    assert [each["level"] for each in ships["areas"]] == [0.5, 0.9]


def test_a_case_file_names_its_ships(
    ais: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dover.csv").write_bytes(ais.read_bytes())
    case = tmp_path / "case.toml"
    case.write_text('ships = "dover.csv"\n' + DEMO.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Le plus dangereux" in said(["drift", str(case), "--lang", "fr"], capfd)
    assert "1. EVEN KEEL" in said(["ships", "risk", str(case)], capfd)


def test_without_ships_nothing_is_said_of_them(capfd: pytest.CaptureFixture[str]) -> None:
    document = json.loads(said(["drift", str(DEMO), "--json"], capfd))
    assert document["ships"] is None


@pytest.mark.parametrize(
    "row", ["235001001,,,,,NOWHERE", "235001001,2026-11-22T08:20:00,91,1.4,9,X"]
)
def test_a_file_without_one_position_never_refuses_the_drift(
    row: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The boat's answer is given, and says loudly that no ship is in it."""
    path = tmp_path / "dover.csv"
    path.write_text(f"MMSI,BaseDateTime,LAT,LON,SOG,VesselName\n{row}\n", encoding="utf-8")
    words = ["drift", str(DEMO), "--ships", str(path)]
    brief = " ".join(said(words, capfd).split())
    assert brief.index("NO SHIP IN THIS ANSWER: ") < brief.index("WHERE, AT")
    assert "holds no position of a ship (rows and messages 1)." in brief
    assert "AUCUN NAVIRE DANS CETTE" in " ".join(said([*words, "--lang", "fr"], capfd).split())
    document = json.loads(said([*words, "--json"], capfd))
    assert (document["ships"], document["notes"][0]["code"]) == (None, "ships-unheard")


def test_wrong_columns_and_ships_of_an_exercise_are_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """By the brief as by the import; of the exercise the map says it too."""
    path, out = tmp_path / "dover.csv", tmp_path / "out"
    rows = [  # 12 knots north, said to be 22 knots east
        f"799000001,2026-11-22T08:{minute:02d}:00,{50.9 + minute / 300:.5f},1.4,22.2,90,SIM ONE"
        for minute in range(31)
    ]
    head = "MMSI,BaseDateTime,LAT,LON,SOG,COG,VesselName"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    words = ["drift", str(DEMO), "--ships", str(path), "--out", str(out)]
    ships = json.loads(said([*words, "--json"], capfd))["ships"]
    assert (ships["speed_ratio"], ships["course_off_deg"]) == (0.54, 90)
    brief = " ".join((out / "brief.txt").read_text(encoding="utf-8").split())
    assert "Heard SIMULATED: none of these ships is real. CHECK THE COLUMNS: by their" in brief
    assert "ships go 90° off the courses they say" in brief
    assert "SIMULATED: none of these" in (out / "map.svg").read_text(encoding="utf-8")
    risk = " ".join(said(["ships", "risk", *words[1:4]], capfd).split())
    assert "CHECK THE COLUMNS" in risk
    assert "CHECK THE COLUMNS" in said(["ships", "help", *words[1:4]], capfd)
