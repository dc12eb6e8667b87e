"""Positions given as a cell of a grid: plus codes and MGRS. The centre of the cell is meant."""

from __future__ import annotations

import re

from lastknown.errors import LastknownError

__all__ = ["read_mgrs", "read_plus_code"]

# Open Location Code specification: 20 symbols without vowels and look-alikes; five pairs of base
# 20 from 400 degrees down, then a grid of 4 columns and 5 rows a symbol.
_SYMBOLS = "23456789CFGHJMPQRVWX"
_PLUS = re.compile(rf"^[{_SYMBOLS}]{{2,8}}0*\+(?:[{_SYMBOLS}]{{2,7}})?(?=$|[\s,])")
_MGRS = re.compile(
    r"^(?:MGRS[\s:]*)?([0-9]{1,2})\s?([C-HJ-NP-X])\s?([A-HJ-NP-Z])([A-HJ-NP-Z])\s?([0-9 ]*)$"
)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SQUARE = 100_000.0


def read_plus_code(text: str) -> tuple[float, float] | None:
    """Return (lon, lat), degrees, of the centre of a full plus code; None where it is none.

    Source: Open Location Code specification (google/open-location-code, specification.md).

    Raises
    ------
    LastknownError : a short code, which means nothing without its town.
    """
    found = _PLUS.match(text.strip().upper())
    if found is None:
        return None
    head, _, tail = found[0].partition("+")
    if len(head) < 8:
        raise LastknownError(
            f"position={text.strip()[:80]!r} is a short plus code, which depends on a town nearby;"
            " ask for the full code (eight characters before the +)"
        )
    lat, lon, height, width = _pairs((head.rstrip("0") + tail)[:10])
    for symbol in tail[2:]:
        row, column = divmod(_SYMBOLS.index(symbol), 4)
        height, width = height / 5.0, width / 4.0
        lat, lon = lat + row * height, lon + column * width
    if lat + height / 2.0 > 90.0 or lon + width / 2.0 > 180.0:
        raise LastknownError(f"position={text.strip()[:80]!r} is no place on earth; check the code")
    return lon + width / 2.0, lat + height / 2.0


def _pairs(code: str) -> tuple[float, float, float, float]:
    lat, lon, size = -90.0, -180.0, 20.0
    steps = [_SYMBOLS.index(symbol) for symbol in code]
    for row, column in zip(steps[::2], steps[1::2], strict=False):
        lat, lon = lat + row * size, lon + column * size
        size /= 20.0
    return lat, lon, size * 20.0, size * 20.0


def read_mgrs(text: str) -> tuple[float, float] | None:
    """Return (lon, lat), degrees, of the centre of an MGRS square; None where it is none.

    Source: NGA.STND.0037, Universal Grids and Grid Reference Systems (letters of the 100 km
    squares repeat every 3 zones in easting, every 2 zones and 2,000 km in northing).

    Raises
    ------
    LastknownError : no such zone or square, or digits that cannot be halved.
    """
    found = _MGRS.match(" ".join(text.upper().split()))
    if found is None:
        return None
    said = f"position={text.strip()[:80]!r}"
    zone, band = int(found[1]), found[2]
    digits = found[5].replace(" ", "")
    if not 1 <= zone <= 60:
        raise LastknownError(f"{said} has grid zone {zone}; MGRS zones run from 1 to 60")
    if len(digits) % 2 or not 4 <= len(digits) <= 10:
        raise LastknownError(
            f"{said} has {len(digits)} digits; an MGRS position has 4, 6, 8 or 10, like"
            " 31U CS 12345 67890"
        )
    column = _COLUMNS[(zone - 1) % 3].find(found[3])
    if column < 0 or found[4] not in _ROWS:
        raise LastknownError(f"{said} has no square {found[3]}{found[4]} in zone {zone}; check it")
    cell = 10.0 ** (5 - len(digits) // 2)
    half = len(digits) // 2
    east = (column + 1) * _SQUARE + (int(digits[:half]) + 0.5) * cell
    row = (_ROWS.index(found[4]) - (5 if zone % 2 == 0 else 0)) % 20
    north = row * _SQUARE + (int(digits[half:]) + 0.5) * cell
    return _utm(zone, band, east, north, said)


def _utm(zone: int, band: str, east: float, north: float, said: str) -> tuple[float, float]:
    """Return (lon, lat) of the northing, among its repeats of 2,000 km, that lies in the band."""
    from pyproj import Proj

    utm = Proj(proj="utm", zone=zone, south=band < "N", ellps="WGS84")
    south = -80.0 + 8.0 * _BANDS.index(band)
    height = 12.0 if band == "X" else 8.0
    slack = 1.0  # a square may reach over the edge of its band
    for turn in range(5):
        lon, lat = utm(east, north + turn * 2_000_000.0, inverse=True)
        if south - slack <= lat <= south + height + slack:
            return float(lon), float(lat)
    raise LastknownError(f"{said} has a square that is not in band {band}; check the letters")
