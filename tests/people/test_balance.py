"""The sums, by hand. The figures of 24 November 2021 are those of MAIB report 7/2023."""

from __future__ import annotations

import pytest

from lastknown.people.balance import CODES, CountConflict, conflicts, sums
from lastknown.people.statements import Said

DEAD = Said("dead", "recovered_dead", men=17, women=7, boys=2, girls=1)
ALIVE = Said("alive", "recovered_alive", 2, counted=True)


def broken(*said: Said, carried: int | None = None) -> dict[str, CountConflict]:
    """Return the conflicts by code; none of these cases has two of one code."""
    found = conflicts(sums(said), carried)
    assert len({each.code for each in found}) == len(found)
    assert {each.code for each in found} <= set(CODES)
    return {each.code: each for each in found}


def test_the_persons_of_24_november_2021() -> None:
    found = sums([DEAD, ALIVE])
    assert found.counts["recovered_dead"] == 27
    assert found.accounted == 29
    told = [Said(f"said {n}", "on_board", n) for n in (33, 40, 50)]
    made = conflicts(sums([DEAD, ALIVE, *told, Said("missing", "missing", 4)]))
    assert [(each.code, each.ids, each.explained) for each in made] == [
        ("on board differs", ("missing", "said 40"), False),
        ("on board differs", ("missing", "said 50"), False),
    ]
    assert made[0].values == {"on_board": 40, "accounted": 29, "missing": 11, "reference": 33}


def test_without_a_count_the_told_figures_stand_against_each_other() -> None:
    made = broken(DEAD, ALIVE, *(Said(str(n), "on_board", n) for n in (33, 40, 50)))
    assert made["on board differs"].ids == ("33", "40", "50")
    assert made["on board differs"].values == {"least": 33, "most": 50, "accounted": 29}


def test_told_figures_are_explained_once_all_who_were_aboard_are_there() -> None:
    deck = Said("deck", "on_board", 33, counted=True)
    saved = Said("saved", "recovered_alive", 33, counted=True)
    assert broken(deck, saved) == {}
    assert broken(deck, saved, Said("call", "on_board", 18))["on board differs"].explained
    assert not broken(deck, saved, Said("call", "on_board", 17))["on board differs"].explained


def test_who_told_of_more_is_explained_by_the_missing_list_alone() -> None:
    deck = Said("deck", "on_board", 33, counted=True)
    saved = Said("saved", "recovered_alive", 33, counted=True)
    for carried in (None, 16):
        more = broken(deck, saved, Said("call", "on_board", 50), carried=carried)
        assert not more["on board differs"].explained
    assert broken(deck, saved, Said("call", "on_board", 50), carried=17)[
        "on board differs"
    ].explained
    far = broken(deck, saved, Said("call", "on_board", 98))
    assert not far["on board differs"].explained
    short = broken(deck, Said("saved", "recovered_alive", 29), Said("call", "on_board", 50))
    assert not short["on board differs"].explained


def test_a_range_that_holds_the_count_is_no_conflict() -> None:
    deck = Said("deck", "on_board", 33, counted=True)
    assert broken(deck, Said("call", "on_board", least=31)) == {}
    assert "on board differs" in broken(deck, Said("call", "on_board", least=41))


def test_ninety_eight_were_taken_up_where_thirty_three_had_called() -> None:
    made = broken(Said("call", "on_board", 33), Said("cutter", "recovered_alive", 98))
    assert made["more than on board"].values == {"on_board": 33, "accounted": 98}
    assert not made["more than on board"].explained


def test_the_parts_of_one_statement() -> None:
    wrong = Said("a", "recovered_alive", 26, men=17, women=7, boys=2, girls=1)
    assert broken(wrong)["parts"].values["sum"] == 27
    assert broken(Said("a", "recovered_alive", 27, men=17, women=7)) == {}
    assert "parts" in broken(Said("a", "recovered_alive", 20, men=17, women=7))
    assert "parts" in broken(Said("a", "recovered_alive", 28, men=17, women=7, boys=2, girls=1))


def test_who_was_transferred_is_not_counted_again() -> None:
    moved = Said("moved", "transferred", 2)
    assert sums([ALIVE, DEAD, moved]).accounted == 29
    assert broken(ALIVE, moved) == {}
    made = broken(ALIVE, Said("moved", "transferred", 3))
    assert made["transferred more than alive"].values == {"transferred": 3, "alive": 2}


def test_two_units_add_up_and_two_words_on_one_rescue_do_not() -> None:
    one = Said("a", "recovered_alive", 20, source="lifeboat", of="r1")
    two = Said("b", "recovered_alive", 13, source="cutter", of="r2")
    assert sums([one, two]).accounted == 33
    again = Said("c", "recovered_alive", 21, source="log", of="r1")
    assert sums([one, two, again]).accounted == 33
    assert broken(one, two, again)["recovered differs"].ids == ("a", "c")


def test_the_missing_must_balance_with_what_was_counted() -> None:
    deck = Said("deck", "on_board", 33, counted=True)
    assert broken(deck, ALIVE, DEAD, Said("m", "missing", 4)) == {}
    made = broken(deck, ALIVE, DEAD, Said("m", "missing", 5))
    assert made["missing does not balance"].ids == ("alive", "dead", "deck", "m")
    two = broken(ALIVE, Said("m", "missing", 4), Said("n", "missing", 5))
    assert two["missing differs"].ids == ("m", "n")


def test_two_counts_on_deck_differ() -> None:
    a, b = (Said(str(n), "on_board", n, counted=True) for n in (33, 34))
    assert "counted differs" in broken(a, b)


@pytest.mark.parametrize(("carried", "differs"), [(None, False), (4, False), (3, True)])
def test_who_is_carried_on_counts_in_the_sum(carried: int | None, differs: bool) -> None:
    made = broken(Said("call", "on_board", 33), ALIVE, DEAD, carried=carried)
    assert ("on board differs" in made) == differs


def test_what_is_of_another_boat_enters_no_sum() -> None:
    assert sums([ALIVE, Said("x", "recovered_alive", 98, weight=0.3)]).accounted == 2
