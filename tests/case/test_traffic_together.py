"""Two imports at once into the ships of one record: nothing lost, nothing doubled, none refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import numpy as np

from lastknown.case.opening import new_record, open_record
from lastknown.case.store import read
from lastknown.case.told import Report
from lastknown.case.traffic import Counts, keep_ships, open_ships
from lastknown.case.trafficread import read_positions
from lastknown.desk.record.verbs import Hand
from lastknown.desk.ships.beacons import Raised, raise_beacons
from lastknown.exchange.ais import HeardBeacon
from lastknown.geo.position import Position
from lastknown.ships.columns import Beacon, Positions, Static

AT = datetime(2026, 11, 22, 3, 34, tzinfo=UTC)
T = AT.timestamp()
COUNT = 1500


def heard(first: int, *, backwards: bool) -> Positions:
    """What one receiver heard: every third second a position, the later first if asked."""
    number = np.arange(first, first + COUNT)[:: -1 if backwards else 1]
    one = np.ones(COUNT, np.float32)
    return Positions(
        number % 97 + 235_000_001, T + 3.0 * number, 1.5 * np.ones(COUNT), 51.0 * np.ones(COUNT),
        one, one, one, np.zeros(COUNT, np.int8),
    )  # fmt: skip


def test_two_imports_at_once_keep_all_of_both_once(where: str, keys: Path) -> None:
    new_record(where, "night", "mrcc-a", "anna", at=AT, keys=keys).close()
    gate = Barrier(2, timeout=10)

    def bring_in(backwards: bool) -> Counts:
        """Make the tables, too, if the other has not yet."""
        gate.wait()
        with closing(open_ships(where)) as store:
            kept = Counts()
            for turn in range(2):  # half of each stretch is the other's too
                first = turn * COUNT + (COUNT // 2 if backwards else 0)
                said = [Static(235_000_001 + n, T + turn, name="ANNA") for n in range(50)]
                told = said[:: -1 if backwards else 1]
                gate.wait()
                kept += keep_ships(store, heard(first, backwards=backwards), told, T)
            return kept

    with ThreadPoolExecutor(2) as two:
        one, other = two.map(bring_in, (False, True))
    with closing(open_ships(where, read_only=True)) as store:
        found = read_positions(store, T, T + 1e6)
    assert np.array_equal(np.unique(found.time_s), T + 3.0 * np.arange(2 * COUNT + COUNT // 2))
    assert len(found) == 2 * COUNT + COUNT // 2 == one.positions + other.positions
    assert one.statics + other.statics == 100
    assert one.known + other.known == 2 * (2 * COUNT + 100) - len(found) - 100


def test_a_beacon_in_two_imports_at_once_is_reported_once(where: str, keys: Path) -> None:
    new_record(where, "night", "mrcc-a", "anna", at=AT, keys=keys).close()
    gate = Barrier(2, timeout=10)
    numbers = range(970_000_001, 970_000_081)
    places = [Beacon(number, "SART", T, Position(1.5, 51.0), test=False) for number in numbers]

    def bring_in(_: int) -> Raised:
        with closing(open_record(where, keys=keys)) as store:
            gate.wait()
            heard = [HeardBeacon(each, str(each.mmsi)) for each in places]
            return raise_beacons(store, Hand("anna", "", AT, AT), heard, exercise=False)

    with ThreadPoolExecutor(2) as two:
        one, other = two.map(bring_in, range(2))
    assert sorted((len(each.entries), each.known) for each in (one, other)) == [(0, 80), (80, 0)]
    with closing(open_record(where, keys=keys)) as store:
        assert sum(isinstance(each.body, Report) for each in read(store)) == 80
