"""Durations as people write them: one unit or several, in one order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.times import parse_duration

UNITS = {"d": 86400, "h": 3600, "min": 60, "s": 1}
PARTS = st.fixed_dictionaries({}, optional={unit: st.integers(0, 99) for unit in UNITS})


@given(
    parts=PARTS.filter(bool), space=st.sampled_from(["", " "]), around=st.sampled_from(["", " "])
)
def test_a_duration_is_the_sum_of_its_parts(parts: dict[str, int], space: str, around: str) -> None:
    ordered = [(parts[unit], unit) for unit in UNITS if unit in parts]
    text = around + space.join(f"{count}{space}{unit}" for count, unit in ordered) + around
    whole = sum(count * UNITS[unit] for count, unit in ordered)
    assert parse_duration(text) == timedelta(seconds=whole)


@given(seconds=st.integers(0, 10**8))
def test_days_hours_minutes_and_seconds_say_as_much_as_seconds_alone(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    hours, rest = divmod(span.seconds, 3600)
    text = f"{span.days}d{hours}h{rest // 60}min{rest % 60}s"
    assert parse_duration(text) == parse_duration(f"{seconds}s") == parse_duration(seconds) == span


@given(text=st.text(st.sampled_from("0123456789.dhmins -+"), max_size=12))
def test_every_text_is_a_duration_or_one_line_that_says_how_to_write_one(text: str) -> None:
    try:
        span = parse_duration(text, "--for")
    except LastknownError as error:
        said = str(error)
    else:
        said = "" if span >= timedelta(0) else "negative"
    assert not said or said.startswith(f"--for={text!r} is not a duration; write it like ")


@pytest.mark.parametrize("text", ["2h5", "5min2h", "2h 1h", "h", "", "2h-5min", "2 h and 5 min"])
def test_what_could_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(LastknownError, match="is not a duration"):
        parse_duration(text)


@pytest.mark.parametrize("value", ["9999999999d", "9" * 400 + "h", 1e300, timedelta(-1)])
def test_what_cannot_be_counted_is_refused_in_one_short_line(
    value: str | float | timedelta,
) -> None:
    with pytest.raises(LastknownError, match=r"longer than can be counted|runs forward") as error:
        parse_duration(value)
    assert len(str(error.value)) < 200
