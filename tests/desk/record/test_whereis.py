from __future__ import annotations

from functools import cache

import pytest

import lastknown as lk
from lastknown.desk.record.assess import assess
from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.drawn import drawn_of
from lastknown.desk.record.standing import standing
from lastknown.desk.record.views import BoatWhere
from lastknown.desk.record.whereis import origins
from lastknown.geo.plane import distance_m
from lastknown.sea.model import Sea
from tests.case.nights import at
from tests.desk.record.exercise import HERE, THERE, Night

FIX = {"lon": 1.55, "lat": 50.98, "error_m": 300.0}


@cache
def sea() -> Sea:
    return lk.open_sea("dover-strait", wind=lk.Wind(speed_kn=8, from_deg=240))


def night_of(*places: tuple[float, dict[str, float]]) -> tuple[Night, list[str]]:
    night, names = Night(), []
    night.say("east", 1, "boat", boat="B1")
    for minute, place in places:
        names.append(night.call(minute, position=place))
        night.say("east", minute, "link", report=names[-1], boat="B1", belief="certain")
    return night, names


def where(night: Night, minutes: float) -> BoatWhere:
    found = assess(night.picture(), sea(), at(minutes)).boat("B1").where
    assert found is not None
    return found


def test_the_last_position_is_where_it_starts() -> None:
    night, names = night_of((5, THERE), (30, HERE))
    stands = standing(night.picture())
    weighed = weigh_reports(stands, None)
    assert [
        (each.report.id, each.share)
        for each in origins(stands, weighed, "B1", drawn_of(weighed, "B1"))
    ] == [(names[1], 1.0)]
    found = where(night, 31)
    assert distance_m(found.lon, found.lat, HERE["lon"], HERE["lat"]) < 1500.0
    assert where(night, 30).reports == ((names[1], 1.0),), "at the very moment of the report"


def test_a_position_of_a_report_that_may_be_of_it_has_its_share() -> None:
    night, (first,) = night_of((5, HERE))
    loose = night.call(30, position=HERE)
    stands = standing(night.picture())
    weighed = weigh_reports(stands, None)
    shares = {
        each.report.id: each.share
        for each in origins(stands, weighed, "B1", drawn_of(weighed, "B1"))
    }
    assert shares[loose] == pytest.approx(weighed.p(loose, "B1"), abs=0.03)
    assert shares[first] + shares[loose] == pytest.approx(1.0)


def test_the_areas_grow_with_time_and_lie_in_each_other() -> None:
    night, _ = night_of((5, FIX))
    early, late = where(night, 10), where(night, 180)
    assert early.areas[0].area_m2 < early.areas[1].area_m2 < late.areas[1].area_m2
    assert {area.geometry["type"] for area in late.areas} == {"MultiPolygon"}
    assert distance_m(late.lon, late.lat, FIX["lon"], FIX["lat"]) > 500.0


def test_where_somebody_looked_in_vain_it_is_less_likely() -> None:
    night, _ = night_of((5, FIX))
    before = where(night, 40)
    lon, lat = before.lon, before.lat
    corners = [
        {"lon": lon + dx, "lat": lat + dy}
        for dx, dy in ((-0.02, -0.012), (0.02, -0.012), (0.02, 0.012), (-0.02, 0.012))
    ]
    width = {"boat_nm": 1.0, "person_nm": 0.3}
    night.say(
        "east", 38, "search_done", unit="Helo 1", type="helicopter", began=at(25), ended=at(38),
        corners=corners,
        sweep_width=width, night_sweep_width=width, boat="B1",
    )  # fmt: skip
    after = where(night, 40)
    assert after.areas[1].area_m2 > before.areas[1].area_m2
    assert (after.lon, after.lat) != (before.lon, before.lat)


def test_without_wind_or_beyond_the_sea_no_place_is_made_up() -> None:
    night, _ = night_of((5, FIX))
    calm = assess(night.picture(), lk.open_sea("dover-strait"), at(60)).boat("B1")
    assert (calm.where, calm.where_why) == (None, "outside the sea")
