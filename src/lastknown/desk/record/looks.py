"""When somebody last looked for a boat: searches that were made, and units on the scene."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np

from lastknown.case import told
from lastknown.case.values import Place
from lastknown.desk.record.standing import Standing, said
from lastknown.geo.plane import metres_per_degree
from lastknown.units import NM

__all__ = ["NEAR_M", "Spot", "last_look"]

Spot = tuple[float, float]
"""Longitude and latitude, degrees."""

NEAR_M: Final = 1.0 * NM
"""A track that has a point so near to a spot has looked at it (judgement: about what an infrared
camera sees of a boat at night)."""


def last_look(stands: Standing, boat: str, spot: Spot | None, at: datetime) -> datetime | None:
    """Return when somebody last looked for a boat; None: nobody did.

    A search counts that names the boat, or whichever it was for, whose area holds the spot or whose
    track passes it within `NEAR_M`; so does a unit that is on the scene of the boat, until now.

    Parameters
    ----------
    spot : where the boat most likely is, or was last; None: not known.
    at : the moment.
    """
    looked = [
        min(body.ended, at)
        for _, body in said(stands, told.SearchDone)
        if body.began <= at and (body.boat == boat or _covers(body, spot))
    ]
    units = dict(stands.picture.units)
    for entry, body in said(stands, told.UnitStatus):
        if body.boat == boat and body.status == "on_scene":
            looked.append(at if units.get(body.unit) == entry.id else entry.happened.at)
    return max(looked, default=None)


def _covers(body: told.SearchDone, spot: Spot | None) -> bool:
    """Return whether a search covered the spot."""
    if spot is None:
        return False
    if body.points and _passes(body.points, spot):
        return True
    return len(body.corners) >= 3 and _inside(body.corners, spot)


def _passes(points: Sequence[told.TrackPoint], spot: Spot) -> bool:
    """Return whether a point of a track lies near the spot."""
    east_m, north_m = metres_per_degree(spot[1])
    return any(
        math.hypot(_turn(each.lon - spot[0]) * east_m, (each.lat - spot[1]) * north_m) <= NEAR_M
        for each in points
    )


def _inside(corners: Sequence[Place], spot: Spot) -> bool:
    """Return whether a polygon, or one across 180 degrees, holds a spot."""
    from lastknown.search.separation import inside

    first = corners[0].lon
    about = [(_turn(place.lon - first), place.lat) for place in corners]
    return bool(inside(_turn(spot[0] - first), spot[1], np.array(about)))


def _turn(lon: float) -> float:
    """Return a difference of longitudes, degrees, the short way round."""
    return (lon + 540.0) % 360.0 - 180.0
