"""What a unit sees with, and how far: one value that answers with a sweep width and its curve.

A `Sensor` holds how a unit looks (by eye from a craft, with goggles, infrared or radar, or with a
width or curve that the user enters), `Conditions` what it looks through. The figures are those of
`lastknown.search.sweepwidth`; corrections multiply, unrounded. For a drone's camera no sweep width
measured at sea is known: enter one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.objects import find_object
from lastknown.drift.random import normals
from lastknown.errors import LastknownError
from lastknown.search.lateral import LateralRange, inverse_cube_curve
from lastknown.search.sweepobjects import sweep_object
from lastknown.search.sweepwidth import (
    CRAFT,
    FATIGUE,
    MERCHANT,
    NoFigureError,
    check_height,
    flare_nm,
    flotation_factor,
    infrared_nm,
    night_vision_nm,
    radar_nm,
    speed_factor,
    strobe_nm,
    visual_object,
    visual_width_nm,
    weather_factor,
)
from lastknown.units import NM

__all__ = ["SENSORS", "WIDTH_SD", "Conditions", "Sensor", "width_factors"]

SENSORS: Final = ("visual", "night-vision", "infrared", "radar", "strobe", "flare", "entered")
"""Kinds of sensor; strobe and flare: the eye at night, for the light that the object shows."""

WIDTH_SD: Final = 0.4
"""Sd of the logarithm of what is common to all looks (a wrong width, haze, an unlit hull);
assumed: half of all realisations lie within a quarter below and a third above the median."""

_STREAM: Final = 7001
"""The same for every search, so that planning and weighing meet the same factor."""
_AIRCRAFT: Final = ("helicopter", "fixed-wing")

Width = float | Mapping[str, float]


@dataclass(frozen=True)
class Conditions:
    """What a search looks through.

    Attributes
    ----------
    visibility_nm : meteorological visibility, NM, > 0.
    wind_kn : mean wind, knots; None: not known.
    seas_ft : height of the seas, feet; None: not known. A visual search needs wind or seas.
    sea_state : Douglas sea state 0-9, for infrared and radar; None: not known.
    dark : the sun is more than 6 degrees below the horizon (`lastknown.search.sun`).
    moonlit : the moon lights the sea, for night vision goggles; None: not known.
    fatigued : the crew is more tired than usual.
    flotation : persons in the water wear a flotation device.
    rafts_small : life rafts count as small for the weather; the sources disagree.

    Raises
    ------
    LastknownError : a value that is negative, not finite or out of bounds.
    """

    visibility_nm: float
    wind_kn: float | None = None
    seas_ft: float | None = None
    sea_state: int | None = None
    dark: bool = False
    moonlit: bool | None = None
    fatigued: bool = False
    flotation: bool = False
    rafts_small: bool = True

    def __post_init__(self) -> None:
        if not (math.isfinite(self.visibility_nm) and self.visibility_nm > 0.0):
            raise LastknownError(
                f"visibility_nm={self.visibility_nm!r} is out of bounds; give NM, more than 0"
            )
        for label in ("wind_kn", "seas_ft"):
            value = getattr(self, label)
            if value is not None and not (math.isfinite(value) and value >= 0.0):
                raise LastknownError(f"{label}={value!r} is out of bounds; give 0 or more")
        if self.sea_state is not None and self.sea_state not in range(10):
            raise LastknownError(f"sea_state={self.sea_state!r} is out of bounds; give 0 to 9")


@dataclass(frozen=True)
class Sensor:
    """How a unit looks.

    Attributes
    ----------
    kind : one of SENSORS.
    craft : for a visual search one of ``helicopter``, ``fixed-wing``, ``boat``, ``merchant-ship``.
    height_ft : height of flight, or of the eye in a boat, feet: one that the tables hold.
    speed_kn : search speed of an aircraft, knots, inside the tables.
    width_nm : for an entered sensor its sweep width by day, NM: one for everything, or by object:
        a search object's code, an object of the tables, ``boat`` (all but persons) or ``person``.
        It holds as entered: no correction is applied.
    night_width_nm : the same in the dark; None: it sees nothing in the dark, and asking is an
        error.
    curve : lateral range curve, stretched to the sweep width; None: the inverse cube. For an
        entered sensor without `width_nm` the curve's own width is the sweep width by day.

    Raises
    ------
    LastknownError : an unknown kind or craft, a height that the tables do not hold, an aircraft
        without speed, an entered sensor without width, or a width that is no number of NM.
    """

    kind: str = "visual"
    craft: str = ""
    height_ft: float | None = None
    speed_kn: float | None = None
    width_nm: Width | None = None
    night_width_nm: Width | None = None
    curve: LateralRange | None = None

    def __post_init__(self) -> None:
        if self.kind not in SENSORS:
            raise LastknownError(
                f"sensor {self.kind!r} is unknown; use one of {', '.join(SENSORS)}"
            )
        if self.kind == "visual":
            _check_craft(self)
        if self.kind == "entered":
            _check_entered(self)
        elif self.width_nm is not None or self.night_width_nm is not None:
            raise LastknownError(
                f"sensor {self.kind!r} has a width of its own; "
                'to enter one use kind="entered" with width_nm'
            )

    def sweep_width_m(self, what: str, conditions: Conditions) -> float:
        """Return the corrected sweep width, m; 0: it cannot see that.

        Parameters
        ----------
        what : the object, as in `sweep_object`: ``person``, ``raft-4``, a search object's code ….
        conditions : what it looks through.

        Raises
        ------
        LastknownError : no table holds the combination (the nearest is named); a visual search in
            the dark; conditions that the figure needs and that are not given.
        """
        return NM * _WIDTHS[self.kind](self, what, conditions)

    def lateral_range(self, what: str, conditions: Conditions) -> LateralRange:
        """Return the lateral range curve for an object; parameters as `sweep_width_m`."""
        shape = self.curve or inverse_cube_curve(1.0)
        return shape.with_width(self.sweep_width_m(what, conditions))


def width_factors(seed: int, ids: NDArray[np.int64], sd: float = WIDTH_SD) -> NDArray[np.float64]:
    """Return the factor on the sweep width that is common to all looks at each realisation, (n,).

    Lognormal, exp(sd z - sd^2/2) with z standard normal: its mean is exactly 1, so that the sweep
    width stays the mean over realisations and no effort is won; its median is exp(-sd^2/2), .923
    for 0.4. The same seed and id give the same factor in every search and in any chunking.

    Parameters
    ----------
    seed : of the run.
    ids : (n,) realisations (particles); a boat and those who left it share one.
    sd : of the logarithm, >= 0; 0: all factors are 1.
    """
    if not (math.isfinite(sd) and sd >= 0.0):
        raise LastknownError(f"sd={sd!r} of the sweep width is out of bounds; give 0 or more")
    return np.exp(sd * normals(seed, np.asarray(ids, np.int64), _STREAM) - 0.5 * sd * sd)


def _visual_nm(sensor: Sensor, what: str, conditions: Conditions) -> float:
    """Return the corrected width of a search by eye, NM."""
    if conditions.dark:
        raise LastknownError(
            f"the {sensor.craft} searches by eye and it is dark; "
            "search by day, or give it night vision, infrared or an entered night width"
        )
    craft, height = sensor.craft, sensor.height_ft
    thing = visual_object(craft, what)
    width = visual_width_nm(craft, thing, conditions.visibility_nm, height)
    width *= weather_factor(
        thing, conditions.wind_kn, conditions.seas_ft, rafts_small=conditions.rafts_small
    )
    width *= FATIGUE if conditions.fatigued else 1.0
    if sensor.speed_kn is not None:
        width *= speed_factor(craft, thing, sensor.speed_kn)
    return width * (flotation_factor(craft, thing, height) if conditions.flotation else 1.0)


def _night_vision_nm(sensor: Sensor, what: str, conditions: Conditions) -> float:
    """Return the width of night vision goggles, NM."""
    _must_be_dark(sensor, conditions)
    if conditions.moonlit is None:
        raise LastknownError("moonlit is not given; give it, night vision depends on the moon")
    if not conditions.flotation and sweep_object(what).key == "person":
        raise NoFigureError(
            "no sweep width of night-vision for a person without a flotation device; "
            "nearest: a person with one (flotation=True)"
        )
    return night_vision_nm(what, moonlit=conditions.moonlit)


def _infrared_nm(_: Sensor, what: str, conditions: Conditions) -> float:
    return infrared_nm(what, sea_state=_sea_state(conditions, "infrared"))


def _radar_nm(_: Sensor, what: str, conditions: Conditions) -> float:
    return radar_nm(what, sea_state=_sea_state(conditions, "radar"))


def _light_nm(sensor: Sensor, _: str, conditions: Conditions) -> float:
    """Return the width for a light that the object shows: a flare's is its lower figure, NM."""
    _must_be_dark(sensor, conditions)
    width = strobe_nm() if sensor.kind == "strobe" else flare_nm()[0]
    if conditions.visibility_nm < width:
        raise LastknownError(
            f"visibility_nm={conditions.visibility_nm:g}: the sweep width for a {sensor.kind}, "
            f"{width:g} NM, is one of clear nights; nearest: visibility_nm={width:g}"
        )
    return width


def _entered_nm(sensor: Sensor, what: str, conditions: Conditions) -> float:
    """Return the width as entered, NM."""
    width = sensor.night_width_nm if conditions.dark else sensor.width_nm
    if width is None and not conditions.dark and sensor.curve is not None:
        return sensor.curve.sweep_width_m / NM
    if width is None:
        raise LastknownError(
            "it is dark and the sensor has no night_width_nm; enter one or search by day"
        )
    return _by_object(width, what) if isinstance(width, Mapping) else float(width)


_WIDTHS: Final = {
    "visual": _visual_nm,
    "night-vision": _night_vision_nm,
    "infrared": _infrared_nm,
    "radar": _radar_nm,
    "strobe": _light_nm,
    "flare": _light_nm,
    "entered": _entered_nm,
}


def _by_object(widths: Mapping[str, float], what: str) -> float:
    """Return the entered width of an object: by what it was called, by the tables, by component."""
    if what in widths:
        return float(widths[what])
    try:
        key = sweep_object(what).key
    except LastknownError:
        key = find_object(what).code  # known, though no table holds it
    for each in (key, "person" if key == "person" else "boat"):
        if each in widths:
            return float(widths[each])
    raise NoFigureError(
        f"no sweep width was entered for {what!r}; entered: {', '.join(sorted(widths))}"
    )


def _must_be_dark(sensor: Sensor, conditions: Conditions) -> None:
    if not conditions.dark:
        raise LastknownError(
            f"the figures of {sensor.kind} are those of the night and it is not dark; "
            "by day search by eye"
        )


def _sea_state(conditions: Conditions, sensor: str) -> int:
    if conditions.sea_state is None:
        raise LastknownError(
            f"sea_state is not given; give it, the sweep width of {sensor} needs it"
        )
    return conditions.sea_state


def _check_craft(sensor: Sensor) -> None:
    """Refuse a craft, height or speed for which the tables hold nothing."""
    craft = sensor.craft
    if craft not in CRAFT:
        raise LastknownError(
            f"craft={craft!r} is in no visual sweep width table; use one of {', '.join(CRAFT)}, "
            'or kind="entered" with width_nm'
        )
    if craft != MERCHANT:
        check_height(craft, sensor.height_ft)
    if craft in _AIRCRAFT:
        if sensor.speed_kn is None:
            raise LastknownError(f"speed_kn of the {craft} is missing; give its search speed")
        speed_factor(craft, "person", sensor.speed_kn)


def _check_entered(sensor: Sensor) -> None:
    """Refuse an entered sensor without width, or with one that is no width."""
    if sensor.width_nm is None and sensor.night_width_nm is None and sensor.curve is None:
        raise LastknownError("the entered sensor has neither width_nm nor curve; give one")
    for label in ("width_nm", "night_width_nm"):
        width = getattr(sensor, label)
        values = width.values() if isinstance(width, Mapping) else [] if width is None else [width]
        for value in values:
            if not (isinstance(value, int | float) and math.isfinite(value) and value >= 0.0):
                raise LastknownError(f"{label}={value!r} is out of bounds; give NM, 0 or more")
