"""Who can be called about a Mayday Relay: ships by their tracks, and the units of the record.

Ships come from AIS, units from their last status. What a ship can do and when she is there is the
judgement of `lastknown.ships.help`: her speed of late, the time to be called, to turn and to slow
down, land in the way. The boat is taken to stay where she is for so long. A unit's minutes are a
straight line at its speed. Who is both stands once, as a unit, by whichever position is newer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from lastknown.desk.record.caseunits import STANDARD, kind_of, last_status
from lastknown.desk.record.relayed import Whom
from lastknown.desk.record.speaking import printable
from lastknown.desk.record.standing import Standing
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position, parse_position
from lastknown.ships.help import RESCUE_AHEAD_S, ROLES, Helper, Role, helpers, rescues
from lastknown.ships.moment import placed
from lastknown.ships.predict import LOST_S
from lastknown.ships.radio import InRange, Station, heard, in_range
from lastknown.ships.sought import stays
from lastknown.times import to_seconds
from lastknown.units import HOUR, MINUTE, NM

if TYPE_CHECKING:
    from lastknown.geo.coast import Coast
    from lastknown.ships.ship import Predicted, Track

__all__ = ["AROUND_NM", "Near", "Order", "as_one", "entered_as", "near_ships", "near_units"]
__all__ += ["soonest"]

AROUND_NM: Final = 20.0
"""Ships so near the boat, NM, are held to hear a coast station whose antenna nobody gave: such
stations are planned to reach all of area A1, as a rule 20 to 30 NM off (what courses for
operators teach; IMO resolution A.801(19) is on the radio services of such areas)."""

_UNIT_M: Final = 4.0
"""Height of the VHF antenna of a unit of the record, m: what IMO counts for every ship
(A.801(19)); a lifeboat's is no lower."""
_AHEAD_S: Final = 6.0 * HOUR
"""Who is not there within this is too far (judgement)."""
_OLD_H: Final = 1.0
"""A ship whose last position is older than this is not listed."""
_AWAY: Final = ("off_duty", "returning")
_MOST_KEPT, _MOST_MINUTES = 2_000, 10_000.0
"""As many ships and minutes as an entry holds (`case.told.WarningSent`)."""
_FLIES: Final = ("helicopter", "aircraft", "drone")
_KEPT_MIN: Final = 3.0
"""A position of AIS counts before one that was entered up to so much later (judgement): a ship at
anchor tells hers every 3 min, and what is reckoned on from it is newer than what stays as entered.
"""
_NUMBERED: Final = re.compile(r"MMSI (\d{9})")
"""What a ship that told no name is called as a unit (`lastknown.ships.joining.as_unit`)."""


@dataclass(frozen=True)
class Near:
    """Somebody who can be called.

    Attributes
    ----------
    whom : name and number. type : plain word, or empty. distance_nm : from the boat, NM.
    minutes : until it is there; None: not known, or not within 6 h.
    role : whether it can take people up, as far as is known, can stand by, or should not be asked:
        it is not there within 6 h. unit : of the record, not a ship of AIS.
    doubtful : may be out of range. beyond : out of range of who transmits, though near the boat.
    flies : is asked for, not called by VHF.
    over_land : land lies in the straight way, so that it takes longer. rescues : it is made for
        taking people up. heard_min : since it was last heard, min; None: a unit, or not known.
    then : when distance and minutes were so: a relay was sent, and nothing newer is at hand; None:
        they are of the moment that is asked about.
    entered_min : since a unit's position was entered, min; None: it is of AIS, or not known.
    ready_min : until a unit can leave, min; 0: now.
    """

    whom: Whom
    type: str
    distance_nm: float
    minutes: float | None
    role: Role = "recover"
    unit: bool = False
    doubtful: bool = False
    beyond: bool = False
    flies: bool = False
    over_land: bool = False
    rescues: bool = False
    heard_min: float | None = None
    then: datetime | None = None
    entered_min: float | None = None
    ready_min: float = 0.0

    @property
    def lost(self) -> bool:
        """Whether it was last heard so long ago that it may be elsewhere (`predict.LOST_S`)."""
        return self.heard_min is not None and self.heard_min * MINUTE > LOST_S

    @property
    def able(self) -> bool:
        """Whether it can take people up, as far as is known."""
        return self.role == "recover"


Order = tuple[bool, bool, int, float, float, str]
"""By what those who can be called are put in order (`soonest`)."""


def soonest(near: Near) -> Order:
    """Return by what those who can be called are ordered: whom to call next stands first.

    Who was heard in the last 20 min comes before who was not, who may be elsewhere and hear
    nothing (judgement); who is not there within 6 h comes last. Of each, who can take people up
    comes before who can stand by, then by its time, a unit or rescue vessel before a ship that is
    at most 10 min sooner.
    """
    minutes = math.inf if near.minutes is None else near.minutes
    ahead = RESCUE_AHEAD_S / MINUTE if near.unit or near.rescues else 0.0
    who = f"{near.whom.name}{near.whom.mmsi}"
    rank = ROLES.index(near.role)
    return near.role == "not asked", near.lost, rank, minutes - ahead, near.distance_nm, who


def near_ships(
    ships: Sequence[Track | Predicted],
    at: datetime,
    boat: Position,
    station: Station | None = None,
    coast: Coast | None = None,
    also: Collection[int | None] = (),
) -> tuple[Near, ...]:
    """Return the ships that are held to hear a relay, whom to call first at the front (`soonest`).

    With a station also those within `AROUND_NM` of the boat that are out of its range (`beyond`).

    Parameters
    ----------
    ships : tracks or predicted paths. at : when, aware. boat : where the boat is.
    station : who transmits; None: a coast station whose antenna is not known, held to be heard
        within `AROUND_NM` of the boat. coast : None: land is not looked at. also : MMSI of ships
        that are listed though they are farther off now, as doubtful; without a station.
    """
    at_s = to_seconds(at)
    there = _heard(ships, at_s, boat, station, also)
    if not there:
        return ()
    by = {id(each.track.ship): each for each in there}
    found = helpers(
        stays(boat, at_s, at_s + _AHEAD_S), [each.track for each in there], at_s=at_s, coast=coast
    )
    near = []
    for each in found:
        row = by[id(each.ship)]
        doubtful, beyond = row.heard == "doubtful", row.heard == "no"
        heard_min = row.age_s / MINUTE
        near.append(
            replace(_near(each, at_s), doubtful=doubtful, beyond=beyond, heard_min=heard_min)
        )
    return tuple(sorted(near, key=soonest))


class _Row(NamedTuple):
    """A ship, whether she hears, and how old her position is, s."""

    track: Track | Predicted
    heard: InRange
    age_s: float


def _heard(
    ships: Sequence[Track | Predicted],
    at_s: float,
    boat: Position,
    station: Station | None,
    also: Collection[int | None],
) -> list[_Row]:
    """Return the ships that are held to hear, and with a station those near the boat that do not.

    Each with a `Ship` object of its own: two may send one number, and tell the same of themselves.
    """
    here = placed(ships, at_s)
    new = [k for k in range(len(ships)) if here.age_s[k] <= _OLD_H * HOUR]
    rows = {k: replace(ships[k], ship=replace(ships[k].ship)) for k in new}
    off_m = distance_m(here.lon, here.lat, boat.lon, boat.lat)
    close = {k: bool(off_m[k] <= AROUND_NM * NM) for k in new}
    ages = {k: float(here.age_s[k]) for k in new}
    if station is None:
        listed = [k for k in new if close[k] or rows[k].ship.mmsi in also]
        sure = {k: close[k] and ages[k] <= LOST_S for k in listed}
        return [_Row(rows[k], "yes" if sure[k] else "doubtful", ages[k]) for k in listed]
    reached = in_range(station, [*rows.values()], at_s)
    answers = {id(each.ship): each.in_range for each in reached}
    found = [_Row(row, answers[id(row.ship)], ages[k]) for k, row in rows.items()]
    return [each for k, each in zip(new, found, strict=True) if each.heard != "no" or close[k]]


def _near(found: Helper, at_s: float) -> Near:
    ship = found.ship
    assert ship is not None  # no unit was asked about
    there = math.isfinite(found.datum_s)
    minutes = (found.datum_s - at_s) / MINUTE if there else None
    return Near(
        Whom(ship.name.strip(), ship.mmsi), ship.kind, found.distance_m / NM, minutes, found.role,
        over_land=found.over_land, rescues=rescues(found),
    )  # fmt: skip


def near_units(
    stands: Standing, at: datetime, boat: Position, station: Station | None = None
) -> tuple[Near, ...]:
    """Return the units of the record whose position is known, the soonest there first.

    Those off duty or returning are left out. Speeds that were not entered are assumed by type, as
    `caseunits.STANDARD` has them.

    Parameters
    ----------
    stands : what stands in the picture. at : when, aware. boat : where the boat is. station : who
        transmits: who is out of its range by the last position is `beyond`; None: not known, and
        nobody is held to be.
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
        role: Role = "stand by" if kind in ("aircraft", "drone") else "recover"
        number = _NUMBERED.fullmatch(body.unit.strip())
        age_s = (at - entry.happened.at).total_seconds()
        answer = "yes" if station is None else _in_sight(station, place.lon, place.lat, age_s)
        found.append(
            Near(
                Whom(body.unit, int(number[1]) if number else None), kind, far_nm, minutes, role,
                unit=True, flies=kind in _FLIES, ready_min=waits, entered_min=age_s / MINUTE,
                doubtful=answer == "doubtful", beyond=answer == "no",
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.minutes or 0.0, each.whom.name)))


def _in_sight(station: Station, lon: float, lat: float, age_s: float) -> InRange:
    """Return whether a unit at a place hears a station on VHF, by the height `_UNIT_M`."""
    here = parse_position(station.position)
    far_nm = float(distance_m(here.lon, here.lat, lon, lat)) / NM
    return heard(station, _UNIT_M, far_nm, age_s=age_s)[0]


def as_one(units: Sequence[Near], ships: Sequence[Near]) -> list[Near]:
    """Return units and ships, each once: a ship of a unit's name or number stands as that unit.

    Distance and time are those of AIS, with call and turn, unless the unit's position was entered
    later. A unit is one ship alone: of several that are called so, the one whose distance is
    nearest to its own (judgement); the others stand for themselves.

    Parameters
    ----------
    units : from `near_units`. ships : from `near_ships`; both at one moment, from one place.
    """
    left, found = [*ships], []
    for unit in units:
        same = [each for each in left if each.whom.is_(unit.whom)]
        if not same:
            found.append(unit)
            continue
        ship = min(same, key=lambda each: abs(each.distance_nm - unit.distance_nm))
        left = [each for each in left if each is not ship]
        found.append(_both(unit, ship))
    return found + left


def _both(unit: Near, ship: Near) -> Near:
    """Return a unit that AIS knows too, by the newer position.

    What it can do is as the record has its type, unless that says no more than that it is a ship.
    """
    whom = Whom(unit.whom.name, ship.whom.mmsi)
    if (unit.entered_min or 0.0) < (ship.heard_min or 0.0) - _KEPT_MIN:
        return replace(unit, whom=whom)
    minutes = ship.minutes
    if minutes is not None and unit.minutes is not None and unit.ready_min:
        share = ship.distance_nm / unit.distance_nm if unit.distance_nm else 1.0
        minutes = max(minutes, unit.ready_min + share * (unit.minutes - unit.ready_min))
    known = unit.type not in ("", "ship") and ship.minutes is not None
    return replace(
        ship, whom=whom, unit=True, flies=unit.flies, minutes=minutes,
        type=unit.type if known else ship.type, role=unit.role if known else ship.role,
    )  # fmt: skip


def entered_as(near: Iterable[Near]) -> list[dict[str, object]]:
    """Return who was held to be in range as an entry keeps them (`case.told.InRange`)."""
    kept = [
        {
            "name": printable(each.whom.name)[:200],
            "mmsi": each.whom.mmsi,
            "type": each.type or None,
            "distance_nm": round(each.distance_nm, 2),
            "minutes": None if each.minutes is None else round(min(each.minutes, _MOST_MINUTES), 1),
            "heard_min": None if each.heard_min is None else round(each.heard_min, 1),
            "doubtful": True if each.doubtful else None,
        }
        for each in near
    ]
    nearest = sorted(kept, key=lambda row: float(str(row["distance_nm"])))[:_MOST_KEPT]
    return [{k: v for k, v in row.items() if v is not None} for row in nearest]
