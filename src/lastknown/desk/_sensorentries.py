"""Entries of the answer document about what units see with, and what they look through."""

from __future__ import annotations

from typing_extensions import TypedDict

__all__ = ["SeeingEntry", "SensorEntry"]


class SensorEntry(TypedDict):
    """What a unit's sweep widths rest on, by day or in the dark."""

    dark: bool
    """The widths are those of the dark."""
    kind: str
    """``visual``, ``night-vision``, ``infrared``, ``radar``, ``strobe``, ``flare``, ``entered``."""
    craft: str | None
    """Table of a search by eye: ``helicopter``, ``fixed-wing``, ``boat``, ``merchant-ship``."""
    height_ft: float | None
    """Of flight, or of the eye in a boat."""
    speed_kn: float | None
    """Search speed from the air."""
    boat: str | None
    """The object whose sweep width stands for the boat; null where entered."""
    boat_nm: float
    """Sweep width for the boat, nautical miles; 0: unseen."""
    person_nm: float
    """Sweep width for a person in the water, nautical miles; 0: unseen."""
    source: str | None
    """Where the figures are from; null where entered."""


class SeeingEntry(TypedDict):
    """What sensors look through, as entered."""

    visibility_nm: float
    wind_kn: float | None
    wind_from_the_sea: bool
    """The wind was not entered and is that of the sea at the most likely position."""
    seas_ft: float | None
    """Height of the seas."""
    sea_state: int | None
    """Douglas sea state."""
    moonlit: bool | None
    fatigued: bool
    """Crews are more tired than usual."""
    flotation: bool
    """Persons in the water wear life jackets."""
