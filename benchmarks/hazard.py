"""How fast detection is evaluated: moving particles against the legs of a search, by curve.

Run: ``python benchmarks/hazard.py [--json]``. Promised: 20 million pairs/s on one core.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np

from lastknown.search.detection import Targets
from lastknown.search.hazard import curve_hazard
from lastknown.search.lateral import (
    ABEAM,
    ALL_ROUND,
    LateralRange,
    definite_range,
    inverse_cube_curve,
    log_odds,
    table_curve,
)

W = 1500.0
PARTICLES, LEGS = 7500, 32
TABLE_X, TABLE_P = np.linspace(0.0, 2000.0, 21), np.linspace(0.9, 0.0, 21)
CURVES = {
    "inverse cube, all round": inverse_cube_curve(W),
    "inverse cube, more to the right": inverse_cube_curve(W, left_share=0.3),
    "log-odds, all round": log_odds(W, 0.65),
    "log-odds, abeam": log_odds(W, 0.65, look_deg=ABEAM),
    "definite range": definite_range(W),
    "table, 41 points, all round": table_curve(TABLE_X, TABLE_P, mirrored=True, look_deg=ALL_ROUND),
}


def scene() -> tuple[np.ndarray, Targets]:
    """Return legs that take 100 s each and particles with states every 600 s."""
    draw = np.random.default_rng(1)
    time_s = np.arange(7) * 600.0
    x, y = np.cumsum(draw.normal(0, 400, (2, 7, PARTICLES)), axis=1)
    x, y = x + draw.uniform(-8000, 8000, PARTICLES), y + draw.uniform(-8000, 8000, PARTICLES)
    factor = np.full((6, PARTICLES), W**2 / (8 * np.pi))
    north = -8000.0 + 500.0 * np.arange(LEGS)
    start = 100.0 * np.arange(LEGS)
    east = np.full(LEGS, 8000.0)
    legs = np.column_stack([-east, north, start, east, north, start + 100.0])
    return legs, Targets(time_s, x, y, factor)


def measure(curve: LateralRange) -> float:
    """Return million particle-leg pairs a second, best of seven."""
    legs, targets = scene()
    curve_hazard(curve, legs, targets)
    took = []
    for _ in range(7):
        start = time.perf_counter()
        curve_hazard(curve, legs, targets)
        took.append(time.perf_counter() - start)
    return round(LEGS * PARTICLES / min(took) / 1e6, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = {name: measure(curve) for name, curve in CURVES.items()}
    if parser.parse_args().json:
        print(json.dumps({"million_pairs_per_s": found}))
        return
    for name, rate in found.items():
        print(f"{name:34s}{rate:8.1f} million particle-leg pairs/s")


if __name__ == "__main__":
    main()
