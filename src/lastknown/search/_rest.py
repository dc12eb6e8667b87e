"""The best division of one kind of effort over cells, target at rest.

All solve: maximise sum p b(w t) over t >= 0 with sum t <= T, where b is a concave curve of
detection against coverage. At the optimum p w b'(w t) = price in every cell that gets effort and
p w <= price elsewhere, so that one number, the price, decides all (de Guenin 1961, Operations
Research 9; Charnes and Cooper 1958, Management Science 5).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled

__all__ = ["Hull", "Smooth", "divide_hull", "divide_smooth", "fill", "hull_gain", "smooth_gain"]

Floats = NDArray[np.float64]


class Hull(NamedTuple):
    """A concave curve: vertices (m,) of coverage from 0 up and of POD; slopes (m-1,) fall."""

    coverage: Floats
    pod: Floats
    slope: Floats


class Smooth(NamedTuple):
    """A curve with b'(y) = exp(-a y^k): a = k = 1 is random, pi/4 and 2 parallel search."""

    a: float
    k: float

    def hurdle(self, coverage: Floats) -> Floats:
        """Return -ln b'."""
        return np.asarray(self.a * coverage**self.k)

    def hurdle_slope(self, coverage: Floats) -> Floats:
        """Return the derivative of -ln b'."""
        return np.asarray(self.a * self.k * coverage ** (self.k - 1.0))

    def coverage(self, ratio: Floats) -> Floats:
        """Return the coverage at which b' is `ratio`, 0 where ratio >= 1."""
        return np.asarray((-np.log(np.minimum(ratio, 1.0)) / self.a) ** (1.0 / self.k))

    def pod(self, coverage: Floats) -> Floats:
        """Return b."""
        if self.k == 1.0:
            return np.asarray(-np.expm1(-coverage))
        half = 0.5 * math.sqrt(math.pi)
        return np.array([math.erf(half * c) for c in coverage.ravel()]).reshape(coverage.shape)


@compiled
def fill(weight: Floats, rate: Floats, effort: float, out: Floats) -> float:
    """Divide effort for detection 1 - exp(-rate t); fill out (cells,), return the price.

    Finite: with the cells thought to get effort the price is known; those that would get less than
    none leave, the price rises, and nobody who left comes back.
    """
    top = -math.inf
    for i in range(weight.size):
        out[i] = -math.inf
        if weight[i] > 0.0 and rate[i] > 1e-290:
            out[i] = math.log(weight[i]) + math.log(rate[i])
            top = max(top, out[i])
    price, left = -math.inf, top > -math.inf and effort > 0.0
    while left:
        above, spread, left = -effort, 0.0, False
        for i in range(weight.size):
            if out[i] >= price and out[i] > -math.inf:
                above += (out[i] - top) / rate[i]
                spread += 1.0 / rate[i]
        price = top + min(0.0, above / spread)
        for i in range(weight.size):
            if -math.inf < out[i] < price:
                out[i], left = -math.inf, True
    total = 0.0
    for i in range(weight.size):
        out[i] = (out[i] - price) / rate[i] if out[i] > price and effort > 0.0 else 0.0
        total += out[i]
    for i in range(weight.size):
        out[i] *= effort / total if total > 0.0 else 0.0
    return math.exp(price if effort > 0.0 else top)


def divide_smooth(p: Floats, w: Floats, effort: float, curve: Smooth) -> tuple[Floats, float]:
    """Return the division (cells,) and the price, for a smooth concave curve."""
    best = np.zeros(p.size)
    if curve.k == 1.0:
        price = fill(p, w, effort, best)
        return best, price
    useful = p * w > 0.0
    if not useful.any() or effort == 0.0:
        return best, float((p * w).max())
    worth, rate = p[useful] * w[useful], w[useful]
    price = _price(lambda at: float((curve.coverage(at / worth) / rate).sum()), worth, effort)[0]
    some = curve.coverage(price / worth) / rate
    best[useful] = some * (effort / some.sum())
    return best, price


def divide_hull(p: Floats, w: Floats, effort: float, hull: Hull) -> tuple[Floats, float]:
    """Return the division (cells,) and the price, for a concave curve of straight pieces.

    Cells end at vertices of the curve but for one, so that where the curve stands for one that is
    not concave, only that one cell gets less than promised.
    """
    best = np.zeros(p.size)
    useful = p * w > 0.0
    most = float((hull.coverage[-1] / w[useful]).sum())
    if not useful.any() or effort == 0.0 or most <= effort:
        best[useful] = hull.coverage[-1] / w[useful] if effort > 0.0 else 0.0
        return best, 0.0 if effort > 0.0 else float((p * w).max() * hull.slope[0])
    worth, rate = p[useful] * w[useful], w[useful]

    def wanted(price: float) -> Floats:
        return np.asarray(hull.coverage[_pieces(hull, price / worth)] / rate)

    low, high = _price(lambda at: float(wanted(at).sum()), worth * hull.slope[0], effort)
    some, more = wanted(high), wanted(low)
    step = more - some
    before = np.cumsum(step) - step
    best[useful] = some + np.clip(effort - some.sum() - before, 0.0, step)
    return best, high


def _pieces(hull: Hull, ratio: Floats) -> NDArray[np.int64]:
    """Return how many pieces of the curve are steeper than `ratio`."""
    return np.searchsorted(-hull.slope, -ratio, side="left")


def _price(wanted, worth: Floats, effort: float) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Return neighbouring prices at which no less, and no more, than the effort is wanted."""
    low = high = math.log(float(worth.max()))
    step = 1.0
    while wanted(math.exp(low)) < effort and low > -700.0:
        low, step = max(low - step, -700.0), 2.0 * step
    high = max(high, math.nextafter(high, math.inf)) + 1e-12
    for _ in range(100):
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        if wanted(math.exp(middle)) >= effort:
            low = middle
        else:
            high = middle
    return math.exp(low), math.exp(high)


def smooth_gain(p: Floats, cost: Floats, curve: Smooth) -> float:
    """Return sum max over y of p b(y) - cost y; cost (cells,) of one unit of coverage."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(p > 0.0, cost / p, np.inf)
        y = curve.coverage(np.maximum(ratio, 1e-300))
    return float((p * curve.pod(y) - np.where(y > 0.0, cost * y, 0.0)).sum())


def hull_gain(p: Floats, cost: Floats, hull: Hull) -> float:
    """Return sum max over y of p b(y) - cost y, for a curve of straight pieces."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(p > 0.0, cost / p, np.inf)
    at = _pieces(hull, ratio)
    spent = np.where(at > 0, np.where(at > 0, cost, 0.0) * hull.coverage[at], 0.0)
    return float((p * hull.pod[at] - spent).sum())
