"""What would help a plan most: one more unit of which kind, or waiting for light.

Each candidate is planned by `lastknown.search.plan.plan_search` around the plan's own tasks, which
stand, on some realisations of the cloud, and what it adds is counted on others. Nothing is added
up: two helps together bring less than their sum.

One more unit is a copy of one on hand: of each kind the one that sweeps most, from the same place,
ready now. Where no helicopter, or no unit that floats, is on hand a standard one is tried from the
place of the unit nearest to the scene. Its figures are assumed (`STANDARD`); its sweep widths are
those of the tables where conditions are given, else those of the unit on hand that has the widest,
and `Help.widths` says which.

Waiting for light is tried for units that arrive in the dark and see less then than by day, the
three that sweep most: each starts so as to arrive at first light (sun 6 degrees below the horizon),
and all else stands. A unit that the plan itself holds back for more than half an hour is tried at
once instead: what waiting gains is said beside what it costs in time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast
from lastknown.geo.position import Position
from lastknown.search.candidates import (
    STANDARD,
    Candidate,
    arrival_s,
    at_once,
    by_light,
    end_s,
    one_more,
)
from lastknown.search.fixed import hazard_of
from lastknown.search.land import LandTest
from lastknown.search.lives import Look, gains, make_lives
from lastknown.search.plan import MOST_UNITS, plan_search
from lastknown.search.planned import Plan, UnitPlan
from lastknown.search.scene import Scene, make_scene, targets_of
from lastknown.search.sensor import WIDTH_SD, Conditions
from lastknown.search.unit import sweep_widths_m
from lastknown.times import from_seconds

__all__ = ["STANDARD", "Help", "reach_for_light", "what_would_help"]

Floats = NDArray[np.float64]

_PARTICLES: Final = 1000
_SCORED_ON: Final = 3000
_LIVES_ON: Final = 1000  # lives take 20 times as long to count
_LEAST_GAIN: Final = 0.005
_LEAST_LIVES: Final = 0.05
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Help:
    """One thing that would help.

    Attributes
    ----------
    kind : ``unit`` (one more), ``light`` (a unit on hand that arrives at first light instead), or
        ``now`` (one that the plan holds back, going at once).
    task : what the unit would be told.
    gain : POS of the plan with it less that of the plan, fraction; light may cost some.
    like : name of the unit on hand that it copies, or that waits; "" for a standard one.
    place_of : name of the unit on hand from whose place it starts.
    widths : ``tables``, or the name of the unit on hand whose sweep widths it has.
    later_s : how much later than in the plan it arrives, s; negative: sooner; 0 for one more unit.
    lives : lives gained that it would add (negative: cost); NaN: the plan is not one for lives.
    """

    kind: str
    task: UnitPlan
    gain: float
    like: str
    place_of: str
    widths: str
    later_s: float = 0.0
    lives: float = math.nan


@dataclass(frozen=True)
class _Trial:
    """What candidates are planned on and counted on."""

    plan: Plan
    planned: Cloud
    scored: Cloud
    given: Mapping[str, Any]
    survival: Mapping[str, Any]


def what_would_help(
    plan: Plan,
    *,
    cloud: Cloud | None = None,
    coast: Coast | LandTest | None = None,
    within: Sequence[Position | tuple[float, float]] | None = None,
    allow_overlap: bool = False,
    what: str | None = None,
    conditions: Conditions | None = None,
    as_made: Mapping[str, Any] = _NOTHING,
    survival: Mapping[str, Any] = _NOTHING,
    particles: int = _PARTICLES,
) -> tuple[Help, ...]:
    """Return what would help a plan most, the best first: by lives in a plan for lives.

    Parameters
    ----------
    plan : from `plan_search`.
    cloud : a cloud of the same case that reaches longer than the plan's, for waiting for light
        (`reach_for_light` says how far); None: the plan's own.
    coast, within : as the plan was made with.
    allow_overlap : as the plan was made with.
    what : the object of the sweep width tables that stands for the boat, for a standard unit; None:
        by the cloud's search objects.
    conditions : what a standard unit would look through by day; None: not known, it gets the sweep
        widths of a unit on hand.
    as_made : further arguments of `plan_search` that the plan was made with.
    survival : arguments of `lastknown.search.lives.make_lives`, in a plan for lives.
    particles : realisations that candidates are planned on; up to twice as many others count what
        they add.

    Raises
    ------
    LastknownError : never for a candidate that cannot search there: it is left out.
    """
    helps = []
    given = {"coast": coast, "within": within, "allow_overlap": allow_overlap, **as_made}
    own = _trial(plan, plan.cloud, particles, given, survival)
    longer = own if cloud is None else _trial(plan, cloud, particles, given, survival)
    if sum(task.launch for task in plan.units) < MOST_UNITS:
        for candidate in one_more(plan, what, conditions):
            helps += _tried(own, candidate)
    for candidate in by_light(plan):
        helps += _tried(longer, candidate)
    for candidate in at_once(plan):
        helps += _tried(own, candidate)
    return tuple(sorted(filter(_telling, helps), key=_order))


def _telling(help_: Help) -> bool:
    """Return whether it changes anything; a unit that is held back is told in any case."""
    much = abs(help_.gain) >= _LEAST_GAIN or abs(help_.lives) >= _LEAST_LIVES
    return much or help_.kind == "now"


def _order(help_: Help) -> tuple[float, str, str]:
    """Return what helps are ordered by: lives where they are known, else POS."""
    worth = help_.gain if math.isnan(help_.lives) else help_.lives
    return -worth, help_.like, help_.task.unit.kind


def reach_for_light(plan: Plan) -> float | None:
    """Return how far a cloud must reach for units to wait for light, s since 1970; None: none."""
    ends = [end_s(candidate.unit) for candidate in by_light(plan)]
    return max(ends, default=None)


def _tried(trial: _Trial, candidate: Candidate) -> list[Help]:
    """Return what a candidate is worth, or nothing where it cannot search there."""
    plan, old = trial.plan, candidate.instead
    others = tuple(task for task in plan.units if task.launch and task is not old)
    until_s = plan.until_s
    if candidate.kind == "light":
        until_s = min(max(until_s, end_s(candidate.unit)), float(trial.planned.time_s[-1]))
    try:
        task = plan_search(
            trial.planned,
            candidate.unit,
            at=from_seconds(plan.at_s),
            over=until_s - plan.at_s,
            fixed=others,
            may_wait=candidate.kind != "now",
            rounds=0,
            proof=False,
            **trial.given,
        ).units[-1]
    except LastknownError:
        return []
    if not task.launch:
        return []
    gain, lives = _worth(trial, until_s, others, old, task)
    later = 0.0 if old is None else task.arrive_s - arrival_s(old)
    place = (candidate.like, candidate.place_of, candidate.widths)
    return [Help(candidate.kind, task, gain, *place, later, lives)]


def _worth(
    trial: _Trial,
    until_s: float,
    others: Sequence[UnitPlan],
    old: UnitPlan | None,
    new: UnitPlan,
) -> tuple[float, float]:
    """Return how much more POS and lives the new task brings than the old one, beside the others.

    Lives are NaN where the plan was not made for them.
    """
    scene = make_scene(trial.scored, trial.plan.at_s, until_s, width_sd=WIDTH_SD)
    left = scene.share * np.exp(-sum(hazard_of(task, scene) for task in others))
    instead = -np.expm1(-hazard_of(new, scene))
    before = np.zeros_like(left) if old is None else -np.expm1(-hazard_of(old, scene))
    gain = float((left * (instead - before)).sum())
    if trial.plan.objective != "lives":
        return gain, math.nan
    team = [task.unit for task in trial.plan.units if task is not old]
    try:
        lives = make_lives(trial.scored, scene, [*team, new.unit], **trial.survival)
    except LastknownError:  # no water temperature: the plan's own lives were by hand
        return gain, math.nan
    told = [
        gains(lives, scene, [_look(task, scene) for task in (*others, last)]).units[-1]
        for last in (new, old)
        if last is not None
    ]
    return gain, told[0] - sum(told[1:])


def _look(task: UnitPlan, scene: Scene) -> Look:
    """Return a task's legs in the scene, and what its unit sees there."""
    ends = np.array([[leg.lon0, leg.lat0, leg.t0, leg.lon1, leg.lat1, leg.t1] for leg in task.legs])
    legs = ends.reshape(-1, 6)
    x0, y0 = scene.plane.to_xy(legs[:, 0], legs[:, 1])
    x1, y1 = scene.plane.to_xy(legs[:, 3], legs[:, 4])
    day, night = (sweep_widths_m(task.unit, dark=dark) for dark in (False, True))
    targets = targets_of(scene, day or (0.0, 0.0), night)
    return Look(task.unit, targets, np.stack([x0, y0, legs[:, 2], x1, y1, legs[:, 5]], axis=1))


def _trial(
    plan: Plan,
    cloud: Cloud,
    particles: int,
    given: Mapping[str, Any],
    survival: Mapping[str, Any],
) -> _Trial:
    """Return the realisations to plan on and others to count on; all for both where few."""
    boats = np.flatnonzero((cloud.component == BOAT) & (cloud.weight > 0.0))
    if boats.size < particles:
        return _Trial(plan, cloud, cloud, given, survival)
    step = max(2, boats.size // particles)
    first, rest = boats[::step], np.delete(boats, np.s_[::step])
    enough = _SCORED_ON if plan.objective == "pos" else _LIVES_ON
    rest = rest[:: max(1, rest.size // enough)]
    return _Trial(plan, _only(cloud, first), _only(cloud, rest), given, survival)


def _only(cloud: Cloud, boats: NDArray[np.intp]) -> Cloud:
    """Return the cloud of some boats and those who left them, their weights summing to 1."""
    rows = np.flatnonzero(np.isin(cloud.parent, boats))
    values = {each.name: getattr(cloud, each.name) for each in fields(cloud)}
    kept: dict[str, Any] = {
        name: value[rows]
        for name, value in values.items()
        if isinstance(value, np.ndarray) and name != "time_s"
    }
    kept["parent"] = np.searchsorted(rows, kept["parent"]).astype(cloud.parent.dtype)
    kept["weight"] = kept["weight"] / cloud.weight[boats].sum()
    return replace(cloud, **kept)
