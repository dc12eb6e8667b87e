"""What threatens the persons of each target, until when: who is in the water since when.

In the water is who left a hull that swamped, who sits in a hull that swamped, and who was in the
water or in a flooded hull from the start. Aboard a sound hull everybody lives until it swamps, each
realisation at its own time. The cloud knows of none after its end; those still afloat then are
taken to go on swamping at the rate of their start in the second half of the cloud's time (none
there: never). What has come ashore is in no more danger.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, ASHORE, BOAT, IN_WATER, Cloud
from lastknown.drift.objects import find_object, objects
from lastknown.drift.random import uniforms
from lastknown.errors import LastknownError
from lastknown.people.survival import SurvivalRange, survival
from lastknown.search.scene import Scene
from lastknown.search.unit import COMPONENT_KEYS
from lastknown.units import HOUR

__all__ = ["CURVES", "HORIZON_H", "Curve", "Risk", "Survival", "at_stake", "curves_of", "risk_of"]

Floats = NDArray[np.float64]
Curve = Callable[[Floats], SurvivalRange]
"""Share alive after hours in the water, (k,): low, middle and high."""

CURVES: Final = ("low", "middle", "high")

HORIZON_H: Final = 12.0
"""Hours from the end of the search to the horizon: about the next daylight (assumed)."""

_DEAD: Final = "PIW-6"  # person in the water, dead, face down
_STEPS: Final = 4001
_SWAMPS: Final = 9005


@dataclass(frozen=True)
class Survival:
    """How long persons in the water are taken to last, and until when it counts.

    Attributes
    ----------
    water_temperature_c : degrees C, for the default curves; None: the cloud's own.
    flotation, clothing : see `lastknown.people.survival.survival`.
    curves : instead of the default: one for all, or by component, ``boat`` for those in a flooded
        hull and ``person`` for those in the water; a component left out has the default.
    curve : which of ``low``, ``middle`` and ``high`` to plan by.
    horizon_h : hours from the end of the search to the horizon, >= 0: who would be alive then
        unfound is not gained by the search.
    """

    water_temperature_c: float | None = None
    flotation: str = "unknown"
    clothing: str = "ordinary"
    curves: Curve | Mapping[str, Curve] | None = None
    curve: str = "middle"
    horizon_h: float = HORIZON_H


class _Table(NamedTuple):
    """A survival curve: hours in the water, ascending from 0, and the share alive, falling."""

    age_h: Floats
    alive: Floats


@dataclass(frozen=True)
class Risk:
    """What threatens the persons of n targets.

    Attributes
    ----------
    clock_s : (n,) since when, or from when, they are in the water, s since 1970; inf: never.
    from_s : now; until_s : (n,) the horizon, or when they come ashore, if that is sooner.
    kind : (n,) index into COMPONENT_KEYS, whose curve holds.
    tables : by curve (low, middle, high) and component.
    """

    clock_s: Floats
    from_s: float
    until_s: Floats
    kind: NDArray[np.intp]
    tables: Mapping[str, tuple[_Table, ...]]

    def alive(self, curve: str, at_s: float | Floats) -> Floats:
        """Return the share alive at a moment, (n,)."""
        age = np.maximum(at_s - self.clock_s, 0.0) / HOUR
        return self._by_kind([(age, *table) for table in self.tables[curve]])

    def dies_s(self, curve: str, part: Floats) -> Floats:
        """Return when the `part` (0-1) of those who die between now and the end has died, (n,)."""
        first, last = self.alive(curve, self.from_s), self.alive(curve, self.until_s)
        left = first - part * (first - last)
        ages = self._by_kind([(-left, -table.alive, table.age_h) for table in self.tables[curve]])
        moment = self.clock_s + HOUR * ages
        return np.clip(np.where(first > last, moment, math.inf), self.from_s, self.until_s)

    def _by_kind(self, lines: list[tuple[Floats, Floats, Floats]]) -> Floats:
        """Return the values of the line of each one's own kind, (n,).

        lines : by component: where the value is wanted, (n,), and the line's points.
        """
        out = np.empty(self.kind.size)
        for kind, (at, x, y) in enumerate(lines):
            own = np.flatnonzero(self.kind == kind)
            out[own] = np.interp(at[own], x, y)
        return out


def at_stake(risk: Risk, persons: Floats, curve: str) -> Floats:
    """Return the persons (of so many, (n,)) who die between now and the end if not found.

    Raises
    ------
    LastknownError : there is no such curve.
    """
    if curve not in CURVES:
        raise LastknownError(f"curve={curve!r} is unknown; use one of {', '.join(CURVES)}")
    lost = risk.alive(curve, risk.from_s) - risk.alive(curve, risk.until_s)
    return np.asarray(persons * np.maximum(lost, 0.0))


def risk_of(
    cloud: Cloud, scene: Scene, horizon_s: float, curves: tuple[Curve, ...], seed: int = 0
) -> Risk:
    """Return what threatens the persons of each target from the first moment to the horizon."""
    row, now = scene.row, float(scene.time_s[0])
    swims = cloud.component[row] == IN_WATER
    what = cloud.what[row]
    clock = _swamps_s(cloud, seed)[cloud.parent[row]]
    flooded = np.array([_wet_from_the_start(code) for code in cloud.objects])[what] & ~swims
    clock = np.where(flooded, np.minimum(clock, cloud.start_s[row]), clock)
    landed = cloud.status[row] == ASHORE
    ashore = np.where(landed.any(axis=1), cloud.time_s[landed.argmax(axis=1)], math.inf)
    alive = np.array([code != _DEAD for code in cloud.objects])[what]
    until = np.where(alive, np.clip(ashore, now, horizon_s), now)
    person = np.array([find_object(code).kind == "person" for code in cloud.objects])[what]
    longest = float(np.max(until - clock, initial=60.0, where=np.isfinite(clock))) / HOUR
    return Risk(
        clock_s=clock,
        from_s=now,
        until_s=until,
        kind=(swims | person).astype(np.intp),
        tables=_tables(curves, longest),
    )


def _swamps_s(cloud: Cloud, seed: int) -> Floats:
    """Return when each boat swamps, (n,) s since 1970, beyond the cloud's end too; inf: never."""
    end, known = float(cloud.time_s[-1]), cloud.swamps_s
    since = 0.5 * (float(np.nanmin(cloud.start_s)) + end)
    boats = cloud.component == BOAT
    afloat = boats & ~(known <= end) & (cloud.status[:, -1] == AFLOAT)
    count = int(cloud.start.max(initial=0)) + 1
    swamped = np.bincount(cloud.start, cloud.weight * (boats & (known > since)), count)
    until = np.where(afloat, end, np.nan_to_num(known, nan=-math.inf))
    span = np.maximum(until - np.maximum(since, cloud.start_s), 0.0) * boats
    exposed = np.bincount(cloud.start, cloud.weight * span, count)
    rate = (swamped / np.where(exposed > 0.0, exposed, math.inf))[cloud.start]
    wait = -np.log(uniforms(seed, np.arange(known.size), _SWAMPS))
    later = end + wait / np.where(rate > 0.0, rate, 1.0)
    beyond = np.where(afloat & (rate > 0.0), later, math.inf)
    return np.where(np.isfinite(known), known, beyond)


def _wet_from_the_start(code: str) -> bool:
    """True for a person in the water, and for what some other hull becomes when it swamps."""
    thing = find_object(code)
    flooded = {each.hull_becomes for each in objects() if each.hull_becomes != each.code}
    return thing.kind == "person" or code in flooded


def curves_of(
    cloud: Cloud,
    curves: Curve | Mapping[str, Curve] | None,
    water_temperature_c: float | None,
    flotation: str,
    clothing: str,
) -> tuple[Curve, ...]:
    """Return the curve of each component, in the order of COMPONENT_KEYS."""
    given = {} if curves is None else curves
    if not isinstance(given, Mapping):
        return (given,) * len(COMPONENT_KEYS)
    unknown = sorted(set(given) - set(COMPONENT_KEYS))
    if unknown:
        raise LastknownError(
            f"curves has the key {unknown[0]!r}; use {' and '.join(COMPONENT_KEYS)}"
        )
    if len(given) == len(COMPONENT_KEYS):
        return tuple(given[key] for key in COMPONENT_KEYS)
    known = cloud.attrs.get("water_temperature_c") if water_temperature_c is None else None
    warmth = water_temperature_c if known is None else float(known)
    if warmth is None:
        raise LastknownError(
            "objective='lives' needs the water's temperature and the sea has none; give "
            "water_temperature_c in degrees C, or survival curves of your own"
        )

    def default(hours: Floats) -> SurvivalRange:
        return survival(hours, warmth, flotation=flotation, clothing=clothing)

    return tuple(given.get(key, default) for key in COMPONENT_KEYS)


def _tables(curves: tuple[Curve, ...], longest_h: float) -> dict[str, tuple[_Table, ...]]:
    """Return the three curves of each component, sampled most densely where time is short."""
    age = longest_h * np.linspace(0.0, 1.0, _STEPS) ** 3
    ranges = [curve(age) for curve in curves]
    return {
        name: tuple(_Table(age, _checked(name, getattr(each, name), age)) for each in ranges)
        for name in CURVES
    }


def _checked(name: str, alive: Floats, age_h: Floats) -> Floats:
    """Return a curve's values; refuse one that is no share or that rises."""
    values = np.asarray(alive, np.float64)
    if values.shape != age_h.shape:
        raise LastknownError(
            f"a survival curve gave {values.shape} values for {age_h.shape} hours; give as many"
        )
    wrong = ~((values >= 0.0) & (values <= 1.0))
    wrong[1:] |= np.diff(values) > 1e-12
    if wrong.any():
        k = int(np.argmax(wrong))
        raise LastknownError(
            f"the {name} survival curve is {values[k]:g} after {age_h[k]:.3g} h; give shares from "
            "1 down to 0 that never rise"
        )
    return values
