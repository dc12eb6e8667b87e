"""A case and the ships around it: the cloud drifted as far as it is asked, and what ships mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from typing import Final

from lastknown.desk._figures import point, time_text
from lastknown.desk.casefile import LONGEST_RUN, Case
from lastknown.desk.run import (
    PERSONS,
    Progress,
    case_cloud,
    case_sea,
    land_of,
    note_entries,
    quiet,
    weigh_case,
)
from lastknown.desk.ships.asking import Waters
from lastknown.desk.ships.document import RISK_SCHEMA, RISK_VERSION, DealtEntry, RiskDocument
from lastknown.desk.ships.heard import Heard, Traffic, ahead_of, heard_by, heard_entry
from lastknown.desk.ships.risk import Risk, reaches, risk_of
from lastknown.desk.ships.stream import stream_of
from lastknown.drift.cloud import Cloud
from lastknown.drift.where import Where, where
from lastknown.errors import LastknownError
from lastknown.evidence.surroundings import chart_of
from lastknown.sea.model import Sea
from lastknown.ships.help import Depths
from lastknown.ships.lanes import Lane, read_lanes
from lastknown.ships.ship import Predicted
from lastknown.times import parse_time, show_time, to_seconds
from lastknown.units import HOUR

__all__ = ["LONGEST_S", "OVER_S", "Around", "Drifted", "around_of", "at_moment", "drifted"]
__all__ += ["depths_of", "lanes_of", "risk_document", "seen_by", "software", "waters_of"]

OVER_S: Final = 6 * HOUR
"""How far ahead ships are looked at where nothing is said: what is asked in the first hours, and
about as long as the prediction of a ship in the Strait is worth anything (judgement)."""

LONGEST_S: Final = 48 * HOUR
"""Beyond this a ship is anywhere."""


@dataclass(frozen=True, eq=False)
class Drifted:
    """A case drifted as far as ships are looked at.

    case, sea : what was asked, over what. cloud : weighted by all that was told and searched.
    where : at the moment of the case. until_s : how far ships are looked at, s since 1970.
    """

    case: Case
    sea: Sea
    cloud: Cloud
    where: Where
    until_s: float


@dataclass(frozen=True, eq=False)
class Around:
    """The ships around a case: as they were heard, where they will be, whom they may run over.

    predicted : in the order of `heard.tracks`.
    """

    heard: Heard
    predicted: tuple[Predicted, ...]
    risk: Risk


def lanes_of(sea: Sea) -> tuple[Lane, ...]:
    """Return the lanes of the pack of a sea; empty where it has none."""
    return () if sea.pack is None else read_lanes(sea.pack.lanes())


def depths_of(sea: Sea) -> Depths | None:
    """Return what tells the depth of water; None where the sea has no chart."""
    return None if sea.pack is None or sea.pack.depth() is None else chart_of(sea.pack).at


def waters_of(sea: Sea) -> Waters:
    """Return what ships may not be led on to, as far as a sea knows it."""
    return Waters(lanes_of(sea), sea.coast, depths_of(sea))


def at_moment(case: Case, at: datetime) -> Case:
    """Return a case whose moment is another one.

    Raises
    ------
    LastknownError : nothing has begun by then, or the first start lies too far back.
    """
    first = min(parse_time(start.time) for start in case.starts)
    if not first <= at <= first + LONGEST_RUN:
        raise LastknownError(
            f"at={show_time(at)} is out of bounds; give a time from the first start "
            f"{show_time(first)} on, at most {LONGEST_RUN.days} days later"
        )
    return replace(case, at=at)


def drifted(case: Case, over_s: float = OVER_S, progress: Progress | None = None) -> Drifted:
    """Return the cloud of a case until a while after its moment.

    Parameters
    ----------
    case : checked. over_s : seconds after `case.at`. progress : told what is being done.

    Raises
    ------
    LastknownError : `over_s` is out of bounds, or the sea or the cloud does not reach so far.
    """
    if not 0.0 < over_s <= LONGEST_S:
        raise LastknownError(
            f"over={over_s / HOUR:g}h is out of bounds; give more than 0 h, at most "
            f"{LONGEST_S / HOUR:g} h: beyond it nobody knows where a ship is"
        )
    tell = progress or quiet
    at_s = to_seconds(case.at)
    tell("Opening the sea", None)
    sea = case_sea(case, at_s + over_s)
    cloud, _ = weigh_case(case, case_cloud(case, sea, tell, at_s + over_s), sea)
    reaches(cloud, at_s + over_s)
    seen = where(cloud, at_s, component=PERSONS, land=land_of(sea))
    return Drifted(case, sea, cloud, seen, at_s + over_s)


def around_of(over: Drifted, traffic: Traffic, progress: Progress | None = None) -> Around:
    """Return what the ships mean for a case.

    Parameters
    ----------
    traffic : what was heard; what came after the moment of the case is left out.
    """
    tell = progress or quiet
    tell("Predicting the ships", None)
    heard, predicted = seen_by(over, traffic)
    tell("Meeting the cloud", None)
    at_s = to_seconds(over.case.at)
    likely = point(over.where.most_likely)
    risk = risk_of(predicted, over.cloud, at_s, over.until_s, waters_of(over.sea), likely)
    return Around(heard, predicted, risk)


def seen_by(over: Drifted, traffic: Traffic) -> tuple[Heard, tuple[Predicted, ...]]:
    """Return the ships as they were known at the moment of a case, and where they will be."""
    heard = heard_by(traffic, to_seconds(over.case.at))
    return heard, ahead_of(heard, over.until_s, lanes_of(over.sea), stream_of(over.sea))


def risk_document(over: Drifted, found: Around, dealt: Sequence[DealtEntry] = ()) -> RiskDocument:
    """Return who may run over the boats of a case as the document of ``ships risk``.

    Parameters
    ----------
    dealt : of the record (`lastknown.desk.ships.dealt`).
    """
    return {
        "schema": RISK_SCHEMA,
        "version": RISK_VERSION,
        "software": software(),
        "name": over.case.name,
        "record": over.case.record,
        "at": time_text(over.case.at),
        "until": time_text(over.until_s),
        "most_likely": point(over.where.most_likely),
        "heard": heard_entry(found.heard, found.predicted),
        "call": found.risk.call,
        "risk": [*found.risk.entries],
        "combined": [*found.risk.combined],
        "areas": [*found.risk.areas],
        "dealt": [*dealt],
        "notes": note_entries(over.case.notes, over.cloud),
    }


def software() -> str:
    """Return what made an answer."""
    return f"lastknown {version('lastknown')}"
