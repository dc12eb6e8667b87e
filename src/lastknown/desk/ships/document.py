"""The answers about ships: who may run over a boat, who can help it; what words and JSON are of.

Conventions are those of `lastknown.desk.document`: positions ``[lon, lat]`` in degrees, times ISO
8601 in UTC, probabilities fractions 0-1, directions degrees true, every other unit in the key. A
key whose value is unknown is present and null.
"""

from __future__ import annotations

from typing import Final

from typing_extensions import TypedDict

from lastknown.desk._dealtentries import DealtEntry
from lastknown.desk._planentries import Area, LonLat, NoteEntry
from lastknown.desk._shipsentries import (
    CallEntry,
    CircleEntry,
    CombinedEntry,
    HeardEntry,
    HelperEntry,
    RiskEntry,
    ShipEntry,
    ShipsEntry,
    ShipWarning,
    SoundEntry,
)
from lastknown.desk.document import Daylight, RecordEntry

__all__ = [
    "HELP_SCHEMA",
    "HELP_VERSION",
    "RISK_SCHEMA",
    "RISK_VERSION",
    "CallEntry",
    "CircleEntry",
    "CombinedEntry",
    "DealtEntry",
    "HeardEntry",
    "HelperEntry",
    "HelpersDocument",
    "RiskDocument",
    "RiskEntry",
    "ShipEntry",
    "ShipWarning",
    "ShipsEntry",
    "SoundEntry",
]

RISK_SCHEMA: Final = "lastknown.ships-risk"
HELP_SCHEMA: Final = "lastknown.ships-help"
RISK_VERSION: Final = 1
HELP_VERSION: Final = 1


class RiskDocument(TypedDict):
    """Who may run over a boat: ``lastknown ships risk --json``."""

    schema: str
    version: int
    software: str
    name: str
    record: RecordEntry | None
    at: str
    until: str
    most_likely: LonLat
    """Where the boat most likely is at `at`."""
    heard: HeardEntry
    call: CallEntry | None
    """The call to all ships; null where none is to be warned."""
    risk: list[RiskEntry]
    """Ordered by the probability of a strike, the most first."""
    combined: list[CombinedEntry]
    """All ships together, for each boat."""
    areas: list[Area]
    """Smallest areas that hold 50 and 90 % of the strikes that are to be expected."""
    dealt: list[DealtEntry]
    """Who was warned by name or has answered a relay, by the record; empty of a case file."""
    notes: list[NoteEntry]


class HelpersDocument(TypedDict):
    """Who can help: ``lastknown ships help --json``."""

    schema: str
    version: int
    software: str
    name: str
    record: RecordEntry | None
    at: str
    until: str
    """How far ahead was looked."""
    most_likely: LonLat
    heard: HeardEntry
    wind_kn: float | None
    """Mean wind at the most likely position, for rescue boats."""
    daylight: Daylight
    """There: in the dark a merchant ship is planned for only with a sweep width of its own."""
    help: list[HelperEntry]
    """Those that can help, the soonest first; after them those unheard for an hour (`apart`), and
    those not to be asked."""
    dealt: list[DealtEntry]
    """Who was warned by name or has answered a relay, by the record; empty of a case file."""
    notes: list[NoteEntry]
