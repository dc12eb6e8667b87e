"""How long a new report takes, and how far the stand-in for the drift is from the ensemble.

Run: ``python benchmarks/boats.py [--json]``. Promised: at most 1 s a report at 100 reports on two
cores. A night grows report by report; only the new one's motion is computed, all else anew. Then,
for boats adrift and under way, the ensemble's mean and spread beside those of the association.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from typing import Any

import numpy as np
from night_cases import night, open_sea

import lastknown as lk
from lastknown.boats import Report, associate, reach_of
from lastknown.boats.weights import MOTIONS
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position

SIZES = (10, 25, 50, 75, 100)
HOURS = (1, 3, 6)
PLACES = ((1.74, 51.14), (1.55, 50.98), (1.50, 50.85))


def timed(sea: Any) -> list[dict[str, float]]:
    """Return the seconds that one more report takes, wall and processor, by reports at hand."""
    made = night(3, sea, boats=22, most=max(SIZES))
    reports = made.reports
    associate(reports[:3], reach_of(reports[:3], sea))
    rows = []
    for size in SIZES:
        names = {report.id for report in reports[:size]}
        identities = [each for each in made.identities if {each.a, each.b} <= names]
        known = reach_of(reports[: size - 1], sea)
        wall, cpu = time.perf_counter(), time.process_time()
        answer = associate(
            reports[:size], reach_of(reports[:size], sea, known), identities=identities
        )
        rows.append(
            {
                "reports": len(answer.reports),
                "seconds": time.perf_counter() - wall,
                "processor_s": time.process_time() - cpu,
            }
        )
    return rows


def beside_the_ensemble(sea: Any) -> list[dict[str, float | str]]:
    """Return, by motion and hours, distance of the means and both spreads, km, mean of places."""
    rows: list[dict[str, float | str]] = []
    for kind, (_, sd, span, _) in zip(("adrift", "under way"), MOTIONS, strict=False):
        found = [_compare(sea, place, kind) for place in PLACES]
        for k, hours in enumerate(HOURS):
            t = hours * 3600.0
            fade = math.exp(-t / span)
            own = sd * span * math.sqrt(2 * (t / span - 1 + fade))
            rows.append(
                {
                    "motion": kind,
                    "hours": hours,
                    "means_apart_km": float(np.mean([each[k][0] for each in found])) / 1000,
                    "ensemble_sd_km": float(np.mean([each[k][1] for each in found])) / 1000,
                    "own_sd_km": own / 1000,
                }
            )
    return rows


def _compare(sea: Any, place: tuple[float, float], kind: str) -> list[tuple[float, float]]:
    """Return, for each of `HOURS`, how far the means are apart and the ensemble's sd, m."""
    phase = (
        lk.Phase("adrift")
        if kind == "adrift"
        else lk.Phase("under-way", course_deg=0, heading_sd_deg=180, speed_kn=3.5, speed_sd_kn=1)
    )
    begin = "2021-11-24T01:00Z"
    start = lk.Start(Position(*place), begin, error_nm=0.01, phases=(phase,))
    cloud = lk.drift_from(start, sea, until="2021-11-24T07:00Z", particles=2000)
    boat = cloud.isel(trajectory=(cloud["component"] == cloud["component"][0]).values)
    report = Report("a", "call", 1_637_715_600.0, position=Position(*place))
    motion = reach_of([report], sea).of(report)
    assert motion is not None
    found = []
    for hours in HOURS:
        then = boat.sel(time=np.datetime64("2021-11-24T01:00") + np.timedelta64(hours, "h"))
        plane = Plane(*place)
        x, y = plane.to_xy(then["lon"].values, then["lat"].values)
        own_x, own_y = plane.to_xy(motion.lon[4 * hours], motion.lat[4 * hours])
        apart = math.hypot(float(own_x) - float(x.mean()), float(own_y) - float(y.mean()))
        found.append((apart, math.sqrt(0.5 * (float(x.var()) + float(y.var())))))
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    sea = open_sea()
    rows, beside = timed(sea), beside_the_ensemble(sea)
    if given.json:
        for row in (*rows, *beside):
            print(json.dumps(row))
        return
    print("| reports | seconds for one more | processor seconds |\n|---|---|---|")
    for row in rows:
        print(f"| {row['reports']:.0f} | {row['seconds']:.2f} | {row['processor_s']:.2f} |")
    print("\n| motion | hours | means apart, km | ensemble's sd, km | own sd, km |")
    print("|---|---|---|---|---|")
    for each in beside:
        figures = [f"{each[k]:.1f}" for k in ("means_apart_km", "ensemble_sd_km", "own_sd_km")]
        print(f"| {each['motion']} | {each['hours']} | {' | '.join(figures)} |")


if __name__ == "__main__":
    main()
