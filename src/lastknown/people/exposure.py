"""What is known of when persons entered the water and of what helps them, as weighed states."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lastknown.errors import LastknownError
from lastknown.people.curves import WATER_TEMPERATURE_C, Floats, water_temperature
from lastknown.people.group import CURVE_WEIGHTS
from lastknown.people.survival import CLOTHING, FLOTATION, survival
from lastknown.units import HOUR

__all__ = ["Exposure", "States", "first_s", "shares_of", "states_of"]

_ONSETS: Final = 5


@dataclass(frozen=True)
class Exposure:
    """What is known of when persons entered the water, and of what helps them there.

    Give either the three moments or `aboard`.

    Attributes
    ----------
    earliest_s, likeliest_s, latest_s : when they entered the water, s since 1970, in this order:
        a triangle, one moment for all of them.
    aboard : pairs (s since 1970, probability that the boat still carries them out of the water),
        times rising, probabilities never rising, between them straight lines. What is left at the
        end goes on falling at the rate of the last stretch; with none, or a level one, it stays.
        Who is in the boat lives.
    water_temperature_c, water_temperature_sd_c : degrees C and standard deviation, one for all.
    flotation : of `lastknown.people.survival.FLOTATION`. ``unknown``: any share of them between
        none and all wears a life jacket, each share as likely.
    clothing : of `lastknown.people.survival.CLOTHING`.
    """

    earliest_s: float | None = None
    likeliest_s: float | None = None
    latest_s: float | None = None
    aboard: tuple[tuple[float, float], ...] = ()
    water_temperature_c: float = math.nan
    water_temperature_sd_c: float = 0.0
    flotation: str = "unknown"
    clothing: str = "ordinary"


@dataclass(frozen=True, eq=False)
class States:
    """The states of what persons share: onsets and temperatures, times shares with life jackets.

    Attributes
    ----------
    onset_s, water_c, weight : (o,) when they entered the water, s since 1970, inf: not by the
        horizon; degrees C; how probable, sums to 1.
    jackets, jackets_weight : (j,) share of them that wears a life jacket, and how probable.
    clothing : of `lastknown.people.survival.CLOTHING`.
    """

    onset_s: Floats
    water_c: Floats
    weight: Floats
    jackets: Floats
    jackets_weight: Floats
    clothing: str


def states_of(exposure: Exposure) -> States:
    """Return onsets and temperatures, one with each other, and shares with life jackets."""
    if exposure.flotation not in FLOTATION or exposure.clothing not in CLOTHING:
        survival(0.0, 10.0, flotation=exposure.flotation, clothing=exposure.clothing)
    onset, part = _aboard_onsets(exposure) if exposure.aboard else _triangle(exposure)
    water, warm = _temperatures(exposure)
    shares, jackets_weight = {
        "none": ([0.0], [1.0]),
        "lifejacket": ([1.0], [1.0]),
        "unknown": _uniform(),
    }[exposure.flotation]
    return States(
        np.repeat(onset, water.size),
        np.tile(water, onset.size),
        np.outer(part, warm).ravel(),
        np.asarray(shares, np.float64),
        np.asarray(jackets_weight, np.float64),
        exposure.clothing,
    )


def _uniform() -> tuple[list[float], list[float]]:
    """Return three points of 0-1 and their weights (Gauss and Legendre)."""
    away = math.sqrt(0.6) / 2.0
    return [0.5 - away, 0.5, 0.5 + away], [5 / 18, 8 / 18, 5 / 18]


def _temperatures(exposure: Exposure) -> tuple[Floats, Floats]:
    """Return water temperatures, degrees C, and weights: three points (Gauss and Hermite)."""
    mean = float(water_temperature(exposure.water_temperature_c))
    spread = exposure.water_temperature_sd_c
    if not (math.isfinite(spread) and spread >= 0.0):
        raise LastknownError(
            f"water_temperature_sd_c={spread!r} is out of bounds; give degrees C, 0 or more"
        )
    if spread == 0.0:
        return np.array([mean]), np.ones(1)
    points = mean + spread * math.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
    return np.clip(points, *WATER_TEMPERATURE_C), np.array([1 / 6, 2 / 3, 1 / 6])


def first_s(exposure: Exposure) -> float:
    """Return the first moment at which anyone can be in the water."""
    if exposure.aboard:
        return exposure.aboard[0][0]
    assert exposure.earliest_s is not None
    return exposure.earliest_s


def _triangle(exposure: Exposure) -> tuple[Floats, Floats]:
    """Return moments of entering the water, s, that stand for the triangle, and their weights."""
    given = (exposure.earliest_s, exposure.likeliest_s, exposure.latest_s)
    times = [math.nan if each is None else each for each in given]
    low, peak, high = times
    if not all(map(math.isfinite, times)) or not low <= peak <= high:
        raise LastknownError(
            f"earliest_s, likeliest_s, latest_s={given!r} are not in order; give all three, "
            "rising, or aboard"
        )
    if low == high:
        return np.array([low]), np.ones(1)
    part = (np.arange(_ONSETS) + 0.5) / _ONSETS
    span, rise, fall = high - low, peak - low, high - peak
    early, late = low + np.sqrt(part * span * rise), high - np.sqrt((1.0 - part) * span * fall)
    onset = np.where(part * span <= rise, early, late)
    return onset, np.full(_ONSETS, 1.0 / _ONSETS)


def _aboard_onsets(exposure: Exposure) -> tuple[Floats, Floats]:
    """Return moments of entering the water, s, and weights; inf for who is still aboard."""
    time, share = (np.array(column, np.float64) for column in zip(*exposure.aboard, strict=True))
    ordered = (np.diff(time) > 0.0).all() and (np.diff(share) <= 0.0).all()
    bounded = (share >= 0.0).all() and (share <= 1.0).all()
    if exposure.earliest_s is not None or exposure.latest_s is not None:
        raise LastknownError("aboard and earliest_s are both given; give one of them")
    if not (np.isfinite(time).all() and ordered and bounded):
        raise LastknownError(
            f"aboard begins with {exposure.aboard[0]!r} and is not in order; give rising times and "
            "probabilities from 1 to 0 that never rise"
        )
    gone = 1.0 - share
    part = (np.arange(2 * _ONSETS) + 0.5) / (2 * _ONSETS) * gone[-1]
    onset = np.append(np.interp(part, gone, time), _later(time, share))
    weight = np.full(part.size, gone[-1] / part.size)
    return onset, np.append(weight, np.full(_ONSETS, share[-1] / _ONSETS))


def _later(time: Floats, share: Floats) -> Floats:
    """Return moments at which a boat gives out that still carries them at the end; inf: never."""
    fallen = time.size > 1 and 0.0 < share[-1] < share[-2]
    if not fallen:
        return np.full(_ONSETS, math.inf)
    mean_s = (time[-1] - time[-2]) / math.log(share[-2] / share[-1])
    part = (np.arange(_ONSETS) + 0.5) / _ONSETS
    return np.asarray(time[-1] - mean_s * np.log(1.0 - part))


def shares_of(states: States, time_s: Floats) -> tuple[Floats, Floats]:
    """Return the share alive at each moment in each state, (t, k), and the states' weights (k,)."""
    hours = np.maximum(time_s[:, None] - states.onset_s, 0.0) / HOUR
    none, worn = (
        survival(hours, states.water_c, flotation=each, clothing=states.clothing)
        for each in ("none", "lifejacket")
    )
    parts = [
        jackets * getattr(worn, curve) + (1.0 - jackets) * getattr(none, curve)
        for curve in ("low", "middle", "high")
        for jackets in states.jackets
    ]
    weights = np.outer(np.outer(CURVE_WEIGHTS, states.jackets_weight), states.weight)
    return np.concatenate(parts, axis=1), weights.ravel()
