"""The units of a case before they are planned for: what they can see, and areas that stand.

`muster` works out the sweep widths of sensors and the tasks of fixed areas; `tell_muster` puts into
the plan document what they rest on and what had to be assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lastknown.desk._figures import rounding, time_text
from lastknown.desk._sensorentries import SeeingEntry, SensorEntry
from lastknown.desk.answer import note_entry
from lastknown.desk.document import NoteEntry, PlanDocument
from lastknown.drift.cloud import Cloud, Note
from lastknown.drift.where import where
from lastknown.geo.plane import Plane
from lastknown.search.equip import Equipped, Look, equip
from lastknown.search.fixed import legs_of
from lastknown.search.land import land_test, points_on_land
from lastknown.search.planned import Plan, UnitPlan
from lastknown.search.recovery import OUTSIDE_WAIT_MIN, means_of
from lastknown.search.standing import StandingArea, overlapping, share_inside, standing_task
from lastknown.search.sweepwidth import MERCHANT
from lastknown.search.unit import SURFACE_KINDS, Unit, ready_s
from lastknown.times import to_seconds
from lastknown.units import KNOT, MINUTE, NM

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.sea.model import Sea
    from lastknown.search.sensor import Conditions

__all__ = ["Muster", "muster", "tell_muster"]

NOTHING: Final = 0.01
"""Probability inside a fixed area below which next to nothing is said to be found in it."""

_EVENED: Final = 0.01
"""Change of a fixed area's track spacing from which on it is said, relative."""

US: Final = "US Coast Guard, COMDTINST M16130.2F, App. H"
US_OTHER: Final = "US National SAR Supplement, App. H"
IAMSAR: Final = "IAMSAR Manual, Table N-4"


@dataclass(frozen=True)
class Muster:
    """Units ready to be planned for.

    Attributes
    ----------
    free : units whose areas are to be found, with known sweep widths.
    fixed : tasks that stand, in the order given.
    looks : what the sweep widths of every unit rest on, by name.
    seeing : what sensors look through; None: not given.
    limited : areas stay within limits.
    objective : what the case asks to plan for, ``pos`` or ``lives``.
    notes : what was assumed.
    """

    free: tuple[Unit, ...]
    fixed: tuple[UnitPlan, ...]
    looks: Mapping[str, tuple[Look, ...]]
    seeing: SeeingEntry | None
    limited: bool
    objective: str
    notes: tuple[Note, ...]


def muster(case: Case, sea: Sea, cloud: Cloud) -> Muster:
    """Return the units of a case with their sweep widths, and its fixed areas as tasks.

    Parameters
    ----------
    sea : gives the wind at the most likely position where the conditions have none.
    cloud : what is sought, after the searches so far.

    Raises
    ------
    LastknownError : as `lastknown.search.equip.equip` and `lastknown.search.standing.standing_task`
        do.
    """
    given = case.conditions
    conditions = None if given is None else _with_wind(case, given, sea, cloud)
    ready = equip(case.units, cloud, conditions, boat=case.boat_object)
    units = {each.unit.name: each.unit for each in ready}
    fixed = tuple(standing_task(area, units[area.unit], cloud) for area in case.fixed)
    taken = {area.unit for area in case.fixed}
    free = tuple(unit for name, unit in units.items() if name not in taken)
    return Muster(
        free=free,
        fixed=fixed,
        looks={each.unit.name: each.looks for each in ready},
        seeing=None if conditions is None else _seeing(case, conditions),
        limited=bool(case.within),
        objective=case.objective,
        notes=(
            *_told_once(ready),
            *_fixed_notes(case, fixed),
            *_land_notes(fixed, sea),
            *_persons_note(case),
            *_outside_note(case),
        ),
    )


def tell_muster(document: PlanDocument, crew: Muster, plan: Plan) -> None:
    """Put into a plan document what its units see with, which areas stand, and what was assumed."""
    document["seeing"] = crew.seeing
    inside = {task.unit.name: share_inside(task, plan.cloud) for task in crew.fixed}
    vain = {name: share for name, share in inside.items() if share < NOTHING}
    for entry in document["units"]:
        entry["sensors"] = [_sensor(look) for look in crew.looks.get(entry["name"], ())]
        entry["fixed"] = entry["name"] in inside
        if entry["fixed"]:
            entry["launch_reason"] = "fixed_in_vain" if entry["name"] in vain else "fixed"
    notes = [*crew.notes, *(_finds_nothing(name, share) for name, share in vain.items())]
    notes += _nothing_within(crew, plan)
    if crew.objective != plan.objective:
        text = "Lives were asked for; this plan is for the most probability of finding a person."
        notes.append(Note("planned-for-pos", text))
    document["notes"] += [_entry(note) for note in notes]


def _with_wind(case: Case, conditions: Conditions, sea: Sea, cloud: Cloud) -> Conditions:
    """Return the conditions with the sea's wind where none is given and the sea has one."""
    if conditions.wind_kn is not None:
        return conditions
    at_s = max(to_seconds(case.at), min(ready_s(unit) for unit in case.units))
    place = where(cloud, at_s, component="persons", levels=(0.5,)).most_likely
    sample = sea.sample(place.lon, place.lat, at_s)
    wind_kn = float(np.hypot(sample.wind_u, sample.wind_v)) / KNOT
    return replace(conditions, wind_kn=wind_kn) if np.isfinite(wind_kn) else conditions


def _seeing(case: Case, conditions: Conditions) -> SeeingEntry:
    given = case.conditions
    return {
        "visibility_nm": conditions.visibility_nm,
        "wind_kn": rounding(conditions.wind_kn, 1),
        "wind_from_the_sea": given is not None and given.wind_kn != conditions.wind_kn,
        "seas_ft": conditions.seas_ft,
        "sea_state": conditions.sea_state,
        "moonlit": conditions.moonlit,
        "fatigued": conditions.fatigued,
        "flotation": conditions.flotation,
    }


def _sensor(look: Look) -> SensorEntry:
    """Return what sweep widths rest on."""
    sensor = look.sensor
    eye = sensor is not None and sensor.kind == "visual"
    return {
        "dark": look.dark,
        "kind": "entered" if sensor is None else sensor.kind,
        "craft": sensor.craft if eye and sensor else None,
        "height_ft": sensor.height_ft if eye and sensor else None,
        "speed_kn": sensor.speed_kn if eye and sensor else None,
        "boat": look.boat or None,
        "boat_nm": round(look.boat_nm, 3),
        "person_nm": round(look.person_nm, 3),
        "source": _source(look),
    }


def _source(look: Look) -> str | None:
    if look.sensor is None or look.sensor.kind == "entered":
        return None
    if look.sensor.kind != "visual":
        return US_OTHER
    return IAMSAR if look.sensor.craft == MERCHANT else US


def _told_once(ready: Sequence[Equipped]) -> tuple[Note, ...]:
    """Return what was assumed of all units, each sentence once."""
    return tuple({note.text: note for each in ready for note in each.notes}.values())


def _fixed_notes(case: Case, tasks: Sequence[UnitPlan]) -> list[Note]:
    """Return what is odd about the fixed areas."""
    notes = []
    for area, task in zip(case.fixed, tasks, strict=True):
        notes += _area_notes(area, task, to_seconds(case.at))
    for one, other in overlapping(tasks):
        text = f"The fixed areas of {one} and {other} overlap while both are there."
        notes.append(Note("fixed-areas-overlap", text, {"one": one, "other": other}))
    return notes


def _area_notes(area: StandingArea, task: UnitPlan, at_s: float) -> list[Note]:
    name, notes = area.unit, []
    if area.start is not None and task.arrive_s > to_seconds(area.start) + MINUTE:
        begin = time_text(task.arrive_s)
        text = f"{name} cannot begin its fixed area before {begin}: it begins then."
        notes.append(Note("fixed-begins-later", text, {"unit": name, "time": begin}))
    if task.arrive_s < at_s - MINUTE:
        begin = time_text(task.arrive_s)
        text = (
            f"{name} began its fixed area at {begin}: what it searched before now counts only "
            "where it is entered as [[searched]]."
        )
        notes.append(Note("fixed-began-before", text, {"unit": name, "time": begin}))
    if task.dark and task.unit.night_sweep_width_nm is None:
        text = f"{name} works its fixed area partly in the dark, and has nothing to see with then."
        notes.append(Note("fixed-in-the-dark", text, {"unit": name}))
    spacing_nm = task.track_spacing_m / NM
    if abs(spacing_nm / area.track_spacing_nm - 1.0) > _EVENED:
        text = f"The tracks of {name}'s fixed area are laid {spacing_nm:.2f} NM apart to fill it."
        values: dict[str, str | float] = {"unit": name, "spacing_nm": round(spacing_nm, 3)}
        notes.append(Note("fixed-spacing-evened", text, values))
    return notes


def _land_notes(tasks: Sequence[UnitPlan], sea: Sea) -> list[Note]:
    """Return which fixed areas of units that float have tracks over land."""
    if sea.coast is None:
        return []
    test, notes = land_test(sea.coast), []
    for task in tasks:
        plane = Plane(task.centre.lon, task.centre.lat)
        if (
            task.unit.kind in SURFACE_KINDS
            and points_on_land(test, plane, legs_of(task, plane)).size
        ):
            text = f"The fixed area of {task.unit.name} lies partly over land: cut or move it."
            notes.append(Note("fixed-over-land", text, {"unit": task.unit.name}))
    return notes


def _finds_nothing(name: str, share: float) -> Note:
    text = (
        f"Next to nothing is to be found in the fixed area of {name}: {share:.1%} of the "
        "probability is there when it is."
    )
    return Note("fixed-finds-nothing", text, {"unit": name, "share": round(share, 4)})


def _nothing_within(crew: Muster, plan: Plan) -> list[Note]:
    """Return that limits leave the units nothing to do."""
    free = [task for task in plan.units if task.unit in crew.free]
    if not crew.limited or any(task.launch for task in free):
        return []
    text = "Within the limits given (within) no unit has anything to gain; widen them."
    return [Note("nothing-within-limits", text)]


def _persons_note(case: Case) -> list[Note]:
    if case.objective != "lives" or any(start.persons for start in case.starts):
        return []
    text = "No start states its persons: lives are counted as of one person a boat."
    return [Note("lives-of-one-person", text)]


def _outside_note(case: Case) -> list[Note]:
    """Return that help from elsewhere was assumed, where lives are sought and nobody can lift."""
    if case.objective != "lives" or any(means_of(unit).capacity > 0 for unit in case.units):
        return []
    text = (
        f"No unit on hand can take people aboard: help from elsewhere is taken to be there "
        f"{OUTSIDE_WAIT_MIN:g} minutes after they are found. Call it now."
    )
    return [Note("help-from-elsewhere", text, {"minutes": OUTSIDE_WAIT_MIN})]


def _entry(note: Note) -> NoteEntry:
    return note_entry(note.code, note.text, **note.values)
