"""The brief of what the library returned: a cloud or a plan, without a case file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lastknown.desk import brief as words
from lastknown.desk import tasking as sheets
from lastknown.desk.answer import (
    drift_document,
    hypothesis_entry,
    note_entry,
    plan_document,
)
from lastknown.desk.document import (
    DriftDocument,
    PlanDocument,
)
from lastknown.desk.orders import unit_entries
from lastknown.desk.planned import beside_the_units, remaining_entry
from lastknown.desk.questions import hinge, likely_of, questions
from lastknown.desk.told import components_of, told_sources, told_starts
from lastknown.drift.cloud import Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.drift.where import hypotheses, sampling_error_m, where
from lastknown.errors import LastknownError
from lastknown.evidence import score as evidence
from lastknown.evidence.score import Score
from lastknown.geo.position import Position
from lastknown.search.planned import Plan
from lastknown.times import parse_time, to_seconds

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["brief", "document", "score", "tasking"]


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


def tasking(plan: Plan, unit: str, lang: str = "en") -> str:
    """Return the tasking sheet of one unit: what its crew is told, as text of at most 72 columns.

    Parameters
    ----------
    plan : what `plan_search` returned.
    unit : name of the unit.
    lang : ``en`` or ``fr``.

    Raises
    ------
    LastknownError : the plan has no unit of that name, or the language is not available.
    """
    return sheets.tasking(document(plan), unit, lang)  # type: ignore[arg-type]  # of a plan


def document(thing: Plan | Cloud | xr.Dataset, name: str = "") -> DriftDocument | PlanDocument:
    """Return the answer document of a cloud (at its moment of interest) or of a plan.

    Wind and current at the place are not in it: they are known to the sea alone.
    """
    if isinstance(thing, Plan):
        found = _drift(thing.cloud, thing.at_s, name)
        beside = beside_the_units(thing, remaining_entry(thing))
        return plan_document(found, thing, unit_entries(thing), beside)
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
    seen, ways = where(cloud, at_s, component="persons"), hypotheses(cloud, at_s)
    return drift_document(
        name=name or "Lastknown",
        seed=int(cloud.attrs.get("seed", 0)),
        cloud=cloud,
        where=seen,
        components=components_of(cloud, at_s),
        sampling_m=sampling_error_m(cloud, at_s, component="persons"),
        hypotheses=[hypothesis_entry(each) for each in ways],
        starts=told_starts(cloud),
        sources=told_sources(cloud),
        notes=[note_entry(note.code, note.text, **note.values) for note in cloud.notes],
        questions=questions(cloud, at_s),
        hinge=hinge(cloud, at_s, seen.most_likely, likely_of(ways)),
    )
