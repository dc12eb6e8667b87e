"""A relay and the call to all ships say one position and one circle, which holds what it says."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.desk.record.assess import assess
from lastknown.desk.record.picturing import Weather, look
from lastknown.desk.record.relaycircle import probable
from lastknown.desk.record.relaying import draft_relay
from lastknown.desk.record.relaytext import Calling
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.tocase import Given, made_of
from lastknown.desk.ships.answer import OVER_S, drifted
from lastknown.desk.ships.call import call_of
from lastknown.drift.positions import component_weights, positions_at
from lastknown.geo.plane import distance_m
from lastknown.times import show_time, to_seconds
from lastknown.units import NM
from tests.case.nights import at
from tests.desk.record.test_relay import relayed

EN = record_words("en")


def test_a_relay_gives_the_circle_of_the_call_to_all_ships_and_it_holds_nine_in_ten() -> None:
    night, _ = relayed()
    night.say("east", 60, "conditions", wind_kn=12, wind_from_deg=240)
    seen, when = night.picture(at(150)), at(150)
    found = probable(seen, "B1", when)
    assert found is not None
    likely, circle = found
    over = drifted(made_of(seen, "B1", at=when, given=Given()).case(), OVER_S)
    at_s = to_seconds(when)
    call = call_of(over.cloud, [""], at_s, over.until_s, 1)
    assert call is not None
    first = call["circles"][0]
    assert [circle.lon, circle.lat] == first["position"]
    assert (circle.radius_nm, show_time(circle.at)) == (first["radius_nm"], first["time"])
    best = over.where.most_likely
    assert (likely.lon, likely.lat) == pytest.approx((best.lon, best.lat), abs=1e-5)

    lon, lat, weight, mask = positions_at(over.cloud, at_s)
    weight = np.where(mask, component_weights(over.cloud, at_s, weight, "persons"), 0.0)
    off_m = distance_m(lon, lat, circle.lon, circle.lat)
    assert circle.radius_nm is not None
    held = weight[mask & (off_m <= circle.radius_nm * NM)].sum() / weight.sum()
    assert 0.9 <= held < 0.95

    drafted = draft_relay(
        *((EN, EN), seen, look(seen, when, Weather()).boat("B1"), Calling("Dover", when), "VHF 16")
    )
    assert (drafted.facts.likely, drafted.facts.circle) == found
    assert f"WITHIN {circle.radius_nm:.1f} NAUTICAL MILES" in drafted.text


def test_where_nothing_can_drift_nothing_is_probable() -> None:
    night, _ = relayed()
    seen = night.picture(at(90))
    assert probable(seen, "B1", at(90)) is None, "no wind is known"
    view = assess(seen, None, at(90), drift=False).boat("B1")
    drafted = draft_relay((EN, EN), seen, view, Calling("Dover", at(90)), "VHF 16")
    assert (drafted.facts.likely, drafted.facts.circle) == (None, None)
