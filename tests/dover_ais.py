"""Made-up ships around the exercise in the layout of the US files (columns as published)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lastknown.geo.plane import Plane

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HEAD = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,"
    "Width,Draft,Cargo,TransceiverClass"
)
SHIPS = (
    # MMSI, name, lon, lat, knots, course, AIS ship type, length, beam: made up
    (235001234, "EVEN KEEL", 1.50, 51.00, 14.0, 45.0, 70, 190, 32),
    (227000111, "MARIE", 1.95, 51.20, 12.0, 225.0, 80, 240, 40),
    (244000222, "FAR AWAY", 2.90, 51.40, 12.0, 45.0, 70, 120, 18),
)


def rows(until_min: int = 0, at: datetime = AT) -> str:
    """The layout of the US files (columns as published), a position a minute for an hour."""
    lines = [HEAD]
    for mmsi, name, lon, lat, knots, course, kind, length, beam in SHIPS:
        for minute in range(-60, until_min + 1):
            far = knots * 1852.0 / 60.0 * minute
            x, y = Plane(lon, lat).to_lonlat(
                far * (0.7071 if course == 45.0 else -0.7071),
                far * (0.7071 if course == 45.0 else -0.7071),
            )
            time = (at + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%S")
            lines.append(
                f"{mmsi},{time},{float(y):.5f},{float(x):.5f},{knots},{course},{course:.0f},{name},"
                f",,{kind},0,{length},{beam},8,{kind},A"
            )
    return "\n".join(lines) + "\n"
