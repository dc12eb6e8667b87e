"""Names that people type: entries, boats, times of day."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.case.entries import Entry, check, make_id
from lastknown.case.picture import picture
from lastknown.desk.record.counting import counts_of
from lastknown.desk.record.naming import entry_name, find_boat, find_entry, moment, quoted
from lastknown.errors import LastknownError
from tests.case.nights import at, draft

NOW = datetime(2026, 5, 15, 0, 30, tzinfo=UTC)


def entries(centre: str, count: int) -> list[Entry]:
    made = [draft(k, "x", kind="boat", boat=f"B{k}", label=f"label {k}") for k in range(count)]
    return [
        check(Entry, d.model_dump() | {"id": make_id(at(k)), "centre": centre, "seq": k})
        for k, d in enumerate(made)
    ]


ALL = [*entries("mrcc-dover", 20), *entries("cross-calais", 3)]


def test_an_entry_is_found_by_every_name_it_has() -> None:
    for entry in ALL:
        names = [entry_name(entry), entry.id, entry.id[:30], entry.id[-12:], entry.id.upper()]
        assert {find_entry(ALL, name, "mrcc-dover").id for name in names} == {entry.id}
    assert find_entry(ALL, "2", "cross-calais").centre == "cross-calais"
    assert find_entry(ALL, "#2", "mrcc-dover").centre == "mrcc-dover"


def test_the_last_figures_of_an_id_may_all_be_digits() -> None:
    (entry,) = entries("mrcc-dover", 1)
    figures = entry.model_copy(update={"id": f"{entry.id[:24]}149648935169"})
    assert find_entry([figures], "149648935169", "mrcc-dover") == figures


@pytest.mark.parametrize("name", ["99", "mrcc-dover/99", "x/1", "zzzz", "", "c/1"])
def test_what_names_none_or_several_is_refused(name: str) -> None:
    with pytest.raises(LastknownError):
        find_entry([*ALL, *entries("cross-jobourg", 3)], name, "mrcc-dover")


@given(st.text(max_size=40))
def test_no_text_breaks_the_search_and_no_number_is_repeated(text: str) -> None:
    with suppress(LastknownError):
        find_entry(ALL, text, "mrcc-dover")
    with pytest.raises(LastknownError) as found:
        find_entry(ALL, f"{text}0639985678", "mrcc-dover")
    assert "0639985678" not in str(found.value)
    assert "0639985678" not in quoted(f"{text}0639985678")


def test_a_boat_is_found_by_name_and_label_whatever_its_capitals() -> None:
    seen = picture(ALL)
    assert find_boat(seen, "b3") == "B3"
    assert find_boat(seen, " B3 ") == "B3"
    assert find_boat(seen, "LABEL 4") == "B4"
    with pytest.raises(LastknownError, match="known: B1"):
        find_boat(seen, "B1x")


@pytest.mark.parametrize(
    ("text", "hour", "day"),
    [
        ("23:50Z", 23, 14),
        ("0140+0100", 0, 15),
        ("01:10+02:00", 23, 14),
        ("01:29z", 1, 15),
        ("01:31Z", 1, 14),
        ("2026-05-13T04:00+02:00", 2, 13),
    ],
)
def test_a_time_of_day_is_the_last_such_time(text: str, hour: int, day: int) -> None:
    found = moment(text, NOW)
    assert (found.hour, found.day) == (hour, day)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(-12, 14))
def test_a_time_of_day_lies_within_the_last_day(hour: int, minute: int, zone: int) -> None:
    found = moment(f"{hour:02d}:{minute:02d}{zone:+03d}:00", NOW)
    assert NOW - timedelta(hours=23) <= found <= NOW + timedelta(hours=1)


@pytest.mark.parametrize("text", ["02:01", "0201", "25:00Z", "tomorrow", "2026-05-15T02:01"])
def test_a_time_without_a_zone_is_never_guessed(text: str) -> None:
    with pytest.raises(LastknownError):
        moment(text, NOW)


def test_counts_are_read_as_they_are_written() -> None:
    assert counts_of("33") == {"total": 33}
    assert counts_of("40 - 30") == {"least": 30, "most": 40}
    assert counts_of("30+") == counts_of(">=30") == {"least": 30}
    assert counts_of("<=40") == {"most": 40}
    with pytest.raises(LastknownError, match="write 33"):
        counts_of("about thirty")
