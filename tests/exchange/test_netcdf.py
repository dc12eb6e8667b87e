from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import h5netcdf
import numpy as np
import pytest

from lastknown.drift.cloud import Cloud, Note
from lastknown.errors import LastknownError
from lastknown.exchange.netcdf import from_netcdf, to_netcdf
from tests.exchange.swamped import small_cloud


def assert_same(one: Cloud, other: Cloud) -> None:
    for item in fields(Cloud):
        left, right = getattr(one, item.name), getattr(other, item.name)
        if isinstance(left, np.ndarray):
            assert left.dtype == right.dtype, item.name
            np.testing.assert_array_equal(left, right, err_msg=item.name)
        else:
            assert left == right, item.name


def test_gives_the_same_cloud_back(tmp_path: Path) -> None:
    cloud = replace(
        small_cloud(),
        notes=(Note("start-moved-off-land", "The start was moved by 0.4 NM.", {"moved_nm": 0.4}),),
        boats=("rouge", "bleu|blanc"),
    )
    assert_same(from_netcdf(to_netcdf(cloud, tmp_path / "cloud.nc")), cloud)


def test_across_180_degrees(tmp_path: Path) -> None:
    cloud = small_cloud(179.99)
    assert_same(from_netcdf(to_netcdf(cloud, tmp_path / "cloud.nc")), cloud)


@pytest.mark.filterwarnings("default")
def test_compliance_checker_finds_nothing(tmp_path: Path) -> None:
    """Checked by the CF 1.11 and ACDD 1.3 suites; name table as packaged, no network."""
    path = to_netcdf(small_cloud(), tmp_path / "cloud.nc")
    checker = Path(sys.executable).with_name("compliance-checker")
    ran = subprocess.run(
        [checker, "--test=cf:1.11", "--test=acdd", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("All tests passed!") == 2
    assert "Using packaged standard name table" in ran.stderr


@pytest.mark.filterwarnings("default")
def test_trajan_opens_it(tmp_path: Path) -> None:
    import trajan  # noqa: F401
    import xarray as xr

    cloud = small_cloud()
    with xr.open_dataset(to_netcdf(cloud, tmp_path / "cloud.nc")) as dataset:
        assert dataset.traj.trajectory_dim == "trajectory"
        assert dataset.traj.obs_dim == "time"
        step = dataset.traj.distance_to_next().isel(trajectory=1).values
        assert step[0] == pytest.approx(np.hypot(281.0, 222.5), rel=0.01)  # .004 E, .002 N
        assert dataset.time.values[0] == np.datetime64("2026-11-22T09:00")
        np.testing.assert_array_equal(dataset.lon.values, cloud.lon)
        assert np.isnat(dataset.swamps_s.values[1])
        assert dataset.hypothesis.attrs["flag_meanings"] == "under_way__then_adrift __la_d_rive"


def test_attributes_of_the_case_reach_the_file(tmp_path: Path) -> None:
    path = to_netcdf(small_cloud(), tmp_path / "cloud.nc", created="2026-11-22T08:30Z")
    with h5netcdf.File(path) as file:
        assert file.attrs["sources"] == "made by hand"
        assert file.attrs["seed"] == 1
        assert file.attrs["date_created"] == "2026-11-22T08:30:00Z"
        assert file.attrs["Conventions"] == "CF-1.11, ACDD-1.3"
        assert file.attrs["featureType"] == "trajectory"


def test_bounds_are_written_to_the_centimetre(tmp_path: Path) -> None:
    with h5netcdf.File(to_netcdf(small_cloud(), tmp_path / "cloud.nc")) as file:
        names = ("lon_min", "lon_max", "lat_min", "lat_max")
        assert [float(file.attrs[f"geospatial_{name}"]) for name in names] == [
            1.494, 1.554, 51.0, 51.042,
        ]  # fmt: skip
        assert file.attrs["geospatial_bounds"].startswith("POLYGON((51.0 1.494, 51.042 1.494,")


def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path,
) -> None:
    path = to_netcdf(small_cloud(), tmp_path / "cloud.nc")
    old = path.read_bytes()
    broken = replace(small_cloud(), attrs={"worse": object()})  # type: ignore[dict-item]
    with pytest.raises((TypeError, AttributeError)):
        to_netcdf(broken, path)
    assert path.read_bytes() == old
    assert [item.name for item in tmp_path.iterdir()] == ["cloud.nc"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _other(path: Path) -> None:
    path.unlink()
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {"time": 1}
        file.create_variable("time", ("time",), "f8", data=np.zeros(1))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_cut, "cannot be read as netCDF"),
        (_empty, "cannot be read as netCDF"),
        (_other, "is no cloud: the variable lon is missing"),
        (Path.unlink, "cannot be read as netCDF"),
    ],
)
def test_what_is_no_cloud(tmp_path: Path, spoil: Any, says: str) -> None:
    path = to_netcdf(small_cloud(), tmp_path / "cloud.nc")
    spoil(path)
    with pytest.raises(LastknownError, match=says) as caught:
        from_netcdf(path)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="give a folder that exists"):
        to_netcdf(small_cloud(), tmp_path / "nowhere" / "cloud.nc")
