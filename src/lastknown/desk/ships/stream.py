"""The stream that ships go through, read from the sea that carries the boats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lastknown.sea.model import Sea
from lastknown.sea.source import CURRENT, WIND, covers
from lastknown.ships.crab import Stream

__all__ = ["stream_of"]

Array = NDArray[np.float64]


def stream_of(sea: Sea) -> Stream:
    """Return what tells the current of a sea; NaN wherever it offers none."""

    def current(lon: Array, lat: Array, time_s: Array) -> tuple[Array, Array]:
        u, v = np.full(lon.size, np.nan), np.full(lon.size, np.nan)
        there = _offers(sea, CURRENT, (lon, lat, time_s))
        if any(WIND in each.quantities for each in sea.sources):
            there &= _offers(sea, WIND, (lon, lat, time_s))
        if there.any():
            found = sea.sample(lon[there], lat[there], time_s[there])
            u[there], v[there] = found.u, found.v
        return u, v

    return current


def _offers(sea: Sea, quantity: str, where: tuple[Array, Array, Array]) -> NDArray[np.bool_]:
    """Return at which places and times (n,) some source offers a quantity."""
    offered = np.zeros(where[0].size, np.bool_)
    for source in sea.sources:
        if quantity in source.quantities:
            offered |= covers(source, *where)
    return offered
