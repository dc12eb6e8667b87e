"""A ship that passed and says that she saw nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.evidence.likelihood import judged
from lastknown.evidence.searched import weigh
from lastknown.geo.plane import travel
from lastknown.search.sensor import Conditions
from lastknown.ships.lookout import ATTENTION, SawNothing, attention_of, saw_nothing
from lastknown.ships.ship import Track
from lastknown.units import HOUR, KNOT, NM
from tests.ships.clouds import drifting
from tests.ships.fleet import ship, track

DAY = 1_637_748_000.0  # 2021-11-24T10:00Z, the sun is up
NIGHT = 1_637_722_800.0  # 2021-11-24T03:00Z
CLEAR = Conditions(10.0, wind_kn=8.0)
SAID = "master by VHF 11 at 11:40"


def passing(t0: float, abeam_nm: float, **what: Any) -> Track:
    """Eastbound, so far south of the middle of the cloud, abeam of it an hour after t0."""
    lon, lat = travel(1.5, 50.9, 180.0, abeam_nm * NM)
    speed = 12 * KNOT
    begin = travel(float(lon), float(lat), 270.0, speed * HOUR)
    return track(ship(**what), float(begin[0]), float(begin[1]), 90.0, speed, t0, t0 + 2 * HOUR)


def factor(t0: float, abeam_nm: float, **how: Any) -> float:
    """Return by how much a boat abeam becomes less likely, against one that she cannot see."""
    sunk, objects = how.pop("swamps_s", np.nan), how.pop("objects", ("inflatable-overloaded",))
    cloud = drifting(t0, sd_m=20.0, count=400, boats=(), seed=3)
    cloud = replace(cloud, swamps_s=np.full(400, sunk), objects=objects)
    seen = passing(t0, abeam_nm)
    said = saw_nothing(seen, SAID, CLEAR, begin_s=t0, end_s=t0 + 2 * HOUR, **how)
    share = said.evidence.attention
    return 1.0 - share + share * float(np.mean(said.evidence.fit(cloud)))


def test_weak_near_and_nothing_far_off() -> None:
    near, mid, far = (factor(DAY, nm) for nm in (0.3, 1.0, 15.0))
    assert 1.0 - ATTENTION["cargo"] < near < 0.9
    assert factor(DAY, 0.1) == pytest.approx(1.0 - ATTENTION["cargo"], abs=0.02)
    assert near < mid < far
    assert far > 0.99


def test_never_nothing_left_even_right_alongside() -> None:
    assert factor(DAY, 0.0, watch="told") >= 0.2
    assert factor(DAY, 0.0) >= 0.8


def test_in_the_dark_she_says_nothing() -> None:
    assert factor(NIGHT, 0.1) == 1.0
    cloud = drifting(NIGHT, sd_m=1500.0, count=300)
    said = saw_nothing(passing(NIGHT, 0.0), SAID, CLEAR, begin_s=NIGHT, end_s=NIGHT + HOUR)
    assert judged(cloud, said.evidence)[0].weight == pytest.approx(cloud.weight)


def test_a_watch_that_was_told_counts_for_more() -> None:
    assert factor(DAY, 1.0, watch="told") < factor(DAY, 1.0)
    assert factor(DAY, 1.0, attention=0.0) == 1.0
    assert attention_of("naval or law enforcement", "told") == 0.8
    assert all(0.0 < attention_of(kind) <= 0.4 for kind in ATTENTION)


@pytest.mark.parametrize(
    ("swamps_s", "objects", "as_one"),
    [
        (DAY - HOUR, ("inflatable-overloaded",), "boat-under-5m"),
        (DAY + 2 * HOUR, ("inflatable-overloaded",), "boat-7m"),
        (np.nan, ("PIW-1",), "person"),
    ],
)
def test_what_is_sought_is_seen_as_what_it_is_by_then(
    swamps_s: float, objects: tuple[str, ...], as_one: str
) -> None:
    seen = factor(DAY, 0.2, swamps_s=swamps_s, objects=objects)
    assert seen == pytest.approx(factor(DAY, 0.2, boat=as_one), abs=1e-9)


def test_silence_counts_for_less_of_a_swamped_boat_and_least_of_a_person() -> None:
    afloat, sunk = factor(DAY, 0.3), factor(DAY, 0.3, swamps_s=DAY)
    alone = factor(DAY, 0.3, objects=("PIW-1",))
    assert afloat < 0.9 < sunk < alone < 1.0
    assert 1.0 - alone < 0.15 * (1.0 - afloat)
    assert factor(DAY, 0.3, objects=("SAILBOAT-5",)) == 1.0  # no figure: nothing is claimed


def test_a_boat_that_swamps_while_she_passes_is_looked_for_as_both() -> None:
    abeam = DAY + HOUR
    afloat, sunk = factor(DAY, 0.3), factor(DAY, 0.3, swamps_s=DAY)
    assert afloat < factor(DAY, 0.3, swamps_s=abeam) < sunk


def test_it_weighs_a_cloud_and_moves_it_away_from_her_track() -> None:
    cloud = drifting(DAY, sd_m=3000.0, count=2000)
    said = saw_nothing(passing(DAY, 0.0), SAID, CLEAR, begin_s=DAY, end_s=DAY + 2 * HOUR)
    after = weigh(cloud, said.evidence).weight.values
    off = np.abs(cloud.lat[:, 0] - 50.9) * 60.0
    near, far = after[off < 0.2].mean(), after[off > 2.5].mean()
    assert 0.75 < near / far < 0.95
    assert after.sum() == pytest.approx(1.0)


def test_gaps_in_her_track_are_not_looked_over() -> None:
    whole = passing(DAY, 0.0)
    keep = np.abs(whole.time_s - (DAY + 3000.0)) > 1500.0
    gap = Track(whole.ship, *(getattr(whole, name)[keep] for name in
                ("time_s", "lon", "lat", "speed", "course_deg", "heading_deg")))  # fmt: skip
    said = saw_nothing(gap, SAID, CLEAR, begin_s=DAY, end_s=DAY + 2 * HOUR)
    legs = said.evidence.legs
    assert max(after.t0 - before.t1 for before, after in pairwise(legs)) > 3000.0
    assert (said.begin_s, said.end_s) == (DAY, DAY + 2 * HOUR)


def test_a_part_of_the_track_is_cut_at_its_ends() -> None:
    said = saw_nothing(passing(DAY, 0.0), SAID, CLEAR, begin_s=DAY + 90.0, end_s=DAY + 390.0)
    assert isinstance(said, SawNothing)
    assert (said.begin_s, said.end_s) == (DAY + 90.0, DAY + 390.0)
    first = said.evidence.legs[0]
    assert first.t1 - first.t0 == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"said": "  "}, "silence is no evidence"),
        ({"watch": "keen"}, "watch='keen'"),
        ({"begin_s": DAY + 9 * HOUR, "end_s": DAY + 10 * HOUR}, "no two positions"),
        ({"boat": "raft-25"}, "nearest"),
        ({"attention": 1.0}, "attention"),
        ({"conditions": Conditions(1.0, wind_kn=5.0)}, "visibility_nm=1"),
    ],
)
def test_what_is_no_evidence_is_refused(how: dict[str, Any], says: str) -> None:
    args: dict[str, Any] = {
        "said": SAID,
        "conditions": CLEAR,
        "begin_s": DAY,
        "end_s": DAY + HOUR,
        **how,
    }
    with pytest.raises(LastknownError, match=says):
        saw_nothing(passing(DAY, 0.0), **args)
