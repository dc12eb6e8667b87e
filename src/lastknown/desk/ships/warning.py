"""What a ship is told that may run over a boat: which cloud, when, and what to do.

The text is made in English and in French, as it is sent and as it is read out. It asks, it does not
order: the master decides, and the rules of the road stay in force. Nothing is asked that the ship
cannot do: one that is bound to a traffic lane, that tells that she cannot keep clear, that is there
already or too near to pass clear is asked to slow down and to look out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, Literal, NamedTuple

from lastknown.desk._figures import time_text
from lastknown.desk.ships.aloud import Figures, sounded
from lastknown.desk.ships.circle import Circle, Passing, away_m, circle_of, passing, where_from
from lastknown.desk.ships.document import CircleEntry, ShipWarning
from lastknown.desk.ships.room import room_m
from lastknown.desk.words import Words
from lastknown.drift.cloud import Cloud
from lastknown.ships.lanes import Lane
from lastknown.ships.ship import Predicted, Ship
from lastknown.ships.status import cannot_alter, lies_still
from lastknown.ships.strikes import Side, Strike
from lastknown.units import MINUTE, NM

__all__ = ["CHANNEL", "CLEAR_NM", "Asks", "circle_entry", "warning_of"]

Asks = Literal["clear", "slow", "wait"]

CHANNEL: Final = "16"
"""On which a ship answers: distress and calling by VHF (ITU Radio Regulations, appendix 18)."""

CLEAR_NM: Final = 0.5
"""How far outside the circle a ship is asked to pass, NM: what counts as a near pass."""

_SLOW_MS: Final = 0.5
"""A ship that is slower has no track that could be told (about one knot: judgement)."""

_SOON_S: Final = 1800.0
"""A circle of a later moment than this is not where the boat is now (judgement)."""

_FARTHEST_TURN: Final = math.radians(45.0)
"""A ship that had to turn farther to pass clear is asked to slow down (judgement)."""


def warning_of(
    cloud: Cloud, found: Strike, ship: Predicted, lanes: Sequence[Lane] = (), *,
    shared: bool = False,
) -> ShipWarning | None:  # fmt: skip
    """Return what a ship is asked to do; None where the boat is not at sea by then.

    Parameters
    ----------
    cloud : weighted, of the boat. found : the ship's risk. ship : where it will be.
    lanes : that the prediction may rest on: how much room the ship has.
    shared : whether another ship sends her MMSI: the text then says where she is.
    """
    when_s = found.closest_s
    if not math.isfinite(when_s):
        return None
    circle = circle_of(cloud, when_s, ship, found.boat)
    if circle is None:
        return None
    by = passing(circle, ship)
    least_nm = _up(circle.radius_m / NM + CLEAR_NM)
    asks = _asks(circle, by, ship, lanes, least_nm)
    clear = asks == "clear"
    inside = asks != "wait" and _inside(circle, ship)
    off_m = away_m(circle, ship) if asks == "wait" else by.distance_m
    made: ShipWarning = {
        "asks": asks,
        "inside": inside,
        "where": "near" if inside or asks == "wait" else _where(circle, ship),
        "circle": circle_entry(circle),
        "passes": time_text(_one_moment(by.time_s, circle.time_s)),
        "passes_nm": round(off_m / NM, 2),
        "leave_to": by.leave_to if clear else None,
        "clear_to": _other(by.leave_to) if clear else None,
        "least_nm": least_nm if clear else None,
        "words": {},
    }
    near = [float(ship.lon[0]), float(ship.lat[0])] if shared else None
    made["words"] = sounded(partial(_sentences, _Told(made, found.ship, near)))
    return made


class _Told(NamedTuple):
    """What is told to whom; near : her place, where another ship sends her MMSI."""

    warning: ShipWarning
    ship: Ship
    near: list[float] | None


def circle_entry(circle: Circle) -> CircleEntry:
    """Return a circle as an entry, its radius rounded up to a tenth of a mile."""
    whole = circle.share >= 1.0
    return {
        "position": [round(circle.lon, 5), round(circle.lat, 5)],
        "radius_nm": _up(circle.radius_m / NM),
        "time": time_text(circle.time_s),
        "share": 1.0 if whole else min(round(circle.share, 3), 0.999),
    }


def _asks(
    circle: Circle, by: Passing, ship: Predicted, lanes: Sequence[Lane], least_nm: float
) -> Asks:
    """Return what a ship can be asked: in a lane nothing that leads out of it, or past a part."""
    speed = _speed(ship, circle.time_s)
    if speed < _SLOW_MS or lies_still(ship.status, speed):
        return "wait"
    aside_m = max(least_nm * NM - by.distance_m, 0.0)
    least_way = max(least_nm * NM, aside_m / math.sin(_FARTHEST_TURN)) if aside_m > 0.0 else 0.0
    if cannot_alter(ship.status) or _inside(circle, ship) or away_m(circle, ship) < least_way:
        return "slow"
    if ship.basis != "lane":
        return "clear"
    tight = aside_m > room_m(lanes, ship, by.time_s, _other(by.leave_to))
    return "slow" if tight or circle.share < 1.0 else "clear"


def _inside(circle: Circle, ship: Predicted) -> bool:
    """Return whether a ship is within the circle when its prediction begins."""
    return _soon(circle, ship) and away_m(circle, ship) <= circle.radius_m


def _soon(circle: Circle, ship: Predicted) -> bool:
    return circle.time_s - float(ship.time_s[0]) <= _SOON_S


def _where(circle: Circle, ship: Predicted) -> str:
    """Return where the boat may be from a ship: of a later moment it is ahead on her way."""
    return where_from(circle, ship) if _soon(circle, ship) else "ahead"


def _one_moment(passes_s: float, circle_s: float) -> float:
    """Return when a ship passes: a circle of the same minute is said with the same time."""
    return circle_s if abs(passes_s - circle_s) < MINUTE else passes_s


def _other(side: Side) -> Side:
    return "port" if side == "starboard" else "starboard"


def _up(value_nm: float) -> float:
    """Return nautical miles rounded up to a tenth: never less than is meant."""
    return math.ceil(round(value_nm * 10.0, 3)) / 10.0


def _speed(ship: Predicted, at_s: float) -> float:
    import numpy as np

    return float(np.interp(at_s, ship.time_s, ship.speed))


def _sentences(told: _Told, w: Words, f: Figures) -> Iterator[str]:
    made, ship = told.warning, told.ship
    circle, name = made["circle"], ship.name.strip()
    mmsi = f.digits(f"{ship.mmsi:09d}")
    yield w.say("warning.to" if name else "warning.to_unnamed", name=name, mmsi=mmsi)
    if told.near is not None:
        yield w.say("warning.shared", position=f.position(told.near))
    yield w.say("warning.what", where=w.say(f"warning.{made['where']}"))
    whole = circle["share"] >= 1.0
    where = w.say(
        "warning.circle" if whole else "warning.part",
        radius=f.nm(circle["radius_nm"]),
        position=f.position(circle["position"]),
        clock=f.clock(circle["time"]),
    )
    still = made["asks"] == "wait"
    track = w.say(
        "warning.stopped" if still else "warning.track",
        distance=f.nm(made["passes_nm"]),
        clock=f.clock(made["passes"]),
    )
    both = [where, track] if whole or still else [where]  # a part is where the track is
    if made["inside"]:
        both = [where, w.say("warning.inside")]
    asked = _asked(w, f, made)
    yield from [*asked, *both] if made["asks"] == "slow" else [*both, *asked]
    yield w.say("warning.report", channel=f.digits(CHANNEL))
    yield w.say("warning.estimate")


def _asked(w: Words, f: Figures, made: ShipWarning) -> list[str]:
    """Return the sentences that say what to do."""
    least_nm = made["least_nm"]
    if made["asks"] == "wait":
        return [w.say("warning.wait")]
    if least_nm is None:
        return [w.say("warning.slow")]
    how = "hold" if made["passes_nm"] >= least_nm else "clear"
    return [
        w.say(f"warning.{how}_{made['clear_to']}", least=f.nm(least_nm)),
        w.say("warning.keep"),
    ]
