"""How many are sought, whom a helper's room is held against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastknown.cli.cases import DEMO
from lastknown.desk.casefile import Case, load_case
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.ships.aboard import Persons, persons_of, room_entry
from lastknown.ships.able import able_ship
from lastknown.ships.help import helpers
from lastknown.ships.sought import sought
from lastknown.units import HOUR
from tests.ships.clouds import drifting
from tests.ships.fleet import T0, coming


def case(*persons: float | None, boats: tuple[str, ...] = ()) -> Case:
    (start, *_) = load_case(DEMO).starts
    names = boats or ("",) * len(persons)
    starts = [replace(start, persons=n, boat=b) for n, b in zip(persons, names, strict=True)]
    return replace(load_case(DEMO), starts=tuple(starts))


def test_of_alternatives_the_most_of_boats_the_sum() -> None:
    assert persons_of(case(33, 40, None)) == Persons(40, None)
    assert persons_of(case(33, 40, 12, boats=("A", "A", "B"))) == Persons(52, None)
    assert persons_of(case(33, None, boats=("A", "B"))) == Persons(None, None)
    assert persons_of(case(None)) == Persons(None, None)


def test_of_a_record_the_bound_of_those_missing() -> None:
    notes = (
        note_of("record-persons", persons=33, low=21, high=48, count=1),
        note_of("record-taken-up", saved=10, left=23, low=11, high=38),
    )
    assert persons_of(replace(case(33), notes=notes[:1])) == Persons(33, 48)
    assert persons_of(replace(case(23), notes=notes)) == Persons(23, 38)


@pytest.mark.parametrize(
    ("kind", "length_m", "count", "takes"),
    [
        ("fishing", 20.0, 40, True),
        ("fishing", 20.0, 41, False),
        ("fishing", 20.0, None, None),
        ("other", 60.0, 5, None),
    ],
)
def test_room_is_held_against_them(
    kind: str, length_m: float, count: int | None, takes: bool | None
) -> None:
    to = sought(drifting(T0, sd_m=800.0, count=300), T0, T0 + 3 * HOUR)
    ship = coming(to, 1, 90.0, 4.0, 10.0, kind=kind, length_m=length_m, freeboard_m=1.0)
    (found,) = helpers(to, [ship], at_s=T0)
    assert able_ship(ship.ship).room == found.able.room
    entry = room_entry(found, Persons(count, None))
    told = {"sought": count, "sought_high": None, "takes_all": takes}
    assert entry == {"room": found.able.room, **told}
