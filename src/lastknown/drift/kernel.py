"""The compiled engine: one particle's whole run in one loop.

Motion over the ground of a search object (Allen & Plourde 1999; Breivik & Allen 2008)::

    dx/dt = A c(x, t + tau) + c' + k R(theta) w + L(w) + V,        w = w10(x, t) + w'

c is the source's current with one amplitude factor A and one timing error tau per particle (the
tide's error), c' and w' first-order autoregressive errors of current and wind, k R(theta) w the
wind-driven surface current that the source does not hold, L leeway along and across the wind,
V the boat's own motion through the water. Steps are explicit Euler, midpoint (RK2) or classical
RK4 on the ellipsoid (radii of curvature); c' and w' are held during a step.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined
from lastknown.drift.layout import EULER, NO_SHORE, RK2, SLIDE, Field, Motion, Schedule, Tracks
from lastknown.drift.random import step_bits, step_uniform, stream_key
from lastknown.geo.coast import CoastIndex, first_crossing

__all__ = ["STREAM_ERRORS", "STREAM_JIBES", "run_particles"]

STREAM_ERRORS, STREAM_JIBES = 1, 17
Pair: TypeAlias = tuple[float, float]
Four: TypeAlias = tuple[float, float, float, float]
Six: TypeAlias = tuple[float, float, float, float, float, float]
State: TypeAlias = tuple[float, float, int, int, Pair]
"""Longitude, latitude (degrees), phase, last phase begun, own u and v (m/s)."""
Sea: TypeAlias = tuple[float, float, float, float, float, float, float, float]
_NOT_YET, _AFLOAT, _ASHORE, _OUTSIDE = 0, 1, 2, 3
_SWAMPED = 2
_U0, _U1, _U2, _U3 = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
_MASK12 = np.uint64(0xFFF)
_RADIANS = math.pi / 180.0
_KEEP_OFF = 1e-6  # share of a step kept from the shore line: under 1 mm


@inlined
def _corner_mean(
    data: NDArray[np.float32], i: np.uint64, j: np.uint64, k: np.uint64,
    w: tuple[np.float32, np.float32, np.float32, np.float32], c: np.float32, q: np.uint64,
) -> float:  # fmt: skip
    """Return one quantity from the eight nodes around a point, weights w in space and c in time."""
    r, m, n = i + _U1, j + _U1, k + _U1
    before = w[0] * data[k, j, i, q] + w[1] * data[k, j, r, q]
    before += w[2] * data[k, m, i, q] + w[3] * data[k, m, r, q]
    after = w[0] * data[n, j, i, q] + w[1] * data[n, j, r, q]
    after += w[2] * data[n, m, i, q] + w[3] * data[n, m, r, q]
    return float((np.float32(1.0) - c) * before + c * after)


@inlined
def _sample(data: NDArray[np.float32], grid: Six, t: float, lon: float, lat: float) -> Four:
    """Return u, v, wind_u, wind_v in m/s, linear in time and bilinear in space; NaN outside.

    grid : first time, 1/step, first longitude, 1/spacing, first latitude, 1/spacing.
    """
    z, x, y = (t - grid[0]) * grid[1], (lon - grid[2]) * grid[3], (lat - grid[4]) * grid[5]
    nt, ny, nx = data.shape[0], data.shape[1], data.shape[2]
    if not (x >= 0.0 and y >= 0.0 and z >= 0.0 and x <= nx - 1 and y <= ny - 1 and z <= nt - 1):
        return math.nan, math.nan, math.nan, math.nan
    # unsigned indices: no test for negative ones (measured: 7.4 against 9.2 million steps/s)
    i, j = np.uint64(min(int(x), nx - 2)), np.uint64(min(int(y), ny - 2))
    k = np.uint64(min(int(z), nt - 2))
    a, b, c = np.float32(x - float(i)), np.float32(y - float(j)), np.float32(z - float(k))
    one = np.float32(1.0)
    w = ((one - b) * (one - a), (one - b) * a, b * (one - a), b * a)
    return (
        _corner_mean(data, i, j, k, w, c, _U0),
        _corner_mean(data, i, j, k, w, c, _U1),
        _corner_mean(data, i, j, k, w, c, _U2),
        _corner_mean(data, i, j, k, w, c, _U3),
    )


@inlined
def _degrees_per_metre(scale: NDArray[np.float64], rows: Pair, lat: float) -> Pair:
    """Return degrees of longitude and of latitude per metre, linear between the table's rows."""
    y = (lat - rows[0]) * rows[1]
    j = min(max(int(y), 0), scale.shape[0] - 2)
    b = y - j
    return (
        scale[j, 0] + b * (scale[j + 1, 0] - scale[j, 0]),
        scale[j, 1] + b * (scale[j + 1, 1] - scale[j, 1]),
    )


@inlined
def _rate(
    data: NDArray[np.float32], scale: NDArray[np.float64], grid: Six, rows: Pair,
    t: float, lon: float, lat: float, sea: Sea, own: Pair, lee: Four,
) -> Pair:  # fmt: skip
    """Return d(lon)/dt, d(lat)/dt in degrees/s; NaN outside the sea.

    sea : tide factor, tide shift s, along, across, current error u, v, wind error u, v
    own : the boat's own u, v through the water, m/s
    lee : downwind slope and offset, crosswind slope and offset (positive to the right)
    """
    factor, shift, along, across, error_u, error_v, wind_error_u, wind_error_v = sea
    u, v, p, q = _sample(data, grid, t, lon, lat)
    if shift != 0.0:
        last = grid[0] + (data.shape[0] - 1) / grid[1]
        u, v, _, _ = _sample(data, grid, min(max(t + shift, grid[0]), last), lon, lat)
    p += wind_error_u
    q += wind_error_v
    speed = math.sqrt(p * p + q * q)
    down, cross = lee[0] + along, lee[2] + across
    if speed > 0.0:
        down += lee[1] / speed
        cross += lee[3] / speed
    u = factor * u + error_u + own[0] + down * p + cross * q
    v = factor * v + error_v + own[1] + down * q - cross * p
    sx, sy = _degrees_per_metre(scale, rows, lat)
    return u * sx, v * sy


@inlined
def _move(
    data: NDArray[np.float32], scale: NDArray[np.float64], grid: Six, rows: Pair, scheme: int,
    t: float, h: float, lon: float, lat: float, sea: Sea, own: Pair, lee: Four,
) -> Pair:  # fmt: skip
    """Return the step's change of longitude and latitude, degrees; NaN outside the sea."""
    ax, ay = _rate(data, scale, grid, rows, t, lon, lat, sea, own, lee)
    if scheme != EULER:
        half = 0.5 * h
        x, y = lon + half * ax, lat + half * ay
        bx, by = _rate(data, scale, grid, rows, t + half, x, y, sea, own, lee)
        if scheme == RK2:
            ax, ay = bx, by
        else:
            x, y = lon + half * bx, lat + half * by
            cx, cy = _rate(data, scale, grid, rows, t + half, x, y, sea, own, lee)
            x, y = lon + h * cx, lat + h * cy
            dx, dy = _rate(data, scale, grid, rows, t + h, x, y, sea, own, lee)
            ax = (ax + 2.0 * bx + 2.0 * cx + dx) / 6.0
            ay = (ay + 2.0 * by + 2.0 * cy + dy) / 6.0
    return h * ax, h * ay


@inlined
def _course(lon: float, lat: float, target_lon: float, target_lat: float, course: float) -> float:
    """Return the course steered, degrees true: `course`, or `course` off the target's bearing."""
    bearing = 0.0
    if not math.isnan(target_lon):
        phi1, phi2 = lat * _RADIANS, target_lat * _RADIANS
        lam = (target_lon - lon) * _RADIANS
        east = math.sin(lam) * math.cos(phi2)
        north = math.cos(phi1) * math.sin(phi2) - math.sin(phi1) * math.cos(phi2) * math.cos(lam)
        bearing = math.atan2(east, north) / _RADIANS
    return (bearing + course) % 360.0


@inlined
def _meet_shore(
    coast: CoastIndex, slide: bool, metres: Pair, lon: float, lat: float, dx: float, dy: float
) -> tuple[float, float, bool]:
    """Return the new longitude, latitude and whether the particle stopped ashore.

    metres : degrees of longitude and of latitude per metre.
    """
    hit, segment = first_crossing(coast, lon, lat, lon + dx, lat + dy)
    if hit > 1.0:
        return lon + dx, lat + dy, False
    part = max(0.0, hit - _KEEP_OFF)
    lon, lat = lon + part * dx, lat + part * dy
    if slide:
        ex = (coast.bx[segment] - coast.ax[segment]) / metres[0]
        ey = (coast.by[segment] - coast.ay[segment]) / metres[1]
        along = (1.0 - part) * (dx / metres[0] * ex + dy / metres[1] * ey) / (ex * ex + ey * ey)
        dx, dy = along * ex * metres[0], along * ey * metres[1]
        hit, _ = first_crossing(coast, lon, lat, lon + dx, lat + dy)
        part = 1.0 if hit > 1.0 else max(0.0, hit - _KEEP_OFF)
        lon, lat = lon + part * dx, lat + part * dy
    return lon, lat, not slide


@inlined
def _four_normals(bits: np.uint64, table: NDArray[np.float32]) -> Four:
    """Return four standard normals out of the low 48 of 64 random bits."""
    return (
        float(table[bits & _MASK12]),
        float(table[(bits >> np.uint64(12)) & _MASK12]),
        float(table[(bits >> np.uint64(24)) & _MASK12]),
        float(table[(bits >> np.uint64(36)) & _MASK12]),
    )


@inlined
def _own_motion(
    motion: Motion, n: int, phase: int, lon: float, lat: float
) -> tuple[float, float, float]:
    """Return the boat's own u, v (m/s) in a phase that begins here, and its course or NaN."""
    course = motion.course_deg[n, phase]
    speed = 0.0
    if not math.isnan(course):
        target = motion.target[n, phase]
        course = _course(lon, lat, target[0], target[1], course)
        speed = motion.speed_ms[n, phase]
    if speed == 0.0:
        return 0.0, 0.0, course
    return speed * math.sin(course * _RADIANS), speed * math.cos(course * _RADIANS), course


@inlined
def _leeway(motion: Motion, n: int, phase: int, side: int) -> Four:
    """Return downwind slope and offset (m/s), and the crosswind ones of a side of downwind."""
    line = motion.leeway[n, phase]
    m = 2 if side > 0 else 4
    return line[0], line[1], line[m], line[m + 1]


@inlined
def _begin_phase(
    n: int, phase: int, now: float, lon: float, lat: float, motion: Motion, tracks: Tracks
) -> Pair:
    """Return the own motion (m/s) of a phase that begins now; note its course, or the swamping."""
    u, v, course = _own_motion(motion, n, phase, lon, lat)
    if not math.isnan(course):
        tracks.steered_deg[n] = course
    if motion.kind[n, phase] == _SWAMPED:
        tracks.swamped[n, 0] = now
        tracks.swamped[n, 1] = lon
        tracks.swamped[n, 2] = lat
    return u, v


@inlined
def _advance(
    n: int, state: State, side: int, now: float, end: float, sea: Sea, grid: Six, rows: Pair,
    field: Field, coast: CoastIndex, schedule: Schedule, motion: Motion, tracks: Tracks,
) -> tuple[State, int]:  # fmt: skip
    """Return the state of one particle at `end` (s) and its status, through changes of phase."""
    lon, lat, phase, begun, own = state
    lee, lined = (0.0, 0.0, 0.0, 0.0), -1
    status = _AFLOAT
    while now < end and status == _AFLOAT:
        while motion.end_s[n, phase] <= now:
            phase += 1
        if phase != begun:
            begun = phase
            own = _begin_phase(n, phase, now, lon, lat, motion, tracks)
        if phase != lined:
            lined = phase
            lee = _leeway(motion, n, phase, side)
        stop = min(end, motion.end_s[n, phase])
        dx, dy = _move(
            field.data, field.scale, grid, rows, schedule.scheme, now, stop - now, lon, lat,
            sea, own, lee,
        )  # fmt: skip
        now = stop
        if math.isnan(dx + dy):
            status = _OUTSIDE
        elif schedule.shore == NO_SHORE:
            lon, lat = lon + dx, lat + dy
        else:
            metres = _degrees_per_metre(field.scale, rows, lat)
            slide = schedule.shore == SLIDE
            lon, lat, stopped = _meet_shore(coast, slide, metres, lon, lat, dx, dy)
            if stopped:
                status = _ASHORE
    return (lon, lat, phase, begun, own), status


@inlined
def _keep(n: int, column: int, state: State, status: int, motion: Motion, tracks: Tracks) -> None:
    """Write one kept state."""
    lon, lat, phase, _, _ = state
    tracks.status[n, column] = status
    tracks.phase[n, column] = motion.kind[n, phase]
    if status != _NOT_YET:
        tracks.lon[n, column] = lon
        tracks.lat[n, column] = lat


@inlined
def _remember(
    errors: Four, bits: np.uint64, k: int, schedule: Schedule, table: NDArray[np.float32]
) -> Four:
    """Return the errors of current u, v and wind u, v (m/s) in step k from those before it."""
    a, b, c, d = _four_normals(bits, table)
    phi_c, kick_c = schedule.current_phi[k], schedule.current_kick[k]
    phi_w, kick_w = schedule.wind_phi[k], schedule.wind_kick[k]
    return (
        phi_c * errors[0] + kick_c * a,
        phi_c * errors[1] + kick_c * b,
        phi_w * errors[2] + kick_w * c,
        phi_w * errors[3] + kick_w * d,
    )


@inlined
def _run_one(
    n: int, seed: int, grid: Six, rows: Pair, field: Field, coast: CoastIndex, schedule: Schedule,
    motion: Motion, table: NDArray[np.float32], tracks: Tracks,
) -> None:  # fmt: skip
    """Run one particle through all steps."""
    key = stream_key(seed, motion.ids[n], STREAM_ERRORS)
    jibe_key = stream_key(seed, motion.ids[n], STREAM_JIBES)
    a, b, c, d = _four_normals(step_bits(key, -1), table)
    sd_c, sd_w = schedule.current_sd_ms, schedule.wind_sd_ms
    errors = (sd_c * a, sd_c * b, sd_w * c, sd_w * d)
    factor, shift = motion.tide_factor[n], motion.tide_shift_s[n]
    along, across = motion.drift_along[n], motion.drift_across[n]
    none: Any = np.int64(-1)  # not a bare -1, for which all that is called is compiled once more
    state = (motion.lon[n], motion.lat[n], none + 1, none, (0.0, 0.0))
    start, jibes, side = motion.start_s[n], motion.jibe_per_s[n], int(motion.side[n])
    status, steps = _NOT_YET, schedule.edges_s.size - 1
    for k in range(steps + 1):
        now = schedule.edges_s[k]
        if status == _NOT_YET and start <= now:
            status = _AFLOAT
        if schedule.keep[k] >= 0:
            _keep(n, schedule.keep[k], state, status, motion, tracks)
        if k < steps and status < _ASHORE:
            if k > 0:
                errors = _remember(errors, step_bits(key, k), k, schedule, table)
            now, end = max(start, now), schedule.edges_s[k + 1]
            if now < end:
                if jibes > 0.0 and step_uniform(jibe_key, k) < jibes * (end - now):
                    side = -side
                sea = (factor, shift, along, across, *errors)
                state, status = _advance(
                    n, state, side, now, end, sea, grid, rows,
                    field, coast, schedule, motion, tracks,
                )  # fmt: skip


@compiled
def run_particles(
    first: int, last: int, seed: int, field: Field, coast: CoastIndex, schedule: Schedule,
    motion: Motion, table: NDArray[np.float32], tracks: Tracks,
) -> None:  # fmt: skip
    """Run the particles first <= n < last to the end of the schedule, filling `tracks`.

    Units and shapes are those of `Field`, `Schedule`, `Motion` and `Tracks`; `table` is
    `normal_table()`. A particle depends on nothing but its own row and the seed.
    """
    rows = (field.scale_lat0, 1.0 / field.scale_dlat)
    grid = (
        field.t0_s, 1.0 / field.dt_s, field.lon0, 1.0 / field.dlon, field.lat0, 1.0 / field.dlat,
    )  # fmt: skip
    for n in range(first, last):
        _run_one(n, seed, grid, rows, field, coast, schedule, motion, table, tracks)
