"""Simulated ships written and read again: nothing is lost but what the form cannot hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.exchange.ais import read_ais
from lastknown.exchange.aiswrite import write_ais
from lastknown.ships.columns import CLASSES, Positions, Static, no_positions
from lastknown.units import KNOT

T0 = 1_700_000_000.0
SIZE = {"to_bow_m": 120.0, "to_stern_m": 60.0, "to_port_m": 14.0, "to_starboard_m": 16.0}
SAID = (
    Static(799000001, T0, "SIM ONE", "S000001", "CALAIS", 9074729, 70, **SIZE, draught_m=8.5),
    Static(799000002, T0, "SIM TWO", "S000002", ship_type=37, **SIZE),
)


def ships() -> Positions:
    f4 = np.float32
    return Positions(
        np.array([799000001, 799000002, 799000001], np.int64),
        T0 + np.array([0.0, 1.0, 60.0]),
        np.array([1.5, -1.25, 1.51]),
        np.array([51.0, 50.5, -0.75]),
        np.array([12.3 * KNOT, np.nan, 0.0], f4),
        np.array([231.5, np.nan, 359.9], f4),
        np.array([230.0, np.nan, 0.0], f4),
        np.array([0, CLASSES.index("B"), 0], np.int8),
        np.array([2, 15, 0], np.int8),
    )


@pytest.mark.parametrize("name", ["a.nmea", "a.csv", "a.nmea.gz", "a.csv.gz"])
def test_written_and_read_again(tmp_path: Path, name: str) -> None:
    given = ships()
    write_ais(tmp_path / name, given, SAID)
    read = read_ais(tmp_path / name)
    assert read.unreadable == 0
    assert sum(read.ignored.values()) == 0
    for column, most in (("mmsi", 0), ("time_s", 0), ("kind", 0), ("status", 0)):
        assert getattr(read.positions, column) == pytest.approx(getattr(given, column), abs=most)
    for column, most in (("lon", 1e-6), ("lat", 1e-6), ("speed", 0.05 * KNOT)):
        told = getattr(read.positions, column)
        assert told == pytest.approx(getattr(given, column), abs=1.5 * most, nan_ok=True)
    assert read.positions.course_deg == pytest.approx(given.course_deg, abs=0.01, nan_ok=True)
    assert read.positions.heading_deg == pytest.approx(given.heading_deg, abs=0.01, nan_ok=True)


def test_sentences_hold_all_that_a_ship_says(tmp_path: Path) -> None:
    write_ais(tmp_path / "a.nmea", ships(), SAID)
    read = read_ais(tmp_path / "a.nmea")
    assert read.by_type == {1: 2, 5: 1, 18: 1, 24: 2}
    one, two = sorted(read.statics, key=lambda static: static.mmsi)
    assert (one.name, one.callsign, one.imo) == ("SIM ONE", "S000001", 9074729)
    assert (one.to_bow_m, one.to_starboard_m, one.draught_m) == (120.0, 16.0, 8.5)
    assert (two.name, two.ship_type, two.to_port_m) == ("SIM TWO", 37, 14.0)


def test_who_a_ship_is_is_said_every_six_minutes(tmp_path: Path) -> None:
    first = ships().at(slice(0, 1))
    hour = Positions(
        **{
            name: np.repeat(getattr(first, name), 60)
            for name in ("mmsi", "lon", "lat", "speed", "course_deg", "heading_deg", "kind")
        },
        time_s=T0 + 60.0 * np.arange(60),
    )
    write_ais(tmp_path / "a.nmea", hour, SAID)
    assert read_ais(tmp_path / "a.nmea").by_type == {1: 60, 5: 10}


def test_no_ship_is_an_empty_file(tmp_path: Path) -> None:
    write_ais(tmp_path / "a.nmea", no_positions(), ())
    assert (tmp_path / "a.nmea").read_text() == ""


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match=r"is neither \.nmea nor \.csv; name it ships\.nmea"):
        write_ais(tmp_path / "ships.txt", ships(), ())
    with pytest.raises(LastknownError, match=r"cannot be written .*; choose another place"):
        write_ais(tmp_path / "nowhere" / "ships.csv", ships(), ())
