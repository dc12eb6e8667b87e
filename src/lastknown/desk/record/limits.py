"""After how long each alarm is due, with reasons. All are judgement; a centre sets its own."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Limits", "refuse_no_minutes"]


@dataclass(frozen=True)
class Limits:
    """Minutes after which an alarm is due.

    Attributes
    ----------
    unread : a report that nobody read, from its entry. A call may be all that is heard of a boat;
        on 24 November 2021 messages with positions lay unread.
    unplotted : a position that nobody put on the chart, from its entry: time to read it first.
    holder : a boat that nobody holds, from its first entry.
    offer : a handover that nobody answered: two telephone calls. unclear : the same, from when on
        each side may think that the other has it: so it was on 24 November 2021.
    not_looked : an open boat whose area nobody looked at: by then the sea has carried it beyond
        what a unit sees at night.
    reply : a warning that nobody acknowledged, where it names no time of its own: a Mayday Relay
        without an answer is repeated before that.

    Raises
    ------
    LastknownError : a limit is negative or no number.
    """

    unread: float = 5.0
    unplotted: float = 10.0
    holder: float = 5.0
    offer: float = 10.0
    unclear: float = 30.0
    not_looked: float = 60.0
    reply: float = 10.0

    def __post_init__(self) -> None:
        refuse_no_minutes(self)


def refuse_no_minutes(given: DataclassInstance) -> None:
    """Refuse a value whose fields are not all minutes.

    Raises
    ------
    LastknownError : one is negative or no number.
    """
    for each in fields(given):
        value = getattr(given, each.name)
        if not isinstance(value, int | float) or not math.isfinite(value) or value < 0.0:
            raise LastknownError(f"{each.name}={value!r} is out of bounds; give minutes, 0 or more")
