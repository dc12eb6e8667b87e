"""Levels: the uppermost of a current, 10 m of a wind, and nothing deeper or higher by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lastknown.errors import LastknownError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["index_along", "not_at_10_m", "refuse_depth"]

_DEEPEST_SURFACE_M = 30.0  # deeper than the surface layer a boat rides on: refused, not guessed
_VERTICAL = re.compile(
    r"^(depth\w*|lev\w*|nlev\w*|z\w*|s_rho|s_w|sigma\w*|height\w*|altitude\w*|alt|isobaric\w*|plev\w*"
    r"|st_ocean|sw_ocean|layer\w*|k|nav_lev|model_level\w*|pressure\w*)$",
    re.IGNORECASE,
)


def index_along(
    ds: xr.Dataset, where: str, quantity: str, name: str, dim: str, notes: list[str]
) -> int:
    """Return the index to take along a dimension that is neither time nor place."""
    size = ds.sizes[dim]
    levels = ds[dim] if dim in ds.variables else None
    vertical = bool(_VERTICAL.match(dim)) or (levels is not None and _is_vertical(levels))
    if size > 1 and not vertical:
        raise LastknownError(
            f"{where}: {name} has a dimension {dim} of {size} beside time and place;"
            f" choose one of them by ending the path with #{dim}=0"
        )
    if levels is None or not vertical:
        if size > 1:
            notes.append(f"first of {size} levels along {dim}")
        return 0
    values = levels.values.astype(float)
    wanted = 10.0 if quantity == "wind" else 0.0
    index = int(abs(values - wanted).argmin())
    _refuse_level(where, quantity, name, dim, levels, values[index])
    unit = str(levels.attrs.get("units", "")).strip() or "no unit"
    if size > 1 or quantity != "wind":
        notes.append(f"level {values[index]:.3g} ({unit}) of {dim}")
    return index


def _is_vertical(variable: Any) -> bool:
    attrs = variable.attrs
    standard = str(attrs.get("standard_name", ""))
    return (
        str(attrs.get("axis", "")).upper() == "Z"
        or "positive" in attrs
        or standard in ("depth", "height", "altitude", "model_level_number")
        or standard.startswith(("ocean_s", "ocean_sigma"))
    )


def _refuse_level(
    where: str, quantity: str, name: str, dim: str, levels: Any, value: float
) -> None:
    metres = str(levels.attrs.get("units", "m")).lower() in (
        "m",
        "metre",
        "meter",
        "metres",
        "meters",
    )
    if quantity != "wind" and metres and abs(value) > _DEEPEST_SURFACE_M:
        raise LastknownError(
            f"{where}: the uppermost level of {name} is {abs(value):.4g} m deep, not the surface;"
            " get the file with its surface level"
        )
    if quantity == "wind" and metres and not 5.0 <= value <= 20.0:
        raise LastknownError(
            f"{where}: {name} has no level at 10 m (nearest along {dim}: {value:g} m);"
            " get the wind at 10 m"
        )


def _scalar_levels(ds: xr.Dataset, name: str) -> Iterator[Any]:
    """Yield the one-valued vertical coordinates that a variable names or that stand beside it."""
    text = str(ds[name].attrs.get("coordinates", ""))
    for other in ds.variables:
        variable = ds[other]
        named = str(other) in text.split() or other in ds.coords
        if (
            variable.size == 1
            and variable.dtype.kind in "fiu"
            and named
            and (_is_vertical(variable) or _VERTICAL.match(str(other)))
        ):
            yield variable


def refuse_depth(ds: xr.Dataset, where: str, name: str, notes: list[str]) -> None:
    """Raise where a variable's one level lies too deep; else note the level."""
    for level in _scalar_levels(ds, name):
        if str(level.name) in ds[name].dims:
            continue
        value = float(level.values.reshape(-1)[0])
        _refuse_level(where, "current", name, str(level.name), level, value)
        notes.append(f"level {value:.3g} ({level.attrs.get('units', 'no unit')}) of {level.name}")


def not_at_10_m(ds: xr.Dataset, name: str) -> str:
    """Return why a wind is not the wind at 10 m, "" where nothing says so."""
    pressure = [
        str(dim)
        for dim in ds[name].dims
        if dim in ds.variables
        and str(ds[dim].attrs.get("units", "")).lower() in ("hpa", "pa", "mbar")
    ]
    if pressure:
        return f"it is on pressure levels ({pressure[0]})"
    for level in _scalar_levels(ds, name):
        units, value = str(level.attrs.get("units", "m")), float(level.values.reshape(-1)[0])
        if units.lower() in ("hpa", "pa", "mbar") or not 5.0 <= value <= 20.0:
            return f"it is at {value:g} {units}, not at 10 m"
    return ""
