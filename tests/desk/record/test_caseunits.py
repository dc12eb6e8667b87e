"""Units of a case from their last status, and what is assumed for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from lastknown.desk.muster import muster
from lastknown.desk.planning import plan_case
from lastknown.desk.record.caseunits import PLACES, STANDARD, Fix, Fixes, kind_of
from lastknown.desk.record.tocase import Given, made_of
from lastknown.desk.run import case_cloud, opened, quiet
from lastknown.errors import LastknownError
from lastknown.geo.position import Position, parse_position
from lastknown.search.candidates import STANDARD as ONE_MORE
from lastknown.search.unit import Unit, unit_position
from tests.case.nights import at
from tests.desk.record.exercise import Night
from tests.desk.record.test_tocase import WIND, called, codes, made, with_unit

DOVER = {"lon": 1.32, "lat": 51.12}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lifeboat Dover", "lifeboat"),
        ("RNLI", "lifeboat"),
        ("hélicoptère Dragon 62", "helicopter"),
        ("patrouilleur", "patrol-boat"),
        ("fixed-wing", "aircraft"),
        ("Fishing vessel", "fishing-vessel"),
        ("relationship", None),
        (None, None),
    ],
)
def test_kinds_are_known_by_what_people_call_them(text: str | None, kind: str | None) -> None:
    assert kind_of(text) == kind


def test_standard_figures_are_those_of_the_planner() -> None:
    assert {kind: tuple(STANDARD[kind]) for kind in ONE_MORE} == dict(ONE_MORE)


def test_every_default_is_said() -> None:
    night = called()
    night.say("east", 100, "unit_status", unit="Rescue 1", status="available", position=DOVER)
    found = made(night)
    (unit,) = found.case().units
    assert (unit.kind, unit.speed_kn, unit.search_speed_kn) == ("lifeboat", 25.0, 15.0)
    assert (unit.ready, unit.endurance_h) == (at(300), 6.0)
    assert unit.sensor is not None
    assert unit.sensor.height_ft == 14.0
    assert {note.code for note in found.notes if note.values.get("unit") == "Rescue 1"} == {
        *("record-unit-kind", "record-unit-ready", "record-unit-old", "record-unit-speed"),
        *("record-unit-endurance", "record-unit-by-eye", "record-unit-no-night"),
    }
    assert found.table["conditions"] == {"visibility_nm": 3.0}
    assert "record-visibility" in codes(found)


def test_nothing_is_assumed_where_all_is_entered() -> None:
    found = made(with_unit(called()))
    assert not [note for note in found.notes if "unit" in note.values]
    assert "conditions" not in found.table


def test_a_unit_that_is_said_to_take_nobody_takes_nobody() -> None:
    (unit,) = made(with_unit(called(), can_take=0)).case().units
    assert (unit.can_recover, unit.capacity) == (False, None)


def test_the_last_status_counts_with_what_was_entered_before() -> None:
    night = with_unit(called(), can_take=40, base=DOVER)
    night.say("east", 295, "unit_status", unit="Lifeboat Dover", status="on_scene", speed_kn=20)
    (unit,) = made(night).case().units
    assert (unit.speed_kn, unit.endurance_h, unit.capacity) == (20.0, 4.0, 40)
    assert unit.ready == at(300)  # it said when it could leave while it was still in harbour
    assert unit.return_to is not None
    night.say("east", 297, "unit_status", unit="Lifeboat Dover", status="off_duty")
    assert "unit" not in made(night).table


def test_units_that_cannot_be_planned_are_named() -> None:
    night = called()
    night.say("east", 290, "unit_status", unit="Cutter", status="tasked")
    night.say("east", 290, "unit_status", unit="Drone 1", status="tasked", position=DOVER)
    night.say("east", 290, "unit_status", unit="Rescue 2", status="available", position=DOVER,
              ready=at(300 + 49 * 60))  # fmt: skip
    found = made(night)
    assert "unit" not in found.table
    assert codes(found) >= {
        *("record-unit-no-position", "record-unit-no-width", "record-unit-late"),
    }


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"type": "helicopter", "height_ft": 333}, "height_ft=333"),
        ({"speed_kn": 5, "search_speed_kn": 15}, "search_speed_kn=15 exceeds"),
        ({"speed_kn": 5000, "search_speed_kn": 700}, ""),
        ({"sweep_width": {"boat_nm": 0, "person_nm": 0}}, "sweep_width_nm"),
    ],
)
def test_one_unit_that_is_wrong_does_not_keep_the_others(told: dict[str, Any], why: str) -> None:
    night = with_unit(called())
    night.say("east", 290, "unit_status", unit="X", status="tasked", position=DOVER, **told)
    found = made(night)
    assert [unit.name for unit in found.case().units] == ["Lifeboat Dover", "X"][: 1 + (not why)]
    reasons = [str(n.values["why"]) for n in found.notes if n.code == "record-unit-left-out"]
    assert [why in reason for reason in reasons] == [True] * bool(why)


def test_at_most_as_many_units_as_can_be_planned() -> None:
    night = called()
    for number in range(14):
        place = {"lon": 1.3 - 0.1 * number, "lat": 50.9}
        night.say("east", 290, "unit_status", unit=f"Lifeboat {number}", status="tasked",
                  position=place)  # fmt: skip
    found = made(night)
    assert len(found.case().units) == 12
    left_out = {n.values["unit"] for n in found.notes if n.code == "record-unit-too-many"}
    assert left_out == {"Lifeboat 12", "Lifeboat 13"}


def test_what_sees_in_the_dark_needs_the_sea() -> None:
    night = called()
    night.say("east", 290, "unit_status", unit="Helicopter", status="tasked", position=DOVER,
              sensor="infrared")  # fmt: skip
    found = made(night)
    assert "record-unit-night" in codes(found)
    calm = Given(wind_kn=8, wind_from_deg=240, sea_state=2, visibility_nm=5)
    known = made_of(night.picture(), "B1", at=at(300), given=calm)
    assert not codes(known) & {"record-unit-night", "record-visibility"}
    (unit,) = known.case().units
    assert unit.night_sensor is not None
    assert unit.height_ft == 500.0


@pytest.mark.parametrize(
    ("told", "sea_state", "why"),
    [
        ({"sensor": "infrared"}, 2, "of helicopter, aircraft, not of a lifeboat"),
        ({"sensor": "infrared", "type": "helicopter", "height_ft": 500}, 6, "sea_state=6"),
        ({"sensor": "radar"}, 3, "sees neither the boat"),
    ],
)
def test_a_sensor_without_a_figure_for_the_dark_does_not_stop_the_plan(
    told: dict[str, Any], sea_state: int, why: str
) -> None:
    night = with_unit(called())
    night.say("east", 290, "unit_status", unit="X", status="tasked", position=DOVER, **told)
    given = Given(wind_kn=8, wind_from_deg=240, particles=400, sea_state=sea_state)
    found = made_of(night.picture(), "B1", at=at(300), given=given)
    case = found.case()
    assert [unit.name for unit in case.units] == ["Lifeboat Dover", "X"]
    assert case.units[1].night_sensor is None
    (note,) = [note for note in found.notes if note.code == "record-unit-night-unfit"]
    assert why in str(note.values["why"])
    assert "--night-sweep-width-nm" in note.text
    sea = opened(case, quiet)
    crew = muster(case, sea, case_cloud(case, sea))
    assert [unit.night_sweep_width_nm for unit in crew.free] == [None, None]


def test_a_unit_that_no_table_holds_in_this_sight_is_left_out_by_name() -> None:
    night = with_unit(called())
    night.say("east", 290, "unit_status", unit="X", status="tasked", position=DOVER)
    given = Given(wind_kn=8, wind_from_deg=240, visibility_nm=0.2)
    found = made_of(night.picture(), "B1", at=at(300), given=given)
    assert [unit.name for unit in found.case().units] == ["Lifeboat Dover"]
    (note,) = [note for note in found.notes if note.code == "record-unit-left-out"]
    assert (note.values["unit"], "visibility" in str(note.values["why"])) == ("X", True)


def test_where_no_unit_sees_in_the_dark_all_are_named_with_the_command() -> None:
    night = called()
    for name in ("Lifeboat Dover", "Lifeboat Calais"):
        night.say("east", 40, "unit_status", unit=name, status="tasked", position=DOVER,
                  endurance_h=1.5)  # fmt: skip
    case = made_of(night.picture(), "B1", at=at(45), given=WIND).case()
    with pytest.raises(LastknownError, match="of Lifeboat Calais, Lifeboat Dover; enter it") as no:
        plan_case(case)
    assert "lastknown case unit" in str(no.value)


def test_where_all_are_left_out_the_refusal_says_why() -> None:
    night = called()
    night.say("east", 290, "unit_status", unit="Cutter", status="tasked")
    with pytest.raises(LastknownError, match="Cutter is left out: its position was not entered"):
        plan_case(made(night).case())


def joined(minutes: float = 200, **given: Any) -> Night:
    """Return a night that a merchant ship and a lifeboat joined, where they were then."""
    night = called()
    for unit, kind in (("EVEN KEEL", "ship"), ("RNLB 17-09", "lifeboat")):
        night.say("east", minutes, "unit_status", unit=unit, status="available", type=kind,
                  position=DOVER, **given)  # fmt: skip
    return night


def by_ais(minutes: float, *names: str) -> Fixes:
    """Return what says that these were heard off Calais then."""

    def find(unit: Unit, since: datetime, until: datetime) -> Fix | None:
        heard = unit.name in names and since < at(minutes) <= until
        return Fix(Position(1.6, 51.0), at(minutes)) if heard else None

    return find


def test_a_unit_is_where_ais_shows_it_where_that_is_newer_than_what_was_entered() -> None:
    fixes = by_ais(288, "EVEN KEEL", "RNLB 17-09")
    found = made(joined(), fixes=fixes)
    assert {unit.name: unit_position(unit).lon for unit in found.case().units} == {
        "EVEN KEEL": pytest.approx(1.6),
        "RNLB 17-09": pytest.approx(1.6),
    }
    told = [note for note in found.notes if note.code == "record-unit-heard"]
    assert [note.values["age_min"] for note in told] == [12, 12]
    assert told[0].text == (
        "EVEN KEEL: taken from its newest AIS position, 12 min old (of 2026-05-15T05:48Z); the "
        "position entered is older."
    )
    back = {unit.name: unit.return_to for unit in found.case().units}
    assert back["EVEN KEEL"] is None
    assert parse_position(back["RNLB 17-09"] or "").lon == pytest.approx(DOVER["lon"], abs=1e-4)
    assert "AIS position, 12 min old" in found.text()


def test_a_position_entered_later_by_hand_wins_over_ais() -> None:
    night = joined()
    night.say("east", 290, "unit_status", unit="EVEN KEEL", status="tasked",
              position={"lon": 1.45, "lat": 51.05})  # fmt: skip
    found = made(night, fixes=by_ais(288, "EVEN KEEL"))
    (ship,) = [unit for unit in found.case().units if unit.name == "EVEN KEEL"]
    assert unit_position(ship).lon == pytest.approx(1.45)
    assert not [note for note in found.notes if note.code == "record-unit-heard"]
    night.say("east", 295, "unit_status", unit="EVEN KEEL", status="on_scene")  # says no place
    found = made(night, fixes=by_ais(297, "EVEN KEEL"))
    assert unit_position(found.case().units[0]).lon == pytest.approx(1.6)


def test_without_newer_ais_a_ship_is_where_she_joined_and_that_is_said() -> None:
    for fixes in (None, by_ais(180, "EVEN KEEL"), by_ais(310, "EVEN KEEL")):
        found = made(joined(), fixes=fixes)
        assert unit_position(found.case().units[0]).lon == pytest.approx(DOVER["lon"])
        notes = {note.values["unit"]: note for note in found.notes if note.code in PLACES}
        assert notes["EVEN KEEL"].code == "record-unit-unheard"
        assert notes["EVEN KEEL"].values["age_min"] == 100
        assert "where it joined or was last entered, 100 min ago" in notes["EVEN KEEL"].text
        assert notes["RNLB 17-09"].code == "record-unit-old"
    assert not codes(made(joined(295))) & {*PLACES}


def test_one_that_is_not_ready_yet_sets_off_from_where_it_was_entered() -> None:
    night = joined(290, ready=at(305))
    found = made(night, fixes=by_ais(295, "EVEN KEEL"))
    assert unit_position(found.case().units[0]).lon == pytest.approx(DOVER["lon"])
