"""How well anybody could tell the reports of simulated nights apart: a bound from above.

Run: ``python benchmarks/night_ceiling.py [--nights 12]``. Reports that share a number, a relay that
is told or repeats a call word for word, or a phone rung on deck are taken together; each such group
goes to the boat from which it is most probable, given what no association can know: every boat's
true track, times, persons, colour, length and language, and the simulation's own error laws.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from night_cases import START_S, STEP_S, STEPS, Facts, Night, night

from lastknown.boats import Report
from lastknown.boats.report import in_order
from lastknown.geo.plane import metres_per_degree
from night import FIRST, pair_counts, the_sea

ZONES = ((0.0, 0.97), (3600.0, 0.015), (-3600.0, 0.015))
DELAYS = (300.0, 600.0, 900.0, 1200.0, 1500.0, 1800.0)
TOLD = ("position", "persons", "colour", "length_m", "language", "left_from")


def log_likelihood(report: Report, boat: Facts) -> float:
    """Return the log density of a report, were it of that boat."""
    total = sum(share * _at(report, boat, report.time_s - START_S - off) for off, share in ZONES)
    return math.log(total + 1e-60) + _attributes(report, boat)


def _at(report: Report, boat: Facts, t: float) -> float:
    """Return the density of time and place at a true time t."""
    low, high = boat.leave + 1800.0, boat.end
    if report.kind == "relayed call":
        high += 1800.0
    if report.kind == "empty hull":
        low, high = boat.end + 1800.0, boat.end + 3 * 3600.0
    if report.kind == "rescue":
        return _place(report, boat, [t]) if abs(t - boat.end) < 1.0 else 0.0
    if not low - 1.0 <= t <= high + 1.0:
        return 0.0
    times = [t - each for each in DELAYS] if report.kind == "relayed call" else [t]
    return _place(report, boat, times) / (high - low)


def _place(report: Report, boat: Facts, times: Sequence[float]) -> float:
    """Return the density of the position, were the boat's that of one of some times, 1/m²."""
    if report.position is None:
        return 1.0
    sure = report.kind in ("rescue", "empty hull")
    sd = {"rescue": 100.0, "empty hull": 700.0}.get(report.kind, report.error_m / 1.17741)
    wrong, total, steps = 0.0 if sure else 0.07, 0.0, np.arange(STEPS) * STEP_S
    for t in times:
        lon, lat = (float(np.interp(t, steps, each)) for each in boat.track)
        scale = metres_per_degree(lat)
        x = (report.position.lon - lon) * scale[0]
        y = (report.position.lat - lat) * scale[1]
        right = math.exp(-0.5 * (x * x + y * y) / sd**2) / (2.0 * math.pi * sd * sd)
        far = 1.0 / 18_000.0**2 if max(abs(x), abs(y)) < 9000.0 else 0.0
        total += ((1.0 - wrong) * right + wrong * far) / len(times)
    return total


def _attributes(report: Report, boat: Facts) -> float:
    """Return the log likelihood of what is told of the boat itself."""
    rescue, found = report.kind == "rescue", 0.0
    for told, true, sd in (
        (report.persons, boat.persons, 0.33),
        (report.length_m, boat.length, 0.25),
    ):
        if told is not None:
            spread = 1e-3 if rescue else sd
            found -= 0.5 * (math.log(told / true) / spread) ** 2 + math.log(spread)
    if report.colour is not None and report.kind not in ("rescue", "empty hull"):
        dark = report.colour in ("black", "grey", "blue")
        found += math.log(0.65 * (report.colour == boat.colour) + 0.35 / 3.0 * dark + 1e-9)
    if report.language is not None:
        found += math.log((report.language == boat.language) + 1e-9)
    if report.left_from is not None:
        found += math.log(0.9 * (report.left_from == str(boat.beach)) + 0.1 / 6.0)
    return found


def groups(made: Night, reports: Sequence[Report]) -> Any:
    """Return which reports are taken together: int, (n,)."""
    group = np.arange(len(reports))
    index = {report.id: i for i, report in enumerate(reports)}

    def join(i: int, j: int) -> None:
        group[group == max(group[i], group[j])] = min(group[i], group[j])

    for i, report in enumerate(reports):
        if report.relay_of is not None:
            join(i, index[report.relay_of])
        for j in range(i):
            same = report.number is not None and report.number == reports[j].number
            if same or _repeats(report, reports[j]):
                join(i, j)
    for each in made.identities:
        join(index[each.a], index[each.b])
    return group


def _repeats(relay: Report, heard: Report) -> bool:
    """Return whether a relay that is not told to be one repeats a call word for word."""
    if relay.kind != "relayed call" or relay.relay_of is not None or heard.number is None:
        return False
    words = [name for name in TOLD if getattr(relay, name) is not None]
    alike = all(getattr(relay, name) == getattr(heard, name) for name in TOLD)
    strong = "position" in words or "length_m" in words or len(words) > 1
    return alike and strong and 0.0 < relay.time_s - heard.time_s <= 1900.0


def one(seed: int) -> tuple[list[int], float]:
    """Return the pair counts of a night and the share of its reports that are placed rightly."""
    made = night(seed, the_sea())
    reports = in_order(made.reports)
    truth = np.array([made.truth[each.id] for each in reports])
    if truth.size == 0:
        return [0, 0, 0], 1.0
    table = np.array([[log_likelihood(each, boat) for boat in made.facts] for each in reports])
    group, ours = groups(made, reports), np.zeros(truth.size, np.int64)
    for each in np.unique(group):
        rows = group == each
        ours[rows] = int(np.argmax(table[rows].sum(axis=0)))
    return pair_counts(ours, truth), float(np.mean(ours == truth))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--nights", type=int, default=12)
    arguments.add_argument("--first", type=int, default=FIRST)
    given = arguments.parse_args()
    found = [one(seed) for seed in range(given.first, given.first + given.nights)]
    right, joined, same = np.sum([each for each, _ in found], axis=0)
    placed = np.mean([each for _, each in found])
    print("| rule | precision | recall | F1 | reports placed rightly |\n|---|---|---|---|---|")
    print(
        f"| every boat's truth known | {right / joined:.3f} | {right / same:.3f} "
        f"| {2 * right / (joined + same):.3f} | {placed:.1%} |"
    )


if __name__ == "__main__":
    main()
