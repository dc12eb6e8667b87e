"""Noise-free tracks on real fields off Norway, against two sets computed by others."""

from __future__ import annotations

import csv
from collections import defaultdict

import numpy as np
import pytest

from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase, Start
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.sea.model import Sea, open_sea
from tests.samples import sample_path

pytestmark = pytest.mark.validation


@pytest.fixture(scope="module")
def norway() -> Sea:
    """Surface current and 10 m wind, 16-18 November 2015 (MET Norway, CC BY 4.0)."""
    return open_sea(
        sample_path("reference/drift/forcing_norway.nc"), current_sd_kn=0.0, wind_sd_kn=0.0
    )


def tracks(name: str) -> dict[tuple[str, str, float, float], dict[int, tuple[float, float]]]:
    """Return positions by hour of each track: object, side, start longitude and latitude."""
    found: dict[tuple[str, str, float, float], dict[int, tuple[float, float]]] = defaultdict(dict)
    with sample_path(f"reference/drift/{name}").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["object"], row["side"], float(row["start_lon"]), float(row["start_lat"]))
            found[key][int(row["hour"])] = (float(row["lon"]), float(row["lat"]))
    return found


def all_sea(sea: Sea, places: list[tuple[float, float]]) -> bool:
    """Return whether the four grid nodes around every place are sea."""
    source = sea.sources[0]
    axes = source.native_grid()
    assert axes is not None
    dlon, dlat = axes.lon[1] - axes.lon[0], axes.lat[1] - axes.lat[0]
    lon, lat = np.array(places).T
    i = np.floor((lon - axes.lon[0]) / dlon)[:, None] + [0, 1, 0, 1]
    j = np.floor((lat - axes.lat[0]) / dlat)[:, None] + [0, 0, 1, 1]
    when = np.full(i.shape, axes.time_s[0])
    nodes = source.sample(axes.lon[0] + i * dlon, axes.lat[0] + j * dlat, when)
    return bool(np.isfinite(nodes["u"]).all())


@pytest.mark.parametrize(
    ("file", "scheme", "limit_m"),
    [("rk4_60s.csv", "rk2", 25.0), ("euler_600s.csv", "euler", 30.0)],
)
def test_tracks_after_24_hours(norway: Sea, file: str, scheme: str, limit_m: float) -> None:
    reference = tracks(file)
    last = max(max(hours) for hours in reference.values())
    compared = {
        key: hours
        for key, hours in reference.items()
        if last in hours and all_sea(norway, list(hours.values()))
    }
    starts = [
        Start(
            Position(lon, lat), "2015-11-16T00:00Z", error_nm=0.0, what=what, side=side,
            spread=0.0, jibes_per_hour=0.0, phases=(Phase("adrift"),),
        )
        for what, side, lon, lat in compared
    ]  # fmt: skip
    run = Run(particles=6 * len(starts), scheme=scheme, step_s=600.0)
    cloud = simulate(starts, norway, f"2015-11-1{6 + last // 24}T00:00Z", run=run)
    rows = [int(np.argmax(cloud.start == at)) for at in range(len(starts))]
    assert np.array_equal(cloud.start[rows], np.arange(len(starts)))
    ends = np.array([hours[last] for hours in compared.values()])
    errors = distance_m(cloud.lon[rows, -1], cloud.lat[rows, -1], ends[:, 0], ends[:, 1])
    rms = float(np.sqrt(np.mean(np.square(errors))))
    print(f"{file}: {len(errors)} tracks, RMS {rms:.1f} m after {last} h")
    assert len(errors) > 40
    assert rms < limit_m
