"""Whether a helper has room for all who are sought: how many they are, and what is said of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from typing_extensions import TypedDict

from lastknown.desk._shipsentries import HelperEntry
from lastknown.desk.casefile import Case
from lastknown.desk.words import Words
from lastknown.drift.cloud import Note
from lastknown.drift.start import Start
from lastknown.ships.help import Helper

__all__ = ["Persons", "persons_of", "room_entry", "room_words"]

_COUNTED: Final = ("record-persons", "record-no-persons", "record-taken-up", "record-all-taken-up")
"""Notes of a record's case that say between what bounds its count lies; the last that is there
counts, for those missing are what is left of those on board."""

_NOBODY_KNOWS: Final = "other"
"""Kind of a ship that told none: the room of such is no figure to plan by."""


class Persons(NamedTuple):
    """How many are sought; None: nobody told. most : at most, by what was told; None: not told."""

    sought: int | None
    most: int | None


class _Room(TypedDict):
    room: int
    sought: int | None
    sought_high: int | None
    takes_all: bool | None


def persons_of(case: Case) -> Persons:
    """Return how many persons are sought.

    Of starts that are alternatives the most, of boats that are all out there the sum; of a record
    those whom its count holds missing, with their upper bound (with 90 %).
    """
    boats: dict[str, list[Start]] = {}
    for start in case.starts:
        boats.setdefault(start.boat, []).append(start)
    counts = [max((each.persons or 0.0 for each in own), default=0.0) for own in boats.values()]
    if not counts or min(counts) <= 0.0:
        return Persons(None, None)
    return Persons(round(sum(counts)), _most(case.notes))


def _most(notes: Sequence[Note]) -> int | None:
    bounds = [note.values.get("high") for note in notes if note.code in _COUNTED]
    return round(float(bounds[-1])) if bounds and bounds[-1] is not None else None


def room_entry(found: Helper, persons: Persons) -> _Room:
    """Return keys of `HelperEntry`: room, whom it is held against, and whether it is enough.

    Of one that takes nobody up it is False; of a ship of no known kind it is not known.
    """
    sought, room = persons.sought, found.able.room if found.able.recover else 0
    known = found.ship is None or not room or found.ship.kind != _NOBODY_KNOWS
    return {
        "room": room,
        "sought": sought,
        "sought_high": persons.most,
        "takes_all": None if sought is None or not known else room >= sought,
    }


def room_words(w: Words, entry: HelperEntry) -> str:
    """Return how many a helper has room for, of all who are sought; "" where it takes nobody up."""
    if not entry["room"]:
        return ""
    sought, most = entry["sought"], entry["sought_high"]
    if entry["takes_all"] is None and sought is not None:
        return w.say("help.room_unknown", sought=w.number(sought))
    stated = entry["mmsi"] is None and "room" not in entry["assumed"]
    said = w.say("help.room_of_unit" if stated else "help.room", room=w.number(entry["room"]))
    if sought is None:
        return said + w.say("help.room_for_unknown")
    if not entry["takes_all"]:
        return said + w.say("help.room_short", sought=w.number(sought))
    if most is not None and entry["room"] < most:
        return said + w.say("help.room_most", sought=w.number(sought), most=w.number(most))
    return said + w.say("help.room_all", sought=w.number(sought))
