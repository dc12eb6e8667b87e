"""A coast from a GeoJSON file of polygons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast, build_coast

__all__ = ["geojson_coast"]


def geojson_coast(path: Path) -> Coast:
    """Return the coast of the Polygon and MultiPolygon features (or geometries) of a file.

    Raises
    ------
    LastknownError : the file cannot be read or holds no polygons.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        named = [pair for feature in _features(read) for pair in _rings(feature)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LastknownError(
            f"coast={path} cannot be read as GeoJSON ({error}); give polygons in lon, lat"
        ) from None
    if not named:
        raise LastknownError(f"coast={path} holds no polygons; give land as Polygon features")
    rings = [ring for _, ring in named]
    points = np.concatenate(rings)
    low, high = points.min(axis=0), points.max(axis=0)
    return build_coast(rings, (*low, *high), [name for name, _ in named], path.name)


def _features(read: dict[str, Any]) -> list[dict[str, Any]]:
    if read.get("type") == "FeatureCollection":
        return list(read["features"])
    return [read if read.get("type") == "Feature" else {"geometry": read, "properties": {}}]


def _rings(feature: dict[str, Any]) -> list[tuple[str, NDArray[np.float64]]]:
    shape: dict[str, Any] = feature.get("geometry") or {}
    properties = feature.get("properties") or {}
    name = next((str(properties[key]) for key in ("gshhs_id", "id", "name") if key in properties),
                str(feature.get("id", "")))  # fmt: skip
    parts = shape.get("coordinates") or []
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(shape.get("type")), [])
    rings = [ring for polygon in polygons for ring in polygon]
    return [(name, np.array([point[:2] for point in ring], dtype=np.float64)) for ring in rings]
