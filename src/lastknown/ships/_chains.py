"""Positions under one MMSI that one ship can have gone through, as compiled loops.

The longest chain of positions in which every step is possible: dynamic programming over positions
in order of time, ``best[j] = 1 + max best[i]`` over earlier ``i`` from which ``j`` can be reached.
Looked at are the last `WINDOW` positions and up to `ENDS` older ones that nothing has followed, so
that a ship is found again after another one, or a burst of wild positions, spoke in between.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined
from lastknown.geo.plane import metres_per_degree

__all__ = ["chain", "order_ties", "repeats"]

Array = NDArray[np.float64]

WINDOW: Final = 8
ENDS: Final = 8
SLACK_M: Final = 300.0
"""A step may be too long by this: fix error and receivers whose clocks differ (judgement)."""
BRIEF_S: Final = 600.0
"""Within this a ship's speed cannot change without its own reports showing it (judgement)."""
MARGIN: Final = 5.0
"""What a brief step may show over half as much again as was told, m/s (judgement)."""
HEARD_TWICE_S: Final = 120.0
"""The same position again within this is the same message by another way (judgement)."""
MOVING: Final = 1.0
"""Speed from which a ship surely moves, m/s (judgement: fixes of moored ships show up to 0.3)."""
MOVED_M: Final = 5.0
"""A ship that says it has come this far cannot be at the same place (fixes are told to 0.2 m)."""
LOOK_BACK: Final = 32
"""Positions of the same ship that are compared."""


@inlined
def _reached(
    i: int, j: int, time: Array, lon: Array, lat: Array, told: NDArray[np.float32], most: float
) -> bool:
    """Say whether a ship at position i can have been at position j, later."""
    east, north = metres_per_degree(0.5 * (lat[i] + lat[j]))
    dlon = lon[j] - lon[i]
    if dlon > 180.0:
        dlon -= 360.0
    elif dlon < -180.0:
        dlon += 360.0
    dx, dy = dlon * east, (lat[j] - lat[i]) * north
    passed = time[j] - time[i]
    limit = most
    if passed < BRIEF_S and told[i] >= 0.0 and told[j] >= 0.0:
        limit = min(limit, 1.5 * max(told[i], told[j]) + MARGIN)
    far = limit * passed + SLACK_M
    return bool(passed > 0.0 and dx * dx + dy * dy <= far * far)


@compiled
def chain(
    time: Array,
    lon: Array,
    lat: Array,
    told: NDArray[np.float32],
    most: float,
    best: NDArray[np.int64],
    before: NDArray[np.int64],
    followed: NDArray[np.bool_],
    ends: NDArray[np.int64],
) -> int:
    """Find the longest chain of possible steps among n positions; return where it ends.

    Of chains of equal length the one that ends last.

    Parameters
    ----------
    time : (n,) s, not decreasing. lon, lat : (n,) degrees. told : (n,) speed, m/s; NaN unknown.
    most : highest speed of this kind of ship, m/s.
    best : (n,) out: length of the longest chain that ends there.
    before : (n,) out: the position before it in that chain, -1 for none.
    followed, ends : (n,) and (ENDS,), room to work in.
    """
    kept, top, last = 0, 0, -1
    for j in range(time.size):
        best[j], before[j], followed[j] = 1, -1, False
        gone = j - WINDOW - 1
        if gone >= 0 and not followed[gone]:
            ends[kept % ENDS] = gone
            kept += 1
        for back in range(1, min(j, WINDOW) + 1):
            i = j - back
            if best[i] >= best[j] and _reached(i, j, time, lon, lat, told, most):
                best[j], before[j] = best[i] + 1, i
            if best[j] > top:
                break
        for slot in range(min(kept, ENDS)):
            i = ends[slot]
            if best[i] >= best[j] and _reached(i, j, time, lon, lat, told, most):
                best[j], before[j] = best[i] + 1, i
        if before[j] >= 0:
            followed[before[j]] = True
        if best[j] >= top:
            top, last = best[j], j
    return last


@compiled
def repeats(
    ship: NDArray[np.int64],
    time: Array,
    lon: Array,
    lat: Array,
    told: NDArray[np.float32],
    out: NDArray[np.bool_],
) -> None:
    """Mark positions heard before: the same place while the ship said that it moves.

    A message that came by two receivers has two times; the earlier is nearer the truth. One at
    the same second and place is a repeat in any case.

    Parameters
    ----------
    ship : (n,) number of the ship. time : (n,) s, increasing for each ship. lon, lat : (n,)
        degrees. told : (n,) speed, m/s. out : (n,) out.
    """
    for j in range(ship.size):
        out[j] = False
        for back in range(1, min(j, LOOK_BACK) + 1):
            i = j - back
            passed = time[j] - time[i]
            if ship[i] != ship[j] or passed > HEARD_TWICE_S:
                break
            if lon[i] != lon[j] or lat[i] != lat[j]:
                continue
            moves = told[i] == told[j] and told[j] > MOVING and told[j] * passed > MOVED_M
            if passed == 0.0 or moves:
                out[j] = True
                break


@compiled
def order_ties(rows: NDArray[np.intp], ship: NDArray[np.int64], time: Array, others: Array) -> None:
    """Put positions of one ship and one second in an order that their content decides.

    Parameters
    ----------
    rows : (n,) indices, ordered by ship and time; changed in place.
    ship, time : of all positions, in the order given. others : (columns, all) the rest.
    """
    for j in range(1, rows.size):
        k = j
        while k > 0:
            a, b = rows[k - 1], rows[k]
            if ship[a] != ship[b] or time[a] != time[b] or not _later(a, b, others):
                break
            rows[k - 1], rows[k] = b, a
            k -= 1


@inlined
def _later(a: int, b: int, others: Array) -> bool:
    """Say whether the content of position a comes after that of b; unknown comes first."""
    for column in range(others.shape[0]):
        x, y = others[column, a], others[column, b]
        if x == y or (x != x and y != y):
            continue
        if y != y:
            return True
        return bool(x > y)
    return False
