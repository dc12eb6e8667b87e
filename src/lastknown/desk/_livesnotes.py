"""What is assumed where lives are counted, and whose lives are in none of the figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from lastknown.desk._sought import SAFE
from lastknown.desk.answer import note_entry
from lastknown.desk.document import NoteEntry
from lastknown.drift.objects import find_object, objects
from lastknown.search.planned import Plan
from lastknown.search.recovery import OUTSIDE_WAIT_MIN
from lastknown.search.risk import Survival

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.drift.start import Start

__all__ = ["lives_notes", "uncounted_notes"]

NOTHING: Final = 0.001
"""Share of the persons of a boat under which none of them are at stake."""


def lives_notes(
    plan: Plan, starts: tuple[Start, ...] | list[Start], survival: Survival | None, asked: bool
) -> list[NoteEntry]:
    """Return what is assumed of the lives of a plan, and which boats count as safe.

    Parameters
    ----------
    starts : of the case; survival : that lives were counted by, None: the default.
    asked : lives are what the case asks to plan for.
    """
    if math.isnan(plan.lives):
        return []
    return [_assumed(survival or Survival()), *_safe(plan, starts, asked)]


def uncounted_notes(case: Case, plan: Plan) -> list[NoteEntry]:
    """Return that lives are not counted for want of the water's temperature, in a record's plan.

    A case file says itself what is to be counted; into a record the figure is entered once.
    """
    cold = case.record is not None and "water_temperature_c" not in plan.cloud.attrs
    if not cold or not math.isnan(plan.lives):
        return []
    text = (
        "No water temperature is known: how long persons in the water live is not counted in this "
        "plan. Enter it once, with lastknown case conditions .. --water-temperature-c."
    )
    return [note_entry("lives-not-counted", text)]


def _assumed(by: Survival) -> NoteEntry:
    help_text = (
        "Units without figures of their own take people aboard as their kind does; beyond their "
        f"room, help from elsewhere {OUTSIDE_WAIT_MIN:g} minutes after the find or with the last "
        "of them."
    )
    until = f"Lives are counted until {by.horizon_h:g} h after the end of the search, by "
    values = {"horizon_h": by.horizon_h, "minutes": OUTSIDE_WAIT_MIN}
    if by.curves is not None:
        text = f"{until}survival curves that were given. {help_text}"
        return note_entry("lives-assumed-curves", text, **values)
    told = {"curve": by.curve, "flotation": by.flotation, "clothing": by.clothing}
    text = (
        f"{until}the {by.curve} survival curve; flotation: {by.flotation}; clothing: "
        f"{by.clothing}. {help_text}"
    )
    return note_entry("lives-assumed", text, **values, **told)


def _safe(plan: Plan, starts: tuple[Start, ...] | list[Start], asked: bool) -> list[NoteEntry]:
    """Return which boats have persons and none of them at stake, because nothing swamps them."""
    names = [start.boat or start.name or f"start {k}" for k, start in enumerate(starts, 1)]
    notes = []
    for boat in plan.boats:
        own = [k for k, name in enumerate(names) if name == boat.name]
        persons = max((starts[k].persons or 0.0 for k in own), default=0.0)
        if persons > 0.0 and boat.at_stake < NOTHING * persons and not _wet(plan, own):
            notes.append(_told(boat.name, persons, asked))
    return notes


def _told(boat: str, persons: float, asked: bool) -> NoteEntry:
    because = (
        f"{persons:g} persons of '{boat}' count as safe until the horizon, because nothing says "
        "that their boat swamps: "
    )
    told: dict[str, str | float] = {"boat": boat, "persons": persons}
    if asked:
        return note_entry(SAFE, f'{because}give it a phase "swamped", or plan for POS.', **told)
    text = f'{because}no life of theirs is in the lives shown. Give it a phase "swamped".'
    return note_entry("safe-in-lives", text, **told)


def _wet(plan: Plan, starts: list[int]) -> bool:
    """Return whether some of these starts swamp, or are in the water from the beginning."""
    cloud = plan.cloud
    those = np.isin(cloud.start, starts)
    flooded = {each.hull_becomes for each in objects() if each.hull_becomes != each.code}
    codes = {cloud.objects[k] for k in np.unique(cloud.what[those])}
    afloat = [code for code in codes if find_object(code).kind != "person" and code not in flooded]
    return bool(np.isfinite(cloud.swamps_s[those]).any()) or not afloat
