from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.sea import Sea, Wind, open_sea
from lastknown.sea.errors import MODEL_CURRENT_ERROR, CurrentError, WindError
from lastknown.sea.model import seconds
from lastknown.sea.source import WATER_TEMPERATURE, WIND, Box
from lastknown.times import parse_time, to_seconds
from lastknown.units import KNOT
from tests.sea.analytic import Formula, grid
from tests.sea.dover import dover_atlas

NOON = to_seconds(parse_time("2026-05-15T12:00Z"))
HOUR = 3600.0
BOX = (0.0, 50.0, 2.0, 52.0)


def flat(value: float, box: Box = BOX, **more: object) -> Formula:
    source = Formula(
        lambda x, y, t: (value + 0 * x, -value + 0 * x),
        box,
        axes=grid(box, 0.05, 0.05),
        name=f"flat {value:g}",
    )
    return replace(source, **more)


def breeze(speed: float, **more: object) -> Formula:
    source = Formula(lambda x, y, t: (speed + 0 * x, 0 * x), quantity=WIND, name=f"wind {speed:g}")
    return replace(source, **more)


# --- stacking


def test_the_first_source_that_covers_wins() -> None:
    sea = open_sea(flat(1.0, (0.0, 50.0, 1.0, 52.0)), flat(2.0))
    found = sea.sample([0.5, 1.5], 51.0, NOON)
    assert found.u.tolist() == [1.0, 2.0]
    assert found.v.tolist() == [-1.0, -2.0]
    assert found.current_source.tolist() == [0, 1]


def test_the_first_source_wins_only_in_its_hours() -> None:
    sea = open_sea(flat(1.0, start_s=NOON, end_s=NOON + HOUR), flat(2.0))
    found = sea.sample(1.0, 51.0, NOON + HOUR * np.array([-0.01, 0.0, 1.0, 1.01]))
    assert found.u.tolist() == [2.0, 1.0, 1.0, 2.0]


def test_the_second_source_serves_where_the_first_is_land() -> None:
    sea = open_sea(flat(1.0, dry=lambda x, y: x > 1.0), flat(2.0))
    found = sea.sample([0.5, 1.02, 1.5], 51.0, NOON)
    assert found.u.tolist() == [1.0, 2.0, 2.0]
    assert not found.filled.any()


@given(order=st.permutations([0, 1, 2]), lon=st.floats(0.0, 2.0), hour=st.integers(-9, 9))
@settings(max_examples=60)
def test_order_alone_decides(order: list[int], lon: float, hour: int) -> None:
    parts = [
        flat(1.0, (0.0, 50.0, 1.2, 52.0)),
        flat(2.0, (0.8, 50.0, 2.0, 52.0)),
        flat(3.0, start_s=NOON, end_s=NOON + 2 * HOUR),
    ]
    able = [lon <= 1.2, lon >= 0.8, 0 <= hour <= 6]
    expected = next(1.0 + k for k in order if able[k])
    found = open_sea(*(parts[k] for k in order)).sample(lon, 51.0, NOON + hour * HOUR / 3)
    assert float(found.u) == expected


def test_wind_by_hand_comes_first_and_files_before_and_after_it() -> None:
    rows = [Wind(10, 270, time="2026-05-15T12:00Z"), Wind(10, 270, time="2026-05-15T13:00Z")]
    sea = open_sea(flat(1.0), breeze(9.0), wind=rows)
    found = sea.sample(1.0, 51.0, NOON + HOUR * np.array([-3.0, 0.0, 4.0, 4.1]))
    np.testing.assert_allclose(found.wind_u, [10 * KNOT, 10 * KNOT, 10 * KNOT, 9.0])


@pytest.mark.parametrize("lon", [1.0, 361.0, -359.0])
def test_any_longitude_convention(lon: float) -> None:
    assert open_sea(flat(1.0)).sample(lon, 51.0, NOON).u == 1.0
    east = flat(4.0, (358.0, 50.0, 363.0, 52.0))
    assert open_sea(east).sample(lon, 51.0, NOON).u == 4.0


# --- never zero by default


@pytest.mark.parametrize(
    ("lon", "lat", "time_s"), [(3.0, 51.0, NOON), (1.0, 53.0, NOON), (1.0, 51.0, NOON + 3 * HOUR)]
)
def test_outside_all_sources_names_what_is_covered(lon: float, lat: float, time_s: float) -> None:
    sea = open_sea(flat(1.0, start_s=NOON, end_s=NOON + HOUR), flat(2.0, end_s=NOON + 2 * HOUR))
    with pytest.raises(LastknownError) as problem:
        sea.sample([1.0, lon], [51.0, lat], [NOON, time_s])
    said = str(problem.value)
    assert f"no current at lon {lon:g}, lat {lat:g}" in said
    assert "flat 1 lon 0 to 2, lat 50 to 52, 2026-05-15T12:00Z to 2026-05-15T13:00Z" in said
    assert "flat 2" in said
    assert "\n" not in said


def test_wind_outside_its_hours_is_an_error_too() -> None:
    sea = open_sea(flat(1.0), breeze(5.0, end_s=NOON))
    with pytest.raises(LastknownError, match="no wind at"):
        sea.sample(1.0, 51.0, NOON + 1.0)


def test_a_quantity_that_nothing_offers_is_nan_with_source_none() -> None:
    found = open_sea(flat(1.0)).at(1.0, 51.0, "2026-05-15T12:00Z")
    assert np.isnan(found.wind_u)
    assert np.isnan(found.wind_v)
    assert found.source.sel(quantity="wind") == "none"
    assert found.source.sel(quantity="current") == "flat 1"
    assert found.source.sel(quantity="water_temperature") == "none"


def test_inland_is_nan_with_source_none() -> None:
    found = open_sea(flat(1.0, dry=lambda x, y: x > 1.0)).sample(1.9, 51.0, NOON)
    assert np.isnan(found.u)
    assert found.current_source == -1
    assert not found.filled


def test_between_the_last_wet_cell_and_the_shore() -> None:
    sea = open_sea(flat(1.0, dry=lambda x, y: x > 1.001))
    km = 111.2 * np.cos(np.radians(51.0))
    found = sea.sample(1.0 + np.array([-1.0, 3.0, 7.8, 8.3]) / km, 51.0, NOON)
    assert found.u[:3].tolist() == [1.0, 1.0, 1.0]
    assert np.isnan(found.u[3])
    assert found.filled.tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [(541.0, 51.0, "longitude 541"), (1.0, 91.0, "latitude 91"), (np.nan, 51.0, "longitude nan")],
)
def test_places_off_the_earth_are_refused(lon: float, lat: float, said: str) -> None:
    with pytest.raises(LastknownError, match=said):
        open_sea(flat(1.0)).sample(lon, lat, NOON)


# --- wind-driven current


def test_the_wind_driven_current_turns_right_in_the_north_and_left_in_the_south() -> None:
    error = replace(MODEL_CURRENT_ERROR, wind_drift=0.02, wind_drift_right_deg=30.0)
    still = Formula(lambda x, y, t: (0 * x, 0 * x), current_error=error)
    found = open_sea(still, breeze(10.0)).sample(0.0, [51.0, -51.0], NOON)  # toward east
    np.testing.assert_allclose(np.hypot(found.u, found.v), 0.2)
    toward = np.degrees(np.arctan2(found.u, found.v))
    np.testing.assert_allclose(toward, [120.0, 60.0])


def test_sources_that_hold_the_wind_driven_current_get_none() -> None:
    assert open_sea(flat(1.0), breeze(10.0)).sample(1.0, 51.0, NOON).u == 1.0


def test_the_engines_grid_has_no_wind_driven_current() -> None:
    sea = open_sea(dover_atlas(), wind=Wind(20, 270))
    forcing = sea.forcing((1.4, 50.8, 1.7, 51.1), NOON, NOON + HOUR)
    node = float(forcing.axes.lon[2]), float(forcing.axes.lat[3])
    here = sea.sample(*node, NOON)
    bare = forcing.data[round((NOON - forcing.t0_s) / forcing.dt_s), 3, 2, :2]
    added = np.array([here.u, here.v]) - bare
    assert np.hypot(*added) == pytest.approx(0.014 * 20 * KNOT, abs=1e-5)
    assert np.degrees(np.arctan2(*added)) == pytest.approx(90.0 + 25.0, abs=0.05)


# --- error processes


def test_each_place_has_the_error_of_the_source_that_serves_it() -> None:
    mine = CurrentError(sd_ms=0.1, half_life_s=100.0)
    sea = open_sea(flat(1.0, (0.0, 50.0, 1.0, 52.0), current_error=mine), flat(2.0))
    assert sea.current_error(0.5, 51.0, NOON) is mine
    assert sea.current_error(1.5, 51.0, NOON) == MODEL_CURRENT_ERROR


def test_a_given_sd_replaces_the_whole_process() -> None:
    sea = open_sea(dover_atlas(), wind=Wind(8, 240), current_sd_kn=0.6)
    error = sea.current_error(1.5, 51.0, NOON)
    assert error.sd_ms == pytest.approx(0.6 * KNOT)
    assert error.half_life_s == 450 * 60
    assert error.tide_amplitude_sd == 0.0
    assert error.tide_phase_sd_s == 0.0
    assert error.wind_drift == 0.014  # no error: it stays
    assert error.measured_on == "given in the case"


def test_a_given_half_life_alone_changes_the_sources_own() -> None:
    sea = open_sea(dover_atlas(), wind=Wind(8, 240, sd_kn=3.0), current_half_life_min=90)
    own = dover_atlas().current_error
    assert own is not None
    assert sea.current_error(1.5, 51.0, NOON) == replace(own, half_life_s=5400.0)
    assert sea.wind_error(1.5, 51.0, NOON).sd_ms == pytest.approx(3.0 * KNOT)


def test_given_wind_errors() -> None:
    sea = open_sea(flat(1.0), breeze(5.0), wind_sd_kn=1.0, wind_half_life_min=30)
    assert sea.wind_error(1.0, 51.0, NOON) == WindError(KNOT, 1800.0, "given in the case")
    with pytest.raises(LastknownError, match="no wind at"):
        open_sea(flat(1.0)).wind_error(1.0, 51.0, NOON)


@pytest.mark.parametrize(
    "figures",
    [
        {"current_sd_kn": -0.1},
        {"current_half_life_min": 0.0},
        {"wind_sd_kn": -1.0},
        {"wind_half_life_min": -5.0},
        {"current_sd_kn": float("nan")},
        {"water_temperature_c": 285.0},
    ],
)
def test_impossible_figures_are_refused(figures: dict[str, float]) -> None:
    (name,) = figures
    with pytest.raises(LastknownError, match=name):
        open_sea(flat(1.0), **figures)  # type: ignore[arg-type]


# --- water temperature


def test_water_temperature_from_a_source_and_from_the_case() -> None:
    warm = Formula(lambda x, y, t: (12.0 + 0 * x,), BOX, quantity=WATER_TEMPERATURE, name="warm")
    sea = open_sea(flat(1.0, (0.0, 50.0, 4.0, 52.0)), warm)
    found = sea.sample([1.0, 3.0], 51.0, NOON)
    assert found.water_temperature_c[0] == 12.0
    assert np.isnan(found.water_temperature_c[1])  # outside is not known, and no error
    given_sea = open_sea(flat(1.0), warm, water_temperature_c=13.5)
    assert given_sea.sample(1.0, 51.0, NOON).water_temperature_c == 13.5
    label = given_sea.at(1.0, 51.0, "2026-05-15T12:00Z").source.sel(quantity="water_temperature")
    assert label == "given (13.5 C)"


# --- the dataset


def test_at_gives_a_cf_dataset_of_the_broadcast_shape() -> None:
    sea = open_sea(flat(1.0), breeze(5.0))
    times = np.array(["2026-05-15T12:00", "2026-05-15T13:00"], "datetime64[ns]")
    found = sea.at(np.array([0.5, 1.0, 1.5]), 51.0, times[:, None])
    assert isinstance(found, xr.Dataset)
    assert found.u.shape == (2, 3)
    assert found.lon.shape == (2, 3)
    assert found.source.shape == (3, 2, 3)
    assert found.time.dtype == "datetime64[ns]"
    assert found.time.values[1, 0] == times[1]
    for name in ("u", "v", "wind_u", "wind_v"):
        assert found[name].attrs["units"] == "m s-1"
        assert "standard_name" in found[name].attrs
    one = sea.at([0.5, 1.0], [51.0, 51.2], "2026-05-15T12:00Z")
    assert one.u.dims == ("point",)
    assert sea.at(0.5, 51.0, datetime(2026, 5, 15, 12, tzinfo=UTC)).u.dims == ()


def test_times_in_many_forms() -> None:
    forms = (
        "2026-05-15T12:00Z",
        "2026-05-15T14:00+02:00",
        datetime(2026, 5, 15, 12, tzinfo=UTC),
        np.datetime64("2026-05-15T12:00"),
        np.array(["2026-05-15T12:00"], "datetime64[s]"),
        [datetime(2026, 5, 15, 12, tzinfo=UTC)],
    )
    for form in forms:
        assert float(np.squeeze(seconds(form))) == NOON


@pytest.mark.parametrize(
    "bad",
    [
        "2026-05-15T12:00",
        datetime(2026, 5, 15, 12),  # noqa: DTZ001
        "noon",
        12.5,
        np.array(["NaT"], "datetime64[ns]"),
        [None],
    ],
)
def test_naive_and_impossible_times_are_refused(bad: object) -> None:
    with pytest.raises(LastknownError):
        seconds(bad)


# --- opening


def test_a_sea_needs_a_source() -> None:
    with pytest.raises(LastknownError, match="no source"):
        open_sea()


def test_an_unknown_pack_names_those_there_are() -> None:
    with pytest.raises(LastknownError, match="dover-strait"):
        open_sea("dover-straight")


def test_the_shipped_pack_has_currents_and_a_coast() -> None:
    sea = open_sea("dover-strait", wind=Wind(8, 240))
    assert isinstance(sea, Sea)
    assert sea.pack is not None
    assert sea.coast is not None
    found = sea.at(1.5, 51.0, "2026-05-15T12:00Z")
    assert float(np.hypot(found.u, found.v)) == pytest.approx(1.5, abs=0.3)
    assert found.source.sel(quantity="current") == "dover-strait tide atlas"
    assert found.source.sel(quantity="wind") == "wind by hand"
