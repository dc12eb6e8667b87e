"""The one assumption that would move the search most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from lastknown.desk._groups import Flags, Floats, Target, bins, mode, target_at
from lastknown.desk.document import HingeEntry
from lastknown.drift.cloud import Cloud
from lastknown.drift.where import Hypothesis
from lastknown.geo.position import Position
from lastknown.times import from_seconds, show_time
from lastknown.units import KNOT, NM

__all__ = ["LEAST_PROBABILITY", "hinge", "likely_of"]

LEAST_PROBABILITY: Final = 0.1
"""An alternative less likely than this is not put on the first page."""


@dataclass(frozen=True)
class _Case:
    """One alternative of an assumption.

    Attributes
    ----------
    key, name : the assumption, the alternative.
    inside : which trajectories stand for it.
    limit : the figure that parts it from the other half: an ISO time, degrees, knots, fraction;
        None where it is a matter of yes or no.
    """

    key: str
    name: str
    inside: Flags
    limit: float | str | None = None


def likely_of(hypotheses: Iterable[Hypothesis]) -> dict[str, Position]:
    """Return the most likely position of each hypothesis that has one, by name."""
    return {each.name: each.most_likely for each in hypotheses if each.most_likely is not None}


def hinge(
    cloud: Cloud,
    at_s: float,
    most_likely: Position,
    of_hypotheses: Mapping[str, Position] | None = None,
) -> HingeEntry | None:
    """Return the alternative whose own most likely position lies farthest from `most_likely`.

    Compared are the hypotheses, the starts, whether and when the engine stopped, whether it has
    swamped, the lower and upper half of the course, the own speed and the leeway, and the side of
    downwind. A tie goes to the first.

    Parameters
    ----------
    cloud : the ensemble.
    at_s : the moment that `most_likely` is for, s since 1970-01-01T00:00Z.
    most_likely : of the whole cloud then (persons), as the brief shows it.
    of_hypotheses : most likely position of each hypothesis, as the brief shows it; None: found
        here like those of the other assumptions.

    Returns
    -------
    None where no assumption has two alternatives of at least 10 % each.
    """
    target = target_at(cloud, at_s)
    if target is None:
        return None
    x0, y0 = _plane_xy(target, most_likely)
    best: HingeEntry | None = None
    for case in _likely(_cases(cloud, target), target):
        shown = (of_hypotheses or {}).get(case.name) if case.key == "hypothesis" else None
        x, y = mode(target, case.inside) if shown is None else _plane_xy(target, shown)
        distance_nm = round(float(np.hypot(x - x0, y - y0)) / NM, 2)
        if best is None or distance_nm > best["distance_nm"]:
            lon, lat = target.plane.to_lonlat(x, y)
            bearing = float(np.degrees(np.arctan2(x - x0, y - y0)))
            best = {
                "key": case.key,
                "case": case.name,
                "limit": case.limit,
                "probability": round(float(target.weight[case.inside].sum()), 4),
                "most_likely": [round(float(lon), 5), round(float(lat), 5)],
                "distance_nm": distance_nm,
                "bearing_deg": round(bearing % 360.0, 1) % 360.0,
            }
    return best


def _plane_xy(target: Target, place: Position) -> tuple[float, float]:
    x, y = target.plane.to_xy(place.lon, place.lat)
    return float(x), float(y)


def _likely(cases: list[_Case], target: Target) -> list[_Case]:
    """Return the alternatives of at least 10 % of assumptions that have two of them."""
    likely = [c for c in cases if float(target.weight[c.inside].sum()) >= LEAST_PROBABILITY]
    keys = [case.key for case in likely]
    return [case for case in likely if keys.count(case.key) > 1]


def _cases(cloud: Cloud, target: Target) -> list[_Case]:
    """Return every alternative of every assumption."""
    i = target.chosen
    stops, swamps = cloud.engine_stops_s[i], cloud.swamps_s[i]
    stopped = np.isfinite(stops) & (np.nan_to_num(stops) <= target.at_s)
    swamped = np.isfinite(swamps) & (np.nan_to_num(swamps) <= target.at_s)
    starts, names = np.unique(cloud.start[i]), cloud.hypotheses
    return [
        *(_Case("hypothesis", name, cloud.hypothesis[i] == h) for h, name in enumerate(names)),
        *(_Case("start", str(int(s) + 1), cloud.start[i] == s) for s in starts),
        _Case("engine", "running", np.isfinite(stops) & ~stopped),
        *_halves("engine", np.where(stopped, stops, np.nan), target),
        _Case("water", "swamped", swamped),
        _Case("water", "not_swamped", ~swamped),
        *_course(cloud.heading_deg[i], target),
        *_halves("speed", cloud.own_speed_ms[i] / KNOT, target),
        _Case("side", "left", cloud.side[i] < 0),
        _Case("side", "right", cloud.side[i] > 0),
        *_halves("leeway", cloud.downwind_fraction[i], target),
    ]


def _halves(key: str, value: Floats, target: Target) -> list[_Case]:
    """Return the lower and the upper half of the probability where `value` is known."""
    known = value[np.isfinite(value)]
    if np.unique(known).size < 2:
        return []
    half = bins(value, target.weight, 2)
    edge = float(value[half == 0].max())
    limit = show_time(from_seconds(round(edge))) if key == "engine" else round(edge, 4)
    return [_Case(key, "low", half == 0, limit), _Case(key, "high", half == 1, limit)]


def _course(heading_deg: Floats, target: Target) -> list[_Case]:
    """Return the halves left and right of the middle course."""
    known = np.isfinite(heading_deg)
    if not known.any():
        return []
    angle, weight = np.radians(heading_deg[known]), target.weight[known]
    mean = float(np.degrees(np.arctan2(weight @ np.sin(angle), weight @ np.cos(angle))))
    turned = (heading_deg - mean + 180.0) % 360.0 - 180.0
    halves = _halves("heading", turned, target)
    return [
        _Case(case.key, case.name, case.inside, round((float(case.limit or 0) + mean) % 360.0, 1))
        for case in halves
    ]
