"""An area that must not be moved, as the task of the unit that works it.

A coordinator who has sent a unit to a box gives the box; legs, times and what it can see follow
from the unit. `lastknown.search.plan` plans the other units around such tasks (its `fixed`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from typing_extensions import TypedDict

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud
from lastknown.drift.positions import kept_column, persons_share
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.search.pattern import CS, PS, Floats, box_corners, parallel_track
from lastknown.search.patterns_box import box_start
from lastknown.search.planned import Leg, UnitPlan
from lastknown.search.separation import share_level
from lastknown.search.sun import is_dark
from lastknown.search.unit import Unit, ready_s, speeds_ms, sweep_widths_m, unit_position
from lastknown.times import show_time, to_seconds
from lastknown.units import HOUR, NM

__all__ = ["StandingArea", "overlapping", "share_inside", "standing_task"]

_MOST_TRACKS: Final = 1000


@dataclass(frozen=True)
class StandingArea:
    """A box that must not be moved.

    Attributes
    ----------
    unit : name of the unit that works it.
    centre : of the box.
    length_nm, width_nm : sides along and across the tracks, NM, > 0.
    orientation_deg : course of the first track, degrees true.
    track_spacing_nm : NM, > 0; it is evened out so that whole tracks fill the width.
    creep : ``right`` or ``left`` of the first track, where the next ones follow.
    start : when the first track begins; None: as soon as the unit can be there.
    """

    unit: str
    centre: Position
    length_nm: float
    width_nm: float
    orientation_deg: float
    track_spacing_nm: float
    creep: str = "right"
    start: datetime | None = None


def standing_task(area: StandingArea, unit: Unit, cloud: Cloud) -> UnitPlan:
    """Return the task of a unit that works its box to the end, fixed to the ground.

    What it finds is left open (`pos` 0, `pos_of` NaN): a plan works it out.

    Parameters
    ----------
    unit : with known sweep widths (`lastknown.search.equip`).
    cloud : what is sought; it says where they are when the unit arrives.

    Raises
    ------
    LastknownError : the unit cannot work the box within its endurance, or only after the cloud's
        end; the box is shorter than one track spacing, or needs more than 1000 tracks.
    """
    trip = _trip(area, unit)
    if trip.arrive_s >= cloud.time_s[-1]:
        raise LastknownError(
            f"fixed area of {area.unit!r} begins at {show_time(trip.arrive_s)}, when the cloud has "
            f"ended ({show_time(float(cloud.time_s[-1]))}); give an earlier start, or plan it later"
        )
    legs, course, width_m = trip.legs, area.orientation_deg % 360.0, area.width_nm * NM
    dark = _dark(area.centre, legs)
    sweep = sweep_widths_m(unit, dark=bool(dark[0])) or (0.0, 0.0)
    path = float(np.hypot(legs[:, 3] - legs[:, 0], legs[:, 4] - legs[:, 1]).sum())
    corners = box_corners(0.0, 0.0, area.length_nm * NM, width_m, course)
    moment = min(max(trip.arrive_s, float(cloud.time_s[0])), float(cloud.time_s[-1]))
    return UnitPlan(
        unit=unit,
        launch=True,
        pattern=PS if area.length_nm >= area.width_nm else CS,
        legs=_legs(trip.plane, legs),
        track_spacing_m=trip.spacing_m,
        length_m=area.length_nm * NM,
        width_m=width_m,
        orientation_deg=course,
        creep_deg=(course + (90.0 if area.creep == "right" else -90.0)) % 360.0,
        centre=area.centre,
        corners=tuple(_position(trip.plane, *corner) for corner in corners),
        start=_position(trip.plane, *legs[0, :2]),
        depart_s=trip.depart_s,
        arrive_s=trip.arrive_s,
        leave_s=trip.leave_s,
        back_s=trip.back_s,
        on_scene_h=(trip.leave_s - trip.arrive_s) / HOUR,
        transit_m=trip.out_m,
        sweep_width_m=sweep,
        dark=bool(dark.any()),
        coverage=sweep[BOAT] * path / (area.length_nm * NM * width_m),
        pos=0.0,
        pos_of=(math.nan, math.nan),
        steer_to=where(cloud, moment, component="persons", levels=(0.5,)).most_likely,
    )


def overlapping(tasks: Sequence[UnitPlan]) -> tuple[tuple[str, str], ...]:
    """Return the names of units whose areas overlap while both are there and at one level."""
    return tuple(
        (one.unit.name, other.unit.name)
        for one, other in combinations(tasks, 2)
        if share_level(one.unit, other.unit) and _overlap(one, other)
    )


def share_inside(task: UnitPlan, cloud: Cloud) -> float:
    """Return the share of the persons at sea who are in a task's area while the unit is there.

    The largest at the kept times nearest to its arrival, its middle and its leaving, fraction.
    """
    plane, course = Plane(task.centre.lon, task.centre.lat), math.radians(task.orientation_deg)
    moments = np.clip(
        [task.arrive_s, 0.5 * (task.arrive_s + task.leave_s), task.leave_s],
        cloud.time_s[0],
        cloud.time_s[-1],
    )
    return max(_inside(task, cloud, plane, course, kept_column(cloud, at_s)) for at_s in moments)


def _inside(task: UnitPlan, cloud: Cloud, plane: Plane, course: float, column: int) -> float:
    persons = cloud.weight * persons_share(cloud, column)
    afloat = cloud.status[:, column] == AFLOAT
    x, y = plane.to_xy(cloud.lon[afloat, column], cloud.lat[afloat, column])
    along = np.abs(x * math.sin(course) + y * math.cos(course))
    across = np.abs(x * math.cos(course) - y * math.sin(course))
    there = (2.0 * along <= task.length_m) & (2.0 * across <= task.width_m)
    return float(persons[afloat][there].sum() / persons.sum())


def _overlap(one: UnitPlan, other: UnitPlan) -> bool:
    """Whether two areas overlap in time and in place by more than a sliver (1 m)."""
    from shapely.geometry import Polygon

    if one.arrive_s >= other.leave_s or other.arrive_s >= one.leave_s:
        return False
    plane = Plane(one.centre.lon, one.centre.lat)
    first, second = (
        Polygon([tuple(map(float, plane.to_xy(c.lon, c.lat))) for c in task.corners]).buffer(-1.0)
        for task in (one, other)
    )
    return bool(first.intersects(second))


class _Trip(NamedTuple):
    """The box's legs in its own plane, and when the unit goes there and back, s since 1970."""

    plane: Plane
    legs: Floats
    spacing_m: float
    out_m: float
    depart_s: float
    arrive_s: float
    leave_s: float
    back_s: float


def _trip(area: StandingArea, unit: Unit) -> _Trip:
    """Return how the unit works its box; refuses what it cannot do."""
    plane, transit_ms = Plane(area.centre.lon, area.centre.lat), speeds_ms(unit)[0]
    spacing, legs = _tracks(area, unit)
    out = math.hypot(*_away(plane, unit_position(unit), *legs[0, :2]))
    arrive = ready_s(unit) + out / transit_ms
    if area.start is not None:
        arrive = max(arrive, to_seconds(area.start))
    legs[:, [2, 5]] += arrive
    home = unit_position(unit) if unit.return_to is None else parse_position(unit.return_to)
    leave = arrive + (float(legs[-1, 5]) - arrive) / unit.usable_fraction
    back = leave + math.hypot(*_away(plane, home, *legs[-1, 3:5])) / transit_ms
    depart = arrive - out / transit_ms
    if back > depart + unit.endurance_h * HOUR + 1.0:
        raise LastknownError(
            f"fixed area of {area.unit!r}: {(back - depart) / HOUR:.1f} h from leaving to being "
            f"back exceed its endurance_h={unit.endurance_h:g}; give a smaller or nearer area, "
            "or a wider track_spacing_nm"
        )
    return _Trip(plane, legs, spacing, out, depart, arrive, leave, back)


def _tracks(area: StandingArea, unit: Unit) -> tuple[float, Floats]:
    """Return the track spacing, m, and the legs about the centre from time 0."""
    tracks = max(1, round(area.width_nm / area.track_spacing_nm))
    if tracks > _MOST_TRACKS:
        raise LastknownError(
            f"fixed area of {area.unit!r}: {tracks} tracks {area.track_spacing_nm:g} NM apart fit "
            f"its width and at most {_MOST_TRACKS} are laid; give a wider track_spacing_nm"
        )
    spacing = area.width_nm * NM / tracks
    if area.length_nm * NM <= spacing:
        raise LastknownError(
            f"fixed area of {area.unit!r}: length_nm={area.length_nm:g} is no longer than its "
            f"track spacing of {spacing / NM:.2f} NM; give a longer area or a closer spacing"
        )
    box: _Lines = {
        "tracks": tracks,
        "spacing_m": spacing,
        "length_m": area.length_nm * NM,
        "orientation_deg": area.orientation_deg,
        "creep_right": area.creep == "right",
    }
    x, y = box_start(0.0, 0.0, **box)
    return spacing, parallel_track(x, y, 0.0, speeds_ms(unit)[1], **box)


class _Lines(TypedDict):
    """What lays the tracks of a box."""

    tracks: int
    spacing_m: float
    length_m: float
    orientation_deg: float
    creep_right: bool


def _away(plane: Plane, place: Position, x: float, y: float) -> tuple[float, float]:
    """Return the way from a place to a point of the plane, m."""
    east, north = plane.to_xy(place.lon, place.lat)
    return x - float(east), y - float(north)


def _dark(centre: Position, legs: Floats) -> Floats:
    """Return whether it is dark in the middle of each leg, (k,)."""
    return np.asarray(is_dark(centre.lon, centre.lat, 0.5 * (legs[:, 2] + legs[:, 5])))


def _legs(plane: Plane, legs: Floats) -> tuple[Leg, ...]:
    lon0, lat0 = plane.to_lonlat(legs[:, 0], legs[:, 1])
    lon1, lat1 = plane.to_lonlat(legs[:, 3], legs[:, 4])
    rows = np.stack([lon0, lat0, legs[:, 2], lon1, lat1, legs[:, 5]], axis=1).tolist()
    return tuple(
        Leg(a, b, c, d, e, f, "turn" if k % 2 else "search")
        for k, (a, b, c, d, e, f) in enumerate(rows)
    )


def _position(plane: Plane, x: float, y: float) -> Position:
    lon, lat = plane.to_lonlat(x, y)
    return Position(float(lon), float(lat))
