"""Entries of the answer document about units, their plan, and what would help it."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from lastknown.desk._sensorentries import SensorEntry

__all__ = [
    "Area",
    "BesideEntry",
    "BoatEntry",
    "Chances",
    "Conditions",
    "HelpEntry",
    "InTheWater",
    "LegEntry",
    "LonLat",
    "NoteEntry",
    "RemainingEntry",
    "SweepWidth",
    "UnitEntry",
    "WhereAtArrival",
]

LonLat = list[float]


class Area(TypedDict):
    """The smallest area that holds a share of the probability."""

    level: float
    """Probability inside, fraction."""
    area_nm2: float
    """Its size, square nautical miles."""
    geometry: dict[str, Any]
    """GeoJSON Polygon or MultiPolygon, lon, lat."""


class NoteEntry(TypedDict):
    """Something that was assumed or changed, and that the officer must know."""

    code: str
    """Stable name, e.g. ``start-moved-off-land``; ``text`` where it has none."""
    text: str
    """The sentence in English."""
    values: dict[str, Any]
    """Figures in the sentence, with units in their names."""


class Conditions(TypedDict):
    """Wind and current that were used at one place and time, so that crews can compare."""

    position: LonLat
    time: str
    wind_from_deg: float | None
    wind_kn: float | None
    current_toward_deg: float | None
    current_kn: float | None
    water_temperature_c: float | None


class LegEntry(TypedDict):
    """One straight leg over the ground."""

    kind: Literal["search", "turn"]
    start: LonLat
    end: LonLat
    start_time: str
    end_time: str


class SweepWidth(TypedDict):
    """Sweep width used, nautical miles."""

    boat: float
    person: float


class WhereAtArrival(TypedDict):
    """Where they are when this unit arrives."""

    most_likely: LonLat
    contours: list[Area]


class InTheWater(TypedDict):
    """The chance that persons of one boat are in the water."""

    boat: str
    """Name of the boat; "" where starts name none."""
    at_arrival: float
    """Probability by the unit's arrival under the assumptions made, fraction."""
    at_leaving: float
    """The same by the time it leaves."""


class Chances(TypedDict):
    """Probability of success that a unit adds for each component, given that persons are there."""

    boat: float
    """Of those with the boat or its hull, fraction."""
    in_the_water: float | None
    """Of those in the water, fraction; null where nobody is."""


class UnitEntry(TypedDict):
    """What one unit is told to do. Keys after `launch_reason` are null where it has no task."""

    name: str
    kind: str
    position: LonLat
    """Where it is when ready."""
    ready: str
    speed_kn: float
    search_speed_kn: float
    height_ft: float | None
    """Height above the sea at which an aircraft searches, feet; null where not known."""
    endurance_h: float
    launch_now: bool
    """True: order it out now; it leaves at `depart`."""
    launch_reason: str
    """``ready`` (it can go at once), ``as_soon_as_ready``, ``at_time`` (at `depart`, not before),
    ``fixed`` (its area must not be moved), ``fixed_in_vain`` (the same, and next to nothing is in
    it); or why it stays: ``nothing_to_detect``, ``nothing_to_gain``, ``too_far``,
    ``too_late`` (for the search), ``in_the_dark`` (and no sweep width
    for the night)."""
    fixed: bool
    """Its area was given and must not be moved."""
    pattern: str | None
    """Pattern code: ``PS``, ``CS``, ``SS`` or ``VS``."""
    legs: list[LegEntry]
    track_spacing_nm: float | None
    length_nm: float | None
    """Side of the area along the tracks."""
    width_nm: float | None
    """Side of the area across the tracks."""
    area_nm2: float | None
    orientation_deg: float | None
    """Course of the first track."""
    creep_deg: float | None
    """Direction in which the tracks follow each other."""
    drift_kn: float | None
    """Speed at which the area moves with the datum while on scene, 0: fixed to the ground; corners
    are those halfway through its legs, legs are over the ground."""
    drift_toward_deg: float | None
    """Where it moves to; null where it is fixed to the ground."""
    corners: list[LonLat]
    """Corners of the area, not closed."""
    centre: LonLat | None
    """Middle of the area halfway through its legs."""
    start: LonLat | None
    """Commence search point."""
    steer_to: LonLat
    """Most likely position of all that is sought at its own arrival."""
    steer_within: bool
    """True: that lies in its own area then; where not, steering to it would lead it astray."""
    bearing_deg: float
    """From the unit to `steer_to`."""
    distance_nm: float
    start_bearing_deg: float | None
    """From the unit to `start`, where it goes first; `arrive` is the time there."""
    start_distance_nm: float | None
    depart: str | None
    arrive: str | None
    leave: str | None
    back: str | None
    on_scene_h: float
    over_land: bool
    """The straight way out or back of a unit that floats crosses land: it takes longer."""
    reserve_h: float | None
    """Endurance left when it is back."""
    sweep_width_nm: SweepWidth | None
    sensors: list[SensorEntry]
    """What its sweep widths rest on, by day and in the dark; empty where not known."""
    dark: bool
    """True where part of its time on scene is dark."""
    coverage: float | None
    pos: float
    """Probability of success that it adds after those on scene before it, fraction."""
    pos_of: Chances | None
    """The same for each component."""
    lives: float | None
    """Lives gained that it adds after those on scene before it; null where not asked for."""
    where_at_arrival: WhereAtArrival | None
    in_the_water: list[InTheWater]
    """The chance that persons are in the water, boat by boat; empty where not computed."""
    on_scene: Conditions | None
    """Wind and current at `start` at `arrive`; null where the sea is not at hand."""
    notes: list[NoteEntry]


class BoatEntry(TypedDict):
    """What the plan does for one boat."""

    name: str
    pos: float
    """Probability that a person sought is found, given that they are that boat's, fraction."""
    lives: float | None
    """Lives of its persons that the plan gains, expected; null where not asked for."""
    at_stake: float | None
    """Of its persons those expected to die by the horizon if nobody finds them; null where not
    asked for."""
    pos_beside: float | None
    """`pos` by the plan for the most POS; null where there is none beside."""
    lives_beside: float | None
    """`lives` by that plan."""


class BesideEntry(TypedDict):
    """The plan for the most POS, beside one for lives."""

    pos: float
    """Probability of success of all its units together, fraction."""
    lives: float | None
    """Lives gained by it, expected; null where not known."""
    lives_range: list[float] | None
    """The least and the most of that by the three survival curves; null where not known."""


class RemainingEntry(TypedDict):
    """What is left over: where they are if the plan finds nothing."""

    share: float
    """Probability that the plan does not find a person sought, fraction."""
    at: str
    """When the last unit leaves the scene; the rest is for then."""
    most_likely: LonLat
    contours: list[Area]
    """Areas that hold 50 and 90 % of what is left."""
    width_sd: float
    """Sd of the logarithm of the common factor on the sweep width with which that was weighed."""


class HelpEntry(TypedDict):
    """One thing that would help, and what it would be worth."""

    kind: Literal["unit", "light", "now"]
    """One more ``unit``; to wait for ``light``: start a unit so that it arrives at first light; or
    to launch ``now`` a unit that the plan holds back."""
    unit: str
    """For ``unit`` the one on hand that is copied, "" for a standard one; else the unit's name."""
    unit_kind: str
    """Kind of the unit."""
    position: LonLat
    """Where it would start."""
    position_of: str
    """Name of the unit on hand that starts there too."""
    speed_kn: float
    search_speed_kn: float
    endurance_h: float
    sweep_width_nm: SweepWidth
    """By day."""
    widths: str
    """Where the sweep widths are from: ``tables``, or the name of the unit that has them."""
    gain: float
    """POS of the plan with it less that of the plan, fraction; may be negative but for ``unit``."""
    depart: str
    arrive: str
    """On scene."""
    later_min: float | None
    """How much later than in the plan it is on scene, negative: sooner; null for ``unit``."""
    lives: float | None
    """Lives gained that it would add, or cost where negative; null where not known."""
