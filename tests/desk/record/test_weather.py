"""Wind, water and sight are entered once; every answer over the record uses the last of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from lastknown.case.entries import check
from lastknown.case.picture import picture
from lastknown.case.told import Conditions
from lastknown.desk.record.assess import assess
from lastknown.desk.record.picturing import Weather, surroundings
from lastknown.desk.record.situation import situation_words
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.standing import standing
from lastknown.desk.record.tocase import Given, made_of
from lastknown.desk.record.weather import entered_conditions, filled, water_sd_c
from lastknown.errors import LastknownError
from tests.case.nights import at, draft
from tests.desk.record.exercise import HERE, Night, persons


def called() -> Night:
    """Return a night with one boat at sea."""
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    report = night.call(5, "help", position=HERE, persons=persons(33))
    night.say("east", 6, "link", report=report, boat="B1", belief="certain")
    return night


def figures(night: Night, minutes: float) -> dict[str, dict[str, float]]:
    found = entered_conditions(standing(night.picture()), at(minutes))
    return {each.figure: dict(each.values) for each in found}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "give wind, water temperature, visibility or the sea"),
        ({"source": "a ferry"}, "give wind, water temperature"),
        ({"wind_kn": 8}, "wind needs its speed and where it comes from"),
        ({"wind_from_deg": 240}, "wind needs its speed"),
        ({"water_temperature_sd_c": 1}, "needs the temperature"),
        ({"wind_sd_kn": 2, "sea_state": 3}, "needs the wind"),
        ({"wind_kn": 8, "wind_from_deg": 400}, "wind_from_deg of this entry is wrong"),
        ({"water_temperature_c": 285}, "water_temperature_c of this entry is wrong"),
    ],
)
def test_conditions_say_something_whole(given: dict[str, Any], said: str) -> None:
    with pytest.raises(LastknownError, match=said):
        check(Conditions, given)


def test_the_last_of_each_figure_at_or_before_the_moment_counts() -> None:
    night = called()
    night.say("west", 10, "conditions", wind_kn=8, wind_from_deg=240, water_temperature_c=12.5)
    night.say("east", 30, "conditions", wind_kn=15, wind_from_deg=250, wind_sd_kn=3)
    assert figures(night, 9) == {}
    assert figures(night, 10) == {
        "wind": {"wind_kn": 8, "wind_from_deg": 240},
        "water": {"water_temperature_c": 12.5},
    }
    assert figures(night, 40)["wind"] == {"wind_kn": 15, "wind_from_deg": 250, "wind_sd_kn": 3}
    assert figures(night, 40)["water"] == {"water_temperature_c": 12.5}


def test_what_was_taken_back_counts_no_more() -> None:
    night = called()
    night.say("east", 10, "conditions", wind_kn=8, wind_from_deg=240)
    wrong = night.say("east", 20, "conditions", wind_kn=80, wind_from_deg=240)
    night.write("east", draft(25, kind="note").model_copy(update={"retracts": (wrong,)}))
    assert figures(night, 40)["wind"]["wind_kn"] == 8


def test_what_the_command_gives_goes_before_the_record() -> None:
    night = called()
    night.say("east", 10, "conditions", wind_kn=8, wind_from_deg=240, sea_state=3, visibility_nm=5)
    known = entered_conditions(standing(night.picture()), at(20))
    whole, taken = filled(Given(wind_kn=20, wind_from_deg=90), known)
    assert (whole.wind_kn, whole.wind_from_deg, whole.sea_state) == (20, 90, 3)
    assert [each.figure for each in taken] == ["visibility", "sea_state"]
    half, _ = filled(Given(wind_kn=20), known)
    assert half.wind_from_deg is None  # half a wind is refused later, and not mixed with another


def test_a_source_of_the_command_that_holds_wind_goes_before_the_record(tmp_path: Path) -> None:
    night = called()
    night.say("east", 10, "conditions", wind_kn=8, wind_from_deg=240, water_temperature_c=12.5)
    file = tmp_path / "wind.nc"
    axes = {"time": np.arange(0, 25) * 3600.0 + at(0).timestamp(), "lat": [50.0, 52.0]}
    grid = xr.Dataset(coords=axes | {"lon": [0.0, 3.0]})
    grid["time"].attrs["units"] = "seconds since 1970-01-01"
    for name, standard in (("u10", "eastward_wind"), ("v10", "northward_wind")):
        attrs = {"standard_name": standard, "units": "m s-1"}
        grid[name] = (("time", "lat", "lon"), np.full((25, 2, 2), 3.0), attrs)
    grid.to_netcdf(file, engine="h5netcdf")
    over = surroundings(night.picture(), at(60), Weather((str(file), "dover-strait")))
    assert [each.figure for each in over.entered] == ["water"]
    assert over.missing == ()
    made = made_of(night.picture(), "B1", at=at(60), given=Given((str(file), "dover-strait")))
    assert "wind" not in made.table["sea"]
    assert made.table["sea"]["water_temperature_c"] == 12.5


def test_a_case_of_the_record_says_where_its_wind_is_from() -> None:
    night = called()
    night.say("west", 10, "conditions", wind_kn=8, wind_from_deg=240, water_temperature_c=12.5)
    made = made_of(night.picture(), "B1", at=at(60))
    assert made.table["sea"]["wind"] == [{"from_deg": 240, "speed_kn": 8}]
    assert made.table["sea"]["water_temperature_c"] == 12.5
    said = " ".join(note.text for note in made.notes)
    assert "Wind 8.0 kn from 240°, as entered in west/1 at 01:10" in said
    assert "Water of 12.5 °C, as entered in west/1 at 01:10" in said
    own = made_of(night.picture(), "B1", at=at(60), given=Given(wind_kn=3, wind_from_deg=10))
    assert own.table["sea"]["wind"] == [{"from_deg": 10, "speed_kn": 3}]
    assert "as entered in west/1" in " ".join(note.text for note in own.notes)  # the water
    assert "wind" not in made_of(night.picture(), "B1", at=at(9)).table["sea"]


def test_the_picture_says_what_is_missing_once_and_where_the_rest_is_from() -> None:
    night = called()
    for lang, loud in (("en", "NO WIND AND NO WATER"), ("fr", "NI VENT NI TEMP")):
        w = record_words(lang)
        seen = night.picture()
        over = surroundings(seen, at(60), Weather())
        found = assess(seen, over.sea, at(60), drift=False)
        assert over.missing == ("wind", "water")
        said = situation_words(w, seen, found, over)
        assert said.count("--wind-kn") == said.count("--water-temperature-c") == 1
        assert said.splitlines()[2].startswith(loud)


def test_survival_and_drift_take_the_record_s_water_and_wind() -> None:
    night = called()
    night.say("east", 10, "conditions", wind_kn=8, wind_from_deg=240)
    seen = night.picture()
    over = surroundings(seen, at(60), Weather(water_temperature_c=8.0))
    assert over.missing == ()
    assert [each.figure for each in over.entered] == ["wind"]
    said = situation_words(
        record_words("en"), seen, assess(seen, over.sea, at(60), drift=False), over
    )
    assert "water 8 °C as given with this command" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "from 240° as entered in east/4 at 01:10" in said
    night.say("east", 20, "conditions", water_temperature_c=6.0, water_temperature_sd_c=0.5)
    stands = standing(night.picture())
    assert water_sd_c(stands, at(60), 6.0) == 0.5
    assert water_sd_c(stands, at(60), 8.0) is None
    (boat,) = assess(
        night.picture(), surroundings(night.picture(), at(60), Weather()).sea, at(60), drift=False
    ).boats
    assert boat.clock is not None


def test_an_assessment_of_an_earlier_moment_keeps_what_the_picture_knew() -> None:
    """A receipt of later than the moment is left out, and what it covers stays known."""
    night = Night()
    night.say("west", 1, "boat", boat="B2")
    night.write("east", draft(50, kind="received", centre="west", count=2, hash="0" * 64))
    seen = picture(night.entries, at=at(90), known_at=at(90), known_by="east")
    assert [state.boat for state in seen.boats] == ["B2"]
    early = assess(seen, None, at(30))
    direct = picture(night.entries, at=at(30), known_at=at(90), known_by="east")
    assert [view.boat for view in early.boats] == ["B2"]
    assert early.sha256 == assess(direct, None, at(30)).sha256
    assert (early.known_at, early.known_by) == (at(90), "east")
