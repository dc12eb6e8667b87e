"""What the sea is at one place and time, in knots and degrees, with its source and error."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from lastknown.sea._stack import NO_SOURCE
from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.model import Sea, seconds
from lastknown.times import show_time
from lastknown.units import KNOT, MINUTE

__all__ = ["describe"]


def describe(sea: Sea, lon: float, lat: float, time: datetime | str) -> dict[str, Any]:
    """Return current and wind at one place, for people.

    Parameters
    ----------
    lon, lat : degrees.
    time : aware datetime or ISO text with a zone.

    Returns
    -------
    ``at`` (time), ``lon``, ``lat``, ``current``, ``wind`` (each a dict or None where nothing is
    known) and ``water_temperature_c`` (or None). ``current``: ``speed_kn``, ``toward_deg`` (degrees
    true, the way it flows), ``u_ms``, ``v_ms``, ``source``, ``resolution``, ``nearest_wet_value``,
    ``error``; ``wind``: ``speed_kn``, ``from_deg``, ``u_ms``, ``v_ms``, ``source``, ``resolution``,
    ``error``. Errors: ``sd_kn``, ``half_life_min``, ``measured_on`` and, for a tide,
    ``tide_amplitude_sd`` (fraction), ``tide_timing_sd_min``.

    Raises
    ------
    LastknownError : the place or time lies outside all sources, or the time is naive.
    """
    at_s = float(seconds(time))
    here = sea.sample(lon, lat, at_s)
    current = wind = None
    if here.current_source != NO_SOURCE:
        source = sea.sources[int(here.current_source)]
        current = {
            **_vector(float(here.u), float(here.v), "toward_deg"),
            "source": source.name,
            "resolution": source.resolution,
            "nearest_wet_value": bool(here.filled),
            "error": _current_error(sea.current_error(lon, lat, at_s)),
        }
    if here.wind_source != NO_SOURCE:
        source = sea.sources[int(here.wind_source)]
        wind = {
            **_vector(float(here.wind_u), float(here.wind_v), "from_deg"),
            "source": source.name,
            "resolution": source.resolution,
            "error": _error(sea.wind_error(lon, lat, at_s)),
        }
    warmth = float(here.water_temperature_c)
    return {
        "at": show_time(at_s),
        "lon": float(lon),
        "lat": float(lat),
        "current": current,
        "wind": wind,
        "water_temperature_c": None if math.isnan(warmth) else warmth,
    }


def _vector(u: float, v: float, name: str) -> dict[str, float]:
    """Return speed in knots and the direction toward or from, degrees true in [0, 360)."""
    sign = -1.0 if name == "from_deg" else 1.0
    direction = math.degrees(math.atan2(sign * u, sign * v)) % 360.0
    return {"speed_kn": math.hypot(u, v) / KNOT, name: direction % 360.0, "u_ms": u, "v_ms": v}


def _error(error: CurrentError | WindError) -> dict[str, Any]:
    return {
        "sd_kn": error.sd_ms / KNOT,
        "half_life_min": error.half_life_s / MINUTE,
        "measured_on": error.measured_on,
    }


def _current_error(error: CurrentError) -> dict[str, Any]:
    tide = {
        "tide_amplitude_sd": error.tide_amplitude_sd,
        "tide_timing_sd_min": error.tide_phase_sd_s / MINUTE,
    }
    return {**_error(error), **tide} if any(tide.values()) else _error(error)
