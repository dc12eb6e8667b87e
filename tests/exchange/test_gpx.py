from __future__ import annotations

from pathlib import Path

import gpxpy
import pytest

from lastknown.exchange.gpx import gpx_text, to_gpx
from tests.exchange.plans import plan_at


def test_a_route_for_each_unit(tmp_path: Path) -> None:
    plan = plan_at(1.65, units=2)
    read = gpxpy.parse(to_gpx(plan, tmp_path / "plan.gpx").read_text(encoding="utf-8"))
    assert [route.name for route in read.routes] == ["A Lifeboat Dover", "B Lifeboat 1 with a"]
    for route, task in zip(read.routes, plan.units, strict=True):
        assert len(route.points) == len(task.legs) + 1
        first, last = route.points[0], route.points[-1]
        assert first.longitude == pytest.approx(task.start.lon, abs=1e-6)
        assert first.latitude == pytest.approx(task.start.lat, abs=1e-6)
        assert last.time is not None
        assert last.time.timestamp() == pytest.approx(task.legs[-1].t1, abs=0.5)
    assert [mark.name for mark in read.waypoints] == ["ASTEER", "ACSP", "BSTEER", "BCSP"]


def test_names_are_short_and_appear_once() -> None:
    read = gpxpy.parse(gpx_text(plan_at(1.65, units=2)))
    names = [mark.name for mark in read.waypoints]
    names += [point.name for route in read.routes for point in route.points]
    assert len(set(names)) == len(names)
    assert max(len(name or "") for name in names) <= 6


def test_across_180_degrees() -> None:
    read = gpxpy.parse(gpx_text(plan_at(179.85)))
    lon = [point.longitude for point in read.routes[0].points]
    assert min(lon) < -179
    assert max(lon) > 179


def test_a_unit_that_stays_is_left_out() -> None:
    read = gpxpy.parse(gpx_text(plan_at(1.65, ashore=True)))
    assert read.routes == []
    assert read.waypoints == []


def test_order_of_the_schema() -> None:
    text = gpx_text(plan_at(1.65).units[0])
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1"')
    assert 'xmlns="http://www.topografix.com/GPX/1/1"' in text
    assert (
        text.index("<metadata>") < text.index("<wpt") < text.index("<rte>") < text.index("<rtept")
    )
    assert text.index("<time>") < text.index("<name>ASTEER")
