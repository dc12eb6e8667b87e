"""Harmonic prediction of the tide: astronomical arguments, nodal corrections, heights and currents.

A harmonic constant is an amplitude H and a Greenwich phase lag G (degrees); the tide is

    z(t) = sum over constituents of  f(t) H cos(V(t) + u(t) - G)

with V the astronomical argument at Greenwich and f, u the nodal factor and angle
(Schureman 1958, Manual of Harmonic Analysis and Prediction of Tides, par. 66-80).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.sea._constituents import CONSTITUENTS, NO_ARGUMENT
from lastknown.sea._nodal import Longitudes, nodal

__all__ = [
    "Harmonics",
    "basis",
    "from_records",
    "high_waters",
    "longitudes",
    "predict",
    "speed_deg_per_h",
]

Array = NDArray[np.float64]

_J2000_S: Final = 946_728_000.0  # 2000-01-01T12:00 as seconds since 1970-01-01T00:00
_CENTURY_S: Final = 36_525 * 86_400.0


@dataclass(frozen=True)
class Harmonics:
    """Harmonic constants of one place or of many.

    Attributes
    ----------
    names : (k,) names of the constituents, as in `_constituents.CONSTITUENTS`.
    amplitude : (..., k) in the unit of what is predicted (m, m/s).
    phase_deg : (..., k) Greenwich phase lag G, degrees.
    mean : (...) added to the prediction.
    left_out : names that were given but have no agreed argument and are not predicted.
    """

    names: tuple[str, ...]
    amplitude: Array
    phase_deg: Array
    mean: Array | float = 0.0
    left_out: tuple[str, ...] = ()


def longitudes(time_s: ArrayLike) -> Longitudes:
    """Return the mean longitudes of moon, sun, lunar perigee, lunar node and solar perigee.

    Parameters
    ----------
    time_s : seconds since 1970-01-01T00:00Z. UTC stands for dynamical time: about 70 s of error,
        0.01 degrees in the moon's longitude.

    Returns
    -------
    Angles in degrees, not reduced, each of the shape of ``time_s``: s, h, p, N, p1.

    Polynomials: Chapront's, as given in Meeus 1998, Astronomical Algorithms, 2nd ed., eq. 47.1-47.5
    (L', D, M, M', F), from which s = L', h = L' - D, p = L' - M', N = L' - F, p1 = h - M.
    """
    t = (np.asarray(time_s, np.float64) - _J2000_S) / _CENTURY_S
    moon = 218.3164477 + t * (481267.88123421 + t * (-0.0015786 + t / 538841.0))
    elongation = 297.8501921 + t * (445267.1114034 + t * (-0.0018819 + t / 545868.0))
    sun_anomaly = 357.5291092 + t * (35999.0502909 + t * (-0.0001536 + t / 24490000.0))
    moon_anomaly = 134.9633964 + t * (477198.8675055 + t * (0.0087414 + t / 69699.0))
    moon_latitude = 93.2720950 + t * (483202.0175233 + t * (-0.0036539 - t / 3526000.0))
    sun = moon - elongation
    return Longitudes(
        s=moon, h=sun, p=moon - moon_anomaly, n=moon - moon_latitude, p1=sun - sun_anomaly
    )


def basis(names: Sequence[str], time_s: ArrayLike) -> tuple[Array, Array]:
    """Return f cos(V + u) and f sin(V + u), each of shape (..., k), for (...) times.

    A constituent with constants (H, G) adds ``H cos(G) * first + H sin(G) * second``.

    Parameters
    ----------
    names : k names of constituents.
    time_s : seconds since 1970, any shape.

    Raises
    ------
    LastknownError : a name has no known argument.
    """
    time = np.asarray(time_s, np.float64)
    at = longitudes(time)
    hour_angle = np.mod(time, 86_400.0) / 240.0  # 15 degrees an hour from midnight UTC
    corrections = nodal(at)
    cosine = np.empty((*time.shape, len(names)))
    sine = np.empty_like(cosine)
    for k, name in enumerate(names):
        f, angle = _factor_and_angle(name, hour_angle, at, corrections)
        cosine[..., k] = f * np.cos(angle)
        sine[..., k] = f * np.sin(angle)
    return cosine, sine


def _factor_and_angle(
    name: str, hour_angle: Array, at: Longitudes, corrections: Mapping[str, tuple[Array, Array]]
) -> tuple[Array | float, Array]:
    """Return f and V + u (radians) of one constituent."""
    try:
        row = CONSTITUENTS[name]
    except KeyError:
        raise LastknownError(
            f"tidal constituent {name!r} is not known; known are {', '.join(CONSTITUENTS)}"
        ) from None
    t, s, h, p, p1 = row.multiples
    v = t * hour_angle + s * at.s + h * at.h + p * at.p + p1 * at.p1 + row.phase_deg
    f: Array | float = 1.0
    u: Array | float = 0.0
    for kind, times in row.nodal:
        factor, angle = corrections[kind]
        f = f * factor ** abs(times)
        u = u + times * angle
    return f, np.radians(np.mod(v, 360.0) + u)


def predict(constants: Harmonics, time_s: ArrayLike) -> Array:
    """Return the tide at times.

    Parameters
    ----------
    constants : of one place (amplitude (k,)) or of many (..., k).
    time_s : (n,) or scalar, seconds since 1970.

    Returns
    -------
    (n, ...) or (...) values in the unit of the amplitudes.
    """
    cosine, sine = basis(constants.names, time_s)
    lag = np.radians(constants.phase_deg)
    along = np.tensordot(cosine, constants.amplitude * np.cos(lag), axes=([-1], [-1]))
    across = np.tensordot(sine, constants.amplitude * np.sin(lag), axes=([-1], [-1]))
    return np.asarray(along + across + constants.mean, np.float64)


def from_records(records: Iterable[Mapping[str, object]]) -> Harmonics:
    """Return the constants of one gauge from ``{"name", "amplitude", "phase"}`` records.

    Amplitudes in metres, phases in degrees. Names without an agreed argument (see
    `_constituents.NO_ARGUMENT`) are listed in `Harmonics.left_out`, none is dropped silently.

    Raises
    ------
    LastknownError : a name is neither known nor listed as left out.
    """
    rows = [(str(r["name"]).upper(), r["amplitude"], r["phase"]) for r in records]
    left_out = tuple(name for name, _, _ in rows if name in NO_ARGUMENT)
    used = [row for row in rows if row[0] not in NO_ARGUMENT]
    unknown = [name for name, _, _ in used if name not in CONSTITUENTS]
    if unknown:
        raise LastknownError(
            f"tidal constituents {', '.join(unknown)} are not known; "
            f"known are {', '.join(CONSTITUENTS)}"
        )
    return Harmonics(
        names=tuple(name for name, _, _ in used),
        amplitude=np.array([a for _, a, _ in used], np.float64),
        phase_deg=np.array([g for _, _, g in used], np.float64),
        left_out=left_out,
    )


def high_waters(constants: Harmonics, start_s: float, end_s: float) -> tuple[Array, Array]:
    """Return times (s since 1970) and heights of the high waters of one place between two times.

    A high water is a maximum of the predicted height on a 60 s grid, placed by a parabola through
    the three highest points; a second maximum within 3 h (a double high water) yields to the
    higher one.
    """
    time = np.arange(start_s - 60.0, end_s + 120.0, 60.0)
    z = predict(constants, time)
    peak = 1 + np.flatnonzero((z[1:-1] > z[:-2]) & (z[1:-1] >= z[2:]))
    keep = [
        i for i in peak if z[i] >= z[peak[np.abs(time[peak] - time[i]) < 3 * 3600.0]].max() - 1e-12
    ]
    index = np.array(keep, np.intp)
    before, top, after = z[index - 1], z[index], z[index + 1]
    shift = 0.5 * (before - after) / (before - 2 * top + after)
    found = time[index] + 60.0 * shift
    height = top - 0.25 * (before - after) * shift
    inside = (found >= start_s) & (found <= end_s)
    return found[inside], height[inside]


def speed_deg_per_h(name: str) -> float:
    """Return the speed of a constituent at the year 2000, degrees per mean solar hour."""
    t, s, h, p, p1 = CONSTITUENTS[name].multiples
    rate = [481267.88123421, 36000.7698308, 4069.0137287, 1.7195399]
    per_hour = np.array(rate) * 3600.0 / _CENTURY_S
    return float(15.0 * t + per_hour @ np.array([s, h, p, p1], np.float64))
