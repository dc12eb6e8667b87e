"""How well reports are told apart on simulated nights, beside two simple rules.

Run: ``python benchmarks/night.py [--nights 30] [--workers 2] [--keep FILE] [--json]``. Printed for
each rule: pairwise precision, recall and F1 over all nights, the error of the number of boats
heard of; of the pairs that the association holds for so sure, how many are wrong; and of as many
other nights what `night_officer` prints: wrong closures, boats that no open case stands for, boats
still open.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from night_cases import night, open_sea

from lastknown.boats import Report, associate, reach_of
from lastknown.geo.plane import distance_m

FIRST = 2000
"""Weights were revised after nights 0 to 11, 1000 to 1029 and 3000 to 3033; the figures are of
those from 2000 on, which chose nothing. `night_ceiling` bounds what anybody could reach."""
SURE = (0.5, 0.8, 0.9, 0.99, 0.999)
LEVELS = ("association", "nearest in place and time", "same count")


def by_place(reports: Sequence[Report]) -> list[int]:
    """Join each report to the earlier one nearest in place and time: within 5 NM and 2 hours.

    The distance is in units of 5 NM and 2 h; without a position it is the time alone.
    """
    group = list(range(len(reports)))
    for i, report in enumerate(reports):
        best = 1.0
        for j in range(i):
            far = abs(report.time_s - reports[j].time_s) / 7200.0
            a, b = report.position, reports[j].position
            if a is not None and b is not None:
                far = max(far, float(distance_m(a.lon, a.lat, b.lon, b.lat)) / 9260.0)
            if far < best:
                best, group[i] = far, group[j]
    return group


def by_count(reports: Sequence[Report]) -> list[int]:
    """Join each report to the newest earlier one with the same count, at most 3 hours before."""
    group = list(range(len(reports)))
    for i, report in enumerate(reports):
        for j in range(i):
            same = report.persons is not None and report.persons == reports[j].persons
            if same and report.time_s - reports[j].time_s <= 3 * 3600:
                group[i] = group[j]
    return group


@cache
def the_sea() -> Any:
    return open_sea()


def one(seed: int) -> dict[str, Any]:
    """Return the counts of one night."""
    made = night(seed, the_sea())
    start = time.perf_counter()
    answer = associate(made.reports, reach_of(made.reports, the_sea()), identities=made.identities)
    seconds = time.perf_counter() - start
    truth = np.array([made.truth[r.id] for r in answer.reports])
    home = {name: b for b, boat in enumerate(answer.boats) for name in boat.reports}
    ours = [home[r.id] for r in answer.reports]
    rules = (ours, by_place(answer.reports), by_count(answer.reports))
    heard = len(set(truth.tolist()))
    mean = float(answer.number.heard @ np.arange(answer.number.heard.size))
    same, pairs = np.equal.outer(truth, truth), np.triu_indices(truth.size, 1)
    sure = [
        [
            int(np.sum(answer.pair[pairs] >= p)),
            int(np.sum((answer.pair[pairs] >= p) & ~same[pairs])),
        ]
        for p in SURE
    ]
    counts = [pair_counts(np.array(rule), truth) for rule in rules]
    numbers = [mean, *(len(set(rule)) for rule in rules[1:])]
    return {
        "seed": seed,
        "reports": truth.size,
        "boats": heard,
        "pairs": counts,
        "numbers": numbers,
        "sure": sure,
        "seconds": seconds,
        "spread": answer.spread,
    }


def pair_counts(rule: Any, truth: Any) -> list[int]:
    """Return (rightly joined, joined, pairs of one boat)."""
    pairs = np.triu_indices(truth.size, 1)
    joined, same = np.equal.outer(rule, rule)[pairs], np.equal.outer(truth, truth)[pairs]
    return [int(np.sum(joined & same)), int(np.sum(joined)), int(np.sum(same))]


def summary(nights: list[dict[str, Any]]) -> None:
    """Print the tables."""
    reports = sum(each["reports"] for each in nights)
    print(
        f"{len(nights)} nights, {reports} reports, {sum(n['boats'] for n in nights)} boats heard of"
    )
    print("| rule | precision | recall | F1 | boats: mean error | mean absolute error |")
    print("|---|---|---|---|---|---|")
    for k, name in enumerate(LEVELS):
        right, joined, same = np.sum([n["pairs"][k] for n in nights], axis=0)
        errors = np.array([n["numbers"][k] - n["boats"] for n in nights])
        f1 = 2 * right / (joined + same)
        print(
            f"| {name} | {right / joined:.3f} | {right / same:.3f} | {f1:.3f} "
            f"| {errors.mean():+.1f} | {np.abs(errors).mean():.1f} |"
        )
    print("\n| pairs held for one boat with at least | pairs | wrong |\n|---|---|---|")
    for p, (count, wrong) in zip(SURE, np.sum([n["sure"] for n in nights], axis=0), strict=True):
        print(f"| {p} | {count} | {wrong} ({wrong / max(count, 1):.1%}) |")
    seconds = [n["seconds"] for n in nights]
    print(f"\nseconds a night: median {np.median(seconds):.2f}, longest {max(seconds):.2f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--nights", type=int, default=30)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--keep", type=Path, help="where the officer's nights are kept")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with ProcessPoolExecutor(given.workers) as pool:
        nights = list(pool.map(one, range(FIRST, FIRST + given.nights)))
    import night_officer  # imports this module, for its rules

    worked = night_officer.run(given.nights, given.workers, given.keep)
    if given.json:
        for each in [*nights, *worked]:
            print(json.dumps(each))
        return
    summary(nights)
    print("\nA scripted officer works other nights.")
    night_officer.summary(worked)


if __name__ == "__main__":
    main()
