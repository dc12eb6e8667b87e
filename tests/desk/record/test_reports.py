from __future__ import annotations

import pytest

from lastknown.case import told
from lastknown.case.values import Counts
from lastknown.desk.record.reports import identities_of, persons_of, reports_of
from lastknown.desk.record.standing import said, standing
from tests.case.nights import at
from tests.desk.record.exercise import HERE, Night, persons

KINDS = {
    "call": "call",
    "message": "message",
    "relayed_call": "relayed call",
    "sighting": "sighting",
    "radar": "radar contact",
    "ais": "AIS contact",
    "rescue": "rescue",
    "recovery": "recovery",
    "launch_seen": "launch seen",
    "position_ping": "ping",
}


@pytest.mark.parametrize("what", sorted(KINDS))
def test_every_kind_of_report_is_known(what: str) -> None:
    night = Night()
    night.call(5, what=what)
    (report,) = reports_of(standing(night.picture()))
    assert (report.kind, report.time_s, report.time_sd_s) == (KINDS[what], at(5).timestamp(), 120.0)
    assert report.persons is report.position is report.number is report.colour is None


def test_a_year_that_another_centre_mistyped_stops_nothing() -> None:
    night = Night()
    night.call(5)
    night.call(4e9)  # the year 9631
    assert [report.time_s for report in reports_of(standing(night.picture()))][1] == 1e11


def test_what_was_told_in_words_is_read() -> None:
    night = Night()
    night.call(
        5, position=HERE, persons={"least": 30, "most": 36}, number="07700 900111",
        colour="Gris foncé", material="Zodiac", length_m=8.0, engine="moteur en panne",
        life_jackets="quelques-uns: some", left_from=" Plage de  l'Exercice ", left_at=at(-60),
        language="Pashto", dialling_tone="FR", source="Relative", object="A1",
    )  # fmt: skip
    (report,) = reports_of(standing(night.picture()))
    assert (report.colour, report.material, report.engine) == ("grey", "inflatable", "failed")
    assert (report.life_jackets, report.persons, report.length_m) == ("some", 33, 8.0)
    assert report.left_from == "plage de l'exercice"
    assert report.left_at_s == at(-60).timestamp()
    assert (report.language, report.dialling) == ("pashto", "fr")
    assert (report.source, report.object_id) == ("relative", "a1")
    assert report.error_m == pytest.approx(500.0 * 1.17741, rel=1e-4)


def test_an_empty_hull_is_a_sighting_of_nobody() -> None:
    night = Night()
    night.call(5, what="sighting", persons=persons(0))
    night.call(6, what="sighting", hull="adrift")
    night.call(7, what="sighting", hull="adrift", persons=persons(3))
    night.call(8, what="rescue", hull="sunk", persons=persons(3))
    kinds = [(report.kind, report.hull) for report in reports_of(standing(night.picture()))]
    assert kinds == [
        ("empty hull", None),
        ("empty hull", None),
        ("sighting", None),
        ("rescue", "sunk"),
    ]


def test_a_number_and_a_device_given_together_are_one_phone() -> None:
    night = Night()
    first, both, third = (night.call(minute) for minute in (5, 6, 7))
    hashes = {first: ("b" * 64,), both: ("b" * 64, "a" * 64), third: ("a" * 64,)}
    night.entries = [
        entry.model_copy(update={"numbers": hashes.get(entry.id, ())}) for entry in night.entries
    ]
    assert {report.number for report in reports_of(standing(night.picture()))} == {"a" * 64}


def test_a_report_of_which_a_purge_left_only_the_bones_still_works() -> None:
    night = Night()
    night.call(5, "words", number="07700 900111", language="ps", persons=persons(30))
    body = night.entries[-1].body.model_copy(update={"number": None, "language": None})
    night.entries[-1] = night.entries[-1].model_copy(update={"body": body, "raw": None})
    (report,) = reports_of(standing(night.picture()))
    assert report.number is not None
    assert (report.persons, report.language) == (30, None)


def test_what_was_replaced_or_taken_back_does_not_count_and_its_links_go_on() -> None:
    night = Night()
    wrong = night.call(5, position={"lon": 10.0, "lat": 50.0})
    night.say("east", 6, "persons", report=wrong, where="on_board", counts=persons(31))
    relay = night.call(7, what="relayed_call", relays=wrong)
    right = night.call(8, position=HERE, replaces=[wrong])
    gone = night.call(9)
    night.say("east", 10, "note", retracts=[gone])
    stands = standing(night.picture())
    reports = {report.id: report for report in reports_of(stands)}
    assert set(reports) == {relay, right}
    assert (reports[relay].relay_of, reports[right].persons) == (right, 31)
    assert wrong not in reports
    assert gone not in stands.now
    assert len(said(stands, told.Report)) == 2


def test_identifications_go_by_what_stands() -> None:
    night = Night()
    call, rescue = night.call(5), night.call(60, what="rescue")
    later = night.call(61, replaces=[call])
    yes = night.say(
        "east", 62, "identification", report=call, rescue=rescue, how="own_word", same=True
    )
    night.say("east", 63, "identification", report=call, rescue=later, how="phone", same=True)
    ((identity, entry),) = identities_of(standing(night.picture()))
    assert (identity.a, identity.b, identity.how, identity.same) == (
        later,
        rescue,
        "own word",
        True,
    )
    assert entry == yes


def test_figures_beyond_any_boat_are_no_figures() -> None:
    night = Night()
    night.call(
        5, length_m=5000.0, persons=persons(99_999),
        position={"lon": 1.5, "lat": 51.0, "error_m": 0.0},
    )  # fmt: skip
    (report,) = reports_of(standing(night.picture()))
    assert (report.length_m, report.persons, report.error_m) == (None, 10_000, 1.0)


def test_one_count_of_many_ways_to_tell_it() -> None:
    assert persons_of(None) is None
    assert persons_of(Counts()) is None
    assert persons_of(Counts(total=27, least=1)) == 27
    assert persons_of(Counts(least=31)) == 31
    assert persons_of(Counts(least=30, most=36)) == 33
    assert persons_of(Counts(men=17, women=7, boys=2, girls=1)) == 27
