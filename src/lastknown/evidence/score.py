"""Scoring a forecast by what was found: how probable was the place, and how large the area.

A forecast is calibrated when its area at level p holds the find in a share p of many cases, and of
two calibrated forecasts the one with the smaller areas, or the higher mean log density, is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import Component, turn
from lastknown.drift.probability import (
    Density,
    Land,
    containment,
    contour_at,
    most_likely,
)
from lastknown.drift.where import LEVELS, density_of
from lastknown.errors import LastknownError
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position, parse_position

__all__ = ["Coverage", "Score", "coverage", "coverage_table", "score"]


@dataclass(frozen=True)
class Score:
    """How a cloud did against a position that became known later.

    Attributes
    ----------
    at_s : the moment of the position, s since 1970.
    position : where it was found.
    log_density_per_km2 : natural logarithm of the forecast density there, in 1/km2.
    containment_level : the smallest level whose area holds the position, 0-1; 1 where the map is
        zero there.
    area_m2 : that area, m2; infinite where the map is zero there.
    areas_m2 : areas at 0.5, 0.9 and 0.99, m2.
    distance_m, bearing_deg : from the most likely position to the find; degrees true.
    most_likely : the forecast's most likely position.
    """

    at_s: float
    position: Position
    log_density_per_km2: float
    containment_level: float
    area_m2: float
    areas_m2: tuple[tuple[float, float], ...]
    distance_m: float
    bearing_deg: float
    most_likely: Position


@dataclass(frozen=True)
class Coverage:
    """How often the areas at one level held the find.

    Attributes
    ----------
    level : the level, 0-1.
    held : share of the cases held, 0-1.
    cases : number of cases.
    low, high : 95 % interval of the share held (Wilson 1927), 0-1.
    """

    level: float
    held: float
    cases: int
    low: float
    high: float


def score(
    cloud: Cloud,
    position: str | Position | Sequence[float],
    at_s: float,
    *,
    component: Component | int | None = None,
    land: Land | None = None,
) -> Score:
    """Return how well a cloud foretold a position.

    Parameters
    ----------
    cloud : the forecast.
    position : where it was found, see `lastknown.geo.position.parse_position`.
    at_s : when, s since 1970, within the cloud's times.
    component : what was found; see `lastknown.drift.where.where`.
    land : no probability is left where this is True.

    Raises
    ------
    LastknownError : the position cannot be read, or the moment lies outside the cloud's times.
    """
    found = parse_position(position)
    density = density_of(cloud, at_s, component=component, land=land)
    level, area = containment(density, found)
    best = most_likely(density)
    return Score(
        at_s=float(at_s),
        position=found,
        log_density_per_km2=_log_density(density, found) + float(np.log(1e6)),
        containment_level=level,
        area_m2=area,
        areas_m2=tuple((p, contour_at(density, p).area_m2) for p in LEVELS),
        distance_m=float(distance_m(best.lon, best.lat, found.lon, found.lat)),
        bearing_deg=float(bearing_deg(best.lon, best.lat, found.lon, found.lat)),
        most_likely=best,
    )


def _log_density(density: Density, found: Position) -> float:
    """Return the log of the sum of the particles' bells at a place, 1/m2; finite everywhere."""
    x = float(turn(np.array([found.lon - density.lon0]))[0]) * density.per_lon_m
    y = (found.lat - density.lat0) * density.per_lat_m
    width2 = density.pyramid.width**2
    away2 = (density.x - x) ** 2 + (density.y - y) ** 2
    terms = np.log(density.weight / (2.0 * np.pi * width2)) - 0.5 * away2 / width2
    top = float(terms.max())
    return top + float(np.log(np.sum(np.exp(terms - top))))


def coverage(
    containment_levels: Iterable[float], levels: Sequence[float] = LEVELS
) -> tuple[Coverage, ...]:
    """Return how often the areas at some levels held the find, over many scored cases.

    Parameters
    ----------
    containment_levels : `Score.containment_level` of each case, 0-1.
    levels : the levels to check, 0-1.

    Raises
    ------
    LastknownError : there is no case, or a level is not between 0 and 1.
    """
    found = np.array(list(containment_levels), dtype=np.float64)
    if not found.size or np.any(~(found >= 0.0) | (found > 1.0)):
        raise LastknownError(
            f"containment levels {found.tolist()}: give at least one, each from 0 to 1"
        )
    return tuple(_covered(float(level), found) for level in levels)


def _covered(level: float, found: NDArray[np.float64]) -> Coverage:
    held, n = float(np.mean(found <= level)), found.size
    z = 1.959964  # 97.5 % point of the normal distribution
    middle = (held + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(held * (1 - held) / n + z * z / (4 * n * n))
    return Coverage(level, held, n, float(max(middle - half, 0.0)), float(min(middle + half, 1.0)))


def coverage_table(rows: Iterable[Coverage]) -> str:
    """Return coverage as lines of text, percent."""
    lines = [
        f"{row.level:6.0%} area held {row.held:6.1%} of {row.cases} finds "
        f"(95 % interval {row.low:.1%} to {row.high:.1%})"
        for row in rows
    ]
    return "\n".join(lines)
