"""How good plans are: twenty fixed cases over the tide of the Dover Strait.

For each: our probability of success (POS) and its standard error, the reference and the ceiling of
the same units, the manual's method (one square on the datum, its size by the optimal search factor,
shared out by strips), greedy (one unit after another), the lives gained by a plan for lives and by
one for POS, whether the effort suffices to sweep the 50 % contour at coverage 1 (``*``), and the
seconds to 90 % of the final value. All are scored on realisations that no plan was made from. One
table row a case, or with --json one object a line.

With --wrong-sea, the POS of each plan on a sea whose current is half and twice as wrong as planned.
With --five, how long five units, 7,500 particles and 3 hours take.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plan_cases import CASES, NIGHT, Case, case_sea, cloud_of, crew, earlier, wrong_sea

from lastknown.drift.cloud import Cloud
from lastknown.drift.where import where
from lastknown.sea.model import Sea
from lastknown.search.detection import track_hazard
from lastknown.search.errand import Box, no_land
from lastknown.search.fixed import hazard_of
from lastknown.search.layout import lay_out
from lastknown.search.plan import plan_search
from lastknown.search.planned import Plan, UnitPlan
from lastknown.search.scene import make_scene
from lastknown.search.score import split
from lastknown.search.seat import Seat, make_seat
from lastknown.search.sensor import WIDTH_SD
from lastknown.search.strips import mean_width, share_out
from lastknown.search.unit import Unit, last_return_s
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, KNOT

FACTORS = ((0.5, 0.511), (1, 0.643), (2, 0.810), (4, 1.021), (8, 1.286), (15, 1.586), (30, 1.999))
"""Optimal search factor, half-side over the 50 % radius, by relative effort; ideal conditions."""

NO_LIVES = {"lives": math.nan, "lives_of_pos_plan": math.nan}

DRAWN_OUT = 1.5
"""Ratio of a cloud's axes, at the middle of the search, from which it counts as drawn out."""


def manual(cloud: Cloud, units: list[Unit], at: str) -> float:
    """Return the POS of one square on the datum shared out by strips, on what scores.

    Of eight ways to turn it, share it and creep, the one that happens to find most.
    """
    at_s = to_seconds(parse_time(at))
    scene = make_scene(
        cloud, at_s, min(last_return_s(units, at), float(cloud.time_s[-1])), width_sd=WIDTH_SD
    )
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


def shape(cloud: Cloud, plan: Plan) -> tuple[float, float]:
    """Return the area that the units sweep over that of the 50 % contour, and the ratio of the
    cloud's axes, both at the middle of the search."""
    at_work = [task for task in plan.units if task.launch]
    middle = float(np.mean([0.5 * (task.arrive_s + task.leave_s) for task in at_work]))
    area = where(cloud, middle, component="persons", levels=(0.5,)).contours[0].area_m2
    scene = make_scene(cloud, plan.at_s, plan.until_s, width_sd=WIDTH_SD)
    step = int(np.searchsorted(scene.time_s, middle)) - 1
    sd = np.linalg.eigvalsh(np.cov(scene.x[step], scene.y[step], aweights=scene.share)) ** 0.5
    return sum(map(swept, at_work)) / area, float(sd[1] / sd[0])


def swept(task: UnitPlan) -> float:
    """Return the area that a unit sweeps at coverage 1, m2."""
    unit = task.unit
    track = unit.usable_fraction * unit.search_speed_kn * KNOT * task.on_scene_h * HOUR
    return task.sweep_width_m[0] * track


def pos_on(plan: Plan, cloud: Cloud) -> float:
    """Return the POS of the tasks of a plan on any cloud of the same time."""
    scene = make_scene(cloud, plan.at_s, plan.until_s, width_sd=WIDTH_SD)
    hazard = sum((hazard_of(task, scene) for task in plan.units), np.zeros(scene.share.size))
    return float((scene.share * -np.expm1(-hazard)).sum())


def measure(
    case: Case, number: int, particles: int, sea: Sea, *, lives_too: bool
) -> dict[str, Any]:
    """Return the figures of one case."""
    before = earlier(case, number, particles, sea)
    cloud, units = cloud_of(case, number, particles, sea, before), crew(case)
    plan, told, seconds = timed(cloud, units, case.at, sea)
    greedy = plan_search(cloud, units, at=case.at, coast=sea.coast, rounds=0, proof=False)
    suffices, stretch = shape(cloud, plan)
    return {
        "case": number, **case._asdict(), "pos": plan.pos, "pos_error": plan.pos_error,
        "reference": plan.reference, "ceiling": plan.ceiling,
        "manual": manual(cloud, units, case.at), "greedy": greedy.pos,
        "swept_over_contour": suffices, "axes": stretch,
        **(lives(case, number, particles, sea, before) if lives_too else NO_LIVES),
        "to_90_s": to_90(told, seconds), "seconds": seconds,
    }  # fmt: skip


def lives(
    case: Case, number: int, particles: int, sea: Sea, before: Plan | None
) -> dict[str, float]:
    """Return the lives gained by a plan for lives and by one for POS, of the same units."""
    cloud = cloud_of(case, number, particles, sea, before, peopled=True)
    plan = plan_search(
        cloud, crew(case), at=case.at, coast=sea.coast, objective="lives", proof=False
    )
    beside = plan if plan.beside is None else plan.beside
    return {"lives": plan.lives, "lives_of_pos_plan": beside.lives}


def timed(
    cloud: Cloud, units: list[Unit], at: str, sea: Sea, over: str | None = None
) -> tuple[Plan, list[tuple[float, float]], float]:
    """Return a plan, when it was how good (s, POS), and how long it took, s."""
    told: list[tuple[float, float]] = []
    begin = time.perf_counter()
    plan = plan_search(
        cloud, units, at=at, coast=sea.coast, over=over,
        progress=lambda _, pos: told.append((time.perf_counter() - begin, pos)),
    )  # fmt: skip
    return plan, told, time.perf_counter() - begin


def to_90(told: list[tuple[float, float]], seconds: float) -> float:
    """Return when 90 % of the final value was reached, s."""
    return next((at for at, pos in told if pos >= 0.9 * told[-1][1]), seconds)


def wrong(case: Case, number: int, particles: int, sea: Sea) -> dict[str, Any]:
    """Return the POS of a plan on its own sea, and where the current is half and twice as wrong."""
    before = earlier(case, number, particles, sea)
    cloud, units = cloud_of(case, number, particles, sea, before), crew(case)
    plan = plan_search(cloud, units, at=case.at, coast=sea.coast, proof=False)
    other = {
        name: pos_on(plan, cloud_of(case, number, particles, wrong_sea(sea, factor), before))
        for name, factor in (("half", 0.5), ("double", 2.0))
    }
    return {"case": number, "pos": plan.pos, **other}


def five(sea: Sea) -> dict[str, float]:
    """Return how long five units, 7,500 particles and 3 h take, after a warm-up."""
    case = Case(5, 1, 6, 1.0, CASES[0].at, 0)
    timed(cloud_of(case, 0, 2500, sea, None), crew(case), case.at, sea, "3h")
    cloud = cloud_of(case, 0, 27_500, sea, None)
    begin = time.process_time()
    _, told, seconds = timed(cloud, crew(case), case.at, sea, "3h")
    used = time.process_time() - begin
    soon = to_90(told, seconds)
    return {"to_90_s": soon, "seconds": seconds, "core_s": used, "peak_mb": peak_mb()}


def one(sea: Sea) -> float:
    """Return the processor time of a plan for one unit over 5,000 particles, best of three, s."""
    cloud, units = cloud_of(CASES[0], 0, 5000, sea, None), crew(CASES[0])
    took = []
    for _ in range(4):  # the first compiles
        begin = time.process_time()
        plan_search(cloud, units, at=CASES[0].at, coast=sea.coast)
        took.append(time.process_time() - begin)
    return min(took[1:])


def peak_mb() -> float:
    """Return the greatest resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


HEAD = (
    "case units boats age_h  light searches       pos     error reference   ceiling  manual  greedy"
    "   lives  of POS sweeps  axes to_90_s      s"
)


def row(told: dict[str, Any]) -> str:
    """Return one row of the table."""
    case = f"{told['case']:4} {told['units']:5} {told['boats']:5} {told['age_h']:5}"
    night = "night" if told["at"] == NIGHT else "day"
    figures = " ".join(f"{told[k]:9.3f}" for k in ("pos", "pos_error", "reference", "ceiling"))
    others = " ".join(f"{told[k]:7.3f}" for k in ("manual", "greedy"))
    saved = " ".join(f"{told[k]:7.2f}" for k in ("lives", "lives_of_pos_plan"))
    enough = f"{told['swept_over_contour']:5.2f}{'*' if suffices(told) else ' '}"
    return (
        f"{case} {night:>6} {told['searches']:8} {figures} {others} {saved} {enough} "
        f"{told['axes']:5.1f} {told['to_90_s']:7.1f} {told['seconds']:6.1f}"
    )


def suffices(told: dict[str, Any]) -> bool:
    """Return whether the effort sweeps the 50 % contour at coverage 1."""
    return bool(told["swept_over_contour"] >= 1.0)


def hard(told: dict[str, Any]) -> bool:
    """Return whether there are several boats, a drawn-out cloud or earlier searches."""
    return bool(told["boats"] > 1 or told["searches"] or told["axes"] >= DRAWN_OUT)


def ratios(rows: list[dict[str, Any]], other: str) -> str:
    """Return the mean and the least of our POS over another figure, in words."""
    values = [r["pos"] / r[other] for r in rows]
    if not values:
        return "no case"
    return f"{np.mean(values):.3f} on average, {min(values):.3f} at least ({len(values)} cases)"


def summary(rows: list[dict[str, Any]]) -> str:
    """Return the averages in words."""
    enough, some = [r for r in rows if suffices(r)], [r for r in rows if hard(r)]
    return "\n".join(
        [
            f"plan / reference, effort for the 50 % contour: {ratios(enough, 'reference')}",
            f"plan / reference, all: {ratios(rows, 'reference')}",
            f"plan / ceiling, all: {ratios(rows, 'ceiling')}",
            f"plan / manual, several boats, drawn out or searched before: {ratios(some, 'manual')}",
            f"plan / manual, all: {ratios(rows, 'manual')}",
            f"plan / greedy, all: {ratios(rows, 'greedy')}",
            f"lives gained, plans for lives {sum(r['lives'] for r in rows):.1f}, "
            f"plans for POS {sum(r['lives_of_pos_plan'] for r in rows):.1f}",
            f"to 90 % of the final value {np.mean([r['to_90_s'] for r in rows]):.1f} s, "
            f"to the end {np.mean([r['seconds'] for r in rows]):.1f} s on average",
            f"peak memory {peak_mb():.0f} MB",
        ]
    )


def main() -> None:
    """Print the table, or with --json one object a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--particles", type=int, default=25_000)
    parser.add_argument("--cases", type=int, nargs="*", help="numbers from 1; none: all")
    parser.add_argument("--no-lives", action="store_true", help="without plans for lives")
    parser.add_argument("--wrong-sea", action="store_true", help="the same plans on a wrong sea")
    parser.add_argument("--five", action="store_true", help="time five units, alone")
    parser.add_argument("--one", action="store_true", help="time one unit, alone")
    given = parser.parse_args()
    sea = case_sea()
    if given.one:
        print(f"one unit, 5,000 particles: {one(sea):.2f} s of one core (goal 0.5 s)")
        return
    if given.five:
        told = five(sea)
        print(json.dumps(told) if given.json else
              f"five units, 7,500 particles, 3 h: 90 % of the final value after "
              f"{told['to_90_s']:.1f} s, the final after {told['seconds']:.1f} s "
              f"({told['core_s']:.1f} s of one core), "
              f"{told['peak_mb']:.0f} MB")  # fmt: skip
        return
    chosen = [(n, case) for n, case in enumerate(CASES, 1) if not given.cases or n in given.cases]
    if given.wrong_sea:
        _wrong_table(chosen, given.particles, sea, as_json=given.json)
        return
    if not given.json:
        print(HEAD)
    rows = []
    for number, case in chosen:
        rows.append(measure(case, number, given.particles, sea, lives_too=not given.no_lives))
        print(json.dumps(rows[-1]) if given.json else row(rows[-1]), flush=True)
    if not given.json:
        print(summary(rows))


def _wrong_table(
    chosen: list[tuple[int, Case]], particles: int, sea: Sea, *, as_json: bool
) -> None:
    """Print what the same legs find where the current is half and twice as wrong."""
    if not as_json:
        print("case    as planned    half  double")
    for number, case in chosen:
        told = wrong(case, number, particles, sea)
        line = f"{number:4} {told['pos']:13.3f} {told['half']:7.3f} {told['double']:7.3f}"
        print(json.dumps(told) if as_json else line, flush=True)


if __name__ == "__main__":
    main()
