"""Dividing search effort over cells, target at rest: what the best division would find.

The coverage that effort lays on a cell is y_i = sum_k rate_ik t_ik and detects there with
probability b(y_i); b is 1 - exp(-y) unless another curve is given. The best division maximises

    sum_i p_i b(y_i)   with   sum_i t_ik <= T_k,  t >= 0,

and any prices q_k >= 0 of the efforts certify that no division finds more than

    sum_k q_k T_k + sum_i max over y of ( p_i b(y) - y min_k q_k / rate_ik )

(Lagrange; Washburn 1995). A curve that is not concave is replaced in the bound, and to find the
division, by its least concave majorant; the value is always that of the curve itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.search._given import efforts, rates, weights
from lastknown.search._kinds import divide_kinds, programme
from lastknown.search._rest import (
    Hull,
    Smooth,
    divide_hull,
    divide_smooth,
    hull_gain,
    smooth_gain,
)
from lastknown.search.detection import pod_definite, pod_parallel, pod_random

__all__ = ["Allocation", "Curve", "divide_effort"]

Floats = NDArray[np.float64]
Curve = Callable[[Floats], ArrayLike] | ArrayLike | None
"""POD against coverage: a function, or a table (2, m) of coverages and PODs."""

NEGLIGIBLE = 1e-10
"""Kinds that can do less than this of what another can stay home; the bound allows for them."""

RANDOM, PARALLEL = Smooth(1.0, 1.0), Smooth(pi / 4.0, 2.0)


@dataclass(frozen=True, eq=False)
class Allocation:
    """A division of search effort.

    Attributes
    ----------
    allocation : effort in each cell, unit as given: (cells,) or (cells, kinds), target at rest;
        (periods, cells), target moving.
    value : what it finds: probability, or weight, as given.
    bound : certified: no division of the same effort finds more than this.
    """

    allocation: Floats
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """The duality gap, bound - value, >= 0: how much better any division could be."""
        return self.bound - self.value


def divide_effort(
    probability: ArrayLike, rate: ArrayLike, effort: ArrayLike, *, curve: Curve = None
) -> Allocation:
    """Return the division of effort that finds most, target at rest, with its duality gap.

    Parameters
    ----------
    probability : (cells,) probability that the object is there, or any weights >= 0.
    rate : >= 0, coverage that one unit of effort lays on the whole cell: W / A where effort is
        track in m, W the sweep width in m, A the cell's area in m^2; W v / A where it is time in s
        and v the speed in m/s. One number, (cells,), or (cells, kinds): of each kind of searcher.
    effort : >= 0, what there is to divide: one number, or (kinds,).
    curve : probability of detection against coverage; None is 1 - exp(-coverage) (random search,
        Koopman 1946). `lastknown.search.detection.pod_parallel` and `pod_definite` are known in
        closed form. Any other function of an array is read at 2,249 coverages from 0 to 1,000; it,
        or a table (2, m) of coverages (rising from 0) and PODs (0 to 1, from 0, never falling), is
        straight between these and constant beyond. Coverage of several kinds adds up.

    Returns
    -------
    Allocation
        allocation (cells,), or (cells, kinds) where rate is; value with the curve itself; bound.

    Raises
    ------
    LastknownError
        A value is negative or not finite, shapes do not fit, or the curve is no such curve.
    """
    p = weights("probability", probability)
    w = rates(rate, p.size)
    total = efforts(effort, w.shape[1], "kind of searcher")
    form = _form(curve)
    division, bound = _divide(p, w, total, form)
    coverage = (w * division).sum(axis=1)
    pod = form.pod(coverage) if isinstance(form, Smooth) else np.interp(coverage, *_table(curve))
    value = float(p @ pod)
    shaped = division if np.ndim(rate) == 2 else division[:, 0]
    return Allocation(shaped, value, max(value, bound))


def _divide(p: Floats, w: Floats, effort: Floats, form: Smooth | Hull) -> tuple[Floats, float]:
    """Return the division (cells, kinds) and the bound."""
    division, prices = np.zeros(w.shape), np.zeros(len(effort))
    cells = np.flatnonzero((p > 0.0) & ((w > 0.0) & (effort > 0.0)).any(axis=1))
    if cells.size == 0:
        return division, 0.0
    reach = effort * w[cells].max(axis=0)
    kinds = np.flatnonzero(reach > NEGLIGIBLE * reach.max())
    if kinds.size == 0:  # coverage too small to be a number
        return division, 0.0
    within = np.ix_(cells, kinds)
    division[within], prices[kinds] = _solve(p[cells], w[within], effort[kinds], form)
    gain = smooth_gain if isinstance(form, Smooth) else hull_gain
    with np.errstate(divide="ignore"):
        cost = (prices[kinds] / w[within]).min(axis=1)
    most = gain(p[cells], cost, form)  # type: ignore[arg-type]
    steepest = 1.0 if isinstance(form, Smooth) else float(form.slope[0])
    left_out = reach[reach <= NEGLIGIBLE * reach.max()].sum() * p.max() * steepest
    return division, min(float(prices @ effort + left_out) + most, float(p.sum()))


def _solve(p: Floats, w: Floats, effort: Floats, form: Smooth | Hull) -> tuple[Floats, Floats]:
    """Return the division and the prices where every weight and effort is positive.

    Kinds whose rates differ by the same factor everywhere are one kind.
    """
    factor = w.sum(axis=0) / w[:, 0].sum()
    if np.allclose(w, w[:, :1] * factor, rtol=1e-13, atol=0.0):
        single = divide_smooth if isinstance(form, Smooth) else divide_hull
        pooled = float(factor @ effort)
        one, price = single(p, w[:, 0].copy(), pooled, form)  # type: ignore[arg-type]
        return np.outer(one / pooled, effort), price * factor
    if isinstance(form, Smooth):
        return divide_kinds(p, w, effort, form)
    return programme(p, w, effort, form)


def _form(curve: Curve) -> Smooth | Hull:
    """Return the curve, or its least concave majorant, in the form that is solved."""
    if curve is None or curve is pod_random:
        return RANDOM
    if curve is pod_parallel:
        return PARALLEL
    coverage, pod = _table(curve)
    keep = _upper_hull(coverage, pod)
    coverage, pod = coverage[keep], pod[keep]
    rising = max(int(pod.argmax()), 1)
    coverage, pod = coverage[: rising + 1], pod[: rising + 1]
    return Hull(coverage, pod, np.diff(pod) / np.diff(coverage))


def _table(curve: Any) -> tuple[Floats, Floats]:
    """Return a curve as coverages and PODs, checked."""
    if curve is pod_definite:
        return np.array([0.0, 1.0]), np.array([0.0, 1.0])
    if callable(curve):
        at = np.concatenate([np.linspace(0.0, 8.0, 2049), np.geomspace(8.0, 1000.0, 201)[1:]])
        curve = np.stack([at, np.asarray(curve(at), float)])
    table = np.asarray(curve, float)
    if table.ndim != 2 or len(table) != 2 or table.shape[1] < 2:
        raise LastknownError(
            f"curve has shape {table.shape}; give a function or (2, m): coverages and PODs"
        )
    coverage, pod = table
    fair = coverage[0] == 0.0 == pod[0] and (np.diff(coverage) > 0.0).all()
    if not (np.isfinite(table).all() and fair and (np.diff(pod) >= 0.0).all() and pod[-1] <= 1.0):
        raise LastknownError(
            f"curve from coverage {coverage[0]:g}, POD {pod[0]:g} to {coverage[-1]:g}, {pod[-1]:g} "
            "is no POD against coverage; give coverages that rise from 0 and PODs that never fall, "
            "from 0 to at most 1"
        )
    return coverage, pod


def _upper_hull(x: Floats, y: Floats) -> list[int]:
    """Return the vertices of the least concave majorant of points in order of x."""
    kept: list[int] = []
    for i in range(len(x)):
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            if (y[b] - y[a]) * (x[i] - x[a]) > (y[i] - y[a]) * (x[b] - x[a]):
                break
            kept.pop()
        kept.append(i)
    return kept
