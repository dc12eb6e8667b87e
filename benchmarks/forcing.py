"""How long it takes to lay a day of tide and wind of the whole Dover Strait on a grid.

Run: ``python benchmarks/forcing.py [--json]``. The goal is 0.3 s.
"""

from __future__ import annotations

import argparse
import json
import time

from lastknown.sea.forcing import bake
from lastknown.sea.model import open_sea
from lastknown.sea.wind import Wind, hand_wind
from lastknown.times import parse_time, to_seconds

BEGIN_S = to_seconds(parse_time("2026-11-22T04:30Z"))
DAY_S = 86_400.0


def measure() -> dict[str, float]:
    """Return the least seconds of three runs, and of the processor, after one not counted."""
    (atlas,) = open_sea("dover-strait").sources
    sources = [atlas, hand_wind(Wind(10, 270))]
    took, used = [], []
    for _ in range(4):
        wall, core = time.perf_counter(), time.process_time()
        bake(sources, atlas.box, BEGIN_S, BEGIN_S + DAY_S)
        took.append(time.perf_counter() - wall)
        used.append(time.process_time() - core)
    return {"seconds": round(min(took[1:]), 3), "core_s": round(min(used[1:]), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object a line")
    as_json = parser.parse_args().json
    row = measure()
    if as_json:
        print(json.dumps(row))
    else:
        print(f"a day of the strait: {row['seconds']} s, {row['core_s']} s of core (goal 0.3)")


if __name__ == "__main__":
    main()
