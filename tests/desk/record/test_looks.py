from __future__ import annotations

from datetime import datetime

from lastknown.desk.record.looks import Spot, last_look
from lastknown.desk.record.standing import standing
from tests.case.nights import at
from tests.desk.record.exercise import Night

SQUARE = [
    {"lon": lon, "lat": lat} for lon, lat in ((1.0, 50.0), (2.0, 50.0), (2.0, 51.0), (1.0, 51.0))
]


def looked(night: Night, spot: Spot | None = (1.5, 50.5)) -> datetime | None:
    return last_look(standing(night.picture()), "B1", spot, at(100))


def searched(night: Night, began: float, ended: float, **given: object) -> str:
    corners = given.pop("corners", SQUARE)
    return night.say(
        "east", ended, "search_done", unit="Helo 1", began=at(began), ended=at(ended),
        corners=corners, **given,
    )  # fmt: skip


def test_a_search_for_the_boat_or_of_its_place_counts() -> None:
    night = Night()
    assert looked(night) is None
    searched(night, 10, 20)
    assert looked(night) == at(20)
    assert looked(night, (3.0, 50.5)) is None, "elsewhere"
    assert looked(night, None) is None
    searched(night, 30, 40, boat="B2")
    assert looked(night) == at(40), "for another boat, but here"
    assert looked(night, (3.0, 50.5)) is None
    searched(night, 50, 60, boat="B1", corners=[])
    assert looked(night, None) == at(60)


def test_a_search_that_goes_on_or_was_taken_back() -> None:
    night = Night()
    name = searched(night, 90, 130, boat="B1")
    assert looked(night) == at(100), "until now"
    night.say("east", 131, "note", retracts=[name])
    assert looked(night) is None


def test_the_area_may_lie_across_180_degrees() -> None:
    night = Night()
    corners = [
        {"lon": lon, "lat": lat}
        for lon, lat in ((179.0, 50.0), (-179.0, 50.0), (-179.0, 51.0), (179.0, 51.0))
    ]
    searched(night, 10, 20, corners=corners)
    assert looked(night, (-179.9, 50.5)) == at(20)
    assert looked(night, (179.9, 50.5)) == at(20)
    assert looked(night, (0.0, 50.5)) is None


def test_a_unit_on_the_scene_looks_until_it_leaves() -> None:
    night = Night()
    night.say("east", 10, "unit_status", unit="Lifeboat A", status="tasked", boat="B1")
    assert looked(night) is None
    night.say("east", 30, "unit_status", unit="Lifeboat A", status="on_scene", boat="B1")
    assert looked(night) == at(100)
    night.say("east", 50, "unit_status", unit="Lifeboat A", status="returning")
    assert looked(night) == at(30), "its last word from there"


def test_a_track_that_passes_the_place_counts() -> None:
    night = Night()
    points = [{"at": at(10), "lon": 1.4, "lat": 50.5}, {"at": at(15), "lon": 1.51, "lat": 50.505}]
    searched(night, 10, 20, corners=[], points=points, track="helo.gpx")
    assert looked(night) == at(20)
    assert looked(night, (1.8, 50.5)) is None
