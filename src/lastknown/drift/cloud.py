"""The cloud: a weighted ensemble of particles over time, as plain arrays and as CF trajectories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AFLOAT",
    "ASHORE",
    "BOAT",
    "IN_WATER",
    "NOT_YET",
    "OUTSIDE",
    "PHASES",
    "STATUS",
    "Cloud",
]

NOT_YET, AFLOAT, ASHORE, OUTSIDE = 0, 1, 2, 3
STATUS = ("not_yet_at_sea", "afloat", "ashore", "outside_the_sea")
BOAT, IN_WATER = 0, 1
COMPONENTS = ("boat", "persons_in_the_water")
ADRIFT, UNDER_WAY, SWAMPED, SWIMMING = 0, 1, 2, 3
PHASES = ("adrift", "under_way", "swamped", "in_the_water")


@dataclass(frozen=True)
class Note:
    """Something assumed or changed that the officer must know.

    Attributes
    ----------
    code : stable name, e.g. ``start-moved-off-land``.
    text : the sentence in English.
    values : its figures by name, units in the names.
    """

    code: str
    text: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Cloud:
    """Particles, their tracks and what each of them assumes. n trajectories, t kept times.

    Attributes
    ----------
    time_s : (t,) seconds since 1970-01-01T00:00Z, increasing.
    lon, lat : (n, t) degrees, longitude in [-180, 180); NaN where status is NOT_YET.
    status : (n, t) int8, index into STATUS. A particle ashore or outside stays where it stopped.
    phase : (n, t) int8, index into PHASES.
    weight : (n,) probability of the realisation. Sums to 1 over component BOAT; a trajectory of
        persons in the water has the weight of its boat.
    component : (n,) int8, BOAT or IN_WATER (persons who left the hull when it swamped).
    parent : (n,) int32, index of the boat's trajectory (its own index for a boat).
    persons : (n, t) float32, persons with this object then (1 in all where not stated).
    hypothesis : (n,) int16, index into `hypotheses`.
    hypotheses : names, e.g. ("under way", "adrift").
    start : (n,) int16, index of the start scenario.
    what : (n,) int16, index into `objects`.
    objects : codes of the search objects.
    start_lon, start_lat, start_s : (n,) where and when each particle began.
    side : (n,) int8, -1 left, +1 right of downwind, at the start.
    heading_deg : (n,) course steered, degrees true; NaN where never under way.
    own_speed_ms : (n,) speed through the water under way, m/s; NaN where never under way.
    engine_stops_s : (n,) time at which it stops being under way, s since 1970; NaN where never.
    swamps_s : (n,) time at which it swamps, s since 1970; NaN where never.
    downwind_fraction : (n,) downwind leeway at 10 m/s of wind as a fraction of the wind.
    attrs : text for people and for files: sources, error figures, seed, version.
    notes : what was assumed on the way.
    boats : name of the boat of each start scenario; empty: none is named. Starts of different names
        are all out there at once, those of one name (or of none) are alternatives.
    """

    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]
    phase: NDArray[np.int8]
    weight: NDArray[np.float64]
    component: NDArray[np.int8]
    parent: NDArray[np.int32]
    persons: NDArray[np.float32]
    hypothesis: NDArray[np.int16]
    hypotheses: tuple[str, ...]
    start: NDArray[np.int16]
    what: NDArray[np.int16]
    objects: tuple[str, ...]
    start_lon: NDArray[np.float64]
    start_lat: NDArray[np.float64]
    start_s: NDArray[np.float64]
    side: NDArray[np.int8]
    heading_deg: NDArray[np.float64]
    own_speed_ms: NDArray[np.float64]
    engine_stops_s: NDArray[np.float64]
    swamps_s: NDArray[np.float64]
    downwind_fraction: NDArray[np.float64]
    attrs: Mapping[str, str | float | int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    boats: tuple[str, ...] = ()
