"""A cloud at one moment: where each trajectory is, what it is doing, and what it weighs."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.errors import LastknownError
from lastknown.geo.plane import wrap_lon
from lastknown.times import show_time

__all__ = [
    "Component",
    "component_name",
    "component_weights",
    "kept_column",
    "persons_share",
    "positions_at",
    "status_at",
    "turn",
]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

Component = Literal["boat", "in_the_water", "persons"]
"""The boat or its hull; persons who left it; all persons, wherever they are (by their number)."""


def kept_column(cloud: Cloud, at_s: float) -> int:
    """Return the last kept state at or before a moment, an index into `time_s`.

    Raises
    ------
    LastknownError : the moment lies outside the cloud's times.
    """
    first, last = float(cloud.time_s[0]), float(cloud.time_s[-1])
    if not first <= at_s <= last:
        remedy = "give an earlier start" if at_s < first else "run the drift until then"
        raise LastknownError(
            f"at={show_time(at_s)} lies outside the cloud, {show_time(first)} to "
            f"{show_time(last)}; check the time, or {remedy}"
        )
    return int(np.searchsorted(cloud.time_s, at_s, side="right")) - 1


def status_at(cloud: Cloud, at_s: float) -> NDArray[np.int8]:
    """Return the (n,) status of each trajectory at a moment, index into STATUS."""
    k = kept_column(cloud, at_s)
    status = cloud.status[:, k]
    if at_s == cloud.time_s[k]:
        return status
    begun = (status == NOT_YET) & (cloud.start_s <= at_s) & (cloud.status[:, k + 1] != NOT_YET)
    return np.where(begun, AFLOAT, status).astype(np.int8)


def positions_at(cloud: Cloud, at_s: float) -> tuple[Array, Array, Array, Mask]:
    """Return (lon, lat, weight, mask) of every trajectory at a moment, each (n,).

    Positions are linear in time between kept states, and from the start to the first of them, in
    degrees, longitude in [-180, 180); NaN and mask False where it is not yet at sea. Weights are
    the cloud's own.

    Raises
    ------
    LastknownError : the moment lies outside the cloud's times.
    """
    k = kept_column(cloud, at_s)
    lon, lat = cloud.lon[:, k].astype(np.float64), cloud.lat[:, k].astype(np.float64)
    time = np.full(lon.size, cloud.time_s[k])
    if at_s > cloud.time_s[k]:
        late = ~np.isfinite(lon) & (cloud.start_s <= at_s)
        lon = np.where(late, cloud.start_lon, lon)
        lat = np.where(late, cloud.start_lat, lat)
        time = np.where(late, cloud.start_s, time)
        share = (at_s - time) / np.maximum(cloud.time_s[k + 1] - time, 1e-9)
        lon = lon + share * turn(cloud.lon[:, k + 1] - lon)
        lat = lat + share * (cloud.lat[:, k + 1] - lat)
    mask = np.isfinite(lon) & np.isfinite(lat)
    return wrap_lon(lon), lat, cloud.weight, mask


def turn(degrees: Array) -> Array:
    """Return differences of longitude, degrees, in [-180, 180]."""
    return (degrees + 180.0) % 360.0 - 180.0


def component_name(component: Component | int | None) -> str:
    """Return the component's name: ``boat`` (None and BOAT too), ``in_the_water``, ``persons``.

    Raises
    ------
    LastknownError : there is no such component.
    """
    names = {None: "boat", BOAT: "boat", IN_WATER: "in_the_water"}
    name = names.get(component, component) if not isinstance(component, str) else component
    if name not in ("boat", "in_the_water", "persons"):
        raise LastknownError(f"component={component!r} is none of boat, in_the_water, persons")
    return str(name)


def component_weights(cloud: Cloud, at_s: float, weight: Array, component: str) -> Array:
    """Return the (n,) weights of a component, 0 for what is not of it.

    Boats count by the weight of the realisation; persons by that times their share of its persons
    (`persons_share`), so that the number said to be aboard makes no scenario likelier.
    """
    if component == "boat":
        return np.where(cloud.component == BOAT, weight, 0.0)
    chosen = (cloud.component == IN_WATER) | (component == "persons")
    return np.where(chosen, weight * persons_share(cloud, kept_column(cloud, at_s)), 0.0)


def persons_share(cloud: Cloud, column: int) -> Array:
    """Return the (n,) share of the persons of its realisation that each trajectory holds, 0-1.

    Parameters
    ----------
    column : of the kept time. Where no persons are left the hull has all.
    """
    persons = np.nan_to_num(cloud.persons[:, column].astype(np.float64))
    whole = np.bincount(cloud.parent, weights=persons, minlength=persons.size)[cloud.parent]
    alone = np.where(cloud.component == BOAT, 1.0, 0.0)
    return np.where(whole > 0.0, persons / np.where(whole > 0.0, whole, 1.0), alone)
