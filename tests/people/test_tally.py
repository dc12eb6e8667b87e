from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.boats.weights import PERSONS
from lastknown.people import tally as module
from lastknown.people.statements import WHERES, Said
from lastknown.people.tally import Tally, tally

COUNT = st.none() | st.integers(0, 120)


@st.composite
def statements(draw: st.DrawFn) -> list[Said]:
    """Return some statements of one boat, each with its own id."""
    made = []
    for k in range(draw(st.integers(0, 7))):
        low = draw(st.none() | st.integers(0, 60))
        made.append(
            Said(
                f"s{k}",
                draw(st.sampled_from(WHERES)),
                draw(COUNT),
                least=low,
                most=None if low is None else draw(st.none() | st.integers(low, 120)),
                men=draw(st.none() | st.integers(0, 40)),
                girls=draw(st.none() | st.integers(0, 9)),
                at_s=float(draw(st.integers(0, 5))),
                source=draw(st.sampled_from(["", "x", "y"])),
                weight=draw(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0])),
                counted=draw(st.booleans()),
                of=draw(st.sampled_from(["", "r1"])),
            )
        )
    return made


def seen(found: Tally) -> tuple[object, ...]:
    """Return all of a tally in a form that can be compared."""
    rest = [value for name, value in vars(found).items() if name != "on_board"]
    return (found.on_board.tobytes(), *rest)


def test_nobody_said_anything() -> None:
    found = tally([])
    assert (found.median, found.upper, found.accounted) == (30, 97, 0)  # 30 exp(1.96 0.6) = 97


def test_the_weights_are_those_of_the_association() -> None:
    assert (*module.TOLD[:3], module.TOLD[3]) == (*PERSONS[:3], PERSONS[4])


def test_one_told_count_by_hand() -> None:
    """Log-normal by log-normal is log-normal; without wild counts, its quantiles are known."""
    p, q = 1 / 0.6**2, 1 / 0.33**2
    mean, sd = (p * np.log(30) + q * np.log(60)) / (p + q), (p + q) ** -0.5
    found = tally([Said("a", "on_board", 60)])
    # 10 % of such counts say nothing, so the whole lies a little lower and is a little wider
    assert found.median == pytest.approx(np.exp(mean), abs=3)
    assert found.low <= np.exp(mean - 1.2816 * sd)
    assert found.upper >= np.exp(mean + 1.96 * sd) - 1


def test_the_persons_of_24_november_2021() -> None:
    """MAIB report 7/2023: 17 men, 7 women, 2 boys and 1 girl died, two lived, four are missing."""
    said = [
        Said("dead", "recovered_dead", men=17, women=7, boys=2, girls=1),
        Said("alive", "recovered_alive", 2, counted=True),
        Said("found", "on_board", 33, counted=True),
        Said("relayed", "on_board", 40),
        Said("other", "on_board", 50),
    ]
    found = tally(said)
    assert (found.dead, found.alive, found.accounted) == (27, 2, 29)
    assert (found.missing_low, found.missing_median, found.missing_high) == (4, 4, 4)
    assert found.upper == 50, "40 and 50 stay open until a person settles them"
    assert tally(said, settled={"found", "relayed", "other"}).upper == 33
    assert found.groups["recovered_dead"] == {
        "men": 17, "women": 7, "boys": 2, "girls": 1, "unknown": 0,
    }  # fmt: skip
    assert found.groups["recovered_alive"]["unknown"] == 2
    open_ones = {each.ids for each in found.conflicts if not each.explained}
    assert open_ones == {("found", "relayed"), ("found", "other")}
    assert found.sources["on_board"] == ("found", "other", "relayed")


def test_a_count_on_deck_is_far_more_exact_than_a_call() -> None:
    call, deck = (tally([Said("a", "on_board", 33, counted=c)]) for c in (False, True))
    assert (deck.low, deck.median, deck.upper) == (33, 33, 33)
    assert call.upper - call.low > 30


def test_nobody_is_missing_says_those_on_deck() -> None:
    saved = Said("r", "recovered_alive", 33, counted=True, of="r")
    asked = Said("m", "missing", 0, at_s=1.0, counted=True, of="r")
    assert tally([saved, Said("call", "on_board", 30)]).upper > 40
    assert tally([saved, Said("call", "on_board", 30), asked]).upper == 33


def test_no_count_on_deck_takes_away_whom_a_caller_told_of() -> None:
    """A crew counts whom it finds, not who was lost before: 33 told and 20 found leave 13."""
    saved = Said("r", "recovered_alive", 20, counted=True, of="r")
    deck = Said("d", "on_board", 20, at_s=1.0, counted=True)
    call, kin = Said("call", "on_board", 33), Said("kin", "on_board", least=30, most=60)
    assert tally([saved, deck]).upper == 20
    assert tally([saved, deck, call]).upper == 33
    assert tally([saved, deck, call, kin]).upper == 60
    assert tally([saved, deck, call, kin], settled={"kin"}).upper in (33, 34)
    assert tally([saved, deck, call], settled={"call"}).upper in (20, 21)
    assert tally([saved, deck, replace(call, weight=0.2)]).upper == 20, "of another boat"


def test_missing_counts_from_who_was_accounted_for_by_then() -> None:
    first = Said("r", "recovered_alive", 2, at_s=1.0, source="a")
    gone = Said("m", "missing", 31, at_s=2.0, counted=True)
    later = Said("d", "recovered_dead", 27, at_s=3.0, source="b")
    found = tally([first, gone, later])
    assert (found.median, found.missing_median) == (33, 4)


def test_a_word_that_may_be_of_another_boat_moves_little() -> None:
    own, other = Said("a", "on_board", 30), Said("b", "on_board", 90)
    mine = tally([own]).median
    surely, perhaps = (tally([own, replace(other, weight=w)]).median for w in (1.0, 0.05))
    assert mine <= perhaps < mine + 3 < surely


@given(statements(), st.none() | st.integers(0, 9))
def test_a_tally_is_whole(said: list[Said], carried: int | None) -> None:
    found = tally(said, carried)
    assert found.on_board.sum() == pytest.approx(1.0)
    assert (found.on_board >= 0.0).all()
    assert found.low <= found.median <= found.high <= found.upper
    assert 0 <= found.missing_low <= found.missing_median <= found.missing_high
    assert found.accounted == found.alive + found.dead + found.returned
    for where, groups in found.groups.items():
        assert min(groups.values()) >= 0, where
    known = {each.id for each in said}
    assert all(set(each.ids) <= known and each.ids for each in found.conflicts)


@given(statements(), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(said: list[Said], random: object) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert seen(tally(shuffled)) == seen(tally(said))
    assert seen(tally([*said, *shuffled])) == seen(tally(said))


@given(statements(), st.integers(0, 120), st.floats(0.0, 1.0))
def test_at_least_never_lowers_the_upper_count(said: list[Said], least: int, weight: float) -> None:
    more = Said("new", "on_board", least=least, at_s=9.0, weight=weight)
    assert tally([*said, more]).upper >= tally(said).upper


@given(statements(), st.integers(0, 120))
def test_who_was_taken_up_never_lowers_the_upper_count(said: list[Said], saved: int) -> None:
    said = [each for each in said if each.where != "missing"]
    more = Said("new", "recovered_alive", saved, at_s=9.0, of="a rescue of its own")
    before, after = tally(said), tally([*said, more])
    assert after.upper >= before.upper
    assert after.upper >= after.accounted


@given(st.lists(st.integers(5, 60), max_size=4), st.integers(0, 60))
def test_a_figure_above_the_upper_count_never_lowers_it(told: list[int], above: int) -> None:
    said = [Said(str(k), "on_board", n) for k, n in enumerate(told)]
    upper = tally(said).upper
    assert tally([*said, Said("new", "on_board", upper + above)]).upper >= upper
