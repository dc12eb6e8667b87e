"""What searches: search and rescue units, and what they can do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.errors import LastknownError
from lastknown.geo.position import Position, parse_position
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, KNOT, NM

if TYPE_CHECKING:
    from lastknown.search.sensor import Sensor

__all__ = [
    "COMPONENT_KEYS",
    "CROSSES_LAND",
    "HARBOUR_M",
    "KINDS",
    "LEAST_SWEEP_WIDTH_NM",
    "MAX_SWEEP_WIDTH_NM",
    "Unit",
    "Width",
    "last_return_s",
    "ready_s",
    "speeds_ms",
    "sweep_widths_m",
    "unit_position",
    "widths_m",
]

SURFACE_KINDS: Final = ("lifeboat", "ship", "patrol-boat", "fishing-vessel", "yacht")
AIR_KINDS: Final = ("helicopter", "aircraft", "drone")
KINDS: Final = SURFACE_KINDS + AIR_KINDS
"""Kinds of unit; the first five float."""

CROSSES_LAND: Final = frozenset(AIR_KINDS)
"""Kinds whose legs may pass over land."""

HARBOUR_M: Final = 3000.0
"""So near to an end of a way land is not looked at: harbours and coasts lie there (judgement)."""

COMPONENT_KEYS: Final = ("boat", "person")
"""Keys of a sweep width by component, in the order of the cloud's BOAT and IN_WATER."""

MAX_SWEEP_WIDTH_NM: Final = 50.0
LEAST_SWEEP_WIDTH_NM: Final = 0.01
"""18.5 m: tracks closer than this nobody can steer, and there would be thousands of them."""

Width = float | Mapping[str, float]


_NEEDED: Final = (
    *("speed_kn", "search_speed_kn", "endurance_h", "usable_fraction"),
    "least_spacing_nm",
)


@dataclass(frozen=True)
class Unit:
    """A search and rescue unit (SRU) on hand, as the coordinator knows it.

    Attributes
    ----------
    name : shown everywhere; route names in files are made from it.
    position : where it is when ready; text or Position.
    ready : when it can leave that position (aware, or ISO text with a zone).
    speed_kn : speed in transit over the ground, knots, > 0.
    search_speed_kn : speed on the search legs, knots, > 0, at most `speed_kn`.
    endurance_h : hours from leaving to being back, > 0.
    sweep_width_nm : daylight sweep width in nautical miles, > 0: one number for the boat and for
        persons in the water alike, or ``{"boat": 2.0, "person": 0.2}``; a key left out is 0 (this
        unit cannot see that). Entered by the user; no figure is invented. None: from `sensor`.
    kind : one of KINDS; floating kinds keep clear of land.
    night_sweep_width_nm : the same in the dark (sun more than 6 degrees below the horizon), or
        None where it has none: then a search in the dark is refused.
    usable_fraction : share of the on-scene time that is spent on the legs, 0-1 (0.85: value of an
        operational planner; the rest goes to sightings and being late).
    return_to : where it goes afterwards; None: back to `position`.
    height_ft : height above the sea at which an aircraft searches, feet, > 0; None: not known.
        Areas of aircraft at one height, or at one not known, are kept apart.
    sensor : what it sees with by day, instead of `sweep_width_nm`: `lastknown.search.equip` works
        out the sweep widths for the conditions and the boat sought. None: they are entered.
    night_sensor : the same in the dark, instead of `night_sweep_width_nm`; None: `sensor`, where
        its kind has a figure for the night.
    can_recover : whether it can take people out of the water; None: by its kind
        (`lastknown.search.recovery`): all but aircraft and drones can.
    capacity : persons it can take aboard, > 0; None: by its kind.
    recover_min : minutes that taking one person aboard takes, > 0; None: by its kind.
    least_spacing_nm : least track spacing that it can steer, NM, > 0 (0.05, 93 m: judgement).

    Raises
    ------
    LastknownError : a value is missing, negative, zero or not finite; the search speed exceeds the
        speed; the kind or a sweep width's key is unknown; the position or time cannot be read; both
        a sweep width and a sensor are given, or neither.
    """

    name: str
    position: str | Position
    ready: datetime | str
    speed_kn: float
    search_speed_kn: float
    endurance_h: float
    sweep_width_nm: Width | None = None
    kind: str = "lifeboat"
    night_sweep_width_nm: Width | None = None
    usable_fraction: float = 0.85
    return_to: str | Position | None = None
    height_ft: float | None = None
    sensor: Sensor | None = None
    night_sensor: Sensor | None = None
    can_recover: bool | None = None
    capacity: int | None = None
    recover_min: float | None = None
    least_spacing_nm: float = 0.05

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise LastknownError("unit name is empty; give every unit a name")
        if self.kind not in KINDS:
            raise LastknownError(
                f"unit {self.name!r}: kind={self.kind!r} is unknown; use one of {', '.join(KINDS)}"
            )
        for label in _NEEDED:
            _positive(self.name, label, getattr(self, label))
        if self.search_speed_kn > self.speed_kn:
            raise LastknownError(
                f"unit {self.name!r}: search_speed_kn={self.search_speed_kn:g} exceeds "
                f"speed_kn={self.speed_kn:g}; a unit searches no faster than it can go"
            )
        if self.usable_fraction > 1.0:
            raise LastknownError(
                f"unit {self.name!r}: usable_fraction={self.usable_fraction:g} exceeds 1; "
                "give a fraction like 0.85"
            )
        _check_one(self)
        if self.sweep_width_nm is not None:
            _check_width(self.name, "sweep_width_nm", self.sweep_width_nm)
        if self.night_sweep_width_nm is not None:
            _check_width(self.name, "night_sweep_width_nm", self.night_sweep_width_nm)
        parse_time(self.ready, f"unit {self.name!r}: ready")
        unit_position(self)
        if self.return_to is not None:
            parse_position(self.return_to)
        for label in ("height_ft", "capacity", "recover_min"):
            if getattr(self, label) is not None:
                _positive(self.name, label, getattr(self, label))


def unit_position(unit: Unit) -> Position:
    """Return where the unit is when ready."""
    return parse_position(unit.position)


def ready_s(unit: Unit) -> float:
    """Return when the unit is ready, s since 1970-01-01T00:00Z."""
    return to_seconds(parse_time(unit.ready, f"unit {unit.name!r}: ready"))


def sweep_widths_m(unit: Unit, *, dark: bool) -> tuple[float, float] | None:
    """Return the sweep widths for (boat, persons in the water), m; None: no value in the dark."""
    width = unit.night_sweep_width_nm if dark else unit.sweep_width_nm
    if width is None and (unit.sensor if unit.sweep_width_nm is None else unit.night_sensor):
        raise LastknownError(
            f"unit {unit.name!r}: the sweep widths of its sensor are not worked out; "
            "give the conditions it looks through, or a sweep_width_nm"
        )
    return None if width is None else widths_m(width)


def widths_m(width: Width) -> tuple[float, float]:
    """Return a sweep width in NM as widths for (boat, persons in the water), m."""
    if isinstance(width, Mapping):
        pair = tuple(float(width.get(key, 0.0)) * NM for key in COMPONENT_KEYS)
        return pair[BOAT], pair[IN_WATER]
    return float(width) * NM, float(width) * NM


def last_return_s(units: Sequence[Unit], at: datetime | str) -> float:
    """Return when the last unit must be back, s since 1970: a cloud reaching so far is enough."""
    at_s = to_seconds(parse_time(at, "at"))
    return max(max(ready_s(unit), at_s) + unit.endurance_h * HOUR for unit in units)


def speeds_ms(unit: Unit) -> tuple[float, float]:
    """Return (transit speed, search speed), m/s."""
    return unit.speed_kn * KNOT, unit.search_speed_kn * KNOT


def _positive(name: str, label: str, value: float) -> None:
    if not isinstance(value, int | float) or not math.isfinite(value) or value <= 0.0:
        raise LastknownError(
            f"unit {name!r}: {label}={value!r} is not a positive number; give what the unit can do"
        )


def _check_one(unit: Unit) -> None:
    """Refuse a sweep width beside a sensor, and neither of them."""
    if unit.sweep_width_nm is None and unit.sensor is None:
        raise LastknownError(
            f"unit {unit.name!r} has neither sweep_width_nm nor a sensor; give one of them"
        )
    for label, width, sensor in (
        ("sweep_width_nm and a sensor", unit.sweep_width_nm, unit.sensor),
        ("night_sweep_width_nm and a night_sensor", unit.night_sweep_width_nm, unit.night_sensor),
    ):
        if width is not None and sensor is not None:
            raise LastknownError(f"unit {unit.name!r} has {label}; give one of them")


def _wide_enough(name: str, label: str, width_nm: float) -> None:
    if not LEAST_SWEEP_WIDTH_NM <= width_nm <= MAX_SWEEP_WIDTH_NM:
        raise LastknownError(
            f"unit {name!r}: {label}={width_nm:g} is out of bounds; "
            f"give {LEAST_SWEEP_WIDTH_NM:g} to {MAX_SWEEP_WIDTH_NM:g} NM"
        )


def _check_width(name: str, label: str, width: Width) -> None:
    if not isinstance(width, Mapping):
        _positive(name, label, width)
        _wide_enough(name, label, width)
        return
    unknown = sorted(set(width) - set(COMPONENT_KEYS))
    if unknown or not width:
        raise LastknownError(
            f"unit {name!r}: {label} has the keys {sorted(width)}; "
            "write { boat = 2.0, person = 0.2 } in nautical miles"
        )
    for key, value in width.items():
        if not math.isfinite(value) or value < 0.0:
            raise LastknownError(
                f"unit {name!r}: {label}.{key}={value:g} is negative or not finite; "
                "give nautical miles, 0 for what it cannot see"
            )
        if value > 0.0:
            _wide_enough(name, f"{label}.{key}", value)
    if max(width.values()) <= 0.0:
        raise LastknownError(
            f"unit {name!r}: {label} is 0 for everything; give what it can see, in nautical miles"
        )
