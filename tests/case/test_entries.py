from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.case.canonical import canonical, read_canonical
from lastknown.case.documents import read_document, write_document
from lastknown.case.entries import Body, Draft, check, make_id, private_fields
from lastknown.case.sealing import subject_of_entry, subject_of_person
from lastknown.case.told import Person, Report, WarningSent
from lastknown.errors import LastknownError
from tests.case.nights import START, at, call, draft

KEY = bytes(range(32))
ID = make_id(START, bytes)
OWN = {subject_of_entry(ID): KEY}


def kinds() -> list[str]:
    union = get_args(Body)[0]
    return [kind.model_fields["kind"].default for kind in get_args(union)]


def test_all_kinds_that_a_night_needs_are_there() -> None:
    needed = "report person persons link unlink unit_status search_done warning_sent"
    needed += " warning_acknowledged holder_offered holder_accepted holder_refused severity note"
    needed += " closure_proposed closure_confirmed closure_reopened purge purge_done"
    needed += " alarm_acknowledged shown warning_rung warning_ended"
    assert set(needed.split()) <= set(kinds())
    assert len(kinds()) == len(set(kinds()))


def test_an_id_is_a_version_7_uuid_that_begins_with_its_time() -> None:
    # RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z with these random bits
    drawn = bytes.fromhex("0cc398c4dc0c0c07398f")
    moment = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    assert make_id(moment, lambda _: drawn) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert make_id(START) != make_id(START)


def test_times_are_kept_in_utc_and_a_naive_one_is_refused() -> None:
    paris = timezone(timedelta(hours=2))
    local = call(0).model_copy(update={})
    told = check(
        Draft, {**local.model_dump(), "entered": datetime(2026, 5, 15, 3, 0, tzinfo=paris)}
    )
    assert told.entered == START
    assert told.entered.utcoffset() == timedelta(0)
    with pytest.raises(LastknownError, match="entered of this entry is wrong"):
        check(Draft, {**local.model_dump(), "entered": datetime(2026, 5, 15, 3, 0)})  # noqa: DTZ001


def test_an_error_names_the_field_and_repeats_nothing_personal() -> None:
    with pytest.raises(LastknownError) as error:
        call(0, number="+44 7700 900456", colour="red\nsmith 07700 900456")
    assert "colour" in str(error.value)
    assert "7700" not in str(error.value)
    assert "smith" not in str(error.value)


def test_entries_are_frozen_and_hold_no_field_that_is_not_known() -> None:
    with pytest.raises(LastknownError, match="speed_mph"):
        call(0, speed_mph=3)
    with pytest.raises(ValueError, match="frozen"):
        call(0).raw = "other"  # type: ignore[misc]


def test_what_is_private_is_sealed_and_nowhere_in_the_document() -> None:
    assert {"number", "device", "language", "dialling_tone"} <= private_fields(Report)
    assert private_fields(Person) == {"name", "age", "sex", "kin", "details"}
    told = call(3, "my name is Ada", number="07700 900456", language="xx-secret", colour="black")
    keys = {subject_of_entry(ID): KEY}
    data = write_document(told, (ID, "mrcc-east", 0), ("ab",), keys)
    for hidden in (b"Ada", b"900456", b"xx-secret"):
        assert hidden not in data
    assert b"black" in data
    back = read_document(data, keys.get)
    assert back.raw == "my name is Ada"
    assert back.body == told.body
    without = read_document(data, lambda _: None)
    assert without.raw is None
    assert isinstance(without.body, Report)
    assert without.body.number is None
    assert without.body.colour == "black"


def test_a_persons_fields_have_the_persons_key_and_the_words_the_entrys() -> None:
    told = draft(1, "her brother said so", kind="person", person="P1", name="Ada", age="about 30")
    person, own = subject_of_person("mrcc-east", "P1", ID), subject_of_entry(ID)
    data = write_document(told, (ID, "mrcc-east", 0), (), {person: KEY, own: KEY[::-1]})
    back = read_document(data, {own: KEY[::-1]}.get)
    assert back.raw == "her brother said so"
    assert isinstance(back.body, Person)
    assert (back.body.person, back.body.name, back.body.age) == ("P1", None, None)


def test_a_sealed_part_of_another_entry_is_refused() -> None:
    data = write_document(call(0), (ID, "mrcc-east", 0), (), OWN)
    other = make_id(at(1), bytes)
    moved = canonical({**read_canonical(data), "id": other})
    with pytest.raises(LastknownError, match=f"{other} cannot be opened"):
        read_document(moved, lambda _: KEY)


def test_of_a_plain_warning_all_but_whom_is_open_and_nothing_of_a_relay_is_in_it() -> None:
    said = {"whom": "one", "channel": "VHF 16", "reply_within_s": 300.0}
    sent = draft(1, kind="warning_sent", to="ADA LOVELACE MMSI 235000009", **said)
    data = write_document(sent, (ID, "mrcc-east", 1), (), OWN)
    document = read_canonical(data)
    assert document["body"] == {"kind": "warning_sent", **said}
    assert document["version"] == 2, "a program that reads 1 alone refuses it, whole"
    opened, closed = (read_document(data, key).body for key in (OWN.get, lambda _: None))
    assert opened == sent.body
    assert isinstance(closed, WarningSent)
    assert (closed.to, closed.whom, closed.channel) == (None, "one", "VHF 16")


def test_a_warning_of_version_1_is_read_as_it_was_written() -> None:
    body = {"kind": "warning_sent", "to": "all ships", "by": "DOVER", "form": "mayday_relay"}
    data = write_document(draft(1, **{**body, "to": "x", "by": None}), (ID, "east", 1), (), OWN)
    entry = read_document(
        canonical(read_canonical(data) | {"version": 1, "body": body, "sealed": []}), OWN.get
    )
    assert isinstance(entry.body, WarningSent)
    assert (entry.version, entry.body.to, entry.body.by) == (1, "all ships", "DOVER")
    assert entry.body.whom is None


NAMED = {"mmsi": 235000009, "warning": ID}
WHO_ANSWERED = [
    {"kind": "warning_acknowledged", "by": "ADA LOVELACE", "answer": "proceeding", **NAMED},
    {"kind": "warning_rung", "to": "ADA LOVELACE", "means": "phone", **NAMED},
    {"kind": "warning_ended", "how": "stood_down", "one": True, "to": "ADA LOVELACE", **NAMED},
]


@pytest.mark.parametrize("body", WHO_ANSWERED, ids=lambda body: body["kind"])
def test_who_answered_was_rung_or_let_go_is_sealed(body: dict[str, Any]) -> None:
    data = write_document(draft(1, **body), (ID, "mrcc-east", 1), (), OWN)
    assert b"LOVELACE" not in data
    assert b"235000009" not in data
    assert read_canonical(data)["version"] == 2, "a program that reads 1 alone refuses it, whole"
    opened, closed = (read_document(data, key).body for key in (OWN.get, lambda _: None))
    assert body.items() <= opened.model_dump().items()
    hidden = closed.model_dump()
    assert (hidden["mmsi"], hidden.get("by"), hidden.get("to")) == (None, None, None)
    assert not getattr(closed, "for_all", False), "a name that cannot be read ends nothing for all"


@pytest.mark.parametrize("version", [0, 3, True, "2", None])
def test_an_entry_of_another_version_is_refused(version: object) -> None:
    document = read_canonical(write_document(call(1), (ID, "mrcc-east", 1), (), OWN))
    with pytest.raises(LastknownError, match="this Lastknown reads up to 2; update it"):
        read_document(canonical(document | {"version": version}), OWN.get)


def test_who_was_in_range_is_sealed_and_how_many_is_not() -> None:
    """A small craft's name may be a person's: it goes when everything is purged."""
    ships = [{"name": "ADA LOVELACE", "mmsi": 235000009, "distance_nm": 3.0}]
    fields = {"kind": "warning_sent", "to": "all stations", "form": "mayday_relay"}
    sent = draft(1, "MAYDAY RELAY", **fields, in_range=1, ships=ships)
    data = write_document(sent, (ID, "mrcc-east", 1), (), OWN)
    assert b"LOVELACE" not in data
    assert b"235000009" not in data
    opened, closed = (read_document(data, key).body for key in (OWN.get, lambda _: None))
    assert isinstance(opened, WarningSent)
    assert isinstance(closed, WarningSent)
    assert opened.ships is not None
    assert opened.ships[0].name == "ADA LOVELACE"
    assert (closed.in_range, closed.ships) == (1, None)


@pytest.mark.parametrize(
    "body", [{"kind": "warning_sung"}, {"kind": "warning_sent", "to": "x", "melody": "high"}]
)
def test_a_kind_or_field_of_a_later_program_is_refused_with_the_remedy(body: Any) -> None:
    with pytest.raises(LastknownError, match="a later Lastknown may know it: update"):
        draft(1, **body)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_raw_text_comes_back_as_it_was_received(raw: str) -> None:
    data = write_document(call(0, raw), (ID, "mrcc-east", 0), (), OWN)
    assert read_document(data, lambda _: KEY).raw == raw


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    with pytest.raises(LastknownError, match="broken character"):
        write_document(call(0, "\ud800"), (ID, "mrcc-east", 0), (), OWN)


def test_canonical_bytes_are_one_way_to_write_a_document() -> None:
    assert canonical({"b": 1.0, "a": ["é", None]}) == '{"a":["é",null],"b":1.0}'.encode()
    for other in (b'{"b":1,"a":2}', b'{"a": 1}', b"[]", b"{", b'{"a":"\\u00e9"}'):
        with pytest.raises(LastknownError, match="not canonical"):
            read_canonical(other)
