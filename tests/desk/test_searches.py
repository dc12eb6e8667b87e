"""Searches of a case file that found nothing: the map, the plan and the words after them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastknown.cli.cases import FILES
from lastknown.desk.casefile import Case, load_case, parse_case
from lastknown.desk.run import DriftAnswer, drift_case
from lastknown.errors import LastknownError
from tests.desk.answers import drift_of, plan_of
from tests.desk.test_run import HEAD, START

UNIT = """
[[unit]]
name = "Lifeboat Dover"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 4
sweep_width_nm = { boat = 2.0, person = 0.2 }
"""
SEARCHED = """
[[searched]]
name = "Lifeboat Calais"
sweep_width_nm = { boat = 2.0, person = 0.2 }
track = [
  { position = "51°02.0'N 001°36.0'E", time = 2026-11-22T07:00:00Z },
  { position = "51°08.0'N 001°44.0'E", time = 2026-11-22T07:40:00Z },
  { position = "51°07.0'N 001°46.0'E", time = 2026-11-22T07:50:00Z },
  { position = "51°01.0'N 001°38.0'E", time = 2026-11-22T08:30:00Z },
]
"""
PLACE = START.format(position="51°08.5'N 001°44.5'E", error=0.5)


def test_a_search_moves_the_map_and_the_plan() -> None:
    before = plan_of(HEAD + PLACE + UNIT)
    after = plan_of(HEAD + PLACE + UNIT + SEARCHED)
    assert before.answer["searches"] == []
    assert before.answer["pos_so_far"] == 0.0
    (search,) = after.answer["searches"]
    assert 0.2 < search["pos"] < 0.9
    assert after.answer["pos_so_far"] == pytest.approx(search["pos"], abs=1e-4)
    assert after.plan.pos < before.plan.pos
    assert after.answer["contours"][1]["area_nm2"] > before.answer["contours"][1]["area_nm2"]
    # what lay in the searched water is now less likely: those who stayed adrift there
    adrift = {h["name"]: h["probability"] for h in after.answer["hypotheses"]}["adrift"]
    assert adrift < 0.45


def test_a_search_that_ends_after_now_is_said_to_count_as_over() -> None:
    ahead = SEARCHED.replace("T08:30", "T08:40")
    answer = drift_of(HEAD + PLACE + ahead)
    words = "Searched by Lifeboat Calais until 08:40, after the moment of this case"
    assert words in " ".join(answer.brief().split())
    codes = [note["code"] for note in drift_of(HEAD + PLACE + SEARCHED).answer["notes"]]
    assert "searched-ahead" not in codes


def test_a_track_that_no_unit_could_keep_up_is_refused() -> None:
    fast = SEARCHED.replace("07:40:00Z", "07:00:30Z")
    with pytest.raises(
        LastknownError, match=r"needs 9\d\d kn to be where it is at .*; check its times"
    ):
        parse_case(HEAD + PLACE + fast)


def test_both_languages_tell_it() -> None:
    answer = drift_of(HEAD + PLACE + SEARCHED)
    assert "Lifeboat Calais, 07:00 to 08:30" in " ".join(answer.brief().split())
    assert "Lifeboat Calais, de 07h00 à 08h30" in " ".join(answer.brief("fr").split())


def test_two_searches_are_taken_in_the_order_of_their_times() -> None:
    later = (
        SEARCHED.replace("Lifeboat Calais", "Second")
        .replace("T07:", "T06:")
        .replace("T08:30", "T07:30")
    )
    answer = drift_of(HEAD + PLACE + SEARCHED + later).answer
    assert [search["name"] for search in answer["searches"]] == ["Second", "Lifeboat Calais"]
    missed = 1.0
    for search in answer["searches"]:
        missed *= 1.0 - search["pos"]
    assert answer["pos_so_far"] == pytest.approx(1.0 - missed, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("T07:40:00Z", "T06:40:00Z"), "out of order"),
        (("T07:00:00Z", "T03:00:00Z"), "outside the cloud"),
        (("time = 2026-11-22T07:00:00Z", "time = 2026-11-22T07:00:00"), "zone"),
        (("sweep_width_nm = { boat = 2.0, person = 0.2 }\ntrack", "track"), "sweep_width_nm"),
        (("51°02.0'N 001°36.0'E", "001°36.0'N 51°02.0'E"), "swapped"),
    ],
)
def test_a_bad_search_is_one_line(change: tuple[str, str], says: str) -> None:
    assert change[0] in SEARCHED
    with pytest.raises(LastknownError, match=says):
        drift_of(HEAD + PLACE + SEARCHED.replace(*change, 1))


FILED = """
[[searched]]
name = "Lifeboat Calais"
sweep_width_nm = {{ boat = 2.0, person = 0.2 }}
file = "{file}"
{more}
"""
TRACK = (
    ("51.0333", "1.6000", "07:00"),
    ("51.1333", "1.7333", "07:40"),
    ("51.1167", "1.7667", "07:50"),
    ("51.0167", "1.6333", "08:30"),
)


def minutely() -> list[tuple[float, float, str]]:
    """Return the track of SEARCHED with a fix a minute."""
    minutes = [60 * int(clock[:2]) + int(clock[3:]) for _, _, clock in TRACK]
    lat, lon = ([float(point[k]) for point in TRACK] for k in (0, 1))
    return [
        (
            float(np.interp(m, minutes, lat)),
            float(np.interp(m, minutes, lon)),
            f"2026-11-22T{m // 60:02d}:{m % 60:02d}:00",
        )
        for m in range(minutes[0], minutes[-1] + 1)
    ]


def gpx(points: list[tuple[float, float, str]]) -> str:
    inside = "".join(
        f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"><time>{time}Z</time></trkpt>'
        for lat, lon, time in points
    )
    return f"<gpx><trk><name>Calais</name><trkseg>{inside}</trkseg></trk></gpx>"


def filed(tmp_path: Path, text: str, file: str = "calais.gpx", more: str = "") -> Case:
    """Return a case file beside a recorded track."""
    (tmp_path / file).write_text(text)
    path = tmp_path / "night.toml"
    path.write_text(HEAD + PLACE + FILED.format(file=file, more=more))
    return load_case(path)


def codes(answer: DriftAnswer) -> set[str]:
    return {note["code"] for note in answer.answer["notes"]}


def test_a_recorded_track_counts_as_what_was_really_searched(tmp_path: Path) -> None:
    by_hand = drift_of(HEAD + PLACE + SEARCHED).answer
    answer = drift_case(filed(tmp_path, gpx(minutely())))
    (search,) = answer.answer["searches"]
    assert search["pos"] == pytest.approx(by_hand["searches"][0]["pos"], abs=0.01)
    assert (search["basis"], search["gaps"]) == ("recorded", [])
    assert (search["start_time"], search["end_time"]) == ("2026-11-22T07:00Z", "2026-11-22T08:30Z")
    assert not {code for code in codes(answer) if code.startswith(("track", "fixes"))}
    assert "07:00 to 08:30 (recorded track): would have" in " ".join(answer.brief().split())


def test_a_gap_is_not_searched_and_the_answer_says_so(tmp_path: Path) -> None:
    whole = drift_case(filed(tmp_path, gpx(minutely()))).answer
    answer = drift_case(filed(tmp_path, gpx(minutely()[:31] + minutely()[60:])))
    (search,) = answer.answer["searches"]
    assert search["gaps"] == [["2026-11-22T07:30Z", "2026-11-22T08:00Z"]]
    assert search["pos"] < whole["searches"][0]["pos"] - 0.03
    said = "Track of Lifeboat Calais has a gap from 07:30 to 08:00: counted as not searched."
    assert said in " ".join(answer.brief().split())
    french = "La route de Lifeboat Calais est interrompue de 07h30 à 08h00 : compté comme non"
    assert french in " ".join(answer.brief("fr").replace("\N{NO-BREAK SPACE}", " ").split())


def test_only_the_part_searched_counts(tmp_path: Path) -> None:
    more = "since = 2026-11-22T07:30:00Z\nuntil = 2026-11-22T08:10:00Z"
    answer = drift_case(filed(tmp_path, gpx(minutely()), more=more)).answer
    (search,) = answer["searches"]
    assert (search["start_time"], search["end_time"]) == ("2026-11-22T07:30Z", "2026-11-22T08:10Z")


def test_an_ais_export_and_the_ship_that_searched(tmp_path: Path) -> None:
    rows = [
        f"{time[8:10]}/11/2026 {time[11:]},Class A,{mmsi},{lat + away:.6f},{lon:.6f}"
        for lat, lon, time in minutely()
        for mmsi, away in ((227000001, 0.0), (219000002, 0.3))
    ]
    text = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude\n" + "\n".join(rows)
    of_gpx = drift_case(filed(tmp_path, gpx(minutely()))).answer["searches"][0]["pos"]
    answer = drift_case(filed(tmp_path, text, "aisdk.csv", "mmsi = 227000001"))
    assert answer.answer["searches"][0]["pos"] == pytest.approx(of_gpx, abs=1e-3)
    assert "track-utc" in codes(answer)
    quoted = filed(tmp_path, text, "aisdk.csv", 'mmsi = "227000001"')
    assert (
        quoted.searches[0].recorded
        == filed(tmp_path, text, "aisdk.csv", "mmsi = 227000001").searches[0].recorded
    )


def test_a_plan_searched_as_planned(tmp_path: Path) -> None:
    points = "".join(
        f'<rtept lat="{lat}" lon="{lon}"><time>2026-11-22T{clock}:00Z</time></rtept>'
        for lat, lon, clock in TRACK
    )
    routes = f"<gpx><rte><name>A Calais</name>{points}</rte><rte><name>B</name>{points}</rte></gpx>"
    answer = drift_case(filed(tmp_path, routes, "plan.gpx", 'part = "Calais"'))
    by_hand = drift_of(HEAD + PLACE + SEARCHED).answer["searches"][0]["pos"]
    assert answer.answer["searches"][0]["pos"] == pytest.approx(by_hand, abs=0.01)
    assert answer.answer["searches"][0]["basis"] == "planned"
    assert "searched as planned (route A Calais)" in " ".join(answer.brief().split())


def test_what_was_not_looked_at_is_said_drawn_and_written(tmp_path: Path) -> None:
    case = filed(tmp_path, gpx(minutely()))
    answer = drift_case(case)
    looked = answer.answer["looked"]
    assert looked is not None
    assert 0.3 < looked["unseen"] < 0.9
    assert looked["oldest"] is not None
    assert looked["oldest"].startswith("2026-11-22T07")
    assert looked["unseen_near"]["en"].endswith("vessel")  # type: ignore[index]
    words = " ".join(answer.brief().replace("\N{NO-BREAK SPACE}", " ").split())
    share, pos = round(100 * looked["unseen"]), round(100 * answer.answer["pos_so_far"])
    assert f"Not looked at {share} % of what is at sea, likeliest about" in words
    assert "Looked at longest ago: about" in words
    assert f"All searches together would have found the boat or somebody with {pos} %." in words
    assert "Non regardé" in answer.brief("fr")
    assert "Hatched: not looked at" in answer.chart().key
    assert answer.chart().hatched
    names = [path.name for path in answer.write(tmp_path)]
    assert "looked.geojson" in names
    assert "looked.geojson" in FILES
    assert (
        "hatch" in (tmp_path / "map.svg").read_text()
        or "pattern" in (tmp_path / "map.svg").read_text()
    )


def test_without_a_search_nothing_is_said_of_looks() -> None:
    answer = drift_of(HEAD + PLACE)
    assert answer.answer["looked"] is None
    assert answer.looked is None
    assert "ooked at" not in answer.brief()
    assert answer.chart().hatched == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("file = ", "track = []\nfile = "), "too few points"),
        (("file = ", "fil = "), "did you mean file"),
        (('file = "calais.gpx"', ""), 'searched 1: track is missing; give it, or file = "life'),
        (('file = "calais.gpx"', 'part = "A"'), "track is missing"),
        (("calais.gpx", "none.gpx"), "searched 1: .*none.gpx does not exist"),
        (("calais.gpx", "night.toml"), "searched 1: night.toml: its first line"),
        (("file = ", "mmsi = 0\nfile = "), "mmsi=0 is out of bounds; give 1 to 999 999 999"),
        (("file = ", 'mmsi = "Dover"\nfile = '), 'mmsi="Dover" is no MMSI'),
        (("file = ", "mmsi = 227000001\nfile = "), "searched 1: .*GPX names no ship"),
        (("file = ", 'part = "Dover"\nfile = '), "searched 1: .*part='Dover' names none"),
        (("file = ", "since = 2026-11-22T07:00:00\nfile = "), "has no zone"),
        (("file = ", "until = 2026-11-22T06:00:00Z\nfile = "), "nothing in it counts"),
        (
            ("file = ", "since = 2026-11-22T08:00:00Z\nuntil = 2026-11-22T07:00:00Z\nfile = "),
            "searched 1: since=2026-11-22T08:00Z does not lie before until=2026-11-22T07:00Z",
        ),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    (tmp_path / "calais.gpx").write_text(gpx(minutely()))
    path = tmp_path / "night.toml"
    text = FILED.format(file="calais.gpx", more="")
    assert change[0] in text
    path.write_text(HEAD + PLACE + text.replace(*change, 1))
    with pytest.raises(LastknownError, match=says) as caught:
        load_case(path)
    assert str(caught.value).startswith("night.toml: ")
    assert len(str(caught.value).splitlines()) == 1


def test_what_chooses_in_a_file_needs_one_and_both_are_too_much() -> None:
    with pytest.raises(LastknownError, match=r"searched 1: mmsi chooses in a file, and none is"):
        parse_case(HEAD + PLACE + SEARCHED + "mmsi = 227000001\n")
    with pytest.raises(LastknownError, match="track and file are both given"):
        parse_case(HEAD + PLACE + SEARCHED + 'file = "calais.gpx"\n')


def test_a_file_with_latitude_and_longitude_exchanged(tmp_path: Path) -> None:
    swapped = [(lon, lat, time) for lat, lon, time in minutely()]
    with pytest.raises(LastknownError, match=r"searched 1: position .* swapped"):
        drift_case(filed(tmp_path, gpx(swapped)))
    elsewhere = [(lat + 3.0, lon, time) for lat, lon, time in minutely()]
    with pytest.raises(LastknownError, match=r"searched 1 .*comes no nearer than"):
        drift_case(filed(tmp_path, gpx(elsewhere)))


@pytest.mark.parametrize(
    ("year", "says"),
    [
        ("2027", "searched 1, from 2027-11-22T07:00Z to .* ended 365 days after the first start"),
        ("2025", "ended before the first start 2026-11-22T04:30Z; check the dates"),
    ],
)
def test_a_track_of_another_year_is_not_drifted_to(tmp_path: Path, year: str, says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        filed(tmp_path, gpx(minutely()).replace("2026", year))


def test_the_library_takes_the_same_file(tmp_path: Path) -> None:
    import lastknown as lk

    (tmp_path / "calais.gpx").write_text(gpx(minutely()))
    track = lk.read_track(tmp_path / "calais.gpx", since="2026-11-22T07:10Z")
    sea = lk.open_sea("dover-strait", wind=lk.Wind(speed_kn=12, from_deg=240))
    start = lk.Start("51°08.5'N 001°44.5'E", "2026-11-22T04:30Z", error_nm=0.5)
    cloud = lk.drift_from(start, sea, "2026-11-22T09:00Z", at="2026-11-22T06:00Z", particles=500)
    after = lk.weigh(cloud, lk.Searched(track, sweep_width_nm={"boat": 2.0, "person": 0.2}))
    assert 0.1 < after.attrs["pos_cumulative"] < 0.9
    with pytest.raises(LastknownError, match=r"since=.* does not lie before until="):
        lk.read_track(tmp_path / "calais.gpx", since="2026-11-22T09Z", until="2026-11-22T08Z")
