"""The one answer: the document that ``--json`` prints and that brief, page and map are made from.

Two forms: a drift document (where they are) and a plan document (the same, and who searches where).
Everything that a person reads is rendered from this document and a language, so text, page and
JSON cannot disagree. `lastknown.desk.schemas` publishes the form as JSON Schema.

Conventions: positions are ``[lon, lat]`` in degrees WGS84, -180 <= lon < 180; times are ISO 8601
text in UTC with ``Z``; probabilities, levels and shares are fractions 0-1; directions are degrees
true; every other unit is in the key. A key whose value is unknown is present and null.
"""

from __future__ import annotations

from typing_extensions import TypedDict

from lastknown.desk._dealtentries import DealingsEntry
from lastknown.desk._evidenceentries import EvidenceEntry, MeasureEntry
from lastknown.desk._planentries import (
    Area,
    BesideEntry,
    BoatEntry,
    Chances,
    Conditions,
    HelpEntry,
    InTheWater,
    LegEntry,
    LonLat,
    NoteEntry,
    RemainingEntry,
    SweepWidth,
    UnitEntry,
    WhereAtArrival,
)
from lastknown.desk._sensorentries import SeeingEntry, SensorEntry
from lastknown.desk._shipsentries import ShipsEntry

__all__ = [
    "DRIFT_SCHEMA",
    "PLAN_SCHEMA",
    "VERSION",
    "Area",
    "BesideEntry",
    "BoatEntry",
    "Chances",
    "ComponentEntry",
    "Conditions",
    "CurrentErrorFigures",
    "Daylight",
    "DealingsEntry",
    "DriftDocument",
    "EvidenceEntry",
    "HelpEntry",
    "HingeEntry",
    "HypothesisEntry",
    "InTheWater",
    "LegEntry",
    "LookedEntry",
    "MeasureEntry",
    "NoteEntry",
    "PlanDocument",
    "QuestionEntry",
    "RecordEntry",
    "RemainingEntry",
    "SearchEntry",
    "SeeingEntry",
    "SensorEntry",
    "ShipsEntry",
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


class SearchEntry(TypedDict):
    """A search in which nothing was found, and what it was worth."""

    name: str
    track: list[LonLat]
    """Where it went, straight between these."""
    start_time: str
    end_time: str
    pos: float
    """Probability that it would have found somebody or the hull, after the searches before it."""
    basis: str
    """``entered`` by hand, ``recorded`` on the way, or ``planned``: as it was told to search."""
    gaps: list[list[str]]
    """Begin and end of every time without a position: nothing counts as searched then."""


class LookedEntry(TypedDict):
    """What the searches have not looked at of what is at sea at `at`, and what longest ago.

    Looked at: what was done since then would have found it with at least 10 %.
    """

    unseen: float
    """Share of the probability at sea that was never looked at, fraction."""
    unseen_at: LonLat | None
    """Where most of it is; null where everything was looked at."""
    unseen_near: dict[str, str] | None
    """That place from the nearest named one, by language (``en``, ``fr``); null: none is known."""
    oldest: str | None
    """Last look at what was looked at longest ago; null where nothing was."""
    oldest_at: LonLat | None
    """Where that is now."""


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
    boat: str
    """Name of the boat: starts of different names are boats out there at once, those of one name,
    or of none, alternatives."""
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


class Daylight(TypedDict):
    """Sun at the most likely position on the day of `at`; null where it does not rise or set."""

    sunrise: str | None
    sunset: str | None
    dark_from: str | None
    """End of civil twilight (sun 6 degrees below the horizon)."""
    dark_until: str | None
    """Start of civil twilight."""
    dark_now: bool


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


class RecordEntry(TypedDict):
    """The record that it was made from, at the two clocks of its picture."""

    record: str
    """Its id."""
    name: str
    boat: str
    """The boat's name in the record."""
    open: bool
    """False where somebody closed the boat."""
    known_at: str | None
    """Entries entered later are left out; null: none is."""
    known_by: str | None
    """The centre whose knowledge counts; null: what anybody entered."""
    sha256: str
    """Of the picture's bytes (`lastknown case picture`)."""


class DriftDocument(TypedDict):
    """Where they are at one moment, how sure, and on what that rests."""

    schema: str
    version: int
    software: str
    name: str
    record: RecordEntry | None
    """The record that it was made from; null: a case file."""
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
    evidence: list[EvidenceEntry]
    """What else was told, found and not seen, in the order in which it was weighed."""
    searches: list[SearchEntry]
    """Searches so far, in the order of their times; the map stands after all of them."""
    pos_so_far: float
    """Probability that all of them together would have found somebody or the hull, fraction."""
    looked: LookedEntry | None
    """What they have not looked at; null where nothing was searched."""
    conditions: list[Conditions]
    daylight: Daylight | None
    notes: list[NoteEntry]
    questions: list[QuestionEntry]
    hinge: HingeEntry | None
    ships: ShipsEntry | None
    """Ships heard by AIS; null where none were given."""
    dealings: DealingsEntry | None
    """Who was warned and has answered, by the record; null: it is of a case file."""


class PlanDocument(DriftDocument):
    """A drift document and who searches where."""

    seeing: SeeingEntry | None
    """What the sensors of units look through; null where not given."""
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
    objective: str
    """What the plan was made for: ``pos``, or ``lives`` gained."""
    lives: float | None
    """Lives gained by all units together, expected; null where not asked for."""
    lives_range: list[float] | None
    """The least and the most of that by the three survival curves (low, middle, high); null where
    not asked for."""
    boats: list[BoatEntry]
    """What the plan does for each boat; empty where not asked for."""
    beside: BesideEntry | None
    """With objective ``lives`` the plan for the most POS, to compare; else null."""
    remaining: RemainingEntry | None
    """Where they are if this plan finds nothing; null where not computed."""
    measure: MeasureEntry | None
    """What a current measured on scene would be worth; null where one was measured, or no unit
    goes."""
    help: list[HelpEntry]
    """What would help most, best first; empty where nothing would or it was not computed."""
