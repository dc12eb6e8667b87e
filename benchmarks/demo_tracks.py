"""How the exercise's recorded tracks were made, and how far they lie from today's plan.

The second round of the exercise (`lastknown demo --round 2`) starts from what three units really
searched in the first. Their tracks are shipped; they were made by this script from the plan of the
first round as it then was, with steering noise: an error of 40 m (sd, east and north each) that
lasts six minutes (Ornstein-Uhlenbeck), a fix every two minutes (the helicopter: every minute) and
at every turn; the patrol boat's receiver was off for 24 minutes. A plan made today may differ: then
the tracks are still what was searched. With --write DIR they are made anew from today's plan.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
from numpy.typing import NDArray

from lastknown.cli.cases import DEMO
from lastknown.desk.casefile import load_case
from lastknown.desk.planning import plan_case
from lastknown.exchange.tracks import read_fixes
from lastknown.geo.plane import metres_per_degree
from lastknown.search.planned import UnitPlan
from lastknown.search.unit import unit_position
from lastknown.times import from_seconds

Rows = NDArray[np.float64]
"""Times (s since 1970), longitudes and latitudes (degrees) of fixes, a row each."""

NOISE_M, LASTS_S = 40.0, 360.0
EVERY_S = {"Helicopter Lydd": 60.0}
OTHERS_S = 120.0
GAP = {"Patrol boat Calais": (0.40, 24 * 60.0)}
"""Where a receiver was off: share of the time out at which that began, and how long, s."""

ROW = (
    "{unit:20}{fixes:4} fixes, longest gap {gap_min:4.1f} min, off today's plan "
    "{off_m_mean} m on average, {off_m_most} m at most"
)


def course(task: UnitPlan) -> Rows:
    """Return where a unit turns, from leaving its place to being back."""
    home = unit_position(task.unit)
    first, last = task.legs[0], task.legs[-1]
    turns = [(leg.t1, leg.lon1, leg.lat1) for leg in task.legs[:-1]]
    out = [(task.depart_s, home.lon, home.lat), (first.t0, first.lon0, first.lat0)]
    back = [(last.t1, last.lon1, last.lat1), (task.back_s, home.lon, home.lat)]
    rows = [out[0]]
    for row in (*out[1:], *turns, *back):
        if row[0] > rows[-1][0] + 1.0:
            rows.append(row)
    return np.array(rows)


def steered(task: UnitPlan, seed: int) -> Rows:
    """Return the fixes that a unit's plotter recorded on its way, noise and gap included."""
    turns, name = course(task), task.unit.name
    every = EVERY_S.get(name, OTHERS_S)
    regular = np.arange(turns[0, 0], turns[-1, 0], every)
    times = np.unique(np.concatenate([regular, turns[:, 0]]).round())
    lon, lat = (np.interp(times, turns[:, 0], turns[:, axis]) for axis in (1, 2))
    east, north = wander(times, seed)
    per_lon, per_lat = metres_per_degree(float(lat.mean()))
    rows = np.column_stack([times, lon + east / per_lon, lat + north / per_lat])
    if name in GAP:
        share, off_s = GAP[name]
        off = times[0] + share * (times[-1] - times[0])
        rows = rows[(times < off) | (times > off + off_s)]
    return rows


def wander(times: NDArray[np.float64], seed: int) -> tuple[NDArray[np.float64], ...]:
    """Return how far east and north of its course it is at each time, m."""
    draws = np.random.default_rng(seed).normal(0.0, NOISE_M, (2, times.size))
    kept = np.exp(-np.diff(times) / LASTS_S)
    for k, share in enumerate(kept, start=1):
        draws[:, k] = share * draws[:, k - 1] + np.sqrt(1.0 - share**2) * draws[:, k]
    return draws[0], draws[1]


def gpx(name: str, rows: Rows) -> str:
    """Return fixes as a GPX 1.1 track."""
    space = "http://www.topografix.com/GPX/1/1"
    root = Element("gpx", {"version": "1.1", "creator": "lastknown exercise", "xmlns": space})
    track = SubElement(root, "trk")
    SubElement(track, "name").text = name
    segment = SubElement(track, "trkseg")
    for time_s, lon, lat in rows:
        point = SubElement(segment, "trkpt", {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"})
        SubElement(point, "time").text = from_seconds(time_s).strftime("%Y-%m-%dT%H:%M:%SZ")
    indent(root, space="")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def off_course(task: UnitPlan, rows: Rows) -> NDArray[np.float64]:
    """Return how far each fix lies from where today's plan has the unit then, m."""
    turns = course(task)
    per_lon, per_lat = metres_per_degree(float(rows[:, 2].mean()))
    there = [np.interp(rows[:, 0], turns[:, 0], turns[:, axis]) for axis in (1, 2)]
    off: NDArray[np.float64] = np.hypot(
        (rows[:, 1] - there[0]) * per_lon, (rows[:, 2] - there[1]) * per_lat
    )
    return off


def file_of(name: str) -> str:
    """Return the name of a unit's file: ``varne-lifeboat-dover.gpx``."""
    return f"varne-{name.lower().replace(' ', '-')}.gpx"


def main() -> None:
    """Print how far the shipped tracks lie from today's plan, or write new ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--write", metavar="DIR", type=Path, help="write new tracks there")
    asked = parser.parse_args()
    plan = plan_case(load_case(DEMO)).plan
    for seed, task in enumerate(plan.units, start=1):
        name = task.unit.name
        if not task.legs:
            continue
        if asked.write:
            path = asked.write / file_of(name)
            path.write_text(gpx(name, steered(task, seed)), encoding="utf-8")
        else:
            path = DEMO.parent / file_of(name)
        fixes = read_fixes(path)
        rows = np.column_stack([fixes.time_s, fixes.lon, fixes.lat])
        off = off_course(task, rows)
        gap_min = max(b - a for a, b in pairwise(rows[:, 0])) / 60.0
        row = {"unit": name, "fixes": len(rows), "gap_min": round(gap_min, 1)}
        row |= {"off_m_mean": round(float(off.mean())), "off_m_most": round(float(off.max()))}
        print(json.dumps(row) if asked.json else ROW.format(**row))


if __name__ == "__main__":
    main()
