"""Every sentence is there in both languages, with the same figures; every kind has one."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any, get_args

import pytest

from lastknown.boats.attributes import ATTRIBUTES
from lastknown.case import told
from lastknown.case.entries import Body
from lastknown.case.sections import PHASES
from lastknown.case.values import Counts
from lastknown.desk.record.alarms import CODES as ALARMS
from lastknown.desk.record.assess import assess
from lastknown.desk.record.gate import CODES as BLOCKS
from lastknown.desk.record.listing import list_words
from lastknown.desk.record.severity import rises
from lastknown.desk.record.speaking import (
    counts_words,
    entry_words,
    printable,
    record_words,
    told_words,
)
from lastknown.desk.record.telling import Telling, key_of, share
from lastknown.desk.record.understand_boat import _COLOURS, _MATERIALS
from lastknown.desk.record.understand_state import CONDITIONS
from lastknown.desk.record.views import Conflict
from lastknown.people.balance import CODES as COUNTS
from tests.case.nights import at, draft
from tests.desk.record.exercise import Night

EN, FR = record_words("en"), record_words("fr")
OWN = sorted(
    f"{section}.{key}"
    for section, sentences in EN.table.items()
    if section not in ("format", "phrase", "pattern")
    for key in sentences
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_sentences() -> None:
    french = {
        f"{section}.{key}"
        for section, sentences in FR.table.items()
        if section not in ("format", "phrase", "pattern")
        for key in sentences
    }
    assert set(OWN) == french


@pytest.mark.parametrize("lang", [EN, FR], ids=["en", "fr"])
def test_no_sentence_says_nobody_or_ends_a_search(lang: Any) -> None:
    words = " ".join(lang.table[name.partition(".")[0]][name.partition(".")[2]] for name in OWN)
    assert not re.search(r"\bnobody\b|\bno survivors?\b|\baucun survivant", words, re.IGNORECASE)


def test_the_same_figures_are_in_both_languages() -> None:
    for name in OWN:
        section, _, key = name.partition(".")
        english, french = EN.table[section][key], FR.table[section][key]
        assert fields(english) == fields(french), name


def test_every_code_has_words() -> None:
    for code in ALARMS:
        assert EN.has(f"alarm.{key_of(code)}"), code
        assert EN.has(f"alarm_name.{key_of(code)}"), code
    assert EN.has("alarm_name.bulk_reading")
    for code in (*BLOCKS, *COUNTS):
        assert EN.has(f"short.{key_of(code)}"), code
    for code in BLOCKS:
        block, conflict = f"block.{key_of(code)}", f"conflict.{key_of(code)}"
        assert EN.has(block) or EN.has(conflict), code
    for code in COUNTS:
        assert EN.has(f"conflict.{key_of(code)}"), code
    for code in ATTRIBUTES:
        assert EN.has(f"why_what.{key_of(code)}"), code
    for word in (*get_args(told.What), *get_args(told.Whereabouts), *PHASES):
        assert any(EN.has(f"{part}.{word}") for part in ("what", "where", "phase")), word


def test_codes_roles_and_reasons_are_in_the_language() -> None:
    alarm = said("alarm", FR, code="bulk-reading", about="x")
    assert "lu en masse" in alarm
    unit = {"unit": "L1", "status": "tasked"}
    assert "2,5 h" in said("unit_status", FR, **unit, endurance_h=2.5).replace("\u00a0", " ")
    assert "4 h" in said("unit_status", FR, **unit, endurance_h=4).replace("\u00a0", " ")
    settled = said("conflict_settled", FR, entries=[ID], code="told twice", boat="B1")
    assert settled.endswith(": un sauvetage dit deux fois")
    night = Night()
    call = night.call(5, "persons in the water", condition="persons in the water")
    night.say("east", 6, "boat", boat="B1")
    night.say("east", 7, "link", report=call, boat="B1", belief="certain")
    (risen,) = rises(assess(night.picture(), None, at(10)))
    name = night.write("east", risen)
    seen = night.picture()
    listed = list_words(FR, seen)
    assert "des personnes à l’eau (east/1)" in listed
    assert "officier de quart" in listed
    assert name not in listed
    assert call not in listed


def test_a_conflict_says_its_figures_plainly() -> None:
    t = Telling(EN, {}, at(0))
    values = {"least": 30, "most": 33, "accounted": 0}
    figures = t.conflict(Conflict("on board differs", (ID,), values))
    assert figures.endswith("(the lowest says 30, the highest 33, none accounted for yet)")


def said(kind: str, lang: Any, **body: Any) -> str:
    return entry_words(lang, told_entry(draft(1, "x", kind=kind, **body)), {ID: "mrcc-east/7"})


GIVEN: dict[str, dict[str, Any]] = {
    "report": {"what": "call", "persons": {"total": 1}, "length_m": 8.0, "hull": "sunk"},
    "link": {"belief": "never"},
    "identification": {"how": "phone", "same": False, "by": "cutter"},
    "persons": {"where": "missing", "counts": {"men": 17, "women": 7, "boys": 2, "girls": 1}},
    "unit_status": {"unit": "L1", "status": "tasked", "speed_kn": 25, "endurance_h": 4},
    "search_done": {"unit": "L1", "began": at(0), "ended": at(60), "corners": []},
    "severity": {"phase": "distress", "lowers": True},
    "closure_proposed": {"probability": 0.9995, "carried_missing": 4},
    "retention": {"days": 30},
    "holder_offered": {"to": "cross-calais"},
    "missing": {"count": 4},
    "warning_rung": {"means": "dsc"},
    "warning_ended": {"how": "cancelled", "to": "x"},
    "conditions": {"wind_kn": 8, "wind_from_deg": 240, "water_temperature_c": 12.5},
}
ID = "01890000-0000-7000-8000-000000000001"
ANY: dict[str, Any] = {
    **dict.fromkeys(("report", "rescue", "offer", "proposal", "closure", "hold", "purge"), ID),
    **dict.fromkeys(("warning", "record"), ID),
    **dict.fromkeys(("name", "label", "to", "by", "code", "about", "what", "unit"), "x"),
    **dict.fromkeys(("signs", "receives", "sha256", "hash"), "0" * 64),
    **dict.fromkeys(("boat", "person"), "B1"),
    "entries": [ID],
    "centre": "cross-calais",
    "count": 3,
}


@pytest.mark.parametrize("kind", get_args(get_args(Body)[0]), ids=lambda kind: kind.__name__)
def test_every_kind_of_entry_has_a_sentence(kind: Any) -> None:
    name = kind.model_fields["kind"].default
    body: dict[str, Any] = {"kind": name, **GIVEN.get(name, {})}
    for field, info in kind.model_fields.items():
        if info.is_required() and field not in body:
            body[field] = ANY[field]
    made = draft(1, "x", **body)
    entry = told_entry(made)
    for lang in (EN, FR):
        said = entry_words(lang, entry, {ID: "mrcc-east/7"})
        assert said
        assert "{" not in said
        assert ID not in said


def told_entry(made: Any) -> Any:
    from lastknown.case.entries import Entry, check

    return check(Entry, made.model_dump() | {"id": ID, "centre": "mrcc-east", "seq": 1})


def test_persons_are_said_as_they_were_told() -> None:
    assert counts_words(EN, Counts(total=27, men=17, women=7, boys=2, girls=1)) == (
        "27 persons (17 men, 7 women, 2 boys, 1 girl)"
    )
    assert counts_words(FR, Counts(least=30)) == "au moins 30"
    assert counts_words(EN, Counts(least=30, most=40)) == "30 to 40"
    assert counts_words(EN, Counts()) == "no figure"


def test_what_is_understood_of_a_boat_has_words_in_both_languages() -> None:
    understood = {
        "engine": ["running", "failed", "none"],
        "life_jackets": ["all", "some", "none"],
        "material": _MATERIALS,
        "colour": set(_COLOURS.values()),
        "condition": [name for name, _ in CONDITIONS],
    }
    for name, values in understood.items():
        for value in values:
            assert all(lang.has(f"told.{name}_{key_of(value)}") for lang in (EN, FR)), value


def test_a_word_of_a_report_says_what_it_is_about() -> None:
    assert told_words(EN, "engine", "failed") == "engine failed"
    assert told_words(FR, "engine", "failed") == "moteur en panne"
    assert told_words(FR, "condition", "persons in the water") == "personnes à l’eau"
    assert told_words(EN, "engine", "coughs") == "engine: coughs"
    assert told_words(FR, "colour", "turquoise") == "turquoise"


@pytest.mark.parametrize("what", ["picture", "drift", "weigh", "plan", "case file", "gate of B1"])
def test_what_was_shown_is_said_in_both_languages(what: str) -> None:
    made = draft(1, "x", kind="shown", to="J. Watch", what=what, sha256="0" * 64)
    english, french = (entry_words(lang, told_entry(made), {}) for lang in (EN, FR))
    assert "gate of" not in french
    assert ("B1" in english) == ("B1" in french) == (what == "gate of B1")
    assert FR.has(f"shown.{key_of(what.partition(' of ')[0])}")


def test_no_text_moves_the_cursor_and_every_script_stays() -> None:
    assert printable("a\x1b[2J\x07b\u202ec") == "a␚[2J␚b␚c"
    for text in ("l’eau\u00a0monte", "می‌خواهم", "помощь", "救命", "👨‍👩‍👧"):
        assert printable(text) == text


def test_a_share_near_one_shows_what_the_gate_looks_at() -> None:
    shares = [share(EN, p).replace("\N{NO-BREAK SPACE}", " ") for p in (0.9979, 0.9991, 1.0, 0.5)]
    assert shares == ["99.79 %", "99.91 %", "over 99.99 %", "50 %"]
    made = draft(1, "x", kind="closure_proposed", boat="B1", evidence=[], probability=0.99912)
    assert "99.91" in entry_words(EN, told_entry(made), {})
