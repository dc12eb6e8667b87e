from __future__ import annotations

import pytest

from lastknown.drift.objects import find_object, objects
from lastknown.errors import LastknownError
from lastknown.search.sweepobjects import (
    boat_of_length,
    sweep_crosswalk,
    sweep_object,
    sweep_objects,
)


def test_the_tables_know_25_objects_and_which_of_them_are_small() -> None:
    # weather classes: marine-sweep-width-data, weather_correction_types.csv
    assert len(sweep_objects()) == 25
    small = {each.key for each in sweep_objects() if each.weather == "small"}
    rafts = {f"raft-{n}" for n in (1, 4, 6, 8, 10, 15, 20, 25)}
    boats = {"power-boat-15ft", "power-boat-20ft", "sail-boat-15ft", "sail-boat-20ft"}
    assert small == {"person", "sail-boat-25ft", *rafts, *boats}
    assert {each.key for each in sweep_objects() if each.is_raft} == rafts
    assert {each.weather for each in sweep_objects() if each.is_ship} == {"other"}


@pytest.mark.parametrize(
    "what", ["raft-4", "Raft 4 person", "RAFT 4", "LIFE-RAFT-DB-11", sweep_object("raft-4")]
)
def test_an_object_by_key_name_or_code(what: str) -> None:
    assert sweep_object(what).name == "Raft 4 person"


def test_the_crosswalk_holds_every_search_object_once_with_a_reason() -> None:
    rows = sweep_crosswalk()
    assert [row.code for row in rows] == [each.code for each in objects()]
    keys = {each.key for each in sweep_objects()}
    for row in rows:
        assert len(row.basis) > 8, row.code
        assert row.key in keys or (row.key == "" and row.nearest), row.code
        assert set(row.nearest) <= keys, row.code


@pytest.mark.parametrize("row", sweep_crosswalk(), ids=lambda row: row.code)
def test_what_the_tables_do_not_hold_is_an_error_that_says_what_is_nearest(row) -> None:  # type: ignore[no-untyped-def]
    if row.key:
        assert sweep_object(row.code).key == row.key
        return
    with pytest.raises(LastknownError, match=rf"holds {row.code} \(.*nearest, {row.nearest[0]}"):
        sweep_object(row.code)


def test_persons_are_persons() -> None:
    persons = {each.code for each in objects() if each.kind == "person"}
    assert {row.code for row in sweep_crosswalk() if row.key == "person"} == persons
    swamped = find_object("inflatable, overloaded").hull_becomes
    assert sweep_object(swamped).key == "raft-1"


def test_plain_names_work_and_unknown_ones_name_the_nearest() -> None:
    assert sweep_object("inflatable, overloaded").key == "power-boat-20ft"
    with pytest.raises(LastknownError, match=r"'sail boat 31ft'.*nearest: .*sail-boat"):
        sweep_object("sail boat 31ft")


@pytest.mark.parametrize(
    ("length_m", "sail", "key"),
    [
        (3.0, False, "power-boat-15ft"),
        (4.57, True, "sail-boat-15ft"),
        (9.0, False, "power-boat-20ft"),
        (10.06, False, "power-boat-33ft"),
        (12.5, True, "sail-boat-40ft"),
        (30.0, False, "power-boat-78ft"),
        (200.0, True, "ship-300ft"),
    ],
)
def test_a_boat_is_the_longest_of_the_tables_that_is_not_longer(
    length_m: float, sail: bool, key: str
) -> None:
    assert boat_of_length(length_m, sail=sail).key == key


def test_lengths_that_no_table_holds() -> None:
    with pytest.raises(LastknownError, match=r"length_m=4.*nearest: sail-boat-15ft"):
        boat_of_length(4.0, sail=True)
    with pytest.raises(LastknownError, match="length_m=-1 is not a length"):
        boat_of_length(-1)
