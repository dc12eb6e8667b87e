"""The same tests on both stores: SQLite, and a PostgreSQL server that is started for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.case.postgres import Server, server

NUMBER = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server("--no-sync") as made:
        yield made


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        return str(tmp_path / "night.db")
    made: Server = request.getfixturevalue("postgres")
    return made.new_schema(f"night{next(NUMBER)}")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"
