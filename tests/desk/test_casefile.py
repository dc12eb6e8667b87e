"""The case file: every field of the issue, and one clear line for whatever is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.desk.casefile import Case, load_case, parse_case
from lastknown.drift.start import Phase
from lastknown.errors import LastknownError
from lastknown.geo.position import Position

FULL = """\
name = "Exercise Varne"
at = 2026-11-22T08:30:00Z
seed = 1
particles = 5000

[sea]
sources = ["dover-strait"]
current_sd_kn = 0.6
current_half_life_min = 450
wind_sd_kn = 2.0
wind_half_life_min = 60
water_temperature_c = 12.5
coast = "dover-strait"
[[sea.wind]]
time = 2026-11-22T00:00:00Z
from_deg = 240
speed_kn = 8
sd_kn = 2.0

[drift]
scheme = "rk2"
step_s = 600
output_s = 3600
shore = "slide"

[[start]]
time = 2026-11-22T04:30:00Z
position = "51°08.5'N 001°44.5'E"
error_nm = 0.5
what = "inflatable-overloaded"
persons = 33
boat = "red"
weight = 1.0
side = "both"
spread = 1.0
jibes_per_hour = 0.04
time_sd_min = 5
fix_age_min = 10
[[start.phase]]
kind = "under-way"
toward = "51°07'N 001°19'E"
speed_kn = 3.5
speed_sd_kn = 1.0
fails_after_mean_h = 1.5
[[start.phase]]
kind = "adrift"
[[start.phase]]
kind = "swamped"
after = 2026-11-22T06:00:00Z
holding_on = 0.5

[[unit]]
name = "Lifeboat Dover"
kind = "lifeboat"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 4
sweep_width_nm = { boat = 2.0, person = 0.2 }
"""
SMALL = """\
name = "Small"
at = 2026-11-22T08:30:00Z
[sea]
sources = ["dover-strait"]
[[start]]
time = 2026-11-22T04:30:00Z
position = "51°08.5'N 001°44.5'E"
"""


def changed(old: str, new: str, text: str = FULL) -> str:
    """Return the file with one thing changed, and make sure that it was there."""
    assert old in text
    return text.replace(old, new, 1)


def fault(text: str) -> str:
    """Return the one line that a wrong file gives."""
    with pytest.raises(LastknownError) as caught:
        parse_case(text, Path("night.toml"))
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith("night.toml")
    return line


def test_every_field_arrives() -> None:
    case = parse_case(FULL)
    assert case.at == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    assert (case.name, case.seed, case.particles) == ("Exercise Varne", 1, 5000)
    assert case.sea.sources == ("dover-strait",)
    assert (case.sea.current_sd_kn, case.sea.current_half_life_min) == (0.6, 450)
    assert (case.sea.wind_sd_kn, case.sea.wind_half_life_min) == (2.0, 60)
    assert (case.sea.water_temperature_c, case.sea.coast) == (12.5, "dover-strait")
    assert (case.sea.wind[0].from_deg, case.sea.wind[0].speed_kn) == (240, 8)
    assert (case.drift.scheme, case.drift.shore) == ("rk2", "slide")


def test_every_field_of_a_start_arrives() -> None:
    (start,) = parse_case(FULL).starts
    assert start.position == Position(1 + 44.5 / 60, 51 + 8.5 / 60)
    assert (start.error_nm, start.persons, start.what) == (0.5, 33, "inflatable-overloaded")
    assert start.boat == "red"
    assert (start.time_sd_min, start.fix_age_min) == (5, 10)
    under_way, adrift, swamped = start.phases
    assert under_way == Phase(
        "under-way",
        toward=Position(1 + 19 / 60, 51 + 7 / 60),
        speed_kn=3.5,
        speed_sd_kn=1.0,
        fails_after_mean_h=1.5,
    )
    assert adrift == Phase("adrift")
    assert swamped.after == datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_every_field_of_a_unit_arrives() -> None:
    (unit,) = parse_case(FULL).units
    assert (unit.name, unit.kind, unit.speed_kn) == ("Lifeboat Dover", "lifeboat", 25)
    assert (unit.search_speed_kn, unit.endurance_h) == (15, 4)
    assert unit.sweep_width_nm == {"boat": 2.0, "person": 0.2}


def test_what_is_left_out_has_the_documented_default() -> None:
    case = parse_case(SMALL)
    assert (case.seed, case.particles, case.units, case.sea.wind) == (1, 5000, (), ())
    assert (case.drift.scheme, case.drift.step_s, case.drift.output_s) == ("rk2", 600, 3600)
    (start,) = case.starts
    assert (start.error_nm, start.persons, start.phases, start.side) == (None, None, (), "both")


@pytest.mark.parametrize(
    ("form", "points"),
    [("polygon", ["51N 1E", "51.1N 1E", "51N 1.1E"]), ("line", ["51N 1E", "51.1N 1E"])],
)
def test_a_place_may_be_a_polygon_or_a_line(form: str, points: list[str]) -> None:
    text = changed("\"51°08.5'N 001°44.5'E\"", f"{{ {form} = {points} }}")
    place = parse_case(text).starts[0].position
    assert isinstance(place, dict)
    assert place[form][0] == Position(1, 51)
    assert len(place[form]) == len(points)


def test_a_place_may_be_two_points_with_times() -> None:
    points = (
        '{ position = "51N 1E", time = 2026-11-22T03:30:00Z }, '
        '{ position = "51.1N 1E", time = 2026-11-22T04:30:00Z }'
    )
    place = parse_case(changed("\"51°08.5'N 001°44.5'E\"", f"{{ track = [{points}] }}"))
    track = place.starts[0].position["track"]  # type: ignore[index]
    assert track[1] == {
        "position": Position(1, 51.1),
        "time": datetime(2026, 11, 22, 4, 30, tzinfo=UTC),
    }


def test_times_may_be_text_and_have_any_zone() -> None:
    case = parse_case(changed("2026-11-22T08:30:00Z", '"2026-11-22T09:30+01:00"'))
    assert case.at == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def test_wind_rows_come_in_order_of_time() -> None:
    row = "[[sea.wind]]\ntime = 2026-11-21T18:00:00Z\nfrom_deg = 10\nspeed_kn = 4\n[drift]"
    assert [w.from_deg for w in parse_case(changed("[drift]", row)).sea.wind] == [10, 240]


def test_a_source_beside_the_case_file_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "sea.nc").touch()
    case = tmp_path / "night.toml"
    case.write_text(changed('"dover-strait"', '"sea.nc", "https://x.org/a.nc", "dover-strait"'))
    assert load_case(case).sea.sources == (
        str(tmp_path / "sea.nc"),
        "https://x.org/a.nc",
        "dover-strait",
    )


NOON = "2026-11-22T08:30:00Z"
WIDTH = "{ boat = 2.0, person = 0.2 }"
HERE = "\"51°08.5'N 001°44.5'E\""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("speed_kn = 25", "speed_kn = -25", "unit 1, speed_kn=-25 is out of bounds; give more"),
        (f"at = {NOON}", "at = 2026-11-22T08:30:00", "has no zone; add Z"),
        (f"at = {NOON}", "at = 2026-11-22T08:30Z # x", "needs its seconds: 2026-11-22T08:30:00Z"),
        (f"at = {NOON}", "at = 2026-11-22", "is not a date with a time; write it like"),
        (f"at = {NOON}", "at = 8", "at=8 is not a time; write it like"),
        ("particles = 5000", "particels = 5000", "particels is no field here; did you mean part"),
        ("seed = 1", 'sources = ["x"]', "sources is no field here; it belongs in [sea]"),
        ("scheme =", "name =", "drift: name is no field here; it belongs above the first table"),
        ("seed = 1", "zzz = 1", "zzz is no field here; the fields are name, at, seed"),
        ("seed = 1", "seed = 1.5", "seed=1.5 is not a whole number; give 0 to"),
        ("error_nm = 0.5", "error_nm = nan", "error_nm=NaN is not a finite number; give 0 to 500"),
        ("persons = 33", "persons = 0", "persons=0 is out of bounds; give 1 to 10 000"),
        ("persons = 33", 'persons = "33"', 'persons="33" is not a whole number'),
        ("persons = 33", "persons = true", "persons=true is not a whole number"),
        (HERE, "\"91°08.5'N 001°44.5'E\"", "start 1: position=\"91°08.5'N 001°44.5'E\" has lat"),
        (HERE, "[1.7, 51.1]", "position=[1.7, 51.1] is not a position; write it as text"),
        (HERE, '{ line = ["51N 1E"] }', "has too few points; give a list of 2 or more in line"),
        (HERE, '{ circle = ["51N 1E"] }', "is no known form; write text, { polygon"),
        (HERE, '{ track = ["51N 1E", "52N 1E"] }', "has a track point without position and time"),
        ("[sea]", "[see]", "see is no field here; did you mean sea? (and 1 more fault)"),
        ('["dover-strait"]', "[]", "sea.sources=[] is empty; give at least one"),
        ('["dover-strait"]', '"dover-strait"', "is not a list; put it in square brackets"),
        ('"under-way"', '"underway"', 'start 1, phase 1, kind="underway" is not known; choose'),
        ("holding_on = 0.5", "holding_on = 50", "holding_on=50 is out of bounds; give 0 to 1"),
        ("holding_on = 0.5", "speed_kn = 5", 'speed_kn does not go with kind = "swamped"'),
        ("speed_kn = 3.5\n", "", "a phase under way needs speed_kn"),
        (
            "after = 2026-11-22T06:00:00Z\n",
            "",
            "a swamped phase needs after (a time) or after_mean",
        ),
        ("fails_after_mean_h = 1.5", "", "phase 1 has no end, so phase 2 never begins; give it"),
        ("speed_sd_kn = 1.0", "course_deg = 3", "toward and course_deg are both given; keep one"),
        ('kind = "adrift"', 'kind = "swamped"\nafter_mean_h = 1', "is swamped and not the last"),
        (WIDTH, "-2", "unit 1, sweep_width_nm=-2 is out of bounds; give 0 to 50 NM"),
        (WIDTH, "{ boat = 99 }", "is out of bounds for the boat; give 0 to 50 NM"),
        (WIDTH, "{ person = 1 }", "has no width for the boat"),
        (WIDTH, "{ bote = 2 }", "needs the keys boat and person"),
        (WIDTH, '"2"', "is not a number; write 2.0 or"),
        ('kind = "lifeboat"', 'kind = "lifebote"', "choose 'lifeboat', 'ship'"),
        ("search_speed_kn = 15", "search_speed_kn = 35", "exceeds speed_kn=25"),
        ("2026-11-22T04:30:00Z", "2026-11-22T09:30:00Z", "lies after at=2026-11-22T08:30Z; set at"),
        (
            "2026-11-22T04:30:00Z",
            "2025-11-22T04:30:00Z",
            "start 1, time=2025-11-22T04:30Z lies 365",
        ),
        (
            "2026-11-22T08:40:00Z",
            "2027-11-22T08:40:00Z",
            "unit 1, ready=2027-11-22T08:40Z lies 365",
        ),
        (
            "2026-11-22T08:40:00Z",
            "2026-11-29T08:40:00Z",
            "ready=2026-11-29T08:40Z lies 7 days after at=2026-11-22T08:30Z, and a plan reaches at "
            "most 7 days ahead; check the date, or leave the unit out",
        ),
        (
            "2026-11-22T08:40:00Z",
            "1926-11-22T08:40:00Z",
            "unit 1, ready=1926-11-22T08:40Z lies 36524 days before at=2026-11-22T08:30Z; check",
        ),
        (f"at = {NOON}", f'at = "{"x" * 3000}"', f"at='{'x' * 59}…' is not a time; write it like"),
        ('"inflatable-overloaded"', f'"{"x" * 3000}"', f"what='{'x' * 59}…' is no search object"),
        ('boat = "red"', f'boat = "{101 * "x"}"', "xxx… is too long; shorten it"),
        ("Exercise Varne", "Exercise\\u001b[2J", 'name="Exercise\\u001b[2J" holds line breaks or'),
        ("[[unit]]", "[unit]", "is not a list of tables; write [[unit]] above its fields"),
        ('"Exercise Varne"', "Exercise Varne", "line 1 `name = Exercise Varne` is not valid TOML"),
        ('"Exercise Varne"', '""', 'name="" is empty; give a text'),
        ('"Exercise Varne"', "5", "name=5 is not text; put it in quotes"),
        (HERE, HERE[1:], "is not valid TOML; put text in quotes"),
        ('what = "inflatable-overloaded"', 'what = "spaceship"', "start 1: what='spaceship' is no"),
        ('"inflatable-overloaded"', "2.5", "what=2.5 is no search object; give its code"),
        ("[drift]", "[[sea.wind]]\nfrom_deg=1\nspeed_kn=1\n[drift]", "wind row 2 of 2 has no time"),
        (
            "[drift]",
            "[[sea.wind]]\ntime=2026-11-22T00:00:00Z\nfrom_deg=1\nspeed_kn=1\n[drift]",
            "two wind rows have the same time",
        ),
    ],
)
def test_a_wrong_value_gives_one_line(old: str, new: str, words: str) -> None:
    assert words in fault(changed(old, new))


def test_an_empty_file_is_said_to_be_empty() -> None:
    assert "is empty" in fault("")
    assert "is empty" in fault("# only a comment\n")


def test_a_cut_off_file_is_said_to_be_broken() -> None:
    assert "not valid TOML" in fault(FULL[:-20])


def test_files_that_are_no_case_file(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    binary, zeros = tmp_path / "binary.toml", tmp_path / "zeros.toml"
    binary.write_bytes(b"\x89HDF\r\n\x1a\n")
    zeros.write_bytes(b"name = 1\0")
    for path, words in [
        (tmp_path / "no.toml", "does not exist; check the path"),
        (tmp_path, "is a folder; give the case file in it"),
        (large, "has 100 MB; a case file is TOML text of at most 1 MB"),
        (binary, "is not text in UTF-8"),
        (zeros, "is not text"),
        (Path("/dev/null"), "is not a regular file"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ]:
        with pytest.raises(LastknownError, match=r".+") as caught:
            load_case(path)
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    assert load_case(path).name == "Exercise Varne"


@given(st.integers(0, len(FULL)), st.text(max_size=8))
def test_whatever_is_typed_into_it_gives_a_case_or_one_line(place: int, typed: str) -> None:
    text = FULL[:place] + typed + FULL[place:]
    said = None
    try:
        case = parse_case(text)
    except LastknownError as error:
        said = str(error)
    if said is None:
        assert isinstance(case, Case)
        assert case.at.utcoffset() == timedelta(0)
    else:
        assert said.isprintable()
