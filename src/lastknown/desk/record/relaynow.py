"""The relays of a record at one moment, over the ships and units that are there then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture, picture
from lastknown.desk.record.assess import assess
from lastknown.desk.record.relay import Ladder, RelayState, is_flown, relay_state
from lastknown.desk.record.relayed import Measured, Relay, relays_of
from lastknown.desk.record.relayfacts import relay_facts
from lastknown.desk.record.relaynear import Near, as_one, near_ships, near_units
from lastknown.desk.record.relayships import relay_coast
from lastknown.desk.record.standing import standing
from lastknown.desk.record.tocase import HAPPENS
from lastknown.errors import LastknownError
from lastknown.geo.position import Position

if TYPE_CHECKING:
    from lastknown.geo.coast import Coast
    from lastknown.ships.ship import Track

__all__ = ["picture_then", "relay_states", "ships_now", "units_now"]


def picture_then(entries: Iterable[Entry], at: datetime) -> Picture:
    """Return the picture without what happened after a moment; what was decided later counts.

    So a relay of 02:27 that is entered at 02:35 is of the boat that was named at 02:30.
    """
    kept = (e for e in entries if e.body.kind not in HAPPENS or e.happened.at <= at)
    return replace(picture(kept), at=at)


def relay_states(
    entries: Iterable[Entry],
    at: datetime,
    ships: Sequence[Track] | None = None,
    boat: str | None = None,
    ladder: Ladder | None = None,
) -> list[RelayState]:
    """Return the relays of a record as they stand at a moment, the oldest first.

    Distances are from the position that the last transmission of each relay gave, so that one list
    goes on from the other; of an earlier entry without it, from the last one as told.

    Parameters
    ----------
    entries : of the record, see `picture_then`. at : aware.
    ships : tracks up to that moment; None: none are at hand. boat : of one boat; None: of all.
    ladder : minutes of each step; None: `Ladder`.
    """
    seen = picture_then(entries, at)
    stands = standing(seen)
    closed = {state.boat for state in seen.boats if not state.open}
    wanted = [each for each in relays_of(stands, at) if boat is None or each.boat == boat]
    coast = relay_coast() if ships and wanted else None
    states = []
    for relay in wanted:
        place = _place(seen, relay, at)
        near: list[Near] = []
        if place is not None:
            heard = _heard(relay, place, at, ships or (), coast)
            near = as_one(near_units(stands, at, Position(place.lon, place.lat)), heard)
        flown = relay.boat is not None and is_flown(stands, relay.boat, at)
        ways = {"flown": flown, "over": relay.boat in closed}
        states.append(relay_state(relay, at, near, ladder=ladder, measured=place, **ways))
    return states


def units_now(seen: Picture, relay: Relay, at: datetime) -> tuple[Near, ...]:
    """Return the units of the record, as near as they are to where the relay put the boat."""
    place = _place(seen, relay, at)
    if place is None:
        return ()
    return near_units(standing(seen), at, Position(place.lon, place.lat))


def ships_now(
    seen: Picture, relay: Relay, at: datetime, ships: Sequence[Track]
) -> tuple[Near, ...]:
    """Return the ships in range of where the relay put the boat, as `relay_states` has them."""
    place = _place(seen, relay, at)
    return () if place is None else _heard(relay, place, at, ships, relay_coast())


def _heard(
    relay: Relay, place: Measured, at: datetime, ships: Sequence[Track], coast: Coast | None
) -> tuple[Near, ...]:
    """Return the ships in range, and those that were when the relay was made."""
    then = {ship.mmsi for ship in relay.ships or ()}
    return near_ships(ships, at, Position(place.lon, place.lat), coast=coast, also=then)


def _place(seen: Picture, relay: Relay, at: datetime) -> Measured | None:
    """Return where a relay put its boat, else where that was last told; None: nobody knows."""
    if relay.place is not None or relay.boat is None:
        return relay.place
    found = assess(seen, None, at, drift=False)
    try:
        last = relay_facts(seen, found.boat(relay.boat), found.at).spot
    except LastknownError:
        return None
    return Measured(last.lon, last.lat, last.at, "told")
