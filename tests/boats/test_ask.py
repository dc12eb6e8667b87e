"""What to ask next: the phone whose ringing settles the most."""

from __future__ import annotations

import pytest

from lastknown.boats import Decision, Identity, Report, associate
from lastknown.boats import weights as w
from lastknown.boats.ask import questions, rings
from lastknown.geo.position import Position
from tests.boats.nights import at


def two_boats() -> list[Report]:
    """Return a talkative boat, a quiet one far off, and a rescue that may be of either."""
    near = Position(1.60, 51.00)
    talk = [Report(f"t{k}", "call", at(1, 20 * k), number="n1", position=near) for k in range(4)]
    return [
        *talk,
        Report("q", "call", at(1, 30), number="n2", position=Position(1.75, 51.06)),
        Report("rescue", "rescue", at(3, 0), position=Position(1.67, 51.03)),
    ]


def test_the_two_answers_give_the_weights_back() -> None:
    same, other = rings()
    assert same / other == pytest.approx(w.IDENTITY["phone"])
    assert (1 - same) / (1 - other) == pytest.approx(w.IDENTITY_AGAINST["phone"])
    assert same == pytest.approx(0.8, abs=0.001)


def test_the_phone_of_the_boat_that_called_most_comes_first() -> None:
    answer = associate(two_boats())
    first, *others = questions(answer)
    assert (first.rescue, first.report, first.also) == ("rescue", "t3", ("t0", "t1", "t2"))
    assert first.probability == answer.same("t3", "rescue")
    assert all(0.0 < each.settles <= first.settles for each in others)
    assert questions(associate(list(reversed(two_boats())))) == questions(answer)


def test_only_the_reports_named_count() -> None:
    answer = associate(two_boats())
    quiet = [each for each in answer.reports if each.id == "q"]
    assert all(each.settles < 0.6 for each in questions(answer, quiet))
    assert questions(answer, []) == ()


def test_what_was_asked_or_decided_is_not_asked_again() -> None:
    reports = two_boats()
    rung = associate(reports, identities=[Identity("t0", "rescue", "phone", same=False)])
    assert all(each.report != "t3" for each in questions(rung))
    joined = [Decision("t3", "rescue", "certain"), Decision("q", "rescue", "never")]
    assert questions(associate(reports, decisions=joined)) == ()


def test_without_a_rescue_or_a_number_there_is_nobody_to_ring() -> None:
    assert questions(associate(two_boats()[:5])) == ()
    assert questions(associate([])) == ()
    silent = [Report("a", "call", at(1, 0)), Report("r", "rescue", at(2, 0))]
    assert questions(associate(silent)) == ()
