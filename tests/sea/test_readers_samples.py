"""The readers on real files of Copernicus Marine and MET Norway."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

from lastknown.sea.readers import open_files
from lastknown.times import parse_time
from tests.samples import sample_path


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("cmems_glo_cur_20240101_nwshelf_0.083deg.nc", (-12.0, 47.0, 10.0, 56.0)),
        ("cmems_glo_cur_20240101_sicily_0.083deg.nc", (9.0, 32.0, 17.0, 39.0)),
    ],
)
def test_daily_currents_of_copernicus_marine(
    name: str, box: tuple[float, float, float, float]
) -> None:
    path = sample_path(f"data/samples/{name}")
    (source,) = open_files(path)
    assert source.quantities == {"current"}
    assert source.box == pytest.approx(box)
    assert source.start_s == parse_time("2024-01-01T00:00Z").timestamp()
    assert source.end_s == parse_time("2024-01-02T00:00Z").timestamp()
    assert "hold no tide" in source.resolution
    assert "level 0.494 (m) of depth" in source.resolution
    axes = source.native_grid()
    assert axes is not None
    out = np.empty((*axes.shape, 2), np.float32)
    source.fill("current", axes, out)  # type: ignore[attr-defined]
    with h5py.File(path) as raw:
        np.testing.assert_array_equal(out[0, ..., 0], raw["uo"][0])
        np.testing.assert_array_equal(out[0, ..., 1], raw["vo"][0])


def test_hourly_current_and_wind_off_norway() -> None:
    path = sample_path("reference/drift/forcing_norway.nc")
    (source,) = open_files(path)
    assert source.quantities == {"current", "wind"}
    axes = source.native_grid()
    assert axes is not None
    assert axes.shape == (67, 347, 301)
    with h5py.File(path) as raw:
        for key, name, scale in (("u", "uo", 2e-4), ("wind_v", "v10", 1e-3)):
            for step, row, column in ((0, 100, 30), (33, 340, 5), (66, 0, 120)):
                packed = raw[name][step, row, column]
                value = source.sample(axes.lon[column], axes.lat[row], axes.time_s[step])[key]
                expected = np.nan if packed == -32768 else packed * scale
                np.testing.assert_allclose(value, expected, atol=1e-6)
