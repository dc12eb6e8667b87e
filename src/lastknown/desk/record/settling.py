"""Which conflicts a person settles who names entries, before it is entered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from lastknown.desk.record.naming import key_of
from lastknown.desk.record.speaking import code_words
from lastknown.desk.record.telling import Telling
from lastknown.desk.record.views import Assessment, BoatView, Conflict
from lastknown.errors import LastknownError
from lastknown.people.balance import CODES

__all__ = ["Settles", "refuse_several", "settles", "settles_words"]

CONFLICTS: Final = frozenset(
    map(
        key_of,
        (
            *("identification against", "disputed link", "contradictory decisions"),
            *("call after rescue", *CODES),
        ),
    )
)
"""Keys of the codes that a conflict may have: the gate's own, and those of the count of persons."""


@dataclass(frozen=True)
class Settles:
    """One open conflict that would be settled, and the boat that it is about."""

    view: BoatView
    conflict: Conflict


def settles(
    t: Telling,
    found: Assessment,
    entries: Collection[str],
    *,
    code: str | None = None,
    boat: str | None = None,
) -> tuple[Settles, ...]:
    """Return the open conflicts that lie between entries.

    With the code of one there may be none: another sea, or another centre's entries, may show it.

    Parameters
    ----------
    entries : ids of all that were named. code : only conflicts of this code, however its words are
        joined (``told twice``, ``told_twice``). boat : only conflicts of this boat.

    Raises
    ------
    LastknownError : there is none and no code is given, or no such code; the open ones are named.
    """
    every = [
        Settles(view, each)
        for view in found.boats
        for each in view.conflicts
        if each.settled is None
    ]
    meant = tuple(
        each
        for each in every
        if set(each.conflict.entries) <= set(entries)
        and (code is None or key_of(each.conflict.code) == key_of(code))
        and boat in (None, each.view.boat)
    )
    if not meant and key_of(code or "") not in CONFLICTS:
        known = "; ".join(_short(t, each) for each in every[:5])
        said = t.w.say("settle.open", conflicts=known) if known else t.w.say("settle.none_open")
        raise LastknownError(f"{t.w.say('settle.none')} {said}")
    return meant


def settles_words(t: Telling, meant: Sequence[Settles]) -> str:
    """Return what would be settled, a line for each conflict with its code and boat."""
    lines = [
        "  - " + t.w.say(
            "settle.line",
            boat=each.view.boat,
            code=code_words(t.w, each.conflict.code),
            what=t.conflict(each.conflict),
        )
        for each in meant
    ]  # fmt: skip
    return "\n".join([t.w.say("settle.head", count=len(meant)), *lines])


def refuse_several(t: Telling, meant: Sequence[Settles]) -> LastknownError:
    """Return the refusal to settle several conflicts that nobody chose among."""
    conflicts = "; ".join(_short(t, each) for each in meant)
    return LastknownError(t.w.say("settle.several", count=len(meant), conflicts=conflicts))


def _short(t: Telling, each: Settles) -> str:
    """Return a conflict as options and entries name it."""
    entries = " ".join(t.entry(name) for name in each.conflict.entries)
    return f"--code {key_of(each.conflict.code)} --boat {each.view.boat} ({entries})"
