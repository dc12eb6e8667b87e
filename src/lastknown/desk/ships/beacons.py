"""Beacons that were heard, as reports of a record: one for each place, not for each message.

An AIS-SART, man overboard device or EPIRB sends eight messages a minute for days (ITU-R M.1371-5,
annex 9); what a watch needs is that it sends, where, and that it moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any, Final

from lastknown.case.entries import Draft, Entry
from lastknown.case.store import Store, append_made
from lastknown.case.told import Report
from lastknown.case.values import Place
from lastknown.desk.record.verbs import Hand, draft_of
from lastknown.exchange.ais import HeardBeacon
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.ships.columns import Beacon, BeaconKind
from lastknown.times import from_seconds, to_seconds
from lastknown.units import MINUTE, NM

__all__ = [
    "MOST_KEPT",
    "MOST_REPORTS",
    "MOVED_M",
    "Raised",
    "Thinned",
    "beacon_name",
    "raise_beacons",
]

MOVED_M: Final = 0.1 * NM
"""From when on a beacon counts as having moved, m (judgement): what a plotter shows, and ten times
the error of its receiver."""
_SAME_S: Final = 10 * MINUTE
"""Two messages from one place within this are one report, s (judgement)."""
MOST_REPORTS: Final = 500
"""Reports that one call writes (judgement): more beacons than that at once are a false sender, and
would bury the record."""
MOST_KEPT: Final = 10_000
"""Beacons, and places of them, that are held at a time (judgement): more are
made up."""
_ERROR_M: Final = 50.0
"""Standard error of a beacon's position, m (judgement): its receiver's, and a minute's drift."""
_NAMES: Final[dict[BeaconKind, str]] = {"SART": "AIS-SART", "MOB": "MOB-AIS", "EPIRB": "EPIRB-AIS"}
"""As ITU-R M.1371-5 calls them."""

_EXERCISE: Final = "EXERCISE"
"""How the source of a test's report begins."""

_There = tuple[str | None, float, Report]
"""A report of a record: its raw text, when it happened (s since 1970), what it says."""


def beacon_name(beacon: Beacon) -> str:
    """Return ``AIS-SART 970123456``."""
    return f"{_NAMES[beacon.kind]} {beacon.mmsi:09d}"


class Thinned:
    """Of messages of beacons those that tell something new: a beacon, its first place, another.

    beyond : those that were left out beyond `MOST_KEPT`.
    """

    def __init__(self) -> None:
        self.kept: list[HeardBeacon] = []
        self.beyond = 0
        self._last: dict[tuple[int, bool], Position | None] = {}

    def add(self, heard: Iterable[HeardBeacon]) -> None:
        """Take messages in the order in which they came."""
        for each in heard:
            beacon = each.beacon
            key = (beacon.mmsi, beacon.test)
            if key not in self._last or _moved(self._last[key], beacon.position):
                if len(self.kept) >= MOST_KEPT:
                    self.beyond += 1
                    continue
                self._last.pop(key, None)
                self._last[key] = beacon.position
                self.kept.append(each)
                if len(self._last) > MOST_KEPT:
                    del self._last[next(iter(self._last))]  # whose place is known longest


def _moved(old: Position | None, new: Position | None) -> bool:
    if new is None:
        return False
    return old is None or bool(distance_m(old.lon, old.lat, new.lon, new.lat) >= MOVED_M)


@dataclass(frozen=True)
class Raised:
    """What became of beacons that were heard.

    entries : reports that were written. known : how many were in the record already. tests :
    test messages that were refused. beyond : how many were left out beyond `MOST_REPORTS`.
    """

    entries: tuple[Entry, ...] = ()
    known: int = 0
    tests: tuple[Beacon, ...] = ()
    beyond: int = 0


def raise_beacons(
    store: Store, hand: Hand, heard: Sequence[HeardBeacon], *, exercise: bool
) -> Raised:
    """Append a report for each beacon and place that the record does not have yet.

    Parameters
    ----------
    hand : who imports; a report happened when it was received, or at the hand's time where the
        source has none.
    heard : as `Thinned` keeps them. exercise : tests are taken too, and their reports say so.

    Raises
    ------
    LastknownError : the record cannot be written.
    """
    raised = Raised()

    def make(entries: tuple[Entry, ...]) -> list[Draft]:
        nonlocal raised
        drafts, raised = _drafts(hand, heard, entries, exercise=exercise)
        return drafts

    written = append_made(store, make)  # another program may import the same just now
    return replace(raised, entries=written)


def _drafts(
    hand: Hand, heard: Sequence[HeardBeacon], entries: Sequence[Entry], *, exercise: bool
) -> tuple[list[Draft], Raised]:
    """Return the reports that a record does not have yet, and what became of the others."""
    there: dict[str, list[_There]] = defaultdict(list)
    for one in entries:
        if isinstance(one.body, Report) and one.body.object:
            there[one.body.object].append((one.raw, to_seconds(one.happened.at), one.body))
    drafts: list[Draft] = []
    tests: list[Beacon] = []
    known = beyond = 0
    for each in heard:
        if each.beacon.test and not exercise:
            tests.append(each.beacon)
        elif any(_is_same(each, *one) for one in there[beacon_name(each.beacon)]):
            known += 1
        elif len(drafts) >= MOST_REPORTS:
            beyond += 1
        else:
            draft = _draft(hand, each)
            drafts.append(draft)
            assert isinstance(draft.body, Report)
            name = beacon_name(each.beacon)
            there[name].append((draft.raw, to_seconds(draft.happened.at), draft.body))
    return drafts, Raised((), known, tuple(tests), beyond)


def _draft(hand: Hand, heard: HeardBeacon) -> Draft:
    beacon = heard.beacon
    name = beacon_name(beacon)
    at = hand.at if isnan(beacon.time_s) else from_seconds(beacon.time_s)
    body: dict[str, Any] = {
        "kind": "report",
        "what": "ais",
        "channel": "AIS",
        "source": f"{_EXERCISE}: {name}, under test" if beacon.test else name,
        "object": name,
        "position": None,
    }
    if beacon.position is not None:
        place = beacon.position
        body["position"] = {"lon": place.lon, "lat": place.lat, "error_m": _ERROR_M}
    return draft_of(replace(hand, at=at), body, heard.raw)


def _is_same(heard: HeardBeacon, raw: str | None, time_s: float, report: Report) -> bool:
    """Return whether a report of the same beacon is of this message, or of its place just then.

    One of a test is never that of a beacon that is real: crews test theirs, and then need it.
    """
    if heard.beacon.test != (report.source or "").startswith(_EXERCISE):
        return False
    if raw == heard.raw:
        return isnan(heard.beacon.time_s) or abs(heard.beacon.time_s - time_s) < _SAME_S
    if not abs(heard.beacon.time_s - time_s) <= _SAME_S:
        return False
    return _near(report.position, heard.beacon.position)


def _near(place: Place | None, told: Position | None) -> bool:
    if place is None or told is None:
        return place is None and told is None
    if abs(place.lat - told.lat) > 2.0 * MOVED_M / (60.0 * NM):
        return False  # thousands of made-up places are compared with hundreds: geodesics take long
    return bool(distance_m(place.lon, place.lat, told.lon, told.lat) < MOVED_M)
