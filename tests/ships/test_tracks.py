"""Tracks: what one ship can have done stays, what it cannot is left out and counted."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.exchange.ais import read_ais
from lastknown.geo.plane import metres_per_degree
from lastknown.ships.columns import CLASSES, Positions, Static, no_positions
from lastknown.ships.ship import Track
from lastknown.ships.tracks import WHY, Cleaned, clean
from tests.samples import sample_path

T0 = 1.6e9
EAST, NORTH = metres_per_degree(50.5)


def sailed(
    mmsi: int = 235000001,
    *,
    n: int = 30,
    every_s: float = 10.0,
    speed: float = 7.0,
    course_deg: float = 70.0,
    lon: float = 0.5,
    lat: float = 50.5,
    begin_s: float = T0,
    ais_class: str = "A",
) -> Positions:
    """Return a ship on one course at one speed."""
    k = np.arange(n, dtype=float)
    gone = speed * every_s * k
    east, north = np.sin(np.radians(course_deg)), np.cos(np.radians(course_deg))
    figures = (np.full(n, value, np.float32) for value in (speed, course_deg, course_deg))
    told, course, heading = figures
    kind = np.full(n, CLASSES.index(ais_class), np.int8)
    lons, lats = lon + gone * east / EAST, lat + gone * north / NORTH
    number = np.full(n, mmsi, np.int64)
    return Positions(number, begin_s + every_s * k, lons, lats, told, course, heading, kind)


def both(*parts: Positions) -> Positions:
    names = ("mmsi", "time_s", "lon", "lat", "speed", "course_deg", "heading_deg", "kind")
    return Positions(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in names})


def moved(one: Positions, row: int, **values: float) -> Positions:
    """Return the positions with one row changed."""
    for name, value in values.items():
        getattr(one, name)[row] = value
    return one


def same(a: Track, b: Track) -> bool:
    names = ("time_s", "lon", "lat", "speed", "course_deg", "heading_deg")
    equal = (np.array_equal(getattr(a, n), getattr(b, n), equal_nan=True) for n in names)
    return a.ship == b.ship and all(equal)


def alike(a: Cleaned, b: Cleaned) -> bool:
    return len(a.tracks) == len(b.tracks) and all(map(same, a.tracks, b.tracks))


def test_nothing_in_nothing_out() -> None:
    cleaned = clean(no_positions())
    assert (cleaned.tracks, cleaned.shared) == ((), ())
    assert cleaned.dropped == dict.fromkeys(WHY, 0)


@settings(max_examples=40, deadline=None)
@given(
    speed=st.floats(0.0, 15.0),
    course=st.floats(0.0, 359.0),
    every=st.sampled_from([2.0, 10.0, 60.0, 180.0]),
    seed=st.integers(0, 1000),
)
def test_a_clean_track_comes_back_whole_in_any_order_and_with_rows_twice(
    speed: float, course: float, every: float, seed: int
) -> None:
    one = sailed(speed=speed, course_deg=course, every_s=every)
    cleaned = clean(one)
    track = cleaned.tracks[0]
    assert np.array_equal(track.time_s, one.time_s)
    assert np.array_equal(track.lon, one.lon)
    draw = np.random.default_rng(seed)
    again = one.at(draw.permutation(np.concatenate((np.arange(30), draw.integers(0, 30, 12)))))
    assert alike(clean(again), cleaned)
    assert clean(again).dropped["duplicate"] == 12


@settings(max_examples=40, deadline=None)
@given(
    row=st.integers(0, 29),
    far=st.floats(5_000.0, 5_000_000.0),
    toward=st.floats(0.0, 360.0),
)
def test_a_single_wild_position_is_dropped(row: int, far: float, toward: float) -> None:
    one = sailed()
    angle = np.radians(toward)
    lat = float(np.clip(one.lat[row] + far * np.cos(angle) / NORTH, -89.0, 89.0))
    lon = float((one.lon[row] + far * np.sin(angle) / EAST + 180.0) % 360.0 - 180.0)
    cleaned = clean(moved(one, row, lon=lon, lat=lat))
    assert cleaned.dropped["jump"] == 1
    assert np.array_equal(cleaned.tracks[0].time_s, np.delete(one.time_s, row))


def test_a_burst_of_wild_positions_does_not_end_a_track() -> None:
    one = sailed(n=60)
    draw = np.random.default_rng(3)
    one.lon[20:35] += draw.uniform(1.0, 30.0, 15)
    cleaned = clean(one)
    assert cleaned.dropped["jump"] == 15
    assert len(cleaned.tracks) == 1
    assert cleaned.tracks[0].time_s.size == 45


def test_two_ships_under_one_number_are_two_tracks() -> None:
    here, there = sailed(n=40), sailed(n=25, every_s=17.0, lon=4.0, lat=53.0, begin_s=T0 + 3.0)
    cleaned = clean(both(here, there))
    assert cleaned.shared == (235000001,)
    assert [track.time_s.size for track in cleaned.tracks] == [40, 25]
    assert np.array_equal(cleaned.tracks[1].lat, there.lat)
    assert cleaned.dropped["jump"] == 0


def test_a_jump_that_stays_is_two_tracks() -> None:
    one = sailed(n=50)
    one.lat[30:] += 0.5
    cleaned = clean(one)
    assert [track.time_s.size for track in cleaned.tracks] == [30, 20]
    assert cleaned.shared == (235000001,)


def test_scattered_wild_positions_are_no_second_ship() -> None:
    one = sailed(n=200, every_s=60.0)
    draw = np.random.default_rng(5)
    one.lon[10::15] = draw.uniform(-60.0, -20.0, one.lon[10::15].size)
    cleaned = clean(one)
    assert (len(cleaned.tracks), cleaned.shared) == (1, ())


@pytest.mark.parametrize(
    ("why", "values"),
    [
        ("no mmsi", {"mmsi": 0}),
        ("no time", {"time_s": np.nan}),
        ("time out of range", {"time_s": 3600.0}),  # 1970
        ("in the future", {"time_s": T0 + 86400.0}),
        ("no position", {"lon": 181.0, "lat": 91.0}),
        ("no position", {"lon": 0.0, "lat": 0.0}),
        ("no position", {"lon": np.nan}),
    ],
)
def test_what_is_no_position_is_counted(why: str, values: dict[str, float]) -> None:
    cleaned = clean(moved(sailed(), 7, **values), now_s=T0 + 600.0)
    assert cleaned.dropped == {name: int(name == why) for name in WHY}
    assert cleaned.tracks[0].time_s.size == 29


def test_aircraft_are_left_out_unless_asked_for() -> None:
    helicopter = sailed(111232501, speed=60.0, ais_class="SAR aircraft")
    assert clean(helicopter).dropped["aircraft"] == 30
    # a CSV names no message type: by her number
    assert clean(sailed(111232501, speed=60.0)).dropped["aircraft"] == 30
    assert clean(sailed(112000000, speed=10.0)).dropped["aircraft"] == 0
    track = clean(helicopter, aircraft=True).tracks[0]
    assert (track.ship.kind, track.time_s.size) == ("search and rescue", 30)


def test_a_message_by_a_second_receiver_is_heard_once() -> None:
    one = sailed()
    late = sailed()
    late.time_s[:] += 45.0
    cleaned = clean(both(one, late))
    assert cleaned.dropped["duplicate"] == 30
    assert np.array_equal(cleaned.tracks[0].time_s, one.time_s)


def test_a_moored_ship_that_repeats_its_place_is_kept_whole() -> None:
    cleaned = clean(sailed(speed=0.0, every_s=180.0))
    assert cleaned.tracks[0].time_s.size == 30
    drifting = sailed(speed=0.0)
    drifting.speed[:] = 0.1
    assert clean(drifting).tracks[0].time_s.size == 30


def test_speed_and_course_come_from_the_positions_where_not_told() -> None:
    one = sailed()
    one.speed[:], one.course_deg[:] = np.nan, np.nan
    track = clean(one).tracks[0]
    assert track.speed == pytest.approx(7.0, rel=0.01)
    assert track.course_deg == pytest.approx(70.0, abs=1.0)
    alone = clean(one.at(slice(0, 1))).tracks[0]
    assert np.isnan(alone.speed[0])


def test_a_speed_that_cannot_be_is_not_believed() -> None:
    static = Static(235000001, ship_type=70)
    one = moved(sailed(), 12, speed=50.0)
    track = clean(one, [static]).tracks[0]
    assert track.time_s.size == 30
    assert track.speed[12] == pytest.approx(7.0, rel=0.01)


def test_tracks_work_across_180_degrees() -> None:
    one = sailed(lon=179.98, course_deg=90.0, n=60)
    one.lon[:] = (one.lon + 180.0) % 360.0 - 180.0
    cleaned = clean(one)
    assert cleaned.dropped["jump"] == 0
    assert cleaned.tracks[0].time_s.size == 60


def test_a_flood_of_one_second_takes_no_longer_and_is_the_same_in_any_order() -> None:
    draw = np.random.default_rng(8)
    one = sailed(n=30_000, every_s=0.0)
    one.lon[:] = draw.uniform(0.0, 3.0, len(one))
    cleaned = clean(one)
    assert cleaned.dropped["jump"] == len(one) - 1
    assert alike(clean(one.at(draw.permutation(len(one)))), cleaned)


def test_the_solent_recording() -> None:
    # Counted in the file: 18,623 rows, 91 MMSI, none of them 0, all with time and place.
    columns = {"time": "Time", "mmsi": "MMSI", "lat": "Latitude_degrees"}
    columns |= {"lon": "Longitude_degrees", "cog_deg": "COG_degrees", "sog_kn": "SOG_knots"}
    path = sample_path("data/samples/ais_solent_2016.csv")
    read = read_ais(path, columns=columns, time_zone="UTC")
    cleaned = clean(read.positions)
    assert (len(cleaned.tracks), cleaned.shared) == (91, ())
    kept = sum(track.time_s.size for track in cleaned.tracks)
    assert kept + sum(cleaned.dropped.values()) == len(read.positions)
    assert cleaned.dropped["jump"] <= 2
    assert kept > 0.97 * len(read.positions)


wild = st.sampled_from([np.nan, 181.0, 91.0, 0.0, -180.0, 180.0, 1.5, 50.9, 51.0])
rows = st.tuples(
    st.sampled_from([-1, 0, 235000001, 235000002]),
    st.sampled_from([np.nan, -1.0, 0.0, T0, T0 + 1.0, T0 + 60.0, T0 + 1e6, np.inf]),
    wild,
    wild,
    st.sampled_from([np.nan, 0.0, 0.1, 7.0, 52.6, -1.0]),
    st.sampled_from([np.nan, 0.0, 359.9]),
    st.integers(0, len(CLASSES) - 1),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(rows, max_size=12), st.randoms(use_true_random=False))
def test_whatever_comes_every_row_is_kept_or_counted_in_any_order(
    given_: list[tuple[float, ...]], shuffle: Random
) -> None:
    order = list(given_)
    shuffle.shuffle(order)
    first, second = clean(columns(given_)), clean(columns(order))
    assert alike(first, second)
    assert first.dropped == second.dropped
    kept = sum(track.time_s.size for track in first.tracks)
    assert kept + sum(first.dropped.values()) == len(given_)
    assert all(np.all(np.diff(track.time_s) > 0) for track in first.tracks)


def columns(given_: list[tuple[float, ...]]) -> Positions:
    table = np.array(given_, dtype=float).reshape(-1, 7).T
    f4 = (column.astype(np.float32) for column in (table[4], table[5], table[5]))
    return Positions(table[0].astype(np.int64), *table[1:4], *f4, table[6].astype(np.int8))
