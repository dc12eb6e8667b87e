"""Particulars and paths of simulated ships, drawn by (seed, ship, stream); all are judgement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from lastknown.drift.random import normals, uniforms
from lastknown.ships._voyages import Loop, Passage, Shuttle, Simulated
from lastknown.ships.columns import SIMULATED, Static
from lastknown.ships.lanes import Lane, lane_at
from lastknown.units import HOUR, KNOT, NM

__all__ = ["ferry", "fisher", "passer", "yacht"]

_FERRIES, _YACHTS, _FISHERS = 990_000, 991_000, 992_000

_KINDS: Final = (
    # name, ship type, share, median length m, spread of its logarithm, usual speed kn, its sd
    ("COASTER", 70, 0.34, 95.0, 0.20, 11.0, 1.3),
    ("CARGO", 70, 0.22, 185.0, 0.20, 13.0, 1.4),
    ("BOX", 71, 0.13, 260.0, 0.30, 16.5, 2.0),
    ("TANKER", 80, 0.19, 165.0, 0.30, 12.0, 1.2),
    ("CARS", 79, 0.04, 190.0, 0.08, 16.0, 1.5),
    ("CRUISE", 60, 0.02, 240.0, 0.20, 17.0, 2.0),
    ("TUG", 52, 0.03, 32.0, 0.20, 9.5, 1.0),
    ("DREDGER", 33, 0.02, 95.0, 0.15, 11.0, 1.0),
    ("WARSHIP", 35, 0.01, 120.0, 0.15, 15.0, 2.0),
)
"""Ships on passage: the mix of a busy strait as it is commonly told (judgement)."""


class _Dice:
    """Draws of one ship: each call takes the next stream."""

    def __init__(self, seed: int, ship: int) -> None:
        self.seed, self.key, self.stream = seed, np.array([ship], np.int64), 0

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """Return the next draw between two figures."""
        self.stream += 1
        return low + (high - low) * float(uniforms(self.seed, self.key, self.stream)[0])

    def normal(self, mean: float, sd: float, most: float = 2.5) -> float:
        """Return the next normal draw, at most so many sd from the mean."""
        self.stream += 1
        drawn = float(normals(self.seed, self.key, self.stream)[0])
        return mean + sd * min(max(drawn, -most), most)


def passer(lane: Lane, number: int, day: int, i: int, enter_s: float, seed: int) -> Simulated:
    """Return a ship on passage through a lane.

    Parameters
    ----------
    lane : with its number. day : since 1970. i : of the day. enter_s : at its beginning, s.
    """
    code = number * 450_000 + (day % 100) * 4_500 + i
    dice = _Dice(seed, (day * 100 + number) * 10_000 + i)
    pick = int(np.searchsorted(np.cumsum([k[2] for k in _KINDS]), dice.uniform()))
    word, ship_type, _, median, spread, speed_kn, sd_kn = _KINDS[min(pick, len(_KINDS) - 1)]
    length = min(median * np.exp(dice.normal(0.0, spread)), 400.0)
    speed = max(dice.normal(speed_kn, sd_kn), 7.0) * KNOT
    surges = (
        (dice.normal(0.6, 0.2) * KNOT, 12.42 * HOUR, dice.uniform(0.0, 2 * np.pi)),
        (dice.normal(0.25, 0.1) * KNOT, dice.uniform(1.0, 3.0) * HOUR, dice.uniform(0.0, 6.28)),
    )
    wide = lane.half_width_m
    wanders = (
        (0.20 * wide, dice.uniform(60e3, 120e3), dice.uniform(0.0, 2 * np.pi)),
        (0.06 * wide, dice.uniform(20e3, 50e3), dice.uniform(0.0, 2 * np.pi)),
    )
    aside = dice.normal(0.0, 0.35 * wide, most=1.8)
    path = Passage(lane, enter_s, speed, surges, aside, wanders)
    beam, draught = length / dice.uniform(5.8, 7.0), length * dice.uniform(0.04, 0.06)
    static = _static(code, f"SIM {word} {code:06d}", ship_type, (length, beam, draught), 0.85)
    return Simulated(static, "A", path)


def ferry(
    route: Sequence[tuple[float, float]],
    number: int,
    i: int,
    ships: int,
    crossing_s: float,
    stay_s: float,
) -> Simulated:
    """Return one of the ferries of a route, which leave at equal intervals.

    Parameters
    ----------
    route : two places (lon, lat), degrees, with its number. i : of so many ships.
    crossing_s, stay_s : under way and in port, s.
    """
    code = _FERRIES + 100 * number + i
    leave = i * 2.0 * (crossing_s + stay_s) / ships
    (a_lon, a_lat), (b_lon, b_lat) = route
    path = Shuttle((a_lon, b_lon), (a_lat, b_lat), leave, crossing_s, stay_s, 0.4 * NM)
    static = _static(code, f"SIM FERRY {number + 1}{i + 1}", 60, (190.0, 29.0, 6.5), 0.25)
    return Simulated(static, "A", path)


def yacht(route: Sequence[tuple[float, float]], i: int, seed: int) -> Simulated:
    """Return a sailing or pleasure craft that crosses on a route, slowly."""
    dice = _Dice(seed, _YACHTS + i)
    (a_lon, a_lat), (b_lon, b_lat) = route
    crossing = dice.uniform(3.5, 5.5) * HOUR
    leave = dice.uniform(0.0, 24.0) * HOUR
    aside = dice.uniform(0.5, 2.5) * NM
    path = Shuttle((a_lon, b_lon), (a_lat, b_lat), leave, crossing, 9.0 * HOUR, aside)
    length = dice.uniform(8.0, 16.0)
    word, ship_type = ("YACHT", 36) if i % 2 == 0 else ("MOTOR YACHT", 37)
    size = (length, length / 3.0, 0.16 * length)
    return Simulated(_static(_YACHTS + i, f"SIM {word} {i + 1}", ship_type, size, 0.6), "B", path)


def fisher(lane: Lane, i: int, seed: int) -> Simulated:
    """Return a fishing vessel that works up and down beside a lane's centre line."""
    dice = _Dice(seed, _FISHERS + i)
    lon, lat, _ = lane_at(
        lane,
        dice.uniform(0.15, 0.9) * lane.length_m,
        dice.uniform(-0.8, 0.8) * lane.half_width_m,
    )
    period = dice.uniform(2.0, 4.0) * HOUR
    half = dice.uniform(2.5, 3.5) * KNOT * period / (2.0 * np.pi)
    periods = (period, period * dice.uniform(1.6, 2.4))
    path = Loop(float(lon), float(lat), half, half, periods, dice.uniform(0.0, 2 * np.pi))
    length = dice.uniform(9.0, 28.0)
    size = (length, length / 3.1, length / 6.0)
    kind = "A" if length > 15.0 else "B"  # SOLAS does not ask; EU Directive 2002/59 does from 15 m
    return Simulated(_static(_FISHERS + i, f"SIM FISHER {i + 1}", 30, size, 0.5), kind, path)


def _static(
    code: int, name: str, ship_type: int, size: tuple[float, float, float], antenna: float
) -> Static:
    """Return what a ship says of itself, in whole metres; draught to a tenth."""
    length, beam, draught = size
    bow, port = round(antenna * length), round(beam / 2.0)
    stern, starboard = max(round(length) - bow, 1), max(round(beam) - port, 1)
    return Static(
        SIMULATED.start + code,
        name=name,
        callsign=f"S{code:06d}",
        ship_type=ship_type,
        to_bow_m=float(bow),
        to_stern_m=float(stern),
        to_port_m=float(port),
        to_starboard_m=float(starboard),
        draught_m=round(draught, 1),
    )
