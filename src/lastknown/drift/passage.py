"""What the particles move through and when: the field, the steps, the threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.kernel import run_particles
from lastknown.drift.layout import NO_SHORE, Field, Motion, Schedule, Tracks
from lastknown.drift.random import normal_table
from lastknown.geo.coast import Coast, CoastIndex, build_index
from lastknown.geo.plane import metres_per_degree
from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.forcing import Forcing

__all__ = ["field_of", "run_motion", "schedule_of"]

Array = NDArray[np.float64]

_KEPT_S = 600.0
_SCALE_DEG = 0.01
_CHUNK = 512


def field_of(forcing: Forcing) -> Field:
    """Return the compiled engine's field: the forcing, and degrees per metre by latitude.

    The table's rows are 0.01 degree apart: linear between them to 1e-7 of the value at 85 degrees.
    """
    low = forcing.lat0 - 1.0
    rows = int(np.ceil((forcing.dlat * (forcing.data.shape[1] - 1) + 2.0) / _SCALE_DEG)) + 1
    lat = np.clip(low + _SCALE_DEG * np.arange(rows), -89.99, 89.99)
    scale = np.array([metres_per_degree(each) for each in lat])
    return Field(
        forcing.data,
        forcing.t0_s,
        forcing.dt_s,
        forcing.lon0,
        forcing.dlon,
        forcing.lat0,
        forcing.dlat,
        1.0 / scale,
        low,
        _SCALE_DEG,
    )


def schedule_of(
    t0_s: float, at_s: float, end_s: float, step_s: float, output_s: float, scheme: int,
    shore: int, current: CurrentError, wind: WindError,
) -> Schedule:  # fmt: skip
    """Return the steps of a run and the times that are kept.

    Steps of `step_s` from `t0_s`, cut so that `at_s` and `end_s` are ends of steps; states are
    kept every `output_s` before `at_s` and every 600 s from it on, and at the end.
    """
    middle = min(max(at_s, t0_s), end_s)
    before = _ruler(t0_s, middle, step_s)
    after = _ruler(middle, end_s, min(step_s, _KEPT_S))
    edges = np.concatenate((before[:-1], after))
    wanted = np.concatenate((_ruler(t0_s, middle, output_s), _ruler(middle, end_s, _KEPT_S)))
    kept = np.unique(np.searchsorted(edges, wanted - 1e-6))
    keep = np.full(edges.size, -1, np.int64)
    keep[kept] = np.arange(kept.size)
    h = np.diff(edges)
    phi_c, kick_c = _memory(h, current.sd_ms, current.half_life_s)
    phi_w, kick_w = _memory(h, wind.sd_ms, wind.half_life_s)
    return Schedule(
        edges, keep, phi_c, kick_c, phi_w, kick_w, current.sd_ms, wind.sd_ms, scheme, shore
    )


def _ruler(first: float, last: float, step: float) -> Array:
    """Return first, first + step, … and last itself."""
    marks = np.arange(first, last - 1e-6, step)
    return np.concatenate((marks, [last]))


def _memory(h: Array, sd: float, half_life: float) -> tuple[Array, Array]:
    """Return factor and sd of the increment of a first-order autoregressive error over steps h."""
    phi = np.exp2(-h / half_life) if half_life > 0.0 else np.zeros_like(h)
    return phi, sd * np.sqrt(1.0 - phi * phi)


def run_motion(
    seed: int, field: Field, coast: Coast | None, schedule: Schedule, motion: Motion,
    threads: int | None = None, progress: Callable[[float], None] | None = None,
) -> Tracks:  # fmt: skip
    """Return the tracks of all particles; the same whatever the number of threads."""
    n, kept = motion.ids.size, int(schedule.keep.max()) + 1
    tracks = Tracks(
        np.full((n, kept), np.nan),
        np.full((n, kept), np.nan),
        np.zeros((n, kept), np.int8),
        np.zeros((n, kept), np.int8),
        np.full((n, 3), np.nan),
        np.full(n, np.nan),
    )
    index = coast.index if coast is not None else _no_coast()
    if coast is None:
        schedule = schedule._replace(shore=NO_SHORE)
    table = normal_table()

    def work(first: int) -> None:
        last = min(first + _CHUNK, n)
        run_particles(first, last, seed, field, index, schedule, motion, table, tracks)

    work(0)  # compiles once, before the threads
    starts = range(_CHUNK, n, _CHUNK)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for done, _ in enumerate(pool.map(work, starts), 2):
            if progress is not None:
                progress(min(1.0, done * _CHUNK / n))
    return tracks


def _no_coast() -> CoastIndex:
    """Return an index without any shore."""
    return build_index([], (-1.0, -1.0, 1.0, 1.0))
