"""What a ship or a unit can do for people at sea, by its kind, size and freeboard.

What is known of a merchant ship is her kind, her length and a freeboard that is mostly assumed; all
else here is judgement, apart from what the conventions ask of every ship of her size:

- up to 1.5 m one steps or is helped over the side, up to 9 m a ladder may be used, above it no
  ladder alone (SOLAS V/23, pilot transfer arrangements: a climb of 1.5 m to 9 m); a pilot is fit
  and dry, so above 3 m the rescue boat comes first where she has one (judgement);
- cargo ships carry a rescue boat (SOLAS III/31.2), passenger ships too (III/21.2), from 500 gross
  tons; it takes five persons seated and one lying, its own crew among them, and makes 6 knots
  (LSA Code 5.1.1), and is in the water within 5 minutes (SOLAS III/14);
- all ships have a plan for the recovery of persons from the water (SOLAS III/17-1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from lastknown.search.recovery import Means, means_of
from lastknown.search.unit import Unit
from lastknown.ships.ship import Ship
from lastknown.units import MINUTE

__all__ = [
    "BOAT_WIND_KN",
    "CLIMB_M",
    "LADDER_M",
    "OVER_SIDE_M",
    "RESCUE_BOAT_FROM_M",
    "RESCUE_BOAT_TAKES",
    "RESCUE_BOAT_TRIP_S",
    "SHIPS",
    "Able",
    "Can",
    "Gap",
    "How",
    "able_ship",
    "able_unit",
]

OVER_SIDE_M: Final = 1.5
LADDER_M: Final = 9.0
"""Freeboard up to which one is helped over the side, and up to which a ladder or net serves, m
(SOLAS V/23)."""

CLIMB_M: Final = 3.0
"""Freeboard above which those who are cold, hurt or worn out are not taken to climb, m
(judgement)."""

RESCUE_BOAT_FROM_M: Final = 45.0
"""Length from which a ship is taken to have 500 gross tons, and so a rescue boat, m (judgement)."""

RESCUE_BOAT_TAKES: Final = 3
"""Survivors on one trip of a rescue boat: of the five seated and one lying that it must have room
for (LSA Code 5.1.1), less a crew of three (judgement)."""

RESCUE_BOAT_TRIP_S: Final = 18 * MINUTE
"""A trip of a rescue boat, from one hoist to the next, s (judgement)."""

BOAT_WIND_KN: Final = 25.0
"""Wind above which a merchant ship's rescue boat is not counted on, knots (judgement)."""

SHIPS: Final = ("ship", "fishing-vessel", "yacht")
"""Kinds of unit that are no rescue units: ships and boats that were near and joined."""

How = Literal["over the side", "ladder", "rescue boat", "own gear", "hoist"]
Gap = Literal["high side", "no rescue boat", "wind for a rescue boat", "takes nobody up"]

Can = Literal[
    "over the side", "ladder", "rescue boat", "own gear", "hoist",
    "lee", "light", "lookout", "relay",
]  # fmt: skip

_LEE_M: Final = 60.0
_LIGHT_M: Final = 20.0
_LAUNCH_S: Final = 5 * MINUTE
_PERSON_S: Final[dict[How, float]] = {
    "over the side": 3 * MINUTE,
    "ladder": 6 * MINUTE,
    "rescue boat": RESCUE_BOAT_TRIP_S / RESCUE_BOAT_TAKES,
    "own gear": 2 * MINUTE,
}
_HIGH_LADDER_S: Final = 12 * MINUTE
"""For each person up a side above `CLIMB_M` without a rescue boat, slung and lifted beside the
ladder, s (judgement: no sooner than the first by boat, or wind would make her quicker)."""
_OWN_GEAR: Final = ("search and rescue", "naval or law enforcement", "pilot")
_NO_BOAT: Final = ("fishing", "sailing", "pleasure", "tug", "pilot", "search and rescue")
_CREW: Final[dict[str, int]] = {
    "cargo": 20, "tanker": 22, "passenger": 60, "high-speed craft": 12, "fishing": 5, "tug": 5,
    "pilot": 3, "search and rescue": 6, "naval or law enforcement": 30, "sailing": 2,
    "pleasure": 2, "dredger": 12, "other": 6,
}  # fmt: skip
_ROOM: Final[dict[str, int]] = {
    "cargo": 300, "tanker": 300, "passenger": 500, "high-speed craft": 200, "fishing": 40,
    "tug": 40, "pilot": 20, "search and rescue": 47, "naval or law enforcement": 100,
    "sailing": 6, "pleasure": 6, "dredger": 100, "other": 50,
}  # fmt: skip
_SMALL_SHIP_M: Final = 90.0
_SMALL_SHARE: Final = 0.4
_SMALL_CRAFT_M: Final = 40.0
_SMALL_CRAFT: Final[dict[str, float]] = {
    "cargo": 0.1, "tanker": 0.1, "passenger": 0.1, "high-speed craft": 0.1, "dredger": 0.1,
    "naval or law enforcement": 0.3, "other": 0.1,
}  # fmt: skip
"""Share of the room of her kind that a ship up to that length has; kinds that are all small are not
in it (judgement: a passenger boat of 20 m has no room for 500)."""
_SMALL_FISHING_M: Final = 15.0


@dataclass(frozen=True)
class Able:
    """What somebody can do for people at sea. Of ships judgement by kind, unless a source is named.

    Attributes
    ----------
    recover : can take people out of the water or off a boat.
    how : the best way of doing so; None: none.
    freeboard_m : m; NaN: of an aircraft, or not known.
    freeboard_assumed : the freeboard is a default.
    crew : persons to do it with, assumed; 0: not known.
    room : persons that can be taken aboard; 0: none. room_assumed : by kind; nobody stated it.
    person_s : seconds for each person taken up, of a rescue boat its trips shared out; NaN: none.
    first_s : seconds from being there until the first is aboard: a boat launched, a person lifted.
    rescue_boat : carries one, as SOLAS asks of ships of her size, and may launch it in this wind.
    lee : large enough to make a lee (60 m: judgement).
    light : has a searchlight or deck lights that reach the sea (20 m: judgement).
    relay : can pass on radio traffic.
    gaps : what she lacks for recovering people, or makes it slow.
    """

    recover: bool
    how: How | None
    freeboard_m: float
    freeboard_assumed: bool
    crew: int
    room: int
    person_s: float
    first_s: float
    rescue_boat: bool
    lee: bool
    light: bool
    relay: bool = True
    gaps: tuple[Gap, ...] = ()
    room_assumed: bool = True

    @property
    def can(self) -> tuple[Can, ...]:
        """What it can do, in the order in which it matters."""
        found: list[Can] = [self.how] if self.how else []
        if self.rescue_boat and self.how != "rescue boat":
            found.append("rescue boat")
        found += ["lee"] if self.lee else []
        found += ["light"] if self.light else []
        found.append("lookout")
        return (*found, "relay") if self.relay else tuple(found)


def able_ship(ship: Ship, wind_kn: float | None = None) -> Able:
    """Return what a ship can do.

    Parameters
    ----------
    ship : by her kind, length and freeboard.
    wind_kn : mean wind where they are, knots; None: not known, her rescue boat is counted on.
    """
    boat = ship.length_m >= RESCUE_BOAT_FROM_M and ship.kind not in _NO_BOAT
    launches = boat and (wind_kn is None or wind_kn <= BOAT_WIND_KN)
    how = _how(ship, launches)
    gaps: list[Gap] = ["high side"] if ship.freeboard_m > CLIMB_M and how != "own gear" else []
    if gaps and not launches:
        gaps.append("wind for a rescue boat" if boat else "no rescue boat")
    share = _SMALL_SHARE if ship.length_m < _SMALL_SHIP_M and ship.length_m > 40.0 else 1.0
    person_s = _person_s(how, ship.freeboard_m)
    return Able(
        recover=how is not None,
        how=how,
        freeboard_m=ship.freeboard_m,
        freeboard_assumed="freeboard_m" in ship.assumed,
        crew=round(share * _CREW.get(ship.kind, _CREW["other"])),
        room=_room(ship) if how else 0,
        person_s=person_s,
        first_s=person_s + (_LAUNCH_S if how == "rescue boat" else 0.0),
        rescue_boat=launches,
        lee=ship.length_m >= _LEE_M,
        light=ship.length_m >= _LIGHT_M or ship.kind in _OWN_GEAR,
        gaps=tuple(gaps),
    )


def _room(ship: Ship) -> int:
    """Return how many a ship has room for: judgement by kind and length."""
    share = _SMALL_SHARE if ship.length_m < _SMALL_SHIP_M else 1.0
    if ship.length_m <= _SMALL_CRAFT_M:
        share = _SMALL_CRAFT.get(ship.kind, 1.0)
    if ship.kind == "fishing" and ship.length_m < _SMALL_FISHING_M:
        share = _SMALL_SHARE
    return round(share * _ROOM.get(ship.kind, _ROOM["other"]))


def able_unit(unit: Unit, ship: Ship | None = None, wind_kn: float | None = None) -> Able:
    """Return what a search and rescue unit can do: its own figures, else those of its kind.

    Parameters
    ----------
    unit : see `Unit`. ship : the same, as heard by AIS; None: not heard. Of `SHIPS` it is then what
        she can do, but for the room and the minutes that the unit states.
    wind_kn : as of `able_ship`.
    """
    means = means_of(unit)
    if ship is not None and unit.kind in SHIPS:
        return _joined(able_ship(ship, wind_kn), unit, means)
    able = means.capacity > 0
    flies = unit.kind in ("helicopter", "aircraft", "drone")
    how: How | None = None
    if able:
        how = "hoist" if flies else "ladder" if unit.kind == "ship" else "own gear"
    return Able(
        recover=able,
        how=how,
        freeboard_m=float("nan"),
        freeboard_assumed=False,
        crew=0,
        room=int(means.capacity),
        person_s=means.minutes * MINUTE,
        first_s=means.minutes * MINUTE,
        rescue_boat=unit.kind == "ship" and (wind_kn is None or wind_kn <= BOAT_WIND_KN),
        lee=unit.kind in ("ship", "patrol-boat"),
        light=unit.kind not in ("aircraft", "drone", "yacht"),
        relay=unit.kind != "drone",
        gaps=() if able else ("takes nobody up",),
        room_assumed=unit.capacity is None,
    )


def _joined(able: Able, unit: Unit, means: Means) -> Able:
    """Return what a ship that joined can do: what she is, with the figures of the unit."""
    if not able.recover:
        return able
    if means.capacity <= 0:
        nothing = float("nan")
        gaps: tuple[Gap, ...] = (*able.gaps, "takes nobody up")
        return replace(
            able, recover=False, how=None, room=0, person_s=nothing, first_s=nothing, gaps=gaps
        )
    room = able.room if unit.capacity is None else int(means.capacity)
    person_s = able.person_s
    if unit.recover_min is not None:
        person_s = max(person_s, unit.recover_min * MINUTE)
    first_s = able.first_s + person_s - able.person_s
    same = room == able.room
    return replace(able, room=room, room_assumed=same, person_s=person_s, first_s=first_s)


def _person_s(how: How | None, freeboard_m: float) -> float:
    """Return the seconds for each person taken up; NaN: none is."""
    if how is None:
        return float("nan")
    high = how == "ladder" and freeboard_m > CLIMB_M
    return _HIGH_LADDER_S if high else _PERSON_S[how]


def _how(ship: Ship, launches: bool) -> How | None:
    """Return the best way in which she takes people up."""
    if ship.kind in _OWN_GEAR:
        return "own gear"
    if ship.freeboard_m <= OVER_SIDE_M:
        return "over the side"
    if launches and ship.freeboard_m > CLIMB_M:
        return "rescue boat"
    return "ladder" if ship.freeboard_m <= LADDER_M else None
