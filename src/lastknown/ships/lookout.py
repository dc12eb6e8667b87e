"""A ship that passed and says that she saw nothing: weak evidence, and only where somebody says so.

The watch on a ship's bridge looks for what endangers her, not for a low boat without lights. Her
track becomes `lastknown.evidence.PassedBy` with a fraction of a searching merchant ship's sweep
width (IAMSAR Manual, Table N-4, for what is sought: a swamped boat and a person in the water are
seen far less; corrected for the weather) and a share of watches that would have noticed at all and
said so:

    factor = 1 - attention + attention * exp(-f^2 H)

which is 1 far off, and never less than 1 - attention however near she came. In the dark she sees
nothing, so the factor is 1. A ship that was never asked, or has not answered, says nothing: who
said it, and how, has to be given.

No measured figure for a watch that is not searching was found. The fractions and shares below are
judgement, and low.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.evidence.silence import PassedBy
from lastknown.search.planned import Leg
from lastknown.search.sensor import Conditions, Sensor
from lastknown.search.sweepwidth import MERCHANT
from lastknown.search.unit import LEAST_SWEEP_WIDTH_NM
from lastknown.ships.ship import Ship, Track
from lastknown.times import show_time
from lastknown.units import MINUTE, NM

__all__ = [
    "ATTENTION",
    "WATCHES",
    "SawNothing",
    "Watch",
    "attention_of",
    "passed_by",
    "saw_nothing",
]

Array = NDArray[np.float64]
Watch = Literal["usual", "told"]

WATCHES: Final[dict[Watch, tuple[float, float]]] = {"usual": (0.3, 1.0), "told": (0.8, 2.0)}
"""Of a watch: share of a searching ship's sweep width, and factor on `ATTENTION`. ``usual``: one
lookout, who looks ahead for ships; ``told``: the bridge knew of the boat and had posted lookouts
while it passed. Judgement."""

ATTENTION: Final = {
    "cargo": 0.20, "tanker": 0.20, "passenger": 0.30, "high-speed craft": 0.20, "fishing": 0.15,
    "tug": 0.20, "pilot": 0.40, "search and rescue": 0.40, "naval or law enforcement": 0.40,
    "sailing": 0.25, "pleasure": 0.20, "dredger": 0.20, "other": 0.15,
}  # fmt: skip
"""Share of usual watches that would have noticed what they pass, and said so, by kind: judgement.
Passenger ships have two on the bridge and people on deck, a fishing vessel's works the gear."""

MOST_ATTENTION: Final = 0.8
_LONGEST_GAP_S: Final = 10 * MINUTE


@dataclass(frozen=True)
class SawNothing:
    """What somebody aboard said, as evidence.

    Attributes
    ----------
    ship : which. said : who said it and how, as received. watch : see `WATCHES`.
    evidence : for `lastknown.evidence.searched.weigh`.
    begin_s, end_s : of the stretch that it is about, s since 1970.
    """

    ship: Ship
    said: str
    watch: Watch
    evidence: PassedBy
    begin_s: float
    end_s: float


def attention_of(kind: str, watch: Watch = "usual") -> float:
    """Return the share of such ships that would have noticed and said so, 0 to 0.8: judgement.

    Parameters
    ----------
    kind : of `lastknown.ships.ship.Ship`. watch : see `WATCHES`.
    """
    if watch not in WATCHES:
        raise LastknownError(f"watch={watch!r} is unknown; use one of {', '.join(WATCHES)}")
    return min(ATTENTION.get(kind, ATTENTION["other"]) * WATCHES[watch][1], MOST_ATTENTION)


def passed_by(
    legs: Sequence[Leg],
    kind: str,
    conditions: Conditions,
    *,
    boat: str | None = None,
    watch: Watch = "usual",
    attention: float | None = None,
) -> PassedBy:
    """Return a ship of a kind that passed along legs, as evidence; parameters as `saw_nothing`."""
    share = attention_of(kind, watch) if attention is None else attention
    width_nm = partial(_width_nm, replace(conditions, dark=False), WATCHES[watch][0])
    person = width_nm("person")
    if boat is not None:
        return PassedBy(legs, {"boat": width_nm(boat), "person": person}, attention=share)
    own = partial(_boat_nm, width_nm)
    return PassedBy(legs, {"boat": 0.0, "person": person}, attention=share, boat_nm=own)


def saw_nothing(
    track: Track,
    said: str,
    conditions: Conditions,
    *,
    begin_s: float,
    end_s: float,
    boat: str | None = None,
    watch: Watch = "usual",
    attention: float | None = None,
) -> SawNothing:
    """Return that a ship passed and saw nothing, as somebody aboard said.

    Parameters
    ----------
    track : where she went; between positions more than 10 min apart nothing is claimed.
    said : who said it, when and how ("master by VHF 11 at 06:40"); without it there is no evidence.
    conditions : visibility, and wind or seas, that they looked through; `dark` is not used: it is
        reckoned from the sun.
    begin_s, end_s : the stretch that it is about, s since 1970.
    boat : an object of the merchant ship's table that stands for every boat, swamped or not; None:
        each is seen as what it is by then, and as nothing where the table has no figure for it.
    watch : ``usual`` or ``told``.
    attention : share of such watches that would notice and say so, 0 to 0.9; None: by kind.

    Raises
    ------
    LastknownError : nobody is named who said so, the watch is unknown, no position lies in the
        stretch, or the sweep width has no figure for the boat or the conditions.
    """
    if not said.strip():
        raise LastknownError(
            f"{track.ship.name or track.ship.mmsi}: said is empty; silence is no evidence, "
            'give who said it and how, like "master by VHF 11 at 06:40"'
        )
    legs = _legs(track, begin_s, end_s)
    evidence = passed_by(
        legs, track.ship.kind, conditions, boat=boat, watch=watch, attention=attention
    )
    return SawNothing(track.ship, said, watch, evidence, legs[0].t0, legs[-1].t1)


def _width_nm(conditions: Conditions, share: float, what: str) -> float:
    """Return a watch's sweep width for an object, NM; 0: too little to count."""
    eye = Sensor("visual", craft=MERCHANT)
    width = share * eye.sweep_width_m(what, conditions) / NM
    return width if width >= LEAST_SWEEP_WIDTH_NM else 0.0


def _boat_nm(width_nm: Callable[[str], float], code: str) -> float:
    """Return a watch's sweep width for a search object, NM; 0: the table has no figure for it."""
    try:
        return width_nm(code)
    except LastknownError:  # the conditions are in the table: a person was looked up in them
        return 0.0


def _legs(track: Track, begin_s: float, end_s: float) -> Sequence[Leg]:
    """Return the legs of a stretch of a track, cut at its ends."""
    time = track.time_s
    legs = []
    for k in range(time.size - 1):
        first, last = max(float(time[k]), begin_s), min(float(time[k + 1]), end_s)
        if not last > first or time[k + 1] - time[k] > _LONGEST_GAP_S:
            continue
        legs.append(Leg(*_between(track, k, first), *_between(track, k, last)))
    if not legs:
        raise LastknownError(
            f"{track.ship.name or track.ship.mmsi}: her track has no two positions within 10 min "
            f"from {show_time(begin_s)} to {show_time(end_s)}; give a stretch that it covers"
        )
    return tuple(legs)


def _between(track: Track, k: int, at_s: float) -> tuple[float, float, float]:
    share = (at_s - track.time_s[k]) / (track.time_s[k + 1] - track.time_s[k])
    east = (track.lon[k + 1] - track.lon[k] + 180.0) % 360.0 - 180.0
    lon = (track.lon[k] + share * east + 180.0) % 360.0 - 180.0
    return float(lon), float(track.lat[k] + share * (track.lat[k + 1] - track.lat[k])), at_s
