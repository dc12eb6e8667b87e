"""Who reaches them first, and what they can do there: ships and units, nearest capable first.

Times are those of straight ways at a steady speed from the moment of the call, with what a ship
needs to be called, to turn and to slow down (`lastknown.ships.setout`): not sooner than the speed
allows, and where land lies in the way they are lower bounds, and said to be. Whoever can take
people up comes first; then who can stand by as a lee, with a light or a lookout; then who was not
heard for an hour; last who should not be asked, or cannot be there in time, and why
(`lastknown.ships.ordering`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.geo.coast import Coast, is_land
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position, parse_position
from lastknown.search.planned import Plan
from lastknown.search.unit import CROSSES_LAND, HARBOUR_M, Unit, unit_position
from lastknown.ships.able import SHIPS, Able, able_ship, able_unit
from lastknown.ships.meeting import first_reach_s, meet_s, way_at
from lastknown.ships.moment import placed
from lastknown.ships.ordering import RESCUE_AHEAD_S, ROLES, Role, ordered, rescues
from lastknown.ships.predict import LOST_S
from lastknown.ships.setout import Off, heard_as, ships_off, transit_speed, units_off
from lastknown.ships.ship import Predicted, Ship, Track
from lastknown.ships.sizes import water_needed_m
from lastknown.ships.sought import Sought, area_distance_m
from lastknown.ships.status import Bar, bar_of

__all__ = ["RESCUE_AHEAD_S", "ROLES", "Bar", "Depths", "Helper", "Role", "Why"]
__all__ += ["helpers", "over_land", "rescues"]

Array = NDArray[np.float64]
Depths = Callable[[Array, Array], Array]
"""Takes longitudes and latitudes, degrees, returns the depth of water, m; NaN: not known."""

Why = Literal[
    "at anchor", "moored", "aground", "not under command", "restricted", "towing", "in distress",
    "too far", "cannot be back", "draught", "takes nobody up", "high side", "no rescue boat",
    "wind for a rescue boat", "lies still", "untold",
]  # fmt: skip
"""What stands against a helper, or makes it slow."""

_EVERY_M: Final = 500.0
_MOST_POINTS: Final = 200


@dataclass(frozen=True)
class Helper:
    """One ship or unit that may help.

    Attributes
    ----------
    name : of the unit, or of the ship; empty: she has told none.
    ship, unit : which; the other is None.
    role : ``recover``, ``stand by`` or ``not asked``.
    why : what stands against it, or makes it slow; empty: nothing.
    able : what it can do.
    position : where it is at the moment of the call; of a unit that is not ready yet, then.
    sets_off_from : where it is when it sets off; a ship keeps her way until she is called.
    age_s : of a ship's position, s, or of a unit's by AIS; 0: as it was entered.
    distance_m : to the most likely position at that moment. bearing_deg : of the helper from there,
        degrees true.
    speed : that is reckoned with, m/s. speed_told : False: what is usual for her kind.
    depart_s : when it sets off, s since 1970: called, under way and turned; of a unit, ready.
    datum_s : when it is at the most likely position, as that moves, and has slowed down; NaN: not
        within the span.
    edge_s, centre_s : the same for the nearest edge of the 50 % area (where it is inside, when it
        has slowed down) and its middle.
    meet : where it is at `datum_s`; None: nowhere. course_deg : to steer there from `position`, as
        she is told at once; NaN likewise.
    over_land : the straight way there crosses land: its times are lower bounds.
    first_aboard_s : when the first may be taken up if they are at the most likely position; NaN: it
        takes nobody up, or is not there within the span.
    on_scene_s : how long a unit can stay there, or hover, s; NaN of a ship, or not there.
    diversion_m, diversion_s : how much longer a ship's way becomes, by going there and back to
        where she would be at the end of the span; 0 of a unit, NaN: not there. Standing by or
        searching there comes on top.
    apart : not heard for an hour, while somebody who was can do what she can: she is named below.
    """

    name: str
    ship: Ship | None
    unit: Unit | None
    role: Role
    why: tuple[Why, ...]
    able: Able
    position: Position
    sets_off_from: Position
    age_s: float
    distance_m: float
    bearing_deg: float
    speed: float
    speed_told: bool
    depart_s: float
    datum_s: float
    edge_s: float
    centre_s: float
    meet: Position | None
    course_deg: float
    over_land: bool
    first_aboard_s: float
    on_scene_s: float
    diversion_m: float
    diversion_s: float
    apart: bool = False


@dataclass(frozen=True, eq=False)
class _Times:
    """When m of them are there. `meet_x`, `meet_y` in the plane."""

    datum_s: Array
    edge_s: Array
    centre_s: Array
    lon: Array
    lat: Array
    distance_m: Array
    bearing_deg: Array
    course_deg: Array


def helpers(
    to: Sought,
    ships: Sequence[Track | Predicted],
    units: Sequence[Unit] = (),
    *,
    at_s: float,
    plan: Plan | None = None,
    coast: Coast | None = None,
    depths: Depths | None = None,
    barred: Mapping[int, Bar] | None = None,
    wind_kn: float | None = None,
) -> tuple[Helper, ...]:
    """Return who may help, nearest capable first.

    Parameters
    ----------
    to : where those sought will be, see `lastknown.ships.sought.sought`; it begins at `at_s`.
    ships : tracks or predicted paths; one that is a unit (`lastknown.ships.setout.heard_as`) is
        left out: the unit stands for her, where and as able as she is heard to be.
    units : search and rescue units of both sides.
    at_s : the moment of the call, s since 1970.
    plan : what units have been told to do; they set off from where that has taken them, and must be
        back by its endurance.
    coast : None: land is not looked at. depths : None: nor is water.
    barred : by MMSI, ships that should not be asked, and why, beside those whose own navigational
        status says so (`lastknown.ships.status.bar_of`).
    wind_kn : mean wind there, knots, for rescue boats; None: not known, they are counted on.
    """
    same = [heard_as(unit, ships, at_s) for unit in units]
    taken = {id(each) for each in same}
    afloat = [each for each in ships if id(each) not in taken]
    told = (coast, depths), dict(barred or {}), wind_kn
    found = _of_ships(to, afloat, at_s, *told)
    found += _of_units(to, units, same, at_s, plan, *told)
    return ordered(found)


def over_land(
    coast: Coast, lon0: Array, lat0: Array, lon1: Array, lat1: Array
) -> NDArray[np.bool_]:
    """Return whether straight ways cross land more than 3 km from both ends, (n,).

    Looked at every 500 m, at most at 200 points a way: a spit narrower than that may be missed.

    Parameters
    ----------
    lon0, lat0, lon1, lat1 : (n,) ends, degrees; NaN: no way, False.
    """
    crosses = np.zeros(lon0.shape, np.bool_)
    way = np.flatnonzero(np.isfinite(lon1))
    if way.size == 0:
        return crosses
    length = distance_m(lon0[way], lat0[way], lon1[way], lat1[way])
    count = int(np.clip(length.max() / _EVERY_M, 2, _MOST_POINTS))
    share = (np.arange(count) + 0.5) / count
    east = (lon1[way] - lon0[way] + 180.0) % 360.0 - 180.0
    lon = (lon0[way, None] + share * east[:, None] + 180.0) % 360.0 - 180.0
    lat = lat0[way, None] + share * (lat1[way] - lat0[way])[:, None]
    out = np.minimum(share, 1.0 - share) * length[:, None] > HARBOUR_M
    crosses[way] = (is_land(coast.index, lon, lat) & out).any(axis=1)
    return crosses


def _of_ships(
    to: Sought,
    ships: Sequence[Track | Predicted],
    at_s: float,
    sea: tuple[Coast | None, Depths | None],
    barred: Mapping[int, Bar],
    wind_kn: float | None,
) -> list[Helper]:
    if not ships:
        return []
    here = placed(ships, at_s)
    off = ships_off(ships, here, to, at_s)
    when = _times(to, off, at_s)
    end_s = float(to.datum.time_s[-1])
    later = placed(ships, end_s)
    longer = _diversion(off, when, (later.lon, later.lat))
    land = _crossing(sea[0], off, when)
    shoal = _shoal(sea[1], ships, when)
    made = []
    for i, each in enumerate(ships):
        able = able_ship(each.ship, wind_kn)
        bar = barred.get(each.ship.mmsi) or bar_of(each.status, float(here.speed[i]))
        why = list[Why]([bar] if bar else [])
        why += ["draught"] if shoal[i] else []
        why += ["too far"] if np.isnan(when.datum_s[i]) else []
        role = _role(able, bool(why))
        why += able.gaps
        if role != "not asked":
            why += ["lies still"] if off.still[i] else ["untold"] if off.untold[i] else []
        made.append(
            _helper(
                (each.ship.name, each.ship, None), role, tuple(why), able, off, when, i,
                bool(land[i]), float("nan"), float(longer[i]),
            )
        )  # fmt: skip
    return made


def _of_units(
    to: Sought,
    units: Sequence[Unit],
    same: Sequence[Track | Predicted | None],
    at_s: float,
    plan: Plan | None,
    sea: tuple[Coast | None, Depths | None],
    barred: Mapping[int, Bar],
    wind_kn: float | None,
) -> list[Helper]:
    if not units:
        return []
    heard = [None if ship is None or _age_s(ship, at_s) > LOST_S else ship for ship in same]
    off, back_s = units_off(units, heard, to, at_s, plan)
    when = _times(to, off, at_s)
    land = _crossing(sea[0], off, when) & np.array([u.kind not in CROSSES_LAND for u in units])
    joined = [ship if u.kind in SHIPS else None for u, ship in zip(units, same, strict=True)]
    shoal = _shoal(sea[1], joined, when)
    stay = _stay(units, when, back_s)
    made = []
    for i, (unit, ship) in enumerate(zip(units, joined, strict=True)):
        able = able_unit(unit, None if ship is None else ship.ship, wind_kn)
        why = _against(ship, at_s, barred) if ship is not None else []
        why += ["draught"] if shoal[i] else []
        why += ["too far"] if np.isnan(when.datum_s[i]) else []
        why += ["cannot be back"] if stay[i] < 0.0 else []
        role = _role(able, bool(why))
        stays = float(stay[i]) if stay[i] >= 0.0 else float("nan")
        made.append(
            _helper(
                (unit.name, None, unit), role, (*why, *able.gaps), able, off, when, i,
                bool(land[i]), stays, 0.0,
            )
        )  # fmt: skip
    return made


def _age_s(ship: Track | Predicted, at_s: float) -> float:
    return float(placed([ship], at_s).age_s[0])


def _against(ship: Track | Predicted, at_s: float, barred: Mapping[int, Bar]) -> list[Why]:
    """Return what a ship tells, or is said to be, for which she should not be asked."""
    bar = barred.get(ship.ship.mmsi) or bar_of(ship.status, float(placed([ship], at_s).speed[0]))
    return [bar] if bar else []


def _times(to: Sought, off: Off, at_s: float) -> _Times:
    x, y = to.plane.to_xy(off.from_lon, off.from_lat)
    meet = meet_s(x, y, off.speed, off.depart_s, to.datum)
    edge = first_reach_s(to.datum.time_s, area_distance_m(to, x, y), off.speed, off.depart_s)
    centre = meet_s(x, y, off.speed, off.depart_s, to.centre)
    lon, lat = to.plane.to_lonlat(*way_at(to.datum, np.nan_to_num(meet)))
    lon, lat = (np.where(np.isnan(meet), np.nan, each) for each in (lon, lat))
    there = np.isfinite(meet)
    course = np.full(meet.shape, np.nan)
    course[there] = bearing_deg(off.lon[there], off.lat[there], lon[there], lat[there])
    now_x, now_y = way_at(to.datum, np.array([at_s]))
    now_lon, now_lat = to.plane.to_lonlat(now_x, now_y)
    return _Times(
        meet + off.slow_s, edge + off.slow_s, centre + off.slow_s, lon, lat,
        distance_m(now_lon, now_lat, off.lon, off.lat),
        bearing_deg(now_lon, now_lat, off.lon, off.lat), course,
    )  # fmt: skip


def _role(able: Able, against: bool) -> Role:
    return "not asked" if against else "recover" if able.recover else "stand by"


def _helper(
    who: tuple[str, Ship | None, Unit | None], role: Role, why: tuple[Why, ...], able: Able,
    off: Off, when: _Times, i: int, land: bool, stay: float, longer: float,
) -> Helper:  # fmt: skip
    there = bool(np.isfinite(when.datum_s[i]))
    return Helper(
        *who,
        role=role,
        why=why,
        able=able,
        position=Position(float(off.lon[i]), float(off.lat[i])),
        sets_off_from=Position(float(off.from_lon[i]), float(off.from_lat[i])),
        age_s=float(off.age_s[i]),
        distance_m=float(when.distance_m[i]),
        bearing_deg=float(when.bearing_deg[i]),
        speed=float(off.speed[i]),
        speed_told=bool(off.speed_told[i]),
        depart_s=float(off.depart_s[i]),
        datum_s=float(when.datum_s[i]),
        edge_s=float(when.edge_s[i]),
        centre_s=float(when.centre_s[i]),
        meet=Position(float(when.lon[i]), float(when.lat[i])) if there else None,
        course_deg=float(when.course_deg[i]),
        over_land=land,
        first_aboard_s=float(when.datum_s[i] + able.first_s),
        on_scene_s=stay,
        diversion_m=longer,
        diversion_s=longer / float(off.speed[i]),
    )


def _diversion(off: Off, when: _Times, later: tuple[ArrayLike, ArrayLike]) -> Array:
    """Return how much longer a ship's way becomes, m; NaN: she is not there."""
    there = np.isfinite(when.lon)
    more = np.full(there.shape, np.nan)
    end = (np.asarray(later[0])[there], np.asarray(later[1])[there])
    here, spot = (off.from_lon[there], off.from_lat[there]), (when.lon[there], when.lat[there])
    way = distance_m(*here, *spot) + distance_m(*spot, *end) - distance_m(*here, *end)
    more[there] = np.maximum(way, 0.0)
    return more


def _crossing(coast: Coast | None, off: Off, when: _Times) -> NDArray[np.bool_]:
    if coast is None:
        return np.zeros(off.lon.shape, np.bool_)
    return over_land(coast, off.from_lon, off.from_lat, when.lon, when.lat)


def _shoal(
    depths: Depths | None, ships: Sequence[Track | Predicted | None], when: _Times
) -> NDArray[np.bool_]:
    """Return which ships draw too much for the water where they would meet, (n,); None: none."""
    shoal = np.zeros(len(ships), np.bool_)
    there = np.isfinite(when.lon)
    if depths is None or not there.any():
        return shoal
    water = np.full(len(ships), np.nan)
    water[there] = depths(when.lon[there], when.lat[there])
    draught = np.array([np.nan if each is None else each.ship.draught_m for each in ships])
    return np.asarray(water < water_needed_m(draught), np.bool_)


def _stay(units: Sequence[Unit], when: _Times, back_s: Array) -> Array:
    """Return how long units can stay before they must leave for home, s; negative: not at all."""
    homes = [
        parse_position(unit.return_to) if unit.return_to is not None else unit_position(unit)
        for unit in units
    ]
    speed = np.array([transit_speed(unit) for unit in units])
    left = np.full(len(units), np.nan)
    for i in np.flatnonzero(np.isfinite(when.lon)):
        way = float(distance_m(when.lon[i], when.lat[i], homes[i].lon, homes[i].lat))
        left[i] = back_s[i] - when.datum_s[i] - way / speed[i]
    return left
