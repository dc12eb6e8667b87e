"""Nothing acknowledged is lost and nothing torn is accepted, whatever happens to the writer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lastknown.case.opening import open_record
from lastknown.case.store import Store, append, count, read, rows
from lastknown.case.verify import verify
from lastknown.errors import LastknownError
from tests.case.nights import begin, call
from tests.case.postgres import server

ROOT = Path(__file__).parents[2]
KILLS = 200


def helper(*words: str) -> list[str]:
    """Run one of this folder's programs and return its lines."""
    ran = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def test_no_acknowledged_entry_is_lost_when_writers_are_killed(where: str, keys: Path) -> None:
    begin(where, keys).close()
    rounds = helper("tests/case/killed.py", where, str(keys), str(KILLS), "1")
    acknowledged = [name for line in rounds for name in line.split()]
    assert len(rounds) == KILLS
    store = open_record(where, keys=keys)
    (chain,) = verify(store)
    assert (chain.bad, chain.lost) == (None, ())
    there = [row.id for row in rows(store)]
    assert set(acknowledged) <= set(there)
    assert [name for name in there if name in set(acknowledged)] == acknowledged
    unsaid = len(there) - 2 - len(acknowledged)  # but the first entry and the one to warm up
    assert 0 <= unsaid <= KILLS, "at most one unacknowledged a kill"
    assert len(acknowledged) > KILLS
    assert chain.unproved <= 1
    append(store, call(1))
    assert verify(store)[0].bad is None
    store.close()


def test_a_server_that_crashes_loses_nothing_acknowledged(keys: Path) -> None:
    with server() as crashing:
        where = crashing.new_database("night")
        store = begin(where, keys)
        told = []
        for crash in range(3):
            told += [append(store, call(crash * 5 + n))[0].id for n in range(5)]
            crashing.stop("immediate")
            with pytest.raises(LastknownError, match="nothing of this was written"):
                append(store, call(99))
            crashing.start()
        assert [row.id for row in rows(store)][1:] == told
        (chain,) = verify(store)
        assert (chain.bad, chain.unproved) == (None, 0)
        store.close()


FULL = """
import resource, sys
from pathlib import Path
from lastknown.case.opening import open_record
from lastknown.case.store import append
from lastknown.errors import LastknownError
from tests.case.nights import call
store = open_record(sys.argv[1], keys=Path(sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    for number in range(1000):
        print(append(store, call(number, "word " * 4000))[0].id)
except LastknownError as error:
    print("refused:", error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
print(append(store, call(1, "room again"))[0].id)
"""


def test_a_full_disk_is_said_and_loses_nothing_acknowledged(tmp_path: Path, keys: Path) -> None:
    where = str(tmp_path / "night.db")
    begin(where, keys).close()
    *told, refusal, last = helper("-c", FULL, where, str(keys))
    assert refusal.startswith("refused:")
    assert "nothing of this was written, what was acknowledged before is safe" in refusal
    assert "space" in refusal
    store = open_record(where, keys=keys)
    assert [entry.id for entry in read(store)][1:] == [*told, last]
    assert len(told) > 3
    assert verify(store)[0].bad is None
    store.close()


def until_refused(store: Store) -> tuple[list[str], str]:
    """Append long texts until the store refuses; return what it took and what it says then."""
    told: list[str] = []
    try:
        for number in range(1000):
            told += [append(store, call(number, "word " * 40_000))[0].id]
    except LastknownError as error:
        return told, str(error)
    return told, ""


def test_a_full_disk_under_postgres_too(keys: Path) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000,) * 2)

    with server("--wal-segsize=1") as full:
        where = full.new_database("night")
        store = begin(where, keys)
        full.stop("fast")
        full.start(preexec_fn=limit)
        store.engine.dispose()
        told, refusal = until_refused(store)
        assert "nothing of this was written" in refusal
        assert "space" in refusal
        store.close()
        full.stop("fast")
        full.start()
        store = open_record(where, keys=keys)
        assert [row.id for row in rows(store)][1:] == told
        assert len(told) > 2
        assert verify(store)[0].bad is None
        append(store, call(1, "room again"))
        store.close()


UNWRITABLE = """
import sys
from pathlib import Path
from dataclasses import replace
from lastknown.case.opening import open_record
from lastknown.case.store import append, count
from lastknown.errors import LastknownError
from tests.case.nights import call
store = open_record(sys.argv[1], keys=Path(sys.argv[2]), read_only=True)
print(count(store))
for one in (store, replace(store, read_only=False)):
    try:
        append(one, call(1))
        print("written")
    except LastknownError as error:
        print(error)
"""


def test_a_file_that_may_not_be_written_says_so(where: str, keys: Path) -> None:
    if "://" in where:
        check_role_without_rights(where, keys)
        return
    store = begin(where, keys)
    lines = helper("-c", UNWRITABLE, where, str(keys))
    assert lines[0].startswith("{'mrcc-east': 1}")
    assert "opened read-only" in lines[1]
    assert any("where it can be written" in line or "who may write" in line for line in lines[2:])
    assert "written" not in lines
    assert count(store) == {"mrcc-east": 1}
    store.close()


def check_role_without_rights(where: str, keys: Path) -> None:
    """A PostgreSQL role that may only read reads, and is told why it cannot write."""
    import psycopg

    store = begin(where, keys)
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT pg_read_all_data TO reader")
    reader = open_record(where.replace("tests@", "reader@"), keys=keys)
    assert count(reader) == {"mrcc-east": 1}
    with pytest.raises(LastknownError, match=r"permission denied.*nothing of this was written"):
        append(reader, call(1))
    reader.close()
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("DROP ROLE reader")
    assert count(store) == {"mrcc-east": 1}
    store.close()
