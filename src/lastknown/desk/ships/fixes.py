"""Where units of a record were by AIS: their newest cleaned positions of those kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from lastknown.desk.record.caseunits import Fix, Fixes
from lastknown.desk.ships.heard import Traffic
from lastknown.desk.ships.reading import is_beside
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.ships.setout import heard_as, number_of
from lastknown.ships.tracks import clean
from lastknown.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from lastknown.search.unit import Unit
    from lastknown.ships.columns import Positions, Static

__all__ = ["fixes_beside", "fixes_of"]


def fixes_of(traffic: Traffic) -> Fixes:
    """Return what finds units among ships that were read already; see `fixes_beside`."""

    def newest(unit: Unit, since: datetime, at: datetime) -> Fix | None:
        told = [each for each in traffic.statics if not each.time_s > to_seconds(at)]
        ships = _numbers(unit, told)
        time = traffic.positions.time_s
        with np.errstate(invalid="ignore"):
            rows = (time > to_seconds(since)) & (time <= to_seconds(at))
        rows &= np.isin(traffic.positions.mmsi, ships)
        return _newest(unit, traffic.positions.at(rows), told, since, at)

    return newest


def fixes_beside(record: str, known_s: float | None = None) -> Fixes | None:
    """Return what finds units among the ships that are kept beside a record; None: none are.

    What cannot be read finds none: whoever shows the ships says why.

    Parameters
    ----------
    record : path or URL. known_s : leave out what this centre got later, s since 1970; None: no.
    """
    if not is_beside(record):
        return None

    @cache
    def told(at_s: float) -> tuple[Static, ...]:
        from lastknown.case.traffic import open_ships
        from lastknown.case.trafficread import read_statics

        store = open_ships(record, read_only=True)
        try:
            return read_statics(store, at_s, known_s=known_s)
        finally:
            store.close()

    def newest(unit: Unit, since: datetime, at: datetime) -> Fix | None:
        try:
            statics = told(to_seconds(at))
            ships = _numbers(unit, statics)
            positions = _kept(record, ships, since, at, known_s)
            return _newest(unit, positions, statics, since, at)
        except (LastknownError, TypeError, ValueError, OverflowError):
            return None  # the same is said where the ships are shown

    return newest


def _numbers(unit: Unit, statics: Sequence[Static]) -> list[int]:
    """Return the MMSI that may be a unit's: told with its name, or its name itself."""
    name = unit.name.strip().casefold()
    number = number_of(name)
    named = {each.mmsi for each in statics if (each.name or "").strip().casefold() == name}
    return sorted(named | ({int(number)} if number.isdigit() else set()))


def _kept(
    record: str, ships: Sequence[int], since: datetime, at: datetime, known_s: float | None
) -> Positions:
    from lastknown.case.traffic import open_ships
    from lastknown.case.trafficread import read_positions

    store = open_ships(record, read_only=True)
    try:
        span = to_seconds(since), to_seconds(at)
        return read_positions(store, *span, known_s=known_s, mmsi=ships)
    finally:
        store.close()


def _newest(
    unit: Unit, positions: Positions, statics: Sequence[Static], since: datetime, at: datetime
) -> Fix | None:
    """Return the last cleaned position of the ship that a unit is."""
    if not len(positions):
        return None
    ships = np.unique(positions.mmsi)
    own = [each for each in statics if each.mmsi in ships]
    tracks = clean(positions, own, now_s=to_seconds(at)).tracks
    track = heard_as(unit, tracks, to_seconds(at))
    if track is None or not track.time_s[-1] > to_seconds(since):
        return None
    place = Position(float(track.lon[-1]), float(track.lat[-1]))
    return Fix(place, from_seconds(float(track.time_s[-1])))
