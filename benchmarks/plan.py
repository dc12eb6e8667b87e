"""How good plans are: twenty fixed cases over the tide of the Dover Strait.

For each: our probability of success (POS), the reference and the ceiling of the same units, the
manual's method (one square on the datum, its size by the optimal search factor, shared out by
strips), greedy (one unit after another), and the seconds to 90 % of the final value. All are scored
on realisations that no plan was made from. One table row a case, or with --json one object a line.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Start
from lastknown.evidence.searched import Searched, weigh_cloud
from lastknown.geo.position import Position
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.wind import Wind
from lastknown.search.detection import track_hazard
from lastknown.search.errand import Box, no_land
from lastknown.search.layout import lay_out
from lastknown.search.plan import last_return_s, plan_search
from lastknown.search.scene import make_scene
from lastknown.search.score import split
from lastknown.search.seat import Seat, make_seat
from lastknown.search.strips import mean_width, share_out
from lastknown.search.unit import Unit
from lastknown.times import from_seconds, parse_time, to_seconds

DAY, NIGHT = "2026-11-22T09:00Z", "2026-11-22T18:00Z"

FACTORS = ((0.5, 0.511), (1, 0.643), (2, 0.810), (4, 1.021), (8, 1.286), (15, 1.586), (30, 1.999))
"""Optimal search factor, half-side over the 50 % radius, by relative effort; ideal conditions."""

LIFEBOAT = {"speed_kn": 25, "search_speed_kn": 14, "endurance_h": 4.5, "kind": "lifeboat"}
HELICOPTER = {"speed_kn": 130, "search_speed_kn": 70, "endurance_h": 2.5, "kind": "helicopter"}
SHIP = {"speed_kn": 12, "search_speed_kn": 10, "endurance_h": 5, "kind": "ship"}
UNITS: tuple[tuple[str, Position, dict[str, Any], float, float], ...] = (
    ("Dover", Position(1.33, 51.11), LIFEBOAT, 1.2, 0.5),
    ("Lydd", Position(0.94, 50.95), HELICOPTER | {"height_ft": 500}, 0.9, 0.6),
    ("Calais", Position(1.85, 50.98), LIFEBOAT, 1.0, 0.4),
    ("Ship", Position(1.55, 50.98), SHIP, 1.4, 0.6),
    ("Ramsgate", Position(1.43, 51.32), LIFEBOAT, 1.2, 0.5),
    ("Touquet", Position(1.63, 50.51), HELICOPTER | {"height_ft": 1000}, 0.8, 0.5),
    ("Dungeness", Position(0.98, 50.90), LIFEBOAT, 1.0, 0.4),
    ("Boulogne", Position(1.57, 50.74), LIFEBOAT, 0.9, 0.4),
)
"""Name, place, what it can do, sweep width for the boat by day and in the dark, NM."""


class Case(NamedTuple):
    """Units, boats, hours since the fix, error of the fix in NM, when, and earlier searches."""

    units: int
    boats: int
    age_h: float
    error_nm: float
    at: str
    searches: int


CASES = (
    Case(1, 1, 1, 0.5, DAY, 0), Case(1, 1, 4, 0.5, DAY, 0), Case(1, 1, 8, 2.0, DAY, 0),
    Case(1, 2, 4, 1.0, DAY, 0), Case(1, 1, 5, 0.5, NIGHT, 0), Case(1, 1, 4, 1.0, DAY, 1),
    Case(2, 1, 2, 0.5, DAY, 0), Case(2, 1, 6, 1.0, NIGHT, 0), Case(2, 2, 5, 1.0, DAY, 0),
    Case(2, 3, 6, 1.0, DAY, 1), Case(3, 1, 3, 1.0, DAY, 0), Case(3, 1, 10, 2.0, DAY, 0),
    Case(3, 2, 4, 0.5, NIGHT, 1), Case(3, 3, 5, 0.5, DAY, 0), Case(4, 1, 8, 3.0, DAY, 0),
    Case(4, 2, 6, 1.0, DAY, 1), Case(5, 1, 6, 1.0, NIGHT, 1), Case(5, 3, 8, 1.0, DAY, 0),
    Case(6, 2, 10, 2.0, DAY, 0), Case(8, 3, 10, 2.0, DAY, 1),
)  # fmt: skip
FIXES = (Position(1.60, 51.02), Position(1.38, 50.88), Position(1.75, 51.16))


def crew(case: Case) -> list[Unit]:
    """Return the units of a case, ready 20 minutes after planning."""
    ready = from_seconds(to_seconds(parse_time(case.at)) + 1200.0)
    return [
        Unit(name, place, ready, **able, sweep_width_nm={"boat": day, "person": 0.1},
             night_sweep_width_nm={"boat": night, "person": 0.05})
        for name, place, able, day, night in UNITS[: case.units]
    ]  # fmt: skip


def cloud_of(case: Case, number: int, particles: int, sea: Sea) -> Cloud:
    """Return the cloud of a case, with its earlier searches counted."""
    at = to_seconds(parse_time(case.at))
    units = crew(case)
    begin = from_seconds(at - case.age_h * 3600.0)
    starts = [Start(FIXES[k], begin, error_nm=case.error_nm) for k in range(case.boats)]
    early = at - 3.0 * 3600.0 * case.searches
    begin_s = min(max(early, at - case.age_h * 3600.0), at)
    end = from_seconds(last_return_s(units, case.at))
    run = Run(particles=particles, seed=100 + number)
    cloud = simulate(starts, sea, end, at=from_seconds(begin_s), run=run)
    if case.searches:
        first = crew(case._replace(units=1, at=from_seconds(begin_s).isoformat()))[0]
        first = Unit(**{**vars(first), "ready": from_seconds(begin_s), "endurance_h": 3.0})
        plan = plan_search(cloud, first, at=from_seconds(begin_s), over="3h", proof=False)
        cloud = weigh_cloud(cloud, Searched(plan))
    return cloud


def manual(cloud: Cloud, units: list[Unit], at: str) -> float:
    """Return the POS of one square on the datum shared out by strips, on the scoring half.

    Of eight ways to turn it, share it and creep, the one that happens to find most.
    """
    at_s = to_seconds(parse_time(at))
    scene = make_scene(cloud, at_s, min(last_return_s(units, at), float(cloud.time_s[-1])))
    seats = [make_seat(unit, cloud, scene, no_land(), None) for unit in units]
    planned, scored = split(scene)
    step = scene.time_s.size // 2
    x, y = scene.x[step], scene.y[step]
    datum = np.array([np.average(x, weights=planned), np.average(y, weights=planned)])
    far = np.hypot(x - datum[0], y - datum[1])
    order = np.argsort(far)
    held = np.cumsum(planned[order]) / planned.sum()
    radius = float(far[order][np.searchsorted(held, 0.5)])
    widths = [mean_width(seat.targets, planned) for seat in seats]
    errands = [seat.errand for seat in seats]
    whole = share_out(errands, widths, datum, 0.0, 1.0, 1.0, across=True)
    effort = sum(
        width * ((box.tracks * box.spacing) * laid.length_m / box.spacing)
        for width, box, errand in zip(widths, whole, errands, strict=True)
        if box is not None and (laid := lay_out(box, errand)) is not None
    )
    relative = math.log(effort / radius**2)
    factor = np.interp(relative, [math.log(z) for z, _ in FACTORS], [f for _, f in FACTORS])
    coverage = effort / (2.0 * float(factor) * radius) ** 2
    return max(
        found(seats, [box and box._replace(side=side) for box in boxes], scored)
        for side in (1.0, -1.0)
        for axis in (0.0, 0.25 * math.pi)
        for across in (True, False)
        for boxes in [share_out(errands, widths, datum, axis, coverage, 1.0, across=across)]
    )


def found(seats: list[Seat], boxes: list[Box | None], share: NDArray[np.float64]) -> float:
    """Return the POS of boxes."""
    hazard = np.zeros(share.size)
    for seat, box in zip(seats, boxes, strict=True):
        laid = None if box is None else lay_out(box, seat.errand)
        if laid is not None:
            hazard += track_hazard(laid.legs, seat.targets)
    return float((share * -np.expm1(-hazard)).sum())


def measure(case: Case, number: int, particles: int, sea: Sea) -> dict[str, Any]:
    """Return the figures of one case."""
    cloud, units = cloud_of(case, number, particles, sea), crew(case)
    told: list[tuple[float, float]] = []
    begin = time.perf_counter()
    plan = plan_search(
        cloud, units, at=case.at, coast=sea.coast,
        progress=lambda _, pos: told.append((time.perf_counter() - begin, pos)),
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    greedy = plan_search(cloud, units, at=case.at, coast=sea.coast, rounds=0, proof=False)
    soon = next((at for at, pos in told if pos >= 0.9 * told[-1][1]), seconds)
    return {
        "case": number, **case._asdict(), "pos": plan.pos, "pos_error": plan.pos_error,
        "reference": plan.reference, "ceiling": plan.ceiling,
        "manual": manual(cloud, units, case.at), "greedy": greedy.pos,
        "to_90_s": soon, "seconds": seconds,
    }  # fmt: skip


def row(found: dict[str, Any]) -> str:
    """Return one row of the table."""
    case = f"{found['case']:4} {found['units']:5} {found['boats']:5} {found['age_h']:5}"
    night = "night" if found["at"] == NIGHT else "day"
    figures = " ".join(f"{found[k]:9.3f}" for k in ("pos", "pos_error", "reference", "ceiling"))
    others = " ".join(f"{found[k]:7.3f}" for k in ("manual", "greedy"))
    return (
        f"{case} {night:>6} {found['searches']:9} {figures} {others} "
        f"{found['to_90_s']:6.1f} {found['seconds']:6.1f}"
    )


def mean(values: list[float]) -> float:
    """Return the mean; NaN of none."""
    return float(np.mean(values)) if values else math.nan


def summary(rows: list[dict[str, Any]]) -> str:
    """Return the averages in words."""
    hard = [r for r in rows if r["boats"] > 1 or r["searches"] or r["age_h"] >= 6]
    parts = [
        f"plan / reference {mean([r['pos'] / r['reference'] for r in rows]):.3f}"
        f" (least {min(r['pos'] / r['reference'] for r in rows):.3f})",
        f"plan / ceiling {mean([r['pos'] / r['ceiling'] for r in rows]):.3f}",
        f"plan / manual {mean([r['pos'] / r['manual'] for r in rows]):.3f}"
        f" (least {min(r['pos'] / r['manual'] for r in rows):.3f};"
        f" several boats, 6 h or more, or searched before: "
        f"{mean([r['pos'] / r['manual'] for r in hard]):.3f})",
        f"plan / greedy {mean([r['pos'] / r['greedy'] for r in rows]):.3f}"
        f" (least {min(r['pos'] / r['greedy'] for r in rows):.3f})",
        f"to 90 % of the final value {mean([r['to_90_s'] for r in rows]):.1f} s, "
        f"to the end {mean([r['seconds'] for r in rows]):.1f} s",
    ]
    return "\n".join(parts)


def main() -> None:
    """Print the table, or with --json one object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--particles", type=int, default=15_000)
    parser.add_argument("--cases", type=int, nargs="*", help="numbers from 1; none: all")
    given = parser.parse_args()
    sea = open_sea("dover-strait", wind=Wind(10.0, 230.0))
    if not given.json:
        print("case units boats age_h  light searches       pos     error reference   ceiling "
              "manual greedy to_90_s      s")  # fmt: skip
    rows = []
    for number, case in enumerate(CASES, 1):
        if given.cases and number not in given.cases:
            continue
        rows.append(measure(case, number, given.particles, sea))
        print(json.dumps(rows[-1]) if given.json else row(rows[-1]), flush=True)
    if not given.json:
        print(summary(rows))


if __name__ == "__main__":
    main()
