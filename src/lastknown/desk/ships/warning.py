"""What a ship is told that may run over a boat: which cloud, when, which side to clear.

The text is made in English and in French, as it is sent and as it is read out. It asks, it does not
order: the master decides, and the rules of the road stay in force.
"""

from __future__ import annotations

import math
from typing import Final

from lastknown.desk._figures import time_text
from lastknown.desk.ships.aloud import Figures, figures
from lastknown.desk.ships.circle import circle_of, passing
from lastknown.desk.ships.document import CircleEntry, ShipWarning, SoundEntry
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import LANGUAGES, NO_BREAK, Words
from lastknown.drift.cloud import Cloud
from lastknown.ships.ship import Predicted, Ship
from lastknown.ships.strikes import Strike
from lastknown.units import NM

__all__ = ["CHANNEL", "CLEAR_NM", "warning_of"]

CHANNEL: Final = "16"
"""On which a ship answers: distress and calling by VHF (ITU Radio Regulations, appendix 18)."""

CLEAR_NM: Final = 0.5
"""How far outside the circle a ship is asked to pass, NM: what counts as a near pass."""

_SLOW_MS: Final = 0.5
"""A ship that is slower has no track that could be told (about one knot: judgement)."""


def warning_of(cloud: Cloud, found: Strike, ship: Predicted) -> ShipWarning | None:
    """Return what a ship is asked to do; None where the boat is not at sea by then.

    Parameters
    ----------
    cloud : weighted, of the boat. found : the ship's risk. ship : where it will be.
    """
    when_s = found.closest_s
    if not math.isfinite(when_s):
        return None
    circle = circle_of(cloud, when_s, ship, found.boat)
    if circle is None:
        return None
    by = passing(circle, ship)
    made: ShipWarning = {
        "circle": {
            "position": [round(circle.lon, 5), round(circle.lat, 5)],
            "radius_nm": _up(circle.radius_m / NM),
            "time": time_text(circle.time_s),
            "share": round(circle.share, 3),
        },
        "passes": time_text(by.time_s),
        "passes_nm": round(by.distance_m / NM, 2),
        "leave_to": by.leave_to,
        "clear_to": "port" if by.leave_to == "starboard" else "starboard",
        "least_nm": _up(circle.radius_m / NM + CLEAR_NM),
        "words": {},
    }
    moving = _speed(ship, circle.time_s) >= _SLOW_MS
    made["words"] = {
        lang: _both(ship_words(lang), made, found.ship, moving=moving) for lang in LANGUAGES
    }
    return made


def _up(value_nm: float) -> float:
    """Return nautical miles rounded up to a tenth: never less than is meant."""
    return math.ceil(round(value_nm * 10.0, 3)) / 10.0


def _speed(ship: Predicted, at_s: float) -> float:
    import numpy as np

    return float(np.interp(at_s, ship.time_s, ship.speed))


def _both(w: Words, made: ShipWarning, ship: Ship, *, moving: bool) -> SoundEntry:
    said = [_text(w, figures(w, aloud=aloud), made, ship, moving=moving) for aloud in (False, True)]
    return {"text": said[0], "aloud": said[1]}


def _text(w: Words, f: Figures, made: ShipWarning, ship: Ship, *, moving: bool) -> str:
    circle = made["circle"]
    name, mmsi = ship.name.strip(), f"{ship.mmsi:09d}"
    to = "warning.to" if name else "warning.to_unnamed"
    track = "warning.track" if moving else "warning.stopped"
    sentences = [
        w.say(to, name=name, mmsi=f.digits(mmsi)),
        w.say("warning.what"),
        _where(w, f, circle),
        w.say(track, distance=f.nm(made["passes_nm"]), clock=f.clock(made["passes"])),
        *([w.say(f"warning.clear_{made['clear_to']}", least=f.nm(made["least_nm"]))] * moving),
        w.say("warning.keep"),
        w.say("warning.report", channel=f.digits(CHANNEL)),
        w.say("warning.estimate"),
    ]
    return " ".join(sentences).replace(NO_BREAK, " ")  # it goes out by radio and as mail


def _where(w: Words, f: Figures, circle: CircleEntry) -> str:
    return w.say(
        "warning.circle" if circle["share"] >= 1.0 else "warning.part",
        radius=f.nm(circle["radius_nm"]),
        position=f.position(circle["position"]),
        clock=f.clock(circle["time"]),
    )
