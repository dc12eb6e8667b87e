"""How long a shore check takes: steps of 500 m in the Dover Strait, checked against shapely.

Run: ``python benchmarks/coast.py [--json]``.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import numpy as np
import shapely
from numba import njit

from lastknown.geo.coast import Coast, first_crossing, is_land
from lastknown.geo.pack import open_pack
from lastknown.geo.plane import metres_per_degree

STEP_M = 500.0
AREAS = {"whole box": (-2.5, 49.2, 4.6, 52.6), "strait": (1.0, 50.6, 2.0, 51.4)}


@njit
def cross_all(index, lon0, lat0, lon1, lat1, fraction, segment):  # type: ignore[no-untyped-def]
    for at in range(lon0.size):
        fraction[at], segment[at] = first_crossing(index, lon0[at], lat0[at], lon1[at], lat1[at])


def draw_steps(coast: Coast, box: tuple[float, ...], number: int) -> list[np.ndarray]:
    draw = np.random.default_rng(1)
    lon, lat = draw.uniform(box[0], box[2], 3 * number), draw.uniform(box[1], box[3], 3 * number)
    sea = np.flatnonzero(~is_land(coast.index, lon, lat))[:number]
    angle = draw.uniform(0.0, 2.0 * np.pi, len(sea))
    east, north = metres_per_degree(float(np.mean(lat[sea])))
    lon1 = lon[sea] + STEP_M * np.sin(angle) / east
    lat1 = lat[sea] + STEP_M * np.cos(angle) / north
    return [lon[sea], lat[sea], lon1, lat1]


def measure(coast: Coast, area: str, number: int = 200_000) -> dict[str, Any]:
    ends = draw_steps(coast, AREAS[area], number)
    fraction, segment = np.empty(len(ends[0])), np.empty(len(ends[0]), dtype=np.int64)
    cross_all(coast.index, *ends, fraction, segment)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        cross_all(coast.index, *ends, fraction, segment)
        took.append(time.perf_counter() - start)
    part = np.minimum(fraction, 1.0)
    inland = is_land(
        coast.index, ends[0] + part * (ends[2] - ends[0]), ends[1] + part * (ends[3] - ends[1])
    )
    return {
        "area": area,
        "steps": len(ends[0]),
        "ns_per_call": round(min(took) / len(ends[0]) * 1e9, 1),
        "share_ashore": round(float((fraction <= 1.0).mean()), 5),
        "ended_inland": int(inland.sum()),
        "differ_from_shapely": int((met_by_shapely(coast, ends) != (fraction <= 1.0)).sum()),
    }


def met_by_shapely(coast: Coast, ends: list[np.ndarray]) -> np.ndarray:
    """Return whether each step meets a shore by shapely."""
    index = coast.index
    a, b = np.stack([index.ax, index.ay], -1), np.stack([index.bx, index.by], -1)
    lines = shapely.multilinestrings(shapely.linestrings(np.stack([a, b], axis=1)))
    shapely.prepare(lines)
    ways = shapely.linestrings(np.stack([np.stack(ends[:2], -1), np.stack(ends[2:], -1)], axis=1))
    return np.asarray(shapely.intersects(lines, ways))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object a line")
    as_json = parser.parse_args().json
    coast = open_pack("dover-strait").coast()
    for area in AREAS:
        row = measure(coast, area)
        print(json.dumps(row) if as_json else "  ".join(f"{k} {v}" for k, v in row.items()))


if __name__ == "__main__":
    main()
