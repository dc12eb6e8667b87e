from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lastknown
from lastknown.compiled import sources

PACKAGE = Path(lastknown.__file__).parent
CALLER = """
from lastknown.boats.held import OFFSET, Pair
from lastknown.boats.inner import inner
from lastknown.compiled import compiled

@compiled
def outer(pair):
    return inner(pair.a) + OFFSET
"""
HELD = """
from typing import NamedTuple

OFFSET = {offset}

class Pair(NamedTuple):
    {first}: float
    {second}: float
"""
INNER = """
from lastknown.compiled import inlined

@inlined
def inner(x):
    return x * {factor}
"""
RUN = """
from lastknown.boats.held import Pair
from lastknown.boats.outer import outer
print(outer(Pair(a=1.0, b=7.0)), len(outer.stats.cache_hits))
"""


def run(folder: Path, factor: str, offset: str = "0.0", fields: str = "ab") -> str:
    room = folder / "lastknown" / "boats"
    (room / "inner.py").write_text(INNER.format(factor=factor))
    (room / "held.py").write_text(HELD.format(offset=offset, first=fields[0], second=fields[1]))
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_what_was_inlined_from_a_file_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    room = tmp_path / "lastknown" / "boats"
    room.mkdir(parents=True)
    (room.parent / "__init__.py").write_text("")
    (room / "__init__.py").write_text("")
    (room.parent / "compiled.py").write_bytes((PACKAGE / "compiled.py").read_bytes())
    (room / "outer.py").write_text(CALLER)
    assert run(tmp_path, "2.0") == "2.0 0"
    assert run(tmp_path, "2.0") == "2.0 1"
    assert run(tmp_path, "3.0") == "3.0 0"
    assert (
        run(tmp_path, "3.0", offset="0.5") == "3.5 0"
    )  # a constant of a file that compiles nothing
    assert run(tmp_path, "3.0", offset="0.5", fields="ba") == "3.5 0"  # the order of fields


def test_every_room_that_compiles_is_in_the_stamp() -> None:
    asks = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if "from lastknown.compiled import" in path.read_text(encoding="utf-8")
    }
    assert asks <= {"geo", "sea", "drift", "search", "evidence", "ships", "boats"}
    assert len(sources()) == 64


def test_units_at_the_top_of_the_package_are_in_the_stamp(tmp_path: Path) -> None:
    for name in ("compiled.py", "units.py"):
        (tmp_path / name).write_bytes((PACKAGE / name).read_bytes())
    before = stamp(tmp_path)
    assert before == stamp(tmp_path)
    (tmp_path / "units.py").write_text("KNOT_MS = 0.6\n")
    assert stamp(tmp_path) != before


def stamp(folder: Path) -> str:
    told = "import sys; sys.path.insert(0, '.'); import compiled; print(compiled.sources())"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
