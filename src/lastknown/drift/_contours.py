"""Highest-density areas as GeoJSON, and their size on the ellipsoid."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.geo.plane import ECCENTRICITY_2, SEMI_MAJOR_M

__all__ = ["at_level", "equal_area_m", "multi_polygon", "ranked", "region", "ring_area_m2"]
__all__ += ["threshold"]

Array = NDArray[np.float64]
Polygon = list[Array]
"""Rings (k, 2) of longitude and latitude, closed: the outer one first, then its holes."""


def threshold(level: float, values: Array, weight: Array) -> float:
    """Return the density that a share `level` of the weighted values reaches or exceeds."""
    return at_level(level, *ranked(values, weight))


def ranked(values: Array, weight: Array) -> tuple[Array, Array]:
    """Return the values, the greatest first, and the weight of all up to each."""
    order = np.argsort(-values, kind="stable")
    return values[order], np.cumsum(weight[order])


def at_level(level: float, values: Array, reached: Array) -> float:
    """Return the least of `ranked` values that a share `level` of the weight reaches or exceeds."""
    at = int(np.searchsorted(reached, level * reached[-1] * (1.0 - 1e-12)))
    return float(values[min(at, values.size - 1)])


def region(lon: Array, lat: Array, field: Array, least: float) -> list[Polygon]:
    """Return the polygons in which a field reaches a value; linear between cell centres.

    Parameters
    ----------
    lon, lat : (nx,), (ny,) cell centres, degrees, ascending, longitude continuous.
    field : (ny, nx).
    least : the value; 0 or less is taken as just above 0.
    """
    from contourpy import FillType, contour_generator

    least = max(least, float(field.max()) * 1e-12)
    step = np.array([lon[1] - lon[0], lat[1] - lat[0]])
    lines = contour_generator(lon, lat, field, fill_type=FillType.OuterOffset)
    filled: Any = lines.filled(least, np.inf)
    points, offsets = filled
    return [
        [_thinned(ring[a:b], step) for a, b in pairwise(cuts)]
        for ring, cuts in zip(points, offsets, strict=True)
    ]


def _thinned(ring: Array, step: Array, tolerance: float = 0.1) -> Array:
    """Return a closed ring without the points within `tolerance` cells of the line past them."""
    scaled = ring / step
    far = int(np.argmax(np.sum((scaled - scaled[0]) ** 2, axis=1)))
    kept = np.zeros(len(ring), dtype=np.bool_)
    kept[[0, far, -1]] = True
    open_spans = [(0, far), (far, len(ring) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        away = _distance(scaled[first + 1 : last], scaled[first], scaled[last])
        worst = int(np.argmax(away))
        if away[worst] > tolerance:
            middle = first + 1 + worst
            kept[middle] = True
            open_spans += [(first, middle), (middle, last)]
    return ring[kept] if kept.sum() > 3 else ring


def _distance(points: Array, a: Array, b: Array) -> Array:
    """Return the distance of points (k, 2) from the segment a-b."""
    along = b - a
    length2 = float(along @ along)
    t = np.clip((points - a) @ along / length2, 0.0, 1.0) if length2 > 0 else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - a - t[:, None] * along).T))


def equal_area_m(lat: Array) -> Array:
    """Return S(lat) in m2 per radian of longitude, from the equator to a latitude in degrees.

    The area between two parallels over a longitude step is the step times the difference of S,
    ``S = b2/2 (sin f / (1 - e2 sin2 f) + atanh(e sin f) / e)`` (Snyder 1987, USGS Professional
    Paper 1395, equation 3-12, times a2/2).
    """
    sine, e = np.sin(np.radians(lat)), np.sqrt(ECCENTRICITY_2)
    half = 0.5 * SEMI_MAJOR_M**2 * (1.0 - ECCENTRICITY_2)
    return np.asarray(half * (sine / (1.0 - ECCENTRICITY_2 * sine**2) + np.arctanh(e * sine) / e))


def ring_area_m2(ring: Array) -> float:
    """Return the signed area of a closed ring (k, 2) in degrees: positive counterclockwise."""
    x = np.radians(ring[:, 0] - ring[0, 0])
    s = equal_area_m(ring[:, 1])
    s = s - s[0]
    return float(0.5 * np.sum(x[:-1] * s[1:] - x[1:] * s[:-1]))


def multi_polygon(polygons: list[Polygon]) -> dict[str, Any]:
    """Return a GeoJSON MultiPolygon: outer rings counterclockwise, cut at 180 degrees.

    RFC 7946, sections 3.1.6 and 3.1.9.
    """
    coordinates = [[ring.tolist() for ring in polygon] for polygon in polygons]
    geometry: dict[str, Any] = {"type": "MultiPolygon", "coordinates": coordinates}
    lons = [ring[:, 0] for polygon in polygons for ring in polygon]
    if not lons or (min(a.min() for a in lons) >= -180 and max(a.max() for a in lons) <= 180):
        return geometry
    return _cut(geometry)


def _cut(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a MultiPolygon whose rings run past 180 degrees, cut there (holes too)."""
    from shapely import affinity, box, make_valid
    from shapely.geometry import mapping, shape
    from shapely.geometry.polygon import orient

    whole = make_valid(shape(geometry))
    coordinates = []
    for turns in (-1, 0, 1):
        window = box(-180.0 + 360.0 * turns, -90.0, 180.0 + 360.0 * turns, 90.0)
        part = affinity.translate(whole.intersection(window), xoff=-360.0 * turns)
        for piece in getattr(part, "geoms", [part]):
            if piece.geom_type == "Polygon" and piece.area > 0.0:
                rings = mapping(orient(piece))["coordinates"]
                coordinates.append([[list(point) for point in ring] for ring in rings])
    return {"type": "MultiPolygon", "coordinates": coordinates}
