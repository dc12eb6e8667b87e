"""What a ship is told that may run over a boat: which cloud, when, and what to do.

The text is made in English and in French, as it is sent and as it is read out. It asks, it does not
order: the master decides, and the rules of the road stay in force. Nothing is asked that the ship
cannot do (`asking`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from lastknown.desk._figures import place, time_text
from lastknown.desk.ships.aloud import Figures, sounded
from lastknown.desk.ships.asking import (
    CLEAR_NM,
    Waters,
    asks_of,
    is_inside,
    is_soon,
    is_untold,
    other_side,
)
from lastknown.desk.ships.circle import Circle, away_m, beside_track, circle_of, passing, where_from
from lastknown.desk.ships.document import CircleEntry, ShipWarning
from lastknown.desk.words import Words
from lastknown.drift.cloud import Cloud
from lastknown.ships.ship import Predicted, Ship
from lastknown.ships.strikes import Strike
from lastknown.units import MINUTE, NM

__all__ = ["CHANNEL", "circle_entry", "warning_of"]

CHANNEL: Final = "16"
"""On which a ship answers: distress and calling by VHF (ITU Radio Regulations, appendix 18)."""


def warning_of(
    cloud: Cloud, found: Strike, ship: Predicted, waters: Waters | None = None,
    others: Sequence[str] = (), *, shared: bool = False,
) -> ShipWarning | None:  # fmt: skip
    """Return what a ship is asked to do; None where the boat is not at sea by then.

    Parameters
    ----------
    cloud : weighted, of the boat. found : the ship's risk. ship : where it will be.
    waters : how much room the ship has. others : boats that she passes at about the same time.
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
    beside = [circle_of(cloud, when_s, ship, other) for other in others]
    also = [each for each in beside if each is not None]
    asks = asks_of(circle, by, ship, least_nm, waters or Waters(), also)
    if asks == "clear" and circle.share < 1.0:  # the boat may be beside this part of it
        own, asked = beside_track(cloud, circle, by, (by.distance_m, least_nm * NM), found.boat)
        asks = "clear" if least_nm * NM <= by.distance_m or asked < own else "slow"
    clear = asks == "clear"
    inside = asks != "wait" and is_inside(circle, ship)
    off_m = away_m(circle, ship) if asks == "wait" else by.distance_m
    made: ShipWarning = {
        "asks": asks,
        "inside": inside,
        "where": "near" if inside or asks == "wait" else _where(circle, ship),
        "circle": circle_entry(circle),
        "passes": time_text(_one_moment(by.time_s, circle.time_s)),
        "passes_nm": round(off_m / NM, 2),
        "leave_to": by.leave_to if clear else None,
        "clear_to": other_side(by.leave_to) if clear else None,
        "least_nm": least_nm if clear else None,
        "words": {},
    }
    near = [float(ship.lon[0]), float(ship.lat[0])] if shared else None
    made["words"] = sounded(
        partial(_sentences, _Told(made, found.ship, near, is_untold(ship))),
        time_text(float(ship.time_s[0])),
    )
    return made


class _Told(NamedTuple):
    """What is told to whom; near : her place, where another ship sends her MMSI; untold : nobody
    knows how she moves."""

    warning: ShipWarning
    ship: Ship
    near: list[float] | None
    untold: bool


def circle_entry(circle: Circle) -> CircleEntry:
    """Return a circle as an entry, its radius rounded up to a tenth of a mile."""
    whole = circle.share >= 1.0
    return {
        "position": place(circle.lon, circle.lat),
        "radius_nm": _up(circle.radius_m / NM),
        "time": time_text(circle.time_s),
        "share": 1.0 if whole else min(round(circle.share, 3), 0.999),
    }


def _where(circle: Circle, ship: Predicted) -> str:
    """Return where the boat may be from a ship: of a later moment it is ahead on her way; no side
    is named where nobody knows how she lies."""
    if ship.heading_by == "unknown":
        return "near"
    return where_from(circle, ship) if is_soon(circle, ship) else "ahead"


def _one_moment(passes_s: float, circle_s: float) -> float:
    """Return when a ship passes: a circle of the same minute is said with the same time."""
    return circle_s if abs(passes_s - circle_s) < MINUTE else passes_s


def _up(value_nm: float) -> float:
    """Return nautical miles rounded up to a tenth: never less than is meant."""
    return math.ceil(round(value_nm * 10.0, 3)) / 10.0


def _sentences(told: _Told, w: Words, f: Figures) -> Iterator[str]:
    made, ship = told.warning, told.ship
    circle, name = made["circle"], ship.name.strip()
    mmsi = f.digits(f"{ship.mmsi:09d}")
    yield w.say("warning.to" if name else "warning.to_unnamed", name=name, mmsi=mmsi)
    if told.near is not None:
        yield w.say("warning.shared", position=f.position(told.near))
    yield w.say("warning.what", where=w.say(f"warning.{made['where']}"))
    whole = circle["share"] >= 1.0
    still = made["asks"] == "wait"
    how = "untold" if told.untold else "stopped" if still else "track"
    part = "warning.part" if how == "track" else "warning.part_near"
    where = w.say(
        "warning.circle" if whole else part,
        radius=f.nm(circle["radius_nm"]),
        position=f.position(circle["position"]),
        clock=f.clock(circle["time"]),
    )
    track = w.say(
        f"warning.{how}",
        distance=f.nm(made["passes_nm"]),
        clock=f.clock(made["passes"]),
    )
    both = [where, track] if whole or how != "track" else [where]  # a part is where the track is
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
