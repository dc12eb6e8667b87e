"""What is known at the start: where, when, what, how many, and what moved it since."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.times import parse_time

__all__ = ["ASSUMED_ERROR_NM", "ASSUMED_OBJECT", "Phase", "Place", "Start"]

ASSUMED_ERROR_NM: Final = 0.5
"""Radius that holds 50 % where none is stated, NM: between a phone's fix and a bearing by eye; a
choice of this project."""

ASSUMED_OBJECT: Final = "inflatable-overloaded"
"""Search object where none is stated: what most calls in the Dover Strait are about."""

Place = str | Position | Mapping[str, Sequence[object]]
"""A point (text or Position), or ``{"polygon": [points]}``, ``{"line": [points]}``,
``{"track": [{"position": point, "time": time}, …]}``."""

_PHASE: Final = {
    "speed_kn": (0.0, 60.0),
    "speed_sd_kn": (0.0, 30.0),
    "course_deg": (0.0, 360.0),
    "heading_sd_deg": (0.0, 180.0),
    "fails_after_mean_h": (0.0, 1000.0),
    "after_mean_h": (0.0, 1000.0),
    "holding_on": (0.0, 1.0),
    "holding_on_sd": (0.0, 0.5),
}
_START: Final = {
    "error_nm": (0.0, 500.0),
    "persons": (1.0, 10_000.0),
    "weight": (0.0, 1e6),
    "spread": (0.0, 10.0),
    "jibes_per_hour": (0.0, 60.0),
    "time_sd_min": (0.0, 1440.0),
    "fix_age_min": (0.0, 1440.0),
}
_MAY_BE_NONE: Final = {
    "speed_kn",
    "course_deg",
    "fails_after_mean_h",
    "after_mean_h",
    "persons",
    "error_nm",
}
_KINDS: Final = ("under-way", "adrift", "swamped")
_SIDES: Final = ("left", "right", "both")


def _within(value: object, name: str, bounds: tuple[float, float]) -> None:
    """Raise LastknownError where a figure is no number within its bounds (the case file's)."""
    low, high = bounds
    if value is None and name in _MAY_BE_NONE:
        return
    known = isinstance(value, int | float) and math.isfinite(value)
    if not known or not low <= value <= high:  # type: ignore[operator]
        raise LastknownError(f"{name}={value!r} is out of bounds; give {low:g} to {high:g}")


@dataclass(frozen=True)
class Phase:
    """One stretch of the voyage: what moves the boat, and when that ends.

    Attributes
    ----------
    kind : ``under-way``, ``adrift`` or ``swamped``.
    toward : place steered for (under way); the course is fixed when the phase begins.
    course_deg : course steered, degrees true (under way; instead of ``toward``).
    heading_sd_deg : sd of the course steered, degrees.
    speed_kn, speed_sd_kn : speed through the water and its sd, knots (under way).
    fails_after_mean_h : mean of the exponential time to engine failure, hours.
    until : time at which this phase ends (aware, or ISO text with a zone).
    after : time at which this phase begins (swamped), likewise.
    after_mean_h : mean of the exponential time to the beginning, hours from the phase before.
    holding_on : share of the persons who stay with the hull (swamped), fraction 0-1.
    holding_on_sd : its sd, fraction.

    Raises
    ------
    LastknownError : the kind is unknown, a figure is out of the case file's bounds, or a time is
        none or has no zone.
    """

    kind: Literal["under-way", "adrift", "swamped"]
    toward: str | Position | None = None
    course_deg: float | None = None
    heading_sd_deg: float = 15.0
    speed_kn: float | None = None
    speed_sd_kn: float = 0.0
    fails_after_mean_h: float | None = None
    until: datetime | str | None = None
    after: datetime | str | None = None
    after_mean_h: float | None = None
    holding_on: float = 0.5
    holding_on_sd: float = 0.2

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise LastknownError(f"kind={self.kind!r} is unknown; give {', '.join(_KINDS)}")
        for name, bounds in _PHASE.items():
            _within(getattr(self, name), name, bounds)
        for name, moment in (("until", self.until), ("after", self.after)):
            if moment is not None:
                parse_time(moment, name)


@dataclass(frozen=True)
class Start:
    """One scenario of how it began.

    Attributes
    ----------
    position : last known position, see `Place`.
    time : time of that position (aware, or ISO text with a zone).
    error_nm : radius that holds 50 % of the position's error, nautical miles; None: not stated,
        `ASSUMED_ERROR_NM` is used and said to be assumed.
    what : the search object: code, number, or plain name in English or French; None: not stated,
        `ASSUMED_OBJECT` is used and said to be assumed.
    persons : persons on board, or None where not stated.
    weight : relative weight among the scenarios.
    side : side of downwind it drifts to: ``left``, ``right`` or ``both`` (drawn evenly).
    spread : scales the object's leeway spread; 0 = noise-free.
    jibes_per_hour : rate at which the crosswind side changes, per hour.
    time_sd_min : sd of the time, minutes.
    fix_age_min : the fix may be older than its message, by up to this many minutes (uniform).
    phases : what moves it, in order; empty: the mixture that the object's entry gives.
    name : shown as the hypothesis' name; empty: made from the phases.
    boat : name of the boat. Starts of different names are boats that are all out there at once;
        starts of one name, and those of none, are alternatives of which one is true.

    Raises
    ------
    LastknownError : the side is unknown, a figure is out of the case file's bounds, or the time is
        none or has no zone.
    """

    position: Place
    time: datetime | str
    error_nm: float | None = None
    what: str | int | None = None
    persons: float | None = None
    weight: float = 1.0
    side: Literal["left", "right", "both"] = "both"
    spread: float = 1.0
    jibes_per_hour: float = 0.04
    time_sd_min: float = 0.0
    fix_age_min: float = 0.0
    phases: tuple[Phase, ...] = ()
    name: str = ""
    boat: str = ""

    def __post_init__(self) -> None:
        if self.side not in _SIDES:
            raise LastknownError(f"side={self.side!r} is unknown; give {', '.join(_SIDES)}")
        for name, bounds in _START.items():
            _within(getattr(self, name), name, bounds)
        parse_time(self.time, "time")

    @property
    def fix_error_nm(self) -> float:
        """The stated radius that holds 50 %, or the assumed one, NM."""
        return ASSUMED_ERROR_NM if self.error_nm is None else self.error_nm

    @property
    def searched_for(self) -> str | int:
        """The stated search object, or the assumed one."""
        return ASSUMED_OBJECT if self.what is None else self.what
