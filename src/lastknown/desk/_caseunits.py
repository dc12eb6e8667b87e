"""Units of the case file: what they can do and see with, and areas that must not be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Self

from pydantic import model_validator

from lastknown.desk._casefields import WIDTHS, Name, Point, SweepWidth, Table, Time, field
from lastknown.desk._casevalues import TableFaultError
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.desk._casemodel import CaseModel
    from lastknown.search.sensor import Sensor
    from lastknown.search.standing import StandingArea
    from lastknown.search.unit import Unit

__all__ = [
    "MOST_UNITS",
    "FixedModel",
    "SensorModel",
    "UnitKind",
    "UnitModel",
    "check_units",
    "fixed_of",
    "unit_of",
]

MOST_UNITS: Final = 12
"""As `lastknown.search.plan` has it, which would load the planner to read a file."""

UnitKind = Literal[
    "lifeboat", "ship", "patrol-boat", "fishing-vessel", "yacht", "helicopter", "aircraft", "drone"
]


class SensorModel(Table):
    """What a unit sees with; its sweep widths come from the tables. A sensor with a width of its
    own is written as a sweep width instead."""

    kind: Literal["visual", "night-vision", "infrared", "radar", "strobe", "flare"] = field(
        "basic", "By eye, with an aid, or for the light that the object shows", "visual"
    )
    craft: Literal["helicopter", "fixed-wing", "boat", "merchant-ship"] | None = field(
        "basic", "By eye: the table to use; omitted: by the unit's kind", None
    )
    height_ft: float | None = field(
        "basic",
        "By eye: height of the eye in a boat (8 or 14), or of flight (300, 500, 750 ..), as the "
        "tables have it; omitted: the unit's own",
        None,
        unit="ft",
        gt=0,
        le=10_000,
    )
    speed_kn: float | None = field(
        "advanced",
        "By eye from the air: search speed; omitted: the unit's own",
        None,
        unit="kn",
        gt=0,
        le=600,
    )


class UnitModel(Table):
    """A search and rescue unit that can be sent."""

    name: Name = field("essential", "Its name", min_length=1, max_length=100)
    kind: UnitKind = field("basic", "What it is; those that float keep clear of land", "lifeboat")
    position: Point = field("essential", "Where it is: text in any usual form", values="position")
    ready: Time = field("essential", "When it can leave from there")
    speed_kn: float = field("essential", "Speed on the way", unit="kn", gt=0, le=600)
    search_speed_kn: float = field("essential", "Speed while searching", unit="kn", gt=0, le=600)
    endurance_h: float = field(
        "essential", "Time it can stay out, from leaving to being back", unit="h", gt=0, le=240
    )
    sweep_width_nm: SweepWidth | None = field(
        "essential",
        "Sweep width by daylight: one number, or one for the boat and one for a person; or give "
        "a `sensor`",
        None,
        unit="NM",
        values=WIDTHS,
    )
    night_sweep_width_nm: SweepWidth | None = field(
        "basic",
        "Sweep width in the dark, same form; needed where it searches in the dark",
        None,
        unit="NM",
        values=WIDTHS,
    )
    sensor: SensorModel | None = field(
        "essential",
        "What it sees with, instead of a sweep width; needs [conditions], see [unit.sensor]",
        None,
        values="table",
    )
    night_sensor: SensorModel | None = field(
        "basic",
        "What it sees with in the dark; omitted: its `sensor` where that has a figure for the "
        "dark, see [unit.night_sensor]",
        None,
        values="table",
    )
    usable_fraction: float = field(
        "advanced",
        "Share of the on-scene time spent on search legs",
        0.85,
        unit="fraction",
        gt=0,
        le=1,
    )
    return_to: Point | None = field(
        "advanced",
        "Where it goes afterwards; omitted: back to its position",
        None,
        values="position",
    )
    height_ft: float | None = field(
        "basic",
        "Height at which an aircraft searches; areas at one height, or at one not known, are kept "
        "apart",
        None,
        unit="ft",
        gt=0,
        le=60_000,
    )
    least_spacing_nm: float = field(
        "advanced", "Least track spacing that it can steer", 0.05, unit="NM", gt=0, le=50
    )
    can_recover: bool | None = field(
        "basic",
        "Whether it can take people aboard; omitted: by its kind",
        None,
        values="true or false",
    )
    capacity: int | None = field(
        "basic",
        "Persons it can take aboard; omitted: by its kind",
        None,
        unit="persons",
        ge=1,
        le=10_000,
    )
    recover_min: float | None = field(
        "advanced",
        "Time that taking one person aboard takes; omitted: by its kind",
        None,
        unit="min",
        gt=0,
        le=600,
    )

    @model_validator(mode="after")
    def _sees_with_something(self) -> Self:
        """A sweep width or a sensor, by day and by night, and not both; and no contradictions."""
        if self.sweep_width_nm is None and self.sensor is None:
            raise TableFaultError(
                "sweep_width_nm is missing; give it (sweep width by daylight), or a sensor"
            )
        if self.sweep_width_nm is not None and self.sensor is not None:
            raise TableFaultError("has both sweep_width_nm and sensor; keep one of them")
        if self.night_sweep_width_nm is not None and self.night_sensor is not None:
            raise TableFaultError(
                "has both night_sweep_width_nm and night_sensor; keep one of them"
            )
        for name in ("capacity", "recover_min"):
            if self.can_recover is False and getattr(self, name) is not None:
                raise TableFaultError(f"has {name} and can_recover=false; leave one of them out")
        return self


class FixedModel(Table):
    """An area that a unit already works or has been given and that must not be moved; the other
    units are planned around it."""

    unit: Name = field("essential", "Name of the unit, as in [[unit]]", max_length=100)
    centre: Point = field("essential", "Centre of its area", values="position")
    length_nm: float = field(
        "essential", "Side of the area along the tracks", unit="NM", gt=0, le=500
    )
    width_nm: float = field(
        "essential", "Side of the area across the tracks", unit="NM", gt=0, le=500
    )
    orientation_deg: float = field(
        "essential", "Course of the first track, degrees true", unit="deg", ge=0, le=360
    )
    track_spacing_nm: float = field(
        "essential", "Distance between neighbouring tracks", unit="NM", ge=0.01, le=100
    )
    creep: Literal["left", "right"] = field(
        "basic", "Side of the first track on which the next ones follow", "right"
    )
    start: Time | None = field(
        "basic", "When it begins the first track; omitted: as soon as it can be there", None
    )


def check_units(model: CaseModel) -> None:
    """Refuse units, fixed areas and an objective that do not fit together.

    Raises
    ------
    LastknownError : too many units, or two of one name; a sensor and no conditions; a fixed area of
        an unknown unit, or of one that has two; lives sought where some starts state their persons
        and others do not.
    """
    if len(model.unit) > MOST_UNITS:
        raise LastknownError(
            f"{len(model.unit)} units are given; plan for at most {MOST_UNITS} at once: make a "
            "second case file of the others"
        )
    for number, unit in enumerate(model.unit, start=1):
        if (unit.sensor or unit.night_sensor) and model.conditions is None:
            raise LastknownError(
                f"unit {number} has a sensor and [conditions] is missing; write [conditions] with "
                "visibility_nm = .., or give the unit a sweep_width_nm"
            )
    names = [unit.name for unit in model.unit]
    for number, name in enumerate(names, start=1):
        if (first := names.index(name) + 1) < number:
            raise LastknownError(
                f'unit {number}, name="{name}" is the name of unit {first} too; give each its own'
            )
    taken = [area.unit for area in model.fixed]
    for number, name in enumerate(taken, start=1):
        if name not in names:
            told = ", ".join(names) or "none"
            raise LastknownError(f'fixed {number}, unit="{name}" is no unit; the units are {told}')
        if taken.index(name) < number - 1:
            raise LastknownError(
                f'fixed {number}, unit="{name}" has another fixed area; keep one of them'
            )
    known = [start.persons is not None for start in model.start]
    if model.objective == "lives" and any(known) and not all(known):
        raise LastknownError(
            f'start {known.index(False) + 1} states no persons and objective="lives" weighs boats '
            "by them; give it a number, your best guess, or plan for pos"
        )


def unit_of(model: UnitModel) -> Unit:
    """Return the unit.

    Raises
    ------
    LastknownError : a sensor that no table holds.
    """
    from lastknown.search.unit import Unit

    given: dict[str, Any] = {name: value for name, value in model if value is not None}
    for name in {"sensor", "night_sensor"} & given.keys():
        given[name] = _sensor(given[name], model, name)
    return Unit(**given)


def _sensor(model: SensorModel, unit: UnitModel, name: str) -> Sensor:
    """Return a sensor; craft, height and speed are the unit's own where they are not given."""
    from lastknown.search.equip import CRAFT_OF
    from lastknown.search.sensor import Sensor

    given: dict[str, Any] = {key: value for key, value in model if value is not None}
    craft = given.get("craft") or next(iter(CRAFT_OF[unit.kind]), "")
    if model.kind == "visual" and not craft:
        raise LastknownError(
            f"unit {unit.name!r}: {name} by eye: no table holds a {unit.kind}; enter its "
            "sweep_width_nm"
        )
    if model.kind == "visual":
        given["craft"] = craft
        if craft in {"helicopter", "fixed-wing"}:
            given.setdefault("speed_kn", unit.search_speed_kn)
            given.setdefault("height_ft", unit.height_ft)
    try:
        return Sensor(**given)
    except LastknownError as error:
        raise LastknownError(f"unit {unit.name!r}: {name}: {error}") from None


def fixed_of(model: FixedModel) -> StandingArea:
    """Return the area that must not be moved."""
    from lastknown.search.standing import StandingArea

    return StandingArea(**dict(model))
