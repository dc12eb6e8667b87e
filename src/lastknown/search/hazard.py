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
from lastknown.search.detection import Targets, cut_legs, track_hazard
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
_EIGHT_PI: Final = 8.0 * math.pi

_BLOCK: Final = 512
"""Targets looked at together."""

_LEAST: Final = 25
"""Log-odds below minus this, 1e-11, count as never."""

_POINTS: Final = 16
"""Points in a unit of log-odds at which ln(1 + e^-t) and its slope are held."""


def _soft_table() -> Floats:
    """Return ln(1 + e^-t) and its slope for one step, (m, 2), for t from 0 up; the last is 0."""
    t = np.arange(_LEAST * _POINTS + 1) / _POINTS
    table = np.stack([np.log1p(np.exp(-t)), -1.0 / (1.0 + np.exp(t)) / _POINTS], axis=1)
    table[-1] = 0.0
    return np.asarray(table)


_SOFT: Final = _soft_table()


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
    add_curve_hazard(np.ascontiguousarray(legs, float), *targets[:4], curve_arrays(curve), out)
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
    look = np.empty((3, _BLOCK))
    for ax, ay, bx, by, g0, g1, step in cut_legs(legs, time_s):
        j = int(step)
        for low in range(0, out.size, _BLOCK):
            some = slice(low, min(low + _BLOCK, out.size))
            ends = (x[j, some], x[j + 1, some], y[j, some], y[j + 1, some])
            _look((ax, ay), (bx, by), (g0, g1), ends, factor[j, some], curve, look)
            _lay(look, curve, out[some])


@allocating
def _look(
    a: tuple[float, float],
    b: tuple[float, float],
    part: tuple[float, float],
    ends: tuple[Floats, Floats, Floats, Floats],
    factor: Floats,
    curve: CurveArrays,
    look: Floats,
) -> None:
    """Fill look (3, n): how much of the look falls in a straight piece (a to b, in a part of a step
    of the targets), how far to the right of it each target lies, and the sweep width for it, m.

    Written without branches so that the compiler can take several targets at once.
    """
    xa, xb, ya, yb = ends
    per_c = 1.0 / max(curve.c_to - curve.c_from, 1e-300)
    for i in range(factor.size):
        ux, uy = xb[i] - xa[i], yb[i] - ya[i]
        px, py = a[0] - (xa[i] + ux * part[0]), a[1] - (ya[i] + uy * part[0])
        qx, qy = b[0] - (xa[i] + ux * part[1]), b[1] - (ya[i] + uy * part[1])
        dx, dy = qx - px, qy - py
        length2 = dx * dx + dy * dy
        inverse = 1.0 / math.sqrt(length2 + 1e-300)
        s0, s1 = (px * dx + py * dy) * inverse, (qx * dx + qy * dy) * inverse
        right = (py * dx - px * dy) * inverse
        near2 = max(right * right, _NEAREST_M * _NEAREST_M)
        before = (s0 / math.sqrt(near2 + s0 * s0) - curve.c_from) * per_c
        after = (s1 / math.sqrt(near2 + s1 * s1) - curve.c_from) * per_c
        seen = min(max(after, 0.0), 1.0) - min(max(before, 0.0), 1.0)
        look[0, i] = seen if length2 > 1e-12 and factor[i] > 0.0 else 0.0
        look[1, i] = right
        look[2, i] = math.sqrt(_EIGHT_PI * max(factor[i], 0.0))


@allocating
def _lay(look: Floats, curve: CurveArrays, out: Floats) -> None:
    """Add to out (n,) what a look earns: F of the curve stretched to the width of each target."""
    for i in range(out.size):
        right, width = look[1, i], look[2, i]
        near = max(abs(right), _NEAREST_M)
        half = (curve.left if right < 0.0 else curve.right) * width
        if curve.form == _INVERSE_CUBE:
            out[i] += look[0, i] * (half * half) / (math.pi * near * near)
        elif curve.form == _LOG_ODDS:
            out[i] += look[0, i] * _softplus(curve.a0 - curve.fall * near / max(half, 1e-9))
        elif look[0, i] > 0.0:
            if curve.form == _DEFINITE:
                out[i] += look[0, i] * CERTAIN if abs(right) < half else 0.0
            else:
                out[i] += look[0, i] * _from_table(right / width, curve)


@inlined
def _softplus(odds: float) -> float:
    """Return ln(1 + e^odds), to 1e-7 of itself, by cubics between points; 0 below -25."""
    t = min(abs(odds), _LEAST) * _POINTS
    k = min(int(t), _POINTS * _LEAST - 1)
    t -= k
    value, slope = _SOFT[k, 0], _SOFT[k, 1]
    rise, last = _SOFT[k + 1, 0] - value, _SOFT[k + 1, 1]
    bend = 3.0 * rise - 2.0 * slope - last
    twist = slope + last - 2.0 * rise
    found: float = max(odds, 0.0) + value + t * (slope + t * (bend + t * twist))
    return found


@inlined
def _from_table(u: float, curve: CurveArrays) -> float:
    """Return F at u sweep widths to the right: p is a straight line between points, 0 beyond."""
    at, values = curve.u, curve.p
    if not at[0] <= u <= at[-1]:
        return 0.0
    k = curve.place[min(int((u - at[0]) * curve.per_u), curve.place.size - 1)]
    while at[k + 1] < u:
        k += 1
    p = values[k] + (values[k + 1] - values[k]) * (u - at[k]) / (at[k + 1] - at[k])
    return min(CERTAIN, -math.log(1.0 - p)) if p < 1.0 else CERTAIN
