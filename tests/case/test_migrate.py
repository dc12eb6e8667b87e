"""A record that an earlier program wrote opens, with all that is in it; a later one is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from lastknown.case.migrate import SCHEMA, schema_of, upgrade
from lastknown.case.opening import open_record
from lastknown.case.purge import order_purge
from lastknown.case.reading import note_reading
from lastknown.case.store import append, count, read
from lastknown.case.tables import engine_of
from lastknown.case.verify import verify
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, call
from tests.case.test_guard import run


def written_by(schema: str, where: str, keys: Path, folder: Path) -> None:
    """Make a database as the program of an earlier schema left it: its own steps, the same rows."""
    begun = str(folder / "new.db")
    store = begin(begun, keys)
    append(store, call(1, "words"), call(2, "more"))
    store.close()
    new, old = engine_of(begun), engine_of(where)
    with (
        new.connect().execution_options(writes=False) as source,
        old.connect().execution_options(writes=True) as target,
        target.begin(),
    ):
        upgrade(target, "x", schema)
        assert schema_of(target) == schema
        copy(source, target, schema)
    new.dispose()
    old.dispose()


def copy(source: Connection, target: Connection, schema: str) -> None:
    names = "centre, seq, id, document, hash" + (", arrived" if schema > "0001" else "")
    for table, columns in {"entries": names, "keys": "subject, wrapping, wrapped"}.items():
        marks = ", ".join(f":{name}" for name in columns.split(", "))
        for row in source.execute(text(f"SELECT {columns} FROM {table}")):
            target.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({marks})"), row._asdict())


@pytest.mark.parametrize("schema", ["0001", "0002"])
def test_an_earlier_schema_opens_and_migrates(
    schema: str, where: str, keys: Path, tmp_path: Path
) -> None:
    written_by(schema, where, keys, tmp_path)
    with pytest.raises(LastknownError, match=f"earlier schema {schema}; open it for writing once"):
        open_record(where, keys=keys, read_only=True)
    store = open_record(where, keys=keys)
    assert [entry.raw for entry in read(store)] == ["", "words", "more"]
    assert verify(store)[0].bad is None
    append(store, call(3))
    assert count(store) == {"mrcc-east": 4}
    arrived = "SELECT arrived FROM entries ORDER BY seq"
    with store.engine.connect() as connection:
        assert schema_of(connection) == SCHEMA
        moments = connection.execute(text(arrived)).scalars().all()
    assert ([moment is None for moment in moments]) == [schema == "0001"] * 3 + [False]
    with pytest.raises(LastknownError, match="only appended"):
        run(store, "DELETE FROM entries")
    assert note_reading(store, "J. Watch", "SMC", 99, at(4)).alarm is not None
    order_purge(store, "D. Head", "SMC", at=at(5), everything=True)
    assert read(store)[1].raw is None
    store.close()


def test_two_programs_that_open_an_earlier_schema_at_once_migrate_it_once(
    where: str, keys: Path, tmp_path: Path
) -> None:
    written_by("0001", where, keys, tmp_path)
    with ThreadPoolExecutor(3) as pool:
        opened = [*pool.map(lambda _: open_record(where, keys=keys), range(3))]
    for store in opened:
        append(store, call(3))
        store.close()
    assert verify(opened[0])[0].entries == 6
    opened[0].close()


def test_each_step_makes_what_it_says(where: str) -> None:
    engine = engine_of(where)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for schema in ("0001", "0002", "0003"):
            upgrade(connection, "x", schema)
            assert schema_of(connection) == schema
            columns = connection.execute(text("SELECT * FROM entries")).keys()
            assert ("arrived" in columns) == (schema > "0001")
        assert connection.execute(text("SELECT * FROM readings")).all() == []
    engine.dispose()


def test_a_later_schema_is_refused_and_nothing_changed(where: str, keys: Path) -> None:
    begin(where, keys).close()
    engine = engine_of(where)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for read_only in (False, True):
        with pytest.raises(LastknownError, match=f"later Lastknown .schema 9999, .* {SCHEMA}"):
            open_record(where, keys=keys, read_only=read_only)
    with engine.connect() as connection:
        assert schema_of(connection) == "9999"
    engine.dispose()
