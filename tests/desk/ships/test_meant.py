from __future__ import annotations

import pytest

from lastknown.desk.ships.meant import Named, meant
from lastknown.errors import LastknownError
from lastknown.geo.position import Position

SHIPS = (
    Named("SIM FERRY 12", 799_990_001, Position(1.60, 51.00)),
    Named("SIM FERRY 22", 799_990_101, Position(1.65, 51.05)),
    Named("SHARED", 235_000_103, Position(1.55, 51.05)),
    Named("SHARED", 235_000_103, Position(1.85, 51.15)),
    Named("MARIE", 2_350_001, Position(1.85, 51.15)),
    Named("MARIE", 227_000_001, Position(1.35, 51.15)),
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sim ferry 22", 1),
        (" 799990001 ", 0),
        ("2350001", 4),
        ("002350001", 4),
        ("shared @ 51°09.00'N 001°50.00'E", 3),
        ("235000103@51.04N 1.5E", 2),
        ("MARIE @ 51°09.00'N 001°20.00'E", 5),
    ],
)
def test_a_ship_is_meant_by_name_by_mmsi_and_by_place(asked: str, found: int) -> None:
    assert meant("ship", asked, SHIPS, "riskiest") == found


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("FERRY", "ship=FERRY: no ship near is called just that; give one of SIM FERRY 12, SIM"),
        (
            "235000103",
            "ship=235000103: 2 ships are called so; give one: "
            "235000103 @ 51°03.00'N 001°33.00'E; 235000103 @ 51°09.00'N 001°51.00'E",
        ),
        ("marie", "ship=marie: 2 ships are called so; give one: 002350001; 227000001"),
        ("nowhere", "no ship near is called so; the foremost are SIM FERRY 12, SIM FERRY 22, SHAR"),
        ("", "ship='' names no ship; give her name or her MMSI"),
        (" @ 51N 001 30E", "names no ship"),
        (
            "SHARED @ 51°09.00'N 001°50.00'W",
            "the nearest so called is 128 NM from there, at 51°03.00'N 001°33.00'E; check",
        ),
        ("SHARED @ somewhere", "somewhere"),
    ],
)
def test_a_ship_that_is_not_sure_is_never_taken(asked: str, told: str) -> None:
    with pytest.raises(LastknownError) as error:
        meant("ship", asked, SHIPS, "riskiest")
    assert told in str(error.value)


def test_nobody_near_is_said() -> None:
    with pytest.raises(LastknownError, match="add=MARIE: no ship is near; check the ships"):
        meant("add", "MARIE", (), "soonest")


def test_in_which_order_ships_are_named_is_said_and_how_many_more_there_are() -> None:
    ten = [Named(f"SIM FERRY {k}", 799_990_001 + k, Position(1.6, 51.0)) for k in range(10)]
    with pytest.raises(LastknownError) as like:
        meant("add", "ferry", ten, "soonest")
    assert str(like.value).endswith("SIM FERRY 7 and 2 more (the soonest first)")
    with pytest.raises(LastknownError, match=r"MARIE and 1 more \(the riskiest first\)"):
        meant("ship", "nowhere", [*SHIPS[:5], *ten[:2], SHIPS[4], SHIPS[5]], "riskiest")
