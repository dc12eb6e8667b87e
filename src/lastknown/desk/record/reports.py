"""From the entries of a record to what the association reads: reports and identifications.

A report that a purge has redacted lacks what was sealed (language, dialling tone, the words); its
keyed number hash, place, count and description are not sealed and still count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lastknown.boats.report import How, Identity, Kind, Report
from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.case.values import Counts, Place
from lastknown.desk.record.standing import Said, Standing, said
from lastknown.desk.record.wordlists import colour_of, engine_of, jackets_of, material_of, plain
from lastknown.geo.position import Position
from lastknown.times import to_seconds
from lastknown.units import RADIUS_50

__all__ = ["TIME_SD_S", "identities_of", "persons_of", "reports_of"]

TIME_SD_S: Final = 120.0
"""sd of a time whose own is not stated, s: `boats.Report`'s, a time told to some minutes."""

_KINDS: Final[Mapping[str, Kind]] = {
    "call": "call",
    "message": "message",
    "relayed_call": "relayed call",
    "sighting": "sighting",
    "radar": "radar contact",
    "ais": "AIS contact",
    "rescue": "rescue",
    "recovery": "recovery",
    "launch_seen": "launch seen",
    "position_ping": "ping",
}
_HOWS: Final[Mapping[str, How]] = {
    "phone": "phone",
    "own_word": "own word",
    "photographs": "photographs",
    "description": "description",
}

_MOST_PERSONS: Final = 10_000
_LENGTHS_M: Final = (0.5, 500.0)
_ERRORS_M: Final = (1.0, 1e6)
_ERROR_M: Final = 926.0
_DAY_S: Final = 86_400.0
_FAR_S: Final = 1e11


def reports_of(stands: Standing) -> tuple[Report, ...]:
    """Return the reports that stand, as the association reads them, in the record's order."""
    entries = said(stands, told.Report)
    phones = _phones(entries)
    counts = _counts(stands)
    return tuple(
        _report(entry, body, phones.get(entry.id), counts.get(entry.id), stands)
        for entry, body in entries
    )


def identities_of(stands: Standing) -> tuple[tuple[Identity, str], ...]:
    """Return the identifications that stand, each with its entry's id.

    Those that name one report twice, or a report that no longer stands, say nothing.
    """
    known = {entry.id for entry, _ in said(stands, told.Report)}
    found = []
    for entry, body in said(stands, told.Identification):
        a, b = stands.now.get(body.report), stands.now.get(body.rescue)
        if a in known and b in known and a is not None and b is not None and a != b:
            found.append((Identity(a, b, _HOWS[body.how], body.same), entry.id))
    return tuple(found)


def persons_of(counts: Counts | None) -> int | None:
    """Return one count: the total, else the middle of least and most, else the sum of parts."""
    if counts is None:
        return None
    if counts.total is not None:
        return counts.total
    ends = [each for each in (counts.least, counts.most) if each is not None]
    if ends:
        return round(sum(ends) / len(ends))
    parts = [counts.men, counts.women, counts.boys, counts.girls]
    told_parts = [each for each in parts if each is not None]
    return sum(told_parts) if told_parts else None


def _report(
    entry: Entry, body: told.Report, phone: str | None, counted: int | None, stands: Standing
) -> Report:
    persons = persons_of(body.persons)
    persons = counted if persons is None else persons
    relayed = stands.now.get(body.relays) if body.relays else None
    return Report(
        entry.id,
        _kind(body, persons),
        min(max(to_seconds(entry.happened.at), -_FAR_S), _FAR_S),
        min(entry.happened.sd_s, _DAY_S) or TIME_SD_S,
        position=_position(body.position),
        error_m=_error_m(body.position),
        number=phone,
        persons=None if persons is None else min(persons, _MOST_PERSONS),
        colour=colour_of(body.colour),
        material=material_of(body.material),
        length_m=_within(body.length_m, _LENGTHS_M),
        engine=engine_of(body.engine),
        life_jackets=jackets_of(body.life_jackets),
        left_from=plain(body.left_from) or None,
        left_at_s=_within(to_seconds(body.left_at) if body.left_at else None, (-_FAR_S, _FAR_S)),
        language=plain(body.language) or None,
        dialling=plain(body.dialling_tone) or None,
        relay_of=None if relayed == entry.id else relayed,
        hull=body.hull if body.what == "rescue" else None,
        source=plain(body.source or body.unit) or None,
        object_id=plain(body.object) or None,
    )


def _kind(body: told.Report, persons: int | None) -> Kind:
    """Return the kind; a sighting of nobody aboard, or of a hull alone, is an empty hull."""
    if body.what == "sighting" and (persons == 0 or (body.hull and not persons)):
        return "empty hull"
    return _KINDS[body.what]


def _position(place: Place | None) -> Position | None:
    return None if place is None else Position(place.lon, place.lat)


def _error_m(place: Place | None) -> float:
    """Return the radius that holds 50 %, m, of a position's standard error (of one component)."""
    if place is None or place.error_m is None:
        return _ERROR_M
    return min(max(place.error_m * RADIUS_50, _ERRORS_M[0]), _ERRORS_M[1])


def _within(value: float | None, bounds: tuple[float, float]) -> float | None:
    """Return a figure; None where it is beyond what any boat has."""
    return value if value is not None and bounds[0] <= value <= bounds[1] else None


def _counts(stands: Standing) -> dict[str, int]:
    """Return, by report, what a statement of persons that names it says were on board or saved."""
    found: dict[str, int] = {}
    for _, body in said(stands, told.Persons):
        report, persons = stands.now.get(body.report or ""), persons_of(body.counts)
        if report is not None and persons is not None and body.where in _ABOARD:
            found[report] = persons
    return found


_ABOARD: Final = ("on_board", "recovered_alive")


def _phones(entries: list[Said[told.Report]]) -> dict[str, str]:
    """Return, by report, one name of the phone that it came from.

    A report that gives a number and a device says that both are one phone, so hashes that were
    given together anywhere count as one. The name is the least hash among them.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for entry, _ in entries:
        for other in entry.numbers[1:]:
            low, high = sorted((root(entry.numbers[0]), root(other)))
            parent[high] = low
    return {entry.id: root(entry.numbers[0]) for entry, _ in entries if entry.numbers}
