"""Probability of detection: coverage formulas, and a moving searcher among moving particles.

Inverse cube law (Koopman 1946; US National SAR Supplement, App. H). A searcher who sees an object
at range r detects it, per metre of relative track, with the hazard

    W^2 / (8 pi r^3)

so that an endless straight track passing at distance x detects with

    p(x) = 1 - exp(-W^2 / (4 pi x^2)),     integral of p over x = W, the sweep width.

Over a finite straight piece of relative track from s0 to s1 (measured from the nearest point, at
distance x) the hazard integrates in closed form,

    H = W^2 / (8 pi) * (s1 / r1 - s0 / r0) / x^2,     r = sqrt(x^2 + s^2),

and hazards add, so that cutting a leg in pieces changes nothing. Relative track: the searcher
runs straight along its leg, the particle straight between two kept states. A searcher who does not
move relative to an object earns nothing from it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.compiled import allocating

__all__ = [
    "Targets",
    "add_hazard",
    "cut_legs",
    "inverse_cube",
    "pod_definite",
    "pod_parallel",
    "pod_random",
    "track_hazard",
    "widths_of",
]

Floats = NDArray[np.float64]


class Targets(NamedTuple):
    """Particles as the compiled loop wants them: n targets at t moments, in a local plane.

    Attributes
    ----------
    time_s : (t,) s since 1970-01-01T00:00Z, increasing.
    x, y : (t, n) metres east and north in the plane; any finite value where `factor` is 0.
    factor : (t-1, n) W^2 / (8 pi) in m^2 of the searcher for that target in that interval; 0 where
        it cannot be detected (not at sea, or no sweep width for it).
    keen : (n,) the factor on W that is common to all looks at each, its square already in `factor`;
        (0,): 1 for all.
    """

    time_s: Floats
    x: Floats
    y: Floats
    factor: Floats
    keen: Floats = np.zeros(0)


def widths_of(targets: Targets) -> Floats:
    """Return the greatest sweep width for each target, (n,) m, without the common factor."""
    width = np.sqrt(8.0 * np.pi * targets.factor.max(axis=0, initial=0.0))
    return np.asarray(width / targets.keen if targets.keen.size > 0 else width)


def inverse_cube(x_m: ArrayLike, sweep_width_m: float) -> Floats:
    """Return the lateral range curve 1 - exp(-W^2 / (4 pi x^2)), a fraction.

    Parameters
    ----------
    x_m : distance of the object abeam of an endless straight track, m, any sign and shape.
    sweep_width_m : W, m.
    """
    with np.errstate(divide="ignore"):
        return -np.expm1(-(sweep_width_m**2) / (4.0 * np.pi * np.asarray(x_m, float) ** 2))


def pod_parallel(coverage: ArrayLike) -> Floats:
    """Return the POD of parallel tracks, erf(sqrt(pi)/2 C) ("ideal"; Koopman 1946).

    Parameters
    ----------
    coverage : C = W / S, any shape, >= 0.
    """
    values = np.asarray(coverage, float)
    flat = [math.erf(0.5 * math.sqrt(math.pi) * c) for c in values.ravel()]
    return np.array(flat).reshape(values.shape)


def pod_random(coverage: ArrayLike) -> Floats:
    """Return the POD of random search, 1 - exp(-C) ("normal"); C of any shape, >= 0."""
    return np.asarray(-np.expm1(-np.asarray(coverage, float)), float)


def pod_definite(coverage: ArrayLike) -> Floats:
    """Return the POD of a definite-range sensor, min(1, C); C of any shape, >= 0."""
    return np.asarray(np.minimum(1.0, np.asarray(coverage, float)), float)


def track_hazard(legs: Floats, targets: Targets) -> Floats:
    """Return the hazard H that timed legs lay on each target, (n,); P(detected) = 1 - exp(-H).

    Parameters
    ----------
    legs : (k, 6) x0, y0, t0, x1, y1, t1 in the targets' plane, m and s since 1970; t1 > t0.
    targets : see `Targets`. Parts of a leg outside the targets' time earn nothing.
    """
    out = np.zeros(targets.x.shape[1])
    add_hazard(np.ascontiguousarray(legs, float), *targets[:4], out)
    return out


@allocating
def add_hazard(
    legs: Floats, time_s: Floats, x: Floats, y: Floats, factor: Floats, out: Floats
) -> None:
    """Add to out (n,) the hazard of every leg (k, 6) on every target; arguments as `Targets`."""
    for ax, ay, bx, by, g0, g1, step in cut_legs(legs, time_s):
        j = int(step)
        _add_piece(ax, ay, bx, by, g0, g1, x[j], x[j + 1], y[j], y[j + 1], factor[j], out)


@allocating
def cut_legs(legs: Floats, time_s: Floats) -> Floats:
    """Return timed legs (k, 6) cut where the targets' steps end, (m, 7).

    Each piece: x and y of its begin and its end in m, the fractions of its step at which it begins
    and ends, and the step. What lies outside the targets' time is left out.
    """
    last, count = time_s.size - 1, 0
    for k in range(legs.shape[0]):
        first = max(0, np.searchsorted(time_s, legs[k, 2], side="right") - 1)
        count += max(0, np.searchsorted(time_s, legs[k, 5]) - first)
    out = np.empty((count, 7))
    m = 0
    for x0, y0, t0, x1, y1, t1 in legs:
        j = max(0, np.searchsorted(time_s, t0, side="right") - 1)
        while j < last and time_s[j] < t1:
            begin, end = max(t0, time_s[j]), min(t1, time_s[j + 1])
            if end > begin:
                f0, f1 = (begin - t0) / (t1 - t0), (end - t0) / (t1 - t0)
                step = time_s[j + 1] - time_s[j]
                out[m, 0], out[m, 1] = x0 + (x1 - x0) * f0, y0 + (y1 - y0) * f0
                out[m, 2], out[m, 3] = x0 + (x1 - x0) * f1, y0 + (y1 - y0) * f1
                out[m, 4], out[m, 5] = (begin - time_s[j]) / step, (end - time_s[j]) / step
                out[m, 6] = j
                m += 1
            j += 1
    return out[:m]


@allocating
def _add_piece(
    ax: float,
    ay: float,
    bx: float,
    by: float,
    g0: float,
    g1: float,
    xa: Floats,
    xb: Floats,
    ya: Floats,
    yb: Floats,
    factor: Floats,
    out: Floats,
) -> None:
    """Add the hazard of one straight piece (a to b) on targets at fractions g0..g1 of a step.

    Written without branches so that the compiler can take several targets at once. Where both ends
    lie on one side of the nearest point the difference s1/r1 - s0/r0 cancels; there it is
    replaced by x^2 (s1^2 - s0^2) / (r0 r1 (s1 r0 + s0 r1)), the same thing.
    """
    for i in range(out.size):
        ux, uy = xb[i] - xa[i], yb[i] - ya[i]
        px, py = ax - (xa[i] + ux * g0), ay - (ya[i] + uy * g0)
        qx, qy = bx - (xa[i] + ux * g1), by - (ya[i] + uy * g1)
        dx, dy = qx - px, qy - py
        length2 = dx * dx + dy * dy + 1e-12
        inverse = 1.0 / math.sqrt(length2)
        s0, s1 = (px * dx + py * dy) * inverse, (qx * dx + qy * dy) * inverse
        abeam = (px * dy - py * dx) * inverse
        r0, r1 = math.sqrt(px * px + py * py + 1e-6), math.sqrt(qx * qx + qy * qy + 1e-6)
        across = s1 * r0 - s0 * r1
        along = (s1 - s0) * (s1 + s0)
        passed = s0 * s1 <= 0.0
        top = across if passed else along
        bottom = abeam * abeam + 1e-6 if passed else s1 * r0 + s0 * r1
        out[i] += factor[i] * top / (bottom * r0 * r1)
