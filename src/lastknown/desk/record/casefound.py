"""What else was told of a boat: who is on board, who was taken up, and what was found of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from lastknown.boats.report import SAVED
from lastknown.case import told
from lastknown.desk.record.casestart import Heard
from lastknown.desk.record.casetext import place_text, plain_name
from lastknown.desk.record.reports import persons_of
from lastknown.desk.record.standing import Standing, said
from lastknown.units import NM

__all__ = ["debris_of", "persons_on_board", "taken_up"]

WRONG: Final = 0.05
"""Share of finds that are wrong although they are of this boat: that of `evidence.Fix`."""

_MOST: Final = 10_000


def debris_of(heard: Sequence[Heard], first: datetime, at: datetime) -> list[dict[str, Any]]:
    """Return the tables ``[[evidence]]``: empty hulls and persons found in the water.

    Parameters
    ----------
    first, at : of the first start, and of the case; finds outside say nothing about it.
    """
    found = []
    for each in heard:
        kind, place = each.report.kind, each.body.position
        inside = first < each.entry.happened.at <= at
        if kind not in ("empty hull", "recovery") or place is None or not inside:
            continue
        wrong = 1.0 - each.p * (1.0 - WRONG)
        if wrong > 0.9:
            continue
        find: dict[str, Any] = {
            "kind": "debris",
            "at": each.entry.happened.at,
            "name": plain_name(each.name),
            "position": place_text(place.lon, place.lat),
            "error_nm": min(max(round(each.report.error_m / NM, 3), 0.003), 100.0),
            "component": "boat" if kind == "empty hull" else "in_the_water",
            "wrong": round(max(wrong, 0.001), 4),
        }
        if each.body.source or each.body.unit:
            find["source"] = plain_name(each.body.source or each.body.unit or "", 200)
        found.append(find)
    return found


def taken_up(stands: Standing, heard: Sequence[Heard]) -> int:
    """Return how many of the boat's persons were recovered, by the reports that a person linked.

    A statement of persons about such a report stands for the report's own count.
    """
    of = {
        each.report.id: persons_of(each.body.persons) or 0
        for each in heard
        if each.linked and each.report.kind in SAVED
    }
    stated: dict[str, int] = {}
    for _, body in said(stands, told.Persons):
        about = stands.now.get(body.report or "")
        if about in of and about and body.where in ("recovered_alive", "recovered_dead"):
            stated[about] = stated.get(about, 0) + (persons_of(body.counts) or 0)
    return sum((of | stated).values())


def persons_on_board(stands: Standing, heard: Sequence[Heard], boat: str) -> list[int]:
    """Return every number of persons that was told to be on board, in rising order."""
    of = {each.report.id for each in heard if each.p >= 0.5}
    found = [
        persons_of(each.body.persons)
        for each in heard
        if each.report.id in of and each.report.kind not in (*SAVED, "empty hull")
    ]
    for _, body in said(stands, told.Persons):
        about = body.boat == boat if body.boat else stands.now.get(body.report or "") in of
        if about and body.where == "on_board":
            found.append(persons_of(body.counts))
    return sorted(min(count, _MOST) for count in found if count)
