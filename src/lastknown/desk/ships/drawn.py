"""What a map shows of ships: those most likely to run over the boat, and what they leave clear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from lastknown.desk._shipsentries import CircleEntry, RiskEntry
from lastknown.desk.ships.answer import Around
from lastknown.desk.ships.riskwords import chance_words
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import NO_BREAK
from lastknown.exchange.chart import Line, Mark
from lastknown.geo.plane import Plane
from lastknown.ships.moment import placed
from lastknown.ships.ship import Predicted, Track
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, NM

__all__ = ["ship_key", "ship_lines", "ship_marks"]

SHOWN: Final = 6
"""Ships on the map, the riskiest first: more could not be told apart (judgement)."""

CIRCLES: Final = 3
_BEFORE_S: Final = 0.5 * HOUR
_AFTER_S: Final = 0.5 * HOUR
_CORNERS: Final = 73


def ship_lines(around: Around, lang: str) -> list[Line]:
    """Return where the riskiest ships were and will be, and what the first are to leave clear."""
    w = ship_words(lang)
    lines: list[Line] = []
    for entry, (row, _) in zip(_first(around), around.risk.pairs, strict=False):
        track, ahead = around.heard.tracks[row], around.predicted[row]
        lines += _stretch("ship_past", track, around.heard.at_s, "")
        lines += _stretch("ship_ahead", ahead, _until(entry), w.say("map.ahead"))
    return lines + [line for each in _to_clear(around) for line in _circle(each)]


def ship_key(around: Around, lang: str) -> str:
    """Return what the map's stain means, and the dots where there are some."""
    return ship_words(lang).say("map.key_clear" if _to_clear(around) else "map.key")


def ship_marks(around: Around, lang: str) -> list[Mark]:
    """Return where the riskiest ships are now, each with its name and chance."""
    w = ship_words(lang)
    marks = []
    for entry in _first(around):
        ship, place = entry["ship"], entry["position"]
        name = ship["name"] or f"MMSI {ship['mmsi']:09d}"
        chance = chance_words(w, entry["probability"], entry["one_in"]).replace(NO_BREAK, " ")
        marks.append(Mark("ship", place[0], place[1], f"{name}\n{chance}"))
    return marks


def _first(around: Around) -> Sequence[RiskEntry]:
    return around.risk.entries[:SHOWN]


def _to_clear(around: Around) -> list[CircleEntry]:
    """Return what the first ships are asked to leave clear; of those that cannot, nothing."""
    warnings = [entry["warning"] for entry in _first(around)]
    asked = [each for each in warnings if each is not None and each["asks"] == "clear"]
    return [each["circle"] for each in asked[:CIRCLES]]


def _until(entry: RiskEntry) -> float:
    """Return until when a ship's way is drawn: until it is well past."""
    if entry["nearest"] is None:
        return float("-inf")
    return to_seconds(parse_time(entry["nearest"])) + _AFTER_S


def _stretch(kind: str, way: Track | Predicted, until_s: float, label: str) -> Iterator[Line]:
    """Yield the part of a way that is drawn; its end is where the ship then is."""
    begin_s = until_s - _BEFORE_S if isinstance(way, Track) else float(way.time_s[0])
    rows = (way.time_s >= begin_s) & (way.time_s <= until_s)
    if not rows.any() or until_s <= begin_s:
        return
    last = placed([way], until_s)
    lon, lat = np.append(way.lon[rows], last.lon[0]), np.append(way.lat[rows], last.lat[0])
    yield Line(kind, lon, lat, label)


def _circle(circle: CircleEntry) -> Iterator[Line]:
    turn = np.linspace(0.0, 2.0 * np.pi, _CORNERS)
    far = circle["radius_nm"] * NM
    plane = Plane(*circle["position"])
    yield Line("clear", *plane.to_lonlat(far * np.sin(turn), far * np.cos(turn)))
