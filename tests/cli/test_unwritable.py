"""A record and its ships where nothing can be written: a locked stick, a share lent for reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lastknown.case.glance import connect_read_only, is_unwritable
from lastknown.case.traffic import open_ships
from lastknown.cli.guard import run
from tests.cli.answers import said
from tests.cli.conftest import Desk
from tests.permissions import heeding_permissions

NOTHING = "lies where nothing can be written: nothing was; copy it to where it can be written"


@pytest.fixture
def locked(dover: Desk) -> Iterator[Desk]:
    """The record and its ships on a stick that is then locked; the keys are elsewhere."""
    open_ships(dover.file).close()
    stick = dover.folder / "stick"
    stick.mkdir()
    for name in ("night.db", "night.db.ships.sqlite"):
        (stick / name).write_bytes((dover.folder / name).read_bytes())
        (stick / name).chmod(0o444)
    dover.file = str(stick / "night.db")
    stick.chmod(0o555)
    with heeding_permissions():
        yield dover
    stick.chmod(0o755)


def test_what_only_reads_answers(locked: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(Path(locked.file).parent.iterdir())
    told = locked.run("picture")
    assert "B1" in told
    assert "No ship was heard by then" in told, "the ships beside it are read too"
    assert "33 people" in locked.run("list")
    assert "MAYDAY RELAY" in locked.run("relay", "--as-told")
    assert "No Mayday Relay" in locked.run("relay-state")
    assert "No ship was heard" in said(["ships", "show", locked.file], capfd)
    assert run(["drift", locked.file, "--wind-kn", "8", "--wind-from-deg", "240"]) == 0
    out, aside = capfd.readouterr()
    assert "Most likely" in out
    assert NOTHING in aside
    assert sorted(Path(locked.file).parent.iterdir()) == before


def test_what_writes_says_that_nothing_can_be(
    locked: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str], ais: Path
) -> None:
    assert NOTHING in locked.run("add", "They call again", code=2)
    assert NOTHING in locked.run("relay", "--as-told", "--send", code=2)
    assert NOTHING in said(["ships", "import", str(ais), "--into", locked.file], capfd, code=2)


def test_what_was_written_last_must_be_there(tmp_path: Path) -> None:
    where = tmp_path / "stick" / "some.db"
    where.parent.mkdir()
    with closing(sqlite3.connect(where)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE some (a)")
        wal = where.with_name("some.db-wal").read_bytes()
    assert not is_unwritable(where)
    where.with_name("some.db-wal").write_bytes(wal)
    where.parent.chmod(0o555)
    try:
        with heeding_permissions():
            assert is_unwritable(where)
            with pytest.raises(sqlite3.OperationalError, match="lies in its -wal"):
                connect_read_only(where)
    finally:
        where.parent.chmod(0o755)


def test_what_another_program_has_open_is_not_taken_as_still(tmp_path: Path) -> None:
    where = tmp_path / "shared" / "some.db"
    where.parent.mkdir()
    with closing(sqlite3.connect(where)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE some (a)")
        where.parent.chmod(0o555)
        try:
            with heeding_permissions():
                assert not is_unwritable(where)
                with closing(connect_read_only(where)) as reader:
                    assert reader.execute("SELECT count(*) FROM some").fetchone() == (0,)
                    database.execute("INSERT INTO some VALUES (1)")
                    database.commit()
                    assert reader.execute("SELECT count(*) FROM some").fetchone() == (1,)
        finally:
            where.parent.chmod(0o755)
