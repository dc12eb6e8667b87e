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
    centre: str | None = None
    offers: dict[str, Entry] = field(default_factory=dict)


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
    offered = tuple(e.id for e in course.offers.values() if e.centre == course.centre)
    return Holding(course.centre, offered, tuple(entry.id for entry in left))


def _apply(course: _Course, entry: Entry) -> bool:
    """Let an entry take effect and return True, where it fits."""
    body = entry.body
    if isinstance(body, HolderTaken):
        fits = course.centre in {None, entry.centre}
        course.centre = entry.centre if fits else course.centre
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
    offer = course.offers.get(body.offer)
    if offer is None or not isinstance(offer.body, HolderOffered):
        return False
    if offer.body.to != entry.centre or offer.centre != course.centre:
        return False
    del course.offers[body.offer]
    if isinstance(body, HolderAccepted):
        course.centre = entry.centre
    return True
