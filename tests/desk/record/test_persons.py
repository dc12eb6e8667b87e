from __future__ import annotations

import pytest

from lastknown.desk.record.assess import assess
from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.persons import statements
from lastknown.desk.record.standing import standing
from lastknown.desk.record.views import BoatView
from lastknown.people.statements import Said
from lastknown.people.tally import tally
from tests.case.nights import at, draft
from tests.desk.record.exercise import Night, persons


def night_of() -> tuple[Night, str, str]:
    """Return a night of one boat with a call of 33 and a rescue of 28, both certainly of it."""
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    night.say("east", 1, "boat", boat="B2")
    call = night.call(5, number="07700 900111", persons=persons(33))
    rescue = night.call(60, what="rescue", persons=persons(28), unit="Lifeboat A")
    for report in (call, rescue):
        night.say("east", 61, "link", report=report, boat="B1", belief="certain")
    return night, call, rescue


def told(night: Night, boat: str = "B1") -> dict[str, Said]:
    stands = standing(night.picture())
    return {each.id: each for each in statements(stands, weigh_reports(stands, None), boat)}


def view(night: Night) -> BoatView:
    return assess(night.picture(), None, at(300)).boat("B1")


def test_a_crew_counts_whom_it_has_and_those_on_board_how_many_they_were() -> None:
    night, _, rescue = night_of()
    said = {"report": rescue, "where": "on_board", "counts": persons(28)}
    crew = night.say("east", 62, "persons", **said)
    found = told(night)
    assert (found[crew].least, found[crew].most, found[crew].counted) == (28, None, False)
    before = tally([each for each in found.values() if each.id != crew]).upper
    assert tally(list(found.values())).upper >= before
    own = night.say("east", 63, "persons", **said, source="Two survivors, by an interpreter")
    assert (told(night)[own].total, told(night)[own].counted) == (28, True)
    assert tally(list(told(night).values())).upper == 33, "what the caller told stays"
    parts = {"men": 20, "women": 6, "boys": 1, "girls": 1}
    whole = night.say("east", 64, "persons", report=rescue, where="on_board", counts=parts)
    assert (told(night)[whole].least, told(night)[whole].girls) == (28, None)


@pytest.mark.parametrize("where", ["on_board", "missing"])
def test_a_machines_count_narrows_nothing(where: str) -> None:
    night, _, rescue = night_of()
    body = {"kind": "persons", "report": rescue, "where": where, "counts": persons(0)}
    one = draft(62, "read by a program", **body, source="survivors")
    name = night.write("east", one.model_copy(update={"role": "machine"}))
    found = told(night)[name]
    assert (found.least, found.total, found.counted) == (0, None, False)


def test_a_person_settles_by_name_what_a_caller_told_of_more() -> None:
    night, call, rescue = night_of()
    said = {"report": rescue, "where": "on_board", "counts": persons(28), "source": "occupants"}
    own = night.say("east", 62, "persons", **said)
    blocks = {each.code: each for each in view(night).gate.blocks}
    assert blocks["persons not accounted for"].values["short"] == 5
    assert blocks["on board differs"].entries == tuple(sorted((call, own)))
    night.say("east", 63, "conflict_settled", entries=[call, own])
    settled = view(night)
    assert settled.gate.upper == 28
    assert {"on board differs", "persons not accounted for"}.isdisjoint(
        block.code for block in settled.gate.blocks
    )


def test_reports_own_counts() -> None:
    night, call, rescue = night_of()
    found = told(night)
    assert (found[call].where, found[call].total, found[call].counted) == ("on_board", 33, False)
    assert (found[rescue].where, found[rescue].counted) == ("recovered_alive", True)
    assert (found[rescue].of, found[rescue].source) == (rescue, "lifeboat a")
    assert found[call].weight == found[rescue].weight == 1.0
    assert told(night, "B2") == {}


def test_a_statement_about_a_report_stands_for_what_it_told_of_persons_on_board() -> None:
    night, call, _ = night_of()
    name = night.say("east", 62, "persons", report=call, where="on_board", counts=persons(31))
    found = told(night)
    assert call not in found
    assert found[name].total == 31
    assert len(found[name].source) == 64, "its source is the caller's phone"


def test_one_rescue_told_twice_is_never_summed() -> None:
    night, _, rescue = night_of()
    night.say(
        "east", 70, "persons", boat="B1", where="recovered_alive", counts=persons(28), source="SAMU"
    )
    night.say("east", 71, "persons", report=rescue, where="recovered_alive", counts=persons(28))
    found = told(night)
    assert {each.of for each in found.values() if each.where == "recovered_alive"} == {rescue}
    assert tally(list(found.values())).alive == 28


def test_one_rescue_that_two_centres_write_down_is_one() -> None:
    night, _, rescue = night_of()
    again = night.call(
        65, centre="west", what="rescue", persons=persons(26), unit="lifeboat A", source="CROSS"
    )
    night.say("west", 66, "link", report=again, boat="B1", belief="certain")
    found = told(night)
    assert found[again].of == found[rescue].of == rescue
    count = tally(list(found.values()))
    assert count.accounted == 26
    assert "recovered differs" in {each.code for each in count.conflicts}


@pytest.mark.parametrize(
    ("minutes", "given", "accounted"),
    [
        (68, {}, 28),
        (68, {"position": {"lon": 1.55, "lat": 50.98, "error_m": 500.0}}, 28),
        (68, {"unit": "Lifeboat B"}, 56),
        (95, {}, 56),
    ],
)
def test_a_rescue_that_one_centre_tells_twice_counts_once_and_is_shown(
    minutes: float, given: dict[str, object], accounted: int
) -> None:
    night, _, rescue = night_of()
    again = night.call(
        minutes, **({"what": "rescue", "persons": persons(28), "unit": "Lifeboat A"} | given)
    )
    night.say("east", 96, "link", report=again, boat="B1", belief="certain")
    found = tally(list(told(night).values()))
    assert found.accounted == accounted
    twice = {each.ids for each in found.conflicts if each.code == "told twice"}
    assert twice == ({tuple(sorted((rescue, again)))} if accounted == 28 else set())


def test_a_relayed_rescue_is_the_one_it_relays() -> None:
    night, _, rescue = night_of()
    again = night.call(200, what="rescue", persons=persons(28), relays=rescue, source="Police")
    night.say("east", 201, "link", report=again, boat="B1", belief="certain")
    found = told(night)
    assert found[again].of == rescue
    assert tally(list(found.values())).accounted == 28


@pytest.mark.parametrize(
    ("minutes", "unit", "what"),
    [(95, "Lifeboat A", "rescue"), (65, "Lifeboat B", "rescue"), (65, "Lifeboat A", "recovery")],
)
def test_another_rescue_of_another_centre_adds_up(minutes: float, unit: str, what: str) -> None:
    night, _, _ = night_of()
    other = night.call(minutes, centre="west", what=what, persons=persons(5), unit=unit)
    night.say("west", 99, "link", report=other, boat="B1", belief="certain")
    assert tally(list(told(night).values())).accounted == 33


def test_a_word_on_a_rescue_from_before_its_hour_is_not_summed() -> None:
    night, _, rescue = night_of()
    name = night.say(
        "west", 55, "persons", boat="B1", where="recovered_alive", counts=persons(28), source="SAMU"
    )
    found = told(night)
    assert found[name].of == rescue
    assert tally(list(found.values())).accounted == 28


def test_what_another_says_of_a_callers_count_hides_it_nowhere() -> None:
    night, call, _ = night_of()
    other = night.say(
        "east", 62, "persons", report=call, where="on_board", counts=persons(12), source="Police"
    )
    half = night.say("east", 63, "persons", report=call, where="on_board", counts={"men": 3})
    away = night.say(
        "east", 64, "persons", boat="B2", report=call, where="on_board", counts=persons(9)
    )
    found = told(night)
    assert {call, other, half} <= set(found)
    assert away not in found
    assert "on board differs" in {each.code for each in tally(list(found.values())).conflicts}


def test_a_return_to_the_shore_that_two_tell_of_is_one() -> None:
    night, _, _ = night_of()
    for minutes, who, many in ((70, "Police", 5), (75, "Gendarmerie", 4)):
        counts = persons(many)
        night.say(
            "east", minutes, "persons", boat="B1", where="returned", counts=counts, source=who
        )
    count = tally(list(told(night).values()))
    assert (count.returned, count.accounted) == (4, 32)
    assert "recovered differs" in {each.code for each in count.conflicts}


def test_two_rescues_add_up() -> None:
    night, _, _ = night_of()
    second = night.call(80, what="rescue", persons=persons(5), unit="Lifeboat A")
    night.say("east", 81, "link", report=second, boat="B1", belief="certain")
    assert tally(list(told(night).values())).accounted == 33


def test_what_is_found_in_the_water_is_alive_or_dead_as_told() -> None:
    night, _, _ = night_of()
    dead = night.call(90, what="recovery", persons=persons(2), condition="two bodies")
    alive = night.call(91, what="recovery", persons=persons(1), condition="conscious")
    for report in (dead, alive):
        night.say("east", 92, "link", report=report, boat="B1", belief="certain")
    found = told(night)
    assert (found[dead].where, found[alive].where) == ("recovered_dead", "recovered_alive")


def test_a_relayed_count_is_its_origins_word() -> None:
    night, call, _ = night_of()
    relay = night.call(9, what="relayed_call", relays=call, persons=persons(35), source="Police")
    night.say("east", 10, "link", report=relay, boat="B1", belief="certain")
    found = told(night)
    assert found[relay].source == found[call].source


def test_a_count_that_may_be_of_another_boat_has_that_weight() -> None:
    night, _, _ = night_of()
    loose = night.call(6, persons=persons(12))
    stands = standing(night.picture())
    weighed = weigh_reports(stands, None)
    (said,) = (each for each in statements(stands, weighed, "B1") if each.id == loose)
    assert said.weight == pytest.approx(weighed.p(loose, "B1"))
    assert 0.01 <= said.weight < 0.9


def test_an_empty_hull_tells_of_no_persons() -> None:
    night, _, _ = night_of()
    hull = night.call(70, what="sighting", persons=persons(0))
    night.say("east", 71, "link", report=hull, boat="B1", belief="certain")
    assert hull not in told(night)
