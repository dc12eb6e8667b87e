"""Who was in radio range of a transmission: VHF by the height of antennas, and by its power.

Two limits, the lesser of which counts, in nautical miles with heights h in metres:

    horizon   2.22 (sqrt(h1) + sqrt(h2)), the line of sight over an Earth of 4/3 of its radius
              (ITU-R P.310, effective Earth radius; sqrt(2 * 4/3 * 6371 km) = 4.12 km per sqrt(m))
    power     d = sqrt(h1 h2) (P G / S)^(1/4), the ray off the sea cancels the direct one (plane
              Earth: P_r = P G (h1 h2 / d^2)^2), with the power P that is radiated, W, and the
              power S that a receiver needs

For the area A1 of the GMDSS, IMO (resolution A.801(19), annex 3) takes 2.5 (sqrt(H) + sqrt(h)), one
eighth more: what a coast station is planned for. Whether a ship *must* have heard is another
question, so the line of sight is used here, and what lies between nine tenths of it and IMO's range
is called doubtful, not "no". A ship in range may still not have heard: no watch, another
transmission, low power. Land in the way, refraction beyond the normal, an aerial that is broken or
lies in the water are not in these figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position, parse_position
from lastknown.ships.moment import placed
from lastknown.ships.ship import Predicted, Ship, Track
from lastknown.units import MINUTE, NM

__all__ = [
    "HANDHELD",
    "HORIZON",
    "IMO_A1",
    "IN_HAND_M",
    "MF_NM",
    "NAVTEX_NM",
    "SHIP_W",
    "InRange",
    "Reached",
    "Station",
    "antenna_m",
    "heard",
    "in_range",
    "range_nm",
]

Array = NDArray[np.float64]
InRange = Literal["yes", "doubtful", "no"]

HORIZON: Final = 4.12e3 / NM
"""NM for each square root of a metre: radio horizon over an Earth of 4/3 of its radius, 2.225."""

IMO_A1: Final = 2.5
"""The same in IMO's range of area A1 (resolution A.801(19), annex 3); its own table prints 23 and
30 NM for a coast antenna 50 and 100 m high and a ship's at 4 m."""

SURE: Final = 0.9
"""Share of the limit up to which a ship was in range beyond doubt (judgement)."""

SHIP_W: Final = 25.0
"""Power of a ship's fixed VHF, W, its legal most (ITU Radio Regulations, Appendix 18)."""

IN_HAND_M: Final = 1.5
"""Height of a handheld's aerial: held by somebody who sits in a low boat, m (judgement)."""

HANDHELD: Final = 0.5
"""Share of a handheld's power that its short aerial radiates, 3 dB less (judgement)."""

_HEARS_W: Final = 2e-14
"""Power that a receiver needs, W (-107 dBm, 1 microvolt into 50 ohm: judgement; good ones need
less)."""

_HANDHELD_W: Final = 6.0
"""A station of no more than this is a handheld (5 or 6 W is what they are sold with)."""

NAVTEX_NM: Final = 400.0
"""Range of a Navtex station on 518 kHz as planned, NM: 250 to 400 (IMO NAVTEX Manual); less in the
heat's static and by what the station states."""

MF_NM: Final = 150.0
"""Range of MF, 2182 and 2187.5 kHz, as it is commonly planned, NM: 100 to 200 by the coast station
(area A2, IMO resolution A.801(19)); farther at night. HF has no such figure: it may skip whoever is
near and reach who is far."""

_OLD_S: Final = 30 * MINUTE
"""A position older than this makes no ship surely in range (judgement)."""

_HEIGHTS: Final[dict[str, tuple[float, float, float]]] = {
    "cargo": (0.15, 8.0, 55.0),
    "tanker": (0.15, 8.0, 45.0),
    "passenger": (0.20, 6.0, 60.0),
    "high-speed craft": (0.25, 8.0, 25.0),
    "fishing": (0.35, 4.0, 20.0),
    "tug": (0.45, 8.0, 20.0),
    "pilot": (0.35, 4.0, 10.0),
    "search and rescue": (0.45, 5.0, 20.0),
    "naval or law enforcement": (0.20, 6.0, 35.0),
    "sailing": (1.20, 4.0, 45.0),
    "pleasure": (0.30, 3.0, 20.0),
    "dredger": (0.18, 8.0, 30.0),
    "other": (0.15, 4.0, 30.0),
}
"""Height of a VHF antenna: share of the ship's length, least and most, m. Judgement: masts over the
wheelhouse, a sailing yacht's at the top of hers. IMO counts 4 m for every ship (A.801(19))."""


@dataclass(frozen=True)
class Station:
    """Who transmits: a boat with a handheld, a ship, a coast station.

    Attributes
    ----------
    position : text, Position or (lon, lat), see `lastknown.geo.position.parse_position`.
    height_m : of its antenna above the sea, m, 0.1 to 3000; of a coast station as its owner states.
    power_w : of the transmitter, W, 0.1 to 500; 25: a fixed VHF; up to 6 is taken for a handheld.
    name : for people.

    Raises
    ------
    LastknownError : the position cannot be read, or a figure is out of bounds.
    """

    position: str | Position | Sequence[float]
    height_m: float
    power_w: float = SHIP_W
    name: str = ""

    def __post_init__(self) -> None:
        parse_position(self.position)
        _bounds("height_m", self.height_m, 0.1, 3000.0, "m above the sea")
        _bounds("power_w", self.power_w, 0.1, 500.0, "W")


@dataclass(frozen=True)
class Reached:
    """Whether one ship was in range of a transmission.

    Attributes
    ----------
    ship : whose. position : where she was. age_s : of her position then, seconds.
    distance_nm : to the station. bearing_deg : of the ship from the station, degrees true.
    height_m : of her antenna, by her kind and length.
    range_nm : the limit that is used. at_most_nm : with IMO's figure; beyond it the answer is no.
    in_range : ``yes``, ``doubtful`` or ``no``.
    """

    ship: Ship
    position: Position
    age_s: float
    distance_nm: float
    bearing_deg: float
    height_m: float
    range_nm: float
    at_most_nm: float
    in_range: InRange


def antenna_m(ship: Ship) -> float:
    """Return the height of a ship's VHF antenna above the sea, m, by kind and length: judgement."""
    share, least, most = _HEIGHTS.get(ship.kind, _HEIGHTS["other"])
    length = ship.length_m if math.isfinite(ship.length_m) else 0.0
    return min(max(share * length, least), most)


def range_nm(
    height_1_m: float, height_2_m: float, power_w: float = SHIP_W, *, per_root: float = HORIZON
) -> float:
    """Return how far VHF reaches, NM: the lesser of the horizon and what the power leaves.

    Parameters
    ----------
    height_1_m, height_2_m : of the two antennas above the sea, m, > 0; either way round.
    power_w : of the transmitter, W; up to 6 W half of it is radiated (`HANDHELD`).
    per_root : NM for each square root of a metre: `HORIZON`, or `IMO_A1` for the range of A1.
    """
    horizon = per_root * (math.sqrt(height_1_m) + math.sqrt(height_2_m))
    radiated = power_w * (HANDHELD if power_w <= _HANDHELD_W else 1.0)
    power = math.sqrt(height_1_m * height_2_m) * math.pow(radiated / _HEARS_W, 0.25) / NM
    return min(horizon, power)


def in_range(
    station: Station, ships: Sequence[Track | Predicted], at_s: float
) -> tuple[Reached, ...]:
    """Return for each ship whether she was in VHF range of a transmission, the nearest first.

    ``yes`` up to 0.9 of the limit, ``no`` beyond IMO's range, ``doubtful`` between. How far a ship
    was carried beyond her last position widens what is doubtful on both sides, and a position more
    than 30 min old makes no ``yes``.

    Parameters
    ----------
    station : who transmitted. ships : tracks or predicted paths. at_s : when, s since 1970.

    Raises
    ------
    LastknownError : `at_s` is not finite.
    """
    if not math.isfinite(at_s):
        raise LastknownError(f"at_s={at_s!r} is not a time; give seconds since 1970")
    if not ships:
        return ()
    here, there = parse_position(station.position), placed(ships, at_s)
    far = distance_m(here.lon, here.lat, there.lon, there.lat) / NM
    bearing = bearing_deg(here.lon, here.lat, there.lon, there.lat)
    found = [
        _reached(
            station, ships[i].ship, Position(float(there.lon[i]), float(there.lat[i])),
            (float(far[i]), float(bearing[i]), float(there.age_s[i]), float(there.carried_m[i])),
        )
        for i in range(len(ships))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.distance_nm, each.ship.mmsi)))


def _reached(
    station: Station, ship: Ship, position: Position, seen: tuple[float, float, float, float]
) -> Reached:
    far, bearing, age, carried = seen
    height = antenna_m(ship)
    answer, limit, most = heard(station, height, far, carried_nm=carried / NM, age_s=age)
    return Reached(ship, position, age, far, bearing, height, limit, most, answer)


def heard(
    station: Station, height_m: float, far_nm: float, *, carried_nm: float = 0.0, age_s: float = 0.0
) -> tuple[InRange, float, float]:
    """Return whether an antenna is in VHF range of a transmission, as `in_range` has it.

    Parameters
    ----------
    station : who transmits. height_m : of the other's antenna above the sea, m, > 0.
    far_nm : between the two, NM. carried_nm : how far the other was carried beyond its last
    position, NM. age_s : of that position, s.

    Returns
    -------
    The answer; the limit that is used, NM; with IMO's figure, beyond which the answer is no, NM.
    """
    limit = range_nm(station.height_m, height_m, station.power_w)
    most = max(limit, range_nm(station.height_m, height_m, station.power_w, per_root=IMO_A1))
    answer: InRange = "doubtful"
    if far_nm - carried_nm > most:
        answer = "no"
    elif far_nm + carried_nm <= SURE * limit and age_s <= _OLD_S:
        answer = "yes"
    return answer, limit, most


def _bounds(name: str, value: float, low: float, high: float, unit: str) -> None:
    if not isinstance(value, int | float) or not low <= value <= high:
        raise LastknownError(
            f"{name}={value!r} is out of bounds; give {low:g} to {high:g} {unit}".rstrip()
        )
