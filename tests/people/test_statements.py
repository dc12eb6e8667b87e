from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.people.statements import Said, figure, interval, standing


def test_what_a_statement_says() -> None:
    assert interval(Said("a", "on_board", 33)) == (33, 33)
    assert interval(Said("a", "on_board", least=31)) == (31, math.inf)
    assert interval(Said("a", "on_board", least=30, most=40)) == (30, 40)
    assert interval(Said("a", "recovered_dead", men=17, women=7, boys=2, girls=1)) == (27, 27)
    assert interval(Said("a", "recovered_alive", men=17, women=7)) == (24, math.inf)
    assert figure(Said("a", "on_board", 33, men=20)) == 33


def ids(*said: Said) -> list[str]:
    return [each.id for each in standing(said, "on_board")]


def test_of_one_source_the_last_figure_stands() -> None:
    first = Said("a", "on_board", 40, at_s=1, source="phone 1")
    later = Said("b", "on_board", 33, at_s=2, source="phone 1")
    other = Said("c", "on_board", 30, at_s=0, source="phone 2")
    assert ids(first, later, other) == ["c", "b"]


def test_at_least_takes_no_figure_back() -> None:
    figured = Said("a", "on_board", 40, at_s=1, source="phone 1")
    more = [Said(f"m{n}", "on_board", least=n, at_s=n, source="phone 1") for n in (30, 50, 20)]
    assert ids(figured, *more) == ["a", "m50"]


def test_a_word_on_perhaps_another_boat_takes_nothing_back() -> None:
    mine = Said("a", "on_board", 40, at_s=1, source="phone 1")
    theirs = Said("b", "on_board", 10, at_s=2, source="phone 1", weight=0.2)
    assert ids(mine, theirs) == ["a", "b"]


@given(st.permutations(range(6)))
def test_the_order_of_coming_does_not_matter(order: list[int]) -> None:
    said = [
        Said(str(k), "on_board", total, least=least, at_s=k // 2, source="p")
        for k, (total, least) in enumerate(
            [(30, None), (None, 40), (35, None), (None, 50), (None, 45), (None, 20)]
        )
    ]
    assert ids(*(said[k] for k in order)) == ids(*said)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"where": "at sea"}, "where='at sea' is unknown; give on_board"),
        ({"where": "missing", "total": -1}, "total=-1 is out of bounds; give 0 to 100000"),
        ({"where": "missing", "weight": 1.5}, "weight=1.5 is out of bounds; give 0 to 1"),
    ],
)
def test_what_is_no_statement_is_refused(given: dict[str, object], told: str) -> None:
    with pytest.raises(LastknownError, match=told.replace("'", ".")):
        Said("a", **given)  # type: ignore[arg-type]
