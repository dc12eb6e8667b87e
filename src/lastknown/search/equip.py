"""From what units see with to their sweep widths, for the boat and for persons in the water.

The sweep widths of a unit with a `Sensor` are worked out once, by day and in the dark, before
anything is planned. A person is a person in the water; the boat is what the cloud holds at sea
while units can be there. Where that is several kinds of object (a boat, and the same boat swamped)
the smallest sweep width of them stands for all, and a note says so: a plan has one sweep width a
component. What a sensor has no figure for counts as unseen, and a note says that too; nothing is
extrapolated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lastknown.drift.cloud import BOAT, Cloud, Note
from lastknown.drift.dataset import as_cloud
from lastknown.drift.objects import find_object
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.search.sensor import Conditions, Sensor
from lastknown.search.sweepwidth import MERCHANT, NoFigureError, merchant_stands_for
from lastknown.search.unit import (
    COMPONENT_KEYS,
    LEAST_SWEEP_WIDTH_NM,
    SURFACE_KINDS,
    Unit,
    Width,
    ready_s,
    widths_m,
)
from lastknown.times import from_seconds
from lastknown.units import NM

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "CRAFT_OF",
    "Equipped",
    "Look",
    "boats_of",
    "equip",
    "equipped",
    "sensor_widths",
    "unfit",
]

CRAFT_OF: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(SURFACE_KINDS, ("boat", MERCHANT)),
    "ship": (MERCHANT, "boat"),
    "helicopter": ("helicopter",),
    "aircraft": ("fixed-wing",),
    "drone": (),
}
"""Craft of the visual tables that a kind of unit may be, the usual one first."""

_CARRIED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "night-vision": ("helicopter",),
    "infrared": ("helicopter", "aircraft"),
    "radar": SURFACE_KINDS,
}
"""Kinds of unit that the figures of a sensor were measured from (`sweep_quoted.csv`)."""

_BY_NIGHT: Final = ("night-vision", "infrared", "radar", "strobe", "flare")
_CARRIES: Final[Mapping[str, str]] = {
    "boat": "lifeboat",
    MERCHANT: "ship",
    "helicopter": "helicopter",
    "fixed-wing": "aircraft",
    "night-vision": "helicopter",
    "infrared": "helicopter",
    "radar": "ship",
}
"""A kind of unit that a craft, or else a kind of sensor, goes with."""

_BY_DAY: Final = ("visual", "infrared", "radar")

_WORTH_LOOKING: Final = 0.01
"""Share of the boats below which a kind of object does not decide the sweep width of all."""


@dataclass(frozen=True)
class Look:
    """What a unit's sweep widths rest on, by day or in the dark.

    Attributes
    ----------
    dark : the widths are those of the dark.
    sensor : what they were worked out for; None: they were entered.
    boat : the object whose width stands for the boat: a search object's code or an object of the
        sweep width tables; "" where entered.
    boat_nm, person_nm : sweep widths, NM; 0: unseen.
    """

    dark: bool
    sensor: Sensor | None
    boat: str
    boat_nm: float
    person_nm: float


@dataclass(frozen=True)
class Equipped:
    """A unit whose sweep widths are known.

    Attributes
    ----------
    unit : the unit with `sweep_width_nm` and, where it has one, `night_sweep_width_nm`, and no
        sensor any more: what a plan is made for.
    looks : what they rest on, by day and, where it sees anything then, in the dark.
    notes : what was assumed.
    """

    unit: Unit
    looks: tuple[Look, ...]
    notes: tuple[Note, ...] = ()


def equipped(
    units: Sequence[Unit],
    cloud: xr.Dataset | Cloud,
    conditions: Conditions | None = None,
    *,
    boat: str | None = None,
) -> tuple[Unit, ...]:
    """Return the units with the sweep widths of their sensors; see `equip`."""
    return tuple(each.unit for each in equip(units, cloud, conditions, boat=boat))


def equip(
    units: Sequence[Unit],
    cloud: xr.Dataset | Cloud,
    conditions: Conditions | None = None,
    *,
    boat: str | None = None,
) -> tuple[Equipped, ...]:
    """Return the units with the sweep widths of their sensors, in order, and what these rest on.

    A unit whose widths are entered stays as it is. `night_sensor` is used in the dark, else
    `sensor` where its kind has a figure for the dark; else the unit cannot search in the dark. The
    form of a sensor's own curve is not used by a plan: only its sweep width is.

    Parameters
    ----------
    units : see `Unit`.
    cloud : what is sought.
    conditions : what the sensors look through; `dark` is set for day and for night in turn. None:
        only for units whose widths are entered.
    boat : object of the sweep width tables (``raft-4``, ``power-boat-33ft`` …) that stands for the
        boat; None: by the cloud's search objects, see `boats_of`.

    Raises
    ------
    LastknownError : a sensor without conditions; a figure that no table holds for this craft,
        height, visibility or sea, with the nearest; a search object that no table holds; a sensor
        that the unit's kind does not carry; a unit that would see nothing at all.
    """
    flock = as_cloud(cloud)
    if all(unit.sensor is None and unit.night_sensor is None for unit in units):
        return tuple(Equipped(unit, _entered(unit)) for unit in units)
    first_s = min(ready_s(unit) for unit in units)
    boats = (boat,) if boat else boats_of(flock, first_s)
    return tuple(_equip(unit, boats, conditions) for unit in units)


def sensor_widths(
    sensor: Sensor, cloud: Cloud, from_s: float, conditions: Conditions | None
) -> tuple[Width, Width | None]:
    """Return the sweep widths of a sensor for what a cloud holds, by day and in the dark, NM.

    Parameters
    ----------
    from_s : when it begins to look, s since 1970.
    conditions : what it looks through; None: for an entered sensor only.

    Raises
    ------
    LastknownError : as `equip`.
    """
    kind = _CARRIES.get(sensor.craft or sensor.kind, "ship")
    at = from_seconds(from_s)
    crew = Unit("the search", Position(0.0, 0.0), at, 60.0, 60.0, 1.0, kind=kind, sensor=sensor)
    if conditions is None and sensor.kind == "entered":
        conditions = Conditions(visibility_nm=10.0)  # an entered width holds as entered
    (unit,) = equipped((crew,), cloud, conditions)
    assert unit.sweep_width_nm is not None
    return unit.sweep_width_nm, unit.night_sweep_width_nm


def unfit(unit: Unit, boats: tuple[str, ...], conditions: Conditions) -> dict[bool, str]:
    """Return why a unit's sensors would be refused, by day (False) and in the dark (True).

    Parameters
    ----------
    boats : codes of the objects that the boat may be, or of the sweep width tables.
    conditions : what they look through; `dark` is set for day and for night in turn.

    Returns
    -------
    By whether it is dark the reason; nothing where the sensor can be used.
    """
    found = {}
    for sensor, dark in _sensors(unit):
        try:
            _look(unit, sensor, boats, replace(conditions, dark=dark), [])
        except LastknownError as error:
            found[dark] = str(error).removeprefix(f"unit {unit.name!r}: ")
    return found


def boats_of(cloud: Cloud, from_s: float) -> tuple[str, ...]:
    """Return the codes of the objects that boats are from a time on, s since 1970, likeliest first.

    A boat that swamps after it counts as both, before it as swamped alone. A kind with less than
    1 % of the boats is left out.
    """
    boats = np.flatnonzero(cloud.component == BOAT)
    what, swamps_s = cloud.what[boats], cloud.swamps_s[boats]
    with np.errstate(invalid="ignore"):
        sinks, sunk = swamps_s <= cloud.time_s[-1], swamps_s <= from_s
    total = float(cloud.weight[boats].sum())
    shares: dict[str, float] = {}
    for row, code in enumerate(cloud.objects):
        hull = find_object(code).hull_becomes
        for name, those in ((code, ~sunk), (hull, sinks)):
            share = float(cloud.weight[boats][those & (what == row)].sum()) / total
            shares[name] = shares.get(name, 0.0) + share
    told = sorted(shares, key=lambda name: -shares[name])
    return tuple(name for name in told if shares[name] >= _WORTH_LOOKING)


def _equip(unit: Unit, boats: tuple[str, ...], conditions: Conditions | None) -> Equipped:
    """Return one unit with its sweep widths."""
    if unit.sensor is None and unit.night_sensor is None:
        return Equipped(unit, _entered(unit))
    if conditions is None:
        raise LastknownError(
            f"unit {unit.name!r} has a sensor and no conditions are given; "
            "give at least the visibility, visibility_nm"
        )
    notes: list[Note] = []
    looks = {look.dark: look for look in _entered(unit)}
    for sensor, dark in _sensors(unit):
        looks[dark] = _look(unit, sensor, boats, replace(conditions, dark=dark), notes)
    widths = {look.dark: _width(look) for look in looks.values()}
    ready = replace(
        unit,
        sensor=None,
        night_sensor=None,
        sweep_width_nm=widths[False],
        night_sweep_width_nm=widths.get(True),
    )
    told = {note.text: note for note in notes}
    looked = tuple(looks[dark] for dark in (False, True) if dark in looks)
    return Equipped(ready, looked, tuple(told.values()))


def _entered(unit: Unit) -> tuple[Look, ...]:
    """Return the sweep widths that were entered, by day and in the dark."""
    given = ((False, unit.sweep_width_nm), (True, unit.night_sweep_width_nm))
    pairs = [(dark, widths_m(width)) for dark, width in given if width is not None]
    return tuple(Look(dark, None, "", boat / NM, person / NM) for dark, (boat, person) in pairs)


def _sensors(unit: Unit) -> list[tuple[Sensor, bool]]:
    """Return the sensors to work out, each with whether it is dark."""
    found: list[tuple[Sensor, bool]] = []
    if unit.sensor is not None:
        if not _by_day(unit.sensor):
            raise LastknownError(
                f"unit {unit.name!r}: a sensor of kind {unit.sensor.kind} has no figure by day; "
                "give it as night_sensor, and by day another one or a sweep_width_nm"
            )
        found.append((unit.sensor, False))
    night = unit.night_sensor
    if night is None and unit.night_sweep_width_nm is None and unit.sensor is not None:
        night = unit.sensor if _by_night(unit.sensor) else None
    elif night is not None and not _by_night(night):
        raise LastknownError(
            f"unit {unit.name!r}: a sensor of kind {night.kind} sees nothing in the dark; as "
            f"night_sensor give one of {', '.join(_BY_NIGHT)}, or a night_sweep_width_nm"
        )
    return found if night is None else [*found, (night, True)]


def _by_day(sensor: Sensor) -> bool:
    entered = sensor.width_nm is not None or sensor.curve is not None
    return sensor.kind in _BY_DAY or (sensor.kind == "entered" and entered)


def _by_night(sensor: Sensor) -> bool:
    return sensor.kind in _BY_NIGHT or sensor.night_width_nm is not None


def _look(
    unit: Unit, sensor: Sensor, boats: tuple[str, ...], conditions: Conditions, notes: list[Note]
) -> Look:
    """Return what a unit sees with one sensor, adding what was assumed to the notes."""
    _check_carried(unit, sensor)
    try:
        widths = {boat: _width_nm(sensor, boat, conditions) for boat in boats}
        person = _width_nm(sensor, "person", conditions)
    except LastknownError as error:
        raise LastknownError(f"unit {unit.name!r}: {error}") from None
    seen = {boat: width or 0.0 for boat, width in widths.items()}
    decides = min(seen, key=lambda boat: seen[boat])
    notes += [note for boat in boats for note in _stands_for(unit, sensor, boat)]
    notes += [_unseen(unit, sensor, boat) for boat, width in widths.items() if width is None]
    notes += [_unseen(unit, sensor, "person")] if person is None else []
    notes += [_smallest(boats)] if len(set(seen.values())) > 1 else []
    look = Look(conditions.dark, sensor, decides, seen[decides], person or 0.0)
    if look.boat_nm == look.person_nm == 0.0:
        raise LastknownError(
            f"unit {unit.name!r}: in these conditions its {sensor.kind} sensor sees neither the "
            f"boat ({decides}) nor a person in the water; give it another sensor, or enter a "
            "sweep width"
        )
    return look


def _width_nm(sensor: Sensor, what: str, conditions: Conditions) -> float | None:
    """Return a sweep width, NM, 0 where it is too small to steer by; None: there is no figure."""
    try:
        width = sensor.sweep_width_m(what, conditions) / NM
    except NoFigureError:
        return None
    return round(width, 6) if width >= LEAST_SWEEP_WIDTH_NM else 0.0


def _width(look: Look) -> dict[str, float]:
    return dict(zip(COMPONENT_KEYS, (look.boat_nm, look.person_nm), strict=True))


def _check_carried(unit: Unit, sensor: Sensor) -> None:
    """Refuse figures that were measured from another kind of unit."""
    if sensor.kind == "visual" and sensor.craft not in CRAFT_OF[unit.kind]:
        held = " or ".join(CRAFT_OF[unit.kind])
        remedy = f"give {held}" if held else "no table holds one: enter its sweep_width_nm"
        raise LastknownError(
            f"unit {unit.name!r}: craft={sensor.craft!r} does not fit kind={unit.kind!r}; {remedy}"
        )
    carriers = _CARRIED_BY.get(sensor.kind)
    if carriers and unit.kind not in carriers:
        raise LastknownError(
            f"unit {unit.name!r}: the figures of {sensor.kind} are those of "
            f"{', '.join(carriers)}, not of a {unit.kind}; enter its sweep width"
        )


def _stands_for(unit: Unit, sensor: Sensor, boat: str) -> list[Note]:
    """Return a note where another object stands for the boat in the merchant ship's table."""
    merchant = sensor.kind == "visual" and sensor.craft == MERCHANT
    taken = merchant_stands_for(boat) if merchant else ""
    if not taken:
        return []
    text = (
        f"{unit.name}: the table of merchant ships does not hold {boat}; {taken} stands for it, "
        "which is a judgement."
    )
    return [Note("stands-for-it", text, {"unit": unit.name, "what": boat, "taken": taken})]


def _unseen(unit: Unit, sensor: Sensor, what: str) -> Note:
    text = f"{unit.name}: no sweep width of {sensor.kind} is known for {what}; it counts as unseen."
    values = {"unit": unit.name, "sensor": sensor.kind, "what": what}
    return Note("counts-as-unseen", text, values)


def _smallest(boats: tuple[str, ...]) -> Note:
    told = ", ".join(boats)
    text = f"Several kinds of boat are sought ({told}): the smallest sweep width stands for all."
    return Note("smallest-sweep-width", text, {"boats": told})
