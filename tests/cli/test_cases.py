"""The commands that answer a case file: words, one JSON object, a folder of files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.cases import DEMO, DEMO_2, FILES, NEXT
from lastknown.cli.guard import run
from lastknown.desk.casefile import load_case
from lastknown.desk.schemas import schema_text
from lastknown.exchange.whole import write_index

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PLANNED = {"plan.gpx", "plan.geojson", "units/"}
SEARCHED = {"looked.geojson"}
"""Written after a search alone."""
SHIPS = {"ships.geojson"}
"""Written where ships are given alone."""


def answer(words: list[str], capfd: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Run a command with --json and return the one object it prints."""
    assert run([*words, "--json"]) == 0
    out = capfd.readouterr().out
    assert out.count("\n") == 1
    document: dict[str, object] = json.loads(out)
    return document


def test_drift_holds_what_was_promised(capfd: pytest.CaptureFixture[str]) -> None:
    document = answer(["drift", str(DEMO)], capfd)
    Draft202012Validator(json.loads(schema_text("drift"))).validate(document)
    assert (document["schema"], document["ships"]) == ("lastknown.drift", None)
    assert document["at"] == "2026-11-22T08:30Z"
    for name in ("most_likely", "mean"):
        lon, lat = document[name]  # type: ignore[misc]
        assert 0.5 < lon < 3
        assert 50 < lat < 52
    contours = document["contours"]
    assert [each["level"] for each in contours] == [0.5, 0.9, 0.99]  # type: ignore[index,attr-defined]
    areas = [each["area_nm2"] for each in contours]  # type: ignore[index,attr-defined]
    assert 0 < areas[0] < areas[1] < areas[2]
    shares = [each["probability"] for each in document["hypotheses"]]  # type: ignore[index,attr-defined]
    assert sum(shares) == pytest.approx(1, abs=0.001)
    assert document["particles"] == 5000
    assert "ashore" in document


def test_the_plan_of_the_demo_holds_what_was_promised(capfd: pytest.CaptureFixture[str]) -> None:
    document: Any = answer(["demo"], capfd)
    Draft202012Validator(json.loads(schema_text("plan"))).validate(document)
    assert document["schema"] == "lastknown.plan"
    assert document["ships"]["simulated"]
    names = [unit["name"] for unit in document["units"]]
    assert names == ["Lifeboat Dover", "Patrol boat Calais", "Helicopter Lydd"]
    for unit in document["units"]:
        assert unit["pattern"] in {"PS", "CS", "SS", "VS"}
        assert len(unit["legs"]) >= 3
        assert unit["on_scene_h"] > 0
        assert 0 < unit["pos"] < document["pos"] < 1
        assert unit["lives"] is not None
    assert document["lives"] > 1


def test_the_same_seed_gives_the_same_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "night.toml"
    text = DEMO.read_text(encoding="utf-8").replace("[sea]", "particles = 1000\n[sea]", 1)
    case.write_text(text, encoding="utf-8")
    assert answer(["plan", str(case)], capfd) == answer(["plan", str(case)], capfd)


@pytest.mark.parametrize(
    ("lang", "ships", "riskiest"),
    [
        ("en", "SHIPS (SIMULATED; NONE IS REAL)", "Riskiest ship"),
        ("fr", "NAVIRES (SIMULÉS ; AUCUN N'EST RÉEL)", "Le plus dangereux"),
    ],
)
def test_the_folder_holds_every_file_and_the_words_are_printed(
    lang: str, ships: str, riskiest: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["demo", "--out", str(out), "--lang", lang]) == 0
    printed, said = capfd.readouterr()
    if lang == "en":
        shown = re.findall(r"<!-- demo -->\s*```text\n(.*?)```", README, re.DOTALL)
        assert shown == [printed.split("\n--- Details")[0].rstrip() + "\n"], "as the README has it"
    written = {f"{path.name}/" if path.is_dir() else path.name for path in out.iterdir()}
    assert written == set(FILES) - SEARCHED
    assert all(path.stat().st_size for path in out.iterdir())
    svg = (out / "map.svg").read_text(encoding="utf-8")
    for word in ("Lifeboat Dover", f"\n{ships}\n", f"  {riskiest}", " SIM "):
        assert word in printed
    assert {"en": "Red stain:", "fr": "Teinte rouge"}[lang] in svg
    assert riskiest in (out / "brief.html").read_text(encoding="utf-8")
    drawn = json.loads((out / "ships.geojson").read_text(encoding="utf-8"))["features"]
    assert all(each["properties"].get("name", "SIM").startswith("SIM") for each in drawn)
    assert drawn
    brief = (out / "brief.txt").read_text(encoding="utf-8").strip()
    assert printed.startswith(f"{brief}\n\n")
    ends = printed.removeprefix(brief)
    assert {"en": "OPEN BOATS (1)", "fr": "EMBARCATIONS OUVERTES (1)"}[lang] in ends
    assert said.splitlines()[-1] == NEXT[lang]
    assert any(line.startswith(f"{out}: brief.txt") for line in said.splitlines())


def test_the_second_round_goes_on_from_what_was_searched(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["demo", "--round", "2", "--lang", "fr", "--out", str(out), "--json"]) == 0
    document: Any = json.loads(capfd.readouterr().out)
    Draft202012Validator(json.loads(schema_text("plan"))).validate(document)
    searched = [search["name"] for search in document["searches"]]
    assert sorted(searched) == ["Helicopter Lydd", "Lifeboat Dover", "Patrol boat Calais"]
    assert [each["kind"] for each in document["evidence"]] == ["datum-buoy"]
    assert 0.3 < document["pos_so_far"] < 0.95
    assert "track-gap" in {note["code"] for note in document["notes"]}
    written = {f"{path.name}/" if path.is_dir() else path.name for path in out.iterdir()}
    assert written == set(FILES) - SHIPS
    brief = (out / "brief.txt").read_text(encoding="utf-8")
    assert "Non regardé" in brief
    assert "Lifeboat Dover" in brief


def test_the_rounds_are_two(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--round", "3"]) == 2
    assert "--round" in capfd.readouterr().err


def test_a_drift_writes_no_plan_and_removes_an_old_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.gpx").write_text("old")
    (tmp_path / "looked.geojson").write_text("old")
    (tmp_path / "units").mkdir()
    write_index(tmp_path / "units", ["lifeboat-dover.txt"])
    (tmp_path / "units" / "lifeboat-dover.txt").write_text("old")
    assert run(["drift", str(DEMO), "--out", str(tmp_path)]) == 0
    capfd.readouterr()
    assert {path.name for path in tmp_path.iterdir()} == set(FILES) - PLANNED - SEARCHED - SHIPS


def test_the_demo_shows_its_case_file(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--case-file"]) == 0
    assert capfd.readouterr().out == DEMO.read_text(encoding="utf-8")


def test_the_case_file_of_the_second_round_can_be_saved_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--round", "2", "--case-file"]) == 0
    text = capfd.readouterr().out
    (tmp_path / "second.toml").write_text(text, encoding="utf-8")
    saved, shipped = load_case(tmp_path / "second.toml"), load_case(DEMO_2)
    assert saved.searches == shipped.searches
    assert len(saved.searches) == 3


def test_a_find_is_scored(capfd: pytest.CaptureFixture[str]) -> None:
    now = ("2026-11-22T08:30Z", "--json")
    likely = answer(["drift", str(DEMO)], capfd)["most_likely"]
    assert isinstance(likely, list)
    near = _scored(f"{likely[1]}, {likely[0]}", *now, capfd=capfd)
    far = _scored("50°30'N 000°00'E", *now, capfd=capfd)
    # the place with the most probability around it, which need not be the densest cell
    assert near["containment_level"] < 0.2
    assert near["distance_nm"] < 0.1
    assert (far["containment_level"], far["area_nm2"]) == (1.0, None)
    assert near["log_density_per_km2"] > far["log_density_per_km2"]
    assert [each["level"] for each in near["areas"]] == [0.5, 0.9, 0.99]


def _scored(*words: str, capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run(["score", str(DEMO), *words]) == 0
    document: dict[str, Any] = json.loads(capfd.readouterr().out)
    Draft202012Validator(json.loads(schema_text("score"))).validate(document)
    return document


def test_a_score_in_words(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(DEMO), "51°05'N 001°40'E", "2026-11-22T09:30Z"]) == 0
    printed = capfd.readouterr().out
    assert printed.startswith("found      51°05.00'N 001°40.00'E at 2026-11-22T09:30Z")
    assert "the smallest area that holds it is that of" in printed


def test_a_find_before_the_start_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(DEMO), "51N 1.5E", "2026-11-22T01:00Z"]) == 2
    assert "2026-11-22T01:00Z" in capfd.readouterr().err
