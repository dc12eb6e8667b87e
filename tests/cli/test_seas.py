"""``lastknown sea at`` says current and wind in knots and degrees, with source and error."""

from __future__ import annotations

import json
import math

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text

HERE = ("51°N 001°30'E", "2026-05-15T12:00Z")


def test_words_name_value_source_and_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sea", "at", *HERE, "--wind-kn", "8", "--wind-from-deg", "240"]) == 0
    where, current, wind = capsys.readouterr().out.splitlines()
    assert where == "51°00.00'N 001°30.00'E at 2026-05-15T12:00Z"
    assert current.startswith("current ")
    assert " kn toward " in current
    assert "dover-strait" in current
    assert "error sd" in current
    assert wind.startswith("wind 8.0 kn from 240°; from wind by hand")


def test_without_wind_the_remedy_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sea", "at", *HERE]) == 0
    assert "wind: no source; give it by hand with --wind-kn" in capsys.readouterr().out


def test_json_fits_its_schema_and_its_own_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sea", "at", *HERE, "--wind-kn", "8", "--wind-from-deg", "240", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(schema_text("sea"))).validate(document)
    current, wind = document["current"], document["wind"]
    speed = math.hypot(current["u"], current["v"]) * 3600 / 1852
    assert current["speed_kn"] == pytest.approx(speed, abs=0.01)
    toward = math.radians(current["toward_deg"])
    assert math.sin(toward) * current["u"] + math.cos(toward) * current["v"] > 0
    assert (wind["u"], wind["v"]) == pytest.approx((3.564, 2.058), abs=0.001)  # from the south-west
    assert document["water_temperature_c"] is None


@pytest.mark.parametrize(
    ("place", "time", "said"),
    [
        ("52°N 000°10'E", "2026-05-15T12:00Z", "on land or in a gap"),
        ("42°N 000°10'E", "2026-05-15T12:00Z", "covered: dover-strait"),
        ("-42.5, 0.5", "2026-05-15T12:00Z", "covered: dover-strait"),
        ("51N 1.5E", "yesterday", "is not a time; write it like"),
    ],
)
def test_a_place_or_time_without_sea_is_said(
    place: str, time: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sea", "at", place, time]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
