"""The plan: an area and a pattern for every unit, all of them together finding most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast
from lastknown.geo.position import Position
from lastknown.search.datum import datum_paths
from lastknown.search.equip import equipped
from lastknown.search.errand import no_land
from lastknown.search.fixed import limit_of
from lastknown.search.ground import Ground, hurried, score_plan, team_of
from lastknown.search.joint import settle
from lastknown.search.land import LandTest, land_mask, land_test
from lastknown.search.lives import make_lives
from lastknown.search.outing import CannotSearchError
from lastknown.search.planned import Plan, UnitPlan
from lastknown.search.proof import prove
from lastknown.search.risk import Survival
from lastknown.search.scene import Scene, make_scene
from lastknown.search.score import split
from lastknown.search.seat import Seat, make_seat, prompt, seat_that_stays
from lastknown.search.sensor import WIDTH_SD, Conditions
from lastknown.search.unit import Unit, last_return_s
from lastknown.times import from_seconds, parse_duration, parse_time, show_time, to_seconds

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["MOST_UNITS", "NOBODY_AT_RISK", "Objective", "plan_search"]

Floats = NDArray[np.float64]

MOST_UNITS: Final = 12
"""Units planned at once; a task of more is several tasks."""

NOBODY_AT_RISK: Final = (
    "Nobody is at risk before the horizon by what is known: this is the plan for the most "
    "probability of success."
)

Objective = Literal["pos", "lives"]

_LONGEST_S: Final = 600.0  # between two kept states
_NOBODY: Final = 0.01
"""Lives at stake below which nobody is at risk."""


def plan_search(
    cloud: xr.Dataset | Cloud,
    units: Sequence[Unit] | Unit,
    *,
    at: datetime | str,
    over: str | timedelta | float | None = None,
    objective: Objective = "pos",
    survival: Survival | None = None,
    conditions: Conditions | None = None,
    width_sd: float = WIDTH_SD,
    coast: Coast | LandTest | None = None,
    fixed: Sequence[UnitPlan] = (),
    within: Sequence[Position | tuple[float, float]] | None = None,
    allow_overlap: bool = False,
    may_wait: bool = True,
    rounds: int = 4,
    proof: bool = True,
    progress: Callable[[float, float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Plan:
    """Return where every unit searches, in which pattern, and what that is worth.

    Areas are chosen for the probability that a person sought is found (or for the lives gained),
    over the moving cloud, within what each unit can do: way out and back within its endurance,
    usable fraction of its time on scene. Patterns are parallel tracks (PS, CS), expanding squares
    (SS) and sector searches (VS), fixed to the ground or moving with the datum, begun at once or
    later. Units are planned one after another first, then each anew given all the others, so that
    their order does not decide; see `lastknown.search.joint`. Of areas for a single unit that are
    within 1 % of the best the one of coverage nearest to 1 is taken. A unit with nothing to gain
    stays.

    Parameters
    ----------
    cloud : the drift's result; it must reach from `at` to `at + over`. Of 2,000 realisations or
        more some are planned on and the others give the probabilities: of 25,000, 5,000 and 20,000;
        of fewer than 10,000 half and half (`lastknown.search.score`).
    units : one to twelve units, with different names.
    at : when planning starts; no unit leaves earlier. Aware, or ISO text with a zone.
    over : the span searched in (``"3h"``, seconds, timedelta); None: as long as the units last,
        or as far as the cloud reaches.
    objective : ``pos``, the most probability of success, or ``lives``, the most lives gained; with
        that the plan for the most POS stands beside it (`Plan.beside`). Where nobody is at risk
        the plan is for POS, and a note says so.
    survival : how long persons last in the water. Given, lives gained are counted with either
        objective; None: with ``lives`` by the cloud's own water temperature.
    conditions : what the sensors of units look through; None: units have entered sweep widths.
    width_sd : sd of the logarithm of the factor on the sweep width that is common to all looks at
        one realisation: haze, an unlit hull, a wrong width. 0: none.
    coast : floating units keep their legs off this land (a Coast, or a function of longitudes and
        latitudes in degrees returning True where land). None: land is not looked at.
    fixed : tasks that stand; the others are planned around what they find and where they are.
    within : corners of a polygon that areas stay within, at least three: Position or (lon, lat).
    allow_overlap : True: areas may overlap. Else those of floating units, and those of aircraft at
        one height (`Unit.height_ft`), do not while both are on scene.
    may_wait : False: every unit leaves as soon as it is ready (or sees anything there).
    rounds : how often all units are planned anew; 0: one after another, as given, and no more.
    proof : False: without the reference and the ceiling (`lastknown.search.proof`).
    progress : told the share done, 0-1, and the best probability of success so far (for lives: the
        share of those at stake).
    cancel : asked after every step; True ends with the best plan so far.

    Raises
    ------
    LastknownError : no unit, or too many; two of one name; the cloud does not cover the span, or
        keeps states more than 10 minutes apart in it; nothing is at sea in it; a unit cannot reach
        the scene in time or within its endurance; it would search in the dark without a night
        sweep width; no area is clear of land; fewer than three corners; an unknown objective; no
        water temperature is known for lives.
    """
    if objective not in ("pos", "lives"):
        raise LastknownError(f"objective={objective!r} is unknown; give 'pos' or 'lives'")
    flock = as_cloud(cloud)
    team = (units,) if isinstance(units, Unit) else tuple(units)
    _check_names([*(task.unit for task in fixed), *team])
    team = equipped(team, flock, conditions)
    at_s = to_seconds(parse_time(at, "at"))
    until_s = _until(flock, at_s, over, team, fixed)
    _refuse_coarse(flock, at_s, until_s)
    scene = make_scene(flock, at_s, until_s, width_sd=width_sd)
    held, seats = _seats([task.unit for task in fixed], team, flock, scene, coast, within)
    if not may_wait:
        seats = tuple(prompt(seat) for seat in seats)
    ground = Ground(flock, scene, seats, tuple(fixed), held, *split(scene), not allow_overlap)
    plan = _best(ground, objective, survival, rounds, progress, cancel)
    if not proof:
        return plan
    beside = prove((*held, *seats), replace(scene, share=ground.scored), plan.units)
    return replace(plan, reference=beside.reference, ceiling=beside.ceiling)


def _seats(
    held: Sequence[Unit],
    free: Sequence[Unit],
    cloud: Cloud,
    scene: Scene,
    coast: Coast | LandTest | None,
    within: Sequence[Position | tuple[float, float]] | None,
) -> tuple[tuple[Seat, ...], tuple[Seat, ...]]:
    """Return the seats of units that are fixed and of those that are free."""
    test = None if coast is None else land_test(coast)
    mask = no_land() if test is None else land_mask(test, scene.plane, scene.x, scene.y)
    mask = mask._replace(limit=limit_of(within, scene.plane))
    paths = datum_paths(scene)
    standing = tuple(make_seat(unit, cloud, scene, mask, test, stands=True) for unit in held)
    return standing, _free_seats(
        free, scene, lambda unit: make_seat(unit, cloud, scene, mask, test, paths)
    )


def _free_seats(
    units: Sequence[Unit], scene: Scene, make: Callable[[Unit], Seat]
) -> tuple[Seat, ...]:
    """Return seats of all units; one that cannot search there stays, where another can."""
    seats, faults = [], []
    for unit in units:
        try:
            seats.append(make(unit))
        except CannotSearchError as fault:
            faults.append(fault)
            seats.append(seat_that_stays(unit, scene, fault.reason))
    if faults and len(faults) == len(units):
        raise faults[0]
    return tuple(seats)


def _best(
    ground: Ground,
    objective: Objective,
    survival: Survival | None,
    rounds: int,
    progress: Callable[[float, float], None] | None,
    cancel: Callable[[], bool] | None,
) -> Plan:
    """Return the best plan found for an objective, with the one for POS beside one for lives."""
    if objective == "pos" and survival is None:
        return score_plan(ground, settle(team_of(ground), rounds, _tell(progress, cancel)))
    known = survival or Survival()
    everybody = [seat.unit for seat in (*ground.held, *ground.seats)]
    planned, scored = (
        make_lives(ground.cloud, replace(ground.scene, share=share), everybody, **vars(known))
        for share in (ground.planned, ground.scored)
    )
    stake = float(planned.at_stake.sum())
    both = objective == "lives" and stake > _NOBODY
    pos_team = team_of(ground)
    tell = _tell(progress, cancel, (0.5, 1.0) if both else (0.0, 1.0))
    if not both:
        plan = score_plan(ground, settle(pos_team, rounds, tell), scored)
        notes = (NOBODY_AT_RISK,) if objective == "lives" else ()
        return replace(plan, notes=(*plan.notes, *notes))
    first = _tell(progress, cancel, (0.0, 0.5), 1.0 / stake)
    plan = score_plan(ground, settle(hurried(ground, planned), rounds, first), scored)
    beside = score_plan(ground, settle(pos_team, rounds, tell), scored)
    if beside.lives > plan.lives:
        plan = beside
    return replace(plan, objective="lives", beside=beside)


def _tell(
    progress: Callable[[float, float], None] | None,
    cancel: Callable[[], bool] | None,
    part: tuple[float, float] = (0.0, 1.0),
    scale: float = 1.0,
) -> Callable[[float, float], bool]:
    """Return what is told after every step, and answers whether to stop.

    Parameters
    ----------
    part : which part of the whole it is. scale : what the value told is multiplied by.
    """
    most, stop = [0.0, 0.0], False

    def told(done: float, pos: float) -> bool:
        nonlocal stop
        most[:] = max(most[0], done), max(most[1], pos)
        if progress is not None:
            progress(part[0] + (part[1] - part[0]) * most[0], min(1.0, scale * most[1]))
        stop = stop or (cancel is not None and cancel())
        return stop

    return told


def _until(
    cloud: Cloud,
    at_s: float,
    over: str | timedelta | float | None,
    team: Sequence[Unit],
    fixed: Sequence[UnitPlan],
) -> float:
    first, last = float(cloud.time_s[0]), float(cloud.time_s[-1])
    if over is None:
        free = [last_return_s(team, from_seconds(at_s))] if team else []
        until = min(last, max([*free, *(task.leave_s for task in fixed)]))
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


def _check_names(everybody: Sequence[Unit]) -> None:
    if not everybody:
        raise LastknownError("no unit was given; give at least one Unit to plan for")
    if len(everybody) > MOST_UNITS:
        raise LastknownError(
            f"{len(everybody)} units were given; plan for at most {MOST_UNITS} at once"
        )
    names = [unit.name for unit in everybody]
    for name in names:
        if names.count(name) > 1:
            raise LastknownError(f"two units are called {name!r}; give every unit its own name")
