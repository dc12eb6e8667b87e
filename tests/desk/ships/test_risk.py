from __future__ import annotations

import numpy as np
import pytest

from lastknown.desk.ships.risk import risk_of
from tests.drift.clouds import T0
from tests.ships.passing import cloud_at, on_path


def test_two_ships_under_one_mmsi_are_told_apart() -> None:
    """Each keeps its own place, course and warning: one number may be two ships'."""
    rng = np.random.default_rng(4)
    cloud = cloud_at(*rng.normal(0.0, 400.0, (2, 500)))
    time_s = T0 + np.linspace(0.0, 3600.0, 21)
    x = np.linspace(-14_000.0, 14_000.0, 21)
    east = on_path(x, np.full(21, 300.0), time_s, across_sd_m=100.0)
    west = on_path(-x, np.full(21, -300.0), time_s, across_sd_m=100.0)
    for ships in ((east, west), (west, east)):
        one, two = risk_of(ships, cloud, T0, T0 + 3600.0).entries
        assert one["ship"]["mmsi"] == two["ship"]["mmsi"]
        by = {entry["coming_from_deg"]: entry for entry in (one, two)}
        assert sorted(by) == pytest.approx([90.0, 270.0])
        assert by[270.0]["position"][0] < 1.5 < by[90.0]["position"][0]
