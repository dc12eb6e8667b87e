"""What the assessment of a record costs: reports of boats on the tide, a third of them linked.

Run: ``python benchmarks/picture.py [--json]``. Printed for each night in seconds of processor time
(all threads together, so half of it by the clock on two free cores): the association alone; the
assessment without a drift; with one; and a minute later with the last one at hand (`before=`). The
second run of each is counted, the first loads what was compiled.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import lastknown as lk
from lastknown.case.entries import Entry, make_id
from lastknown.case.picture import picture
from lastknown.desk.record.assess import assess
from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.standing import standing

START = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
NIGHTS = ((10, 3), (30, 10), (100, 15), (300, 15))
"""Reports and named boats."""
WHATS = ("call", "call", "message", "sighting", "relayed_call")


def entries(reports: int, boats: int) -> list[Entry]:
    """Return a night of five hours: boats that are named, reports near their places, links."""
    draw, found = random.Random(1), list[Entry]()

    def say(minutes: float, numbers: tuple[str, ...] = (), **body: Any) -> str:
        at = START + timedelta(minutes=minutes)
        name = make_id(at, draw.randbytes)
        found.append(
            Entry(
                author="J. Watch", role="watch officer", happened={"at": at, "sd_s": 120.0},
                entered=at, body=body, id=name, centre="east", seq=len(found), numbers=numbers,
            )
        )  # fmt: skip
        return name

    for boat in range(boats):
        say(0.0, kind="boat", boat=f"B{boat}")
    for k in range(reports):
        boat, minutes = draw.randrange(boats), 300.0 * k / reports
        what = draw.choice(WHATS)
        told: dict[str, Any] = {}
        if draw.random() < 0.6:
            lon, lat = 1.3 + 0.03 * boat, 50.95 + 0.02 * (boat % 5)
            told["position"] = {"lon": lon + draw.gauss(0, 0.01), "lat": lat + draw.gauss(0, 0.01)}
        if draw.random() < 0.6:
            told["persons"] = {"total": 20 + 2 * boat + draw.randrange(-4, 5)}
        phone = (f"{boat:02}{draw.randrange(2)}".rjust(64, "0"),) if what != "sighting" else ()
        report = say(minutes, phone, kind="report", what=what, **told)
        if draw.random() < 0.3:
            say(minutes + 1, kind="link", report=report, boat=f"B{boat}", belief="certain")
    return found


def cost_s(work: Callable[[], Any]) -> float:
    """Return the processor time of the second of two runs, s."""
    work()
    before = time.process_time()
    work()
    return time.process_time() - before


def measured(reports: int, boats: int, sea: Any) -> dict[str, float]:
    seen, at = picture(entries(reports, boats)), START + timedelta(hours=5.2)
    later = at + timedelta(minutes=1)
    last = assess(seen, sea, at)
    return {
        "reports": reports,
        "boats": boats,
        "association_s": cost_s(lambda: weigh_reports(standing(seen), sea)),
        "assessed_s": cost_s(lambda: assess(seen, sea, at, drift=False)),
        "with_drift_s": cost_s(lambda: assess(seen, sea, at)),
        "minute_later_s": cost_s(lambda: assess(seen, sea, later, before=last)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    sea = lk.open_sea(
        "dover-strait", wind=lk.Wind(speed_kn=8, from_deg=240), water_temperature_c=12
    )
    rows = [measured(reports, boats, sea) for reports, boats in NIGHTS]
    if asked.json:
        print(json.dumps(rows, indent=2))
        return
    print("reports  boats  association  assessed  with drift  a minute later   (processor s)")
    for row in rows:
        print(
            f"{row['reports']:7}  {row['boats']:5}  {row['association_s']:11.2f}  "
            f"{row['assessed_s']:8.2f}  {row['with_drift_s']:10.2f}  {row['minute_later_s']:14.2f}"
        )


if __name__ == "__main__":
    main()
