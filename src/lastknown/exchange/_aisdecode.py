"""Sentences of AIS into columns, as they come in: the work that files and feeds share.

Every sentence is read by pyais and every message decoded by it or by its tables; what is ours is
the time around it, which parts make one message, and the columns. Messages are counted as pyais's
own streams count them: one for each single sentence that is well formed, one for each set of parts
that is whole and in order; a set is told by its number, channel, talker, kind and count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from math import inf, isnan, nan
from typing import Any, Final

from lastknown.exchange._aisbits import Reports
from lastknown.exchange._aisread import AisRead, HeardBeacon
from lastknown.exchange._aisrows import Statics, is_ship, positions_of
from lastknown.exchange._aissentence import as_text, has_sentence, is_sound, kind_of_line, undressed
from lastknown.exchange._aistally import Tally
from lastknown.exchange._aistimes import (
    EARLIEST_S,
    NaiveTimeError,
    UntoldError,
    tag_time,
    wrapper_time,
)
from lastknown.geo.position import Position
from lastknown.ships.columns import BEACONS, NOT_TOLD, Beacon
from lastknown.times import to_seconds

__all__ = ["LONGEST", "MOST_HEARD", "Decoder", "latest_of", "place_of"]

LONGEST: Final = 2048
"""Bytes of a line that is looked at; a sentence has 82 characters, a tag block as many."""
MOST_HEARD: Final = 10_000
"""Messages of beacons between two takes; one sends eight a minute (ITU-R M.1371-5, annex 9)."""
_MOST_PENDING: Final = 4096
"""Messages of which parts are missing yet; a flood of first parts may not fill the memory."""
_KIND: Final = {1: 0, 2: 0, 3: 0, 9: 3, 18: 1, 19: 1, 27: 2}
"""Message type to index in `lastknown.ships.columns.CLASSES`."""
_STATIC: Final = {
    "name": "shipname",
    "callsign": "callsign",
    "destination": "destination",
    "imo": "imo",
    "ship_type": "ship_type",
    "to_bow": "to_bow",
    "to_stern": "to_stern",
    "to_port": "to_port",
    "to_starboard": "to_starboard",
    "draught": "draught",
}
"""Our name to pyais's."""
_WITH_STATIC: Final = (5, 19, 24)
_TEST: Final = 15
"""Navigational status of a beacon under test (ITU-R M.1371-5, table 48)."""
_WHY: Final = {
    "MissingPayloadException": "empty",
    "UnknownMessageException": "unknown-type",
    "UnknownPartNoException": "unknown-type",
}


class Decoder:
    """Lines in, columns out in batches; what is unfinished at the end of one waits for the next.

    Parameters
    ----------
    zone : of times before sentences that name none; None: such a time is refused in a file and
        replaced by the time of receipt in a feed.
    latest_s : times after it are out of range, seconds since 1970; may be set anew at any time.
    """

    def __init__(self, *, zone: tzinfo | None = None, latest_s: float = inf) -> None:
        from pyais.messages import NMEASentenceFactory

        self.latest_s = latest_s
        self._zone = zone
        self._produce: Callable[[bytes], Any] = NMEASentenceFactory.produce
        self._number = 0
        self._wrapped_s = nan
        self._received_s = nan
        self._zoned = zone is not None
        self._pending: dict[tuple[Any, ...], list[Any]] = {}
        self._statics = Statics()
        self._begin()

    def _begin(self) -> None:
        self._reports = Reports()
        self._heard: list[HeardBeacon] = []
        self._messages = 0
        self._types = [0] * 64
        self._tally = Tally()

    def feed(self, lines: Iterable[bytes], received_s: float = nan) -> None:
        """Read lines in the order in which they came.

        Parameters
        ----------
        lines : each with or without its end.
        received_s : when they came, seconds since 1970, for sentences that tell no time of their
            own; NaN: not known, as with a file.

        Raises
        ------
        LastknownError : a time before a sentence names no zone, neither `zone` nor `received_s` is
            given, and no line before told a time that needs none; else it has no time.
        """
        self._received_s = received_s
        for line in lines:
            self._number += 1
            text = line.strip()
            if len(text) > LONGEST:
                self._tally.bad(text, "too-long", self._number)
            elif text[:1] == b"!" and text[-3:-2] == b"*":
                self._sentence(text, text, nan)
            elif text:
                self._dressed(text)

    def refuse(self, line: bytes, why: str) -> None:
        """Count a line that its source could not give whole."""
        self._number += 1
        self._tally.bad(line, why, self._number)

    def take(self) -> AisRead:
        """Return what came since the last take, and begin anew."""
        tally = self._tally
        read = AisRead(
            positions=positions_of(self._reports.table(), tally.ignored, self.latest_s),
            statics=self._statics.take(),
            heard=tuple(self._heard),
            messages=self._messages,
            unreadable=tally.why.total(),
            by_type={kind: count for kind, count in enumerate(self._types) if count},
            ignored=dict(tally.ignored),
            why=dict(tally.why),
            lines=tuple(tally.lines),
        )
        self._begin()
        return read

    def close(self) -> AisRead:
        """Return what came since the last take; messages that never became whole are counted."""
        for _, _, line, number in self._pending.values():
            self._tally.ignore("parts-missing", line, number)
        self._pending.clear()
        return self.take()

    def _dressed(self, text: bytes) -> None:
        """Read a line that is more than a bare sentence."""
        if text.startswith(b"$PGHP"):
            self._wrapped_s = wrapper_time(text)
            if isnan(self._wrapped_s):
                self._tally.bad(text, "damaged", self._number)
            return
        if text[:1] == b"\\":
            block, _, sentence = text[1:].partition(b"\\")
            if sentence[-3:-2] == b"*":
                time_s = tag_time(block)
                self._zoned = self._zoned or time_s == time_s
                self._sentence(sentence, text, time_s)
                return
        try:
            sentence, time_s = undressed(text, self._zone)
        except NaiveTimeError as naive:
            if isnan(self._received_s) and has_sentence(text) and not self._zoned:
                raise _no_zone(naive) from None
            sentence, time_s = undressed(text, UTC)[0], nan
        if sentence:
            self._zoned = self._zoned or time_s == time_s
            self._sentence(sentence, text, time_s)
        else:
            self._none(text, text)

    def _none(self, sentence: bytes, line: bytes) -> None:
        """Count a line that holds no message."""
        kind = kind_of_line(sentence)
        if kind in ("other-sentence", "comment"):
            self._tally.ignore(kind)
        else:
            self._tally.bad(line, kind, self._number)

    def _sentence(self, text: bytes, line: bytes, time_s: float) -> None:
        wrapped_s, self._wrapped_s = self._wrapped_s, nan
        if time_s != time_s:
            time_s = wrapped_s if wrapped_s == wrapped_s else self._received_s
        try:
            sentence = self._produce(text)
            parts = sentence.frag_cnt
        except Exception:  # whatever pyais raises, the line is not readable
            self._none(text, line)
            return
        if parts == 1:
            self._message(sentence, line, time_s, is_sound(text))
        else:
            self._part(sentence, line, time_s)

    def _part(self, sentence: Any, line: bytes, time_s: float) -> None:
        """Hold a part of a message until the message is whole."""
        seq = -1 if sentence.seq_id is None else sentence.seq_id
        slot = (seq, sentence.channel, sentence.talker_id, sentence.type, sentence.frag_cnt)
        held = self._pending.get(slot)
        if sentence.frag_num == 1:
            old = self._pending.pop(slot, None)
            if old is None and len(self._pending) >= _MOST_PENDING:
                old = self._pending.pop(next(iter(self._pending)))
            if old is not None:
                self._tally.ignore("parts-missing", old[2], old[3])
            self._pending[slot] = [[sentence], time_s, line, self._number]
            return
        if held is None or sentence.frag_num != len(held[0]) + 1:
            self._tally.ignore("parts-missing", line, self._number)
            return
        held[0].append(sentence)
        held[1] = time_s if isnan(held[1]) else held[1]
        held[2] += b"\n" + line
        if len(held[0]) == sentence.frag_cnt:
            del self._pending[slot]
            whole = sentence.assemble_from_iterable(held[0])
            self._message(whole, held[2], held[1], whole.is_valid)

    def _message(self, sentence: Any, line: bytes, time_s: float, sound: bool) -> None:
        self._messages += 1
        if sound and self._reports.holds(sentence, time_s):
            self._types[sentence.ais_id] += 1
            return
        try:
            told = sentence.decode()
            kind, mmsi = told.msg_type, told.mmsi
        except Exception as error:  # whatever pyais raises, the message is not readable
            self._tally.bad(line, _WHY.get(type(error).__name__, "damaged"), self._number)
            return
        self._types[kind] += 1
        if not sound:
            self._tally.ignore("checksum", line, self._number)
        elif not mmsi:
            self._tally.ignore("mmsi-0")
        elif mmsi // 1_000_000 in BEACONS:
            self._beacon(told, line, time_s)
        else:
            self._told(told, time_s)

    def _told(self, told: Any, time_s: float) -> None:
        """Take from a message what it says of a ship."""
        kind, mmsi = told.msg_type, told.mmsi
        if kind in _KIND:
            place, moving = (told.lon, told.lat), (told.speed, told.course)
            heading = getattr(told, "heading", nan)  # types 9 and 27 have none
            status = getattr(told, "status", NOT_TOLD)  # types 9, 18 and 19 have none
            self._reports.add((mmsi, time_s, *place, *moving, heading, _KIND[kind], status))
        elif kind in (4, 21):
            self._tally.ignore("base-station" if kind == 4 else "aid")
        if kind in _WITH_STATIC and is_ship(mmsi):
            fields = {name: getattr(told, theirs, 0) for name, theirs in _STATIC.items()}
            when_s = time_s if EARLIEST_S <= time_s <= self.latest_s else nan
            self._statics.add(mmsi, when_s, fields)

    def _beacon(self, told: Any, line: bytes, time_s: float) -> None:
        """Keep what a beacon says: where it is, and whether it is a test."""
        if told.msg_type not in (1, 2, 3, 14):
            self._tally.ignore("beacon-other")
        elif len(self._heard) >= MOST_HEARD:
            self._tally.ignore("beacon-flood")
        else:
            text = "".join(c for c in (getattr(told, "text", "") or "") if c.isprintable())
            test = getattr(told, "status", None) == _TEST or "TEST" in text.upper()
            where = place_of(getattr(told, "lon", None), getattr(told, "lat", None))
            kind = BEACONS[told.mmsi // 1_000_000]
            when_s = time_s if EARLIEST_S <= time_s <= self.latest_s else nan
            beacon = Beacon(told.mmsi, kind, when_s, where, test, text)
            self._heard.append(HeardBeacon(beacon, as_text(line)))


def latest_of(at: datetime | None) -> float:
    """Return the last time that is believed, s since 1970: a day after `at`; no bound without it.

    A day, judgement: clocks of receivers are minutes off, and zones that were not told, hours.
    """
    return inf if at is None else to_seconds(at) + 86_400.0


def place_of(lon: float | None, lat: float | None) -> Position | None:
    """Return a position as told in degrees; None where it is 181, 91 or no position at all."""
    if lon is None or lat is None or not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        return None
    return Position(lon, lat)


def _no_zone(naive: NaiveTimeError) -> UntoldError:
    return UntoldError(f"time={str(naive)!r} before a sentence has no zone", "--time-zone UTC")
