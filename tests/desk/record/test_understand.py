from __future__ import annotations

import re
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lastknown.case.entries import check
from lastknown.case.told import Report
from lastknown.desk.record import understand as understand_module
from lastknown.desk.record.understand import LONGEST, MOST_ASKED, Understood, understand
from lastknown.errors import LastknownError

RECEIVED = datetime(2021, 11, 24, 2, 15, tzinfo=UTC)
BOX = (-2.5, 49.0, 4.6, 52.6)
LINES = tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))["line"]


def read(text: str, **more: Any) -> Understood:
    return understand(text, received=more.pop("received", RECEIVED), box=BOX, **more)


def asked(understood: Understood) -> list[str]:
    return [question.code for question in understood.questions if question.code != "kind"]


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return round(value, 5) if isinstance(value, float) else value


def test_there_are_many_lines_and_each_is_another() -> None:
    texts = [line["text"] for line in LINES]
    assert len(texts) == len(set(texts)) >= 180


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["text"])
def test_what_a_line_says(line: dict[str, Any]) -> None:
    understood = read(line["text"])
    assert rounded(dict(understood.fields)) == line["fields"]
    happened = understood.happened
    assert (happened and happened.at) == line.get("happened")
    assert happened is None or happened.sd_s == line.get("sd_s", 30.0)
    assert list(understood.phases) == line.get("phases", [])
    assert {key: dict(each) for key, each in understood.elsewhere.items()} == line.get(
        "elsewhere", {}
    )
    assert asked(understood) == line.get("asks", [])
    check(Report, dict(understood.fields))


WORDS = [
    *[
        "33",
        "persons",
        "men",
        "femmes",
        "02:01Z",
        "03h01",
        "heure",
        "française",
        "51°08.5'N",
        "001°44.5'E",
        "51.14,",
        "1.74",
    ],
    *[
        "+44",
        "7700",
        "900123",
        "8",
        "m",
        "12",
        "kn",
        "about",
        "more",
        "than",
        "-",
        "/",
        "+",
        "moteur",
        "en",
        "panne",
        "il",
        "y",
        "a",
        "10",
        "minutes",
    ],
    *[
        "engine",
        "no",
        "life",
        "jackets",
        "heading",
        "west",
        "flooding",
        "black",
        "boat",
        "left",
        "from",
        "https://x",
        "///a.b.c",
    ],
    *["\n", "\u202e", "😀", "\x00", "٣٣", "ﬁ", "İ", "\u2028", "é", "1" * 40],
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS)).map(" ".join)))
@example("")
@example("33 \u202epersons\u202c \x00\x07 😀 51°08.5'N")
@settings(max_examples=150, deadline=None)
def test_nothing_of_a_text_is_lost_and_the_fields_are_those_of_a_report(text: str) -> None:
    understood = read(text)
    pieces = understood.pieces()
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(piece.field != "rest" for piece in understood.spans)
    check(Report, dict(understood.fields))
    if any(not span.certain for span in understood.spans):
        assert understood.questions


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "51 08.5N 001 44.5E ", "12 34.5 ", "02:01 ", "all of ' ", "33 people, "),
        *("https://", "not engine is ", "\u202e😀", "trente-"),
    ],
)
def test_a_text_of_a_million_characters_is_read_within_a_second(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    began = time.process_time()
    understood = read(text)
    assert time.process_time() - began < 1.0
    assert "too_long" in asked(understood)
    assert "".join(each.text for each in understood.pieces()) == text


def test_a_text_of_just_the_length_is_read_to_its_end() -> None:
    text = " " * (LONGEST - 10) + "33 persons"
    assert read(text).fields["persons"] == {"total": 33}
    assert "too_long" not in asked(read(text))


@pytest.mark.parametrize(
    ("zone", "minute"),
    [("UTC", 121), ("UK", 121), ("FR", 61), ("+01:00", 61), ("Europe/Paris", 61), ("z", 121)],
)
def test_a_zone_said_beforehand_settles_times_without_one(zone: str, minute: int) -> None:
    understood = read("call at 02:01, locale", zone=zone)
    assert understood.happened is not None
    assert understood.happened.at == datetime(2021, 11, 24, tzinfo=UTC) + timedelta(minutes=minute)
    assert asked(understood) == []
    assert read("call at 02:01Z", zone=zone).happened.at.hour == 2  # type: ignore[union-attr]


def test_in_summer_the_zones_are_an_hour_further() -> None:
    received = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
    for said, hour in (("02:01 UTC", 2), ("03:01 BST", 2), ("04:01 heure française", 2)):
        happened = read(said, received=received).happened
        assert happened is not None
        assert (happened.at.hour, happened.at.minute) == (hour, 1), said


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2026-03-29 00:30", 0), ("2026-03-29 02:30", 1), ("2026-10-25 03:30", 3)],
)
def test_summer_time_begins_and_ends_on_its_sundays(day: str, hour: int) -> None:
    """Directive 2000/84/EC: 01:00 UTC on the last Sundays of March and October."""
    received = datetime(2026, 10, 30, tzinfo=UTC)
    happened = read(f"{day} UK time", received=received).happened
    assert happened is not None
    assert (happened.at.hour, happened.at.minute) == (hour, 30)


def test_a_time_without_a_zone_shows_what_it_would_be_in_each() -> None:
    (question,) = (q for q in read("call at 02:01").questions if q.code == "time_zone")
    assert question.values["utc"] == question.values["uk"] == "2021-11-24T02:01Z"
    assert question.values["fr"] == "2021-11-24T01:01Z"


@pytest.mark.parametrize(
    "text",
    [
        "+44 7700 900123, engine failed, 02:01Z, 8 m, 270°, 12 kn",
        "06 39 98 01 23",
        "at 51°08.5'N 001°44.5'E 20 m 0201Z",
        "wind 33 kn, visibility 40 m",
        "room 12, flight 33, page 4",
        "MMSI 235000000",
        "heading 270, 12 knots for 6 hours",
        "ETA 40 minutes",
        "track 33",
    ],
)
def test_no_other_figure_is_taken_for_a_count_of_persons(text: str) -> None:
    assert "persons" not in read(text).fields


def test_private_things_stand_neither_in_questions_nor_in_what_is_shown() -> None:
    text = (
        "call from 07700 900123 or 07700 900456, MMSI 235000000, speaks Kurdish, French dial tone"
    )
    understood = read(text)
    private = [span for span in understood.spans if span.private]
    assert {span.field for span in private} >= {"number", "device", "language"}
    assert all(span.value == "" for span in private)
    told = " ".join(value for q in understood.questions for value in q.values.values())
    shown = repr(understood) + told
    assert not re.search("900123|900456|235000000|Kurdish", shown.replace(" ", ""))


def test_doubt_is_marked_where_a_reading_is_not_the_only_one() -> None:
    doubtful = {span.field for span in read("33, 1.7417, 51.1417, call at 02:01").spans}
    certain = {span.field for span in read("33, 1.7417, 51.1417, 02:01").spans if span.certain}
    assert doubtful == {"persons", "position", "happened"}
    assert certain == set()


def test_without_a_box_nothing_is_held_to_be_exchanged_or_far_off() -> None:
    understood = understand("1.7417, 51.1417", received=RECEIVED)
    assert understood.fields["position"] == {"lon": 51.1417, "lat": 1.7417}
    assert asked(understood) == []


@pytest.mark.parametrize("zone", ["Mars", "", "+25:00", "local"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(LastknownError, match="is unknown; give UTC, UK, FR"):
        read("33", zone=zone)


def test_a_naive_time_of_receipt_is_refused() -> None:
    with pytest.raises(LastknownError, match="received"):
        understand("33", received=datetime(2021, 11, 24))  # noqa: DTZ001


def test_of_very_many_questions_only_the_first_are_put() -> None:
    questions = read(" and ".join(f"51°{60 + each}'N 1°{each}.5'E" for each in range(39))).questions
    assert len(questions) == MOST_ASKED + 1
    assert (questions[-1].code, questions[-1].values["count"]) == ("more", "20")


def test_every_question_and_every_field_has_words_in_both_languages() -> None:
    source = Path(understand_module.__file__).parent
    code = "".join(path.read_text() for path in sorted(source.glob("understand*.py")))
    codes = re.findall(
        r'Question\(\s*"(\w+)"|return _asked\(.*"(\w+)"\)|yield _asked\(.*"(\w+)"\)', code
    )
    names = {name for found in codes for name in found if name} | {"kind", "kind_rescue"}
    assert len(names) >= 29
    fields = {span.field for line in LINES for span in read(line["text"]).spans}
    assert len(fields) > 20
    for lang in ("en", "fr"):
        table = tomllib.loads((source / f"words_{lang}.toml").read_text(encoding="utf-8"))
        assert names <= set(table["question"])
        assert fields <= set(table["field"])


@pytest.mark.parametrize(
    ("text", "left_from"),
    [
        ("we left from Ahmed house near the sea, 33 people", None),
        ("parti de chez Mohamed hier soir", None),
        ("left from the beach of Wissant with my cousin Omid", "beach of Wissant"),
        ("departed from Malo-les-Bains", "Malo-les-Bains"),
    ],
)
def test_no_name_of_a_person_goes_into_the_open_field_of_the_place(
    text: str, left_from: str | None
) -> None:
    assert read(text).fields.get("left_from") == left_from
