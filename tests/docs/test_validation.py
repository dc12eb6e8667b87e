"""Every figure of the validation page has a test or a script that exists, and two have it here."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase, Start
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.sea.errors import MODEL_CURRENT_ERROR
from tests.drift.seas import sea_of
from tests.drift.test_reference import tracks

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "validation.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:tests|benchmarks)/[\w/]+\.py)(?:::(\w+))?`")
TABLES = {"The engine", "Leeway and jibing", "The tide of the shipped pack", "Map, score, search"}
TABLES |= {"The errors of the sea", "Readers and files"}


@cache
def functions(path: str) -> frozenset[str]:
    """Return the names of the functions of a test file; none where it does not exist."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def rows(section: str) -> list[str]:
    """Return the rows of the first table of a section that has a column named test."""
    text = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    body = next(part for part in text if part.startswith(section))
    lines = body.splitlines()
    first = next(i for i, line in enumerate(lines) if "| test |" in line) + 2
    last = next((i for i in range(first, len(lines)) if not lines[i].startswith("|")), len(lines))
    return lines[first:last]


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_test_and_script_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [
        "::".join(filter(None, found))
        for found in NAMED.findall(text)
        if not (ROOT / found[0]).is_file() or (found[1] and found[1] not in functions(found[0]))
    ]
    assert not missing


def test_tests_named_without_their_file_exist_too() -> None:
    every = set().union(
        *(functions(file.relative_to(ROOT).as_posix()) for file in (ROOT / "tests").rglob("*.py"))
    )
    for page in DOCS.glob("*.md"):
        assert set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))) <= every


@pytest.mark.parametrize("section", sorted(TABLES))
def test_every_row_of_figures_names_its_test(section: str) -> None:
    found = rows(section)
    assert found
    assert [row for row in found if not NAMED.search(row)] == []


def asks_for_samples(path: str, name: str) -> bool:
    """Return whether a test, or a fixture that it takes, asks for files that are not shipped."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    nodes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    used = [nodes[name], *(nodes[a.arg] for a in nodes[name].args.args if a.arg in nodes)]
    return any(re.search(r"\b(sample_path|tracks)\(", ast.unparse(node)) for node in used)


@pytest.mark.parametrize("section", sorted(TABLES))
def test_a_row_is_marked_where_its_test_needs_files_that_are_not_shipped(section: str) -> None:
    wrong = []
    for row in rows(section):
        found = NAMED.search(row)
        assert found is not None
        if asks_for_samples(found[1], found[2]) != ("◇" in row):
            wrong.append(row)
    assert not wrong


@pytest.mark.validation
def test_the_default_error_is_as_far_off_after_a_day_as_real_drifters() -> None:
    """Median position error after 24 h 23 km: 200 drifters, Gulf of St Lawrence, 2020."""
    error = MODEL_CURRENT_ERROR
    sea = sea_of(
        current_sd=error.sd_ms, current_half_life_min=error.half_life_s / 60.0, half_deg=6.0
    )
    still = Start(
        Position(0.0, 50.0), "2026-11-22T00:00Z", error_nm=0.0, what="SLDMB", spread=0.0,
        phases=(Phase("adrift"),),
    )  # fmt: skip
    cloud = simulate([still], sea, "2026-11-23T00:00Z", run=Run(5000))
    away = distance_m(0.0, 50.0, cloud.lon[:, -1], cloud.lat[:, -1])
    print(f"median {np.median(away) / 1000.0:.1f} km after 24 h")
    assert np.median(away) == pytest.approx(23_000.0, rel=0.04)


@pytest.mark.validation
def test_what_euler_costs_on_the_reference_tracks() -> None:
    """The two references against each other, after 24 h, where both reach so far."""
    euler, exact = tracks("euler_600s.csv"), tracks("rk4_60s.csv")
    both = [(euler[key], exact.get(key, {})) for key in euler]
    pairs = [(one[24], other[24]) for one, other in both if 24 in one and 24 in other]
    away = distance_m(*np.array(pairs).reshape(-1, 4).T)
    print(f"{len(pairs)} tracks, mean {away.mean():.0f} m, RMS {np.sqrt((away**2).mean()):.0f} m")
    assert away.mean() == pytest.approx(225.0, abs=2.0)
    assert np.sqrt((away**2).mean()) == pytest.approx(263.0, abs=2.0)
