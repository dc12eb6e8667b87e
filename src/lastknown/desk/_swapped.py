"""Latitude and longitude exchanged: the commonest slip in a position, caught at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from lastknown.errors import LastknownError
from lastknown.geo.position import Position, likely_swapped, parse_position
from lastknown.sea.source import CURRENT

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.drift.start import Start
    from lastknown.sea.model import Sea

__all__ = ["refuse_swapped", "refuse_swapped_places"]


def refuse_swapped(case: Case, sea: Sea) -> None:
    """Raise LastknownError where any position of a case lies in the sea only when exchanged."""
    refuse_swapped_places(_positions(case), sea)


def refuse_swapped_places(places: Iterable[tuple[str, Position]], sea: Sea) -> None:
    """Raise LastknownError where a position lies off the sea, but in it when read the other way.

    Parameters
    ----------
    places : each position after what it is called in the error.
    """
    boxes = [source.box for source in sea.sources if CURRENT in source.quantities]
    for name, given in places:
        meant = [likely_swapped(given, box) for box in boxes]
        if meant and all(meant):
            raise LastknownError(
                f"{name}: position {given} lies outside the sea, {meant[0]} inside it; are "
                f"latitude and longitude, or their letters, swapped? If so, write {meant[0]}"
            )


def _positions(case: Case) -> Iterator[tuple[str, Position]]:
    """Yield every position of a case file with where it stands."""
    for number, start in enumerate(case.starts, start=1):
        yield from ((f"start {number}", place) for place in _places(start))
        for at, phase in enumerate(start.phases, start=1):
            if phase.toward is not None:
                yield f"start {number}, phase {at}", parse_position(phase.toward)
    for number, search in enumerate(case.searches, start=1):
        yield from ((f"searched {number}", place) for place, _ in search.track)
    for number, told in enumerate(case.evidence, start=1):
        yield from ((f"evidence {number}", place) for place in told.places)
    for number, unit in enumerate(case.units, start=1):
        yield f"unit {number}", parse_position(unit.position)
        if unit.return_to is not None:
            yield f"unit {number}, return_to", parse_position(unit.return_to)
    yield from (("within", corner) for corner in case.within)
    for number, area in enumerate(case.fixed, start=1):
        yield f"fixed {number}", area.centre


def _places(start: Start) -> Iterator[Position]:
    """Yield every point of where a start began."""
    if not isinstance(start.position, Mapping):
        yield parse_position(start.position)
        return
    for point in (point for points in start.position.values() for point in points):
        yield parse_position(point["position"] if isinstance(point, Mapping) else point)  # type: ignore[arg-type]
