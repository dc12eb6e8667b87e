"""AIS files on the command line: counts, beacons into a record, nothing twice, nothing fatal."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.case.opening import open_record
from lastknown.case.store import read
from lastknown.case.told import Report
from lastknown.case.traffic import count_ships, open_ships
from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text
from tests.exchange.aislines import AT_S, beacon, position, sentences, static
from tests.samples import sample_path


def stamped(line: bytes, seconds: float = 0.0) -> bytes:
    return b"%b,%d\n" % (line, AT_S + seconds)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Return a file of two ships, a beacon that drifts and one under test."""
    lines = [stamped(position(), 0), stamped(position(244_000_002, lat=51.2), 60)]
    lines += [stamped(each) for each in static()]
    lines += [stamped(beacon(lon=1.7 + n * 0.0002), 60 * n) for n in range(12)]  # 14 m a minute
    lines += [stamped(beacon(972_010_119, 15), 5), b"garbage\n"]
    lines += [
        stamped(each, 9) for each in sentences(msg_type=14, mmsi=970_010_119, text="SART ACTIVE")
    ]
    path = tmp_path / "night.nmea"
    path.write_bytes(b"".join(lines))
    return path


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "J. Watch")
    monkeypatch.setenv("LASTKNOWN_ROLE", "watch officer")
    path = str(tmp_path / "night.sqlite")
    assert run(["case", "new", path, "--name", "Exercise"]) == 0
    return path


def said(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    capfd.readouterr()
    assert run(["ships", "import", *words]) == 0
    return capfd.readouterr().out


def document(capfd: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capfd, *words, "--json"))
    Draft202012Validator(json.loads(schema_text("ships-import"))).validate(found)
    return found


def reports(record: str) -> list[tuple[Report, str | None]]:
    store = open_record(record)
    try:
        return [(each.body, each.raw) for each in read(store) if isinstance(each.body, Report)]
    finally:
        store.close()


def test_a_file_in_words_says_beacons_first(night: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = said(capfd, str(night)).replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert lines[0].startswith(
        "BEACON AIS-SART 970010119, Wed 24 Nov 2021, 02:12 UTC: 51°06.00'N 001°"
    )
    assert lines[1].startswith("Test of a beacon, MOB-AIS 972010119")
    assert lines[2].endswith("night.nmea: messages 17, positions 2, ships 2.")
    assert lines[3] == "From Wed 24 Nov 2021, 02:01 UTC to Wed 24 Nov 2021, 02:02 UTC."
    assert lines[5] == "Unreadable 1: lines that are no sentence 1."
    assert lines[6] == "  line 18 (lines that are no sentence): garbage"


def test_a_file_in_french(night: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = said(capfd, str(night), "--lang", "fr")
    assert text.startswith("BALISE AIS-SART 970010119")
    assert "Illisibles 1" in text


def test_a_file_as_json(night: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = document(capfd, str(night))
    assert (found["messages"], found["positions"], found["ships"]) == (17, 2, 2)
    assert (found["unreadable"], found["why"]) == (1, {"no-sentence": 1})
    assert found["by_type"] == {"1": 15, "5": 1, "14": 1}
    assert (found["statics"], found["into"]) == (1, None)
    assert [each["messages"] for each in found["beacons"]] == [13, 1]
    assert found["beacons"][0]["text"] == "SART ACTIVE"


def test_a_record_gets_positions_and_a_report_for_each_place_of_a_beacon(
    night: Path, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = document(capfd, str(night), "--into", record)["into"]
    assert (found["positions"], found["statics"], found["known"]) == (2, 1, 0)
    assert (len(found["reports"]), found["tests_refused"]) == (1, 1)
    ((report, raw),) = reports(record)
    assert (report.what, report.channel, report.object) == ("ais", "AIS", "AIS-SART 970010119")
    assert report.position is not None
    assert (report.position.lon, report.position.lat) == (1.7, 51.1)
    assert raw == stamped(beacon()).decode().strip()


def test_the_same_file_twice_doubles_nothing(
    night: Path, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    document(capfd, str(night), "--into", record)
    again = document(capfd, str(night), "--into", record)["into"]
    assert (again["positions"], again["statics"], again["known"]) == (0, 0, 3)
    assert (again["reports"], again["known_reports"]) == ([], 1)
    assert len(reports(record)) == 1
    ships = open_ships(record, read_only=True)
    assert count_ships(ships)[0] == 2
    ships.close()


def test_a_beacon_that_moved_is_reported_anew(
    tmp_path: Path, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "later.nmea"
    lines = [stamped(beacon(lon=1.7 + n * 0.001), 300 * n) for n in range(8)]  # 70 m each
    path.write_bytes(b"".join(lines))
    assert len(document(capfd, str(path), "--into", record)["into"]["reports"]) == 3
    path.write_bytes(b"".join([lines[0], stamped(beacon(lon=1.8), 3000)]))
    assert len(document(capfd, str(path), "--into", record)["into"]["reports"]) == 1
    assert len(reports(record)) == 4


@pytest.mark.parametrize(
    ("told", "after_s", "written"),
    [
        ({"lat": 51.1005}, 300, 0),  # 56 m north, minutes later, by another receiver
        ({"lon": 1.7005}, 300, 0),
        ({"lat": 51.1025}, 300, 1),  # 0.15 NM
        ({"lon": 1.7045}, 300, 1),
        ({"lat": 51.1005}, 900, 1),  # as near, and not just then
        ({"lat": 91.0, "lon": 181.0}, 300, 1),  # it sends, and no longer tells where
    ],
)
def test_another_file_writes_of_a_beacon_what_is_new(
    tmp_path: Path, record: str, capfd: pytest.CaptureFixture[str],
    told: dict[str, float], after_s: float, written: int,
) -> None:  # fmt: skip
    first, second = tmp_path / "first.nmea", tmp_path / "second.nmea"
    first.write_bytes(stamped(beacon()))
    second.write_bytes(stamped(beacon(**told), after_s))
    assert len(document(capfd, str(first), "--into", record)["into"]["reports"]) == 1
    found = document(capfd, str(second), "--into", record)["into"]
    assert (len(found["reports"]), found["known_reports"]) == (written, 1 - written)


def test_a_test_is_taken_in_an_exercise_only_and_says_so(
    night: Path, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "no report: 1; in an exercise give --exercise" in said(
        capfd, str(night), "--into", record
    )
    found = document(capfd, str(night), "--into", record, "--exercise")["into"]
    assert (len(found["reports"]), found["known_reports"], found["tests_refused"]) == (1, 1, 0)
    assert reports(record)[-1][0].source == "EXERCISE: MOB-AIS 972010119, under test"


def test_a_beacon_that_was_tested_and_is_then_real_is_reported_as_real(
    tmp_path: Path, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tested.nmea"
    path.write_bytes(stamped(beacon(status=15)) + stamped(beacon(), 300))
    for written, known in ((2, 0), (0, 2)):
        found = document(capfd, str(path), "--into", record, "--exercise")["into"]
        assert (len(found["reports"]), found["known_reports"]) == (written, known)
    test, real = (report.source for report, _ in reports(record))
    assert test == "EXERCISE: AIS-SART 970010119, under test"
    assert real == "AIS-SART 970010119"


def test_a_beacon_without_time_is_entered_once(
    tmp_path: Path, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "untimed.nmea"
    path.write_bytes(beacon() + b"\n" + position() + b"\n")
    text = said(capfd, str(path), "--into", record)
    assert "Not kept, as they have no time: 1." in text
    said(capfd, str(path), "--into", record)
    assert len(reports(record)) == 1


def test_positions_without_a_time_are_counted_where_nothing_is_kept(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "half.nmea"
    path.write_bytes(stamped(position()) + 3 * (position() + b"\n"))
    assert "NO TIME, so not used by any answer: positions 3." in said(capfd, str(path))
    assert "SANS HEURE, donc" in said(capfd, str(path), "--lang", "fr")
    assert document(capfd, str(path))["timeless"] == 3


def test_a_flood_of_beacons_does_not_bury_the_record(
    tmp_path: Path, record: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lastknown.desk.ships.beacons.MOST_REPORTS", 3)
    path = tmp_path / "flood.nmea"
    path.write_bytes(b"".join(stamped(beacon(970_000_001 + n)) for n in range(5)))
    assert "reports not written: 2" in said(capfd, str(path), "--into", record)
    found = document(capfd, str(path), "--into", record)["into"]
    assert (len(found["reports"]), found["known_reports"], found["reports_beyond"]) == (2, 3, 0)


def test_a_file_of_ships_holds_no_reports(
    night: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = document(capfd, str(night), "--into", str(tmp_path / "day.ships.sqlite"))["into"]
    assert (found["positions"], found["reports"], found["tests_refused"]) == (2, [], 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "there is no AIS message in it"),
        (b"\x00\xff" * 5000, "Unreadable 1"),
        (gzip.compress(b"hello\n" * 3, mtime=0), "Unreadable 3"),
        (b"a,b,c,d\n1,2,3,4\n", "of no layout that is known"),
        (b"PK\x03\x04", "ZIP archive"),
        (b"SQLite format 3\x00", "is a database; give a file of AIS"),
        (b"\x89PNG\r\n\x1a\n", "is a picture; give a file of AIS"),
    ],
)
def test_bad_files_end_in_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], data: bytes, words: str
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    assert run(["ships", "import", str(path)]) == 2
    printed = capfd.readouterr()
    assert words in (printed.out + printed.err).replace("\N{NO-BREAK SPACE}", " ")
    assert "fault" not in printed.err


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("mmsi,time,lat,lon,sog_kn,name,type", "sog_kn=sog_kn,name=name,ship_type=type"),
        (
            "MMSI,Time,Lat,Lon,Vessel Name,Vessel_Type,Call Sign,Length (m),Beam ft,Type of mobile",
            "name=Vessel Name,callsign=Call Sign,ship_type=Vessel_Type,length_m=Length (m)",
        ),
    ],
)
def test_columns_of_no_known_layout_are_suggested_with_names_and_types(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], header: str, named: str
) -> None:
    path = tmp_path / "own.csv"
    cells = {"name": "EVEN KEEL", "type": "70", "lat": "51.1", "lon": "1.5", "mmsi": "235000001"}
    row = [cells.get(name.casefold(), "2026-11-22T08:20Z" if name.casefold() == "time" else "9")
           for name in header.split(",")]  # fmt: skip
    path.write_text(f"{header}\n{','.join(row)}\n", encoding="utf-8")
    assert run(["ships", "import", str(path)]) == 2
    said = capfd.readouterr().err
    (option,) = re.findall(r'--columns "(.*)"', said)
    assert option.endswith(named)
    assert run(["ships", "import", str(path), "--columns", option]) == 0


def test_a_file_without_anything_to_use_prints_its_counts_and_the_remedy(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(b"hello\n" * 3)
    assert run(["ships", "import", str(path), "--json"]) == 2
    printed = capfd.readouterr()
    assert json.loads(printed.out)["unreadable"] == 3
    assert "holds nothing that can be used; give AIS sentences or a CSV" in printed.err


def test_made_up_beacons_fill_no_memory(
    tmp_path: Path, record: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("beacons", "imported"):
        monkeypatch.setattr(f"lastknown.desk.ships.{room}.MOST_KEPT", 3)
    path = tmp_path / "flood.nmea"
    path.write_bytes(b"".join(stamped(beacon(970_000_001 + n)) for n in range(5)))
    found = document(capfd, str(path), "--into", record)
    assert (len(found["beacons"]), found["ignored"]["beacon-flood"]) == (3, 2)
    assert (len(found["into"]["reports"]), found["into"]["reports_beyond"]) == (3, 2)


def test_the_recordings_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    columns = "time=Time,mmsi=MMSI,lat=Latitude_degrees,lon=Longitude_degrees,sog_kn=SOG_knots"
    solent = str(sample_path("data/samples/ais_solent_2016.csv"))
    found = document(capfd, solent, "--columns", columns, "--time-zone", "UTC")
    assert (found["messages"], found["positions"], found["ships"]) == (18_623, 18_623, 91)
    aegean = document(capfd, str(sample_path("data/samples/ais_aegean.nmea")))
    assert (aegean["messages"], aegean["unreadable"], aegean["ships"]) == (878, 100, 163)


def test_the_page_shows_what_is_printed(
    night: Path, record: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(night.parent)
    page = (Path(__file__).parents[2] / "docs" / "ais.md").read_text(encoding="utf-8")
    text = said(capfd, "night.nmea", "--into", "night.sqlite").replace("\N{NO-BREAK SPACE}", " ")
    assert f"--into night.sqlite\n{text}```" in page


def test_ships_on_both_sides_of_180_degrees_lie_in_one_narrow_box(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "east.nmea"
    lines = [position(244_000_001 + n, lon=lon, lat=-17.0) for n, lon in enumerate((179.5, -179.5))]
    path.write_bytes(b"".join(map(stamped, lines)))
    assert document(capfd, str(path))["box"] == pytest.approx([179.5, -17.0, -179.5, -17.0])
    told = "They lie between 17°00.00'S 179°30.00'E and 17°00.00'S 179°30.00'W."
    assert told in said(capfd, str(path)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_file_whose_only_fault_is_its_checksums_is_counted_and_no_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The page on AIS says so: exit code 0, and the counts say what happened."""
    body, _, star = stamped(position(), 0).rpartition(b"*")
    wrong = b"00" if star[:2] != b"00" else b"01"
    path = tmp_path / "wrong.nmea"
    path.write_bytes(body + b"*" + wrong + b"\r\n")
    told = document(capfd, str(path))
    assert (told["messages"], told["positions"]) == (1, 0)
    assert told["ignored"]["checksum"] == 1


COLUMNS = ["--columns", "time=t,mmsi=id,lat=lat,lon=lon,sog_kn=v,cog_deg=c"]


def rows(path: Path, unit: float = 1.0, *, swapped: bool = False, east: float = 0.0) -> Path:
    """Write two ships that go 12 kn, to the north-west and to the east, for 40 minutes."""
    told = ["t,id,lat,lon,v,c"]
    for second in range(0, 2400, 20):
        for mmsi, north, course in ((244_000_001, 0.7, 315.0), (244_000_002, 0.0, 90.0)):
            run_deg = 12.0 * second / 3600.0 / 60.0
            side = -0.7 if north else 1.0
            lat, lon = 51.0 + north * run_deg, east + 1.5 + side * run_deg / 0.63
            lon = (lon + 180.0) % 360.0 - 180.0
            place = f"{lon:.6f},{lat:.6f}" if swapped else f"{lat:.6f},{lon:.6f}"
            told.append(f"{AT_S + second:.0f},{mmsi},{place},{12.0 * unit:.1f},{course}")
    path.write_text("\n".join(told) + "\n")
    return path


@pytest.mark.parametrize(
    ("unit", "ratio"), [(1.0, 1.0), (1.852, 0.54), (0.5144, 1.94), (3600.0 / 1852.0, 0.51)]
)
@pytest.mark.parametrize("east", [0.0, 178.5])
def test_a_speed_in_another_unit_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], unit: float, ratio: float, east: float
) -> None:
    path = str(rows(tmp_path / "day.csv", unit, east=east))
    found = document(capfd, path, *COLUMNS)
    assert found["speed_ratio"] == pytest.approx(ratio, abs=0.03)
    assert found["course_off_deg"] < 3
    for lang, words in (("en", "CHECK THE COLUMNS"), ("fr", "VÉRIFIER LES COLONNES")):
        assert (words in said(capfd, path, *COLUMNS, "--lang", lang)) == (unit != 1.0)


def test_swapped_columns_that_could_be_a_sea_are_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = str(rows(tmp_path / "day.csv", swapped=True))
    found = document(capfd, path, *COLUMNS)
    assert found["course_off_deg"] > 60
    assert said(capfd, path, *COLUMNS).count("CHECK THE COLUMNS") == 2


def test_of_few_steps_and_of_sentences_nothing_is_said_of_columns(
    tmp_path: Path, night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = rows(tmp_path / "day.csv", 5.0)
    few = tmp_path / "few.csv"
    few.write_text("\n".join(path.read_text().splitlines()[:20]))
    for file, words in ((few, COLUMNS), (night, [])):
        found = document(capfd, str(file), *words)
        assert (found["speed_ratio"], found["course_off_deg"]) == (None, None)
