"""What an AIS file held: the answer of ``lastknown ships import``, in words and as a document."""

from __future__ import annotations

from collections import Counter
from math import inf, isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

from lastknown.case.traffic import Counts
from lastknown.desk._figures import rounding
from lastknown.desk._planentries import LonLat
from lastknown.desk.ships.beacons import MOST_KEPT, Raised, Thinned, beacon_name
from lastknown.desk.ships.fitting import Fit
from lastknown.desk.ships.heardwords import misfit_lines
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import NO_BREAK, Words
from lastknown.exchange.ais import AisRead, BadLine
from lastknown.ships.columns import Beacon
from lastknown.times import show_time

__all__ = ["IMPORT_SCHEMA", "IMPORT_VERSION", "ImportDocument", "Seen", "import_document"]
__all__ += ["import_words"]

IMPORT_SCHEMA: Final = "lastknown.ships-import"
IMPORT_VERSION: Final = 1
_SHOWN: Final = 3
"""Unreadable lines that the words show."""
_SHOWN_TEXT: Final = 72


class LineEntry(TypedDict):
    """A line that could not be read."""

    number: int
    """From 1."""
    text: str
    """Its beginning."""
    why: str


class BeaconEntry(TypedDict):
    """A beacon that was heard: AIS-SART, man overboard device or EPIRB."""

    mmsi: int
    name: str
    kind: str
    """SART, MOB or EPIRB."""
    test: bool
    """True where it says that it is a test."""
    text: str
    """What it said in words; empty: nothing."""
    messages: int
    first: str | None
    last: str | None
    position: LonLat | None
    """The last that it told."""


class IntoEntry(TypedDict):
    """What was kept, and what beacons raised in a record."""

    positions: int
    """Positions that were not there yet."""
    statics: int
    """Static reports that were not there yet."""
    known: int
    """Rows that were there already."""
    timeless: int
    """Rows that cannot be kept, as they have no time."""
    reports: list[str]
    """Ids of the reports that beacons raised."""
    known_reports: int
    """Reports of beacons that the record had already."""
    tests_refused: int
    """Test messages of beacons that raised no report."""
    reports_beyond: int
    """Reports of beacons that were not written, as there were too many at once."""


class ImportDocument(TypedDict):
    """What an AIS file held."""

    schema: str
    version: int
    file: str
    messages: int
    """Whole AIS messages, readable or not; rows of a CSV."""
    positions: int
    """Positions of ships and SAR aircraft that can be used."""
    ships: int
    """How many different MMSI these positions are of."""
    unreadable: int
    """Messages and lines from which nothing could be read."""
    by_type: dict[str, int]
    """Message type to how many were decoded; empty for a CSV."""
    why: dict[str, int]
    """Why something was unreadable, and how often."""
    ignored: dict[str, int]
    """Why something that was read is not used as a position of a ship, and how often."""
    lines: list[LineEntry]
    """The first lines that were unreadable or not sound."""
    statics: int
    """Ships that told name, size or destination."""
    timeless: int
    """Of the positions, those that have no time: no answer uses them, and none is kept."""
    first: str | None
    last: str | None
    box: list[float] | None
    """West, south, east, north of the positions, degrees; west above east: across 180 degrees."""
    speed_ratio: float | None
    """Of a CSV: median of the speed that ships make from one position to the next over the speed
    that they tell; far from 1 where a column is in another unit. null: too few steps."""
    course_off_deg: float | None
    """Of a CSV: median angle between the course told and that made good, degrees; large where
    columns are swapped. null: too few steps."""
    beacons: list[BeaconEntry]
    into: IntoEntry | None
    """null: no record was given."""


class Seen:
    """What batches of a file hold, summed up as they come, so that a day of a sea needs no room."""

    def __init__(self) -> None:
        self.messages = self.positions = self.unreadable = self.timeless = 0
        self.by_type: Counter[int] = Counter()
        self.why: Counter[str] = Counter()
        self.ignored: Counter[str] = Counter()
        self.lines: list[BadLine] = []
        self.ships: set[int] = set()
        self.statics: set[int] = set()
        self.span_s = (inf, -inf)
        self._lats = self._lons = self._turned = (inf, -inf)
        self.beacons: dict[tuple[int, bool], BeaconEntry] = {}
        self._heard_s: dict[tuple[int, bool], tuple[float, float]] = {}
        self.thinned = Thinned()
        self.fit = Fit()

    def add(self, read: AisRead) -> None:
        """Take the next batch."""
        self.messages += read.messages
        self.unreadable += read.unreadable
        self.by_type.update(read.by_type)
        self.why.update(read.why)
        self.ignored.update(read.ignored)
        self.lines = (self.lines + list(read.lines))[:200]
        self.statics.update(each.mmsi for each in read.statics)
        self._place(read)
        if not self.by_type:  # a CSV: units of sentences are what they are
            self.fit.add(read.positions)
        self.thinned.add(read.heard)
        for beacon in read.beacons:
            self._hear(beacon)

    def _place(self, read: AisRead) -> None:
        where = read.positions
        self.positions += len(where)
        self.ships.update(np.unique(where.mmsi).tolist())
        self._lats, self._lons = _wider(self._lats, where.lat), _wider(self._lons, where.lon)
        self._turned = _wider(self._turned, where.lon % 360.0)
        timed = np.isfinite(where.time_s)
        self.timeless += len(where) - int(np.count_nonzero(timed))
        self.span_s = _wider(self.span_s, where.time_s[timed])

    @property
    def box(self) -> list[float] | None:
        """Return west, south, east, north of all positions, degrees, the narrower way round."""
        if not self.positions:
            return None
        (west, east), (west_turned, east_turned) = self._lons, self._turned
        if east_turned - west_turned < east - west:
            west, east = (round((each + 180.0) % 360.0 - 180.0, 7) for each in self._turned)
        return [west, self._lats[0], east, self._lats[1]]

    def _hear(self, beacon: Beacon) -> None:
        key = (beacon.mmsi, beacon.test)
        if len(self.beacons) >= MOST_KEPT and key not in self.beacons:
            self.ignored["beacon-flood"] += 1
            return
        entry = self.beacons.setdefault(key, _beacon_entry(beacon))
        first_s, last_s = self._heard_s.get(key, (inf, -inf))
        entry["messages"] += 1
        entry["text"] = entry["text"] or beacon.text
        if beacon.position is not None and not beacon.time_s < last_s:
            entry["position"] = [beacon.position.lon, beacon.position.lat]
        if not isnan(beacon.time_s):
            first_s, last_s = min(first_s, beacon.time_s), max(last_s, beacon.time_s)
            self._heard_s[key] = (first_s, last_s)
            entry["first"], entry["last"] = show_time(first_s), show_time(last_s)


def _wider(span: tuple[float, float], values: NDArray[np.float64]) -> tuple[float, float]:
    """Return a span, least and greatest, that holds some values too."""
    return float(np.min(values, initial=span[0])), float(np.max(values, initial=span[1]))


def _beacon_entry(beacon: Beacon) -> BeaconEntry:
    return {
        "mmsi": beacon.mmsi,
        "name": beacon_name(beacon),
        "kind": beacon.kind,
        "test": beacon.test,
        "text": "",
        "messages": 0,
        "first": None,
        "last": None,
        "position": None,
    }


def import_document(
    file: str, seen: Seen, kept: Counts | None = None, raised: Raised | None = None
) -> ImportDocument:
    """Return the answer.

    Parameters
    ----------
    file : as it was given. kept : what became of the rows; None: they were not to be kept. raised :
        what beacons raised; None: there was no record.
    """
    first, last = (show_time(each) if abs(each) < inf else None for each in seen.span_s)
    return {
        "schema": IMPORT_SCHEMA,
        "version": IMPORT_VERSION,
        "file": file,
        "messages": seen.messages,
        "positions": seen.positions,
        "ships": len(seen.ships),
        "unreadable": seen.unreadable,
        "by_type": {str(kind): count for kind, count in sorted(seen.by_type.items())},
        "why": dict(seen.why),
        "ignored": dict(seen.ignored),
        "lines": [{"number": n.number, "text": n.text, "why": n.why} for n in seen.lines],
        "statics": len(seen.statics),
        "timeless": seen.timeless,
        "first": first,
        "last": last,
        "box": seen.box,
        "speed_ratio": rounding(seen.fit.speed_ratio, 2),
        "course_off_deg": rounding(seen.fit.course_off_deg, 0),
        "beacons": list(seen.beacons.values()),
        "into": None if kept is None else _into(kept, raised or Raised()),
    }


def _into(kept: Counts, raised: Raised) -> IntoEntry:
    return {
        "positions": kept.positions,
        "statics": kept.statics,
        "known": kept.known,
        "timeless": kept.timeless,
        "reports": [entry.id for entry in raised.entries],
        "known_reports": raised.known,
        "tests_refused": len(raised.tests),
        "reports_beyond": raised.beyond,
    }


def import_words(document: ImportDocument, lang: str) -> str:
    """Return the answer in words, beacons first."""
    w = ship_words(lang)
    if not document["messages"] and not document["unreadable"]:
        return w.say("import.nothing", file=document["file"])
    lines = [_beacon_words(w, beacon) for beacon in document["beacons"]]
    counted = {name: w.number(document[name]) for name in ("messages", "positions", "ships")}
    rows = not document["by_type"] and document["messages"] > document["unreadable"]
    head = "import.rows" if rows else "import.messages"
    lines.append(w.say(head, file=document["file"], **counted))
    if document["positions"]:
        lines.append(_span(w, document))
        lines.append(_box(w, document, "import.box_rows" if rows else "import.box"))
        lines += misfit_lines(w, document["speed_ratio"], document["course_off_deg"])
    if document["timeless"] and document["first"] is not None:
        lines.append(w.say("import.untimed_some", count=w.number(document["timeless"])))
    lines += _lost(w, document)
    into = document["into"]
    if into is not None:
        lines += _kept(w, into)
    return "\n".join(lines)


def _kept(w: Words, into: IntoEntry) -> list[str]:
    counts = {name: w.number(into[name]) for name in ("positions", "statics", "known")}
    lines = [w.say("import.kept", **counts)]
    if into["timeless"]:
        lines.append(w.say("import.timeless", count=w.number(into["timeless"])))
    if into["reports"] or into["known_reports"]:
        known = w.number(into["known_reports"])
        lines.append(w.say("import.raised", count=w.number(len(into["reports"])), known=known))
    if into["tests_refused"]:
        lines.append(w.say("import.tests", count=w.number(into["tests_refused"])))
    if into["reports_beyond"]:
        lines.append(w.say("import.beyond", count=w.number(into["reports_beyond"])))
    return lines


def _beacon_words(w: Words, beacon: BeaconEntry) -> str:
    position, last = beacon["position"], beacon["last"]
    where = w.say("import.beacon_nowhere") if position is None else w.position(position)
    when = w.say("import.beacon_untimed") if last is None else _time(w, last)
    key = "import.beacon_test" if beacon["test"] else "import.beacon"
    return w.say(
        key, name=beacon["name"], when=when, where=where, messages=w.number(beacon["messages"])
    )


def _span(w: Words, document: ImportDocument) -> str:
    first, last = document["first"], document["last"]
    if first is None or last is None:
        return w.say("import.untimed")
    return w.say("import.span", first=_time(w, first), last=_time(w, last))


def _time(w: Words, time: str) -> str:
    return f"{w.date(time)}, {w.clock(time)}{NO_BREAK}UTC"


def _box(w: Words, document: ImportDocument, key: str) -> str:
    box = document["box"] or []
    return w.say(key, low=w.position(box[:2]), high=w.position(box[2:]))


def _lost(w: Words, document: ImportDocument) -> list[str]:
    """Return what could not be read and what is not used, with the first of the lines."""
    lines = []
    if document["unreadable"]:
        count = w.number(document["unreadable"])
        lines.append(w.say("import.unreadable", count=count, why=_counted(w, document["why"])))
    for line in document["lines"][:_SHOWN]:
        text = "".join(c if c.isprintable() else "?" for c in line["text"])[:_SHOWN_TEXT]
        values = {"number": w.number(line["number"]), "text": text, "why": _why(w, line["why"])}
        lines.append(w.say("import.line", **values))
    if document["ignored"]:
        lines.append(w.say("import.ignored", why=_counted(w, document["ignored"])))
    return lines


def _counted(w: Words, counts: dict[str, int]) -> str:
    most = sorted(counts.items(), key=lambda each: -each[1])
    return ", ".join(f"{_why(w, why)} {w.number(count)}" for why, count in most)


def _why(w: Words, why: str) -> str:
    return w.say(f"unread.{why.replace('-', '_')}")
