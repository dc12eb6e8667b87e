from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lastknown
from lastknown.compiled import sources

PACKAGE = Path(lastknown.__file__).parent
CALLER = """
from lastknown.compiled import compiled
from lastknown.boats.inner import inner

@compiled
def outer(x):
    return inner(x) + 0.0
"""
INNER = """
from lastknown.compiled import inlined

@inlined
def inner(x):
    return x * {factor}
"""
RUN = """
from lastknown.boats.outer import outer
print(outer(1.0), len(outer.stats.cache_hits))
"""


def run(folder: Path, factor: str) -> str:
    (folder / "lastknown" / "boats" / "inner.py").write_text(INNER.format(factor=factor))
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


def test_every_room_that_compiles_is_in_the_stamp() -> None:
    asks = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if "from lastknown.compiled import" in path.read_text(encoding="utf-8")
    }
    assert asks <= {"geo", "sea", "drift", "search", "evidence", "ships", "boats"}
    assert len(sources()) == 64
