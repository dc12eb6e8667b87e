from __future__ import annotations

import re

import numpy as np

from lastknown.desk.ships.warning import warning_of
from lastknown.ships.strikes import Strike
from lastknown.units import HOUR
from tests.crossing import SHIP, passing, spread
from tests.night import AT_S


def struck(closest_m: float) -> Strike:
    return Strike(
        SHIP, "", 0.004, 0.08, 0.2, 0.1, 0.0, 0.0, AT_S + HOUR, AT_S + HOUR, closest_m, 270.0,
        90.0, 0.2, "port",
    )  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_ship_that_passes_west_is_asked_to_leave_the_cloud_to_starboard() -> None:
    made = warning_of(spread(500.0), struck(900.0), passing(-900.0))
    assert made is not None
    assert (made["leave_to"], made["clear_to"]) == ("starboard", "port")
    assert made["circle"]["radius_nm"] == 0.6
    assert made["least_nm"] == 1.1
    english = plain(made["words"]["en"]["text"])
    assert english.startswith("EVEN KEEL, MMSI 235001234: a boat in distress")
    assert "within 0.60 NM of 51°08.5" in english
    assert "at 09:30 UTC" in english
    assert (
        "alter to port, leave that position to starboard, and pass at least 1.1 NM off" in english
    )
    french = plain(made["words"]["fr"]["text"])
    assert "venez sur bâbord, laissez cette position à tribord" in french
    assert "0,60 NM" in french


def test_the_text_that_is_read_out_holds_no_figure() -> None:
    made = warning_of(spread(500.0), struck(900.0), passing(-900.0))
    assert made is not None
    for lang in ("en", "fr"):
        aloud = made["words"][lang]["aloud"]
        assert not any(sign.isdigit() for sign in aloud), aloud
    assert "two three five zero zero one two three four" in made["words"]["en"]["aloud"]
    assert "zero nine three zero U T C" in made["words"]["en"]["aloud"]


def test_where_the_boat_is_not_at_sea_nothing_is_asked() -> None:
    found = struck(float("nan"))
    gone = Strike(**{**vars(found), "closest_s": float("nan")})
    assert warning_of(spread(500.0), gone, passing(-900.0)) is None


def test_a_ship_at_anchor_is_not_asked_to_alter() -> None:
    still = passing(-900.0)
    still = type(still)(**{**vars(still), "speed": np.zeros(121)})
    made = warning_of(spread(500.0), struck(900.0), still)
    assert made is not None
    assert re.search(r"You lie 0\.4\d NM from that position", made["words"]["en"]["text"])
    assert "alter" not in made["words"]["en"]["text"]
