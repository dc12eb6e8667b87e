from __future__ import annotations

import pytest

from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.exposure import (
    EARLIER_H,
    Sign,
    all_signs,
    exposure_of,
    signs_of,
)
from lastknown.desk.record.standing import standing
from lastknown.desk.record.swamping import FLOODING_H, SOUND_H
from lastknown.units import HOUR
from tests.case.nights import at
from tests.desk.record.exercise import Night, persons

WARM = 12.0


def sign(at_s: float, p: float = 1.0, **said: object) -> Sign:
    told = {"in_water": False, "flooding": False, "afloat": False, "jackets": None, **said}
    return Sign(f"r{at_s:g}", at_s, p, **told)  # type: ignore[arg-type]


def test_persons_in_the_water_entered_it_after_the_last_sign_of_the_boat() -> None:
    found = exposure_of(
        (sign(100, afloat=True), sign(400, afloat=True), sign(900, in_water=True)), WARM, 0.0
    )
    assert (found.earliest_s, found.likeliest_s, found.latest_s) == (400, 900, 900)
    assert found.aboard == ()
    alone = exposure_of((sign(9000, in_water=True),), WARM, 0.0)
    assert (alone.earliest_s, alone.latest_s) == (9000 - EARLIER_H * HOUR, 9000)


@pytest.mark.parametrize(("floods", "half_h"), [(True, FLOODING_H), (False, SOUND_H)])
def test_else_the_boat_carries_them_ever_less_surely(floods: bool, half_h: float) -> None:
    found = exposure_of((sign(100, afloat=True, flooding=floods),), WARM, 0.0)
    assert found.aboard[0] == (100, 1.0)
    shares = dict(found.aboard)
    assert shares[100 + half_h * HOUR] == 0.5
    assert [share for _, share in found.aboard] == sorted(shares.values(), reverse=True)
    assert found.earliest_s is None


def test_a_later_call_shows_the_boat_afloat_again() -> None:
    found = exposure_of((sign(100, in_water=True), sign(900, afloat=True)), WARM, 0.0)
    assert found.aboard[0] == (900, 1.0)
    assert dict(found.aboard)[900 + FLOODING_H * HOUR] == 0.5, "somebody was in the water"


def test_what_is_rather_of_another_boat_says_nothing() -> None:
    found = exposure_of((sign(100, afloat=True), sign(900, p=0.49, in_water=True)), WARM, 0.0)
    assert found.aboard[0] == (100, 1.0)
    nothing = exposure_of((), WARM, 777.0)
    assert nothing.aboard[0] == (777.0, 1.0)


def test_who_is_missing_after_the_rescue_of_the_boat_is_in_the_water() -> None:
    called, rescue = sign(100, afloat=True), sign(900, rescued=True)
    found = exposure_of((called, rescue), WARM, 0.0)
    assert (found.earliest_s, found.latest_s, found.aboard) == (100, 900, ())
    unsure = exposure_of((called, sign(900, p=0.98, rescued=True)), WARM, 0.0)
    assert unsure.aboard[0] == (100, 1.0), "it may be another boat that was rescued"


def test_life_jackets_only_where_all_agree() -> None:
    def flotation(*jackets: str | None) -> str:
        told = tuple(sign(k, jackets=each, afloat=True) for k, each in enumerate(jackets))
        return exposure_of(told, WARM, 0.0).flotation

    assert flotation("all", None, "all") == "lifejacket"
    assert flotation("none") == "none"
    assert flotation("all", "some") == flotation(None) == flotation() == "unknown"


def test_signs_are_read_from_condition_and_words_and_never_from_a_rescue() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    first = night.call(5, "we are sinking")
    night.say("east", 6, "link", report=first, boat="B1", belief="certain")
    wet = night.call(9, condition="personnes à l'eau", life_jackets="all")
    hull = night.call(20, what="sighting", persons=persons(0))
    found = night.call(30, what="recovery", persons=persons(1))
    rescue = night.call(40, "all recovered, two had been in the water", what="rescue")
    stands = standing(night.picture())
    weighed = weigh_reports(stands, None)
    signs = {each.report: each for each in all_signs(stands, weighed)}
    assert set(signs) == {first, wet, hull, found, rescue}
    said = signs[rescue]
    assert (said.rescued, said.in_water, said.flooding, said.afloat) == (True, False, False, False)
    assert (signs[first].flooding, signs[first].afloat, signs[first].in_water) == (
        True,
        True,
        False,
    )
    assert (signs[wet].in_water, signs[wet].afloat, signs[wet].jackets) == (True, False, "all")
    assert signs[hull].in_water
    assert signs[found].in_water
    assert signs[first].at_s == at(5).timestamp()
    ours = signs_of(all_signs(stands, weighed), weighed, "B1")
    assert {each.report: each.p for each in ours}[first] == 1.0
