"""Progress shows itself only where there is something to wait for."""

from __future__ import annotations

import sys
import time

import pytest

from lastknown.cli import progress as module
from lastknown.cli.progress import progress


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as report:
        report("Drifting", 0.5)
    assert capsys.readouterr() == ("", "")


def test_without_a_terminal_a_long_stage_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LINE_AFTER_S", 0.05)
    with progress() as report:
        report("Preparing for this machine", None)
        report("Preparing for this machine", 0.5)
        time.sleep(0.3)
        report("Drifting", 0.0)
    assert capsys.readouterr() == ("", "Preparing for this machine …\n")


def test_on_a_terminal_a_bar_names_the_stage(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BAR_AFTER_S", 0.05)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as report:
        report("Drifting", 0.0)
        time.sleep(0.5)
        report("Drifting", 0.5)
        time.sleep(0.3)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Drifting" in err


def test_a_figure_that_changes_makes_no_new_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LINE_AFTER_S", 0.2)
    with progress() as report:
        for pos in range(8):
            report(f"Planning, best so far {pos} %", pos / 8)
            time.sleep(0.05)
    _, err = capsys.readouterr()
    assert err == "Planning, best so far 0 % …\n"
