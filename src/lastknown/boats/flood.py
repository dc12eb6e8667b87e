"""Which AIS contacts are set apart: too many at once are most likely a false sender's.

Anybody can send false beacons, hundreds in a minute. Weighed with all others they would carry boats
to places that nobody told, and join or part what people reported. None is dropped: a true one may
be among them, and each is weighed by itself (`apart`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from lastknown.boats.report import Decision, Identity, Report
from lastknown.boats.senders import senders
from lastknown.units import HOUR

__all__ = ["MOST", "WITHIN_S", "flood", "linked_in", "named_in"]

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
    reports : in any order. held : ids of those that a person linked to something: never set apart.
        They count all the same: a flood does not end as one of it is taken for true.
    """
    known = senders(reports)
    times = [places[0].time_s for places in known]
    return {
        report.id: k
        for k, (places, at) in enumerate(zip(known, times, strict=True))
        if bisect_right(times, at + WITHIN_S) - bisect_left(times, at - WITHIN_S) > MOST
        for report in places
        if report.id not in held
    }


def named_in(links: Iterable[Identity | Decision]) -> frozenset[str]:
    """Return the ids of the reports that links name."""
    return frozenset(name for each in links for name in (each.a, each.b))


def linked_in(identities: Iterable[Identity], decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the ids of the reports that somebody held to be of something.

    Who says that a false beacon is not of one boat does not take it for another's.
    """
    held = (each for each in decisions if each.verdict in ("certain", "likely"))
    return named_in(identities) | named_in(held)
