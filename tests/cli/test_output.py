"""A folder of answers is whole or absent, and JSON is one object."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from lastknown.cli.output import out_folder, print_json
from lastknown.errors import LastknownError


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    out = tmp_path / "night" / "varne"
    with out_folder(out) as half:
        (half / "brief.txt").write_text("51°")
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ["brief.txt"]
    assert [path.name for path in out.parent.iterdir()] == ["varne"]


def fail_in(out: Path) -> None:
    """Fail with one file written."""
    with out_folder(out) as half:
        (half / "brief.txt").write_text("half")
        raise ZeroDivisionError


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_in(tmp_path / "new" / "varne")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("old")
    with pytest.raises(ZeroDivisionError):
        fail_in(tmp_path)
    assert (tmp_path / "brief.txt").read_text() == "old"
    assert len(list(tmp_path.parent.glob(".*half"))) == 0


def test_an_old_plan_does_not_stay_beside_a_new_map(tmp_path: Path) -> None:
    for name in ("plan.gpx", "brief.txt", "my notes.txt"):
        (tmp_path / name).write_text("old")
    with out_folder(tmp_path, ["plan.gpx", "brief.txt"]) as half:
        (half / "brief.txt").write_text("new")
    left = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert left == {"brief.txt": "new", "my notes.txt": "old"}


def test_the_folder_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    with out_folder(tmp_path / "out"):
        pass
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "out")}
    assert len(modes) == 1


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with (
        pytest.raises(LastknownError, match="is a file; give a folder"),
        out_folder(tmp_path / "out"),
    ):
        pass
    assert (tmp_path / "out").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(LastknownError, match="cannot be written: "),
        out_folder(tmp_path / "file" / "out"),
    ):
        pass


def test_json_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Pas-de-Calais é", "contours": [{"level": 0.5}]})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["name"] == "Pas-de-Calais é"
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"pos": float("nan")})


def test_a_folder_in_the_way_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "plan.gpx").mkdir()
    (tmp_path / "brief.txt").write_text("old")
    with (
        pytest.raises(LastknownError, match=r"plan\.gpx in it is a folder; choose another"),
        out_folder(tmp_path, ["plan.gpx"]) as half,
    ):
        (half / "brief.txt").write_text("new")
    assert (tmp_path / "brief.txt").read_text() == "old"


def test_a_name_too_long_for_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match=r"cannot be written: .*; choose"):
        fail_in(tmp_path / ("x" * 300))
