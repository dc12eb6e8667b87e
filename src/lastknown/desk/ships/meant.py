"""Which ship a person means: by name, by MMSI, and by place where several are called the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position, format_position, parse_position
from lastknown.units import NM

__all__ = ["Named", "Order", "meant"]

Order = Literal["riskiest", "soonest"]
"""Which ships an error names first: as the list does that they were asked of."""

_FARTHEST_M: Final = 10.0 * NM
"""A ship farther from the place given is another one (judgement: half an hour at 20 kn)."""

_MOST: Final = 8
"""Ships that an error names at most (judgement)."""


class Named(NamedTuple):
    """A ship that may be meant: what it calls itself, its MMSI, and where it is."""

    name: str
    mmsi: int
    position: Position


def meant(option: str, asked: str, ships: Sequence[Named], order: Order) -> int:
    """Return the index of the ship that is meant.

    Parameters
    ----------
    option : under which it was asked for, for errors.
    asked : a name or an MMSI; ``... @ POSITION`` takes the one that is nearest to there, as two
        ships may send one MMSI.
    ships : in an order. order : which: ``riskiest`` or ``soonest`` first; an error says so.

    Raises
    ------
    LastknownError : none has that name, or several; they are named, as they can be given. None of
        that name is within `_FARTHEST_M` of the position.
    """
    word, at, place = asked.partition("@")
    wanted = word.strip().casefold()
    if not wanted:
        raise LastknownError(f"{option}={asked!r} names no ship; give her name or her MMSI")
    same = [k for k, each in enumerate(ships) if wanted in _calls(each)]
    if same and at:
        return _nearest(option, asked, parse_position(place.strip()), same, ships)
    if len(same) == 1:
        return same[0]
    if same:
        given = "; ".join(_given(ships[k], same, ships) for k in same[:_MOST])
        raise LastknownError(
            f"{option}={asked}: {len(same)} ships are called so; give one: {given}"
        )
    like = [each for each in ships if wanted and wanted in each.name.casefold()]
    if like:
        raise LastknownError(
            f"{option}={asked}: no ship near is called just that; give one of {_names(like)} "
            f"(the {order} first)"
        )
    if not ships:
        raise LastknownError(f"{option}={asked}: no ship is near; check the ships and --at")
    raise LastknownError(
        f"{option}={asked}: no ship near is called so; the foremost are {_names(ships)} "
        f"(the {order} first)"
    )


def _nearest(
    option: str, asked: str, there: Position, same: Sequence[int], ships: Sequence[Named]
) -> int:
    """Return which of some ships is nearest to a place; a sign typed wrong is an error."""
    best = min(same, key=lambda k: _away_m(ships[k].position, there))
    away_m, at = _away_m(ships[best].position, there), ships[best].position
    if away_m > _FARTHEST_M:
        raise LastknownError(
            f"{option}={asked}: the nearest so called is {away_m / NM:.0f} NM from there, at "
            f"{format_position(at.lon, at.lat)}; check the position"
        )
    return best


def _calls(ship: Named) -> tuple[str, ...]:
    return ship.name.strip().casefold(), f"{ship.mmsi:09d}", str(ship.mmsi)


def _names(ships: Sequence[Named]) -> str:
    named = ", ".join(each.name.strip() or f"{each.mmsi:09d}" for each in ships[:_MOST])
    return f"{named} and {len(ships) - _MOST} more" if len(ships) > _MOST else named


def _given(ship: Named, same: Sequence[int], ships: Sequence[Named]) -> str:
    """Return a ship as it can be given: by its MMSI, or by its place where that is shared."""
    if sum(ships[k].mmsi == ship.mmsi for k in same) == 1:
        return f"{ship.mmsi:09d}"
    return f"{ship.mmsi:09d} @ {format_position(ship.position.lon, ship.position.lat)}"


def _away_m(one: Position, other: Position) -> float:
    return float(distance_m(one.lon, one.lat, other.lon, other.lat))
