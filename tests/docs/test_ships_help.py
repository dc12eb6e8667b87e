"""The page about ships: what it says of help, radio range and lookouts is what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastknown.ships import able, joining, lookout, radio, setout
from lastknown.units import MINUTE
from tests.ships.test_lookout import DAY, NIGHT, factor

PAGE = (Path(__file__).parents[2] / "docs" / "ships.md").read_text(encoding="utf-8")
HELP = PAGE[PAGE.index("## Help") :]


def test_the_figures_of_help_are_those_of_the_code() -> None:
    assert f"{setout.CALLED_S / MINUTE:.0f} min until she is called" in HELP
    assert f"Up to {able.OVER_SIDE_M:g} m of freeboard" in HELP
    assert f"up to {able.LADDER_M:g} m there is a\nladder" in HELP
    assert f"Above {able.CLIMB_M:.0f} m (judgement" in HELP
    assert f"taken as {able.RESCUE_BOAT_FROM_M:.0f} m of\nlength" in HELP
    assert f"more than {able.BOAT_WIND_KN:.0f} kn of wind" in HELP
    trip, takes = able.RESCUE_BOAT_TRIP_S / MINUTE, able.RESCUE_BOAT_TAKES
    assert takes == 3
    assert "three\nsurvivors a trip" in HELP
    assert f"taken as {trip:.0f} min, {trip / takes:.0f} min a person (judgement)" in HELP
    assert f"{joining.SEARCH_KN:.0f} kn on the legs, for {joining.ENDURANCE_H:.0f} h" in HELP


@pytest.mark.parametrize(
    ("heights", "power", "text"),
    [
        ((25.0, 25.0), radio.SHIP_W, "two masts of 25 m {:.0f} NM"),
        ((100.0, 4.0), radio.SHIP_W, "a ship's at 4 m {:.0f} NM"),
        ((1.5, 25.0), 5.0, "to a mast of 25 m {:.0f} NM"),
        ((1.5, 25.0), 1.0, "and {:.0f} NM\non 1 W"),
    ],
)
def test_the_ranges_are_those_of_the_code(
    heights: tuple[float, float], power: float, text: str
) -> None:
    told = text.format(radio.range_nm(*heights, power)).replace("\n", " ")
    assert told in HELP.replace("\n", " ")


def test_the_figures_of_lookouts_are_those_of_the_code() -> None:
    (usual, _), (told, more) = lookout.WATCHES["usual"], lookout.WATCHES["told"]
    least, most = min(lookout.ATTENTION.values()), max(lookout.ATTENTION.values())
    assert f"| {usual:g} of a searching merchant ship's | {least:g} to {most:g} by kind |" in HELP
    assert f"| {told:g} of it | twice that, at most {lookout.MOST_ATTENTION:g} |" in HELP
    assert more == 2.0
    near, close, far = (factor(DAY, nm) for nm in (0.3, 0.1, 15.0))
    assert f"makes that place {near:.2f} as likely as\nbefore" in HELP
    assert f"at 0.1 NM {close:.2f}, at 15 NM {far:.0f};" in HELP
    assert factor(NIGHT, 0.3) == 1.0
    near, close = (factor(DAY, nm, swamps_s=DAY) for nm in (0.3, 0.1))
    assert f"at 0.3 NM her silence makes it {near:.2f} as\nlikely, at 0.1 NM {close:.2f}." in HELP
    near, close = (factor(DAY, nm, objects=("PIW-1",)) for nm in (0.3, 0.1))
    assert f"it says next to nothing: {near:.2f} and {close:.2f}." in HELP
