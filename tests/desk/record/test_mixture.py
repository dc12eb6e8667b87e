"""Reports that nobody linked move a boat's start by their probability, and only where they can."""

from __future__ import annotations

from lastknown.desk.record.links import linked
from lastknown.desk.record.mixture import Mixture, mixture_of, open_questions
from lastknown.desk.record.reports import reports_of
from lastknown.desk.record.standing import standing
from lastknown.desk.record.tocase import Given, made_of
from tests.case.nights import at
from tests.desk.record.exercise import Night, persons
from tests.desk.record.test_tocase import FIRST, LAST, called, link

WIND = Given(wind_kn=8, wind_from_deg=240)


def asked(night: Night) -> tuple[str, ...]:
    stands = standing(night.picture())
    reports = reports_of(stands)
    return open_questions("B1", reports, linked(stands, reports))


def test_nothing_is_weighed_where_nothing_hinges_on_it() -> None:
    night = called()
    night.call(30, what="sighting", position=FIRST)  # before the last sure position
    night.call(80, "no position")
    other = night.call(90, position=FIRST)
    link(night, other, boat="B2")
    link(night, night.call(95, position=FIRST), "never")
    assert asked(night) == ()
    assert mixture_of(night.picture(), "B1", at(300), WIND) == Mixture()


def test_a_later_sighting_that_fits_becomes_a_start_with_its_probability() -> None:
    night = called(colour="grey")
    near = {**LAST, "lon": LAST["lon"] + 0.02}
    seen = night.call(60, what="sighting", position=near, persons=persons(33), colour="grey")
    far = night.call(61, what="sighting", position={"lon": 1.0, "lat": 50.7}, persons=persons(5))
    assert asked(night) == (seen, far)
    by = mixture_of(night.picture(), "B1", at(300), WIND)
    weights = by.weights
    assert weights is not None
    assert weights[seen] > 0.2 > 0.02 > weights[far]
    made = made_of(night.picture(), "B1", at=at(300), given=WIND, weights=weights, drawn=by.drawn)
    shares = {start["time"]: 0.0 for start in made.table["start"]}
    for start in made.table["start"]:
        shares[start["time"]] += start["weight"]
    assert set(shares) == {at(60), at(40)}
    assert abs(shares[at(60)] - weights[seen]) < 0.1
    assert {note.code for note in made.notes} >= {"record-alternatives"}


def test_a_boat_without_any_link_asks_nothing() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    night.call(5, position=FIRST)
    assert asked(night) == ()
