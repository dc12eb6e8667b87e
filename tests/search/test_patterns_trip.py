from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.search.errand import Errand
from lastknown.search.patterns import Laid, Motion, carried
from lastknown.search.patterns_box import parallel
from lastknown.search.patterns_point import expanding_square, sector
from lastknown.search.patterns_trip import longest_trip, make_trip

HOUR = 3600.0


def errand(**words: float) -> Errand:
    """Return two hours and a half of a lifeboat, 10 m/s in transit, 5 m/s on search."""
    usual = Errand(0.0, 0.0, 0.0, 0.0, 0.0, 2.5 * HOUR, 9e9, 10.0, 5.0, 0.85)
    return usual._replace(**words)


def square(legs: int, start_s: float, x: float = 9000.0, y: float = 12_000.0) -> Laid:
    return expanding_square(
        x, y, Motion(start_s, 5.0), legs=legs, spacing_m=500.0, orientation_deg=0.0
    )


def test_a_trip_by_hand() -> None:
    """15 km out at 10 m/s, 4 legs of 3 km in all at 5 m/s: 600 s on 85 % of the time on scene."""
    trip = make_trip(lambda start_s: square(4, start_s), errand())
    assert trip.arrive_s == pytest.approx(1500.0)
    assert trip.laid.duration_s == pytest.approx(600.0)
    assert trip.on_scene_s == pytest.approx(600.0 / 0.85)
    home = np.hypot(9000.0 - 500.0, 12_000.0 - 500.0) / 10.0
    assert trip.back_s == pytest.approx(1500.0 + 600.0 / 0.85 + home)


def test_what_does_not_fit_says_by_how_much() -> None:
    """36 legs of 500 m, ...: 171 km at 5 m/s on 85 % of the time, with 150 min in all."""
    with pytest.raises(LastknownError, match=r"SS of 92\.3 NM takes 5\d\d min more"):
        make_trip(lambda start_s: square(36, start_s, x=0.0, y=0.0), errand())


@given(
    st.floats(-20_000.0, 20_000.0),
    st.floats(-20_000.0, 20_000.0),
    st.floats(0.5, 6.0),
    st.floats(0.5, 1.0),
    st.floats(-20_000.0, 20_000.0),
)
def test_the_longest_pattern_stays_within_the_endurance_and_one_more_would_not(
    x: float, y: float, hours: float, usable: float, home: float
) -> None:
    able = errand(back_by_s=hours * HOUR, usable=usable, to_x=home)
    try:
        count, trip = longest_trip(lambda n, start_s: square(n, start_s, x, y), able)
    except LastknownError:
        with pytest.raises(LastknownError, match="more than the unit has"):
            make_trip(lambda start_s: square(1, start_s, x, y), able)
        return
    assert trip.depart_s <= trip.arrive_s <= trip.leave_s <= trip.back_s <= able.back_by_s + 1e-3
    assert trip.laid.duration_s == pytest.approx(usable * trip.on_scene_s)
    assert trip.laid.legs[-1, 5] <= trip.leave_s + 1e-6
    with pytest.raises(LastknownError, match="more than the unit has"):
        make_trip(lambda start_s: square(count + 1, start_s, x, y), able)


@given(st.integers(1, 12), st.floats(0.0, 360.0))
def test_the_longest_box_stays_within_the_span_planned_for(most: int, course: float) -> None:
    until = most * HOUR / 4.0

    def lay(tracks: int, start_s: float) -> Laid:
        return parallel(
            1000.0, 2000.0, Motion(start_s, 5.0, turn_radius_m=50.0), tracks=tracks,
            spacing_m=300.0, length_m=6000.0, orientation_deg=course,
        )  # fmt: skip

    able = errand(back_by_s=9e9, until_s=until)
    assume(until > 224.0 + 5700.0 / 5.0 / 0.85)
    count, trip = longest_trip(lay, able)
    assert 1 <= count <= 20
    assert trip.leave_s <= until + 1e-3


def test_a_unit_meets_a_datum_that_moves() -> None:
    drift = (0.8, -0.4)

    def lay(start_s: float) -> Laid:
        x, y = carried(9000.0, 12_000.0, 0.0, start_s, drift)
        motion = Motion(start_s, 5.0, drift_ms=drift)
        return sector(x, y, motion, radius_m=900.0, orientation_deg=0.0)

    trip = make_trip(lay, errand())
    assert trip.laid.start == pytest.approx(
        (9000.0 + 0.8 * trip.arrive_s, 12_000.0 - 0.4 * trip.arrive_s)
    )
    assert np.hypot(*trip.laid.start) == pytest.approx(10.0 * trip.arrive_s, abs=1e-3)
    assert trip.laid.end == pytest.approx(
        carried(9000.0, 12_000.0, 0.0, trip.laid.legs[-1, 5], drift)
    )


def test_a_datum_that_outruns_the_unit_is_refused() -> None:
    def lay(start_s: float) -> Laid:
        x, y = carried(9000.0, 0.0, 0.0, start_s, (11.0, 0.0))
        return square(3, start_s, x, y)

    with pytest.raises(LastknownError, match="moves away as fast"):
        make_trip(lay, errand())
