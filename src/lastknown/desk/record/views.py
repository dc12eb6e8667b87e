"""What an assessment holds, as frozen values: boats, loose reports, alarms.

All ids are those of entries of the record. Probabilities are fractions 0-1, times aware UTC,
positions degrees east and north (WGS84), areas m2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.boats.answer import Association
    from lastknown.boats.ask import Ask
    from lastknown.case.holding import Holding
    from lastknown.case.sections import Phase
    from lastknown.desk.record.gate import Gate
    from lastknown.desk.record.relay import RelayState
    from lastknown.people.clock import Clock
    from lastknown.people.tally import Tally

__all__ = ["AlarmView", "Area", "Assessment", "Belonging", "BoatView", "BoatWhere", "Candidate"]
__all__ += ["Conflict", "Loose", "Value"]

Value = float | int | str | bool | None | tuple[str, ...]
"""A figure or word that texts about the picture need, by name."""


@dataclass(frozen=True)
class Belonging:
    """One report and how probable it is that it is of a boat.

    report : the entry that stands. kind : as `boats.Report.kind`. at : time of the event.
    p : probability that it is of this boat. said : what people hold: ``certain``, ``likely``,
        ``unlikely``, ``never``, ``disputed`` where two centres differ; None where nobody said.
    """

    report: str
    kind: str
    at: datetime
    p: float
    said: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A boat that a loose report may be of.

    boat : its name in the record; None for a boat without a name. reports : ids of the other
        reports of a boat without a name; empty with boat None: a boat of its own.
    p : probability; over all candidates of a report they sum to 1, but for those left out and for
        named boats that may be one and the same (`BoatView.same_as`).
    """

    boat: str | None
    reports: tuple[str, ...]
    p: float


@dataclass(frozen=True)
class Loose:
    """A report that nobody linked to a boat, with the boats it may be of, most probable first.

    flood : an AIS contact of a flood (`boats.flood`), weighed by itself.
    """

    report: str
    kind: str
    at: datetime
    candidates: tuple[Candidate, ...]
    flood: bool = False


@dataclass(frozen=True)
class Area:
    """The area that holds a share of the probability.

    level : that share. area_m2 : its size. geometry : its outline, GeoJSON MultiPolygon, degrees.
    """

    level: float
    area_m2: float
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class BoatWhere:
    """Where a boat may be at the assessment's moment.

    lon, lat : most likely position. areas : that hold 50 and 90 %. reports : id and share of each
        report that the particles start from; what is missing from 1 is a position that nobody told.
    ashore : share that is ashore. water_temperature_c : at the most likely position, degrees C;
        None where it is not known. notes : codes of what must be said of the run.
    """

    lon: float
    lat: float
    areas: tuple[Area, ...]
    reports: tuple[tuple[str, float], ...]
    ashore: float = 0.0
    water_temperature_c: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """What cannot all be true of a boat, or was decided against each other; it blocks closing.

    code : ``identification against``, ``disputed link``, ``contradictory decisions``,
        ``call after rescue``, or one of the tally's. entries : that it is between.
    values : figures for the words. settled : the entry by which a person settled it; None: open.
    """

    code: str
    entries: tuple[str, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    settled: str | None = None


@dataclass(frozen=True, eq=False)
class BoatView:
    """One boat that people gave a name, as it stands at the assessment's moment.

    boat, label : its name and what it is called. open : nobody closed it; silence never does.
    holding : who holds. phase : recorded by entries, None where nobody said one.
    phase_by_evidence : what the reports alone give. phase_why : code and report of each reason, all
        phases. rises_to : the phase that evidence raises it to, None where it does not rise.
    reports : of it with probability of at least 0.01, in time order; those linked to it always.
    rescues : the same for rescues and recoveries alone, whatever their probability.
    same_as : other named boats that may be this one, with that probability (at least 0.01).
    where : None where no position is known, the sea was not given, or drift=False.
    where_why : code of why there is none: ``closed``, ``drift off``, ``no sea``, ``no position``,
        ``outside the sea``; None where there is one.
    tally : persons. clock : their survival; None where closed, the water's temperature is not
        known, or more are told to be on board than any clock takes.
    gate : whether it may be closed, and what blocks that. conflicts : all, settled too.
    carried : persons on the missing list that stays open; None where nobody said.
    last_looked : time of the last search that concerns it, None: nobody looked.
    relay : its last Mayday Relay, over the units of the record; None where none was made.
    """

    boat: str
    label: str
    open: bool
    holding: Holding
    phase: Phase | None
    phase_by_evidence: Phase
    phase_why: tuple[tuple[str, str], ...]
    rises_to: Phase | None
    reports: tuple[Belonging, ...]
    rescues: tuple[Belonging, ...]
    same_as: tuple[tuple[str, float], ...]
    where: BoatWhere | None
    where_why: str | None
    tally: Tally
    clock: Clock | None
    gate: Gate
    conflicts: tuple[Conflict, ...]
    carried: int | None
    last_looked: datetime | None
    relay: RelayState | None = None


@dataclass(frozen=True)
class AlarmView:
    """An alarm that time or an entry raises.

    code : see `alarms`. about : id of the entry, or name of the boat, that it is about; with the
        code it names the alarm. since : when it was first due. values : figures for the words.
    acknowledged : the entry by which a person acknowledged it; None: nobody has.
    """

    code: str
    about: str
    since: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    acknowledged: str | None = None


@dataclass(frozen=True, eq=False)
class Assessment:
    """The picture and what follows from it at one moment.

    at : the moment. known_at : entries entered later are left out; None: no limit. known_by : the
        centre whose knowledge it is; None: that of all.
    version : of the program. seed : of every draw. sources : of the sea; empty without one.
    sha256 : of the picture's bytes.
    boats : by name. loose : reports that nobody linked, in time order.
    number : probability of k boats heard of, by k. unheard : the same of boats nobody reported.
    spread : how far the association's chains differ (`boats.Association.spread`).
    alarms : the oldest first. asks : whose phone to ring on which rescuer's deck, at most ten, the
        one that settles most first.
    association : the whole answer, for `boats.why`; it is in no bytes.
    """

    at: datetime
    known_at: datetime | None
    known_by: str | None
    version: str
    seed: int
    sources: tuple[str, ...]
    sha256: str
    boats: tuple[BoatView, ...]
    loose: tuple[Loose, ...]
    number: tuple[float, ...]
    unheard: tuple[float, ...]
    spread: float
    alarms: tuple[AlarmView, ...]
    asks: tuple[Ask, ...]
    association: Association

    def boat(self, name: str) -> BoatView:
        """Return the view of a boat.

        Raises
        ------
        LastknownError : the record knows no boat of this name.
        """
        for each in self.boats:
            if each.boat == name:
                return each
        known = ", ".join(each.boat for each in self.boats) or "none"
        raise LastknownError(f"boat {name!r} is not in the record; known are {known}")
