"""The last hours of a live feed in memory: positions in columns, what each ship says of itself.

Memory. A position is 46 bytes (four numbers of 8, three of 4, two of 1). A feed of 1,000
positions/s for 6 h would be 21.6 million of them, 994 MB. So the window thins as it ages: all of
the last 10 minutes, then one for each ship and half minute, after an hour one for each ship and two
minutes. 1,000 positions/s come from about 5,000 ships (one each 5 s; ITU-R M.1371-5 table 1: 2 to
10 s under way). That makes 600,000 + 5,000 x 50 x 2 + 5,000 x 150 = 1.85 million positions, 85 MB
(1.93 million with what is not thinned yet). `ROWS_MAX` bounds it at 2.2 million (101 MB) whatever
comes; beyond it the oldest go first, and are counted.

How long everything is kept and how far it is thinned are judgements: ten minutes hold a turn and a
collision course whole, a ship at 20 kn goes 0.7 NM in two minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.ships.columns import COLUMNS, Positions, Static, no_positions
from lastknown.ships.sizes import told

__all__ = ["BLOCK", "ROWS_MAX", "SHIPS_MAX", "SPAN_S", "THINNED", "Window", "together"]

SPAN_S: Final = 6 * 3600.0
"""How far back the window reaches, s (judgement: a drift of six hours is looked back on)."""
ROWS_MAX: Final = 2_200_000
"""Positions held at most, 46 bytes each."""
SHIPS_MAX: Final = 50_000
"""Ships of which the newest position and static report are held; about 1 kB each."""
BLOCK: Final = 65_536
"""Positions in one block, the unit in which the window grows and forgets."""
THINNED: Final = ((600.0, 30.0), (3600.0, 120.0))
"""From which age in s on at most one position a ship is kept for how many s (judgement)."""
AHEAD_S: Final = 60.0
"""How far a time may lie in the future before it is a clock error, s (judgement)."""


class Window:
    """Columns of the last hours; see the module for what is kept and what that costs.

    Parameters
    ----------
    span_s : how far back, s. rows_max : positions held at most, at least two blocks.
    ships_max : ships of which the newest is held at most.

    Attributes
    ----------
    dropped : why something was not kept, and how often: ``no time``, ``time ahead``, ``too old``,
        ``too many`` (positions), ``too many ships``. Thinning is not counted.

    Raises
    ------
    LastknownError : a bound is too small.
    """

    def __init__(
        self, span_s: float = SPAN_S, rows_max: int = ROWS_MAX, ships_max: int = SHIPS_MAX
    ) -> None:
        if not (span_s > 0 and rows_max >= 2 * BLOCK and ships_max >= 1):
            raise LastknownError(
                f"span_s={span_s}, rows_max={rows_max}, ships_max={ships_max}: a window needs more "
                f"than 0 s, at least {2 * BLOCK} positions and one ship"
            )
        self.dropped: Counter[str] = Counter()
        self._span_s, self._rows_max, self._ships_max = span_s, rows_max, ships_max
        self._old: tuple[list[Positions], ...] = tuple([] for _ in (0, *THINNED))
        self._open = _empty_block()
        self._filled = 0
        self._newest: dict[int, tuple[float, ...]] = {}
        self._statics: dict[int, Static] = {}

    def add(self, positions: Positions, statics: Iterable[Static], now_s: float) -> None:
        """Take in what was heard, and let go of what has become too old.

        Parameters
        ----------
        positions : in any order. statics : in any order; what a report does not tell
            stays as an earlier one told it (type 24 comes in two parts).
        now_s : the clock, seconds since 1970; times over a minute ahead of it are refused.
        """
        good = self._within(positions, now_s)
        for begin in range(0, len(good), BLOCK):
            self._append(good.at(slice(begin, begin + BLOCK)))
        self._note_newest(good)
        for static in statics:
            old = self._statics.get(static.mmsi)
            known = static if old is None else told((old, static))[static.mmsi]
            self._statics[static.mmsi] = known
        self._forget(now_s)

    def positions(self, since_s: float = -np.inf) -> Positions:
        """Return a copy of all positions of a time and later; oldest blocks first, up to 101 MB.

        Parameters
        ----------
        since_s : seconds since 1970.
        """
        return together(each.at(each.time_s >= since_s) for each in self._blocks())

    def tracks_of(self, mmsi: Iterable[int], since_s: float = -np.inf) -> Positions:
        """Return the positions of some ships of a time and later, by ship and then time.

        Parameters
        ----------
        mmsi : of the ships. since_s : seconds since 1970.
        """
        wanted = np.fromiter(mmsi, np.int64)
        found = together(
            each.at((each.time_s >= since_s) & np.isin(each.mmsi, wanted))
            for each in self._blocks()
        )
        return found.at(np.lexsort((found.time_s, found.mmsi)))

    def ships(self) -> Positions:
        """Return the newest position of every ship, n of them."""
        rows = np.array([*self._newest.values()], np.float64).reshape(-1, len(COLUMNS) - 1)
        mmsi = np.fromiter(self._newest, np.int64, len(self._newest))
        time_s, lon, lat, *rest, kind, status = rows.T
        speed, course, heading = (column.astype(np.float32) for column in rest)
        codes = kind.astype(np.int8), status.astype(np.int8)
        return Positions(mmsi, time_s, lon, lat, speed, course, heading, *codes)

    @property
    def statics(self) -> Mapping[int, Static]:
        """What each ship says of itself, by its MMSI."""
        return self._statics

    @property
    def newest_s(self) -> float:
        """The newest time of any position, seconds since 1970; NaN where there is none."""
        return max((row[0] for row in self._newest.values()), default=float("nan"))

    def __len__(self) -> int:
        return self._filled + sum(len(each) for old in self._old for each in old)

    def _within(self, positions: Positions, now_s: float) -> Positions:
        """Return the rows whose time can be; count the others."""
        times = positions.time_s
        timeless = np.isnan(times)
        ahead = times > now_s + AHEAD_S
        late = times < now_s - self._span_s
        for why, rows in (("no time", timeless), ("time ahead", ahead), ("too old", late)):
            if count := int(rows.sum()):
                self.dropped[why] += count
        return positions.at(~(timeless | ahead | late))

    def _append(self, rows: Positions) -> None:
        """Write at most one block's rows into the open block, and begin the next where it ends."""
        fits = min(len(rows), BLOCK - self._filled)
        end = self._filled + fits
        for name in COLUMNS:
            getattr(self._open, name)[self._filled : end] = getattr(rows, name)[:fits]
        self._filled = end
        if end == BLOCK:
            self._old[0].append(self._open)
            self._open, self._filled = _empty_block(), 0
            self._append(rows.at(slice(fits, None)))

    def _blocks(self) -> Iterable[Positions]:
        for old in reversed(self._old):
            yield from old
        yield self._open.at(slice(0, self._filled))

    def _note_newest(self, rows: Positions) -> None:
        order = np.argsort(rows.time_s, kind="stable")
        columns = [getattr(rows, name)[order].tolist() for name in COLUMNS]
        for mmsi, *row in zip(*columns, strict=True):
            before = self._newest.get(mmsi)
            if before is None or before[0] <= row[0]:
                self._newest[mmsi] = tuple(row)
        self._bound_ships()

    def _bound_ships(self) -> None:
        """Forget the ships that were silent longest, a tenth at a time, where there are too many.

        One that has only said its name counts as silent for ever.
        """
        for held, age in (
            (self._newest, lambda mmsi: self._newest[mmsi][0]),
            (self._statics, self._heard_s),
        ):
            if len(held) > self._ships_max:
                keep = self._ships_max - self._ships_max // 10
                silent = sorted(held, key=age)[: len(held) - keep]
                self.dropped["too many ships"] += len(silent)
                for mmsi in silent:
                    del held[mmsi]

    def _heard_s(self, mmsi: int) -> float:
        """Return when a ship last told its position; where never, before all others."""
        return self._newest.get(mmsi, (-np.inf,))[0]

    def _forget(self, now_s: float) -> None:
        self._bound_ships()
        for stage, (age_s, every_s) in enumerate(THINNED):
            while self._old[stage] and self._old[stage][0].time_s.max() < now_s - age_s:
                _merge(self._old[stage + 1], self._old[stage].pop(0), every_s)
        first = now_s - self._span_s
        for old in self._old:
            old[:] = [each for each in old if each.time_s.max() >= first]
        for mmsi in [mmsi for mmsi, row in self._newest.items() if row[0] < first]:
            del self._newest[mmsi]
            self._statics.pop(mmsi, None)
        while len(self) > self._rows_max:
            oldest = next(old for old in reversed(self._old) if old)
            self.dropped["too many"] += len(oldest.pop(0))


def _empty_block() -> Positions:
    none = no_positions()
    return Positions(**{name: np.empty(BLOCK, getattr(none, name).dtype) for name in COLUMNS})


def _merge(blocks: list[Positions], block: Positions, every_s: float) -> None:
    """Append a block thinned, together with the last one where both fit into one."""
    thinned = _thin(block, every_s)
    if blocks and len(blocks[-1]) + len(thinned) <= BLOCK:
        thinned = _thin(together([blocks.pop(), thinned]), every_s)
    blocks.append(thinned)


def _thin(rows: Positions, every_s: float) -> Positions:
    """Return the first row of each ship in each stretch of `every_s` seconds, in their order."""
    stretch = np.floor(rows.time_s / every_s).astype(np.int64)
    order = np.lexsort((rows.time_s, stretch, rows.mmsi))
    ship, part = rows.mmsi[order], stretch[order]
    first: NDArray[np.bool_] = np.ones(len(rows), bool)
    first[1:] = (ship[1:] != ship[:-1]) | (part[1:] != part[:-1])
    return rows.at(np.sort(order[first]))


def together(parts: Iterable[Positions]) -> Positions:
    """Return the rows of several, one after the other, as a copy."""
    every = [no_positions(), *parts]
    columns = {name: np.concatenate([getattr(each, name) for each in every]) for name in COLUMNS}
    return Positions(**columns)
