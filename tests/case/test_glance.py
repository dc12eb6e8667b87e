"""A record read at a glance is the record that its store reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastknown.case.glance import glance, is_sqlite_file
from lastknown.case.migrate import SCHEMA, upgrade
from lastknown.case.store import Store, append, read, transaction
from lastknown.case.told import Report
from tests.case.nights import begin, call, draft


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = begin(str(tmp_path / "night"), tmp_path / "keys")
    append(made, call(5, number="07700 900111"), draft(6, kind="person", person="P1", name="N"))
    return made


def test_it_is_what_the_store_reads(store: Store, tmp_path: Path) -> None:
    assert is_sqlite_file(tmp_path / "night")
    assert glance(tmp_path / "night", keys=tmp_path / "keys") == read(store)


def test_without_keys_what_is_sealed_stays_so(store: Store, tmp_path: Path) -> None:
    found = glance(tmp_path / "night", keys=tmp_path / "elsewhere")
    assert found is not None
    report = found[1]
    assert isinstance(report.body, Report)
    assert (report.raw, report.body.number) == (None, None)
    assert report.numbers == read(store)[1].numbers


def test_what_is_no_record_of_this_schema_is_left_to_the_store(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("name = 1")
    for name in ("empty", "text", "none"):
        assert glance(tmp_path / name) is None
        assert not is_sqlite_file(tmp_path / name)


def test_a_record_of_an_earlier_schema_is_left_to_the_store(store: Store, tmp_path: Path) -> None:
    with transaction(store.engine, store.shown, writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert glance(tmp_path / "night") is None
    with transaction(store.engine, store.shown, writes=True) as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{SCHEMA}'")
        upgrade(connection, store.shown)
    assert glance(tmp_path / "night") is not None
