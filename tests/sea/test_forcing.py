from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea.atlas import ATLAS_ERROR
from lastknown.sea.forcing import Forcing, bake
from lastknown.sea.source import WIND, Box, GridAxes, Source
from lastknown.sea.wind import Wind, hand_wind
from lastknown.times import parse_time, to_seconds
from tests.sea.analytic import Formula, grid
from tests.sea.dover import dover_atlas

START = to_seconds(parse_time("2026-11-22T04:30Z"))
DAY, HOUR = 86400.0, 3600.0
BOX = (0.0, 50.0, 2.0, 52.0)
HOURS = START - 1800.0 + HOUR * np.arange(26)
CALM = hand_wind(Wind(10, 270))


def plane(x: NDArray, y: NDArray, t: NDArray) -> tuple[NDArray, NDArray]:
    """A field that trilinear interpolation gives back exactly."""
    h = (t - START) / DAY
    return 0.1 * x + 0.01 * y + h, 0.2 * y - 0.05 * x * 0 - 0.5 * h


def current(box: Box = BOX, step: float = 0.1, times: NDArray = HOURS, **more: object) -> Formula:
    axes = grid(box, step, step, times)
    ends = {"start_s": float(times[0]), "end_s": float(times[-1])} if times.size else {}
    return replace(Formula(plane, box, axes=axes, **ends), **more)


def look(forcing: Forcing, lon: float, lat: float, time_s: float) -> NDArray:
    """Interpolate as the engine does: bilinear in space, linear in time."""
    x = (lon - forcing.lon0) / forcing.dlon
    y = (lat - forcing.lat0) / forcing.dlat
    z = (time_s - forcing.t0_s) / forcing.dt_s
    nt, ny, nx, _ = forcing.data.shape
    assert 0 <= x <= nx - 1
    assert 0 <= y <= ny - 1
    assert 0 <= z <= nt - 1
    i, j, k = min(int(x), nx - 2), min(int(y), ny - 2), min(int(z), nt - 2)
    a, b, c = x - i, y - j, z - k
    cell = forcing.data[k : k + 2, j : j + 2, i : i + 2].astype(float)
    weights = np.einsum("t,y,x->tyx", [1 - c, c], [1 - b, b], [1 - a, a])
    return np.einsum("tyx,tyxn->n", weights, cell)


# --- nodes


def test_a_models_own_nodes_are_kept_exactly() -> None:
    source = current()
    forcing = bake([source, CALM], BOX, START, START + DAY)
    own = source.native_grid()
    assert own is not None
    np.testing.assert_allclose(forcing.axes.lon, own.lon, atol=1e-12)
    np.testing.assert_allclose(forcing.axes.lat, own.lat, atol=1e-12)
    np.testing.assert_array_equal(forcing.axes.time_s, own.time_s)
    u, v = plane(own.lon[None, None, :], own.lat[None, :, None], own.time_s[:, None, None])
    np.testing.assert_array_equal(forcing.data[..., 0], u.astype(np.float32))
    np.testing.assert_array_equal(forcing.data[..., 1], v.astype(np.float32))
    assert forcing.data.flags.c_contiguous
    assert forcing.data.dtype == np.float32
    assert not forcing.filled.any()


def test_a_smaller_box_takes_the_nodes_around_it() -> None:
    forcing = bake([current(), CALM], (0.55, 50.71, 0.95, 51.0), START + HOUR, START + 3 * HOUR)
    np.testing.assert_allclose(forcing.axes.lon, 0.5 + 0.1 * np.arange(6), atol=1e-9)
    np.testing.assert_allclose(forcing.axes.lat, 50.7 + 0.1 * np.arange(4), atol=1e-9)
    np.testing.assert_allclose(forcing.axes.time_s, START + HOUR * np.array([0.5, 1.5, 2.5, 3.5]))


@given(lon=st.floats(0.31, 1.69), lat=st.floats(50.31, 51.69), hour=st.floats(0.0, 24.0))
@settings(max_examples=30)
def test_everywhere_inside_it_is_the_field(lon: float, lat: float, hour: float) -> None:
    forcing = bake([current(), CALM], (0.3, 50.3, 1.7, 51.7), START, START + DAY)
    t = START + HOUR * hour
    u, v = plane(np.array(lon), np.array(lat), np.array(t))
    found = look(forcing, lon, lat, t)
    assert found == pytest.approx([float(u), float(v), 5.144444, 0.0], abs=2e-5)


def test_the_tide_is_baked_every_ten_minutes_on_the_atlas_grid() -> None:
    atlas = dover_atlas()
    forcing = bake([atlas, CALM], (0.9, 50.4, 2.1, 51.4), START, START + DAY)
    assert forcing.dt_s == 600.0
    assert forcing.t0_s <= START - 3 * 2100.0 < forcing.t0_s + 600.0  # 3 sd of the tide's timing
    assert forcing.axes.time_s[-1] >= START + DAY + 3 * 2100.0
    seventh = round((START + 7 * HOUR - forcing.t0_s) / 600.0)
    assert np.isin(np.round(forcing.axes.lon, 6), np.round(atlas.lon, 6)).all()
    nodes = atlas.sample(forcing.axes.lon[None, :], forcing.axes.lat[:, None], START + 7 * HOUR)
    wet = np.isfinite(nodes["u"])
    np.testing.assert_allclose(forcing.data[seventh, ..., 0][wet], nodes["u"][wet], atol=1e-6)
    assert not (wet & forcing.filled).any()


def test_linear_steps_of_ten_minutes_follow_the_tide() -> None:
    """Half-way between two nodes in time the error is under 3 mm/s."""
    forcing = bake([dover_atlas(), CALM], (1.2, 50.8, 1.8, 51.1), START, START + DAY)
    times = forcing.axes.time_s[:-1] + 300.0
    lon, lat = forcing.axes.lon[3], forcing.axes.lat[4]
    true = dover_atlas().sample(lon, lat, times)
    between = (forcing.data[:-1, 4, 3, :2] + forcing.data[1:, 4, 3, :2]) / 2
    assert np.abs(between[:, 0] - true["u"]).max() < 0.003
    assert np.abs(between[:, 1] - true["v"]).max() < 0.003


# --- stacking


def constant(value: float, box: Box, step: float, **more: object) -> Formula:
    source = Formula(
        lambda x, y, t: (value + 0 * x, -value + 0 * x), box, axes=grid(box, step, step)
    )
    return replace(source, **more)


def test_the_first_source_wins_where_it_covers() -> None:
    inner = constant(1.0, (0.5, 50.5, 1.5, 51.5), 0.1)
    outer = constant(2.0, BOX, 0.2)
    forcing = bake([inner, outer, CALM], BOX, START, START + HOUR)
    lon, lat = forcing.axes.lon, forcing.axes.lat
    np.testing.assert_allclose([forcing.dlon, forcing.dlat], 0.1)
    inside = ((lat >= 0.4999 + 50) & (lat <= 51.5001))[:, None] & ((lon > 0.4999) & (lon < 1.5001))
    np.testing.assert_array_equal(forcing.data[0, ..., 0], np.where(inside, 1.0, 2.0))
    back = bake([outer, inner, CALM], BOX, START, START + HOUR)
    assert np.unique(back.data[..., 0]).tolist() == [2.0]
    np.testing.assert_allclose(back.dlon, 0.2)  # nothing finer can win: its own nodes


def test_the_second_source_takes_over_when_the_first_ends() -> None:
    morning = constant(1.0, BOX, 0.1, end_s=START + 6 * HOUR)
    always = constant(2.0, BOX, 0.1)
    forcing = bake([morning, always, CALM], BOX, START, START + 12 * HOUR)
    first = forcing.axes.time_s <= START + 6 * HOUR
    assert np.unique(forcing.data[first, ..., 0]).tolist() == [1.0]
    assert np.unique(forcing.data[~first, ..., 0]).tolist() == [2.0]


def test_the_second_source_serves_where_the_first_is_dry() -> None:
    west = constant(1.0, BOX, 0.1, dry=lambda x, y: x > 1.01)
    forcing = bake([west, constant(2.0, BOX, 0.1), CALM], BOX, START, START + HOUR)
    east = forcing.axes.lon > 1.01
    assert np.unique(forcing.data[..., east, 0]).tolist() == [2.0]
    assert np.unique(forcing.data[..., ~east, 0]).tolist() == [1.0]
    assert not forcing.filled.any()


def test_many_small_slabs_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [current(dry=lambda x, y: x + y > 52.0), constant(3.0, BOX, 0.1), CALM]
    whole = bake(sources, BOX, START, START + DAY)
    monkeypatch.setattr("lastknown.sea.forcing._SLAB_BYTES", 1)
    np.testing.assert_array_equal(bake(sources, BOX, START, START + DAY).data, whole.data)


def test_gaps_at_the_shore_hold_the_nearest_wet_value_and_are_flagged() -> None:
    source = constant(1.0, BOX, 0.02, dry=lambda x, y: x > 1.01)
    forcing = bake([source, CALM], BOX, START, START + HOUR)
    km = (forcing.axes.lon - 1.0) * 111.2 * np.cos(np.radians(51.0))
    near = (km > 0.1) & (km < 8.0)
    assert forcing.filled[50, near].all()
    assert np.unique(forcing.data[0, 50, near, 0]).tolist() == [1.0]
    assert np.isnan(forcing.data[0, 50, km > 11.5, 0]).all()
    assert not forcing.filled[50, km < 0.0].any()
    wind = forcing.data[..., 2:]
    assert np.isfinite(wind).all()


def test_the_shore_is_told_by_the_run_and_not_by_what_lies_beyond_it() -> None:
    """The tide is baked past the wind's last hour; the wind's gap at its shore is filled still."""
    masked = Formula(
        lambda x, y, t: (5.0 + 0 * x, 0 * x),
        BOX,
        START,
        START + HOUR,
        WIND,
        axes=grid(BOX, 0.02, 0.02, [START, START + HOUR]),
        dry=lambda x, y: x > 1.01,
    )
    tide = replace(ATLAS_ERROR, tide_phase_sd_s=1800.0)
    source = constant(1.0, BOX, 0.02, current_error=tide)
    forcing = bake([source, masked], BOX, START, START + HOUR)
    run = (forcing.axes.time_s >= START) & (forcing.axes.time_s <= START + HOUR)
    assert run.sum() < run.size
    near = np.flatnonzero((forcing.axes.lon > 1.02) & (forcing.axes.lon < 1.1))
    assert np.isfinite(forcing.data[run][:, :, near]).all()


# --- wind


def wind_model(times: NDArray, step: float = 0.5) -> Formula:
    box = (-2.0, 48.0, 4.0, 54.0)
    return Formula(
        lambda x, y, t: (x + (t - START) / HOUR, 2 * y),
        box,
        float(times[0]),
        float(times[-1]),
        WIND,
        "wind model",
        grid(box, step, step, times),
    )


def test_a_coarse_wind_is_interpolated_to_the_fine_current() -> None:
    wind = wind_model(START + 3 * HOUR * np.arange(-1, 10))
    forcing = bake([current(), wind], BOX, START, START + DAY)
    found = look(forcing, 0.63, 51.21, START + 5.2 * HOUR)
    assert found[2:] == pytest.approx([0.63 + 5.2, 2 * 51.21], abs=1e-4)


def test_an_hourly_wind_on_a_daily_current_is_not_smoothed_away() -> None:
    days = START - 0.25 * DAY + DAY * np.arange(3)
    gust = Formula(
        lambda x, y, t: (np.abs((t - START) / HOUR % 2 - 1) + 0 * x, 0 * x),
        quantity=WIND,
        axes=grid((-180.0, -90.0, 180.0, 90.0), 1.0, 1.0, START + HOUR * np.arange(-30, 60)),
    )
    forcing = bake([current(times=days), gust], BOX, START, START + DAY)
    assert forcing.dt_s == HOUR
    assert np.ptp(forcing.data[..., 2]) == pytest.approx(1.0, abs=1e-6)
    own = np.isin(forcing.axes.time_s, days)
    assert own.sum() >= 1


def test_wind_by_hand_ends_inside_the_last_step() -> None:
    rows = hand_wind(
        [Wind(10, 270, time="2026-11-22T02:40Z"), Wind(20, 270, time="2026-11-22T05:20Z")]
    )
    forcing = bake([current(), rows], BOX, START, rows.end_s)
    assert np.isfinite(forcing.data[..., 2:]).all()
    assert forcing.axes.time_s[-1] > rows.end_s


def test_without_wind_the_wind_is_nan() -> None:
    forcing = bake([current()], BOX, START, START + HOUR)
    assert np.isnan(forcing.data[..., 2:]).all()
    assert np.isfinite(forcing.data[..., :2]).all()


# --- longitudes


@pytest.mark.parametrize("turn", [-360.0, 0.0, 360.0])
def test_across_180_degrees_longitudes_go_on(turn: float) -> None:
    own = (176.0 + turn, -18.0, 184.0 + turn, -12.0)
    source = Formula(lambda x, y, t: (x - turn, y), own, axes=grid(own, 0.25, 0.25))
    forcing = bake([source, CALM], (178.0, -17.0, 182.0, -14.0), START, START + HOUR)
    np.testing.assert_allclose(forcing.axes.lon, 178.0 + 0.25 * np.arange(17), atol=1e-9)
    np.testing.assert_allclose(forcing.data[0, 0, :, 0], forcing.axes.lon, atol=1e-4)


@pytest.mark.parametrize("west", [0.0, -180.0])
@pytest.mark.parametrize("box", [(-3.0, 50.0, 2.0, 52.0), (177.0, 50.0, 183.0, 52.0)])
def test_global_grids_of_either_convention_serve_any_box(west: float, box: Box) -> None:
    world = (west, -80.0, west + 360.0, 80.0)
    axes = grid((west, -80.0, west + 359.5, 80.0), 0.5, 0.5)
    source = Formula(
        lambda x, y, t: (np.cos(np.radians(x)), np.sin(np.radians(x))), world, axes=axes
    )
    forcing = bake([source, CALM], box, START, START + HOUR)
    np.testing.assert_allclose(forcing.axes.lon[[0, -1]], [box[0], box[2]], atol=1e-9)
    np.testing.assert_allclose(
        forcing.data[0, 1, :, 0], np.cos(np.radians(forcing.axes.lon)), atol=1e-6
    )


def test_near_the_pole_no_latitude_lies_beyond_it() -> None:
    own = (0.0, 85.0, 10.0, 90.0)
    source = Formula(lambda x, y, t: (x, y), own, axes=grid(own, 0.5, 0.5))
    forcing = bake([source, CALM], (2.0, 88.0, 4.0, 90.0), START, START + HOUR)
    assert forcing.axes.lat[-1] == pytest.approx(90.0)
    assert np.isfinite(forcing.data).all()


# --- grids that are not regular


def test_a_curved_grid_is_put_on_its_finest_spacing() -> None:
    class Curved(Formula):
        def suggested_grid(self) -> GridAxes:
            return grid(BOX, 0.04, 0.02, HOURS)

    source = Curved(plane, BOX, float(HOURS[0]), float(HOURS[-1]))
    forcing = bake([source, CALM], BOX, START, START + HOUR)
    np.testing.assert_allclose([forcing.dlon, forcing.dlat, forcing.dt_s], [0.04, 0.02, HOUR])


def test_a_source_without_any_grid_still_works() -> None:
    forcing = bake([Formula(plane, BOX), CALM], (0.5, 50.5, 1.0, 51.0), START, START + HOUR)
    assert forcing.dlon <= 0.05
    u, v = plane(np.array(0.77), np.array(50.81), np.array(START + 1234.0))
    assert look(forcing, 0.77, 50.81, START + 1234.0)[:2] == pytest.approx([u, v], abs=1e-4)


def test_uneven_times_are_cut_into_even_ones() -> None:
    times = START + HOUR * np.array([-1.0, 0.0, 1.0, 3.0, 6.0, 12.0, 24.0, 48.0])
    forcing = bake([current(times=times), CALM], BOX, START, START + DAY)
    assert forcing.dt_s == HOUR
    found = look(forcing, 1.0, 51.0, START + 17.5 * HOUR)
    u, v = plane(np.array(1.0), np.array(51.0), np.array(START + 17.5 * HOUR))
    assert found[:2] == pytest.approx([u, v], abs=1e-4)


# --- refusals


def refused(sources: list[Source], box: Box, start_s: float, end_s: float) -> str:
    with pytest.raises(LastknownError) as problem:
        bake(sources, box, start_s, end_s)
    assert "\n" not in str(problem.value)
    return str(problem.value)


def test_outside_box_and_hours_says_what_is_covered() -> None:
    source = current(name="model.nc")
    said = refused([source, CALM], (10.0, 50.0, 12.0, 52.0), START, START + HOUR)
    assert "model.nc lon 0 to 2, lat 50 to 52" in said
    said = refused([source, CALM], BOX, START, START + 2 * DAY)
    assert "no current at 2026-11-23T06:00Z" in said
    assert "2026-11-22T04:00Z to 2026-11-23T05:00Z" in said
    said = refused([source, CALM], BOX, START - DAY, START - 0.5 * DAY)
    assert "2026-11-22T04:00Z" in said


def test_wind_that_ends_too_early_says_until_when_it_holds() -> None:
    rows = hand_wind(
        [Wind(8, 240, time="2026-11-22T00:00Z"), Wind(9, 250, time="2026-11-22T06:00Z")]
    )
    said = refused([current(), rows], BOX, START, START + DAY)
    assert "no wind at" in said
    assert "2026-11-21T21:00Z to 2026-11-22T09:00Z" in said


def test_one_field_in_time_holds_for_all_of_it() -> None:
    source = current(times=np.array([START + HOUR]), start_s=START, end_s=START + 2 * HOUR)
    forcing = bake([source, CALM], BOX, START, START + 2 * HOUR)
    assert forcing.axes.time_s.tolist() == [START, START + 2 * HOUR]
    assert np.isfinite(forcing.data).all()


def test_a_tide_is_not_asked_before_a_model_begins() -> None:
    tide = replace(constant(1.0, BOX, 0.1).current_error, tide_phase_sd_s=1800.0)
    source = constant(1.0, BOX, 0.1, current_error=tide, start_s=START - 600.0)
    forcing = bake([source, CALM], BOX, START, START + HOUR)
    assert forcing.t0_s == START - 600.0
    assert forcing.axes.time_s[-1] == START + HOUR + 3 * 1800.0
    assert np.isfinite(forcing.data).all()


def test_a_gap_between_two_sources_is_found() -> None:
    one = constant(1.0, BOX, 0.1, end_s=START + 6 * HOUR)
    two = constant(1.0, BOX, 0.1, start_s=START + 8 * HOUR)
    said = refused([one, two], BOX, START, START + DAY)
    assert "no current at 2026-11-22T10:40Z" in said
    assert "until 2026-11-22T10:30Z" in said
    assert "from 2026-11-22T12:30Z" in said


def test_no_current_at_all_is_refused() -> None:
    assert "no source offers current" in refused([CALM], BOX, START, START + HOUR)


def test_more_memory_than_there_is_is_refused() -> None:
    fine = Formula(plane, BOX, axes=grid(BOX, 0.001, 0.001))
    assert "GB" in refused([fine, CALM], BOX, START, START + DAY)
