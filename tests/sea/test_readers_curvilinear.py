"""Curvilinear grids: places found, vectors turned to east and north."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.sea.curvilinear import Curvilinear
from lastknown.sea.readers import open_files
from lastknown.times import parse_time

T0 = parse_time("2026-05-15T00:00Z").timestamp()
STEREO = {
    "grid_mapping_name": "polar_stereographic",
    "latitude_of_projection_origin": 90.0,
    "straight_vertical_longitude_from_pole": 70.0,
    "standard_parallel": 60.0,
    "semi_major_axis": 6378137.0,
    "inverse_flattening": 298.257223563,
    "false_easting": 0.0,
    "false_northing": 0.0,
}
GEOD = pyproj.Geod(ellps="WGS84")
PROJ = pyproj.Transformer.from_crs(pyproj.CRS.from_cf(STEREO), "EPSG:4326", always_xy=True)


def norway(falling: str = "") -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y (m) and lon, lat of a polar stereographic grid off Norway, 10 km."""
    x0, y0 = PROJ.transform(4.0, 60.0, direction="INVERSE")
    x, y = x0 + np.arange(-6, 7) * 10e3, y0 + np.arange(-5, 6) * 10e3
    x, y = (x[::-1] if "x" in falling else x), (y[::-1] if "y" in falling else y)
    lon, lat = PROJ.transform(*np.meshgrid(x, y))
    return x, y, np.asarray(lon), np.asarray(lat)


def grid_angle(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return the angle from east to the projection's x, anticlockwise, by Geod over 100 m of x."""
    x, y = PROJ.transform(lon, lat, direction="INVERSE")
    lon2, lat2 = PROJ.transform(np.asarray(x) + 100.0, y)
    azimuth, _, _ = GEOD.inv(lon, lat, lon2, lat2)
    return np.radians(90.0 - np.asarray(azimuth))


def along_grid(
    lon: np.ndarray, lat: np.ndarray, u: float, v: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the x and y components of an eastward u and northward v."""
    angle = grid_angle(lon, lat)
    return u * np.cos(angle) + v * np.sin(angle), -u * np.sin(angle) + v * np.cos(angle)


def dataset(falling: str = "", names: tuple[str, str] = ("x_wind", "y_wind")) -> xr.Dataset:
    x, y, lon, lat = norway(falling)
    wx, wy = along_grid(lon, lat, 5.0, -3.0)
    attrs = {"units": "m/s", "coordinates": "longitude latitude", "grid_mapping": "projection"}
    return xr.Dataset(
        {
            "a": (("time", "Y", "X"), wx[None], attrs | {"standard_name": names[0]}),
            "b": (("time", "Y", "X"), wy[None], attrs | {"standard_name": names[1]}),
            "longitude": (("Y", "X"), lon, {"units": "degrees_east"}),
            "latitude": (("Y", "X"), lat, {"units": "degrees_north"}),
            "projection": ((), 0, STEREO),
        },
        coords={
            "X": ("X", x, {"standard_name": "projection_x_coordinate", "units": "m"}),
            "Y": ("Y", y, {"standard_name": "projection_y_coordinate", "units": "m"}),
            "time": ("time", [0.0], {"units": "hours since 2026-05-15"}),
        },
    )


def write(ds: xr.Dataset, path: Path) -> Path:
    ds.to_netcdf(path, engine="h5netcdf")
    return path


@pytest.mark.parametrize("falling", ["", "x", "y", "xy"])
def test_grid_relative_wind_is_turned_by_the_geometry(tmp_path: Path, falling: str) -> None:
    (source,) = open_files(write(dataset(falling), tmp_path / "wind.nc"))
    found = source.sample([4.0, 4.3, 3.5], [60.0, 60.2, 59.8], T0)
    np.testing.assert_allclose(found["wind_u"], 5.0, atol=0.01)
    np.testing.assert_allclose(found["wind_v"], -3.0, atol=0.01)
    assert "by the geometry of the grid" in source.resolution
    assert source.native_grid() is None


def test_a_map_projection_alone_is_enough(tmp_path: Path) -> None:
    ds = dataset(names=("sea_water_x_velocity", "sea_water_y_velocity"))
    ds = ds.drop_vars(["longitude", "latitude"])
    ds = ds.assign_coords(
        X=("X", ds["X"].values / 1000, ds["X"].attrs | {"units": "km"}),
        Y=("Y", ds["Y"].values / 1000, ds["Y"].attrs | {"units": "km"}),
    )
    (source,) = open_files(write(ds, tmp_path / "projected.nc"))
    found = source.sample(4.1, 60.1, T0)
    assert found["u"] == pytest.approx(5.0, abs=0.01)
    assert found["v"] == pytest.approx(-3.0, abs=0.01)


def test_east_and_north_parts_stay_as_they_are(tmp_path: Path) -> None:
    ds = dataset(names=("eastward_wind", "northward_wind"))
    ds["a"][:], ds["b"][:] = 7.0, 1.0
    (source,) = open_files(write(ds, tmp_path / "east.nc"))
    found = source.sample(4.1, 60.1, T0)
    assert (found["wind_u"], found["wind_v"]) == (pytest.approx(7.0), pytest.approx(1.0))


def test_the_angle_in_the_file_comes_first_even_on_a_staggered_grid(tmp_path: Path) -> None:
    """A ROMS-like file: u and v on their own points, the angle on a third, in radians."""
    _, _, lon, lat = norway()
    u_lon, u_lat = (0.5 * (a[:, 1:] + a[:, :-1]) for a in (lon, lat))
    v_lon, v_lat = (0.5 * (a[1:] + a[:-1]) for a in (lon, lat))
    made = {
        "u": (("ocean_time", "s_rho", "eta_u", "xi_u"), along_grid(u_lon, u_lat, 0.4, 0.2)[0]),
        "v": (("ocean_time", "s_rho", "eta_v", "xi_v"), along_grid(v_lon, v_lat, 0.4, 0.2)[1]),
    }
    ds = xr.Dataset(
        {
            name: (
                dims,
                np.stack([values * 0, values])[None],
                {
                    "units": "meter second-1",
                    "long_name": f"{name}-momentum component",
                    "coordinates": f"lon_{name} lat_{name} s_rho ocean_time",
                },
            )
            for name, (dims, values) in made.items()
        },
        coords={
            "ocean_time": ("ocean_time", [0.0], {"units": "seconds since 2026-05-15"}),
            "s_rho": ("s_rho", [-0.5, -0.01], {"standard_name": "ocean_s_coordinate_g2"}),
        },
    )
    for name, (a, b) in {"rho": (lon, lat), "u": (u_lon, u_lat), "v": (v_lon, v_lat)}.items():
        ds[f"lon_{name}"] = ((f"eta_{name}", f"xi_{name}"), a, {"units": "degree_east"})
        ds[f"lat_{name}"] = ((f"eta_{name}", f"xi_{name}"), b, {"units": "degree_north"})
    ds["angle"] = (("eta_rho", "xi_rho"), grid_angle(lon, lat), {"units": "radians"})
    (source,) = open_files(write(ds, tmp_path / "roms.nc"))
    found = source.sample([4.0, 4.3], [60.0, 60.2], T0)
    np.testing.assert_allclose(found["u"], 0.4, atol=1e-3)
    np.testing.assert_allclose(found["v"], 0.2, atol=1e-3)
    assert "by the file's angle" in source.resolution
    assert "level -0.01" in source.resolution


def test_straight_rows_and_columns_are_a_plain_grid(tmp_path: Path) -> None:
    lon, lat = np.meshgrid(np.linspace(0, 3, 7), np.linspace(50, 52, 5))
    attrs = {"units": "m/s", "coordinates": "nav_lon nav_lat"}
    ds = xr.Dataset(
        {
            "vozocrtx": (("time_counter", "y", "x"), lon[None] / 10, attrs),
            "vomecrty": (("time_counter", "y", "x"), lat[None] / 100, attrs),
            "nav_lon": (("y", "x"), lon, {"units": "degrees_east"}),
            "nav_lat": (("y", "x"), lat, {"units": "degrees_north"}),
        },
        coords={"time_counter": ("time_counter", [0.0], {"units": "hours since 2026-05-15"})},
    )
    (source,) = open_files(write(ds, tmp_path / "nemo.nc"))
    assert source.native_grid() is not None
    found = source.sample(1.23, 51.07, T0)
    assert (found["u"], found["v"]) == (pytest.approx(0.123), pytest.approx(0.5107))


def test_load_and_suggested_grid(tmp_path: Path) -> None:
    (source,) = open_files(write(dataset(), tmp_path / "wind.nc"))
    part = source.load((3.9, 59.9, 4.1, 60.1), T0, T0)  # type: ignore[attr-defined]
    inside = part.sample([3.9, 4.1], [59.9, 60.1], T0)["wind_u"]
    np.testing.assert_allclose(inside, 5.0, atol=0.01)
    assert part.grids["wind_u"].shape[0] < 8
    axes = source.suggested_grid()  # type: ignore[attr-defined]
    assert np.diff(axes.lat)[0] * 111.2 == pytest.approx(10.0, rel=0.1)
    out = np.empty((*axes.shape, 2), np.float32)
    source.fill("wind", axes, out)  # type: ignore[attr-defined]
    assert 0.3 < np.isfinite(out).mean() < 1.0
    np.testing.assert_allclose(out[np.isfinite(out[..., 0])][:, 0], 5.0, atol=0.02)


def test_a_rotated_vector_without_a_usable_grid_is_an_error(tmp_path: Path) -> None:
    ds = dataset()
    ds["latitude"][:] = np.nan
    with pytest.raises(LastknownError, match="hold no grid"):
        open_files(write(ds, tmp_path / "blank.nc"))


@settings(max_examples=60, deadline=None)
@given(
    lon0=st.floats(-180, 180),
    lat0=st.floats(-88, 88),
    turn=st.floats(0, 360),
    spot=st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98)),
)
def test_a_place_is_found_in_any_turned_grid(
    lon0: float, lat0: float, turn: float, spot: tuple[float, float]
) -> None:
    """On a 20 km grid turned anyhow, across 180 and near the poles, places interpolate back."""
    plane = pyproj.Transformer.from_crs(
        f"+proj=laea +lon_0={lon0} +lat_0={lat0} +R=6371000", "EPSG:4326", always_xy=True
    )
    i, j = np.meshgrid(np.arange(12) * 20e3 - 110e3, np.arange(10) * 20e3 - 90e3)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    lon, lat = (np.asarray(a) for a in plane.transform(i * cos - j * sin, i * sin + j * cos))
    grid = Curvilinear(lon, lat)
    x, y = spot[0] * 220e3 - 110e3, spot[1] * 180e3 - 90e3
    at = plane.transform(x * cos - y * sin, x * sin + y * cos)
    stencil = grid.stencil(np.array([at[0]]), np.array([at[1]]))
    found = [(np.ravel(a)[stencil.nodes[0]] * stencil.weight[0]).sum() for a in (i, j)]
    assert found == pytest.approx([x, y], abs=60.0)  # bilinear in cells of 20 km
    cut = grid.block((at[0] - 0.01, at[1] - 0.01, at[0] + 0.01, at[1] + 0.01))
    assert cut is not None
    part = grid.cut(cut).stencil(np.array([at[0]]), np.array([at[1]]))
    assert np.isfinite(part.weight).all()


def test_outside_and_masked_cells_are_nan() -> None:
    _, _, lon, lat = norway()
    lon[:3, :3], lat[:3, :3] = np.nan, np.nan
    grid = Curvilinear(lon, lat)
    stencil = grid.stencil(
        np.array([4.0, 20.0, -170.0, lon[-1, -1]]), np.array([60.0, 60.0, -60.0, lat[-1, -1]])
    )
    np.testing.assert_array_equal(np.isnan(stencil.weight[:, 0]), [False, True, True, False])
    middle = grid.stencil(np.array([lon[5, 5]]), np.array([lat[5, 5]]))
    assert middle.weight.max() == 1.0
