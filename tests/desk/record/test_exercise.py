"""The exercise record: three boats, two closed through the gate, one rightly open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lastknown.case.picture import picture
from lastknown.case.store import read
from lastknown.case.verify import verify
from lastknown.desk.record.assess import Assessment, assess
from lastknown.desk.record.exercise import AT, exercise_entries, exercise_words, write_exercise
from lastknown.desk.record.picturing import Weather, surroundings

FICTION = re.compile(r"\+44 7700 900\d{3}|\+33 6 39 98 \d\d \d\d|06 39 98 \d\d \d\d")
"""Numbers that Ofcom and Arcep keep for fiction."""


@pytest.fixture(scope="module")
def found() -> Assessment:
    seen = picture(exercise_entries())
    return assess(seen, surroundings(seen, AT, Weather()).sea, AT)


def test_the_entries_are_always_the_same() -> None:
    assert exercise_entries() == exercise_entries()
    assert not any(one.void for one in picture(exercise_entries()).log)


def test_two_boats_are_closed_and_would_close_again_and_one_is_rightly_open(
    found: Assessment,
) -> None:
    assert {view.boat: view.open for view in found.boats} == {"B1": True, "B2": False, "B3": False}
    assert {view.boat: view.gate.opens for view in found.boats} == {
        "B1": False,
        "B2": True,
        "B3": True,
    }
    one = found.boat("B1")
    codes = {block.code for block in one.gate.blocks}
    assert codes >= {"not sure", "no identification", "identification against"}
    assert one.tally.accounted == 0
    assert one.clock is not None
    assert one.clock.any_alive > 0.9
    assert found.boat("B3").carried == 1
    assert [alarm.about for alarm in found.alarms if alarm.code == "closure-blocked"] == ["B1"]
    (loose,) = found.loose
    assert {candidate.boat for candidate in loose.candidates} >= {None, "B1"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("OPEN BOATS (1)", "B1 (grey inflatable", "Open because", "CLOSED BOATS (2)")),
        ("fr", ("EMBARCATIONS OUVERTES (1)", "Ouverte parce que", "DÉTRESSE", "51°0")),
    ],
)
def test_the_picture_is_said_in_both_languages(lang: str, said: tuple[str, ...]) -> None:
    words = exercise_words(lang)
    for each in said:
        assert each in words
    assert "nobody" not in words.lower()
    assert "{" not in words


def test_it_is_written_as_a_record_that_says_the_same(tmp_path: Path) -> None:
    from lastknown.case.opening import open_record

    file, keys = tmp_path / "varne.db", tmp_path / "keys"
    write_exercise(file, keys=keys)
    store = open_record(file, keys=keys, read_only=True)
    entries = read(store)
    assert all(chain.bad is None for chain in verify(store))
    store.close()
    made = exercise_entries()
    assert [(e.body.kind, e.raw, e.happened) for e in entries] == [
        (e.body.kind, e.raw, e.happened) for e in made
    ]


def test_every_number_in_it_is_one_kept_for_fiction() -> None:
    for entry in exercise_entries():
        number = getattr(entry.body, "number", None)
        assert number is None or FICTION.fullmatch(number)
        left = FICTION.sub("", entry.raw or "")
        assert not re.search(r"\d[\d ]{8,}", left)
