"""What was looked at and when last: looks move with what is sought."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lastknown.drift.cloud import BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.errors import LastknownError
from lastknown.evidence.looked import LEAST_POD, Looked, looked
from lastknown.evidence.recorded import Fixes, recorded
from lastknown.evidence.searched import Searched, missed_by, weigh_cloud
from lastknown.exchange.write import write
from lastknown.geo.plane import Plane
from lastknown.search.lateral import definite_range, log_odds
from lastknown.search.planned import Leg
from lastknown.units import HOUR, NM
from tests.drift.clouds import T0, cloud_of

PLANE = Plane(1.5, 51.0)
STEPS = 25


def moving(x: np.ndarray, y: np.ndarray, u: float = 0.0, **other: object) -> Cloud:
    """Return a cloud kept every 10 minutes for 4 hours that drifts east at u m/s."""
    time = T0 + 600.0 * np.arange(STEPS)
    far = x[:, None] + u * (time - T0)
    lon, lat = PLANE.to_lonlat(far, np.broadcast_to(y[:, None], far.shape))
    return cloud_of(**({"lon": lon, "lat": lat, "time_s": time} | other))


def leg(x: float, begin_h: float, hours: float = 1.0, half_m: float = 14_400.0) -> Leg:
    """Return a northbound leg x m east of the middle."""
    (lon0, lon1), (lat0, lat1) = PLANE.to_lonlat(np.array([x, x]), np.array([-half_m, half_m]))
    t0 = T0 + begin_h * HOUR
    return Leg(float(lon0), float(lat0), t0, float(lon1), float(lat1), t0 + hours * HOUR)


def field(u: float = 0.0) -> Cloud:
    """Return 41 x 21 boats over 20 km x 10 km."""
    x, y = np.meshgrid(np.linspace(-10e3, 10e3, 41), np.linspace(-5e3, 5e3, 21))
    return moving(x.ravel(), y.ravel(), u)


def at(seen: Looked, x: float, y: float = 0.0) -> tuple[int, int]:
    """Return the cell of a place in metres."""
    lon, lat = PLANE.to_lonlat(x, y)
    return (
        int(np.searchsorted(seen.lat_edges, float(lat))) - 1,
        int(np.searchsorted(seen.lon_edges, float(lon))) - 1,
    )


def test_a_strip_was_looked_at_when_the_unit_came_by() -> None:
    cloud = field()
    seen = looked(cloud, [Searched([leg(0.0, 1.0)], 1.0, width_sd=0.0)], T0 + 3 * HOUR)
    assert seen.probability.sum() == pytest.approx(1.0)
    # POD of 10 % up to W / sqrt(4 pi ln(1/0.9)) = 0.869 W beside an endless track (Koopman 1946)
    reach = NM / math.sqrt(-4.0 * math.pi * math.log1p(-LEAST_POD))
    x = np.linspace(-10e3, 10e3, 41)
    assert seen.unseen == pytest.approx(float(np.mean(np.abs(x) > reach)), abs=0.02)
    near, far = at(seen, 0.0), at(seen, 6e3)
    assert seen.pod[near] > 0.9
    assert seen.pod[far] == pytest.approx(-math.expm1(-(NM**2) / (4 * math.pi * 36e6)), abs=0.005)
    assert seen.last_s[near] == pytest.approx(T0 + 1.5 * HOUR, abs=600.0)
    assert math.isnan(seen.last_s[far])


def test_the_looks_drift_with_what_is_sought() -> None:
    cloud = field(u=1.0)
    seen = looked(cloud, [Searched([leg(3600.0, 1.0, 0.1)], 1.0)], T0 + 4 * HOUR)
    assert np.isfinite(seen.last_s[at(seen, 4 * 3600.0)])
    assert not np.isfinite(seen.last_s[at(seen, 4 * 3600.0 - 6e3)])


def test_the_last_look_counts_and_pods_add_up() -> None:
    cloud = field()
    first, second = (Searched([leg(0.0, hour)], 1.0) for hour in (0.0, 2.0))
    one, both = (looked(cloud, s, T0 + 4 * HOUR) for s in ([first], [second, first]))
    here = at(one, 1e3)
    assert both.last_s[here] - one.last_s[here] == pytest.approx(2 * HOUR, abs=60.0)
    assert both.pod[here] > one.pod[here]
    assert both.unseen < one.unseen


def test_cutting_a_leg_in_pieces_changes_nothing() -> None:
    cloud, whole = field(), leg(0.0, 1.0)
    cuts = [0.0, 0.31, 0.5, 0.77, 1.0]
    ends = ((whole.lon0, whole.lon1), (whole.lat0, whole.lat1), (whole.t0, whole.t1))
    pieces = [
        Leg(*(a + (b - a) * f for a, b in ends), *(a + (b - a) * g for a, b in ends))
        for f, g in pairwise(cuts)
    ]
    one = looked(cloud, [Searched([whole], 1.0)], T0 + 3 * HOUR)
    many = looked(cloud, [Searched(pieces, 1.0)], T0 + 3 * HOUR)
    assert many.unseen == pytest.approx(one.unseen, abs=1e-9)
    assert many.last_s == pytest.approx(one.last_s, abs=1.0, nan_ok=True)


def test_its_pod_is_that_by_which_the_cloud_is_weighed() -> None:
    cloud = field()
    searched = Searched([leg(0.0, 1.0), leg(2e3, 2.5)], 1.0)
    seen = looked(cloud, [searched], T0 + 4 * HOUR)
    expected = float((cloud.weight * (1.0 - missed_by(cloud, searched))).sum())
    assert float(np.nansum(seen.pod * seen.probability)) == pytest.approx(expected, abs=1e-9)


def test_the_weights_are_those_of_now_and_the_oldest_look_is_found() -> None:
    cloud = field()
    searches = [Searched([leg(-8e3, 0.0)], 1.0), Searched([leg(4e3, 2.0)], 1.0)]
    for each in searches:
        cloud = weigh_cloud(cloud, each)
    seen = looked(cloud, searches, T0 + 4 * HOUR)
    assert seen.oldest_at is not None
    assert float(PLANE.to_xy(seen.oldest_at.lon, seen.oldest_at.lat)[0]) < -4e3
    assert seen.oldest_s < T0 + 1.1 * HOUR
    assert seen.unseen_at is not None
    assert math.isnan(seen.last_s[at(seen, *map(float, PLANE.to_xy(*_lonlat(seen))))])


def _lonlat(seen: Looked) -> tuple[float, float]:
    assert seen.unseen_at is not None
    return seen.unseen_at.lon, seen.unseen_at.lat


def test_who_left_the_boat_was_looked_at_with_it_before() -> None:
    x = np.repeat(np.linspace(-10e3, 10e3, 41), 2)
    water = np.arange(82) % 2 == 1
    status = np.full((82, STEPS), 1, np.int8)
    status[water, :13] = NOT_YET  # they leave it after two hours
    persons = np.where(water[:, None] == (np.arange(STEPS) >= 13), 1.0, 0.0).astype(np.float32)
    cloud = moving(
        x, np.zeros(82), component=np.where(water, IN_WATER, BOAT).astype(np.int8), status=status,
        parent=(np.arange(82) // 2 * 2).astype(np.int32), weight=np.full(82, 1 / 41),
        persons=persons, swamps_s=np.full(82, T0 + 2 * HOUR),
    )  # fmt: skip
    early = looked(cloud, [Searched([leg(0.0, 0.5)], {"boat": 1.0})], T0 + 4 * HOUR)
    late = looked(cloud, [Searched([leg(0.0, 2.5)], {"boat": 1.0})], T0 + 4 * HOUR)
    assert early.unseen < 0.95
    assert late.unseen == 1.0  # they were in the water then, and it sees boats alone
    assert late.oldest_at is None


def test_a_stretched_curve_takes_the_common_factor_as_a_wider_curve() -> None:
    """Of a definite range W a realisation at x is found where f W / 2 > x: P = P(f > 2x/W)."""
    n = 4000
    cloud = moving(np.full(n, 1.2 * NM), np.zeros(n))
    curve = definite_range(1.0)
    missed = missed_by(cloud, Searched([leg(0.0, 1.0)], 2.0, curve=curve, width_sd=0.4))
    z = (math.log(1.2) + 0.08) / 0.4
    assert missed.mean() == pytest.approx(0.5 * (1.0 + math.erf(z / math.sqrt(2.0))), abs=0.02)
    sure = missed_by(cloud, Searched([leg(0.0, 1.0)], 2.5, curve=curve, width_sd=0.0))
    assert sure == pytest.approx(0.0, abs=1e-12)


def test_a_log_odds_curve_leaves_its_lateral_range() -> None:
    cloud = moving(np.array([0.0, 900.0, 2500.0]), np.zeros(3))
    curve = log_odds(1.0, 0.8)
    missed = missed_by(cloud, Searched([leg(0.0, 1.0, 1.0, 6e4)], 1.0, curve=curve, width_sd=0.0))
    fall = -math.log1p(math.exp(math.log(4.0))) / (0.5 * NM)
    odds = [math.log(4.0) + fall * x for x in (0.0, 900.0, 2500.0)]
    assert missed == pytest.approx([1.0 / (1.0 + math.exp(o)) for o in odds], abs=0.005)


def easterly(lon: float = 1.5, lat: float = 51.0) -> Fixes:
    minutes = np.arange(0.0, 61.0)
    return Fixes("ais.csv", lon + 0.001 * minutes, lat + 0 * minutes, T0 + HOUR + 60.0 * minutes)


def test_a_recorded_track_weighs_and_its_notes_go_with_the_cloud() -> None:
    cloud = field()
    late = recorded(easterly(), T0 + HOUR - 1200.0)
    after = weigh_cloud(cloud, Searched(late, 1.0))
    assert 0.0 < after.attrs["pos_cumulative"] < 1.0  # type: ignore[operator]
    assert [note.code for note in after.notes] == ["track-gap"]


def test_legs_need_not_join() -> None:
    cloud = field()
    apart = [leg(-4e3, 0.5), leg(4e3, 2.5)]
    both = missed_by(cloud, Searched(apart, 1.0, width_sd=0.0))
    each = [missed_by(cloud, Searched([one], 1.0, width_sd=0.0)) for one in apart]
    # each search lies in a plane of its own scene: a metre apart
    assert both == pytest.approx(each[0] * each[1], rel=2e-3)


def test_a_cloud_kept_seldom_and_a_track_elsewhere_are_refused() -> None:
    x = np.zeros(3)
    coarse = cloud_of(*PLANE.to_lonlat(np.zeros((3, 5)), np.zeros((3, 5))))
    with pytest.raises(LastknownError, match=r"keeps states 60 min apart .* needs them every 10"):
        missed_by(coarse, Searched(recorded(easterly()), 1.0))
    with pytest.raises(LastknownError, match=r"comes no nearer than \d+ NM .* swapped"):
        missed_by(moving(x, x), Searched(recorded(easterly(51.0, 1.5)), 1.0))


@pytest.mark.parametrize(
    ("searches", "at_s", "says"),
    [
        ([], T0, "no search"),
        ([Searched([leg(0.0, 9.0)], 1.0)], T0, "outside the cloud"),
        ([Searched([leg(0.0, 1.0)], 1.0)], T0 + 9 * HOUR, "outside the cloud"),
    ],
)
def test_bad_questions_are_refused(searches: list[Searched], at_s: float, says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        looked(field(), searches, at_s)


@pytest.mark.parametrize("middle", [1.5, 180.0])
def test_the_file_holds_every_cell(tmp_path: Path, middle: float) -> None:
    cloud = field()
    lon = (cloud.lon - 1.5 + middle + 180.0) % 360.0 - 180.0
    moved = moving(np.zeros(861), np.zeros(861), lon=lon, lat=cloud.lat, start_lon=lon[:, 0])
    there = leg(0.0, 1.0)
    lon0 = (there.lon0 - 1.5 + middle + 180.0) % 360.0 - 180.0
    track = [Leg(lon0, there.lat0, there.t0, lon0, there.lat1, there.t1)]
    searched = Searched(track, 1.0, 1.0)  # there it is night
    seen = looked(moved, [searched], T0 + 3 * HOUR)
    features = json.loads(write(seen, tmp_path / "looked.geojson").read_text())["features"]
    cells = [f["properties"] for f in features if f["properties"]["kind"] == "looked"]
    assert sum(cell["probability"] for cell in cells) == pytest.approx(1.0, abs=0.01)
    never = sum(cell["probability"] for cell in cells if cell["last_look"] is None)
    assert never == pytest.approx(seen.unseen, abs=0.1)
    assert {f["properties"]["kind"] for f in features} == {"looked", "unseen", "oldest_look"}
    flat = json.dumps([f["geometry"] for f in features])
    assert "NaN" not in flat
    assert all(-180.0 <= float(v) <= 180.0 for f in features for v in _numbers(f["geometry"]))


def _numbers(geometry: dict[str, object]) -> list[float]:
    return [float(v) for v in np.ravel(_flat(geometry["coordinates"]))]


def _flat(value: object) -> list[float]:
    if isinstance(value, list):
        return [number for item in value for number in _flat(item)]
    return [float(value)]  # type: ignore[arg-type]
