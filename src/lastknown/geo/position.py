"""A point on the sea and the many ways people write it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lastknown.errors import LastknownError
from lastknown.geo._grids import read_mgrs, read_plus_code
from lastknown.geo._links import read_link
from lastknown.geo._written import read_pair, show
from lastknown.geo.box import Box, box_holds

__all__ = ["Position", "format_position", "likely_swapped", "parse_position"]

_LONGEST = 2000


@dataclass(frozen=True)
class Position:
    """A point, WGS84.

    Attributes
    ----------
    lon : degrees east, -180 <= lon < 180 (180 is kept as -180).
    lat : degrees north, -90 <= lat <= 90.

    Raises
    ------
    LastknownError : a coordinate is not a finite number, or beyond its range.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        lon = _number(self.lon, "longitude")
        lat = _number(self.lat, "latitude")
        if abs(lat) > 90:
            raise LastknownError(
                f"latitude {lat:g} is beyond 90 degrees; check the order: Position takes (lon, lat)"
            )
        if abs(lon) > 180:
            raise LastknownError(
                f"longitude {lon:g} is beyond 180 degrees; write west longitudes as negative"
            )
        object.__setattr__(self, "lon", -180.0 if lon == 180 else lon)
        object.__setattr__(self, "lat", lat)

    def __str__(self) -> str:
        """Return degrees and decimal minutes, see `format_position`."""
        return format_position(self.lon, self.lat)


def parse_position(text: str | Position | Sequence[float]) -> Position:
    """Return the position that a text, a pair of numbers or a Position names.

    Parameters
    ----------
    text : degrees, degrees and minutes, or degrees, minutes and seconds in any common spelling
        (``51°08.5'N 001°44.5'E``, ``51-08.5N 001-44.5E``, ``5108.5N 00144.5E``, ``51.14 1.74``,
        ``51,14 N 1,74 O`` with the French O for west); a map link or ``geo:`` address; a full
        plus code; MGRS; ``POINT (lon lat)``. Decimal degrees without letters are latitude first,
        south and west negative. A sequence of two numbers is (lon, lat), degrees, as in GeoJSON.

    Raises
    ------
    LastknownError : the text names no position, or more than one reading of it is possible.
    """
    if isinstance(text, Position):
        return text
    if isinstance(text, str):
        return _from_text(text)
    pair: Any = text
    if isinstance(pair, Sequence) and len(pair) == 2:
        return Position(pair[0], pair[1])
    raise LastknownError(f"position={text!r} is not a position; write it like 51°08.5'N 001°44.5'E")


def format_position(lon: float, lat: float) -> str:
    """Return ``51°08.50'N 001°44.50'E``: degrees and decimal minutes, as a plotter takes them.

    Parameters
    ----------
    lon, lat : degrees east and north. Rounded to 0.01 minute (18.5 m of latitude).

    Raises
    ------
    LastknownError : a coordinate is not a finite number, or beyond its range.
    """
    at = Position(lon, lat)
    return f"{_minutes(at.lat, 2, 'NS')} {_minutes(at.lon, 3, 'EW')}"


def likely_swapped(position: Position, box: Box) -> Position | None:
    """Return the position with latitude and longitude exchanged, where that is the likely one.

    Parameters
    ----------
    position : as given.
    box : (lon_min, lat_min, lon_max, lat_max), degrees, of the sea that is covered.

    Returns
    -------
    The exchanged position if it lies in the box and the given one does not, else None.
    """
    if box_holds(box, position.lon, position.lat) or abs(position.lon) > 90:
        return None
    if not box_holds(box, position.lat, position.lon):
        return None
    return Position(position.lat, position.lon)


def _from_text(text: str) -> Position:
    if len(text) > _LONGEST:
        raise LastknownError(
            f"position={show(text)} is longer than {_LONGEST} characters; give the position alone"
        )
    for read in (read_link, read_plus_code, read_mgrs):
        found = read(text)
        if found is not None:
            return Position(*found)
    return Position(*read_pair(text))


def _number(value: object, name: str) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise LastknownError(f"{name}={value!r} is not a number of degrees; write it like 51.1417")
    return number


def _minutes(degrees: float, width: int, letters: str) -> str:
    hundredths = round(abs(degrees) * 6000)
    whole, rest = divmod(hundredths, 6000)
    letter = letters[1] if degrees < 0 and hundredths else letters[0]
    return f"{whole:0{width}d}°{rest // 100:02d}.{rest % 100:02d}'{letter}"
