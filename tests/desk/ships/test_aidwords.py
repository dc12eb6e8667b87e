from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from lastknown.desk._planentries import NoteEntry
from lastknown.desk.answer import note_entry
from lastknown.desk.document import Daylight
from lastknown.desk.ships.aid import near_land
from lastknown.desk.ships.aidwords import aid_words
from lastknown.desk.ships.document import HelperEntry, HelpersDocument
from lastknown.geo.coast import build_coast
from lastknown.ships.help import helpers
from lastknown.ships.sought import sought
from lastknown.units import HOUR
from tests.ships.clouds import drifting
from tests.ships.fleet import T0, coming, unit


def entry(name: str, aboard: str | None, **more: Any) -> HelperEntry:
    made: dict[str, Any] = {
        "name": name, "mmsi": 235001234, "kind": "cargo", "length_m": 190.0,
        "assumed": ["freeboard_m"], "role": "recover", "why": [], "can": ["ladder"], "room": 20,
        "freeboard_m": 8.4, "position": [1.5, 51.0], "distance_nm": 4.0, "bearing_deg": 90.0,
        "speed_kn": 12.0, "speed_told": True, "sets_off": "2026-11-22T08:35Z",
        "reaches": aboard, "reaches_min": 30.0, "area": None, "area_min": None, "meets": None,
        "course_deg": 270.0, "over_land": False, "near_land": False, "first_aboard": aboard,
        "sets_off_from": [1.5, 51.0],
        "on_scene_min": None, "diversion_nm": 0.05, "diversion_min": 0.2, "age_min": 1.0,
        "pos_cost": None, "makes_kn": 12.0, "status": None, "status_outdated": False,
        "heading_deg": 270.0, "heading_by": "told", "apart": False,
        "sought": None, "sought_high": None, "takes_all": None,
    }  # fmt: skip
    return cast(HelperEntry, made | more)


DAY: Daylight = {
    "sunrise": "2026-11-22T07:20Z", "sunset": "2026-11-22T15:57Z",
    "dark_from": "2026-11-22T16:35Z", "dark_until": "2026-11-23T06:45Z", "dark_now": False,
}  # fmt: skip


def said(
    *found: HelperEntry,
    lang: str = "en",
    daylight: Daylight | None = None,
    notes: Sequence[NoteEntry] = (),
) -> str:
    document: HelpersDocument = {
        "schema": "lastknown.ships-help", "version": 1, "software": "lastknown 0", "name": "Varne",
        "record": None, "at": "2026-11-22T08:30Z", "until": "2026-11-22T14:30Z",
        "most_likely": [1.741667, 51.141667], "wind_kn": None, "help": [*found], "dealt": [],
        "notes": [*notes],
        "daylight": daylight or DAY,
        "heard": {
            "ships": 3, "oldest": "2026-11-22T08:11Z", "newest": "2026-11-22T08:29Z",
            "age_min": 1.0, "stale": False, "timeless": 0, "simulated_ships": 0,
            "speed_ratio": None, "course_off_deg": None,
        },
    }  # fmt: skip
    return aid_words(document, lang).replace("\N{NO-BREAK SPACE}", " ")


RNLI: dict[str, Any] = {
    "mmsi": None,
    "length_m": None,
    "assumed": [],
    "kind": "lifeboat",
    "diversion_nm": None,
    **dict.fromkeys(("makes_kn", "status", "heading_deg", "heading_by")),
}


def test_the_first_line_of_a_ship_says_that_her_freeboard_is_assumed() -> None:
    first = said(entry("EVEN KEEL", "2026-11-22T09:00Z")).splitlines()[5]
    assert first == (
        "  1. EVEN KEEL (cargo ship, 190 m), freeboard about 8 m (assumed): there 09:00 UTC "
        "(30 min), first aboard 09:00 UTC at the soonest, to steer 270°; 4.0 NM off, bearing 090°, "
        "12.0 kn"
    )
    assert "freeboard" not in said(entry("EVEN KEEL", "2026-11-22T09:00Z", assumed=[]))
    assert "franc-bord environ 8 m (supposé)" in said(
        entry("EVEN KEEL", "2026-11-22T09:00Z"), lang="fr"
    )


def test_the_first_line_says_how_old_a_position_is() -> None:
    old, new = "2026-11-22T08:56Z", "2026-11-22T08:57Z"
    english = said(entry("OLD", old, age_min=272.0), entry("NEW", new, age_min=9.0))
    assert (
        "OLD (cargo ship, 190 m), freeboard about 8 m (assumed), last heard 4 h 32 min ago: t"
        in (english)
    )
    assert english.count("last heard 4") == 1
    assert "NEW (cargo ship, 190 m), freeboard about 8 m (assumed): there" in english
    assert ", reçu il y a 4 h 32 min : sur" in said(entry("OLD", old, age_min=272.0), lang="fr")


def test_whether_there_is_room_for_all_is_said_of_each() -> None:
    told = "2026-11-22T09:00Z"

    def room(lang: str = "en", **more: Any) -> str:
        last = said(entry("EVEN KEEL", told, **more), lang=lang).splitlines()[6]
        return last.strip()

    some = {"room": 20, "sought": 33, "takes_all": False, "sought_high": 48}
    assert room(**some).startswith(
        "can: ladder or net; room for about 20 (assumed): NOT FOR ALL 33"
    )
    assert "place pour environ 20 (supposé) : PAS POUR LES 33 PERSONNES RECHERCHÉES" in room(
        "fr", **some
    )
    likely = {"room": 40, "sought": 33, "takes_all": True, "sought_high": 48}
    assert "40 (assumed): for the 33 sought, not for 48, the most they may be;" in room(**likely)
    every = likely | {"room": 60}
    assert "room for about 60 (assumed): for all 33 sought;" in room(**every)
    assert "room for 60: for all 33 sought" in room(**every | RNLI)
    unknown = some | {"takes_all": None}
    assert "; room for how many of the 33 sought: unknown;" in room(**unknown)
    assert "20" not in room(**unknown)
    assert "room for about 20 (assumed); how many are sought: unknown;" in room()
    assert "nombre de personnes recherchées : inconnu" in room("fr")
    assert "sought" not in room(room=0, sought=33, takes_all=False)


def test_one_unheard_for_long_stands_below_in_a_part_of_its_own() -> None:
    old = entry("OLD", "2026-11-22T08:50Z", age_min=61.0, apart=True)
    lee = entry("LEE", "2026-11-22T09:10Z", role="stand by")
    told = said(entry("EVEN KEEL", "2026-11-22T09:00Z"), lee, old)
    order = ["EVEN KEEL (", "LEE (", "NOT HEARD FOR OVER AN HOUR", "1. OLD (", "AIS: 3 ships"]
    assert [told.index(each) for each in order] == sorted(told.index(each) for each in order)
    assert "OLD (cargo ship, 190 m), freeboard about 8 m (assumed), last heard 61 min ago" in told
    assert "PLUS REÇUS DEPUIS PLUS D'UNE HEURE" in said(lee, old, lang="fr")
    assert "NOT HEARD" not in said(lee)


def test_many_units_hide_no_ship_and_the_place_of_a_unit_has_its_age() -> None:
    told = "2026-11-22T08:50Z"
    units = [entry(f"UNIT {k}", told, **RNLI) for k in range(7)]
    ships = [entry(f"SHIP {k}", told) for k in range(6)]
    found = said(*units, *ships)
    assert "  8. SHIP 0 (" in found
    assert " 12. SHIP 4 (" in found
    assert "1 more; --json has all." in found
    old = said(entry("JOINED", told, **RNLI | {"age_min": 70.0}))
    assert "JOINED (lifeboat, unit), its position is 70 min old: there" in old


def test_one_not_to_be_asked_is_as_old_as_she_is() -> None:
    old = entry("OLD", None, role="not asked", why=["restricted"], age_min=200.0)
    assert "manoeuvre, last heard 3 h 20 min ago" in said(old)


def test_where_units_were_entered_and_which_are_left_out_is_said() -> None:
    notes = [
        note_entry(code, code, unit="Dover", moment="2026-11-22T07:00Z", age_min=90)
        for code in ("record-unit-unheard", "record-unit-no-position", "record-unit-endurance")
    ]
    told = said(entry("Dover", "2026-11-22T09:00Z", **RNLI), notes=notes)
    assert "Dover: no AIS position newer than the one entered is kept; it is taken from" in told
    assert "Dover is left out: its position was not entered." in told
    assert "endurance" not in told


def test_a_units_room_is_said_to_be_assumed_unless_it_was_entered() -> None:
    told = "2026-11-22T08:56Z"
    assumed = RNLI | {"assumed": ["room"]}
    assert "; room for about 47 (assumed)" in said(entry("RNLI", told, room=47, **assumed))
    assert "; room for 47" in said(entry("RNLI", told, room=47, **RNLI))
    (joined,) = [entry("EVEN KEEL", told, **RNLI | {"assumed": ["freeboard_m", "room"]})]
    assert "freeboard about 8 m (assumed)" in said(joined)


def test_where_a_rescue_unit_stands_before_a_sooner_ship_that_is_said() -> None:
    ship = entry("EVEN KEEL", "2026-11-22T09:00Z")
    lifeboat = entry("Dover", "2026-11-22T09:00:30Z", **RNLI)
    assert "a rescue unit at most 10 min later than a ship stands before her" in said(
        lifeboat, ship
    )
    five = [entry(f"SHIP {k}", "2026-11-22T08:50Z") for k in range(5)]
    assert "at most 10 min later" not in said(*five, lifeboat, ship)  # she is not printed
    for found in ((ship, lifeboat), (entry("Dover", "2026-11-22T09:00Z", **RNLI), ship)):
        assert "Can take people up, soonest first:" in said(*found)


def test_what_a_ship_tells_stands_on_her_line() -> None:
    moored = entry("EVEN KEEL", "2026-11-22T09:00Z", status="moored", why=["lies still"])
    first, second = said(moored).splitlines()[5:7]
    assert first.endswith(", bearing 090°, 12.0 kn; tells she is moored")
    assert "but: lies still, needs time to get under way" in second
    moves = entry("EVEN KEEL", "2026-11-22T09:00Z", status="aground", status_outdated=True)
    assert "12.0 kn; tells she is aground but moves at 12.0 kn\n" in said(moves)
    assert "12,0 kn ; statut émis : échoué, mais fait 12,0 kn\n" in said(moves, lang="fr")
    assert "tells" not in said(entry("EVEN KEEL", "2026-11-22T09:00Z"))


def test_one_that_must_stay_where_she_is_near_by_can_look_out() -> None:
    can = {"can": ["ladder", "light", "lookout", "relay"], "role": "not asked"}
    nuc = entry("NUC", None, **can, status="not under command", why=["not under command"])
    told = said(nuc)
    assert (
        "NUC (cargo ship, 190 m), 4.0 NM off: not under command; can, from where she is: " in told
    )
    assert "she is: searchlight, lookouts, radio relay\n" in told
    assert "tells" not in told
    assert "peut, d'où il est : projecteur, veilleurs, relais radio" in said(nuc, lang="fr")
    far = entry("NUC", None, **can, status="not under command", why=["not under command"],
                distance_nm=5.1)  # fmt: skip
    shoal = entry("DEEP", None, **can, status="at anchor", why=["draught"])
    assert "she is:" not in said(far)
    assert "4.0 NM off: too little water for her; tells she is at anchor\n" in said(shoal)


def test_the_dark_is_said_where_a_ship_may_join() -> None:
    ship = entry("EVEN KEEL", "2026-11-22T09:00Z")
    later: Daylight = {**DAY, "dark_from": "2026-11-22T14:00Z"}
    now: Daylight = {**DAY, "dark_until": "2026-11-22T09:10Z", "dark_now": True}
    always: Daylight = {**DAY, "dark_from": None, "dark_until": None, "dark_now": True}
    assert "DARK" not in said(ship)
    assert "DARK there from 14:00 UTC to 23 Nov 06:45 UTC: a ship that joins (--add) gets no" in (
        said(ship, daylight=later)
    )
    assert "DARK there until 09:10 UTC: a ship" in said(ship, daylight=now)
    assert "DARK there for days: a ship" in said(ship, daylight=always)
    told = said(ship, daylight=now, lang="fr")
    assert "NUIT sur place jusqu'à 09h10 UTC : un navire qui se joint (--add) n'a pas" in told
    for nobody in (entry("Dover", "2026-11-22T09:00Z", **RNLI), ship | {"role": "not asked"}):
        assert "DARK" not in said(cast(HelperEntry, nobody), daylight=now)


def test_land_near_an_end_is_said_unless_land_in_the_way_is() -> None:
    near = entry("EVEN KEEL", "2026-11-22T09:00Z", near_land=True)
    assert "there 09:00 UTC (30 min; land within 3 km of an end not reckoned with)" in said(near)
    both = said(entry("EVEN KEEL", "2026-11-22T09:00Z", near_land=True, over_land=True))
    assert "(30 min; land in the way: later)" in both
    assert "3 km" not in both


def test_those_too_far_off_are_counted_and_units_are_named() -> None:
    far = entry("FAR", None, role="not asked", why=["too far", "high side"])
    away = entry("Dover", None, **RNLI | {"role": "not asked", "why": ["too far"]})
    aground = entry("AGROUND", None, role="not asked", why=["aground"])
    told = said(far, away, aground)
    assert "Too far off to be there by 14:30 UTC: 1." in told
    assert "FAR (" not in told
    assert "Dover (lifeboat, unit), 4.0 NM off: too far" in told
    assert "AGROUND (cargo ship, 190 m), 4.0 NM off: aground" in told
    assert told.index("Too far") < told.index("AIS: 3 ships")


def test_land_near_an_end_of_the_way_is_found() -> None:
    """A spit 1 to 2 km off their place, which `over_land` leaves out; who flies has no land."""
    to = sought(drifting(T0, sd_m=300.0), T0, T0 + 6 * HOUR)
    lon, lat = to.plane.to_lonlat(
        np.array([1000.0, 2000.0, 2000.0, 1000.0, 1000.0]),
        np.array([-9e3, -9e3, 9e3, 9e3, -9e3]),
    )
    coast = build_coast([np.column_stack([lon, lat])], (1.0, 50.0, 2.5, 51.5))
    fleet = [coming(to, 1, 90.0, 10.0, 12.0), coming(to, 2, 270.0, 10.0, 12.0)]
    units = [unit("rescue", to, 90.0, 10.0, kind="helicopter")]
    found = helpers(to, fleet, units, at_s=T0, coast=coast)
    assert not any(each.over_land for each in found)
    near = {each.name: land for each, land in zip(found, near_land(coast, found), strict=True)}
    assert near == {"SHIP 1": True, "SHIP 2": False, "rescue": False}
    assert near_land(None, found) == [False] * 3


def test_how_many_more_there_are_is_said_of_one_too() -> None:
    six, seven = (
        [entry(f"SHIP {k}", "2026-11-22T08:50Z") for k in range(count)] for count in (6, 7)
    )
    assert "     1 more; --json has all." in said(*six)
    assert "     1 autre ; --json le donne." in said(*six, lang="fr")
    assert "     2 autres ; --json les donne tous." in said(*seven, lang="fr")
