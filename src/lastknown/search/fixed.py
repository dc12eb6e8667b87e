"""What is given to a plan from outside: tasks that stand, and the limits of its boxes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.search.detection import track_hazard
from lastknown.search.pattern import CS, PS
from lastknown.search.planned import Leg, UnitPlan
from lastknown.search.scene import Scene, targets_of
from lastknown.search.separation import no_limit
from lastknown.search.unit import sweep_widths_m

__all__ = ["area_of", "hazard_of", "in_plane", "legs_of", "limit_of"]

Floats = NDArray[np.float64]


def hazard_of(task: UnitPlan, scene: Scene) -> Floats:
    """Return the hazard that a task's legs lay on every target, (n,)."""
    if not task.legs:
        return np.zeros(scene.share.size)
    day, night = sweep_widths_m(task.unit, dark=False), sweep_widths_m(task.unit, dark=True)
    assert day is not None
    return track_hazard(legs_of(task, scene.plane), targets_of(scene, day, night))


def legs_of(task: UnitPlan, plane: Plane) -> Floats:
    """Return a task's legs in the plane, (k, 6): x0, y0, t0, x1, y1, t1 in m and s since 1970."""
    return in_plane(task.legs, plane)


def in_plane(legs: Sequence[Leg], plane: Plane) -> Floats:
    """Return legs in the plane, (k, 6): x0, y0, t0, x1, y1, t1 in m and s since 1970."""
    if not legs:
        return np.zeros((0, 6))
    x0, y0 = plane.to_xy(*_columns(legs, "lon0", "lat0"))
    x1, y1 = plane.to_xy(*_columns(legs, "lon1", "lat1"))
    return np.stack([x0, y0, *_columns(legs, "t0"), x1, y1, *_columns(legs, "t1")], axis=1)


def area_of(task: UnitPlan, plane: Plane) -> Floats:
    """Return a task's area as `trespass` wants it, (11,).

    One that moves is taken to move straight, and so much larger that all its legs stay half a track
    spacing inside: a tide that turns carries them off the straight way.
    """
    x, y = (float(value) for value in plane.to_xy(task.centre.lon, task.centre.lat))
    course, legs = math.radians(task.orientation_deg), legs_of(task, plane)
    middle = 0.5 * (task.legs[0].t0 + task.legs[-1].t1)
    points = np.concatenate([legs[:, :3], legs[:, 3:]])
    wait = points[:, 2] - middle
    dx, dy = points[:, 0] - x - task.drift_ms[0] * wait, points[:, 1] - y - task.drift_ms[1] * wait
    along = np.abs(dx * math.sin(course) + dy * math.cos(course)).max()
    across = np.abs(dx * math.cos(course) - dy * math.sin(course)).max()
    margin = task.track_spacing_m if task.pattern in (PS, CS) else 0.0
    length = max(task.length_m, 2.0 * float(along) + margin)
    width = max(task.width_m, 2.0 * float(across) + margin)
    times = (task.arrive_s, task.leave_s, middle)
    return np.array([x, y, course, length, width, *times, 0.0, *task.drift_ms])


def limit_of(within: Sequence[Position | tuple[float, float]] | None, plane: Plane) -> Floats:
    """Return the corners of a polygon in the plane, (m, 2) m, not closed; (0, 2): no limit.

    Raises
    ------
    LastknownError : fewer than three different corners.
    """
    if within is None:
        return no_limit()
    corners = [c if isinstance(c, Position) else Position(float(c[0]), float(c[1])) for c in within]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(set(corners)) < 3:
        raise LastknownError(
            f"within has {len(corners)} corners; give at least three different ones, as (lon, lat)"
        )
    x, y = plane.to_xy(np.array([c.lon for c in corners]), np.array([c.lat for c in corners]))
    return np.stack([x, y], axis=1)


def _columns(legs: Sequence[Leg], *names: str) -> list[Floats]:
    return [np.array([getattr(leg, name) for leg in legs]) for name in names]
