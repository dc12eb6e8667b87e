"""Entries of the answer document about evidence other than search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from typing_extensions import TypedDict

if TYPE_CHECKING:
    from lastknown.desk.document import SearchEntry

__all__ = ["EvidenceEntry", "MeasureEntry", "Weighed"]


class EvidenceEntry(TypedDict):
    """One piece of evidence: what it was, and what it changed at `at` of the document."""

    kind: str
    """As in the case file, e.g. ``phone``."""
    name: str
    """What it is called, in the words received; may be empty."""
    source: str
    """Who said so; may be empty."""
    begin: str
    """When it was, or when its track begins."""
    end: str
    """When it was, or when its track ends."""
    told: dict[str, Any]
    """The fields given, units in their names; positions as [lon, lat]."""
    wrong: float | None
    """Probability that it is wrong or of another boat, given all before it, fraction; null where
    that has no meaning (silence, a measured current)."""
    fits_nothing: bool
    """True where hardly anything in the picture fits it; it then moved little."""
    most_likely: list[float]
    """Most likely position after it, lon, lat."""
    moved_nm: float
    """From the most likely position before it."""
    moved_deg: float | None
    """The direction of that, degrees true; null where it did not move."""
    area_50_before_nm2: float
    area_50_nm2: float
    """Area that holds 50 %, before and after it, square nautical miles."""
    effective_particles: float
    """Realisations that carry the answer after it."""


class MeasureEntry(TypedDict):
    """What a current measured on scene would be worth; none was measured so far."""

    unit: str
    """The first unit on scene, which measures it."""
    how: Literal["buoy", "set and drift"]
    """By a datum marker ``buoy`` that it drops; or by ``set and drift``, her own log and compass
    against GPS: of a ship, fishing vessel or yacht, which carries no such buoy."""
    begin: str
    """Its arrival."""
    end: str
    """Until when the buoy is followed, or set and drift are measured."""
    position: list[float]
    """Where: the most likely position on its arrival, lon, lat."""
    later: str
    """The moment that the areas are for."""
    area_50_before_nm2: float | None
    area_50_nm2: float | None
    """Area that holds 50 % then, without and (median) with it; null where not computed."""


class Weighed(NamedTuple):
    """What was weighed into a cloud, in the order in which it was."""

    evidence: list[EvidenceEntry]
    searches: list[SearchEntry]
