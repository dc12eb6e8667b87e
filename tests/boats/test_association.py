"""The whole answer: against exact enumeration, the order of reports, decisions, and the night."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.boats import Decision, Identity, Reach, Report, Setting, associate
from lastknown.boats.report import in_order
from lastknown.boats.table import table_of
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from tests.boats.nights import at, divisions, exact, seven


def test_bells_numbers() -> None:
    """Number of divisions of 1 to 7 things: 1, 2, 5, 15, 52, 203, 877 (OEIS A000110)."""
    counts = [sum(1 for _ in divisions(n)) for n in range(1, 8)]
    assert counts == [1, 2, 5, 15, 52, 203, 877]


@pytest.mark.parametrize("count", [2, 5, 7])
def test_draws_agree_with_exact_enumeration(count: int) -> None:
    reports = in_order(seven()[:count])
    table, node = table_of(reports, Reach(), (), (), Setting())
    rows, p, pair = exact(table, node)
    answer = associate(reports)
    assert np.abs(answer.pair - pair).max() < 0.02
    drawn = Counter(map(tuple, answer.draws.tolist()))
    total = sum(drawn.values())
    away = 0.5 * sum(
        abs(q - drawn.get(tuple(r), 0) / total) for r, q in zip(rows.tolist(), p, strict=True)
    )
    noise = 0.5 * float(np.sum(np.sqrt(2.0 * p / (np.pi * total))))  # of independent draws
    assert away < 0.01 + 1.2 * noise
    assert set(drawn) <= set(map(tuple, rows.tolist()))


def test_draws_agree_where_persons_have_decided() -> None:
    decisions = (
        Decision("a", "d", "certain"),
        Decision("b", "f", "never"),
        Decision("c", "e", "unlikely"),
    )
    reports = in_order(seven())
    table, node = table_of(reports, Reach(), (), decisions, Setting())
    _, _, pair = exact(table, node)
    assert np.abs(associate(reports, decisions=decisions).pair - pair).max() < 0.02


@settings(max_examples=10, deadline=None)
@given(st.permutations(seven()))
def test_the_order_in_which_reports_came_changes_nothing(reports: list[Report]) -> None:
    first, second = associate(seven()), associate(reports)
    assert np.array_equal(first.pair, second.pair)
    assert first.boats == second.boats
    assert first.hypotheses == second.hypotheses


def test_a_seed_gives_one_answer_and_another_seed_nearly_the_same() -> None:
    first, again, other = (associate(seven(), seed=s) for s in (1, 1, 2))
    assert np.array_equal(first.pair, again.pair)
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
    assert np.abs(first.pair - other.pair).max() < 0.03


def contradict(chosen: list[tuple[str, str, str]]) -> bool:
    """Return whether what is joined by ``certain`` holds two that are ``never`` one boat."""
    group = {name: {name} for name in "abcdefg"}
    for a, b, verdict in chosen:
        if verdict == "certain":
            union = group[a] | group[b]
            group.update(dict.fromkeys(union, union))
    return any(verdict == "never" and b in group[a] for a, b, verdict in chosen)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdefg"),
            st.sampled_from("abcdefg"),
            st.sampled_from(["certain", "never", "likely"]),
        ).filter(lambda each: each[0] != each[1]),
        min_size=1,
        max_size=4,
    )
)
def test_decisions_bind(chosen: list[tuple[str, str, str]]) -> None:
    decisions = [Decision(a, b, verdict, "officer") for a, b, verdict in chosen]  # type: ignore[arg-type]
    if contradict(chosen):
        with pytest.raises(LastknownError, match="take one of these decisions back"):
            associate(seven(), decisions=decisions)
        return
    answer = associate(seven(), decisions=decisions)
    for each in decisions:
        i, j = answer.index(each.a), answer.index(each.b)
        together = answer.draws[:, i] == answer.draws[:, j]
        if each.verdict == "never":
            assert not together.any()
            assert answer.same(each.a, each.b) == 0.0
        if each.verdict == "certain":
            assert together.all()
            assert answer.same(each.a, each.b) == 1.0


def test_a_likely_moves_the_odds_by_19() -> None:
    pair = seven()[:2]
    odds = []
    for verdict in ("likely", "unlikely"):
        p = associate(pair, decisions=[Decision("a", "b", verdict)]).same("a", "b")  # type: ignore[arg-type]
        odds.append(p / (1.0 - p))
    assert odds[0] / odds[1] == pytest.approx(19.0**2, rel=0.3)


def the_night() -> list[Report]:
    """The pattern of 24 November 2021: calls of one boat, then the rescue of another one.

    Times, positions and counts: MAIB 7/2023 as quoted in the public record; the phones' hashes are
    made up.
    """
    return [
        Report("00:48", "call", at(0, 48), persons=33, number="phone 1"),
        Report("01:30", "call", at(1, 30), number="phone 2", dialling="FR"),
        Report(
            "02:01",
            "message",
            at(2, 1),
            position=Position(1.7417, 51.1417),
            persons=40,
            number="phone 2",
        ),
        Report("02:30", "call", at(2, 30), number="phone 2"),
        Report("03:11", "call", at(3, 11), number="phone 1", engine="failed"),
        Report(
            "rescue",
            "rescue",
            at(2, 40),
            position=Position(1.58, 51.12),
            persons=35,
            engine="running",
        ),
        Report("05:28", "sighting", at(5, 28), position=Position(1.60, 51.05), persons=30),
    ]


def test_the_rescue_of_another_boat_does_not_take_the_boat_that_calls_after_it() -> None:
    answer = associate(the_night())
    assert answer.rescues_of("03:11")["rescue"] < 0.02
    assert answer.same("02:01", "02:30") > 0.9
    assert answer.rescues_of("02:01")["rescue"] < 0.15
    own = next(boat for boat in answer.boats if "02:01" in boat.reports)
    assert "rescue" not in own.reports
    assert len(answer.boats) >= 2


def test_without_the_later_calls_the_rescue_stays_open_and_nothing_is_certain() -> None:
    reports = [r for r in the_night() if r.id not in ("02:30", "03:11")]
    assert 0.01 < associate(reports).rescues_of("02:01")["rescue"] < 0.99


def test_the_phone_on_the_deck_settles_it_and_a_never_undoes_that() -> None:
    reports = [r for r in the_night() if r.id not in ("02:30", "03:11", "05:28")]
    found = [Identity("02:01", "rescue", "phone")]
    assert associate(reports, identities=found).same("02:01", "rescue") > 0.98
    undone = [Decision("02:01", "rescue", "never", "officer")]
    assert associate(reports, identities=found, decisions=undone).same("02:01", "rescue") == 0.0


def test_one_who_relays_for_two_boats_does_not_make_them_one() -> None:
    def relays(*, number: str | None) -> list[Report]:
        far = [Position(1.4, 50.9), Position(1.9, 51.1)]
        return [
            Report(str(k), "relayed call", at(1, 5 * k), position=far[k], number=number)
            for k in range(2)
        ]

    spoken, unnamed = associate(relays(number="n")), associate(relays(number=None))
    assert spoken.same("0", "1") == unnamed.same("0", "1") < 0.1


def test_a_description_speaks_a_little_for_and_much_against() -> None:
    reports = [r for r in the_night() if r.id in ("02:01", "rescue")]
    p = [
        associate(reports, identities=found).same("02:01", "rescue")
        for found in (
            [Identity("02:01", "rescue", "description", same=False)],
            [],
            [Identity("02:01", "rescue", "description")],
            [Identity("02:01", "rescue", "phone")],
        )
    ]
    assert p[0] < 0.1 * p[1]
    assert p[1] < p[2] < p[3]


def test_one_number_is_strong_and_a_relay_stronger() -> None:
    apart = [Report("a", "call", at(1, 0)), Report("b", "call", at(4, 0))]
    phone = [Report("a", "call", at(1, 0), number="n"), Report("b", "call", at(4, 0), number="n")]
    relay = [Report("a", "call", at(1, 0)), Report("b", "relayed call", at(4, 0), relay_of="a")]
    p = [associate(each).same("a", "b") for each in (apart, phone, relay)]
    assert p[0] < 0.9 < p[1] < p[2]


def test_an_empty_hull_follows_a_rescue_that_left_it_adrift_and_no_sunk_one() -> None:
    def hull(how: str) -> float:
        rescue = Report("r", "rescue", at(3, 0), position=Position(1.6, 51.1), hull=how)
        empty = Report("h", "empty hull", at(5, 0), position=Position(1.62, 51.12))
        return associate([rescue, empty]).same("r", "h")

    assert hull("adrift") > 0.6
    assert hull("sunk") < 0.3
    assert hull("sunk") < hull("marked") < hull("adrift")


def test_candidates_of_a_report_sum_to_one_and_name_a_boat_of_its_own() -> None:
    answer = associate(seven())
    for report in answer.reports:
        found = answer.candidates(report.id, least=0.0)
        assert sum(each.probability for each in found) == pytest.approx(1.0)
        assert all(report.id not in each.reports for each in found)
        assert sum(1 for each in found if not each.reports) == 1


def test_the_number_of_boats_is_a_distribution() -> None:
    number = associate(seven()).number
    assert number.heard.sum() == pytest.approx(1.0)
    assert number.unheard.sum() == pytest.approx(1.0)
    assert number.heard.size == 8
    assert number.heard[0] < 1e-3


def test_a_lone_report_is_a_boat_unless_mistaken_and_stays_open() -> None:
    answer = associate([Report("a", "radar contact", at(1, 0))])
    assert answer.boats[0].mistaken == pytest.approx(0.2)
    assert answer.number.heard == pytest.approx([0.2, 0.8])
    assert answer.boats[0].reports == ("a",)


def test_the_heard_and_unheard_numbers_of_no_report() -> None:
    """Poisson whose mean is Gamma (shape 2, mean 10), silent with (4 / 4.5)⁴: negative binomial."""
    number = associate([]).number
    assert number.heard == pytest.approx([1.0])
    p = (4.0 / 4.5) ** 4 / (1.0 + 0.2)
    assert number.unheard[:3] == pytest.approx(
        [(1 - p) ** 2 * each for each in (1, 2 * p, 3 * p * p)]
    )


def test_reports_of_one_boat_beside_a_far_one() -> None:
    near = [
        Report(str(k), "call", at(1, 10 * k), position=Position(1.5 + 0.002 * k, 51.0), error_m=300)
        for k in range(4)
    ]
    far = Report("far", "call", at(1, 20), position=Position(1.9, 51.3), error_m=300)
    answer = associate([*near, far])
    assert answer.same("0", "3") > 0.75
    assert answer.same("1", "far") < 0.2


def test_what_is_wrong_is_said_in_one_line() -> None:
    with pytest.raises(LastknownError, match="id='a' is given twice"):
        associate([seven()[0], seven()[0]])
    with pytest.raises(LastknownError, match="report 'x' is linked but not given"):
        associate(seven(), decisions=[Decision("a", "x", "never")])
    with pytest.raises(LastknownError, match="linked to itself"):
        associate(seven(), decisions=[Decision("a", "a", "never")])
    with pytest.raises(LastknownError, match="report 'x' is linked but not given"):
        associate([], identities=[Identity("x", "y", "phone")])
    with pytest.raises(LastknownError, match="not among those weighed"):
        associate(seven()).same("a", "x")
    with pytest.raises(LastknownError, match="boats=0 is out of bounds"):
        Setting(boats=0)
