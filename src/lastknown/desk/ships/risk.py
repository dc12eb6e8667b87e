"""Who may run over a boat: the science put to one cloud, and what it returns as an answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lastknown.desk._figures import area_entry, rounding, time_known, time_text
from lastknown.desk._planentries import Area, LonLat
from lastknown.desk.ships.asking import RESCUE, Waters, is_untold
from lastknown.desk.ships.call import call_of
from lastknown.desk.ships.document import CallEntry, CombinedEntry, RiskEntry, ShipEntry
from lastknown.desk.ships.warning import warning_of
from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.ships.moment import placed
from lastknown.ships.predict import STOPPED
from lastknown.ships.riskmap import risk_map
from lastknown.ships.ship import Predicted, Ship
from lastknown.ships.status import is_outdated, told_of
from lastknown.ships.strike import strike
from lastknown.ships.strikes import Strike, Strikes
from lastknown.units import HOUR, KNOT, NM

__all__ = ["WARN_NEAR", "WARN_STRIKE", "Risk", "figures_of", "heading_of", "one_in", "passes_too"]
__all__ += ["reaches", "risk_of", "ship_entry"]

WARN_STRIKE: Final = 1e-3
"""From this probability of a strike on a ship is one to warn, be it on the boat or on persons in
the water (judgement): a call costs a minute, and a thousand such ships would run over one boat."""

WARN_NEAR: Final = 0.1
"""Or from this probability of passing within 0.25 NM on: its wash and its lookout both matter
(judgement)."""

LISTED: Final = 1e-4
"""Ships below this probability of coming within 0.5 NM are left out of the list."""

_TOGETHER_S: Final = 1800.0
"""Boats that a ship passes within so long of each other are to be kept clear of in one
(judgement)."""

_RAREST: Final = 1e-6
_COMBINED: Final = ("strike", "within_quarter", "within_half", "in_water")


@dataclass(frozen=True, eq=False)
class Risk:
    """Who may run over a boat between two moments, as figures and as entries of the answer.

    strikes : of `lastknown.ships.strike`. entries : the ships of the list, the riskiest first.
    pairs : of each entry, the places of its ship and its boat in `strikes`: two ships may share one
    MMSI. combined : all ships together, for each boat. areas : that hold 50 and 90 % of the
    strikes. call : to all ships; None: none is to be warned.
    """

    strikes: Strikes
    entries: tuple[RiskEntry, ...]
    pairs: tuple[tuple[int, int], ...]
    combined: tuple[CombinedEntry, ...]
    areas: tuple[Area, ...]
    call: CallEntry | None


def risk_of(
    predicted: Sequence[Predicted],
    cloud: Cloud,
    at_s: float,
    until_s: float,
    waters: Waters | None = None,
    most_likely: LonLat | None = None,
) -> Risk:
    """Return who may run over the boats of a cloud.

    Parameters
    ----------
    predicted : ships, from `at_s` to `until_s`. cloud : weighted. at_s, until_s : s since 1970.
    waters : what ships may not be led on to.
    most_likely : position at `at_s`, degrees, for the call.

    Raises
    ------
    LastknownError : the cloud does not reach the last moment; the text names both times.
    """
    reaches(cloud, until_s)
    found = strike(predicted, cloud, at_s, until_s)
    pairs = found.ranked(LISTED)
    entries = [_entry(cloud, found, pair, predicted[pair[0]], waters) for pair in pairs]
    areas = tuple(area_entry(each) for each in risk_map(found, cloud).contours)
    warned = len({ship for (ship, _), each in zip(pairs, entries, strict=True) if each["warn"]})
    call = call_of(cloud, found.boats, at_s, until_s, warned, most_likely)
    return Risk(found, tuple(entries), pairs, _combined(found), areas, call)


def reaches(cloud: Cloud, until_s: float) -> None:
    """Refuse a moment that lies beyond a cloud.

    Raises
    ------
    LastknownError : it does; the text names both times and the remedy.
    """
    last_s = float(cloud.time_s[-1])
    if until_s > last_s + 1.0:
        raise LastknownError(
            f"ships are asked for until {time_text(until_s)}, but the cloud reaches "
            f"{time_text(last_s)}; give a shorter --over"
        )


def shares_mmsi(found: Strikes, ship: int) -> bool:
    """Return whether another ship, which may be anywhere else, sends the same MMSI."""
    return sum(each.mmsi == found.ships[ship].mmsi for each in found.ships) > 1


def ship_entry(ship: Ship) -> ShipEntry:
    """Return a ship by what it says of itself."""
    return {
        "mmsi": ship.mmsi,
        "name": ship.name.strip(),
        "callsign": ship.callsign.strip(),
        "kind": ship.kind,
        "length_m": round(ship.length_m, 1),
        "beam_m": round(ship.beam_m, 1),
        "assumed": [*ship.assumed],
    }


def heading_of(ship: Predicted) -> float | None:
    """Return how a ship's hull lies at the first moment, degrees true; None: nobody knows."""
    known = ship.heading_by != "unknown"
    return round(float(ship.course_deg[0])) % 360.0 if known else None


def one_in(p: float) -> int | None:
    """Return a probability as one in so many, to two figures; None below one in a million."""
    if p < _RAREST:
        return None
    many = 1.0 / p
    step = 10.0 ** max(math.floor(math.log10(many)) - 1, 0)
    return max(round(round(many / step) * step), 1)


def figures_of(value: float) -> float:
    """Return a probability or an expected number, never below 0, to two significant figures."""
    return float(f"{max(float(value), 0.0):.2g}")


def _per_hour(found: Strikes, ship: int, boat: int) -> list[float]:
    """Return the probability of a strike in each whole or begun hour from the first moment on."""
    hours = math.ceil((found.until_s - found.at_s) / HOUR - 1e-6)
    held = np.concatenate([[0.0], np.cumsum(found.rate[ship, boat])])
    ends = found.at_s + HOUR * np.arange(hours + 1)
    return [figures_of(p) for p in np.diff(np.interp(ends, found.time_s, held))]


def _share(found: Strikes, ship: int, boat: int) -> float:
    """Return a ship's part of the sum of all ships' probabilities for a boat."""
    every = float(found.strike[:, boat].sum())
    return figures_of(found.strike[ship, boat] / every) if every > 0.0 else 0.0


def _coming_from(found: Strike, ship: Predicted) -> float | None:
    """Return the bearing from which a ship comes when it is nearest, degrees.

    None: not known, or she lies still.
    """
    if not math.isfinite(found.closest_s) or is_untold(ship):
        return None
    then = placed([ship], found.closest_s)
    if float(then.speed[0]) < STOPPED:
        return None
    course = float(then.course_deg[0])
    return rounding((course + 180.0) % 360.0, 0)


def _entry(
    cloud: Cloud, every: Strikes, pair: tuple[int, int], ship: Predicted, waters: Waters | None
) -> RiskEntry:
    found = every.of(*pair)
    warn = _is_to_warn(found)
    shared, beside = shares_mmsi(every, pair[0]), passes_too(every, *pair)
    now = placed([ship], every.at_s)
    return {
        "ship": ship_entry(found.ship),
        "shares_mmsi": shared,
        "boat": found.boat,
        "probability": figures_of(found.strike),
        "one_in": one_in(found.strike),
        "share": _share(every, *pair),
        "within_025_nm": figures_of(found.within_quarter),
        "within_05_nm": figures_of(found.within_half),
        "wash": figures_of(found.wash),
        "in_water": figures_of(found.in_water),
        "in_water_025_nm": figures_of(found.water_quarter),
        "persons_swept": figures_of(found.persons_swept),
        "likeliest": time_known(found.peak_s),
        "nearest": time_known(found.closest_s),
        "nearest_nm": rounding(found.closest_m / NM, 2),
        "bearing_deg": rounding(found.bearing_deg, 0),
        "coming_from_deg": _coming_from(found, ship),
        "speed_kn": None if is_untold(ship) else round(float(now.speed[0]) / KNOT, 1),
        "status": told_of(ship.status),
        "status_outdated": is_outdated(ship.status, float(now.speed[0])),
        "heading_deg": heading_of(ship),
        "heading_by": ship.heading_by,
        "position": [round(float(now.lon[0]), 5), round(float(now.lat[0]), 5)],
        "basis": ship.basis,
        "age_min": round(ship.age_s / 60.0, 1),
        "per_hour": _per_hour(every, *pair),
        "warn": warn,
        "warning": warning_of(cloud, found, ship, waters, beside, shared=shared) if warn else None,
    }


def _is_to_warn(found: Strike) -> bool:
    """Return whether a ship is to be warned; one that comes to help is not."""
    struck = max(found.strike, found.in_water) >= WARN_STRIKE
    near = max(found.within_quarter, found.water_quarter) >= WARN_NEAR
    return found.ship.kind != RESCUE and (struck or near)


def passes_too(found: Strikes, ship: int, boat: int) -> list[str]:
    """Return the names of the other boats that a ship passes at about the same time."""
    apart = np.abs(found.closest_s[ship] - found.closest_s[ship, boat])
    return [found.boats[b] for b in np.flatnonzero(apart <= _TOGETHER_S) if b != boat]


def _combined(found: Strikes) -> tuple[CombinedEntry, ...]:
    every = {what: found.combined(what) for what in _COMBINED}
    return tuple(
        {
            "boat": boat,
            "probability": figures_of(every["strike"][b]),
            "one_in": one_in(float(every["strike"][b])),
            "within_025_nm": figures_of(every["within_quarter"][b]),
            "within_05_nm": figures_of(every["within_half"][b]),
            "in_water": figures_of(every["in_water"][b]),
        }
        for b, boat in enumerate(found.boats)
    )
