"""AIS from CSV: the two published layouts on rows made here, any other by a stated map."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.exchange.ais import AisRead, columns_of, read_ais
from lastknown.ships.columns import CLASSES, NOT_TOLD
from lastknown.units import KNOT
from tests.exchange.aislines import AT_S, position

DANISH = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,"
    "IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,"
    "Destination,ETA,Data source type,A,B,C,D"
)
US = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,"
    "Width,Draft,Cargo,TransceiverClass"
)
US_NEW = (
    "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,"
    "status,length,width,draft,cargo,transceiver"
)
FERRY = (
    "24/11/2021 02:01:00,Class A,219000001,51.0,1.5,Under way using engine,0.0,12.0,40.0,41,"
    "9000001,OABC,ALMA,Cargo,,30,190,GPS,9.5,DOVER,25/11/2021 10:00:00,AIS,150,40,12,18"
)


def read(tmp_path: Path, *lines: str, at: datetime | None = None, **given: str) -> AisRead:
    path = tmp_path / "day.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    columns = columns_of(given.pop("columns")) if "columns" in given else None
    return read_ais(path, columns=columns, at=at, time_zone=given.get("time_zone"))


def test_the_danish_layout(tmp_path: Path) -> None:
    base = "24/11/2021 02:01:01,Base Station,2190001,55.0,10.0" + ",,,,,,Unknown" + 15 * ","
    aid = "24/11/2021 02:01:01,AtoN,992190001,55.0,10.0" + ",,,,,,Unknown" + 15 * ","
    yacht = "24/11/2021 02:01:02,Class B,219000002,51.1,1.6,Unknown value,,,,,Unknown,,WREN"
    yacht += ",Sailing,,,,Undefined,,,,AIS,,,,"
    found = read(tmp_path, DANISH, FERRY, base, aid, yacht)
    where = found.positions
    assert where.mmsi.tolist() == [219_000_001, 219_000_002]
    assert where.time_s.tolist() == [AT_S, AT_S + 2]
    assert (where.lon[0], where.lat[0], where.heading_deg[0]) == (1.5, 51.0, 41.0)
    assert where.speed[0] == pytest.approx(12.0 * KNOT)
    assert np.isnan(where.speed[1])
    assert [CLASSES[kind] for kind in where.kind] == ["A", "B"]
    assert where.status.tolist() == [0, NOT_TOLD]
    assert found.ignored == {"base-station": 1, "aid": 1}
    assert (found.messages, found.unreadable, found.by_type) == (4, 0, {})
    alma, wren = found.statics
    assert (alma.name, alma.callsign, alma.destination, alma.imo) == (
        "ALMA",
        "OABC",
        "DOVER",
        9000001,
    )
    assert (alma.ship_type, alma.to_bow_m, alma.to_stern_m, alma.draught_m) == (70, 150, 40, 9.5)
    assert (alma.to_port_m, alma.to_starboard_m) == (12, 18)
    assert (wren.name, wren.ship_type, wren.imo) == ("WREN", 36, 0)
    assert np.isnan(wren.to_bow_m)


@pytest.mark.parametrize("header", [US, US_NEW])
def test_the_american_layouts(tmp_path: Path, header: str) -> None:
    place = "51.0,1.5" if header is US else "1.5,51.0"
    row = f"366000001,2021-11-24T02:01:00,{place},12.0,360.0,511.0,ALMA,IMO9000001,WABC,70.0,0,"
    aground = row.replace("12.0", "102.3").replace(",70.0,0,", ",70.0,6,")
    found = read(tmp_path, header, row + "190,30,9.5,70,A", aground + ",,,,B")
    where = found.positions
    assert where.time_s.tolist() == [AT_S, AT_S]
    assert (where.lon[0], where.lat[0]) == (1.5, 51.0)
    assert where.speed[0] == pytest.approx(12.0 * KNOT)
    assert np.isnan(where.speed[1])
    assert np.isnan(where.course_deg).all()
    assert np.isnan(where.heading_deg).all()
    assert [CLASSES[kind] for kind in where.kind] == ["A", "B"]
    assert where.status.tolist() == [0, 6]
    (ship,) = found.statics
    assert (ship.imo, ship.ship_type, ship.callsign) == (9000001, 70, "WABC")
    assert ship.to_bow_m + ship.to_stern_m == 190
    assert ship.to_port_m + ship.to_starboard_m == 30


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("Under way using engine", 0),
        ("At anchor", 1),
        ("Not under command", 2),
        ("Restricted maneuverability", 3),
        ("restricted manoeuvrability", 3),
        ("Constrained by her draught", 4),
        ("Moored", 5),
        ("Aground", 6),
        ("Engaged in fishing", 7),
        ("Under way sailing", 8),
        ("Power-driven vessel towing astern (regional use)", 11),
        ("2", 2),
        ("2.0", 2),
        ("Unknown value", NOT_TOLD),
        ("Reserved for future use [9]", NOT_TOLD),
        ("", NOT_TOLD),
        ("-1", NOT_TOLD),
        ("16", NOT_TOLD),
        ("2.5", NOT_TOLD),
        ("1e400", NOT_TOLD),
    ],
)
def test_the_navigational_status_in_words_or_figures(
    tmp_path: Path, told: str, status: int
) -> None:
    row = FERRY.replace("Under way using engine", told)
    assert read(tmp_path, DANISH, row).positions.status.tolist() == [status]


MAP = "time=t,mmsi=id,lat=y,lon=x,sog_kn=v,cog_deg=c"


@pytest.mark.parametrize(
    "time",
    [
        "2021-11-24 02:01:00Z",
        "2021-11-24T03:01:00+01:00",
        "1637719260",
        "1637719260000",
        "1637719260.0",
    ],
)
def test_a_stated_map_reads_iso_and_unix_times(tmp_path: Path, time: str) -> None:
    found = read(tmp_path, "id,t,x,y,v,c", f"244000001,{time},1.5,51.0,12,40", columns=MAP)
    assert found.positions.time_s.tolist() == [AT_S]
    assert CLASSES[found.positions.kind[0]] == "unknown"


def test_semicolons_quotes_and_decimal_commas(tmp_path: Path) -> None:
    head = '"id";"t";"x";"y";"v";"c";"n"'
    row = '244000001;"2021-11-24 02:01:00";1,5;51,0;"12,5";40;"A; B"'
    found = read(tmp_path, head, row, columns=MAP + ",name=N", time_zone="UTC")
    assert found.positions.lon.tolist() == [1.5]
    assert found.positions.speed[0] == pytest.approx(12.5 * KNOT)
    assert found.statics[0].name == "A; B"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("244000001,2021-11-24 02:01:00Z,1.5", "columns"),
        ("ALMA,2021-11-24 02:01:00Z,1.5,51.0,1,1", "mmsi"),
        ("1e999,2021-11-24 02:01:00Z,1.5,51.0,1,1", "mmsi"),
        ("-244000001,2021-11-24 02:01:00Z,1.5,51.0,1,1", "mmsi"),
        ("244000001,24.11.21,1.5,51.0,1,1", "time"),
        ("244000001,,1.5,51.0,1,1", "time"),
        ("244000001,2021-11-24 02:01:00Z,east,51.0,1,1", "position"),
        ("244000001," + "9" * 100_000, "too-long"),
        ("\x00\x01\x02\x03", "columns"),
    ],
)
def test_rows_that_cannot_be_read_are_kept_and_counted(tmp_path: Path, row: str, why: str) -> None:
    good = "244000001,2021-11-24 02:01:00Z,1.5,51.0,12,40"
    found = read(tmp_path, "id,t,x,y,v,c", good, row, good, columns=MAP)
    assert (found.messages, found.unreadable, found.why) == (3, 1, {why: 1})
    assert len(found.positions) == 2
    assert (found.lines[0].number, found.lines[0].text) == (3, row[:200])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("0,2021-11-24 02:01:00Z,1.5,51.0,1,1", "mmsi-0"),
        ("36600000006,2021-11-24 02:01:00Z,1.5,51.0,1,1", "no-such-mmsi"),
        ("1e12,2021-11-24 02:01:00Z,1.5,51.0,1,1", "no-such-mmsi"),
        ("244000001,2021-11-24 02:01:00Z,181,91,1,1", "no-position"),
        ("244000001,2021-11-24 02:01:00Z,,,1,1", "no-position"),
        ("244000001,2021-11-24 02:01:00Z,1.5,97.0,1,1", "no-such-position"),
        ("244000001,1970-01-01 00:00:00Z,1.5,51.0,1,1", "time-out-of-range"),
        ("244000001,2099-01-01 00:00:00Z,1.5,51.0,1,1", "time-out-of-range"),
    ],
)
def test_rows_that_are_no_position_are_counted(tmp_path: Path, row: str, why: str) -> None:
    good = "244000001,2021-11-24 02:01:00Z,1.5,51.0,12,40"
    now = datetime(2026, 11, 22, tzinfo=UTC)
    found = read(tmp_path, "id,t,x,y,v,c", good, row, good, columns=MAP, at=now)
    assert (found.ignored, found.unreadable, len(found.positions)) == ({why: 1}, 0, 2)


def test_swapped_columns_are_said(tmp_path: Path) -> None:
    rows = [f"244000001,2021-11-24 02:01:00Z,-33.9,{151 + n / 10},1,1" for n in range(5)]
    with pytest.raises(LastknownError, match=r"lat=151 is beyond 90.*swapped"):
        read(tmp_path, "id,t,x,y,v,c", *rows, columns=MAP)
    with pytest.raises(LastknownError, match="looks swapped; write lat=Latitude"):
        columns_of("time=t,mmsi=id,lat=Longitude,lon=Latitude")


def test_one_bad_row_at_the_end_refuses_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lastknown.exchange.ais._BATCH", 3)
    rows = ["244000001,2021-11-24 02:01:00Z,1.5,51.0,12,40"] * 3
    swapped = "244000001,2021-11-24 02:01:00Z,51.0,120.5,12,40"
    found = read(tmp_path, "id,t,x,y,v,c", *rows, swapped, columns=MAP)
    assert (found.ignored, len(found.positions)) == ({"no-such-position": 1}, 3)
    with pytest.raises(LastknownError, match=r"lat=120\.5 is beyond 90.*swapped"):
        read(tmp_path, "id,t,x,y,v,c", rows[0], *[swapped] * 3, columns=MAP)


def test_one_row_that_lost_its_zone_refuses_no_file(tmp_path: Path) -> None:
    good = "244000001,2021-11-24 02:01:00Z,1.5,51.0,12,40"
    found = read(tmp_path, "id,t,x,y,v,c", good, good.replace("Z", ""), good, columns=MAP)
    assert (found.why, found.messages, len(found.positions)) == ({"time": 1}, 3, 2)
    with pytest.raises(LastknownError, match=r"no zone.*--time-zone UTC"):
        read(tmp_path, "id,t,x,y,v,c", good.replace("Z", ""), good, columns=MAP)


def test_names_in_a_row_of_a_time_that_no_clock_told_have_none(tmp_path: Path) -> None:
    row = FERRY.replace("24/11/2021", "24/11/2096")
    found = read(tmp_path, DANISH, row, at=datetime(2026, 11, 22, tzinfo=UTC))
    (said,) = found.statics
    assert (said.name, np.isnan(said.time_s)) == ("ALMA", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time=t,mmsi=id,lat=y", "lon is missing; add lon=NAME"),
        ("time=t,mmsi=id,lat=y,lon=x,sog=v", "'sog=v' is no FIELD=NAME; fields are time"),
        ("time=t,time=u,mmsi=id,lat=y,lon=x", "time is there twice"),
        ("", "is no FIELD=NAME"),
        (
            "time=t,mmsi=id,lat=y,lon=x,sog_ms=v,sog_kn=w",
            "sog_kn and sog_ms are both there, and a ship has one speed; leave one out",
        ),
    ],
)
def test_a_map_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(LastknownError, match=said):
        columns_of(text)


def test_what_must_be_stated_is_asked_for(tmp_path: Path) -> None:
    row = "244000001,2021-11-24 02:01:00,1.5,51.0,12,40"
    with pytest.raises(LastknownError, match="there is no column 'id'; the header is 'who,t"):
        read(tmp_path, "who,t,x,y,v,c", row, columns=MAP)
    with pytest.raises(LastknownError, match=r"no zone; say which it is: --time-zone UTC"):
        read(tmp_path, "id,t,x,y,v,c", row, columns=MAP)
    with pytest.raises(LastknownError, match="times of this layout are UTC"):
        read(tmp_path, DANISH, FERRY, time_zone="+01:00")
    found = read(tmp_path, "id,t,x,y,v,c", row, columns=MAP, time_zone="+01:00")
    assert found.positions.time_s.tolist() == [AT_S - 3600]


def test_a_beacon_in_a_row_is_a_beacon(tmp_path: Path) -> None:
    row = "970010119,2021-11-24T02:01:00,51.1,1.7,0.5,,,,,,,{},,,,,A"
    found = read(tmp_path, US, row.format(14), row.format(15))
    assert [each.test for each in found.beacons] == [False, True]
    assert found.heard[0].raw == row.format(14)
    assert len(found.positions) == 0


def test_a_packed_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "day.csv.gz"
    path.write_bytes(gzip.compress(f"{DANISH}\r\n{FERRY}\r\n".encode()))
    assert len(read_ais(path).positions) == 1


def test_blank_lines_before_the_header_are_counted(tmp_path: Path) -> None:
    found = read(
        tmp_path, "", " ", "id,t,x,y,v,c", "ALMA,2021-11-24 02:01:00Z,1,51,1,1", columns=MAP
    )
    assert [each.number for each in found.lines] == [4]


def test_sentences_after_a_line_that_looks_like_a_header_are_sentences(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"station,antenna,height,since\n" + position() + b"\n")
    found = read_ais(path)
    assert (len(found.positions), found.unreadable) == (1, 1)
