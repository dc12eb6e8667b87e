"""Bad input, as people really give it: one clear line, exit code 2, nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lastknown.cli.guard import run

HERE = "51°08.5'N 001°44.5'E"
TIME = "2026-11-22T04:30:00Z"
NIGHT = f"""
name = "Night with one lifeboat"
at = 2026-11-22T08:30:00Z

[sea]
sources = ["dover-strait"]

[[sea.wind]]
from_deg = 240
speed_kn = 8

[[start]]
time = {TIME}
position = "{HERE}"
error_nm = 0.5
what = "inflatable-overloaded"
persons = 33

[[unit]]
name = "Lifeboat Dover"
kind = "lifeboat"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 4
sweep_width_nm = {{ boat = 2.0, person = 0.2 }}
"""
OLD_WIND = """
[[sea.wind]]
time = 2026-11-19T00:00:00Z
from_deg = 200
speed_kn = 5
[[sea.wind]]
time = 2026-11-20T00:00:00Z"""

TOWARD_SWAPPED = f"""\"{HERE}"
[[start.phase]]
kind = "under-way"
speed_kn = 3
toward = "1.3N 51.1E"
[[start]]
time = {TIME}
position = "{HERE}\""""
CORNER_SWAPPED = '{ polygon = ["51.1N 1.5E", "51.1N 1.6E", "1.6N 51.2E"] }'
INLAND = '{ polygon = ["51.2N 0.5E", "51.25N 0.5E", "51.25N 0.6E"] }'
LONG_AGO = (
    '{ track = [{ position = "51.1N 1.6E", time = 1926-11-22T03:00:00Z }, '
    '{ position = "51.2N 1.8E", time = 2026-11-22T04:30:00Z }] }'
)


def refused(
    folder: Path, text: str, capfd: pytest.CaptureFixture[str], command: str = "plan"
) -> str:
    """Run a case file that must be refused and return the one line that says why."""
    case, out = folder / "night.toml", folder / "out"
    case.write_text(text, encoding="utf-8")
    before = sorted(folder.iterdir())
    code = run([command, str(case), "--out", str(out)])
    printed, told = capfd.readouterr()
    said = "".join(line for line in told.splitlines(True) if not line.endswith("…\n"))
    assert (code, printed) == (2, ""), said
    assert said.startswith("lastknown: ")
    assert said.count("\n") == 1
    assert ";" in said, "no remedy"
    assert sorted(folder.iterdir()) == before
    return said


def changed(*changes: tuple[str, str]) -> str:
    """Return the case file with some things changed."""
    text = NIGHT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (f'"{HERE}"', '"1.7417, 51.1417"', ["start 1", "51°08.50'N 001°44.50'E", "swapped?"]),
        (f'"{HERE}"', "\"001°44.5'N 051°08.5'E\"", ["or their letters, swapped? If so, write 51°"]),
        (f'"{HERE}"', '"91N 1E"', ["91N 1E", "beyond 90"]),
        ("51°07'N 001°19'E", "1.3167, 51.1167", ["unit 1", "51°07.00'N 001°19.00'E", "swapped?"]),
        (TIME, "2026-11-22T04:30:00", ["2026-11-22", "has no zone; add Z"]),
        (f'"{HERE}"', "\"51°12'N 000°45'E\"", ["land"]),
        (f'"{HERE}"', '"42N 1E"', ["covered"]),
        ('"inflatable-overloaded"', '"spaceship"', ["'spaceship'", "nearest:"]),
        ("speed_kn = 25", "speed_kn = -25", ["speed_kn=-25", "out of bounds"]),
        ("speed_kn = 8", "speed_kn = -8", ["speed_kn=-8", "out of bounds"]),
        ("[[sea.wind]]", OLD_WIND, ["2026-11-20", "wind"]),
        ("endurance_h = 4", "endurance_h = 0.5", ["Lifeboat Dover", "endurance"]),
        (f'"{HERE}"', TOWARD_SWAPPED, ["start 1, phase 1", "swapped?"]),
        (f'"{HERE}"', CORNER_SWAPPED, ["start 1", "swapped?"]),
        (f'"{HERE}"', INLAND, ["polygon", "lies on land altogether"]),
        (f'"{HERE}"', LONG_AGO, ["1926-11-22", "before at="]),
        ("endurance_h = 4", "endurance_h = 4\nreturn_to = '1.3N 51.1E'", ["return_to", "swapped?"]),
        ("{ boat = 2.0, person = 0.2 }", "1e-9", ["sweep_width_nm=1e-09", "give 0.01 to 50 NM"]),
        ('"dover-strait"', f'"{"x" * 5000}"', ["cannot be opened", "check the path"]),
        ("2026-11-22T08:30:00Z", "'0001-01-01T00:00+14:00'", ["check the year"]),
        ("[sea]", f"x = {'[' * 3000}", ["nested too deeply"]),
        ("endurance_h = 4", f"endurance_h = {'9' * 5000}", ["number too long"]),
        ("[sea]", "[sea]\nwind_half_life_min = 1e-9", ["out of bounds; give 0.1 to"]),
        ("[[sea.wind]]", "[[sea.winds]]", ["winds", "did you mean wind?"]),
        ('"dover-strait"', '"dover-straight"', ["dover-straight", "dover-strait"]),
    ],
)
def test_a_wrong_value_is_refused(
    old: str, new: str, words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = refused(tmp_path, changed((old, new)), capfd)
    for word in words:
        assert word in said


def test_a_drift_without_wind_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = changed(("[[sea.wind]]", ""), ("from_deg = 240\n", ""), ("speed_kn = 8\n", ""))
    said = refused(tmp_path, text, capfd, "drift")
    assert "wind" in said


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _truncated(path: Path) -> None:
    whole = path.with_suffix(".whole")
    _field(whole, 0.5)
    path.write_bytes(whole.read_bytes()[:2000])
    whole.unlink()


def _nothing_but_nan(path: Path) -> None:
    _field(path, float("nan"))


def _text(path: Path) -> None:
    path.write_text("<html>404 not found</html>")


def _field(path: Path, value: float) -> None:
    """Write a current field around the start."""
    import xarray as xr

    axes = {
        "time": np.arange("2026-11-22", "2026-11-23", np.timedelta64(1, "h"), "datetime64[ns]"),
        "lat": np.linspace(50, 52, 21),
        "lon": np.linspace(0, 3, 31),
    }
    shape = tuple(axis.size for axis in axes.values())
    names = {"u": "eastward_sea_water_velocity", "v": "northward_sea_water_velocity"}
    current = {
        name: (tuple(axes), np.full(shape, value), {"standard_name": long, "units": "m s-1"})
        for name, long in names.items()
    }
    xr.Dataset(current, axes).to_netcdf(path, engine="h5netcdf")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sea.nc", _empty),
        ("sea.nc", _truncated),
        ("sea.nc", _nothing_but_nan),
        ("sea.nc", _text),
        ("sea.grib2", _empty),
        ("sea.grib2", _text),
    ],
)
def test_a_file_that_holds_no_sea_is_refused(
    name: str, make: Callable[[Path], None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / name)
    said = refused(tmp_path, changed(('"dover-strait"', f'"{name}"')), capfd, "drift")
    assert "sea." in said


def test_a_start_on_the_beach_is_moved_to_the_water_and_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "night.toml"
    case.write_text(changed((HERE, "51°08.5'N 001°21.9'E")), encoding="utf-8")
    assert run(["drift", str(case)]) == 0
    assert "on land" in capfd.readouterr().out
