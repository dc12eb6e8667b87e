"""How well the map of a case foretold a later find: the answer of ``lastknown score``."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from typing_extensions import TypedDict

from lastknown.desk._figures import point, rounding, time_text
from lastknown.desk._swapped import refuse_swapped_places
from lastknown.desk.casefile import Case
from lastknown.desk.evidence import after_all
from lastknown.desk.run import PERSONS, Progress, case_cloud, case_sea
from lastknown.desk.searches import last_search_s
from lastknown.evidence.score import Score, score
from lastknown.geo.coast import is_land
from lastknown.geo.position import Position, format_position
from lastknown.times import to_seconds
from lastknown.units import NM

__all__ = ["SCORE_SCHEMA", "SCORE_VERSION", "ScoreDocument", "score_case", "score_words"]

SCORE_SCHEMA: Final = "lastknown.score"
SCORE_VERSION: Final = 1


class LevelArea(TypedDict):
    """Size of the forecast's area at one level."""

    level: float
    """Probability inside, fraction."""
    area_nm2: float
    """Its size, square nautical miles."""


class ScoreDocument(TypedDict):
    """How well a map foretold a find."""

    schema: str
    version: int
    name: str
    """Name of the case."""
    position: list[float]
    """Where they were found, [lon, lat], degrees."""
    time: str
    """When they were found."""
    log_density_per_km2: float
    """Natural logarithm of the forecast's probability density there, per square kilometre."""
    containment_level: float
    """The smallest level whose area holds the find, fraction; 1 where the map is zero there."""
    area_nm2: float | None
    """Size of that area, square nautical miles; null where the map is zero there."""
    areas: list[LevelArea]
    """Sizes of the forecast's areas."""
    most_likely: list[float]
    """The forecast's most likely position, [lon, lat], degrees."""
    distance_nm: float
    """From the most likely position to the find, nautical miles."""
    bearing_deg: float
    """From the most likely position to the find, degrees true."""


def score_case(
    case: Case,
    position: Position,
    time: datetime,
    progress: Progress | None = None,
) -> ScoreDocument:
    """Return how well the map of a case foretold where they were found.

    Parameters
    ----------
    case : from `load_case`; it is run as far as `time`.
    position : where they were found.
    time : when, aware.
    progress : told what is being done, and its share done (0 to 1) or None.

    Raises
    ------
    LastknownError : the time lies before the start or outside the sea.
    """
    at_s = to_seconds(time)
    until_s = max(at_s, to_seconds(case.at), last_search_s(case))
    sea = case_sea(case, until_s)
    refuse_swapped_places([("find", position)], sea)
    cloud, _ = after_all(case, case_cloud(case, sea, progress, until_s), sea)
    coast = sea.coast
    land = None if coast is None else lambda lon, lat: is_land(coast.index, lon, lat)
    return _document(case.name, score(cloud, position, at_s, component=PERSONS, land=land))


def _document(name: str, found: Score) -> ScoreDocument:
    known = math.isfinite(found.area_m2)
    return {
        "schema": SCORE_SCHEMA,
        "version": SCORE_VERSION,
        "name": name,
        "position": point(found.position),
        "time": time_text(found.at_s),
        "log_density_per_km2": round(found.log_density_per_km2, 3),
        "containment_level": round(found.containment_level, 4),
        "area_nm2": rounding(found.area_m2 / NM**2, 2) if known else None,
        "areas": [
            {"level": level, "area_nm2": round(area / NM**2, 2)} for level, area in found.areas_m2
        ],
        "most_likely": point(found.most_likely),
        "distance_nm": round(found.distance_m / NM, 2),
        "bearing_deg": round(found.bearing_deg % 360.0, 1) % 360.0,
    }


def score_words(document: ScoreDocument) -> str:
    """Return the document in words."""
    there = format_position(*document["position"])
    areas = ", ".join(
        f"{each['level']:.0%} in {each['area_nm2']:.0f} NM2" for each in document["areas"]
    )
    level, area = document["containment_level"], document["area_nm2"]
    held = (
        "no area of the map holds it"
        if area is None
        else f"the smallest area that holds it is that of {level:.1%}, {area:.1f} NM2"
    )
    return "\n".join(
        (
            f"found      {there} at {document['time']}",
            f"held by    {held}",
            f"areas      {areas}",
            f"density    {document['log_density_per_km2']:.2f} (natural log, per square km)",
            f"away       {document['distance_nm']:.1f} NM {document['bearing_deg']:03.0f}° from "
            f"the most likely position {format_position(*document['most_likely'])}",
        )
    )
