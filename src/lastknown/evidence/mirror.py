"""A sea in which time runs backwards, for reverse integration."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import turn
from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.forcing import Forcing
from lastknown.sea.model import Sea
from lastknown.sea.source import Box

__all__ = ["MirroredSea", "places_at"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MirroredSea(Sea):
    """A sea in which time runs backwards from a moment: every current and wind turned round."""

    about_s: float = 0.0

    def forcing(self, box: Box, start_s: float, end_s: float) -> Forcing:
        """Return the mirrored forcing; start and end in mirrored time, s since 1970."""
        there = super().forcing(box, 2.0 * self.about_s - end_s, 2.0 * self.about_s - start_s)
        last_s = there.t0_s + there.dt_s * (there.data.shape[0] - 1)
        data = np.ascontiguousarray(-there.data[::-1])
        return replace(there, data=data, t0_s=2.0 * self.about_s - last_s)

    def current_error(self, lon: float, lat: float, time_s: float) -> CurrentError:
        """Return the error of the current; time in mirrored time."""
        return super().current_error(lon, lat, 2.0 * self.about_s - time_s)

    def wind_error(self, lon: float, lat: float, time_s: float) -> WindError:
        """Return the error of the wind; time in mirrored time."""
        return super().wind_error(lon, lat, 2.0 * self.about_s - time_s)


def places_at(cloud: Cloud, time_s: Array) -> tuple[Array, Array]:
    """Return each trajectory's place (degrees) at its own time, linear between kept states."""
    k = np.clip(np.searchsorted(cloud.time_s, time_s, side="right") - 1, 0, cloud.time_s.size - 2)
    row = np.arange(time_s.size)
    span = cloud.time_s[k + 1] - cloud.time_s[k]
    share = np.clip((time_s - cloud.time_s[k]) / span, 0.0, 1.0)
    lon = cloud.lon[row, k] + share * turn(cloud.lon[row, k + 1] - cloud.lon[row, k])
    lat = cloud.lat[row, k] + share * (cloud.lat[row, k + 1] - cloud.lat[row, k])
    return turn(lon), lat
