"""Whether a unit is to steer to the most likely position on its way to its area."""

from __future__ import annotations

import math

from lastknown.geo.plane import Plane
from lastknown.search.planned import UnitPlan

__all__ = ["middle_s", "steers_within"]


def middle_s(task: UnitPlan) -> float:
    """Return when centre and corners are those of the area, s since 1970: halfway through its legs.

    NaN where it has no legs.
    """
    return 0.5 * (task.legs[0].t0 + task.legs[-1].t1) if task.legs else math.nan


def steers_within(task: UnitPlan) -> bool:
    """Return whether the most likely position on arrival lies in the unit's own area as it is then.

    With several units or boats that position is often in the area of another: who steered to it
    would go astray. False where the unit has no task.
    """
    if not task.legs:
        return False
    plane = Plane(task.centre.lon, task.centre.lat)
    x, y = (float(each) for each in plane.to_xy(task.steer_to.lon, task.steer_to.lat))
    later_s = middle_s(task) - task.arrive_s
    x, y = x + task.drift_ms[0] * later_s, y + task.drift_ms[1] * later_s
    course = math.radians(task.orientation_deg)
    along = x * math.sin(course) + y * math.cos(course)
    across = x * math.cos(course) - y * math.sin(course)
    return bool(abs(along) <= 0.5 * task.length_m and abs(across) <= 0.5 * task.width_m)
