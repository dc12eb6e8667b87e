"""How long the commands take and how much memory, as whole processes on the shipped exercise.

A plan is measured with the first of its units alone and, as `demo`, with all three and the files.
Median of five runs each, after one run that fills the caches; the very first run on a machine is
measured with empty caches of compiled code. A boat of a record is measured against the case file
that it makes: how much later its answer is printed; `case` over the record of the exercise. With
--json one object a line.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("lastknown")
LIMITS = {
    "drift --json": (2.0, 300.0),
    "drift --json --out": (5.0, 400.0),
    "plan --json --out": (5.0, 400.0),
    "demo --json --out": (15.0, 600.0),
    "first drift --json": (40.0, None),
    "import lastknown": (0.3, None),
    "record, later by": (0.3, None),
    "case add": (1.0, None),
    "case list": (1.0, None),
    "case picture": (5.0, 600.0),
}
"""What is promised: seconds, and MB where a limit on memory is."""


def run(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run one process and return its wall time in s and its greatest resident memory in MB."""
    begin = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=environment)  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return seconds, used.ru_maxrss / 1024.0


def median(words: list[str], repeats: int, environment: dict[str, str]) -> tuple[float, float]:
    """Return the medians of time (s) and memory (MB) of several runs."""
    runs = [run(words, environment) for _ in range(repeats)]
    return statistics.median(each[0] for each in runs), statistics.median(each[1] for each in runs)


def first(words: list[str]) -> tuple[float, float]:
    """Return time (s) and memory (MB) of a run that finds no compiled code."""
    with tempfile.TemporaryDirectory() as empty:
        return run(words, {**os.environ, "NUMBA_CACHE_DIR": empty})


def answered(words: list[str], environment: dict[str, str]) -> float:
    """Return the time until a process printed its first line, s."""
    begin = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env=environment) as process:  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - begin
    if not line:
        raise SystemExit(f"{' '.join(words)} printed nothing")
    return seconds


def record_later_by(folder: Path, repeats: int, environment: dict[str, str]) -> float:
    """Return how much later than its case file a boat of a record is answered, s (medians)."""
    night, saved = str(folder / "night"), folder / "night.toml"
    here = environment | {"LASTKNOWN_KEYS": str(folder / "keys"), "LASTKNOWN_CENTRE": "centre"}
    for words in (
        ["new", night, "--name", "Exercise"],
        ["add", night, "51-08.5N 001-44.5E, 33 persons", "--at", "2026-11-22T04:30Z"],
        ["boat", night, "B1"],
        ["link", night, "1", "B1"],
    ):
        subprocess.run([COMMAND, "case", *words], env=here, check=True, stdout=subprocess.DEVNULL)
    options = ["--at", "2026-11-22T08:30Z", "--wind-kn", "8", "--wind-from-deg", "240"]
    plan = [str(COMMAND), "plan", night, *options, "--case-file"]
    saved.write_bytes(subprocess.run(plan, env=here, check=True, capture_output=True).stdout)
    of_file = [str(COMMAND), "drift", str(saved), "--json"]
    from_record = [str(COMMAND), "drift", night, *options, "--json"]
    pairs = [(answered(from_record, here), answered(of_file, here)) for _ in range(repeats)]
    return statistics.median(a for a, _ in pairs) - statistics.median(b for _, b in pairs)


def of_record(
    folder: Path, repeats: int, environment: dict[str, str]
) -> dict[str, tuple[float, float]]:
    """Return time (s) and memory (MB) of commands over the record of the exercise (medians)."""
    night, here = str(folder / "varne"), environment | {"LASTKNOWN_KEYS": str(folder / "keys")}
    subprocess.run([COMMAND, "demo", "--record", night], env=here, check=True, capture_output=True)
    asked = {
        "case add": ["add", night, "33 people, taking water, 51-08.5N 001-44.5E"],
        "case list": ["list", night],
        "case picture": ["picture", night],
    }
    run([str(COMMAND), "case", *asked["case picture"]], here)
    return {
        name: median([str(COMMAND), "case", *words], repeats, here) for name, words in asked.items()
    }


def main() -> None:
    """Print the table, or one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each; the median counts")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        case, out = Path(folder) / "case.toml", Path(folder) / "out"
        said = subprocess.run([COMMAND, "demo", "--case-file"], capture_output=True, check=True)
        case.write_bytes(said.stdout)
        one = case.with_name("one.toml")
        one.write_bytes(b"[[unit]]".join(said.stdout.split(b"[[unit]]")[:2]))
        drift = [str(COMMAND), "drift", str(case), "--json"]
        plan = [str(COMMAND), "plan", str(one), "--json", "--out", str(out)]
        demo = [str(COMMAND), "demo", "--json", "--out", str(out)]
        here = dict(os.environ)
        measured = {"first drift --json": first(drift)}
        run(plan, here)
        measured["drift --json"] = median(drift, asked.repeats, here)
        measured["drift --json --out"] = median([*drift, "--out", str(out)], asked.repeats, here)
        shutil.rmtree(out)
        measured["plan --json --out"] = median(plan, asked.repeats, here)
        measured["demo --json --out"] = median(demo, asked.repeats, here)
        bare = median([sys.executable, "-c", "pass"], asked.repeats, here)
        loaded = median([sys.executable, "-c", "import lastknown"], asked.repeats, here)
        measured["import lastknown"] = (max(0.0, loaded[0] - bare[0]), loaded[1])
        later_s = record_later_by(Path(folder), asked.repeats, here)
        measured["record, later by"] = (later_s, 0.0)
        measured |= of_record(Path(folder), asked.repeats, here)
    if not asked.json:
        print("command               seconds  promised     MB  promised")
    for name, (limit_s, limit_mb) in LIMITS.items():
        seconds, megabytes = measured[name]
        if asked.json:
            row = {"command": name, "seconds": round(seconds, 3), "limit_s": limit_s,
                   "megabytes": round(megabytes, 1), "limit_mb": limit_mb}  # fmt: skip
            print(json.dumps(row), flush=True)
        else:
            most = "" if limit_mb is None else f"{limit_mb:.0f}"
            print(f"{name:<20}  {seconds:7.2f}  {limit_s:8.1f}  {megabytes:5.0f}  {most:>8}")


if __name__ == "__main__":
    main()
