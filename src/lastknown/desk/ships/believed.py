"""The newest position of each ship that she can have been at: a wild fix hides no ship."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.case.traffic import ShipStore
from lastknown.case.trafficread import read_newest, read_positions
from lastknown.geo.plane import distance_m
from lastknown.ships.columns import Positions, Static
from lastknown.ships.ship import Track
from lastknown.ships.tracks import clean
from lastknown.ships.window import together
from lastknown.units import HOUR, MINUTE, NM

__all__ = ["Believed", "newest_believed", "read_believed"]

_JUDGED_S: Final = HOUR
"""Of how long before a moment positions are looked at, s, at least (judgement): none is judged by
itself where its ship was heard before."""
_CLOSE_S: Final = 10 * MINUTE
_OFTEN: Final = 20
"""Of ships that were heard so often in the last ten minutes only these are read: as often as a
class B ship speaks (each 30 s; ITU-R M.1371-5, table 2). Of the others all are."""
_MOST_ASKED: Final = 20_000
"""Ships that a database is asked for by number; of more all are read."""
_TOLD_OF_M: Final = NM
"""A later position that was left out is spoken of where it is so far off, m (judgement): what two
receivers heard of one report is nearer."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Believed:
    """Where ships were heard last.

    Attributes
    ----------
    newest : a row each track, by MMSI; as told, a speed that cannot be NaN.
    shared : MMSI that have several: two ships send it, or one whose position jumped.
    jumped : MMSI of which a later position was left out, as no ship could have come there.
    """

    newest: Positions
    shared: frozenset[int] = frozenset()
    jumped: frozenset[int] = frozenset()


def newest_believed(
    positions: Positions, statics: Iterable[Static], since_s: float, at_s: float
) -> Believed:
    """Return the newest position of each track of a stretch of time.

    Parameters
    ----------
    positions : of any times, in any order; those of the hour before the moment are asked too.
    statics : what ships said of themselves: how fast each can be.
    since_s, at_s : the stretch, both included, s since 1970.
    """
    first_s = min(since_s, at_s - _JUDGED_S)
    with np.errstate(invalid="ignore"):
        then = positions.at((positions.time_s >= first_s) & (positions.time_s <= at_s))
    then = then.at(np.lexsort((then.time_s, then.mmsi)))
    found = clean(then, statics, aircraft=True)
    tracks = [track for track in found.tracks if track.time_s[-1] >= since_s]
    rows = np.array([_row(then, track) for track in tracks], np.intp)
    newest = then.at(rows)
    speed = np.array([track.speed[-1] for track in tracks], np.float32)
    possible = replace(newest, speed=np.where(newest.speed == speed, newest.speed, np.nan))
    return Believed(possible, frozenset(found.shared), _jumped(then, rows))


def read_believed(
    store: ShipStore,
    statics: Iterable[Static],
    since_s: float,
    at_s: float,
    *,
    known_s: float | None = None,
) -> Believed:
    """Return the same of ships that are kept, without reading all that is.

    Parameters
    ----------
    store : open. known_s : leave out what it got later, s since 1970; None: nothing.

    Raises
    ------
    LastknownError : it cannot be read.
    """
    first_s = min(since_s, at_s - _JUDGED_S)
    close = read_positions(store, at_s - _CLOSE_S, at_s, known_s=known_s)
    heard, often = np.unique(close.mmsi, return_counts=True)
    before_s = float(np.nextafter(at_s - _CLOSE_S, -np.inf))
    older = read_newest(store, first_s, before_s, known_s=known_s)
    few = np.setdiff1d(older.mmsi, heard[often >= _OFTEN]).tolist()
    asked = few if len(few) <= _MOST_ASKED else None
    more = read_positions(store, first_s, before_s, known_s=known_s, mmsi=asked)
    return newest_believed(together([close, more]), statics, since_s, at_s)


def _row(then: Positions, track: Track) -> int:
    """Return which position, of many by ship and time, is the last of a track."""
    begin, end = np.searchsorted(then.mmsi, [track.ship.mmsi, track.ship.mmsi + 1])
    same = then.time_s[begin:end] == track.time_s[-1]
    same &= (then.lon[begin:end] == track.lon[-1]) & (then.lat[begin:end] == track.lat[-1])
    return int(begin + np.argmax(same))


def _jumped(then: Positions, rows: Rows) -> frozenset[int]:
    """Return the ships whose newest position is in none of their tracks, and far from each."""
    newest = then.at(rows)
    last = np.searchsorted(then.mmsi, newest.mmsi, side="right") - 1
    far = distance_m(newest.lon, newest.lat, then.lon[last], then.lat[last]) > _TOLD_OF_M
    near = newest.mmsi[~far | (then.time_s[last] <= newest.time_s)]
    return frozenset(newest.mmsi[far].tolist()) - frozenset(near.tolist())
