from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lastknown.case.entries import make_id
from lastknown.case.picture import picture
from lastknown.case.store import Store, append, read
from lastknown.desk.record.decisions import confirm_closure, propose_closure, reopen, state_of
from lastknown.desk.record.gate import Gate, gate
from lastknown.desk.record.verbs import Hand
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, call, draft
from tests.desk.record.test_gate import FACTS

SOME = make_id(at(0), bytes)
OPENS = replace(gate(FACTS), rescue=SOME, identifications=(SOME,))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    append(made, draft(1, kind="boat", boat="B1"))
    return made


def hand(minutes: float) -> Hand:
    return Hand("A. Smith", "SMC", at(minutes))


def close(store: Store, minutes: float, found: Gate = OPENS) -> str:
    return confirm_closure(store, hand(minutes), propose_closure(store, hand(minutes), found)).id


def is_open(store: Store) -> bool:
    return state_of(picture(read(store)), "B1").open


def test_a_gate_that_does_not_open_is_not_even_proposed(store: Store) -> None:
    with pytest.raises(LastknownError, match="B1 stays open: the gate does not open"):
        close(store, 60, gate(replace(FACTS, identifications=())))
    with pytest.raises(LastknownError, match="needs a named person"):
        propose_closure(store, Hand("unnamed", "SMC", at(60)), OPENS)
    assert len(read(store)) == 2


def test_what_is_dated_ahead_or_came_in_meanwhile_is_weighed_before_a_boat_closes(
    store: Store,
) -> None:
    """A call noted by French time, an hour ahead, is not in the picture of now."""
    (ahead,) = append(store, call(115, "still here", entered=55))
    with pytest.raises(LastknownError, match=r"or their time lies ahead .*/2"):
        close(store, 60)
    append(store, call(55, "still here", entered=58, replaces=[ahead.id]))
    append(store, call(50, "from another desk", entered=61))
    with pytest.raises(LastknownError, match="/4"):
        close(store, 60)
    assert is_open(store)
    close(store, 62)
    assert not is_open(store)


def test_a_boat_is_opened_again_though_the_clock_here_is_behind(store: Store) -> None:
    first = close(store, 60)
    second = close(store, 61)
    (one, two) = reopen(store, picture(read(store)), hand(30), "B1", "a call came")
    assert {one.body.closure, two.body.closure} == {first, second}  # type: ignore[union-attr]
    assert one.raw == "a call came"
    assert is_open(store)
    with pytest.raises(LastknownError, match="B1 is open; nothing to reopen"):
        reopen(store, picture(read(store)), hand(62), "B1")
