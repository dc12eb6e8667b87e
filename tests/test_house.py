"""The rules of the house: sizes, names, and what a room may know."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "lastknown"
ROOMS = (
    *("geo", "sea", "people", "drift", "search", "evidence", "ships", "boats"),
    *("case", "exchange", "desk", "server", "cli"),
)
SCIENCE = ROOMS[:8]

LONG_FUNCTIONS: dict[str, str] = {
    "geo/packbuild:build_pack": "its parameters and what each of them is",
}
"""Functions of 40 lines or more, and why; a second one in the same file is a design question."""

READS_FILES = {
    "geo/pack": "packs are folders of files",
    "geo/places": "a list in a pack",
    "geo/_coastfile": "a part of packs",
    "geo/_geojsoncoast": "a part of packs",
    "geo/_world": "the package of the world's coast, from which packs are built",
    "sea/_opening": "what a pack holds of the sea",
    "sea/readers": "the door through which foreign files come in",
    "sea/live": "the door through which live sources come in",
}
"""Modules of science that may touch files, by the beginning of their path."""

CONVERSIONS = {"as_cloud"}
"""Functions of science that only change the form of a value; the edges may call these."""

HEAVY = (
    *("numpy", "numba", "scipy", "xarray", "matplotlib", "shapely", "pyproj", "h5py", "pandas"),
    *("pydantic", "typer", "rich", "contourpy", "zarr"),
    *("sqlalchemy", "alembic", "cryptography", "psycopg"),
)
"""Modules that cost 50 ms or more; `import lastknown` (at most 0.3 s) loads none of them."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the package by its path without suffix, parsed."""
    return {
        path.relative_to(SOURCE).with_suffix("").as_posix(): ast.parse(path.read_text())
        for path in sorted(SOURCE.rglob("*.py"))
    }


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield every function and method."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def lines(node: ast.FunctionDef | ast.ClassDef) -> int:
    """Return the lines of a function or class without its own docstring."""
    assert node.end_lineno is not None
    total = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        assert first.end_lineno is not None
        total -= first.end_lineno - first.lineno + 1
    return total


def exported(tree: ast.Module) -> list[str] | None:
    """Return the literal `__all__` of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "__all__":
            assert node.value is not None
            return list(ast.literal_eval(node.value))
    return None


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of every module imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_run_time(tree: ast.Module) -> ast.Module:
    """Return a module without what it imports for the type checker alone."""
    body = [
        n
        for n in tree.body
        if not (isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test))
    ]
    return ast.Module(body, [])


def test_modules_stay_under_400_lines() -> None:
    long = {
        name: count
        for name in modules()
        if (count := len((SOURCE / f"{name}.py").read_text().splitlines())) >= 400
    }
    assert not long


def test_functions_stay_under_40_lines() -> None:
    long = {
        f"{name}:{node.name}": lines(node)
        for name, tree in modules().items()
        for node in functions(tree)
        if lines(node) >= 40
    }
    assert {key: value for key, value in long.items() if key not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "remove exceptions that are no longer needed"
    files = [key.split(":")[0] for key in LONG_FUNCTIONS]
    assert len(files) == len(set(files)), "a second exception in one file is a design question"


def test_the_median_function_is_under_10_lines() -> None:
    assert statistics.median(lines(f) for tree in modules().values() for f in functions(tree)) < 10


def test_classes_stay_under_250_lines_and_15_methods() -> None:
    large = [
        f"{name}:{node.name}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and (lines(node) >= 250 or sum(isinstance(n, ast.FunctionDef) for n in node.body) > 15)
    ]
    assert not large


@pytest.mark.parametrize("name", sorted(modules()))
def test_every_module_says_what_it_is_and_what_it_offers(name: str) -> None:
    tree = modules()[name]
    assert ast.get_docstring(tree), "no docstring"
    names = exported(tree)
    if names is None:
        assert len(tree.body) == 1, "no __all__"
        names = []
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    bare = [n for n in names if n in own and not ast.get_docstring(own[n])]
    assert not bare, "public functions without a docstring"


def test_a_private_module_is_imported_by_its_own_room_only() -> None:
    trespassers = [
        f"{name} imports {target}"
        for name, tree in modules().items()
        for target in imports(tree)
        if (found := re.match(r"lastknown\.(\w+)\._[a-z]", target))
        and found[1] != name.split("/")[0]
    ]
    assert not trespassers


def test_formats_know_the_values_of_science_and_never_its_work() -> None:
    knowing = [
        f"{name} imports {node.module}.{alias.name}"
        for name, tree in modules().items()
        if name.startswith("exchange/")
        for node in ast.walk(at_run_time(tree))
        if isinstance(node, ast.ImportFrom)
        and (found := re.match(r"lastknown\.(\w+)", node.module or ""))
        and found[1] in SCIENCE
        for alias in node.names
        if not alias.name[0].isupper() and alias.name not in CONVERSIONS
    ]
    assert not knowing


def test_science_looks_at_no_clock_and_opens_no_file() -> None:
    clock = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time(_ns)?)$")
    guilty = []
    for name, tree in modules().items():
        if name.split("/")[0] not in SCIENCE or name.startswith(tuple(READS_FILES)):
            continue
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            text = ast.unparse(call.func)
            now = clock.search(text) or ast.unparse(call).endswith("datetime64('now')")
            if now or text == "open" or text.endswith((".read_text", ".write_text", ".unlink")):
                guilty.append(f"{name}:{call.lineno} {text}")
    assert not guilty


def test_no_public_name_is_a_rooms_name() -> None:
    import lastknown

    assert not set(lastknown.__all__) & set(ROOMS)


def test_every_public_name_exists_and_the_stub_shows_the_same() -> None:
    import lastknown

    stub = ast.parse((SOURCE / "__init__.pyi").read_text())
    shown = {
        alias.asname: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert shown == lastknown._HOMES  # type: ignore[attr-defined]
    assert set(lastknown.__all__) == {*shown, "__version__"}
    for name in lastknown.__all__:
        assert getattr(lastknown, name) is not None
    assert dir(lastknown) == sorted(lastknown.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = lastknown.nothing  # type: ignore[attr-defined]


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import lastknown, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(ran.stdout.split())


def test_no_tracked_file_knows_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so there is no list of tracked files")
    slash = "/"
    paths = re.compile(
        rf"(?<![\w.:/]){slash}(?:work|root|home|Users|opt){slash}[\w.]|\.\.{slash}shared"
    )
    knowing = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name == ".ci/run" or not path.is_file():
            continue
        found = paths.search(path.read_text(errors="ignore"))
        if found:
            knowing.append(f"{name}: {found[0]}")
    assert not knowing
