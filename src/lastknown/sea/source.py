"""What a source of current, wind or water temperature offers; files, atlas and hand rows alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.sea.errors import CurrentError, WindError

__all__ = [
    "CURRENT",
    "QUANTITIES",
    "VARIABLES",
    "WATER_TEMPERATURE",
    "WIND",
    "Box",
    "GridAxes",
    "GridFiller",
    "GridSuggester",
    "Source",
    "covers",
    "fill_by_sampling",
    "within",
    "working_grid",
]

CURRENT: Final = "current"
WIND: Final = "wind"
WATER_TEMPERATURE: Final = "water_temperature"
QUANTITIES: Final = (CURRENT, WIND, WATER_TEMPERATURE)

VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    CURRENT: ("u", "v"),
    WIND: ("wind_u", "wind_v"),
    WATER_TEMPERATURE: ("water_temperature_c",),
}
"""The arrays that `Source.sample` returns for each quantity: m/s east and north, degrees C."""

Box = tuple[float, float, float, float]
"""``(lon_min, lat_min, lon_max, lat_max)`` in degrees, lon_min < lon_max; a box across 180 degrees
has lon_max > 180 (170, -10, 190, 10); a source on 0-360 may say (0, -90, 360, 90)."""


@dataclass(frozen=True)
class GridAxes:
    """The axes of a regular grid.

    Attributes
    ----------
    lon : (nx,) degrees, uniform and ascending, continuous (it may pass 180 or be 0-360).
    lat : (ny,) degrees north, uniform and ascending.
    time_s : (nt,) seconds since 1970-01-01T00:00Z, ascending, not always uniform; empty where any
        time can be asked (a tide atlas).
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    time_s: NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of times, latitudes and longitudes."""
        return self.time_s.size, self.lat.size, self.lon.size


class Source(Protocol):
    """One source of the sea. All attributes are read-only.

    Attributes
    ----------
    name : short name for people (a file's name, a pack's name).
    quantities : which of `QUANTITIES` it offers.
    box : `Box` that holds every place it can answer for, degrees.
    start_s, end_s : first and last time it can answer for, s since 1970; -inf, inf for any time.
    resolution : text for people: ``"1/12 degree (about 9 km), hourly"``.
    current_error, wind_error : its error processes; None where it does not offer the quantity.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def quantities(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def box(self) -> Box: ...  # noqa: D102
    @property
    def start_s(self) -> float: ...  # noqa: D102
    @property
    def end_s(self) -> float: ...  # noqa: D102
    @property
    def resolution(self) -> str: ...  # noqa: D102
    @property
    def current_error(self) -> CurrentError | None: ...  # noqa: D102
    @property
    def wind_error(self) -> WindError | None: ...  # noqa: D102

    def sample(
        self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike
    ) -> dict[str, NDArray[np.float64]]:
        """Return the values at places and times, by linear interpolation.

        Parameters
        ----------
        lon, lat, time_s : broadcast against each other; degrees (any longitude convention) and
            seconds since 1970. Places and times outside are allowed.

        Returns
        -------
        One float64 array of the broadcast shape for every name in `VARIABLES` of every quantity
        offered; m/s east and north, degrees C; NaN where this source has nothing (land, outside).
        Nothing is filled near the shore: a point counts as wet where its interpolation has at least
        one wet node with weight, dry nodes being left out. Filling across the gap to the shore is
        done by `Sea`.
        """
        ...

    def native_grid(self) -> GridAxes | None:
        """Return its own regular grid (current before wind), or None where it has none."""
        ...


@runtime_checkable
class GridFiller(Protocol):
    """A source that fills a regular grid faster than point by point (optional)."""

    def fill(self, quantity: str, axes: GridAxes, out: NDArray[np.float32]) -> None:
        """Write `quantity` at every node of `axes` into `out`.

        Parameters
        ----------
        quantity : ``"current"`` or ``"wind"``.
        axes : any regular grid with times (not only its own). Where the nodes are its own the
            values are exactly its own.
        out : (nt, ny, nx, 2) float32, any strides, m/s east and north; NaN where nothing.
        """
        ...


@runtime_checkable
class GridSuggester(Protocol):
    """A source without a regular grid of its own that names one to work on (optional)."""

    def suggested_grid(self) -> GridAxes:
        """Return a regular grid of its finest spacing over its box, and its own times."""
        ...


def working_grid(source: Source) -> GridAxes | None:
    """Return a source's own regular grid, else the one it suggests, else None (wind by hand)."""
    own = source.native_grid()
    if own is None and isinstance(source, GridSuggester):
        return source.suggested_grid()
    return own


def fill_by_sampling(
    source: Source, quantity: str, axes: GridAxes, out: NDArray[np.float32]
) -> None:
    """Write `quantity` of `source` at every node into `out`, one time after the other.

    Shapes and units as `GridFiller.fill`. Memory beyond `out`: a few (ny, nx) arrays.
    """
    if isinstance(source, GridFiller):
        source.fill(quantity, axes, out)
        return
    east, north = VARIABLES[quantity]
    lon, lat = np.meshgrid(axes.lon, axes.lat)
    for i, time_s in enumerate(axes.time_s):
        values = source.sample(lon, lat, time_s)
        out[i, :, :, 0] = values[east]
        out[i, :, :, 1] = values[north]


def within(box: Box, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return whether points lie in `box` (edges included), whatever the longitude convention.

    Parameters
    ----------
    box : `Box`, degrees.
    lon, lat : degrees, broadcast against each other.
    """
    lon_min, lat_min, lon_max, lat_max = box
    edge = 1e-9  # degrees: 0.1 mm, below the rounding of a longitude turned by 360
    east = np.mod(np.asarray(lon, np.float64) - lon_min + edge, 360.0) - edge
    north = np.asarray(lat, np.float64)
    inside: NDArray[np.bool_] = (
        (east <= lon_max - lon_min + edge) & (north >= lat_min - edge) & (north <= lat_max + edge)
    )
    return inside


def covers(source: Source, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike) -> NDArray[np.bool_]:
    """Return whether points and times lie in a source's box and hours (it may still be land there).

    Parameters
    ----------
    lon, lat, time_s : degrees and seconds since 1970, broadcast against each other.
    """
    time = np.asarray(time_s, np.float64)
    return within(source.box, lon, lat) & (time >= source.start_s) & (time <= source.end_s)
