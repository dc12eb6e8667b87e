from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from lastknown.desk.casefile import Case
from lastknown.desk.ships.answer import Around, Drifted
from lastknown.desk.ships.document import RiskEntry
from lastknown.desk.ships.drawn import ship_key, ship_lines, ship_marks
from lastknown.desk.ships.files import risk_features
from lastknown.desk.ships.heard import Heard
from lastknown.desk.ships.risk import risk_of
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.ships.warned import warning_for
from lastknown.drift.where import Where
from lastknown.ships.ship import Predicted, Track
from lastknown.times import show_time
from tests.drift.clouds import T0
from tests.drift.seas import sea_of
from tests.ships.passing import cloud_at, on_path

AT, UNTIL = show_time(T0), show_time(T0 + 3600.0)
CLOUD = cloud_at(*np.random.default_rng(4).normal(0.0, 400.0, (2, 500)))


@pytest.fixture(scope="module")
def around() -> Around:
    """Two ships under one MMSI, one from each side, and a third under it that is far away."""
    time_s = T0 + np.linspace(0.0, 3600.0, 21)
    x = np.linspace(-14_000.0, 14_000.0, 21)
    ahead = tuple(
        on_path(east, np.full(21, north), time_s, across_sd_m=100.0)
        for east, north in ((x, 300.0), (x, 60_000.0), (-x, -300.0))
    )
    heard = Heard(T0, tuple(_track(each) for each in ahead), T0)
    return Around(heard, ahead, risk_of(ahead, CLOUD, T0, T0 + 3600.0))


def _track(ahead: Predicted) -> Track:
    """The half hour before, on the same line."""
    back = 2.0 * np.array([1.0, 0.0]) * (ahead.lon[1] - ahead.lon[0])
    lon, lat, same = ahead.lon[0] - back, np.full(2, ahead.lat[0]), np.ones(2)
    time_s = T0 - np.array([1800.0, 0.0])
    return Track(ahead.ship, time_s, lon, lat, 8.0 * same, 90.0 * same, np.nan * same)


def test_of_two_ships_under_one_mmsi_each_is_drawn_once(around: Around) -> None:
    assert [pair[0] for pair in around.risk.pairs] in ([0, 2], [2, 0])
    lines = ship_lines(around, "en")
    for kind in ("ship_past", "ship_ahead"):
        begins = sorted(round(float(line.lat[0]), 3) for line in lines if line.kind == kind)
        assert begins == [50.997, 51.003]
    marks = ship_marks(around, "en")
    assert marks[0].lon != marks[1].lon
    for mark, entry in zip(marks, around.risk.entries, strict=True):
        assert [mark.lon, mark.lat] == entry["position"]


def test_what_is_asked_of_a_ship_is_of_its_own_track(around: Around) -> None:
    """A warning that is made on demand is that of the entry, not of another one of its MMSI."""
    entries: list[RiskEntry] = [{**each, "warning": None} for each in around.risk.entries]
    bare = replace(around, risk=replace(around.risk, entries=tuple(entries)))
    neither = cast(Case, None), cast(Where, None)  # a warning reads the cloud alone
    over = Drifted(neither[0], sea_of(), CLOUD, neither[1], T0 + 3600.0)
    for entry, whole in zip(entries, around.risk.entries, strict=True):
        assert warning_for(over, bare, entry) == whole["warning"]
    first, second = (each["warning"] for each in around.risk.entries)
    assert first is not None
    assert second is not None
    assert first["words"]["en"]["text"] != second["words"]["en"]["text"]


def test_the_files_hold_the_ships_of_the_list_and_no_other_of_their_mmsi(around: Around) -> None:
    kinds = [each["properties"]["kind"] for each in risk_features(around)]
    assert kinds.count("ship_track") == kinds.count("ship_ahead") == kinds.count("ship") == 2


def test_dots_are_drawn_and_named_where_a_ship_is_asked_to_leave_something_clear(
    around: Around,
) -> None:
    assert sum(line.kind == "clear" for line in ship_lines(around, "en")) == 2
    assert "asked to leave clear" in ship_key(around, AT, UNTIL, "en")
    bound = tuple(replace(each, basis="lane") for each in around.predicted)
    wide = cloud_at(*np.random.default_rng(4).normal(0.0, 9000.0, (2, 500)))
    other = Around(around.heard, bound, risk_of(bound, wide, T0, T0 + 3600.0))
    assert any(entry["warn"] for entry in other.risk.entries)
    assert not any(line.kind == "clear" for line in ship_lines(other, "en"))
    assert "clear" not in ship_key(other, AT, UNTIL, "en")
    assert "Points rouges" not in ship_key(other, AT, UNTIL, "fr")
    assert "Points rouges" in ship_key(around, AT, UNTIL, "fr")


def test_the_key_says_which_ships_how_old_they_are_and_what_the_stain_is(around: Around) -> None:
    said = ship_key(around, AT, UNTIL, "en")
    first, second = around.risk.entries
    for number, entry in ((1, first), (2, second)):
        assert f"{number}\N{NO-BREAK SPACE}{entry['ship']['name'] or 'MMSI'}" in said
        assert entry["warning"] is not None
        passes = ship_words("en").clock(entry["warning"]["passes"], AT)  # as the list of risk has
        assert f"nearest {passes}" in said
    assert said.startswith("Ships by AIS, newest position of")
    assert "(0 min old)" in said
    assert "areas that hold 50 and 90 % of the strikes to be expected until" in said
    old = replace(around.heard, newest_s=T0 - 1860.0)
    stale = replace(around, heard=old)
    assert ship_key(stale, AT, UNTIL, "en").startswith("STALE AIS: newest position of")
    assert "31 min old" in ship_key(stale, AT, UNTIL, "en")
    assert ship_key(stale, AT, UNTIL, "fr").startswith("AIS PÉRIMÉ")


def test_where_no_ship_comes_near_the_key_says_that_and_shows_no_stain(around: Around) -> None:
    none = risk_of((), CLOUD, T0, T0 + 3600.0)
    nobody = Around(replace(around.heard, tracks=(), newest_s=float("nan")), (), none)
    for lang, unheard in (("en", "No ship was heard by AIS"), ("fr", "Aucun navire reçu par AIS")):
        said = ship_key(nobody, AT, UNTIL, lang)
        assert said.startswith(unheard)
        assert "stain" not in said
        assert "Teinte" not in said
    alone = replace(around, risk=none)
    assert "No ship that was heard comes near" in ship_key(alone, AT, UNTIL, "en")


def test_a_mark_bears_the_ships_place_in_the_list_and_the_way_that_is_drawn(
    around: Around,
) -> None:
    lines = [line for line in ship_lines(around, "en") if line.kind == "ship_ahead"]
    for number, mark in enumerate(ship_marks(around, "en"), start=1):
        assert (mark.short, mark.label.split()[0]) == (str(number), str(number))
        assert mark.way[0] == (lines[number - 1].lon[0], lines[number - 1].lat[0])
        assert len(mark.way) == lines[number - 1].lon.size
