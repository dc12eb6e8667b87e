from __future__ import annotations

from pathlib import Path

import pytest

from lastknown.case.decided import Alarm
from lastknown.case.merge import import_bundle
from lastknown.case.opening import open_record
from lastknown.case.picture import picture
from lastknown.case.reading import LIMIT, note_reading, private_count, send
from lastknown.case.store import append, count, read
from tests.case.nights import at, begin, call, draft
from tests.case.test_merge import two_centres

ADA = ("A. Reader", "watch officer")


def test_what_shows_something_private_is_counted(keys: Path, tmp_path: Path) -> None:
    store = begin(str(tmp_path / "night.db"), keys)
    append(
        store,
        call(1, "words"),
        call(2, ""),
        call(3, "", number="07700 900456"),
        draft(4, kind="person", person="P1", where="missing"),
        draft(5, kind="person", person="P2", name="Ada"),
    )
    assert private_count(read(store)) == 3
    store.close()


def test_bulk_reading_is_an_alarm_that_names_the_reader_once_a_window(
    where: str, keys: Path
) -> None:
    store = begin(where, keys)
    assert note_reading(store, *ADA, 0, at(0)).entries == 0
    first = note_reading(store, *ADA, LIMIT, at(1))
    assert (first.entries, first.alarm, first.recorded) == (LIMIT, None, True)
    assert note_reading(store, "B. Other", "SMC", LIMIT, at(1)).alarm is None
    noted = note_reading(store, *ADA, 1, at(5))
    assert noted.entries == LIMIT + 1
    assert noted.alarm is not None
    assert (noted.alarm.author, noted.alarm.role) == ADA
    assert noted.alarm.body == Alarm(
        code="bulk-reading", about="A. Reader 2026-05-15T01:05:00Z", entries=LIMIT + 1
    )
    assert note_reading(store, *ADA, 400, at(6)).alarm is None, "one is enough"
    assert note_reading(store, *ADA, LIMIT, at(30)).alarm is None, "the window is over"
    assert note_reading(store, *ADA, 1, at(25)).alarm is not None, "a clock set back is no way out"
    assert len(picture(read(store)).alarms) == 2
    store.close()


def test_a_second_program_counts_on(where: str, keys: Path) -> None:
    begin(where, keys).close()
    for part in range(3):
        store = open_record(where, keys=keys)
        noted = note_reading(store, *ADA, 20, at(part))
        assert (noted.alarm is not None) == (part == 2)
        store.close()


def test_a_store_that_cannot_be_written_is_read_and_that_is_said(where: str, keys: Path) -> None:
    begin(where, keys).close()
    store = open_record(where, keys=keys, read_only=True)
    noted = note_reading(store, *ADA, 1000, at(1))
    assert (noted.entries, noted.alarm, noted.recorded) == (1000, None, False)
    assert count(store) == {"mrcc-east": 1}
    store.close()


def test_a_disk_that_fails_does_not_keep_a_night_from_being_read(where: str, keys: Path) -> None:
    from dataclasses import replace

    begin(where, keys).close()
    store = open_record(where, keys=keys, read_only=True)
    assert not note_reading(replace(store, read_only=False), *ADA, 1000, at(1)).recorded
    store.close()


@pytest.mark.parametrize("to", [(), ("mrcc-east",), ("mrcc-west",)])
def test_keys_that_are_sent_away_count_as_read(to: tuple[str, ...], tmp_path: Path) -> None:
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    append(east, *(call(n, "words") for n in range(LIMIT + 1)))
    sent, noted = send(east, tmp_path / "b", *ADA, at(99), to=to)
    away = to == ("mrcc-west",)
    assert (noted.alarm is not None) == away
    assert sent["mrcc-east"] == 1 + LIMIT + 1 + away, "the alarm goes with it"
    import_bundle(west, tmp_path / "b")
    told = [e.raw for e in read(west) if e.body.kind == "report"]
    assert set(told) == ({"words"} if away else {None})
    east.close()
    west.close()
