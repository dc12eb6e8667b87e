"""From values as AIS tells them to columns: "not available" ends here, and each loss is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import inf, nan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.exchange._aistimes import EARLIEST_S
from lastknown.ships.columns import BEACONS, NOT_TOLD, Positions, Static
from lastknown.units import KNOT

__all__ = ["LAST_MMSI", "MOST_SHIPS", "NAMED", "WIDTH", "Row", "Statics", "is_ship", "positions_of"]

Row = tuple[float, float, float, float, float, float, float, float, float]
"""mmsi, time_s, lon, lat, speed in kn, course, heading, kind, status: as told, before any check."""
WIDTH: Final = 9

_SPEED_UNKNOWN_KN: Final = np.array([102.25, 102.25, 62.5, 1022.5, 102.25])
"""By kind: from here on a speed is "not available" (102.3, 63 and 1023; ITU-R M.1371-5, tables 48,
88 and 59)."""
_AIDS: Final = 992_000_000, 998_000_000
"""From and below which MMSI are of aids to navigation: 99 and a country, 2 to 7 (ITU-R M.585-9)."""
_COASTS: Final = 2_000_000, 8_000_000
"""From and below which they are of coast stations: 00 and a country (ITU-R M.585-9)."""
LAST_MMSI: Final = 999_999_999
MOST_SHIPS: Final = 200_000
"""Ships whose static data are held; more than were ever heard in one place: the oldest go first."""

NAMED: Final = ("name", "callsign", "destination")


def is_ship(mmsi: int) -> bool:
    """Return whether an MMSI may be a ship's: none of a coast station, an aid, a beacon, and not 0.

    Numbers that no administration gives out are let pass (1193046 of a set that nobody programmed,
    999999999): a ship with a wrong number is a ship.
    """
    if not 0 < mmsi <= LAST_MMSI or _COASTS[0] <= mmsi < _COASTS[1]:
        return False
    return not _AIDS[0] <= mmsi < _AIDS[1] and mmsi // 1_000_000 not in BEACONS


def positions_of(
    table: NDArray[np.float64], ignored: Counter[str], latest_s: float = inf
) -> Positions:
    """Return what can be used of rows; what cannot be is counted in `ignored`.

    Parameters
    ----------
    table : (n, 9), a `Row` each; NaN unknown.
    ignored : counts by reason; added to.
    latest_s : times after it are out of range, s since 1970; so are those before `EARLIEST_S`.
    """
    good = np.ones(len(table), dtype=bool)
    for why, bad in _faults(table, latest_s):
        if count := int(np.count_nonzero(bad & good)):
            ignored[why] += count
        good &= ~bad
    mmsi, time_s, lon, lat, speed, course, heading, kind, status = table[good].T
    kinds = kind.astype(np.int8)
    with np.errstate(invalid="ignore"):
        speed = np.where((speed < 0) | (speed >= _SPEED_UNKNOWN_KN[kinds]), nan, speed * KNOT)
    return Positions(
        mmsi=mmsi.astype(np.int64),
        time_s=time_s.copy(),
        lon=np.where(lon == 180.0, -180.0, lon),
        lat=lat.copy(),
        speed=speed.astype(np.float32),
        course_deg=_direction(course),
        heading_deg=_direction(heading),
        kind=kinds,
        status=np.where(status <= NOT_TOLD, status, NOT_TOLD).astype(np.int8),
    )


def _faults(table: NDArray[np.float64], latest_s: float) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return why rows cannot be used, in the order in which that is asked."""
    mmsi, time_s, lon, lat = table[:, 0], table[:, 1], table[:, 2], table[:, 3]
    with np.errstate(invalid="ignore"):
        unknown = ~np.isfinite(lon) | ~np.isfinite(lat) | (lon == 181.0) | (lat == 91.0)
        return [
            ("mmsi-0", mmsi == 0),
            ("no-such-mmsi", ~((mmsi >= 0) & (mmsi <= LAST_MMSI))),
            ("base-station", (mmsi >= _COASTS[0]) & (mmsi < _COASTS[1])),
            ("aid", (mmsi >= _AIDS[0]) & (mmsi < _AIDS[1])),
            ("no-position", unknown),
            ("no-such-position", (np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)),
            ("time-out-of-range", (time_s < EARLIEST_S) | (time_s > latest_s)),
        ]


def _direction(told: NDArray[np.float64]) -> NDArray[np.float32]:
    with np.errstate(invalid="ignore"):
        kept = np.where((told >= 0) & (told < 360.0), told, nan).astype(np.float32)
        return np.where(kept >= 360.0, np.float32(0), kept)  # rounded up to 360 as float32


class Statics:
    """What ships say of themselves, joined by ship while it comes in."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, Any]] = {}
        self._new: set[int] = set()
        self._first: dict[tuple[int, float], Static] = {}

    def add(self, mmsi: int, time_s: float, told: Mapping[str, Any]) -> None:
        """Add what one message tells; fields that are None, empty or 0 say nothing."""
        known = self._known.pop(mmsi, None) or {}  # to the end: the oldest are at the front
        ship = dict(known)
        for name, value in told.items():
            if value:
                ship[name] = value.partition("@")[0].strip() if name in NAMED else value
        if told.get("to_bow") or told.get("to_stern"):
            ship["to_bow"], ship["to_stern"] = told["to_bow"] or 0, told["to_stern"] or 0
        if told.get("to_port") or told.get("to_starboard"):
            ship["to_port"], ship["to_starboard"] = told["to_port"] or 0, told["to_starboard"] or 0
        changed = ship != known or mmsi not in self._new
        if time_s == time_s:
            ship["time_s"] = time_s
            if changed:
                self._first[mmsi, time_s] = _static(mmsi, ship)
        self._known[mmsi] = ship
        self._new.add(mmsi)
        if len(self._known) > MOST_SHIPS:
            del self._known[next(iter(self._known))]

    def take(self) -> tuple[Static, ...]:
        """Return each ship that told something since the last take, with all that it ever told.

        Of a ship there are several, by time: when it first told each thing since, and the last; so
        that a replay of a moment between knows it too.
        """
        new, self._new = self._new, set()
        said, self._first = self._first, {}
        for latest in (_static(mmsi, self._known[mmsi]) for mmsi in self._known if mmsi in new):
            said[latest.mmsi, latest.time_s] = latest
        return tuple(said.values())


def _static(mmsi: int, told: Mapping[str, Any]) -> Static:
    ship_type = int(told.get("ship_type", 0))
    return Static(
        mmsi=mmsi,
        time_s=told.get("time_s", nan),
        name=told.get("name", ""),
        callsign=told.get("callsign", ""),
        destination=told.get("destination", ""),
        imo=int(told.get("imo", 0)),
        ship_type=ship_type if 0 < ship_type <= 99 else 0,
        to_bow_m=float(told.get("to_bow", nan)),
        to_stern_m=float(told.get("to_stern", nan)),
        to_port_m=float(told.get("to_port", nan)),
        to_starboard_m=float(told.get("to_starboard", nan)),
        draught_m=float(told.get("draught", nan)),
    )
