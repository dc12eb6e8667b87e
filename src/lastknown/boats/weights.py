"""Every weight of the association in one place, and where each comes from.

Where no source is named the figure is a judgement of this project: no set of nights with known
boats is public from which it could be fitted. `docs/boats.md` lists them with their reasons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from lastknown.errors import LastknownError
from lastknown.people import statements
from lastknown.units import HOUR, MINUTE, NM

__all__ = [
    "AFTER_RESCUE",
    "BEFORE_LAUNCH",
    "COLOURS",
    "COLOUR_RIGHT",
    "COPIED",
    "COPY",
    "DARK",
    "DEPARTURES",
    "DIALLING",
    "ENGINES",
    "HULL",
    "IDENTITY",
    "IDENTITY_AGAINST",
    "JACKETS",
    "LANGUAGES",
    "LEFT_SD_S",
    "LENGTH",
    "LIKELY",
    "MATERIALS",
    "MISTAKEN",
    "MOST_AGAINST",
    "MOTIONS",
    "NUMBER",
    "OBJECT",
    "OTHER_OBJECT",
    "PERSONS",
    "RELAY",
    "RELAYED_SHARE",
    "REPORT_SHAPE",
    "RESCUE_SD_S",
    "RIGHT",
    "ROUGH_POSITION",
    "SHAPE",
    "TIME",
    "TOLD",
    "TONIGHT",
    "TWO_LAUNCHES",
    "TWO_RESCUES",
    "WAVE",
    "WRONG_POSITION",
    "Setting",
]


@dataclass(frozen=True)
class Setting:
    """What is assumed of the night before any report.

    Attributes
    ----------
    boats : mean number of boats at sea, reported or not. The number is Poisson, with a mean that is
        itself spread (Gamma of shape `SHAPE`), so that 1 and 30 stay possible. A heavy day in the
        Dover Strait is 15 to 30 boats (Home Office figures for 2021 to 2025); 10 is a night between
        quiet and heavy (judgement).
    reports : mean number of reports a boat by now, negative binomial of shape `REPORT_SHAPE`, 0
        included. None: the reports at hand over `boats`, from 0.5 to 6, so that early in the night
        few reports do not mean few boats (judgement).
    radius_m : radius of the circle over which boats that are out at once are spread, metres; 6 NM:
        they leave in waves and take the same way, so one near another is common (judgement).
    hours : length of the night over which reports fall, hours (judgement).
    toward_deg : course of boats under way, degrees true; None: any.

    Raises
    ------
    LastknownError : a figure that is not positive, a course beyond 0 to 360.
    """

    boats: float = 10.0
    reports: float | None = None
    radius_m: float = 6.0 * NM
    hours: float = 12.0
    toward_deg: float | None = None

    def __post_init__(self) -> None:
        for name in ("boats", "reports", "radius_m", "hours"):
            value = getattr(self, name)
            if name == "reports" and value is None:
                continue
            if not (math.isfinite(value) and value > 0.0):
                raise LastknownError(f"{name}={value!r} is out of bounds; give more than 0")
        if self.toward_deg is not None and not 0.0 <= self.toward_deg <= 360.0:
            raise LastknownError(f"toward_deg={self.toward_deg!r} is out of bounds; give 0 to 360")

    def silent(self, reports: int) -> float:
        """Return the probability that a boat has no report, when there are so many in all."""
        return float((REPORT_SHAPE / (REPORT_SHAPE + self.mean(reports))) ** REPORT_SHAPE)

    def mean(self, reports: int) -> float:
        """Return the mean number of reports a boat, when there are so many in all."""
        return self.reports or min(max(reports / self.boats, 0.5), 6.0)


SHAPE: Final = 2.0
"""Shape of the Gamma distribution of the mean number of boats: sd 0.7 of it (judgement)."""

REPORT_SHAPE: Final = 4.0
"""Shape of the negative binomial number of reports a boat: some tell much (judgement)."""

ROUGH_POSITION: Final = (0.05, 2.0 * NM)
"""Share of positions that are off by far more than stated, and the sd of one component, m; read off
in a hurry, or of an earlier time (judgement)."""

WRONG_POSITION: Final = 0.01
"""Share of positions that say nothing of where the boat is: mistyped, misheard. `evidence.Fix` has
0.05, which holds reports of other boats too; those are told apart here. Judgement."""

MOTIONS: Final = (
    # share, sd of one component m/s, correlation time s, mean speed along the course m/s
    (0.40, 0.35, 39_000.0, 0.0),
    (0.45, 1.30, 3.0 * HOUR, 1.6),
    (0.15, 2.20, 1.0 * HOUR, 2.5),
)
"""Own motion, beyond tide and leeway. Adrift: 0.31 to 0.33 m/s a component with a half-life of 450
min (200 drifter tracks, MEOPAR TREX 2020, against two operational models), widened for leeway.
Under way: 3.5 kn with sd 1 kn, the voyage assumed for an overloaded inflatable in `drift.objects`.
Fast: up to about 8 kn (2 sd), courses and stops included. Where a course is given, the mean is
along it and the sd is taken so that the mean square stays the same (at least half the sd)."""

WAVE: Final = (2.0, 2.0 * HOUR, 1.0 * NM)
"""Where other boats are: weight of the whole area, in boats; sd of the time over which a boat tells
where its wave is; sd of one component of the distance between boats of one wave (judgement)."""

TOLD: Final = 3.0
"""Least mean number of reports of a boat that is reported at all, for what tonight's boats are like
and where: reports that lie together are mostly of one boat (judgement)."""

TONIGHT: Final = 3.0
"""What boats are like tonight is learned from the reports; the prior counts as so many boats."""

NUMBER: Final = (1.5, 0.002)
"""Phones of one boat, as in Ewens' sampling formula: a call after c others comes from a phone that
called k times with k / (c + 1.5), so the second from the first's with 0.4; and a call comes from a
phone that called for another boat (passed on, relatives who relay for two). Judgement."""

RELAY: Final = 200.0
"""Told to be the relay of that report: it is, but for a mistaken reference (judgement)."""

COPY: Final = (0.1, 200.0)
"""A relayed call repeats that call of its boat, of those within two hours; most that all it tells
alike may say (judgement)."""

COPIED: Final = {
    "position": 1.0 / 1000.0,
    "persons": 1.0 / 30.0,
    "colour": 1.0 / 3.0,
    "length_m": 1.0 / 5.0,
    "language": 1.0 / 2.0,
    "left_from": 1.0 / 3.0,
}
"""How often two calls of different boats tell the very same (judgement)."""

RELAYED_SHARE: Final = 0.5
"""Power of what a relayed report tells of the boat: it is not independent (judgement)."""

OBJECT: Final = 300.0
"""One source gives one object the same name twice (judgement)."""

OTHER_OBJECT: Final = 1.0 / 100.0
"""One source tells two objects apart (judgement)."""

IDENTITY: Final = {"phone": 1000.0, "own word": 50.0, "photographs": 100.0, "description": 5.0}
"""Factor when it speaks for one boat. The caller's phone on the rescuer's deck is as near to proof
as a night gives; a description that fits fits many boats. Judgement."""

IDENTITY_AGAINST: Final = {
    "phone": 1.0 / 5.0,
    "own word": 1.0 / 50.0,
    "photographs": 1.0 / 100.0,
    "description": 1.0 / 30.0,
}
"""Factor when it speaks against. A phone that does not ring may be wet or flat; a crew that finds
no resemblance is rarely wrong. Judgement."""

LIKELY: Final = 19.0
"""Odds of a person's ``likely`` (95 %); ``unlikely`` is the inverse (judgement)."""

AFTER_RESCUE: Final = {
    "call": 1.0 / 1000.0,
    "message": 1.0 / 100.0,
    "relayed call": 1.0 / 30.0,
    "sighting": 1.0 / 100.0,
    "launch seen": 1.0 / 1000.0,
}
"""Factor for one boat when such a report comes after its rescue: a call is near proof against;
messages and relays may be late; a phone's bare position says nothing. Judgement."""

RESCUE_SD_S: Final = 10.0 * MINUTE
"""A rescue takes so long: sd added to the times when before and after are told (judgement)."""

BEFORE_LAUNCH: Final = 1.0 / 100.0
"""A report of the boat before it was seen launched (judgement)."""

TWO_RESCUES: Final = 1.0 / 30.0
"""One boat rescued twice: some left behind, or one rescue logged by two units (judgement)."""

TWO_LAUNCHES: Final = 1.0 / 10.0
"""One boat seen launched twice (judgement)."""

HULL: Final = {"adrift": 10.0, None: 3.0, "marked": 1.0, "sunk": 1.0 / 50.0}
"""An empty hull after a rescue that left the hull so (judgement)."""

MOST_AGAINST: Final = 1e-6
"""Least that before and after may multiply up to: one wrong clock spoils all of it (judgement)."""

TIME: Final = (1.5 * HOUR, 0.05)
"""sd of the times at which a boat is reported, about its own middle; share of reports, of hulls
found late above all, that come at any time of the night (judgement)."""

MISTAKEN: Final = {"radar contact": 0.2, "empty hull": 0.1, "sighting": 0.05, "launch seen": 0.05}
"""Prior that a report is of no boat at all; 0.02 for other kinds. It never closes anything."""

PERSONS: Final = (*statements.TOLD[:3], 0.05, statements.TOLD[3])
"""Median and log sd of persons on board, log sd of a count by voice or from the air, of one on
deck, share of counts that say nothing: as `people.statements.TOLD`, where the sources are."""

LENGTH: Final = (8.5, 1.5, 0.25, 0.1)
"""Mean and sd of the hull's length, m; sd of a stated length as a share of it; share that says
nothing (judgement)."""

COLOURS: Final = {
    "black": 0.35,
    "grey": 0.30,
    "blue": 0.08,
    "green": 0.05,
    "white": 0.10,
    "red": 0.04,
    "orange": 0.04,
    "other": 0.04,
}
"""How common each colour is (judgement)."""

COLOUR_RIGHT: Final = (0.60, 0.25)
"""Share told rightly at night; share told as another of the dark colours (judgement)."""

DARK: Final = ("black", "grey", "blue", "green")

MATERIALS: Final = {"inflatable": 0.88, "rigid": 0.07, "wood": 0.03, "other": 0.02}
"""How common each material is (judgement)."""

JACKETS: Final = {"all": 0.2, "some": 0.6, "none": 0.2}
"""How many wear life jackets (judgement)."""

ENGINES: Final = {"running": 0.5, "failed": 0.4, "none": 0.1}
"""What the engine does; it changes in the night, so it tells little (judgement)."""

RIGHT: Final = {"material": 0.9, "life_jackets": 0.7, "engine": 0.6}
"""Share told rightly, and still so at the time of the other report (judgement)."""

DEPARTURES: Final = (5, 0.8)
"""Beaches in use on one night, as if equally; share told rightly (judgement)."""

LEFT_SD_S: Final = 45.0 * MINUTE
"""sd of a stated time of departure (judgement)."""

LANGUAGES: Final = (4, 0.6)
"""Languages, as if equally common; share of callers who speak the boat's main one (judgement)."""

DIALLING: Final = (2, 0.6)
"""Two tones; share told rightly. On 24 November 2021 a tone that sounded French was taken for
proof; here it moves the odds by 4 %."""
