from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from lastknown.errors import LastknownError
from lastknown.search.sweepobjects import sweep_crosswalk, sweep_object, sweep_objects
from lastknown.search.sweepwidth import (
    CRAFT,
    flare_nm,
    flotation_factor,
    infrared_nm,
    merchant_object,
    night_vision_nm,
    radar_nm,
    speed_factor,
    strobe_nm,
    table_heights_ft,
    table_visibilities_nm,
    visual_width_nm,
    weather_factor,
)
from tests.samples import sample_path

FILES = {"helicopter": "Helicopter", "fixed-wing": "Aircraft", "boat": "Boat"}
TABLES = [(craft, height) for craft in FILES for height in table_heights_ft(craft)]


def rows_of(name: str) -> list[list[str]]:
    path = sample_path(f"data/sweep_width/{name}")
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file) if row]


@pytest.mark.parametrize(("craft", "height_ft"), TABLES)
def test_every_published_value_reads_back(craft: str, height_ft: float) -> None:
    head, *rows = rows_of(f"{FILES[craft]}-{height_ft:g}ft.csv")
    assert len(rows) == 25
    for name, *widths in rows:
        for visibility, width in zip(head[1:], widths, strict=True):
            read = visual_width_nm(craft, name, float(visibility), height_ft)
            assert read == float(width), (name, visibility)


@pytest.mark.parametrize("craft", ["helicopter", "fixed-wing"])
def test_every_published_speed_factor_reads_back(craft: str) -> None:
    head, *rows = rows_of(f"{FILES[craft]}_speed_modifier.csv")
    for name, *factors in rows:
        for speed, factor in zip(head[1:], factors, strict=True):
            assert speed_factor(craft, name, float(speed)) == float(factor), (name, speed)


def test_every_published_weather_class_reads_back() -> None:
    for name, group in rows_of("weather_correction_types.csv"):
        assert sweep_object(name).weather == {"small": "small", "large": "other"}[group], name


def test_what_the_tables_cover() -> None:
    high = (300.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0)
    assert table_heights_ft("helicopter") == table_heights_ft("fixed-wing") == high
    assert table_heights_ft("boat") == (8.0, 14.0)
    assert table_heights_ft("merchant-ship") == ()
    assert [table_visibilities_nm(craft) for craft in CRAFT] == [(1, 30), (1, 30), (1, 20), (3, 20)]


# COMDTINST M16130.2F, App. H, some cells of each table by hand
@pytest.mark.parametrize(
    ("craft", "what", "visibility", "height", "width"),
    [
        ("helicopter", "person", 3, 500, 0.1),
        ("helicopter", "raft-4", 10, 300, 2.2),
        ("helicopter", "power-boat-20ft", 15, 500, 5.2),
        ("fixed-wing", "power-boat-20ft", 15, 1000, 4.4),
        ("fixed-wing", "ship-300ft", 30, 500, 41.4),
        ("boat", "person", 10, 8, 0.3),
        ("boat", "raft-25", 20, 14, 8.7),
    ],
)
def test_cells_of_the_tables(
    craft: str, what: str, visibility: float, height: float, width: float
) -> None:
    assert visual_width_nm(craft, what, visibility, height) == width


def test_visibility_is_interpolated_inside_the_table() -> None:
    # helicopter at 500 ft, raft for 4: 1.2 at 3 NM, 1.6 at 5 NM
    assert visual_width_nm("helicopter", "raft-4", 4.5, 500) == pytest.approx(1.5)


# IAMSAR Manual, Table N-4, as reproduced in AMSA NATSAR; visibility 3, 5, 10, 15, 20 NM
N4 = {
    "person": (0.4, 0.5, 0.6, 0.7, 0.7),
    "raft-4": (2.3, 3.2, 4.2, 4.9, 5.5),
    "raft-15": (2.6, 4.0, 5.1, 6.4, 7.3),
    "boat-under-5m": (1.1, 1.4, 1.9, 2.1, 2.3),
    "boat-7m": (2.0, 2.9, 4.3, 5.2, 5.8),
    "boat-12m": (2.8, 4.5, 7.6, 9.4, 11.6),
}


@pytest.mark.parametrize("what", N4)
def test_merchant_ships(what: str) -> None:
    widths = [visual_width_nm("merchant-ship", what, each) for each in (3, 5, 10, 15, 20)]
    assert tuple(widths) == N4[what]


def test_what_a_merchant_ship_looks_for() -> None:
    assert merchant_object("power-boat-15ft").key == "boat-under-5m"
    assert merchant_object("SKIFF-1").key == "boat-under-5m"
    assert merchant_object("inflatable, overloaded").key == "boat-7m"
    assert merchant_object("PIW-3").key == "person"
    assert merchant_object("inflatable-swamped").key == "boat-under-5m"
    assert merchant_object("AVIATION-2").key == "raft-15"
    assert [merchant_object(each).weather for each in ("boat-7m", "boat-12m")] == ["small", "other"]


def test_whatever_the_tables_hold_a_merchant_ship_sees_no_wider_than_a_boat_does() -> None:
    for row in sweep_crosswalk():
        if not row.key:
            continue
        for at in (3, 5, 10, 15, 20):  # the columns of both tables
            width = visual_width_nm("merchant-ship", row.code, at)
            assert width > 0.0
            if row.merchant:  # what stands for it there, by judgement
                assert width <= visual_width_nm("boat", row.key, at, 14), row.code


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: visual_width_nm("drone", "person", 5, 300), "'drone' is in no visual.*boat"),
        (lambda: visual_width_nm("helicopter", "person", 5, 400), "height_ft=400.*300, 500"),
        (lambda: visual_width_nm("boat", "person", 5, 20), "height_ft=20.*nearest: 8, 14"),
        (lambda: visual_width_nm("boat", "person", 5), "height_ft of the boat is missing"),
        (lambda: visual_width_nm("helicopter", "person", 31, 500), "visibility_nm=31.*nearest: 30"),
        (lambda: visual_width_nm("boat", "person", 25, 8), "visibility_nm=25.*nearest: 20"),
        (lambda: visual_width_nm("boat", "person", 0.5, 8), "visibility_nm=0.5.*nearest: 1"),
        (lambda: visual_width_nm("merchant-ship", "person", 2), "visibility_nm=2.*nearest: 3"),
        (lambda: visual_width_nm("merchant-ship", "raft-6", 5), "raft-6.*nearest: raft-4"),
        (lambda: visual_width_nm("merchant-ship", "raft-25", 5), "nearest: raft-15"),
        (lambda: visual_width_nm("merchant-ship", "power-boat-20ft", 5), "boat-7m or boat-under"),
        (lambda: visual_width_nm("merchant-ship", "sail-boat-30ft", 5), "nearest: boat-7m"),
        (lambda: visual_width_nm("merchant-ship", "ship-120ft", 5), "nearest: boat-12m"),
        (lambda: visual_width_nm("boat", "SAILBOAT-1", 5, 8), "holds SAILBOAT-1"),
        (lambda: speed_factor("helicopter", "person", 150), "speed_kn=150.*nearest: 140"),
        (lambda: speed_factor("fixed-wing", "person", 120), "speed_kn=120.*nearest: 150"),
        (lambda: night_vision_nm("raft-6", moonlit=True), "raft-6.*nearest: raft-4"),
        (lambda: night_vision_nm("ship-120ft", moonlit=True), "ship-120ft.*power-boat-20ft"),
        (lambda: infrared_nm("power-boat-33ft", sea_state=1), "infrared for power-boat-33ft"),
        (lambda: infrared_nm("person", sea_state=4), "sea_state=4.*nearest: 3"),
        (lambda: radar_nm("raft-4", sea_state=1), "radar for raft-4"),
        (lambda: weather_factor(sweep_object("person")), "neither wind_kn nor seas_ft"),
    ],
)
def test_what_no_table_holds_is_refused(call: Any, match: str) -> None:
    with pytest.raises(LastknownError, match=match):
        call()


@pytest.mark.parametrize(
    ("wind", "seas", "small", "other"),
    [
        (15.0, None, 1.0, 1.0),
        (15.1, None, 0.5, 0.9),
        (25.0, 1.9, 0.5, 0.9),
        (25.1, 0.0, 0.25, 0.9),
        (None, 2.0, 0.5, 0.9),
        (5.0, 4.0, 0.5, 0.9),
        (5.0, 4.1, 0.25, 0.9),
    ],
)
def test_weather(wind: float | None, seas: float | None, small: float, other: float) -> None:
    # US National SAR Supplement, App. H: wind > 15 kn or seas 2-3 ft, wind > 25 kn or seas > 4 ft
    for thing in sweep_objects():
        expected = small if thing.weather == "small" else other
        assert weather_factor(thing, wind, seas) == expected
    raft = sweep_object("raft-10")
    assert weather_factor(raft, wind, seas, rafts_small=False) == other
    assert weather_factor(sweep_object("person"), wind, seas, rafts_small=False) == small


def test_speed_of_boats_does_not_count_and_that_of_aircraft_is_interpolated() -> None:
    assert speed_factor("boat", "person", 20) == speed_factor("merchant-ship", "person", 14) == 1
    # helicopter, person: 1.5 at 60 kn, 1.0 at 90 kn
    assert speed_factor("helicopter", "person", 75) == pytest.approx(1.25)


def test_flotation_counts_for_persons_from_low_aircraft() -> None:
    person, raft = sweep_object("person"), sweep_object("raft-1")
    assert flotation_factor("helicopter", person, 500) == 4.0
    assert flotation_factor("fixed-wing", person, 300) == 4.0
    assert flotation_factor("helicopter", person, 750) == 1.0
    assert flotation_factor("boat", person, 8) == flotation_factor("helicopter", raft, 300) == 1.0


def test_other_sensors() -> None:
    # US National SAR Supplement, App. H, quoted
    moon = [night_vision_nm(each, moonlit=True) for each in ("person", "raft-4", "sail-boat-25ft")]
    dark = [night_vision_nm(each, moonlit=False) for each in ("person", "raft-4", "sail-boat-20ft")]
    assert (moon, dark) == ([0.6, 0.9, 1.2], [0.1, 0.8, 1.1])
    assert [infrared_nm("person", sea_state=each) for each in (0, 3)] == [0.3, 0.0]
    assert [infrared_nm("raft-8", sea_state=each) for each in (1, 2)] == [1.5, 0.5]
    assert [radar_nm("power-boat-15ft", sea_state=each) for each in (1, 2)] == [1.4, 1.1]
    assert strobe_nm() == 0.5
    assert flare_nm() == (10.7, 15.4)
