from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.case.arrivals import receive
from lastknown.case.chain import next_hash
from lastknown.case.decided import Received
from lastknown.case.entries import Draft, Entry, make_id
from lastknown.case.merge import export_bundle, import_bundle
from lastknown.case.picture import Fold, picture, picture_bytes
from lastknown.case.purge import order_purge
from lastknown.case.store import Row, append, read, rows, transaction, write_rows
from lastknown.case.verify import verify
from lastknown.errors import LastknownError
from tests.case.nights import at, call, draft
from tests.case.test_merge import change, swap, two_centres
from tests.case.test_picture import OPENED

WHO = ("J. Watch", "SMC")


def test_what_came_at_five_was_not_known_at_half_past_three(where: str, tmp_path: Path) -> None:
    east, west = two_centres(where, tmp_path)
    (told,) = append(west, call(100, "they are in the water"))
    export_bundle(west, tmp_path / "b")
    done = receive(east, tmp_path / "b", *WHO, at(240))
    assert (done.entries, done.purged, done.waiting, done.void) == ({"mrcc-west": 1}, (), (), ())
    (receipt,) = done.received
    assert isinstance(receipt.body, Received)
    assert (receipt.body.centre, receipt.body.count) == ("mrcc-west", 2)
    assert receipt.body.hash == rows(west)[-1].hash.hex()
    export_bundle(east, tmp_path / "c")
    receive(west, tmp_path / "c", *WHO, at(241))

    def known(minutes: float, centre: str | None) -> bool:
        seen = [picture(read(s), known_at=at(minutes), known_by=centre) for s in (east, west)]
        assert seen[0].known_by == centre
        found = {told.id in {one.entry.id for one in one_seen.log} for one_seen in seen}
        assert len(found) == 1, "both centres say the same of what one knew"
        return found.pop()

    assert (known(154, None), known(154, "mrcc-west"), known(154, "mrcc-east")) == (
        True,
        True,
        False,
    )
    assert known(240, "mrcc-east")
    with pytest.raises(
        LastknownError, match=r"known_by=mrcc-est is no centre .* mrcc-east, mrcc-w"
    ):
        picture(read(east), known_by="mrcc-est")
    east.close()
    west.close()


def test_two_centres_come_to_rest(where: str, tmp_path: Path) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1))
    for minutes in range(2, 6):
        for one, other in ((east, west), (west, east)):
            export_bundle(one, tmp_path / "b")
            receive(other, tmp_path / "b", *WHO, at(minutes))
    assert [(e.centre, e.seq, e.body.kind) for e in read(west)] == [
        ("mrcc-east", 0, "opened"),
        ("mrcc-east", 1, "report"),
        ("mrcc-east", 2, "received"),
        ("mrcc-west", 0, "opened"),
        ("mrcc-west", 1, "received"),
    ]
    export_bundle(east, tmp_path / "b")
    again = receive(west, tmp_path / "b", *WHO, at(9))
    assert (again.entries, again.received) == ({}, ())
    east.close()
    west.close()


def test_what_came_in_before_the_program_died_is_received_by_the_next(tmp_path: Path) -> None:
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    append(east, call(1))
    export_bundle(east, tmp_path / "b")
    import_bundle(west, tmp_path / "b")
    done = receive(west, tmp_path / "b", *WHO, at(8))
    assert done.entries == {}
    assert [(e.body.count, e.entered) for e in done.received if isinstance(e.body, Received)] == [
        (2, at(8))
    ]
    east.close()
    west.close()


def test_a_purge_that_comes_is_carried_out_or_waits_for_a_legal_hold(
    where: str, tmp_path: Path
) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, "words", language="secretish", dialling_tone="long"))
    export_bundle(east, tmp_path / "b", to=["mrcc-west"])
    receive(west, tmp_path / "b", *WHO, at(2))
    assert read(west)[1].raw == "words"
    (hold,) = append(west, draft(3, "the court asks", kind="legal_hold"))
    purge = order_purge(east, "D. Head", "SMC", at=at(4), everything=True)
    export_bundle(east, tmp_path / "b")
    held = receive(west, tmp_path / "b", *WHO, at(5))
    assert (held.purged, held.waiting, read(west)[1].raw) == ((), (purge.id,), "words")
    append(west, draft(6, kind="legal_hold_lifted", hold=hold.id))
    done = receive(west, tmp_path / "b", *WHO, at(7))
    assert ([e.body.kind for e in done.purged], done.waiting) == (["purge_done"], ())
    gone = read(west)[1]
    assert (
        gone.raw,
        getattr(gone.body, "language", ""),
        getattr(gone.body, "dialling_tone", ""),
    ) == (
        None,
        None,
        None,
    )
    east.close()
    west.close()


def test_a_centre_that_hears_that_its_own_end_is_gone_writes_no_more(tmp_path: Path) -> None:
    import shutil

    from lastknown.case.opening import open_record

    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    east.close()
    shutil.copy(tmp_path / "east.db", tmp_path / "older.db")
    shutil.copytree(tmp_path / "east-keys", tmp_path / "older-keys")
    east = open_record(tmp_path / "east.db", keys=tmp_path / "east-keys")
    (lost,) = append(east, call(1))
    export_bundle(east, tmp_path / "b")
    receive(west, tmp_path / "b", *WHO, at(2))
    east.close()
    older = open_record(tmp_path / "older.db", keys=tmp_path / "older-keys")
    export_bundle(west, tmp_path / "b", after={"mrcc-east": 2})
    with pytest.raises(LastknownError, match=r"holds 1 entries of mrcc-east, its last head .* 2"):
        receive(older, tmp_path / "b", *WHO, at(3))
    export_bundle(west, tmp_path / "b")
    assert receive(older, tmp_path / "b", *WHO, at(4)).entries["mrcc-east"] == 1
    assert lost.id in {e.id for e in read(older)}
    older.close()
    west.close()


@dataclass
class Centre:
    """A centre without a store: what it holds, and its clock."""

    name: str
    clock: float
    held: dict[str, Entry] = field(default_factory=dict)
    known: list[tuple[float, frozenset[str], bytes]] = field(default_factory=list)

    def chain(self, centre: str) -> list[Entry]:
        found = (entry for entry in self.held.values() if entry.centre == centre)
        return sorted(found, key=lambda entry: entry.seq)

    def write(self, one: Draft) -> None:
        seq = len(self.chain(self.name))
        name = make_id(one.entered, lambda n: f"{self.name}{seq}".encode().rjust(n)[-n:])
        fields = {part: getattr(one, part) for part in Draft.model_fields}
        self.held[name] = Entry(id=name, centre=self.name, seq=seq, **fields)

    def take(self, entries: list[Entry], minutes: float) -> None:
        """Take in entries and write receipts, as `receive` does."""
        new = [e for e in entries if e.id not in self.held]
        self.held |= {e.id: e for e in new}
        for name in sorted({e.centre for e in new if e.body.kind != "received"} - {self.name}):
            many = len(self.chain(name))
            self.write(draft(minutes, kind="received", centre=name, count=many, hash="0" * 64))

    def remember(self, minutes: float) -> None:
        """Keep what is known now, but for others' receipts, and the picture of it."""
        ids = {
            e.id for e in self.held.values() if e.centre == self.name or e.body.kind != "received"
        }
        seen = picture(self.held.values(), known_at=at(minutes), known_by=self.name)
        self.known.append((minutes, frozenset(ids), picture_bytes(seen)))


STEP = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3))


@settings(max_examples=60)
@given(
    st.lists(STEP, max_size=25), st.lists(st.integers(-400, 400), min_size=3, max_size=3), st.data()
)
def test_what_each_centre_knew_is_told_whatever_the_clocks_and_bundles_were(
    steps: list[tuple[int, int, int]], skews: list[int], data: st.DataObject
) -> None:
    centres = [Centre(name, skew) for name, skew in zip("abc", skews, strict=True)]
    for centre in centres:
        centre.write(draft(centre.clock, **OPENED))
    for passed, (which, other, behind) in enumerate(steps, 1):
        one, to = centres[which], centres[other]
        if one is to:
            one.write(call(one.clock + passed))
        else:  # a bundle, perhaps without the last entries of each chain, perhaps once more
            part = [one.chain(c.name) for c in centres]
            sent = [e for chain in part for e in chain[: len(chain) - behind]]
            to.take(sent, to.clock + passed)
        to.remember(to.clock + passed)
    everything = [e for centre in centres for e in centre.held.values()]
    for centre in centres:
        for minutes, ids, bytes_ in centre.known:
            shuffled = data.draw(st.permutations(everything)) if minutes % 5 == 0 else everything
            seen = picture(shuffled, known_at=at(minutes), known_by=centre.name)
            found = {
                one.entry.id
                for one in seen.log
                if one.entry.centre == centre.name or one.entry.body.kind != "received"
            }
            assert found == ids
            assert picture_bytes(seen) == bytes_
    folded = Fold(known_at=at(0), known_by="a")
    for entry in everything:
        folded.add([entry])
        folded.picture()
    whole = picture(everything, known_at=at(0), known_by="a")
    assert picture_bytes(folded.picture()) == picture_bytes(whole)


def test_a_receipt_proves_what_was_sent_against_whoever_has_database_and_keys(
    tmp_path: Path,
) -> None:
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    append(east, call(1), call(2))
    swap(east, west, tmp_path)
    export_bundle(east, tmp_path / "b")
    receive(west, tmp_path / "b", *WHO, at(3))
    swap(west, east, tmp_path)
    assert [(c.proved, c.bad) for c in verify(east)] == [(3, None), (2, None)]
    (east.folder / "head.json").unlink()
    heads = json.loads((east.folder / "heads.json").read_text())
    del heads["mrcc-east"]
    (east.folder / "heads.json").write_text(json.dumps(heads))
    assert [(c.proved, c.unproved) for c in verify(east)] == [(3, 0), (2, 0)], "by the receipt"
    kept = rows(east)
    change(east, "DELETE FROM entries WHERE centre = 'mrcc-east' AND seq = 2")
    found = verify(east)[0].bad
    assert found is not None
    assert found.what.startswith("it is not what was sent: mrcc-west got 3, by its receipt")
    with transaction(east.engine, east.shown, writes=True) as connection:
        document = kept[2].document.replace(b"watch officer", b"watch offiser")
        forged = Row("mrcc-east", 2, kept[2].id, document, next_hash(kept[1].hash, document))
        write_rows(connection, [forged])
    found = verify(east)[0].bad
    assert found is not None
    assert (found.seq, "mrcc-west got other bytes" in found.what) == (2, True)
    east.close()
    west.close()
