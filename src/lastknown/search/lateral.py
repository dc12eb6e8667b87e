"""Lateral range curves, and the hazard that each lays on an object along a finite leg.

The lateral range curve p(x) is the probability that one endless straight track detects an object
that it passes at the distance x abeam, x positive to the right of the track. Its integral over x
is the sweep width W (Koopman 1946; US National SAR Supplement, App. H). Four forms, each with a
left and a right half of its own width, W = W_left + W_right; on one side, with w its half:

    inverse cube     p = 1 - exp(-w^2 / (pi x^2))                      (w = W/2: W^2 / (4 pi x^2))
    log-odds         p = 1 / (1 + exp(-(a0 + a1 |x|))),   w = ln(1 + e^a0) / -a1
    definite range   p = 1 for |x| < w, else 0
    table            straight lines between given points, 0 beyond the first and the last

Detection along the track. Let F(x) = -ln(1 - p(x)) be the exposure of the endless track, s the
searcher's place along the track measured from the point nearest to the object, r^2 = x^2 + s^2, and
c = s/r, which is minus the cosine of the object's bearing from ahead and rises from -1 (far ahead)
through 0 (abeam) to 1 (far astern). A piece of track from s0 to s1 lays the hazard

    H = F(x) [ C(s1/r1) - C(s0/r0) ],    C(c) = clip((c - c_from) / (c_to - c_from), 0, 1),

with c_from = -cos(look_from), c_to = -cos(look_to): the object is looked for only while it bears
between the two look angles. The probability of detection is 1 - exp(-H). Over an endless leg the
bracket is 1, which gives the curve, whatever the look angles. H is a difference of one function
at the two ends, so that cutting a leg in pieces changes nothing. Looking all round (0 to 180) the
hazard per metre of track is F(x) x^2 / (2 r^3); for the inverse cube this is W^2 / (8 pi r^3), the
law of `lastknown.search.detection`, and its closed form there. For other curves the spread along
the track is this project's choice: a lateral range curve does not say where along the track.
Looking abeam only (90, 90) all of F falls where the object comes abeam, and a leg of length L
sweeps exactly W L, however short; with a wider look a leg's ends reach out beyond it.

Where p is 1 the exposure is taken as `CERTAIN`. Side and bearing are those of the relative
track: the searcher's motion as the object sees it, close to its heading wherever it is much faster.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError

__all__ = [
    "ABEAM",
    "ALL_ROUND",
    "CERTAIN",
    "CURVES",
    "CurveArrays",
    "LateralRange",
    "curve_arrays",
    "definite_range",
    "exposure",
    "inverse_cube_curve",
    "leg_hazard",
    "log_odds",
    "log_odds_from_coefficients",
    "probability",
    "table_curve",
]

Floats = NDArray[np.float64]

CURVES: Final = ("inverse-cube", "log-odds", "definite-range", "table")
"""Forms of a lateral range curve."""

ALL_ROUND: Final = (0.0, 180.0)
"""Look angles of a lookout all round, degrees from ahead on either side."""

ABEAM: Final = (90.0, 90.0)
"""Look angles of a sensor that sees only what is abeam, degrees."""

CERTAIN: Final = 50.0
"""Exposure that stands for certainty: 1 - p = 2e-22."""

_NEAREST_M: Final = 1e-3


@dataclass(frozen=True)
class LateralRange:
    """A lateral range curve; make one with the functions of this module.

    Attributes
    ----------
    kind : one of CURVES.
    sweep_width_m : W, m, >= 0; 0: it detects nothing.
    left_share : share of W that lies to the left of the track, 0-1.
    p_zero : for log-odds p(0), fraction; else 0.
    table_x_m : for a table the distances abeam, m, ascending, positive to the right; else empty.
    table_p : for a table the probabilities at them, fractions; else empty.
    look_deg : first and last bearing of the object from ahead at which it can be seen, degrees,
        0-180, on either side.
    """

    kind: str
    sweep_width_m: float
    left_share: float = 0.5
    p_zero: float = 0.0
    table_x_m: tuple[float, ...] = ()
    table_p: tuple[float, ...] = ()
    look_deg: tuple[float, float] = ALL_ROUND

    def __post_init__(self) -> None:
        if self.kind not in CURVES:
            raise LastknownError(f"curve {self.kind!r} is unknown; use one of {', '.join(CURVES)}")
        if not (math.isfinite(self.sweep_width_m) and self.sweep_width_m >= 0.0):
            raise LastknownError(
                f"sweep_width_m={self.sweep_width_m!r} is out of bounds; give metres, 0 or more"
            )
        if not 0.0 <= self.left_share <= 1.0:
            raise LastknownError(
                f"left_share={self.left_share!r} is not a fraction; give 0 (all to the right) to 1"
            )
        first, last = self.look_deg
        if not 0.0 <= first <= last <= 180.0:
            raise LastknownError(
                f"look_deg={self.look_deg!r} is out of order; give two bearings from ahead, "
                "degrees, the first not above the last, like (0, 180)"
            )
        if self.kind == "log-odds" and not 0.0 < self.p_zero < 1.0:
            raise LastknownError(
                f"p_zero={self.p_zero!r} is out of bounds; give more than 0, less than 1 "
                "(for certainty use a definite range or a table)"
            )
        if self.kind == "table":
            _check_table(self.table_x_m, self.table_p)
            integral = float(np.trapezoid(self.table_p, self.table_x_m))
            if self.sweep_width_m > 0.0 and not math.isclose(
                integral, self.sweep_width_m, rel_tol=1e-6
            ):
                raise LastknownError(
                    f"sweep_width_m={self.sweep_width_m:g} is not the table's integral, "
                    f"{integral:g} m; use table_curve and with_width"
                )

    def with_width(self, sweep_width_m: float) -> LateralRange:
        """Return the same curve stretched sideways to another sweep width, m, >= 0."""
        if self.kind != "table" or not sweep_width_m > 0.0:
            return replace(self, sweep_width_m=sweep_width_m)
        stretch = sweep_width_m / float(np.trapezoid(self.table_p, self.table_x_m))
        x = tuple(stretch * each for each in self.table_x_m)
        return replace(self, sweep_width_m=sweep_width_m, table_x_m=x)


class CurveArrays(NamedTuple):
    """A curve of sweep width 1 in the form that compiled loops take.

    Attributes
    ----------
    form : index of its kind in CURVES.
    left, right : the halves of the sweep width, summing to 1.
    a0, fall : log-odds at zero distance, and ln(1 + e^a0): their fall per half width.
    u, p : (m,) table of distances abeam in sweep widths and probabilities; (2,) zeros otherwise.
    place, per_u : the table's piece that even steps of u begin in, and steps in a unit of u.
    c_from, c_to : minus the cosine of the look angles.
    """

    form: int
    left: float
    right: float
    a0: float
    fall: float
    u: Floats
    p: Floats
    place: NDArray[np.intp]
    per_u: float
    c_from: float
    c_to: float


def inverse_cube_curve(
    sweep_width_m: float,
    *,
    left_share: float = 0.5,
    look_deg: tuple[float, float] = ALL_ROUND,
) -> LateralRange:
    """Return the inverse cube curve (visual search from an aircraft; Koopman 1946).

    Parameters
    ----------
    sweep_width_m : W, m, >= 0.
    left_share : share of W to the left of the track, 0-1.
    look_deg : bearings from ahead between which the object is looked for, degrees.
    """
    return LateralRange("inverse-cube", sweep_width_m, left_share, look_deg=look_deg)


def log_odds(
    sweep_width_m: float,
    p_zero: float,
    *,
    left_share: float = 0.5,
    look_deg: tuple[float, float] = ALL_ROUND,
) -> LateralRange:
    """Return the log-odds curve of a sweep width (m) and a probability at zero distance.

    Parameters as `inverse_cube_curve`; `p_zero` : p(0), between 0 and 1.
    """
    return LateralRange("log-odds", sweep_width_m, left_share, p_zero, look_deg=look_deg)


def log_odds_from_coefficients(
    a0: float, a1_per_m: float, *, look_deg: tuple[float, float] = ALL_ROUND
) -> LateralRange:
    """Return the log-odds curve p = 1 / (1 + exp(-(a0 + a1 |x|))), W = (2 / -a1) ln(1 + e^a0).

    Parameters
    ----------
    a0 : log-odds of detection at zero distance.
    a1_per_m : their change per metre abeam, 1/m, < 0.
    look_deg : as `inverse_cube_curve`.
    """
    if not (math.isfinite(a0) and math.isfinite(a1_per_m) and a1_per_m < 0.0):
        raise LastknownError(
            f"log-odds coefficients a0={a0!r}, a1_per_m={a1_per_m!r} give no curve; "
            "a1_per_m must be negative, per metre"
        )
    width = 2.0 / -a1_per_m * math.log1p(math.exp(a0))
    return log_odds(width, 1.0 / (1.0 + math.exp(-a0)), look_deg=look_deg)


def definite_range(
    sweep_width_m: float, *, left_share: float = 0.5, look_deg: tuple[float, float] = ABEAM
) -> LateralRange:
    """Return the definite range curve: everything within its half width is found, nothing beyond.

    Parameters as `inverse_cube_curve`. The look is abeam by default, so that a leg of length L
    finds exactly what lies in W L.
    """
    return LateralRange("definite-range", sweep_width_m, left_share, look_deg=look_deg)


def table_curve(
    x_m: Sequence[float],
    p: Sequence[float],
    *,
    mirrored: bool = False,
    look_deg: tuple[float, float] = ABEAM,
) -> LateralRange:
    """Return a lateral range curve by straight lines between points; its integral is W.

    Parameters
    ----------
    x_m : distances abeam, m, strictly ascending, positive to the right of the track.
    p : probability of detection at them, fractions; beyond the first and the last it is 0.
    mirrored : x_m begins at 0 and holds for both sides.
    look_deg : as `inverse_cube_curve`; abeam by default.

    Raises
    ------
    LastknownError : fewer than two points, unequal lengths, distances that do not ascend,
        a probability outside 0-1, an integral of 0.
    """
    x, values = tuple(float(each) for each in x_m), tuple(float(each) for each in p)
    _check_table(x, values)
    if mirrored:
        if x[0] != 0.0:
            raise LastknownError(f"the table begins at {x[0]:g} m; a mirrored one begins at 0")
        x = (*(-each for each in reversed(x[1:])), *x)
        values = (*reversed(values[1:]), *values)
    width = float(np.trapezoid(values, x))
    if width <= 0.0:
        raise LastknownError("the table is 0 everywhere; give what the sensor does see")
    left = _left_of_track(np.array(x), np.array(values)) / width
    return LateralRange("table", width, left, 0.0, x, values, look_deg)


def curve_arrays(curve: LateralRange) -> CurveArrays:
    """Return a curve at sweep width 1, as the compiled loop of `curve_hazard` wants it."""
    first, last = (-math.cos(math.radians(angle)) for angle in curve.look_deg)
    if curve.look_deg[0] == curve.look_deg[1] == 90.0:
        first = last = 0.0
    odds = math.log(curve.p_zero / (1.0 - curve.p_zero)) if curve.kind == "log-odds" else 0.0
    u, p = np.zeros(2), np.zeros(2)
    if curve.kind == "table" and curve.sweep_width_m > 0.0:
        u = np.array(curve.table_x_m) / curve.sweep_width_m
        p = np.array(curve.table_p)
    steps = np.linspace(u[0], u[-1], 8 * u.size, endpoint=False)
    place = np.clip(np.searchsorted(u, steps, side="right") - 1, 0, u.size - 2)
    return CurveArrays(
        form=CURVES.index(curve.kind),
        left=curve.left_share,
        right=1.0 - curve.left_share,
        a0=odds,
        fall=math.log1p(math.exp(odds)),
        u=u,
        p=p,
        place=place,
        per_u=steps.size / max(u[-1] - u[0], 1e-300),
        c_from=first,
        c_to=last,
    )


def exposure(curve: LateralRange, x_m: ArrayLike) -> Floats:
    """Return F(x) = -ln(1 - p(x)) of an endless track, at most CERTAIN but for the inverse cube.

    Parameters
    ----------
    x_m : distance abeam, m, positive to the right of the track, any shape.
    """
    x = np.asarray(x_m, float)
    if curve.sweep_width_m <= 0.0:
        return np.zeros_like(x)
    if curve.kind == "table":
        p = np.interp(x, curve.table_x_m, curve.table_p, left=0.0, right=0.0)
        with np.errstate(divide="ignore"):
            return np.asarray(np.minimum(-np.log1p(-p), CERTAIN), float)
    share = np.where(x < 0.0, curve.left_share, 1.0 - curve.left_share)
    half, distance = share * curve.sweep_width_m, np.maximum(np.abs(x), _NEAREST_M)
    if curve.kind == "inverse-cube":
        return np.asarray(half**2 / (np.pi * distance**2), float)
    if curve.kind == "definite-range":
        return np.where(np.abs(x) < half, CERTAIN, 0.0)
    odds = math.log(curve.p_zero / (1.0 - curve.p_zero))
    with np.errstate(divide="ignore"):
        slope = -math.log1p(math.exp(odds)) / half
    return np.asarray(np.where(half > 0.0, np.log1p(np.exp(odds + slope * distance)), 0.0), float)


def probability(curve: LateralRange, x_m: ArrayLike) -> Floats:
    """Return the lateral range curve p(x), fractions; `x_m` as in `exposure`."""
    return np.asarray(-np.expm1(-exposure(curve, x_m)), float)


def leg_hazard(curve: LateralRange, x_m: ArrayLike, s0_m: ArrayLike, s1_m: ArrayLike) -> Floats:
    """Return the hazard H of one piece of relative track; P(detected) = 1 - exp(-H).

    Parameters
    ----------
    x_m : distance of the object abeam, m, positive to the right of the track.
    s0_m, s1_m : the searcher's place at the beginning and the end of the piece, m, measured along
        the track from the point nearest to the object; s1 >= s0. All broadcast together.
    """
    x = np.asarray(x_m, float)
    arrays = curve_arrays(curve)

    def share(s_m: ArrayLike) -> Floats:
        s = np.asarray(s_m, float)
        c = s / np.sqrt(np.maximum(np.abs(x), _NEAREST_M) ** 2 + s**2)
        if arrays.c_to <= arrays.c_from:
            return np.asarray(c > arrays.c_from, float)
        passed = (c - arrays.c_from) / (arrays.c_to - arrays.c_from)
        return np.asarray(np.clip(passed, 0.0, 1.0), float)

    return np.asarray(exposure(curve, x) * (share(s1_m) - share(s0_m)), float)


def _check_table(x: Sequence[float], p: Sequence[float]) -> None:
    """Refuse what is no curve."""
    if len(x) != len(p) or len(x) < 2:
        raise LastknownError(
            f"the table has {len(x)} distances and {len(p)} probabilities; "
            "give as many of one as of the other, at least two"
        )
    for before, after in pairwise(x):
        if not (math.isfinite(before) and math.isfinite(after) and after > before):
            raise LastknownError(
                f"the table's distances go from {before:g} to {after:g} m; let them ascend"
            )
    for each in p:
        if not 0.0 <= each <= 1.0:
            raise LastknownError(f"the table has p={each:g}; give probabilities from 0 to 1")


def _left_of_track(x: Floats, p: Floats) -> float:
    """Return the integral of a table over x < 0, m."""
    if x[0] >= 0.0:
        return 0.0
    at_zero = float(np.interp(0.0, x, p, right=0.0))
    end = 0.0 if x[-1] > 0.0 else float(x[-1])
    last = at_zero if x[-1] > 0.0 else float(p[-1])
    inside = x < end
    return float(np.trapezoid(np.append(p[inside], last), np.append(x[inside], end)))
