"""How long the strike risk of 500 ships on 20,000 particles over 6 h takes.

Three pictures, states of the cloud each 10 min, ships predicted each 3 min with errors that grow
(in the first two to the side up to 600 m, along by 6 % of the way):

- strait: lanes that pass within 40 km of the boat on either side, as many ships as a national
  picture holds; about one in six passes within half a mile of some of the cloud.
- all through: every ship passes through the middle 10 km. The worst case; no strait has it.
- fishing: 100 ships within 15 NM at 1 to 6 kn by course, whose errors grow to 7.8 km in 6 h, as
  those of a prediction by course do. They stay about for all of the time.

Promised for strike and help of 500 ships together: under 1 s on two cores. Prints the load of the
machine, as threads wait for each other where it is not idle, and the time of the processor beside
the clock's.

Run: ``python benchmarks/ships_strike.py [--json]``.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from targets import at_most, end

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud
from lastknown.geo.plane import Plane
from lastknown.ships.ship import Predicted, Ship
from lastknown.ships.strike import strike

Array = NDArray[np.float64]

T0, HOURS, SHIPS, PARTICLES = 1_795_000_000.0, 6, 500, 20_000
PLACE = Plane(1.5, 51.0)
APART_M = {"strait": 25_000.0, "all through": 3_000.0}
FISHING = 100
ROUNDS = 5


def cloud(count: int = PARTICLES) -> Cloud:
    """Return boats that begin within 2 km and spread by 0.25 m/s each way under a tide."""
    draw = np.random.default_rng(1)
    time_s = T0 + np.arange(0.0, HOURS * 3600.0 + 1.0, 600.0)
    run = time_s - T0
    x, y = draw.normal(0.0, 2000.0, (2, count, 1))
    u, v = draw.normal(0.3, 0.25, (2, count, 1))
    tide = 1500.0 * np.sin(run / run[-1] * 2.0 * np.pi)
    lon, lat = PLACE.to_lonlat(x + u * run, y + v * run + tide)
    nan, zero = np.full(count, np.nan), np.zeros(count, np.int16)
    return Cloud(
        time_s=time_s, lon=lon, lat=lat, status=np.full(lon.shape, AFLOAT, np.int8),
        phase=np.zeros(lon.shape, np.int8), weight=np.full(count, 1.0 / count),
        component=np.full(count, BOAT, np.int8), parent=np.arange(count, dtype=np.int32),
        persons=np.full(lon.shape, 30, np.float32), hypothesis=zero, hypotheses=("adrift",),
        start=zero, what=zero, objects=("PIW-1",), start_lon=lon[:, 0], start_lat=lat[:, 0],
        start_s=np.full(count, T0), side=np.ones(count, np.int8), heading_deg=nan,
        own_speed_ms=nan, engine_stops_s=nan, swamps_s=nan, downwind_fraction=nan,
    )  # fmt: skip


def ships(apart_m: float, count: int = SHIPS) -> list[Predicted]:
    """Return ships that run north-east and south-west, a bend of 10 degrees half way."""
    draw = np.random.default_rng(2)
    time_s = T0 + np.arange(0.0, HOURS * 3600.0 + 1.0, 180.0)
    found = []
    for _ in range(count):
        speed, lane = draw.uniform(5.0, 10.0), draw.normal(0.0, apart_m)
        way, sign = draw.uniform(-1.0, 0.2) * speed * HOURS * 3600.0, draw.choice([-1.0, 1.0])
        gone = speed * (time_s - T0)
        turn = np.radians(np.where(way + gone < 0.0, 45.0, 55.0))
        x = (way + gone) * np.sin(turn) * sign + lane * 0.7
        y = (way + gone) * np.cos(turn) * sign - lane * 0.7
        lon, lat = PLACE.to_lonlat(x, y)
        length = draw.uniform(80.0, 300.0)
        course = np.degrees(np.arctan2(np.gradient(x), np.gradient(y))) % 360.0
        along, across = 100.0 + 0.06 * gone, np.minimum(50.0 + 0.02 * gone, 600.0)
        path = time_s, lon, lat, course, np.full(time_s.size, speed), along, across
        found.append(Predicted(hull(len(found), length), *path, "lane", 60.0))
    return found


def fishing(count: int = FISHING) -> list[Predicted]:
    """Return ships that go slowly anywhere about the boats, straight on."""
    draw = np.random.default_rng(3)
    time_s = T0 + np.arange(0.0, HOURS * 3600.0 + 1.0, 180.0)
    found = []
    for number in range(count):
        x, y = draw.uniform(-28_000.0, 28_000.0, 2)
        speed, course = draw.uniform(0.5, 3.0), draw.uniform(0.0, 360.0)
        gone, turn = speed * (time_s - T0), np.radians(course)
        lon, lat = PLACE.to_lonlat(x + gone * np.sin(turn), y + gone * np.cos(turn))
        sd = 100.0 + 0.356 * (time_s - T0)
        path = time_s, lon, lat, np.full(sd.size, course), np.full(sd.size, speed), sd, sd
        found.append(Predicted(hull(number, 24.0), *path, "course", 60.0))
    return found


def hull(number: int, length_m: float) -> Ship:
    """Return a ship of a length."""
    size = length_m, length_m / 6.5, 9.0, 6.0, length_m / 2.0, length_m / 13.0
    return Ship(200_000_000 + number, "", "", "cargo", *size)


def measure(picture: str) -> dict[str, Any]:
    """Return seconds by the clock and of the processor, the least of some rounds."""
    predicted = ships(APART_M[picture]) if picture in APART_M else fishing()
    boats, until_s = cloud(), T0 + HOURS * 3600.0
    took, worked, load = [], [], [os.getloadavg()[0]]
    found = strike(predicted, boats, T0, until_s)
    for _ in range(ROUNDS):
        start, begun = time.perf_counter(), time.process_time()
        found = strike(predicted, boats, T0, until_s)
        took.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    return {
        "ships": len(predicted),
        "seconds": round(min(took), 2),
        "processor_seconds": round(min(worked), 2),
        "cores": os.cpu_count(),
        "load": round(load[0], 1),
        "ships_that_may_come_within_half_a_mile": int((found.within_half > 1e-3).sum()),
        "strike": round(float(found.combined()[0]), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = {picture: measure(picture) for picture in (*APART_M, "fishing")}
    judged = [at_most(f"{picture}, s", each["seconds"], 1.0) for picture, each in found.items()]
    if parser.parse_args().json:
        print(json.dumps(found))
        end(judged)
        return
    for picture, each in found.items():
        print(
            f"{picture}: {each['ships']} ships, {PARTICLES} particles, {HOURS} h: "
            f"{each['seconds']} s ({each['processor_seconds']} s of processor time, "
            f"{each['cores']} cores, load {each['load']}); "
            f"{each['ships_that_may_come_within_half_a_mile']} ships come near"
        )
    print("\n".join(map(str, judged)))
    end(judged)


if __name__ == "__main__":
    main()
