"""Boxes of longitude and latitude, also across 180 degrees."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lastknown.errors import LastknownError

__all__ = ["Box", "box_holds", "check_box"]

Box = tuple[float, float, float, float]
"""(lon_min, lat_min, lon_max, lat_max), degrees; lon_max may exceed 180 where it crosses it."""


def check_box(values: Sequence[float]) -> Box:
    """Return the box with -180 <= lon_min < 180 and lon_min < lon_max <= lon_min + 360.

    Parameters
    ----------
    values : lon_min, lat_min, lon_max, lat_max, degrees. A box across 180 degrees may be written
        with lon_max below lon_min (178, -20, -178, -15) or beyond 180 (178, -20, 182, -15).

    Raises
    ------
    LastknownError : not four finite numbers, a latitude beyond 90, or an empty box.
    """
    said = f"box={_list(values)}"
    numbers = _four(values)
    if numbers is None:
        raise LastknownError(f"{said} is not four numbers: lon_min, lat_min, lon_max, lat_max")
    lon_min, lat_min, lon_max, lat_max = numbers
    if abs(lat_min) > 90 or abs(lat_max) > 90:
        raise LastknownError(f"{said} has a latitude beyond 90; the order is lon, lat, lon, lat")
    if lat_min >= lat_max:
        raise LastknownError(f"{said} has lat_min not below lat_max; give the south edge first")
    if abs(lon_min) > 360 or abs(lon_max) > 540:
        raise LastknownError(f"{said} has a longitude beyond 360; use -180 to 180 degrees")
    if lon_min == lon_max or lon_max - lon_min > 360:
        raise LastknownError(f"{said} is empty or wider than the world; give the west edge first")
    if lon_max < lon_min:
        lon_max += 360.0
    if lon_max <= lon_min:
        raise LastknownError(f"{said} has no width; give the west edge first")
    turn = 360.0 * math.floor((lon_min + 180.0) / 360.0)
    return lon_min - turn, lat_min, lon_max - turn, lat_max


def box_holds(box: Box, lon: float, lat: float) -> bool:
    """Return whether a point (degrees, any turn of longitude) lies in the box, edges included."""
    lon_min, lat_min, lon_max, lat_max = box
    width = lon_max - lon_min if lon_max >= lon_min else lon_max - lon_min + 360.0
    return lat_min <= lat <= lat_max and (width >= 360.0 or (lon - lon_min) % 360.0 <= width)


def _four(values: Sequence[float]) -> tuple[float, float, float, float] | None:
    try:
        numbers = [float(value) for value in values]
    except (TypeError, ValueError):
        return None
    if len(numbers) != 4 or not all(math.isfinite(number) for number in numbers):
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _list(values: Sequence[float]) -> str:
    try:
        return ",".join(f"{value:g}" for value in values)
    except (TypeError, ValueError):
        return repr(values)
