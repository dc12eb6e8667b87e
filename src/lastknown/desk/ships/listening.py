"""Ships as they are heard: lines of a feed to the window in memory, to the disk, and to words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import isnan
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from typing_extensions import TypedDict

from lastknown.desk.ships.beacons import Thinned, beacon_name
from lastknown.desk.ships.heardwords import age_words
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import Words
from lastknown.exchange.ais import Decoder, HeardBeacon
from lastknown.exchange.aisfeed import STALE_S, FeedEvent, FeedState
from lastknown.ships.columns import Positions, Static
from lastknown.ships.window import AHEAD_S, SPAN_S, Window, together
from lastknown.times import from_seconds, parse_time, show_time, to_seconds
from lastknown.units import HOUR, MINUTE

if TYPE_CHECKING:
    from lastknown.desk.ships.keeper import Keeper

__all__ = ["KEPT_EVERY_S", "LATE_S", "LISTEN_SCHEMA", "LISTEN_VERSION", "ListenDocument"]
__all__ += [
    "Listening",
    "beacon_line",
    "event_line",
    "listen_document",
    "listen_words",
    "live_line",
]

LISTEN_SCHEMA: Final = "lastknown.ships-listen"
LISTEN_VERSION: Final = 1
KEPT_EVERY_S: Final = 0.5
"""At most one position a ship is kept on the disk in so many s (judgement). No ship reports more
often than each 2 s (ITU-R M.1371-5, table 1), so that only what several receivers heard of one
report is left out; what is kept is never 2 s older than what was heard."""
LATE_S: Final = 300.0
"""From which age on of the newest position a feed that speaks is late, s (judgement): a ship of
class A at anchor tells hers each 3 min (ITU-R M.1371-5, table 1)."""
_MOST_BEACONS: Final = 50_000
_MOST_SHIPS: Final = 200_000
"""Beacons and ships that are remembered; more are made up, and are forgotten all at once."""
_SAID_AGAIN_S: Final = 6 * 3600.0
"""How often what a ship says of itself is kept although it says the same, s (judgement)."""


class Listening:
    """What was heard so far.

    Parameters
    ----------
    every_s : at most one position a ship is handed to the disk in so many s; 0: all.

    Attributes
    ----------
    window : the last hours. thinned : beacons that were heard, each place once.
    messages, unreadable, positions : counts. by_type, ignored, why : as in `AisRead`.
    last_s : when the last readable message came, seconds since 1970; NaN: none has.
    newest_s : newest time of a position, as the feed tells it, else as it was received, seconds
        since 1970; NaN: there is none.
    """

    def __init__(self, every_s: float = KEPT_EVERY_S) -> None:
        self.window, self.thinned = Window(), Thinned()
        self.messages = self.unreadable = self.positions = 0
        self.by_type: Counter[int] = Counter()
        self.ignored: Counter[str] = Counter()
        self.why: Counter[str] = Counter()
        self.last_s = self.newest_s = float("nan")
        self._decoder = Decoder()
        self._every_s = every_s
        self._to_keep: tuple[list[Positions], dict[int, Static]] = ([], {})
        self._kept_s: dict[int, float] = {}
        self._said: dict[int, Static] = {}
        self._beacons = 0

    def hear(
        self, lines: Sequence[tuple[float, bytes]], now_s: float, *, end: bool = False
    ) -> None:
        """Take lines with their times of receipt.

        Parameters
        ----------
        now_s : the clock, seconds since 1970. end : no more will come.
        """
        self._decoder.latest_s = now_s + AHEAD_S
        for received_s, group in groupby(lines, itemgetter(0)):
            self._decoder.feed((line for _, line in group), received_s)
        read = self._decoder.close() if end else self._decoder.take()
        self.messages += read.messages
        self.unreadable += read.unreadable
        self.positions += len(read.positions)
        self.by_type.update(read.by_type)
        self.ignored.update(read.ignored)
        self.why.update(read.why)
        self.thinned.add(read.heard)
        if read.by_type:
            self.last_s = lines[-1][0] if lines else now_s
        self._note_newest(read.positions, now_s)
        self.window.add(read.positions, read.statics, now_s)
        self._to_keep[0].append(self._due(read.positions))
        self._note_said(read.statics)

    def _note_newest(self, positions: Positions, now_s: float) -> None:
        can_be = positions.time_s[positions.time_s <= now_s + AHEAD_S]
        self.newest_s = float(np.fmax(self.newest_s, np.max(can_be, initial=-np.inf)))
        if self.newest_s == -np.inf:
            self.newest_s = float("nan")

    @property
    def misdated(self) -> int:
        """How many positions told a time that cannot be: a clock is wrong, there or here."""
        return self.ignored["time-out-of-range"]

    def is_misdated(self, now_s: float) -> bool:
        """Return whether positions came, and none of late has a time that can be."""
        return self.misdated > 0 and not now_s - self.newest_s <= LATE_S

    def is_stale(self, now_s: float) -> bool:
        """Return whether the picture is of what was: nothing comes, or of long ago, or misdated."""
        old = now_s - self.newest_s > LATE_S
        return old or self.is_misdated(now_s) or not now_s - self.last_s <= STALE_S

    def take_to_keep(self) -> tuple[Positions, tuple[Static, ...]]:
        """Return what is to be kept on the disk since the last call."""
        positions, statics = self._to_keep
        self._to_keep = ([], {})
        return together(positions), tuple(statics.values())

    def take_beacons(self) -> list[HeardBeacon]:
        """Return the beacons since the last call: each place once."""
        heard, self.thinned.kept = self.thinned.kept, []
        self._beacons += len(heard)
        if self._beacons > _MOST_BEACONS:
            self.thinned, self._beacons = Thinned(), 0
        return heard

    def _due(self, positions: Positions) -> Positions:
        """Return the positions that are not too soon after the last kept one of their ship."""
        if self._every_s <= 0 or not len(positions):
            return positions
        due = np.zeros(len(positions), bool)
        rows = zip(positions.mmsi.tolist(), positions.time_s.tolist(), strict=True)
        for number, (mmsi, time_s) in enumerate(rows):
            # an earlier time comes from another clock or an older log: kept too
            if not 0.0 <= time_s - self._kept_s.get(mmsi, -np.inf) < self._every_s:
                self._kept_s[mmsi], due[number] = time_s, True
        if len(self._kept_s) > _MOST_SHIPS:
            self._kept_s.clear()
        return positions.at(due)

    def _note_said(self, statics: Iterable[Static]) -> None:
        for static in statics:
            known = self.window.statics.get(static.mmsi, static)
            before = self._said.get(known.mmsi)
            if before is None or _news(before, known):
                self._said[known.mmsi] = self._to_keep[1][known.mmsi] = known
        if len(self._said) > _MOST_SHIPS:
            self._said.clear()


def _news(before: Static, now: Static) -> bool:
    """Return whether a ship says something else than before, or the same long after."""
    # by text, for what is not told is NaN, which is not itself
    same = repr(replace(before, time_s=0.0)) == repr(replace(now, time_s=0.0))
    return not same or not now.time_s - before.time_s < _SAID_AGAIN_S


class KeptEntry(TypedDict):
    """What went to the disk."""

    place: str
    positions: int
    statics: int
    known: int
    """Rows that were there already."""
    lost: int
    """Positions that were let go because the disk was too slow or refused."""
    failed: str
    """Why the disk refuses; empty: it does not."""


class ListenDocument(TypedDict):
    """What was heard of a feed."""

    schema: str
    version: int
    address: str
    begun: str
    ended: str
    last: str | None
    """When the last readable message came."""
    newest: str | None
    """Time of the newest position, as the feed tells it, else as it was received."""
    stale: bool
    """True where the last message came longer ago than a minute, or none has come, or the newest
    position is over five minutes old (a feed that speaks of what was), or no position had a time
    that can be and some had one that cannot (`ignored`, ``time-out-of-range``)."""
    connected: bool
    connects: int
    """One more than reconnects."""
    lines: int
    lines_lost: int
    """Lines, and datagrams that the system let go, that came faster than they could be read."""
    too_long: int
    """Lines that were no lines."""
    cut_off: int
    """Lines that ended in the middle."""
    messages: int
    """Whole AIS messages, readable or not."""
    positions: int
    ships: int
    """Ships heard in the last hours."""
    unreadable: int
    by_type: dict[str, int]
    why: dict[str, int]
    ignored: dict[str, int]
    dropped: dict[str, int]
    """Why a position was not held in memory, and how often."""
    reports: list[str]
    """Ids of the reports that beacons raised."""
    kept: KeptEntry | None


def listen_document(
    address: str,
    begun_s: float,
    now_s: float,
    heard: Listening,
    feed: FeedState,
    keeper: Keeper | None = None,
    place: str = "",
    reports: Sequence[str] = (),
) -> ListenDocument:
    """Return the answer of ``lastknown ships listen``; times are seconds since 1970."""
    return {
        "schema": LISTEN_SCHEMA,
        "version": LISTEN_VERSION,
        "address": address,
        "begun": _time(begun_s),
        "ended": _time(now_s),
        "last": None if isnan(heard.last_s) else _time(heard.last_s),
        "newest": None if isnan(heard.newest_s) else _time(heard.newest_s),
        "stale": heard.is_stale(now_s),
        "connected": feed.connected,
        "connects": feed.connects,
        "lines": feed.lines,
        "lines_lost": feed.overrun,
        "too_long": feed.too_long,
        "cut_off": feed.cut_off,
        "messages": heard.messages,
        "positions": heard.positions,
        "ships": len(heard.window.ships()),
        "unreadable": heard.unreadable,
        "by_type": {str(kind): count for kind, count in sorted(heard.by_type.items())},
        "why": dict(heard.why),
        "ignored": dict(heard.ignored),
        "dropped": dict(heard.window.dropped),
        "reports": [*reports],
        "kept": None if keeper is None else _kept(keeper, place),
    }


def _kept(keeper: Keeper, place: str) -> KeptEntry:
    return {
        "place": place,
        "positions": keeper.counts.positions,
        "statics": keeper.counts.statics,
        "known": keeper.counts.known,
        "lost": keeper.lost,
        "failed": keeper.failed,
    }


def _time(seconds: float) -> str:
    return show_time(from_seconds(round(seconds)))


def listen_words(document: ListenDocument, lang: str) -> str:
    """Return the answer in words."""
    w = ship_words(lang)
    counted: Mapping[str, Any] = document
    names = ("messages", "positions", "ships", "unreadable")
    lines = [w.say("listen.sum", **{name: w.number(counted[name]) for name in names})]
    if document["last"] is None:
        lines.append(w.say("listen.nothing", address=document["address"]))
    else:
        lines.append(w.say("listen.last", time=w.clock(document["last"])))
        lines += _newest_words(w, document, document["last"])
    bad = {name: counted[name] for name in ("lines_lost", "too_long", "cut_off")}
    if any(bad.values()):
        lines.append(w.say("listen.bad", **{name: w.number(n) for name, n in bad.items()}))
    kept = document["kept"]
    if kept is not None:
        rows = {"positions": kept["positions"], "statics": kept["statics"], "known": kept["known"]}
        counts = {name: w.number(n) for name, n in rows.items()}
        lines.append(w.say("listen.kept", place=kept["place"], **counts))
        if kept["lost"] or kept["failed"]:
            lost = w.number(kept["lost"])
            lines.append(w.say("listen.not_kept", lost=lost, why=kept["failed"] or "-"))
    return "\n".join(lines)


def _newest_words(w: Words, document: ListenDocument, last: str) -> Iterator[str]:
    """Yield of when the newest position is, and how many are too old to be held."""
    newest, too_old = document["newest"], document["dropped"].get("too old", 0)
    if newest is not None:
        late_s = to_seconds(parse_time(last)) - to_seconds(parse_time(newest))
        key = "listen.told_late" if late_s > LATE_S else "listen.told"
        yield w.say(key, time=f"{w.date(newest)} {w.clock(newest)}", age=_age(w, late_s))
    if too_old:
        yield w.say("listen.too_old", count=w.number(too_old), hours=w.number(SPAN_S / HOUR))
    if misdated := document["ignored"].get("time-out-of-range", 0):
        yield w.say("listen.misdated", count=w.number(misdated))


def live_line(w: Words, heard: Listening, feed: FeedState, now_s: float, why: str = "") -> str:
    """Return how the feed is in one line; `why`: the disk refuses."""
    stale = not now_s - heard.last_s <= STALE_S
    key = "listen.never" if isnan(heard.last_s) else "listen.stale" if stale else "listen.live"
    age = "" if isnan(heard.last_s) else _age(w, now_s - heard.last_s)
    counts = {
        "messages": heard.messages,
        "ships": len(heard.window.ships()),
        "unreadable": heard.unreadable,
        "reconnects": max(0, feed.connects - 1),
    }
    old = "" if isnan(heard.newest_s) else _age(w, now_s - heard.newest_s)
    newest = w.say("listen.newest", age=old) if old else ""
    line = w.say(key, age=age, newest=newest, **{name: w.number(n) for name, n in counts.items()})
    if not stale and now_s - heard.newest_s > LATE_S:
        line = f"{w.say('listen.late', age=old)} {line[:1].upper()}{line[1:]}"
    if heard.is_misdated(now_s):
        told = w.say("listen.misdated", count=w.number(heard.misdated))
        line = f"{told} {line[:1].upper()}{line[1:]}"
    if feed.overrun:
        line = f"{line} {w.say('listen.overrun', count=w.number(feed.overrun))}"
    return f"{line} {w.say('listen.disk', why=why)}" if why else line


def _age(w: Words, age_s: float) -> str:
    if age_s < 120.0:
        return w.say("listen.seconds", count=w.number(max(0.0, age_s)))
    if age_s < 100 * MINUTE:
        return w.say("listen.minutes", count=w.number(age_s // 60))
    return age_words(w, age_s / MINUTE)


def event_line(w: Words, event: FeedEvent, address: str) -> str:
    """Return what happened to the feed in one line."""
    why = f" ({event.why})" if event.why else ""
    again = w.say("listen.again", wait=w.number(event.wait_s, 1)) if event.wait_s else ""
    said = w.say(f"listen.{event.what}", address=address, why=why, again=again)
    return f"{w.clock(_time(event.time_s))} {said.strip()}"


def beacon_line(w: Words, heard: HeardBeacon) -> str:
    """Return a beacon in one line, for the person who listens."""
    beacon = heard.beacon
    place = beacon.position
    where = w.position([place.lon, place.lat]) if place else w.say("import.beacon_nowhere")
    when = w.say("import.beacon_untimed") if isnan(beacon.time_s) else w.clock(_time(beacon.time_s))
    key = "listen.beacon_test" if beacon.test else "listen.beacon"
    return w.say(key, name=beacon_name(beacon), when=when, where=where)
