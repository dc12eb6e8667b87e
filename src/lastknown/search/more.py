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
and all else stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.search.equip import equipped
from lastknown.search.fixed import hazard_of
from lastknown.search.land import LandTest
from lastknown.search.lives import Look, gains, make_lives
from lastknown.search.plan import MOST_UNITS, plan_search
from lastknown.search.scene import Scene, make_scene, targets_of
from lastknown.search.sensor import Conditions, Sensor
from lastknown.search.sun import is_dark, light_around
from lastknown.search.unit import (
    AIR_KINDS,
    SURFACE_KINDS,
    Plan,
    Unit,
    UnitPlan,
    ready_s,
    speeds_ms,
    sweep_widths_m,
    unit_position,
)
from lastknown.times import from_seconds
from lastknown.units import HOUR

__all__ = ["STANDARD", "Help", "reach_for_light", "what_would_help"]

Floats = NDArray[np.float64]

STANDARD: Final = MappingProxyType(
    {
        "helicopter": (120.0, 90.0, 3.0, 500.0),
        "lifeboat": (25.0, 15.0, 6.0, 14.0),
    }
)
"""(speed_kn, search_speed_kn, endurance_h, height_ft of flight or of the eye) of a standard unit.

Assumed round figures, below what the types in service reach; 90 kn, 500 ft and 14 ft are entries of
the sweep width tables (COMDTINST M16130.2F, App. H)."""

_NAME: Final = "one more"
_PARTICLES: Final = 1000
_SCORED_ON: Final = 3000
_LIVES_ON: Final = 1000  # lives take 20 times as long to count
_LEAST_GAIN: Final = 0.005
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_WAITING: Final = 3  # units that are tried at first light: those that sweep most


@dataclass(frozen=True)
class Help:
    """One thing that would help.

    Attributes
    ----------
    kind : ``unit`` (one more), or ``light`` (a unit on hand that arrives at first light instead).
    task : what the unit would be told.
    gain : POS of the plan with it less that of the plan, fraction; light may cost some.
    like : name of the unit on hand that it copies, or that waits; "" for a standard one.
    place_of : name of the unit on hand from whose place it starts.
    widths : ``tables``, or the name of the unit on hand whose sweep widths it has.
    later_s : how much later than in the plan it arrives, s; 0 for one more unit.
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
class _Candidate:
    """A unit to try; `instead` is the task that it replaces."""

    unit: Unit
    like: str
    place_of: str
    widths: str
    instead: UnitPlan | None = None


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
        for candidate in _one_more(plan, what, conditions):
            helps += _tried(own, candidate)
    for candidate in _by_light(plan):
        helps += _tried(longer, candidate)
    kept = [each for each in helps if abs(each.gain) >= _LEAST_GAIN or abs(each.lives) >= 0.05]
    return tuple(sorted(kept, key=_order))


def _order(help_: Help) -> tuple[float, str, str]:
    """Return what helps are ordered by: lives where they are known, else POS."""
    worth = help_.gain if math.isnan(help_.lives) else help_.lives
    return -worth, help_.like, help_.task.unit.kind


def reach_for_light(plan: Plan) -> float | None:
    """Return how far a cloud must reach for units to wait for light, s since 1970; None: none."""
    ends = [_end_s(candidate.unit) for candidate in _by_light(plan)]
    return max(ends, default=None)


def _tried(trial: _Trial, candidate: _Candidate) -> list[Help]:
    """Return what a candidate is worth, or nothing where it cannot search there."""
    plan, old = trial.plan, candidate.instead
    others = tuple(task for task in plan.units if task.launch and task is not old)
    until_s = plan.until_s
    if old is not None:
        until_s = min(max(until_s, _end_s(candidate.unit)), float(trial.planned.time_s[-1]))
    try:
        task = plan_search(
            trial.planned,
            candidate.unit,
            at=from_seconds(plan.at_s),
            over=until_s - plan.at_s,
            fixed=others,
            rounds=0,
            proof=False,
            **trial.given,
        ).units[-1]
    except LastknownError:
        return []
    if not task.launch:
        return []
    gain, lives = _worth(trial, until_s, others, old, task)
    later = 0.0 if old is None else task.arrive_s - _arrival_s(old)
    place = (candidate.like, candidate.place_of, candidate.widths)
    return [Help("unit" if old is None else "light", task, gain, *place, later, lives)]


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
    scene = make_scene(trial.scored, trial.plan.at_s, until_s)
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


def _one_more(plan: Plan, what: str | None, conditions: Conditions | None) -> Iterator[_Candidate]:
    """Yield a copy of one unit of every kind on hand, and standard ones of what is missing."""
    now = from_seconds(plan.at_s)
    by_sweep = sorted(plan.units, key=lambda task: (-_sweep(task), task.unit.name))
    kinds: dict[str, UnitPlan] = {}
    for task in by_sweep:
        kinds.setdefault(task.unit.kind, task)
    for task in kinds.values():
        name = task.unit.name
        yield _Candidate(replace(task.unit, name=_NAME, ready=now), name, name, name)
    if not set(kinds) & {"helicopter"}:
        yield from _standard(plan, "helicopter", what, conditions)
    if not set(kinds) & set(SURFACE_KINDS):
        yield from _standard(plan, "lifeboat", what, conditions)


def _standard(
    plan: Plan, kind: str, what: str | None, conditions: Conditions | None
) -> Iterator[_Candidate]:
    """Yield a standard unit from the place of the unit nearest to the scene."""
    near = min(plan.units, key=_way_m).unit
    speed, search, endurance, height = STANDARD[kind]
    sensor = Sensor(
        craft="helicopter" if kind == "helicopter" else "boat",
        height_ft=height,
        speed_kn=search if kind == "helicopter" else None,
    )
    unit = Unit(
        name=_NAME,
        position=unit_position(near),
        ready=from_seconds(plan.at_s),
        speed_kn=speed,
        search_speed_kn=search,
        endurance_h=endurance,
        kind=kind,
        height_ft=height if kind in AIR_KINDS else None,
        sensor=sensor,
    )
    if conditions is not None and not _dark(plan):
        with suppress(LastknownError):  # the tables hold nothing for these conditions or this boat
            by_table = equipped((unit,), plan.cloud, conditions, boat=what)[0]
            yield _Candidate(by_table, "", near.name, "tables")
            return
    widest = max(plan.units, key=lambda task: sweep_widths_m(task.unit, dark=False) or ()).unit
    copied = replace(
        unit,
        sensor=None,
        sweep_width_nm=widest.sweep_width_nm,
        night_sweep_width_nm=widest.night_sweep_width_nm,
    )
    yield _Candidate(copied, "", near.name, widest.name)


def _by_light(plan: Plan) -> Iterator[_Candidate]:
    """Yield every unit that arrives in the dark and sees less then, to arrive at first light."""
    for task in sorted(plan.units, key=_sweep, reverse=True)[:_WAITING]:
        unit, arrive = task.unit, _arrival_s(task)
        place = task.steer_to
        out_s = (task.transit_m if task.launch else _way_m(task)) / speeds_ms(unit)[0]
        if not _sees_less(unit) or not is_dark(place.lon, place.lat, arrive):
            continue
        dawn = light_around(place.lon, place.lat, arrive).dawn_s
        if math.isfinite(dawn) and dawn > arrive:
            later = replace(unit, ready=from_seconds(max(dawn - out_s, task.depart_s)))
            yield _Candidate(later, unit.name, unit.name, unit.name, task)


def _sees_less(unit: Unit) -> bool:
    day, night = sweep_widths_m(unit, dark=False), sweep_widths_m(unit, dark=True)
    assert day is not None
    return night is None or any(n < d for n, d in zip(night, day, strict=True))


def _arrival_s(task: UnitPlan) -> float:
    """Return when a unit is on scene, or would be at the soonest, s since 1970."""
    if task.launch:
        return task.arrive_s
    return task.depart_s + _way_m(task) / speeds_ms(task.unit)[0]


def _way_m(task: UnitPlan) -> float:
    home, there = unit_position(task.unit), task.steer_to
    return float(distance_m(home.lon, home.lat, there.lon, there.lat))


def _end_s(unit: Unit) -> float:
    """Return when a unit must be back, s since 1970."""
    return ready_s(unit) + unit.endurance_h * HOUR


def _sweep(task: UnitPlan) -> float:
    """Return the area that a unit can sweep in an endurance by day, m2, to order by."""
    width = max(sweep_widths_m(task.unit, dark=False) or (0.0,))
    return width * speeds_ms(task.unit)[1] * task.unit.endurance_h * HOUR


def _dark(plan: Plan) -> bool:
    """Return whether any of the span planned for is dark at the scene."""
    place = plan.units[0].steer_to
    moments = np.arange(plan.at_s, plan.until_s, 600.0)
    return bool(is_dark(place.lon, place.lat, moments).any())


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
