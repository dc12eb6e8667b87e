"""Simulated nights in the Dover Strait: boats over the real tide, and what is reported of them.

Every figure here is assumed. It was written down before the association was run on it and is not
moved to fit. Where it goes beyond the association's model: waves of departures, engines that fail,
counts that are told again as heard, wrong time zones, phones passed on, positions wrong by
miles that are told as if they were right. Added once, after the first figures and before the
weights were revised again: aircraft that see a boat that nobody calls about, and what became of the
boats that nobody rescued. 40 % of what is told, rescues and hulls left out, has no position.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import lastknown as lk
from lastknown.boats import Identity, Report
from lastknown.geo.plane import metres_per_degree
from lastknown.geo.position import Position
from lastknown.sea.model import Sea

Random = np.random.Generator
Array = NDArray[np.float64]

START_S = 1_637_694_000.0  # 2021-11-23T19:00Z
STEP_S, STEPS = 600.0, 80
BEACHES = ((2.30, 51.04), (2.10, 51.01), (1.85, 50.97), (1.66, 50.89), (1.59, 50.80), (1.56, 50.65))
SHORES = ((1.40, 51.15), (1.20, 51.07), (0.97, 50.92))
KNOT = 1852.0 / 3600.0


@dataclass(frozen=True)
class Facts:
    """What is true of one boat; times in seconds of the night, track (2, STEPS) in degrees."""

    track: Array
    beach: int
    leave: float
    end: float
    persons: int
    colour: str
    language: str
    length: float


@dataclass
class Night:
    """What is reported, and the truth.

    Attributes
    ----------
    truth : the boat of each report, by id.
    boats : how many there are, from 0 on.
    fate : of each boat: ``rescued``, ``sunk`` (unseen) or ``ashore`` (by itself).
    persons : aboard each boat.
    facts : of each boat; nothing but a bound on what can be known may look at them.
    """

    reports: list[Report]
    identities: list[Identity]
    truth: dict[str, int]
    boats: int
    fate: dict[int, str]
    persons: dict[int, int]
    facts: list[Facts]


def open_sea() -> Sea:
    return lk.open_sea("dover-strait", wind=lk.Wind(speed_kn=8, from_deg=240))


def night(seed: int, sea: Sea, boats: int | None = None, most: int | None = None) -> Night:
    """Return one night; `boats` in all (drawn from 1 to 30 where None), at most `most` reports."""
    rng = np.random.default_rng([seed, 2021])
    count = int(rng.integers(1, 31)) if boats is None else boats
    beaches = rng.choice(6, size=int(rng.integers(1, 7)), replace=False)
    from_beach = rng.choice(beaches, size=count)
    waves = rng.uniform(0.5, 6.0, size=max(1, count // 4)) * 3600
    leave = rng.choice(waves, size=count) + np.abs(rng.normal(0, 1800, size=count))
    end = leave + rng.uniform(2.5, 7.0, size=count) * 3600
    tracks = _tracks(rng, sea, from_beach, leave)
    made = Night([], [], {}, count, {}, {}, [])
    for boat in range(count):
        _tell(rng, made, boat, tracks[:, :, boat], from_beach[boat], leave[boat], end[boat])
    _pass_phones(rng, made)
    kept = {r.id for r in sorted(made.reports, key=lambda r: (r.time_s, r.id))[:most]}
    made.reports = [r for r in made.reports if r.id in kept]
    made.reports = [
        replace(r, relay_of=None) if r.relay_of not in kept else r for r in made.reports
    ]
    made.identities = [i for i in made.identities if {i.a, i.b} <= kept]
    return made


def _tracks(rng: Random, sea: Sea, from_beach: Array, leave: Array) -> Array:
    """Return longitudes and latitudes, (2, STEPS, boats): under way, then adrift."""
    count = leave.size
    place = np.array([BEACHES[b] for b in from_beach]).T + rng.normal(0, 0.01, (2, count))
    place += 0.02 * np.array([[-0.7], [0.7]])
    shore = np.array([SHORES[k] for k in rng.integers(0, 3, count)]).T
    speed = np.maximum(rng.normal(3.5, 1.0, count), 1.0) * KNOT
    off = np.radians(rng.normal(0, 15, count))
    fails = leave + rng.exponential(3 * 3600, count)
    leeway = rng.uniform(0.02, 0.05, count)
    out = np.empty((2, STEPS, count))
    for k in range(STEPS):
        out[:, k] = place
        now = k * STEP_S
        found = sea.sample(place[0], place[1], START_S + now)
        scale = np.array([metres_per_degree(lat) for lat in place[1]]).T
        ahead = np.arctan2(*((shore - place) * scale)) + off
        wet = np.isfinite(found.u)
        power = np.where(now < fails, speed, 0.0)
        u = np.where(wet, found.u + leeway * found.wind_u, 0.0) + power * np.sin(ahead)
        v = np.where(wet, found.v + leeway * found.wind_v, 0.0) + power * np.cos(ahead)
        moving = (now >= leave) & wet
        place = place + np.where(moving, np.array([u, v]) * STEP_S / scale, 0.0)
    return out


def _tell(
    rng: Random, made: Night, boat: int, track: Array, beach: int, leave: float, end: float
) -> None:
    """Add all that is reported of one boat."""
    persons = int(np.clip(rng.lognormal(math.log(35), 0.5), 5, 90))
    colour = str(
        rng.choice(["black", "grey", "blue", "white", "orange"], p=[0.5, 0.3, 0.1, 0.07, 0.03])
    )
    language = str(rng.choice(list("abcd"), p=[0.4, 0.3, 0.2, 0.1]))
    length = float(rng.uniform(6, 10))
    phones = [f"{boat}-{k}" for k in range(int(rng.integers(1, 6)))]
    made.persons[boat] = persons
    made.facts.append(Facts(track, int(beach), leave, end, persons, colour, language, length))
    calls: list[Report] = []
    for k, kind in enumerate(_kinds(rng)):
        t = float(rng.uniform(leave + 1800, end))
        if kind == "relayed call" and calls:
            heard = calls[int(rng.integers(len(calls)))]
            told = bool(rng.random() < 0.5)
            delay = float(rng.uniform(300, 1800))
            report = replace(
                heard,
                id=f"{boat}/{k}",
                kind="relayed call",
                time_s=heard.time_s + delay,
                number=None,
                relay_of=heard.id if told else None,
            )
        else:
            report = _one(rng, f"{boat}/{k}", kind, t, track, persons, colour, length)
            if kind != "sighting":
                report = replace(
                    report,
                    number=str(rng.choice(phones)) if rng.random() < 0.8 else None,
                    language=language if rng.random() < 0.4 else None,
                    left_from=str(beach if rng.random() < 0.9 else rng.integers(6))
                    if rng.random() < 0.15
                    else None,
                )
                calls.append(report)
        if rng.random() < 0.03:
            report = replace(report, time_s=report.time_s + float(rng.choice([-3600, 3600])))
        _add(made, report, boat)
    made.fate[boat] = str(rng.choice(["rescued", "sunk", "ashore"], p=[0.7, 0.1, 0.2]))
    if made.fate[boat] == "rescued":
        _rescue(rng, made, boat, track, end, persons, colour, length, calls)


def _kinds(rng: Random) -> list[str]:
    """Return what is reported of a boat, 0 to 12 times; of 0, an aircraft may see it."""
    count = int(rng.integers(0, 13))
    if count == 0:
        return ["sighting"] * int(rng.choice([0, 1, 2], p=[0.3, 0.4, 0.3]))
    kinds = ["call", "message", "relayed call", "ping", "sighting"]
    return [str(each) for each in rng.choice(kinds, size=count, p=[0.5, 0.2, 0.15, 0.03, 0.12])]


def _one(
    rng: Random, name: str, kind: str, t: float, track: Array,
    persons: int, colour: str, length: float,
) -> Report:  # fmt: skip
    """Return one report of a boat at a time (seconds of the night)."""
    place, error = None, 926.0
    if kind == "ping" or kind == "sighting" or rng.random() < 0.52:
        error = {"ping": 300.0, "message": 300.0, "sighting": 900.0}.get(kind, 1200.0)
        wrong = rng.random() < 0.07
        off = rng.uniform(-9000, 9000, 2) if wrong else rng.normal(0, error / 1.17741, 2)
        place = _place(track, t, off)
    told = rng.random() < 0.7 and kind != "ping"
    return Report(
        name,
        kind,
        START_S + t,
        180.0,
        place,
        error,
        persons=max(1, round(persons * math.exp(rng.normal(0, 0.33)))) if told else None,
        colour=(colour if rng.random() < 0.65 else str(rng.choice(["black", "grey", "blue"])))
        if rng.random() < 0.3
        else None,
        length_m=float(length * math.exp(rng.normal(0, 0.25))) if rng.random() < 0.2 else None,
    )


def _rescue(
    rng: Random, made: Night, boat: int, track: Array, end: float,
    persons: int, colour: str, length: float, calls: list[Report],
) -> None:  # fmt: skip
    """Add the rescue, what settles its identity where somebody asked, and the hull."""
    hull = str(rng.choice(["marked", "sunk", "adrift"], p=[0.4, 0.3, 0.3]))
    rescue = Report(
        f"{boat}/rescue",
        "rescue",
        START_S + end,
        300.0,
        _place(track, end, rng.normal(0, 100, 2)),
        150.0,
        persons=persons,
        colour=colour,
        length_m=length,
        hull=hull,
    )
    _add(made, rescue, boat)
    if calls and rng.random() < 0.4:
        made.identities.append(Identity(calls[-1].id, rescue.id, "phone"))
    if hull == "adrift" and rng.random() < 0.5:
        t = min(end + float(rng.uniform(1800, 3 * 3600)), STEP_S * (STEPS - 2))
        report = Report(
            f"{boat}/hull",
            "empty hull",
            START_S + t,
            180.0,
            _place(track, t, rng.normal(0, 700, 2)),
            900.0,
            colour=colour,
        )
        _add(made, report, boat)


def _place(track: Array, t: float, off_m: Array) -> Position:
    k = np.arange(STEPS) * STEP_S
    lon, lat = np.interp(t, k, track[0]), np.interp(t, k, track[1])
    scale = metres_per_degree(float(lat))
    return Position(
        round(float(lon + off_m[0] / scale[0]), 4), round(float(lat + off_m[1] / scale[1]), 4)
    )


def _add(made: Night, report: Report, boat: int) -> None:
    made.reports.append(report)
    made.truth[report.id] = boat


def _pass_phones(rng: Random, made: Night) -> None:
    """Let 1 in 50 numbers be one of another boat."""
    numbers = [r.number for r in made.reports if r.number is not None]
    for k, report in enumerate(made.reports):
        if report.number is not None and rng.random() < 0.02:
            made.reports[k] = replace(report, number=str(rng.choice(numbers)))
