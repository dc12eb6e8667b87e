"""Ships as they were kept, read again: all of a stretch of time, the newest of each, or thinned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Table, and_, func, literal, null, or_, select

from lastknown.case.store import transaction
from lastknown.case.traffic import ShipStore
from lastknown.case.traffictables import POSITIONS, SCHEMA, STATIC_TOLD, STATICS, TOLD
from lastknown.geo.box import Box
from lastknown.ships.columns import NOT_TOLD, Positions, Static
from lastknown.ships.window import THINNED, together

__all__ = ["BACK_S", "FEW", "read_newest", "read_positions", "read_statics", "read_thinned"]

BACK_S: Final = 86_400.0
"""How far back static reports are read, s (judgement): a ship sends one each 6 min (ITU-R M.1371-5,
annex 1, information update rates), and of a feed the same words are kept again each 6 h."""
FEW: Final = 500_000
"""So many positions are read whole: some 3 s and 200 MB."""
_BATCH: Final = 20_000


def read_positions(
    store: ShipStore,
    since_s: float,
    until_s: float,
    *,
    box: Box | None = None,
    known_s: float | None = None,
    mmsi: Sequence[int] | None = None,
) -> Positions:
    """Return the positions of a stretch of time, by time and then ship.

    Parameters
    ----------
    since_s, until_s : both included, seconds since 1970, by when they were received.
    box : degrees, edges included; None: everywhere.
    known_s : leave out what this database got later, seconds since 1970; None: nothing.
    mmsi : of these ships alone; None: of all.

    Raises
    ------
    LastknownError : the database cannot be read.
    """
    ships = [] if mmsi is None else [POSITIONS.c.mmsi.in_(mmsi)]
    wanted = (
        select(*_columns(store))
        .where(*_when(POSITIONS, since_s, until_s, known_s), *_where(box), *ships)
        .order_by(POSITIONS.c.time_s, POSITIONS.c.mmsi)
    )
    return _positions(store, wanted)


def read_newest(
    store: ShipStore,
    since_s: float,
    until_s: float,
    *,
    box: Box | None = None,
    known_s: float | None = None,
) -> Positions:
    """Return the newest position of each ship in a stretch of time; see `read_positions`.

    With a box: the newest wherever it was, of those ships whose newest lies in the box.
    """
    when = _when(POSITIONS, since_s, until_s, known_s)
    last = (
        select(POSITIONS.c.mmsi, func.max(POSITIONS.c.time_s).label("last_s"))
        .where(*when)
        .group_by(POSITIONS.c.mmsi)
        .subquery()
    )
    same = and_(POSITIONS.c.mmsi == last.c.mmsi, POSITIONS.c.time_s == last.c.last_s)
    wanted = (
        select(*_columns(store)).join(last, same).where(*_where(box)).order_by(POSITIONS.c.mmsi)
    )
    return _positions(store, wanted)


def read_thinned(
    store: ShipStore,
    since_s: float,
    until_s: float,
    *,
    known_s: float | None = None,
    few: int = FEW,
) -> Positions:
    """Return the positions of a stretch of time, thinned with their age where they are many.

    As a live picture holds them (`lastknown.ships.window.THINNED`): all of the last ten minutes,
    then the newest of each ship and half minute, after an hour of each ship and two minutes. Of six
    hours at 1,000 positions a second these are 1.8 million of 21.6. By time, not then by ship.

    Parameters
    ----------
    since_s, until_s, known_s : as in `read_positions`. few : so many are read whole.

    Raises
    ------
    LastknownError : the database cannot be read.
    """
    if _at_most(store, few, since_s, until_s, known_s):
        return read_positions(store, since_s, until_s, known_s=known_s)
    (close_s, close_every), (far_s, far_every) = THINNED
    close, far = max(since_s, until_s - close_s), max(since_s, until_s - far_s)
    stretches = [*_stretches(since_s, far, far_every), *_stretches(far, close, close_every)]
    parts = [
        read_newest(store, begin, float(np.nextafter(end, -np.inf)), known_s=known_s)
        for begin, end in stretches
    ]
    return together([*parts, read_positions(store, close, until_s, known_s=known_s)])


def _at_most(
    store: ShipStore, few: int, since_s: float, until_s: float, known_s: float | None
) -> bool:
    when = _when(POSITIONS, since_s, until_s, known_s)
    some = select(literal(1)).select_from(POSITIONS).where(*when).limit(few + 1).subquery()
    with transaction(store.engine, store.shown, writes=False) as connection:
        return bool(connection.execute(select(func.count()).select_from(some)).scalar_one() <= few)


def _stretches(first_s: float, last_s: float, every_s: float) -> Iterator[tuple[float, float]]:
    """Yield a stretch of time cut at the multiples of `every_s`, s: whenever asked, the same."""
    cuts = np.arange(np.floor(first_s / every_s) + 1.0, np.ceil(last_s / every_s)) * every_s
    yield from pairwise([first_s, *cuts.tolist(), last_s] if last_s > first_s else [])


def _columns(store: ShipStore) -> list[ColumnElement[Any]]:
    """Return the columns of positions; what an older schema that is only read lacks is NULL."""
    there = TOLD if store.schema >= SCHEMA else TOLD[:-1]
    missing = [null().label(name) for name in TOLD[len(there) :]]
    return [*(POSITIONS.c[name] for name in there), *missing]


def _when(
    table: Table, since_s: float, until_s: float, known_s: float | None
) -> list[ColumnElement[bool]]:
    when = [table.c.time_s >= since_s, table.c.time_s <= until_s]
    return when if known_s is None else [*when, table.c.known_s <= known_s]


def _where(box: Box | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a box, across 180 degrees too."""
    if box is None:
        return []
    west, south, east, north = box
    east += 360.0 if east < west else 0.0
    lon, lat = POSITIONS.c.lon, POSITIONS.c.lat
    inside = [lon.between(west + turn, east + turn) for turn in (-360.0, 0.0, 360.0)]
    return [lat.between(south, north), or_(*inside)]


def _positions(store: ShipStore, wanted: Any) -> Positions:
    with transaction(store.engine, store.shown, writes=False) as connection:
        found = connection.execution_options(yield_per=_BATCH).execute(wanted)
        return together(
            _columns_of(np.array([*map(tuple, part)], np.float64)) for part in found.partitions()
        )


def _columns_of(rows: NDArray[np.float64]) -> Positions:
    """Return rows of a table as they are held, which takes half the room."""
    time_s, mmsi, lon, lat, *few, kind, status = rows.T.copy()
    status = np.where(np.isfinite(status), status, NOT_TOLD)
    speed, course, heading = (column.astype(np.float32) for column in few)
    codes = kind.astype(np.int8), status.astype(np.int8)
    return Positions(mmsi.astype(np.int64), time_s, lon, lat, speed, course, heading, *codes)


def read_statics(
    store: ShipStore, until_s: float, *, known_s: float | None = None, back_s: float = BACK_S
) -> tuple[Static, ...]:
    """Return the static reports up to a moment, by time; a later one may tell less than an earlier.

    Parameters
    ----------
    until_s, known_s : as in `read_positions`. back_s : how far back, s.

    Raises
    ------
    LastknownError : the database cannot be read.
    """
    wanted = (
        select(*(STATICS.c[name] for name in STATIC_TOLD))
        .where(*_when(STATICS, until_s - back_s, until_s, known_s))
        .order_by(STATICS.c.time_s, STATICS.c.mmsi)
    )
    with transaction(store.engine, store.shown, writes=False) as connection:
        return tuple(_static(row) for row in connection.execute(wanted))


def _static(row: Iterable[Any]) -> Static:
    told: dict[str, Any] = dict(zip(STATIC_TOLD, row, strict=True))
    return Static(**{name: value for name, value in told.items() if value is not None})
