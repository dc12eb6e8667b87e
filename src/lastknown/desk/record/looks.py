"""When somebody last looked for a boat: searches that were made, and units on the scene."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lastknown.case import told
from lastknown.case.values import Place
from lastknown.desk.record.standing import Standing, said

__all__ = ["last_look"]

Spot = tuple[float, float]
"""Longitude and latitude, degrees."""


def last_look(stands: Standing, boat: str, spot: Spot | None, at: datetime) -> datetime | None:
    """Return when somebody last looked for a boat; None: nobody did.

    A search counts that names the boat, or names none and whose area holds the spot; so does a unit
    that is on the scene of the boat, until now.

    Parameters
    ----------
    spot : where the boat most likely is, or was last; None: not known.
    at : the moment.
    """
    looked = [
        min(body.ended, at)
        for _, body in said(stands, told.SearchDone)
        if body.began <= at and (body.boat == boat or _holds(body, spot))
    ]
    units = dict(stands.picture.units)
    for entry, body in said(stands, told.UnitStatus):
        if body.boat == boat and body.status == "on_scene":
            looked.append(at if units.get(body.unit) == entry.id else entry.happened.at)
    return max(looked, default=None)


def _holds(body: told.SearchDone, spot: Spot | None) -> bool:
    """Return whether a search that names no boat covered the spot."""
    if body.boat is not None or spot is None or len(body.corners) < 3:
        return False
    return _inside(body.corners, spot)


def _inside(corners: Sequence[Place], spot: Spot) -> bool:
    """Return whether a polygon holds a spot: the number of its sides east of it is odd."""
    first = corners[0].lon
    east = _turn(spot[0] - first)
    points = [(_turn(place.lon - first) - east, place.lat - spot[1]) for place in corners]
    odd = False
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if (y0 > 0.0) != (y1 > 0.0) and x0 + (x1 - x0) * -y0 / (y1 - y0) > 0.0:
            odd = not odd
    return odd


def _turn(lon: float) -> float:
    """Return a difference of longitudes, degrees, the short way round."""
    return (lon + 540.0) % 360.0 - 180.0
