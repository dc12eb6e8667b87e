"""From the reports of a boat to the starts of its case: the last known position, and what moved it.

The last known position is that of report k with the share w(k) of the association's draws in which
k is the latest of the boat's reports that tell a position. Without draws, from p(k), the
probability that report k is of the boat,

    w(k) = p(k) product over later j of (1 - p(j)),

as if each were independent; the w are scaled to sum to 1. p is a person's word where there is one
(`BELIEF`). Because the association already weighs whether the boat can have been at both places,
such reports are alternative starts and not evidence, which would weigh the place twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from lastknown.boats.report import CALLS, Report
from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casetext import place_text
from lastknown.desk.record.links import Word
from lastknown.desk.record.naming import entry_name
from lastknown.desk.record.standing import Standing, said
from lastknown.desk.record.swamping import halves_h, swamps_mean_h
from lastknown.desk.record.waymade import APART_S, WayMade, way_made
from lastknown.desk.record.wordlists import is_flooding, is_in_water
from lastknown.drift.cloud import Note
from lastknown.drift.objects import SearchObject, find_object
from lastknown.drift.start import ASSUMED_OBJECT
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea
from lastknown.times import show_time
from lastknown.units import NM

__all__ = [
    "BELIEF",
    "Heard",
    "heard_of",
    "last_known",
    "starts_of",
]

BELIEF: Final = {"certain": 1.0, "likely": 0.95, "unlikely": 0.05, "never": 0.0, None: 0.5}
"""Probability of a person's word; None: two centres differ (`boats.weights.LIKELY`: odds of 19)."""

LEAST: Final = 0.02
"""Alternatives less probable than this are left out (judgement)."""

ENGINE: Final = {"running": 0.8, "failed": 0.15, "none": 0.1}
"""Share of being under way after such a statement. Engines are started again and fail again, and
callers do not always say so: neither is ever certain (judgement)."""

FIX_AGE_MIN: Final = 20.0
"""A position that a caller sends may be older than the call by up to this: as in the evidence."""

_KIND: Final = {"wood": "wooden boat", "rigid": "fibreglass boat"}
_FARTHEST_NM: Final = 500.0
_SURE: Final = 0.9
_RECENT_S: Final = 2.0 * 3600.0


@dataclass(frozen=True)
class Heard:
    """A report that may be of the boat: its entry, what it tells, and the probability that it is.

    linked : a person holds it to be of the boat, certainly or likely.
    """

    entry: Entry
    body: told.Report
    report: Report
    p: float
    linked: bool

    @property
    def name(self) -> str:
        """Its short name in the record."""
        return entry_name(self.entry)


def heard_of(
    stands: Standing,
    reports: Sequence[Report],
    words: Sequence[Word],
    weights: Mapping[str, float] | None = None,
) -> tuple[Heard, ...]:
    """Return the reports that may be of a boat, in order of time.

    Parameters
    ----------
    words : what people hold of them (`links.linked`).
    weights : by id of the report the probability that it is of the boat; a person's certain or
        never stands before it. None: reports that nobody linked are of other boats.
    """
    held = {word.report: word for word in words}
    bodies = {entry.id: (entry, body) for entry, body in said(stands, told.Report)}
    found = []
    for report in reports:
        word = held.get(report.id)
        p = _probability(report.id, word, weights)
        if p >= LEAST:
            linked = word is not None and word.belief in ("certain", "likely")
            found.append(Heard(*bodies[report.id], report, p, linked))
    return tuple(sorted(found, key=lambda each: (each.report.time_s, each.report.id)))


def _probability(report: str, word: Word | None, weights: Mapping[str, float] | None) -> float:
    told_p = None if word is None else BELIEF[word.belief]
    if told_p in (0.0, 1.0) or weights is None or report not in weights:
        return told_p or 0.0
    return min(max(weights[report], 0.0), 1.0)


def last_known(
    heard: Sequence[Heard], drawn: Sequence[frozenset[str]] = ()
) -> list[tuple[Heard, float]]:
    """Return the reports whose position may be the last known one, each with its probability.

    A position that was only relayed is that of the report it repeats; a rescue counts where a
    person linked it, for who is missing was there last; hulls and finds are evidence.

    Parameters
    ----------
    heard : from `heard_of`.
    drawn : for each draw of the association, the reports that are of the boat in it (`drawn_of`);
        empty: they are taken as independent.
    """
    ids = {each.report.id for each in heard}
    placed = [
        each
        for each in reversed(heard)
        if each.report.position is not None and _is_boat(each) and each.report.relay_of not in ids
    ]
    shares = _counted(placed, drawn) if drawn else _independent(placed)
    found = [(each, w) for each, w in zip(placed, shares, strict=True) if w >= LEAST]
    whole = sum(weight for _, weight in found)
    return [(each, weight / whole) for each, weight in found]


def _independent(placed: Sequence[Heard]) -> list[float]:
    """Return the share of each, the latest first, as if each were of the boat by itself."""
    left, shares = 1.0, []
    for each in placed:
        shares.append(left * each.p)
        left *= 1.0 - each.p
    return shares


def _counted(placed: Sequence[Heard], drawn: Sequence[frozenset[str]]) -> list[float]:
    """Return the share of draws in which each, the latest first, is the latest of the boat."""
    shares = [0.0] * len(placed)
    ever = frozenset().union(*drawn)
    met = [(k, each) for k, each in enumerate(placed) if each.p == 1.0 or each.report.id in ever]
    for boat in drawn:
        for k, each in met:
            if each.p == 1.0 or each.report.id in boat:
                shares[k] += 1.0 / len(drawn)
                break
    return shares


def _is_boat(each: Heard) -> bool:
    kind = each.report.kind
    return kind not in ("empty hull", "recovery") and (kind != "rescue" or each.linked)


def starts_of(
    known: Sequence[tuple[Heard, float]],
    heard: Sequence[Heard],
    persons: int,
    sea: Callable[[], Sea] | None = None,
) -> tuple[list[dict[str, Any]], list[Note]]:
    """Return the tables ``[[start]]`` and what was assumed for them.

    Parameters
    ----------
    known : from `last_known`.
    persons : those who are sought.
    sea : opens it, where an earlier position says how the boat went; None: that is not asked.
    """
    believed = [each for each in heard if each.p >= 0.5]
    boat = _Boat.of(believed)
    before = _before(known, heard)
    if before is not None and sea is not None:
        boat = replace(boat, way=_way(before, known[0][0], sea, boat.thing), before=before)
    starts = []
    for each, weight in known:
        ways = _swamped(each) if each.report.kind == "rescue" else boat.ways(each)
        for share, phases in ways:
            start = _start(each, persons)
            if boat.material:
                start["what"] = boat.thing.code
            start["weight"] = round(weight * share, 4)
            starts.append({**start, "phase": phases})
    notes = boat.notes(known)
    if any(each.report.kind in CALLS for each, _ in known):
        notes.append(note_of("record-fix-age", minutes=FIX_AGE_MIN))
    if len(known) > 1:
        ranked = sorted(known, key=lambda each: -each[1])
        told_as = ", ".join(f"{each.name} {weight:.2f}" for each, weight in ranked)
        notes.append(note_of("record-alternatives", count=len(known), reports=told_as))
    return starts, notes


def _before(known: Sequence[tuple[Heard, float]], heard: Sequence[Heard]) -> Heard | None:
    """Return the report whose position is compared with the last known one; None: there is none.

    Both must be nearly sure, and so far apart in time that a way can be seen.
    """
    last = known[0][0]
    if last.p < _SURE or last.report.kind in ("rescue", "launch seen"):
        return None
    ids = {each.report.id for each in heard}
    found = [
        each
        for each in heard
        if each.p >= _SURE
        and each.report.position is not None
        and _is_boat(each)
        and each.report.kind != "rescue"
        and each.report.relay_of not in ids
        and APART_S[0] <= last.report.time_s - each.report.time_s <= APART_S[1]
    ]
    return found[-1] if found else None


def _way(before: Heard, last: Heard, sea: Callable[[], Sea], thing: SearchObject) -> WayMade | None:
    try:
        return way_made(before.report, last.report, sea(), thing)
    except LastknownError:
        return None  # what is wrong with the sea is said where the drift needs it


def _start(each: Heard, persons: int) -> dict[str, Any]:
    place = each.body.position
    assert place is not None
    start: dict[str, Any] = {
        "time": each.entry.happened.at,
        "position": place_text(place.lon, place.lat),
    }
    if place.error_m is not None:
        start["error_nm"] = min(round(each.report.error_m / NM, 3), _FARTHEST_NM)
    if each.entry.happened.sd_s:
        start["time_sd_min"] = round(each.report.time_sd_s / 60.0, 1)
    if each.report.kind in CALLS:
        start["fix_age_min"] = FIX_AGE_MIN
    start["persons"] = persons
    return start


def _swamped(each: Heard) -> list[tuple[float, list[dict[str, Any]]]]:
    """Return the one way of who was not taken up at a rescue: in the water from then on."""
    return [(1.0, [{"kind": "swamped", "after": each.entry.happened.at}])]


@dataclass(frozen=True)
class _Boat:
    """What was told of a boat that says how it moves.

    thing : the search object. material, engine : as told last; None: not told. in_water : when
    persons were first told to be in the water. floods : it takes water. steers : report of its
    speed or course; None: none. way, before : what the position before the last known one says, and
    that report; None: there is none.
    """

    thing: SearchObject
    material: str | None
    engine: str | None
    in_water: datetime | None
    floods: bool
    steers: Heard | None
    way: WayMade | None = None
    before: Heard | None = None

    @staticmethod
    def of(believed: Sequence[Heard]) -> _Boat:
        """Return what the reports that are rather of the boat than not say, the last one first."""
        material = _last(each.report.material for each in believed)
        wet = [each for each in believed if is_in_water(each.body.condition)]
        steering = [each for each in believed if each.body.speed_kn or each.body.course_deg]
        return _Boat(
            thing=find_object(_KIND.get(material or "", ASSUMED_OBJECT)),
            material=material,
            engine=_last(each.report.engine for each in believed),
            in_water=wet[0].entry.happened.at if wet else None,
            floods=any(is_flooding(each.body.condition) for each in believed),
            steers=steering[-1] if steering else None,
        )

    @property
    def under_way(self) -> float:
        """Share of being under way, by what was told."""
        return ENGINE.get(self.engine or "", self.thing.p_under_way)

    def ways(self, since: Heard) -> list[tuple[float, list[dict[str, Any]]]]:
        """Return both ways it may have gone from a report on, with their shares."""
        swamps = self._swamps(since)
        under_way = [self._voyage(since), {"kind": "adrift"}, swamps]
        adrift = [{"kind": "adrift"}, swamps]
        share = self.under_way if self.way is None else self.way.share(self.under_way)
        return [(share, under_way), (1.0 - share, adrift)]

    def _swamps(self, since: Heard) -> dict[str, Any]:
        if self.in_water is not None:
            return {"kind": "swamped", "after": max(self.in_water, since.entry.happened.at)}
        return {"kind": "swamped", "after_mean_h": swamps_mean_h(floods=self.floods)}

    def _voyage(self, since: Heard) -> dict[str, Any]:
        """Return the phase under way: as it was last told, else as its kind of boat goes."""
        phase: dict[str, Any] = {"kind": "under-way", "speed_kn": self.thing.speed_kn}
        told_of = self._steering(since)
        if told_of is None and self.way is not None and self.way.has_course:
            phase["speed_kn"] = round(self.way.speed_kn, 2)
            phase["course_deg"] = round(self.way.course_deg, 1)
            phase["heading_sd_deg"] = round(self.way.course_sd_deg, 1)
            phase["speed_sd_kn"] = round(self.way.speed_sd_kn, 2)
            phase["fails_after_mean_h"] = self.thing.fails_after_mean_h
            return phase
        if told_of is not None and told_of.course_deg is not None:
            phase["course_deg"] = told_of.course_deg
        if told_of is not None and told_of.speed_kn:
            phase["speed_kn"] = min(told_of.speed_kn, 60.0)
        phase["speed_sd_kn"] = self.thing.speed_sd_kn
        phase["fails_after_mean_h"] = self.thing.fails_after_mean_h
        return phase

    def _steering(self, since: Heard) -> told.Report | None:
        if self.steers is None:
            return None
        apart = abs(self.steers.report.time_s - since.report.time_s)
        return self.steers.body if apart <= _RECENT_S else None

    def notes(self, known: Sequence[tuple[Heard, float]]) -> list[Note]:
        """Return what was assumed."""
        notes = [note_of(f"record-engine-{self.engine or 'unknown'}", share=self.under_way)]
        if self.way is not None and self.before is not None:
            values: dict[str, Any] = {
                "one": self.before.name,
                "other": known[0][0].name,
                "share": self.way.share(self.under_way),
            }
            code = "record-way-course" if self.way.has_course else "record-way"
            if self.way.has_course:
                values |= {"speed_kn": self.way.speed_kn, "course_deg": self.way.course_deg}
            notes.append(note_of(code, **values))
        if self.in_water is not None:
            notes.append(note_of("record-in-the-water", moment=show_time(self.in_water)))
        elif self.floods:
            notes.append(note_of("record-floods", hours=halves_h(floods=True)))
        else:
            notes.append(note_of("record-swamps", hours=halves_h(floods=False)))
        if self.steers is not None and any(self._steering(each) for each, _ in known):
            notes.append(note_of("record-steers", report=self.steers.name))
        if any(each.report.kind == "rescue" for each, _ in known):
            notes.append(note_of("record-after-rescue"))
        return notes


def _last(values: Iterator[str | None]) -> str | None:
    given = [value for value in values if value is not None]
    return given[-1] if given else None
