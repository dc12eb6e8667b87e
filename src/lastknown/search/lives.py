"""Lives gained: what finding people in time is worth, as a probability of success with deadlines.

With S_i(t) the share alive at t of the persons at target i, and T the horizon, a search that finds
them at t and has them aboard r later gains

    persons_i (S_i(t + r) - S_i(T)),   nothing from t + r = T on:

those who would be alive at T without this search are not gained by it. S only falls, so with D the
moment of death, drawn from S, the same is a probability:

    persons_i (S_i(now) - S_i(T)) P(t + r <= D | now < D <= T).

So every target counts with `worth` = persons x P(dies between now and the horizon), and for each
unit a look at it after its `deadline` = D - r earns nothing. A planner for the most probability of
success needs no more than these weights and deadlines: sum_i worth_i (1 - exp(-H_i)) with H_i the
hazard of looks before their deadlines, over all units, is an unbiased value of the lives gained.
Found in time by any unit is gained: who is found first by one that is too late to save him can
still be saved by another that finds him itself.

What `plan_search(objective="lives")` does::

    scene = make_scene(cloud, at_s, until_s)
    lives = make_lives(cloud, replace(scene, share=planned), team, water_temperature_c=12.0)
    lives.at_stake.sum()                  # 0: nobody is at risk before the horizon, plan for POS
    targets = targets_of(scene, day, night, lives.deadline(unit, scene))     # for each unit
    # ... worth = lives.worth (persons, not shares) instead of scene.share; all else as for POS
    fair = make_lives(cloud, replace(scene, share=scored), team, water_temperature_c=12.0)
    done = gains(fair, scene, [Look(unit, targets_of(scene, day, night), legs), ...])
    done.lives, done.units, done.boats, done.by_curve, done.error

`team` is everybody, fixed tasks too: those who find and those who are fetched. `gains` wants the
targets without deadlines, and scores the plan for the most POS beside it by the same rule.

In planning a person found also counts `found` = 0.01 of a life for itself, at whatever time. That
decides nothing while a life can be gained, and sends the units that can gain none to where they
find most persons, instead of nowhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.random import uniforms
from lastknown.errors import LastknownError
from lastknown.search.detection import Targets, track_hazard
from lastknown.search.hazard import curve_hazard
from lastknown.search.lateral import LateralRange
from lastknown.search.planned import BoatGain
from lastknown.search.recovery import Chain, chain_of, recovery
from lastknown.search.risk import CURVES, HORIZON_H, Curve, Risk, at_stake, curves_of, risk_of
from lastknown.search.scene import Scene
from lastknown.search.unit import Unit
from lastknown.units import HOUR

__all__ = ["FOUND", "Gains", "Lives", "Look", "boats_of", "gains", "make_lives"]

Floats = NDArray[np.float64]
FOUND: Final = 0.01
"""What finding a person counts beside lives gained, in lives (judgement)."""

_STRATA: Final = 16
_BLOCK: Final = 16
_DEATH, _QUEUE = 9001, 9003
_GOLDEN: Final = 0.6180339887498949


@dataclass(frozen=True)
class Lives:
    """What there is to gain in a scene. n targets.

    Attributes
    ----------
    worth : (n,) persons that finding a target before its deadline counts for.
    dies_s : (n,) the moment of death drawn for one person of each, s since 1970; inf: of no account
        (see `found`).
    rank : (n,) how many of its boat are taken up before that person.
    at_stake : (n,) persons expected to die between now and the horizon if nobody finds them.
    persons : (n,) persons expected to be this target; over one boat they sum to those aboard.
    label : (n,) index into `boats`.
    boats : names of the boats, or of the starts where those name no boat.
    team : units on hand.
    curve : of the three, by which it is planned.
    horizon_s : s since 1970.
    risk : what threatens the persons of each target, by all three curves.
    queue : (n,) persons that are where the target is.
    row, realisation : (n,) as in the scene.
    seed : of the draws.
    """

    worth: Floats
    dies_s: Floats
    rank: NDArray[np.intp]
    at_stake: Floats
    persons: Floats
    label: NDArray[np.intp]
    boats: tuple[str, ...]
    team: tuple[Unit, ...]
    curve: str
    horizon_s: float
    risk: Risk
    queue: Floats
    row: NDArray[np.intp]
    realisation: NDArray[np.intp]
    seed: int

    def deadline(self, unit: Unit, scene: Scene) -> Floats:
        """Return when a look of this unit at each target ceases to count, (n,) s since 1970.

        -inf: it could not have this person aboard in time whenever it finds them; inf: never.
        """
        return _deadline(chain_of(unit, self.team, scene), self.dies_s, self.rank)


class Look(NamedTuple):
    """One unit's search: its targets without deadlines, and its legs (k, 6) in the scene's plane.

    `curve` is its lateral range curve; None: inverse cube, all round.
    """

    unit: Unit
    targets: Targets
    legs: Floats
    curve: LateralRange | None = None


@dataclass(frozen=True)
class Gains:
    """What a plan gains.

    Attributes
    ----------
    lives : expected lives gained by all units.
    error : its standard error by the number of realisations.
    by_curve : the same by the low, middle and high survival curve; neither end need be the least.
    units : what each adds after those before it, in the order given.
    boats : what it does for each boat.
    """

    lives: float
    error: float
    by_curve: tuple[float, float, float]
    units: tuple[float, ...]
    boats: tuple[BoatGain, ...]


def make_lives(
    cloud: Cloud,
    scene: Scene,
    team: Sequence[Unit],
    *,
    water_temperature_c: float | None = None,
    flotation: str = "unknown",
    clothing: str = "ordinary",
    curves: Curve | Mapping[str, Curve] | None = None,
    curve: str = "middle",
    horizon_h: float = HORIZON_H,
    found: float = FOUND,
    seed: int = 0,
) -> Lives:
    """Return what there is to gain between the first moment of a scene and the horizon.

    In the water is who left a hull that swamped, who sits in a hull that swamped, and who was in
    the water or in a flooded hull from the start. Aboard a sound hull everybody lives until it
    swamps; what comes ashore is in no more danger.

    Parameters
    ----------
    cloud, scene : the scene is of this cloud (`make_scene`), maybe with other shares.
    team : all units on hand, fixed ones too.
    water_temperature_c : degrees C, for the default curves; None: the cloud's own, where it has one
        (attribute of that name).
    flotation, clothing : see `lastknown.people.survival.survival`.
    curves : instead of the default: one for all, or by component, ``boat`` for those in a flooded
        hull and ``person`` for those in the water; a component left out has the default.
    curve : which of ``low``, ``middle`` and ``high`` to plan by.
    horizon_h : hours from the end of the scene to the horizon, >= 0.
    found : what a person found counts beside lives gained, in lives, >= 0.
    seed : of the draws.

    Raises
    ------
    LastknownError : no water temperature is known for a default curve; a curve rises or leaves 0
        to 1; a name is unknown; the horizon or `found` is negative or not finite.
    """
    horizon_s = float(scene.time_s[-1]) + _not_negative("horizon_h", horizon_h) * HOUR
    shapes = curves_of(cloud, curves, water_temperature_c, flotation, clothing)
    risk = risk_of(cloud, scene, horizon_s, shapes, seed)
    persons, queue = _persons(cloud, scene)
    stake = at_stake(risk, persons, curve)
    extra = _not_negative("found", found) * persons
    label, boats = boats_of(cloud, scene)
    return Lives(
        worth=stake + extra,
        dies_s=_deaths(risk, curve, _draws(scene.row, seed, _DEATH), stake, extra),
        rank=_rank(queue, _draws(scene.row, seed, _QUEUE)),
        at_stake=stake,
        persons=persons,
        label=label,
        boats=boats,
        team=tuple(team),
        curve=curve,
        horizon_s=horizon_s,
        risk=risk,
        queue=queue,
        row=scene.row,
        realisation=scene.realisation,
        seed=seed,
    )


def _deaths(risk: Risk, curve: str, part: Floats, stake: Floats, extra: Floats) -> Floats:
    """Return a moment of death for one person of each target, (n,) s; inf as often as `extra` is
    of the worth."""
    worth = stake + extra
    never = np.divide(extra, worth, out=np.ones(worth.size), where=worth > 0.0)
    rest = np.divide(part - never, 1.0 - never, out=np.full(part.size, -1.0), where=never < 1.0)
    dies = risk.dies_s(curve, np.clip(rest, 0.0, 1.0))
    return np.where(rest < 0.0, math.inf, dies)


def gains(lives: Lives, scene: Scene, looks: Sequence[Look]) -> Gains:
    """Return what searches gain, by 16 deaths drawn evenly for every target.

    Parameters
    ----------
    lives : of this scene, with the shares to score by (`lives.persons` counts, not `scene.share`).
    looks : one for each unit, in order; no legs where it stays.
    """
    grown = [_grown_hazard(look) for look in looks]
    parts = {name: _saved(lives, scene, looks, grown, name) for name in CURVES}
    of_each = parts[lives.curve]
    total = of_each[-1] if looks else np.zeros(lives.persons.size)
    steps = np.diff([0.0, *(float(each.sum()) for each in of_each)])
    hazard = sum((each[-1] for each in grown), np.zeros(lives.persons.size))
    by_curve = {name: float(part[-1].sum()) if looks else 0.0 for name, part in parts.items()}
    return Gains(
        lives=float(total.sum()),
        error=_error(lives, total),
        by_curve=(by_curve["low"], by_curve["middle"], by_curve["high"]),
        units=tuple(float(step) for step in steps),
        boats=_boat_gains(lives, scene, -np.expm1(-hazard), total),
    )


def _saved(
    lives: Lives, scene: Scene, looks: Sequence[Look], grown: Sequence[Floats], curve: str
) -> list[Floats]:
    """Return the lives gained at each target, (n,), by the first look, the first two, and so on."""
    strata = _STRATA if curve == lives.curve else _STRATA // 4
    stake = at_stake(lives.risk, lives.persons, curve)
    chains = [chain_of(look.unit, lives.team, scene) for look in looks]
    saved = [np.zeros(stake.size) for _ in looks]
    death, turn = (_draws(lives.row, lives.seed, stream) for stream in (_DEATH, _QUEUE))
    for k in range(strata):
        dies = lives.risk.dies_s(curve, (k + death) / strata)
        rank, hazard = _rank(lives.queue, (turn + k * _GOLDEN) % 1.0), np.zeros(stake.size)
        for each, hazards, chain in zip(saved, grown, chains, strict=True):
            hazard = hazard + _until(hazards, scene.time_s, _deadline(chain, dies, rank))
            each -= np.expm1(-hazard) * (stake / strata)
    return saved


def _grown_hazard(look: Look) -> Floats:
    """Return the hazard on every target up to each moment, (t, n)."""
    time_s, legs = look.targets.time_s, look.legs
    grown = np.zeros(look.targets.x.shape)
    for j in range(time_s.size - 1):
        begin = np.maximum(legs[:, 2], time_s[j])
        end = np.minimum(legs[:, 5], time_s[j + 1])
        inside = end > begin
        piece = _pieces(legs[inside], begin[inside], end[inside])
        grown[j + 1] = grown[j] + (
            track_hazard(piece, look.targets)
            if look.curve is None
            else curve_hazard(look.curve, piece, look.targets)
        )
    return grown


def _pieces(legs: Floats, begin_s: Floats, end_s: Floats) -> Floats:
    """Return the parts of legs (k, 6) between two moments of each, (k, 6)."""
    span = legs[:, 5] - legs[:, 2]
    first, last = ((moment - legs[:, 2]) / span for moment in (begin_s, end_s))
    way_x, way_y = legs[:, 3] - legs[:, 0], legs[:, 4] - legs[:, 1]
    x, y = legs[:, 0], legs[:, 1]
    columns = (x + way_x * first, y + way_y * first, begin_s)
    return np.stack([*columns, x + way_x * last, y + way_y * last, end_s], axis=1)


def _until(grown: Floats, time_s: Floats, moment: Floats) -> Floats:
    """Return what has grown (t, n) until a moment of each, (n,), linear between the times."""
    step = np.clip(np.searchsorted(time_s, moment, side="right") - 1, 0, time_s.size - 2)
    part = np.clip((moment - time_s[step]) / (time_s[step + 1] - time_s[step]), 0.0, 1.0)
    each = np.arange(moment.size)
    return np.asarray(grown[step, each] * (1.0 - part) + grown[step + 1, each] * part)


def _deadline(chain: Chain, dies_s: Floats, rank: NDArray[np.intp]) -> Floats:
    aboard = recovery(chain, rank)
    return np.where(aboard.earliest_s <= dies_s, dies_s - aboard.delay_s, -math.inf)


def _error(lives: Lives, gained: Floats) -> float:
    """Return the standard error of the sum of what is gained (n,), by realisations."""
    whole = float(lives.persons.sum())
    if whole <= 0.0:
        return math.nan
    there = np.bincount(lives.realisation, lives.persons) / whole
    got = np.bincount(lives.realisation, gained)
    return float(np.sqrt(np.sum((got - got.sum() * there) ** 2)))


def _boat_gains(lives: Lives, scene: Scene, found: Floats, gained: Floats) -> tuple[BoatGain, ...]:
    """Return the probability of success and the lives gained of each boat."""
    count = len(lives.boats)
    share = np.bincount(lives.label, scene.share, count)
    seen = np.bincount(lives.label, scene.share * found, count)
    lifes = np.bincount(lives.label, gained, count)
    return tuple(
        BoatGain(name, float(seen[k] / share[k]) if share[k] > 0.0 else math.nan, float(lifes[k]))
        for k, name in enumerate(lives.boats)
    )


def _draws(row: NDArray[np.intp], seed: int, stream: int) -> Floats:
    """Return numbers between 0 and 1, one in each sixteenth for every 16 rows in a row, (n,).

    A function of (seed, row, stream): which sixteenth, by the rank of its draw among those of its
    block. Multiples of an irrational number would be spread more evenly, and fall in step with
    whatever else was laid out by them (a test cloud was: errors four times those of plain draws).
    """
    block = (row // _BLOCK * _BLOCK)[:, None] + np.arange(_BLOCK)
    own = uniforms(seed, row.astype(np.int64), stream)
    others = uniforms(seed, block.ravel().astype(np.int64), stream).reshape(block.shape)
    place = (others < own[:, None]).sum(axis=1)
    return np.asarray((place + uniforms(seed, row.astype(np.int64), stream + 1)) / _BLOCK)


def _rank(queue: Floats, part: Floats) -> NDArray[np.intp]:
    """Return the place in a queue of that many persons, from 0, (n,)."""
    return np.floor(np.maximum(queue, 1.0) * part).astype(np.intp)


def _persons(cloud: Cloud, scene: Scene) -> tuple[Floats, Floats]:
    """Return the persons expected to be each target, and how many there are where it is, (n,).

    Shares are set to sum to 1 over each boat: it is certain that every boat is somewhere.
    """
    last = int(np.searchsorted(cloud.time_s, scene.time_s[-1], side="left"))
    there = np.nan_to_num(cloud.persons[:, min(last, cloud.time_s.size - 1)].astype(np.float64))
    aboard = np.bincount(cloud.parent, there, there.size)[scene.realisation]
    names = cloud.boats or ("",)
    each = np.array([names.index(name) for name in names])
    boat = each[cloud.start[scene.row]] if cloud.boats else np.zeros(scene.row.size, np.intp)
    held = np.bincount(boat, scene.share, len(names))[boat]
    share = np.divide(scene.share, held, out=np.zeros(held.size), where=held > 0.0)
    return share * aboard, there[scene.row]


def boats_of(cloud: Cloud, scene: Scene) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return for each target whose gain it is, and the names: of boats, else of starts."""
    told = json.loads(str(cloud.attrs.get("starts", "[]")))
    count = int(cloud.start.max(initial=0)) + 1
    names = []
    for k in range(count):
        boat = cloud.boats[k] if k < len(cloud.boats) else ""
        own = str(told[k].get("name", "")) if k < len(told) else ""
        names.append(boat or own or f"start {k + 1}")
    unique = tuple(dict.fromkeys(names))
    which = np.array([unique.index(name) for name in names])
    return which[cloud.start[scene.row]], unique


def _not_negative(label: str, value: float) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or value < 0.0:
        raise LastknownError(f"{label}={value!r} is out of bounds; give 0 or more")
    return float(value)
