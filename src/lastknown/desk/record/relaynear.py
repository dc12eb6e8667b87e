"""Who can be called about a Mayday Relay: ships by their tracks, and the units of the record.

Ships come from AIS, units from their last status. Each has its distance from the boat, the minutes
it needs at the speed it makes or is known to make, and whether it can take people up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lastknown.desk.record.caseunits import STANDARD, kind_of, last_status
from lastknown.desk.record.relayed import Whom
from lastknown.desk.record.speaking import printable
from lastknown.desk.record.standing import Standing
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.ships.able import able_ship
from lastknown.ships.moment import placed
from lastknown.ships.radio import Station, in_range
from lastknown.ships.ship import Ship
from lastknown.times import to_seconds
from lastknown.units import HOUR, KNOT, MINUTE, NM

if TYPE_CHECKING:
    from lastknown.ships.ship import Predicted, Track

__all__ = ["AROUND_NM", "Near", "entered_as", "near_ships", "near_units"]

AROUND_NM: Final = 20.0
"""Ships so near the boat, NM, are held to hear a coast station whose antenna nobody gave: such
stations are planned to reach all of area A1, 20 to 30 NM off (IMO resolution A.801(19))."""

_LEAST_KN: Final = 8.0
"""Speed at which a ship is taken to come where she makes less now, knots (judgement)."""
_OLD_H: Final = 1.0
"""A ship whose last position is older than this is not listed."""
_AWAY: Final = ("off_duty", "returning")
_MOST_KEPT, _MOST_MINUTES = 2_000, 10_000.0
"""As many ships and minutes as an entry holds (`case.told.WarningSent`)."""
_FLIES: Final = ("helicopter", "aircraft", "drone")


@dataclass(frozen=True)
class Near:
    """Somebody who can be called.

    Attributes
    ----------
    whom : name and number. type : plain word, or empty. distance_nm : from the boat, NM.
    minutes : until it is there at the speed it makes; None: not known.
    able : can take people up, as far as is known. unit : of the record, not a ship of AIS.
    doubtful : may be out of range. flies : is asked for, not called by VHF.
    """

    whom: Whom
    type: str
    distance_nm: float
    minutes: float | None
    able: bool = True
    unit: bool = False
    doubtful: bool = False
    flies: bool = False


def near_ships(
    ships: Sequence[Track | Predicted],
    at: datetime,
    boat: Position,
    station: Station | None = None,
) -> tuple[Near, ...]:
    """Return the ships that are held to hear a relay, the nearest to the boat first.

    Parameters
    ----------
    ships : tracks or predicted paths. at : when, aware. boat : where the boat is.
    station : who transmits; None: a coast station whose antenna is not known, held to be heard
        within `AROUND_NM` of the boat.
    """
    at_s = to_seconds(at)
    here = placed(ships, at_s)
    heard = {} if station is None else _heard(station, ships, at_s)
    found = []
    for k, each in enumerate(ships):
        far_nm = float(distance_m(here.lon[k], here.lat[k], boat.lon, boat.lat)) / NM
        reached = heard.get(each.ship.mmsi, "yes" if far_nm <= AROUND_NM else "no")
        if (station and reached == "no") or (not station and far_nm > AROUND_NM):
            continue
        if here.age_s[k] <= _OLD_H * HOUR:
            speed_kn = max(float(here.speed[k]) / KNOT, _LEAST_KN)
            found.append(_near(each.ship, far_nm, speed_kn, doubtful=reached == "doubtful"))
    return tuple(sorted(found, key=lambda each: (each.distance_nm, each.whom.mmsi or 0)))


def _heard(station: Station, ships: Sequence[Track | Predicted], at_s: float) -> dict[int, str]:
    return {each.ship.mmsi: each.in_range for each in in_range(station, ships, at_s)}


def _near(ship: Ship, far_nm: float, speed_kn: float, *, doubtful: bool) -> Near:
    minutes = 60.0 * far_nm / speed_kn
    whom = Whom(ship.name.strip(), ship.mmsi)
    able = able_ship(ship).recover
    return Near(whom, ship.kind, far_nm, minutes, able, doubtful=doubtful)


def near_units(stands: Standing, at: datetime, boat: Position) -> tuple[Near, ...]:
    """Return the units of the record whose position is known, the soonest there first.

    Those off duty or returning are left out. Speeds that were not entered are assumed by type, as
    `caseunits.STANDARD` has them.
    """
    found = []
    for entry, body in last_status(stands):
        place = body.position
        if place is None or body.status in _AWAY or entry.happened.at > at:
            continue
        kind = kind_of(body.type) or kind_of(body.unit) or ""
        far_nm = float(distance_m(place.lon, place.lat, boat.lon, boat.lat)) / NM
        waits = max((body.ready - at).total_seconds(), 0.0) / MINUTE if body.ready else 0.0
        speed_kn = body.speed_kn or STANDARD[kind or "ship"].speed_kn
        minutes = waits + 60.0 * far_nm / speed_kn
        able, flies = kind not in ("aircraft", "drone"), kind in _FLIES
        name = Whom(body.unit)
        found.append(Near(name, kind, far_nm, minutes, able, unit=True, flies=flies))
    return tuple(sorted(found, key=lambda each: (each.minutes or 0.0, each.whom.name)))


def entered_as(near: Iterable[Near]) -> list[dict[str, object]]:
    """Return who was held to be in range as an entry keeps them (`case.told.InRange`)."""
    kept = [
        {
            "name": printable(each.whom.name)[:200],
            "mmsi": each.whom.mmsi,
            "type": each.type or None,
            "distance_nm": round(each.distance_nm, 2),
            "minutes": None if each.minutes is None else round(min(each.minutes, _MOST_MINUTES), 1),
            "doubtful": True if each.doubtful else None,
        }
        for each in near
    ]
    nearest = sorted(kept, key=lambda row: float(str(row["distance_nm"])))[:_MOST_KEPT]
    return [{k: v for k, v in row.items() if v is not None} for row in nearest]
