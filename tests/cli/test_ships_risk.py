"""Who may run over the exercise's boat: words, one JSON object, a folder of files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from jsonschema import Draft202012Validator

from lastknown.cli.cases import DEMO
from lastknown.desk.schemas import schema_text
from tests.cli.answers import said
from tests.dover_ais import HEAD


def test_the_riskiest_comes_first_and_what_each_is_told_is_whole(
    ais: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = [
        "ships",
        "risk",
        str(DEMO),
        "--ships",
        str(ais),
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
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
        "ships": 3, "oldest": "2026-11-22T08:30Z", "newest": "2026-11-22T08:30Z", "age_min": 0.0,
        "stale": False, "timeless": 0, "simulated_ships": 0,
        "speed_ratio": 1.0, "course_off_deg": 0.0,
    }  # fmt: skip
    assert sum(each["share"] for each in risk) == pytest.approx(1.0, abs=0.01)
    warned = [each for each in risk if each["warn"]]
    files = sorted(path.name for path in (tmp_path / "out" / "warnings").iterdir())
    assert files[0] == "01-even-keel-235001234.txt"
    assert len(files) == len(warned) + 1
    sent = (tmp_path / "out" / "warnings" / files[0]).read_text(encoding="utf-8")
    assert sent.startswith(risk[0]["warning"]["words"]["en"]["text"])
    features = json.loads((tmp_path / "out" / "ships.geojson").read_text())["features"]
    kinds = {each["properties"]["kind"] for each in features}
    assert {"ship", "ship_track", "ship_ahead", "ship_warning"} <= kinds
    asked = {
        e["properties"]["name"]: e["properties"] for e in features if "asks" in e["properties"]
    }
    assert document["call"]["ships"] == 2
    times = [each["time"] for each in document["call"]["circles"]]
    assert times == ["2026-11-22T08:30Z", "2026-11-22T11:30Z"]
    # one is bound to its lane, the other is on a course of its own against it
    basis = {each["ship"]["name"]: each["basis"] for each in risk}
    assert basis == {"EVEN KEEL": "lane", "MARIE": "course"}
    assert (asked["EVEN KEEL"]["asks"], asked["MARIE"]["asks"]) == ("slow", "clear")
    assert asked["EVEN KEEL"]["least_nm"] is asked["EVEN KEEL"]["leave_to"] is None
    assert asked["MARIE"]["least_nm"] > 2.0


def test_words_stand_in_both_languages(ais: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", str(ais), "--over", "3h"]
    english = said([*words, "--texts"], capfd)
    parts = (
        "CALL ALL SHIPS NOW", "All ships, all ships, all ships.", "The same, read out:",
        "Chance that any ship runs over the boat, next 3 h (until 11:30 UTC): 1 in",
        "taken as independent", "  1. EVEN KEEL", "ask: slow down",
        "AIS: 3 ships", "Ships that do not send AIS are not in it.",
        "MMSI two three five zero zero one two three four",
    )  # fmt: skip
    places = [english.index(part) for part in parts]
    assert places == sorted(places)
    french = said([*words, "--lang", "fr"], capfd)
    assert "Probabilité qu'un navire heurte l'embarcation dans les 3 h" in french
    assert "demander : réduire l'allure" in french


def test_an_old_picture_says_that_it_is_stale(ais: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", str(ais), "--at", "2026-11-22T09:00Z"]
    late = said(words, capfd)
    assert late.splitlines()[0].endswith("09:00 UTC  STALE AIS: newest position 30 min old")
    assert late.index("CALL ALL SHIPS") < late.index(
        "\nSTALE AIS: 3 ships, each last heard at 08:30"
    )
    words = ["ships", "risk", str(DEMO), "--ships", str(ais), "--at", "2026-11-22T06:30Z"]
    told = said(words, capfd)
    assert "No ship was heard by then: nothing can be told about ships." in told
    assert "of another time: the newest is of Sun 22 Nov 2026 08:30 UTC, 2 h 00 min later" in told
    assert "Chance" not in told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--over", "80h"], "over=80h is out of bounds; give more than 0 h, at most 48 h"),
        (["--at", "2026-11-21T08:30Z"], "give a time from the first start 2026-11-22T04:30Z on"),
        (["--ships", "nowhere.nmea"], "ships=nowhere.nmea does not exist or is no file"),
    ],
)
def test_what_cannot_be_asked_names_the_remedy(
    ais: Path, more: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["ships", "risk", str(DEMO), "--ships", str(ais), *more]
    assert told in said(words, capfd, code=2)


def test_without_ships_the_remedy_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert "give --ships FILE" in said(["ships", "risk", str(DEMO)], capfd, code=2)


ACROSS = """
name = "Exercise across 180 degrees"
at = 2026-11-22T08:30:00Z
particles = 300
sea = { sources = ["sea.nc"], wind = [{ from_deg = 240, speed_kn = 8 }] }
[[start]]
time = 2026-11-22T07:30:00Z
position = "52°00'N 179°58'E"
error_nm = 0.5
what = "inflatable-overloaded"
persons = 5
"""


def test_by_command_ships_from_both_sides_of_180_degrees_are_answered_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """One comes from 15 NM east of the line, one from 6 NM west of it; the boat drifts across."""
    lon, lat = np.arange(178.0, 183.0), np.array([51.0, 52.0, 53.0])
    stream = {
        f"{way}o": (("time", "lat", "lon"), np.full((2, 3, 5), speed), {
            "standard_name": f"{toward}ward_sea_water_velocity", "units": "m s-1",
        })
        for way, toward, speed in (("u", "east", 0.3), ("v", "north", 0.0))
    }  # fmt: skip
    time = np.array(["2026-11-22T07:00", "2026-11-22T12:00"], "M8[ns]")
    xr.Dataset(stream, {"time": time, "lat": lat, "lon": lon}).to_netcdf(tmp_path / "sea.nc")
    rows = [HEAD]
    for mmsi, name, begin, course, status in (
        (235001234, "EAST", 180.6, 270, 0),
        (227000111, "WEST", 179.7, 90, 1),
    ):
        for minute in range(20):
            x = begin + minute * 0.00633 * (1 if course == 90 else -1) + 180  # 14 kn
            rows.append(
                f"{mmsi},2026-11-22T08:{minute + 10}:00,52.0,{x % 360 - 180:.5f},14,{course},"
                f"{course},{name},,,70,{status},190,32,8,70,A"
            )
    (tmp_path / "case.toml").write_text(ACROSS, encoding="utf-8")
    (tmp_path / "ais.csv").write_text("\n".join(rows), encoding="utf-8")
    asked = [str(tmp_path / "case.toml"), "--ships", str(tmp_path / "ais.csv"), "--over", "2h"]
    risk: dict[str, Any] = json.loads(said(["ships", "risk", *asked, "--json"], capfd))
    assert [each["warn"] for each in risk["risk"]] == [True, True]
    for each in risk["risk"]:
        assert each["nearest_nm"] < 1.0
        assert abs(each["warning"]["circle"]["position"][0]) > 179.8
    keys = ("status", "status_outdated", "heading_deg", "heading_by")
    tells = {"EAST": (None, False, 270.0, "told"), "WEST": ("at anchor", True, 90.0, "told")}
    assert {each["ship"]["name"]: tuple(map(each.get, keys)) for each in risk["risk"]} == tells
    aid: dict[str, Any] = json.loads(said(["ships", "help", *asked, "--json"], capfd))
    assert {each["name"]: tuple(map(each.get, keys)) for each in aid["help"]} == tells
    words = said(["ships", "help", *asked], capfd)
    assert "14.0 kn; tells she is at anchor but moves at 14.0 kn\n" in words
    assert words.count("tells") == 1
    found = {each["name"]: each["distance_nm"] for each in aid["help"]}
    assert found == {"EAST": pytest.approx(18.7, abs=1.5), "WEST": pytest.approx(6.0, abs=1.5)}
