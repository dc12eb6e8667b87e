"""Which AIS contacts are set apart: too many at once are most likely a false sender's.

Anybody can send false beacons, hundreds in a minute. Weighed with all others they would carry boats
to places that nobody told, and join or part what people reported. None is dropped: a true one may
be among them, and each is weighed by itself (`apart`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from lastknown.boats.report import Decision, Identity, Report
from lastknown.boats.senders import senders
from lastknown.units import HOUR

__all__ = ["MOST", "WITHIN_S", "flood", "named_in"]

MOST: Final = 20
"""Senders first heard within `WITHIN_S` of one, itself among them, from which on they are no more a
night's true ones (judgement): a big ferry's liferafts have fewer."""

WITHIN_S: Final = HOUR
"""How long before and after one others count as at once, s (judgement)."""


def flood(reports: Sequence[Report], held: Collection[str] = ()) -> Mapping[str, int]:
    """Return the ids of the AIS contacts that are set apart, with which sender is whose.

    What sends is counted (`senders`), not how often: one beacon that drifts and tells many places
    counts once, at the time it was first heard. So one that was heard hours before a flood stays
    with the rest, and one whose places leap counts as often as they do.

    Parameters
    ----------
    reports : in any order. held : ids of those that a person linked to something: never set apart,
        and not counted.
    """
    known = senders(reports, held)
    times = [places[0].time_s for places in known]
    return {
        report.id: k
        for k, (places, at) in enumerate(zip(known, times, strict=True))
        if bisect_right(times, at + WITHIN_S) - bisect_left(times, at - WITHIN_S) > MOST
        for report in places
    }


def named_in(links: Sequence[Identity | Decision]) -> frozenset[str]:
    """Return the ids of the reports that links name."""
    return frozenset(name for each in links for name in (each.a, each.b))
