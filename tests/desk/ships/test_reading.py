"""Ships that are kept: those of another day are not taken as those of now."""

from __future__ import annotations

import shlex
from contextlib import closing
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from lastknown.case.traffic import keep_ships, open_ships
from lastknown.desk.record.relayships import relay_ships
from lastknown.desk.ships.answer import Around
from lastknown.desk.ships.document import HeardEntry
from lastknown.desk.ships.heard import LOOKED_BACK_S, Traffic, heard_by, heard_entry, none_heard
from lastknown.desk.ships.heardwords import heard_lines
from lastknown.desk.ships.reading import read_traffic
from lastknown.desk.ships.risk import Risk
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.ships.warned import asked_ship
from lastknown.errors import LastknownError
from lastknown.exchange.ais import columns_of
from lastknown.ships.columns import CLASSES, Positions
from lastknown.ships.strikes import Strikes
from lastknown.times import from_seconds, show_time

T0 = 1_795_000_000.0
DAY = 86_400.0


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """Two ships, one silent for twenty minutes when the other speaks last."""
    place, two = str(tmp_path / "watch.ships.sqlite"), np.ones(2, np.float32)
    mmsi, time_s = np.array([235_000_001, 235_000_002]), np.array([T0 - 1200.0, T0])
    told = Positions(
        mmsi, time_s, 1.5 + 0.1 * two, 51.0 * two, 5.0 * two, 45.0 * two, np.nan * two,
        np.zeros(2, np.int8),
    )  # fmt: skip
    with closing(open_ships(place)) as store:
        keep_ships(store, told, [], T0 + 60.0)
    return place


@pytest.mark.parametrize(
    ("after_s", "said"),
    [
        (LOOKED_BACK_S + 60.0, "6 h 01 min before"),
        (3 * DAY, "3 days before"),
        (-DAY, "24 h 00 min later"),
    ],
)
def test_ships_kept_of_another_time_are_dated_and_not_used(
    kept: str, after_s: float, said: str
) -> None:
    at_s = T0 + after_s
    heard = heard_by(read_traffic(kept, at_s), at_s)
    entry = heard_entry(heard, ())
    assert not heard.tracks
    assert (entry["ships"], entry["age_min"], entry["stale"]) == (0, None, True)
    assert entry["newest"] == show_time(from_seconds(T0))
    at = show_time(from_seconds(at_s))
    told = " ".join(heard_lines(ship_words("en"), entry, at)).replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("No ship was heard by then")
    assert f"the newest is of Wed 18 Nov 2026 11:07 UTC, {said}" in told


def test_what_was_not_known_by_then_dates_nothing(kept: str) -> None:
    assert np.isnan(read_traffic(kept, T0 + 3 * DAY, known_s=T0).given_s)


def test_of_ships_of_now_the_oldest_and_the_newest_are_told(kept: str) -> None:
    heard = heard_by(read_traffic(kept, T0 + 60.0), T0 + 60.0)
    entry = heard_entry(heard, [None, None])
    assert entry["oldest"] == show_time(from_seconds(T0 - 1200.0))
    assert entry["newest"] == show_time(from_seconds(T0))
    assert entry["age_min"] == 1.0


def test_an_aircraft_of_now_is_no_ship_of_another_time(kept: str) -> None:
    flying = read_traffic(kept, T0 + 60.0).positions
    flying.kind[:] = CLASSES.index("SAR aircraft")
    heard = heard_by(Traffic(flying), T0 + 60.0)
    assert (heard.tracks, heard_entry(heard, ())["newest"]) == ((), None)


def test_a_ship_without_a_time_is_not_said_to_be_far(tmp_path: Path) -> None:
    log = tmp_path / "log.nmea"
    log.write_text("!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n")
    heard = heard_by(read_traffic(str(log), T0), T0)
    found = Around(heard, (), Risk(cast(Strikes, None), (), (), (), (), None))
    with pytest.raises(
        LastknownError, match=r"none of the positions given has a possible time \(1\)"
    ):
        asked_ship(found, "EVEN KEEL")


def test_a_relay_says_which_positions_are_not_used(tmp_path: Path) -> None:
    log, told = tmp_path / "log.nmea", "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n"
    log.write_text(f"{T0:.0f} {told}")
    said: list[HeardEntry] = []
    for after_s in (60.0, 599.0, 660.0, 7200.0, -60.0):
        relay_ships(str(log), "", from_seconds(T0 + after_s), said.append)
    newest = show_time(from_seconds(T0))
    late = said.pop(0)  # of a ship that was heard eleven minutes ago, and stale
    assert (late["ships"], late["newest"], late["stale"]) == (1, newest, True)
    assert [(each["ships"], each["newest"]) for each in said] == [(0, newest), (0, newest)]
    log.write_text(f"{T0:.0f} {told}{told}{told}")
    relay_ships(str(log), "", from_seconds(T0 + 60.0), said.append)
    log.write_text(told)
    assert relay_ships(str(log), "", from_seconds(T0 + 60.0), said.append) == ()
    assert [(each["ships"], each["timeless"]) for each in said[2:]] == [(1, 2), (0, 1)]


@pytest.mark.parametrize("stamp", ["", "1000 "])  # none, or a clock that was never set: in 1970
@pytest.mark.parametrize("timed", [0, 1])
def test_positions_without_a_possible_time_are_counted_as_not_used(
    tmp_path: Path, timed: int, stamp: str
) -> None:
    log, told = tmp_path / "log.nmea", "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24"
    stamps = [f"{T0:.0f} "] * timed + [stamp] * 3
    log.write_text("".join(f"{each}{told}\n" for each in stamps))
    heard = heard_by(read_traffic(str(log), T0 + 60.0), T0 + 60.0)
    assert len(heard.tracks) == timed
    entry = heard_entry(heard, [None] * timed)
    assert (entry["ships"], entry["timeless"]) == (timed, 3)
    assert (entry["newest"] is None) == (not timed)
    night = none_heard(read_traffic(str(log), T0 - 60.0))  # the picture of a record says it too
    assert (night["timeless"], night["newest"]) == (3, entry["newest"])


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            "Time,MMSI,Latitude_degrees,Longitude_degrees,COG_degrees,SOG_knots",
            "time=Time,mmsi=MMSI,lat=Latitude_degrees,lon=Longitude_degrees,"
            "sog_kn=SOG_knots,cog_deg=COG_degrees",
        ),
        (
            "mmsi;lon (deg);lat (deg);date time;sog_m/s",
            "time=date time,mmsi=mmsi,lat=lat (deg),lon=lon (deg)",
        ),
        ("mmsi,lon,lat,$(date)", "time=Time,mmsi=MMSI,lat=Lat,lon=Lon,sog_kn=SOG,cog_deg=COG"),
    ],
)
def test_the_command_that_is_named_has_the_columns_of_the_file(
    tmp_path: Path, header: str, columns: str
) -> None:
    day = tmp_path / "my day.csv"
    day.write_text(f"{header}\n")
    with pytest.raises(LastknownError) as refused:
        read_traffic(str(day), T0)
    command = str(refused.value).partition("bring it in first: ")[2].rpartition(", then give")[0]
    into = "my day.ships.sqlite"
    told = ["lastknown", "ships", "import", str(day), "--columns", columns, "--into", into]
    assert shlex.split(command) == told
    assert columns_of(columns)["mmsi"]


def test_a_file_that_does_not_say_its_columns_or_zone_is_brought_in_first(tmp_path: Path) -> None:
    day, log = tmp_path / "day.csv", tmp_path / "log.nmea"
    day.write_text("id,t,x,y\n244000001,2021-11-24 02:01:00,1.5,51.0\n")
    log.write_text("2021-11-24 02:01:00 !AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*23\n")
    for path, option in ((day, '--columns "time='), (log, "--time-zone UTC")):
        with pytest.raises(LastknownError) as refused:
            read_traffic(str(path), T0)
        told = str(refused.value)
        assert f"bring it in first: lastknown ships import {path} {option}" in told
        assert f"--into {path.stem}.ships.sqlite, then give {path.stem}.ships.sqlite" in told
