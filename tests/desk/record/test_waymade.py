"""Two positions of one boat tell how it goes: carried by the tide, or under its own power."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.boats.report import Report
from lastknown.desk.record.tocase import Given, Made, made_of
from lastknown.desk.record.waymade import MOST, way_made
from lastknown.drift.objects import find_object
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.wind import Wind
from lastknown.units import HOUR, KNOT
from tests.case.nights import START, at
from tests.desk.record.exercise import Night
from tests.desk.record.test_tocase import WIND, codes, link

BOAT = find_object("inflatable-overloaded")
FROM = Position(1.55, 50.98)
T0 = START.timestamp()


@pytest.fixture(scope="module")
def sea() -> Sea:
    return open_sea("dover-strait", wind=Wind(speed_kn=8, from_deg=240))


def moved(sea: Sea, hours: float, speed_kn: float = 0.0, toward_deg: float = 0.0) -> Position:
    """Return where a boat is that the sea carried and that went through the water besides."""
    lon, lat, steps = FROM.lon, FROM.lat, 30
    own = (
        speed_kn * KNOT * np.array([np.sin(np.radians(toward_deg)), np.cos(np.radians(toward_deg))])
    )
    for k in range(steps):
        here = sea.sample(lon, lat, T0 + hours * HOUR * k / steps)
        u, v = float(here.u + 0.03 * here.wind_u), float(here.v + 0.03 * here.wind_v)
        span = hours * HOUR / steps
        x, y = Plane(lon, lat).to_lonlat((u + own[0]) * span, (v + own[1]) * span)
        lon, lat = float(x), float(y)
    return Position(lon, lat)


def pair(there: Position, hours: float, error_m: float = 200.0) -> tuple[Report, Report]:
    one = Report("a", "AIS contact", T0, 30.0, position=FROM, error_m=error_m)
    other = Report("b", "AIS contact", T0 + hours * HOUR, 30.0, position=there, error_m=error_m)
    return one, other


def test_what_the_tide_carried_is_rather_adrift(sea: Sea) -> None:
    made = way_made(*pair(moved(sea, 1.0), 1.0), sea, BOAT)
    assert made is not None
    assert 1.0 / MOST <= made.factor < 0.2
    assert made.share(0.5) < 0.17


def test_what_went_against_it_is_rather_under_way_and_its_course_is_known(sea: Sea) -> None:
    made = way_made(*pair(moved(sea, 1.0, 3.5, 300.0), 1.0), sea, BOAT)
    assert made is not None
    assert made.factor == MOST
    assert made.course_deg == pytest.approx(300, abs=8)
    assert made.speed_kn == pytest.approx(3.5, abs=0.4)
    assert made.has_course
    assert made.course_sd_deg < 20


def test_positions_that_say_little_change_little(sea: Sea) -> None:
    made = way_made(*pair(moved(sea, 0.5, 2.0, 300.0), 0.5, 5000.0), sea, BOAT)
    assert made is not None
    assert 0.5 < made.factor < 2.0
    assert not made.has_course


@given(st.floats(0.0, 9.0), st.floats(0.0, 359.0), st.floats(0.02, 0.98))
def test_neither_is_ever_certain(speed_kn: float, toward: float, before: float) -> None:
    still = open_still()
    made = way_made(*pair(_gone(speed_kn, toward), 1.0), still, BOAT)
    assert made is not None
    assert 1.0 / MOST <= made.factor <= MOST
    assert 0.0 < made.share(before) < 1.0
    assert 0.0 <= made.course_deg < 360.0


def _gone(speed_kn: float, toward: float) -> Position:
    way = speed_kn * KNOT * HOUR
    x, y = way * np.sin(np.radians(toward)), way * np.cos(np.radians(toward))
    lon, lat = Plane(FROM.lon, FROM.lat).to_lonlat(x, y)
    return Position(float(lon), float(lat))


STILL: list[Sea] = []


def open_still() -> Sea:
    if not STILL:
        STILL.append(open_sea("dover-strait", wind=Wind(speed_kn=0, from_deg=0)))
    return STILL[0]


def test_a_thing_without_an_engine_makes_no_way(sea: Sea) -> None:
    assert way_made(*pair(FROM, 1.0), sea, find_object("PIW-1")) is None


def night_of(there: Position, minutes: float = 60.0, **more: object) -> Made:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    for when, place, told in ((0, FROM, {}), (minutes, there, more)):
        spot = {"lon": place.lon, "lat": place.lat, "error_m": 200.0}
        link(night, night.call(when, what="radar", position=spot, **told))
    return made_of(night.picture(), "B1", at=at(200), given=WIND)


def shares(made: Made) -> dict[str, float]:
    return {row["phase"][0]["kind"]: row["weight"] for row in made.table["start"]}


@pytest.mark.parametrize(
    ("speed_kn", "holds"),
    [(0.0, lambda share: share < 0.2), (3.5, lambda share: share > 0.9)],
)
def test_the_last_two_positions_weigh_both_ways(
    sea: Sea, speed_kn: float, holds: Callable[[float], bool]
) -> None:
    made = night_of(moved(sea, 1.0, speed_kn, 300.0))
    assert holds(shares(made)["under-way"])
    assert min(shares(made).values()) > 0.0
    assert codes(made) & {"record-way", "record-way-course"}
    phase = made.case().starts[0].phases[0]
    if speed_kn:
        assert phase.course_deg == pytest.approx(300, abs=8)
        assert phase.heading_sd_deg < 20


def test_what_was_told_of_its_course_goes_first(sea: Sea) -> None:
    made = night_of(moved(sea, 1.0, 3.5, 300.0), course_deg=10.0)
    assert made.case().starts[0].phases[0].course_deg == 10.0


def test_positions_too_near_or_too_far_apart_are_not_compared(sea: Sea) -> None:
    for minutes in (20.0, 190.0):
        made = night_of(moved(sea, 1.0, 3.5, 300.0), minutes)
        assert shares(made) == {"under-way": 0.5, "adrift": 0.5}


def test_without_the_sea_it_stays_as_it_was_told(sea: Sea) -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    for when in (0, 60):
        link(night, night.call(when, position={"lon": 1.55, "lat": 50.98}))
    made = made_of(night.picture(), "B1", at=at(200), given=Given())  # no wind: the drift says so
    assert shares(made) == {"under-way": 0.5, "adrift": 0.5}
