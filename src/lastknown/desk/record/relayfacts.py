"""What a Mayday Relay says of a boat: only what words from fixed lists and figures can tell.

No raw text, name, label or number of a report goes into a relay: whoever listens on channel 16
hears it. Colour, material, state, life jackets and lights are read through the word lists; a word
that is in none is left out, and so is a description that two reports contradict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lastknown.boats.report import SAVED
from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.desk.record.reports import persons_of, reports_of
from lastknown.desk.record.severity import ABOUT
from lastknown.desk.record.standing import Standing, said, standing
from lastknown.desk.record.views import BoatView, BoatWhere
from lastknown.desk.record.wordlists import colour_of, jackets_of, lights_of, material_of
from lastknown.errors import LastknownError
from lastknown.people.tally import Tally
from lastknown.units import NM, RADIUS_50

__all__ = ["NATURES", "RelayFacts", "Spot", "relay_facts"]

NATURES: Final = (
    *("persons in the water", "sunk", "capsized", "sinking", "on fire", "flooding"),
    *("taking water", "deflating", "medical", "engine failed", "overloaded", "adrift"),
)
"""Natures of distress that a relay names, the gravest first (judgement)."""

_BY_PHASE: Final = {
    "in the water": "persons in the water",
    "empty hull": "persons in the water",
    "persons missing": "persons in the water",
    "taking water": "taking water",
    "engine failed": "engine failed",
}
_SAME: Final = (("sinking", "flooding", "taking water"), ("sunk", "sinking", "flooding"))
"""Of such natures the gravest says the others."""
_MOST_NATURES: Final = 3


@dataclass(frozen=True)
class Spot:
    """A position: degrees east and north (WGS84), its time, and a radius, NM; None: not known.

    The radius of a position as told is the one that holds 50 % of its error; that of the circle
    around a probable one holds 90 % of the persons (`lastknown.desk.ships.circle`).
    """

    lon: float
    lat: float
    at: datetime
    radius_nm: float | None = None


@dataclass(frozen=True)
class RelayFacts:
    """What is known of a boat in distress, as a relay says it.

    Attributes
    ----------
    likely : its most likely position now; None where that was not computed. last : its last known
        position as told; None where only the most likely one is known.
    circle : that holds 90 % of its persons now; its centre lies elsewhere. None: not computed.
    material, colour : keys of the word lists; None where not told, or told in several ways.
    length_m : metres.
    natures : of `NATURES`, the gravest first; empty: it called, and why is not known.
    persons, upper : on board, the least and the most of what was told; None: nobody said.
    missing : how many are still missing (median) where some were taken up; None where none was.
    in_water : that persons are told to be in the water. jackets : ``all``, ``some``, ``none``.
    lights : ``none`` where it was told to show no light, ``shown`` where one was seen on it; None:
        nothing was told, or both. on_radar : that a radar has shown it.
    """

    likely: Spot | None
    last: Spot | None
    material: str | None = None
    colour: str | None = None
    length_m: float | None = None
    natures: tuple[str, ...] = ()
    persons: int | None = None
    upper: int | None = None
    missing: int | None = None
    in_water: bool = False
    jackets: str | None = None
    lights: str | None = None
    on_radar: bool = False
    circle: Spot | None = None

    @property
    def spot(self) -> Spot:
        """The position that a relay gives first."""
        found = self.likely or self.last
        assert found is not None  # `relay_facts` makes none without
        return found


def relay_facts(
    seen: Picture, view: BoatView, at: datetime, now: tuple[Spot, Spot] | None = None
) -> RelayFacts:
    """Return what a relay says of a boat.

    Parameters
    ----------
    seen : the picture that was assessed. view : the boat, as assessed at the moment `at`, aware.
    now : its most likely position and circle (`relaycircle.probable`); None: the most likely
        position of `view`, if it has one, and no circle.

    Raises
    ------
    LastknownError : no position of it is known: a relay without one sends nobody anywhere.
    """
    stands = standing(seen)
    kinds = {report.id: report.kind for report in reports_of(stands)}
    sure = {each.report for each in view.reports if each.p >= ABOUT}
    every = [(entry, body) for entry, body in said(stands, told.Report) if entry.id in sure]
    ours = [(entry, body) for entry, body in every if kinds[entry.id] not in SAVED]
    bodies = [body for _, body in ours]
    last = _last(ours, view.where)
    likely, circle = (_likely(view.where, at), None) if now is None else now
    if likely is None and last is None:
        raise LastknownError(
            f"boat {view.boat}: no position of it is known, and a relay needs one; ask the caller, "
            "enter it with lastknown case add, and link it"
        )
    natures = _natures(view, bodies)
    lengths = {round(body.length_m) for body in bodies if body.length_m}
    return RelayFacts(
        likely,
        last,
        material=_one(material_of(body.material) for body in bodies),
        colour=_one(colour_of(body.colour) for body in bodies),
        length_m=float(lengths.pop()) if len(lengths) == 1 else None,
        natures=natures,
        **_persons(stands, view.tally),
        in_water="persons in the water" in natures,
        jackets=_one(jackets_of(body.life_jackets) for body in bodies),
        lights=_one(_lights(entry, body) for entry, body in ours),
        on_radar=any(body.what == "radar" for body in bodies),
        circle=circle,
    )


def _lights(entry: Entry, body: told.Report) -> str | None:
    """Return what a report says of the boat's lights: by the word list, from its own words."""
    return lights_of(". ".join(filter(None, (entry.raw, body.condition))))


def _one(values: Iterable[str | None]) -> str | None:
    """Return the one value that was told; None where none or several were."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else None


def _likely(where: BoatWhere | None, at: datetime) -> Spot | None:
    return None if where is None else Spot(where.lon, where.lat, at)


def _last(ours: Sequence[tuple[Entry, told.Report]], where: BoatWhere | None) -> Spot | None:
    """Return the last known position as told: that of the report most of the drift starts from."""
    told_ = {entry.id: (entry, body) for entry, body in ours if body.position is not None}
    shares = [] if where is None else [(p, name) for name, p in where.reports if name in told_]
    if shares:
        entry, body = told_[max(shares)[1]]
    elif told_:
        entry, body = max(told_.values(), key=lambda pair: (pair[0].happened.at, pair[0].id))
    else:
        return None
    place = body.position
    assert place is not None
    error_nm = place.error_m * RADIUS_50 / NM if place.error_m else None
    return Spot(place.lon, place.lat, entry.happened.at, error_nm)


def _natures(view: BoatView, bodies: Sequence[told.Report]) -> tuple[str, ...]:
    found = {_BY_PHASE[code] for code, _ in view.phase_why if code in _BY_PHASE}
    for body in bodies:
        parts = (part.strip() for part in (body.condition or "").split(","))
        found |= {part for part in parts if part in NATURES}
    for same in _SAME:
        held = [nature for nature in same if nature in found]
        found -= {*held[1:]}
    return tuple(nature for nature in NATURES if nature in found)[:_MOST_NATURES]


def _persons(stands: Standing, tally: Tally) -> dict[str, int | None]:
    """Return what was told of those on board, as it was told, and who is still missing."""
    stated = set(tally.sources.get("on_board", ()))
    told_ = [counts for entry in stands.entries if entry.id in stated for counts in _counts(entry)]
    taken_up = tally.accounted > 0
    return {
        "persons": min((low for low, _ in told_), default=None),
        "upper": max((high for _, high in told_), default=None),
        "missing": tally.missing_median if taken_up else None,
    }


def _counts(entry: Entry) -> Iterator[tuple[int, int]]:
    """Yield the least and the most persons that an entry tells."""
    body = entry.body
    counts = body.persons if isinstance(body, told.Report) else None
    counts = body.counts if isinstance(body, told.Persons) else counts
    middle = persons_of(counts)
    if counts is not None and middle is not None:
        low, high = counts.total or counts.least, counts.total or counts.most
        yield min(low or middle, middle), max(high or middle, middle)
