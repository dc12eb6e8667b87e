"""Plans and probability areas as GeoJSON (RFC 7946).

Longitude before latitude, WGS84, six decimals (0.1 m); what crosses 180 degrees is cut there
(section 3.1.9); outer rings run counter-clockwise (section 3.1.6). Every feature says in ``kind``
what it is: ``unit`` (its whole track), ``leg``, ``box``, ``start`` (commence search point),
``steer_to``, ``contour``, ``most_likely``, ``mean``, ``cell``; of what was looked at ``looked``
(a cell; ``last_look`` null: never), ``unseen`` and ``oldest_look``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from lastknown.evidence.looked import Looked
from lastknown.exchange.steer import middle_s, steers_within
from lastknown.exchange.whole import write_text
from lastknown.geo.position import Position
from lastknown.search.planned import Leg, Plan, UnitPlan
from lastknown.times import from_seconds, show_time
from lastknown.units import KNOT, NM

__all__ = [
    "Contoured",
    "feature",
    "line",
    "looked_features",
    "plan_features",
    "to_geojson",
    "unit_features",
    "where_features",
]

_DECIMALS: Final = 6

Points = Sequence[tuple[float, float]]
Feature = dict[str, Any]


class Contoured(Protocol):
    """What `lastknown.drift.where` returns, as far as it is written here."""

    @property
    def at_s(self) -> float:
        """The moment, s since 1970-01-01T00:00Z."""

    @property
    def most_likely(self) -> Position:
        """Where the density is highest."""

    @property
    def mean(self) -> Position:
        """Weighted mean position."""

    @property
    def contours(self) -> Sequence[Any]:
        """Each with level (fraction), area_m2 and geometry (GeoJSON, cut at 180 degrees)."""

    @property
    def grid(self) -> Any:
        """Cells: lon, lat, lon_edges, lat_edges (degrees) and probability (ny, nx)."""


def to_geojson(
    thing: Plan | UnitPlan | Looked | Contoured, path: str | Path, *, number: int | None = None
) -> Path:
    """Write a plan, a unit's task, a map of probability or of looks as a FeatureCollection.

    Returns the path.

    Parameters
    ----------
    number : of the one unit of a plan that is written, from 0; None: all of them.

    Raises
    ------
    LastknownError : the file cannot be written there.
    """
    if isinstance(thing, Plan):
        features = plan_features(thing, number)
    elif isinstance(thing, UnitPlan):
        features = unit_features(thing)
    elif isinstance(thing, Looked):
        features = looked_features(thing)
    else:
        features = where_features(thing)
    document = {"type": "FeatureCollection", "features": features}
    write_text(path, json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")
    return Path(path)


def plan_features(plan: Plan, number: int | None = None) -> list[Feature]:
    """Return the features of every unit that launches, or of one, counted from 0."""
    tasks = plan.units if number is None else plan.units[number : number + 1]
    alone = sum(task.launch for task in plan.units) == 1
    return [feature for task in tasks for feature in unit_features(task, alone=alone)]


def unit_features(task: UnitPlan, *, alone: bool = True) -> list[Feature]:
    """Return box, track, legs, commence search point and steer-to point of one unit.

    Box and figures of an area that moves (``drift_kn``, ``drift_toward_deg``) are those of the
    time ``at``, halfway through its legs; the legs are over the ground. The steer-to point, where
    they most likely are at the time ``at`` of the unit's arrival, is left out where that is outside
    its own area.

    Parameters
    ----------
    alone : False: other units go too, and there is no steer-to point.
    """
    name = {"unit": task.unit.name}
    if not task.legs:
        return []
    first, last = task.legs[0], task.legs[-1]
    track = [(first.lon0, first.lat0), *((leg.lon1, leg.lat1) for leg in task.legs)]
    figures = {
        "pattern": task.pattern,
        "track_spacing_nm": round(task.track_spacing_m / NM, 3),
        "orientation_deg": round(task.orientation_deg, 1),
        "creep_deg": round(task.creep_deg, 1),
        "length_nm": round(task.length_m / NM, 3),
        "width_nm": round(task.width_m / NM, 3),
        "coverage": round(task.coverage, 3),
        "pos": round(task.pos, 4),
        "on_scene": show_time(task.arrive_s),
        "leave": show_time(task.leave_s),
        "drift_kn": round(math.hypot(*task.drift_ms) / KNOT, 2),
        "drift_toward_deg": _toward(*task.drift_ms),
    }
    corners = [(corner.lon, corner.lat) for corner in task.corners]
    begin, end = show_time(first.t0), show_time(last.t1)
    at = {"at": show_time(from_seconds(round(middle_s(task))))}
    box = [feature("box", _area(corners), name | figures | at)] if corners else []
    return [
        *box,
        feature("unit", line(track), name | figures | {"begin": begin, "end": end}),
        *(_leg(leg, number, name) for number, leg in enumerate(task.legs, 1)),
        feature("start", _point(task.start), name | {"time": begin}),
        *(_steer(task, name) if alone and steers_within(task) else []),
    ]


def _steer(task: UnitPlan, name: dict[str, str]) -> list[Feature]:
    at = {"at": show_time(task.arrive_s)}
    return [feature("steer_to", _point(task.steer_to), name | at)]


def _toward(east: float, north: float) -> float | None:
    """Return where something moves, degrees true; None where it does not."""
    if east == 0.0 == north:
        return None
    return round(math.degrees(math.atan2(east, north)) % 360.0, 1) % 360.0


def where_features(where: Contoured, *, cells: bool = False) -> list[Feature]:
    """Return the contours, the most likely and the mean position.

    Parameters
    ----------
    where : probability map at one moment.
    cells : also every cell of the map among those that hold 99 %, with its probability.
    """
    at = {"at": show_time(where.at_s)}
    features = [
        feature(
            "contour",
            dict(contour.geometry),
            at | {"level": contour.level, "area_nm2": round(contour.area_m2 / NM**2, 3)},
        )
        for contour in where.contours
    ]
    features.append(feature("most_likely", _point(where.most_likely), at))
    features.append(feature("mean", _point(where.mean), at))
    return features + (_cells(where, at) if cells else [])


def looked_features(looked: Looked) -> list[Feature]:
    """Return every cell that holds probability, where most was never looked at and longest ago."""
    at = {"at": show_time(looked.at_s)}
    west, south = looked.lon_edges, looked.lat_edges
    features = []
    for row, column in np.argwhere(looked.probability > 0.0):
        x0, x1, y0, y1 = west[column], west[column + 1], south[row], south[row + 1]
        last = float(looked.last_s[row, column])
        told = {
            "probability": float(f"{looked.probability[row, column]:.4g}"),
            "pod": round(float(looked.pod[row, column]), 4),
            "last_look": None if math.isnan(last) else show_time(last),
        }
        area = _area([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        features.append(feature("looked", area, at | told))
    if looked.unseen_at is not None:
        share = {"probability": round(looked.unseen, 4)}
        features.append(feature("unseen", _point(looked.unseen_at), at | share))
    if looked.oldest_at is not None:
        last_look = {"last_look": show_time(looked.oldest_s)}
        features.append(feature("oldest_look", _point(looked.oldest_at), at | last_look))
    return features


def _cells(where: Contoured, at: dict[str, str]) -> list[Feature]:
    grid = where.grid
    flat = grid.probability.ravel()
    order = np.argsort(-flat, kind="stable")
    count = int(np.searchsorted(np.cumsum(flat[order]), 0.99 * flat.sum())) + 1
    west, south = grid.lon_edges, grid.lat_edges
    features = []
    for index in order[:count]:
        row, column = divmod(int(index), grid.lon.size)
        x0, x1, y0, y1 = west[column], west[column + 1], south[row], south[row + 1]
        area = _area([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        features.append(feature("cell", area, at | {"probability": float(f"{flat[index]:.4g}")}))
    return features


def _leg(leg: Leg, number: int, name: dict[str, str]) -> Feature:
    ends = [(leg.lon0, leg.lat0), (leg.lon1, leg.lat1)]
    times = {"begin": show_time(leg.t0), "end": show_time(leg.t1)}
    return feature("leg", line(ends), name | {"number": number, "leg": leg.kind} | times)


def feature(kind: str, geometry: dict[str, Any], properties: dict[str, Any]) -> Feature:
    """Return a feature that says what it is, coordinates rounded."""
    return {
        "type": "Feature",
        "geometry": _rounded(geometry),
        "properties": {"kind": kind} | properties,
    }


def _point(position: Position) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [position.lon, position.lat]}


def line(points: Points) -> dict[str, Any]:
    """A line that takes the short way round, cut at 180 degrees."""
    geometry = {"type": "LineString", "coordinates": [list(point) for point in points]}
    if not _crosses(points):
        return geometry
    from antimeridian import fix_line_string
    from shapely.geometry import mapping, shape

    return dict(mapping(fix_line_string(shape(geometry), great_circle=True)))


def _area(corners: Points) -> dict[str, Any]:
    """A convex polygon of corners counter-clockwise, not closed, cut at 180 degrees."""
    ring = [list(corner) for corner in (*corners, corners[0])]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    if not _crosses(ring):
        return geometry
    from antimeridian import fix_polygon
    from shapely.geometry import mapping, shape

    return dict(mapping(fix_polygon(shape(geometry))))


def _crosses(points: Sequence[Sequence[float]]) -> bool:
    """True where a line takes the short way across 180 degrees, or a point lies beyond."""
    lon = np.array([point[0] for point in points])
    return bool(np.any(np.abs(np.diff(lon)) > 180.0) or np.any(np.abs(lon) > 180.0))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(float(value), _DECIMALS) if isinstance(value, float | np.floating) else value
