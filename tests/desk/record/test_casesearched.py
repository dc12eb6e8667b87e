"""Searches of a case from those of the record: tracks, areas, widths, and what is left out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.desk.record.casesearched import laid_tracks
from lastknown.desk.record.tocase import Given, made_of
from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.units import NM
from tests.case.nights import at
from tests.desk.record.test_tocase import called, codes, link, made, searched

SQUARE = [
    {"lon": lon, "lat": lat} for lon, lat in ((1.6, 51.0), (1.8, 51.0), (1.8, 51.1), (1.6, 51.1))
]


def test_what_was_searched_before_the_last_position_says_nothing() -> None:
    night = searched(called(), began=at(0), ended=at(35), points=None, corners=SQUARE)
    assert "searched" not in made(night).table


def test_a_track_counts_from_the_last_position_on() -> None:
    night = searched(
        called(), began=at(20), ended=at(60),
        points=[{"at": at(20), "lon": 1.6, "lat": 51.0}, {"at": at(60), "lon": 1.8, "lat": 51.0}],
    )  # fmt: skip
    (search,) = made(night).case().searches
    (place, moment), _ = search.track
    assert moment == at(40)
    assert place.lon == pytest.approx(1.7, abs=1e-4)


def test_a_recorded_track_is_cleaned_and_its_gaps_are_not_searched() -> None:
    fixes = [(120 + k / 2, 1.60 + 0.002 * k) for k in range(20)]
    fixes += [(150 + k / 2, 1.70 + 0.002 * k) for k in range(20)]
    points = [{"at": at(m), "lon": lon, "lat": 51.1} for m, lon in fixes]
    found = made(searched(called(), points=points, track="cutter.gpx"))
    ends = [(s.track[0][1], s.track[-1][1]) for s in found.case().searches]
    assert ends == [(at(120), at(129.5)), (at(150), at(159.5))]
    assert all(len(search.track) < 6 for search in found.case().searches)
    assert "record-search-gaps" in codes(found)


def test_searches_for_other_boats_count_and_are_said() -> None:
    found = made(searched(called(), boat="B2"))
    assert len(found.case().searches) == 1
    (note,) = [note for note in found.notes if note.code == "record-searches-of-others"]
    assert note.values == {"names": "Patrol boat Calais"}


def test_a_search_that_found_this_boat_is_none_that_found_nothing() -> None:
    night = called()
    mine, other = night.call(155, what="sighting"), night.call(156, what="sighting")
    link(night, mine)
    assert "searched" not in made(searched(night, found=mine)).table
    assert "searched" in made(searched(night, found=other)).table


def test_an_area_is_worked_in_tracks_and_that_is_said() -> None:
    found = made(searched(called(), points=None, corners=SQUARE, track_spacing_nm=1.0))
    (search,) = found.case().searches
    assert len(search.track) == 12
    assert (search.track[0][1], search.track[-1][1]) == (at(120), at(160))
    (note,) = [note for note in found.notes if note.code == "record-search-laid"]
    assert note.values["spacing_nm"] == pytest.approx(1.0, abs=0.02)


def test_what_cannot_be_weighed_is_said_with_its_reason() -> None:
    night = searched(called(), points=None)
    (note,) = [n for n in made(night).notes if n.code == "record-search-left-out"]
    assert note.values["why"] == "neither its area nor its track is entered"
    teleported = [{"at": at(m), "lon": lon, "lat": 51.1} for m, lon in ((120, 1.0), (121, 2.0))]
    (note,) = [
        n
        for n in made(searched(called(), points=teleported)).notes
        if n.code == "record-search-left-out"
    ]
    assert "600" in str(note.values["why"])
    night = searched(called(), sweep_width=None)
    dark = made_of(night.picture(), "B1", at=at(300), given=Given())
    assert "record-search-left-out" in codes(dark)  # by eye it depends on the wind
    found = made(night)
    assert "record-search-width" in codes(found)
    widths = found.table["searched"][0]["sweep_width_nm"]
    assert 0 < widths["person"] < widths["boat"] < 5


@given(
    st.floats(-179.0, 179.0),
    st.floats(-60.0, 60.0),
    st.floats(0.1, 0.5),
    st.floats(0.02, 0.04),
    st.floats(0.2, 2.0),
)
def test_tracks_fill_their_area_evenly(
    lon: float, lat: float, wide: float, high: float, spacing_nm: float
) -> None:
    corners = [(lon, lat), (lon + wide, lat), (lon + wide, lat + high), (lon, lat + high)]
    corners = [((x + 180.0) % 360.0 - 180.0, y) for x, y in corners]
    points, laid_nm = laid_tracks(corners, spacing_nm=spacing_nm, way_nm=0.0)
    tracks = len(points) // 2
    assert tracks == max(1, round(high * 60.0 / spacing_nm)) or tracks * laid_nm == pytest.approx(
        high * 60.0, rel=0.02
    )
    for (x, y), (other, same) in zip(points[::2], points[1::2], strict=True):
        long_nm = float(distance_m(x, y, other, same)) / NM
        assert long_nm == pytest.approx(wide * 60.0 * math.cos(math.radians(y)), rel=0.02)


def test_without_a_spacing_time_and_speed_give_it() -> None:
    corners = [(each["lon"], each["lat"]) for each in SQUARE]
    long_nm = 0.2 * 60.0 * math.cos(math.radians(51.0))
    points, spacing_nm = laid_tracks(corners, spacing_nm=None, way_nm=4.2 * long_nm + 6.1)
    assert len(points) == 8
    assert spacing_nm == pytest.approx(1.5, abs=0.02)


@pytest.mark.parametrize(
    ("corners", "message"),
    [
        ([(1.6, 51.0), (1.7, 51.0), (1.8, 51.0)], "enclose no area"),
        ([(1.0, 50.0), (9.0, 50.0), (9.0, 58.0), (1.0, 58.0)], "at most 200"),
    ],
)
def test_areas_that_are_none(corners: list[tuple[float, float]], message: str) -> None:
    with pytest.raises(LastknownError, match=message):
        laid_tracks(corners, spacing_nm=0.5, way_nm=0.0)
