from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape
from shapely.geometry.polygon import orient

from lastknown.drift.where import where
from lastknown.exchange.geojson import to_geojson, unit_features, where_features
from lastknown.geo.position import Position
from tests import night
from tests.exchange.plans import plan_at
from tests.exchange.swamped import small_cloud


def features(path: Path) -> list[dict[str, Any]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    return list(document["features"])


def rings(geometry: dict[str, Any]) -> list[Any]:
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"][0]]
    return [part[0] for part in geometry["coordinates"]] if "Multi" in geometry["type"] else []


def test_a_plan(tmp_path: Path) -> None:
    plan = plan_at(1.65)
    found = features(to_geojson(plan, tmp_path / "plan.geojson"))
    kinds = [feature["properties"]["kind"] for feature in found]
    task = plan.units[0]
    assert kinds.count("leg") == len(task.legs)
    assert {"box", "unit", "start", "steer_to"} <= set(kinds)
    box = next(f for f in found if f["properties"]["kind"] == "box")
    assert box["properties"]["unit"] == "Lifeboat Dover"
    assert box["properties"]["pattern"] == "PS"
    assert shape(box["geometry"]).equals(orient(shape(box["geometry"])))
    track = next(f for f in found if f["properties"]["kind"] == "unit")
    assert track["geometry"]["coordinates"][0] == [
        pytest.approx(task.start.lon, abs=1e-6),
        pytest.approx(task.start.lat, abs=1e-6),
    ]
    assert shape(box["geometry"]).buffer(1e-4).contains(shape(track["geometry"]))


def test_cut_at_180_degrees(tmp_path: Path) -> None:
    found = features(to_geojson(plan_at(179.85), tmp_path / "plan.geojson"))
    for feature in found:
        whole = shape(feature["geometry"])
        for part in getattr(whole, "geoms", [whole]):
            west, _, east, _ = part.bounds
            assert -180 <= west <= east <= 180
            assert east - west < 1.0
    box = next(f for f in found if f["properties"]["kind"] == "box")
    assert box["geometry"]["type"] == "MultiPolygon"
    for ring in rings(box["geometry"]):
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        assert area > 0


def test_one_unit_and_a_probability_map(tmp_path: Path) -> None:
    cloud = small_cloud(boats=40)
    here = where(cloud, float(cloud.time_s[2]), levels=(0.5, 0.9))
    found = features(to_geojson(here, tmp_path / "probability.geojson"))
    levels = [f["properties"]["level"] for f in found if f["properties"]["kind"] == "contour"]
    assert levels == [0.5, 0.9]
    assert all(f["properties"]["at"] == "2026-11-22T09:20Z" for f in found)
    cells = [f for f in where_features(here, cells=True) if f["properties"]["kind"] == "cell"]
    assert sum(f["properties"]["probability"] for f in cells) == pytest.approx(0.99, abs=0.01)
    task = plan_at(1.65).units[0]
    alone = features(to_geojson(task, tmp_path / "unit.geojson"))
    assert {f["properties"]["unit"] for f in alone} == {"Lifeboat Dover"}


def test_a_unit_that_stays_has_no_legs(tmp_path: Path) -> None:
    plan = plan_at(1.65, ashore=True)
    found = features(to_geojson(plan, tmp_path / "plan.geojson"))
    assert found == []


def test_an_area_that_moves_says_where_to() -> None:
    task = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 2400)
    fixed = unit_features(task)[0]["properties"]
    assert (fixed["drift_kn"], fixed["drift_toward_deg"]) == (0.0, None)
    moving = unit_features(replace(task, drift_ms=(-0.5, 0.5)))[0]["properties"]
    assert moving["drift_kn"] == pytest.approx(0.5 * 2**0.5 * 3600 / 1852, abs=0.01)
    assert moving["drift_toward_deg"] == 315.0
    assert moving["at"] == "2026-11-22T10:43:30Z"  # halfway through the legs, 09:10 to 12:17


def test_an_area_is_marked_by_where_it_is_halfway_through_its_legs() -> None:
    task = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 2400)
    later = replace(task, leave_s=task.leave_s + 3600)
    assert unit_features(later)[0]["properties"]["at"] == "2026-11-22T10:43:30Z"


def test_the_steer_to_point_is_left_out_where_others_go_or_it_is_elsewhere() -> None:
    task = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 2400)
    away = replace(task, steer_to=Position(night.LKP.lon + 1.0, night.LKP.lat))
    for features, there in (
        (unit_features(task), True),
        (unit_features(task, alone=False), False),
        (unit_features(away), False),
    ):
        assert ("steer_to" in [f["properties"]["kind"] for f in features]) is there


def test_a_pattern_about_a_datum_has_no_box() -> None:
    task = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 2400)
    kinds = [f["properties"]["kind"] for f in unit_features(replace(task, corners=()))]
    assert kinds[0] == "unit"
    assert "box" not in kinds
