"""How long the best division of effort and its ceiling take, and how far apart they end.

Run: ``python benchmarks/effort.py [--json]``. `gap` is the duality gap as a share of the value.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from lastknown.search import ceiling, cloud_ceiling, divide_effort, forward_and_backward
from lastknown.search.detection import pod_parallel


def timed(name: str, work: Callable[[], Any], runs: int = 3) -> dict[str, Any]:
    work()  # compiles, and imports what is needed
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        took.append(time.perf_counter() - start)
    row: dict[str, Any] = {"case": name, "ms": round(min(took) * 1e3, 1)}
    if isinstance(result, float):
        return row | {"ceiling": round(result, 6)}
    return row | {"value": round(result.value, 6), "gap": float(f"{result.gap / result.value:.1e}")}


def at_rest(cells: int, kinds: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a drawn-out map, rates that no two kinds share, and effort for coverage 0.5 a kind."""
    draw = np.random.default_rng(1)
    p = draw.exponential(size=cells) ** 3
    return p / p.sum(), draw.uniform(0.1, 1.0, (cells, kinds)), np.full(kinds, 0.1 * cells)


def moving(cells: int, periods: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a round cloud that spreads, one cell's side a period, and 2 cells' effort each."""
    place = np.random.default_rng(2).random((cells, 2))
    apart = ((place[:, None] - place[None]) ** 2).sum(axis=-1)
    moves = np.exp(-apart * cells / 2)
    start = np.exp(-((place - 0.5) ** 2).sum(axis=-1) / 2 / 0.15**2)
    return start / start.sum(), moves / moves.sum(axis=1, keepdims=True), np.full(periods, 2.0)


def rows() -> list[dict[str, Any]]:
    p, w, effort = at_rest(10_000, 4)
    start, moves, looks = moving(200, 20)
    draw = np.random.default_rng(3)
    rho, each = np.exp(draw.normal(size=(18, 7_500))), np.full(7_500, 1 / 7_500)
    same = np.outer(w[:, 0], [1.0, 2.0, 0.5, 1.5])
    return [
        timed("10,000 cells, 1 kind", lambda: divide_effort(p, w[:, 0], 5_000.0)),
        timed("10,000 cells, 4 kinds", lambda: divide_effort(p, w, effort)),
        timed(
            "10,000 cells, 4 kinds, parallel",
            lambda: divide_effort(p, w, effort, curve=pod_parallel),
        ),
        timed("10,000 cells, tracks of 4 kinds", lambda: ceiling(p, same, effort)),
        timed("200 cells, 20 periods", lambda: forward_and_backward(start, moves, looks, 1.0)),
        timed(
            "200 cells, 20 periods, tracks", lambda: ceiling(start, 1.0, looks, transition=moves)
        ),
        timed(
            "7,500 particles, 18 periods, tracks",
            lambda: cloud_ceiling(each, rho, np.full(18, 0.004)),
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object a line")
    as_json = parser.parse_args().json
    for row in rows():
        print(json.dumps(row) if as_json else "  ".join(f"{k} {v}" for k, v in row.items()))


if __name__ == "__main__":
    main()
