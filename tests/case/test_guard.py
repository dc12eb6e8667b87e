"""The database itself refuses to change or delete an entry, and a restore still can."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from lastknown.case.merge import export_bundle, restore
from lastknown.case.store import Store, append, read, rows, transaction
from lastknown.case.verify import verify
from lastknown.errors import LastknownError
from tests.case.nights import begin, call
from tests.case.test_merge import change

TOUCH = {
    "both": [
        "UPDATE entries SET arrived = NULL",
        "UPDATE entries SET document = hash WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 1",
        "DELETE FROM entries",
    ],
    "sqlite": [
        "INSERT OR REPLACE INTO entries SELECT centre, seq, id, hash, hash, NULL FROM entries",
        "REPLACE INTO entries SELECT centre, 9, id, hash, hash, NULL FROM entries WHERE seq = 1",
        "UPDATE OR REPLACE entries SET seq = 1 WHERE seq = 2",
    ],
    "postgresql": [
        "TRUNCATE entries",
        "INSERT INTO entries SELECT * FROM entries "
        "ON CONFLICT (id) DO UPDATE SET document = EXCLUDED.hash",
    ],
}


def test_no_statement_changes_or_deletes_an_entry(where: str, keys: Path) -> None:
    store = begin(where, keys)
    append(store, call(1), call(2))
    before = rows(store)
    for statement in TOUCH["both"] + TOUCH[store.engine.dialect.name]:
        with pytest.raises(
            LastknownError, match="only appended, never changed or deleted; nothing"
        ):
            run(store, statement)
    assert rows(store) == before
    assert verify(store)[0].bad is None
    store.close()


def run(store: Store, statement: str) -> None:
    with transaction(store.engine, store.shown, writes=True) as connection:
        connection.execute(text(statement))


def test_a_restore_puts_the_guard_up_again(where: str, keys: Path, tmp_path: Path) -> None:
    store = begin(where, keys)
    append(store, call(1, "words"))
    export_bundle(store, tmp_path / "good")
    change(store, "UPDATE entries SET document = hash WHERE seq = 1")
    assert restore(store, tmp_path / "good") == {"mrcc-east": 1}
    assert read(store)[1].raw == "words"
    with pytest.raises(LastknownError, match="only appended"):
        run(store, "DELETE FROM entries WHERE seq = 1")
    store.close()


def test_a_byte_flipped_in_the_file_is_found_named_and_restored(keys: Path, tmp_path: Path) -> None:
    store = begin(str(tmp_path / "night.db"), keys)
    written = append(store, *(call(n, f"words {n}", colour=f"colour{n}") for n in range(5)))
    export_bundle(store, tmp_path / "good")
    store.close()  # and with it the log of SQLite goes into the file
    data = bytearray((tmp_path / "night.db").read_bytes())
    data[data.index(b"colour3")] ^= 4
    (tmp_path / "night.db").write_bytes(data)
    from lastknown.case.opening import open_record

    store = open_record(tmp_path / "night.db", keys=keys)
    (found,) = verify(store)
    assert found.bad is not None
    assert (found.bad.seq, found.bad.id) == (4, written[3].id)
    assert found.bad.what == "its bytes or its hash were altered"
    assert restore(store, tmp_path / "good") == {"mrcc-east": 1}
    assert verify(store)[0].bad is None
    assert read(store)[1:] == written
    store.close()
