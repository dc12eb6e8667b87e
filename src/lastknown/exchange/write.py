"""Write anything to a file; the suffix chooses the format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastknown.drift.cloud import Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.errors import LastknownError
from lastknown.exchange.whole import write_text
from lastknown.search.planned import Plan, UnitPlan

if TYPE_CHECKING:
    import xarray as xr

    from lastknown.evidence.looked import Looked
    from lastknown.exchange.geojson import Contoured

__all__ = ["SUFFIXES", "write"]

SUFFIXES = {
    ".gpx": "a plan, as routes for a chart plotter",
    ".geojson": "a plan, a probability map or what was looked at",
    ".nc": "a cloud, as CF trajectories",
    ".json": "an answer document (a mapping)",
}
"""Suffixes known, and what each can hold."""


def write(
    thing: Plan | UnitPlan | Contoured | Looked | Cloud | xr.Dataset | Mapping[str, Any],
    path: str | Path,
) -> Path:
    """Write a plan, a map, a cloud or an answer to `path` and return it.

    The file is there whole or not at all; one of that name is replaced.

    Parameters
    ----------
    thing : ``.gpx`` a plan; ``.geojson`` a plan, a probability map or what was looked at; ``.nc`` a
        cloud (also as Dataset); ``.json`` an answer document.
    path : its suffix chooses the format.

    Raises
    ------
    LastknownError : the suffix is unknown, cannot hold this, or the file cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(f"{key} ({what})" for key, what in SUFFIXES.items())
        raise LastknownError(f"{Path(path).name!r} has no suffix that is known; use {known}")
    done = {".gpx": _gpx, ".geojson": _geojson, ".nc": _netcdf, ".json": _json}[suffix](thing, path)
    if done is None:
        fits = ", ".join(_fitting(thing)) or "none of them"
        raise LastknownError(
            f"{suffix} holds {SUFFIXES[suffix]}, not a {type(thing).__name__}; "
            f"for this the suffix is {fits}"
        )
    return done


def _gpx(thing: Any, path: str | Path) -> Path | None:
    from lastknown.exchange.gpx import to_gpx

    return to_gpx(thing, path) if isinstance(thing, Plan | UnitPlan) else None


def _geojson(thing: Any, path: str | Path) -> Path | None:
    from lastknown.exchange.geojson import to_geojson

    fits = isinstance(thing, Plan | UnitPlan) or _is_where(thing) or _is_looked(thing)
    return to_geojson(thing, path) if fits else None


def _netcdf(thing: Any, path: str | Path) -> Path | None:
    from lastknown.exchange.netcdf import to_netcdf

    if not isinstance(thing, Cloud) and not _is_dataset(thing):
        return None
    return to_netcdf(as_cloud(thing), path)


def _json(thing: Any, path: str | Path) -> Path | None:
    if not isinstance(thing, Mapping) or _is_dataset(thing):
        return None
    write_text(path, json.dumps(thing, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    return Path(path)


def _is_where(thing: Any) -> bool:
    return all(hasattr(thing, name) for name in ("at_s", "contours", "most_likely", "mean"))


def _is_looked(thing: Any) -> bool:
    return all(hasattr(thing, name) for name in ("unseen", "pod", "last_s"))


def _is_dataset(thing: Any) -> bool:
    return hasattr(thing, "data_vars")


def _fitting(thing: Any) -> list[str]:
    if isinstance(thing, Plan | UnitPlan):
        return [".gpx", ".geojson"]
    if isinstance(thing, Cloud) or _is_dataset(thing):
        return [".nc"]
    if isinstance(thing, Mapping):
        return [".json"]
    return [".geojson"] if _is_where(thing) or _is_looked(thing) else []
