"""What the sea does at one place and time: the answer of ``lastknown sea at``."""

from __future__ import annotations

from typing import Any, Final

from typing_extensions import TypedDict

from lastknown.desk._figures import point, polar, rounding, time_text
from lastknown.desk._swapped import refuse_swapped_places
from lastknown.desk.answer import source_entry
from lastknown.desk.document import SourceEntry
from lastknown.errors import LastknownError
from lastknown.geo.position import Position, format_position
from lastknown.sea.model import NO_SOURCE, Sample, Sea

__all__ = [
    "SEA_SCHEMA",
    "SEA_VERSION",
    "CurrentThere",
    "SeaDocument",
    "WindThere",
    "sea_document",
    "sea_words",
]

SEA_SCHEMA: Final = "lastknown.sea"
SEA_VERSION: Final = 1


class CurrentThere(TypedDict):
    """Surface current at the place and time."""

    speed_kn: float
    toward_deg: float
    """Direction it flows toward, degrees true."""
    u: float
    """Toward east, m/s."""
    v: float
    """Toward north, m/s."""
    filled: bool
    """True where it is the nearest wet value, up to 8 km away."""
    source: SourceEntry


class WindThere(TypedDict):
    """Wind at 10 m at the place and time."""

    speed_kn: float
    from_deg: float
    """Direction it comes from, degrees true."""
    u: float
    """Toward east, m/s."""
    v: float
    """Toward north, m/s."""
    source: SourceEntry


class SeaDocument(TypedDict):
    """Current and wind at one place and time, each with source and error."""

    schema: str
    version: int
    position: list[float]
    """[lon, lat], degrees."""
    time: str
    current: CurrentThere | None
    """Null where no source has one (land)."""
    wind: WindThere | None
    """Null where no source offers wind."""
    water_temperature_c: float | None


def sea_document(sea: Sea, position: Position, time_s: float) -> SeaDocument:
    """Return current and wind at one place and time (s since 1970).

    Raises
    ------
    LastknownError : outside every source, or on land.
    """
    refuse_swapped_places([("sea at", position)], sea)
    sample = sea.sample(position.lon, position.lat, time_s)
    if int(sample.current_source) == NO_SOURCE and int(sample.wind_source) == NO_SOURCE:
        raise LastknownError(
            f"{format_position(position.lon, position.lat)} is on land or in a gap of the sea's "
            "data; give a position at sea"
        )
    return {
        "schema": SEA_SCHEMA,
        "version": SEA_VERSION,
        "position": point(position),
        "time": time_text(time_s),
        "current": _current(sea, sample, position, time_s),
        "wind": _wind(sea, sample, position, time_s),
        "water_temperature_c": rounding(float(sample.water_temperature_c), 1),
    }


def _current(sea: Sea, sample: Sample, place: Position, time_s: float) -> CurrentThere | None:
    rank = int(sample.current_source)
    speed_kn, toward_deg = polar(float(sample.u), float(sample.v))
    if rank == NO_SOURCE or speed_kn is None or toward_deg is None:
        return None
    error = sea.current_error(place.lon, place.lat, time_s)
    return {
        "speed_kn": speed_kn,
        "toward_deg": toward_deg,
        "u": round(float(sample.u), 4),
        "v": round(float(sample.v), 4),
        "filled": bool(sample.filled),
        "source": source_entry(sea.sources[rank], quantities=["current"], current_error=error),
    }


def _wind(sea: Sea, sample: Sample, place: Position, time_s: float) -> WindThere | None:
    rank = int(sample.wind_source)
    speed_kn, toward_deg = polar(float(sample.wind_u), float(sample.wind_v))
    if rank == NO_SOURCE or speed_kn is None or toward_deg is None:
        return None
    error = sea.wind_error(place.lon, place.lat, time_s)
    return {
        "speed_kn": speed_kn,
        "from_deg": round((toward_deg + 180.0) % 360.0, 1),
        "u": round(float(sample.wind_u), 4),
        "v": round(float(sample.wind_v), 4),
        "source": source_entry(sea.sources[rank], quantities=["wind"], wind_error=error),
    }


def sea_words(document: SeaDocument) -> str:
    """Return the document in words, in knots and degrees true."""
    lon, lat = document["position"]
    lines = [f"{format_position(lon, lat)} at {document['time']}"]
    current, wind = document["current"], document["wind"]
    if current is None:
        lines.append("current: none known here")
    else:
        said = f"{current['speed_kn']:.1f} kn toward {_degrees(current['toward_deg'])}"
        far = ", nearest value at sea" if current["filled"] else ""
        lines.append(f"current {said}{far}; {_source(current['source'], 'current_error')}")
    if wind is None:
        lines.append("wind: no source; give it by hand with --wind-kn and --wind-from-deg")
    else:
        said = f"{wind['speed_kn']:.1f} kn from {_degrees(wind['from_deg'])}"
        lines.append(f"wind {said}; {_source(wind['source'], 'wind_error')}")
    if document["water_temperature_c"] is not None:
        lines.append(f"water {document['water_temperature_c']:.1f} °C")
    return "\n".join(lines)


def _degrees(value: float) -> str:
    return f"{round(value) % 360:03d}°"


def _source(source: SourceEntry, which: Any) -> str:
    """Return where a value comes from and how wrong it may be."""
    error: dict[str, Any] = source[which] or {}  # type: ignore[literal-required]
    parts = [f"sd {error['sd_kn']:g} kn a component, half-life {error['half_life_min']:g} min"]
    if error.get("tide_amplitude_sd"):
        parts.append(f"tide sd {error['tide_amplitude_sd']:.0%} of its strength")
    if error.get("tide_phase_sd_min"):
        parts.append(f"{error['tide_phase_sd_min']:g} min of its time")
    return f"from {source['name']} ({source['resolution']}); error {', '.join(parts)}"
