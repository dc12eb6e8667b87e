"""Tables as TOML, read again as they were; positions; every note in both languages."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lastknown.desk.record as room
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casetext import case_text, place_text, plain_name
from lastknown.desk.words import words
from lastknown.geo.plane import distance_m
from lastknown.geo.position import parse_position

SCALARS = st.one_of(
    st.text(max_size=20),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
KEYS = st.sampled_from(["name", "at", "kind", "what", "error_nm"])
ROWS = st.dictionaries(KEYS, SCALARS, min_size=1, max_size=3)


@given(
    ROWS,
    st.dictionaries(st.sampled_from(["sea", "conditions"]), ROWS, max_size=2),
    st.dictionaries(
        st.sampled_from(["start", "unit"]), st.lists(ROWS, min_size=1, max_size=3), max_size=2
    ),
    st.lists(ROWS, min_size=1, max_size=2),
    st.lists(st.text(max_size=30), max_size=3),
)
def test_what_is_written_is_read_again(
    plain: dict[str, object],
    tables: dict[str, dict[str, object]],
    lists: dict[str, list[dict[str, object]]],
    phase: list[dict[str, object]],
    comments: list[str],
) -> None:
    lists = {name: [{**row, "phase": phase} for row in rows] for name, rows in lists.items()}
    whole = {**plain, **tables, **lists, "sea": {**tables.get("sea", {}), "wind": phase}}
    assert tomllib.loads(case_text(whole, comments)) == whole


@given(st.floats(-180, 179.999), st.floats(-90, 90))
def test_positions_are_kept_to_two_metres(lon: float, lat: float) -> None:
    place = parse_position(place_text(lon, lat))
    assert float(distance_m(lon, lat, place.lon, place.lat)) < 2.0


def test_names_stay_on_their_line() -> None:
    assert plain_name(" a\u200bb\n  c ", 3) == "a b"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_note_about_a_record_has_words(lang: str) -> None:
    sources = "".join(p.read_text("utf-8") for p in Path(room.__file__).parent.glob("*.py"))
    used = set(re.findall(r'f?"(record-[a-z-]+)', sources))
    families = tuple(name for name in used if name.endswith("-"))  # a word of its own follows
    known = {name for name in words(lang).table["note"] if name.startswith("record-")}
    assert {name for name in known if not name.startswith(families)} == used - {*families}
    assert all(any(name.startswith(family) for name in known) for family in families)


def test_a_note_is_a_sentence_with_its_figures() -> None:
    note = note_of("record-swamps", hours=6.0)
    assert note.text.startswith("Nothing was told of water in the boat; half of the chance that it")
    assert "6 h" in note.text
