"""One sea out of many sources: the first that has a value at a place and time gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.sea._case_errors import NO_CASE_ERRORS, CaseErrors
from lastknown.sea._stack import NO_SOURCE, add_wind_drift, check_places, refuse, stack_points
from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR, CurrentError, WindError
from lastknown.sea.forcing import Forcing, bake
from lastknown.sea.source import CURRENT, WATER_TEMPERATURE, WIND, Box, Source
from lastknown.sea.wind import Wind, hand_wind
from lastknown.times import parse_time, to_seconds

if TYPE_CHECKING:
    import xarray as xr

    from lastknown.geo.coast import Coast
    from lastknown.geo.pack import Pack
    from lastknown.sea._opening import Window

__all__ = ["NO_SOURCE", "Sample", "Sea", "open_sea", "seconds"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sample:
    """The sea at places and times, all arrays of one shape.

    Attributes
    ----------
    u, v : current at the surface, m/s toward east and north, the mean wind-driven current included
        where the source does not hold it; NaN where nothing is known.
    wind_u, wind_v : wind at 10 m, m/s toward east and north.
    water_temperature_c : degrees C; NaN where not known.
    current_source, wind_source, temperature_source : int8, index into `Sea.sources`, `NO_SOURCE`
        where none.
    filled : whether the current is the nearest wet value, up to 8 km away.
    """

    u: Array
    v: Array
    wind_u: Array
    wind_v: Array
    water_temperature_c: Array
    current_source: NDArray[np.int8]
    wind_source: NDArray[np.int8]
    temperature_source: NDArray[np.int8]
    filled: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sea:
    """Currents, 10 m wind and water temperature of one area and time. Made by `open_sea`.

    Attributes
    ----------
    sources : by priority.
    pack : the data pack it came with, or None.
    coast : the shore, or None (then nothing runs ashore).
    case_errors : error figures given with the case, which come before the sources' own.
    water_temperature_c : given with the case, degrees C; None: the sources'.
    """

    sources: tuple[Source, ...]
    pack: Pack | None = None
    coast: Coast | None = None
    case_errors: CaseErrors = NO_CASE_ERRORS
    water_temperature_c: float | None = None

    @property
    def credits(self) -> tuple[str, ...]:
        """Who is to be named wherever this sea is shown: of the pack's parts, and of the coast."""
        named = () if self.pack is None else self.pack.attribution
        return named if self.coast is None else (*named, self.coast.source)

    def sample(self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike) -> Sample:
        """Return the sea at places and times.

        Parameters
        ----------
        lon, lat : degrees, any longitude convention.
        time_s : seconds since 1970; all three broadcast against each other.

        Raises
        ------
        LastknownError : a place or time lies outside all sources that offer current or wind.
        """
        where = [
            np.asarray(each, np.float64)
            for each in np.broadcast_arrays(
                np.asarray(lon, np.float64),
                np.asarray(lat, np.float64),
                np.asarray(time_s, np.float64),
            )
        ]
        shape = where[0].shape
        flat = (where[0].ravel(), where[1].ravel(), where[2].ravel())
        check_places(flat)
        current = stack_points(self.sources, CURRENT, flat)
        wind = stack_points(self.sources, WIND, flat)
        water = stack_points(self.sources, WATER_TEMPERATURE, flat)
        if self.water_temperature_c is not None:
            water.values[:] = self.water_temperature_c
        add_wind_drift(self.sources, current, wind, flat[1])
        return Sample(
            u=current.values[0].reshape(shape),
            v=current.values[1].reshape(shape),
            wind_u=wind.values[0].reshape(shape),
            wind_v=wind.values[1].reshape(shape),
            water_temperature_c=water.values[0].reshape(shape),
            current_source=current.rank.reshape(shape),
            wind_source=wind.rank.reshape(shape),
            temperature_source=water.rank.reshape(shape),
            filled=current.filled.reshape(shape),
        )

    def at(self, lon: ArrayLike, lat: ArrayLike, time: Any) -> xr.Dataset:
        """Return the sea at places and times as a labelled dataset.

        Parameters
        ----------
        lon, lat : degrees.
        time : aware datetime, ISO text with a zone, numpy.datetime64 (UTC), or an array of these;
            all three broadcast against each other.

        Returns
        -------
        ``u``, ``v``, ``wind_u``, ``wind_v`` (m/s, toward east and north), ``water_temperature_c``,
        ``filled`` and ``source`` (name by ``quantity``; ``none`` where nothing is known).

        Raises
        ------
        LastknownError : a place or time lies outside all sources that offer current or wind; a
            naive time.
        """
        from lastknown.sea._dataset import to_dataset

        time_s = seconds(time)
        return to_dataset(self.sample(lon, lat, time_s), self, lon, lat, time_s)

    def forcing(self, box: Box, start_s: float, end_s: float) -> Forcing:
        """Return current and wind on one grid for the compiled engine; see `forcing.bake`.

        Parameters
        ----------
        box : degrees, lon_max may exceed 180.
        start_s, end_s : seconds since 1970.

        Raises
        ------
        LastknownError : no current in the box or these hours, or a gap in current or wind.
        """
        return bake(self.sources, box, start_s, end_s)

    def current_error(self, lon: float, lat: float, time_s: float) -> CurrentError:
        """Return the error process of the current at one place (degrees) and time (s since 1970).

        That of the case where it gives one (its tidal part is then zero; the wind-driven current
        stays the source's), else that of the source that serves the place.

        Raises
        ------
        LastknownError : no source of current there.
        """
        own = self._serving(CURRENT, lon, lat, time_s).current_error or MODEL_CURRENT_ERROR
        return self.case_errors.of_current(own)

    def wind_error(self, lon: float, lat: float, time_s: float) -> WindError:
        """Return the error process of the wind at one place (degrees) and time (s since 1970).

        Raises
        ------
        LastknownError : no source of wind there.
        """
        own = self._serving(WIND, lon, lat, time_s).wind_error or WIND_ERROR
        return self.case_errors.of_wind(own)

    def source_name(self, rank: int) -> str:
        """Return the name of a source by its index, ``none`` for `NO_SOURCE`."""
        return "none" if rank == NO_SOURCE else self.sources[rank].name

    def _serving(self, quantity: str, lon: float, lat: float, time_s: float) -> Source:
        """Return the source that gives a quantity at one place and time."""
        place = (np.array([lon], np.float64), np.array([lat], np.float64), np.array([time_s]))
        check_places(place)
        rank = int(stack_points(self.sources, quantity, place).rank[0])
        if rank == NO_SOURCE:
            refuse(self.sources, quantity, lon, lat, time_s)
        return self.sources[rank]


def open_sea(
    *sources: str | Path | Source,
    wind: Wind | Sequence[Wind] | None = None,
    coast: Coast | None = None,
    current_sd_kn: float | None = None,
    current_half_life_min: float | None = None,
    wind_sd_kn: float | None = None,
    wind_half_life_min: float | None = None,
    water_temperature_c: float | None = None,
    window: Window | None = None,
) -> Sea:
    """Return one sea out of sources.

    Parameters
    ----------
    sources : by priority in place and time: the name or folder of a pack, paths or addresses of
        CF netCDF, Zarr or GRIB, or values that are a `Source` already.
    wind : wind by hand, one row or several; comes before every other source of wind.
    coast : the shore; the pack's where None.
    current_sd_kn, wind_sd_kn : sd of the error, one component, knots; replace the whole error
        process of every source (a tide's amplitude and timing error included).
    current_half_life_min, wind_half_life_min : time after which the error's autocorrelation is one
        half, minutes; with no sd it changes the source's own process.
    water_temperature_c : degrees C, everywhere; comes before the sources'.
    window : box (degrees), first and last time (s since 1970) that live sources are fetched for.

    Raises
    ------
    LastknownError : no source, a file or pack that cannot be read, a figure out of bounds.
    """
    from lastknown.sea._opening import gather

    errors = CaseErrors.given(current_sd_kn, current_half_life_min, wind_sd_kn, wind_half_life_min)
    if water_temperature_c is not None and not -2.5 <= water_temperature_c <= 40.0:
        raise LastknownError(
            f"water_temperature_c={water_temperature_c:g} is out of bounds; give -2.5 to 40 °C"
        )
    opened, pack = gather(sources, window)
    if wind is not None:
        opened.insert(0, hand_wind(wind))
    if not opened:
        raise LastknownError(
            'the sea has no source; give a pack (lk.open_sea("dover-strait")) or a file'
        )
    return Sea(
        sources=tuple(opened),
        pack=pack,
        coast=pack.coast() if coast is None and pack is not None else coast,
        case_errors=errors,
        water_temperature_c=water_temperature_c,
    )


def seconds(time: Any) -> Array:
    """Return seconds since 1970 of times: aware datetime, ISO text, datetime64 (UTC) or arrays.

    Raises
    ------
    LastknownError : a naive datetime, text that is no time, a missing time (NaT).
    """
    given = np.asarray(time)
    if np.issubdtype(given.dtype, np.datetime64):
        if np.isnat(given).any():
            raise LastknownError("time holds a missing value (NaT); give a time for every place")
        whole = given.astype("datetime64[ns]").astype(np.int64)
        return np.asarray(whole / 1e9, np.float64)
    if given.dtype.kind not in "OUS":
        raise LastknownError(f"time={time!r} is not a time; write it like 2026-11-22T08:30Z")
    flat = [_one_second(each) for each in given.ravel().tolist()]
    return np.array(flat, np.float64).reshape(given.shape)


def _one_second(value: Any) -> float:
    if not isinstance(value, str | datetime):
        raise LastknownError(f"time={value!r} is not a time; write it like 2026-11-22T08:30Z")
    return to_seconds(parse_time(value))
