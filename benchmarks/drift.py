"""How fast the drift engine is beside a kernel that only interpolates and steps.

Both run RK2 with 600 s steps for 24 h on the same gridded forcing (67 x 347 x 301, four
quantities, float32). The engine carries everything: leeway, jibing, errors of current and wind,
two phases, and the shipped coast. One table row, or with --json one object a line, for each number
of particles and threads; the ratio is of two rates measured in the same minute.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled
from lastknown.drift.begin import read_site
from lastknown.drift.crew import motion_of, muster
from lastknown.drift.kernel import _degrees_per_metre, _sample
from lastknown.drift.layout import RK2, STOP, Field
from lastknown.drift.passage import field_of, run_motion, schedule_of
from lastknown.drift.start import Phase, Start
from lastknown.geo.coast import is_land
from lastknown.geo.pack import open_pack
from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR
from lastknown.sea.forcing import Forcing

SHAPE = (67, 347, 301)
SEA = "2026-11-22T00:00Z"
T0 = 1795305600.0  # the same in seconds since 1970
STEP_S, STEPS = 600.0, 144


def forcing() -> Forcing:
    """Return a tide with eddies and a turning wind over the Dover Strait, hourly."""
    nt, ny, nx = SHAPE
    t = np.arange(nt)[:, None, None] * 3600.0
    y, x = np.linspace(0.0, 6.0, ny)[None, :, None], np.linspace(0.0, 6.0, nx)[None, None, :]
    tide = np.cos(2.0 * np.pi * t / 44712.0)
    data = np.empty((*SHAPE, 4), np.float32)
    data[..., 0] = 0.9 * tide + 0.2 * np.sin(2.0 * x + y) * np.cos(3.0 * y)
    data[..., 1] = 0.6 * tide + 0.2 * np.cos(2.0 * y - x) * np.sin(3.0 * x)
    data[..., 2] = 6.0 * np.cos(t / 40000.0) + 0.5 * np.sin(x)
    data[..., 3] = 6.0 * np.sin(t / 40000.0) + 0.5 * np.cos(y)
    filled = np.zeros((ny, nx), np.bool_)
    return Forcing(data, -0.5, 0.0125, 49.5, 0.0075, T0, 3600.0, filled)


@compiled
def bare(
    first: int, last: int, field: Field, lon: NDArray[np.float64], lat: NDArray[np.float64],
) -> None:  # fmt: skip
    """Move particles by the current alone: two interpolations and one step of RK2 each."""
    data, scale = field.data, field.scale
    rows = (field.scale_lat0, 1.0 / field.scale_dlat)
    grid = (
        field.t0_s, 1.0 / field.dt_s, field.lon0, 1.0 / field.dlon, field.lat0, 1.0 / field.dlat,
    )  # fmt: skip
    half = 0.5 * STEP_S
    for n in range(first, last):
        x, y = lon[n], lat[n]
        sx, sy = _degrees_per_metre(scale, rows, y)
        for k in range(STEPS):
            t = T0 + k * STEP_S
            u, v, p, q = _sample(data, grid, t, x, y)
            u, v, p, q = _sample(data, grid, t + half, x + half * u * sx, y + half * v * sy)
            x += STEP_S * u * sx + 0.0 * p
            y += STEP_S * v * sy + 0.0 * q
        lon[n], lat[n] = x, y


def run_bare(
    field: Field, lon: NDArray[np.float64], lat: NDArray[np.float64], threads: int
) -> None:
    """Run the bare kernel on so many threads."""
    lon, lat = lon.copy(), lat.copy()
    edges = np.linspace(0, lon.size, 4 * threads + 1).astype(int)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda k: bare(edges[k], edges[k + 1], field, lon, lat), range(4 * threads)))


def best(work: Callable[[], object], repeats: int) -> float:
    """Return the shortest wall time of several runs, s."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def measure(particles: int, threads: int, repeats: int) -> dict[str, float]:
    """Return the rates of engine and bare kernel in particle-steps per second."""
    coast = open_pack("dover-strait").coast()
    field = field_of(forcing())
    start = Start(
        "50°50'N 001°00'E", SEA, error_nm=8.0, what="inflatable-overloaded", jibes_per_hour=0.04,
        phases=(Phase("under-way", course_deg=300.0, speed_kn=3.5, fails_after_mean_h=1.5),
                Phase("adrift")),
    )  # fmt: skip
    ids = np.arange(particles)
    crew = muster(
        [start], [read_site(start)], [None], 1, ids, lambda x, y: is_land(coast.index, x, y)
    )
    motion = motion_of(crew, 1, MODEL_CURRENT_ERROR, field.lon0)
    schedule = schedule_of(
        T0, T0, T0 + STEPS * STEP_S, STEP_S, 3600.0, RK2, STOP, MODEL_CURRENT_ERROR, WIND_ERROR
    )

    def engine() -> None:
        run_motion(1, field, coast, schedule, motion, threads)

    def plain() -> None:
        run_bare(field, motion.lon, motion.lat, threads)

    engine()
    plain()
    work = particles * STEPS
    pairs = [(best(engine, 1), best(plain, 1)) for _ in range(repeats)]
    return {
        "particles": particles,
        "threads": threads,
        "particle_steps_per_s": round(work / min(pair[0] for pair in pairs)),
        "bare_particle_steps_per_s": round(work / min(pair[1] for pair in pairs)),
    }


def main() -> None:
    """Print the table, or one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each, the best counts")
    parser.add_argument("--particles", type=int, nargs="*", default=[5_000, 20_000, 100_000])
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    asked = parser.parse_args()
    if not asked.json:
        print("particles  threads  engine M/s    bare M/s  ratio")
    for particles in asked.particles:
        for threads in asked.threads:
            row = measure(particles, threads, asked.repeats)
            engine, plain = row["particle_steps_per_s"], row["bare_particle_steps_per_s"]
            if asked.json:
                print(json.dumps(row), flush=True)
            else:
                print(
                    f"{particles:9,d}  {threads:7d}  {engine / 1e6:10.2f}  {plain / 1e6:10.2f}"
                    f"  {engine / plain:5.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
