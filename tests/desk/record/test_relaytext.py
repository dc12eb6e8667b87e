"""The text of a Mayday Relay: its order, its figures, and what never goes into it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.desk.record.assess import assess
from lastknown.desk.record.relayfacts import NATURES, RelayFacts, Spot, relay_facts
from lastknown.desk.record.relaytext import Calling, navtex_text, relay_text, spoken_text
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.views import Area, BoatWhere
from lastknown.errors import LastknownError
from tests.case.nights import at
from tests.desk.record.exercise import HERE, Night, persons

EN, FR = record_words("en"), record_words("fr")
NOW = datetime(2021, 11, 24, 2, 27, tzinfo=UTC)
TOLD = Spot(1 + 44.5 / 60, 51 + 8.5 / 60, NOW - timedelta(minutes=26))
FACTS = RelayFacts(
    Spot(1.7512, 51.1499, NOW), TOLD, material="inflatable", colour="grey", length_m=8.0,
    natures=("taking water",), persons=33, upper=40, circle=Spot(1.7514, 51.1501, NOW, 1.2),
)  # fmt: skip
DOVER = Calling("Dover Coastguard", NOW, call_sign="2XYZ", mmsi="002320099")
"""A made-up call sign and MMSI, of the forms that a coast station's have."""

ENGLISH = """\
MAYDAY RELAY, MAYDAY RELAY, MAYDAY RELAY
ALL STATIONS, ALL STATIONS, ALL STATIONS
THIS IS DOVER COASTGUARD, DOVER COASTGUARD, DOVER COASTGUARD
CALL SIGN 2XYZ, MMSI 002320099
MAYDAY
UNIDENTIFIED INFLATABLE BOAT, GREY, LENGTH 8 METRES
PROBABLE POSITION 51-09.0N 001-45.1E AT 240227 UTC NOV, WITHIN 1.2 NAUTICAL MILES
LAST KNOWN POSITION 51-08.5N 001-44.5E AT 240201 UTC NOV
NATURE OF DISTRESS: TAKING WATER
IMMEDIATE ASSISTANCE REQUIRED
33 TO 40 PERSONS REPORTED ON BOARD
PERSONS MAY BE IN THE WATER. LOOK FOR THE BOAT AND FOR PERSONS
MAY NOT SHOW ON RADAR
VESSELS ABLE TO ASSIST, REPORT TO DOVER COASTGUARD ON VHF 16
OVER"""

FRENCH = """\
MAYDAY RELAY, MAYDAY RELAY, MAYDAY RELAY
À TOUTES LES STATIONS, À TOUTES LES STATIONS, À TOUTES LES STATIONS
ICI CROSS GRIS-NEZ, CROSS GRIS-NEZ, CROSS GRIS-NEZ
MAYDAY
EMBARCATION PNEUMATIQUE NON IDENTIFIÉE, GRISE, LONGUEUR 8 MÈTRES
POSITION PROBABLE 51-09.0N 001-45.1E À 240227 UTC NOV, DANS UN RAYON DE 1.2 MILLES NAUTIQUES
DERNIÈRE POSITION CONNUE 51-08.5N 001-44.5E À 240201 UTC NOV
NATURE DE LA DÉTRESSE : VOIE D’EAU
DEMANDONS ASSISTANCE IMMÉDIATE
33 À 40 PERSONNES SIGNALÉES À BORD
DES PERSONNES PEUVENT ÊTRE À LA MER. CHERCHER L’EMBARCATION ET LES PERSONNES
PEUT NE PAS APPARAÎTRE AU RADAR
NAVIRES EN MESURE D’AIDER, RÉPONDEZ À CROSS GRIS-NEZ SUR VHF 16
À VOUS"""

NAVTEX = """\
ZCZC ED00
240227 UTC NOV
MAYDAY RELAY
UNIDENTIFIED INFLATABLE BOAT, GREY,
LENGTH 8 METRES
PROBABLE POSITION 51-09.0N 001-45.1E AT
240227 UTC NOV, WITHIN 1.2 NAUTICAL
MILES
LAST KNOWN POSITION 51-08.5N 001-44.5E
AT 240201 UTC NOV
TAKING WATER
33 TO 40 PERSONS REPORTED ON BOARD
PERSONS MAY BE IN THE WATER. LOOK FOR
THE BOAT AND FOR PERSONS
MAY NOT SHOW ON RADAR
VESSELS IN VICINITY KEEP SHARP LOOKOUT,
ASSIST IF POSSIBLE. REPORT TO DOVER
COASTGUARD
NNNN"""


def test_the_order_is_fixed_in_both_languages() -> None:
    assert relay_text(EN, FACTS, DOVER) == ENGLISH
    assert relay_text(FR, FACTS, Calling("CROSS Gris-Nez", NOW)) == FRENCH


def test_a_circle_whose_centre_is_elsewhere_is_said_by_its_centre() -> None:
    far = replace(FACTS, circle=Spot(1.72, 51.17, NOW, 5.7))
    assert "NOV\nPROBABLY WITHIN 5.7 NAUTICAL MILES OF 51-10.2N 001-43.2E\nLAST" in relay_text(
        EN, far, DOVER
    )
    assert "\nPROBABLEMENT À MOINS DE 5.7 MILLES NAUTIQUES DE 51-10.2N 001-43.2E\n" in relay_text(
        FR, far, DOVER
    )
    assert "FIVE DECIMAL SEVEN NAUTICAL MILES OF FIVE ONE DEGREES" in spoken_text(EN, far, DOVER)
    assert "PROBABLY WITHIN 5.7 NAUTICAL MILES OF" in navtex_text(EN, far, DOVER)


def test_navtex_has_its_header_its_alphabet_and_short_lines() -> None:
    assert navtex_text(EN, FACTS, DOVER, "e") == NAVTEX
    assert navtex_text(EN, FACTS, DOVER).startswith("ZCZC _D00\n")
    french = navtex_text(FR, FACTS, Calling("CROSS Étel", NOW), "A")
    assert re.fullmatch(r"[A-Z0-9 \n().,/:?'=+-]+", french)
    assert max(map(len, french.splitlines())) <= 40
    assert "CROSS ETEL" in french.replace("\n", " ")
    with pytest.raises(LastknownError, match="give its letter B1"):
        navtex_text(EN, FACTS, DOVER, "Niton")


def test_read_aloud_every_figure_stands_alone() -> None:
    said = spoken_text(EN, FACTS, DOVER)
    assert not re.search(r"\d", said)
    place = (
        "FIVE ONE DEGREES ZERO EIGHT DECIMAL FIVE MINUTES NORTH, "
        "ZERO ZERO ONE DEGREES FOUR FOUR DECIMAL FIVE MINUTES EAST"
    )
    assert f"LAST KNOWN POSITION {place} AT ZERO TWO ZERO ONE U T C\n" in said
    assert "THREE THREE TO FOUR ZERO PERSONS REPORTED ON BOARD" in said
    assert said.endswith("REPORT TO DOVER COASTGUARD ON VHF ONE SIX\nOVER")
    french = spoken_text(FR, FACTS, DOVER)
    assert "CINQ UN DEGRÉS ZÉRO HUIT DÉCIMALE CINQ MINUTES NORD" in french
    assert not re.search(r"\d", french)


def test_a_position_of_the_day_before_says_its_day() -> None:
    late = Calling("Dover Coastguard", NOW.replace(hour=0, minute=5))
    facts = RelayFacts(None, Spot(-1.999999, -33.25, NOW.replace(day=23, hour=23, minute=50)))
    assert "POSITION 33-15.0S 002-00.0W AT 232350 UTC NOV" in relay_text(EN, facts, late)
    assert "TWO THREE FIVE ZERO U T C ON DATE TWO THREE" in spoken_text(EN, facts, late)


def test_what_is_not_known_is_said_so() -> None:
    bare = relay_text(EN, RelayFacts(None, TOLD), DOVER)
    assert "UNIDENTIFIED SMALL CRAFT\nLAST KNOWN POSITION" in bare
    assert "CALLED FOR HELP, NATURE NOT KNOWN" in bare
    assert "NUMBER OF PERSONS ON BOARD NOT KNOWN" in bare
    some = RelayFacts(None, TOLD, persons=33, upper=33, missing=6, in_water=True, jackets="none")
    said = relay_text(EN, some, Calling("Dover Coastguard", NOW, to="M/V Exercise"))
    assert "M/V EXERCISE, M/V EXERCISE, M/V EXERCISE\n" in said
    assert "ABOUT 6 PERSONS STILL MISSING\nPERSONS IN THE WATER REPORTED" in said
    assert "PERSONS REPORTED WITHOUT LIFE JACKETS" in said


def test_the_station_says_its_call_sign_and_mmsi_where_they_are_known() -> None:
    """ITU Radio Regulations, 32.19E: after its name, call sign, then MMSI; nothing is invented."""
    spoken = spoken_text(EN, FACTS, DOVER).splitlines()
    assert spoken[3] == (
        "CALL SIGN TWO X-RAY YANKEE ZULU, MMSI ZERO ZERO TWO THREE TWO ZERO ZERO NINE NINE"
    )
    said = relay_text(FR, FACTS, replace(DOVER, mmsi=None)).splitlines()
    assert said[2:5] == [
        "ICI DOVER COASTGUARD, DOVER COASTGUARD, DOVER COASTGUARD", "INDICATIF 2XYZ", "MAYDAY",
    ]  # fmt: skip
    aloud = spoken_text(FR, FACTS, DOVER)
    assert "INDICATIF DEUX X-RAY YANKEE ZULU, MMSI ZÉRO ZÉRO DEUX TROIS" in aloud
    assert "CALL SIGN" not in relay_text(EN, FACTS, Calling("Dover Coastguard", NOW))
    for wrong in ({"mmsi": "2320099"}, {"mmsi": "٠٠٢٣٢٠٠٩٩"}, {"call_sign": "xx"}):
        with pytest.raises(LastknownError, match="is none"):
            Calling("Dover Coastguard", NOW, **wrong)


@pytest.mark.parametrize(
    ("lights", "on_radar", "line", "ligne"),
    [
        (None, False, "MAY NOT SHOW ON RADAR", "PEUT NE PAS APPARAÎTRE AU RADAR"),
        ("none", True, "BOAT REPORTED WITHOUT LIGHTS", "EMBARCATION SIGNALÉE SANS FEUX"),
        ("shown", True, "LIGHT REPORTED ON BOARD", "LUMIÈRE SIGNALÉE À BORD"),
        (None, True, "PERSONS MAY BE IN THE WATER", "DES PERSONNES PEUVENT ÊTRE À LA MER"),
    ],
)
def test_what_is_said_of_lights_and_radar_was_told(
    lights: str | None, on_radar: bool, line: str, ligne: str
) -> None:
    facts = replace(FACTS, lights=lights, on_radar=on_radar)
    assert relay_text(EN, facts, DOVER).splitlines()[-3].startswith(line)
    assert relay_text(FR, facts, DOVER).splitlines()[-3].startswith(ligne)


@settings(max_examples=60, deadline=None)
@given(
    lon=st.floats(-180.0, 180.0, exclude_max=True) | st.sampled_from((179.99999, -180.0, 0.0)),
    lat=st.floats(-89.0, 89.0),
)
def test_the_position_that_is_read_aloud_is_the_one_that_is_written(lon: float, lat: float) -> None:
    facts = RelayFacts(None, Spot(lon, lat, NOW))
    written = re.search(r"POSITION (\S+ \S+) AT", relay_text(EN, facts, DOVER))
    aloud = re.search(r"POSITION (.+) AT", spoken_text(EN, facts, DOVER))
    assert written is not None
    assert aloud is not None
    words = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
    signs = {word: str(k) for k, word in enumerate(words)} | {"DECIMAL": ".", "DEGREES": "-"}
    signs |= {"MINUTES": "", "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W"}
    read = ["".join(signs[word] for word in part.split()) for part in aloud[1].split(", ")]
    assert " ".join(read) == written[1]
    latitude, longitude = written[1].split()
    back = [
        int(each[:-1].split("-")[0]) + float(each[:-1].split("-")[1]) / 60
        for each in (latitude, longitude)
    ]
    assert back[0] == pytest.approx(abs(lat), abs=0.05 / 60 + 1e-9)
    assert back[1] == pytest.approx(abs(lon), abs=0.05 / 60 + 1e-9)


def test_every_nature_has_words() -> None:
    for nature in NATURES:
        key = f"relay_text.nature_{nature.replace(' ', '_')}"
        assert EN.has(key), nature
        assert FR.has(key), nature


def facts_of(night: Night, minutes: float) -> RelayFacts:
    seen = night.picture(at(minutes))
    found = assess(seen, None, at(minutes))
    return relay_facts(seen, found.boat("B1"), at(minutes))


def called(**given: object) -> Night:
    night = Night()
    night.say("east", 1, "boat", boat="B1", label="Ahmed's boat 07700 900111")
    report = night.call(5, "help", **({"position": HERE} | given))
    night.say("east", 6, "link", report=report, boat="B1", belief="certain")
    return night


def test_facts_come_from_the_record() -> None:
    night = called(
        persons=persons(33), colour="gris foncé", material="zodiac", length_m=8.2,
        condition="taking water", life_jackets="none",
    )  # fmt: skip
    found = facts_of(night, 30)
    assert (found.material, found.colour, found.length_m) == ("inflatable", "grey", 8.0)
    assert (found.natures, found.jackets) == (("taking water",), "none")
    assert (found.persons, found.upper) == (33, 33), "as it was told"
    night.say("east", 10, "persons", boat="B1", where="on_board", counts={"least": 30, "most": 40})
    again = facts_of(night, 30)
    assert (again.persons, again.upper) == (30, 40)
    assert (again.lights, again.on_radar) == (None, False), "nobody spoke of a light"
    echo = night.call(11, "weak echo, no lights seen", what="radar", position=HERE)
    night.say("east", 12, "link", report=echo, boat="B1", belief="certain")
    seen = facts_of(night, 30)
    assert (seen.lights, seen.on_radar) == ("none", True)
    torch = night.call(13, "small boat waving a torch", what="sighting", position=HERE)
    night.say("east", 14, "link", report=torch, boat="B1", belief="certain")
    assert facts_of(night, 30).lights is None, "one says this, one that"
    assert found.likely is None
    assert found.last is not None
    assert found.last.radius_nm == pytest.approx(0.318, abs=1e-3)
    assert replace(found.last, radius_nm=None) == Spot(1.55, 50.98, at(5))


def test_without_a_circle_the_most_likely_position_stands_alone() -> None:
    night = called()
    seen = night.picture(at(30))
    view = assess(seen, None, at(30)).boat("B1")
    areas = (Area(0.5, 1e6, {}), Area(0.9, 4e6, {}))
    here = BoatWhere(1.6, 51.0, areas, ((view.reports[0].report, 1.0),))
    found = relay_facts(seen, replace(view, where=here), at(30))
    assert (found.likely, found.circle) == (Spot(1.6, 51.0, at(30)), None)
    assert found.last is not None
    assert (found.last.lon, found.last.at) == (1.55, at(5))


def test_what_two_reports_contradict_is_left_out() -> None:
    night = called(colour="grey", length_m=8.0)
    other = night.call(8, position=HERE, colour="black", length_m=6.0)
    night.say("east", 9, "link", report=other, boat="B1", belief="certain")
    found = facts_of(night, 30)
    assert (found.colour, found.length_m) == (None, None)


def test_without_a_position_there_is_no_relay() -> None:
    with pytest.raises(LastknownError, match="no position of it is known"):
        facts_of(called(position=None), 30)


PRIVATE = "Ahmed Berkowitz +33 6 39 98 56 78"


@settings(max_examples=12, deadline=None)
@given(
    field=st.sampled_from(("colour", "material", "life_jackets", "condition", "engine", "source")),
    lead=st.sampled_from(("", "grey ", "taking water, ", "none ")),
    number=st.integers(600_000_000, 799_999_999),
)
def test_nothing_private_and_no_free_word_is_ever_relayed(
    field: str, lead: str, number: int
) -> None:
    night = called(**{field: f"{lead}Zorglub 0{number}", "number": f"0{number}"})
    second = night.call(7, PRIVATE, number="+33 6 39 98 56 78", left_from="Zorglub")
    night.say("east", 8, "link", report=second, boat="B1", belief="certain")
    found, by = facts_of(night, 30), Calling("Dover Coastguard", NOW)
    for words in (EN, FR):
        for text in (relay_text(words, found, by), navtex_text(words, found, by, "E")):
            assert not re.search(r"zorglub|ahmed|berkowitz|help us", text, re.IGNORECASE)
            bare = re.sub(r"[\d.]+-[\d.]+[NSEW]|\d{6} UTC", "", text)
            assert not re.search(r"\d(?:[ .-]?\d){3}", bare)
        spoken = spoken_text(words, found, DOVER)
        assert "ZORGLUB" not in spoken
