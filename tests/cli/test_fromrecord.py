"""drift, weigh and plan of a record: the answers of a case file, and what was shown is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.case.entries import Entry
from lastknown.case.opening import open_record
from lastknown.case.picture import picture, picture_sha256
from lastknown.case.store import append, read
from lastknown.cli.cases import DEMO
from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text
from tests.case.nights import at, begin, call, draft

PLACE = {"lon": 1.7417, "lat": 51.1417, "error_m": 787.0}
DOVER = {"lon": 1.3167, "lat": 51.1167}
CORNERS = [{"lon": lon, "lat": lat} for lon, lat in ((1.6, 51.1), (1.8, 51.1), (1.8, 51.2))]
WHEN = ["--at", "2026-05-15T06:00Z"]
WIND = ["--wind-kn", "8", "--wind-from-deg", "240"]
WIDTHS = {"boat_nm": 2.0, "person_nm": 0.2}


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the path of a record: one boat, one position, one unit, one search."""
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    where = str(tmp_path / "night")  # no suffix: what it is is in its bytes
    store = begin(where, tmp_path / "keys")
    report = append(store, call(5, position=PLACE, number="07700 900111"))[0].id
    unit = {"type": "lifeboat", "position": DOVER, "sweep_width": WIDTHS, "ready": at(310)}
    append(
        store,
        draft(6, kind="boat", boat="B1"),
        draft(7, kind="link", report=report, boat="B1", belief="certain"),
        draft(8, kind="unit_status", unit="Lifeboat Dover", status="available", **unit),
        draft(200, kind="search_done", unit="Cutter", began=at(100), ended=at(190),
              corners=CORNERS, sweep_width=WIDTHS),
    )  # fmt: skip
    store.close()
    return where


def answer(words: list[str], capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run([*words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def entries(where: str) -> tuple[Entry, ...]:
    store = open_record(where, read_only=True)
    found = read(store)
    store.close()
    return found


def test_the_answer_of_a_record_is_that_of_its_case_file(
    night: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", night, *WHEN, *WIND, "--case-file"]) == 0
    saved = tmp_path / "night.toml"
    saved.write_text(capfd.readouterr().out, encoding="utf-8")
    of_record = answer(["drift", night, "--boat", "b1", *WHEN, *WIND], capfd)
    of_file = answer(["drift", str(saved)], capfd)
    assert of_record["record"]["boat"] == "B1"
    own = [note for note in of_record["notes"] if note not in of_file["notes"]]
    assert {note["code"].partition("-")[0] for note in own} == {"record"}
    rest = [note for note in of_record["notes"] if note not in own]
    assert not any(of_record["dealings"].values()), "nobody was warned or has answered"
    assert {**of_record, "record": None, "dealings": None, "notes": rest} == of_file


def test_a_plan_of_a_record_has_every_file(
    night: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    found = answer(["plan", night, *WHEN, *WIND, "--out", str(out)], capfd)
    Draft202012Validator(json.loads(schema_text("plan"))).validate(found)
    assert [unit["name"] for unit in found["units"]] == ["Lifeboat Dover"]
    assert (out / "units" / "lifeboat-dover.txt").is_file()
    assert "lives-not-counted" in {note["code"] for note in found["notes"]}
    assert "of the record 'Exercise Varne'" in (out / "brief.txt").read_text("utf-8")


def test_what_was_shown_is_kept_with_the_picture_it_was_made_from(
    night: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = entries(night)
    who = ["--author", "A. Officer", "--role", "SMC"]
    shown = answer(["weigh", night, *WHEN, *WIND, *who], capfd)
    *rest, last = entries(night)
    assert tuple(rest) == before
    assert (last.author, last.role) == ("A. Officer", "SMC")
    body: Any = last.body
    assert (body.kind, body.to) == ("shown", "A. Officer")
    assert body.what == "weigh of B1 at 2026-05-15T06:00Z"
    assert body.sha256 == shown["record"]["sha256"] == picture_sha256(picture(before))


def test_known_at_is_the_moment_and_what_was_known(
    night: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = answer(["drift", night, "--known-at", "2026-05-15T02:00Z", *WIND], capfd)
    assert found["at"] == "2026-05-15T02:00Z"
    assert found["record"]["known_at"] == "2026-05-15T02:00Z"
    assert found["record"]["known_by"] == "mrcc-east"
    assert found["searches"] == []
    assert len(found["hypotheses"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["drift", "NIGHT"], "no wind for 2026-05-15"),
        (["drift", "NIGHT", "--wind-kn", "8"], "give --wind-kn and --wind-from-deg"),
        (["drift", "NIGHT", "--boat", "B9"], "boat 'B9' is not in the record; known: B1"),
        (["weigh", "NIGHT", "--at", "2026-05-15T02:00Z"], "no search since the last known"),
        (["drift", "NIGHT", "--known-by", "mrcc-west"], "is no centre of this record"),
        (["drift", "NIGHT", "--at", "2026-05-15T01:01Z"], "no report is linked to it by then"),
        (["drift", "BYTES"], "neither a case file (TOML text"),
        (["drift", "BYTES"], "nor a record (a SQLite file or postgresql:// URL"),
        (["drift", "NOTHING"], "does not exist; check the path, begin a case file from"),
        (["drift", "mysql://x/y"], "give a SQLite path or a postgresql:// URL"),
        (["drift", str(DEMO), "--boat", "B1"], "--boat goes with a record"),
        (["plan", str(DEMO), "--known-at", "02:00Z"], "--known-at goes with a record"),
        (["plan", str(DEMO), "--case-file"], "--case-file goes with a record"),
    ],
)
def test_what_is_missing_is_said_with_its_remedy(
    words: list[str], said: str, night: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    known = {"NIGHT": night, "BYTES": str(tmp_path / "bytes"), "NOTHING": str(tmp_path / "none")}
    words = [known.get(word, word) for word in words]
    if night in words and "--at" not in words:
        words += WHEN
    assert run(words) == 2
    assert said in capfd.readouterr().err


def test_what_cannot_be_written_is_shown_and_said(
    night: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "elsewhere"))
    assert run(["drift", night, *WHEN, *WIND, "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["record"]["boat"] == "B1"
    assert "could not be kept in the record" in err


def test_a_case_is_made_of_a_record_without_loading_its_store() -> None:
    code = (
        "import sys; import lastknown.case.glance, lastknown.desk.record.mixture; "
        "sys.exit('sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
