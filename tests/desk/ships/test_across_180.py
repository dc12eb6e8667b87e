"""The same scene in the North Sea and across 180 degrees: who may run over whom, who can help."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lastknown.desk.ships.asking import Waters
from lastknown.desk.ships.risk import Risk, risk_of
from lastknown.geo.plane import wrap_lon
from lastknown.ships.columns import Positions
from lastknown.ships.help import Helper, helpers
from lastknown.ships.lanes import read_lanes
from lastknown.ships.predict import predict
from lastknown.ships.ship import Predicted, Track
from lastknown.ships.sought import sought
from lastknown.ships.tracks import clean
from lastknown.units import HOUR, KNOT
from tests.ships.clouds import drifting

T0 = 1_795_000_000.0
LAT = 52.0
FROM, UNTIL = T0 + HOUR, T0 + 4 * HOUR
HERE, THERE = 2.0, 179.9


def heard(boat: float) -> tuple[Track, ...]:
    """Ships that go west, a boat's place in their way; the first three come from beyond 180."""
    time = T0 + np.arange(0.0, HOUR + 1.0, 60.0)
    found = []
    for number, (east, north, kn) in enumerate(
        [(0.55, 0.0, 12.0), (0.6, 0.01, 15.0), (0.3, -0.05, 0.1), (-0.1, 0.15, 9.0)]
    ):
        lon = boat + east - kn * KNOT * (time - T0) / 68_700.0
        same = np.ones(time.size, np.float32)
        found.append(
            Positions(
                np.full(time.size, 235_000_001 + number), time, wrap_lon(lon),
                np.full(time.size, LAT + north), np.float32(kn * KNOT) * same, 270 * same,
                270 * same, np.zeros(time.size, np.int8),
            )
        )  # fmt: skip
    whole = [np.concatenate(each) for each in zip(*map(_columns, found), strict=True)]
    return clean(Positions(*whole)).tracks


def _columns(one: Positions) -> tuple[Any, ...]:
    return (
        one.mmsi, one.time_s, one.lon, one.lat, one.speed, one.course_deg, one.heading_deg, one.kind
    )  # fmt: skip


def scene(boat: float) -> tuple[tuple[Predicted, ...], Risk, tuple[Helper, ...]]:
    """What is foreseen around a boat at a longitude."""
    ring = [[float(wrap_lon(boat + east)), LAT + 0.01] for east in (1.0, 0.5, 0.0, -1.0)]
    lanes = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "properties": {"kind": "lane", "name": "west"},
                "geometry": {"type": "LineString", "coordinates": ring},
            }
        ],
    }  # fmt: skip
    ways = read_lanes(lanes)
    tracks = heard(boat)
    ahead = predict(tracks, FROM, UNTIL, lanes=ways)
    cloud = drifting(FROM, 3.0, sd_m=1500.0, u=0.2, lon=boat, lat=LAT, count=2000)
    to = sought(cloud, FROM, UNTIL)
    return ahead, risk_of(ahead, cloud, FROM, UNTIL, Waters(ways)), helpers(to, ahead, at_s=FROM)


def told(value: Any, turn: float, name: str = "") -> Any:
    """An entry of the list without its texts, carried to another longitude, figures rounded."""
    if isinstance(value, dict):
        return {k: told(v, turn, k) for k, v in value.items() if k not in ("en", "fr", "texts")}
    if isinstance(value, list) and "position" in name:
        lon = (value[0] + turn + 180.0) % 360.0 - 180.0
        return [round(lon, 3), round(value[1], 3)]
    if isinstance(value, list):
        return [told(each, turn, name) for each in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


def test_a_scene_across_180_degrees_is_like_any_other() -> None:
    (ahead, risk, aid), (ahead2, risk2, aid2) = scene(HERE), scene(THERE)
    turn = THERE - HERE
    assert {each.basis for each in ahead} == {"lane", "course", "stopped"}
    for one, other in zip(ahead, ahead2, strict=True):
        assert (one.ship, one.basis) == (other.ship, other.basis)
        assert other.lon == pytest.approx(wrap_lon(one.lon + turn), abs=1e-6)
        for name in ("lat", "course_deg", "speed", "along_sd_m", "across_sd_m"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-5, abs=1e-6)
    assert risk.strikes.strike.max() > 0.003
    for name in ("strike", "within_quarter", "within_half", "closest_m", "port_share"):
        one, other = (np.asarray(getattr(each.strikes, name)) for each in (risk, risk2))
        assert other == pytest.approx(one, rel=1e-4, abs=1e-9)
    assert sum(each["warn"] for each in risk.entries) > 1
    assert [told(each, turn) for each in risk.entries] == [told(each, 0) for each in risk2.entries]
    assert risk2.areas[0]["area_nm2"] == pytest.approx(risk.areas[0]["area_nm2"], rel=0.02)
    for one, other in zip(aid, aid2, strict=True):
        assert (one.name, one.ship, one.role, one.why) == (
            other.name, other.ship, other.role, other.why,
        )  # fmt: skip
        for name in ("datum_s", "edge_s", "centre_s", "distance_m", "bearing_deg", "diversion_m"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), abs=0.5)
