from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea.atlas import ATLAS_ERROR, SURFACE_FACTOR, TideAtlas, open_atlas
from lastknown.sea.source import GridAxes, GridFiller
from lastknown.sea.tide import Harmonics, predict, speed_deg_per_h
from lastknown.times import parse_time, to_seconds
from tests.sea.dover import dover_atlas
from tests.sea.streams import DOVER, STREAM_START, STREAMS, stream_ms

START = to_seconds(parse_time(STREAM_START))
HOURS = START + 3600.0 * np.arange(24)
M2_RAD_S = np.radians(speed_deg_per_h("M2")) / 3600.0


def write_atlas(path: Path, *, dry: tuple[tuple[int, int], ...] = (), names: str = "M2 S2") -> Path:
    """Write a small atlas: 4 x 3 nodes, M2 and S2, amplitudes growing eastward."""
    listed = names.split()
    lon, lat = np.array([1.0, 1.1, 1.2, 1.3]), np.array([50.0, 50.05, 50.1])
    shape = (lat.size, lon.size, len(listed))
    rng = np.random.default_rng(7)
    with h5py.File(path, "w") as file:
        file["lon"], file["lat"] = lon, lat
        file["constituent"] = np.array([list(n.ljust(4)) for n in listed], "S1")
        for side in ("u", "v"):
            amplitude = (0.5 + rng.random(shape)).astype(np.float32)
            for j, i in dry:
                amplitude[j, i] = np.nan
            file[f"{side}_amplitude"] = amplitude
            file[f"{side}_phase"] = (360.0 * rng.random(shape)).astype(np.float32)
    return path


def modelled(atlas: TideAtlas, place: tuple[float, float], times: object = HOURS) -> NDArray:
    found = atlas.sample(*place, times)
    return found["u"] + 1j * found["v"]


def rms(values: NDArray) -> float:
    return float(np.sqrt(np.mean(np.abs(values) ** 2)))


def displacement_km(error: NDArray, hours: int) -> list[float]:
    return [abs(error[k : k + hours].sum()) * 3.6 for k in range(error.size - hours + 1)]


# --- against the streams of another atlas


def test_currents_beat_zero_current_and_stay_within_the_limit() -> None:
    """Mean vector RMSE 0.41 m/s at four points, 0.78 of zero current (SHOM 557, 2026-05-15)."""
    ours = [rms(modelled(dover_atlas(), place) - stream_ms(place)) for place in STREAMS]
    zero = [rms(stream_ms(place)) for place in STREAMS]
    assert np.mean(ours) == pytest.approx(0.406, abs=0.003)
    assert np.mean(ours) <= 0.45
    assert np.mean(zero) == pytest.approx(0.776, abs=0.001)
    assert all(one < none for one, none in zip(ours, zero, strict=True))


def test_the_derivation_of_the_error_figures() -> None:
    """Amplitude and timing error at each point, and the residual that they leave."""
    amplitude, timing, residual = [], [], []
    for place in STREAMS:
        reference = stream_ms(place)
        fits = []
        for tau in np.arange(-5400.0, 5401.0, 60.0):
            ours = modelled(dover_atlas(), place, HOURS + tau)
            a = (np.conj(ours) @ reference).real / (np.abs(ours) ** 2).sum()
            fits.append((rms(a * ours - reference), a - 1.0, tau))
        best = min(fits)
        residual.append(best[0])
        amplitude.append(best[1])
        timing.append(best[2])
    assert rms(np.array(amplitude)) == pytest.approx(ATLAS_ERROR.tide_amplitude_sd, abs=0.02)
    assert rms(np.array(timing)) == pytest.approx(ATLAS_ERROR.tide_phase_sd_s, rel=0.1)
    assert rms(np.array(residual)) / np.sqrt(2) == pytest.approx(ATLAS_ERROR.sd_ms, abs=0.02)


def test_net_displacement_error_turns_with_the_tide() -> None:
    """6.1 km rms over 6 h and 3.1 km over 12 h: the error reverses, it is no constant."""
    errors = [modelled(dover_atlas(), place) - stream_ms(place) for place in STREAMS]
    six = rms(np.array([displacement_km(error, 6) for error in errors]))
    twelve = rms(np.array([displacement_km(error, 12) for error in errors]))
    assert six == pytest.approx(6.1, abs=0.2)
    assert twelve == pytest.approx(3.1, abs=0.2)


def test_the_error_figures_give_the_accuracy_note() -> None:
    """0.41 m/s where the rms speed is 0.74 (the atlas' accuracy note, 12 points)."""
    e = ATLAS_ERROR
    late = 2.0 * (1.0 - np.exp(-0.5 * (M2_RAD_S * e.tide_phase_sd_s) ** 2))
    of_tide = 0.74**2 * (e.tide_amplitude_sd**2 + late)
    assert np.sqrt(of_tide + 2.0 * e.sd_ms**2) == pytest.approx(0.41, abs=0.005)


# --- inference


def test_k2_and_p1_come_from_the_gauges() -> None:
    """Between Dover and Calais K2 is 0.29 of S2 and in phase with it within 3 degrees (TICON-4)."""
    atlas = dover_atlas()
    assert atlas.names[-2:] == ("K2", "P1")
    k = len(atlas.names)
    s2, k2 = atlas.names.index("S2"), atlas.names.index("K2")
    east = atlas.terms[atlas.wet][:, : 2 * k]
    east = east[np.hypot(east[:, s2], east[:, k + s2]) > 0.01]
    ratio = (east[:, k2] - 1j * east[:, k + k2]) / (east[:, s2] - 1j * east[:, k + s2])
    assert np.all((np.abs(ratio) > 0.26) & (np.abs(ratio) < 0.32))
    assert np.all(np.abs(np.degrees(np.angle(ratio))) < 5.0)


def test_without_gauges_the_equilibrium_ratio_holds(tmp_path: Path) -> None:
    atlas = open_atlas(write_atlas(tmp_path / "tide.nc"))
    assert atlas.names == ("M2", "S2", "K2")
    np.testing.assert_allclose(atlas.terms[:, 2], 0.2723 * atlas.terms[:, 1])


def test_one_gauge_gives_its_ratio_everywhere(tmp_path: Path) -> None:
    gauge = {
        "latitude": 51.1144,
        "longitude": 1.3225,
        "harmonic_constituents": [
            {"name": n, "amplitude": a, "phase": g} for n, a, g in DOVER if n in ("S2", "K2")
        ],
    }
    atlas = open_atlas(write_atlas(tmp_path / "tide.nc"), gauges=[gauge])
    s2 = atlas.terms[:, 1] - 1j * atlas.terms[:, 4]
    k2 = atlas.terms[:, 2] - 1j * atlas.terms[:, 5]
    np.testing.assert_allclose(np.abs(k2 / s2), 0.205 / 0.708)
    np.testing.assert_allclose(np.degrees(np.angle(k2 / s2)), 23.71 - 22.19)


def test_an_atlas_with_k2_keeps_its_own(tmp_path: Path) -> None:
    atlas = open_atlas(write_atlas(tmp_path / "tide.nc", names="M2 S2 K2"))
    assert atlas.names == ("M2", "S2", "K2")


# --- values


def test_a_node_has_its_own_constants_times_the_surface_factor(tmp_path: Path) -> None:
    path = write_atlas(tmp_path / "tide.nc", names="M2 S2 K2")
    with h5py.File(path) as file:
        own = Harmonics(
            ("M2", "S2", "K2"), file["v_amplitude"][1, 2], file["v_phase"][1, 2].astype(float)
        )
    found = open_atlas(path).sample(1.2, 50.05, HOURS)["v"]
    np.testing.assert_allclose(found, SURFACE_FACTOR * predict(own, HOURS), atol=1e-6)


@given(a=st.floats(0.0, 1.0), b=st.floats(0.0, 1.0), hour=st.floats(0.0, 1000.0))
def test_between_nodes_it_is_bilinear(a: float, b: float, hour: float) -> None:
    atlas = dover_atlas()
    i, j = 44, 42  # open water south of the strait
    x = atlas.lon[i] + a * (atlas.lon[i + 1] - atlas.lon[i])
    y = atlas.lat[j] + b * (atlas.lat[j + 1] - atlas.lat[j])
    t = START + 3600.0 * hour
    corners = atlas.sample(atlas.lon[[i, i + 1, i, i + 1]], atlas.lat[[j, j, j + 1, j + 1]], t)["u"]
    weights = np.array([(1 - b) * (1 - a), (1 - b) * a, b * (1 - a), b * a])
    assert float(atlas.sample(x, y, t)["u"]) == pytest.approx(float(weights @ corners), abs=1e-5)


def test_dry_nodes_are_left_out_and_land_is_nan(tmp_path: Path) -> None:
    dry = ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))
    atlas = open_atlas(write_atlas(tmp_path / "tide.nc", dry=dry))
    inland = atlas.sample(1.05, 50.02, START)
    assert np.isnan(inland["u"])
    assert np.isnan(inland["v"])
    beside = atlas.sample(1.05, 50.08, START)["u"]  # one wet corner: its value
    assert beside == atlas.sample(1.1, 50.1, START)["u"]


def test_outside_the_grid_is_nan_and_any_turn_is_the_same() -> None:
    atlas = dover_atlas()
    assert np.isnan(atlas.sample([-2.6, 4.7, 1.5, 1.5], [50.0, 52.0, 49.0, 53.0], START)["u"]).all()
    one = atlas.sample(1.5, 51.0, START)["u"]
    assert atlas.sample(361.5, 51.0, START)["u"] == pytest.approx(float(one), abs=1e-9)
    assert atlas.sample(-358.5, 51.0, START)["u"] == pytest.approx(float(one), abs=1e-9)


def test_each_place_has_its_own_time() -> None:
    atlas = dover_atlas()
    lon, lat = np.linspace(1.2, 1.7, 24), np.linspace(50.7, 51.05, 24)
    together = atlas.sample(lon, lat, HOURS)
    for k in (0, 7, 23):
        alone = atlas.sample(lon[k], lat[k], HOURS[k])
        assert float(together["u"][k]) == pytest.approx(float(alone["u"]), abs=1e-12)


def test_fill_gives_what_sample_gives_on_any_grid() -> None:
    atlas = dover_atlas()
    assert isinstance(atlas, GridFiller)
    axes = GridAxes(np.linspace(0.9, 1.9, 13), np.linspace(50.4, 51.3, 17), HOURS[:3])
    out = np.zeros((3, 17, 13, 2), np.float32)
    atlas.fill("current", axes, out)
    found = atlas.sample(
        axes.lon[None, None, :], axes.lat[None, :, None], axes.time_s[:, None, None]
    )
    np.testing.assert_allclose(out[..., 0], found["u"], atol=1e-6)
    np.testing.assert_allclose(out[..., 1], found["v"], atol=1e-6)


def test_past_and_future_have_currents() -> None:
    times = [to_seconds(parse_time(t)) for t in ("1987-03-06T18:24Z", "2021-11-24T02:01Z")]
    speed = np.hypot(*dover_atlas().sample(1.5, 51.0, times).values())
    assert np.all((speed > 0.0) & (speed < 2.5))


# --- bad files


def test_a_file_that_is_no_atlas_is_one_clear_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty.nc"
    empty.write_bytes(b"")
    with pytest.raises(LastknownError, match=r"empty\.nc cannot be read.*u_amplitude"):
        open_atlas(empty)
    with pytest.raises(LastknownError, match=r"missing\.nc cannot be read"):
        open_atlas(tmp_path / "missing.nc")
    with h5py.File(tmp_path / "other.nc", "w") as file:
        file["lon"] = np.arange(3.0)
    with pytest.raises(LastknownError, match=r"other\.nc cannot be read") as problem:
        open_atlas(tmp_path / "other.nc")
    assert "\n" not in str(problem.value)


def test_an_atlas_on_an_uneven_grid_is_refused(tmp_path: Path) -> None:
    path = write_atlas(tmp_path / "tide.nc")
    with h5py.File(path, "r+") as file:
        file["lon"][:] = [1.0, 1.1, 1.3, 1.4]
    with pytest.raises(LastknownError, match="lon is not uniform"):
        open_atlas(path)


def test_an_unknown_constituent_is_refused_when_opened(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="XX7"):
        open_atlas(write_atlas(tmp_path / "tide.nc", names="M2 XX7"))
