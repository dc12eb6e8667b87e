"""Where a boat of the record may be: a light drift of the case that `tocase` makes of it.

The last known position is that of report k, the latest first, with the probability of
`casestart.last_known`; all assumptions, and what searches and finds say, are those of
`lastknown drift` over the same record. Only the particles are fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lastknown.boats.report import Report
from lastknown.desk.record.associate import Weighed
from lastknown.desk.record.casestart import heard_of, last_known
from lastknown.desk.record.standing import Standing
from lastknown.desk.record.views import Area, BoatWhere
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea
from lastknown.times import to_seconds

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.drift.cloud import Note
    from lastknown.drift.where import Where

__all__ = ["PARTICLES", "Origin", "origins", "water_temperature_at", "whereabouts"]

PARTICLES: Final = 500
"""Particles of the light drift: areas to some 10 %; `lastknown drift` runs thousands."""

NOT_WEIGHED: Final = "not-weighed"
"""Note where searches and finds could not be weighed, such as all against all particles: the place
is then that of the drift alone."""

LEVELS: Final = (0.5, 0.9)
_SHORTEST_S: Final = 60.0
_DIGITS: Final = 5


@dataclass(frozen=True)
class Origin:
    """A report that particles start from, and the probability that its position is the last."""

    report: Report
    share: float


def origins(
    stands: Standing, weighed: Weighed, boat: str, drawn: Sequence[frozenset[str]]
) -> tuple[Origin, ...]:
    """Return the reports whose position may be a boat's last known one, the latest first.

    The shares sum to 1; empty where nobody told a position.

    Parameters
    ----------
    drawn : which reports are of it all at once (`drawn.drawn_of`).
    """
    words = weighed.linked.words[boat]
    heard = heard_of(stands, weighed.reports, words, weighed.by_report(boat))
    return tuple(Origin(each.report, share) for each, share in last_known(heard, drawn))


def whereabouts(
    stands: Standing,
    weighed: Weighed,
    boat: str,
    sea: Sea,
    at: datetime,
    *,
    found: Sequence[Origin],
    drawn: Sequence[frozenset[str]],
    seed: int,
) -> BoatWhere:
    """Return where a boat's persons may be at a moment.

    Parameters
    ----------
    found : from `origins`, at least one. drawn : as there.
    seed : of every draw.

    Raises
    ------
    LastknownError : a start lies outside the sea, or the particles leave it.
    """
    from lastknown.desk.record.tocase import Given, made_of
    from lastknown.desk.run import PERSONS, case_cloud, land_of, weigh_case
    from lastknown.drift.where import where

    given = Given(particles=PARTICLES, seed=seed)
    of = weighed.by_report(boat)
    made = made_of(stands.picture, boat, at=at, given=given, weights=of, drawn=drawn).case()
    until_s = max(to_seconds(at), *(each.report.time_s + _SHORTEST_S for each in found))
    made = _by_then(made, until_s)
    cloud = case_cloud(made, sea, until_s=until_s)
    codes = [*_codes(*made.notes, *cloud.notes)]
    try:
        cloud = weigh_case(made, cloud, sea)[0]
    except LastknownError:
        codes.append(NOT_WEIGHED)
    seen = where(cloud, until_s, component=PERSONS, levels=LEVELS, land=land_of(sea))
    place = seen.most_likely
    return BoatWhere(
        lon=round(place.lon, _DIGITS),
        lat=round(place.lat, _DIGITS),
        areas=_areas(seen),
        reports=tuple((each.report.id, each.share) for each in found),
        ashore=seen.weight_ashore,
        water_temperature_c=water_temperature_at(sea, place.lon, place.lat, until_s),
        notes=tuple(codes),
    )


def _areas(seen: Where) -> tuple[Area, ...]:
    return tuple(
        Area(each.level, round(each.area_m2), _rounded(dict(each.geometry)))
        for each in seen.contours
    )


def _codes(*notes: Note) -> tuple[str, ...]:
    """Return the notes' codes; which sea it was, and whence, is for whoever gave it to say."""
    codes = (note.code for note in notes if not note.code.startswith("record-entered-"))
    return tuple(dict.fromkeys(codes))


def _by_then(made: Case, until_s: float) -> Case:
    """Return the case with the searches that are over by the end of the run."""
    kept = tuple(each for each in made.searches if to_seconds(each.track[-1][1]) <= until_s)
    return made if len(kept) == len(made.searches) else replace(made, searches=kept)


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
