"""Starts and the shore: a start on land is moved to the water, and boats make for the far shore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lastknown.drift.begin import Site, wet_centre
from lastknown.drift.cloud import Note
from lastknown.drift.objects import find_object
from lastknown.drift.start import Start
from lastknown.drift.voyage import FarShore
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast, is_land
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position, format_position
from lastknown.units import NM

if TYPE_CHECKING:
    from lastknown.sea.model import Sea

__all__ = ["far_shores", "off_the_land"]


def off_the_land(
    starts: Sequence[Start], sites: Sequence[Site], coast: Coast | None
) -> tuple[list[Site], tuple[Note, ...]]:
    """Return the sites with a point on land moved to the nearest water, and what was moved.

    A polygon, line or track whose middle is on land keeps its shape; its middle becomes its place
    in the water that is nearest to it.

    Raises
    ------
    LastknownError : the nearest water lies outside the error circle (`error_nm`), or a polygon,
        line or track lies on land altogether.
    """
    moved: list[Site] = []
    notes: list[Note] = []
    for start, site in zip(starts, sites, strict=True):
        if coast is None or not _dry(coast, site.centre):
            moved.append(site)
            continue
        if site.kind != "point":
            moved.append(replace(site, centre=_middle_in_the_water(coast, site, start)))
            continue
        place, distance_nm = _to_water(coast, site.centre, start.fix_error_nm)
        moved.append(
            replace(site, centre=place, lon=np.array([place.lon]), lat=np.array([place.lat]))
        )
        text = (
            f"The start {site.centre} lies on land; it was moved {distance_nm:.2f} NM "
            f"to the nearest water, {place}."
        )
        said: dict[str, str | float] = {
            "from": str(site.centre),
            "to": str(place),
            "distance_nm": distance_nm,
        }
        notes.append(Note("start-moved-off-land", text, said))
    return moved, tuple(notes)


def _dry(coast: Coast, place: Position) -> bool:
    """Return whether a place is on land."""
    return bool(is_land(coast.index, place.lon, place.lat))


def _middle_in_the_water(coast: Coast, site: Site, start: Start) -> Position:
    """Return the place of a polygon, line or track in the water that is nearest to its middle."""
    place = wet_centre(site, start, lambda lon, lat: is_land(coast.index, lon, lat))
    if place is None:
        raise LastknownError(
            f"start {site.kind} about {site.centre} lies on land altogether; correct its points "
            "(are latitude and longitude swapped?) or give a larger error_nm"
        )
    return place


def _to_water(coast: Coast, place: Position, error_nm: float) -> tuple[Position, float]:
    """Return the nearest water within the error circle and its distance in NM."""
    from lastknown.geo.coast import nearest_water

    found = nearest_water(coast, place.lon, place.lat, error_nm * NM)
    if found is None:
        raise LastknownError(
            f"start position {format_position(place.lon, place.lat)} is on land and no water lies "
            f"within its error of {error_nm:g} NM; correct the position (are latitude and "
            "longitude swapped?) or give a larger error_nm"
        )
    lon, lat, distance_m = found
    return Position(lon, lat), distance_m / NM


def far_shores(
    starts: Sequence[Start], sites: Sequence[Site], sea: Sea
) -> tuple[list[FarShore | None], tuple[Note, ...]]:
    """Return the shore that each start's boat would make for, and what was assumed.

    It is the nearest point of the far shore that the pack names; where it names none, of the
    nearest shore that is not the one nearest to the start.
    """
    shores: list[FarShore | None] = []
    notes = []
    for start, site in zip(starts, sites, strict=True):
        shore = _far_shore(sea, site.centre) if _needs_one(start) else None
        shores.append(shore)
        if not _needs_one(start):
            continue
        if shore is not None and _is_there(shore, site, start):
            shores[-1] = None
            text = (
                "The far shore is near: a boat under way is taken to steer any course alike, "
                f"as seen from {site.centre}."
            )
            notes.append(Note("far-shore-near", text, {"from": str(site.centre)}))
        elif shore is None:
            text = "No far shore is known: a boat under way is taken to steer any course alike."
            notes.append(Note("any-course", text))
        else:
            text = (
                f"No destination is known: under way it is taken to steer for {shore.basis}, "
                f"{shore.position}, as seen from {site.centre}."
            )
            values = {"to": str(shore.position), "from": str(site.centre)}
            notes.append(Note("far-shore-assumed", text, values))
    return shores, tuple(notes)


def _is_there(shore: FarShore, site: Site, start: Start) -> bool:
    """Return whether a start is so near the far shore that the bearing of it says nothing."""
    there = shore.position
    away_m = float(distance_m(site.centre.lon, site.centre.lat, there.lon, there.lat))
    return away_m < (2.0 * start.fix_error_nm + 1.0) * NM


def _needs_one(start: Start) -> bool:
    """Return whether some phase of a start steers for a place that nobody told."""
    if not start.phases:
        return find_object(start.searched_for).p_under_way > 0.0
    return any(
        phase.kind == "under-way" and phase.toward is None and phase.course_deg is None
        for phase in start.phases
    )


def _far_shore(sea: Sea, place: Position) -> FarShore | None:
    """Return the nearest point of the far shore."""
    from lastknown.geo.coast import nearest_shore

    if sea.coast is None:
        return None
    named = sea.pack.far_shore if sea.pack is not None else None
    if named is not None:
        far = nearest_shore(sea.coast, place.lon, place.lat, ring_id=named)
        if far is not None:
            return FarShore(Position(far[0], far[1]), "the nearest point of the far shore")
    near = nearest_shore(sea.coast, place.lon, place.lat)
    if near is None:
        return None
    other = nearest_shore(sea.coast, place.lon, place.lat, skip_ring_id=near[3])
    if other is None:
        return None
    return FarShore(Position(other[0], other[1]), "the nearest shore but one")
