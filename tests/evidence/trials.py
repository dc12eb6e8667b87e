"""Clouds with a known truth, for the tests of what was told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.evidence.searched import weigh
from lastknown.geo.plane import Plane
from lastknown.times import show_time
from tests.drift.clouds import T0, at_place, cloud_of

__all__ = ["AT", "PLANE", "given", "normal_cloud", "place"]

Floats = NDArray[np.float64]
AT = show_time(T0)
PLANE = Plane(1.5, 51.0)


def place(x: float, y: float) -> tuple[float, float]:
    """Return (lon, lat) of metres east and north of the middle of the clouds."""
    lon, lat = at_place(np.array([x]), np.array([y]))
    return float(lon[0]), float(lat[0])


def normal_cloud(sd_m: float, n: int = 4000, seed: int = 1, hours: int = 0) -> Cloud:
    """Return a circular normal cloud at rest around the middle."""
    x, y = np.random.default_rng(seed).normal(0.0, sd_m, (2, n))
    lon, lat = at_place(x, y)
    return cloud_of(*(np.repeat(a[:, None], hours + 1, axis=1) for a in (lon, lat)))


def given(cloud: Cloud, *evidence: object) -> tuple[Floats, Floats, Floats]:
    """Return x, y (m) and the new weights after evidence."""
    after = weigh(cloud, *evidence)  # type: ignore[arg-type]
    x, y = PLANE.to_xy(cloud.lon[:, 0], cloud.lat[:, 0])
    return x, y, np.asarray(after.weight.values)
