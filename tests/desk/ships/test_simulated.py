"""Simulated traffic of a pack, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from lastknown.desk.ships.heard import Traffic, heard_by, heard_entry
from lastknown.desk.ships.reading import read_traffic
from lastknown.desk.ships.simulated import pack_traffic, simulated_words, write_traffic
from lastknown.errors import LastknownError
from lastknown.exchange.ais import read_ais

AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def test_the_pack_s_lanes_and_ferries(tmp_path: Path) -> None:
    traffic = pack_traffic("dover-strait", AT, timedelta(minutes=10), every_s=300.0)
    names = {static.name.split()[1] for static in traffic.statics}
    assert {"FERRY", "YACHT", "FISHER", "TANKER"} <= names
    write_traffic(traffic, tmp_path / "ships.nmea")
    assert len(read_ais(tmp_path / "ships.nmea").positions) == len(traffic.positions)


def test_simulated_ships_that_come_back_from_a_file_are_known_as_such(tmp_path: Path) -> None:
    """By their MMSI, beside a real ship too."""
    traffic = pack_traffic("dover-strait", AT, timedelta(minutes=10), every_s=300.0)
    path, at_s = tmp_path / "ships.nmea", AT.timestamp() + 600.0
    write_traffic(traffic, path)
    read = read_traffic(str(path), at_s)
    heard = heard_by(read, at_s)
    ships = len(heard.tracks)
    assert heard_entry(heard, heard.tracks)["simulated_ships"] == ships > 0
    mmsi = np.where(
        read.positions.mmsi == heard.tracks[0].ship.mmsi, 235_000_001, read.positions.mmsi
    )
    mixed = heard_by(Traffic(replace(read.positions, mmsi=mmsi), read.statics), at_s)
    assert heard_entry(mixed, mixed.tracks)["simulated_ships"] == ships - 1


@pytest.mark.parametrize(("lang", "said"), [("en", "None of them is real"), ("fr", "Aucun n'est")])
def test_the_words_say_that_nothing_is_real(lang: str, said: str) -> None:
    traffic = pack_traffic("dover-strait", AT, timedelta(minutes=2), lane_ships=20)
    text = simulated_words(traffic, lang, Path("ships.nmea"))
    assert said in text
    assert "ships.nmea" in text
    assert str(len(traffic.statics)) in text.splitlines()[0]
    counts = [int(line.split()[0]) for line in text.splitlines() if line.startswith("  ")]
    assert sum(counts) == len(traffic.statics)


def test_a_pack_without_lanes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text('format = 1\nname = "bare"\nbox = [0, 50, 1, 51]\n')
    with pytest.raises(LastknownError, match="pack=bare has no lanes; build it with --lanes"):
        pack_traffic(tmp_path, AT, timedelta(hours=1))
