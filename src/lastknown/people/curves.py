"""Published survival times in cold water, each as its source gives it.

They answer different questions and they cross below about 2 degrees C, so none of them alone is a
forecast; `lastknown.people.survival` makes a range of them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError

__all__ = [
    "HAYWARD_SINGULAR_C",
    "UK_WITH_AID_H",
    "WATER_TEMPERATURE_C",
    "Floats",
    "hayward_min",
    "uk_half_time_h",
    "uk_half_time_with_aid_h",
    "water_temperature",
    "xu_giesbrecht_h",
]

Floats = NDArray[np.float64]

HAYWARD_SINGULAR_C: Final = 0.0785 / 0.0034
"""23.09 degrees C: there the formula divides by zero."""

WATER_TEMPERATURE_C: Final = (-2.5, 36.0)
"""Lowest and highest water temperature that is believed, degrees C."""

UK_TEMPERATURE_C: Final = (5.0, 10.0, 15.0)
UK_WITHOUT_AID_H: Final = (3.6, 5.7, 9.0)
UK_WITH_AID_H: Final = 24.0
"""Hours: with a buoyancy aid the half time lies above this at 5, 10 and 15 degrees C."""


def water_temperature(value_c: ArrayLike) -> Floats:
    """Return water temperatures in degrees C, any shape, as an array.

    Raises
    ------
    LastknownError : one is missing, not a number, or not the sea's (kelvin, Fahrenheit).
    """
    values = np.asarray(value_c, np.float64)
    low, high = WATER_TEMPERATURE_C
    wrong = values[~((values >= low) & (values <= high))]
    if wrong.size:
        raise LastknownError(
            f"water_temperature_c={wrong.flat[0]:g} is not a sea's; "
            f"give degrees Celsius from {low:g} to {high:g}"
        )
    return values


def hayward_min(water_temperature_c: ArrayLike) -> Floats:
    """Return the predicted survival time, minutes, same shape; infinite from 23.09 degrees C on.

    ``15 + 7.2 / (0.0785 - 0.0034 T)``: time to a core temperature of 30 degrees C of an average
    adult, lightly clothed, floating still with a life jacket (Hayward, Eckerson and Collis 1975,
    Canadian Journal of Physiology and Pharmacology 53). Cooling alone: drowning, waves and swimming
    make it shorter, shivering, fat and clothing longer. Above the singularity the formula says
    nothing (it turns negative), so it sets no limit there.

    Raises
    ------
    LastknownError : a temperature is not the sea's.
    """
    rate = 0.0785 - 0.0034 * water_temperature(water_temperature_c)
    safe = np.where(rate > 0.0, rate, 1.0)
    return np.asarray(np.where(rate > 0.0, 15.0 + 7.2 / safe, np.inf), np.float64)


def xu_giesbrecht_h(water_temperature_c: ArrayLike) -> Floats:
    """Return the longest survival, hours, same shape.

    ``0.0547 T**2 + 0.5048 T + 1.3604`` (Xu and Giesbrecht 2018, Journal of Thermal Biology 78): a
    limit drawn around 122 immersions, without wetsuit or dry suit, which many never reach. Single
    immersions, with thermal protection or partly out of the water, lasted up to 75 h.

    Raises
    ------
    LastknownError : a temperature is not the sea's.
    """
    t = water_temperature(water_temperature_c)
    return np.asarray(0.0547 * t**2 + 0.5048 * t + 1.3604, np.float64)


def uk_half_time_h(water_temperature_c: ArrayLike) -> Floats:
    """Return the time after which half are alive without a buoyancy aid, hours, same shape.

    3.6, 5.7 and 9.0 h at 5, 10 and 15 degrees C (UK National Immersion Incident Survey, 1,593
    cases to 2006, in Environmental Ergonomics XII, 2007). Between them, and beyond them as an
    extrapolation, log-linear in temperature.

    Raises
    ------
    LastknownError : a temperature is not the sea's.
    """
    t = water_temperature(water_temperature_c)
    logs = np.log(UK_WITHOUT_AID_H)
    slopes = np.diff(logs) / np.diff(UK_TEMPERATURE_C)
    part = (t >= UK_TEMPERATURE_C[1]).astype(int)
    middle = UK_TEMPERATURE_C[1]
    return np.asarray(np.exp(logs[1] + slopes[part] * (t - middle)), np.float64)


def uk_half_time_with_aid_h(water_temperature_c: ArrayLike) -> Floats:
    """Return a lower bound of the half time with a buoyancy aid, hours, same shape.

    Over 24 h at 5, 10 and 15 degrees C (the same survey). Below 5 degrees C, where it has no
    figure, it falls as fast as without an aid.

    Raises
    ------
    LastknownError : a temperature is not the sea's.
    """
    coldest = UK_TEMPERATURE_C[0]
    cold = np.minimum(water_temperature(water_temperature_c), coldest)
    return np.asarray(UK_WITH_AID_H * uk_half_time_h(cold) / uk_half_time_h(coldest), np.float64)
