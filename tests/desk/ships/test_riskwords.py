from __future__ import annotations

from typing import Any, cast, get_args

import pytest

from lastknown.desk.ships.document import (
    CallEntry,
    HeardEntry,
    RiskDocument,
    RiskEntry,
    ShipWarning,
)
from lastknown.desk.ships.heardwords import heard_lines
from lastknown.desk.ships.riskwords import chance_words, risk_line, risk_words, warn_line
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import Words
from lastknown.ships.status import Tells

EN, FR = ship_words("en"), ship_words("fr")
HEARD: HeardEntry = {
    "ships": 63, "oldest": "2026-11-22T08:11:00Z", "newest": "2026-11-22T08:29:00Z", "age_min": 1.0,
    "stale": False, "timeless": 0, "simulated_ships": 0,
    "speed_ratio": None, "course_off_deg": None,
}  # fmt: skip


CALL: CallEntry = {
    "most_likely": None,
    "ships": 2, "circles": [],
    "words": {lang: {"text": f"call {lang}", "aloud": "call read"} for lang in ("en", "fr")},
}  # fmt: skip
AT = "2026-11-22T08:30:00Z"


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def entry(name: str, one_in: int | None, *, warn: bool, **more: Any) -> RiskEntry:
    words = {
        lang: {"text": f"{name} sent {lang}", "aloud": f"{name} read"} for lang in ("en", "fr")
    }
    warning = {
        "asks": "clear", "inside": False, "circle": {
            "position": [1.741667, 51.141667], "radius_nm": 0.9,
            "time": "2026-11-22T09:42:00Z", "share": 1.0,
        },
        "passes": "2026-11-22T09:42:00Z", "passes_nm": 0.6,
        "leave_to": "starboard", "clear_to": "port", "least_nm": 1.4, "words": words,
    }  # fmt: skip
    made: dict[str, Any] = {
        "ship": {
            "mmsi": 235001234, "name": name, "callsign": "", "kind": "tanker", "length_m": 240.0,
            "beam_m": 40.0, "assumed": [],
        },
        "boat": "", "probability": 1 / one_in if one_in else 0.0, "one_in": one_in, "share": 0.8,
        "within_025_nm": 0.081, "within_05_nm": 0.2, "wash": 0.12, "persons_swept": 0.0,
        "in_water": 0.0, "in_water_025_nm": 0.0,
        "likeliest": "2026-11-22T09:40:00Z", "nearest": "2026-11-22T09:42:00Z",
        "nearest_nm": 0.6, "bearing_deg": 300.0, "coming_from_deg": 231.0, "speed_kn": 14.2,
        "position": [1.5, 51.0], "basis": "lane", "age_min": 1.0, "per_hour": [0.0, 0.004],
        "status": None, "status_outdated": False, "heading_deg": 51.0, "heading_by": "told",
        "shares_mmsi": False,
        "warn": warn, "warning": warning if warn else None,
    }  # fmt: skip
    return cast(RiskEntry, made | more)


def slow(warning: ShipWarning, **more: Any) -> ShipWarning:
    """The same of a ship that cannot leave her lane."""
    asked = {"asks": "slow", "inside": False, "leave_to": None, "clear_to": None, "least_nm": None}
    return cast(ShipWarning, {**warning, **asked, **more})


def document(*risk: RiskEntry, heard: HeardEntry = HEARD) -> RiskDocument:
    return {
        "schema": "lastknown.ships-risk",
        "version": 1,
        "software": "lastknown 0",
        "name": "Varne",
        "record": None,
        "at": "2026-11-22T08:30:00Z",
        "until": "2026-11-22T14:30:00Z",
        "most_likely": [1.74, 51.14],
        "heard": heard,
        "call": CALL if any(each["warn"] for each in risk) else None,
        "risk": [*risk],
        "combined": [
            {
                "boat": "", "probability": 0.0051, "one_in": 200, "within_025_nm": 0.12,
                "within_05_nm": 0.3,
                "in_water": 0.0,
            }
        ],
        "areas": [],
        "dealt": [],
        "notes": [],
    }  # fmt: skip


def test_the_answer_stands_first_and_names_ship_chance_time_distance_and_bearing() -> None:
    said = plain(risk_words(document(entry("EVEN KEEL", 240, warn=True)), "en", texts=True))
    parts = (
        "Varne, Sun 22 Nov 2026 08:30 UTC",
        "CALL ALL SHIPS NOW, on VHF 16 and as MSI (to warn: 2)", "  call en", "  call read",
        "Chance that any ship runs over the boat, next 6 h (until 14:30 UTC): 1 in 200 (0.5 %);",
        "Ships are taken as independent",
        "  1. EVEN KEEL (tanker, 240 m), MMSI 235001234: chance 1 in 240 (0.4 %), 80 % of the total"
        ", nearest at 09:42 UTC, 0.60 NM from the middle of the area, coming from 231°; within 0.25"
        " NM: 8.1 %; in its wash: 12",
        "     ask: leave 51°08.50'N 001°44.50'E to starboard, at least 1.4 NM off, before 09:42",
        "AIS: 63 ships, each last heard between 08:11 UTC and 08:29 UTC; the newest position is",
        "EVEN KEEL sent en", "EVEN KEEL read",
    )  # fmt: skip
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


def test_time_and_distance_of_the_nearest_are_of_one_moment() -> None:
    """Found by review: the time was when she meets a part, up to half an hour from the nearest."""
    meets = entry("EVEN KEEL", 240, warn=True, nearest="2026-11-22T09:12:00Z")
    assert ", nearest at 09:12 UTC, 0.60 NM from" in plain(risk_line(EN, meets, AT))


def test_where_a_distance_cannot_be_kept_none_is_said() -> None:
    """In a lane the list asks for less speed and more eyes, now and later, in both languages."""
    for passes, now in (("2026-11-22T09:42:00Z", False), ("2026-11-22T08:31:00Z", True)):
        bound = entry("EVEN KEEL", 240, warn=True)
        assert bound["warning"] is not None
        bound["warning"] = slow(bound["warning"], passes=passes)
        english, french = (plain(warn_line(words, bound, AT)) for words in (EN, FR))
        assert (
            "slow down as far as is safe, no wash, extra lookouts, radar, searchlight at night"
            in english
        )
        assert "réduire l'allure autant que la sécurité le permet, pas de vagues" in french
        assert ("at once, it passes now" in english) is now
        assert "leave" not in english
        assert "NM" not in english + french
        assert "51°08.50'N 001°44.50'E" in english


def test_of_a_ship_that_lies_still_it_is_said_when_the_area_is_nearest() -> None:
    lies = entry("EVEN KEEL", 240, warn=True, basis="stopped")
    now = entry("EVEN KEEL", 240, warn=True, basis="stopped", nearest=AT)
    said = [plain(risk_line(w, each, AT)) for each in (lies, now) for w in (EN, FR)]
    parts = (
        ", lies still; the middle of the area comes nearest at 09:42 UTC, 0.60 NM; within",
        ", arrêté ; le milieu de la zone en passe au plus près à 09h42 UTC, à 0,60 NM ; ",
        ", lies still 0.60 NM from the middle of the area, which comes no nearer; within",
        ", arrêté à 0,60 NM du milieu de la zone, qui ne s'en approche plus ; ",
    )
    for line, part in zip(said, parts, strict=True):
        assert part in line


def test_ships_not_to_be_warned_are_counted_and_given_no_order() -> None:
    quiet = document(entry("FAR OFF", 90_000, warn=False))
    said = plain(risk_words(quiet, "en"))
    assert "No ship that was heard is so likely to run over the boat that it is to be" in said
    assert "Near, not to be warned for now: 1. --all lists them, --json has all." in said
    assert "CALL" not in said
    assert "leave" not in said
    every = plain(risk_words(quiet, "en", every=True))
    assert (
        "not to be warned for now: FAR OFF (tanker, 240 m) (1 in 90,000 (under 0.01 %))." in every
    )


def test_less_than_an_hour_ahead_is_said_in_minutes() -> None:
    short = document(entry("FAR OFF", 90_000, warn=False))
    short["until"] = "2026-11-22T08:31:00Z"
    assert "to be warned, next 1 min (until 08:31" in plain(risk_words(short, "en"))
    assert "dans les 1 min (jusqu'à 08h31" in plain(risk_words(short, "fr"))


def test_a_ship_to_warn_is_never_unlikely_to_run_over_the_boat() -> None:
    """Where no boat is at sea yet there is no call, and still a ship to warn."""
    later = document(entry("EVEN KEEL", 240, warn=True))
    later["call"] = None
    said = plain(risk_words(later, "en"))
    assert "No ship" not in said
    assert "CALL" not in said
    assert "1. EVEN KEEL" in said


def test_what_is_stale_or_missing_is_said() -> None:
    old: HeardEntry = {**HEARD, "newest": "2026-11-22T06:16:00Z", "age_min": 134.0, "stale": True}
    old["oldest"] = "2026-11-21T23:50:00Z"
    assert plain(" ".join(heard_lines(EN, old, AT))) == (
        "STALE AIS: 63 ships, each last heard between 21 Nov 23:50 UTC and 06:16 UTC; the newest "
        "position is 2 h 14 min old, and what has come since is not in it. Ships that do not send "
        "AIS are not in it."
    )
    said = plain(risk_words(document(entry("EVEN KEEL", 240, warn=True), heard=old), "en"))
    assert said.splitlines()[0].endswith("STALE AIS: newest position 2 h 14 min old")
    none: HeardEntry = {
        "ships": 0, "oldest": None, "newest": "2026-11-19T08:30:00Z", "age_min": None,
        "stale": True, "timeless": 0, "simulated_ships": 0,
        "speed_ratio": None, "course_off_deg": None,
    }  # fmt: skip
    said = plain(risk_words(document(heard=none), "en"))
    assert "No ship was heard by then" in said
    assert "the newest is of Thu 19 Nov 2026 08:30 UTC, 3 days before." in said
    assert "likely" not in said
    assert "Chance" not in said


@pytest.mark.parametrize(
    ("w", "used", "none", "sea"),
    [
        (EN, "no time or an impossible one: positions 9,407.", "No ship was heard", "no empty"),
        (FR, "sans heure ou d'une heure impossible : positions 9 407.", "Aucun navire", "pas vide"),
    ],
)
def test_positions_without_a_time_are_never_an_empty_sea(
    w: Words, used: str, none: str, sea: str
) -> None:
    def told(heard: HeardEntry) -> str:
        return plain(" ".join(heard_lines(w, heard, AT))).replace("\N{NARROW NO-BREAK SPACE}", " ")

    some: HeardEntry = {**HEARD, "timeless": 9407}
    assert used in told(some)
    assert "63" in told(some)
    old: HeardEntry = {**some, "ships": 0, "oldest": None, "age_min": None}
    assert used in told(old)
    assert told(old).startswith(none)
    every: HeardEntry = {**old, "newest": None}
    assert none not in told(every)
    assert sea in told(every)
    assert "9" in told(every)


def test_ships_of_an_exercise_are_never_taken_for_real() -> None:
    """The heading of the brief and the lists say so of whatever way they came by."""
    for made_up, w, said in (
        (63, EN, "SIMULATED: none of these ships is real. AIS: 63 ships"),
        (5, EN, "SIMULATED, not real: 5 of these ships; their names begin with SIM. AIS: 63"),
        (63, FR, "SIMULÉS : aucun de ces navires n'est réel."),
        (5, FR, "SIMULÉS, non réels : 5 de ces navires ; leurs noms commencent par SIM."),
    ):
        heard: HeardEntry = {**HEARD, "simulated_ships": made_up}
        assert plain(" ".join(heard_lines(w, heard, AT))).startswith(said)
    assert "SIMUL" not in plain(" ".join(heard_lines(EN, HEARD, AT)))


def test_one_ship_and_one_moment_are_said_as_such() -> None:
    same: HeardEntry = {**HEARD, "oldest": HEARD["newest"]}
    assert "AIS: 63 ships, each last heard at 08:29 UTC;" in plain(
        " ".join(heard_lines(EN, same, AT))
    )
    one: HeardEntry = {**same, "ships": 1}
    assert "AIS: 1 ship, last heard at 08:29 UTC;" in plain(" ".join(heard_lines(EN, one, AT)))
    assert "AIS : 1 navire, dernière position reçue à 08h29 UTC ;" in plain(
        " ".join(heard_lines(FR, one, AT))
    )


def test_french_says_the_same_with_a_comma() -> None:
    said = plain(risk_words(document(entry("EVEN KEEL", 240, warn=True)), "fr", texts=True))
    assert "probabilité 1 sur 240 (0,4 %), 80 % du total, au plus près à 09h42 UTC, 0,60 NM" in said
    assert "laisser 51°08,50'N 001°44,50'E à tribord" in said
    assert "call fr" in said
    assert "EVEN KEEL sent fr" in said


def test_a_ship_that_hits_a_boat_is_never_said_to_board_it() -> None:
    """French `aborder` is a collision of two ships, and to come alongside; here it is `heurter`."""
    said = " ".join(text for table in FR.table.values() for text in table.values())
    assert "abord" not in said.replace("d'abord", "").replace("à bord", "")
    assert "Aucun navire entendu ne risque guère" not in said


@pytest.mark.parametrize(
    ("p", "one_in", "said"),
    [
        (0.0042, 240, "1 in 240 (0.4 %)"),
        (0.00042, 2400, "1 in 2,400 (0.04 %)"),
        (0.25, 4, "1 in 4 (25 %)"),
        (0.8, 1, "80 %"),
        (1e-8, None, "less than 1 in a million"),
    ],
)
def test_a_chance_is_one_in_so_many_and_per_cent(p: float, one_in: int | None, said: str) -> None:
    assert plain(chance_words(EN, p, one_in)) == said


def test_of_many_ships_to_warn_about_five_are_printed_and_the_rest_counted() -> None:
    """Nobody calls more than five by name in time: the call to all ships comes before them."""
    many = [entry(f"SHIP {k}", 100 + k, warn=True) for k in range(15)]
    said = plain(risk_words(document(*many), "en"))
    assert "The riskiest to warn, 5 of 15 (35 % of the total of all ships' chances):" in said
    assert "  5. SHIP 4 (tanker" in said
    assert "SHIP 5" not in said
    assert "More to warn: 10. --all lists them" in said
    assert " 15. SHIP 14 (tanker" in plain(risk_words(document(*many), "en", every=True))


def test_ships_that_pass_within_half_an_hour_come_first_and_the_first_of_them_first() -> None:
    many = [entry(f"SHIP {k}", 100 + k, warn=True) for k in range(15)]
    for number, clock in ((6, "08:58"), (9, "08:50"), (11, "08:41"), (12, "08:45"), (13, "08:36")):
        warning = many[number]["warning"]
        assert warning is not None
        warning["passes"] = f"2026-11-22T{clock}:00Z"
    said = plain(risk_words(document(*many), "en"))
    part = "Of 5 passing within 30 minutes the 3 riskiest, soonest first:"
    first, then = said.index(part), said.index("Then the")
    places = [said.index(f"  {place}. SHIP {k} (") for place, k in ((1, 11), (2, 9), (3, 6))]
    assert first < places[0] < places[1] < places[2] < then
    assert "Then the riskiest of the others to warn, 2 of 12 (14 % of the total" in said
    assert then < said.index("  4. SHIP 0 (") < said.index("  5. SHIP 1 (")
    assert "Of these pass soonest: SHIP 13 08:36 UTC; SHIP 12 08:45 UTC. --all" in said
    every = plain(risk_words(document(*many), "en", every=True))
    assert (
        every.index("  1. SHIP 13 (") < every.index("  5. SHIP 6 (") < every.index(" 15. SHIP 14")
    )
    assert "Passing within 30 minutes, soonest first:" in every
    assert "Then the others to warn, the riskiest first:" in every
    french = plain(risk_words(document(*many), "fr"))
    assert "Des 5 qui passent dans les 30 minutes, les 3 plus dangereux, le premier" in french


def test_the_list_ends_where_the_rest_is_little_of_the_chance() -> None:
    one, two = entry("ONE", 10, warn=True), entry("TWO", 900, warn=True)
    said = plain(risk_words(document(one, two), "en"))
    assert "1. ONE" in said
    assert "TWO" not in said
    assert "The riskiest to warn, 1 of 2 (99 % of" in said
    assert "More to warn: 1." in said


def test_a_ship_that_is_there_already_is_to_be_warned_at_once() -> None:
    here = entry("EVEN KEEL", 240, warn=True)
    assert here["warning"] is not None
    here["warning"]["passes"] = "2026-11-22T08:31:00Z"
    said = plain(risk_words(document(here), "en"))
    assert "ask at once, it passes now: leave 51°08.50'N" in said
    assert "before" not in said


def test_a_ship_that_is_inside_the_circle_is_called_at_once_though_she_passes_later() -> None:
    here = entry("EVEN KEEL", 240, warn=True)
    assert here["warning"] is not None
    here["warning"] = slow(here["warning"], inside=True, passes="2026-11-22T08:41:00Z")
    said = plain(risk_words(document(here), "en"))
    assert "ask at once, it is there now: slow down as far as is safe, no wash" in said


def test_a_ship_whose_mmsi_another_sends_too_is_named_with_her_place() -> None:
    two = entry("EVEN KEEL", 240, warn=True, shares_mmsi=True)
    said = plain(risk_words(document(two), "en"))
    assert "ANOTHER SHIP SENDS THIS MMSI: she is the one near 51°00.00'N 001°30.00'E" in said


def test_ships_under_one_mmsi_are_told_apart_where_they_are_not_to_be_warned() -> None:
    """Found by review: the same name stood twice, and nothing told which is which."""
    two = [
        entry("TWIN", 9000, warn=False, shares_mmsi=True, position=[lon, 51.0])
        for lon in (1.25, 1.5)
    ]
    text = plain(risk_words(document(*two), every=True))
    assert "240 m) near 51°00.00'N 001°15.00'E (1 in" in text
    assert "240 m) near 51°00.00'N 001°30.00'E (1 in" in text
    french = plain(risk_words(document(*two), "fr", every=True))
    assert "près de 51°00,00'N 001°30,00'E (1 sur" in french


def test_what_she_tells_that_keeps_her_from_keeping_clear_stands_on_her_line() -> None:
    told = {
        "not under command": ("she is not under command", "non maître de sa manœuvre"),
        "restricted": ("restricted in her ability to manoeuvre", "capacité de manœuvre restreinte"),
        "constrained": ("constrained by her draught", "handicapé par son tirant d'eau"),
        "fishing": ("engaged in fishing", "en train de pêcher"),
        "towing": ("towing", "en remorquage"),
        "at anchor": ("at anchor", "au mouillage"),
        "moored": ("moored", "amarré"),
        "aground": ("aground", "échoué"),
    }
    assert {*told} == {*get_args(Tells)}
    for status, words in told.items():
        ship = entry("EVEN KEEL", 240, warn=True, status=status, wash=0.0)
        for w, said in zip((EN, FR), words, strict=True):
            assert plain(risk_line(w, ship, AT)).endswith(said)
    assert "tells" not in risk_line(EN, entry("EVEN KEEL", 240, warn=True), AT)


def test_a_ship_that_tells_she_lies_still_and_moves_has_both_said() -> None:
    told = {"status": "at anchor", "status_outdated": True, "wash": 0.0}
    moves = entry("EVEN KEEL", 240, warn=True, **told)
    english, french = (plain(risk_line(w, moves, AT)) for w in (EN, FR))
    assert english.endswith("; tells she is at anchor but moves at 14.2 kn")
    assert french.endswith(" ; statut émis : au mouillage, mais fait 14,2 kn")


def test_a_ship_that_only_passes_now_is_not_said_to_be_there() -> None:
    for inside, said in ((False, "it passes now"), (True, "it is there now")):
        here = entry("EVEN KEEL", 240, warn=True)
        assert here["warning"] is not None
        here["warning"] = slow(here["warning"], inside=inside, passes=AT)
        assert f"ask at once, {said}: slow down" in plain(warn_line(EN, here, AT))


def test_persons_in_the_water_have_a_chance_of_their_own() -> None:
    made = document(entry("EVEN KEEL", 240, warn=True, in_water=0.014))
    made["combined"] = [{**made["combined"][0], "in_water": 0.06}]
    said, french = (plain(risk_words(made, lang)) for lang in ("en", "fr"))
    assert "; over persons in the water: 1.4 %" in said
    assert "Chance that any ship runs over persons in the water: 6.0 %." in said
    assert " ; sur des personnes à l'eau : 1,4 %" in french
    assert "qu'un navire passe sur des personnes à l'eau : 6,0 %." in french
    none = risk_words(document(entry("EVEN KEEL", 240, warn=True)), "en")
    assert "persons in the water" not in none


def test_of_a_ship_not_heard_for_twenty_minutes_nobody_knows_that_it_passes_now() -> None:
    lost = entry("EVEN KEEL", 240, warn=True, age_min=25.0)
    assert lost["warning"] is not None
    lost["warning"]["passes"] = "2026-11-22T08:31:00Z"
    assert "ask at once" not in plain(risk_words(document(lost), "en"))


@pytest.mark.parametrize(("p", "said"), [(0.66, "66 %"), (0.5, "50 %"), (0.49, "1 in 2 (49 %)")])
def test_from_one_half_on_a_chance_is_said_in_per_cent_alone(p: float, said: str) -> None:
    assert plain(chance_words(ship_words("en"), p, 2)) == said
