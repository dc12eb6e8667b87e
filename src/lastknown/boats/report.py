"""What the association reads: reports, what settles identity, and decisions, as frozen values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal, get_args

from lastknown.errors import LastknownError
from lastknown.geo.position import Position

__all__ = ["CALLS", "SAVED", "Decision", "How", "Identity", "Kind", "Report", "check_links"]
__all__ += ["in_order"]

Kind = Literal[
    "call",
    "message",
    "relayed call",
    "sighting",
    "radar contact",
    "AIS contact",
    "rescue",
    "recovery",
    "empty hull",
    "launch seen",
    "ping",
]
"""What kind of report it is. ``rescue``: persons taken off a boat; ``recovery``: persons or bodies
out of the water; ``empty hull``: a boat with nobody in it; ``ping``: a phone's position alone."""

How = Literal["phone", "own word", "photographs", "description"]
"""What settles identity: see `Identity`."""

SAVED: Final = ("rescue", "recovery")
"""Kinds by which persons were taken up."""

CALLS: Final = ("call", "message", "relayed call", "ping")
"""Kinds that come from a phone."""

_HULLS: Final = (None, "marked", "sunk", "adrift")
_FIGURES: Final = {
    "time_s": (-1e11, 1e11),
    "time_sd_s": (0.0, 86_400.0),
    "error_m": (1.0, 1e6),
    "persons": (0.0, 10_000.0),
    "length_m": (0.5, 500.0),
    "left_at_s": (-1e11, 1e11),
}


@dataclass(frozen=True)
class Report:
    """One report, as far as it tells boats apart. What is not told is None.

    Attributes
    ----------
    id : unique in the record.
    kind : see `Kind`.
    time_s : time of the event, seconds since 1970 (UTC).
    time_sd_s : its sd, seconds.
    position : where the boat was said or seen to be at `time_s`.
    error_m : radius that holds 50 % of the position's error, metres.
    number : the caller's number or device, hashed, or an AIS identity; never a number in clear.
    persons : persons stated, seen or taken off.
    colour, material : as told; what is not in the tables of `weights` counts as ``other``.
    length_m : metres.
    engine : ``running``, ``failed`` or ``none``.
    life_jackets : ``all``, ``some`` or ``none``.
    left_from : the place it left, one spelling per place.
    left_at_s : when it left, seconds since 1970.
    language : language of the caller; a weak hint, visible as one.
    dialling : country that the dialling tone points to; a weak hint.
    relay_of : id of the report that this one repeats.
    after_rescue_of : id of the rescue that this call is known to have come after.
    hull : of a rescue: the hull was ``marked``, ``sunk`` or left ``adrift``.
    source : who saw it (an aircraft, a radar).
    object_id : that source's own name for the object; the same one twice is one object.

    Raises
    ------
    LastknownError : an unknown kind or hull, a figure out of bounds, an empty id.
    """

    id: str
    kind: Kind
    time_s: float
    time_sd_s: float = 120.0
    position: Position | None = None
    error_m: float = 926.0
    number: str | None = None
    persons: int | None = None
    colour: str | None = None
    material: str | None = None
    length_m: float | None = None
    engine: str | None = None
    life_jackets: str | None = None
    left_from: str | None = None
    left_at_s: float | None = None
    language: str | None = None
    dialling: str | None = None
    relay_of: str | None = None
    after_rescue_of: str | None = None
    hull: str | None = None
    source: str | None = None
    object_id: str | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise LastknownError(f"id={self.id!r} of a {self.kind} is empty; give each report one")
        if self.kind not in get_args(Kind):
            raise LastknownError(f"kind={self.kind!r} is unknown; give {', '.join(get_args(Kind))}")
        if self.hull not in _HULLS:
            raise LastknownError(f"hull={self.hull!r} is unknown; give marked, sunk or adrift")
        _check_figures(self)


@dataclass(frozen=True)
class Identity:
    """What settles, in practice, whether two reports are of one boat.

    Attributes
    ----------
    a, b : ids of the two reports, usually a call and a rescue.
    how : ``phone`` (the caller's phone rung or shown on the rescuer's deck), ``own word`` (the
        occupants say so), ``photographs`` (compared) or ``description`` (the crew's word on how
        well the boat fits what was told of it).
    same : whether it spoke for one boat or against it.
    """

    a: str
    b: str
    how: How
    same: bool = True

    def __post_init__(self) -> None:
        if self.how not in get_args(How):
            raise LastknownError(f"how={self.how!r} is unknown; give {', '.join(get_args(How))}")


@dataclass(frozen=True)
class Decision:
    """What a person decided about two reports.

    Attributes
    ----------
    a, b : ids of the two reports.
    verdict : ``certain`` and ``never`` bind; ``likely`` and ``unlikely`` are odds of 19 to 1.
    who : name or role of the person.
    """

    a: str
    b: str
    verdict: Literal["certain", "likely", "unlikely", "never"]
    who: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in ("certain", "likely", "unlikely", "never"):
            raise LastknownError(
                f"verdict={self.verdict!r} is unknown; give certain, likely, unlikely or never"
            )


def in_order(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Return the reports by time of the event, then id, whatever order they came in.

    Raises
    ------
    LastknownError : two reports have one id.
    """
    ordered = tuple(sorted(reports, key=lambda report: (report.time_s, report.id)))
    seen: set[str] = set()
    for report in ordered:
        if report.id in seen:
            raise LastknownError(f"id={report.id!r} is given twice; give each report its own")
        seen.add(report.id)
    return ordered


def check_links(
    reports: Sequence[Report], links: Sequence[Identity | Decision]
) -> tuple[tuple[int, int], ...]:
    """Return the two indices of each link.

    Raises
    ------
    LastknownError : a link names a report that is not there, or one report twice.
    """
    index = {report.id: i for i, report in enumerate(reports)}
    for link in links:
        for name in (link.a, link.b):
            if name not in index:
                raise LastknownError(f"report {name!r} is linked but not given; check its id")
        if link.a == link.b:
            raise LastknownError(f"report {link.a!r} is linked to itself; name two reports")
    return tuple((index[link.a], index[link.b]) for link in links)


def _check_figures(report: Report) -> None:
    """Raise LastknownError where a figure is no number within its bounds."""
    known = {field.name for field in fields(report)}
    for name, (low, high) in _FIGURES.items():
        assert name in known
        value = getattr(report, name)
        if value is None and name in ("persons", "length_m", "left_at_s"):
            continue
        if (
            not isinstance(value, int | float)
            or not math.isfinite(value)
            or not low <= value <= high
        ):
            raise LastknownError(
                f"{name}={value!r} of report {report.id!r} is out of bounds; "
                f"give {low:g} to {high:g}"
            )
