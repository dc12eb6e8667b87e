"""What is sought, as far as words depend on it: a boat with its persons, or persons alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lastknown.desk.document import DriftDocument, PlanDocument, StartEntry
from lastknown.desk.words import Words
from lastknown.drift.objects import find_object

__all__ = ["SAFE", "crews", "either", "only_persons", "warning"]

SAFE: Final = "safe-until-horizon"
"""Code of the note that a boat's persons count as safe in a plan for lives; it is said loudly."""


def only_persons(starts: Sequence[StartEntry]) -> bool:
    """Return whether every start is of persons in the water: there is no boat to look for."""
    return bool(starts) and all(find_object(start["what"]).kind == "person" for start in starts)


def warning(w: Words, document: DriftDocument | PlanDocument) -> str:
    """Return what everybody must know first."""
    if not only_persons(document["starts"]):
        return w.say("head.warning")
    several = any((start["persons"] or 1.0) > 1.0 for start in document["starts"])
    return w.say("head.warning_persons" if several else "head.warning_person")


def crews(w: Words, document: DriftDocument | PlanDocument) -> str:
    """Return what to tell crews."""
    return w.say("do.crews_person" if only_persons(document["starts"]) else "do.crews")


def either(w: Words, document: DriftDocument | PlanDocument) -> str:
    """Return whom or what a search so far would have found: the hull counts there too."""
    return w.say("searched.person" if only_persons(document["starts"]) else "searched.either")
