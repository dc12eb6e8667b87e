"""The files of a plan: names that no unit's name can lead astray, and one folder for the crews."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import gpxpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.desk.face import document, tasking
from lastknown.desk.picture import chart_of
from lastknown.desk.taskfiles import slugs, write_plan
from lastknown.desk.tasking import tasking as sheet
from lastknown.exchange.whole import read_index
from lastknown.search.planned import Plan
from lastknown.units import HOUR
from tests import night


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Lifeboat Dover", "lifeboat  dover!"], ["lifeboat-dover", "lifeboat-dover-2"]),
        (["a", "a-2", "A", "a"], ["a", "a-2", "a-3", "a-4"]),
        (["..", "../../etc/passwd", "\N{SHIP}", "   "], ["unit", "etc-passwd", "unit-2", "unit-3"]),
        (["Canot Île-de-Sein (n° 7)", "Σπύρος"], ["canot-ile-de-sein-n-7", "unit"]),
        (["CON", "index", "com1", "nul.txt"], ["unit-con", "unit-index", "unit-com1", "nul-txt"]),
        (["x" * 200, "x" * 201], ["x" * 40, "x" * 40 + "-2"]),
    ],
)
def test_a_name_becomes_a_plain_file_name(names: list[str], expected: list[str]) -> None:
    assert slugs(names) == expected


@given(st.lists(st.text(max_size=60), max_size=12))
def test_no_name_leads_out_of_the_folder_and_none_are_alike(names: list[str]) -> None:
    made = slugs(names)
    assert len(made) == len(names) == len(set(made))
    for slug in made:
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert 0 < len(slug) < 60
        assert not slug.startswith("-")


SECOND = "Lifeboat 1 with a long name & <marks>"


@cache
def two_crews() -> Plan:
    """A plan for two lifeboats, made by hand."""
    tasks = (
        night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 2400),
        night.box_plan(SECOND, night.LKP, night.AT_S + 1800, turned=150.0),
    )
    cloud = night.make_cloud(400)
    return Plan(night.AT_S, night.AT_S + 3 * HOUR, tasks, 0.6, cloud)


def written(out: Path, lang: str) -> list[str]:
    plan = two_crews()
    told = document(plan)

    def chart(name: str):  # type: ignore[no-untyped-def]
        return chart_of(told, lang, only=name)

    paths = write_plan(told, plan, chart, out, lang)  # type: ignore[arg-type]
    assert all(path.is_file() and path.stat().st_size for path in paths)
    return [path.relative_to(out).as_posix() for path in paths]


def test_every_crew_gets_its_files(tmp_path: Path) -> None:
    names = written(tmp_path, "fr")
    second = "lifeboat-1-with-a-long-name-marks"
    suffixes = (".txt", ".html", ".svg", ".gpx", ".geojson")
    crews = [f"{slug}{suffix}" for slug in ("lifeboat-dover", second) for suffix in suffixes]
    assert names[:2] == ["plan.gpx", "plan.geojson"]
    assert names[2:] == [f"units/{name}" for name in (*crews, "index.txt")]
    assert read_index(tmp_path / "units") == [*crews, "index.txt"]
    route = gpxpy.parse((tmp_path / "units" / f"{second}.gpx").read_text(encoding="utf-8"))
    assert [each.name for each in route.routes] == ["B Lifeboat 1 with a"]
    assert [mark.name for mark in route.waypoints] == ["BCSP"]
    assert "première route" in (route.routes[0].description or "")
    text = (tmp_path / "units" / f"{second}.txt").read_text(encoding="utf-8")
    points = [point.name for point in route.routes[0].points]
    assert all(f"\n  {name} " in text for name in points)
    features = json.loads((tmp_path / "units" / f"{second}.geojson").read_text(encoding="utf-8"))
    assert {f["properties"]["unit"] for f in features["features"]} == {SECOND}
    drawn = (tmp_path / "units" / f"{second}.svg").read_text(encoding="utf-8")
    assert "Lifeboat Dover" in drawn
    assert "<marks>" not in drawn


def test_a_unit_that_stays_gets_its_sheet_alone(tmp_path: Path) -> None:
    plan = two_crews()
    plan = replace(plan, units=tuple(night.stays(task) for task in plan.units[:1]))
    told = document(plan)
    paths = write_plan(told, plan, lambda name: chart_of(told, only=name), tmp_path)  # type: ignore[arg-type]
    assert [path.name for path in paths[2:]] == ["lifeboat-dover.txt", "index.txt"]
    assert "DO NOT LAUNCH" in paths[2].read_text(encoding="utf-8")


def test_the_library_gives_the_same_sheet() -> None:
    plan = two_crews()
    told = document(plan)
    assert tasking(plan, SECOND, "fr") == sheet(told, SECOND, "fr")  # type: ignore[arg-type]
