"""Recorded tracks from files: what is read, what is assumed, and what is refused in one line."""

from __future__ import annotations

import math
from pathlib import Path

import gpxpy.gpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.evidence.recorded import Fixes
from lastknown.exchange.gpx import gpx_text
from lastknown.exchange.tracks import MAX_BYTES, MAX_FIXES, read_fixes
from lastknown.times import show_time
from tests.exchange.plans import plan_at

GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="plotter" xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>
"""
TRACK = """<trk><name>{name}</name><trkseg>
<trkpt lat="51.00" lon="1.50"><ele>2</ele><time>2026-11-22T07:00:00Z</time></trkpt>
<trkpt lat="51.01" lon="1.51"><time>2026-11-22T07:05:00.5Z</time></trkpt>
</trkseg><trkseg>
<trkpt lat="51.02" lon="1.52"><time>2026-11-22T08:10:00+01:00</time></trkpt>
</trkseg></trk>"""
DANISH = """# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,SOG
22/11/2026 07:00:00,Class A,219000001,55.600000,12.700000,Under way using engine,9.1
22/11/2026 07:00:10,Class A,219000002,55.650000,12.750000,Under way using engine,9.0
22/11/2026 07:01:00,Class A,219000001,55.602000,12.702000,Under way using engine,9.1
22/11/2026 07:02:00,Class A,219000001,91.000000,181.000000,Unknown value,
22/11/2026 07:03:00,Class A,219000001,55.606000,12.706000,Under way using engine,9.1
"""
AMERICAN = """MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName
367000001,2026-11-22T07:00:00,29.23668,-94.63519,9.0,150.0,150.0,EXAMPLE
367000001,2026-11-22T07:01:10,29.23400,-94.63300,9.0,150.0,150.0,EXAMPLE
"""
NEW_AMERICAN = """mmsi,base_date_time,longitude,latitude,sog
367000001,2026-11-22 07:00:00,-94.63519,29.23668,9.0
367000001,2026-11-22 07:01:10,-94.63300,29.23400,9.0
"""
PLAIN = "time,lat,lon\n2026-11-22T07:00:00Z,51.0,1.5\n2026-11-22T08:01:00+01:00,51.01,1.51\n"


def read(tmp_path: Path, text: str | bytes, name: str = "track.gpx", **chosen: object) -> Fixes:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_fixes(path, **chosen)  # type: ignore[arg-type]


def moments(fixes: Fixes) -> list[str]:
    return [show_time(float(moment)) for moment in fixes.time_s]


@pytest.mark.parametrize("version", ["1/1", "1/0"])
def test_segments_of_a_gpx_track_follow_each_other(tmp_path: Path, version: str) -> None:
    text = GPX.format(body=TRACK.format(name="Calais")).replace("GPX/1/1", f"GPX/{version}")
    fixes = read(tmp_path, text)
    assert fixes.lon.tolist() == [1.5, 1.51, 1.52]
    assert fixes.lat.tolist() == [51.0, 51.01, 51.02]
    assert moments(fixes) == ["2026-11-22T07:00Z", "2026-11-22T07:05Z", "2026-11-22T07:10Z"]
    assert (fixes.name, fixes.planned, fixes.notes) == ("track.gpx", False, ())


def test_what_another_program_wrote_is_read_back(tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    written = gpxpy.gpx.GPX()
    segment = gpxpy.gpx.GPXTrackSegment()
    first = datetime(2026, 11, 22, 7, tzinfo=UTC)
    for i in range(50):
        point = gpxpy.gpx.GPXTrackPoint(51 + i / 1e3, 1.5 - i / 1e3, time=first + timedelta(0, i))
        segment.points.append(point)
    written.tracks.append(gpxpy.gpx.GPXTrack("Café"))
    written.tracks[0].segments.append(segment)
    fixes = read(tmp_path, written.to_xml())
    assert fixes.lat.tolist() == pytest.approx([51 + i / 1e3 for i in range(50)])
    assert fixes.time_s[-1] - fixes.time_s[0] == 49.0


def test_a_plan_of_ours_counts_as_planned_route_by_route(tmp_path: Path) -> None:
    plan = plan_at(1.65, units=2)
    task = plan.units[0]
    fixes = read(tmp_path, gpx_text(plan), part=task.unit.name)
    assert fixes.planned
    assert fixes.time_s.size == len(task.legs) + 1
    assert fixes.time_s[0] == round(task.legs[0].t0)
    assert fixes.lon[-1] == pytest.approx(task.legs[-1].lon1, abs=1e-6)
    assert [note.code for note in fixes.notes] == ["track-planned"]


def test_two_routes_or_two_units_must_be_chosen_from(tmp_path: Path) -> None:
    route = TRACK.replace("trkpt", "rtept").replace("trkseg", "x").replace("trk>", "rte>")
    route = route.replace("<x>", "").replace("</x>", "")
    both = GPX.format(body=route.format(name="A Dover") + route.format(name="B Calais"))
    with pytest.raises(LastknownError, match=r'2 routes; say which one with part = "A Dover"'):
        read(tmp_path, both)
    assert read(tmp_path, both, part="calais").planned
    with pytest.raises(LastknownError, match=r"part='Ramsgate' names none of its parts"):
        read(tmp_path, both, part="Ramsgate")
    units = GPX.format(body=TRACK.format(name="Dover") + TRACK.format(name="Calais"))
    with pytest.raises(LastknownError, match="overlap in time"):
        read(tmp_path, units)
    assert read(tmp_path, units, part="Dover").time_s.size == 3


def test_tracks_one_after_another_are_one_and_a_track_comes_before_a_route(tmp_path: Path) -> None:
    later = TRACK.replace("T07:0", "T09:0").replace("T08:1", "T10:1").format(name="later")
    route = '<rte><rtept lat="51" lon="1.5"/></rte>'
    fixes = read(tmp_path, GPX.format(body=route + later + TRACK.format(name="first")))
    assert not fixes.planned
    assert moments(fixes)[0::3] == ["2026-11-22T07:00Z", "2026-11-22T09:00Z"]


def test_a_gpx_time_without_zone_is_utc_and_said(tmp_path: Path) -> None:
    fixes = read(tmp_path, GPX.format(body=TRACK.format(name="x")).replace("00Z", "00"))
    assert moments(fixes)[0] == "2026-11-22T07:00Z"
    assert [note.code for note in fixes.notes] == ["track-utc"]


def test_the_danish_export_one_ship_of_it(tmp_path: Path) -> None:
    fixes = read(tmp_path, DANISH, "aisdk.csv", mmsi=219000001)
    assert fixes.lat.tolist() == [55.6, 55.602, 55.606]
    assert moments(fixes) == ["2026-11-22T07:00Z", "2026-11-22T07:01Z", "2026-11-22T07:03Z"]
    assert [note.code for note in fixes.notes] == ["fixes-unreadable", "track-utc"]
    assert fixes.notes[0].values["count"] == 1


@pytest.mark.parametrize("text", [AMERICAN, NEW_AMERICAN])
def test_both_american_exports(tmp_path: Path, text: str) -> None:
    fixes = read(tmp_path, text, "ais.csv", mmsi=367000001)
    assert fixes.lon.tolist() == [-94.63519, -94.633]
    assert fixes.time_s[1] - fixes.time_s[0] == 70.0
    assert read(tmp_path, text, "ais.csv").lat.tolist() == fixes.lat.tolist()


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";").replace(".", ","),
        PLAIN.replace(",", "\t").replace("lat", '"Latitude"').replace("lon", "Lng"),
    ],
)
def test_plain_lists_however_they_are_separated(tmp_path: Path, text: str) -> None:
    fixes = read(tmp_path, text, "track.csv")
    assert fixes.lat.tolist() == [51.0, 51.01]
    assert fixes.lon.tolist() == [1.5, 1.51]
    assert fixes.time_s[1] - fixes.time_s[0] == 60.0


def test_a_column_that_says_utc_needs_no_zone(tmp_path: Path) -> None:
    text = "lon;lat;time_utc\n1.5;51.0;2026-11-22 07:00:00\n1.51;51.01;2026-11-22 07:01:00\n"
    fixes = read(tmp_path, text, "track.csv")
    assert moments(fixes) == ["2026-11-22T07:00Z", "2026-11-22T07:01Z"]
    assert [note.code for note in fixes.notes] == ["track-utc"]


BOMB = '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"PK\x03\x04rest", "ZIP archive; unpack"),
        (b"\x1f\x8brest", "gzip; unpack"),
        (b'{"type": "FeatureCollection"}', "is JSON; give GPX or CSV"),
        (b"!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24", "NMEA"),
        (b"\x89PNG\x00\x00", "is not text"),
        (b"<kml><Document/></kml>", "<kml> and not GPX"),
        (b"<gpx><trk>", "line 1 is not well-formed XML"),
        (GPX.format(body="").replace("<gpx", BOMB + "<gpx"), "declares a document type"),
        (GPX.format(body="").replace("<gpx", OUTSIDE + "<gpx"), "declares a document type"),
        (GPX.format(body='<wpt lat="51" lon="1"/>'), "neither track nor route"),
        (GPX.format(body="<trk><trkseg/></trk>"), "neither track nor route"),
        (GPX.format(body=TRACK.replace("time>", "when>")), "3 of 3 points have no time"),
        (GPX.format(body=TRACK.replace('lat="51.', 'lat="151.')), "latitude -90 to 90"),
        (GPX.format(body=TRACK.replace("2026", "1e99")), "3 of 3 points have no time"),
        (b"just some words\nand more", "names no column time nor lat nor lon"),
        (b"time,lat\n2026-11-22T07:00Z,51", "names no column lon"),
        (PLAIN.split("\n")[0].encode(), "no position in it"),
        (PLAIN.replace("00Z", "00"), 'time="2026-11-22T07:00:00" has no zone'),
        (PLAIN.replace("51.0", "x"), "2 of 2 points"),
        (PLAIN + '2026-11-22T09:00Z,"' + "9" * 200_000, "cannot be read as CSV"),
        (DANISH, "several ships"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(LastknownError, match=says) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert "track.gpx" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "chosen", "says"),
    [
        (DANISH, {"mmsi": 219999999}, "no position of mmsi=219999999 in it; it holds 219000001"),
        (PLAIN, {"mmsi": 219000001}, "no column is called MMSI"),
        (PLAIN, {"part": "x"}, "CSV has no parts"),
        (GPX.format(body=TRACK), {"mmsi": 219000001}, "GPX names no ship"),
    ],
)
def test_a_choice_that_does_not_fit_is_one_line(
    tmp_path: Path, text: str, chosen: dict[str, object], says: str
) -> None:
    with pytest.raises(LastknownError, match=says):
        read(tmp_path, text, **chosen)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="is a folder"):
        read_fixes(tmp_path)
    with pytest.raises(LastknownError, match="does not exist"):
        read_fixes(tmp_path / "none.gpx")
    with pytest.raises(LastknownError, match="not a regular file"):
        read_fixes("/dev/null")


def test_what_is_too_large_is_said_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sea.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(LastknownError, match="100 MB; at most 100 are read: cut it"):
        read_fixes(path)
    rows = "2026-11-22T07:00:00Z,51,1\n" * (MAX_FIXES + 1)
    with pytest.raises(LastknownError, match="more than 200000 fixes"):
        read(tmp_path, "time,lat,lon\n" + rows, "track.csv")


@pytest.mark.parametrize("named", ["AUTF-8", "utf-7", "gbk"])
def test_an_encoding_that_cannot_be_read_is_said(tmp_path: Path, named: str) -> None:
    head = f'<?xml version="1.0" encoding="{named}"?>'
    with pytest.raises(LastknownError, match="names an encoding that cannot be read; save it as"):
        read(tmp_path, head + "<gpx/>")


@settings(max_examples=60, deadline=None)
@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200)), where=st.integers(0, 600))
def test_any_bytes_are_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | str, where: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    noise = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    for base in (b"", GPX.format(body=TRACK).encode(), DANISH.encode(), PLAIN.encode()):
        said, fixes = "one line", None
        try:
            fixes = read(folder, base[:where] + noise + base[where:])
        except LastknownError as error:
            said = str(error)
        assert len(said.splitlines()) == 1
        if fixes is not None:
            assert all(math.isfinite(value) for value in (*fixes.lon, *fixes.lat, *fixes.time_s))
