"""What is known at the start: where, when, what, how many, and what moved it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lastknown.geo.position import Position

__all__ = ["Phase", "Place", "Start"]

Place = str | Position | Mapping[str, Sequence[object]]
"""A point (text or Position), or ``{"polygon": [points]}``, ``{"line": [points]}``,
``{"track": [{"position": point, "time": time}, …]}``."""


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
    until : time at which this phase ends.
    after : time at which this phase begins (swamped).
    after_mean_h : mean of the exponential time to the beginning, hours from the phase before.
    holding_on : share of the persons who stay with the hull (swamped), fraction 0-1.
    holding_on_sd : its sd, fraction.
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


@dataclass(frozen=True)
class Start:
    """One scenario of how it began.

    Attributes
    ----------
    position : last known position, see `Place`.
    time : time of that position (aware, or ISO text with a zone).
    error_nm : radius that holds 50 % of the position's error, nautical miles.
    what : the search object: code, number, or plain name in English or French.
    persons : persons on board, or None where not stated.
    weight : relative weight among the scenarios.
    side : side of downwind it drifts to: ``left``, ``right`` or ``both`` (drawn evenly).
    spread : scales the object's leeway spread; 0 = noise-free.
    jibes_per_hour : rate at which the crosswind side changes, per hour.
    time_sd_min : sd of the time, minutes.
    fix_age_min : the fix may be older than its message, by up to this many minutes (uniform).
    phases : what moves it, in order; empty: the mixture that the object's entry gives.
    name : shown as the hypothesis' name; empty: made from the phases.
    """

    position: Place
    time: datetime | str
    error_nm: float = 0.5
    what: str = "inflatable-overloaded"
    persons: float | None = None
    weight: float = 1.0
    side: Literal["left", "right", "both"] = "both"
    spread: float = 1.0
    jibes_per_hour: float = 0.04
    time_sd_min: float = 0.0
    fix_age_min: float = 0.0
    phases: tuple[Phase, ...] = ()
    name: str = ""
