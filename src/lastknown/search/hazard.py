"""The hazard of any lateral range curve, on moving objects along moving legs (compiled).

The law is that of `lastknown.search.lateral`: H = F(x) [C(s1/r1) - C(s0/r0)] for each straight
piece of relative track. Legs and targets are those of `lastknown.search.detection`; its
`track_hazard` is the same for the inverse cube that looks all round, and faster.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating, inlined
from lastknown.search.detection import Targets, track_hazard
from lastknown.search.lateral import (
    ALL_ROUND,
    CERTAIN,
    CurveArrays,
    LateralRange,
    curve_arrays,
)

__all__ = ["add_curve_hazard", "curve_hazard"]

Floats = NDArray[np.float64]

_INVERSE_CUBE: Final = 0
_LOG_ODDS: Final = 1
_DEFINITE: Final = 2
_NEAREST_M: Final = 1e-3
_NOTHING: Final = -25.0  # log-odds of 1e-11
_EIGHT_PI: Final = 8.0 * math.pi


def curve_hazard(curve: LateralRange, legs: Floats, targets: Targets) -> Floats:
    """Return the hazard H that timed legs lay on each target, (n,); P(detected) = 1 - exp(-H).

    Parameters
    ----------
    curve : its form, sides and look angles count; its width does not.
    legs : (k, 6) x0, y0, t0, x1, y1, t1 in the targets' plane, m and s since 1970; t1 > t0.
    targets : see `Targets`; `factor` is W^2 / (8 pi), m^2, with W the sweep width for that target
        in that interval, to which the curve is stretched. Parts of a leg outside the targets'
        time earn nothing, and so does a searcher that does not move relative to the target.
    """
    if curve.kind == "inverse-cube" and curve.left_share == 0.5 and curve.look_deg == ALL_ROUND:
        return track_hazard(legs, targets)
    out = np.zeros(targets.x.shape[1])
    add_curve_hazard(np.ascontiguousarray(legs, float), *targets, curve_arrays(curve), out)
    return out


@allocating
def add_curve_hazard(
    legs: Floats,
    time_s: Floats,
    x: Floats,
    y: Floats,
    factor: Floats,
    curve: CurveArrays,
    out: Floats,
) -> None:
    """Add to out (n,) the hazard of every leg (k, 6) on every target; as `curve_hazard`."""
    last = time_s.size - 1
    for k in range(legs.shape[0]):
        x0, y0, t0, x1, y1, t1 = legs[k]
        j = max(0, np.searchsorted(time_s, t0, side="right") - 1)
        while j < last and time_s[j] < t1:
            begin, end = max(t0, time_s[j]), min(t1, time_s[j + 1])
            if end > begin:
                f0, f1 = (begin - t0) / (t1 - t0), (end - t0) / (t1 - t0)
                step = time_s[j + 1] - time_s[j]
                _add_piece(
                    (x0 + (x1 - x0) * f0, y0 + (y1 - y0) * f0),
                    (x0 + (x1 - x0) * f1, y0 + (y1 - y0) * f1),
                    (begin - time_s[j]) / step,
                    (end - time_s[j]) / step,
                    (x[j], x[j + 1], y[j], y[j + 1]),
                    factor[j],
                    curve,
                    out,
                )
            j += 1


@allocating
def _add_piece(
    a: tuple[float, float],
    b: tuple[float, float],
    g0: float,
    g1: float,
    ends: tuple[Floats, Floats, Floats, Floats],
    factor: Floats,
    curve: CurveArrays,
    out: Floats,
) -> None:
    """Add the hazard of one straight piece (a to b) on targets at fractions g0..g1 of a step."""
    xa, xb, ya, yb = ends
    for i in range(out.size):
        ux, uy = xb[i] - xa[i], yb[i] - ya[i]
        px, py = a[0] - (xa[i] + ux * g0), a[1] - (ya[i] + uy * g0)
        qx, qy = b[0] - (xa[i] + ux * g1), b[1] - (ya[i] + uy * g1)
        dx, dy = qx - px, qy - py
        length2 = dx * dx + dy * dy
        if factor[i] <= 0.0 or not length2 > 1e-12:
            continue
        inverse = 1.0 / math.sqrt(length2)
        s0, s1 = (px * dx + py * dy) * inverse, (qx * dx + qy * dy) * inverse
        right = (py * dx - px * dy) * inverse
        near = max(abs(right), _NEAREST_M)
        c0, c1 = s0 / math.sqrt(near * near + s0 * s0), s1 / math.sqrt(near * near + s1 * s1)
        seen = _share(c1, curve.c_from, curve.c_to) - _share(c0, curve.c_from, curve.c_to)
        if seen > 0.0:
            width = math.sqrt(_EIGHT_PI * factor[i])
            out[i] += seen * _exposure(right, near, width, curve)


@inlined
def _share(c: float, c_from: float, c_to: float) -> float:
    """Return how much of the look has passed when the object bears at minus cosine c."""
    if c <= c_from:
        return 0.0
    if c >= c_to:
        return 1.0
    return (c - c_from) / (c_to - c_from)


@inlined
def _exposure(right: float, near: float, width: float, curve: CurveArrays) -> float:
    """Return F of the curve stretched to a width (m), `right` m to the right of the track."""
    half = (curve.left if right < 0.0 else curve.right) * width
    if curve.form == _INVERSE_CUBE:
        return half * half / (math.pi * near * near)
    if curve.form == _DEFINITE:
        return CERTAIN if abs(right) < half else 0.0
    if curve.form == _LOG_ODDS:
        if half <= 0.0:
            return 0.0
        odds = curve.a0 - curve.fall * near / half
        # log1p instead: 21 million pairs/s, not 29, and no digit that counts
        return math.log(1.0 + math.exp(odds)) if odds > _NOTHING else 0.0
    p = _interpolated(right / width, curve.u, curve.p)
    if p <= 0.0:
        return 0.0
    return min(CERTAIN, -math.log(1.0 - p)) if p < 1.0 else CERTAIN


@inlined
def _interpolated(u: float, at: Floats, values: Floats) -> float:
    """Return a table's value by a straight line; 0 beyond its ends."""
    if not at[0] <= u <= at[-1]:
        return 0.0
    low, high = 0, at.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if at[middle] <= u:
            low = middle
        else:
            high = middle
    rise: float = (values[high] - values[low]) * (u - at[low]) / (at[high] - at[low])
    return float(values[low]) + rise
