"""Who may run over the exercise's boat: words, one JSON object, a folder of files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.cases import DEMO
from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text
from tests.dover_ais import rows


@pytest.fixture(scope="module")
def ais(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ais") / "dover.csv"
    path.write_text(rows(), encoding="utf-8")
    return str(path)


def said(words: list[str], capfd: pytest.CaptureFixture[str], code: int = 0) -> str:
    capfd.readouterr()
    assert run(words) == code
    found = capfd.readouterr()
    return (found.err if code else found.out).replace("\N{NO-BREAK SPACE}", " ")


def test_the_riskiest_comes_first_and_what_each_is_told_is_whole(
    ais: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", ais, "--out", str(tmp_path / "out"), "--json"]
    document: dict[str, Any] = json.loads(said(words, capfd))
    Draft202012Validator(json.loads(schema_text("ships-risk"))).validate(document)
    assert document["until"] == "2026-11-22T14:30Z"
    risk = document["risk"]
    assert [each["ship"]["name"] for each in risk] == ["EVEN KEEL", "MARIE"]
    assert risk[0]["probability"] >= risk[1]["probability"] > 0.0
    assert risk[0]["one_in"] == pytest.approx(1.0 / risk[0]["probability"], rel=0.06)
    assert sum(risk[0]["per_hour"]) == pytest.approx(risk[0]["probability"], rel=0.05)
    together = document["combined"][0]["probability"]
    assert risk[0]["probability"] <= together <= sum(each["probability"] for each in risk) + 1e-3
    assert document["heard"] == {
        "ships": 3, "newest": "2026-11-22T08:30Z", "age_min": 0.0, "stale": False,
    }  # fmt: skip
    warned = [each for each in risk if each["warn"]]
    files = sorted(path.name for path in (tmp_path / "out" / "warnings").iterdir())
    assert files[0] == "01-even-keel-235001234.txt"
    assert len(files) == len(warned) + 1
    sent = (tmp_path / "out" / "warnings" / files[0]).read_text(encoding="utf-8")
    assert sent.startswith(risk[0]["warning"]["words"]["en"]["text"])
    features = json.loads((tmp_path / "out" / "ships.geojson").read_text())["features"]
    kinds = {each["properties"]["kind"] for each in features}
    assert {"ship", "ship_track", "ship_ahead", "ship_warning"} <= kinds


def test_words_stand_in_both_languages(ais: str, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", ais, "--over", "3h"]
    english = said([*words, "--texts"], capfd)
    assert "Ships that may run over it, next 3 h (until 11:30):\n  1. EVEN KEEL" in english
    assert "Ships that do not send AIS are not in it." in english
    assert "MMSI two three five zero zero one two three four" in english
    assert "Navires qui peuvent l'aborder, 3 h à venir" in said([*words, "--lang", "fr"], capfd)


def test_an_old_picture_says_that_it_is_stale(ais: str, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", ais, "--at", "2026-11-22T09:00Z"]
    assert "STALE: 3 ships heard, but the newest position is 30 min old" in said(words, capfd)
    words = ["ships", "risk", str(DEMO), "--ships", ais, "--at", "2026-11-22T06:30Z"]
    told = said(words, capfd)
    assert "No ship was heard by then: nothing can be told about ships." in told
    assert "of another time, the newest of Sun 22 Nov 2026 08:30 UTC" in told
    assert "All ships together" not in told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--over", "80h"], "over=80h is out of bounds; give more than 0 h, at most 48 h"),
        (["--at", "2026-11-21T08:30Z"], "give a time from the first start 2026-11-22T04:30Z on"),
        (["--ships", "nowhere.nmea"], "ships=nowhere.nmea does not exist or is no file"),
    ],
)
def test_what_cannot_be_asked_names_the_remedy(
    ais: str, more: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", ais, *more]
    assert told in said(words, capfd, code=2)


def test_without_ships_the_remedy_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert "give --ships FILE" in said(["ships", "risk", str(DEMO)], capfd, code=2)
