"""Compiled weighted means of four nodes and two steps, dry nodes left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating

__all__ = ["blend"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def blend(
    values: NDArray[Any], before: Ints, after: Ints, part: Floats, index: Ints, weight: Floats
) -> Floats:
    """Return values at n points: bilinear over the wet nodes, linear between two steps.

    Parameters
    ----------
    values : (steps, nodes), NaN where a node is dry.
    before, after : (n,) or (1,) steps.
    part : (n,) or (1,) share of the way from the first to the second, 0-1.
    index, weight : (n, 4) nodes and their weights; NaN weights give NaN.

    Returns
    -------
    (n,); NaN where at a step that counts no node with weight is wet.
    """
    out = np.empty(index.shape[0])
    _blend(np.ascontiguousarray(values), before, after, part, index, weight, out)
    return out


def _mean(row: NDArray[Any], index: Ints, weight: Floats) -> float:
    total, value = 0.0, 0.0
    for k in range(4):
        if weight[k] > 0.0:
            node = float(row[index[k]])
            if node == node:  # not NaN: a wet node
                total += weight[k]
                value += weight[k] * node
    return value / total if total > 0.0 else np.nan


_mean = allocating(_mean)


def _loop(
    values: NDArray[Any],
    before: Ints,
    after: Ints,
    part: Floats,
    index: Ints,
    weight: Floats,
    out: Floats,
) -> None:
    one = part.size == 1
    for n in range(out.size):
        m = 0 if one else n
        if part[m] <= 0.0:
            out[n] = _mean(values[before[m]], index[n], weight[n])
        elif part[m] >= 1.0:
            out[n] = _mean(values[after[m]], index[n], weight[n])
        else:
            first = _mean(values[before[m]], index[n], weight[n])
            second = _mean(values[after[m]], index[n], weight[n])
            out[n] = first + part[m] * (second - first)


_blend = allocating(_loop)
