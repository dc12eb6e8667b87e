"""What a unit is told to do, made from the box found for it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.search.errand import SECTOR, SQUARE, TRACKS, Box, Errand
from lastknown.search.layout import Layout
from lastknown.search.paths import shift
from lastknown.search.pattern import CS, PS, SS, VS, box_corners
from lastknown.search.planned import Leg, UnitPlan
from lastknown.search.scene import Scene
from lastknown.search.unit import Unit, sweep_widths_m, unit_position
from lastknown.units import HOUR

__all__ = ["launched", "staying", "with_chances"]

Floats = NDArray[np.float64]


def staying(unit: Unit, depart_s: float, steer_to: Position) -> UnitPlan:
    """Return the task of a unit that does not launch; times are those of its readiness."""
    return UnitPlan(
        unit=unit,
        launch=False,
        pattern="",
        legs=(),
        track_spacing_m=0.0,
        length_m=0.0,
        width_m=0.0,
        orientation_deg=0.0,
        creep_deg=0.0,
        centre=steer_to,
        corners=(),
        start=unit_position(unit),
        depart_s=depart_s,
        arrive_s=depart_s,
        leave_s=depart_s,
        back_s=depart_s,
        on_scene_h=0.0,
        transit_m=0.0,
        sweep_width_m=sweep_widths_m(unit, dark=False) or (0.0, 0.0),
        dark=False,
        coverage=0.0,
        pos=0.0,
        pos_of=(0.0, math.nan),
        steer_to=steer_to,
    )


def launched(
    idle: UnitPlan,
    scene: Scene,
    errand: Errand,
    box: Box,
    laid: Layout,
    left: Floats,
    after: Floats,
) -> UnitPlan:
    """Return the task of a unit that works a box.

    Parameters
    ----------
    idle : the same unit staying.
    left, after : (n,) share of every target that the units before it, and then this one too, have
        not found.
    """
    task = _with_box(idle, scene.plane, errand, box, laid)
    first = int(np.searchsorted(scene.time_s, laid.arrive_s, side="right")) - 1
    step = min(max(first, 0), scene.dark.size - 1)
    sweep = sweep_widths_m(idle.unit, dark=bool(scene.dark[step])) or (0.0, 0.0)
    boats, swimmers = (float(left[scene.seen[step] == kind].sum()) for kind in (BOAT, IN_WATER))
    working = (scene.time_s[1:] > laid.arrive_s) & (scene.time_s[:-1] < laid.leave_s)
    path = np.hypot(laid.legs[:, 3] - laid.legs[:, 0], laid.legs[:, 4] - laid.legs[:, 1]).sum()
    x, y = laid.legs[0, :2]
    worked = replace(
        task,
        transit_m=math.hypot(x - errand.from_x, y - errand.from_y),
        sweep_width_m=sweep,
        dark=bool((scene.dark & working).any()),
        coverage=_coverage(sweep[BOAT if boats >= swimmers else IN_WATER], float(path), box, task),
    )
    return with_chances(worked, scene, left, after)


def _coverage(sweep_m: float, path_m: float, box: Box, task: UnitPlan) -> float:
    """Return W by the track spacing; of parallel tracks and a sector search W path / area."""
    if box.form == SQUARE:
        return sweep_m / box.spacing
    area = math.pi * box.spacing**2 if box.form == SECTOR else task.length_m * task.width_m
    return sweep_m * path_m / area


def with_chances(task: UnitPlan, scene: Scene, left: Floats, after: Floats) -> UnitPlan:
    """Return a task with what it adds to the probability of success; arguments as `launched`."""
    return replace(
        task,
        pos=float(left.sum() - after.sum()),
        pos_of=(_found(BOAT, scene, left, after), _found(IN_WATER, scene, left, after)),
    )


def _found(kind: int, scene: Scene, left: Floats, after: Floats) -> float:
    """Probability that one of a kind (as at the end) is found, if there is one; else NaN."""
    those = scene.seen[-1] == kind
    there = float(scene.share[those].sum())
    return float(left[those].sum() - after[those].sum()) / there if there > 1e-6 else math.nan


def _with_box(idle: UnitPlan, plane: Plane, errand: Errand, box: Box, laid: Layout) -> UnitPlan:
    """The unit's task with place, shape, legs and times of its box."""
    width, course = laid.width_m, math.degrees(box.course) % 360.0
    corners = box_corners(box.x, box.y, laid.length_m, width, course)
    dx, dy = shift(errand.paths, box.follow, laid.arrive_s, laid.leave_s)
    worked = laid.leave_s - laid.arrive_s
    return replace(
        idle,
        launch=True,
        pattern=_pattern(box, laid),
        legs=_legs(plane, laid.legs, turns=box.form == TRACKS),
        track_spacing_m=box.spacing,
        length_m=laid.length_m,
        width_m=width,
        orientation_deg=course,
        creep_deg=(course + 90.0 * box.side) % 360.0,
        centre=_position(plane, box.x, box.y),
        corners=tuple(_position(plane, *corner) for corner in corners),
        start=_position(plane, laid.legs[0, 0], laid.legs[0, 1]),
        depart_s=laid.depart_s,
        arrive_s=laid.arrive_s,
        leave_s=laid.leave_s,
        back_s=laid.back_s,
        on_scene_h=(laid.leave_s - laid.arrive_s) / HOUR,
        drift_ms=(dx / worked, dy / worked),
    )


def _pattern(box: Box, laid: Layout) -> str:
    if box.form != TRACKS:
        return VS if box.form == SECTOR else SS
    return PS if laid.length_m >= laid.width_m else CS


def _legs(plane: Plane, legs: Floats, *, turns: bool) -> tuple[Leg, ...]:
    lon0, lat0 = plane.to_lonlat(legs[:, 0], legs[:, 1])
    lon1, lat1 = plane.to_lonlat(legs[:, 3], legs[:, 4])
    return tuple(
        Leg(
            lon0=float(lon0[k]),
            lat0=float(lat0[k]),
            t0=float(legs[k, 2]),
            lon1=float(lon1[k]),
            lat1=float(lat1[k]),
            t1=float(legs[k, 5]),
            kind="turn" if turns and k % 2 else "search",
        )
        for k in range(len(legs))
    )


def _position(plane: Plane, x: float, y: float) -> Position:
    lon, lat = plane.to_lonlat(x, y)
    return Position(float(lon), float(lat))
