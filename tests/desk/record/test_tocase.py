"""A case made from a record says what a case file by hand would say, and names what it assumes."""

from __future__ import annotations

from typing import Any

import pytest

from lastknown.case.picture import Picture, picture_sha256
from lastknown.desk.casefile import parse_case
from lastknown.desk.record.tocase import Given, Made, boat_of, case_of, made_of
from lastknown.desk.run import drift_case
from lastknown.errors import LastknownError
from tests.case.nights import at
from tests.desk.record.exercise import Night, persons

WIND = Given(wind_kn=8, wind_from_deg=240, particles=400)
FIRST, SECOND, LAST = (
    {"lon": 1.70, "lat": 51.12, "error_m": 800.0},
    {"lon": 1.72, "lat": 51.13, "error_m": 500.0},
    {"lon": 1.7417, "lat": 51.1417, "error_m": 786.5},
)
BY_HAND = """
name = "B1 grey boat (Exercise Varne)"
at = 2026-05-15T06:00:00Z
particles = 400
[sea]
sources = ["dover-strait"]
wind = [{ from_deg = 240, speed_kn = 8 }]
[[start]]
time = 2026-05-15T01:40:00Z
position = "51°08.502'N 001°44.502'E"
error_nm = 0.5
fix_age_min = 20
persons = 35
weight = 0.5
phase = [
  { kind = "under-way", speed_kn = 3.5, speed_sd_kn = 1.0, fails_after_mean_h = 1.5 },
  { kind = "adrift" },
  { kind = "swamped", after_mean_h = 34.6 },
]
[[start]]
time = 2026-05-15T01:40:00Z
position = "51°08.502'N 001°44.502'E"
error_nm = 0.5
fix_age_min = 20
persons = 35
weight = 0.5
phase = [{ kind = "adrift" }, { kind = "swamped", after_mean_h = 34.6 }]
[[unit]]
name = "Lifeboat Dover"
kind = "lifeboat"
position = "51°07'N 001°19'E"
ready = 2026-05-15T06:10:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 4
sweep_width_nm = { boat = 2.0, person = 0.2 }
[[searched]]
name = "Patrol boat Calais"
track = [
  { position = "51°06'N 001°40'E", time = 2026-05-15T03:00:00Z },
  { position = "51°06'N 001°50'E", time = 2026-05-15T03:30:00Z },
  { position = "51°08'N 001°50'E", time = 2026-05-15T03:40:00Z },
]
sweep_width_nm = { boat = 1.0, person = 0.1 }
"""


def link(night: Night, report: str, belief: str = "certain", boat: str = "B1") -> None:
    night.say("east", 50, "link", report=report, boat=boat, belief=belief)


def called(**last: Any) -> Night:
    """Return a night in which one boat gave three positions, all linked to it."""
    night = Night()
    night.say("east", 1, "boat", boat="B1", label="grey boat")
    for minutes, place, count, more in (
        (15, FIRST, 33, {}),
        (20, SECOND, 40, {}),
        (40, LAST, 33, last),
    ):
        link(night, night.call(minutes, position=place, persons=persons(count), **more))
    return night


def with_unit(night: Night, **given: Any) -> Night:
    told: dict[str, Any] = {
        "unit": "Lifeboat Dover",
        "status": "available",
        "type": "RNLI lifeboat",
        "position": {"lon": 1 + 19 / 60, "lat": 51 + 7 / 60},
        "ready": at(310),
        "speed_kn": 25,
        "search_speed_kn": 15,
        "endurance_h": 4,
        "sweep_width": {"boat_nm": 2.0, "person_nm": 0.2},
    }
    night.say("east", 290, "unit_status", **(told | given))
    return night


def searched(night: Night, **given: Any) -> Night:
    points = ((120, 1 + 40 / 60, 51.1), (150, 1 + 50 / 60, 51.1), (160, 1 + 50 / 60, 51 + 8 / 60))
    told: dict[str, Any] = {
        "unit": "Patrol boat Calais",
        "began": at(120),
        "ended": at(160),
        "points": [{"at": at(m), "lon": lon, "lat": lat} for m, lon, lat in points],
        "sweep_width": {"boat_nm": 1.0, "person_nm": 0.1},
    }
    night.say("west", 165, "search_done", **(told | given))
    return night


def made(night: Night, minutes: float = 300, **given: Any) -> Made:
    return made_of(night.picture(), "B1", at=at(minutes), given=WIND, **given)


def codes(found: Made) -> set[str]:
    return {note.code for note in found.notes}


def test_it_says_what_the_same_case_file_by_hand_says() -> None:
    night = searched(with_unit(called()))
    case = made(night).case()
    mine, by_hand = drift_case(case).document(), drift_case(parse_case(BY_HAND)).document()
    seen = night.picture()
    assert mine["record"] == {
        "record": seen.record,
        "name": "Exercise Varne",
        "boat": "B1",
        "open": True,
        "known_at": None,
        "known_by": None,
        "sha256": picture_sha256(seen),
    }
    own = {note.code for note in case.notes}
    rest = [note for note in mine["notes"] if note["code"] not in own]
    assert {**mine, "record": None, "notes": rest} == by_hand
    assert {note["code"] for note in mine["notes"]} >= own > {"record-from", "record-persons"}


def test_its_case_file_read_again_is_the_same_case() -> None:
    found = made(searched(with_unit(called(), sensor="infrared", sweep_width=None)))
    again, first = parse_case(found.text()), found.case()
    assert (again.starts, again.units, again.searches) == (
        first.starts,
        first.units,
        first.searches,
    )
    assert (again.sea, again.conditions, again.at) == (first.sea, first.conditions, first.at)
    assert all(f"# {note.text}" in found.text() for note in found.notes)


@pytest.mark.parametrize(
    ("engine", "share"),
    [(None, 0.5), ("running well", 0.8), ("engine failed", 0.15), ("no engine", 0.1)],
)
def test_adrift_and_under_way_are_both_carried(engine: str | None, share: float) -> None:
    case = made(called(engine=engine)).case()
    kinds = [(start.phases[0].kind, start.weight) for start in case.starts]
    assert kinds == [("under-way", share), ("adrift", round(1 - share, 4))]


def test_a_boat_without_a_position_says_what_is_missing() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    with pytest.raises(LastknownError, match=r"no report is linked to it by then.*link"):
        made(night)
    link(night, night.call(5, "help"))
    with pytest.raises(LastknownError, match=r"one report linked to it has no position.*case add"):
        made(night)
    link(night, night.call(6, "help"))
    with pytest.raises(LastknownError, match="none of the 2 reports of it has a position"):
        made(night)


def test_a_closed_boat_is_worked_out_all_the_same_and_said() -> None:
    night = called()
    proposal = night.say("east", 60, "closure_proposed", boat="B1")
    night.say("east", 61, "closure_confirmed", proposal=proposal)
    found = made(night)
    assert "record-closed" in codes(found)
    assert found.record["open"] is False
    assert found.case().starts


def test_only_what_was_known_counts() -> None:
    night = called()
    night.entries[-2] = night.entries[-2].model_copy(update={"entered": at(200)})
    early = made_of(night.picture(known_at=at(100)), "B1", at=at(100), given=WIND)
    assert early.table["start"][0]["time"] == at(20)
    assert early.record["known_at"] == "2026-05-15T02:40Z"
    assert made(night).table["start"][0]["time"] == at(40)


def test_what_happened_later_does_not_count_and_what_was_decided_later_does() -> None:
    found = made(with_unit(called()), minutes=25)
    assert found.table["start"][0]["time"] == at(20)
    assert "unit" not in found.table
    assert found.case().at == at(25)


def test_the_one_open_boat_needs_no_name() -> None:
    night = called()
    assert boat_of(night.picture(), None) == "B1"
    assert boat_of(night.picture(), "b1") == "B1"
    night.say("west", 60, "boat", boat="B2", label="white boat")
    with pytest.raises(LastknownError, match=r"2 boats are open: B1 \(grey boat\), B2 \(white"):
        boat_of(night.picture(), None)
    with pytest.raises(LastknownError, match="names no boat"):
        boat_of(Night().picture(), None)


def test_wind_by_hand_is_whole() -> None:
    seen: Picture = called().picture()
    with pytest.raises(LastknownError, match="--wind-kn and --wind-from-deg"):
        case_of(seen, "B1", at=at(60), given=Given(wind_kn=8))


def test_reports_that_nobody_linked_are_counted_out_or_weighed() -> None:
    night = called()
    seen = night.call(80, what="sighting", position=FIRST)
    assert "record-unlinked" in codes(made(night))
    weighed = made(night, weights={seen: 0.3})
    assert [(s["time"], s["weight"]) for s in weighed.table["start"]] == [
        (at(80), 0.15),
        (at(80), 0.15),
        (at(40), 0.35),
        (at(40), 0.35),
    ]
    assert {"record-alternatives", "record-unlinked"} & codes(weighed) == {"record-alternatives"}
