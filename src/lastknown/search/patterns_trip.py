"""The way out, the pattern and the way back, within what the unit's endurance leaves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lastknown.errors import LastknownError
from lastknown.search.errand import Errand
from lastknown.search.patterns import Laid
from lastknown.units import MINUTE

__all__ = ["Trip", "longest_trip", "make_trip"]

MOST: Final = 400
SETTLED_S: Final = 1e-6


@dataclass(frozen=True)
class Trip:
    """One unit's search from leaving to being back; times in s since 1970-01-01T00:00Z.

    Attributes
    ----------
    laid : the pattern, from the moment of arrival.
    depart_s, arrive_s : leaves its position; at the commence search point.
    leave_s : leaves the scene: after the time of the path / the usable fraction, since the rest of
        the on-scene time goes to sightings and being late.
    back_s : at its return point.
    """

    laid: Laid
    depart_s: float
    arrive_s: float
    leave_s: float
    back_s: float

    @property
    def on_scene_s(self) -> float:
        """Return the time on scene, s."""
        return self.leave_s - self.arrive_s


def make_trip(lay: Callable[[float], Laid], errand: Errand) -> Trip:
    """Return the trip of one pattern.

    Parameters
    ----------
    lay : from the time of arrival, s, to the pattern; its commence search point may move with that
        time (`lastknown.search.patterns.carried`), then the unit steers to meet it.
    errand : what the unit can do, in the pattern's plane; the pattern's own motion has its search
        speed, `errand.usable` its share of the on-scene time (0.85 by default of `Unit`).

    Raises
    ------
    LastknownError : the unit cannot be back in time, would be on scene after `errand.until_s`, or
        never reaches the commence search point.
    """
    trip = _trip(lay, errand)
    late = max(trip.back_s - errand.back_by_s, trip.leave_s - errand.until_s)
    if late > SETTLED_S:
        raise LastknownError(
            f"{trip.laid.code} of {trip.laid.path_m / 1852.0:.1f} NM takes "
            f"{late / MINUTE:.0f} min more than the unit has; give a smaller pattern, a nearer "
            "place or a longer endurance"
        )
    return trip


def longest_trip(
    lay: Callable[[int, float], Laid], errand: Errand, *, step: int = 1, least: int = 1
) -> tuple[int, Trip]:
    """Return the largest count of legs, tracks or passes that the unit can do, and its trip.

    Parameters
    ----------
    lay : from the count and the time of arrival, s, to the pattern; its path grows with the count.
    errand : what the unit can do, in the pattern's plane.
    step, least : counts tried are least, least + step, ... up to 400 (2 and 2 for TSR, 2 and 1 for
        TSN).

    Raises
    ------
    LastknownError : not even the smallest pattern can be done.
    """
    best: tuple[int, Trip] | None = None
    for count in range(least, MOST + 1, step):
        trip = _trip(lambda start_s, n=count: lay(n, start_s), errand)  # type: ignore[misc]
        if trip.leave_s > min(errand.back_by_s, errand.until_s) + SETTLED_S:
            break
        if trip.back_s <= errand.back_by_s + SETTLED_S:
            best = count, trip
    if best is None:
        return least, make_trip(lambda start_s: lay(least, start_s), errand)
    return best


def _trip(lay: Callable[[float], Laid], errand: Errand) -> Trip:
    """Return the trip, fitting or not."""
    laid = _met(lay, errand)
    arrive = float(laid.legs[0, 2])
    leave = arrive + laid.duration_s / errand.usable
    x, y = laid.end
    home = math.hypot(x - errand.to_x, y - errand.to_y) / errand.transit_ms
    return Trip(laid, errand.depart_s, arrive, leave, leave + home)


def _met(lay: Callable[[float], Laid], errand: Errand) -> Laid:
    """Return the pattern from the moment the unit meets its commence search point."""
    arrive = errand.depart_s
    for _ in range(100):
        laid = lay(arrive)
        x, y = laid.start
        way = math.hypot(x - errand.from_x, y - errand.from_y)
        later = errand.depart_s + way / errand.transit_ms
        if abs(later - arrive) <= SETTLED_S:
            return laid
        arrive = later
    raise LastknownError(
        "the commence search point moves away as fast as the unit comes; give a faster unit"
    )
