"""What the functions of the proof accept: arrays checked once, at the door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError

__all__ = ["efforts", "per_cell", "rates", "readings", "transitions", "weights"]

Floats = NDArray[np.float64]


def _numbers(name: str, given: ArrayLike) -> Floats:
    """Return finite non-negative numbers, or say which one is not."""
    try:
        values = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise LastknownError(f"{name}={given!r} is not an array of numbers; give numbers") from None
    bad = ~(np.isfinite(values) & (values >= 0.0))
    if bad.any():
        at = tuple(int(i) for i in np.argwhere(bad)[0])
        where = f"{name}{list(at)}" if at else name
        raise LastknownError(f"{where}={values[at]} is out of bounds; give a finite number >= 0")
    return values


def weights(name: str, given: ArrayLike) -> Floats:
    """Return (cells,) non-negative weights, at least one cell."""
    values = _numbers(name, given)
    if values.ndim != 1 or values.size == 0:
        raise LastknownError(f"{name} has shape {values.shape}; give (cells,), one cell or more")
    return values


def per_cell(name: str, given: ArrayLike, cells: int) -> Floats:
    """Return (cells,) from a scalar or (cells,)."""
    values = _numbers(name, given)
    if values.shape not in ((), (cells,)):
        raise LastknownError(
            f"{name} has shape {values.shape}; give one number or ({cells},), as the weights have"
        )
    return np.array(np.broadcast_to(values, (cells,)))


def rates(given: ArrayLike, cells: int) -> Floats:
    """Return (cells, kinds) from a scalar, (cells,) or (cells, kinds)."""
    values = _numbers("rate", given)
    if values.ndim < 2:
        return per_cell("rate", values, cells)[:, None]
    if values.ndim != 2 or len(values) != cells or values.shape[1] == 0:
        raise LastknownError(
            f"rate has shape {values.shape}; give ({cells},) or ({cells}, kinds), as probability"
        )
    return values


def readings(name: str, given: ArrayLike, count: int) -> Floats:
    """Return (periods, count) non-negative values, at least one period."""
    values = _numbers(name, given)
    if values.ndim != 2 or len(values) == 0 or values.shape[1] != count:
        raise LastknownError(f"{name} has shape {values.shape}; give (periods, {count})")
    return values


def efforts(given: ArrayLike, count: int, what: str) -> Floats:
    """Return (count,) from a scalar where count is 1, else from (count,)."""
    values = _numbers("effort", given)
    if values.shape != (count,) and not (count == 1 and values.shape == ()):
        raise LastknownError(f"effort has shape {values.shape}; give ({count},), one a {what}")
    return values.reshape(count)


def transitions(given: ArrayLike, cells: int) -> Floats:
    """Return (cells, cells) whose rows sum to at most 1; what is missing has left the area."""
    values = _numbers("transition", given)
    if values.shape != (cells, cells):
        raise LastknownError(
            f"transition has shape {values.shape}; give ({cells}, {cells}), [i, j] from i to j"
        )
    sums = values.sum(axis=1)
    worst = int(sums.argmax())
    if sums[worst] > 1.0 + 1e-9:
        raise LastknownError(
            f"transition[{worst}] sums to {sums[worst]:.9g}; give rows that sum to at most 1"
        )
    return np.asarray(values / np.maximum(sums, 1.0)[:, None])
