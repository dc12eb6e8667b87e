"""From finding people to having them aboard: who takes them up, how many, and how long that takes.

The finder takes people up one by one where it can. Where it cannot, or is full, the unit of the
team that is there next takes over, and so on; after the last of them help from outside. Each unit
comes from where it waits, in a straight line at its transit speed, from the find on: a unit that is
already searching near by is sooner there, so the delay is an upper bound. Nobody takes up people
side by side with another, which is an upper bound too.

Figures by kind of unit, for units that state none:

- helicopter: 16 persons (AW189 of HM Coastguard, up to 16 and four crew: Maritime and Coastguard
  Agency in Isle of Wight Radio, 27 January 2017); 2 min 20 s a person (25 an hour off the deck of
  the Viking Sky, 2019: Joint Rescue Coordination Centre North Norway in AirMed&Rescue,
  "Multi-person rescues"). Out of the water it may well take longer.
- lifeboat: 47 persons (Severn class, still self-righting; Royal National Lifeboat Institution).
- all other capacities and times are assumed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.search.scene import Scene
from lastknown.search.unit import Unit, ready_s, speeds_ms, unit_position
from lastknown.units import MINUTE

__all__ = [
    "BY_KIND",
    "OUTSIDE_MIN",
    "OUTSIDE_WAIT_MIN",
    "Chain",
    "Means",
    "Recovery",
    "chain_of",
    "means_of",
    "recovery",
]

Floats = NDArray[np.float64]


class Means(NamedTuple):
    """What a unit can do for people it is beside: persons it can take up (0: it cannot), and
    minutes for each."""

    capacity: float
    minutes: float


class Chain(NamedTuple):
    """Who takes people up, in order of arrival at each of n targets. m units, outside help last.

    Attributes
    ----------
    arrive_s : (m, n) from the find until they are there, s.
    room : (m, n) persons that they and all before them have room for.
    lift_s : (m, n) s for each person.
    ready_s : (m, n) when they are ready where they wait, s since 1970.
    """

    arrive_s: Floats
    room: Floats
    lift_s: Floats
    ready_s: Floats


class Recovery(NamedTuple):
    """When persons are aboard, for each of n.

    Attributes
    ----------
    delay_s : (n,) from the find until this person is aboard, s.
    earliest_s : (n,) they are aboard no sooner than this, s since 1970: who takes them up is not
        ready before.
    """

    delay_s: Floats
    earliest_s: Floats


BY_KIND: Final = {
    "lifeboat": Means(47, 2.0),
    "ship": Means(300, 6.0),
    "patrol-boat": Means(100, 3.0),
    "fishing-vessel": Means(40, 4.0),
    "yacht": Means(6, 8.0),
    "helicopter": Means(16, 7.0 / 3.0),
    "aircraft": Means(0, math.nan),
    "drone": Means(0, math.nan),
}
"""Persons and minutes for each by kind of unit; sources in the module's docstring."""

_ANY_OTHER: Final = Means(16, 6.0)  # of a kind that cannot, but is said to

OUTSIDE_WAIT_MIN: Final = 60.0
"""Minutes until help from outside is there, where nobody on hand can take people up or has room
left (assumed)."""

OUTSIDE_MIN: Final = 3.0
"""Minutes for each person taken up by help from outside (assumed); it has room for all."""


def means_of(unit: Unit) -> Means:
    """Return how many a unit can take up and how fast: its own figures, else those of its kind."""
    kind = BY_KIND[unit.kind]
    able = kind.capacity > 0 if unit.can_recover is None else unit.can_recover
    if not able:
        return Means(0, math.nan)
    known = kind if kind.capacity > 0 else _ANY_OTHER
    return Means(
        known.capacity if unit.capacity is None else unit.capacity,
        known.minutes if unit.recover_min is None else unit.recover_min,
    )


def chain_of(finder: Unit, team: Sequence[Unit], scene: Scene) -> Chain:
    """Return who takes up the persons of each target that a unit finds, in order of arrival.

    Parameters
    ----------
    finder : who finds them.
    team : all units on hand; the finder may be one of them.
    scene : where they are: the straight way to a target counts to its place in the middle of it.
    """
    count = scene.x.shape[1]
    others = [unit for unit in team if unit.name != finder.name and means_of(unit).capacity > 0]
    come = [_transit_s(unit, scene) for unit in others]
    able, means = others, [means_of(unit) for unit in others]
    if means_of(finder).capacity > 0:
        able, means = [finder, *able], [means_of(finder), *means]
        come = [np.zeros(count), *come]
    last = np.max([np.full(count, OUTSIDE_WAIT_MIN * MINUTE), *come], axis=0)
    arrive = np.stack([*come, last])
    means.append(Means(math.inf, OUTSIDE_MIN))
    order = np.argsort(arrive, axis=0, kind="stable")
    return Chain(
        arrive_s=np.take_along_axis(arrive, order, axis=0),
        room=np.cumsum(np.array([each.capacity for each in means])[order], axis=0),
        lift_s=MINUTE * np.array([each.minutes for each in means])[order],
        ready_s=np.array([*(ready_s(unit) for unit in able), -math.inf])[order],
    )


def recovery(chain: Chain, rank: NDArray[np.intp]) -> Recovery:
    """Return when each person is aboard who stands at a place in the queue.

    Parameters
    ----------
    rank : (n,) how many of their boat are taken up before, 0 or more, one for each target.
    """
    who = np.argmax(chain.room > rank, axis=0)
    each = np.arange(rank.size)
    before = np.where(who > 0, chain.room[who - 1, each], 0.0)
    lifting = chain.lift_s[who, each] * (rank - before + 1.0)
    delay = chain.arrive_s[who, each] + lifting
    return Recovery(delay, chain.ready_s[who, each] + delay)


def _transit_s(unit: Unit, scene: Scene) -> Floats:
    """Return the time from where a unit waits to every target, (n,) s."""
    here = unit_position(unit)
    x, y = scene.plane.to_xy(here.lon, here.lat)
    middle = scene.x.shape[0] // 2
    way = np.hypot(scene.x[middle] - float(x), scene.y[middle] - float(y))
    return np.asarray(way / speeds_ms(unit)[0])
