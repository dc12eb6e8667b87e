"""Nothing personal is in a file, a log or an error; what is purged is gone from the file itself."""

from __future__ import annotations

import json
import logging
import shutil
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lastknown.case.arrivals import receive
from lastknown.case.entries import Draft, make_id
from lastknown.case.guard import take_down
from lastknown.case.merge import export_bundle, import_bundle, restore
from lastknown.case.opening import open_record
from lastknown.case.purge import order_purge
from lastknown.case.reading import note_reading, send
from lastknown.case.store import Row, Store, append, read, rows, transaction, write_rows
from lastknown.case.tables import KEYS
from lastknown.case.verify import verify
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, call, draft
from tests.case.test_merge import change, two_centres

NAME, NUMBER, LANGUAGE, TONE = "Adalovelace", "700900456", "Tigrinyalike", "longbeep"
KIN, WORDS, DEVICE = "Kinsister", "thewordsofit", "Handsetofhers"
CANARIES = (NAME, NUMBER, LANGUAGE, TONE, KIN, WORDS, DEVICE)
WHO = ("D. Head", "SMC")


def fill(store: Store) -> None:
    hints = {"language": LANGUAGE, "dialling_tone": TONE}
    append(
        store,
        call(1, WORDS, number=f"+44 7{NUMBER}", device=DEVICE, about=KIN, **hints),
        draft(2, WORDS, kind="person", person="P1", name=NAME, kin=KIN),
    )


def shown_in(data: str | bytes) -> list[str]:
    told = data if isinstance(data, bytes) else data.encode()
    return [canary for canary in CANARIES if canary.encode() in told]


def of_a_machine() -> Draft:
    one = draft(1, WORDS, kind="holder_taken", boat="B1")
    return one.model_copy(update={"role": "machine", "author": NAME})


def insert(store: Store, row: Row) -> None:
    with transaction(store.engine, store.shown, writes=True) as connection:
        take_down(connection)
        write_rows(connection, [row])


def read_after(store: Store, statement: str) -> object:
    change(store, statement)
    return read(store)


def wrong_calls(store: Store, folder: Path) -> dict[str, Callable[[], object]]:
    """Return calls that fail, each with something personal in hand."""
    person = {"kind": "person", "person": "P1", "name": NAME}
    first = rows(store)[1]
    empty: Any = None
    return {
        "field": lambda: call(1, WORDS, colour=f"{NAME}\n{NUMBER}"),
        "kind": lambda: draft(1, WORDS, kind=NAME),
        "extra": lambda: draft(1, **person, nickname=KIN),
        "type": lambda: draft(1, **{**person, "name": [NAME]}),
        "place": lambda: call(1, WORDS, position={"lon": NUMBER, "lat": 0}),
        "surrogate": lambda: append(store, call(1, f"{WORDS} \ud800")),
        "machine": lambda: append(store, of_a_machine()),
        "again": lambda: insert(store, first),
        "empty": lambda: insert(store, replace(first, seq=99, id=make_id(at(0)), document=empty)),
        "recipient": lambda: export_bundle(store, folder / "c", to=[NAME]),
        "import": lambda: import_bundle(store, folder / "bad"),
        "restore": lambda: restore(store, folder / "bad"),
        "key": lambda: read_after(store, OTHER_KEY),
        "document": lambda: read_after(store, "UPDATE entries SET document = hash WHERE seq = 1"),
        "export": lambda: export_bundle(store, folder / "c", to=["mrcc-east"]),
        "gone": lambda: (change(store, "DROP TABLE keys"), fill(store)),
    }


OTHER_KEY = "UPDATE keys SET wrapped = (SELECT wrapped FROM keys ORDER BY subject LIMIT 1)"


def everything_of(error: BaseException | None) -> str:
    """Return all that an error and those behind it could show."""
    told = ""
    while error is not None:
        told += "".join(traceback.format_exception(error)) + repr(error) + str(error.args)
        error = error.__context__
    return told


def test_no_error_and_no_log_holds_anything_personal(
    where: str,
    keys: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    for name in ("", "sqlalchemy.engine", "sqlalchemy.pool", "alembic"):
        caplog.set_level(logging.DEBUG, logger=name)
    store = begin(where, keys)
    fill(store)
    assert read(store)[1].raw == WORDS
    assert note_reading(store, *WHO, 99, at(3)).recorded
    export_bundle(store, tmp_path / "b", to=["mrcc-east"])
    (tmp_path / "bad").write_bytes((tmp_path / "b").read_bytes()[:-40] + f"{NAME}\n".encode())
    for name, do in wrong_calls(store, tmp_path).items():
        with pytest.raises(LastknownError) as raised:
            do()
        if name != "recipient":  # what was asked for by name is quoted: a centre, by its nature
            assert shown_in(everything_of(raised.value)) == [], name
    assert "SELECT" in caplog.text, "the database's own log was listened to"
    assert shown_in(caplog.text) == []
    store.close()
    if "://" in where:
        log = request.getfixturevalue("postgres").folder / "log"
        assert "ERROR" in log.read_text()
        assert shown_in(log.read_bytes()) == []


def files_of(*folders: Path) -> bytes:
    return b"".join(p.read_bytes() for f in folders for p in sorted(f.rglob("*")) if p.is_file())


def test_what_is_purged_is_gone_from_the_files_themselves(tmp_path: Path) -> None:
    folder, keys, outside = (tmp_path / name for name in ("db", "keys", "out"))
    folder.mkdir()
    outside.mkdir()
    store = begin(str(folder / "night.db"), keys)
    fill(store)
    (stays,) = append(store, call(3, "this stays"))
    wrapped = {row.subject: row.wrapped for row in key_rows(store)}
    (_, wrapping), numbers = store.keyring.wrapping[0], store.keyring.numbers
    assert numbers is not None
    assert any(data in files_of(folder) for data in wrapped.values())
    about = [e.id for e in read(store) if e.id != stays.id]
    order_purge(store, *WHO, at=at(4), persons=["P1"], entries=about)
    left = files_of(folder, keys)  # while it is open: the log of SQLite too
    assert all(data not in left for data in wrapped.values()), "all are wrapped anew"
    assert wrapping.hex().encode() not in left
    assert shown_in(left) == []
    assert next(e for e in read(store) if e.id == stays.id).raw == "this stays"
    order_purge(store, *WHO, at=at(5), everything=True)
    assert numbers.hex().encode() not in files_of(folder, keys)
    export_bundle(store, outside / "b", to=["mrcc-east"])
    assert {e.raw for e in read(store)} <= {None, ""}
    assert verify(store)[0].bad is None
    store.close()


def key_rows(store: Store) -> Sequence[Any]:
    with transaction(store.engine, store.shown, writes=False) as connection:
        return connection.execute(KEYS.select()).all()


def test_an_older_copy_gives_back_nothing_that_was_purged(tmp_path: Path) -> None:
    store = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    fill(store)
    export_bundle(store, tmp_path / "backup", to=["mrcc-east"])
    store.close()
    shutil.copy(tmp_path / "night.db", tmp_path / "older.db")
    store = open_record(tmp_path / "night.db", keys=tmp_path / "keys")
    order_purge(store, *WHO, at=at(4), everything=True)
    store.close()
    older = open_record(tmp_path / "older.db", keys=tmp_path / "keys", read_only=True)
    assert [e.raw for e in read(older)] == ["", None, None]
    assert read(older)[1].model_dump(mode="json")["body"].get("language") is None
    older.close()
    assert shown_in(files_of(tmp_path)) == []


def test_a_bundle_without_recipients_holds_no_key(tmp_path: Path) -> None:
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    fill(east)
    send(east, tmp_path / "open", *WHO, at(3))
    send(east, tmp_path / "named", *WHO, at(4), to=["mrcc-west"])
    assert [kinds(tmp_path / name) for name in ("open", "named")] == [[], ["mrcc-west"]]
    assert shown_in(files_of(tmp_path)) == []
    receive(west, tmp_path / "open", *WHO, at(5))
    assert {e.raw for e in read(west) if e.body.kind == "report"} == {None}
    receive(west, tmp_path / "named", *WHO, at(6))
    assert {e.raw for e in read(west) if e.body.kind == "report"} == {WORDS}
    east.close()
    west.close()


def kinds(path: Path) -> list[str]:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line["keys"]["to"] for line in lines if "keys" in line]
