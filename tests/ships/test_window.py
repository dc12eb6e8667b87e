"""The window in memory: what is kept, thinned, bounded and counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.ships.columns import Positions, Static, no_positions
from lastknown.ships.window import BLOCK, Window

NOW = 1_764_000_000.0


def rows(mmsi: list[int] | np.ndarray, time_s: list[float] | np.ndarray) -> Positions:
    ships = np.asarray(mmsi, np.int64)
    some = np.full(ships.size, 1.5)
    few = np.full(ships.size, 5.0, np.float32)
    kind = np.zeros(ships.size, np.int8)
    return Positions(ships, np.asarray(time_s, float), some, some + 49, few, few, few, kind)


def test_what_was_added_comes_back_and_the_newest_of_each_ship() -> None:
    window = Window()
    window.add(rows([7, 8, 7], [NOW - 20, NOW - 10, NOW]), [], NOW)
    assert window.positions().time_s.tolist() == [NOW - 20, NOW - 10, NOW]
    assert window.positions(NOW - 10).mmsi.tolist() == [8, 7]
    assert dict(zip(window.ships().mmsi, window.ships().time_s, strict=True)) == {
        7: NOW,
        8: NOW - 10,
    }
    assert window.newest_s == NOW
    late = Window()
    late.add(rows([7, 7], [NOW, NOW - 20]), [], NOW)  # out of order: the newest stays the newest
    assert late.ships().time_s.tolist() == [NOW]
    assert late.tracks_of([7]).time_s.tolist() == [NOW - 20, NOW]


def test_times_that_cannot_be_are_counted() -> None:
    window = Window(span_s=3600)
    window.add(rows([1, 2, 3, 4], [np.nan, NOW + 61, NOW - 3601, NOW]), [], NOW)
    assert window.positions().mmsi.tolist() == [4]
    assert window.dropped == {"no time": 1, "time ahead": 1, "too old": 1}
    assert np.isnan(Window().newest_s)
    assert len(Window().ships()) == 0


def test_what_ages_is_thinned_and_then_forgotten() -> None:
    window = Window()
    seconds = np.arange(2 * BLOCK // 32, dtype=float)  # 32 ships, one position a second each
    times = np.repeat(NOW + seconds, 32)
    ships = np.tile(np.arange(32), seconds.size)
    last = times[-1]
    window.add(rows(ships, times), [], last)
    recent = window.positions(last - 550)
    assert len(recent) == 32 * 551  # nothing of the last ten minutes goes
    for age_s, every_s in ((700, 30), (4000, 120), (21000, 120)):
        window.add(no_positions(), [], last + age_s)
        assert len(window) <= 32 * (seconds.size / every_s + 2)
        assert len(window) >= 32 * (seconds.size // every_s)
    one = window.tracks_of([5]).time_s
    assert np.diff(one).min() >= 1
    assert len(one) <= seconds.size / 120 + 3
    window.add(no_positions(), [], last + 22000)
    assert len(window) == 0
    assert len(window.ships()) == 0


def test_a_flood_is_bounded_oldest_first() -> None:
    window = Window(rows_max=2 * BLOCK, ships_max=1000)
    for turn in range(5):
        ships = np.arange(BLOCK) + turn * BLOCK
        window.add(rows(ships, np.full(BLOCK, NOW + turn)), [], NOW + turn)
        assert len(window) <= 2 * BLOCK
        assert len(window.ships()) <= 1000
    assert window.positions().time_s.min() == NOW + 3
    assert window.dropped["too many"] == 3 * BLOCK
    assert window.dropped["too many ships"] > 4 * BLOCK


def test_a_flood_of_names_is_bounded_and_spares_those_with_a_position() -> None:
    window = Window(ships_max=100)
    window.add(rows([999], [NOW]), [Static(999, NOW, name="HEARD")], NOW)
    window.add(no_positions(), [Static(mmsi, NOW) for mmsi in range(500)], NOW)
    assert len(window.statics) <= 100
    assert window.statics[999].name == "HEARD"


def test_a_report_adds_to_what_a_ship_said_before() -> None:
    window = Window()
    first = Static(5, NOW, name="ANNA", to_bow_m=10.0)
    second = Static(5, NOW + 1, callsign="FABC", ship_type=36)
    window.add(no_positions(), [first], NOW)
    window.add(no_positions(), [second], NOW + 1)
    assert window.statics[5].name == "ANNA"
    assert window.statics[5].callsign == "FABC"
    assert window.statics[5].to_bow_m == 10.0
    assert window.statics[5].time_s == NOW + 1
    window.add(no_positions(), [Static(5, NOW + 2, name="BERTA")], NOW + 2)
    assert window.statics[5].name == "BERTA"


def test_bounds_that_are_too_small_are_refused() -> None:
    with pytest.raises(LastknownError, match="rows_max=5"):
        Window(rows_max=5)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.floats(-30000, 100)),
        max_size=60,
    )
)
def test_nothing_is_lost_uncounted(told: list[tuple[int, float]]) -> None:
    window = Window()
    if told:
        ships, ages = zip(*told, strict=True)
        window.add(rows([*ships], NOW + np.array(ages)), [], NOW)
    assert len(window) + sum(window.dropped.values()) == len(told)
