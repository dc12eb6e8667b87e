"""What was heard of ships by a moment: from columns to tracks and predictions; how old it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.desk._figures import rounding, time_known, time_text
from lastknown.desk._shipsentries import FitEntry, HeardEntry
from lastknown.desk.ships.fitting import UNTOLD, Fits
from lastknown.ships.columns import Positions, Static, is_simulated
from lastknown.ships.predict import OLDEST_S, predict
from lastknown.ships.ship import Predicted, Track
from lastknown.ships.tracks import EARLIEST_S, clean
from lastknown.units import MINUTE

if TYPE_CHECKING:
    from lastknown.ships.crab import Stream
    from lastknown.ships.lanes import Lane

__all__ = ["LOOKED_BACK_S", "STALE_MIN", "Heard", "Traffic", "ahead_of", "heard_by", "heard_entry"]
__all__ += ["fit_entry", "none_heard", "timeless_of"]

STALE_MIN: Final = 10.0
"""Age of the newest position from which on the picture is stale, minutes (judgement): a ship of
20 kn has gone 3.3 NM, and several class A reports of each ship are missing."""

LOOKED_BACK_S: Final = OLDEST_S
"""Positions older than this at the moment of an answer are not looked at (judgement)."""


@dataclass(frozen=True, eq=False)
class Traffic:
    """What was heard of ships: positions as columns, and what each ship says of itself.

    given_s : newest time of all that the source holds, where `positions` is a part of it, s since
    1970; NaN: it is all. misdated : positions that the source gave with an impossible time, and
    that are not among `positions`. fits : whether the ships of a CSV went as its columns say.
    """

    positions: Positions
    statics: tuple[Static, ...] = ()
    given_s: float = float("nan")
    misdated: int = 0
    fits: Fits = UNTOLD


@dataclass(frozen=True, eq=False)
class Heard:
    """Ships as they were known at a moment.

    at_s : the moment, s since 1970. tracks : cleaned, up to then, none older than was asked:
    what `ahead_of` returns is of the same ships in the same order. newest_s : time of the newest
    position by then, s since 1970; NaN: there is none. given_s : newest time of
    the positions given that are of another time, s since 1970; NaN: there is none. timeless :
    positions given that have no time, or an impossible one, and are not used. fits : as `Traffic`
    has it.
    """

    at_s: float
    tracks: tuple[Track, ...]
    newest_s: float
    given_s: float = float("nan")
    timeless: int = 0
    fits: Fits = UNTOLD


def timeless_of(traffic: Traffic) -> int:
    """Return how many positions have no possible time: nobody knows when their ships were there.

    One before 2000 is of a clock that was never set.
    """
    return traffic.misdated + int(np.count_nonzero(~(traffic.positions.time_s >= EARLIEST_S)))


def heard_by(traffic: Traffic, at_s: float, back_s: float = LOOKED_BACK_S) -> Heard:
    """Return the ships as they were known at a moment; what came later is left out.

    Parameters
    ----------
    traffic : of any times. at_s : s since 1970. back_s : positions older than this, s, are left
        out.
    """
    time = traffic.positions.time_s
    with np.errstate(invalid="ignore"):
        rows = (time <= at_s) & (time >= at_s - back_s)
    known = clean(traffic.positions.at(rows), _by_then(traffic.statics, at_s), now_s=at_s)
    newest = max((float(track.time_s[-1]) for track in known.tracks), default=float("nan"))
    given_s = _given_s(traffic, time[~rows])
    return Heard(at_s, known.tracks, newest, given_s, timeless_of(traffic), traffic.fits)


def _given_s(traffic: Traffic, time: NDArray[np.float64]) -> float:
    """Return the newest of the times given, s since 1970; NaN: there is none."""
    given = float(np.max(time, initial=-np.inf, where=time >= EARLIEST_S))
    return given if np.isfinite(given) else traffic.given_s


def none_heard(traffic: Traffic) -> HeardEntry:
    """Return how good a picture is in which no ship was heard by its moment."""
    return _nothing(_given_s(traffic, traffic.positions.time_s), timeless_of(traffic), traffic.fits)


def _nothing(given_s: float, timeless: int, fits: Fits) -> HeardEntry:
    return {
        "ships": 0,
        "oldest": None,
        "newest": time_known(given_s),
        "age_min": None,
        "stale": True,
        "timeless": timeless,
        "simulated_ships": 0,
        **fit_entry(fits),
    }


def fit_entry(fits: Fits) -> FitEntry:
    """Return how well ships go as they say, rounded."""
    return {
        "speed_ratio": rounding(fits.speed_ratio, 2),
        "course_off_deg": rounding(fits.course_off_deg, 0),
    }


def _by_then(statics: Iterable[Static], at_s: float) -> list[Static]:
    """Return what ships said by a moment; what has no time counts."""
    return [each for each in statics if not each.time_s > at_s]


def ahead_of(
    heard: Heard, until_s: float, lanes: Sequence[Lane] = (), stream: Stream | None = None
) -> tuple[Predicted, ...]:
    """Return where the ships will be from the moment on, in the order of `heard.tracks`.

    Parameters
    ----------
    until_s : s since 1970. lanes : that ships may follow; empty: none are known. stream : the
        current, by which their hulls lie; None: none is known.
    """
    return predict(heard.tracks, heard.at_s, until_s, lanes=lanes, stream=stream)


def heard_entry(heard: Heard, ships: Sequence[object]) -> HeardEntry:
    """Return how good the picture of the ships is; ships : those that can be reckoned with."""
    if not np.isfinite(heard.newest_s):
        return _nothing(heard.given_s, heard.timeless, heard.fits)
    age_min = max((heard.at_s - heard.newest_s) / MINUTE, 0.0)
    return {
        "ships": len(ships),
        "oldest": time_text(min(float(track.time_s[-1]) for track in heard.tracks)),
        "newest": time_text(heard.newest_s),
        "age_min": round(age_min, 1),
        "stale": age_min > STALE_MIN,
        "timeless": heard.timeless,
        "simulated_ships": sum(is_simulated(track.ship.mmsi) for track in heard.tracks),
        **fit_entry(heard.fits),
    }
