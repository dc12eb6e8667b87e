from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from lastknown.case.arrivals import receive
from lastknown.case.guard import put_up, take_down
from lastknown.case.merge import export_bundle, import_bundle, restore
from lastknown.case.opening import open_record
from lastknown.case.picture import picture
from lastknown.case.purge import carry_out, order_purge
from lastknown.case.store import Store, append, count, read, rows, transaction
from lastknown.case.tables import ENTRIES, KEYS
from lastknown.case.told import Person, Report
from lastknown.case.verify import ChainCheck, verify
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, call, draft


def two_centres(where: str, folder: Path) -> tuple[Store, Store]:
    """Return the records of two centres that know each other and share the key for numbers."""
    east = begin(where, folder / "east-keys")
    west = begin(str(folder / "west.db"), folder / "west-keys", "mrcc-west", joins=east.record)
    swap(west, east, folder)
    export_bundle(east, folder / "hello", to=["mrcc-west"])
    import_bundle(west, folder / "hello")
    return east, west


def swap(one: Store, other: Store, folder: Path, to: tuple[str, ...] = ()) -> dict[str, int]:
    export_bundle(one, folder / "bundle.jsonl", to=to)
    return import_bundle(other, folder / "bundle.jsonl")


def take_in(one: Store, other: Store, folder: Path, minutes: float) -> Mapping[str, int]:
    export_bundle(one, folder / "bundle.jsonl")
    done = receive(other, folder / "bundle.jsonl", "J. Watch", "SMC", at(minutes))
    known = {e.id for e in read(other)}
    now = picture(read(other), known_by=other.keyring.centre)
    unknown = known - {one.entry.id for one in now.log}
    assert {e.body.kind for e in read(other) if e.id in unknown} <= {"received"}
    return done.entries


def change(store: Store, statement: str, **values: object) -> None:
    """Do to the database what no program of ours does."""
    with transaction(store.engine, store.shown, writes=True) as connection:
        take_down(connection)
        connection.execute(text(statement), values)
        put_up(connection)


def bodies(store: Store) -> list[tuple[str, int, object]]:
    return [(e.centre, e.seq, e.body) for e in read(store)]


def test_two_centres_come_to_the_same_entries_and_readable_to_whom_keys_were_sent(
    where: str, tmp_path: Path
) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, "first", number="07700 900456"))
    (theirs,) = append(west, call(2, "second", number="+44 7700 900456"))
    assert swap(east, west, tmp_path) == {"mrcc-east": 1}
    assert swap(west, east, tmp_path, to=("mrcc-east",)) == {"mrcc-west": 1}
    mine = read(east)
    assert [row.document for row in rows(east)] == [row.document for row in rows(west)]
    assert {e.raw for e in mine if isinstance(e.body, Report)} == {"first", "second"}
    hidden = [e for e in read(west) if e.centre == "mrcc-east" and e.seq == 1]
    assert [e.raw for e in hidden] == [None]
    assert hidden[0].numbers == theirs.numbers
    assert [(c.proved, c.bad) for c in verify(east)] == [(2, None), (2, None)]
    east.close()
    west.close()


def test_a_bundle_again_changes_nothing_and_an_older_one_neither(
    where: str, tmp_path: Path
) -> None:
    east, west = two_centres(where, tmp_path)
    export_bundle(east, tmp_path / "old")
    append(east, call(1), call(2))
    assert swap(east, west, tmp_path) == {"mrcc-east": 2}
    assert import_bundle(west, tmp_path / "bundle.jsonl") == {}
    assert import_bundle(west, tmp_path / "old") == {}
    export_bundle(east, tmp_path / "late", after={"mrcc-east": 9})
    append(east, call(3))
    export_bundle(east, tmp_path / "part", after={"mrcc-east": 3, "mrcc-west": 1})
    assert import_bundle(west, tmp_path / "part") == {"mrcc-east": 1}
    append(east, call(4), call(5))
    export_bundle(east, tmp_path / "gap", after={"mrcc-east": 5})
    with pytest.raises(LastknownError, match="begins at entry 5 of mrcc-east, here are 4"):
        import_bundle(west, tmp_path / "gap")
    east.close()
    west.close()


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from("EWew"), st.integers(-300, 300)), max_size=9))
def test_any_interleaving_of_writing_and_sending_ends_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("night")
    east, west = two_centres(str(folder / "east.db"), folder)
    for who, minutes in steps:
        one, other = (east, west) if who in "Ee" else (west, east)
        if who in "EW":
            append(one, call(minutes, who, entered=minutes))
        else:
            take_in(one, other, folder, minutes)
    for one, other in ((east, west), (west, east), (east, west)):
        take_in(one, other, folder, 0)
    assert [row.document for row in rows(east)] == [row.document for row in rows(west)]
    assert take_in(west, east, folder, 0) == {}, "they have come to rest"
    assert all(not chain.bad for chain in (*verify(east), *verify(west)))
    east.close()
    west.close()


def test_a_bundle_that_was_touched_is_refused_whole(where: str, tmp_path: Path) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, colour="black"))
    path = tmp_path / "bundle.jsonl"
    export_bundle(east, path)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for touched in (
        whole.replace(b"black", b"green"),
        whole[: len(whole) // 2],
        b"".join(lines[:-1]),
        b"".join([*lines[:-2], lines[-1]]),
        b"",
        b"not a bundle\n",
    ):
        path.write_bytes(touched)
        with pytest.raises(LastknownError, match="cut off or altered"):
            import_bundle(west, path)
    assert count(west) == {"mrcc-east": 1, "mrcc-west": 1}
    east.close()
    west.close()


def test_a_bundle_of_an_impostor_or_of_another_record_is_refused(
    where: str, tmp_path: Path
) -> None:
    east, west = two_centres(where, tmp_path)
    other = begin(str(tmp_path / "other.db"), tmp_path / "other-keys")
    export_bundle(other, tmp_path / "other")
    with pytest.raises(LastknownError, match="is of another record"):
        import_bundle(west, tmp_path / "other")
    false = begin(str(tmp_path / "false.db"), tmp_path / "false-keys", joins=east.record)
    export_bundle(false, tmp_path / "false")
    with pytest.raises(LastknownError, match="signed by another key than the one known here"):
        import_bundle(west, tmp_path / "false")
    with pytest.raises(LastknownError, match="mrcc-north has no entry"):
        export_bundle(east, tmp_path / "x", to=["mrcc-north"])
    for store in (east, west, other, false):
        store.close()


def test_a_copied_record_that_went_its_own_way_is_found(tmp_path: Path) -> None:
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    east.close()
    shutil.copy(tmp_path / "east.db", tmp_path / "copy.db")
    shutil.copytree(tmp_path / "east-keys", tmp_path / "copy-keys")
    east = open_record(tmp_path / "east.db", keys=tmp_path / "east-keys")
    copy = open_record(tmp_path / "copy.db", keys=tmp_path / "copy-keys")
    append(east, call(1))
    append(copy, call(2))
    swap(east, west, tmp_path)
    with pytest.raises(LastknownError, match=r"entry 1 of mrcc-east .* differs from the one here"):
        swap(copy, west, tmp_path)
    for store in (east, west, copy):
        store.close()


def test_verify_names_a_flipped_byte_wherever_it_is(where: str, tmp_path: Path) -> None:
    store = begin(where, tmp_path / "keys")
    written = append(store, *(call(n, f"words {n}") for n in range(4)))
    good = rows(store)
    draw = random.Random(4)
    for _ in range(25):
        row = draw.choice(good)
        data = bytearray(row.document)
        place = draw.randrange(len(data))
        data[place] ^= 1 << draw.randrange(8)
        change_row(store, row.seq, document=bytes(data))
        (found,) = verify(store)
        assert found.bad is not None
        assert (found.bad.seq, found.bad.id) == (row.seq, row.id)
        change_row(store, row.seq, document=row.document)
    change_row(store, 2, hash=bytes(32))
    (found,) = verify(store)
    assert found.bad is not None
    assert found.bad.id == written[1].id
    store.close()


def change_row(store: Store, seq: int, **values: object) -> None:
    with transaction(store.engine, store.shown, writes=True) as connection:
        take_down(connection)
        connection.execute(ENTRIES.update().where(ENTRIES.c.seq == seq).values(**values))
        put_up(connection)


def test_verify_finds_what_was_dropped_cut_off_reordered_or_written_anew(
    where: str, tmp_path: Path
) -> None:
    store = begin(where, tmp_path / "keys")
    append(store, *(call(n) for n in range(4)))
    assert [(c.entries, c.proved, c.unproved, c.bad) for c in verify(store)] == [(5, 5, 0, None)]
    export_bundle(store, tmp_path / "good")

    def worst() -> str:
        (found,) = verify(store)
        assert found.bad is not None
        return f"{found.bad.seq}: {found.bad.what}"

    change(store, "DELETE FROM entries WHERE seq = 2")
    assert worst().startswith("2: it is missing")
    assert restore(store, tmp_path / "good") == {"mrcc-east": 1}
    change(store, "DELETE FROM entries WHERE seq >= 3")
    assert worst().startswith("3: it and all after it were cut off: the signed head counts 5")
    assert restore(store, tmp_path / "good") == {"mrcc-east": 2}
    change(store, "UPDATE entries SET seq = 10 - seq WHERE seq IN (2, 3)")
    change(store, "UPDATE entries SET seq = seq - 5 WHERE seq > 5")
    assert worst().startswith("2: its bytes or its hash were altered")
    assert restore(store, tmp_path / "good") == {"mrcc-east": 2}
    write_anew(store)
    assert "the chain written anew" in worst()
    with pytest.raises(LastknownError, match="restore it from a bundle first"):
        export_bundle(store, tmp_path / "bad")
    assert restore(store, tmp_path / "good") == {"mrcc-east": 4}
    assert [(c.proved, c.bad) for c in verify(store)] == [(5, None)]
    store.close()


def test_bytes_that_were_made_text_or_a_number_are_read_or_named(tmp_path: Path) -> None:
    store = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    append(store, call(1), call(2))
    change(store, "UPDATE entries SET document = CAST(document AS TEXT) WHERE seq = 1")
    assert [(c.proved, c.bad) for c in verify(store)] == [(3, None)]
    assert len(read(store)) == 3
    change(store, "UPDATE entries SET document = 7, hash = 8 WHERE seq = 1")
    (found,) = verify(store)
    assert found.bad is not None
    assert found.bad.seq == 1
    with pytest.raises(LastknownError, match="mrcc-east/1"):
        read(store)
    store.close()


def test_nothing_is_written_after_a_chain_whose_end_is_gone(where: str, tmp_path: Path) -> None:
    store = begin(where, tmp_path / "keys")
    append(store, call(1), call(2))
    export_bundle(store, tmp_path / "good")
    change(store, "DELETE FROM entries WHERE seq = 2")
    with pytest.raises(LastknownError, match=r"holds 2 entries of mrcc-east, its last head .* 3"):
        append(store, call(3))
    assert verify(store)[0].bad is not None
    restore(store, tmp_path / "good")
    append(store, call(3))
    assert verify(store)[0] == ChainCheck("mrcc-east", 4, 4)
    store.close()


def write_anew(store: Store) -> None:
    """Alter an entry and all hashes after it, as somebody with the database alone can."""
    from lastknown.case.chain import chain_hashes

    stored = rows(store)
    documents = [row.document for row in stored]
    documents[1] = documents[1].replace(b"watch officer", b"watch offiser")
    hashes = chain_hashes(store.record, "mrcc-east", documents)
    for row, document, hashed in zip(stored, documents, hashes, strict=True):
        change_row(store, row.seq, document=document, hash=hashed)


def test_a_tail_behind_the_last_head_is_said_to_be_unproved(where: str, tmp_path: Path) -> None:
    store = begin(where, tmp_path / "keys")
    kept = (store.folder / "head.json").read_bytes()
    append(store, call(1), call(2))
    (store.folder / "head.json").write_bytes(kept)
    assert [(c.entries, c.proved, c.unproved, c.bad) for c in verify(store)] == [(3, 1, 2, None)]
    (store.folder / "head.json").unlink()
    assert [(c.proved, c.unproved) for c in verify(store)] == [(0, 3)]
    (store.folder / "head.json").write_bytes(kept.replace(b'"count":1', b'"count":2'))
    with pytest.raises(LastknownError, match="not signed by its key"):
        verify(store)
    store.close()


def test_a_damaged_key_is_found_and_comes_back_with_a_bundle_to_oneself(
    where: str, tmp_path: Path
) -> None:
    store = begin(where, tmp_path / "keys")
    append(store, call(1, "words"))
    export_bundle(store, tmp_path / "good", to=["mrcc-east"])
    with transaction(store.engine, store.shown, writes=True) as connection:
        connection.execute(KEYS.update().values(wrapped=bytes(40)))
    assert read(store)[1].raw is None
    (found,) = verify(store)
    assert found.bad is None
    assert found.lost == (read(store)[1].id,)
    restore(store, tmp_path / "good")
    assert read(store)[1].raw == "words"
    assert verify(store)[0].lost == ()
    store.close()


def test_a_bundle_that_does_not_prove_what_it_would_replace_is_refused(tmp_path: Path) -> None:
    store = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    append(store, call(1))
    export_bundle(store, tmp_path / "old")
    append(store, call(2))
    change(store, "DELETE FROM entries WHERE seq = 2")
    with pytest.raises(LastknownError, match="does not prove the entries of mrcc-east"):
        restore(store, tmp_path / "old")
    store.close()


def test_a_purge_forgets_for_good_and_the_chain_still_verifies(where: str, tmp_path: Path) -> None:
    east, west = two_centres(where, tmp_path)
    ada = draft(1, "her brother said", kind="person", person="P1", name="Ada")
    (_, _, kept) = append(east, ada, call(2, "go", number="07700900456"), call(3, "stays"))
    swap(east, west, tmp_path, to=("mrcc-west",))
    copied = {row.subject: row for row in key_rows(east)}
    go = read(east)[2].id
    order_purge(east, "D. Head", "SMC", at=at(9), persons=["P1"], entries=[go])
    assert [e.raw for e in read(east)[1:4]] == [None, None, "stays"]
    assert read(west)[2].raw == "go"
    swap(east, west, tmp_path)
    done = carry_out(west, "E. West", "SMC", at=at(10))
    assert [e.body.kind for e in done] == ["purge_done"]
    assert carry_out(west, "E. West", "SMC", at=at(11)) == ()
    told = [e for e in read(west) if e.centre == "mrcc-east"]
    assert [e.raw for e in told[1:4]] == [None, None, "stays"]
    assert isinstance(told[1].body, Person)
    assert told[1].body.name is None
    assert all(not chain.bad for chain in verify(west))
    with transaction(east.engine, east.shown, writes=True) as connection:
        connection.execute(KEYS.delete())  # an older copy of the database comes back
        for row in copied.values():
            values = {"subject": row.subject, "wrapping": row.wrapping, "wrapped": row.wrapped}
            connection.execute(KEYS.insert().values(**values))
    assert {e.raw for e in read(east)} <= {None, ""}
    assert verify(east)[0].lost == (kept.id,)
    east.close()
    west.close()


def key_rows(store: Store):  # type: ignore[no-untyped-def]
    with transaction(store.engine, store.shown, writes=False) as connection:
        return connection.execute(KEYS.select()).all()


def test_what_is_written_of_a_person_after_a_purge_has_a_new_key(
    where: str, tmp_path: Path
) -> None:
    store = begin(where, tmp_path / "keys")
    append(store, draft(1, kind="person", person="P1", name="Ada"))
    order_purge(store, "D. Head", "SMC", at=at(2), persons=["P1"])
    append(store, draft(3, kind="person", person="P1", name="Ada L"))
    order_purge(store, "D. Head", "SMC", at=at(4), entries=[read(store)[0].id])
    names = [e.body.name for e in read(store) if isinstance(e.body, Person)]
    assert names == [None, "Ada L"]
    assert verify(store)[0].bad is None
    store.close()


def test_a_purge_is_refused_under_a_legal_hold_and_waits_for_it_elsewhere(
    where: str, tmp_path: Path
) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, "words"))
    swap(east, west, tmp_path, to=("mrcc-west",))
    (hold,) = append(west, draft(2, "the court asks", kind="legal_hold"))
    order_purge(east, "D. Head", "SMC", at=at(3), everything=True)
    swap(east, west, tmp_path)
    assert carry_out(west, "E. West", "SMC", at=at(4)) == ()
    assert [e for e in read(west) if e.centre == "mrcc-east"][1].raw == "words"
    with pytest.raises(LastknownError, match="legal hold is in force"):
        order_purge(west, "E. West", "SMC", at=at(5), everything=True)
    append(west, draft(6, kind="legal_hold_lifted", hold=hold.id))
    assert len(carry_out(west, "E. West", "SMC", at=at(7))) == 1
    assert [e for e in read(west) if e.centre == "mrcc-east"][1].raw is None
    assert west.keyring.numbers is None
    with pytest.raises(LastknownError, match="must name"):
        order_purge(west, "E. West", "SMC", at=at(8))
    east.close()
    west.close()


def test_a_purge_that_died_half_way_is_finished_at_the_next_opening(
    where: str, tmp_path: Path
) -> None:
    from lastknown.case.keyring import with_new_wrapping, write_keyring

    store = begin(where, tmp_path / "keys")
    append(store, call(1, "before"))
    write_keyring(store.folder, with_new_wrapping(store.keyring))
    append(store, call(2, "after"))
    store.close()
    store = open_record(where, keys=tmp_path / "keys")
    assert len(store.keyring.wrapping) == 1
    assert [e.raw for e in read(store)] == ["", "before", "after"]
    store.close()


def test_clocks_that_jump_do_not_matter_to_the_chain(where: str, tmp_path: Path) -> None:
    store = begin(where, tmp_path / "keys")
    append(store, call(0, entered=500), call(0, entered=-500), call(0, entered=3))
    assert [e.entered for e in read(store)][1:] == [at(500), at(-500), at(3)]
    assert verify(store)[0].bad is None
    assert datetime(1970, 1, 1, tzinfo=UTC) < at(-500)
    store.close()


def test_no_key_and_no_word_is_in_a_bundle(where: str, tmp_path: Path) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, "a secret word", number="07700900456"))
    export_bundle(east, tmp_path / "b", to=["mrcc-west"])
    data = (tmp_path / "b").read_text()
    assert "secret word" not in data
    assert "700900456" not in data
    assert {next(iter(json.loads(line))) for line in data.splitlines()} == {
        *("bundle", "head", "entry", "keys", "end")
    }
    east.close()
    west.close()
