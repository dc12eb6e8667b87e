"""AIS from files: the counts are pyais's own, times come from all around, nothing bad is fatal."""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyais.stream import ByteStream, FileReaderStream

from lastknown.case.glance import is_there
from lastknown.errors import LastknownError
from lastknown.exchange._aistally import MOST_KEPT
from lastknown.exchange.ais import AisRead, Decoder, columns_of, read_ais, read_batches
from lastknown.ships.columns import CLASSES, NOT_TOLD
from lastknown.units import KNOT
from tests.exchange.aislines import AT_S, beacon, checksum, ferry, position, sentences, static
from tests.permissions import heeding_permissions
from tests.samples import sample_path


def decoded(*lines: bytes, received_s: float = float("nan")) -> AisRead:
    decoder = Decoder()
    decoder.feed(lines, received_s)
    return decoder.close()


def alone(stream: Iterator[object]) -> tuple[int, Counter[int]]:
    """Return how many messages pyais gives, and of which type those are that it can decode."""
    messages, types = 0, Counter[int]()
    for message in stream:
        messages += 1
        try:
            types[message.decode().msg_type] += 1  # type: ignore[attr-defined]
        except Exception:  # the kinds of its errors are its own
            continue
    return messages, types


@pytest.mark.parametrize(
    ("name", "undecodable", "positions"),
    [("ais_aegean.nmea", 100, 758), ("ais_danish_tagged.nmea", 0, 2939)],
)
def test_recorded_streams_give_the_counts_of_pyais_alone(
    name: str, undecodable: int, positions: int
) -> None:
    path = sample_path(f"data/samples/{name}")
    with FileReaderStream(path) as stream:
        messages, types = alone(iter(stream))
    read = read_ais(path)
    assert (read.messages, read.by_type) == (messages, types)
    assert read.unreadable == messages - sum(types.values()) == undecodable
    assert len(read.positions) == positions


def test_the_wrapped_stream_has_the_time_of_its_wrapper() -> None:
    read = read_ais(sample_path("data/samples/ais_danish_tagged.nmea"))
    first = datetime(2010, 6, 11, 11, 46, 12, 451_000, tzinfo=UTC).timestamp()
    assert read.positions.mmsi[0] == 258_902_000  # !AIVDM,1,1,,A,33nr7t001f13KNTOahh2@QpF00vh,0*58
    assert read.positions.time_s[0] == first
    assert np.isfinite(read.positions.time_s).all()
    assert read.positions.status[0] == 0


@pytest.mark.parametrize("name", ["ais_aegean.nmea", "ais_danish_tagged.nmea"])
def test_recorded_statuses_are_those_of_pyais(name: str) -> None:
    path = sample_path(f"data/samples/{name}")
    by_pyais = Counter[int]()
    with FileReaderStream(path) as stream:
        for message in stream:
            told = message.decode() if message.ais_id in (1, 2, 3) else None
            if told is None or re.match("000000000|00[2-7]|99[2-7]", f"{told.mmsi:09d}"):
                continue  # nobody's, a base station's, or an aid's
            if abs(told.lon) <= 180 and abs(told.lat) <= 90:
                by_pyais[int(told.status)] += 1
    found = read_ais(path).positions
    class_a = found.status[found.kind == CLASSES.index("A")]
    assert Counter(class_a.tolist()) == by_pyais
    assert {0, 5} <= by_pyais.keys()


def test_a_recording_of_columns_is_read_by_a_stated_map() -> None:
    columns = columns_of(
        "time=Time,mmsi=MMSI,lat=Latitude_degrees,lon=Longitude_degrees,"
        "cog_deg=COG_degrees,sog_kn=SOG_knots"
    )
    path = sample_path("data/samples/ais_solent_2016.csv")
    read = read_ais(path, columns=columns, time_zone="UTC")
    assert (read.messages, len(read.positions), read.unreadable) == (18_623, 18_623, 0)
    assert np.unique(read.positions.mmsi).size == 91
    assert read.positions.speed[0] == pytest.approx(5.9 * KNOT)
    assert read.positions.time_s[0] == pytest.approx(1_452_603_731.218)
    with pytest.raises(LastknownError, match=r"no zone.*--time-zone UTC"):
        read_ais(path, columns=columns)
    with pytest.raises(LastknownError, match="no layout that is known"):
        read_ais(path)


def test_reports_decoded_together_are_those_decoded_by_pyais_one_by_one() -> None:
    lines = [ferry(number) for number in range(200)]
    read = decoded(*lines)
    told = [message.decode() for message in ByteStream(lines)]
    assert read.positions.mmsi.tolist() == [each.mmsi for each in told]
    assert read.positions.lon.tolist() == [each.lon for each in told]
    assert read.positions.lat.tolist() == [each.lat for each in told]
    assert read.positions.speed == pytest.approx([each.speed * KNOT for each in told])
    assert read.positions.course_deg == pytest.approx([each.course for each in told])
    assert read.positions.heading_deg.tolist() == [each.heading for each in told]
    kinds = [CLASSES[kind] for kind in read.positions.kind]
    assert kinds == [{1: "A", 3: "A", 18: "B"}[each.msg_type] for each in told]
    assert np.unique(read.positions.status).size == 16
    assert read.positions.status.tolist() == [getattr(each, "status", NOT_TOLD) for each in told]


@given(
    lon=st.integers(-108_000_000, 107_999_999),
    lat=st.integers(-54_000_000, 54_000_000),
    speed=st.integers(0, 1023),
    course=st.integers(0, 3600),
    status=st.integers(0, 15),
)
@settings(max_examples=60, deadline=None)
def test_any_report_comes_out_as_pyais_decodes_it(
    lon: int, lat: int, speed: int, course: int, status: int
) -> None:
    motion = {"speed": speed / 10, "course": course / 10, "status": status}
    line = position(lon=lon / 6e5, lat=lat / 6e5, **motion)
    (message,) = ByteStream([line])
    told, found = message.decode(), decoded(line).positions
    assert (found.lon[0], found.lat[0]) == (told.lon, told.lat)
    if told.speed < 102.3:
        assert found.speed[0] == np.float32(told.speed * KNOT)
    else:
        assert np.isnan(found.speed[0])
    assert np.isnan(found.course_deg[0]) == (told.course >= 360.0)
    assert found.status.tolist() == [status]


def test_what_is_not_available_is_nan_and_never_a_figure() -> None:
    read = decoded(position(speed=102.3, course=360.0, heading=511))
    assert np.isnan(read.positions.speed[0])
    assert np.isnan(read.positions.course_deg[0])
    assert np.isnan(read.positions.heading_deg[0])
    aircraft = sentences(msg_type=9, mmsi=111_232_001, speed=140, lon=1.0, lat=51.0, course=90.0)
    far = sentences(msg_type=27, mmsi=244_000_001, speed=14, lon=1.0, lat=51.0, course=90, status=2)
    read = decoded(*aircraft, *far)
    assert [CLASSES[kind] for kind in read.positions.kind] == ["SAR aircraft", "long range"]
    assert read.positions.status.tolist() == [NOT_TOLD, 2]
    assert read.positions.speed == pytest.approx([140 * KNOT, 14 * KNOT])
    unknown = sentences(msg_type=27, mmsi=244_000_001, speed=63, lon=1.0, lat=51.0, course=511)
    assert np.isnan(decoded(*unknown).positions.speed[0])
    assert np.isnan(decoded(*unknown).positions.course_deg[0])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (position(mmsi=0), "mmsi-0"),
        (position(mmsi=2_320_001), "base-station"),
        (position(mmsi=992_351_000), "aid"),
        (position(lon=181.0, lat=91.0), "no-position"),
        (position(lat=95.0), "no-such-position"),
        (sentences(msg_type=4, mmsi=2_320_001, lon=1.0, lat=51.0)[0], "base-station"),
        (sentences(msg_type=21, mmsi=992_351_000, lon=1.0, lat=51.0, name="VARNE")[0], "aid"),
        (position() + b",1", "checksum"),
        (b"$GPGGA,022000,5108.5,N,00144.5,E,1,08,0.9,5.0,M,0.0,M,,*47", "other-sentence"),
        (b"# a comment", "comment"),
        (static()[0], "parts-missing"),
        (static()[1], "parts-missing"),
    ],
)
def test_what_is_no_position_of_a_ship_is_counted(line: bytes, why: str) -> None:
    if why == "checksum":
        line = position()[:-2] + b"00"
    read = decoded(line)
    assert read.ignored == {why: 1}
    assert (len(read.positions), read.unreadable) == (0, 0)


@pytest.mark.parametrize("mmsi", [1_193_046, 1_999_999, 8_000_000, 990_000_001, 999_999_999])
@pytest.mark.parametrize("kind", [1, 18])
def test_a_ship_whose_number_nobody_gave_out_is_a_ship(mmsi: int, kind: int) -> None:
    read = decoded(position(mmsi, msg_type=kind), *static(mmsi))
    assert (read.positions.mmsi.tolist(), read.ignored) == ([mmsi], {})
    assert [each.name for each in read.statics] == ["ALMA"]


@pytest.mark.parametrize("mmsi", [2_000_000, 7_999_999, 992_000_000, 997_999_999])
def test_stations_ashore_and_aids_make_no_ships(mmsi: int) -> None:
    read = decoded(position(mmsi), *static(mmsi))
    assert (len(read.positions), len(read.statics)) == (0, 0)
    assert read.ignored == {"base-station" if mmsi < 10_000_000 else "aid": 1}


@pytest.mark.parametrize("seconds", [0.0, 4_000_000_000.0])
def test_names_are_not_of_a_time_that_no_clock_told(seconds: float) -> None:
    lines = [b"%b,%010d" % (line, seconds) for line in static()]
    (said,) = read_ais(lines, at=datetime(2026, 11, 22, tzinfo=UTC)).statics
    assert (said.name, np.isnan(said.time_s)) == ("ALMA", True)


@pytest.mark.parametrize("seconds", [0.0, 3600.0, 4_000_000_000.0])
def test_times_that_no_clock_told_are_counted_out(seconds: float) -> None:
    line = b"%b,%010d" % (position(), seconds)
    read = read_ais([line], at=datetime(2026, 11, 22, tzinfo=UTC))
    assert read.ignored == ({"time-out-of-range": 1})
    assert len(read.positions) == 0


def tagged(body: bytes) -> bytes:
    return b"\\%b*%b\\%b" % (body, checksum(body), position())


@pytest.mark.parametrize(
    "line",
    [
        tagged(b"s:rORBCOMM,c:1637719260"),
        tagged(b"c:1637719260000,s:r1"),
        tagged(b"g:1-1-77,s:r1,c:1637719260"),
        position() + b",1637719260",
        position() + b" 1637719260.0",
        position() + b",s22015,d-089,T33.09,r003669945,1637719260",
        b"2021-11-24T02:01:00Z " + position(),
        b"2021-11-24 03:01:00+01:00," + position(),
        b"[2021-11-24 02:01:00 UTC] " + position(),
        b"20211124T020100Z\t" + position(),
        b"1637719260 " + position(),
        b"1637719260.00;" + position(),
    ],
)
def test_the_time_around_a_sentence_is_found(line: bytes) -> None:
    read = decoded(line + b"\r\n")
    assert read.positions.time_s.tolist() == [AT_S]
    assert (read.ignored, read.unreadable) == ({}, 0)


def test_a_tag_block_that_is_damaged_tells_no_time_but_its_sentence_is_read() -> None:
    line = b"\\c:1637719260*00\\" + position()
    assert np.isnan(decoded(line).positions.time_s[0])
    assert decoded(line, received_s=AT_S).positions.time_s.tolist() == [AT_S]


def test_a_time_without_zone_is_refused_in_a_file_and_replaced_in_a_feed() -> None:
    line = b"2021-11-24 03:01:00 " + position()
    with pytest.raises(LastknownError, match=r"no zone.*--time-zone UTC"):
        read_ais([line])
    assert read_ais([line], time_zone="+01:00").positions.time_s.tolist() == [AT_S]
    assert read_ais([line], time_zone="Europe/Paris").positions.time_s.tolist() == [AT_S]
    assert decoded(line, received_s=AT_S + 5).positions.time_s.tolist() == [AT_S + 5]
    with pytest.raises(LastknownError, match="is no zone; write UTC"):
        read_ais([line], time_zone="Dover")


def test_one_line_that_lost_its_zone_ends_no_import() -> None:
    good, naive = tagged(b"c:1637719260"), b"2021-11-24 02:01:00 " + position(244_000_002)
    log = b"2021-11-24 02:01:00 WARNING! antenna lost"
    for first in (good, position() + b",1637719260"):
        read = read_ais([log, first, naive, log, good])
        assert (read.messages, read.why) == (3, {"no-sentence": 2})
        assert read.positions.time_s == pytest.approx([AT_S, np.nan, AT_S], nan_ok=True)


def test_a_wrapper_holds_for_the_next_sentence_only() -> None:
    body = b"PGHP,1,2021,11,24,2,1,0,0,232,0,0,1,5D"
    wrapper = b"$%b*%b" % (body, checksum(body))
    read = decoded(wrapper, position(), position())
    assert read.positions.time_s[0] == AT_S
    assert np.isnan(read.positions.time_s[1])
    first, second = static()
    assert decoded(wrapper, first, second).statics[0].time_s == AT_S


def test_static_data_of_class_a_and_the_two_parts_of_class_b() -> None:
    (ship,) = decoded(*static()).statics
    assert (ship.name, ship.callsign, ship.imo, ship.ship_type) == ("ALMA", "PABC", 9000001, 70)
    assert (ship.to_bow_m, ship.to_stern_m, ship.to_port_m, ship.to_starboard_m) == (
        150,
        40,
        12,
        18,
    )
    assert ship.draught_m == 9.5
    name = sentences(msg_type=24, partno=0, mmsi=244_000_002, shipname="WREN")
    rest = sentences(
        msg_type=24,
        partno=1,
        mmsi=244_000_002,
        ship_type=37,
        callsign="PD1",
        to_bow=8,
        to_stern=4,
        to_port=2,
        to_starboard=2,
    )
    (yacht,) = decoded(*rest, *name).statics
    assert (yacht.name, yacht.callsign, yacht.ship_type, yacht.to_bow_m) == ("WREN", "PD1", 37, 8)
    assert (yacht.imo, np.isnan(yacht.draught_m)) == (0, True)
    of_ship = {"mmsi": 982_440_001, "mothership_mmsi": 244_000_001}
    craft = sentences(msg_type=24, partno=1, ship_type=51, callsign="PT1", **of_ship)
    (tender,) = decoded(*craft).statics  # an auxiliary craft tells its ship where others tell size
    assert (tender.callsign, np.isnan(tender.to_bow_m)) == ("PT1", True)


def test_parts_wait_for_the_next_batch_and_statics_grow() -> None:
    decoder = Decoder()
    first, second = static()
    decoder.feed([first])
    assert decoder.take().statics == ()
    decoder.feed([second])
    assert decoder.take().statics[0].name == "ALMA"
    decoder.feed(sentences(msg_type=24, partno=0, mmsi=244_000_001, shipname="ALMA II"))
    (ship,) = decoder.take().statics
    assert (ship.name, ship.imo) == ("ALMA II", 9000001)
    assert decoder.close().ignored == {}


def test_a_replay_knows_what_a_ship_had_said_by_then(tmp_path: Path) -> None:
    named = [(0, "ALMA"), (360, "ALMA"), (720, "ALMA II"), (1080, "ALMA II")]
    lines = [
        f"{AT_S + late:.0f} ".encode() + line
        for late, name in named
        for line in sentences(msg_type=24, partno=0, mmsi=244_000_001, shipname=name)
    ]
    (tmp_path / "night.nmea").write_bytes(b"\n".join(lines))
    said = read_ais(tmp_path / "night.nmea").statics
    assert [(each.time_s - AT_S, each.name) for each in said] == [(0, "ALMA"), (720, "ALMA II")]


@pytest.mark.parametrize(
    ("mmsi", "kind"), [(970_010_119, "SART"), (972_010_119, "MOB"), (974_010_119, "EPIRB")]
)
def test_beacons_are_heard_and_are_no_ships(mmsi: int, kind: str) -> None:
    line = beacon(mmsi) + b",1637719260"
    read = decoded(line, beacon(mmsi, 15), beacon(mmsi, lon=181.0, lat=91.0))
    active, test, nowhere = read.beacons
    assert (active.kind, active.test, active.time_s) == (kind, False, AT_S)
    assert str(active.position) == "51°06.00'N 001°42.00'E"
    assert test.test
    assert nowhere.position is None
    assert read.heard[0].raw == line.decode()
    assert len(read.positions) == 0


def test_the_words_of_a_beacon_tell_a_test() -> None:
    active = sentences(msg_type=14, mmsi=970_010_119, text="SART ACTIVE")
    test = sentences(msg_type=14, mmsi=970_010_119, text="SART TEST")
    said = decoded(*active, *test).beacons
    assert [(each.text, each.test) for each in said] == [
        ("SART ACTIVE", False),
        ("SART TEST", True),
    ]
    assert said[0].position is None


def test_a_ship_that_tells_status_14_is_still_a_ship() -> None:
    read = decoded(position(status=14))
    assert (len(read.positions), read.beacons) == (1, ())


def test_broken_lines_are_kept_up_to_a_bound_and_all_counted() -> None:
    lines = [b"\x00\xff\xfe garbage %d" % number for number in range(3 * MOST_KEPT)]
    read = decoded(position(), *lines, b"!AIVDM,1,1,,B,,0*25", position())
    assert len(read.positions) == 2
    assert read.unreadable == 3 * MOST_KEPT + 1
    assert read.why == {"no-sentence": 3 * MOST_KEPT, "empty": 1}
    assert len(read.lines) == MOST_KEPT
    assert read.lines[0].number == 2
    assert read.lines[0].text.startswith("\x00\\xff\\xfe garbage 0")


def test_a_line_of_ten_megabytes_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "long.nmea"
    path.write_bytes(b"A" * 10_000_000 + b"\n" + position() + b"\n")
    read = read_ais(path)
    assert (len(read.positions), read.why) == (1, {"too-long": 1})
    assert len(read.lines[0].text) == 200


NIGHT = b"".join(each + b"\n" for each in (position(), position(244_000_002), beacon(), *static()))


def same(read: AisRead) -> bool:
    return (read.messages, len(read.positions), len(read.heard), len(read.statics)) == (4, 2, 1, 1)


@pytest.mark.parametrize(
    "data",
    [
        NIGHT,
        NIGHT.replace(b"\n", b"\r\n"),
        NIGHT.replace(b"\n", b"\r"),
        NIGHT.rstrip(b"\n"),
        b"\xef\xbb\xbf" + NIGHT,
        NIGHT.decode().encode("utf-16"),
        b"\xfe\xff" + NIGHT.decode().encode("utf-16-be"),
        gzip.compress(NIGHT, mtime=0),
        gzip.compress(NIGHT[:100], mtime=0) + gzip.compress(NIGHT[100:], mtime=0),
        b"\n\n" + NIGHT + b"\n",
    ],
)
def test_a_file_is_told_by_its_content(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "night.txt"
    path.write_bytes(data)
    read = read_ais(path)
    assert same(read)
    assert read.unreadable == 0


def test_a_gzip_that_is_cut_off_gives_what_came_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "night.nmea.gz"
    lines = b"".join(b"%b,%d\n" % (position(), AT_S + second) for second in range(3000))
    packed = gzip.compress(lines)
    path.write_bytes(packed[: len(packed) // 2])
    read = read_ais(path)
    assert read.why["cut-off"] == 1
    assert read.lines[-1].number == max(each.number for each in read.lines)
    assert len(read.positions) > 1000
    path.write_bytes(b"\x1f\x8b" + b"nonsense" * 10)
    assert read_ais(path).why == {"cut-off": 1}


def test_files_that_are_none_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="is a folder"):
        read_ais(tmp_path)
    with pytest.raises(LastknownError, match="No such file"):
        read_ais(tmp_path / "absent.nmea")
    packed = tmp_path / "day.zip"
    packed.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(LastknownError, match="ZIP archive; unpack it first"):
        read_ais(packed)
    empty = tmp_path / "empty.nmea"
    empty.write_bytes(b"")
    assert read_ais(empty).messages == 0


def test_a_folder_that_may_not_be_entered_is_said_in_one_line(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0)
    with heeding_permissions():
        with pytest.raises(LastknownError, match="Permission denied"):
            read_ais(shut / "day.nmea")
        assert not is_there(shut / "day.nmea")


def test_batches_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lastknown.exchange.ais._BATCH", 3)
    path = tmp_path / "night.nmea"
    path.write_bytes(NIGHT)
    shares: list[float | None] = []
    parts = list(read_batches(path, told=shares.append))
    assert len(parts) == 3
    assert shares == [1.0, 1.0, 1.0]
    assert same(read_ais(path))


@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([*static(), position()]))))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_counted_as_pyais_counts_and_never_fatal(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b"").replace(b"\r", b"") for line in lines]
    read = decoded(*lines, received_s=AT_S)
    messages, types = alone(iter(ByteStream(lines)))
    assert (read.messages, read.by_type) == (messages, types)


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_file_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(data)
    try:
        read = read_ais(path, time_zone="UTC")
    except LastknownError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert read.messages >= len(read.positions)


def test_a_pipe_that_nobody_writes_to_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LastknownError, match="no file on disk; save it first"):
        read_ais(tmp_path / "pipe")


def test_a_device_that_never_ends_is_refused() -> None:
    with pytest.raises(LastknownError, match=r"/dev/zero is a device, no file on disk; save what"):
        read_ais("/dev/zero")
