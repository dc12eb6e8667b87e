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
