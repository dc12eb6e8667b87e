"""What it would change if ships' hulls lay otherwise than along their way over the ground.

Simulated ships steer where they go. Here the same ships, as `benchmarks/ships_together.py` has them
in the lanes, are predicted with heads 8.1 degrees to one side of their way, as a ship of 7 m/s
holds hers against a tidal stream of 1 m/s across, and with heads against the shipped pack's stream.
Prints the chance that any of them strikes the boat, that one comes within 0.25 NM, and by how much
the chances of single ships grow.

    python benchmarks/ships_heading.py [--ships 100] [--particles 4000]
"""

from __future__ import annotations

import argparse
import math
from dataclasses import replace

import numpy as np
from ships_together import AT, HOURS, boats, fleet

import lastknown as lk
from lastknown.desk.ships.stream import stream_of
from lastknown.ships.strike import strike
from lastknown.ships.strikes import Strikes
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR

CRAB_DEG = math.degrees(math.atan2(1.0, 7.0))
UNDER_WAY = 2.0
"""Slower ships, m/s, keep the hull they are predicted with."""
LEAST = 0.001


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ships", type=int, default=100)
    parser.add_argument("--particles", type=int, default=4000)
    given = parser.parse_args()
    at_s = to_seconds(parse_time(AT))
    ships, cloud = fleet(given.ships), boats(given.particles)

    def found(crab_deg: float) -> Strikes:
        turned = [
            replace(each, course_deg=(each.course_deg + crab_deg * (each.speed > UNDER_WAY)) % 360)
            for each in ships
        ]
        return strike(turned, cloud, at_s, at_s + HOURS * HOUR)

    plain = found(0.0)
    told = {f"{off:+.1f} deg off": found(off) for off in (0.0, -CRAB_DEG, CRAB_DEG)}
    stemming = fleet(given.ships, stream_of(lk.open_sea("dover-strait")))
    told["against the stream"] = strike(stemming, cloud, at_s, at_s + HOURS * HOUR)
    for name, one in told.items():
        any_, near = one.combined()[0], one.combined("within_quarter")[0]
        seen = plain.strike[:, 0] > LEAST
        times = one.strike[seen, 0] / plain.strike[seen, 0]
        print(
            f"heads {name}: any strikes {any_:.4f}, within 0.25 NM {near:.3f}; "
            f"{np.count_nonzero(seen)} ships over {LEAST:g}: times {np.min(times):.2f} to "
            f"{np.max(times):.2f}, half over {np.median(times):.2f}"
        )
    turned = [one.course_deg - each.course_deg for one, each in zip(stemming, ships, strict=True)]
    off = np.abs((np.array(turned) + 180.0) % 360.0 - 180.0)
    half, most = np.quantile(off, (0.5, 0.9))
    print(f"the stream turns half of the heads by over {half:.1f} deg, 1 in 10 by over {most:.1f}")


if __name__ == "__main__":
    main()
