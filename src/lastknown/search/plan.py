"""The first search: for each unit in turn, the box of parallel tracks that finds most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.search.box import best_box
from lastknown.search.detection import Targets, track_hazard
from lastknown.search.land import LandTest, land_mask, land_test, mark_land, points_on_land
from lastknown.search.layout import Box, Errand, LandMask, lay_out, no_land
from lastknown.search.scene import Scene, make_scene, targets_of
from lastknown.search.task import launched, staying
from lastknown.search.unit import (
    CROSSES_LAND,
    Plan,
    Unit,
    UnitPlan,
    ready_s,
    speeds_ms,
    sweep_widths_m,
    unit_position,
)
from lastknown.times import parse_duration, parse_time, show_time, to_seconds
from lastknown.units import HOUR, NM

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["last_return_s", "plan_search"]

Floats = NDArray[np.float64]

_TRIES: Final = 4
_LONGEST_S: Final = 600.0  # between two kept states


def plan_search(
    cloud: xr.Dataset | Cloud,
    units: Sequence[Unit] | Unit,
    *,
    at: datetime | str,
    over: str | timedelta | float | None = None,
    coast: Coast | LandTest | None = None,
) -> Plan:
    """Return a parallel-track box for every unit, and the probability of success of them all.

    Units are planned in the order given; each sees what those before it have probably found. A box
    maximises the probability that a person sought is found, over the moving cloud, within what the
    unit can do: way out and back within its endurance, usable fraction of its time on scene. Of
    boxes within 3 % of the best the one of coverage nearest to 1 is taken.

    Parameters
    ----------
    cloud : the drift's result; it must reach from `at` to `at + over`.
    units : one or several units, with different names.
    at : when planning starts; no unit leaves earlier. Aware, or ISO text with a zone.
    over : the span searched in (``"3h"``, seconds, timedelta); None: as long as the units last,
        or as far as the cloud reaches.
    coast : floating units keep their legs off this land (a Coast, or a function of longitudes and
        latitudes in degrees returning True where land). None: land is not looked at.

    Raises
    ------
    LastknownError : no unit; two of one name; the cloud does not cover the span, or keeps states
        more than 10 minutes apart in it; nothing is at sea in it; a unit cannot reach the scene in
        time or within its endurance; it would search in the dark without a night sweep width; no
        box is clear of land.
    """
    flock = as_cloud(cloud)
    team = (units,) if isinstance(units, Unit) else tuple(units)
    _check_names(team)
    at_s = to_seconds(parse_time(at, "at"))
    until_s = _until(flock, at_s, over, team)
    _refuse_coarse(flock, at_s, until_s)
    scene = make_scene(flock, at_s, until_s)
    test = None if coast is None else land_test(coast)
    mask = no_land() if test is None else land_mask(test, scene.plane, scene.x, scene.y)
    left, plans = scene.share.copy(), []
    for unit in team:
        plan, left = _plan_unit(unit, flock, scene, left, mask, test)
        plans.append(plan)
    pos = float(sum(plan.pos for plan in plans))
    return Plan(at_s, until_s, tuple(plans), pos, flock, scene.ashore)


def last_return_s(units: Sequence[Unit], at: datetime | str) -> float:
    """Return when the last unit must be back, s since 1970: a cloud reaching so far is enough."""
    return _last_return(units, to_seconds(parse_time(at, "at")))


def _last_return(units: Sequence[Unit], at_s: float) -> float:
    return max(max(ready_s(unit), at_s) + unit.endurance_h * HOUR for unit in units)


def _plan_unit(
    unit: Unit, cloud: Cloud, scene: Scene, left: Floats, mask: LandMask, test: LandTest | None
) -> tuple[UnitPlan, Floats]:
    """The unit's plan, and what is left of every target's share after it."""
    errand = _errand(unit, scene)
    idle = staying(unit, errand.depart_s, _steer_to(unit, cloud, scene, errand))
    day, night = sweep_widths_m(unit, dark=False), sweep_widths_m(unit, dark=True)
    assert day is not None
    targets = targets_of(scene, day, night)
    if unit.kind in CROSSES_LAND:
        found = best_box(errand, targets, left, no_land())
    else:
        found = _box_off_land(unit, errand, targets, left, scene.plane, mask, test)
    laid = None if found is None else lay_out(found[0], errand)
    if found is None or laid is None:
        return idle, left
    _refuse_dark(unit, scene, laid.arrive_s, laid.leave_s)
    after = left * np.exp(-track_hazard(laid.legs, targets))
    return launched(idle, scene, errand, found[0], laid, left, after), after


def _box_off_land(
    unit: Unit,
    errand: Errand,
    targets: Targets,
    left: Floats,
    plane: Plane,
    mask: LandMask,
    test: LandTest | None,
) -> tuple[Box, float] | None:
    """The best box with no leg over land; islets that the mask's cells missed are added to it."""
    for _ in range(_TRIES):
        found = best_box(errand, targets, left, mask)
        laid = None if found is None else lay_out(found[0], errand)
        if test is None or laid is None:
            break
        dry = points_on_land(test, plane, laid.legs)
        if dry.size == 0:
            return found
        mask = mark_land(mask, dry)
    if test is not None and best_box(errand, targets, left, no_land()) is not None:
        raise LastknownError(
            f"unit {unit.name!r}: no parallel-track box clear of land was found for a "
            f"{unit.kind}; shorten its endurance_h, or send a helicopter"
        )
    return found


def _errand(unit: Unit, scene: Scene) -> Errand:
    here = unit_position(unit)
    home = here if unit.return_to is None else parse_position(unit.return_to)
    x, y = scene.plane.to_xy(np.array([here.lon, home.lon]), np.array([here.lat, home.lat]))
    depart = max(ready_s(unit), float(scene.time_s[0]))
    transit, search = speeds_ms(unit)
    return Errand(
        from_x=float(x[0]),
        from_y=float(y[0]),
        to_x=float(x[1]),
        to_y=float(y[1]),
        depart_s=depart,
        back_by_s=depart + unit.endurance_h * HOUR,
        until_s=float(scene.time_s[-1]),
        transit_ms=transit,
        search_ms=search,
        usable=unit.usable_fraction,
    )


def _steer_to(unit: Unit, cloud: Cloud, scene: Scene, errand: Errand) -> Position:
    """Most likely position when the unit gets there; refuses a unit that cannot search there."""
    arrive = errand.depart_s
    for _ in range(3):
        place = where(
            cloud, min(arrive, errand.until_s), component="persons", levels=(0.5,)
        ).most_likely
        x, y = (float(value) for value in scene.plane.to_xy(place.lon, place.lat))
        out = math.hypot(x - errand.from_x, y - errand.from_y)
        arrive = errand.depart_s + out / errand.transit_ms
    home = math.hypot(x - errand.to_x, y - errand.to_y)
    _refuse_far(unit, errand, out, home)
    leave = min(errand.back_by_s - home / errand.transit_ms, errand.until_s)
    _refuse_dark(unit, scene, arrive, leave)
    return place


def _refuse_far(unit: Unit, errand: Errand, out_m: float, home_m: float) -> None:
    there, both = out_m / errand.transit_ms, (out_m + home_m) / errand.transit_ms
    if both >= unit.endurance_h * HOUR:
        raise LastknownError(
            f"unit {unit.name!r} cannot search: {out_m / NM:.0f} NM to the scene takes "
            f"{_hours(there)} at {unit.speed_kn:g} kn, {_hours(both)} with the way back, and its "
            f"endurance is {_hours(unit.endurance_h * HOUR)}; send a nearer or faster unit"
        )
    if errand.depart_s + there >= errand.until_s:
        raise LastknownError(
            f"unit {unit.name!r} reaches the scene at {show_time(errand.depart_s + there)} "
            f"({out_m / NM:.0f} NM, {_hours(there)} at {unit.speed_kn:g} kn), after the search "
            f"ends at {show_time(errand.until_s)}; plan over a longer time or send a nearer unit"
        )


def _refuse_dark(unit: Unit, scene: Scene, arrive_s: float, leave_s: float) -> None:
    """Refuse a visual search in the dark by a unit that has no night sweep width."""
    if unit.night_sweep_width_nm is not None:
        return
    begin = np.maximum(scene.time_s[:-1], arrive_s)
    end = np.minimum(scene.time_s[1:], leave_s)
    dark = scene.dark & (end > begin)
    if dark.any():
        raise LastknownError(
            f"unit {unit.name!r} would search in the dark from {show_time(float(begin[dark][0]))} "
            f"to {show_time(float(end[dark][-1]))} (sun more than 6 degrees below the horizon) and "
            "has no night_sweep_width_nm; give one, or keep its search to daylight with a later "
            "ready or a shorter endurance_h"
        )


def _until(
    cloud: Cloud, at_s: float, over: str | timedelta | float | None, team: Sequence[Unit]
) -> float:
    first, last = float(cloud.time_s[0]), float(cloud.time_s[-1])
    if over is None:
        until = min(last, _last_return(team, at_s))
    else:
        until = at_s + parse_duration(over).total_seconds()
    if at_s < first or until > last or not at_s < until or cloud.time_s.size < 2:
        raise LastknownError(
            f"the search from at={show_time(at_s)} to at + over={show_time(until)} is not covered "
            f"by the cloud, which reaches from {show_time(first)} to {show_time(last)}; drift it "
            "further, or change at or over"
        )
    return until


def _refuse_coarse(cloud: Cloud, at_s: float, until_s: float) -> None:
    """Refuse tracks kept so seldom that the tide bends between two states."""
    during = (cloud.time_s[1:] > at_s) & (cloud.time_s[:-1] < until_s)
    longest = float(np.diff(cloud.time_s)[during].max())
    if longest > _LONGEST_S + 1.0:
        raise LastknownError(
            f"the cloud keeps states {longest / 60.0:.0f} min apart in the search from "
            f"{show_time(at_s)} to {show_time(until_s)}, and a search needs them every 10 min; "
            f'drift again with at="{show_time(at_s)}", or with output_s=600'
        )


def _check_names(team: Sequence[Unit]) -> None:
    if not team:
        raise LastknownError("no unit was given; give at least one Unit to plan for")
    names = [unit.name for unit in team]
    for name in names:
        if names.count(name) > 1:
            raise LastknownError(f"two units are called {name!r}; give every unit its own name")


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60.0)
    return f"{minutes // 60} h {minutes % 60:02d} min"
