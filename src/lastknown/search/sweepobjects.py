"""What the sweep width tables call the things that are searched for, and which stands for what.

The tables know 25 objects (`data/sweep_objects.csv`, US Coast Guard COMDTINST M16130.2F); which of
them stands for a search object of ours is inferred, with its reason, in `data/sweep_crosswalk.csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lastknown.drift.names import compact, nearest_words
from lastknown.drift.objects import find_object
from lastknown.errors import LastknownError
from lastknown.units import FT

__all__ = [
    "SweepCrossing",
    "SweepObject",
    "boat_of_length",
    "sweep_crosswalk",
    "sweep_object",
    "sweep_objects",
    "table_rows",
]

_DATA: Final = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class SweepObject:
    """One object of the visual sweep width tables.

    Attributes
    ----------
    key : ``person``, ``raft-4``, ``power-boat-20ft``, ``sail-boat-30ft``, ``ship-120ft`` ….
    name : the tables' own name.
    weather : class for the weather correction, ``small`` or ``other``, as the tables' publisher
        has it: persons, rafts, and boats up to 25 ft are small.
    length_ft : length, feet; None for persons and rafts.
    """

    key: str
    name: str
    weather: str
    length_ft: float | None

    @property
    def is_raft(self) -> bool:
        """Whether it is a life raft, about whose weather class the sources disagree."""
        return self.key.startswith("raft-")

    @property
    def is_ship(self) -> bool:
        """Whether it is a ship."""
        return self.key.startswith("ship-")


@dataclass(frozen=True)
class SweepCrossing:
    """One row of the crosswalk.

    Attributes
    ----------
    code : search object.
    key : the tables' object that stands for it; "" where there is none.
    merchant : what stands for it in the merchant ship's table where that differs; else "".
    nearest : the tables' objects to choose from where there is none.
    basis : why; inferred.
    """

    code: str
    key: str
    merchant: str
    nearest: tuple[str, ...]
    basis: str


def table_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file of this package, its header comment left out."""
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@cache
def sweep_objects() -> tuple[SweepObject, ...]:
    """Return the objects of the visual sweep width tables, in their order."""
    return tuple(
        SweepObject(
            row["object"],
            row["name"],
            row["weather"],
            float(row["length_ft"]) if row["length_ft"] else None,
        )
        for row in table_rows("sweep_objects.csv")
    )


@cache
def sweep_crosswalk() -> tuple[SweepCrossing, ...]:
    """Return which object of the tables stands for each search object, and why."""
    return tuple(
        SweepCrossing(
            row["code"],
            row["object"],
            row["merchant"],
            tuple(row["nearest"].split("|")) if row["nearest"] else (),
            row["basis"],
        )
        for row in table_rows("sweep_crosswalk.csv")
    )


def sweep_object(what: str | SweepObject) -> SweepObject:
    """Return the tables' object that is meant.

    Parameters
    ----------
    what : a key (``raft-4``), the tables' own name (``Raft 4 person``), or a search object by code
        or by any name that `find_object` knows, taken through the crosswalk.

    Raises
    ------
    LastknownError : nothing of that name; or the tables hold nothing for that search object, with
        the nearest that they hold.
    """
    if isinstance(what, SweepObject):
        return what
    named = _by_name().get(compact(what))
    return named or _crossed(what)


def boat_of_length(length_m: float, *, sail: bool = False) -> SweepObject:
    """Return the longest boat or ship of the tables that is not longer than this one.

    Parameters
    ----------
    length_m : length overall, m; power boats below 15 ft are the tables' smallest.
    sail : with its mast and sails or bare poles up.

    Raises
    ------
    LastknownError : the length is not positive, or a sailing boat shorter than 15 ft.
    """
    start = "sail-boat-" if sail else "power-boat-"
    kinds = [each for each in sweep_objects() if each.key.startswith(start) or each.is_ship]
    shortest = kinds[0]
    if not length_m > 0.0:
        raise LastknownError(f"length_m={length_m!r} is not a length; give metres")
    # rounded up to a centimetre, so that 15 ft given as 4.57 m is 15 ft
    fitting = [each for each in kinds if (each.length_ft or 0.0) * FT <= length_m + 0.01]
    if fitting:
        return fitting[-1]
    if sail:
        raise LastknownError(
            f"length_m={length_m:g}: the tables hold no sailing boat so short; "
            f"nearest: {shortest.key}, power-boat-15ft"
        )
    return shortest


@cache
def _by_name() -> dict[str, SweepObject]:
    """Return the tables' objects by key and by name, written compactly."""
    return {compact(text): each for each in sweep_objects() for text in (each.key, each.name)}


def _names() -> dict[str, tuple[str]]:
    """Return the tables' names by key."""
    return {each.key: (each.name,) for each in sweep_objects()}


@cache
def _crossings() -> dict[str, SweepCrossing]:
    """Return the crosswalk by code."""
    return {each.code: each for each in sweep_crosswalk()}


def _crossed(what: str) -> SweepObject:
    """Return the object that stands for a search object, or say what is nearest."""
    try:
        code = find_object(what).code
    except LastknownError:
        near = ", ".join(key for key, _ in nearest_words(what, _names()))
        raise LastknownError(
            f"object {what!r} is in no sweep width table and is no search object; nearest: {near}"
        ) from None
    crossing = _crossings()[code]
    if not crossing.key:
        raise LastknownError(
            f"no sweep width table holds {code} ({crossing.basis}); "
            f"name the nearest, {' or '.join(crossing.nearest)}, or enter a sweep width"
        )
    return _by_name()[compact(crossing.key)]
