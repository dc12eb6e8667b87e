"""The sums that must balance, and the statements that break them.

With A the persons accounted for (recovered alive, recovered dead, returned to the shore by
themselves) and S the persons on board, ``S = A + missing``. S is, in this order, what a crew or
those taken up counted; A and the missing that were told; A and the missing that are carried on.
Where none of these is there, the sum is open and told figures are held against each other alone.

| code | what breaks |
|---|---|
| ``parts`` | men, women, boys and girls of one statement against its own total |
| ``recovered differs`` | two sources on one rescue; the smaller figure counts |
| ``told twice`` | a rescue that seems to be another, told again: its persons count once |
| ``transferred more than alive`` | who was transferred had been recovered alive before |
| ``missing differs`` | two sources on the missing |
| ``counted differs`` | two counts of the persons on board |
| ``more than on board`` | A against a smaller figure of persons on board |
| ``missing does not balance`` | A and the missing told against a count of persons on board |
| ``on board differs`` | a told figure of persons on board against S, or against another |
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lastknown.people.statements import (
    ABOUT,
    ACCOUNTS,
    GROUPS,
    TOLD,
    Said,
    Where,
    figure,
    interval,
    parts,
    standing,
)

__all__ = ["CODES", "TOLD_FACTOR", "CountConflict", "Sums", "conflicts", "sums"]

CODES: Final = (
    "parts", "recovered differs", "told twice", "transferred more than alive", "missing differs",
    "counted differs", "more than on board", "missing does not balance", "on board differs",
)  # fmt: skip

TOLD_FACTOR: Final = math.exp(1.96 * TOLD[2])
"""Told counts are wrong by no more than this factor, 1.9, but for 1 in 20 (log sd 0.33). It
explains who told too few; who told more than were there is explained by the missing list alone."""


@dataclass(frozen=True)
class CountConflict:
    """Statements that cannot all hold.

    Attributes
    ----------
    code : one of CODES.
    ids : of the statements it is between.
    values : the figures, by name.
    explained : told counts are as often wrong as this, as many persons were taken up as those on
        deck say they had been, and nobody who was told of drops out: those above that count are
        carried on the missing list. It is shown all the same, and does not block a closure.
    """

    code: str
    ids: tuple[str, ...]
    values: Mapping[str, int]
    explained: bool = False


@dataclass(frozen=True)
class Sums:
    """What stands, and its sums: whole persons.

    said : statements that stand and are about this boat (`ABOUT`, `ACCOUNTS`), by where.
    counts : by where, the sum over rescues and sources; ``on_board`` and ``missing`` are not
        summed and not in it.
    accounted : recovered alive and dead, and returned; transferred persons are among the alive.
    """

    said: Mapping[Where, tuple[Said, ...]]
    counts: Mapping[Where, int]
    accounted: int

    def ids(self, *wheres: Where) -> tuple[str, ...]:
        """Return the ids of the statements that stand about some whereabouts."""
        return tuple(sorted(each.id for where in wheres for each in self.said[where]))


SUMMED: Final[tuple[Where, ...]] = ("recovered_alive", "recovered_dead", "transferred", "returned")
ACCOUNTED: Final[tuple[Where, ...]] = ("recovered_alive", "recovered_dead", "returned")


def sums(said: Sequence[Said], until_s: float = math.inf) -> Sums:
    """Return the sums of all statements of events up to a time (seconds since 1970)."""
    near = [
        each
        for each in said
        if each.at_s <= until_s and each.weight >= (ACCOUNTS if each.where in SUMMED else ABOUT)
    ]
    stands: dict[Where, tuple[Said, ...]] = {
        where: standing(near, where) for where in ("on_board", "missing", *SUMMED)
    }
    counts = {where: _summed(stands[where]) for where in SUMMED}
    return Sums(stands, counts, sum(counts[where] for where in ACCOUNTED))


def _summed(said: Sequence[Said]) -> int:
    """Return the sum over rescues and, where no rescue is named, over sources."""
    least: dict[tuple[str, str], int] = {}
    for each in said:
        key = (each.of, "" if each.of else each.source or each.id)
        least[key] = min(figure(each), least.get(key, figure(each)))
    return sum(least.values())


def conflicts(found: Sums, carried: int | None = None) -> tuple[CountConflict, ...]:
    """Return every sum that does not balance, by code and ids.

    Parameters
    ----------
    found : the sums. carried : persons on the missing list that stays open; None: nobody said.
    """
    made = [
        *_parts(found),
        *_recovered(found),
        *_transferred(found),
        *_disagreeing(found),
        *_against_count(found),
        *_told(found, carried),
    ]
    return tuple(sorted(made, key=lambda each: (each.code, each.ids)))


def _parts(found: Sums) -> list[CountConflict]:
    """Return the statements whose groups do not make up what they say in all."""
    made = []
    for each in (one for group in found.said.values() for one in group):
        told = parts(each)
        whole = sum(told.values())
        least, most = (
            (each.total, each.total) if each.total is not None else (each.least, each.most)
        )
        above = most is not None and whole > most
        below = least is not None and len(told) == len(GROUPS) and whole < least
        if above or below:
            total = most if above else least
            values = {**told, "sum": whole, "total": total or 0}
            made.append(CountConflict("parts", (each.id,), values))
    return made


def _recovered(found: Sums) -> list[CountConflict]:
    """Return the rescues on whose persons two sources differ."""
    made = []
    for where in SUMMED:
        by: dict[str, list[Said]] = {}
        for each in found.said[where]:
            by.setdefault(each.of or each.id, []).append(each)
        for group in by.values():
            made += _differing("recovered differs", group)
            made += [
                CountConflict("told twice", tuple(sorted((e.id, e.again))), {"alive": figure(e)})
                for e in group
                if e.again and where != "transferred"
            ]
    return made


def _transferred(found: Sums) -> list[CountConflict]:
    moved, alive = found.counts["transferred"], found.counts["recovered_alive"]
    if moved <= alive:
        return []
    ids = found.ids("transferred", "recovered_alive")
    values = {"transferred": moved, "alive": alive}
    return [CountConflict("transferred more than alive", ids, values)]


def _counted(found: Sums) -> list[Said]:
    return [each for each in found.said["on_board"] if each.counted]


def _disagreeing(found: Sums) -> list[CountConflict]:
    missing = _differing("missing differs", found.said["missing"])
    return [*missing, *_differing("counted differs", _counted(found))]


def _differing(code: str, group: Sequence[Said]) -> list[CountConflict]:
    """Return a conflict where figures or ranges have no number in common."""
    bounds = [interval(each) for each in group]
    if not bounds or max(least for least, _ in bounds) <= min(most for _, most in bounds):
        return []
    values = {"least": min(b[0] for b in bounds), "most": max(b[0] for b in bounds)}
    return [CountConflict(code, tuple(sorted(each.id for each in group)), values)]


def _against_count(found: Sums) -> list[CountConflict]:
    """Return where the persons accounted for, or missing, break a count of those on board."""
    made = []
    for each in _counted(found):
        least, most = interval(each)
        ids = tuple(sorted({each.id, *found.ids(*ACCOUNTED)}))
        values = {"on_board": figure(each), "accounted": found.accounted}
        if found.accounted > most:
            made.append(CountConflict("more than on board", ids, values))
        for said in found.said["missing"]:
            fewest, highest = (found.accounted + bound for bound in interval(said))
            if highest < least or fewest > most >= found.accounted:
                both = tuple(sorted({*ids, said.id}))
                more = {**values, "missing": figure(said)}
                made.append(CountConflict("missing does not balance", both, more))
    return made


def _reference(found: Sums, carried: int | None) -> tuple[int, tuple[str, ...], bool] | None:
    """Return S, the statements it comes from, and whether it was counted; None: the sum is open."""
    counted = _counted(found)
    if counted:
        return figure(counted[-1]), (counted[-1].id,), True
    if found.said["missing"]:
        last = found.said["missing"][-1]
        return found.accounted + figure(last), (last.id,), last.counted
    if carried is not None:
        return found.accounted + carried, found.ids(*ACCOUNTED), False
    return None


def _told(found: Sums, carried: int | None) -> list[CountConflict]:
    """Return told figures of persons on board that break the sum, or each other where it is open.

    A range is held to what was counted and to the persons accounted for as a figure is.
    """
    told = [each for each in found.said["on_board"] if not each.counted]
    reference = _reference(found, carried)
    if reference is None:
        return [*_open(found, told), *_exceeded(found, told)]
    whole, ids, counted = reference
    made = []
    for each in told:
        least, most = interval(each)
        if least <= whole <= most:
            continue
        near = 1.0 / TOLD_FACTOR <= (max(least, 0.5) / max(whole, 0.5)) <= TOLD_FACTOR
        nobody_lost = least <= whole or least <= found.accounted + (carried or 0)
        explained = counted and found.accounted >= whole and near and nobody_lost
        values = {**_shown(found, figure(each)), "reference": whole}
        both = tuple(sorted({each.id, *ids}))
        made.append(CountConflict("on board differs", both, values, explained))
    return made


def _shown(found: Sums, on_board: int) -> dict[str, int]:
    """Return the figures that a person needs to judge a figure of the persons on board."""
    missing = max(on_board - found.accounted, 0)
    return {"on_board": on_board, "accounted": found.accounted, "missing": missing}


def _open(found: Sums, told: Sequence[Said]) -> list[CountConflict]:
    made = _differing("on board differs", told)
    return [
        CountConflict(each.code, each.ids, {**each.values, "accounted": found.accounted})
        for each in made
    ]


def _exceeded(found: Sums, told: Sequence[Said]) -> list[CountConflict]:
    """Return told figures that are smaller than the persons accounted for."""
    made = []
    for each in told:
        most = interval(each)[1]
        if most < found.accounted:
            ids = tuple(sorted({each.id, *found.ids(*ACCOUNTED)}))
            near = found.accounted / max(most, 0.5) <= TOLD_FACTOR
            values = {"on_board": int(most), "accounted": found.accounted}
            made.append(CountConflict("more than on board", ids, values, near))
    return made
