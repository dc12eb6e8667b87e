"""Bad input: each file that cannot be read gives one clear line."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from lastknown.errors import LastknownError
from lastknown.sea.readers import open_files


def field(**changes: object) -> xr.Dataset:
    """Return a small field of current: u = lon / 10, v = lat / 100, three hourly steps."""
    lon, lat = np.linspace(0.0, 2.0, 9), np.linspace(50.0, 51.0, 5)
    u = np.broadcast_to(lon / 10, (3, 5, 9)).copy()
    v = np.broadcast_to((lat / 100)[:, None], (3, 5, 9)).copy()
    names = {"standard_name": "eastward_sea_water_velocity", "units": "m s-1"}
    other = {"standard_name": "northward_sea_water_velocity", "units": "m s-1"}
    return xr.Dataset(
        {
            "uo": (("time", "lat", "lon"), u, names),
            "vo": (("time", "lat", "lon"), v, other),
        },
        coords={
            "time": ("time", np.arange(3.0), {"units": "hours since 2026-05-15"}),
            "lat": ("lat", lat, {"units": "degrees_north"}),
            "lon": ("lon", lon, {"units": "degrees_east"}),
        },
    ).assign_attrs(changes)


def says(path: Path | str, *words: str) -> str:
    """Open a file that is bad; return the error's text after checking that it is one clear line."""
    with pytest.raises(LastknownError) as caught:
        open_files([path])
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    for word in words:
        assert word in text, text
    return text


def open_handles(path: Path) -> list[str]:
    """Return this process' open descriptors of a file."""
    table = Path("/proc/self/fd")
    if not table.exists():
        return []
    links = []
    for entry in table.iterdir():
        try:
            links.append(str(entry.readlink()))
        except OSError:
            continue
    return [link for link in links if link.startswith(str(path))]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    says(tmp_path / "none.nc", "none.nc", "does not exist")


def test_no_file_at_all_is_an_error() -> None:
    with pytest.raises(LastknownError, match="no file is given"):
        open_files([])


@pytest.mark.parametrize("name", ["empty.nc", "empty.grib2"])
def test_an_empty_file_is_named_with_its_size(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    says(tmp_path / name, name, "0 bytes", "get it again")


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_a_netcdf_cut_short_anywhere_is_damaged(tmp_path: Path, engine: str) -> None:
    whole = tmp_path / "whole.nc"
    field().to_netcdf(whole, engine=engine)
    data = whole.read_bytes()
    cut = tmp_path / "cut.nc"
    for size in (9, 30, 100, 600, len(data) // 2, len(data) * 9 // 10):
        cut.write_bytes(data[:size])
        text = says(cut, "cut.nc")
        assert re.search("damaged|neither netCDF", text), text
        assert not open_handles(cut)


def test_a_web_page_saved_as_netcdf_is_told_as_one(tmp_path: Path) -> None:
    page = tmp_path / "page.nc"
    page.write_text("<!DOCTYPE html><html><body>Please log in</body></html>")
    says(page, "page.nc", "web page", "browser")


def test_an_error_text_saved_as_netcdf_is_quoted(tmp_path: Path) -> None:
    page = tmp_path / "error.nc"
    page.write_text('{"error": "quota exceeded"}')
    says(page, "quota exceeded")


def test_a_packed_file_says_how_it_is_packed(tmp_path: Path) -> None:
    packed = tmp_path / "u.nc.gz"
    packed.write_bytes(gzip.compress(b"CDF\x01"))
    says(packed, "gzip", "unpack")


def test_random_bytes_are_no_file_of_ours(tmp_path: Path) -> None:
    (tmp_path / "x.nc").write_bytes(b"\x01\x02\x03\x04" * 50)
    says(tmp_path / "x.nc", "neither netCDF, Zarr nor GRIB")


def test_a_folder_that_is_no_zarr_store(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    says(tmp_path / "folder", "no Zarr store", "zarr.json")


def test_a_broken_zarr_store(tmp_path: Path) -> None:
    (tmp_path / "store.zarr").mkdir()
    (tmp_path / "store.zarr" / "zarr.json").write_text("{")
    says(tmp_path / "store.zarr", "damaged")


def test_a_field_missing_everywhere(tmp_path: Path) -> None:
    ds = field()
    ds["uo"][:] = np.nan
    ds.to_netcdf(tmp_path / "nan.nc", engine="h5netcdf")
    says(tmp_path / "nan.nc", "uo", "NaN", "2026-05-15T00:00Z")


def test_a_filler_that_is_not_declared_counts_as_missing(tmp_path: Path) -> None:
    ds = field()
    ds["uo"][:], ds["vo"][:] = 9999.0, 9999.0
    ds.to_netcdf(tmp_path / "filler.nc", engine="h5netcdf")
    says(tmp_path / "filler.nc", "NaN")


def test_a_file_without_current_or_wind_lists_what_it_has(tmp_path: Path) -> None:
    ds = field().drop_vars(["uo", "vo"])
    ds["zos"] = (("lat", "lon"), np.zeros((5, 9)), {"units": "m"})
    ds["vsdx"] = (
        ("time", "lat", "lon"),
        np.zeros((3, 5, 9)),
        {
            "standard_name": "eastward_sea_water_velocity",
            "long_name": "Stokes drift",
            "units": "m/s",
        },
    )
    ds.to_netcdf(tmp_path / "waves.nc", engine="h5netcdf")
    says(tmp_path / "waves.nc", "no current", "zos", "vsdx (it is of stokes)")


def test_a_dataset_without_any_variable(tmp_path: Path) -> None:
    xr.Dataset().to_netcdf(tmp_path / "bare.nc", engine="h5netcdf")
    says(tmp_path / "bare.nc", "no variable at all")


@pytest.mark.parametrize("units", ["", "furlong per fortnight", "m s-2"])
def test_a_speed_of_unknown_unit_is_refused(tmp_path: Path, units: str) -> None:
    ds = field()
    ds["uo"].attrs["units"] = units
    ds.to_netcdf(tmp_path / "units.nc", engine="h5netcdf")
    says(tmp_path / "units.nc", "uo", "unit", "ncatted")


def test_an_ensemble_names_its_dimension_and_the_way_to_choose(tmp_path: Path) -> None:
    ds = field()
    wide = ds.expand_dims(ensemble_member=2).transpose("time", "ensemble_member", "lat", "lon")
    wide["uo"] = wide["uo"] + xr.DataArray([0.0, 1.0], dims="ensemble_member")
    path = tmp_path / "members.nc"
    wide.to_netcdf(path, engine="h5netcdf")
    says(path, "ensemble_member of 2", "#ensemble_member=0")
    (chosen,) = open_files([f"{path}#ensemble_member=1"])
    assert chosen.sample(1.0, 50.5, 1778803200.0)["u"] == pytest.approx(1.1)
    with pytest.raises(LastknownError, match="dimension=index"):
        open_files([f"{path}#first"])
    with pytest.raises(LastknownError, match="ensemble_member"):
        open_files([f"{path}#ensemble_member=7"])


def test_a_file_without_time(tmp_path: Path) -> None:
    field().isel(time=0, drop=True).to_netcdf(tmp_path / "still.nc", engine="h5netcdf")
    says(tmp_path / "still.nc", "no time", "hours since")


def test_times_that_nobody_can_read(tmp_path: Path) -> None:
    ds = field()
    ds["time"].attrs["units"] = "fortnights since 2026-05-15"
    ds.to_netcdf(tmp_path / "time.nc", engine="h5netcdf")
    says(tmp_path / "time.nc", "fortnights since")


def test_a_climatology_is_no_forecast(tmp_path: Path) -> None:
    ds = field()
    ds["time"].attrs["climatology"] = "climatology_bounds"
    ds.to_netcdf(tmp_path / "clim.nc", engine="h5netcdf")
    says(tmp_path / "clim.nc", "climatology")


def test_latitudes_that_are_none(tmp_path: Path) -> None:
    ds = field()
    ds = ds.assign_coords(lat=("lat", ds["lat"].values + 100, ds["lat"].attrs))
    ds.to_netcdf(tmp_path / "lat.nc", engine="h5netcdf")
    says(tmp_path / "lat.nc", "lat holds 151")


def test_an_unstructured_mesh_is_told(tmp_path: Path) -> None:
    node = np.arange(5.0)
    xr.Dataset(
        {name: (("time", "node"), np.zeros((1, 5)), {"units": "m s-1"}) for name in ("uo", "vo")},
        coords={
            "time": ("time", [0.0], {"units": "hours since 2026-05-15"}),
            "lat": ("node", node, {"units": "degrees_north"}),
            "lon": ("node", node, {"units": "degrees_east"}),
        },
    ).to_netcdf(tmp_path / "mesh.nc", engine="h5netcdf")
    says(tmp_path / "mesh.nc", "mesh", "regrid")


def test_a_current_from_the_deep_is_no_surface_current(tmp_path: Path) -> None:
    ds = field().expand_dims(depth=[92.3]).transpose("time", "depth", "lat", "lon")
    ds["depth"].attrs.update(units="m", positive="down")
    ds.to_netcdf(tmp_path / "deep.nc", engine="h5netcdf")
    says(tmp_path / "deep.nc", "92.3 m deep")


def test_a_file_gone_after_opening_is_an_error_when_sampled(tmp_path: Path) -> None:
    path = tmp_path / "gone.nc"
    field().to_netcdf(path, engine="h5netcdf")
    (source,) = open_files([path])
    path.unlink()
    with pytest.raises(LastknownError, match=r"gone\.nc"):
        source.sample(1.0, 50.5, 1778803200.0)


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_no_handle_stays_open(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "u.nc"
    field().to_netcdf(path, engine=engine)
    (source,) = open_files([path])
    assert not open_handles(path)
    source.sample(1.0, 50.5, 1778803200.0)
    assert not open_handles(path)


@pytest.mark.parametrize("text", ["ecmwf:", "copernicus:x", "erddap:https://x/griddap/y"])
def test_a_live_source_needs_a_box_and_hours(text: str) -> None:
    says(text, "live source", "box and hours")
