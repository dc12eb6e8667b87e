"""Ships' paths as the compiled sweep wants them: straight pieces, and where each ship is when.

A path is followed by its length: the pieces are straight, no vertex is left farther off than half
a metre and a fiftieth of the error across. All that belongs to a ship is told four times a step,
and a step is gone through in as many parts as its errors and speeds ask for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating, compiled
from lastknown.geo.plane import ECCENTRICITY_2, SEMI_MAJOR_M
from lastknown.ships.ship import Predicted

__all__ = ["CUTS", "LEAST_SD_M", "Paths", "flat", "paths_of", "place"]

Array = NDArray[np.float64]
Index = NDArray[np.int64]

LEAST_SD_M: Final = 0.5
"""No ship's place is known better than that; it stands for no error at all."""

CUTS: Final = 4
"""How often a step is told; a ship that goes evenly runs through it in one part."""

_SLOW: Final = 4.0
"""Below that, m/s, what a boat drifts while the ship is late counts for more (judgement)."""

_EVEN: Final = 0.02
_EVEN_M: Final = 1.0
_FAR_M: Final = 2.0e6
_STILL_M: Final = 2.0
_CRAB: Final = math.radians(30.0)
_RADIAN: Final = math.pi / 180.0


class Paths(NamedTuple):
    """Paths of s ships in a plane, over k steps of CUTS parts; q pieces.

    Attributes
    ----------
    x, y, ux, uy, arc, length : (q,) begin of each piece, its direction as a unit vector, the path's
        length up to there and its own, m.
    pieces : (s+1,) first piece of each ship.
    at : (s, CUTS k + 1) path length at which the ship most likely is. along, across : as `at`, sd,
        m. crab : as `at`, the angle from the path to the hull's axis, to the left, radians.
    slow : (s,) whether a ship is slower on average than `_SLOW`.
    cuts : (s, k) in how many parts a step is gone through so that all runs straight: 1, 2 or 4.
    """

    x: Array
    y: Array
    ux: Array
    uy: Array
    arc: Array
    length: Array
    pieces: Index
    at: Array
    along: Array
    across: Array
    crab: Array
    slow: NDArray[np.bool_]
    cuts: Index


@compiled
def place(lon: float, lat: float, lon0: float, lat0: float) -> tuple[float, float]:
    """Return (east, north) in m of a place, seen straight from above a centre; all in degrees.

    Components in the tangent plane of WGS84: lengths are true within 0.03 % at 150 km and 0.13 % at
    300 km from the centre. What is 2000 km below the plane (5000 km off) is put far away.
    """
    turn, phi, phi0 = (lon - lon0) * _RADIAN, lat * _RADIAN, lat0 * _RADIAN
    sine, sine0, cosine0 = math.sin(phi), math.sin(phi0), math.cos(phi0)
    normal = SEMI_MAJOR_M / math.sqrt(1.0 - ECCENTRICITY_2 * sine * sine)
    normal0 = SEMI_MAJOR_M / math.sqrt(1.0 - ECCENTRICITY_2 * sine0 * sine0)
    ring, polar = normal * math.cos(phi), normal * (1.0 - ECCENTRICITY_2) * sine
    toward = ring * math.cos(turn) - normal0 * cosine0
    above = polar - normal0 * (1.0 - ECCENTRICITY_2) * sine0
    east, north = ring * math.sin(turn), cosine0 * above - sine0 * toward
    if cosine0 * toward + sine0 * above < -_FAR_M:
        return east + 1e9, north
    return east, north


@allocating
def flat(lon: Array, lat: Array, lon0: float, lat0: float) -> tuple[Array, Array]:
    """Return (east, north) in m of places (m,); as `place`."""
    east, north = np.empty(lon.size), np.empty(lon.size)
    for i in range(lon.size):
        east[i], north[i] = place(lon[i], lat[i], lon0, lat0)
    return east, north


def paths_of(
    predicted: Sequence[Predicted], time_s: Array, lon0: float, lat0: float
) -> tuple[Paths, Array]:
    """Return the paths of ships in the plane around a centre, and their speeds as `at`, m/s.

    Parameters
    ----------
    predicted : at least one. time_s : (k+1,) moments, within each ship's times.
    lon0, lat0 : centre, degrees.
    """
    first = np.cumsum([0, *(len(each.time_s) for each in predicted)], dtype=np.int64)
    told = {
        name: np.concatenate([np.asarray(getattr(each, name), float) for each in predicted])
        for name in (
            *("time_s", "lon", "lat", "course_deg", "speed"),
            *("along_sd_m", "across_sd_m"),
        )
    }
    along, across = (np.maximum(told[name], LEAST_SD_M) for name in ("along_sd_m", "across_sd_m"))
    x, y = flat(told["lon"], told["lat"], lon0, lat0)
    course = told["course_deg"] * _RADIAN
    pieces, starts, arc, crab = _pieces(first, x, y, course, across)
    parts = np.arange(CUTS * (time_s.size - 1) + 1) / CUTS
    moments = np.interp(parts, np.arange(time_s.size), time_s)
    out = [np.empty((len(predicted), moments.size)) for _ in range(5)]
    columns = (arc, along, across, crab, told["speed"])
    for values, into in zip(columns, out, strict=True):
        _resample(first, told["time_s"], values, moments, into)
    at, along, across, crab, speed = out
    px, py, ux, uy, to, length = np.ascontiguousarray(pieces[: starts[-1]].T)
    slow = at[:, -1] - at[:, 0] < _SLOW * (time_s[-1] - time_s[0])
    cuts = _cuts(at, along, across)
    return Paths(px, py, ux, uy, to, length, starts, at, along, across, crab, slow, cuts), speed


def _cuts(at: Array, along: Array, across: Array) -> Index:
    """Return in how many parts each ship must go through a step, (s, k), so that all runs straight.

    Straight within two hundredths of the errors and 1 m, in the place along twice that. Held to
    half of it predicted ships change by 1e-5, and the sweep takes a thirtieth longer.
    """
    found = np.full((at.shape[0], at.shape[1] // CUTS), CUTS, np.int64)
    for cuts in (2, 1):
        even, every = np.ones(found.shape, bool), CUTS // cuts
        for values, sd, times in ((at, along, 2.0), (along, along, 1.0), (across, across, 1.0)):
            ends = values[:, ::every]
            for part in range(1, every):
                off = ends[:, :-1] + (part / every) * np.diff(ends) - values[:, part::every]
                close = np.abs(off) <= times * (_EVEN * sd[:, part::every] + _EVEN_M)
                even &= close.reshape(*found.shape, cuts).all(axis=2)
        found[even] = cuts
    return found


@allocating
def _resample(first: Index, told_s: Array, values: Array, time_s: Array, out: Array) -> None:
    """Fill out (s, k) with what each ship's values (m,) are at the moments, linear between."""
    for s in range(out.shape[0]):
        j, last = first[s], first[s + 1] - 1
        for k in range(time_s.size):
            while j + 1 < last and told_s[j + 1] < time_s[k]:
                j += 1
            if j == last:
                out[s, k] = values[last]
                continue
            part = (time_s[k] - told_s[j]) / (told_s[j + 1] - told_s[j])
            part = min(max(part, 0.0), 1.0)
            out[s, k] = values[j] + part * (values[j + 1] - values[j])


@allocating
def _pieces(
    first: Index, x: Array, y: Array, course: Array, across: Array
) -> tuple[Array, Index, Array, Array]:
    """Return pieces (m, 6), the first piece of each ship (s+1,), and for each vertex (m,) the path
    length there and the angle of the hull to the path."""
    pieces, count, starts = np.empty((x.size, 6)), 0, np.zeros(first.size, np.int64)
    arc, crab = np.zeros(x.size), np.zeros(x.size)
    for s in range(first.size - 1):
        starts[s] = count
        begin, last = first[s], first[s + 1] - 1
        length, any_, at, end = 0.0, False, begin, -1
        while end < last:
            end = _straight(x, y, across, at, last)
            ux, uy, size = _heading(x, y, course, at, end)
            if size > 0.0 or (end == last and not any_):
                any_ = True
                pieces[count, 0], pieces[count, 1] = x[at], y[at]
                pieces[count, 2], pieces[count, 3] = ux, uy
                pieces[count, 4], pieces[count, 5] = length, size
                count += 1
            for j in range(at, end + 1):
                part = (x[j] - x[at]) * ux + (y[j] - y[at]) * uy
                arc[j] = length + min(max(part, 0.0), size)
                crab[j] = _crab(x, y, course[j], begin, j, last)
            length += size
            at = end
    starts[first.size - 1] = count
    return pieces, starts, arc, crab


@compiled
def _heading(x: Array, y: Array, course: Array, at: int, end: int) -> tuple[float, float, float]:
    """Return the unit vector of a piece and its length; its hull's and 0 where it hardly moves."""
    dx, dy = x[end] - x[at], y[end] - y[at]
    size = math.sqrt(dx * dx + dy * dy)
    if size >= _STILL_M:
        return dx / size, dy / size, size
    heading = course[at] if math.isfinite(course[at]) else 0.0
    return math.sin(heading), math.cos(heading), 0.0


@compiled
def _straight(x: Array, y: Array, across: Array, at: int, last: int) -> int:
    """Return the last vertex to which a straight piece from one can run, near all between."""
    low, high, middle, farthest = -math.pi, math.pi, math.nan, 0.0
    for j in range(at + 1, last + 1):
        dx, dy = x[j] - x[at], y[j] - y[at]
        size, near = math.sqrt(dx * dx + dy * dy), 0.5 + 0.02 * across[j]
        if size < farthest - near:
            return j - 1
        farthest = max(farthest, size)
        if size <= near:
            continue
        angle = math.atan2(dx, dy)
        if math.isnan(middle):
            middle = angle
        off, open_ = _wrapped(angle - middle), math.asin(near / size)
        if not low <= off <= high:
            return j - 1
        low, high = max(low, off - open_), min(high, off + open_)
    return last


@compiled
def _crab(x: Array, y: Array, course: float, begin: int, j: int, last: int) -> float:
    """Return the angle from the path at a vertex to the hull, to the left, radians.

    In a bend no angle between that of the path before and after it counts as crab; nor does one
    over 30 degrees, or that of a ship that hardly moves.
    """
    if not math.isfinite(course):
        return 0.0
    off = math.nan
    for a, b in ((j - 1, j), (j, j + 1)):
        if a < begin or b > last:
            continue
        dx, dy = x[b] - x[a], y[b] - y[a]
        if dx * dx + dy * dy < 1.0:
            return 0.0
        found = _wrapped(math.atan2(dx, dy) - course)
        if not math.isnan(off) and found * off <= 0.0 and abs(found - off) < math.pi:
            return 0.0
        if math.isnan(off) or abs(found) < abs(off):
            off = found
    return off if abs(off) <= _CRAB else 0.0


@compiled
def _wrapped(angle: float) -> float:
    """Return an angle in [-pi, pi), radians."""
    return (angle + math.pi) % (2.0 * math.pi) - math.pi
