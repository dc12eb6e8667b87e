"""The plan: a box of parallel tracks for every unit, all of them together finding most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast
from lastknown.geo.position import Position
from lastknown.search.datum import datum_paths
from lastknown.search.detection import track_hazard
from lastknown.search.errand import no_land
from lastknown.search.fixed import area_of, hazard_of, limit_of
from lastknown.search.joint import settle
from lastknown.search.land import LandTest, land_mask, land_test
from lastknown.search.layout import lay_out
from lastknown.search.proof import prove
from lastknown.search.scene import Scene, make_scene
from lastknown.search.score import pos_error, split
from lastknown.search.seat import Seat, make_seat, refuse_dark
from lastknown.search.task import launched
from lastknown.search.team import Boxes, Team
from lastknown.search.unit import Plan, Unit, UnitPlan, ready_s
from lastknown.times import parse_duration, parse_time, show_time, to_seconds
from lastknown.units import HOUR

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["MOST_UNITS", "last_return_s", "plan_search"]

Floats = NDArray[np.float64]

MOST_UNITS: Final = 12
"""Units planned at once; a task of more is several tasks."""

_LONGEST_S: Final = 600.0  # between two kept states


def plan_search(
    cloud: xr.Dataset | Cloud,
    units: Sequence[Unit] | Unit,
    *,
    at: datetime | str,
    over: str | timedelta | float | None = None,
    coast: Coast | LandTest | None = None,
    fixed: Sequence[UnitPlan] = (),
    within: Sequence[Position | tuple[float, float]] | None = None,
    allow_overlap: bool = False,
    rounds: int = 4,
    proof: bool = True,
    progress: Callable[[float, float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Plan:
    """Return a parallel-track box for every unit, and the probability of success of them all.

    Boxes maximise the probability that a person sought is found, over the moving cloud, within what
    each unit can do: way out and back within its endurance, usable fraction of its time on scene.
    Units are planned one after another first, then each anew given all the others, so that their
    order does not decide; see `lastknown.search.joint`. Of boxes for a single unit that are within
    1 % of the best the one of coverage nearest to 1 is taken. A unit with nothing to gain stays.

    Parameters
    ----------
    cloud : the drift's result; it must reach from `at` to `at + over`. Of 2,000 realisations or
        more some are planned on and the others give the probabilities: of 25,000, 5,000 and 20,000;
        of fewer than 10,000 half and half (`lastknown.search.score`).
    units : one to twelve units, with different names.
    at : when planning starts; no unit leaves earlier. Aware, or ISO text with a zone.
    over : the span searched in (``"3h"``, seconds, timedelta); None: as long as the units last,
        or as far as the cloud reaches.
    coast : floating units keep their legs off this land (a Coast, or a function of longitudes and
        latitudes in degrees returning True where land). None: land is not looked at.
    fixed : tasks that stand; the others are planned around what they find and where they are.
    within : corners of a polygon that boxes stay within, at least three: Position or (lon, lat).
    allow_overlap : True: areas may overlap. Else those of floating units, and those of aircraft at
        one height (`Unit.height_ft`), do not while both are on scene.
    rounds : how often all units are planned anew; 0: one after another, as given, and no more.
    proof : False: without the reference and the ceiling (`lastknown.search.proof`).
    progress : told the share done, 0-1, and the best probability of success so far.
    cancel : asked after every step; True ends with the best plan so far.

    Raises
    ------
    LastknownError : no unit, or too many; two of one name; the cloud does not cover the span, or
        keeps states more than 10 minutes apart in it; nothing is at sea in it; a unit cannot reach
        the scene in time or within its endurance; it would search in the dark without a night
        sweep width; no box is clear of land; fewer than three corners.
    """
    flock = as_cloud(cloud)
    team = (units,) if isinstance(units, Unit) else tuple(units)
    _check_names([*(task.unit for task in fixed), *team], team)
    at_s = to_seconds(parse_time(at, "at"))
    until_s = _until(flock, at_s, over, team)
    _refuse_coarse(flock, at_s, until_s)
    scene = make_scene(flock, at_s, until_s)
    everybody = _seats([*(task.unit for task in fixed), *team], flock, scene, coast, within)
    seats, standing = everybody[len(fixed) :], [hazard_of(task, scene) for task in fixed]
    planned, scored = split(scene)
    areas = tuple((task.unit, area_of(task, scene.plane)) for task in fixed if task.launch)
    worth = planned * np.exp(-sum(standing, np.zeros(planned.size)))
    boxes = settle(Team(seats, worth, areas, not allow_overlap), rounds, _tell(progress, cancel))
    fair = replace(scene, share=scored)
    held, left = _standing_tasks(fixed, standing, fair)
    tasks, left = _tasks(seats, boxes, fair, left)
    plan = _plan(flock, fair, (*held, *tasks), left)
    if not proof:
        return plan
    beside = prove(everybody, fair, plan.units)
    return replace(plan, reference=beside.reference, ceiling=beside.ceiling)


def _seats(
    units: Sequence[Unit],
    cloud: Cloud,
    scene: Scene,
    coast: Coast | LandTest | None,
    within: Sequence[Position | tuple[float, float]] | None,
) -> tuple[Seat, ...]:
    test = None if coast is None else land_test(coast)
    mask = no_land() if test is None else land_mask(test, scene.plane, scene.x, scene.y)
    mask = mask._replace(limit=limit_of(within, scene.plane))
    paths = datum_paths(scene)
    return tuple(make_seat(unit, cloud, scene, mask, test, paths) for unit in units)


def _plan(cloud: Cloud, scene: Scene, tasks: tuple[UnitPlan, ...], left: Floats) -> Plan:
    begin, end = float(scene.time_s[0]), float(scene.time_s[-1])
    pos, error = float(sum(task.pos for task in tasks)), pos_error(scene, left)
    return Plan(begin, end, tasks, pos, cloud, scene.ashore, pos_error=error)


def _tell(
    progress: Callable[[float, float], None] | None, cancel: Callable[[], bool] | None
) -> Callable[[float, float], bool]:
    """Return what is told after every step, and answers whether to stop."""

    most, stop = [0.0, 0.0], False

    def told(done: float, pos: float) -> bool:
        nonlocal stop
        most[:] = max(most[0], done), max(most[1], pos)
        if progress is not None:
            progress(*most)
        stop = stop or (cancel is not None and cancel())
        return stop

    return told


def _standing_tasks(
    fixed: Sequence[UnitPlan], standing: Sequence[Floats], scene: Scene
) -> tuple[list[UnitPlan], Floats]:
    """Fixed tasks with what each adds on this scene, and what they leave of every share."""
    left, held = scene.share.copy(), []
    for task, hazard in zip(fixed, standing, strict=True):
        after = left * np.exp(-hazard)
        held.append(replace(task, pos=float(left.sum() - after.sum())))
        left = after
    return held, left


def _tasks(
    seats: Sequence[Seat], boxes: Boxes, scene: Scene, left: Floats
) -> tuple[list[UnitPlan], Floats]:
    """The tasks of the units, in order, and what is left of every target's share after them."""
    tasks = []
    for seat, box in zip(seats, boxes, strict=True):
        laid = None if box is None else lay_out(box, seat.errand)
        if box is None or laid is None:
            tasks.append(seat.idle)
            continue
        refuse_dark(seat.unit, scene, laid.arrive_s, laid.leave_s)
        after = left * np.exp(-track_hazard(laid.legs, seat.targets))
        tasks.append(launched(seat.idle, scene, seat.errand, box, laid, left, after))
        left = after
    return tasks, left


def last_return_s(units: Sequence[Unit], at: datetime | str) -> float:
    """Return when the last unit must be back, s since 1970: a cloud reaching so far is enough."""
    return _last_return(units, to_seconds(parse_time(at, "at")))


def _last_return(units: Sequence[Unit], at_s: float) -> float:
    return max(max(ready_s(unit), at_s) + unit.endurance_h * HOUR for unit in units)


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


def _check_names(everybody: Sequence[Unit], team: Sequence[Unit]) -> None:
    if not team:
        raise LastknownError("no unit was given; give at least one Unit to plan for")
    if len(everybody) > MOST_UNITS:
        raise LastknownError(
            f"{len(everybody)} units were given; plan for at most {MOST_UNITS} at once"
        )
    names = [unit.name for unit in everybody]
    for name in names:
        if names.count(name) > 1:
            raise LastknownError(f"two units are called {name!r}; give every unit its own name")
