from __future__ import annotations

from typing import Any

import pytest

from lastknown.desk.ships.document import HeardEntry, RiskDocument, RiskEntry
from lastknown.desk.ships.riskwords import chance_words, heard_lines, risk_words
from lastknown.desk.ships.speaking import ship_words

EN, FR = ship_words("en"), ship_words("fr")
HEARD: HeardEntry = {
    "ships": 63, "newest": "2026-11-22T08:29:00Z", "age_min": 1.0, "stale": False,
}  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def entry(name: str, one_in: int | None, *, warn: bool, **more: Any) -> RiskEntry:
    words = {
        lang: {"text": f"{name} sent {lang}", "aloud": f"{name} read"} for lang in ("en", "fr")
    }
    warning = {
        "circle": {
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
        "boat": "", "probability": 1 / one_in if one_in else 0.0, "one_in": one_in,
        "within_025_nm": 0.081, "within_05_nm": 0.2, "wash": 0.12, "persons_swept": 0.0,
        "likeliest": "2026-11-22T09:40:00Z", "nearest": "2026-11-22T09:42:00Z",
        "nearest_nm": 0.6, "bearing_deg": 300.0, "coming_from_deg": 231.0, "speed_kn": 14.2,
        "position": [1.5, 51.0], "basis": "lane", "age_min": 1.0, "per_hour": [0.0, 0.004],
        "warn": warn, "warning": warning if warn else None,
    }  # fmt: skip
    return made | more  # type: ignore[return-value]


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
        "risk": [*risk],
        "combined": [
            {
                "boat": "", "probability": 0.0051, "one_in": 200, "within_025_nm": 0.12,
                "within_05_nm": 0.3,
            }
        ],
        "areas": [],
        "notes": [],
    }  # fmt: skip


def test_the_answer_stands_first_and_names_ship_chance_time_distance_and_bearing() -> None:
    said = plain(risk_words(document(entry("EVEN KEEL", 240, warn=True)), "en", texts=True))
    assert "Ships that may run over it, next 6 h (until 14:30):" in said
    assert (
        "1. EVEN KEEL (tanker, 240 m), MMSI 235001234: chance 1 in 240 (0.4 %), passes nearest at "
        "09:42 UTC, 0.60 NM, coming from bearing 231°; within 0.25 NM: 8.1 %; in its wash: 12 %"
    ) in said
    assert (
        "warn: leave 51°08.50'N 001°44.50'E to starboard, at least 1.4 NM off, before 09:42" in said
    )
    assert "All ships together: chance 1 in 200 (0.5 %)" in said
    assert said.index("EVEN KEEL sent en") > said.index("All ships together")


def test_ships_not_to_be_warned_stand_apart_and_are_given_no_order() -> None:
    quiet = entry("FAR OFF", 90_000, warn=False)
    said = plain(risk_words(document(quiet), "en"))
    assert "No ship that was heard is likely to run over it" in said
    assert "not to be warned for now: FAR OFF (tanker, 240 m) (1 in 90,000 (under 0.01 %))." in said
    assert "leave" not in said


def test_what_is_stale_or_missing_is_said() -> None:
    old: HeardEntry = {**HEARD, "age_min": 134.0, "stale": True}
    assert plain(" ".join(heard_lines(EN, old))) == (
        "STALE: 63 ships heard, but the newest position is 2 h 14 min old; what has come since is "
        "not in it. Ships that do not send AIS are not in it."
    )
    none: HeardEntry = {"ships": 0, "newest": None, "age_min": None, "stale": True}
    said = risk_words(document(heard=none), "en")
    assert "No ship was heard by then" in said
    assert "likely" not in said
    assert "All ships" not in said


def test_french_says_the_same_with_a_comma() -> None:
    said = plain(risk_words(document(entry("EVEN KEEL", 240, warn=True)), "fr", texts=True))
    assert "probabilité 1 sur 240 (0,4 %), passe au plus près à 09h42 UTC, 0,60 NM" in said
    assert "laisser 51°08,50'N 001°44,50'E à tribord" in said
    assert "EVEN KEEL sent fr" in said


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


def test_of_many_ships_to_warn_the_first_are_printed_and_one_call_is_proposed() -> None:
    many = [entry(f"SHIP {k}", 100 + k, warn=True) for k in range(15)]
    said = plain(risk_words(document(*many), "en"))
    assert " 12. SHIP 11 (tanker" in said
    assert "SHIP 12 " not in said
    assert "3 more to warn, less likely" in said
    assert "15 to warn: one call to all ships is quicker" in said


def test_a_ship_that_is_there_already_is_to_be_warned_at_once() -> None:
    here = entry("EVEN KEEL", 240, warn=True)
    assert here["warning"] is not None
    here["warning"]["passes"] = "2026-11-22T08:31:00Z"
    said = plain(risk_words(document(here), "en"))
    assert "warn at once, it is there now: leave 51°08.50'N" in said
    assert "before" not in said
