"""Whatever happens, a command ends with one line on stderr and the exit code of its kind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lastknown.cli.guard import first_interrupt, run


def lastknown(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "lastknown", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["drft"], "No such command 'drft'."),
        (["drift"], "Missing argument 'FILE'."),
        (["drift", "no-such-file.toml"], "no-such-file.toml does not exist; check the path"),
        (["drift", "x.toml", "--jsn"], "No such option"),
        (["drift", "x.toml", "--lang", "de"], "'de' is not one of"),
        (["sea"], "Missing command."),
        (["objects", "spaceship"], "what='spaceship' is no search object; nearest:"),
        (["schema", "drif"], "schema 'drif' does not exist; did you mean drift?"),
        (["sea", "at", "91N 1E", "2026-05-15T12:00Z"], "91"),
        (["sea", "at", "51N 1E", "2026-05-15T12:00"], "has no zone; add Z"),
        (["sea", "at", "1.5N 51E", "2026-05-15T12:00Z"], "swapped?"),
        (["sea", "at", "51N 1E", "9999-12-31T23:00-10:00"], "outside the years 1 to 9999"),
        (["sea", "at", "51N 1E", "2026-05-15T12:00Z", "--wind-kn", "8"], "add the other"),
        (["sea", "at", "51N 1E", "2026-05-15T12:00Z", "--source", "no.nc"], "no.nc"),
    ],
)
def test_what_was_given_wrongly_gives_one_line_and_exit_code_2(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("lastknown: ")
    assert err.count("\n") == 1


def test_no_words_show_the_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "Commands:" in capfd.readouterr().out


def test_version(capfd: pytest.CaptureFixture[str]) -> None:
    import lastknown as lk

    assert run(["--version"]) == 0
    assert capfd.readouterr().out == f"lastknown {lk.__version__}\n"


def test_a_fault_of_our_own_is_one_line_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("lastknown.cli.things.show_schema", None)
    assert run(["schema"]) == 1
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert "this is a fault in Lastknown: TypeError" in err
    (report,) = tmp_path.glob("lastknown-*.txt")
    assert str(report) in err
    assert "Traceback" in report.read_text()
    assert report.stat().st_mode & 0o077 == 0


def _interrupted_in_a_validator() -> None:
    raise TypeError("Error building validator: KeyboardInterrupt: ")


def _interrupted_before() -> None:
    raise ValueError("half read") from KeyboardInterrupt()


@pytest.mark.parametrize("fault", [_interrupted_in_a_validator, _interrupted_before])
def test_an_interrupt_that_compiled_code_wraps_is_an_interrupt(
    fault: object, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def shown(*_: object) -> None:
        assert callable(fault)
        fault()

    monkeypatch.setattr("lastknown.cli.things.show_schema", shown)
    assert run(["schema"]) == 130
    assert capfd.readouterr().err == "lastknown: interrupted; nothing was written\n"


def test_debug_shows_where(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lastknown.cli.things.show_schema", None)
    assert run(["schema", "--debug"]) == 1
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.parametrize("words", ["schema", "schema drift"])
def test_a_reader_that_goes_away_is_no_news(words: str) -> None:
    """Whether it is noticed while a long answer is printed, or at the end of a short one."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "lastknown", *words.split()],
            stdout=writes,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writes)
    assert (ran.returncode, ran.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "lastknown", "objects"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "could not be printed" in ran.stderr


def test_a_degree_sign_survives_a_terminal_that_cannot_show_it() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = lastknown("objects", "PIW-1", env=env)
    assert (ran.returncode, ran.stderr) == (0, "")


_WAITS = """
import signal, sys, time
# a shell starts what it puts in the background with interrupts ignored, the tests' too
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
import lastknown.cli.things as things
from lastknown.cli import main
from lastknown.cli.output import out_folder

def wait(name):
    with out_folder(Path(out)) as half:
        (half / "plan.gpx").write_text("half")
        print("ready", flush=True)
        time.sleep(60)

out, sys.argv = sys.argv[1], ["lastknown", "schema"]
things.show_schema = wait
main()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_nothing_half_written(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WAITS, str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.1)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("streams", [">&-", ">&- 2>&-", "2>&-", "<&-"])
def test_closed_streams_do_no_harm(streams: str) -> None:
    line = f"{sys.executable} -m lastknown objects SKIFF-1 {streams}"
    ended = subprocess.run(line, shell=True, capture_output=True, check=False, timeout=60)
    assert ended.returncode == 0
    assert ended.stderr == b""


def test_it_runs_where_nothing_can_be_cached(tmp_path: Path) -> None:
    """Read-only package, no home: numba's cache is shut, the answer must still come."""
    script = (
        "from numba.core import caching\n"
        "caching.CacheImpl._locator_classes = []\n"
        "from lastknown.drift.random import uniforms\n"
        "import numpy as np\n"
        "assert uniforms(1, np.arange(3), 2).shape == (3,)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, cwd=tmp_path)


_PLANS = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
import lastknown.cli.things as things
from lastknown.cli import main
from lastknown.cli.guard import first_interrupt

def plan(name):
    with first_interrupt() as asked:
        print("ready", flush=True)
        while not asked() or patient:
            time.sleep(0.01)
    print("the best so far")

patient = sys.argv[1] == "patient"
sys.argv = ["lastknown", "schema"]
things.show_schema = plan
main()
"""


@pytest.mark.parametrize(("how", "code"), [("", 0), ("patient", 130)])
def test_a_first_interrupt_ends_planning_and_a_second_the_run(how: str, code: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PLANS, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        if how:
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "ending with the best plan so far; interrupt again to give up" in err
    assert ("the best so far" in out) == (code == 0)
    assert ("interrupted; nothing was written" in err) == (code == 130)


def test_where_interrupts_are_ignored_they_stay_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with first_interrupt() as asked:
            signal.raise_signal(signal.SIGINT)
            assert not asked()
    finally:
        signal.signal(signal.SIGINT, before)


SWALLOWED = """
import os, signal, sys, time
from lastknown.cli.guard import end_tidily_on_signals, run

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(0.01)  # the handler raises here, where nothing can be raised

signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal, wherever this runs
end_tidily_on_signals()
thing = Finalised()
try:
    del thing
    time.sleep(20)
    sys.exit(1)
except (KeyboardInterrupt, SystemExit) as end:
    sys.exit(getattr(end, "code", None) or 130)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_that_a_finaliser_swallows_comes_again(number: int, code: int) -> None:
    words = [sys.executable, "-c", SWALLOWED, str(int(number))]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (code, "")
