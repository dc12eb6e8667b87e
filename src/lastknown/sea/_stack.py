"""Sources stacked by priority at places and times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea._coverage import covered
from lastknown.sea._shore import wet_places_near
from lastknown.sea.source import CURRENT, VARIABLES, WATER_TEMPERATURE, Source, covers
from lastknown.times import show_time

__all__ = ["NO_SOURCE", "Stacked", "add_wind_drift", "check_places", "refuse", "stack_points"]

Array = NDArray[np.float64]
Where = tuple[Array, Array, Array]
"""Longitude, latitude (degrees) and time (s since 1970), each (n,)."""

NO_SOURCE: Final = -1
"""Index of the source where none gives a value; shown as ``none``."""


@dataclass(frozen=True, eq=False)
class Stacked:
    """One quantity at n places.

    Attributes
    ----------
    values : (m, n) its components, NaN where nothing is known.
    rank : (n,) index of the source, `NO_SOURCE` where none.
    filled : (n,) whether it is the nearest wet value, up to 8 km away.
    """

    values: Array
    rank: NDArray[np.int8]
    filled: NDArray[np.bool_]


def stack_points(sources: Sequence[Source], quantity: str, where: Where) -> Stacked:
    """Return a quantity at n places: the first source with a value gives it.

    Raises
    ------
    LastknownError : a place lies in no source that offers it. Water temperature, and a quantity
        that nothing offers, stay NaN.
    """
    n = where[0].size
    found = Stacked(
        values=np.full((len(VARIABLES[quantity]), n), np.nan),
        rank=np.full(n, NO_SOURCE, np.int8),
        filled=np.zeros(n, np.bool_),
    )
    offering = list(_offering(sources, quantity))
    inside = [covers(source, *where) for _, source in offering]
    if offering and quantity != WATER_TEMPERATURE:
        unknown = np.flatnonzero(~np.logical_or.reduce(inside))
        if unknown.size:
            refuse(sources, quantity, *(float(each[unknown[0]]) for each in where))
    for (index, source), here in zip(offering, inside, strict=True):
        _take(source, quantity, where, np.flatnonzero(here & (found.rank < 0)), index, found)
    for (index, source), here in zip(offering, inside, strict=True):
        _take_near(source, quantity, where, np.flatnonzero(here & (found.rank < 0)), index, found)
    return found


def add_wind_drift(sources: Sequence[Source], current: Stacked, wind: Stacked, lat: Array) -> None:
    """Add the mean wind-driven current of each source that does not hold it, in place.

    It runs `CurrentError.wind_drift_right_deg` right of downwind in the north, left in the south.
    """
    for index, source in _offering(sources, CURRENT):
        error = source.current_error
        if error is None or error.wind_drift == 0.0:
            continue
        at = (current.rank == index) & np.isfinite(wind.values[0])
        right = np.radians(error.wind_drift_right_deg) * np.sign(lat[at])
        blown = (wind.values[0, at] + 1j * wind.values[1, at]) * error.wind_drift
        turned = blown * np.exp(-1j * right)
        current.values[:, at] += np.stack([turned.real, turned.imag])


def check_places(where: Where) -> None:
    """Raise LastknownError for a longitude or latitude off the earth, or a missing time."""
    lon, lat, time_s = where
    for name, values, most in (("longitude", lon, 540.0), ("latitude", lat, 90.0)):
        bad = ~(np.abs(values) <= most)
        if bad.any():
            raise LastknownError(
                f"{name} {values[bad][0]:g} is not on earth; give longitude before latitude"
            )
    if not np.isfinite(time_s).all():
        raise LastknownError("a time is missing; give a time for every place")


def refuse(
    sources: Sequence[Source], quantity: str, lon: float, lat: float, time_s: float
) -> NoReturn:
    """Raise the error for a place and time that no source of a quantity covers."""
    raise LastknownError(
        f"no {quantity.replace('_', ' ')} at lon {lon:.4g}, lat {lat:.4g}, {show_time(time_s)}; "
        f"{covered(sources, quantity)}; correct the place or time, or add a source"
    )


def _offering(sources: Sequence[Source], quantity: str) -> Iterator[tuple[int, Source]]:
    """Yield index and source of those that offer a quantity, by priority."""
    for index, source in enumerate(sources):
        if quantity in source.quantities:
            yield index, source


def _take(
    source: Source, quantity: str, where: Where, at: NDArray[np.intp], index: int, found: Stacked
) -> NDArray[np.intp]:
    """Write a source's values at the places `at` where it has all components; return those."""
    if at.size == 0:
        return at
    sampled = source.sample(*(each[at] for each in where))
    values = np.stack([sampled[name] for name in VARIABLES[quantity]])
    good = np.isfinite(values).all(axis=0)
    found.values[:, at[good]] = values[:, good]
    found.rank[at[good]] = index
    return at[good]


def _take_near(
    source: Source, quantity: str, where: Where, dry: NDArray[np.intp], index: int, found: Stacked
) -> None:
    """Write a source's nearest wet value, up to 8 km away, at the dry places."""
    if dry.size == 0:
        return
    lon, lat, time_s = (each[dry] for each in where)
    at_lon, at_lat, near = wet_places_near(source, quantity, lon, lat, float(time_s[0]))
    moved = where[0].copy(), where[1].copy(), where[2]
    moved[0][dry], moved[1][dry] = at_lon, at_lat
    found.filled[_take(source, quantity, moved, dry[near], index, found)] = True
