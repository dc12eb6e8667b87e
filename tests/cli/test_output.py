"""A folder of answers is whole or absent, and JSON is one object."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lastknown.cli.output import out_folder, print_json, refuse_unwritable
from lastknown.errors import LastknownError
from lastknown.exchange.whole import read_index, write_index


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


def plan_into(out: Path, *names: str) -> None:
    """Write a folder of crews with its list, as a plan does."""
    with out_folder(out, ["plan.gpx", "units/"]) as half:
        (half / "plan.gpx").write_text("new")
        if names:
            (half / "units").mkdir()
            for name in names:
                (half / "units" / name).write_text("new")
            write_index(half / "units", names)


def crews(out: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (out / "units").iterdir()}


def test_sheets_of_an_earlier_plan_go_and_foreign_files_stay(tmp_path: Path) -> None:
    plan_into(tmp_path, "a.txt", "b.txt")
    (tmp_path / "units" / "mine.txt").write_text("mine")
    plan_into(tmp_path, "b.txt", "c.txt")
    left = crews(tmp_path)
    assert {name: left[name] for name in left if name != "index.txt"} == {
        "b.txt": "new", "c.txt": "new", "mine.txt": "mine",
    }  # fmt: skip
    assert read_index(tmp_path / "units") == ["b.txt", "c.txt", "index.txt"]
    plan_into(tmp_path)
    assert crews(tmp_path) == {"mine.txt": "mine"}


def test_an_empty_folder_of_crews_goes(tmp_path: Path) -> None:
    plan_into(tmp_path, "a.txt")
    plan_into(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.gpx"]


@pytest.mark.parametrize(
    "text",
    [
        "my own notes\nmine.txt\n",
        "",
        "Written by lastknown; the next run replaces or removes:\nmine.txt\n../plan.gpx\n",
        "Written by lastknown; the next run replaces or removes:\nmine.txt\nplan.gpx/..\n",
    ],
)
def test_a_list_that_no_run_wrote_removes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "mine.txt").write_text("mine")
    (tmp_path / "units" / "index.txt").write_text(text)
    (tmp_path / "plan.gpx").write_text("old")
    with out_folder(tmp_path, ["units/"]) as half:
        (half / "brief.txt").write_text("new")
    assert (tmp_path / "plan.gpx").read_text() == "old"
    assert crews(tmp_path) == {"mine.txt": "mine", "index.txt": text}


def test_a_file_called_as_the_folder_is_left_and_said(tmp_path: Path) -> None:
    (tmp_path / "units").write_text("mine")
    (tmp_path / "plan.gpx").write_text("old")
    with pytest.raises(LastknownError, match=r"units in it is a file; choose another"):
        plan_into(tmp_path, "a.txt")
    assert (tmp_path / "units").read_text() == "mine"
    assert (tmp_path / "plan.gpx").read_text() == "old"


def test_a_failure_leaves_the_sheets_that_were_there(tmp_path: Path) -> None:
    plan_into(tmp_path, "a.txt")
    before = crews(tmp_path)
    with pytest.raises(ZeroDivisionError):
        fail_in(tmp_path)
    assert crews(tmp_path) == before


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for out, says in ((file, "is a file"), (file / "below", "cannot be written")):
        with pytest.raises(LastknownError, match=says):
            refuse_unwritable(out)
    refuse_unwritable(None)
    refuse_unwritable(tmp_path / "not" / "there")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from lastknown.cli.output import out_folder\n"
        f"with out_folder(Path({str(tmp_path / 'out')!r})) as half:\n"
        "    (half / 'brief.txt').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    elsewhere = tmp_path / ".lastknown.00000000.1.half"
    elsewhere.mkdir()
    living = left.with_name(".".join([*left.name.split(".")[:3], str(os.getppid()), "half"]))
    living.mkdir()
    with out_folder(tmp_path / "out") as half:
        assert set(tmp_path.iterdir()) == {half, elsewhere, living}
    assert set(tmp_path.iterdir()) == {tmp_path / "out", elsewhere, living}
