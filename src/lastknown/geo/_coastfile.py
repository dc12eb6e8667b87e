"""A coast and its index in one small file that loads in milliseconds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast, CoastIndex, build_coast, segments

__all__ = ["load_coast", "round_rings", "save_coast"]

_UNIT = 1e6
"""Coordinates are kept as whole millionths of a degree (0.11 m)."""


def round_rings(coast: Coast) -> Coast:
    """Return the coast on whole millionths of a degree, as the file keeps it."""
    kept, names = [], []
    for ring, name in zip(coast.rings, coast.ring_ids, strict=True):
        exact = np.round(ring * _UNIT) / _UNIT
        exact = exact[np.append(True, (np.diff(exact, axis=0) != 0).any(axis=1))]
        if len(exact) >= 4:
            kept.append(exact)
            names.append(name)
    return build_coast(kept, coast.box, names, coast.source)


def save_coast(coast: Coast, path: Path) -> None:
    """Write a coast, made by `round_rings`, and its index."""
    index = coast.index
    points = np.concatenate(coast.rings) if coast.rings else np.empty((0, 2))
    whole = np.round(points * _UNIT).astype(np.int32)
    first = np.zeros((1, 2), dtype=np.int32)
    np.savez_compressed(
        path,
        steps=np.diff(whole, axis=0, prepend=first),
        sizes=np.array([len(ring) for ring in coast.rings], dtype=np.int32),
        ids=np.array(coast.ring_ids, dtype=np.str_),
        box=np.array(coast.box),
        source=np.array(coast.source),
        grid=np.array([index.x0, index.y0, index.dx, index.dy, index.nx, index.ny, index.wrap]),
        cell_count=np.diff(index.cell_start).astype(np.uint16),
        cell_seg=index.cell_seg,
        cell_land=index.cell_land,
        cell_reach=index.cell_reach,
    )


def load_coast(path: Path) -> Coast:
    """Return the coast of a file.

    Raises
    ------
    LastknownError : no such file, or not a whole coast file.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return _coast({name: file[name] for name in file.files})
    except FileNotFoundError:
        raise LastknownError(f"coast={path} does not exist; build the pack again") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise LastknownError(
            f"coast={path} is broken ({type(error).__name__}); build the pack again"
        ) from None


def _coast(part: dict[str, np.ndarray]) -> Coast:
    points = np.cumsum(part["steps"], axis=0) / _UNIT
    rings = tuple(np.split(points, np.cumsum(part["sizes"])[:-1])) if len(part["sizes"]) else ()
    lon_min, lat_min, lon_max, lat_max = (float(edge) for edge in part["box"])
    box = (lon_min, lat_min, lon_max, lat_max)
    start = np.zeros(len(part["cell_count"]) + 1, dtype=np.int32)
    np.cumsum(part["cell_count"], out=start[1:])
    x0, y0, dx, dy, nx, ny, wrap = (float(value) for value in part["grid"])
    ax, ay, bx, by, seg_ring = segments(rings)
    whole = start[-1] == len(part["cell_seg"]) and len(start) == nx * ny + 1
    if not whole or (len(part["cell_seg"]) and part["cell_seg"].max() >= len(ax)):
        raise ValueError("the index does not fit the rings")
    index = CoastIndex(
        ax, ay, bx, by, seg_ring, x0, y0, dx, dy, int(nx), int(ny), wrap, start,
        part["cell_seg"], part["cell_land"], part["cell_reach"],
    )  # fmt: skip
    return Coast(index, rings, tuple(part["ids"].tolist()), box, str(part["source"]))
