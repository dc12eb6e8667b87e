"""Latitude and longitude exchanged: the commonest slip in a position, caught at once."""

from __future__ import annotations

from collections.abc import Iterator

from lastknown.desk.casefile import Case
from lastknown.drift.begin import read_site
from lastknown.errors import LastknownError
from lastknown.geo.position import Position, likely_swapped
from lastknown.sea.model import Sea
from lastknown.sea.source import CURRENT
from lastknown.search.unit import unit_position

__all__ = ["refuse_swapped"]


def refuse_swapped(case: Case, sea: Sea) -> None:
    """Raise LastknownError where a position lies off the sea, but in it when read the other way."""
    boxes = [source.box for source in sea.sources if CURRENT in source.quantities]
    for name, given in _positions(case):
        meant = [likely_swapped(given, box) for box in boxes]
        if meant and all(meant):
            raise LastknownError(
                f"{name}: position {given} lies outside the sea, {meant[0]} inside it; are "
                "latitude and longitude swapped? Latitude comes first, or add the letters N and E"
            )


def _positions(case: Case) -> Iterator[tuple[str, Position]]:
    """Yield every position of a case file with where it stands."""
    for number, start in enumerate(case.starts, start=1):
        yield f"start {number}", read_site(start).centre
    for number, unit in enumerate(case.units, start=1):
        yield f"unit {number}", unit_position(unit)
