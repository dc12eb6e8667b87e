"""The share still alive after hours in the water: low, middle and high, never one number.

Each of the three is a mixture

    S(t) = e E(t) + (1 - e) [(1 - k) B(t) + k max(B(t), P(t))]

- e, *early loss* within minutes (cold shock, swim failure): ``E = exp(-t / 3 min)``;
- B, the body: a Weibull curve of shape 1.5 whose scale is solved so that S meets its anchor;
- k, the *long tail*: those who float well, are fat, hold on to wreckage: ``P = 1 / (1 + t / h)``
  with h the longest survival of Xu and Giesbrecht. A power law, so it is never negligible.

60 % of cold-water *deaths* come early (Golden and Tipton, Essentials of Sea Survival, 2002). That
is a share of deaths: with a share D dead at the anchor, ``e = 0.6 D``, never 0.6 of everyone. Life
jackets keep the mouth out of the water, so with them, and in every high curve, less is lost early.

What is judgement and not measured (shape, tail, early loss of the high curves, clothing) stands as
a named constant below, and in docs/survival.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from lastknown.errors import LastknownError
from lastknown.people.curves import (
    Floats,
    hayward_min,
    uk_half_time_h,
    uk_half_time_with_aid_h,
    xu_giesbrecht_h,
)

__all__ = [
    "CLOTHING",
    "EARLY_SHARE_OF_DEATHS",
    "FLOTATION",
    "SurvivalRange",
    "survival",
    "weibull_survival",
]

EARLY_SHARE_OF_DEATHS: Final = 0.6
"""Share of cold-water deaths that come in the first minutes; a share of deaths."""

EARLY_H: Final = 3.0 / 60.0
"""Mean time to an early death, hours: "the first minutes"."""

SHAPE: Final = 1.5
"""Weibull shape of the body curve: the hazard grows as bodies cool (judgement)."""

LONG_TAIL: Final = (0.02, 0.05, 0.10)
"""Share in the long tail, low, middle, high (judgement; 2 of at least 33 lived about ten hours on
24 November 2021)."""

FLOTATION: Final = ("unknown", "none", "lifejacket")
"""What is known of flotation: nothing, that there is none, that life jackets are worn."""

CLOTHING: Final = {
    "ordinary": (1.0, 1.0, 1.0),
    "layers": (1.0, 1.25, 1.5),
    "wetsuit": (1.0, 2.0, 4.0),
    "immersion suit": (1.5, 3.0, 6.0),
}
"""Factor on the body's and the tail's times by clothing, low, middle, high (judgement: no source
gives a factor; the low one allows for a suit that leaks or is worn open)."""

_Three = tuple[Floats, Floats, Floats]
_ANCHOR: Final = {"none": (0.25, 0.5, 0.5), "lifejacket": (0.5, 0.5, 0.5)}
_EARLY: Final = {
    "none": (0.75 * EARLY_SHARE_OF_DEATHS, 0.5 * EARLY_SHARE_OF_DEATHS, 0.10),
    "lifejacket": (0.5 * EARLY_SHARE_OF_DEATHS, 0.15, 0.05),
}


@dataclass(frozen=True)
class SurvivalRange:
    """The share of people still alive, as a range; arrays of one shape, 0 < value <= 1.

    Attributes
    ----------
    low : what to fear: Hayward's cooling time, most of those lost are lost early.
    middle : the best single guess; never to be shown without the other two.
    high : what must not be ruled out, and how long the search goes on.
    """

    low: Floats
    middle: Floats
    high: Floats


def survival(
    hours: ArrayLike,
    water_temperature_c: ArrayLike,
    *,
    flotation: str = "unknown",
    clothing: str = "ordinary",
) -> SurvivalRange:
    """Return the share still alive after hours in the water.

    Anchors: low meets 0.25 (life jacket: 0.5) at the shortest of Hayward 1975, Xu and Giesbrecht
    2018 and the UK survey; middle meets 0.5 at the UK half time (life jacket: at the longer of that
    and Xu and Giesbrecht's longest survival); high meets 0.5 at the longer of the two (life jacket:
    of these and 24 h). Where that would set a lower curve above a higher one, it is held to it.

    Parameters
    ----------
    hours : time in the water itself (not aboard), h, >= 0; any shape.
    water_temperature_c : degrees C; broadcasts with hours. Outside 5-15 an extrapolation.
    flotation : one of FLOTATION; unknown takes the low of none, the high of lifejacket and the mean
        of the two middles.
    clothing : one of CLOTHING.

    Raises
    ------
    LastknownError : hours are negative or not finite, the temperature is not the sea's, or the
        flotation or clothing is none of the words known.
    """
    time = _hours(hours)
    _known("flotation", flotation, FLOTATION)
    _known("clothing", clothing, tuple(CLOTHING))
    if flotation != "unknown":
        return _range(time, water_temperature_c, flotation, clothing)
    without = _range(time, water_temperature_c, "none", clothing)
    wearing = _range(time, water_temperature_c, "lifejacket", clothing)
    middle = 0.5 * (without.middle + wearing.middle)
    return SurvivalRange(without.low, middle, wearing.high)


def weibull_survival(
    hours: ArrayLike,
    scale_h: tuple[float, float, float],
    *,
    shape: float = SHAPE,
    early: tuple[float, float, float] = (0.0, 0.0, 0.0),
    long_tail: tuple[float, float, float] = LONG_TAIL,
) -> SurvivalRange:
    """Return the share alive by the user's own Weibull curves ``exp(-(t / scale) ** shape)``.

    Parameters
    ----------
    hours : time in the water, h, >= 0; any shape.
    scale_h : scale of the low, middle and high curve, h: 0 < low <= middle <= high.
    shape : one shape for all, > 0: above 1 the hazard grows with time.
    early : share of everyone lost within minutes, low >= middle >= high, each 0-1 (1 excluded).
    long_tail : share that falls as ``1 / (1 + t / scale)`` instead, low <= middle <= high, each
        above 0, so that no clock says that nobody is alive; at most 1.

    Raises
    ------
    LastknownError : hours, scales, shape or shares are out of bounds or out of order.
    """
    time = _hours(hours)
    _ordered("scale_h", scale_h, 0.0, np.inf)
    _ordered("long_tail", long_tail, 0.0, 1.0)
    losses = (early[2], early[1], early[0])
    if not (0.0 <= losses[0] <= losses[1] <= losses[2] < 1.0):
        raise LastknownError(
            f"early={early!r} is out of order; give shares of everyone below 1, the low curve's, "
            "the largest, first"
        )
    if not 0.0 < shape < np.inf:
        raise LastknownError(f"shape={shape!r} is not a positive number; give one like 1.5")
    low, middle, high = (
        _mixture(time, early[i], np.asarray(scale_h[i]), shape, long_tail[i], scale_h[i])
        for i in range(3)
    )
    return SurvivalRange(low, middle, high)


def _range(time: Floats, temperature: ArrayLike, flotation: str, clothing: str) -> SurvivalRange:
    """Return the three curves for one flotation."""
    factors = CLOTHING[clothing]
    tail_h = xu_giesbrecht_h(temperature)
    scales = _scales(temperature, flotation)
    low, middle, high = (
        _mixture(
            time,
            _EARLY[flotation][i],
            factors[i] * scales[i],
            SHAPE,
            LONG_TAIL[i],
            factors[i] * tail_h,
        )
        for i in range(3)
    )
    return SurvivalRange(low, middle, high)


def _scales(temperature: ArrayLike, flotation: str) -> _Three:
    """Return the body curves' scales, h, in order; those with a life jacket are never shorter."""
    low, middle, high = _solved(temperature, flotation)
    if flotation != "none":
        floor = _scales(temperature, "none")
        low, middle, high = (
            np.maximum(a, b) for a, b in zip((low, middle, high), floor, strict=True)
        )
    return np.minimum(low, middle), middle, np.maximum(middle, high)


def _solved(temperature: ArrayLike, flotation: str) -> _Three:
    """Return the scales at which the three curves meet their anchors, h."""
    cooling, limit = hayward_min(temperature) / 60.0, xu_giesbrecht_h(temperature)
    half = uk_half_time_h(temperature)
    shortest, longest = np.minimum(cooling, np.minimum(limit, half)), np.maximum(limit, half)
    if flotation == "none":
        times = (shortest, half, longest)
    else:
        times = (shortest, longest, np.maximum(longest, uk_half_time_with_aid_h(temperature)))
    anchors, early = _ANCHOR[flotation], _EARLY[flotation]
    low, middle, high = (
        _scale(times[i], anchors[i], early[i], LONG_TAIL[i], limit) for i in range(3)
    )
    return low, middle, high


def _scale(time: Floats, alive: float, early: float, tail: float, tail_h: Floats) -> Floats:
    """Return the Weibull scale, h, with which the mixture is `alive` at `time`."""
    late = (alive - early * np.exp(-time / EARLY_H)) / (1.0 - early)
    power = 1.0 / (1.0 + time / tail_h)
    body = np.where(late >= power, late, (late - tail * power) / (1.0 - tail))
    return np.asarray(time / (-np.log(body)) ** (1.0 / SHAPE), np.float64)


def _mixture(
    time: Floats, early: float, scale: Floats, shape: float, tail: float, tail_h: ArrayLike
) -> Floats:
    """Return S(t) of the module's docstring."""
    body = np.exp(-((time / scale) ** shape))
    power = 1.0 / (1.0 + time / np.asarray(tail_h))
    late = (1.0 - tail) * body + tail * np.maximum(body, power)
    share = early * np.exp(-time / EARLY_H) + (1.0 - early) * late
    return np.asarray(np.minimum(share, 1.0), np.float64)


def _hours(hours: ArrayLike) -> Floats:
    """Return hours in the water as an array, checked."""
    values = np.asarray(hours, np.float64)
    wrong = values[~(np.isfinite(values) & (values >= 0.0))]
    if wrong.size:
        raise LastknownError(
            f"hours={wrong.flat[0]:g} in the water is not a time; give hours, 0 or more"
        )
    return values


def _known(label: str, value: str, words: tuple[str, ...]) -> None:
    if value not in words:
        raise LastknownError(f"{label}={value!r} is unknown; use one of {', '.join(words)}")


def _ordered(label: str, values: tuple[float, ...], least: float, most: float) -> None:
    inside = all(least < value <= most and np.isfinite(value) for value in values)
    if len(values) != 3 or not inside or list(values) != sorted(values):
        raise LastknownError(
            f"{label}={values!r} is not a range; give low, middle and high in rising order, "
            f"above {least:g}" + (f", at most {most:g}" if np.isfinite(most) else "")
        )
