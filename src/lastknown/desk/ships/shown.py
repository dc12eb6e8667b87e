"""Which ships were where at a moment: the answer of ``lastknown ships show``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from typing_extensions import TypedDict

from lastknown.desk._figures import rounding, time_known, time_text
from lastknown.desk._planentries import LonLat
from lastknown.desk.ships.heard import STALE_MIN
from lastknown.desk.ships.heardwords import elsewhen_line, simulated_lines
from lastknown.desk.ships.speaking import clock_words, kind_words, ship_words
from lastknown.desk.words import Words
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.ships.columns import CLASSES, Positions, Static, is_simulated
from lastknown.ships.sizes import kind_of, told
from lastknown.units import KNOT, MINUTE, NM

if TYPE_CHECKING:
    from lastknown.desk.ships.believed import Believed
    from lastknown.geo.position import Position

__all__ = ["BACK_S", "SHOW_SCHEMA", "SHOW_VERSION", "Asked", "ShownDocument", "show_document"]
__all__ += ["show_words"]

SHOW_SCHEMA: Final = "lastknown.ships-show"
SHOW_VERSION: Final = 1
BACK_S: Final = 3600.0
"""How old a position may be to be shown, s (judgement): what is moored speaks each 3 to 6 min."""


@dataclass(frozen=True)
class Asked:
    """What is asked.

    at_s : the moment, s since 1970. known_s : as it was known then; None: as it is known now.
    back_s : how old a position may be, s. near : only ships within `within_m` metres of it.
    """

    at_s: float
    known_s: float | None = None
    back_s: float = BACK_S
    near: Position | None = None
    within_m: float = 20.0 * NM


class ShownEntry(TypedDict):
    """A ship as it was heard last."""

    mmsi: int
    name: str
    """Empty: not told."""
    kind: str
    ais_class: str
    """A, B, long range, SAR aircraft or unknown."""
    position: LonLat
    course_deg: float | None
    speed_kn: float | None
    heading_deg: float | None
    """As she told it: none is reckoned here."""
    heading_by: Literal["told"] | None
    """``told``, as in the lists of risk and of help; null: she told none."""
    time: str
    """When it was there."""
    age_min: float
    range_nm: float | None
    """From the place that was asked for; null: none was."""
    bearing_deg: float | None
    """From there, true."""
    shared: bool
    """True where this MMSI was heard at another place too: two ships send it, or her position
    jumped and stayed."""
    jumped: bool
    """True where a later position was left out, as no ship could have come there."""


class ShownDocument(TypedDict):
    """Which ships were where at a moment."""

    schema: str
    version: int
    source: str
    at: str
    known_at: str | None
    back_min: float
    near: LonLat | None
    within_nm: float | None
    newest: str | None
    """Time of the newest position of any ship, wherever it is; where there is none in that time, of
    all that was given; null: none at all."""
    stale: bool
    """True where that is more than ten minutes before the moment, or there is none."""
    timeless: int
    """Positions that were given without a time, or with one before 2000 or more than a day ahead:
    not used, for nobody knows when it was."""
    simulated_ships: int
    """How many of the ships are of an exercise, and not real."""
    ships: list[ShownEntry]
    """Nearest first where a place was asked for; else by name."""


def show_document(
    source: str,
    asked: Asked,
    believed: Believed,
    statics: tuple[Static, ...],
    given_s: float = np.nan,
    timeless: int = 0,
) -> ShownDocument:
    """Return the answer.

    Parameters
    ----------
    source : as it was given. believed : where each ship was last, not after the moment.
    statics : what ships had said of themselves by then. given_s : newest time of all that the
        source holds, s since 1970; NaN: not known. timeless : positions of it that have no time.
    """
    known, newest = told(statics), believed.newest
    age_min = (asked.at_s - newest.time_s) / MINUTE
    last = float(newest.time_s.max()) if len(newest) else None
    ranges, bearings = _from(asked.near, newest)
    rows = [
        _entry(believed, row, known, age_min[row], ranges, bearings)
        for row in range(len(newest))
        if asked.near is None or ranges[row] <= asked.within_m
    ]
    near = asked.near
    return {
        "schema": SHOW_SCHEMA,
        "version": SHOW_VERSION,
        "source": source,
        "at": time_text(asked.at_s),
        "known_at": None if asked.known_s is None else time_text(asked.known_s),
        "back_min": asked.back_s / MINUTE,
        "near": None if near is None else [near.lon, near.lat],
        "within_nm": None if near is None else round(asked.within_m / NM, 2),
        "newest": time_known(given_s if last is None else last),
        "stale": last is None or asked.at_s - last > STALE_MIN * MINUTE,
        "timeless": timeless,
        "simulated_ships": sum(is_simulated(row["mmsi"]) for row in rows),
        "ships": sorted(rows, key=_order),
    }


def _from(near: Position | None, ships: Positions) -> tuple[np.ndarray, np.ndarray]:
    """Return range in m and bearing in degrees of each ship from a place; NaN without one."""
    if near is None or not len(ships):
        nothing = np.full(len(ships), np.nan)
        return nothing, nothing
    lon, lat = np.full(len(ships), near.lon), np.full(len(ships), near.lat)
    ranges = np.asarray(distance_m(lon, lat, ships.lon, ships.lat))
    return ranges, np.asarray(bearing_deg(lon, lat, ships.lon, ships.lat)) % 360.0


def _entry(
    believed: Believed,
    row: int,
    known: dict[int, Static],
    age_min: float,
    ranges: np.ndarray,
    bearings: np.ndarray,
) -> ShownEntry:
    ships = believed.newest
    mmsi = int(ships.mmsi[row])
    static = known.get(mmsi, Static(mmsi))
    ais_class = CLASSES[ships.kind[row]]
    kind = "search and rescue" if ais_class == "SAR aircraft" else kind_of(static.ship_type)
    return {
        "mmsi": mmsi,
        "name": static.name,
        "kind": kind,
        "ais_class": ais_class,
        "position": [round(float(ships.lon[row]), 5), round(float(ships.lat[row]), 5)],
        "course_deg": rounding(float(ships.course_deg[row]), 1),
        "speed_kn": rounding(float(ships.speed[row]) / KNOT, 1),
        "heading_deg": rounding(float(ships.heading_deg[row]), 0),
        "heading_by": "told" if np.isfinite(ships.heading_deg[row]) else None,
        "time": time_text(float(ships.time_s[row])),
        "age_min": round(max(0.0, float(age_min)), 2),
        "range_nm": rounding(float(ranges[row]) / NM, 2),
        "bearing_deg": rounding(float(bearings[row]), 0),
        "shared": mmsi in believed.shared,
        "jumped": mmsi in believed.jumped,
    }


def _order(ship: ShownEntry) -> tuple[float, bool, str, int]:
    near = ship["range_nm"]
    return (0.0 if near is None else near, not ship["name"], ship["name"], ship["mmsi"])


def show_words(document: ShownDocument, lang: str) -> str:
    """Return the answer in words: a line a ship."""
    w = ship_words(lang)
    made_up, ships = document["simulated_ships"], len(document["ships"])
    lines = [_head(w, document), *simulated_lines(w, made_up, ships)]
    if document["known_at"] is not None:
        lines.append(w.say("shown.known", time=_moment(w, document["known_at"])))
    if document["stale"] and document["newest"] is not None:
        age = _minutes_between(document["newest"], document["at"])
        if 0.0 <= age <= document["back_min"]:
            lines.append(w.say("shown.stale", age=_age(w, age)))
        else:
            lines.append(elsewhen_line(w, document["newest"], document["at"]))
    if document["ships"]:
        near = document["near"] is not None
        columns = w.say("shown.columns") + (f"|{w.say('shown.near')}" if near else "")
        rows = [columns.split("|"), *(_row(w, ship, near=near) for ship in document["ships"])]
        notes = [_note(w, ship) for ship in document["ships"]]
        if any(notes):
            heads = ("", *notes)
            rows = [[*row, note] for row, note in zip(rows, heads, strict=True)]
        lines += ["", *_table(rows), ""]
    if document["timeless"]:
        lines.append(w.say("heard.timeless", count=w.number(document["timeless"])))
    return "\n".join([*lines, w.say("shown.silent")])


def _head(w: Words, document: ShownDocument) -> str:
    values = {"time": _moment(w, document["at"]), "ships": w.number(len(document["ships"]))}
    values["back"] = _age(w, document["back_min"])
    place, within = document["near"], document["within_nm"]
    key = "head" if document["ships"] else "none"
    if place is None or within is None:
        return w.say(f"shown.{key}", **values)
    near = {"position": w.position(place), "within": w.nm(within)}
    return w.say(f"shown.{key}_near", **values, **near)


def _row(w: Words, ship: ShownEntry, *, near: bool) -> list[str]:
    course, speed = ship["course_deg"], ship["speed_kn"]
    unknown = w.say("shown.unknown")
    row = [
        "".join(c if c.isprintable() else "?" for c in ship["name"]) or "-",
        f"{ship['mmsi']:09d}",
        kind_words(w, ship["kind"]),
        w.position(ship["position"]),
        unknown if course is None else w.bearing(course),
        unknown if speed is None else w.knots(speed),
        _age(w, ship["age_min"]),
    ]
    away, toward = ship["range_nm"], ship["bearing_deg"]
    if near and away is not None and toward is not None:
        row += [w.nm(away), w.bearing(toward)]
    return row


def _note(w: Words, ship: ShownEntry) -> str:
    return w.say("shown.shared") if ship["shared"] else w.say("shown.jumped") * ship["jumped"]


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _age(w: Words, minutes: float) -> str:
    if minutes < 2.0:
        return w.say("listen.seconds", count=w.number(minutes * 60.0))
    if minutes < 120.0:
        return w.say("listen.minutes", count=w.number(int(minutes)))
    hours, left = divmod(int(minutes), 60)
    return w.say("heard.hours", hours=w.number(hours), minutes=w.number(left))


def _moment(w: Words, time: str) -> str:
    return f"{w.date(time)}, {clock_words(w, time)}"


def _minutes_between(first: str, last: str) -> float:
    from lastknown.times import parse_time

    return (parse_time(last) - parse_time(first)).total_seconds() / MINUTE
