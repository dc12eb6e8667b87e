"""What was seen, from where: bearings, sectors, the lights of a place, a flare.

With the bearing from the known place to realisation i off the one told by D_i (degrees), its
distance r_i, and the share of objects at r that are seen at all, a soft edge at the range R
(logistic; the width 0.1 R is assumed)

    seen(r) = 1 / (1 + exp((r - R) / (0.1 R))),

the likelihoods are

    bearing, flare   g = exp(-D_i^2 / (2 sd^2)) / (sd sqrt(2 pi)) * seen(r_i)   1/degree,  b = 1/360
    sector           g = inside(D_i) * seen(r_i),                                          b = 1
    lights           g = seen(r_i),                                                        b = 1

with inside = 1 / (1 + exp((|D_i| - half width) / edge)). Without a range, seen = 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import Component, turn
from lastknown.errors import LastknownError
from lastknown.evidence.likelihood import check_common, moments, over_time, within
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position, parse_position
from lastknown.units import FT, NM

__all__ = ["Bearing", "Flare", "Lights", "Sector", "geographic_range_nm"]

Floats = NDArray[np.float64]
Place = str | Position | Sequence[float]

RANGE_EDGE: Final = 0.1
"""Width of the soft edge of a range, as a share of it; assumed."""


def geographic_range_nm(height_m: float, eye_m: float = 1.0) -> float:
    """Return the distance at which a light comes over the horizon, NM.

    1.17 (sqrt(H) + sqrt(h)), heights in feet (Bowditch, The American Practical Navigator, table
    "Distance of the horizon"). Haze and the light's power may shorten it: give the lesser.

    Parameters
    ----------
    height_m : of the light above the sea, m, 0 to 5000.
    eye_m : of the eye above the sea, m; 1: somebody sitting in a low boat.
    """
    within("height_m", height_m, 0.0, 5000.0, "m")
    within("eye_m", eye_m, 0.0, 5000.0, "m")
    return 1.17 * (math.sqrt(height_m / FT) + math.sqrt(eye_m / FT))


def _edge(beyond: Floats, width: float) -> Floats:
    """Return 1 inside (negative `beyond`), 0 outside, with a logistic edge."""
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(beyond / width, -50.0, 50.0))))


def _seen(place: Position, lon: Floats, lat: Floats, range_nm: float | None) -> Floats:
    """Return the share of objects that are seen at their distance from a place, 0-1."""
    if range_nm is None:
        return np.ones(lon.size)
    far = distance_m(place.lon, place.lat, lon, lat)
    return _edge(far - range_nm * NM, RANGE_EDGE * range_nm * NM)


def _off(place: Position, lon: Floats, lat: Floats, told_deg: float) -> Floats:
    """Return bearings from a place less the one told, degrees, -180 to 180."""
    return turn(bearing_deg(place.lon, place.lat, lon, lat) - told_deg)


def _check_range(range_nm: float | None) -> None:
    if range_nm is not None:
        within("range_nm", range_nm, 0.05, 200.0, "NM")


@dataclass(frozen=True)
class Bearing:
    """A bearing from a known place: by eye, compass, radar or direction finder.

    Attributes
    ----------
    seen_from : the known place, see `lastknown.geo.position.parse_position`.
    bearing_deg : from there toward what was seen, degrees true, 0 to 360.
    at : when (aware, or ISO text with a zone).
    sd_deg : sd of the bearing, degrees, 0.5 to 60; 5 is assumed.
    range_nm : beyond this it could not have been seen or heard, NM; None: no limit.
    time_sd_min : sd of the time, minutes.
    component : what was seen.
    wrong : share of such bearings that are of something else, or wrong; assumed.

    Raises
    ------
    LastknownError : the place or time cannot be read, or a figure is out of bounds.
    """

    seen_from: Place
    bearing_deg: float
    at: datetime | str
    sd_deg: float = 5.0
    range_nm: float | None = None
    time_sd_min: float = 0.0
    component: Component = "boat"
    wrong: float = 0.1

    def __post_init__(self) -> None:
        parse_position(self.seen_from)
        check_common(self.at, self.time_sd_min, self.wrong)
        within("bearing_deg", self.bearing_deg, 0.0, 360.0, "degrees true")
        within("sd_deg", self.sd_deg, 0.5, 60.0, "degrees")
        _check_range(self.range_nm)

    @property
    def anyhow(self) -> float:
        """Density of wrong bearings, 1/degree."""
        return 1.0 / 360.0

    @property
    def name(self) -> str:
        """The bearing in words."""
        return f"The bearing {self.bearing_deg:03.0f} from {parse_position(self.seen_from)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the density of the bearing if each trajectory is true, 1/degree, (n,)."""
        when = moments(cloud, self.at, self.time_sd_min)
        return over_time(cloud, when, self.component, self._density)

    def _density(self, lon: Floats, lat: Floats) -> Floats:
        place = parse_position(self.seen_from)
        off = _off(place, lon, lat, self.bearing_deg) / self.sd_deg
        bell = np.exp(-0.5 * off**2) / (self.sd_deg * math.sqrt(2.0 * math.pi))
        return np.asarray(bell * _seen(place, lon, lat, self.range_nm))


@dataclass(frozen=True)
class Flare:
    """A flare or torch seen: a bearing, and a range beyond which it would not have been seen.

    Attributes
    ----------
    seen_from, bearing_deg, at : as in `Bearing`.
    range_nm : at which such a flare is seen in this visibility, NM; no figure is invented. A
        parachute flare bursts 300 m or more above the sea (LSA Code 3.1.2), see
        `geographic_range_nm`.
    sd_deg : sd of the bearing, degrees; 10, by eye in the dark, is assumed.
    time_sd_min, component, wrong : as in `Bearing`; a fifth of such sightings is assumed wrong.

    Raises
    ------
    LastknownError : as in `Bearing`.
    """

    seen_from: Place
    bearing_deg: float
    at: datetime | str
    range_nm: float
    sd_deg: float = 10.0
    time_sd_min: float = 0.0
    component: Component = "persons"
    wrong: float = 0.2

    def __post_init__(self) -> None:
        within("range_nm", self.range_nm, 0.05, 200.0, "NM")
        _ = self._bearing

    @property
    def _bearing(self) -> Bearing:
        return Bearing(
            self.seen_from, self.bearing_deg, self.at, self.sd_deg, self.range_nm,
            self.time_sd_min, self.component, self.wrong,
        )  # fmt: skip

    @property
    def anyhow(self) -> float:
        """Density of wrong bearings, 1/degree."""
        return self._bearing.anyhow

    @property
    def name(self) -> str:
        """The flare in words."""
        return f"The flare at {self.bearing_deg:03.0f} from {parse_position(self.seen_from)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the density of the bearing if each trajectory is true, 1/degree, (n,)."""
        return self._bearing.fit(cloud)


@dataclass(frozen=True)
class Sector:
    """Somewhere between two bearings from a known place, within a range or not.

    Attributes
    ----------
    seen_from : the known place.
    from_deg, to_deg : the sector, clockwise from one to the other, degrees true, 0 to 360.
    at : when (aware, or ISO text with a zone).
    range_nm : how far it reaches, NM; None: no limit.
    edge_deg : softness of its sides, degrees; assumed.
    time_sd_min, component, wrong : as in `Bearing`.

    Raises
    ------
    LastknownError : a place, time or figure cannot be used, or the sector has no width.
    """

    seen_from: Place
    from_deg: float
    to_deg: float
    at: datetime | str
    range_nm: float | None = None
    edge_deg: float = 3.0
    time_sd_min: float = 0.0
    component: Component = "boat"
    wrong: float = 0.1

    def __post_init__(self) -> None:
        parse_position(self.seen_from)
        check_common(self.at, self.time_sd_min, self.wrong)
        for name in ("from_deg", "to_deg"):
            within(name, getattr(self, name), 0.0, 360.0, "degrees true")
        within("edge_deg", self.edge_deg, 0.1, 45.0, "degrees")
        _check_range(self.range_nm)
        if self.width_deg == 0.0:
            raise LastknownError(
                f"from_deg={self.from_deg:g} and to_deg={self.to_deg:g} leave no sector; "
                "give two bearings, clockwise, or a Bearing for one"
            )

    @property
    def width_deg(self) -> float:
        """Width of the sector, degrees."""
        return (self.to_deg - self.from_deg) % 360.0

    @property
    def anyhow(self) -> float:
        """Probability of such a report where it says nothing: 1, it is always made."""
        return 1.0

    @property
    def name(self) -> str:
        """The sector in words."""
        sides = f"{self.from_deg:03.0f} to {self.to_deg:03.0f}"
        return f"The sector {sides} from {parse_position(self.seen_from)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the probability of the report if each trajectory is true, (n,)."""
        when = moments(cloud, self.at, self.time_sd_min)
        return over_time(cloud, when, self.component, self._inside)

    def _inside(self, lon: Floats, lat: Floats) -> Floats:
        place = parse_position(self.seen_from)
        half = 0.5 * self.width_deg
        off = np.abs(_off(place, lon, lat, self.from_deg + half))
        return _edge(off - half, self.edge_deg) * _seen(place, lon, lat, self.range_nm)


@dataclass(frozen=True)
class Lights:
    """I see the lights of …: the boat lies within the range at which they are seen.

    Attributes
    ----------
    of : the place whose lights are seen, see `lastknown.geo.position.parse_position`.
    at : when (aware, or ISO text with a zone).
    range_nm : at which they are seen, NM: the lesser of `geographic_range_nm` and what the
        visibility leaves; no figure is invented.
    time_sd_min, component : as in `Bearing`.
    wrong : share of such sightings that are of another place; a quarter is assumed: from a low
        boat one coast looks like another.

    Raises
    ------
    LastknownError : a place, time or figure cannot be used.
    """

    of: Place
    at: datetime | str
    range_nm: float
    time_sd_min: float = 5.0
    component: Component = "persons"
    wrong: float = 0.25

    def __post_init__(self) -> None:
        parse_position(self.of)
        check_common(self.at, self.time_sd_min, self.wrong)
        within("range_nm", self.range_nm, 0.05, 200.0, "NM")

    @property
    def anyhow(self) -> float:
        """Probability of such a report where it says nothing: 1, it is always made."""
        return 1.0

    @property
    def name(self) -> str:
        """The sighting in words."""
        return f"The sighting of the lights of {parse_position(self.of)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the probability that the lights are seen if each trajectory is true, (n,)."""
        when = moments(cloud, self.at, self.time_sd_min)
        place = parse_position(self.of)
        return over_time(
            cloud, when, self.component, lambda lon, lat: _seen(place, lon, lat, self.range_nm)
        )
