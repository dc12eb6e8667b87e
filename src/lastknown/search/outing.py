"""A unit's way out and back: what it can do, where it steers, and when it sees anything there."""

from __future__ import annotations

import math

import numpy as np

from lastknown.drift.cloud import Cloud
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.geo.position import Position, parse_position
from lastknown.search.errand import Errand
from lastknown.search.paths import Paths
from lastknown.search.scene import Scene
from lastknown.search.unit import Unit, ready_s, speeds_ms, unit_position
from lastknown.times import show_time
from lastknown.units import HOUR, MINUTE, NM

__all__ = ["CannotSearchError", "errand_of", "outing"]

_LEAST_S = 15.0 * MINUTE
"""Time on scene below which a unit that cannot see in the dark is not sent."""


class CannotSearchError(LastknownError):
    """A unit cannot search there; `reason` is one of `UnitPlan.stays`."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


def errand_of(unit: Unit, scene: Scene, paths: Paths) -> Errand:
    """Return what a unit can do in a scene, by day and night alike."""
    here = unit_position(unit)
    home = here if unit.return_to is None else parse_position(unit.return_to)
    x, y = scene.plane.to_xy(np.array([here.lon, home.lon]), np.array([here.lat, home.lat]))
    depart = max(ready_s(unit), float(scene.time_s[0]))
    transit, search = speeds_ms(unit)
    return Errand(
        from_x=float(x[0]),
        from_y=float(y[0]),
        to_x=float(x[1]),
        to_y=float(y[1]),
        depart_s=depart,
        back_by_s=depart + unit.endurance_h * HOUR,
        until_s=float(scene.time_s[-1]),
        transit_ms=transit,
        search_ms=search,
        usable=unit.usable_fraction,
        paths=paths,
        least_m=unit.least_spacing_nm * NM,
    )


def outing(unit: Unit, cloud: Cloud, scene: Scene, errand: Errand) -> tuple[Position, Errand]:
    """Return where a unit steers, and its errand with how long it may wait, and for what light.

    A unit without a sweep width for the dark is on scene by day alone, in the part of the span
    that leaves it most time there.

    Raises
    ------
    CannotSearchError : it cannot be there and back, or in time, or not by daylight.
    """
    arrive = errand.depart_s
    for _ in range(3):
        place = where(
            cloud, min(arrive, errand.until_s), component="persons", levels=(0.5,)
        ).most_likely
        x, y = (float(value) for value in scene.plane.to_xy(place.lon, place.lat))
        out_m = math.hypot(x - errand.from_x, y - errand.from_y)
        arrive = errand.depart_s + out_m / errand.transit_ms
    home_m = math.hypot(x - errand.to_x, y - errand.to_y)
    _refuse_far(unit, errand, out_m, home_m)
    out, home = out_m / errand.transit_ms, home_m / errand.transit_ms
    latest = max(0.0, errand.until_s - errand.depart_s - out - _LEAST_S)
    errand = errand._replace(latest_s=latest)
    if unit.night_sweep_width_nm is None and scene.dark.any():
        begin, end = _best_light(unit, scene, errand, out, home)
        errand = errand._replace(light_from_s=begin, light_until_s=end)
    return place, errand


def _best_light(
    unit: Unit, scene: Scene, errand: Errand, out: float, home: float
) -> tuple[float, float]:
    """Return the daylight that leaves a unit most time on scene, s since 1970.

    Parameters
    ----------
    out, home : the ways, s.
    """
    arrive, longest = errand.depart_s + out, unit.endurance_h * HOUR - out - home
    best, most = (0.0, 0.0), -math.inf
    for begin, end in _lights(scene):
        there = min(max(0.0, end - max(begin, arrive)), longest)
        if there > most:
            best, most = (begin, end), there
    if most < _LEAST_S:
        dark = np.flatnonzero(scene.dark & (scene.time_s[1:] > arrive))
        first = max(arrive, float(scene.time_s[dark[0]]))
        last = float(scene.time_s[dark[-1] + 1])
        raise CannotSearchError(
            "in_the_dark",
            f"unit {unit.name!r} would search in the dark from {show_time(first)} to "
            f"{show_time(last)} (sun more than 6 degrees below the horizon) and has no "
            "night_sweep_width_nm or night_sensor; give one, or plan for a span with daylight",
        )
    return best


def _lights(scene: Scene) -> list[tuple[float, float]]:
    """Return when it is light, from and to, s since 1970."""
    light = np.concatenate([[False], ~scene.dark, [False]])
    begins = np.flatnonzero(light[1:] & ~light[:-1])
    ends = np.flatnonzero(light[:-1] & ~light[1:])
    return [
        (float(scene.time_s[a]), float(scene.time_s[b])) for a, b in zip(begins, ends, strict=True)
    ]


def _refuse_far(unit: Unit, errand: Errand, out_m: float, home_m: float) -> None:
    there, both = out_m / errand.transit_ms, (out_m + home_m) / errand.transit_ms
    if both >= unit.endurance_h * HOUR:
        raise CannotSearchError(
            "too_far",
            f"unit {unit.name!r} cannot search: {out_m / NM:.0f} NM to the scene takes "
            f"{_hours(there)} at {unit.speed_kn:g} kn, {_hours(both)} with the way back, and its "
            f"endurance is {_hours(unit.endurance_h * HOUR)}; send a nearer or faster unit",
        )
    if errand.depart_s + there >= errand.until_s:
        raise CannotSearchError(
            "too_late",
            f"unit {unit.name!r} reaches the scene at {show_time(errand.depart_s + there)} "
            f"({out_m / NM:.0f} NM, {_hours(there)} at {unit.speed_kn:g} kn), after the search "
            f"ends at {show_time(errand.until_s)}; plan over a longer time or send a nearer unit",
        )


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60.0)
    return f"{minutes // 60} h {minutes % 60:02d} min"
