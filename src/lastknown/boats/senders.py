"""What sent the AIS contacts: their places put in order, one list for each sender.

A beacon tells its place again and again. One that drifts tells places that it can have reached from
one to the next; under a name that several send by, or that somebody made up, they leap, and count
as as many senders as it takes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from lastknown.boats.report import Report
from lastknown.units import KNOT, NM

__all__ = ["FASTEST_M_S", "PLACES", "behind", "senders"]

FASTEST_M_S: Final = 30.0 * KNOT
"""Speed at which one beacon may go from place to place, m/s (judgement): aboard a fast rescue
craft that took it up."""

PLACES: Final = 12
"""Places of one sender that are weighed with all other reports (judgement): one more says little,
and the time that they take grows with the cube of their number."""

_ERRORS: Final = 4.0
"""How many times both places' errors count as no leap: they hold 50 % each (judgement)."""


def senders(reports: Sequence[Report], held: Collection[str] = ()) -> list[list[Report]]:
    """Return the AIS contacts of each sender in time order, by the time of their first.

    Parameters
    ----------
    reports : in any order. held : ids of those that a person linked to something: left out.
    """
    contacts = [each for each in reports if each.kind == "AIS contact" and each.id not in held]
    found: list[list[Report]] = []
    named: dict[tuple[str, str | None], list[list[Report]]] = {}
    for each in sorted(contacts, key=lambda report: (report.time_s, report.id)):
        lists = [] if each.object_id is None else _of(named, each)
        home = next((known for known in reversed(lists) if _reaches(known, each)), None)
        if home is None:
            home = []
            found.append(home)
            lists.append(home)
        home.append(each)
    return found


def _of(
    named: dict[tuple[str, str | None], list[list[Report]]], each: Report
) -> list[list[Report]]:
    """Return the senders known by what a report calls its own."""
    return named.setdefault((str(each.object_id), each.source), [])


def _reaches(known: Sequence[Report], new: Report) -> bool:
    """Return whether a sender can be where it is told to be now, by its last place."""
    last = next((each for each in reversed(known) if each.position is not None), None)
    if last is None or last.position is None or new.position is None:
        return True
    there, here = last.position, new.position
    east = (here.lon - there.lon + 180.0) % 360.0 - 180.0
    east *= math.cos(math.radians(0.5 * (there.lat + here.lat)))
    off_m = 60.0 * NM * math.hypot(east, here.lat - there.lat)  # to 0.5 %; the limit is a judgement
    return off_m <= FASTEST_M_S * (new.time_s - last.time_s) + _ERRORS * (
        last.error_m + new.error_m
    )


def behind(reports: Sequence[Report], held: Collection[str] = ()) -> Mapping[str, str]:
    """Return the ids of contacts that another of the same sender stands for, and that one's.

    Of a sender with more than `PLACES` places so many stand for all, the first and the last among
    them, as far apart in time as may be; every other goes with the nearest in time.
    """
    found = {}
    for places in senders(reports, held):
        if len(places) <= PLACES:
            continue
        first, last = places[0].time_s, places[-1].time_s
        marks = [first + k * (last - first) / (PLACES - 1) for k in range(PLACES)]
        kept = {min(places, key=lambda one: (abs(one.time_s - mark), one.id)).id for mark in marks}
        for each in places:
            if each.id not in kept:
                near = [one for one in places if one.id in kept]
                home = min(near, key=lambda one: (abs(one.time_s - each.time_s), one.id))
                found[each.id] = home.id
    return found
