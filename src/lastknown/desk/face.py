"""The brief of what the library returned: a cloud or a plan, without a case file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lastknown.desk import brief as words
from lastknown.desk.answer import (
    drift_document,
    hypothesis_entry,
    note_entry,
    plan_document,
    unit_entry,
)
from lastknown.desk.document import (
    CurrentErrorFigures,
    DriftDocument,
    PlanDocument,
    SourceEntry,
    StartEntry,
    WindErrorFigures,
)
from lastknown.desk.questions import hinge, questions
from lastknown.drift.cloud import Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.drift.objects import find_object
from lastknown.drift.where import hypotheses, where
from lastknown.errors import LastknownError
from lastknown.evidence import score as evidence
from lastknown.evidence.score import Score
from lastknown.geo.position import Position
from lastknown.search.unit import Plan
from lastknown.times import parse_time, to_seconds

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["brief", "document", "score"]


def brief(thing: Plan | Cloud | xr.Dataset, lang: str = "en") -> str:
    """Return in words what a cloud or a plan says: where, how sure, who searches where.

    Parameters
    ----------
    thing : what `drift_from` or `plan_search` returned.
    lang : ``en`` or ``fr``.

    Raises
    ------
    LastknownError : it is neither, or the language is not available.
    """
    return words.brief(document(thing), lang)


def document(thing: Plan | Cloud | xr.Dataset, name: str = "") -> DriftDocument | PlanDocument:
    """Return the answer document of a cloud (at its moment of interest) or of a plan.

    Wind and current at the place are not in it: they are known to the sea alone.
    """
    if isinstance(thing, Plan):
        found = _drift(thing.cloud, thing.at_s, name)
        tasks = [
            unit_entry(
                task,
                thing.at_s,
                where(thing.cloud, task.arrive_s, component="persons") if task.launch else None,
            )
            for task in thing.units
        ]
        return plan_document(found, thing, tasks)
    if not isinstance(thing, Cloud) and not hasattr(thing, "data_vars"):
        raise LastknownError(
            f"a brief is made of a cloud or a plan, not of a {type(thing).__name__}; give what "
            "drift_from or plan_search returned"
        )
    cloud = as_cloud(thing)
    at_s = to_seconds(parse_time(str(cloud.attrs["at"]))) if "at" in cloud.attrs else None
    return _drift(cloud, float(cloud.time_s[-1]) if at_s is None else at_s, name)


def score(
    cloud: Cloud | xr.Dataset, position: str | Position | Sequence[float], at: datetime | str
) -> Score:
    """Return how well a cloud foretold where something was found later.

    Parameters
    ----------
    cloud : what `drift_from` returned; it must reach the moment.
    position : where it was found: text, Position, or longitude and latitude in degrees.
    at : when, aware, or ISO text with a zone.

    Raises
    ------
    LastknownError : the position cannot be read, or the moment lies outside the cloud's times.
    """
    return evidence.score(as_cloud(cloud), position, to_seconds(parse_time(at, "at")))


def _drift(cloud: Cloud, at_s: float, name: str) -> DriftDocument:
    seen = where(cloud, at_s, component="persons")
    return drift_document(
        name=name or "Lastknown",
        seed=int(cloud.attrs.get("seed", 0)),
        cloud=cloud,
        where=seen,
        hypotheses=[hypothesis_entry(each) for each in hypotheses(cloud, at_s)],
        starts=_starts(cloud),
        sources=_sources(cloud),
        notes=[note_entry(note.code, note.text, **note.values) for note in cloud.notes],
        questions=questions(cloud, at_s),
        hinge=hinge(cloud, at_s, seen.most_likely),
    )


def _starts(cloud: Cloud) -> list[StartEntry]:
    told: list[dict[str, Any]] = json.loads(str(cloud.attrs.get("starts", "[]")))
    total = sum(start["weight"] for start in told)
    entries: list[StartEntry] = []
    for start in told:
        thing = find_object(start["what"])
        entries.append(
            {
                "name": start["name"],
                "position": [round(start["lon"], 5), round(start["lat"], 5)],
                "time": start["time"],
                "error_nm": start["error_nm"],
                "time_sd_min": start["time_sd_min"],
                "fix_age_min": start["fix_age_min"],
                "what": thing.code,
                "what_name": {"en": thing.name_en, "fr": thing.name_fr},
                "persons": start["persons"],
                "weight": round(start["weight"] / total, 4),
            }
        )
    return entries


def _sources(cloud: Cloud) -> list[SourceEntry]:
    """Return the sources that the cloud's attributes name, with the errors that were carried."""
    told = cloud.attrs
    if "current_source" not in told:
        return []
    current: CurrentErrorFigures = {
        "sd_kn": float(told["current_error_sd_kn"]),
        "half_life_min": float(told["current_error_half_life_min"]),
        "tide_amplitude_sd": float(told["current_error_tide_amplitude_sd"]),
        "tide_phase_sd_min": float(told["current_error_tide_phase_sd_min"]),
        "wind_drift": float(told["wind_drift_fraction"]),
        "measured_on": str(told["current_error_measured_on"]),
    }
    wind: WindErrorFigures = {
        "sd_kn": float(told["wind_error_sd_kn"]),
        "half_life_min": float(told["wind_error_half_life_min"]),
        "measured_on": str(told["wind_error_measured_on"]),
    }
    return [
        {
            "name": str(told["current_source"]),
            "quantities": ["current"],
            "resolution": str(told["current_resolution"]),
            "current_error": current,
            "wind_error": None,
            "entered": False,
        },
        {
            "name": str(told["wind_source"]),
            "quantities": ["wind"],
            "resolution": str(told["wind_resolution"]),
            "current_error": None,
            "wind_error": wind,
            "entered": False,
        },
    ]
