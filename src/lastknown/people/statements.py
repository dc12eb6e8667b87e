"""Statements of how many persons are where: what one says, and which of many stand.

Of one source the last figure stands. A later statement without a figure ("more than 30") takes
nothing back. Statements about one rescue, whoever makes them, are of the same persons.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lastknown.errors import LastknownError

__all__ = [
    "ABOUT",
    "ACCOUNTS",
    "GROUPS",
    "TOLD",
    "WHERES",
    "Said",
    "Where",
    "figure",
    "interval",
    "parts",
    "standing",
]

Where = Literal[
    "on_board", "recovered_alive", "recovered_dead", "transferred", "returned", "missing"
]
WHERES: Final[tuple[Where, ...]] = (
    "on_board", "recovered_alive", "recovered_dead", "transferred", "returned", "missing",
)  # fmt: skip
GROUPS: Final = ("men", "women", "boys", "girls")

TOLD: Final = (30.0, 0.6, 0.33, 0.1)
"""Median and log sd of persons on board (27.6 a boat in 2021, 53 in 2024, from 7 in 2018: Home
Office); log sd of a count by voice or from the air (wrong by a third); share of such counts that
say nothing."""

ABOUT: Final = 0.5
"""Statements that are about this boat with less than this probability enter no conflict; they bear
on the persons on board by their weight alone."""

ACCOUNTS: Final = 0.99
"""Persons who were taken up, moved or came back account for this boat's only where they are of it
with at least this probability: others stay missing (judgement)."""


@dataclass(frozen=True)
class Said:
    """One statement of how many persons are or were where, of one boat.

    Attributes
    ----------
    id : of the entry that makes it.
    where : one of WHERES. ``returned``: came back to the shore by themselves.
    total, least, most : persons in all; as a range where only that was told: "more than 30" is
        ``least=31``.
    men, women, boys, girls : as far as told; None: not told.
    at_s : time of the event, seconds since 1970.
    source : who says so, one spelling per source; empty: a source of its own.
    weight : probability that it is about this boat, 0-1.
    counted : by a crew, on deck or ashore, or the word of those who were taken up on how many they
        had been; not counted: told by voice, or seen from the air.
    of : the rescue whose persons it tells of; empty: not told.
    again : a statement that it seems to repeat; empty: none.

    Raises
    ------
    LastknownError : an unknown `where`, a negative count, a weight beyond 0-1.
    """

    id: str
    where: Where
    total: int | None = None
    least: int | None = None
    most: int | None = None
    men: int | None = None
    women: int | None = None
    boys: int | None = None
    girls: int | None = None
    at_s: float = 0.0
    source: str = ""
    weight: float = 1.0
    counted: bool = False
    of: str = ""
    again: str = ""

    def __post_init__(self) -> None:
        if self.where not in WHERES:
            raise LastknownError(f"where={self.where!r} is unknown; give {', '.join(WHERES)}")
        if not 0.0 <= self.weight <= 1.0:
            raise LastknownError(f"weight={self.weight!r} is out of bounds; give 0 to 1")
        for name in ("total", "least", "most", *GROUPS):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 100_000:
                raise LastknownError(f"{name}={value!r} is out of bounds; give 0 to 100000")


def parts(said: Said) -> dict[str, int]:
    """Return the groups that were told: men, women, boys, girls."""
    told = {name: getattr(said, name) for name in GROUPS}
    return {name: value for name, value in told.items() if value is not None}


def interval(said: Said) -> tuple[int, float]:
    """Return the least and the most persons that a statement says; inf where it gives no most.

    Where it contradicts itself (parts beyond its most) both are the parts' sum; see `balance`.
    """
    told = parts(said)
    if said.total is not None:
        return said.total, said.total
    whole = sum(told.values())
    if len(told) == len(GROUPS):
        return whole, whole
    least = max(said.least or 0, whole)
    return least, math.inf if said.most is None else max(said.most, least)


def figure(said: Said) -> int:
    """Return the persons that a statement surely says: the least where it gives a range."""
    return interval(said)[0]


def standing(said: Iterable[Said], where: Where) -> tuple[Said, ...]:
    """Return the statements of one kind that stand, by time and id.

    Of one source about one rescue the last figure stands, and beside it the greatest "at least"
    said after it. A statement that may be about another boat takes nothing back.
    """
    once = {each.id: each for each in said if each.where == where}
    ordered = sorted(once.values(), key=lambda each: (each.at_s, each.id))
    groups: dict[tuple[str, str, str], list[Said]] = {}
    for each in ordered:
        alone = "" if each.source and each.weight >= ABOUT else each.id
        groups.setdefault((each.source, each.of, alone), []).append(each)
    kept = [each for group in groups.values() for each in _last(group)]
    return tuple(sorted(kept, key=lambda each: (each.at_s, each.id)))


def _last(group: Sequence[Said]) -> list[Said]:
    """Return the last figure of a source's statements, and the greatest "at least" after it."""
    kept: list[Said] = []
    for each in group:
        least, most = interval(each)
        if not math.isinf(most):
            kept = [each]
        elif least > max((figure(one) for one in kept if math.isinf(interval(one)[1])), default=0):
            kept = [one for one in kept if not math.isinf(interval(one)[1])] + [each]
    return kept
