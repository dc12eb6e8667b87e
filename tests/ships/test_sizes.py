"""Sizes: what is told is taken, what cannot be is not, the rest is assumed and said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.ships.columns import Static
from lastknown.ships.sizes import DEFAULTS, LONGEST_M, SMALL, kind_of, ship_of, told

TOLD = {"to_bow_m": 150.0, "to_stern_m": 30.0, "to_port_m": 12.0, "to_starboard_m": 16.0}


@pytest.mark.parametrize(
    ("ship_type", "kind"),
    [
        # ITU-R M.1371-5, table 53
        *((0, "other"), (20, "other"), (30, "fishing"), (31, "tug"), (33, "dredger")),
        *((35, "naval or law enforcement"), (36, "sailing"), (37, "pleasure")),
        *((40, "high-speed craft"), (50, "pilot"), (51, "search and rescue"), (52, "tug")),
        *((55, "naval or law enforcement"), (60, "passenger"), (69, "passenger"), (70, "cargo")),
        *((79, "cargo"), (80, "tanker"), (89, "tanker"), (90, "other"), (255, "other")),
    ],
)
def test_kind_of_the_table(ship_type: int, kind: str) -> None:
    assert kind_of(ship_type) == kind


def test_what_is_told_is_taken_and_only_freeboard_assumed() -> None:
    ship = ship_of(235000001, Static(235000001, ship_type=70, draught_m=9.5, **TOLD))
    assert (ship.length_m, ship.beam_m, ship.draught_m) == (180.0, 28.0, 9.5)
    assert (ship.to_bow_m, ship.to_port_m) == (150.0, 12.0)
    assert ship.assumed == ("freeboard_m",)
    assert ship.freeboard_m == pytest.approx(6.0 * 180 / 150)


def test_nothing_told_is_all_assumed() -> None:
    ship = ship_of(235000001)
    assert (ship.kind, ship.length_m) == ("other", DEFAULTS["other"].length_m)
    assert set(ship.assumed) == {
        *("kind", "length_m", "beam_m", "draught_m", "freeboard_m", "to_bow_m", "to_port_m")
    }


def test_class_b_is_small_unless_it_says_otherwise() -> None:
    assert ship_of(1, None, "B").length_m == SMALL.length_m
    assert ship_of(1, Static(1, ship_type=37), "B").length_m == DEFAULTS["pleasure"].length_m
    assert ship_of(1, Static(1, ship_type=70, **TOLD), "B").length_m == 180.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_bow_m": 511.0},  # a code: 511 m or more
        {"to_port_m": 63.0},  # a code: 63 m or more
        {"to_bow_m": 0.0, "to_stern_m": 0.0},
        {"to_bow_m": 400.0, "to_stern_m": 61.0},  # longer than any ship
        {"to_bow_m": 10.0, "to_stern_m": 5.0},  # broader than long
        {"to_bow_m": -5.0},
    ],
)
def test_sizes_that_cannot_be_are_not_taken(wrong: dict[str, float]) -> None:
    ship = ship_of(1, Static(1, ship_type=70, **(TOLD | wrong)))
    assert {"length_m", "beam_m"} & set(ship.assumed)
    assert ship.beam_m < ship.length_m <= LONGEST_M


def test_a_size_without_a_place_for_the_antenna() -> None:
    # ITU-R M.1371-5, figure 41: A = C = 0 where the reference point is not told.
    size = {"to_bow_m": 0.0, "to_stern_m": 100.0, "to_port_m": 0.0, "to_starboard_m": 16.0}
    ship = ship_of(1, Static(1, ship_type=80, **size))
    assert (ship.length_m, ship.beam_m) == (100.0, 16.0)
    assert (ship.to_bow_m, ship.to_port_m) == (85.0, 8.0)
    assert ship.assumed == ("draught_m", "freeboard_m", "to_bow_m", "to_port_m")


def test_reports_of_one_ship_are_put_together() -> None:
    name = Static(1, time_s=10.0, name="OLD NAME", ship_type=70)
    later = Static(1, time_s=20.0, name="NEW NAME", **TOLD)
    other = Static(2, name="OTHER")
    known = told([later, other, name])
    assert (known[1].name, known[1].ship_type, known[1].to_bow_m) == ("NEW NAME", 70, 150.0)
    assert known[2].name == "OTHER"
    assert repr(told([name, later, other])[1]) == repr(known[1])


metres = st.floats(min_value=-10, max_value=600) | st.just(math.nan)


@given(
    st.builds(
        Static,
        mmsi=st.just(1),
        ship_type=st.integers(0, 255),
        to_bow_m=metres,
        to_stern_m=metres,
        to_port_m=metres,
        to_starboard_m=metres,
        draught_m=metres,
    ),
    st.sampled_from(["A", "B", "unknown"]),
)
def test_every_ship_has_a_possible_size(static: Static, ais_class: str) -> None:
    ship = ship_of(1, static, ais_class)
    assert 0 < ship.length_m <= LONGEST_M
    assert ship.beam_m > 0
    assert ship.draught_m > 0
    assert ship.freeboard_m > 0
    assert 0 <= ship.to_bow_m <= ship.length_m
    assert 0 <= ship.to_port_m <= ship.beam_m
