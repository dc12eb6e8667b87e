"""Who holds a boat's case: one named centre, until another accepts. Silence changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lastknown.case.decided import HolderAccepted, HolderOffered, HolderRefused, HolderTaken
from lastknown.case.entries import Entry

__all__ = ["Holding", "holding"]


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds.

    centre : None where nobody ever said so. offered : offers of the holder that nobody answered.
    unclear : entries that do not fit: a second centre that takes what is held, an offer by one that
        does not hold, an answer by one that was not asked.
    """

    centre: str | None
    offered: tuple[str, ...]
    unclear: tuple[str, ...]


@dataclass(slots=True)
class _Course:
    """since : number of the entry by which the centre came to hold, in its own chain."""

    centre: str | None = None
    since: int = -1
    offers: dict[str, Entry] = field(default_factory=dict)

    def open_offers(self) -> dict[str, Entry]:
        """Return the holder's offers since it holds; one of an earlier time binds it no more."""
        mine = (e for e in self.offers.values() if e.centre == self.centre and e.seq > self.since)
        return {entry.id: entry for entry in mine}


def holding(entries: Sequence[Entry]) -> Holding:
    """Return who holds a boat from its entries in their order.

    An entry counts as soon as it fits what came before. So a handover is understood even where the
    two centres' clocks disagree and an answer seems older than what it answers.
    """
    kinds = (HolderTaken, HolderOffered, HolderAccepted, HolderRefused)
    left = [entry for entry in entries if isinstance(entry.body, kinds)]
    course = _Course()
    while fits := next((entry for entry in left if _apply(course, entry)), None):
        left.remove(fits)
    return Holding(course.centre, tuple(course.open_offers()), tuple(entry.id for entry in left))


def _apply(course: _Course, entry: Entry) -> bool:
    """Let an entry take effect and return True, where it fits."""
    body = entry.body
    if isinstance(body, HolderTaken):
        fits = course.centre in {None, entry.centre}
        if course.centre is None:
            course.centre, course.since = entry.centre, entry.seq
        return fits
    if isinstance(body, HolderOffered):
        fits = course.centre == entry.centre
        if fits:
            course.offers[entry.id] = entry
        return fits
    if isinstance(body, HolderAccepted | HolderRefused):
        return _answer(course, entry, body)
    return False


def _answer(course: _Course, entry: Entry, body: HolderAccepted | HolderRefused) -> bool:
    offer = course.open_offers().get(body.offer)
    if offer is None or not isinstance(offer.body, HolderOffered):
        return False
    if offer.body.to != entry.centre:
        return False
    del course.offers[body.offer]
    if isinstance(body, HolderAccepted):
        course.centre, course.since = entry.centre, entry.seq
    return True
