"""Ships kept for replay, in SQLite and PostgreSQL: both clocks, boxes, retention, purge, kills."""

from __future__ import annotations

import os
import random
import select
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from lastknown.case.opening import new_record
from lastknown.case.purge import order_purge, waiting_purges
from lastknown.case.store import Store
from lastknown.case.traffic import (
    Counts,
    ShipStore,
    count_ships,
    forget_ships,
    keep_ships,
    open_ships,
)
from lastknown.case.trafficread import read_newest, read_positions, read_statics, read_thinned
from lastknown.case.traffictables import ships_place
from lastknown.errors import LastknownError
from lastknown.ships.columns import COLUMNS, NOT_TOLD, Positions, Static, no_positions

AT = datetime(2026, 11, 22, 3, 34, tzinfo=UTC)
T = AT.timestamp()
NAN = float("nan")


def rows(*told: tuple[int, float, float, float]) -> Positions:
    """Return positions from (mmsi, time_s, lon, lat); every second has no speed."""
    mmsi, time_s, lon, lat = (np.array(column) for column in zip(*told, strict=True))
    speed = np.where(np.arange(mmsi.size) % 2, np.nan, 5.25).astype(np.float32)
    kind = np.full(mmsi.size, 1, np.int8)
    status = np.arange(mmsi.size).astype(np.int8) % 16
    return Positions(mmsi.astype(np.int64), time_s, lon, lat, speed, speed, speed, kind, status)


@pytest.fixture
def record(where: str, keys: Path) -> Iterator[Store]:
    with closing(new_record(where, "night", "mrcc-a", "anna", at=AT, keys=keys)) as made:
        yield made


@pytest.fixture
def store(record: Store, where: str) -> Iterator[ShipStore]:
    with closing(open_ships(where)) as made:
        yield made


SOME = rows((7, T, 1.5, 51.0), (8, T + 1, 1.6, 51.1), (7, T + 2, 1.7, 51.2), (9, T + 3, 179.5, 0.0))


def same(found: Positions, wanted: Positions) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        assert getattr(found, name).dtype == getattr(wanted, name).dtype


def test_what_is_kept_comes_back_by_time_and_box(store: ShipStore) -> None:
    assert keep_ships(store, SOME, [], T + 5) == Counts(positions=4)
    same(read_positions(store, T, T + 3), SOME)
    same(read_positions(store, T + 1, T + 2), SOME.at(slice(1, 3)))
    same(read_positions(store, T, T + 9, box=(1.6, 51.0, 2.0, 52.0)), SOME.at(slice(1, 3)))
    across = read_positions(store, T, T + 9, box=(178.0, -1.0, 182.0, 1.0))
    assert across.mmsi.tolist() == [9]
    assert read_positions(store, T, T + 9, box=(178.0, -1.0, -178.0, 1.0)).mmsi.tolist() == [9]
    assert len(read_positions(store, T + 100, T + 200)) == 0
    assert read_newest(store, T, T + 9).time_s.tolist() == [T + 2, T + 1, T + 3]
    assert read_newest(store, T, T + 1).mmsi.tolist() == [7, 8]
    # ship 7 was in the box, but is not any more
    assert read_newest(store, T, T + 9, box=(1.4, 50.9, 1.55, 51.05)).mmsi.tolist() == []
    assert count_ships(store) == (4, T + 3)


def test_many_positions_are_thinned_with_their_age(store: ShipStore) -> None:
    """All of ten minutes, the newest of each half minute and ship, after an hour of two minutes."""
    hours = 3.0
    told = [(7, t, 1.0, 51.0) for t in np.arange(-3600.0 * hours, 0.0, 11.0)]
    told += [(8, t, 2.0, 51.0) for t in np.arange(-3600.0 * hours, -7000.0, 7.0)]
    every = rows(
        *((mmsi, T + t, lon, lat) for mmsi, t, lon, lat in sorted(told, key=lambda r: r[1]))
    )
    keep_ships(store, every, [], T)
    span = T - 3600.0 * hours, T
    same(read_thinned(store, *span), every)
    same(read_thinned(store, *span, few=len(every)), every)
    found = read_thinned(store, *span, few=len(every) - 1)
    age = T - every.time_s
    stretch = np.where(age > 3600.0, np.floor(every.time_s / 120.0), np.floor(every.time_s / 30.0))
    wanted = dict[tuple[float, ...], float]()
    for k in range(len(every)):
        own = k if age[k] <= 600.0 else stretch[k] + 1e9 * (age[k] > 3600.0)
        wanted[int(every.mmsi[k]), float(own)] = float(every.time_s[k])
    assert sorted(zip(found.mmsi.tolist(), found.time_s.tolist(), strict=True)) == sorted(
        (int(mmsi), time_s) for (mmsi, _), time_s in wanted.items()
    )
    assert len(found) < len(every) / 4
    for mmsi in (7, 8):
        last = found.time_s[found.mmsi == mmsi].max()
        assert last == every.time_s[every.mmsi == mmsi].max()
    assert len(read_thinned(store, T - 60.0, T, few=0)) == np.count_nonzero(age <= 60.0)
    assert len(read_thinned(store, *span, known_s=T - 1.0, few=0)) == 0


def test_the_same_rows_again_change_nothing(store: ShipStore) -> None:
    told = [Static(7, T, name="ANNA")]
    keep_ships(store, SOME, told, T + 5)
    assert keep_ships(store, SOME, told, T + 99) == Counts(known=5)
    same(read_positions(store, T, T + 3, known_s=T + 5), SOME)


def test_what_came_in_later_was_not_known_then(store: ShipStore) -> None:
    keep_ships(store, SOME.at(slice(0, 2)), [Static(7, T, name="ANNA")], T + 5)
    later = [Static(7, T + 1, name="BERTA"), Static(8, T + 1, name="CARLA")]
    keep_ships(store, SOME.at(slice(2, 4)), later, T + 3600)
    assert read_positions(store, T, T + 9, known_s=T + 60).mmsi.tolist() == [7, 8]
    assert read_newest(store, T, T + 9, known_s=T + 60).time_s.tolist() == [T, T + 1]
    assert [each.name for each in read_statics(store, T + 9, known_s=T + 60)] == ["ANNA"]
    assert [each.name for each in read_statics(store, T + 9)] == ["ANNA", "BERTA", "CARLA"]
    assert [each.name for each in read_statics(store, T)] == ["ANNA"]


def test_a_static_report_comes_back_whole(store: ShipStore) -> None:
    told = Static(
        7, T, "L'ÉTOILE \x00", "F\udcffC", "LE HAVRE", 9_074_729, 70, 100.0, 20.0, 8.0, 12.0
    )
    keep_ships(store, no_positions(), [told, Static(8, NAN, name="TIMELESS")], T)
    (found,) = read_statics(store, T)
    assert (found.name, found.callsign) == ("L'ÉTOILE ", "F?C")
    assert (found.imo, found.to_bow_m, found.to_starboard_m) == (9_074_729, 100.0, 12.0)
    assert np.isnan(found.draught_m)


def test_rows_without_time_or_place_are_counted(store: ShipStore) -> None:
    bad = rows((7, NAN, 1.0, 51.0), (8, T, NAN, 51.0), (9, T, 1.0, 51.0))
    assert keep_ships(store, bad, [], T) == Counts(positions=1, timeless=2)


def test_what_is_old_is_dropped(store: ShipStore) -> None:
    keep_ships(store, SOME, [Static(7, T, name="ANNA")], T)
    assert forget_ships(store, T + 2, span_s=0.5) == 2  # the oldest second, and what it said
    assert forget_ships(store, T + 2, span_s=0.5) == 1
    assert forget_ships(store, T + 2, span_s=0.5) == 0
    assert read_positions(store, 0, T + 9).time_s.tolist() == [T + 2, T + 3]
    assert read_statics(store, T + 9) == ()


def test_a_purge_of_everything_takes_the_ships_that_were_known_then(
    record: Store, store: ShipStore
) -> None:
    keep_ships(store, SOME, [Static(7, T, name="ANNA")], T)
    keep_ships(store, rows((5, T, 1.0, 50.0)), [], T + 120)
    order_purge(record, "anna", "SMC", at=datetime.fromtimestamp(T + 60, UTC), everything=True)
    assert read_positions(store, 0, T + 9).mmsi.tolist() == [5]
    assert read_statics(store, T + 9) == ()


@pytest.mark.parametrize("damage", [slice(0, 4096), slice(8192, None)])
def test_a_purge_of_everything_takes_a_damaged_file_of_ships_whole(
    record: Store, where: str, damage: slice
) -> None:
    """Found by review: the keys were destroyed, the ships kept, and nothing said so."""
    if "://" in where:
        return  # a server's rows are no file of their own
    place = Path(str(ships_place(where)))
    with closing(open_ships(where)) as store:
        keep_ships(store, rows(*((k, T + k, 1.0, 50.0) for k in range(2000))), [], T)
    raw = bytearray(place.read_bytes())
    raw[damage] = b"x" * len(raw[damage])
    place.write_bytes(raw)
    order_purge(record, "anna", "SMC", at=datetime.fromtimestamp(T + 60, UTC), everything=True)
    assert not place.exists()
    assert waiting_purges(record) == ()


def test_a_purge_without_ships_makes_no_file(record: Store, where: str) -> None:
    order_purge(record, "anna", "SMC", at=AT, everything=True)
    if "://" not in where:
        assert not Path(str(ships_place(where))).exists()


def test_ships_lie_beside_a_record_and_never_in_its_file(
    store: ShipStore, where: str, tmp_path: Path
) -> None:
    keep_ships(store, SOME, [], T)
    if "://" in where:
        assert ships_place(where) == where
        return
    assert (tmp_path / "night.db.ships.sqlite").is_file()
    with closing(sqlite3.connect(where)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert not [name for name in names if "ship" in name]


def test_a_file_of_its_own_needs_no_record(tmp_path: Path) -> None:
    path = tmp_path / "watch.ships.sqlite"
    with closing(open_ships(path)) as store:
        keep_ships(store, SOME, [], T)
    with closing(open_ships(path, read_only=True)) as store:
        same(read_positions(store, T, T + 3), SOME)
        with pytest.raises(LastknownError, match="readonly"):
            keep_ships(store, SOME, [], T)


def test_a_place_that_cannot_be_is_refused(tmp_path: Path, keys: Path) -> None:
    with pytest.raises(LastknownError, match="is not there; give a record"):
        open_ships(tmp_path / "nigth.db")
    with pytest.raises(LastknownError, match="holds no ships yet"):
        open_ships(tmp_path / "a.ships.sqlite", read_only=True)
    with pytest.raises(LastknownError, match="is no folder"):
        open_ships(tmp_path / "none" / "a.ships.sqlite")
    (tmp_path / "b.ships.sqlite").write_text("these are words, and no database at all" * 9)
    with pytest.raises(LastknownError, match="not a database"):
        open_ships(tmp_path / "b.ships.sqlite")
    new_record(tmp_path / "r.db", "night", "a", "anna", at=AT, keys=keys).close()
    with pytest.raises(LastknownError, match="holds no ships yet"):
        open_ships(tmp_path / "r.db", read_only=True)
    assert not (tmp_path / "r.db.ships.sqlite").exists()


def test_what_a_later_program_wrote_is_refused(store: ShipStore, where: str) -> None:
    with store.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE ships_schema SET version = 99")
    with pytest.raises(LastknownError, match=r"later Lastknown \(schema 99, this one knows 2\)"):
        open_ships(where)


def test_a_store_of_before_is_read_and_brought_forward(store: ShipStore, where: str) -> None:
    keep_ships(store, SOME.at(slice(0, 2)), [], T)
    with store.engine.connect() as connection, connection.begin():  # as schema 1 was
        connection.exec_driver_sql("ALTER TABLE ship_positions DROP COLUMN status")
        connection.exec_driver_sql("UPDATE ships_schema SET version = 1")
    with closing(open_ships(where, read_only=True)) as only_read:
        assert only_read.schema == 1
        assert read_newest(only_read, T, T + 9).status.tolist() == [NOT_TOLD, NOT_TOLD]
        old = read_positions(only_read, T, T + 9)
    same(old, replace(SOME.at(slice(0, 2)), status=np.full(2, NOT_TOLD, np.int8)))
    for _ in range(2):
        with closing(open_ships(where)) as opened:
            keep_ships(opened, SOME, [], T)
            assert read_positions(opened, T, T + 9).status.tolist() == [NOT_TOLD, NOT_TOLD, 2, 3]


def _write_for_ever(path: Path, pipe: int) -> None:
    store = open_ships(path)
    for turn in range(100_000):
        ships = np.arange(500)
        told = rows(*((int(ship), T + turn, 1.0, 51.0) for ship in ships))
        keep_ships(store, told, [], T + turn)
        os.write(pipe, b".")


def test_a_writer_that_is_killed_leaves_what_it_had_kept(tmp_path: Path) -> None:
    path, draw = tmp_path / "killed.ships.sqlite", random.Random(5)
    open_ships(path).close()
    for _ in range(4):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                _write_for_ever(path, writes)
            finally:
                os._exit(1)
        os.close(writes)
        assert select.select([reads], [], [], 30)[0]
        time.sleep(draw.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told = b""
        while more := os.read(reads, 1 << 16):
            told += more
        os.close(reads)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store = open_ships(path)
        kept = len(read_positions(store, T, T + len(told) - 1))
        assert kept == 500 * len(told)  # what was acknowledged is there, whole
        assert count_ships(store)[0] % 500 == 0  # and a batch is there whole or not at all
        forget_ships(store, np.inf)
        store.close()
