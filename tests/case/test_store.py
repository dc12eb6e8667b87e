from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lastknown.case.chain import chain_hashes
from lastknown.case.heads import kept_heads
from lastknown.case.opening import new_record, open_record
from lastknown.case.store import append, count, read, rows
from lastknown.case.tables import shown_url
from lastknown.case.told import Report
from lastknown.errors import LastknownError
from tests.case.nights import START, begin, call, draft
from tests.case.postgres import Server


def test_what_is_appended_is_read_back_by_another_program(where: str, keys: Path) -> None:
    with_report = begin(where, keys)
    (entry,) = append(
        with_report, call(2, "Allo ? Ici…", number="+33 6 39 98 56 78", persons={"total": 33})
    )
    with_report.close()
    store = open_record(where, keys=keys)
    opened, told = read(store)
    assert told == entry
    assert told.raw == "Allo ? Ici…"
    assert (opened.seq, told.seq, told.centre) == (0, 1, "mrcc-east")
    store.close()


@pytest.mark.parametrize("name", ["", "   "])
def test_a_record_without_a_name_is_not_begun(name: str, tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="name is empty"):
        new_record(tmp_path / "night.db", name, "mrcc-east", "J. Watch", at=START, keys=tmp_path)
    assert not [*tmp_path.iterdir()]


def test_the_rows_are_chained_and_the_head_lies_outside(where: str, keys: Path) -> None:
    store = begin(where, keys)
    append(store, call(1), call(2))
    append(store, call(3))
    stored = rows(store)
    assert [row.seq for row in stored] == [0, 1, 2, 3]
    hashes = chain_hashes(store.record, "mrcc-east", [row.document for row in stored])
    assert [row.hash for row in stored] == hashes
    head = kept_heads(store.folder)["mrcc-east"].head
    assert (head.count, head.hash) == (4, hashes[-1])
    store.close()


def test_equal_numbers_have_equal_hashes_that_need_the_records_key(where: str, keys: Path) -> None:
    store = begin(where, keys)
    written = append(
        store,
        call(1, number="+33 6 39 98 56 78"),
        call(2, number="06.39.98.56.78"),
        call(3, number="0033639985678"),
        call(4, number="06 39 98 56 79"),
        call(5, device="Radio 7"),
        call(6),
    )
    first, second, third, other, device, none = (entry.numbers for entry in written)
    assert first == second == third != other
    assert len(device) == 1
    assert none == ()
    store.close()


def test_a_record_is_not_made_over_another(where: str, keys: Path) -> None:
    begin(where, keys).close()
    with pytest.raises(LastknownError, match=r"is there already|holds a record already"):
        begin(where, keys)


def test_a_store_without_its_keys_says_where_they_should_be(where: str, keys: Path) -> None:
    begin(where, keys).close()
    with pytest.raises(LastknownError, match=r"no keys for this record in .*elsewhere"):
        open_record(where, keys=keys / "elsewhere")


def test_a_read_only_store_is_read_and_refuses_to_be_written(where: str, keys: Path) -> None:
    begin(where, keys).close()
    store = open_record(where, keys=keys, read_only=True)
    assert len(read(store)) == 1
    with pytest.raises(LastknownError, match="opened read-only"):
        append(store, call(1))
    with (
        pytest.raises(
            LastknownError, match=r"nothing of this was written.*where it can be written"
        ),
    ):
        append(_pretending(store), call(1))
    assert count(store) == {"mrcc-east": 1}
    store.close()


def _pretending(store):  # type: ignore[no-untyped-def]
    """Return the store as one that believes it may write: the database itself must refuse."""
    from dataclasses import replace

    return replace(store, read_only=False)


WRITER = """
import sys
from pathlib import Path
from lastknown.case.opening import open_record
from lastknown.case.store import append
from tests.case.nights import call
store = open_record(sys.argv[1], keys=Path(sys.argv[2]))
for n in range(25):
    (entry,) = append(store, call(n, sys.argv[3] + str(n)))
    print(entry.id, flush=True)
"""


def test_two_programs_write_at_once_and_the_chain_does_not_fork(where: str, keys: Path) -> None:
    store = begin(where, keys)
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, where, str(keys), name],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        for name in "AB"
    ]
    told = [writer.communicate(timeout=120)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    stored = rows(store)
    assert {*told[0], *told[1]} == {row.id for row in stored[1:]}
    assert len(told[0]) == len(told[1]) == 25
    hashes = chain_hashes(store.record, "mrcc-east", [row.document for row in stored])
    assert [row.hash for row in stored] == hashes
    assert kept_heads(store.folder)["mrcc-east"].head.count == 51
    store.close()


def test_a_record_is_a_sqlite_path_or_a_postgres_url(tmp_path: Path, keys: Path) -> None:
    for wrong, message in {
        "mysql://host/night": "cannot lie in mysql",
        str(tmp_path / "none.db"): "is not there; make it with",
        str(tmp_path / "no" / "folder.db"): "is not there",
    }.items():
        with pytest.raises(LastknownError, match=message):
            open_record(wrong, keys=keys)
    (tmp_path / "text.db").write_text("this is no database, whatever its name may say " * 50)
    with pytest.raises(LastknownError, match="give the path of a record"):
        open_record(tmp_path / "text.db", keys=keys)
    with pytest.raises(LastknownError, match="check the path"):
        begin(str(tmp_path / "no" / "folder.db"), keys)
    with pytest.raises(LastknownError, match="no short name"):
        new_record(tmp_path / "x.db", "x", "MRCC East", "J. Watch", at=START, keys=keys)


def test_a_password_is_never_shown(postgres: Server, keys: Path) -> None:
    url = f"postgresql://tests:secret@/nowhere?host={postgres.folder}"
    assert "secret" not in shown_url(url)
    with pytest.raises(LastknownError, match="does not exist") as error:
        open_record(url, keys=keys)
    assert "secret" not in str(error.value)


def test_nothing_personal_is_in_the_databases_bytes(tmp_path: Path, keys: Path) -> None:
    path = tmp_path / "night.db"
    store = begin(str(path), keys)
    append(store, call(1, "my name is Adalovelace", number="07700900456", language="secretish"))
    append(store, draft(2, kind="person", person="P1", name="Adalovelace"))
    store.close()
    data = b"".join(part.read_bytes() for part in tmp_path.glob("night.db*"))
    for hidden in (b"Adalovelace", b"700900456", b"secretish"):
        assert hidden not in data
    assert b"mrcc-east" in data


def test_the_keys_are_for_their_owner_alone(tmp_path: Path, keys: Path) -> None:
    store = begin(str(tmp_path / "night.db"), keys)
    assert (store.folder / "keys.json").stat().st_mode & 0o077 == 0
    assert "signs" not in repr(store)
    for damaged, message in {
        "{": "is not JSON",
        '{"version": 2}': "later",
        '{"version": 1}': "damaged",
    }.items():
        (store.folder / "keys.json").write_text(damaged)
        with pytest.raises(LastknownError, match=message):
            open_record(tmp_path / "night.db", keys=keys)
    store.close()


def test_reports_keep_their_type(where: str, keys: Path) -> None:
    store = begin(where, keys)
    position = {"lon": 1.74, "lat": 51.14, "error_m": 900.0}
    append(store, call(1, what="sighting", position=position, length_m=8.0))
    body = read(store)[1].body
    assert isinstance(body, Report)
    assert body.position is not None
    assert (body.what, body.position.lon, body.length_m) == ("sighting", 1.74, 8.0)
    store.close()
