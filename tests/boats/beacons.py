"""AIS contacts for the tests: many beacons at once, and one that drifts."""

from __future__ import annotations

from lastknown.boats import Report
from lastknown.geo.position import Position
from tests.boats.nights import at

__all__ = ["beacon", "drifting"]


def beacon(k: int, time_s: float = 0.0, name: str | None = None) -> Report:
    """Return a beacon's report, a minute's arc from the one before it."""
    name = name or f"ais-sart 970{k:06d}"
    place = Position(1.2 + 0.02 * (k % 40), 50.8 + 0.02 * (k // 40))
    heard_s = at(3, 0) + time_s + k
    return Report(f"x{k}", "AIS contact", heard_s, 120.0, place, 50.0, source=name, object_id=name)


def drifting(count: int, step_s: float = 140.0) -> list[Report]:
    """Return the places of one beacon that drifts north-east at 1.8 knots."""
    name = "ais-sart 970123456"
    return [
        Report(
            *(f"d{k}", "AIS contact", at(3, 0) + step_s * k),
            position=Position(1.4 + 1.1e-5 * step_s * k, 50.9 + 5e-6 * step_s * k),
            error_m=50.0,
            source=name,
            object_id=name,
        )
        for k in range(count)
    ]
