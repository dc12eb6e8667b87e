"""The one answer: the document that ``--json`` prints and that brief, page and map are made from.

Two forms: a drift document (where they are) and a plan document (the same, and who searches where).
Everything that a person reads is rendered from this document and a language, so text, page and
JSON cannot disagree. `lastknown.desk.schemas` publishes the form as JSON Schema.

Conventions: positions are ``[lon, lat]`` in degrees WGS84, -180 <= lon < 180; times are ISO 8601
text in UTC with ``Z``; probabilities, levels and shares are fractions 0-1; directions are degrees
true; every other unit is in the key. A key whose value is unknown is present and null.
"""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

__all__ = [
    "DRIFT_SCHEMA",
    "PLAN_SCHEMA",
    "VERSION",
    "Area",
    "Chances",
    "ComponentEntry",
    "Conditions",
    "CurrentErrorFigures",
    "Daylight",
    "DriftDocument",
    "HingeEntry",
    "HypothesisEntry",
    "LegEntry",
    "NoteEntry",
    "PlanDocument",
    "QuestionEntry",
    "SearchEntry",
    "SourceEntry",
    "StartEntry",
    "StretchEntry",
    "SweepWidth",
    "UnitEntry",
    "WhereAtArrival",
    "WindErrorFigures",
]

DRIFT_SCHEMA = "lastknown.drift"
PLAN_SCHEMA = "lastknown.plan"
VERSION = 1
"""Rises when a key changes its meaning or goes; new keys may come without."""

LonLat = list[float]


class Area(TypedDict):
    """The smallest area that holds a share of the probability."""

    level: float
    """Probability inside, fraction."""
    area_nm2: float
    """Its size, square nautical miles."""
    geometry: dict[str, Any]
    """GeoJSON Polygon or MultiPolygon, lon, lat."""


class SearchEntry(TypedDict):
    """A search in which nothing was found, and what it was worth."""

    name: str
    track: list[LonLat]
    """Where it went, straight between these."""
    start_time: str
    end_time: str
    pos: float
    """Probability that it would have found somebody or the hull, after the searches before it."""


class HypothesisEntry(TypedDict):
    """One way it may have gone, kept apart from the others."""

    name: str
    probability: float
    """Share of the probability, fraction; all hypotheses add up to 1."""
    most_likely: LonLat | None
    """Where it most likely is under this hypothesis; null where none of it is at sea."""
    area_90_nm2: float | None
    """Area that holds 90 % of this hypothesis, square nautical miles; null where not computed."""


class ComponentEntry(TypedDict):
    """Where one part of what is sought is: the boat or its hull, or the persons who left it."""

    name: str
    """``boat`` or ``in_the_water``."""
    persons_share: float
    """Share of the persons who are with it at `at`, fraction; all components add up to 1."""
    most_likely: LonLat
    contours: list[Area]


class StretchEntry(TypedDict):
    """Share of the probability that came ashore on one stretch of coast."""

    name: str
    """The nearest named place, or a position."""
    names: dict[str, str]
    """That by language (``en``, ``fr``)."""
    share: float
    """Share of the probability, fraction."""
    landing: LonLat
    """The landing nearest to the middle of them all."""


class StartEntry(TypedDict):
    """One scenario of how it began, as entered."""

    name: str
    position: LonLat
    """Last known position used (after any move off the land)."""
    time: str
    error_nm: float
    """Radius that holds 50 % of the position's error, nautical miles."""
    time_sd_min: float
    fix_age_min: float
    what: str
    """Code of the search object."""
    what_name: dict[str, str]
    """Its plain name by language (``en``, ``fr``)."""
    assumed: list[str]
    """Which of ``error_nm`` and ``what`` nobody stated: the figure shown is assumed."""
    persons: float | None
    """Persons on board as reported; null where not stated."""
    weight: float
    """Relative weight among the starts as a fraction of all."""


class CurrentErrorFigures(TypedDict):
    """Error carried for a current."""

    sd_kn: float
    """Standard deviation of one component of the residual, knots."""
    half_life_min: float
    tide_amplitude_sd: float
    """Relative amplitude error of the tide, one per particle, fraction."""
    tide_phase_sd_min: float
    """Timing error of the tide, one per particle, minutes."""
    wind_drift: float
    """Wind-driven surface current added, as a fraction of the wind."""
    measured_on: str


class WindErrorFigures(TypedDict):
    """Error carried for a wind."""

    sd_kn: float
    """Standard deviation of one component, knots."""
    half_life_min: float
    measured_on: str


class SourceEntry(TypedDict):
    """One source of the sea that was used."""

    name: str
    quantities: list[str]
    """Of ``current``, ``wind``, ``water_temperature``."""
    resolution: str
    current_error: CurrentErrorFigures | None
    wind_error: WindErrorFigures | None
    entered: bool
    """True where the case file replaced the source's own error figures."""


class Conditions(TypedDict):
    """Wind and current that were used at one place and time, so that crews can compare."""

    position: LonLat
    time: str
    wind_from_deg: float | None
    wind_kn: float | None
    current_toward_deg: float | None
    current_kn: float | None
    water_temperature_c: float | None


class Daylight(TypedDict):
    """Sun at the most likely position on the day of `at`; null where it does not rise or set."""

    sunrise: str | None
    sunset: str | None
    dark_from: str | None
    """End of civil twilight (sun 6 degrees below the horizon)."""
    dark_until: str | None
    """Start of civil twilight."""
    dark_now: bool


class NoteEntry(TypedDict):
    """Something that was assumed or changed, and that the officer must know."""

    code: str
    """Stable name, e.g. ``start-moved-off-land``; ``text`` where it has none."""
    text: str
    """The sentence in English."""
    values: dict[str, Any]
    """Figures in the sentence, with units in their names."""


class QuestionEntry(TypedDict):
    """A question to the caller."""

    key: str
    """Which question; the wording is in the brief's language."""
    gain: float | None
    """Expected share by which the answer shrinks the area at the time `at`; null: not computed."""


class HingeEntry(TypedDict):
    """The one assumption that would move the search most."""

    key: str
    """Which assumption."""
    case: str
    """Which alternative: a hypothesis' name, the number of a start, ``running``, ``swamped``,
    ``not_swamped``, ``left``, ``right``, or ``low`` and ``high`` (below and above `limit`)."""
    limit: float | str | None
    """What parts low from high: time the engine stopped (ISO), course (degrees true, low = left of
    it), own speed (knots), downwind leeway (fraction of the wind); null for the others."""
    probability: float
    """Probability of that alternative, fraction."""
    most_likely: LonLat
    """Most likely position if it is so."""
    distance_nm: float
    """From the most likely position overall."""
    bearing_deg: float


class DriftDocument(TypedDict):
    """Where they are at one moment, how sure, and on what that rests."""

    schema: str
    version: int
    software: str
    name: str
    at: str
    """The moment all of this is for."""
    until: str
    """Last moment that the cloud reaches."""
    seed: int
    particles: int
    """Realisations carried (boats; persons in the water come on top)."""
    starts: list[StartEntry]
    most_likely: LonLat
    most_likely_within_nm: float | None
    """How far the most likely position moves by chance alone with so many particles, NM (rms);
    null where there are too few to tell."""
    mean: LonLat
    contours: list[Area]
    components: list[ComponentEntry]
    """The boat alone, or the hull and the persons in the water each with their own areas."""
    hypotheses: list[HypothesisEntry]
    ashore: float
    """Probability that it has come ashore by `at`, fraction."""
    ashore_by_stretch: list[StretchEntry]
    outside: float
    """Probability that it has left the sea covered by the sources, fraction."""
    phases: dict[str, float]
    """Probability of each phase at `at` (adrift, under_way, swamped, in_the_water)."""
    in_the_water: float
    """Probability that persons are in the water by `at` under the assumptions made, fraction;
    never a reason to look for the boat alone."""
    cell_m: float | None
    """Cell of the probability map, metres."""
    bandwidth_m: float | None
    """Width (one standard deviation) of the smoothing kernel, metres."""
    sources: list[SourceEntry]
    credits: list[str]
    """Who is to be named for the data, wherever this is shown."""
    searches: list[SearchEntry]
    """Searches so far, in the order of their times; the map stands after all of them."""
    pos_so_far: float
    """Probability that all of them together would have found somebody or the hull, fraction."""
    conditions: list[Conditions]
    daylight: Daylight | None
    notes: list[NoteEntry]
    questions: list[QuestionEntry]
    hinge: HingeEntry | None


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
    endurance_h: float
    launch_now: bool
    """True: order it out now; it leaves at `depart`."""
    launch_reason: str
    """``ready`` (it can go at once), ``as_soon_as_ready``, or ``nothing_to_detect``."""
    pattern: str | None
    """Pattern code, ``PS``."""
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
    corners: list[LonLat]
    """Corners of the area, not closed."""
    start: LonLat | None
    """Commence search point."""
    steer_to: LonLat
    """Most likely position at its own arrival."""
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
    sweep_width_nm: SweepWidth | None
    dark: bool
    """True where part of its time on scene is dark."""
    coverage: float | None
    pos: float
    """Probability of success that it adds after the units before it, fraction."""
    pos_of: Chances | None
    """The same for each component."""
    where_at_arrival: WhereAtArrival | None
    notes: list[NoteEntry]


class PlanDocument(DriftDocument):
    """A drift document and who searches where."""

    units: list[UnitEntry]
    pos: float
    """Probability of success of all units together, fraction."""
    pos_error: float | None
    """Standard error of `pos` by the number of particles, fraction; null where not known."""
    reference: float | None
    """POS that the best even division of the units' effort would reach; null where not known."""
    ceiling: float | None
    """POS that no use of these units could exceed; null where not known."""
    search_from: str
    search_until: str
