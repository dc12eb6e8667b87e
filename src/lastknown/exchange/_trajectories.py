"""The cloud's arrays in a file: dimensions, type and CF attributes (CF 1.11, appendix H.4).

Names are those of the `Cloud`, but for the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lastknown.drift.cloud import COMPONENTS, PHASES, STATUS

__all__ = ["EPOCH", "FIELDS", "NAMED", "Field", "flag_words"]

EPOCH: Final = "seconds since 1970-01-01 00:00:00"
"""Units of every time; the calendar is `standard` (UTC, leap seconds not counted)."""

_BOTH: Final = ("trajectory", "time")
_EACH: Final = ("trajectory",)


@dataclass(frozen=True)
class Field:
    """One array of the cloud.

    Attributes
    ----------
    name : in the Dataset and the file.
    attribute : of the `Cloud`.
    dims : ("trajectory", "time"), ("trajectory",) or ("time",).
    dtype : numpy's code; what the `Cloud` holds.
    attrs : CF attributes but for flags that the cloud itself names (see NAMED).
    """

    name: str
    attribute: str
    dims: tuple[str, ...]
    dtype: str
    attrs: Mapping[str, str] = field(default_factory=dict)


def _time(long_name: str) -> dict[str, str]:
    return {
        "long_name": long_name,
        "units": EPOCH,
        "calendar": "standard",
        "units_metadata": "leap_seconds: none",
    }


def _flags(long_name: str, meanings: tuple[str, ...], **more: str) -> dict[str, str]:
    return {"long_name": long_name, "flag_meanings": " ".join(meanings), **more}


FIELDS: Final = (
    Field(
        "time", "time_s", ("time",), "f8", {"standard_name": "time", "axis": "T", **_time("time")}
    ),
    Field(
        "lon",
        "lon",
        _BOTH,
        "f8",
        {"standard_name": "longitude", "long_name": "longitude", "units": "degrees_east"},
    ),
    Field(
        "lat",
        "lat",
        _BOTH,
        "f8",
        {"standard_name": "latitude", "long_name": "latitude", "units": "degrees_north"},
    ),
    Field("status", "status", _BOTH, "i1", _flags("where it is", STATUS)),
    Field("phase", "phase", _BOTH, "i1", _flags("what moves it", PHASES)),
    Field(
        "persons", "persons", _BOTH, "f4", {"long_name": "persons with this object", "units": "1"}
    ),
    Field(
        "weight",
        "weight",
        _EACH,
        "f8",
        {
            "long_name": "probability of the realisation",
            "units": "1",
            "comment": "sums to 1 over the boats; persons in the water have their boat's weight",
        },
    ),
    Field("component", "component", _EACH, "i1", _flags("what drifts", COMPONENTS)),
    Field(
        "parent",
        "parent",
        _EACH,
        "i4",
        {"long_name": "trajectory of the boat that it belongs to", "units": "1"},
    ),
    Field("hypothesis", "hypothesis", _EACH, "i2", {"long_name": "hypothesis"}),
    Field(
        "start", "start", _EACH, "i2", {"long_name": "index of the start scenario", "units": "1"}
    ),
    Field("what", "what", _EACH, "i2", {"long_name": "search object"}),
    Field(
        "start_lon",
        "start_lon",
        _EACH,
        "f8",
        {"long_name": "longitude of the start, positive east", "units": "degree"},
    ),
    Field(
        "start_lat",
        "start_lat",
        _EACH,
        "f8",
        {"long_name": "latitude of the start, positive north", "units": "degree"},
    ),
    Field("start_s", "start_s", _EACH, "f8", _time("time of the start")),
    Field(
        "side",
        "side",
        _EACH,
        "i1",
        {"long_name": "side of downwind at the start", "flag_meanings": "left right"},
    ),
    Field(
        "heading_deg",
        "heading_deg",
        _EACH,
        "f8",
        {"long_name": "course steered under way, true", "units": "degree"},
    ),
    Field(
        "own_speed_ms",
        "own_speed_ms",
        _EACH,
        "f8",
        {"long_name": "speed through the water under way", "units": "m s-1"},
    ),
    Field("engine_stops_s", "engine_stops_s", _EACH, "f8", _time("time at which the engine stops")),
    Field("swamps_s", "swamps_s", _EACH, "f8", _time("time at which it swamps")),
    Field(
        "downwind_fraction",
        "downwind_fraction",
        _EACH,
        "f8",
        {"long_name": "downwind leeway at 10 m/s of wind, fraction of the wind", "units": "1"},
    ),
)
"""Every array of a `Cloud`."""

NAMED: Final = {"hypothesis": "hypotheses", "what": "objects"}
"""Variables whose flag meanings are a tuple of names on the cloud, kept whole in `names`."""


def flag_words(names: tuple[str, ...]) -> str:
    """Return names as CF flag meanings: one word each, of letters, digits and ``-_.+``."""
    words = [
        "".join(c if (c.isascii() and c.isalnum()) or c in "-_.+" else "_" for c in name)
        for name in names
    ]
    return " ".join(word or "_" for word in words)
