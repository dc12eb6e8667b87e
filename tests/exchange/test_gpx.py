from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import gpxpy
import pytest

from lastknown.exchange.gpx import gpx_text, point_name, to_gpx, unit_letter
from lastknown.search.planned import Plan
from lastknown.units import HOUR
from tests import night
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
    assert [mark.name for mark in read.waypoints] == ["ACSP", "BCSP"]


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
    assert text.index("<time>") < text.index("<name>ACSP")


def test_only_a_unit_that_goes_alone_steers_to_the_most_likely_position_in_its_area() -> None:
    plan = by_hand()
    mark = gpxpy.parse(gpx_text(plan)).waypoints[0]
    assert (mark.name, mark.time) == ("BSTEER", None)  # it arrives at the CSP, not there
    far = replace(plan.units[1], steer_to=night.parse_position("51°30'N 002°30'E"))
    for units in ((plan.units[0], far), (plan.units[1], plan.units[1])):
        names = [mark.name for mark in gpxpy.parse(gpx_text(replace(plan, units=units))).waypoints]
        assert not [name for name in names if name and name.endswith("STEER")]


ORDER = {
    "gpx": ("metadata", "wpt", "rte", "trk", "extensions"),
    "metadata": ("name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"),
    "wpt": ("ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym"),
    "rte": ("name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"),
}
"""Children of an element in the order of https://www.topografix.com/GPX/1/1/gpx.xsd."""


def check(element: Element) -> None:
    """Assert that an element and all in it are of the schema's names, in its order."""
    assert element.tag.startswith("{http://www.topografix.com/GPX/1/1}")
    name = element.tag.partition("}")[2]
    allowed = ORDER.get({"rtept": "wpt"}.get(name, name), ())
    places = [allowed.index(child.tag.partition("}")[2]) for child in element]
    assert places == sorted(places)
    if name in ("wpt", "rtept"):
        assert -90 <= float(element.attrib["lat"]) <= 90
        assert -180 <= float(element.attrib["lon"]) < 180
    for child in element:
        check(child)


def by_hand(name: str = "Lifeboat Dover", pattern: str = "PS") -> Plan:
    """A plan for two units, made by hand, the first one staying."""
    tasks = (
        night.stays(night.box_plan("Cutter", night.LKP, night.AT_S)),
        replace(night.box_plan(name, night.LKP, night.AT_S + 2400, turned=359.7), pattern=pattern),
    )
    return Plan(night.AT_S, night.AT_S + 3 * HOUR, tasks, 0.4, night.make_cloud(50))


@pytest.mark.parametrize("number", [None, 0, 1])
def test_valid_against_the_schema(number: int | None) -> None:
    check(fromstring(gpx_text(by_hand(), number=number)))


def test_one_unit_keeps_its_letter_in_a_file_of_its_own() -> None:
    whole, own = (gpxpy.parse(gpx_text(by_hand(), number=number)) for number in (None, 1))
    assert [mark.name for mark in own.waypoints] == ["BSTEER", "BCSP"]
    assert own.routes[0].points[0].name == "B01"
    assert whole.to_xml() == own.to_xml()
    assert gpxpy.parse(gpx_text(by_hand(), number=0)).routes == []


def test_courses_have_three_figures_and_no_360() -> None:
    about = gpxpy.parse(gpx_text(by_hand())).routes[0].description or ""
    assert "first course 000, creeping 090, 15 kn" in about
    about = gpxpy.parse(gpx_text(by_hand(pattern="SS"))).routes[0].description
    assert about == "SS, first course 000, 15 kn"


@pytest.mark.parametrize(
    "name",
    [
        "\x00\x07bell",
        "<&>\"'",
        "\ufffe\ud800",
        "../..",
        "x" * 200,
        "\N{SHIP} \N{GREEK SMALL LETTER ALPHA}",
    ],
)
def test_no_name_breaks_the_file(name: str, tmp_path: Path) -> None:
    path = to_gpx(by_hand(name), tmp_path / "plan.gpx")
    read = gpxpy.parse(path.read_text(encoding="utf-8"))
    assert len(read.routes[0].name or "") <= 20
    assert all(len(point.name or "") <= 6 for point in read.routes[0].points)


def test_letters_go_on_after_z_and_numbers_after_99() -> None:
    assert [unit_letter(k) for k in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
    assert [point_name("A", k) for k in (1, 100)] == ["A01", "A100"]
