"""Sweep widths of units worked out from what they see with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.search.equip import boats_of, equip, equipped
from lastknown.search.lateral import table_curve
from lastknown.search.sensor import Conditions, Sensor
from lastknown.search.unit import Unit, ready_s, sweep_widths_m
from lastknown.units import NM
from tests.night import AT_S, make_cloud

EYE = Sensor(craft="boat", height_ft=14)
HELICOPTER = Sensor(craft="helicopter", height_ft=500, speed_kn=90)
DAY = Conditions(visibility_nm=10, wind_kn=8)


def unit(kind: str = "lifeboat", **change: Any) -> Unit:
    known: dict[str, Any] = {
        "name": "A",
        "position": "51°07'N 001°19'E",
        "ready": "2026-11-22T08:40:00Z",
        "speed_kn": 120,
        "search_speed_kn": 90,
        "endurance_h": 4,
    }
    return Unit(**known | {"kind": kind} | change)


def cloud(*objects: str, swamps: bool = False) -> Cloud:
    """A cloud of these objects, equally likely, that swamp before anybody is ready or never."""
    made = make_cloud(200)
    what = (made.parent % len(objects)).astype(np.int16)
    sunk = np.full(what.size, AT_S if swamps else np.nan)
    return replace(made, objects=objects, what=what, swamps_s=sunk)


def test_a_sensor_gives_the_sweep_widths_of_the_tables() -> None:
    (one,) = equip([unit(sensor=EYE)], cloud("SKIFF-1"), DAY)
    # US Coast Guard, App. H, boat with the eye at 14 ft, 10 NM: power boat 15 ft 1.9, person 0.5
    assert one.unit.sweep_width_nm == {"boat": 1.9, "person": 0.5}
    assert one.unit.night_sweep_width_nm is None
    assert one.unit.sensor is None
    assert (one.looks[0].boat, one.looks[0].sensor, one.looks[0].dark) == ("SKIFF-1", EYE, False)
    assert one.notes == ()


def test_entered_widths_stay_and_need_no_conditions() -> None:
    given = unit(sweep_width_nm=2.0, night_sweep_width_nm={"boat": 0.5})
    (one,) = equip([given], cloud("SKIFF-1"))
    assert one.unit is given
    assert [(look.dark, look.boat_nm, look.person_nm) for look in one.looks] == [
        (False, 2.0, 2.0),
        (True, 0.5, 0.0),
    ]


def test_by_night_the_night_sensor_is_used_else_the_sensor_itself() -> None:
    goggles = Sensor("night-vision")
    night = Conditions(visibility_nm=10, wind_kn=8, moonlit=True, flotation=True, sea_state=1)
    flown = unit("helicopter", sensor=HELICOPTER, night_sensor=goggles)
    (seen,) = equipped([flown], cloud("SPORT-BOAT"), night)
    assert seen.night_sweep_width_nm == {"boat": 1.2, "person": 0.6}  # App. H, with moon
    (warm,) = equipped(
        [unit("helicopter", sensor=Sensor("infrared"))], cloud("SPORT-BOAT"), replace(night)
    )
    assert warm.sweep_width_nm == warm.night_sweep_width_nm == {"boat": 1.5, "person": 0.3}


def test_a_width_entered_by_day_goes_with_a_sensor_by_night() -> None:
    mixed = unit(sweep_width_nm=2.0, night_sensor=Sensor("strobe"))
    (one,) = equipped([mixed], cloud("SKIFF-1"), DAY)
    assert one.sweep_width_nm == {"boat": 2.0, "person": 2.0}
    assert one.night_sweep_width_nm == {"boat": 0.5, "person": 0.5}


def test_the_smallest_of_several_boats_stands_for_all_and_says_so() -> None:
    (one,) = equip([unit(sensor=EYE)], cloud("SPORT-BOAT", "LIFE-RAFT-SB-10"), DAY)
    assert one.looks[0].boat == "LIFE-RAFT-SB-10"
    assert one.looks[0].boat_nm * NM == pytest.approx(EYE.sweep_width_m("raft-1", DAY))
    assert [note.code for note in one.notes] == ["smallest-sweep-width"]
    assert "SPORT-BOAT, LIFE-RAFT-SB-10" in one.notes[0].text


def test_a_hull_that_has_swamped_is_what_it_is_then() -> None:
    at_s = ready_s(unit(sensor=EYE))
    assert boats_of(cloud("inflatable-overloaded"), at_s) == ("inflatable-overloaded",)
    assert boats_of(cloud("inflatable-overloaded", swamps=True), at_s) == ("inflatable-swamped",)
    early = boats_of(cloud("inflatable-overloaded", swamps=True), AT_S - 3600.0)
    assert set(early) == {"inflatable-overloaded", "inflatable-swamped"}


def test_what_a_sensor_has_no_figure_for_counts_as_unseen_and_says_so() -> None:
    calm = replace(DAY, sea_state=1)
    (one,) = equip([unit(sensor=Sensor("radar"))], cloud("SKIFF-1"), calm)
    assert one.unit.sweep_width_nm == {"boat": 1.4, "person": 0.0}
    (note,) = one.notes
    assert note.code == "counts-as-unseen"
    assert note.text == "A: no sweep width of radar is known for person; it counts as unseen."


def test_a_merchant_ship_sees_a_swamped_inflatable_as_the_smallest_boat_and_says_so() -> None:
    ship = unit("ship", sensor=Sensor(craft="merchant-ship"))
    (one,) = equip([ship], cloud("inflatable-swamped"), replace(DAY, visibility_nm=3))
    assert one.unit.sweep_width_nm == {"boat": 1.1, "person": 0.4}  # IAMSAR, Table N-4
    (note,) = one.notes
    assert note.code == "stands-for-it"
    assert "inflatable-swamped; boat-under-5m stands for it" in note.text


def test_a_named_boat_stands_for_the_one_that_no_table_holds() -> None:
    seen = unit(sensor=EYE)
    with pytest.raises(LastknownError, match="unit 'A': no sweep width table holds SAILBOAT-1"):
        equip([seen], cloud("SAILBOAT-1"), DAY)
    (one,) = equip([seen], cloud("SAILBOAT-1"), DAY, boat="sail-boat-30ft")
    assert one.looks[0].boat == "sail-boat-30ft"
    assert one.looks[0].boat_nm * NM == pytest.approx(EYE.sweep_width_m("sail-boat-30ft", DAY))


def test_an_entered_sensor_gives_its_own_widths() -> None:
    camera = Sensor("entered", curve=table_curve([-50, 0, 50], [0.0, 0.9, 0.9]))
    (one,) = equipped([unit("drone", sensor=camera)], cloud("SKIFF-1"), DAY)
    width = camera.sweep_width_m("person", DAY) / NM
    assert one.sweep_width_nm == pytest.approx({"boat": width, "person": width}, abs=1e-6)
    rows = Sensor("entered", width_nm={"boat": 0.5}, night_width_nm=0.2)
    (one,) = equipped([unit("drone", sensor=rows)], cloud("SKIFF-1"), DAY)
    assert one.sweep_width_nm == {"boat": 0.5, "person": 0.0}
    assert one.night_sweep_width_nm == {"boat": 0.2, "person": 0.2}


def test_a_width_too_small_to_steer_by_is_none() -> None:
    dim = Sensor("entered", width_nm={"boat": 0.5, "person": 0.009})
    (one,) = equipped([unit("drone", sensor=dim)], cloud("SPORT-BOAT"), DAY)
    assert one.sweep_width_nm == {"boat": 0.5, "person": 0.0}


@pytest.mark.parametrize(
    ("kind", "change", "conditions", "says"),
    [
        ("lifeboat", {"sensor": EYE}, None, "unit 'A' has a sensor and no conditions are given"),
        (
            "lifeboat",
            {"sensor": HELICOPTER},
            DAY,
            "craft='helicopter' does not fit kind='lifeboat'; give boat",
        ),
        ("drone", {"sensor": HELICOPTER}, DAY, "no table holds one: enter its sweep_width_nm"),
        ("lifeboat", {"sensor": Sensor("infrared")}, DAY, "infrared are those of helicopter, air"),
        ("helicopter", {"sensor": Sensor("night-vision")}, DAY, "no figure by day; give it as"),
        ("lifeboat", {"sensor": EYE, "night_sensor": EYE}, DAY, "visual sees nothing in the dark"),
        ("lifeboat", {"sensor": Sensor("radar")}, DAY, "unit 'A': sea_state is not given"),
        (
            "lifeboat",
            {"sensor": EYE},
            replace(DAY, visibility_nm=40),
            "unit 'A': visibility_nm=40 lies outside the table for a boat, 1 to 20 NM; nearest: 20",
        ),
        (
            "helicopter",
            {"sensor": HELICOPTER, "night_sensor": Sensor("night-vision")},
            replace(DAY, moonlit=True),
            "its night-vision sensor sees neither the boat",
        ),
    ],
)
def test_a_unit_without_a_sensor_for_the_conditions_is_refused(
    kind: str, change: dict[str, Any], conditions: Conditions | None, says: str
) -> None:
    with pytest.raises(LastknownError, match=says):
        equip([unit(kind, **change)], cloud("LIFE-RAFT-SB-10"), conditions)


def test_a_unit_has_a_width_or_a_sensor() -> None:
    for change, says in (
        ({}, "neither sweep_width_nm nor a sensor"),
        ({"sweep_width_nm": 1.0, "sensor": EYE}, "has sweep_width_nm and a sensor"),
        (
            {"sweep_width_nm": 1.0, "night_sweep_width_nm": 1.0, "night_sensor": EYE},
            "has night_sweep_width_nm and a night_sensor",
        ),
    ):
        with pytest.raises(LastknownError, match=says):
            unit(**change)
    for dark in (False, True):
        with pytest.raises(LastknownError, match="are not worked out"):
            sweep_widths_m(unit(sensor=EYE), dark=dark)
