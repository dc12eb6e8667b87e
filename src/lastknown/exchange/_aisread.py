"""What was read of AIS: columns, what ships say of themselves, beacons, what was unreadable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lastknown.ships.columns import Beacon, Positions, Static

__all__ = ["AisRead", "BadLine", "HeardBeacon"]


@dataclass(frozen=True)
class BadLine:
    """A line that could not be read.

    Attributes
    ----------
    number : of the line, from 1. text : its beginning, bytes that are no text written as ``\\xff``.
    why : in a few words, one of a small set, so that they can be counted.
    """

    number: int
    text: str
    why: str


@dataclass(frozen=True)
class HeardBeacon:
    """A beacon as it was heard once.

    Attributes
    ----------
    beacon : what it said. raw : the sentence or row exactly as received.
    """

    beacon: Beacon
    raw: str


@dataclass(frozen=True, eq=False)
class AisRead:
    """What was read from a file, or from a feed since the last take.

    Attributes
    ----------
    positions : of ships and SAR aircraft, in the order in which they came; beacons are not in it.
    statics : what ships say of themselves: of each ship the latest of each field that it told
        (parts A and B of type 24 are joined), once for each time at which it told something new.
    heard : beacons, every message of theirs.
    messages : whole AIS messages (CSV: rows), readable or not.
    unreadable : lines and messages from which nothing could be read.
    by_type : message type (1-27) to how many were decoded; a CSV has none.
    ignored : why something that was read makes no position of a ship, and how often.
    why : why something was not readable, and how often; the counts add up to `unreadable`.
    lines : the first lines that were unreadable or had a wrong checksum; the counts hold all.
    """

    positions: Positions
    statics: tuple[Static, ...] = ()
    heard: tuple[HeardBeacon, ...] = ()
    messages: int = 0
    unreadable: int = 0
    by_type: Mapping[int, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    why: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[BadLine, ...] = ()

    @property
    def beacons(self) -> tuple[Beacon, ...]:
        """Return what each beacon said, one a message."""
        return tuple(each.beacon for each in self.heard)
