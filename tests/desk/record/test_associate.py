"""Reports of a record, weighed: a flood of beacons is seen and moves nothing until it is linked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lastknown.desk.record.associate import Weighed, loose_reports, weigh_reports
from lastknown.desk.record.exposure import all_signs
from lastknown.desk.record.standing import Standing, standing
from tests.desk.record.exercise import Night

BEACONS = 30


def flooded(beacons: int = BEACONS, linked: int | None = None) -> tuple[Night, Standing]:
    """Return a night of two calls of B1, with beacons a minute of arc apart, in one minute."""
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    first = night.call(5, position={"lon": 1.5, "lat": 51.0, "error_m": 500.0})
    night.say("east", 6, "link", report=first, boat="B1", belief="certain")
    night.call(9, position={"lon": 1.52, "lat": 51.0, "error_m": 500.0})
    for k in range(beacons):
        name = f"AIS-SART 970000{k:03d}"
        place: dict[str, Any] = {"lon": 1.5 + 0.01 * k, "lat": 51.01, "error_m": 50.0}
        report = night.call(20, what="ais", source=name, object=name, position=place)
        if k == linked:
            night.say("east", 21, "link", report=report, boat="B1", belief="certain")
    return night, standing(night.picture())


@pytest.fixture(scope="module")
def flood() -> Weighed:
    return weigh_reports(flooded()[1], None)


def of_calls(weighed: Weighed) -> list[float]:
    return [
        p
        for report, p in zip(weighed.reports, weighed.of["B1"].tolist(), strict=True)
        if report.kind != "AIS contact"
    ]


def test_a_flood_moves_no_probability_of_the_calls(flood: Weighed) -> None:
    calm = weigh_reports(flooded(0)[1], None)
    assert of_calls(flood) == of_calls(calm)
    assert len(flood.association.apart) == BEACONS
    assert flood.association.number.heard.tolist() == calm.association.number.heard.tolist()


def test_each_beacon_of_a_flood_is_listed_with_its_candidates_that_sum_to_one(
    flood: Weighed,
) -> None:
    loose = {each.report: each for each in loose_reports(flood)}
    assert flood.association.apart <= loose.keys()
    order = [each.id for each in flood.reports if each.id in loose]
    assert [*loose] == order
    assert {name for name, each in loose.items() if each.flood} == flood.association.apart
    for name in flood.association.apart:
        total = sum(each.p for each in loose[name].candidates)
        assert total == pytest.approx(1.0, abs=0.05)


def test_a_flood_shows_no_boat_afloat_and_one_that_is_linked_does(flood: Weighed) -> None:
    _, stands = flooded()
    assert not any(
        each.afloat for each in all_signs(stands, flood) if each.report in flood.association.apart
    )
    _, stands = flooded(linked=3)
    weighed = weigh_reports(stands, None)
    (beacon,) = (word.report for word in weighed.linked.words["B1"][1:])
    assert beacon not in weighed.association.apart
    assert len(weighed.association.apart) == BEACONS - 1
    assert next(each for each in all_signs(stands, weighed) if each.report == beacon).afloat
    assert weighed.p(beacon, "B1") == 1.0


def test_an_answer_is_taken_again_until_a_link_changes_what_is_set_apart(flood: Weighed) -> None:
    same = weigh_reports(flooded()[1], None, before=flood.association)
    assert same.association is flood.association
    night, _ = flooded()
    report = next(each.id for each in flood.reports if each.kind == "AIS contact")
    night.say("east", 30, "link", report=report, boat="B1", belief="never")
    rejected = weigh_reports(standing(night.picture()), None, before=flood.association)
    assert rejected.association.apart == flood.association.apart
    assert rejected.p(report, "B1") == 0.0
    assert of_calls(rejected) == of_calls(flood)
    night.say("east", 31, "link", report=report, boat="B1", belief="likely")
    after = weigh_reports(standing(night.picture()), None, before=rejected.association)
    assert report not in after.association.apart
    assert len(after.association.apart) == BEACONS - 1
    assert np.isfinite(after.association.pair).all()
