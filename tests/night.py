"""A made-up exercise in the Dover Strait as value types, for what is rendered from an answer.

Not a drift: positions are drawn from simple rules, so that every figure can be known beforehand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.desk import answer
from lastknown.desk.document import PlanDocument
from lastknown.desk.orders import unit_entry
from lastknown.desk.planned import beside_the_units, remaining_entry
from lastknown.desk.questions import hinge, questions
from lastknown.desk.told import components_of
from lastknown.drift.ashore import stretches_ashore
from lastknown.drift.cloud import AFLOAT, ASHORE, BOAT, IN_WATER, Cloud
from lastknown.drift.start import ASSUMED_OBJECT
from lastknown.drift.where import Where, hypotheses, where
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR, CurrentError, WindError
from lastknown.search.planned import Leg, Plan, UnitPlan
from lastknown.search.unit import Unit
from lastknown.times import parse_time
from lastknown.units import HOUR, KNOT, NM

LKP = parse_position("51°08.5'N 001°44.5'E")
AT_S = parse_time("2026-11-22T08:30Z").timestamp()
BEGAN_S = AT_S - 4 * HOUR
PLANE = Plane(LKP.lon, LKP.lat)


def make_cloud(n: int = 2000, seed: int = 3) -> Cloud:
    """Two fifths under way to the north-west, the rest adrift to the north-east, some swamped.

    The engine's stopping time moves the boat most, the side of downwind a little, nothing else.
    """
    rng = np.random.default_rng(seed)
    time_s = BEGAN_S + np.arange(0.0, 8.01, 0.5) * HOUR
    way = rng.random(n) < 0.4
    stops = np.where(way, BEGAN_S + rng.exponential(1.5 * HOUR, n), np.nan)
    swamps = np.where(rng.random(n) < 0.3, BEGAN_S + rng.uniform(1, 4, n) * HOUR, np.nan)
    side = np.where(rng.random(n) < 0.5, -1, 1).astype(np.int8)
    heading = np.where(way, rng.normal(300, 8, n) % 360, np.nan)
    speed = np.where(way, rng.normal(3.0, 0.5, n), np.nan) * KNOT
    hours = (time_s[None, :] - BEGAN_S) / HOUR
    run = np.where(way, np.nan_to_num(stops) - BEGAN_S, 0.0)[:, None]
    under = np.minimum(time_s[None, :] - BEGAN_S, run)
    wander = rng.normal(0.0, 300.0, (2, n, 1)) + rng.normal(0.0, 900.0, (2, n, 1)) * hours / 4
    course = np.radians(np.nan_to_num(heading))[:, None]
    tide = 2500.0 * np.sin(hours / 12.4 * 2 * np.pi)
    x = np.nan_to_num(speed)[:, None] * under * np.sin(course) + wander[0] + 1100.0 * hours + tide
    y = np.nan_to_num(speed)[:, None] * under * np.cos(course) + wander[1] + 500.0 * hours + tide
    y = y + side[:, None] * 150.0 * hours
    return _as_cloud(time_s, x, y, way, stops, swamps, side, heading, speed, rng)


def _as_cloud(
    time_s: Any, x: Any, y: Any, way: Any, stops: Any, swamps: Any, side: Any, heading: Any,
    speed: Any, rng: np.random.Generator,
) -> Cloud:  # fmt: skip
    n, t = x.shape
    wet = np.flatnonzero(np.isfinite(swamps))
    both = np.concatenate([np.arange(n), wet])
    x, y = x[both], y[both] - np.where(np.arange(both.size) >= n, 400.0, 0.0)[:, None]
    status = np.full((both.size, t), AFLOAT, np.int8)
    status[:20, 8:] = ASHORE
    x[:20, 8:], y[:20, 8:] = x[:20, 8:9], y[:20, 8:9]
    lon, lat = PLANE.to_lonlat(x, y)
    phase = np.where(way[both][:, None] & (time_s < stops[both][:, None]), 1, 0).astype(np.int8)
    swum = time_s >= np.nan_to_num(swamps[both], nan=np.inf)[:, None]
    phase = np.where(swum, np.where(np.arange(both.size) >= n, 3, 2)[:, None], phase)
    persons = np.full((both.size, t), 33.0, np.float32)
    persons[:n][swum[:n]] = 15.0
    persons[n:] = np.where(swum[n:], 18.0, 0.0)
    return Cloud(
        time_s=time_s, lon=np.asarray(lon), lat=np.asarray(lat), status=status,
        phase=phase.astype(np.int8), weight=np.full(both.size, 1.0 / n),
        component=np.where(np.arange(both.size) < n, BOAT, IN_WATER).astype(np.int8),
        parent=both.astype(np.int32), persons=persons,
        hypothesis=np.where(way, 0, 1).astype(np.int16)[both], hypotheses=("under way", "adrift"),
        start=np.zeros(both.size, np.int16), what=np.zeros(both.size, np.int16),
        objects=("inflatable-overloaded",),
        start_lon=np.full(both.size, LKP.lon) + rng.normal(0, 0.004, n)[both],
        start_lat=np.full(both.size, LKP.lat) + rng.normal(0, 0.0025, n)[both],
        start_s=np.full(both.size, BEGAN_S), side=side[both], heading_deg=heading[both],
        own_speed_ms=speed[both], engine_stops_s=stops[both], swamps_s=swamps[both],
        downwind_fraction=rng.normal(0.035, 0.01, n)[both],
    )  # fmt: skip


@dataclass(frozen=True)
class Tide:
    """A source, as far as the document needs one."""

    name: str = "Dover Strait tide atlas"
    quantities: frozenset[str] = frozenset({"current"})
    resolution: str = "harmonic constants on 0.02 x 0.03 degrees, any time"
    current_error: CurrentError | None = MODEL_CURRENT_ERROR
    wind_error: WindError | None = None


@dataclass(frozen=True)
class Hand(Tide):
    """Wind by hand."""

    name: str = "wind by hand"
    quantities: frozenset[str] = frozenset({"wind"})
    resolution: str = "1 report"
    current_error: CurrentError | None = None
    wind_error: WindError | None = WIND_ERROR


def box_plan(
    name: str, centre: Position, arrive_s: float, *, turned: float = 60.0, **kw: Any
) -> UnitPlan:
    """A parallel-track search of 9 tracks, 6 x 4.5 NM, 0.5 NM apart."""
    unit = Unit(name, "51°07'N 001°19'E", "2026-11-22T08:40Z", 25.0, 15.0, 4.0,
                {"boat": 2.0, "person": 0.2}, **kw)  # fmt: skip
    plane, angle = Plane(centre.lon, centre.lat), np.radians(turned)

    def at(along_nm: float, across_nm: float) -> tuple[float, float]:
        e = along_nm * np.sin(angle) + across_nm * np.cos(angle)
        n = along_nm * np.cos(angle) - across_nm * np.sin(angle)
        lon, lat = plane.to_lonlat(e * NM, n * NM)
        return float(lon), float(lat)

    points = []
    for i in range(9):
        ends = [at(-2.75, -2.0 + 0.5 * i), at(2.75, -2.0 + 0.5 * i)]
        points += ends if i % 2 == 0 else ends[::-1]
    times = arrive_s + np.arange(len(points)) * 11 * 60.0
    legs = tuple(
        Leg(*points[i], times[i], *points[i + 1], times[i + 1], "turn" if i % 2 else "search")
        for i in range(len(points) - 1)
    )
    corners = tuple(
        Position(*at(a, b)) for a, b in ((-3, 2.25), (3, 2.25), (3, -2.25), (-3, -2.25))
    )
    return UnitPlan(
        unit=unit, launch=True, pattern="PS", legs=legs, track_spacing_m=0.5 * NM,
        length_m=6 * NM, width_m=4.5 * NM, orientation_deg=turned, creep_deg=turned + 90,
        centre=centre, corners=corners, start=Position(*points[0]),
        depart_s=AT_S + 600, arrive_s=arrive_s, leave_s=times[-1], back_s=times[-1] + 2400,
        on_scene_h=(times[-1] - arrive_s) / HOUR, transit_m=20 * NM,
        sweep_width_m=(2 * NM, 0.2 * NM), dark=False, coverage=0.85, pos=0.41,
        pos_of=(0.41, math.nan), steer_to=centre,
    )  # fmt: skip


def stays(task: UnitPlan) -> UnitPlan:
    """The same unit without a task."""
    return UnitPlan(
        unit=task.unit, launch=False, pattern="", legs=(), track_spacing_m=0.0, length_m=0.0,
        width_m=0.0, orientation_deg=0.0, creep_deg=0.0, centre=task.centre, corners=(),
        start=task.start, depart_s=task.depart_s, arrive_s=task.arrive_s, leave_s=task.arrive_s,
        back_s=task.back_s, on_scene_h=0.0, transit_m=task.transit_m, sweep_width_m=(0.0, 0.0),
        dark=False, coverage=0.0, pos=0.0, pos_of=(0.0, math.nan), steer_to=task.steer_to,
    )  # fmt: skip


def make_document(cloud: Cloud, where: Any, hypotheses: Any, tasks: Any, **kw: Any) -> PlanDocument:
    """The plan document of it."""
    arrive_s = min((task.arrive_s for task in tasks), default=AT_S)
    names = {"en": "inflatable boat, overloaded", "fr": "embarcation pneumatique surchargée"}
    hand = answer.source_entry(Hand(), entered=True)  # type: ignore[arg-type]
    drift = answer.drift_document(
        name=kw.get("name", "Exercise Varne"),
        seed=1,
        cloud=cloud,
        where=where,
        components=components_of(cloud, AT_S),
        hypotheses=[answer.hypothesis_entry(h) for h in hypotheses],
        starts=[
            {
                "name": "", "position": [LKP.lon, LKP.lat], "time": "2026-11-22T04:30Z",
                "error_nm": 0.5, "time_sd_min": 0.0, "fix_age_min": 10, "what": ASSUMED_OBJECT,
                "what_name": names, "assumed": [], "boat": "", "persons": 33, "weight": 1.0,
            }
        ],
        sources=[answer.source_entry(Tide()), hand],  # type: ignore[arg-type]
        conditions=[
            answer.conditions_entry(LKP, AT_S, u=0.6, v=0.5, wind_u=3.5, wind_v=2.0,
                                    water_temperature_c=12.5)
        ],
        stretches=stretches_ashore(cloud, AT_S),
        daylight=answer.daylight_entry(
            sunrise_s=AT_S - 3600, sunset_s=AT_S + 7.5 * HOUR, dark_from_s=AT_S + 8.1 * HOUR,
            dark_until_s=AT_S - 1.6 * HOUR, dark_now=False,
        ),
        notes=[
            answer.note_entry("wind-held", "The wind of one report is held for the whole run."),
            answer.note_entry("text", "A sentence of another part."),
        ],
        questions=questions(cloud, arrive_s, now_s=AT_S),
        hinge=hinge(cloud, AT_S, where.most_likely),
    )  # fmt: skip
    units = [unit_entry(task, AT_S, where) for task in tasks]
    pos = 1.0 - float(np.prod([1.0 - task.pos for task in tasks]))
    plan = Plan(AT_S, AT_S + 3 * HOUR, tuple(tasks), pos, cloud, **kw.get("plan", {}))
    beside = beside_the_units(plan, remaining_entry(plan), kw.get("helps", ()))
    return answer.plan_document(drift, plan, units, beside)


def answer_of(
    *, units: int = 1, name: str = "Exercise Varne", **kw: Any
) -> tuple[Cloud, Where, PlanDocument]:
    """The cloud, where they are at AT_S, and the plan document; the third unit stays."""
    cloud = make_cloud()
    found = where(cloud, AT_S)
    likely = found.most_likely
    other = Position(likely.lon - 0.06, likely.lat + 0.06)
    tasks = [
        box_plan("Lifeboat Dover", likely, AT_S + 2400),
        box_plan("Rescue helicopter 07", other, AT_S + 1800, turned=150.0, kind="helicopter"),
        stays(box_plan("Cutter Alert", other, AT_S + 1800)),
    ]
    ways = hypotheses(cloud, AT_S)
    document = make_document(cloud, found, ways, tasks[:units], name=name, **kw)
    return cloud, found, document


def coast() -> tuple[NDArray[np.float64], ...]:
    """One made-up headland south of the last known position."""
    return (
        np.array(
            [(1.55, 50.9), (1.9, 50.9), (1.9, 51.05), (1.7, 51.12), (1.55, 51.0), (1.55, 50.9)]
        ),
    )
