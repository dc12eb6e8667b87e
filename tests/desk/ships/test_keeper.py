"""What is heard goes to the disk in its own time; what the disk refuses is tried again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from lastknown.case.opening import new_record
from lastknown.case.traffic import ShipStore, count_ships, open_ships
from lastknown.desk.record.decisions import legal_hold
from lastknown.desk.record.verbs import Hand
from lastknown.desk.ships.keeper import BATCHES_MAX, Keeper
from lastknown.ships.columns import Positions, Static

T = 1_795_318_440.0


def rows(time_s: float, count: int = 3) -> Positions:
    some, few = np.full(count, 1.5), np.full(count, 5.0, np.float32)
    mmsi, kind = np.arange(count, dtype=np.int64) + 1, np.zeros(count, np.int8)
    return Positions(mmsi, np.full(count, time_s), some, some, few, few, few, kind)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ShipStore]:
    with closing(open_ships(tmp_path / "a.ships.sqlite")) as made:
        yield made


def test_what_is_handed_over_is_kept_by_the_end(store: ShipStore) -> None:
    keeper = Keeper(store, lambda: T)
    keeper.start()
    for number in range(5):
        keeper.put(rows(T + number), [])
    keeper.stop()
    assert count_ships(store) == (15, T + 4)
    assert (keeper.counts.positions, keeper.lost, keeper.failed) == (15, 0, "")


def test_what_is_old_is_forgotten_while_it_runs(store: ShipStore) -> None:
    first = Keeper(store, lambda: T)
    first.start()
    first.put(rows(T - 9 * 86_400), [])
    first.stop()
    second = Keeper(store, lambda: T, forget_after_s=7 * 86_400)
    second.start()
    second.put(rows(T), [])
    second.stop()
    assert count_ships(store) == (3, T)


def test_nothing_is_forgotten_under_a_legal_hold(store: ShipStore, tmp_path: Path) -> None:
    at = datetime.fromtimestamp(T, UTC)
    with closing(new_record(tmp_path / "r.db", "night", "a", "anna", at=at, keys=tmp_path)) as held:
        legal_hold(held, Hand("anna", "SMC", at), "inquiry")
        keeper = Keeper(store, lambda: T, 7 * 86_400, held)
        keeper.start()
        keeper.put(rows(T - 9 * 86_400), [])
        keeper.stop()
        again = Keeper(store, lambda: T, 7 * 86_400, held)
        again.start()
        again.stop()
    assert count_ships(store)[0] == 3


def test_a_disk_that_does_not_keep_up_is_said_and_bounded(store: ShipStore) -> None:
    keeper = Keeper(store, lambda: T)
    for number in range(BATCHES_MAX + 7):  # nobody keeps yet
        keeper.put(rows(T + number), [])
    assert keeper.lost == 21
    keeper.stop(0.0)
    assert keeper.lost == 3 * (BATCHES_MAX + 7)


def test_a_refusal_is_told_and_mended(store: ShipStore, tmp_path: Path) -> None:
    keeper = Keeper(store, lambda: T)
    with closing(sqlite3.connect(tmp_path / "a.ships.sqlite")) as other:
        other.execute("ALTER TABLE ship_positions RENAME TO away")
        other.commit()
        keeper.start()
        keeper.put(rows(T), [])
        ends = time.monotonic() + 10
        while not keeper.failed and time.monotonic() < ends:
            time.sleep(0.01)
        assert "no such table" in keeper.failed
        other.execute("ALTER TABLE away RENAME TO ship_positions")
        other.commit()
    while keeper.failed and time.monotonic() < ends:
        time.sleep(0.01)
    keeper.stop()
    assert (keeper.counts.positions, keeper.failed, keeper.lost) == (3, "", 0)


def test_a_batch_that_is_a_fault_ends_nothing(store: ShipStore) -> None:
    keeper = Keeper(store, lambda: T)
    keeper.start()
    keeper.put(rows(T), [Static(2**70, T)])  # no number that a database holds
    keeper.put(rows(T + 1), [])
    keeper.stop()
    assert (count_ships(store)[1], keeper.lost) == (T + 1, 3)
