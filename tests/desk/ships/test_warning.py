from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from lastknown.desk.ships.asking import Waters
from lastknown.desk.ships.warning import warning_of
from lastknown.ships.lanes import Lane, read_lanes
from lastknown.ships.ship import Predicted
from lastknown.ships.strikes import Strike
from lastknown.units import HOUR, KNOT
from tests.crossing import PLANE, SHIP, passing, spread
from tests.night import AT_S


def struck(closest_m: float, when_s: float = AT_S + HOUR) -> Strike:
    return Strike(
        SHIP, "", 0.004, 0.08, 0.2, 0.1, 0.0, 0.0, when_s, when_s, closest_m, 270.0, 90.0, 0.2
    )


def later(whole: Predicted, later_s: float) -> Predicted:
    """The same ship, heard so much later."""
    names = ("time_s", "lon", "lat", "course_deg", "speed", "along_sd_m", "across_sd_m")
    kept = whole.time_s >= AT_S + later_s
    return replace(whole, **{name: getattr(whole, name)[kept] for name in names})


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
    assert re.search(r"within 0\.60 NM of 51°08\.(49|50)'N", english)
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


def lane(half_width_nm: float, x_m: float = -900.0, y_m: float = 60_000.0) -> tuple[Lane, ...]:
    """A lane to the north whose centre line is the way of `passing(-900.0)`, or beside it."""
    lon, lat = PLANE.to_lonlat(np.array([x_m, x_m]), np.array([-60_000.0, y_m]))
    line = {"type": "LineString", "coordinates": [*zip(lon.tolist(), lat.tolist(), strict=True)]}
    told = {"kind": "lane", "half_width_nm": half_width_nm}
    return read_lanes({"features": [{"properties": told, "geometry": line}]})


@pytest.mark.parametrize(
    ("lanes", "sd_m", "asks"),
    [
        (lane(2.5), 500.0, "clear"),  # 0.6 NM aside are wanted, and 2.5 are there
        (lane(0.5), 500.0, "slow"),
        (lane(2.5, 2.2 * 1852.0), 500.0, "slow"),  # near the port edge, to which it would alter
        (lane(2.5, -2.2 * 1852.0), 500.0, "clear"),  # near the other one
        (lane(0.5, y_m=-1000.0), 500.0, "clear"),  # past the lane's end by then
        (lane(9.0), 5.0 * 1852.0, "slow"),  # room enough, but it protects a part only
    ],
)
def test_what_leads_out_of_a_lane_is_not_asked(
    lanes: tuple[Lane, ...], sd_m: float, asks: str
) -> None:
    """A ship in a traffic lane is asked to slow down and look out, and no distance is said."""
    ship = replace(passing(-900.0), basis="lane")
    made = warning_of(spread(sd_m), struck(900.0), ship, Waters(lanes))
    assert made is not None
    assert made["asks"] == asks
    english, aloud = (plain(made["words"]["en"][how]) for how in ("text", "aloud"))
    french = plain(made["words"]["fr"]["text"])
    told = (made["leave_to"], made["clear_to"], made["least_nm"])
    if asks == "clear":
        assert None not in told
        assert "pass at least" in english
        return
    assert told == (None, None, None)
    for text in (english, aloud):
        asked = text.index(
            "Slow down as far as is safe, make no wash, post extra lookouts, use radar, and at"
        )
        assert asked < text.index("within")  # what to do comes before where
        assert not re.search("alter|leave|at least|If you cannot", text)
    assert french.index("Réduisez l'allure") < french.index("à moins de")
    assert not re.search("laissez|venez|Sinon|au moins", french)


def test_a_ship_on_a_course_of_its_own_is_asked_to_clear_a_part_too() -> None:
    made = warning_of(spread(5.0 * 1852.0), struck(900.0), passing(-900.0), Waters(lane(0.5)))
    assert made is not None
    assert made["circle"]["share"] < 1.0
    assert made["asks"] == "clear"
    assert "The boat may be elsewhere too" in made["words"]["en"]["text"]


def test_a_ship_that_passes_clear_is_not_asked_to_alter() -> None:
    made = warning_of(spread(500.0), struck(3000.0), passing(-3000.0), Waters(lane(2.5)))
    assert made is not None
    assert (made["asks"], made["passes_nm"]) == ("clear", pytest.approx(1.62, abs=0.02))
    english, french = (plain(made["words"][lang]["text"]) for lang in ("en", "fr"))
    assert (
        "Your track leaves that position to starboard: as traffic allows, stay at least" in english
    )
    assert "alter" not in english
    assert "laisse cette position à tribord" in french
    assert "venez" not in french


def test_a_ship_at_anchor_is_not_asked_to_alter() -> None:
    still = passing(-900.0)
    lat = np.full(121, still.lat[60])
    still = replace(still, lat=lat, speed=np.zeros(121), basis="stopped")
    made = warning_of(spread(500.0), struck(900.0), still)
    assert made is not None
    assert re.search(r"You lie 0\.4\d NM from that position", made["words"]["en"]["text"])
    assert "alter" not in made["words"]["en"]["text"]
    assert "do not turn your propeller" in made["words"]["en"]["text"]
    assert (made["asks"], made["least_nm"]) == ("wait", None)


@pytest.mark.parametrize("told", [True, False])
def test_of_a_part_of_the_cloud_no_track_is_said_to_a_ship_that_has_none(told: bool) -> None:
    """Found by review: one at anchor was told where the boat would be on her track."""
    still = passing(-900.0)
    still = replace(still, lat=np.full(121, still.lat[60]), speed=np.zeros(121), speed_told=told)
    made = warning_of(spread(5.0 * 1852.0), struck(900.0), still)
    assert made is not None
    assert made["circle"]["share"] < 1.0
    assert made["asks"] == ("wait" if told else "slow")
    for lang, near, track in (("en", "near you it would be", "track"), ("fr", "près de", "route,")):
        text = made["words"][lang]["text"]
        assert near in text
        assert track not in text


@pytest.mark.parametrize(
    ("x_m", "later_s", "asks", "inside"),
    [
        (-900.0, HOUR, "slow", True),  # it begins abeam, 0.49 NM off a circle of 0.6
        (-900.0, HOUR - 240.0, "slow", False),  # 1.02 NM off, and asked to pass 1.1 off
        (-100.0, HOUR - 360.0, "slow", False),  # 1.36 NM off: it would have to turn by 49 degrees
        (-900.0, HOUR - 360.0, "clear", False),  # by 26
    ],
)
def test_what_a_ship_is_too_near_for_is_not_asked(
    x_m: float, later_s: float, asks: str, inside: bool
) -> None:
    """Found by hand: a ferry 0.4 NM from the middle was told to pass it 2.4 NM off."""
    ship = later(passing(x_m), later_s)
    made = warning_of(spread(500.0), struck(abs(x_m)), ship)
    assert made is not None
    assert (made["asks"], made["inside"]) == (asks, inside)
    english, french = (plain(made["words"][lang]["text"]) for lang in ("en", "fr"))
    assert ("You are in that area now." in english) is inside
    assert ("may be close to you" in english) is inside
    assert ("Vous êtes maintenant dans cette zone." in french) is inside
    assert ("pass at least" in english) is (asks == "clear")
    if asks == "slow":
        assert english.index("Slow down as far as is safe, make no wash") < english.index(
            "within 0.60 NM"
        )


@pytest.mark.parametrize(("status", "asks"), [(2, "slow"), (3, "slow"), (4, "slow"), (0, "clear")])
def test_a_ship_that_tells_she_cannot_keep_clear_is_not_asked_to_alter(
    status: int, asks: str
) -> None:
    made = warning_of(spread(500.0), struck(900.0), replace(passing(-900.0), status=status))
    assert made is not None
    assert made["asks"] == asks


def test_of_two_ships_with_one_mmsi_the_text_says_which_is_meant() -> None:
    alone, shared = (
        warning_of(spread(500.0), struck(900.0), passing(-900.0), shared=each)
        for each in (False, True)
    )
    assert alone is not None
    assert shared is not None
    english, french = (plain(shared["words"][lang]["text"]) for lang in ("en", "fr"))
    assert english.startswith(
        "EVEN KEEL, MMSI 235001234: you are the one near 50°54.91'N 001°43.73'E; a boat in distress"
    )
    assert "vous êtes celui qui se trouve près de" in french
    assert "the one near" not in alone["words"]["en"]["text"]


@pytest.mark.parametrize(
    ("x_m", "later_s", "where", "said", "dit"),
    [
        (-900.0, HOUR - 1800.0, "ahead", "ahead of you", "devant vous"),  # by 4 degrees
        (-3000.0, HOUR - 300.0, "starboard", "on your starboard side", "sur votre tribord"),
        (3000.0, HOUR, "port", "on your port side", "sur votre bâbord"),
        (-900.0, HOUR + 600.0, "astern", "astern of you", "derrière vous"),
        (-200.0, HOUR, "near", "close to you", "tout près de vous"),
    ],
)
def test_the_boat_is_said_to_be_where_it_bears(
    x_m: float, later_s: float, where: str, said: str, dit: str
) -> None:
    ship = later(passing(x_m), later_s)
    made = warning_of(spread(500.0), struck(abs(x_m), AT_S + max(later_s, HOUR)), ship)
    assert made is not None
    assert made["where"] == where
    for lang, words in (("en", f"may be {said};"), ("fr", f"se trouve peut-être {dit} ;")):
        assert words in plain(made["words"][lang]["text"])


def test_a_place_of_an_hour_later_is_ahead_however_the_way_to_it_bends() -> None:
    ship = passing(-900.0)
    turned = replace(ship, course_deg=ship.course_deg + 120.0)
    made = warning_of(spread(500.0), struck(900.0), turned)
    assert made is not None
    assert made["where"] == "ahead"


@pytest.mark.parametrize(
    ("status", "kn", "asks"),
    [(1, 1.2, "wait"), (5, 1.2, "wait"), (6, 1.9, "wait"), (1, 2.1, "clear"), (0, 1.9, "clear")],
)
def test_a_ship_at_anchor_that_swings_lies_there_and_one_that_moves_does_not(
    status: int, kn: float, asks: str
) -> None:
    ship = passing(-900.0)
    slow = replace(ship, status=status, speed=ship.speed * (kn * KNOT / 7.0))
    made = warning_of(spread(500.0), struck(900.0), slow)
    assert made is not None
    assert made["asks"] == asks
    lies = made["passes_nm"] == pytest.approx(13.6, abs=0.1)  # where she is now, not later
    assert lies is (asks == "wait")


def test_a_pass_of_another_day_is_said_with_its_day() -> None:
    """Found by review: a pass 30 h ahead read as this afternoon's."""
    ship = passing(-900.0)
    made = warning_of(
        spread(500.0), struck(900.0), replace(ship, time_s=ship.time_s - [86_400.0, *[0.0] * 120])
    )
    assert made is not None
    english, aloud = (plain(made["words"]["en"][how]) for how in ("text", "aloud"))
    assert "at 22 Nov 09:30 UTC" in english
    assert "two two November zero nine three zero U T C" in aloud
    assert "à 09h30 UTC le 22 nov." in plain(made["words"]["fr"]["text"])
