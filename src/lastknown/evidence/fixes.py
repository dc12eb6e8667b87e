"""Positions that were told: by a crew, radar or a pattern of bearings, and by a telephone.

With the error's sd s (one component, m) and the distance d_i(t) of realisation i from the position
at the moment it was true,

    g = exp(-d_i^2 / (2 s^2)) / (2 pi s^2)   1/m2,        b = 1 / (pi (30 NM)^2)   1/m2.

The moment is `at` less the age, with its own error; an unknown age is spread evenly over
`UNKNOWN_AGE_MIN` minutes and is never zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.begin import RADIUS_50
from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import Component
from lastknown.evidence.likelihood import (
    UNKNOWN_AGE_MIN,
    anywhere_per_m2,
    check_common,
    moments,
    over_time,
    within,
)
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.times import parse_time
from lastknown.units import MINUTE, NM

__all__ = ["Fix", "PhoneFix"]

Floats = NDArray[np.float64]
Place = str | Position | Sequence[float]

_DRIFT_MS: Final = 1.5
_MOST_AGES: Final = 48


@dataclass(frozen=True)
class Fix:
    """A position with its error, time and age.

    Attributes
    ----------
    position : see `lastknown.geo.position.parse_position`.
    at : time of the message (aware, or ISO text with a zone).
    error_nm : radius that holds 50 % of the error, NM, 0.003 to 100. Quoted by an operational
        planner: GPS 0.1, radar 1, by eye 1.
    time_sd_min : sd of the time, minutes.
    age_min : how old the position was at that time, minutes; None: unknown, spread evenly over 0 to
        `UNKNOWN_AGE_MIN`.
    component : whose position: ``boat``, ``in_the_water`` or ``persons``.
    wrong : share of such positions that are of another boat or wrong, 0.001 to 0.9; assumed.

    Raises
    ------
    LastknownError : the position or time cannot be read, or a figure is out of bounds.
    """

    position: Place
    at: datetime | str
    error_nm: float
    time_sd_min: float = 0.0
    age_min: float | None = None
    component: Component = "boat"
    wrong: float = 0.05

    def __post_init__(self) -> None:
        parse_position(self.position)
        check_common(self.at, self.time_sd_min, self.wrong)
        within("error_nm", self.error_nm, 0.003, 100.0, "NM")
        if self.age_min is not None:
            within("age_min", self.age_min, 0.0, 1440.0, "min")

    @property
    def sd_m(self) -> float:
        """Sd of the error, one component, m."""
        return self.error_nm * NM / RADIUS_50

    @property
    def anyhow(self) -> float:
        """Density of wrong positions, 1/m2."""
        return anywhere_per_m2()

    @property
    def name(self) -> str:
        """The position in words."""
        return f"The position {parse_position(self.position)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the density of the position if each trajectory is true, 1/m2, (n,)."""
        at = parse_time(self.at, "at")
        if self.age_min is not None:
            when = moments(cloud, at - timedelta(minutes=self.age_min), self.time_sd_min)
        else:
            steps = math.ceil(UNKNOWN_AGE_MIN * MINUTE * _DRIFT_MS / self.sd_m)
            ages = min(max(8, steps), _MOST_AGES)
            when = moments(cloud, at, self.time_sd_min, UNKNOWN_AGE_MIN, ages)
        return over_time(cloud, when, self.component, self._density)

    def _density(self, lon: Floats, lat: Floats) -> Floats:
        place = parse_position(self.position)
        x, y = Plane(place.lon, place.lat).to_xy(lon, lat)
        square = self.sd_m**2
        return np.asarray(np.exp(-0.5 * (x**2 + y**2) / square) / (2.0 * math.pi * square))


@dataclass(frozen=True)
class PhoneFix:
    """A telephone's position with its own confidence and age, as emergency calls carry it.

    A message of Advanced Mobile Location (ETSI TS 103 625) holds a radius in m and the percentage
    of confidence that the telephone lies within it. With a circular normal error,
    ``s = radius / sqrt(-2 ln(1 - confidence / 100))``.

    Attributes
    ----------
    position, at, time_sd_min, age_min, wrong : as in `Fix`; time_sd_min 0.5 is assumed.
    radius_m : m, 5 to 200,000.
    confidence_percent : that the telephone lies within the radius, %, 1 to 99.9; a telephone's own
        claim, often too sure.

    Raises
    ------
    LastknownError : as in `Fix`.
    """

    position: Place
    at: datetime | str
    radius_m: float
    confidence_percent: float
    time_sd_min: float = 0.5
    age_min: float | None = None
    component: Component = "persons"
    wrong: float = 0.05

    def __post_init__(self) -> None:
        within("radius_m", self.radius_m, 5.0, 200_000.0, "m")
        within("confidence_percent", self.confidence_percent, 1.0, 99.9, "%")
        _ = self._fix

    @property
    def _fix(self) -> Fix:
        error_nm = max(0.003, self.sd_m * RADIUS_50 / NM)
        rest = (self.time_sd_min, self.age_min, self.component, self.wrong)
        return Fix(self.position, self.at, min(error_nm, 100.0), *rest)

    @property
    def sd_m(self) -> float:
        """Sd of the error, one component, m."""
        return self.radius_m / math.sqrt(-2.0 * math.log1p(-self.confidence_percent / 100.0))

    @property
    def anyhow(self) -> float:
        """Density of wrong positions, 1/m2."""
        return self._fix.anyhow

    @property
    def name(self) -> str:
        """The position in words."""
        return f"The telephone's position {parse_position(self.position)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the density of the position if each trajectory is true, 1/m2, (n,)."""
        return self._fix.fit(cloud)
