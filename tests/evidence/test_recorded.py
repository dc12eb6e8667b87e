"""A recorded track cleaned: what counts as searched, what is left out, and that it is said."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.drift.cloud import Note
from lastknown.errors import LastknownError
from lastknown.evidence.recorded import Fixes, Recorded, recorded
from lastknown.geo.plane import Plane, distance_m
from lastknown.times import show_time
from lastknown.units import KNOT, MINUTE
from tests.drift.clouds import T0

PLANE = Plane(1.5, 51.0)


def fixes(x: object, y: object, minutes: object, planned: bool = False) -> Fixes:
    """Return fixes of metres east and north of a place at minutes after T0."""
    x, y, minutes = (np.asarray(a, float) for a in (x, y, minutes))
    lon, lat = PLANE.to_lonlat(x, y)
    return Fixes("track.gpx", lon, lat, T0 + 60.0 * minutes, planned)


def eastward(minutes: object) -> Fixes:
    """Return fixes of a unit that goes east at 6 m/s."""
    minutes = np.asarray(minutes, float)
    return fixes(360.0 * minutes, 0.0 * minutes, minutes)


def codes(track: Recorded) -> list[str]:
    return [note.code for note in track.notes]


def minutes_of(track: Recorded) -> list[tuple[float, float]]:
    return [((leg.t0 - T0) / 60.0, (leg.t1 - T0) / 60.0) for leg in track.legs]


def test_a_straight_even_track_is_one_leg_and_needs_no_note() -> None:
    track = recorded(eastward(range(60)))
    assert minutes_of(track) == [(0.0, 59.0)]
    assert (track.fixes, track.gaps, track.notes, track.name) == (60, (), (), "track.gpx")


def test_corners_stay_and_the_receivers_noise_goes() -> None:
    rng = np.random.default_rng(1)
    minutes = np.arange(0.0, 40.0, 0.1)
    x = np.minimum(minutes, 20.0) * 360.0
    y = np.maximum(minutes - 20.0, 0.0) * 360.0
    noisy = fixes(x + rng.normal(0, 5, x.size), y + rng.normal(0, 5, x.size), minutes)
    track = recorded(noisy)
    assert 2 <= len(track.legs) < 10
    ways = sum(float(distance_m(leg.lon0, leg.lat0, leg.lon1, leg.lat1)) for leg in track.legs)
    whole = float(np.hypot(np.diff(x), np.diff(y)).sum())
    assert ways == pytest.approx(whole, rel=0.01)
    corner = min(abs((leg.t1 - T0) / 60.0 - 20.0) for leg in track.legs)
    assert corner < 1.0


def test_a_unit_that_lies_still_makes_no_way() -> None:
    rng = np.random.default_rng(2)
    still = fixes(rng.normal(0, 5, 300), rng.normal(0, 5, 300), np.arange(300) / 10.0)
    (leg,) = recorded(still).legs
    assert float(distance_m(leg.lon0, leg.lat0, leg.lon1, leg.lat1)) < 25.0


def test_a_gap_of_more_than_ten_minutes_is_not_searched_and_said() -> None:
    track = recorded(eastward([0, 5, 15, 26, 30]), name="Calais")
    assert minutes_of(track) == [(0.0, 15.0), (26.0, 30.0)]
    assert track.gaps == ((T0 + 900.0, T0 + 1560.0),)
    assert codes(track) == ["track-gap"]
    begin, end = show_time(T0 + 900.0), show_time(T0 + 1560.0)
    said = f"Track of Calais has a gap from {begin} to {end}: counted as not searched."
    assert track.notes[0].text == said


def test_many_gaps_are_told_in_short() -> None:
    track = recorded(eastward(sorted([*range(0, 300, 20), *range(1, 301, 20)])))
    assert len(track.gaps) == 14
    assert codes(track) == ["track-gap"] * 5 + ["track-gaps"]
    assert track.notes[-1].values["count"] == 9


def test_a_planned_route_runs_straight_from_point_to_point() -> None:
    track = recorded(fixes([0, 20_000], [0, 0], [0, 55], planned=True))
    assert minutes_of(track) == [(0.0, 55.0)]
    assert track.planned


def test_only_the_searched_part_counts() -> None:
    track = recorded(eastward(range(61)), T0 + 10.5 * MINUTE, T0 + 50.5 * MINUTE)
    assert minutes_of(track) == [(10.5, 50.5)]
    x, _ = PLANE.to_xy(track.legs[0].lon0, track.legs[0].lat0)
    assert float(x) == pytest.approx(10.5 * 360.0, abs=2.0)


def test_a_track_that_begins_late_or_ends_early_has_gaps_there() -> None:
    track = recorded(eastward(range(20, 41)), T0, T0 + 60.0 * MINUTE)
    assert [((a - T0) / 60, (b - T0) / 60) for a, b in track.gaps] == [(0, 20), (40, 60)]
    assert minutes_of(track) == [(20.0, 40.0)]


def test_fixes_out_of_order_are_sorted_and_said() -> None:
    track = recorded(eastward([0, 2, 1, 3, 4]))
    assert minutes_of(track) == [(0.0, 4.0)]
    assert codes(track) == ["fixes-sorted"]
    assert track.notes[0].values["count"] == 1


def test_repeated_times_and_impossible_jumps_are_counted_out() -> None:
    minutes = [0, 1, 1, 2, 3, 4, 5]
    x = np.array(minutes) * 360.0
    x[4] += 30_000.0
    track = recorded(fixes(x, np.zeros(7), minutes))
    assert minutes_of(track) == [(0.0, 5.0)]
    assert [(note.code, note.values["count"]) for note in track.notes] == [
        ("fixes-repeated", 1),
        ("fixes-impossible", 1),
    ]


def test_a_wrong_first_fix_does_not_drive_out_the_right_ones() -> None:
    x = np.arange(20) * 360.0
    x[0] = 900_000.0
    track = recorded(fixes(x, np.zeros(20), np.arange(20)))
    assert minutes_of(track) == [(1.0, 19.0)]
    assert codes(track) == ["fixes-impossible"]


def test_just_under_250_knots_is_possible_and_just_over_is_not() -> None:
    minute = 250.0 * KNOT * 60.0 + 100.0
    for factor, kept in ((0.99, 4), (1.01, 3)):
        x = np.array([0.0, 0.0, 0.0, factor * minute])
        assert recorded(fixes(x, np.zeros(4), range(4))).fixes == kept


def test_across_the_antimeridian() -> None:
    lon = np.array([179.99, -179.99, -179.97])
    track = recorded(Fixes("x", lon, np.full(3, 51.0), T0 + np.array([0.0, 300.0, 600.0])))
    assert minutes_of(track) == [(0.0, 10.0)] or len(track.legs) == 2
    half = recorded(Fixes("x", lon, np.full(3, 51.0), T0 + np.array([0.0, 300.0, 600.0])), T0 + 30)
    assert half.legs[0].lon0 == pytest.approx(179.992, abs=1e-9)


def test_notes_of_the_file_go_by_the_name_of_the_search() -> None:
    told = Note("track-utc", "Track of track.gpx: …", {"name": "track.gpx"})
    track = recorded(Fixes("track.gpx", np.array([1.5, 1.6]), np.array([51.0, 51.0]),
                           T0 + np.array([0.0, 500.0]), False, (told,)), name="Calais")  # fmt: skip
    assert track.notes == (Note("track-utc", "Track of Calais: …", {"name": "Calais"}),)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (lambda: recorded(eastward([0])), "1 usable fix with"),
        (lambda: recorded(eastward([0, 0, 0])), "1 usable fix with"),
        (lambda: recorded(eastward([0, 30, 60])), "nothing in it counts as searched"),
        (lambda: recorded(eastward([0, 1]), T0 + 600, T0 + 1200), "nothing in it counts"),
        (lambda: recorded(fixes([0, 9e5] * 10, [0] * 20, range(20))), "10 of 20 fixes cannot"),
    ],
)
def test_what_holds_no_track_is_refused_in_one_line(given, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says) as caught:
        given()
    assert str(caught.value).startswith("track.gpx: ")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-3e4, 3e4), st.floats(-3e4, 3e4), st.floats(0, 300)),
        min_size=2,
        max_size=40,
    )
)
def test_legs_run_forward_and_gaps_and_legs_never_overlap(
    points: list[tuple[float, float, float]],
) -> None:
    x, y, minutes = np.array(points).T
    try:
        track = recorded(fixes(x, y, minutes))
    except LastknownError:
        return
    spans = sorted([*((leg.t0, leg.t1) for leg in track.legs), *track.gaps])
    assert all(begin < end for begin, end in spans)
    assert all(earlier[1] <= later[0] + 1e-6 for earlier, later in pairwise(spans))
