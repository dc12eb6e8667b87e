"""Live sources against servers on this machine: what came is right, and a hung one ends in time."""

from __future__ import annotations

import inspect
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from lastknown.errors import LastknownError
from lastknown.sea.live import download, fetch, is_live, open_source
from lastknown.sea.live_cache import age_text
from lastknown.sea.live_worker import run_and_steps
from lastknown.times import parse_time
from tests.sea.dap_server import dap_answer, erddap_answer, hanging, serving

T0 = parse_time("2026-05-15T00:00Z").timestamp()
HOUR = 3600.0
BOX = (1.1, 50.6, 1.9, 51.1)
START, END = "2026-05-15T02:00Z", "2026-05-15T05:00Z"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTKNOWN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("LASTKNOWN_OFFLINE", raising=False)


def sea(lon: np.ndarray | None = None, lat: np.ndarray | None = None) -> xr.Dataset:
    """Return 24 hours of current: u = lat / 100 + hour / 10, v = cos(lon)."""
    lon = np.arange(0.0, 4.01, 0.25) if lon is None else lon
    lat = np.arange(50.0, 52.01, 0.25) if lat is None else lat
    hour, y, x = np.meshgrid(np.arange(24.0), lat, lon, indexing="ij")
    names = ("eastward_sea_water_velocity", "northward_sea_water_velocity")
    dims = ("time", "depth", "latitude", "longitude")
    values = ((y / 100 + hour / 10)[:, None], np.cos(np.radians(x))[:, None])
    return xr.Dataset(
        {
            name: (dims, value, {"units": "m s-1", "standard_name": standard})
            for name, value, standard in zip(("uo", "vo"), values, names, strict=True)
        }
        | {"zos": (("time", "latitude", "longitude"), hour, {"units": "m"})},
        coords={
            "time": ("time", T0 + np.arange(24.0) * HOUR, {"units": "seconds since 1970-01-01"}),
            "depth": ("depth", [0.5], {"units": "m", "positive": "down"}),
            "latitude": ("latitude", lat, {"units": "degrees_north"}),
            "longitude": ("longitude", lon, {"units": "degrees_east"}),
        },
    )


def agrees(source: object, lon: float = 1.3) -> None:
    found = source.sample(lon, 50.9, T0 + 3.5 * HOUR)  # type: ignore[attr-defined]
    assert found["u"] == pytest.approx(0.509 + 0.35, abs=1e-5)
    assert found["v"] == pytest.approx(np.cos(np.radians(lon)), abs=1e-4)


def left_over() -> list[str]:
    import os

    return [p.name for p in Path(os.environ["LASTKNOWN_CACHE"]).glob(".part-*")]


def test_what_is_live() -> None:
    live = (
        "ecmwf:",
        "copernicus:X",
        "erddap:https://x/griddap/y",
        "opendap:http://x",
        "https://x/a.nc",
    )
    assert all(is_live(text) for text in live)
    assert not any(
        is_live(text) for text in ("dover-strait", "/data/sea.nc", "sea.nc", Path("x.nc"))
    )


def test_a_whole_file_comes_once_and_is_kept(tmp_path: Path) -> None:
    sea().to_netcdf(tmp_path / "sea.nc", engine="h5netcdf")
    body = (tmp_path / "sea.nc").read_bytes()
    with serving(lambda path, _: (200, body) if path == "/sea.nc" else (404, b"")) as (url, asked):
        (source,) = open_source(f"{url}/sea.nc", BOX, START, END, now_s=T0)
        agrees(source)
        path = download(f"{url}/sea.nc", now_s=T0 + HOUR)
        assert path.read_bytes() == body
        assert asked == ["/sea.nc"]
        with pytest.raises(LastknownError, match="404"):
            download(f"{url}/other.nc")
    assert left_over() == []


@pytest.mark.parametrize("falling", [False, True])
def test_erddap_gives_the_box_and_hours(tmp_path: Path, falling: bool) -> None:
    ds = sea()
    ds = ds.isel(latitude=slice(None, None, -1)) if falling else ds
    with serving(erddap_answer(ds, tmp_path)) as (url, asked):
        text = f"erddap:{url}/erddap/griddap/sea"
        (source,) = open_source(text, BOX, START, END, now_s=T0)
    agrees(source)
    assert "zos" not in asked[1]
    west, south, east, north = source.box
    assert west <= 1.1 <= 1.9 <= east <= 2.5
    assert south <= 50.6 <= 51.1 <= north <= 51.6
    assert source.end_s - source.start_s <= 9 * HOUR
    assert source.name == text
    assert "fetched 2026-05-15T00:00Z, 0 min ago" in source.resolution


def test_erddap_across_the_seam_of_its_longitudes(tmp_path: Path) -> None:
    with serving(erddap_answer(sea(np.arange(0.0, 360.0, 0.5)), tmp_path)) as (url, asked):
        text = f"erddap:{url}/erddap/griddap/sea"
        (source,) = open_source(text, (-1.1, 50.6, 1.9, 51.1), START, END)
    assert len(asked) == 3
    agrees(source)
    for lon in (-1.0, -0.2, 0.3):
        agrees(source, lon)


def test_erddap_that_does_not_cover_says_what_it_covers(tmp_path: Path) -> None:
    with serving(erddap_answer(sea(), tmp_path)) as (url, _):
        text = f"erddap:{url}/erddap/griddap/sea"
        with pytest.raises(LastknownError, match="2026-05-15T00:00Z to 2026-05-15T23:00Z"):
            fetch(text, BOX, "2027-01-01T00:00Z", "2027-01-01T03:00Z")
        with pytest.raises(LastknownError, match="longitude 0 to 4"):
            fetch(text, (20.0, 50.6, 21.0, 51.0), START, END)
        with pytest.raises(LastknownError, match="404"):
            fetch(f"erddap:{url}/erddap/griddap/other", BOX, START, END)
        with pytest.raises(LastknownError, match="/griddap/"):
            fetch(f"erddap:{url}/erddap/tabledap/sea", BOX, START, END)


def test_opendap_gives_the_box_and_hours() -> None:
    pytest.importorskip("netCDF4", reason="needs the extra [live]")
    wide = sea(np.arange(0.0, 40.01, 0.25))  # a field under 100 kB is fetched whole by netCDF-C
    with serving(dap_answer(wide)) as (url, asked):
        (source,) = open_source(f"opendap:{url}/dap/sea", BOX, START, END)
        agrees(source)
        assert not any("zos" in text and ".dods" in text for text in asked)
        with pytest.raises(LastknownError, match="covers 0 to 40 E"):
            fetch(f"opendap:{url}/dap/sea", (50.0, 50.6, 51.0, 51.0), START, END)
        with pytest.raises(LastknownError, match="covers 2026-05-15T00:00Z"):
            fetch(f"opendap:{url}/dap/sea", BOX, "2027-01-01T00:00Z", "2027-01-01T03:00Z")
    axes = source.native_grid()
    assert axes is not None
    assert axes.shape[0] < 10


def test_opendap_across_the_seam_of_its_longitudes() -> None:
    pytest.importorskip("netCDF4", reason="needs the extra [live]")
    with serving(dap_answer(sea(np.arange(0.0, 360.0, 0.5)))) as (url, _):
        (source,) = open_source(f"opendap:{url}/dap/sea", (-1.1, 50.6, 1.9, 51.1), START, END)
    for lon in (-1.0, -0.2, 0.3):
        agrees(source, lon)


@pytest.mark.parametrize("kind", ["", "erddap:", "opendap:", "ecmwf:"])
def test_a_server_that_hangs_ends_with_the_limit(kind: str) -> None:
    tail = "" if kind == "ecmwf:" else "/erddap/griddap/sea"
    with hanging() as url:
        began = time.monotonic()
        with pytest.raises(LastknownError, match="did not answer within 2 s") as caught:
            fetch(f"{kind}{url}{tail}", BOX, START, END, limit_s=2.0)
        assert time.monotonic() - began < 6.0
    assert "\n" not in str(caught.value)
    assert left_over() == []


def test_a_server_that_drips_ends_with_the_limit() -> None:
    def drip(path: str, query: str) -> tuple[int, bytes]:
        time.sleep(8)
        return 200, b"late"

    with serving(drip) as (url, _):
        began = time.monotonic()
        with pytest.raises(LastknownError, match="within 1 s"):
            download(f"{url}/x.nc", limit_s=1.0)
        assert time.monotonic() - began < 4.0


def test_an_old_copy_serves_when_the_net_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(erddap_answer(sea(), tmp_path)) as (url, asked):
        text = f"erddap:{url}/erddap/griddap/sea"
        fetch(text, BOX, START, END, now_s=T0)
        count = len(asked)
        again = fetch(text, (1.2, 50.7, 1.8, 51.0), "2026-05-15T03:00Z", END, now_s=T0 + 2 * HOUR)
        assert len(asked) == count
        assert again.note == "fetched 2026-05-15T00:00Z, 2 h 0 min ago"
        fetch(text, BOX, START, END, now_s=T0 + 4 * HOUR)
        assert len(asked) == 2 * count
    late = fetch(text, BOX, START, END, now_s=T0 + 14 * HOUR)
    assert "not renewed" in late.note
    assert late.note.endswith("fetched 2026-05-15T04:00Z, 10 h 0 min ago")
    monkeypatch.setenv("LASTKNOWN_OFFLINE", "1")
    offline = fetch(text, BOX, START, END, now_s=T0 + 90 * HOUR)
    assert offline.note == "offline: fetched 2026-05-15T04:00Z, 3 days ago"
    with pytest.raises(LastknownError, match="no copy of it"):
        fetch(text, (1.1, 50.6, 3.9, 51.1), START, END)


def test_what_is_no_data_is_not_opened(tmp_path: Path) -> None:
    with serving(lambda *_: (200, b"<html>log in</html>")) as (url, _):
        with pytest.raises(LastknownError, match="web page"):
            open_source(f"{url}/sea.nc", BOX, START, END)
        with pytest.raises(LastknownError, match="no ERDDAP server"):
            fetch(f"erddap:{url}/erddap/griddap/sea", BOX, START, END)


def test_an_answer_that_is_empty_is_an_error() -> None:
    with serving(lambda *_: (200, b"")) as (url, _), pytest.raises(LastknownError, match="empty"):
        download(f"{url}/sea.nc")


def test_no_connection_is_one_line() -> None:
    with pytest.raises(LastknownError, match="no connection") as caught:
        download("http://127.0.0.1:9/sea.nc")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["nonsense", "copernicus:", "erddap:", "gopher:x"])
def test_a_text_that_names_nothing(text: str) -> None:
    with pytest.raises(LastknownError, match="names no"):
        fetch(text, BOX, START, END)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(LastknownError, match="no zone"):
        fetch("ecmwf:", BOX, "2026-05-15T00:00", END)


STAND_IN = """
import json, os, pathlib, sys, xarray as xr
def subset(**asked):
    folder = pathlib.Path(os.environ["STAND_IN"])
    (folder / "asked.json").write_text(json.dumps(asked))
    if asked["dataset_id"] == "refused":
        password = os.environ["COPERNICUSMARINE_SERVICE_PASSWORD"]
        raise RuntimeError(f"login failed for {password}")
    target = pathlib.Path(asked["output_directory"]) / asked["output_filename"]
    target.write_bytes((folder / "sea.nc").read_bytes())
"""


@pytest.fixture
def copernicus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the service's client that answers with a recorded file."""
    (tmp_path / "copernicusmarine.py").write_text(STAND_IN)
    sea().to_netcdf(tmp_path / "sea.nc", engine="h5netcdf")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("STAND_IN", str(tmp_path))
    monkeypatch.setenv("COPERNICUSMARINE_SERVICE_PASSWORD", "correct-horse")
    return tmp_path


def test_copernicus_is_asked_for_the_box_and_its_surface(copernicus: Path) -> None:
    (source,) = open_source("copernicus:cmems_cur_anfc?uo,vo", BOX, START, END)
    agrees(source)
    asked = json.loads((copernicus / "asked.json").read_text())
    assert asked["dataset_id"] == "cmems_cur_anfc"
    assert asked["variables"] == ["uo", "vo"]
    assert (asked["minimum_longitude"], asked["maximum_latitude"]) == (1.0, 51.25)
    assert (asked["start_datetime"], asked["end_datetime"]) == (
        "2026-05-15T00:00:00",
        "2026-05-15T06:00:00",
    )
    real = pytest.importorskip("copernicusmarine", reason="needs the extra [live]")
    assert set(asked) <= set(inspect.signature(real.subset).parameters)


def test_no_password_is_shown_or_kept(
    copernicus: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(LastknownError, match=r"login failed for \*\*\*"):
        fetch("copernicus:refused", BOX, START, END)
    with serving(lambda *_: (500, b"")) as (url, _):
        secret = (
            url.replace("http://", "http://me:correct-horse@") + "/x.nc?token=correct-horse&a=1"
        )
        with pytest.raises(LastknownError) as caught:
            download(secret)
    body = (copernicus / "sea.nc").read_bytes()
    with serving(lambda *_: (200, body)) as (url, _):
        download(f"{url}/x.nc?apikey=correct-horse")
    shown = "".join(capfd.readouterr()) + caplog.text + str(caught.value)
    assert "correct-horse" not in shown
    assert "token=***" in str(caught.value)
    for path in (copernicus / "cache").rglob("*"):
        assert "correct-horse" not in path.name
        assert path.suffix != ".json" or "correct-horse" not in path.read_text()


def test_the_run_of_ecmwf_that_holds_the_hours() -> None:
    latest = datetime(2026, 11, 22, 6, tzinfo=UTC)
    day = timedelta(days=1)

    def run(start: datetime, hours: float) -> tuple[datetime, list[int]]:
        return run_and_steps(latest, start, start + timedelta(hours=hours))

    assert run(latest + timedelta(hours=1), 6) == (latest, [0, 3, 6, 9])
    earlier = datetime(2026, 11, 21, 18, tzinfo=UTC)
    assert run(datetime(2026, 11, 21, 22, tzinfo=UTC), 3) == (earlier, [3, 6, 9])
    far = run(latest + 5.9 * day, 24)
    assert far[0] == datetime(2026, 11, 22, 0, tzinfo=UTC)
    assert far[1][0] == 144
    assert set(np.diff(far[1])) == {6}
    with pytest.raises(LastknownError, match="2026-11-19T06Z"):
        run(latest - 10 * day, 6)
    with pytest.raises(LastknownError, match="wind by hand"):
        run(latest + 20 * day, 6)


def test_ecmwf_open_data_from_a_server_of_recorded_files(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ecmwf.opendata", reason="needs the extra [live]")
    eccodes = pytest.importorskip("eccodes", reason="needs the extra [grib]", exc_type=ImportError)

    def message(name: str, value: float, step: int, run: datetime) -> bytes:
        handle = eccodes.codes_grib_new_from_samples("regular_ll_sfc_grib2")
        try:
            eccodes.codes_set(handle, "dataDate", int(run.strftime("%Y%m%d")))
            eccodes.codes_set(handle, "dataTime", run.hour * 100)
            eccodes.codes_set(handle, "stepRange", str(step))
            eccodes.codes_set(handle, "shortName", name)
            eccodes.codes_set_values(
                handle, np.full(eccodes.codes_get(handle, "numberOfPoints"), value)
            )
            made: bytes = eccodes.codes_get_message(handle)
        finally:
            eccodes.codes_release(handle)
        return made

    def answer(path: str, query: str) -> tuple[int, bytes]:
        name = path.rsplit("/", 1)[-1]
        stamp, step = name.split("-")[0], int(name.split("-")[1].removesuffix("h"))
        run = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        parts = {
            param: message(param, value, step, run)
            for param, value in (("2t", 280.0), ("10u", float(step)), ("10v", -2.0))
        }
        if name.endswith(".grib2"):
            return 200, b"".join(parts.values())
        lines, at = [], 0
        for param, data in parts.items():
            lines.append(
                json.dumps(
                    {
                        "param": param,
                        "type": "fc",
                        "stream": "oper",
                        "step": str(step),
                        "date": stamp[:8],
                        "time": stamp[8:12],
                        "levtype": "sfc",
                        "_offset": at,
                        "_length": len(data),
                    }
                )
            )
            at += len(data)
        return 200, "\n".join(lines).encode()

    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with serving(answer) as (url, asked):
        (source,) = open_source(
            f"ecmwf:{url}", (0.0, 0.0, 10.0, 20.0), start, start + timedelta(hours=6)
        )
    assert any(".index" in text for text in asked)
    assert source.quantities == {"wind"}
    assert source.start_s <= start.timestamp() <= source.end_s
    assert source.sample(5.0, 10.0, start.timestamp() + 3 * HOUR)["wind_v"] == pytest.approx(-2.0)


def test_a_missing_extra_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copernicusmarine.py").write_text(
        "raise ModuleNotFoundError(name='copernicusmarine')"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(LastknownError, match=r"pip install 'lastknown\[live\]'"):
        fetch("copernicus:x", BOX, START, END)


def test_a_limit_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTKNOWN_LIVE_LIMIT_S", "soon")
    with pytest.raises(LastknownError, match="soon"):
        fetch("ecmwf:", BOX, START, END)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LastknownError, match="LASTKNOWN_CACHE"):
        fetch("ecmwf:", BOX, START, END, cache_dir=tmp_path / "file" / "sub")


def test_ages_for_people() -> None:
    ages = [age_text(s) for s in (-5, 59, 1500, 3 * HOUR + 600, 47 * HOUR, 72 * HOUR)]
    assert ages == ["0 min", "0 min", "25 min", "3 h 10 min", "47 h 0 min", "3 days"]
