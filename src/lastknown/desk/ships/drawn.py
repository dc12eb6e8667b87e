"""What a map shows of ships: those most likely to run over the boat, and what they leave clear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from lastknown.desk._dealtentries import DealtEntry
from lastknown.desk._shipsentries import CircleEntry, RiskEntry
from lastknown.desk.ships.answer import Around
from lastknown.desk.ships.dealt import dealt_lines
from lastknown.desk.ships.heard import heard_entry
from lastknown.desk.ships.heardwords import age_words, simulated_lines
from lastknown.desk.ships.riskwords import chance_words
from lastknown.desk.ships.speaking import clock_words, ship_words
from lastknown.desk.words import NO_BREAK, Words
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


def ship_key(
    around: Around, at: str, until: str, lang: str, dealt: Sequence[DealtEntry] = ()
) -> str:
    """Return which ships the map shows, how old that is, and what stain and dots mean.

    at, until : ISO 8601: the moment of the answer, and how far ahead ships were looked at.
    dealt : who was warned and has answered, which is said of the ships shown.
    """
    w = ship_words(lang)
    said = [_age(w, around, at)]
    listed = [
        ", ".join((_listed(w, number, each, at), *_dealt(w, each, at, dealt)))
        for number, each in enumerate(_first(around), start=1)
    ]
    if listed:
        said.append(w.say("map.ships", ships=w.say("map.between").join(listed)))
        said.append(w.say("map.key", until=clock_words(w, until, at)))
    else:
        said.append(w.say("map.none", until=clock_words(w, until, at)))
    if _to_clear(around):
        said.append(w.say("map.clear"))
    return " ".join(said)


def ship_marks(around: Around, lang: str) -> list[Mark]:
    """Return where the riskiest ships are now: number in the list of risk, name and chance.

    Of one that is outside the map the number alone stands on its way.
    """
    w = ship_words(lang)
    ways = [*_ways(around)]
    marks = []
    for number, (entry, way) in enumerate(zip(_first(around), ways, strict=True), start=1):
        name, chance = _called(entry), _chance(w, entry)
        label = f"{number} {name}\n{chance}"
        lon, lat = entry["position"]
        marks.append(Mark("ship", lon, lat, label, short=str(number), way=way))
    return marks


def _ways(around: Around) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the way ahead that is drawn of each ship; empty where none is."""
    for entry, (row, _) in zip(_first(around), around.risk.pairs, strict=False):
        drawn = [*_stretch("ship_ahead", around.predicted[row], _until(entry), "")]
        yield tuple(
            (float(lon), float(lat))
            for line in drawn
            for lon, lat in zip(line.lon, line.lat, strict=True)
        )


def _age(w: Words, around: Around, at: str) -> str:
    """Return of when the ships on the map are; loud where that is too old."""
    heard = heard_entry(around.heard, around.predicted)
    newest, age_min = heard["newest"], heard["age_min"]
    if newest is None or age_min is None or not heard["ships"]:
        return w.say("map.unheard")
    key = "map.stale" if heard["stale"] else "map.age"
    aged = w.say(key, newest=clock_words(w, newest, at), age=age_words(w, age_min))
    return " ".join((*simulated_lines(w, heard["simulated_ships"], heard["ships"]), aged))


def _listed(w: Words, number: int, entry: RiskEntry, at: str) -> str:
    said = {"number": number, "name": _called(entry), "chance": _chance(w, entry)}
    nearest = entry["nearest"]
    if nearest is None:
        return w.say("map.ship", **said)
    nearest = nearest if entry["warning"] is None else entry["warning"]["passes"]
    return w.say("map.ship_nearest", **said, nearest=w.clock(nearest, at))


def _dealt(w: Words, entry: RiskEntry, at: str, dealt: Sequence[DealtEntry]) -> list[str]:
    return dealt_lines(w, dealt, entry["ship"]["name"], entry["ship"]["mmsi"], at)


def _called(entry: RiskEntry) -> str:
    return entry["ship"]["name"] or f"MMSI {entry['ship']['mmsi']:09d}"


def _chance(w: Words, entry: RiskEntry) -> str:
    return chance_words(w, entry["probability"], entry["one_in"]).replace(NO_BREAK, " ")


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
