"""What was told, found and not seen: the cloud of a case after its evidence, and what each changed.

Measured currents move the tracks first, all of them as one correction; reports are weighed in the
order of their times, and searches after them. Weights are products, so that the picture does not
depend on that order; what a piece changed, and how likely it is to be wrong, is said given those
before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lastknown.desk._caseevidence import Told
from lastknown.desk._evidenceentries import EvidenceEntry, Weighed
from lastknown.desk._figures import fraction, point, time_text
from lastknown.desk.searches import KEPT_S, after_searches, timed_legs
from lastknown.drift.cloud import Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.evidence.backward import Find
from lastknown.evidence.correction import Observed, corrected
from lastknown.evidence.debris import Debris
from lastknown.evidence.fixes import Fix, PhoneFix
from lastknown.evidence.likelihood import (
    About,
    Correction,
    Likelihood,
    effective,
    judged,
    state_effective,
)
from lastknown.evidence.measured import BuoyTrack, SetAndDrift
from lastknown.evidence.sightings import Bearing, Flare, Lights, Sector
from lastknown.evidence.silence import LostContact, PassedBy
from lastknown.evidence.surroundings import Area, Depth, chart_of
from lastknown.geo.coast import is_land
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position
from lastknown.sea.model import Sea
from lastknown.search.planned import Leg
from lastknown.search.sensor import Conditions
from lastknown.ships.lookout import passed_by
from lastknown.times import to_seconds
from lastknown.units import NM

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case

__all__ = [
    "FITS_NOTHING",
    "RADAR_NM",
    "Weighed",
    "after_all",
    "after_evidence",
    "evidence_of",
    "legs_of",
]

FITS_NOTHING: Final = 0.9
"""Probability of being wrong from which a report is said aloud to fit nothing; assumed."""

RADAR_NM: Final = 1.0
"""Radius that holds 50 % of the error of a radar plot, NM: quoted by an operational planner."""

_STILL_NM: Final = 0.05

Value = Likelihood | Correction
Fields = dict[str, Any]


class _View(NamedTuple):
    """Where they are at one moment, in short."""

    most_likely: Position
    area_50_nm2: float
    effective: float


def after_all(case: Case, cloud: Cloud, sea: Sea) -> tuple[Cloud, Weighed]:
    """Return the cloud weighed by all evidence and all searches of a case, and what each did.

    Raises
    ------
    LastknownError : evidence or a search that cannot be used, or outside the cloud's times.
    """
    cloud, evidence = after_evidence(case, cloud, sea)
    cloud, searches = after_searches(case, cloud)
    weighed = Weighed(evidence, searches)
    return (state_effective(cloud) if evidence or searches else cloud), weighed


def after_evidence(case: Case, cloud: Cloud, sea: Sea) -> tuple[Cloud, list[EvidenceEntry]]:
    """Return the cloud after the evidence of a case other than searches, and what each changed.

    Raises
    ------
    LastknownError : a piece that cannot be used, or outside the cloud's times; its number is said.
    """
    entries: list[EvidenceEntry] = []
    if not case.evidence:
        return cloud, entries
    see = partial(_view, at_s=to_seconds(case.at), sea=sea)
    told = sorted(enumerate(case.evidence, start=1), key=lambda each: each[1].end)
    made = [(number, each, _made(number, each, sea)) for number, each in told]
    given, observed, before = cloud, list[Observed](), see(cloud)
    for number, each, value in made:
        if isinstance(value, Correction):
            with _naming(number, each):
                observed.append(value.observed())
                cloud = corrected(given, *observed, sea=sea)
            after, doubtful = see(cloud), _doubtful(cloud, observed[-1])
            entries.append(_entry(each, before, after, None, doubtful))
            before = after
    drifted = partial(_drifted, case, sea, observed)
    for number, each, value in made:
        if isinstance(value, Likelihood):
            with _naming(number, each):
                cloud, wrong = judged(cloud, _with_its_drift(value, drifted))
            after, known = see(cloud), bool(value.name)
            fits_nothing = known and wrong >= FITS_NOTHING
            entries.append(_entry(each, before, after, wrong if known else None, fits_nothing))
            before = after
    return cloud, entries


@contextmanager
def _naming(number: int, told: Told) -> Iterator[None]:
    """Say which piece of evidence an error is about."""
    try:
        yield
    except LastknownError as error:
        raise LastknownError(f"evidence {number} ({told.kind}): {error}") from None


def _made(number: int, told: Told, sea: Sea) -> Value:
    """Return a piece of evidence as a value of the evidence room, errors named."""
    with _naming(number, told):
        return evidence_of(told, sea)


def evidence_of(told: Told, sea: Sea) -> Value:
    """Return a piece of evidence as a value of `lastknown.evidence`.

    Raises
    ------
    LastknownError : figures that do not go together; a depth where the sea has no chart.
    """
    fields = dict(told.fields)
    boat = fields.pop("boat", "")
    made = _MAKERS[told.kind](fields, sea)
    return About(boat, made) if boat and isinstance(made, Likelihood) else made


def _radar(fields: Fields, sea: Sea) -> Fix:
    return Fix(**{"error_nm": RADAR_NM, "age_min": 0.0, **fields})


def _depth(fields: Fields, sea: Sea) -> Depth:
    if sea.pack is None:
        raise LastknownError("a depth needs a pack with a chart; add one to [sea] sources")
    return Depth(chart=chart_of(sea.pack), **fields)


def _debris(fields: Fields, sea: Sea) -> Debris:
    rest = {"wrong": fields.pop("wrong")} if "wrong" in fields else {}
    return Debris(Find(time=fields.pop("at"), **fields), **rest)


def _passed(fields: Fields, sea: Sea) -> PassedBy:
    return PassedBy(legs_of(fields.pop("track")), **fields)


def _passing(fields: Fields, sea: Sea) -> PassedBy:
    conditions = Conditions(fields.pop("visibility_nm"), fields.pop("wind_kn"))
    return passed_by(legs_of(fields.pop("track")), fields.pop("ship_kind"), conditions, **fields)


def _buoy(fields: Fields, sea: Sea) -> BuoyTrack:
    track = fields.pop("track")
    return BuoyTrack([(each["position"], each["time"]) for each in track], sea, **fields)


_MAKERS: Final[dict[str, Callable[[Fields, Sea], Value]]] = {
    "position": lambda fields, sea: Fix(**fields),
    "phone": lambda fields, sea: PhoneFix(**fields),
    "radar": _radar,
    "bearing": lambda fields, sea: Bearing(**fields),
    "direction-finder": lambda fields, sea: Bearing(**fields),
    "flare": lambda fields, sea: Flare(**fields),
    "sector": lambda fields, sea: Sector(**fields),
    "lights": lambda fields, sea: Lights(**fields),
    "inside": lambda fields, sea: Area(inside=True, **fields),
    "outside": lambda fields, sea: Area(inside=False, **fields),
    "depth": _depth,
    "debris": _debris,
    "ship-saw-nothing": _passed,
    "passing-ship": _passing,
    "lost-contact": lambda fields, sea: LostContact(**fields),
    "measured-current": lambda fields, sea: SetAndDrift(sea=sea, **fields),
    "datum-buoy": _buoy,
}


def legs_of(track: Sequence[Mapping[str, Any]]) -> tuple[Leg, ...]:
    """Return a track of the case file as timed legs."""
    return timed_legs([(point["position"], point["time"]) for point in track])


def _with_its_drift(value: Likelihood, drifted: Callable[[Find], Cloud]) -> Likelihood:
    """Return the evidence; a find of another object with the drift of that object."""
    if isinstance(value, About):
        return replace(value, evidence=_with_its_drift(value.evidence, drifted))
    if not isinstance(value, Debris) or value.find.what is None:
        return value
    return replace(value, drifted=drifted(value.find))


def _drifted(case: Case, sea: Sea, observed: Sequence[Observed], find: Find) -> Cloud:
    """Return the cloud of what was found, drifted from the starts of a case as its boat was."""
    starts = [replace(s, what=find.what, phases=(Phase("adrift"),)) for s in case.starts]
    run = Run(
        case.particles, case.seed, case.drift.scheme, case.drift.step_s,
        max(KEPT_S, case.drift.step_s), case.drift.shore,
    )  # fmt: skip
    cloud = simulate(starts, sea, case.at, at=case.at, run=run)
    return corrected(cloud, *observed, sea=sea) if observed else cloud


def _doubtful(cloud: Cloud, seen: Observed) -> bool:
    """Return whether a measured current lies farther out than its errors can explain."""
    doubts = [note for note in cloud.notes if note.code == "current-doubtful"]
    return any(note.values.get("at") == str(seen.place) for note in doubts)


def _view(cloud: Cloud, *, at_s: float, sea: Sea) -> _View:
    """Return where they are at a moment, in short."""
    coast = sea.coast
    land = None if coast is None else partial(is_land, coast.index)
    seen = where(cloud, at_s, component="persons", levels=(0.5,), land=land)
    return _View(seen.most_likely, seen.contours[0].area_m2 / NM**2, effective(cloud))


def _entry(
    told: Told, before: _View, after: _View, wrong: float | None, fits_nothing: bool
) -> EvidenceEntry:
    """Return what a piece of evidence was and what it changed."""
    here, there = before.most_likely, after.most_likely
    ends = (here.lon, here.lat, there.lon, there.lat)
    moved_nm = float(distance_m(*ends)) / NM
    return {
        "kind": told.kind,
        "name": told.name,
        "source": told.source,
        "begin": time_text(told.begin),
        "end": time_text(told.end),
        "told": {name: _plain(value) for name, value in told.fields.items()},
        "wrong": None if wrong is None else fraction(wrong),
        "fits_nothing": fits_nothing,
        "most_likely": point(there),
        "moved_nm": round(moved_nm, 2),
        "moved_deg": None
        if moved_nm < _STILL_NM
        else round(float(bearing_deg(*ends)) % 360.0, 1) % 360.0,
        "area_50_before_nm2": round(before.area_50_nm2, 2),
        "area_50_nm2": round(after.area_50_nm2, 2),
        "effective_particles": round(after.effective, 1),
    }


def _plain(value: Any) -> Any:
    """Return a value of the case file as JSON has it."""
    if isinstance(value, Position):
        return point(value)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
