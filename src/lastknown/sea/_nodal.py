"""Nodal factors f and angles u: how the 18.6-year swing of the moon's orbit changes the tide."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Longitudes", "nodal"]

Array = NDArray[np.float64]

OBLIQUITY: Final = np.radians(23.452)
"""Obliquity of the ecliptic at 1900, Schureman 1958 table 1 (the factors' means refer to it)."""

INCLINATION: Final = np.radians(5.145)
"""Inclination of the moon's orbit to the ecliptic, Schureman 1958 table 1."""


class Longitudes(NamedTuple):
    """Mean longitudes, degrees: moon s, sun h, lunar perigee p, lunar node n, solar perigee p1."""

    s: Array
    h: Array
    p: Array
    n: Array
    p1: Array


class _Orbit(NamedTuple):
    """The moon's orbit on the equator, radians: inclination i, xi, nu; p the lunar perigee."""

    i: Array
    xi: Array
    nu: Array
    p: Array


def nodal(at: Longitudes) -> dict[str, tuple[Array, Array]]:
    """Return ``{kind: (f, u)}``, f dimensionless and u in degrees, of the shape of the longitudes.

    Formulas of Schureman 1958 (paragraph and equation numbers below); the kinds are named after
    their leading constituent. The solar constituents have f = 1, u = 0 and no kind.
    """
    orbit = _orbit(at)
    i, xi, nu, _ = orbit
    zero = np.zeros_like(i)
    sin_i, half = np.sin(i), i / 2.0
    return {
        "MM": ((2.0 / 3.0 - sin_i**2) / 0.5021, zero),  # eq. 73
        "MF": (sin_i**2 / 0.1578, np.degrees(-2.0 * xi)),  # eq. 74
        "O1": (sin_i * np.cos(half) ** 2 / 0.3800, np.degrees(2.0 * xi - nu)),  # eq. 75
        "J1": (np.sin(2.0 * i) / 0.7214, np.degrees(-nu)),  # eq. 76
        "OO1": (sin_i * np.sin(half) ** 2 / 0.0164, np.degrees(-2.0 * xi - nu)),  # eq. 77
        "M2": (np.cos(half) ** 4 / 0.9154, np.degrees(2.0 * (xi - nu))),  # eq. 78
        "M3": (np.cos(half) ** 6 / 0.8758, np.degrees(3.0 * (xi - nu))),  # eq. 149
        "K1": _k1(i, nu),
        "K2": _k2(i, nu),
        "L2": _l2(orbit),
        "M1": _m1(orbit),
    }


def _orbit(at: Longitudes) -> _Orbit:
    """Return I, xi, nu from the longitude of the node (spherical triangle; par. 22-24)."""
    n = np.radians(at.n)
    i = np.arccos(
        np.cos(INCLINATION) * np.cos(OBLIQUITY)
        - np.sin(INCLINATION) * np.sin(OBLIQUITY) * np.cos(n)
    )
    less, more = (OBLIQUITY - INCLINATION) / 2.0, (OBLIQUITY + INCLINATION) / 2.0
    sine, cosine = np.sin(n / 2.0), np.cos(n / 2.0)
    # N - xi + nu and N - xi - nu, halved, in the quadrant of N / 2
    one = np.arctan2(np.cos(less) * sine, np.cos(more) * cosine)
    two = np.arctan2(np.sin(less) * sine, np.sin(more) * cosine)
    nu = _turn(one - two)
    xi = _turn(n - one - two)
    return _Orbit(i, xi, nu, np.radians(at.p))


def _turn(angle: Array) -> Array:
    """Return the angle in [-pi, pi)."""
    return np.asarray(np.mod(angle + np.pi, 2.0 * np.pi) - np.pi, np.float64)


def _k1(i: Array, nu: Array) -> tuple[Array, Array]:
    """Return f and u of K1, lunar and solar part together (eq. 227 and 224)."""
    double = np.sin(2.0 * i)
    f = np.sqrt(0.8965 * double**2 + 0.6001 * double * np.cos(nu) + 0.1006)
    u = -np.arctan2(double * np.sin(nu), double * np.cos(nu) + 0.3347)
    return f, np.degrees(u)


def _k2(i: Array, nu: Array) -> tuple[Array, Array]:
    """Return f and u of K2, lunar and solar part together (eq. 235 and 232)."""
    square = np.sin(i) ** 2
    f = np.sqrt(19.0444 * square**2 + 2.7702 * square * np.cos(2.0 * nu) + 0.0981)
    u = -np.arctan2(square * np.sin(2.0 * nu), square * np.cos(2.0 * nu) + 0.0727)
    return f, np.degrees(u)


def _l2(orbit: _Orbit) -> tuple[Array, Array]:
    """Return f and u of L2, whose neighbours turn with the lunar perigee (eq. 213-215)."""
    i, xi, nu, p = orbit
    square = np.tan(i / 2.0) ** 2
    double = 2.0 * (p - xi)
    f = np.cos(i / 2.0) ** 4 / 0.9154
    f = f * np.sqrt(1.0 - 12.0 * square * np.cos(double) + 36.0 * square**2)
    r = np.arctan2(np.sin(double), 1.0 / (6.0 * square) - np.cos(double))
    return f, np.degrees(2.0 * (xi - nu) - r)


def _m1(orbit: _Orbit) -> tuple[Array, Array]:
    """Return f and u of M1 for the argument T - s + h + p + 90 (eq. 195-197, 202, 206-207).

    Schureman writes V = T - s + h - 90 (T from noon) and u = xi - nu + Q with
    tan Q = 0.483 tan P and P = p - xi; moving p into V leaves u = Q - P - nu.
    """
    i, xi, nu, p = orbit
    perigee = p - xi
    f = np.sin(i) * np.cos(i / 2.0) ** 2 / 0.3800
    f = f * np.sqrt(2.310 + 1.435 * np.cos(2.0 * perigee))
    q = np.arctan2(0.483 * np.sin(perigee), np.cos(perigee))
    return f, np.degrees(_turn(q - perigee) - nu)
