"""The README's first screen is what happens; its demo is held in `tests/cli/test_cases.py`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, after: str = "") -> str:
    """Return the first fenced block of a language after a mark."""
    found = re.search(rf"```{language}\n(.*?)```", README[README.index(after) :], re.DOTALL)
    assert found is not None
    return found[1]


def test_the_python_example_runs_as_written(tmp_path: Path) -> None:
    example = block("python")
    assert len([line for line in example.splitlines() if line.strip()]) <= 10
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=tmp_path, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "LIFEBOAT DOVER: LAUNCH NOW" in ran.stdout
    assert "<rte>" in (tmp_path / "lifeboat.gpx").read_text(encoding="utf-8")


def test_both_commands_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in block("sh").splitlines():
        target = line.split("#")[0].split()[1]
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_count_of_search_objects_is_true() -> None:
    from lastknown.drift.objects import objects

    assert f"{len(objects())} kinds of" in " ".join(README.split())
