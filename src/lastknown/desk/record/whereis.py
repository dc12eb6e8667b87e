"""Where a boat of the record may be: a light drift from the positions that reports tell.

The particles start from a mixture of reports. Where each report k (the latest first) is of the boat
with probability p and its position is right with probability 0.94 (`boats.weights`), the last right
position of the boat is that of report k with probability

    w(k) = 0.94 p(k) product over later reports j of (1 - 0.94 p(j)),

and so many particles start there. What is left to 1 is that no report told a right position; it is
said, and drifts nowhere. The motion is that of the search object, adrift and under way both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lastknown.boats.report import Report
from lastknown.boats.weights import ROUGH_POSITION, WRONG_POSITION
from lastknown.desk.record.associate import Weighed
from lastknown.desk.record.views import Area, BoatWhere
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase, Start
from lastknown.drift.where import Where, where
from lastknown.errors import LastknownError
from lastknown.geo.coast import is_land
from lastknown.sea.model import Sea
from lastknown.times import from_seconds
from lastknown.units import HOUR, MINUTE, NM

__all__ = ["PARTICLES", "Origin", "origins", "water_temperature_at", "whereabouts"]

PARTICLES: Final = 500
"""Particles of the light drift: areas to some 10 %; `lastknown drift` runs thousands."""

LEAST_SHARE: Final = 0.02
"""Starts of less than this share are left out (judgement)."""

OLDEST_H: Final = 48.0
"""Positions older than this are not drifted on (judgement)."""

LEVELS: Final = (0.5, 0.9)
_RIGHT: Final = 1.0 - ROUGH_POSITION[0] - WRONG_POSITION
_SHORTEST_S: Final = 60.0
_DIGITS: Final = 5
_SAVED: Final = ("rescue", "recovery")


@dataclass(frozen=True)
class Origin:
    """A report that particles start from, and the share of the probability that does."""

    report: Report
    share: float


def origins(weighed: Weighed, boat: str, at_s: float) -> tuple[Origin, ...]:
    """Return the reports that a boat's particles start from, the latest first.

    Rescues and recoveries are no starts: who was not taken up by them is elsewhere.
    """
    left, found = 1.0, []
    for report, p in sorted(
        zip(weighed.reports, weighed.of[boat].tolist(), strict=True),
        key=lambda pair: (-pair[0].time_s, pair[0].id),
    ):
        if report.position is None or report.kind in _SAVED or report.time_s > at_s:
            continue
        if at_s - report.time_s <= OLDEST_H * HOUR:
            found.append(Origin(report, left * _RIGHT * p))
            left *= 1.0 - _RIGHT * p
    return tuple(each for each in found if each.share >= LEAST_SHARE)


def whereabouts(
    found: Sequence[Origin], sea: Sea, at_s: float, *, swamped_s: float | None, seed: int
) -> BoatWhere:
    """Return where a boat may be at a moment, s since 1970.

    Parameters
    ----------
    found : from `origins`, at least one.
    swamped_s : from when on the hull is taken as swamped; None: never.
    seed : of every draw.

    Raises
    ------
    LastknownError : a start lies outside the sea, or the particles leave it.
    """
    starts = [_start(each, swamped_s) for each in found]
    last_s = max(each.report.time_s for each in found)
    until_s = max(at_s, last_s + _SHORTEST_S)
    run = Run(particles=PARTICLES, seed=seed)
    cloud = simulate(starts, sea, from_seconds(until_s), run=run)
    coast = sea.coast
    land = None if coast is None else lambda lon, lat: is_land(coast.index, lon, lat)
    seen = where(cloud, until_s, levels=LEVELS, land=land)
    place = seen.most_likely
    return BoatWhere(
        lon=round(place.lon, _DIGITS),
        lat=round(place.lat, _DIGITS),
        areas=_areas(seen),
        reports=tuple((each.report.id, each.share) for each in found),
        ashore=seen.weight_ashore,
        water_temperature_c=water_temperature_at(sea, place.lon, place.lat, at_s),
        notes=tuple(dict.fromkeys(note.code for note in cloud.notes)),
    )


def _start(origin: Origin, swamped_s: float | None) -> Start:
    report = origin.report
    assert report.position is not None
    phases: tuple[Phase, ...] = ()
    if swamped_s is not None:
        phases = (
            Phase("adrift"),
            Phase("swamped", after=from_seconds(max(swamped_s, report.time_s))),
        )
    return Start(
        report.position,
        from_seconds(report.time_s),
        error_nm=min(max(report.error_m / NM, 0.0), 500.0),
        persons=float(report.persons) if report.persons else None,
        weight=origin.share,
        time_sd_min=report.time_sd_s / MINUTE,
        phases=phases,
        name=report.id,
    )


def _areas(seen: Where) -> tuple[Area, ...]:
    return tuple(
        Area(each.level, round(each.area_m2), _rounded(dict(each.geometry)))
        for each in seen.contours
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


def water_temperature_at(sea: Sea, lon: float, lat: float, at_s: float) -> float | None:
    """Return the water's temperature, degrees C, at a place (degrees) and time; None: unknown."""
    try:
        found = float(sea.sample(lon, lat, at_s).water_temperature_c)
    except LastknownError:
        return None
    return found if np.isfinite(found) else None
