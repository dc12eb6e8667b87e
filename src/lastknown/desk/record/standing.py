"""What stands in a picture: entries that count and that nobody replaced or retracted.

A link, a relay or a reading names the entry that was there at the time. Where that entry was
replaced since by another of its kind, what was said of it is taken as said of what stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from lastknown.case.entries import Entry
from lastknown.case.picture import Logged, Picture
from lastknown.case.values import Value

__all__ = ["Said", "Standing", "first_entry", "said", "standing"]

Body = TypeVar("Body", bound=Value)
Said = tuple[Entry, Body]
"""An entry that stands, and its body of one kind."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands.

    picture : that it was read from. entries : those that stand, in the record's order; one that
        counts for nothing (`case.rules.void`) does not.
    now : by id of every entry the id of the one of its kind that stands for it, often its own;
        an entry that was retracted, or replaced by another kind, is not in it.
    """

    picture: Picture
    entries: tuple[Entry, ...]
    now: Mapping[str, str]


def standing(seen: Picture) -> Standing:
    """Return what stands in a picture."""
    log = {one.entry.id: one for one in seen.log}
    gone: dict[str, bool] = {}
    for name in reversed(log):  # the last first: a long chain of corrections is no deep recursion
        _is_gone(log, gone, name)
    entries = tuple(one.entry for one in seen.log if not (one.void or gone[one.entry.id]))
    stands = {entry.id: k for k, entry in enumerate(entries)}
    now = {name: found for name in log if (found := _stands_for(log, stands, name)) is not None}
    return Standing(seen, entries, now)


def said(stands: Standing, kind: type[Body]) -> list[Said[Body]]:
    """Return the entries of one kind that stand, each with its body, in the record's order."""
    return [(entry, entry.body) for entry in stands.entries if isinstance(entry.body, kind)]


def first_entry(stands: Standing, boat: str) -> Entry:
    """Return the first entry that names a boat of the picture; an answer names none itself."""
    every = [*stands.entries, *(one.entry for one in stands.picture.log)]
    return next(entry for entry in every if getattr(entry.body, "boat", None) == boat)


def _is_gone(log: Mapping[str, Logged], gone: dict[str, bool], name: str) -> bool:
    """Return whether an entry that stands retracts this one, or one that lives on replaces it."""
    if name not in gone:
        gone[name] = False  # two that replace each other both stand
        gone[name] = any(
            _lives_on(log, gone, by) for by in log[name].replaced_by if by in log
        ) or any(not _is_gone(log, gone, by) for by in log[name].retracted_by if by in log)
    return gone[name]


def _lives_on(
    log: Mapping[str, Logged], gone: dict[str, bool], name: str, seen: frozenset[str] = frozenset()
) -> bool:
    """Return whether an entry stands, or was replaced by one that lives on: corrected twice."""
    if not _is_gone(log, gone, name):
        return True
    later = (by for by in log[name].replaced_by if by in log and by not in seen)
    return any(_lives_on(log, gone, by, seen | {name}) for by in later)


def _stands_for(log: Mapping[str, Logged], stands: Mapping[str, int], name: str) -> str | None:
    """Return the last entry of the same kind that stands for one, through all replacements."""
    kind, seen, at = log[name].entry.body.kind, {name}, name
    while at not in stands:
        by = [n for n in log[at].replaced_by if n in log and n not in seen]
        by = [n for n in by if log[n].entry.body.kind == kind]
        if not by:
            return None
        at = max(by, key=lambda n: (stands.get(n, -1), n))
        seen.add(at)
    return at
