"""What was found of a boat: empty hulls, and persons in the water."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from lastknown.desk.record.casestart import Heard
from lastknown.desk.record.casetext import place_text, plain_name
from lastknown.units import NM

__all__ = ["debris_of"]

WRONG: Final = 0.05
"""Share of finds that are wrong although they are of this boat: that of `evidence.Fix`."""


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
