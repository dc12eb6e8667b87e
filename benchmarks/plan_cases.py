"""The twenty fixed cases of `plan.py` over the tide of the Dover Strait: units, boats, clouds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

from lastknown.drift.cloud import Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase, Start
from lastknown.evidence.searched import Searched, weigh_cloud
from lastknown.geo.position import Position
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.wind import Wind
from lastknown.search.plan import plan_search
from lastknown.search.planned import Plan
from lastknown.search.unit import Unit, last_return_s
from lastknown.times import from_seconds, parse_time, to_seconds

__all__ = ["CASES", "NIGHT", "Case", "case_sea", "cloud_of", "crew", "earlier", "wrong_sea"]

DAY, NIGHT = "2026-11-22T09:00Z", "2026-11-22T18:00Z"

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


CASES: Final = (
    Case(1, 1, 1, 0.5, DAY, 0), Case(1, 1, 4, 0.5, DAY, 0), Case(1, 1, 8, 2.0, DAY, 0),
    Case(1, 2, 4, 1.0, DAY, 0), Case(1, 1, 5, 0.5, NIGHT, 0), Case(1, 1, 4, 1.0, DAY, 1),
    Case(2, 1, 2, 0.5, DAY, 0), Case(2, 1, 6, 1.0, NIGHT, 0), Case(2, 2, 5, 1.0, DAY, 0),
    Case(2, 3, 6, 1.0, DAY, 1), Case(3, 1, 3, 1.0, DAY, 0), Case(3, 1, 10, 2.0, DAY, 0),
    Case(3, 2, 4, 0.5, NIGHT, 1), Case(3, 3, 5, 0.5, DAY, 0), Case(4, 1, 8, 3.0, DAY, 0),
    Case(4, 2, 6, 1.0, DAY, 1), Case(5, 1, 6, 1.0, NIGHT, 1), Case(5, 3, 8, 1.0, DAY, 0),
    Case(6, 2, 10, 2.0, DAY, 0), Case(8, 3, 10, 2.0, DAY, 1),
)  # fmt: skip
FIXES: Final = (Position(1.60, 51.02), Position(1.38, 50.88), Position(1.75, 51.16))

WATER_C: Final = 13.0
"""Water temperature of the cases, for the lives: November in the Dover Strait, by climatology."""


def case_sea() -> Sea:
    """Return the sea of all cases."""
    return open_sea("dover-strait", wind=Wind(10.0, 230.0), water_temperature_c=WATER_C)


def wrong_sea(sea: Sea, factor: float) -> Sea:
    """Return a sea whose current is so many times as wrong: its residual and its tide."""
    sources = []
    for source in sea.sources:
        error: Any = source.current_error
        if error is not None:
            worse = replace(
                error,
                sd_ms=factor * error.sd_ms,
                tide_amplitude_sd=factor * error.tide_amplitude_sd,
                tide_phase_sd_s=factor * error.tide_phase_sd_s,
            )
            source = replace(source, current_error=worse)
        sources.append(source)
    return replace(sea, sources=tuple(sources))


def crew(case: Case) -> list[Unit]:
    """Return the units of a case, ready 20 minutes after planning."""
    ready = from_seconds(to_seconds(parse_time(case.at)) + 1200.0)
    return [
        Unit(name, place, ready, **able, sweep_width_nm={"boat": day, "person": 0.1},
             night_sweep_width_nm={"boat": night, "person": 0.05})
        for name, place, able, day, night in UNITS[: case.units]
    ]  # fmt: skip


def earlier(case: Case, number: int, particles: int, sea: Sea) -> Plan | None:
    """Return the search that went before in a case, 3 hours earlier by its first unit."""
    if not case.searches:
        return None
    begin = from_seconds(_first_s(case))
    first = crew(case._replace(units=1, at=begin.isoformat()))[0]
    first = Unit(**{**vars(first), "ready": begin, "endurance_h": 3.0})
    cloud = _drifted(case, number, particles, sea, peopled=False)
    return plan_search(cloud, first, at=begin, over="3h", proof=False)


def cloud_of(
    case: Case, number: int, particles: int, sea: Sea, before: Plan | None, *, peopled: bool = False
) -> Cloud:
    """Return the cloud of a case, with its earlier search counted.

    Parameters
    ----------
    before : that search, from `earlier`.
    peopled : with 33 persons in each boat, but for the second: swamped, with 10. Else nothing is
        said of persons, and no boat swamps.
    """
    cloud = _drifted(case, number, particles, sea, peopled=peopled)
    return cloud if before is None else weigh_cloud(cloud, Searched(before))


def _first_s(case: Case) -> float:
    """Return when the first search of a case begins, s since 1970."""
    at = to_seconds(parse_time(case.at))
    return min(max(at - 3.0 * 3600.0 * case.searches, at - case.age_h * 3600.0), at)


def _drifted(case: Case, number: int, particles: int, sea: Sea, *, peopled: bool) -> Cloud:
    at = to_seconds(parse_time(case.at))
    begin = from_seconds(at - case.age_h * 3600.0)
    starts = [Start(FIXES[k], begin, error_nm=case.error_nm) for k in range(case.boats)]
    if peopled:
        starts = [replace(start, **_aboard(k)) for k, start in enumerate(starts)]
    end = from_seconds(last_return_s(crew(case), case.at))
    run = Run(particles=particles, seed=100 + number)
    return simulate(starts, sea, end, at=from_seconds(_first_s(case)), run=run)


def _aboard(k: int) -> dict[str, Any]:
    if k == 1:
        return {"boat": "2", "persons": 10, "phases": (Phase("swamped"),)}
    return {"boat": str(k + 1), "persons": 33}
