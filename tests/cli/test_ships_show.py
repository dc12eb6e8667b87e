"""Which ships were where at a moment: from a record, a file of ships, a file of AIS."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from lastknown.case.traffic import keep_ships, open_ships
from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text
from lastknown.exchange.aiswrite import write_ais
from lastknown.ships.columns import Positions, Static
from lastknown.units import KNOT

T = datetime(2021, 11, 24, 3, 34, tzinfo=UTC).timestamp()
AT = ["--at", "2021-11-24T03:34Z"]


def positions(*told: tuple[int, float, float, float]) -> Positions:
    mmsi, time_s, lon, lat = (np.array(column) for column in zip(*told, strict=True))
    speed, course = np.full(mmsi.size, 5.1444, np.float32), np.full(mmsi.size, 45.0, np.float32)
    unknown, kind = np.full(mmsi.size, np.nan, np.float32), np.zeros(mmsi.size, np.int8)
    return Positions(mmsi.astype(np.int64), time_s, lon, lat, speed, course, unknown, kind)


@pytest.fixture
def kept(tmp_path: Path) -> str:
    place = str(tmp_path / "watch.ships.sqlite")
    told = positions(
        (235_000_001, T - 600, 1.70, 51.00),
        (235_000_001, T - 8, 1.75, 51.15),
        (235_000_002, T - 200, 1.00, 50.00),
        (235_000_003, T - 4000, 1.75, 51.15),
        (235_000_004, T + 60, 1.75, 51.15),
    )
    said = [Static(235_000_001, T - 900, name="EVEN KEEL", ship_type=70)]
    said += [Static(235_000_001, T - 60, destination="CALAIS")]
    with closing(open_ships(place)) as store:
        keep_ships(store, told, said, T)
        keep_ships(store, positions((235_000_005, T - 30, 1.8, 51.2)), [], T + 3600)
    return place


def shown(capfd: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capfd.readouterr()
    assert run(["ships", "show", *words, "--json"]) == 0
    document: dict[str, Any] = json.loads(capfd.readouterr().out)
    Draft202012Validator(json.loads(schema_text("ships-show"))).validate(document)
    return document


def test_the_newest_of_each_ship_by_then(kept: str, capfd: pytest.CaptureFixture[str]) -> None:
    document = shown(capfd, kept, *AT)
    assert [ship["mmsi"] % 10 for ship in document["ships"]] == [1, 2, 5]
    first = document["ships"][0]
    assert (first["name"], first["kind"]) == ("EVEN KEEL", "cargo")
    assert first["position"] == [1.75, 51.15]
    assert (first["speed_kn"], first["course_deg"], first["heading_deg"]) == (10.0, 45.0, None)
    assert first["heading_by"] is None
    assert first["age_min"] == pytest.approx(8 / 60, abs=0.01)
    assert not document["stale"]
    longer = shown(capfd, kept, *AT, "--back", "2h")
    assert len(longer["ships"]) == 4


def test_as_it_was_known_then(kept: str, capfd: pytest.CaptureFixture[str]) -> None:
    document = shown(capfd, kept, *AT, "--known-at", "2021-11-24T03:40Z")
    assert [ship["mmsi"] % 10 for ship in document["ships"]] == [1, 2]


def test_near_a_place_the_nearest_first(kept: str, capfd: pytest.CaptureFixture[str]) -> None:
    near = ["--near", "51°08.5'N 001°44.5'E", "--within", "6"]
    document = shown(capfd, kept, *AT, *near)
    assert [ship["mmsi"] % 10 for ship in document["ships"]] == [1, 5]
    # 0.5 minute of latitude north, and 0.5 of longitude (0.314 minutes of arc there) east
    assert document["ships"][0]["range_nm"] == pytest.approx(np.hypot(0.5, 0.314), abs=0.01)
    assert document["ships"][0]["bearing_deg"] == pytest.approx(32, abs=1)


def test_words_in_both_languages(kept: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["ships", "show", kept, *AT]) == 0
    said = capfd.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Ships at Wed 24 Nov 2021, 03:34 UTC: 3." in said
    assert "EVEN KEEL  235000001  cargo ship  51°09.00'N 001°45.00'E  045°    10.0 kn" in said
    assert "STALE" not in said
    assert "Ships that do not send AIS are not in it." in said
    assert run(["ships", "show", kept, "--at", "2021-11-24T04:05Z", "--lang", "fr"]) == 0
    said = capfd.readouterr().out
    assert "PÉRIMÉ" in said
    assert "51°09,00'N" in said


@pytest.mark.parametrize(
    ("lang", "some", "every"),
    [
        (
            "en",
            "SIMULATED, not real: 1 of these ships",
            "SIMULATED: none of these ships is real.",
        ),
        (
            "fr",
            "SIMULÉS, non réels : 1 de ces navires",
            "SIMULÉS : aucun de ces navires n'est réel.",
        ),
    ],
)
def test_ships_of_an_exercise_are_said_not_to_be_real(
    kept: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], lang: str, some: str, every: str
) -> None:
    alone, one = str(tmp_path / "alone.ships.sqlite"), positions((799_000_001, T - 60, 1.75, 51.1))
    for place in (kept, alone):
        with closing(open_ships(place)) as store:
            keep_ships(store, one, [], T)
    assert shown(capfd, kept, *AT)["simulated_ships"] == 1
    for place, said in ((kept, some), (alone, every)):
        assert run(["ships", "show", place, *AT, "--lang", lang]) == 0
        assert said in capfd.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_an_empty_picture_says_so(kept: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["ships", "show", kept, "--at", "2021-11-25T04:00Z"]) == 0
    assert "No ship was heard in the 60 min before" in capfd.readouterr().out
    assert shown(capfd, kept, "--at", "2021-11-25T04:00Z")["stale"]


def test_ships_of_another_time_are_said_to_be(
    kept: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "night.nmea"
    path.write_text("1637724840 !AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n")
    for file, day in ((str(path), "2022-11-24"), (str(path), "2020-11-24"), (kept, "2020-11-24")):
        assert run(["ships", "show", file, "--at", f"{day}T03:34Z"]) == 0
        said = capfd.readouterr().out
        assert "of another time: the newest is of Wed 24 Nov 2021 0" in said
        assert "STALE" not in said


def test_a_file_of_ais_at_its_last_moment(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "night.nmea"
    line = "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24"
    path.write_text(f"1637724840 {line}\n1637724900 {line}\n")
    document = shown(capfd, str(path))
    assert (document["at"], len(document["ships"])) == ("2021-11-24T03:35Z", 1)
    assert shown(capfd, str(path), *AT)["ships"][0]["time"] == "2021-11-24T03:34Z"
    assert run(["ships", "show", str(path), "--known-at", "2021-11-24T03:34Z"]) == 2
    assert "does not say when it was known" in capfd.readouterr().err
    path.write_text(f"1637724840 {line}\n{line}\n{line}\n")
    assert shown(capfd, str(path))["timeless"] == 2
    assert run(["ships", "show", str(path)]) == 0
    assert "NOT USED, as they have no time or an impossible" in capfd.readouterr().out
    path.write_text(f"1637724840 {line}\n1000 {line}\n1000 {line}\n")  # clocks never set
    assert shown(capfd, str(path))["timeless"] == 2
    path.write_text(f"{line}\n")
    assert run(["ships", "show", str(path)]) == 2
    assert "holds no position with a possible time (without: 1)" in capfd.readouterr().err


STEPS = [(T - 600 + 30 * k, 0.0008 * k) for k in range(20)]
"""20 positions each 30 s, east at 5.1 m/s."""


@pytest.fixture(params=["kept", "file"])
def disputed(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Two ships under one MMSI, one whose last fix is wild, one that tells "102.2 kn or more"."""
    told = positions(
        *((235_000_001, time_s, 1.5 + east, 51.0) for time_s, east in STEPS),
        *((235_000_001, time_s + 10, 1.5 + east, 51.3) for time_s, east in STEPS),
        *((235_000_002, time_s, 1.6 + east, 51.1) for time_s, east in STEPS),
        (235_000_002, T, 2.6, 52.1),
        (235_000_003, T - 3000, 1.7, 51.2),
        (235_000_003, T - 1500, 1.7, 51.2),
        (235_000_003, T - 700, 4.7, 51.2),
        (235_000_004, T - 60, 1.9, 51.2),
        (235_000_005, T - 60, 0.0, 0.0),
    )
    told.speed[-2] = 102.2 * KNOT
    told = told.at(np.argsort(told.time_s, kind="stable"))
    if request.param == "file":
        write_ais(tmp_path / "night.nmea", told, [])
        return str(tmp_path / "night.nmea")
    with closing(open_ships(tmp_path / "watch.ships.sqlite")) as store:
        keep_ships(store, told, [], T)
    return str(tmp_path / "watch.ships.sqlite")


def test_no_ship_is_where_she_cannot_be_nor_hidden_by_another(
    disputed: str, capfd: pytest.CaptureFixture[str]
) -> None:
    ships = shown(capfd, disputed, *AT)["ships"]
    assert [ship["mmsi"] % 10 for ship in ships] == [1, 1, 2, 3, 4]
    assert sorted(ship["position"][1] for ship in ships[:2]) == [51.0, 51.3]
    assert ships[2]["position"] == [1.6152, 51.1]
    assert ships[3]["position"] == [1.7, 51.2]
    assert [ship["shared"] for ship in ships] == [True, True, False, False, False]
    assert [ship["jumped"] for ship in ships] == [False, False, True, True, False]
    assert ships[4]["speed_kn"] is None
    for lang, shared, jumped in (
        ("en", "ANOTHER SHIP SENDS THIS MMSI", "a later position was impossible"),
        ("fr", "UN AUTRE NAVIRE ÉMET CE MMSI", "une position plus récente, impossible"),
    ):
        assert run(["ships", "show", disputed, *AT, "--lang", lang]) == 0
        said = capfd.readouterr().out
        assert (said.count(shared), said.count(jumped)) == (2, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["/nowhere.db"], "nowhere.db"),
        (["a.ships.sqlite", "--at", "soon"], "at is no time"),
        (["a.ships.sqlite", "--near", "here"], "is not a position"),
    ],
)
def test_what_cannot_be_shown_is_said(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["ships", "show", *words]) == 2
    assert said in capfd.readouterr().err
