"""What a ship can be asked: to keep clear, to slow down, or to look out where she lies.

Nothing is asked that she cannot do, or that leads her into other harm: out of her lane, on to land
or a shoal, over another boat, or through a turn for which she is too near.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.desk.ships.circle import Circle, Passing, away_m
from lastknown.desk.ships.room import room_m
from lastknown.geo.coast import Coast, is_land
from lastknown.geo.plane import Plane
from lastknown.ships.help import Depths
from lastknown.ships.lanes import Lane
from lastknown.ships.predict import is_lost
from lastknown.ships.ship import Predicted
from lastknown.ships.sizes import water_needed_m
from lastknown.ships.status import cannot_alter, lies_still
from lastknown.ships.strikes import Side
from lastknown.units import NM

__all__ = ["CLEAR_NM", "RESCUE", "Asks", "Waters", "asks_of", "is_inside", "is_soon"]
__all__ += ["is_untold", "other_side"]

Array = NDArray[np.float64]
Asks = Literal["clear", "slow", "wait"]

CLEAR_NM: Final = 0.5
"""How far outside the circle a ship is asked to pass, NM: what counts as a near pass."""

RESCUE: Final = "search and rescue"
"""The kind of ship that comes to help: it is not asked to keep clear."""

_SLOW_MS: Final = 0.5
"""A ship that is slower has no track that could be told (about one knot: judgement)."""

_SOON_S: Final = 1800.0
"""A circle of a later moment than this is not where the boat is now (judgement)."""

_FARTHEST_TURN: Final = math.radians(45.0)
"""A ship that had to turn farther to pass clear is asked to slow down (judgement)."""

_STEP_M: Final = 200.0
_ALONG: Final = 1.5
_FROM_M: Final = 0.25 * NM
"""Where the way past a circle is looked at for land and shoals: so far before and behind, by how
far she is to pass off, and from so far beside the track that she has to there; every `_STEP_M`."""


@dataclass(frozen=True, eq=False)
class Waters:
    """What a ship may not be led out of or on to.

    lanes : that predictions may rest on. coast : None: land is not known. depths : None: water is
    not.
    """

    lanes: Sequence[Lane] = ()
    coast: Coast | None = None
    depths: Depths | None = None


def asks_of(
    circle: Circle, by: Passing, ship: Predicted, least_nm: float, waters: Waters,
    others: Sequence[Circle] = (),
) -> Asks:  # fmt: skip
    """Return what a ship can be asked.

    Parameters
    ----------
    circle : of the boat. by : how she passes it. ship : where she will be.
    least_nm : how far from its centre she would be asked to pass, NM.
    others : circles of other boats that she passes at about the same time.
    """
    speed = float(np.interp(circle.time_s, ship.time_s, ship.speed))
    if lies_still(ship.status, speed):
        return "wait"
    if speed < _SLOW_MS:
        return "slow" if is_untold(ship) else "wait"
    if ship.ship.kind == RESCUE or cannot_alter(ship.status) or is_inside(circle, ship):
        return "slow"
    aside_m = max(least_nm * NM - by.distance_m, 0.0)  # 0: her track is clear as it is
    if aside_m > 0.0 and _turn(away_m(circle, ship), by.distance_m, least_nm * NM) > _FARTHEST_TURN:
        return "slow"
    if ship.basis == "lane" and circle.share < 1.0:
        return "slow"
    if aside_m > room_m(waters.lanes, ship, by.time_s, other_side(by.leave_to)):
        return "slow"
    if aside_m > 0.0 and not _is_free(circle, by, ship, least_nm * NM, waters, others):
        return "slow"
    return "clear"


def is_untold(ship: Predicted) -> bool:
    """Return whether nobody knows how a ship moves: she told no speed, or no course with it."""
    return ship.basis != "stopped" and not ship.speed_told


def is_inside(circle: Circle, ship: Predicted) -> bool:
    """Return whether a ship is known to be within the circle when its prediction begins."""
    known = not is_lost(ship) and float(ship.along_sd_m[0]) <= circle.radius_m
    return known and is_soon(circle, ship) and away_m(circle, ship) <= circle.radius_m


def is_soon(circle: Circle, ship: Predicted) -> bool:
    """Return whether the boat is in the circle when a ship's prediction begins, more or less."""
    return circle.time_s - float(ship.time_s[0]) <= _SOON_S


def other_side(side: Side) -> Side:
    """Return the other side of a ship."""
    return "port" if side == "starboard" else "starboard"


def _turn(away: float, passes: float, least: float) -> float:
    """Return how far a ship must turn to pass a place `least` m off, rad: she is `away` m from it
    and would pass it `passes` m off."""
    if away <= least:
        return math.pi
    return math.asin(least / away) - math.asin(min(passes / away, 1.0))


def _steps(begin: float, end: float) -> Array:
    """Return figures from one to another, both among them, at most `_STEP_M` apart."""
    return np.linspace(begin, end, max(math.ceil((end - begin) / _STEP_M), 1) + 1)


def _is_free(
    circle: Circle, by: Passing, ship: Predicted, least_m: float, waters: Waters,
    others: Sequence[Circle],
) -> bool:  # fmt: skip
    """Return whether the way past a circle is clear of land, shoals and other boats' circles."""
    plane, course = Plane(circle.lon, circle.lat), math.radians(by.course_deg)
    side = 1.0 if other_side(by.leave_to) == "starboard" else -1.0
    ux, uy = math.sin(course), math.cos(course)
    nx, ny = side * uy, -side * ux
    for other in others:
        x, y = (float(each[0]) for each in plane.to_xy([other.lon], [other.lat]))
        if abs(x * nx + y * ny - least_m) < other.radius_m + CLEAR_NM * NM:
            return False
    begin = by.distance_m + min(_FROM_M, 0.5 * (least_m - by.distance_m))
    aside = _steps(begin, least_m)[:, None]
    along = _steps(-_ALONG * least_m, _ALONG * least_m)
    lon, lat = plane.to_lonlat((aside * nx + along * ux).ravel(), (aside * ny + along * uy).ravel())
    if waters.coast is not None and bool(is_land(waters.coast.index, lon, lat).any()):
        return False
    if waters.depths is None:
        return True
    return not bool(np.any(waters.depths(lon, lat) < water_needed_m(ship.ship.draught_m)))
