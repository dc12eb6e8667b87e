"""Which variables of a dataset are current, 10 m wind and water temperature, and how they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lastknown.errors import LastknownError
from lastknown.sea.blocks import Rotation
from lastknown.sea.cf_grid import grid_of, grid_rotation
from lastknown.sea.cf_levels import index_along, not_at_10_m, refuse_depth
from lastknown.sea.cf_names import (
    PAIRS,
    POLAR,
    TEMPERATURE_ALIASES,
    TEMPERATURE_NAMES,
    Pair,
    not_this,
    speed_factor,
    temperature_terms,
)
from lastknown.sea.curvilinear import Curvilinear
from lastknown.sea.grids import Grid
from lastknown.sea.source import VARIABLES

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Component", "Quantity", "quantities", "time_variable"]


@dataclass(frozen=True)
class Component:
    """One variable of a file and how to read it.

    Attributes
    ----------
    variable : its name in the file.
    fixed : index along every dimension that is neither time nor place (the level, ones of size 1).
    time_dims : its dimensions of time, none to two.
    y_dim, x_dim : its dimensions of place.
    factor, offset : the inside value (m/s, degrees C, degrees) is value * factor + offset.
    """

    variable: str
    fixed: Mapping[str, int]
    time_dims: tuple[str, ...]
    y_dim: str
    x_dim: str
    factor: float
    offset: float = 0.0


@dataclass(frozen=True)
class Quantity:
    """A quantity that a file holds.

    Attributes
    ----------
    quantity : ``current``, ``wind`` or ``water_temperature``.
    components : by the name that `Source.sample` gives them (``u`` …).
    grids : their grids, by the same names (two on a staggered grid).
    time : name of the variable of time.
    sense : ``east`` (east and north parts), ``grid`` (along x and y), ``to`` or ``from`` (speed and
        direction).
    rotation : the grid's angle, for ``grid``; None: from the grid's geometry.
    notes : what a person must know of it.
    """

    quantity: str
    components: Mapping[str, Component]
    grids: Mapping[str, Grid]
    time: str
    sense: str = "east"
    rotation: Rotation | None = None
    notes: tuple[str, ...] = ()


def quantities(ds: xr.Dataset, where: str) -> list[Quantity]:
    """Return all quantities that a dataset holds.

    Raises
    ------
    LastknownError : it holds none (its variables and why not are named), a unit is unknown, a
        dimension is left over, a grid cannot be read.
    """
    refused: dict[str, str] = {}
    found = [_vector(ds, where, quantity, refused) for quantity in ("current", "wind")]
    found.append(_temperature(ds, where, refused))
    held = [one for one in found if one is not None]
    if not held:
        raise LastknownError(
            f"{where} holds no current, 10 m wind or water temperature; {_list(ds, refused)}"
        )
    return held


def _list(ds: xr.Dataset, refused: Mapping[str, str]) -> str:
    names = [str(name) for name in ds.data_vars]
    shown = [f"{name} ({refused[name]})" if name in refused else name for name in names[:12]]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    listed = ", ".join(shown) + more if names else "no variable at all"
    remedy = "name currents by their CF standard names or as uo and vo, winds as u10 and v10"
    return f"it has {listed}; {remedy}"


def _vector(ds: xr.Dataset, where: str, quantity: str, refused: dict[str, str]) -> Quantity | None:
    for pair in PAIRS:
        if pair.quantity == quantity:
            for first, second in _matches(ds, pair, refused):
                return _pair(ds, where, pair, first, second)
    for kind, speed, direction, comes in POLAR:
        if kind == quantity:
            pair = Pair(quantity, speed, direction)
            for first, second in _matches(ds, pair, refused):
                return _pair(ds, where, pair, first, second, "from" if comes else "to")
    return None


def _matches(ds: xr.Dataset, pair: Pair, refused: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the variables of a pair, those nearest to the surface names first."""
    firsts = [n for n in _named(ds, pair.first, pair.alias) if _fits(ds, n, pair, refused)]
    seconds = [n for n in _named(ds, pair.second, pair.alias) if _fits(ds, n, pair, refused)]
    firsts.sort(key=lambda name: (_preference(name), len(ds[name].dims)))
    for first in firsts:
        for second in seconds:
            if ds[first].dims == ds[second].dims and _partner(first, second):
                yield first, second
        for second in seconds:
            if ds[first].ndim == ds[second].ndim:
                yield first, second


def _named(ds: xr.Dataset, name: str, alias: bool) -> list[str]:
    if alias:
        return [str(n) for n in ds.data_vars if str(n).lower() == name]
    return [str(n) for n in ds.data_vars if ds[n].attrs.get("standard_name") == name]


def _preference(name: str) -> int:
    """Return the rank of a name among variables of one standard name (the alias order)."""
    ranked = [pair.first for pair in PAIRS if pair.alias]
    return ranked.index(name.lower()) if name.lower() in ranked else len(ranked)


def _partner(first: str, second: str) -> bool:
    """Return whether two names differ in the letter of the component alone."""
    plain = re.sub(r"north(?!pole)", "east", second.lower())
    letters = {"v": "u", "y": "x"}
    return (
        len(first) == len(second)
        and all(
            a == b or letters.get(b) == a
            for a, b in zip(first.lower(), second.lower(), strict=True)
        )
    ) or plain == first.lower()


def _fits(ds: xr.Dataset, name: str, pair: Pair, refused: dict[str, str]) -> bool:
    """Return whether a variable can be this component; the reason why not goes to `refused`."""
    attrs = ds[name].attrs
    standard = str(attrs.get("standard_name", ""))
    other = next((p.quantity for p in PAIRS if standard in (p.first, p.second) and not p.alias), "")
    text = f"{name} {standard} {attrs.get('long_name', '')}".replace("_", " ")
    why = not_this(pair.quantity, text)
    if other and other != pair.quantity:
        why = f"it is {other}"
    if not why and ds[name].ndim < 2:
        why = "it is no field"
    if not why and pair.quantity == "wind":
        why = not_at_10_m(ds, name)
    if not why and pair.quantity == "wind" and pair.alias and pair.first == "u":
        why = "" if "wind" in text.lower() else "it does not say that it is wind"
    if why and refused.get(name, "it is wind") in ("it is wind", "it is current"):
        refused[name] = why
    return not why


def _temperature(ds: xr.Dataset, where: str, refused: dict[str, str]) -> Quantity | None:
    names = [n for standard in TEMPERATURE_NAMES for n in _named(ds, standard, alias=False)]
    names += [n for alias in TEMPERATURE_ALIASES for n in _named(ds, alias, alias=True)]
    for name in names:
        text = f"{name} {ds[name].attrs.get('long_name', '')}"
        terms = temperature_terms(str(ds[name].attrs.get("units", "")))
        why = not_this("water_temperature", text) or ("" if terms else "its units are not stated")
        if why or terms is None or ds[name].ndim < 2:
            refused.setdefault(name, why or "it is no field")
            continue
        component, grid, time, notes = _component(ds, where, "water_temperature", name, *terms)
        key = VARIABLES["water_temperature"][0]
        return Quantity("water_temperature", {key: component}, {key: grid}, time, notes=notes)
    return None


def _pair(
    ds: xr.Dataset, where: str, pair: Pair, first: str, second: str, sense: str = ""
) -> Quantity:
    components, grids, notes = {}, {}, [pair.note] if pair.note else []
    if pair.alias and pair.first == "u" and pair.quantity == "current" and not _said(ds, first):
        notes.append("u and v taken for current: the file does not say what they are")
    time = ""
    for key, name in zip(VARIABLES[pair.quantity], (first, second), strict=True):
        factor = 1.0 if sense and name == second else _speed(ds, where, name)
        components[key], grids[key], time, said = _component(ds, where, pair.quantity, name, factor)
        notes += [note for note in said if note not in notes]
    relative = (pair.grid_relative and not pair.alias) or _says_grid(ds, first, pair)
    grid = next(iter(grids.values()))
    rotation = None
    if relative and isinstance(grid, Curvilinear):
        rotation = grid_rotation(ds, where)
        told = "the file's angle" if rotation else "the geometry of the grid"
        notes.append(f"{first} and {second} turned to east and north by {told}")
    turned = sense or ("grid" if relative else "east")
    return Quantity(pair.quantity, components, grids, time, turned, rotation, tuple(notes))


def _said(ds: xr.Dataset, name: str) -> bool:
    return any(ds[name].attrs.get(key) for key in ("standard_name", "long_name"))


def _says_grid(ds: xr.Dataset, name: str, pair: Pair) -> bool:
    """Return whether an alias' components lie along the grid; a standard name decides."""
    standard = str(ds[name].attrs.get("standard_name", ""))
    known = [p for p in PAIRS if not p.alias and p.first == standard]
    if known:
        return known[0].grid_relative
    return pair.grid_relative or ("eastward" not in standard and _along_x(ds, name))


def _along_x(ds: xr.Dataset, name: str) -> bool:
    """Return whether a long name says that a component lies along the grid (ROMS: u-momentum)."""
    text = str(ds[name].attrs.get("long_name", "")).lower()
    return bool(
        re.search(r"u-momentum|\balong[ -](x|i|xi)\b|\b(x|i|xi)-(component|velocity)", text)
    )


def _speed(ds: xr.Dataset, where: str, name: str) -> float:
    units = str(ds[name].attrs.get("units", ""))
    factor = speed_factor(units)
    if factor is None:
        given = f"units {units!r}, no known unit of speed" if units else "no units"
        raise LastknownError(
            f"{where}: {name} has {given}; state them, for example with: "
            f"ncatted -a units,{name},o,c,'m s-1'"
        )
    return factor


def _component(
    ds: xr.Dataset, where: str, quantity: str, name: str, factor: float, offset: float = 0.0
) -> tuple[Component, Grid, str, tuple[str, ...]]:
    grid, y_dim, x_dim = grid_of(ds, name, where)
    time = time_variable(ds, name, where)
    time_dims = tuple(str(dim) for dim in ds[time].dims)
    fixed: dict[str, int] = {}
    notes: list[str] = []
    for dim in (str(d) for d in ds[name].dims if str(d) not in (y_dim, x_dim, *time_dims)):
        fixed[dim] = index_along(ds, where, quantity, name, dim, notes)
    if quantity != "wind":
        refuse_depth(ds, where, name, notes)
    component = Component(name, fixed, time_dims, y_dim, x_dim, factor, offset)
    return component, grid, time, tuple(notes)


def time_variable(ds: xr.Dataset, name: str, where: str) -> str:
    """Return the name of the variable that holds the times of a variable.

    Raises
    ------
    LastknownError : there is none.
    """
    dims = set(ds[name].dims)
    near = [
        str(n)
        for n in ds.variables
        if set(ds[n].dims) <= dims and " since " in str(ds[n].attrs.get("units", ""))
    ]
    near = [n for n in near if ds[n].attrs.get("standard_name") != "forecast_reference_time"]
    named = str(ds[name].attrs.get("coordinates", "")).split()

    def rank(n: str) -> tuple[bool, int, bool, bool]:
        standard = ds[n].attrs.get("standard_name") == "time"
        return (
            n not in ds[name].dims and n not in named and not standard,
            -ds[n].ndim,
            not standard,
            n not in named,
        )

    near.sort(key=rank)
    if not near:
        raise LastknownError(
            f"{where}: {name} has no time; give it a coordinate with units like"
            " 'hours since 1970-01-01'"
        )
    return near[0]
