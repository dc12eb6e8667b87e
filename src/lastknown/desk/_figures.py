"""How figures enter the answer document: one place for every rounding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from lastknown.desk.document import Area
from lastknown.geo.position import Position
from lastknown.times import from_seconds, show_time
from lastknown.units import KNOT, NM

if TYPE_CHECKING:
    from lastknown.drift.where import Contour

__all__ = ["area_entry", "fraction", "place", "point", "polar", "rounding", "time_known"]
__all__ += ["time_text", "when"]


def area_entry(contour: Contour) -> Area:
    """Return a contour with its area in square nautical miles."""
    return {
        "level": contour.level,
        "area_nm2": round(contour.area_m2 / NM**2, 2),
        "geometry": rounded(dict(contour.geometry)),
    }


def rounded(value: Any) -> Any:
    """Return a GeoJSON value with coordinates of 5 decimals (about 1 m)."""
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return round(float(value), 5) if isinstance(value, float | np.floating) else value


def polar(east: float, north: float) -> tuple[float | None, float | None]:
    """Return (knots, degrees toward) of a vector in m/s; (None, None) where it is unknown."""
    if not np.isfinite(east + north):
        return None, None
    toward = float(np.degrees(np.arctan2(east, north))) % 360.0
    return round(float(np.hypot(east, north)) / KNOT, 2), round(toward, 1) % 360.0


def point(position: Position) -> list[float]:
    """Return [lon, lat] to 5 decimals (about 1 m)."""
    return place(position.lon, position.lat)


def place(lon: float, lat: float) -> list[float]:
    """Return [lon, lat], degrees, to 5 decimals, longitude in [-180, 180) rounded too."""
    turned = round(float(lon), 5)
    return [turned if turned < 180.0 else turned - 360.0, round(float(lat), 5)]


def time_text(moment: float | datetime) -> str:
    """Return a time to the nearest second."""
    seconds = moment.timestamp() if isinstance(moment, datetime) else float(moment)
    return show_time(from_seconds(round(seconds)))


def time_known(seconds: float) -> str | None:
    """Return a time, s since 1970, to the nearest second; None where it is not finite."""
    return time_text(seconds) if np.isfinite(seconds) else None


def rounding(value: float | None, digits: int) -> float | None:
    """Return the rounded value; None where it is None or not finite."""
    return None if value is None or not np.isfinite(value) else round(float(value), digits)


def when(told: bool, value: float, digits: int) -> float | None:
    """Return the rounded value, or None where the unit has no task."""
    return rounding(value, digits) if told else None


def fraction(value: float) -> float:
    """Return a probability or share to 4 decimals, within 0-1."""
    return round(min(max(float(value), 0.0), 1.0), 4)
