"""Names and units by which files call current, 10 m wind and water temperature.

Standard names: CF Standard Name Table, https://cfconventions.org/standard-names.html. The aliases
are what Copernicus Marine, HYCOM, NEMO, ROMS, ECMWF, NCEP, MET Norway and CMIP files call them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lastknown.units import KNOT

__all__ = [
    "ANGLE_NAMES",
    "PAIRS",
    "POLAR",
    "TEMPERATURE_ALIASES",
    "TEMPERATURE_NAMES",
    "Pair",
    "not_this",
    "speed_factor",
    "temperature_terms",
]


@dataclass(frozen=True)
class Pair:
    """Two variables that together are one vector.

    Attributes
    ----------
    quantity : ``current`` or ``wind``.
    first, second : standard name (or, with `alias`, variable name) of the components.
    grid_relative : they lie along the grid's x and y, not along east and north.
    alias : `first` and `second` are variable names, compared without case.
    note : what a person must know of it.
    """

    quantity: str
    first: str
    second: str
    grid_relative: bool = False
    alias: bool = False
    note: str = ""


def _standard(quantity: str, first: str, relative: bool = False, note: str = "") -> Pair:
    second = first.replace("eastward", "northward").replace("x_", "y_")
    return Pair(quantity, first, second, relative, note=note)


def _aliases(quantity: str, text: str, relative: bool = False, note: str = "") -> tuple[Pair, ...]:
    pairs = (pair.split("/") for pair in text.split())
    return tuple(Pair(quantity, u, v, relative, True, note) for u, v in pairs)


PAIRS: Final[tuple[Pair, ...]] = (
    _standard("current", "surface_eastward_sea_water_velocity"),
    _standard("current", "eastward_sea_water_velocity"),
    _standard("current", "surface_sea_water_x_velocity", True),
    _standard("current", "sea_water_x_velocity", True),
    _standard("current", "x_sea_water_velocity", True),
    _standard("current", "eastward_sea_water_velocity_assuming_no_tide", note="it holds no tide"),
    *_aliases(
        "current",
        "uo/vo water_u/water_v u_eastward/v_northward uos/vos ucur/vcur u_surf/v_surf ssu/ssv "
        "surf_u/surf_v eastward_velocity/northward_velocity ewct/nsct uoe/von ocu/ocv "
        "ucurr/vcurr uogrd/vogrd u/v",
    ),
    *_aliases("current", "vozocrtx/vomecrty uvel/vvel", True),
    _standard(
        "current",
        "surface_geostrophic_eastward_sea_water_velocity",
        note="it is geostrophic: no tide, no wind drift",
    ),
    *_aliases("current", "ugos/vgos", note="it is geostrophic: no tide, no wind drift"),
    _standard(
        "current", "barotropic_eastward_sea_water_velocity", note="it is a mean over the depth"
    ),
    _standard("current", "barotropic_sea_water_x_velocity", True, "it is a mean over the depth"),
    _standard("wind", "eastward_wind"),
    _standard("wind", "grid_eastward_wind", True),
    _standard("wind", "x_wind", True),
    *_aliases(
        "wind",
        "u10/v10 10u/10v u10m/v10m 10m_u_component_of_wind/10m_v_component_of_wind "
        "ugrd10m/vgrd10m ugrd_10maboveground/vgrd_10maboveground uas/vas wind_u/wind_v "
        "u_wind/v_wind uwnd/vwnd uwind/vwind eastward_wind/northward_wind "
        "u-component_of_wind_height_above_ground/v-component_of_wind_height_above_ground u/v",
    ),
    *_aliases("wind", "x_wind_10m/y_wind_10m", True),
)
"""Components, best first: the first pair that a file holds is taken."""

POLAR: Final[tuple[tuple[str, str, str, bool], ...]] = (
    ("current", "sea_water_speed", "sea_water_velocity_to_direction", False),
    ("current", "sea_water_speed", "direction_of_sea_water_velocity", False),
    ("current", "sea_water_speed", "sea_water_velocity_from_direction", True),
    ("wind", "wind_speed", "wind_from_direction", True),
    ("wind", "wind_speed", "wind_to_direction", False),
)
"""(quantity, speed, direction, whether the direction is the one it comes from)."""

TEMPERATURE_NAMES: Final = (
    "sea_surface_temperature",
    "sea_surface_foundation_temperature",
    "sea_surface_subskin_temperature",
    "sea_surface_skin_temperature",
    "sea_water_temperature",
    "sea_water_potential_temperature",
    "sea_water_conservative_temperature",
)
TEMPERATURE_ALIASES: Final = (
    *("thetao", "sst", "tos", "analysed_sst", "water_temp", "sosstsst", "votemper", "wtmp"),
    *("sea_surface_temperature", "temp", "bsst"),
)

ANGLE_NAMES: Final = ("angle_of_rotation_from_east_to_x", "angle")
"""Standard name, then variable name, of the angle from east to the grid's x, anticlockwise."""

_NEVER = re.compile(r"stokes|wave|swell|gust|sea.?ice|\bice\b|anomal|\berror|uncertain|variance")
_NOT_10_M = re.compile(r"\b(?!10\b)\d{2,4} ?(?:m\b|metre|meter)|[uv](?:100|200|80|120)\b")


def not_this(quantity: str, text: str) -> str:
    """Return why a variable is not `quantity`, or "" where nothing speaks against it.

    Parameters
    ----------
    quantity : ``current``, ``wind`` or ``water_temperature``.
    text : its name, standard name and long name in one string.
    """
    low = text.lower()
    found = _NEVER.search(low)
    if found:
        return f"it is of {found[0]}"
    if quantity == "current" and re.search(r"wind|(\b|_)air(\b|_)", low):
        return "it is wind"
    if quantity == "current" and re.search(r"(due_to|of|from)[ _]tide", low):
        return "it is the tide alone"
    if quantity == "wind" and re.search(r"water|ocean|current|stress", low):
        return "it is not wind"
    if quantity == "wind" and _NOT_10_M.search(low):
        return "it is not at 10 m"
    return ""


_SPEEDS: Final = {
    "ms": 1.0,
    "cms": 0.01,
    "mms": 0.001,
    "kmh": 1 / 3.6,
    "kn": KNOT,
    "mph": 0.44704,  # exact: 1609.344 m in 3600 s
}
_WORDS = (
    (r"\bknots?\b|\bkts?\b|nautical ?miles? ?(/|per) ?(hour|h)", "kn"),
    (r"miles? ?(/|per) ?hour", "mph"),
    (r"centi-?met(er|re)s?", "cm"),
    (r"milli-?met(er|re)s?", "mm"),
    (r"kilo-?met(er|re)s?", "km"),
    (r"met(er|re)s?", "m"),
    (r"seconds?|\bsec\b", "s"),
    (r"hours?|\bhr\b", "h"),
    (r"\bper\b", ""),
)


def speed_factor(units: str) -> float | None:
    """Return the factor to m/s of a unit of speed as files write it, None where it is not known."""
    text = units.strip().lower()
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text)
    if re.search(r"[02-9]", text):
        return None
    return _SPEEDS.get(re.sub(r"[^a-z]", "", text))


def temperature_terms(units: str) -> tuple[float, float] | None:
    """Return (factor, offset) to degrees C of a unit of temperature, None where it is not known."""
    text = re.sub(r"[\s_.]|degrees?|deg|°", "", units.strip().lower())
    if text in ("k", "kelvin", "kelvins"):
        return 1.0, -273.15
    if text in ("c", "celsius", "celcius"):
        return 1.0, 0.0
    if text in ("f", "fahrenheit"):
        return 5 / 9, -160 / 9
    return None
