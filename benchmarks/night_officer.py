"""How many boats are wrongly closed, and how many stay open, on simulated nights.

Run: ``python benchmarks/night_officer.py [--nights 6] [--first 5000] [--workers 2]
[--keep FILE] [--json]``.
A scripted officer (`night_desk`) works each night of `night_cases`; the rule that closes is
`lastknown.desk.record.gate` itself. Printed: pairwise F1 and the number of boats by the association
alone and with what the officer entered; wrong closures with their 95 % upper limit; boats that no
open case stands for; the share of rescued boats still open at dawn; the two simple rules beside it,
which close whatever they join to a rescue; and wrong closures against still open as the probability
asked for goes from 0.5 to 0.9999. With ``--keep`` each night's counts are appended to FILE, and
nights that are in it are not run again.

A closure is wrong where the report that the boat was opened for is not of the boat that was
rescued, or where persons of it are missing and fewer are carried on.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from night_cases import START_S, Night, night, open_sea
from night_desk import DAWN_H, LEVELS, SURE, Desk, watch

from lastknown.boats import Association, Report, associate, reach_of
from night import by_count, by_place, pair_counts

FIRST = 5000
"""Nothing was revised after nights from here on; 100 to 104, 3000 to 3012 and 4000 to 4158 were
looked at."""
TWICE = 2.0
"""Stands for the rule with two identifications that differ, at the rule's own probability."""
RULES: tuple[str, ...] = ("association alone", "with the officer's entries")
RULES += ("nearest in place and time", "same count")


@cache
def the_sea() -> Any:
    return open_sea()


def one(seed: int) -> dict[str, Any]:
    """Return the counts of one night."""
    start = time.process_time()
    made = night(seed, the_sea())
    made.identities = []  # here the officer asks
    known = [r for r in made.reports if r.time_s <= START_S + DAWN_H * 3600.0]
    if not known:
        return {"seed": seed, "reports": 0}
    reach = reach_of(made.reports, the_sea())
    desk = watch(made, reach, seed)
    alone, after = associate(known, reach), desk.answer
    assert after is not None
    simple = {"place": by_place(after.reports), "count": by_count(after.reports)}
    truth = np.array([made.truth[r.id] for r in after.reports])
    rules = [_home(alone), _home(after), *simple.values()]
    numbers = [_number(alone), _number(after), *(len(set(rule)) for rule in simple.values())]
    return {
        "seed": seed,
        "reports": len(known),
        "boats": len(set(truth.tolist())),
        "pairs": [pair_counts(np.array(rule), truth) for rule in rules],
        "numbers": numbers,
        "entered": len(desk.identities) + len(desk.decisions()),
        "closed": {str(level): closures(desk, after.reports, level) for level in (*LEVELS, TWICE)},
        "simple": {name: joined(made, after.reports, rule) for name, rule in simple.items()},
        "seconds": time.process_time() - start,
    }


def _home(answer: Association) -> list[int]:
    home = {name: b for b, boat in enumerate(answer.boats) for name in boat.reports}
    return [home[r.id] for r in answer.reports]


def _number(answer: Association) -> float:
    return float(answer.number.heard @ np.arange(answer.number.heard.size))


def rescued(made: Night, known: Sequence[Report]) -> set[int]:
    """Return the boats rescued by dawn that somebody had reported."""
    told = {made.truth[r.id] for r in known if r.kind not in ("rescue", "empty hull")}
    return told & {made.truth[r.id] for r in known if r.kind == "rescue"}


def unrescued(made: Night, known: Sequence[Report]) -> dict[int, list[str]]:
    """Return the reports of each boat that was reported and not rescued by dawn."""
    safe = {made.truth[r.id] for r in known if r.kind == "rescue"}
    found: dict[int, list[str]] = {}
    for r in known:
        if made.truth[r.id] not in safe:
            found.setdefault(made.truth[r.id], []).append(r.id)
    return found


def closures(desk: Desk, known: Sequence[Report], level: float) -> dict[str, int]:
    """Return the counts of closures at one level of probability."""
    made = desk.night
    wrong_boat = wrong_persons = carried = phantom = 0
    right: set[int] = set()
    for case in desk.cases:
        closure = desk.closure(case, level)
        if closure is None:
            continue
        boat = desk.of(closure.rescue)
        if desk.of(case.anchor) != boat:
            wrong_boat += 1
            continue
        wrong_persons += closure.carried < desk.lost[boat]
        carried += closure.carried
        phantom += max(0, closure.carried - desk.lost[boat])
        right.add(boat)
    there = rescued(made, known)
    return {
        "closed": sum(desk.closure(case, level) is not None for case in desk.cases),
        "wrong boat": wrong_boat,
        "wrong persons": wrong_persons,
        "carried": carried,
        "phantom": phantom,
        "rescued": len(there),
        "still open": len(there - right),
        "unrescued": len(unrescued(made, known)),
        "uncovered": sum(
            not stood_for(desk, boat, names, level)
            for boat, names in unrescued(made, known).items()
        ),
    }


def stood_for(desk: Desk, boat: int, names: Sequence[str], level: float) -> bool:
    """Return whether an open case is mostly of the boat, or a report of it is nobody's yet."""
    taken: set[str] = set()
    for case in desk.cases:
        mine, closure = [case.anchor, *case.links], desk.closure(case, level)
        most = Counter(desk.of(name) for name in mine).most_common(1)[0][0]
        if closure is None and boat in (desk.of(case.anchor), most):
            return True
        taken |= {*mine, *(closure.covers if closure else ())}
    return any(name not in taken for name in names)


def joined(made: Night, known: Sequence[Report], rule: Sequence[int]) -> dict[str, int]:
    """Return the counts of a simple rule that closes whatever it joins to a rescue."""
    groups: dict[int, list[Report]] = {}
    right: set[int] = set()
    wrong = closed = 0
    for report, place in zip(known, rule, strict=True):
        groups.setdefault(place, []).append(report)
    for group in groups.values():
        safe = {made.truth[r.id] for r in group if r.kind == "rescue"}
        told = [made.truth[r.id] for r in group if r.kind not in ("rescue", "empty hull")]
        if not safe or not told:
            continue
        closed += 1
        wrong += told[0] not in safe
        right |= {told[0]} & safe
    kept = {
        made.truth[r.id]
        for group in groups.values()
        if not any(each.kind == "rescue" for each in group)
        for r in group
    }
    there, others = rescued(made, known), unrescued(made, known)
    return {
        "closed": closed,
        "wrong boat": wrong,
        "rescued": len(there),
        "still open": len(there - right),
        "unrescued": len(others),
        "uncovered": len(set(others) - kept),
    }


# --- printing


def upper_limit(wrong: int, of: int, level: float = 0.95) -> float:
    """Return the upper limit of a share (Clopper and Pearson 1934), one-sided."""
    from scipy.stats import beta

    return 1.0 if wrong >= of else float(beta.ppf(level, wrong + 1, of - wrong))


def total(nights: Iterable[dict[str, Any]], *path: str) -> dict[str, int]:
    """Return the sum over nights of the counts at a place in them."""
    found: Counter[str] = Counter()
    for each in nights:
        counts: Any = each
        for name in path:
            counts = counts[name]
        found.update(counts)
    return dict(found)


def share(part: int, of: int) -> str:
    return f"{part / max(of, 1):.1%}"


def print_pairs(nights: Sequence[dict[str, Any]]) -> None:
    print("| rule | precision | recall | F1 | boats: mean error | mean absolute error |")
    print("|---|---|---|---|---|---|")
    for k, name in enumerate(RULES):
        right, joint, same = np.sum([n["pairs"][k] for n in nights], axis=0)
        errors = np.array([n["numbers"][k] - n["boats"] for n in nights])
        print(
            f"| {name} | {right / max(joint, 1):.3f} | {right / max(same, 1):.3f} "
            f"| {2 * right / max(joint + same, 1):.3f} "
            f"| {errors.mean():+.1f} | {np.abs(errors).mean():.1f} |"
        )


def print_closures(nights: Sequence[dict[str, Any]]) -> None:
    print("\n| rule | closed | wrong boat | missing dropped | wrong per rescued boat", end="")
    print(" (95 % limit) | boats no open case stands for | rescued, still open |")
    print("|---|---|---|---|---|---|---|")
    rows = [("the gate", total(nights, "closed", str(SURE)))]
    rows += [("the gate, two identifications", total(nights, "closed", str(TWICE)))]
    rows += [
        (RULES[2], total(nights, "simple", "place")),
        (RULES[3], total(nights, "simple", "count")),
    ]
    for name, sums in rows:
        dropped = sums.get("wrong persons", 0)
        wrong, of = sums["wrong boat"] + dropped, sums["rescued"]
        print(
            f"| {name} | {sums['closed']} | {sums['wrong boat']} "
            f"| {dropped if 'wrong persons' in sums else '–'} "
            f"| {share(wrong, of)} (at most {upper_limit(wrong, of):.1%}) "
            f"| {sums['uncovered']} of {sums['unrescued']} "
            f"| {share(sums['still open'], of)} |"
        )


def print_curve(nights: Sequence[dict[str, Any]]) -> None:
    print(
        "\n| P asked for | closed | wrong | wrong per rescued boat | rescued, still open |", end=""
    )
    print(" persons carried on that never were |\n|---|---|---|---|---|---|")
    for level in LEVELS:
        sums = total(nights, "closed", str(level))
        wrong = sums["wrong boat"] + sums["wrong persons"]
        print(
            f"| {level} | {sums['closed']} | {wrong} | {share(wrong, sums['rescued'])} "
            f"| {share(sums['still open'], sums['rescued'])} | {sums['phantom']} |"
        )


def summary(nights: Sequence[dict[str, Any]]) -> None:
    """Print the tables of nights on which something was reported."""
    told = [each for each in nights if each["reports"]]
    sums = total(told, "closed", str(SURE))
    print(
        f"{len(nights)} nights, {sum(n['reports'] for n in told)} reports, "
        f"{sum(n['boats'] for n in told)} boats heard of, {sums['rescued']} of them rescued by dawn"
    )
    print_pairs(told)
    print_closures(told)
    print_curve(told)
    seconds = [n["seconds"] for n in told]
    print(f"\nprocessor seconds a night: mean {np.mean(seconds):.1f}, longest {max(seconds):.1f}")


# --- running


def read(path: Path | None) -> dict[int, dict[str, Any]]:
    """Return the nights that a file holds."""
    if path is None or not path.exists():
        return {}
    nights = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {each["seed"]: each for each in nights}


def run(
    count: int, workers: int, path: Path | None = None, first: int = FIRST
) -> list[dict[str, Any]]:
    """Return the counts of so many nights, those in the file without running them again."""
    seeds = range(first, first + count)
    done = {seed: each for seed, each in read(path).items() if seed in seeds}
    with ProcessPoolExecutor(workers) as pool:
        waiting = [pool.submit(one, seed) for seed in seeds if seed not in done]
        for each in as_completed(waiting):
            found = each.result()
            done[found["seed"]] = found
            print(f"night {found['seed']}, {len(done)} of {count}", file=sys.stderr)
            if path is not None:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(found) + "\n")
    return [done[seed] for seed in seeds]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--nights", type=int, default=6)
    arguments.add_argument("--first", type=int, default=FIRST, help="number of the first night")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--keep", type=Path)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    nights = run(given.nights, given.workers, given.keep, given.first)
    if given.json:
        for each in nights:
            print(json.dumps(each))
        return
    summary(nights)


if __name__ == "__main__":
    main()
