"""GRIB files, written here message by message, and one real one."""

from __future__ import annotations

import sqlite3  # noqa: F401  before ecCodes, which brings an old one of its own
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.sea.grib import check_messages
from lastknown.sea.readers import open_files
from lastknown.times import parse_time
from tests.samples import sample_path

eccodes = pytest.importorskip("eccodes", reason="needs the extra [grib]", exc_type=ImportError)

T0 = parse_time("2026-05-15T00:00Z").timestamp()
HOUR = 3600.0
LAT, LON = np.linspace(52.0, 50.0, 9), np.linspace(0.0, 3.0, 13)


def message(keys: dict[str, object], values: np.ndarray, edition: int = 2) -> bytes:
    """Return one GRIB message on the small grid (rows from north to south)."""
    handle = eccodes.codes_grib_new_from_samples(f"regular_ll_sfc_grib{edition}")
    grid = {
        "Ni": LON.size,
        "Nj": LAT.size,
        "latitudeOfFirstGridPointInDegrees": LAT[0],
        "latitudeOfLastGridPointInDegrees": LAT[-1],
        "longitudeOfFirstGridPointInDegrees": LON[0],
        "longitudeOfLastGridPointInDegrees": LON[-1],
        "iDirectionIncrementInDegrees": 0.25,
        "jDirectionIncrementInDegrees": 0.25,
        "dataDate": 20260515,
        "dataTime": 0,
        "bitmapPresent": 1,
        "missingValue": 9999,
        "bitsPerValue": 24,
    }
    try:
        for key, value in (grid | keys).items():
            eccodes.codes_set(handle, key, value)
        eccodes.codes_set_values(handle, values.ravel())
        made: bytes = eccodes.codes_get_message(handle)
    finally:
        eccodes.codes_release(handle)
    return made


def wind(step: int, edition: int = 2, **more: object) -> bytes:
    """Return 10 m wind at one step: u = lon + step, v = lat - 50 (m/s)."""
    u = np.broadcast_to(LON + step, (9, 13))
    v = np.broadcast_to((LAT - 50.0)[:, None], (9, 13))
    keys = {"stepRange": str(step)} | more
    return b"".join(
        message(keys | {"shortName": name}, values, edition)
        for name, values in (("10u", u), ("10v", v))
    )


@pytest.mark.parametrize("edition", [1, 2])
def test_wind_of_both_editions(tmp_path: Path, edition: int) -> None:
    path = tmp_path / "wind.grib"
    path.write_bytes(b"".join(wind(step, edition) for step in (0, 3, 6)))
    (source,) = open_files(path)
    assert source.quantities == {"wind"}
    assert (source.start_s, source.end_s) == (T0, T0 + 6 * HOUR)
    found = source.sample([0.1, 2.3], [50.3, 51.9], T0 + np.array([1.0, 6.0]) * HOUR)
    np.testing.assert_allclose(found["wind_u"], [1.1, 8.3], atol=1e-4)
    np.testing.assert_allclose(found["wind_v"], [0.3, 1.9], atol=1e-4)
    assert [p.name for p in tmp_path.iterdir()] == ["wind.grib"]  # no index file is left


def test_reading_grib_leaves_the_record_its_own_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "wind.grib"
    path.write_bytes(wind(0))
    read = (
        "import sys; from lastknown.sea.readers import open_files; open_files([sys.argv[1]]); "
        "import sqlite3; print(sqlite3.sqlite_version)"
    )
    plain = "import sqlite3; print(sqlite3.sqlite_version)"
    first, usual = (
        subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
        ).stdout
        for code in (read, plain)
    )
    assert first == usual


def test_of_several_runs_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "runs.grib2"
    later = {"dataTime": 600}
    path.write_bytes(
        b"".join(wind(step) for step in (0, 6, 12))
        + b"".join(wind(step, **later) for step in (0, 6, 12))
    )
    (source,) = open_files(path)
    assert (source.start_s, source.end_s) == (T0, T0 + 18 * HOUR)
    assert source.sample(1.0, 51.0, T0 + 12 * HOUR)["wind_u"] == pytest.approx(1.0 + 6, abs=1e-4)


@pytest.mark.parametrize(
    ("east", "north", "edition"),
    [
        (
            {"discipline": 10, "parameterCategory": 1, "parameterNumber": 2},
            {"discipline": 10, "parameterCategory": 1, "parameterNumber": 3},
            2,
        ),
        (
            {"table2Version": 2, "indicatorOfParameter": 49},
            {"table2Version": 2, "indicatorOfParameter": 50},
            1,
        ),
    ],
)
def test_currents_beside_wind_and_other_fields(
    tmp_path: Path, east: dict[str, object], north: dict[str, object], edition: int
) -> None:
    u = np.broadcast_to(LON / 10, (9, 13)).copy()
    u[:, -1] = 9999
    path = tmp_path / "all.grib"
    stokes = {"discipline": 10, "parameterCategory": 0, "parameterNumber": 21}
    waves = message(stokes, np.full((9, 13), 7.0)) if edition == 2 else b""
    path.write_bytes(
        waves
        + b"".join(
            message(keys | {"stepRange": str(step)}, values, edition)
            for step in (0, 1)
            for keys, values in ((east, u), (north, np.full((9, 13), -0.2)))
        )
        + b"".join(wind(step, edition) for step in (0, 3))
    )
    sources = {tuple(sorted(s.quantities)): s for s in open_files(path)}
    current = sources["current",]
    found = current.sample([1.2, 3.0], 51.0, T0 + 0.5 * HOUR)
    np.testing.assert_allclose(found["u"], [0.12, np.nan], atol=1e-5)
    np.testing.assert_allclose(found["v"], -0.2, atol=1e-5)
    assert sources["wind",].end_s == T0 + 3 * HOUR


def test_an_ensemble_names_its_dimension(tmp_path: Path) -> None:
    path = tmp_path / "members.grib2"
    members = [
        wind(
            0,
            productDefinitionTemplateNumber=1,
            perturbationNumber=n,
            numberOfForecastsInEnsemble=2,
        )
        for n in (1, 2)
    ]
    path.write_bytes(b"".join(members))
    with pytest.raises(LastknownError, match=r"dimension number of 2.*#number=0"):
        open_files(path)
    assert open_files(f"{path}#number=0")[0].quantities == {"wind"}


def test_a_map_grid_is_turned_by_its_geometry(tmp_path: Path) -> None:
    """A Lambert grid, 5 m/s along its x: east on its central meridian, turned beside it."""
    handle = eccodes.codes_grib_new_from_samples("GRIB2")
    keys = {
        "gridType": "lambert", "Nx": 9, "Ny": 7, "DxInMetres": 20000, "DyInMetres": 20000,
        "latitudeOfFirstGridPointInDegrees": 59.0, "longitudeOfFirstGridPointInDegrees": 14.0,
        "LaDInDegrees": 60.0, "LoVInDegrees": 15.0,
        "Latin1InDegrees": 60.0, "Latin2InDegrees": 60.0,
        "jScansPositively": 1, "uvRelativeToGrid": 1, "dataDate": 20260515, "dataTime": 0,
        "bitsPerValue": 24,
    }  # fmt: skip
    parts = []
    try:
        for key, value in keys.items():
            eccodes.codes_set(handle, key, value)
        for name, value in (("10u", 5.0), ("10v", 0.0)):
            eccodes.codes_set(handle, "shortName", name)
            eccodes.codes_set_values(handle, np.full(63, value))
            parts.append(eccodes.codes_get_message(handle))
    finally:
        eccodes.codes_release(handle)
    path = tmp_path / "lambert.grib2"
    path.write_bytes(b"".join(parts))
    (source,) = open_files(path)
    found = source.sample([15.0, 16.5], [59.4, 59.4], T0)
    turn = np.radians(-1.5 * np.sin(np.radians(60.0)))  # convergence: (lon - LoV) sin(Latin)
    np.testing.assert_allclose(found["wind_u"], [5.0, 5 * np.cos(turn)], atol=0.01)
    np.testing.assert_allclose(found["wind_v"], [0.0, 5 * np.sin(turn)], atol=0.02)


@pytest.mark.parametrize("size", [3, 20, 100, 0.4, 0.99])
def test_a_grib_cut_short_is_told_with_its_message(tmp_path: Path, size: float) -> None:
    data = wind(0)
    path = tmp_path / "cut.grib2"
    path.write_bytes(data[: size if size >= 3 else int(len(data) * size)])
    with pytest.raises(LastknownError, match=r"cut\.grib2") as caught:
        open_files(path)
    assert "\n" not in str(caught.value)
    assert size == 3 or "cut short" in str(caught.value)


def test_bulletin_heads_between_messages_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "bulletin.grib2"
    path.write_bytes(b"HTXA85 ECMF 150000\r\r\n" + wind(0) + b"\r\r\n" * 30 + wind(3))
    assert check_messages(path) == 4
    assert open_files(path)[0].end_s == T0 + 3 * HOUR


def test_a_grib_of_something_else_lists_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "t.grib2"
    path.write_bytes(message({"shortName": "2t"}, np.full((9, 13), 285.0)))
    with pytest.raises(LastknownError, match=r"no 10 m wind.*2t"):
        open_files(path)


def test_without_the_extra_the_remedy_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wind.grib2"
    path.write_bytes(wind(0))
    script = (
        "import sys; sys.modules['cfgrib'] = None\n"
        "from lastknown.sea.readers import open_files\n"
        f"try: open_files({str(path)!r})\n"
        "except ValueError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "pip install 'lastknown[grib]'" in done.stdout


def test_the_real_forecast_of_gfs() -> None:
    path = sample_path("data/samples/gfs_2p5deg_20111008_f072_10uv_prmsl.grib2")
    (source,) = open_files(path)
    assert source.quantities == {"wind"}
    middle = parse_time("2011-10-11T00:00Z").timestamp()
    assert (source.start_s, source.end_s) == (middle - 3 * HOUR, middle + 3 * HOUR)
    assert source.box == (-180.0, -90.0, 180.0, 90.0)
    with path.open("rb") as stream:
        handle = eccodes.codes_grib_new_from_file(stream)
        values = eccodes.codes_get_values(handle).reshape(73, 144)
        eccodes.codes_release(handle)
    lat, lon = 90 - 2.5 * np.arange(73), 2.5 * np.arange(144)
    x, y = np.meshgrid(lon, lat)
    np.testing.assert_allclose(source.sample(x, y, middle)["wind_u"], values, atol=1e-4)
