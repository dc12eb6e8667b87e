"""What those on board say of the water they are in: inside or outside an area, how deep it is.

    area    g = 1 on the side told, else 0;                                      b = 1
    depth   g = exp(-(told - chart)^2 / (2 s^2)) / (s sqrt(2 pi))   1/m,         b = 1 / deepest

with the chart's depth at the place of realisation i (bilinear), s^2 = sd of the reading squared
plus `chart_sd_m` squared (height of tide, coarse chart), and the deepest water of the chart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import Component, turn
from lastknown.errors import LastknownError
from lastknown.evidence.likelihood import check_common, moments, over_time, within
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position

if TYPE_CHECKING:
    from shapely import Polygon

    from lastknown.geo.pack import Pack

__all__ = ["CHART_SD_M", "Area", "Chart", "Depth", "chart_of"]

Floats = NDArray[np.float64]
Place = str | Position | Sequence[float]

CHART_SD_M: Final = 5.0
"""Sd of the depth at a moment about the chart's, m; assumed: tides of several metres, and a grid of
a few km in which banks are smoothed away."""


@dataclass(frozen=True)
class Area:
    """Inside or outside an area: "we are in the lane", "we have not passed the border".

    Attributes
    ----------
    polygon : three or more corners, see `lastknown.geo.position.parse_position`; closed by itself,
        may cross 180 degrees, at most some 500 km wide.
    at : when (aware, or ISO text with a zone).
    inside : True: they are inside; False: outside.
    time_sd_min : sd of the time, minutes.
    component : who: ``boat``, ``in_the_water`` or ``persons``.
    wrong : share of such reports that are wrong, 0.001 to 0.9; a fifth is assumed.

    Raises
    ------
    LastknownError : a corner or time cannot be read, or the polygon has no area or crosses itself.
    """

    polygon: Sequence[Place]
    at: datetime | str
    inside: bool = True
    time_sd_min: float = 0.0
    component: Component = "persons"
    wrong: float = 0.2

    def __post_init__(self) -> None:
        check_common(self.at, self.time_sd_min, self.wrong)
        self._shape()

    @property
    def anyhow(self) -> float:
        """Probability of such a report where it says nothing: 1, it is always made."""
        return 1.0

    @property
    def name(self) -> str:
        """The report in words."""
        side = "inside" if self.inside else "outside"
        return f"The report of being {side} the area at {parse_position(self.polygon[0])}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the probability of the report if each trajectory is true, (n,)."""
        import shapely

        shape, plane = self._shape()
        shapely.prepare(shape)

        def on_that_side(lon: Floats, lat: Floats) -> Floats:
            found = shapely.contains_xy(shape, *plane.to_xy(lon, lat))
            return np.asarray(found == self.inside, dtype=np.float64)

        when = moments(cloud, self.at, self.time_sd_min)
        return over_time(cloud, when, self.component, on_that_side)

    def _shape(self) -> tuple[Polygon, Plane]:
        """Return the polygon in a plane of its own, m."""
        import shapely

        corners = [parse_position(corner) for corner in self.polygon]
        if len(corners) < 3:
            raise LastknownError(
                f"the polygon has {len(corners)} corners; give at least three positions"
            )
        plane = Plane(corners[0].lon, corners[0].lat)
        x, y = plane.to_xy([c.lon for c in corners], [c.lat for c in corners])
        shape = shapely.Polygon(np.column_stack((x, y)))
        if not shape.is_valid or shape.area <= 0.0:
            raise LastknownError(
                f"the polygon at {corners[0]} crosses itself or has no area; give its corners in "
                "order"
            )
        return shape, plane


@dataclass(frozen=True, eq=False)
class Chart:
    """Depths on a regular grid.

    Attributes
    ----------
    lon, lat : (nx,), (ny,) degrees, ascending.
    depth_m : (ny, nx) m, positive down, NaN on land.
    """

    lon: Floats
    lat: Floats
    depth_m: Floats

    def __post_init__(self) -> None:
        if self.depth_m.shape != (self.lat.size, self.lon.size) or min(self.depth_m.shape) < 2:
            raise LastknownError(
                f"a chart of shape {self.depth_m.shape} does not fit {self.lat.size} latitudes and "
                f"{self.lon.size} longitudes; give depth_m as (ny, nx), 2 or more each way"
            )
        if not np.isfinite(self.depth_m).any():
            raise LastknownError("the chart has no depth at all; give another pack")

    def at(self, lon: Floats, lat: Floats) -> Floats:
        """Return the depth at places (degrees), m, bilinear; NaN off the chart.

        Where some of the four nodes are land the wet ones are used, by their share.
        """
        lon0, lat0 = float(self.lon[0]), float(self.lat[0])
        x = turn(lon - lon0) / float(self.lon[1] - lon0)
        y = (lat - lat0) / float(self.lat[1] - lat0)
        on = (x >= 0) & (x <= self.lon.size - 1) & (y >= 0) & (y <= self.lat.size - 1)
        i = np.clip(np.where(on, x, 0.0).astype(int), 0, self.lon.size - 2)
        j = np.clip(np.where(on, y, 0.0).astype(int), 0, self.lat.size - 2)
        a, b = x - i, y - j
        top, whole = np.zeros(x.size), np.zeros(x.size)
        for dj, di in ((0, 0), (0, 1), (1, 0), (1, 1)):
            depth = self.depth_m[j + dj, i + di]
            share = np.abs(1 - di - a) * np.abs(1 - dj - b) * np.isfinite(depth)
            top, whole = top + share * np.nan_to_num(depth), whole + share
        wet = on & (whole > 0.0)
        return np.where(wet, top / np.where(wet, whole, 1.0), np.nan)


def chart_of(pack: Pack) -> Chart:
    """Return the chart of a pack (`lastknown.geo.pack.open_pack`).

    Raises
    ------
    LastknownError : the pack has no depths.
    """
    found = pack.depth()
    if found is None:
        raise LastknownError(f"pack={pack.name} has no depths; build it with bathymetry")
    return Chart(*(np.asarray(each, dtype=np.float64) for each in found))


@dataclass(frozen=True)
class Depth:
    """A depth of water that was read: by lead, echo sounder or anchor chain.

    Attributes
    ----------
    depth_m : the reading, m, 0 to 11,000.
    chart : depths of the sea, see `chart_of`.
    at : when (aware, or ISO text with a zone).
    sd_m : sd of the reading, m; 2 is assumed.
    chart_sd_m : sd of the true depth about the chart's, m; `CHART_SD_M` is assumed.
    time_sd_min, component : as in `Area`.
    wrong : share of such readings that are wrong; a fifth is assumed.

    Raises
    ------
    LastknownError : the time cannot be read, or a figure is out of bounds.
    """

    depth_m: float
    chart: Chart
    at: datetime | str
    sd_m: float = 2.0
    chart_sd_m: float = CHART_SD_M
    time_sd_min: float = 0.0
    component: Component = "boat"
    wrong: float = 0.2

    def __post_init__(self) -> None:
        check_common(self.at, self.time_sd_min, self.wrong)
        within("depth_m", self.depth_m, 0.0, 11_000.0, "m")
        within("sd_m", self.sd_m, 0.1, 500.0, "m")
        within("chart_sd_m", self.chart_sd_m, 0.0, 500.0, "m")

    @property
    def anyhow(self) -> float:
        """Density of wrong readings, 1/m: even down to the deepest water of the chart."""
        return 1.0 / max(10.0, float(np.nanmax(self.chart.depth_m)), self.depth_m)

    @property
    def name(self) -> str:
        """The reading in words."""
        return f"The depth of {self.depth_m:g} m"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the density of the reading if each trajectory is true, 1/m, (n,)."""
        sd = math.hypot(self.sd_m, self.chart_sd_m)

        def density(lon: Floats, lat: Floats) -> Floats:
            off = (self.chart.at(lon, lat) - self.depth_m) / sd
            bell = np.exp(-0.5 * off**2) / (sd * math.sqrt(2.0 * math.pi))
            return np.where(np.isfinite(off), bell, 0.0)

        when = moments(cloud, self.at, self.time_sd_min)
        return over_time(cloud, when, self.component, density)
