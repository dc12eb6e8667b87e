"""The particles before they move: which start each is from, where it begins, what it will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.begin import Begun, Site, begin
from lastknown.drift.layout import Motion
from lastknown.drift.random import normals, uniforms
from lastknown.drift.start import Start
from lastknown.drift.voyage import FarShore, Voyage, sail
from lastknown.errors import LastknownError
from lastknown.sea.errors import CurrentError
from lastknown.units import HOUR

__all__ = ["Crew", "allot", "motion_of", "muster"]

Array = NDArray[np.float64]
Land = Callable[[Array, Array], NDArray[np.bool_]]

_SIDE, _TIDE, _TIMING, _ALONG, _TURN = 2, 3, 4, 5, 6
_EVENLY = 0.7548776662466927


@dataclass(frozen=True)
class Crew:
    """n particles as they set out.

    Attributes
    ----------
    ids : (n,) int64, the particles' numbers, keys of their randomness.
    start : (n,) int16, index of the start each is from.
    begun : where and when, (n,).
    voyage : their phases; `hypothesis` counts through the names of all starts.
    side : (n,) int8, -1 left or +1 right of downwind.
    jibe_per_s : (n,) 1/s.
    persons : (n,) persons on board (1 where not stated).
    """

    ids: NDArray[np.int64]
    start: NDArray[np.int16]
    begun: Begun
    voyage: Voyage
    side: NDArray[np.int8]
    jibe_per_s: Array
    persons: Array


def allot(starts: Sequence[Start], ids: NDArray[np.int64]) -> NDArray[np.int16]:
    """Return the start of each particle, by weight and by its number alone.

    The multiples of an irrational number fill the unit interval evenly however many are taken
    (the first of the pair that does so in two dimensions, Roberts 2018; see `voyage`).

    Raises
    ------
    LastknownError : a negative weight, or none above zero.
    """
    weights = np.array([start.weight for start in starts], dtype=np.float64)
    if not np.isfinite(weights).all() or (weights < 0.0).any() or weights.sum() <= 0.0:
        raise LastknownError(
            f"weight={weights.tolist()} cannot be shared out; give weights of 0 or more, one above"
        )
    edges = np.cumsum(weights / weights.sum())
    place = np.mod((ids + 0.5) * _EVENLY, 1.0)
    which = np.minimum(np.searchsorted(edges, place, side="right"), len(starts) - 1)
    return np.asarray(which, np.int16)


def muster(
    starts: Sequence[Start], sites: Sequence[Site], far: Sequence[FarShore | None],
    seed: int, ids: NDArray[np.int64], land: Land | None,
) -> Crew:  # fmt: skip
    """Return the particles `ids` of these starts as they set out.

    Parameters
    ----------
    starts, sites, far : the scenarios, their places, and the shore each would make for.
    seed, ids : keys of the draws; (n,) particle numbers.
    land : tells of (m,) longitudes and latitudes which are on land; None: none are.
    """
    which = allot(starts, ids)
    lon, lat, time_s = np.empty(ids.size), np.empty(ids.size), np.empty(ids.size)
    voyages, rows = [], []
    for at, (start, site) in enumerate(zip(starts, sites, strict=True)):
        mine = np.flatnonzero(which == at)
        begun = begin(site, start, seed, ids[mine], land)
        lon[mine], lat[mine], time_s[mine] = begun.lon, begun.lat, begun.time_s
        voyages.append(sail(start, seed, ids[mine], begun, far[at]))
        rows.append(mine)
    of_start = [starts[at] for at in which]
    return Crew(
        ids=ids,
        start=which,
        begun=Begun(lon, lat, time_s),
        voyage=_together(voyages, rows, ids.size),
        side=_sides(starts, which, seed, ids),
        jibe_per_s=np.array([start.jibes_per_hour / HOUR for start in of_start]),
        persons=np.array([1.0 if s.persons is None else s.persons for s in of_start]),
    )


def _sides(
    starts: Sequence[Start], which: NDArray[np.int16], seed: int, ids: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Return the side of downwind that each particle drifts to at first."""
    either = np.where(uniforms(seed, ids, _SIDE) < 0.5, -1, 1)
    fixed = np.array([{"left": -1, "right": 1, "both": 0}[start.side] for start in starts])[which]
    return np.where(fixed == 0, either, fixed).astype(np.int8)


def _together(voyages: Sequence[Voyage], rows: Sequence[NDArray[np.intp]], n: int) -> Voyage:
    """Return the voyages of several starts as one, padded to the longest."""
    width = max(voyage.kind.shape[1] for voyage in voyages)
    names: list[str] = []
    whole = Voyage(
        kind=np.zeros((n, width), np.int8),
        end_s=np.full((n, width), np.inf),
        leeway=np.zeros((n, width, 6)),
        target=np.full((n, width, 2), np.nan),
        course_deg=np.full((n, width), np.nan),
        speed_ms=np.zeros((n, width)),
        holding_on=np.ones(n),
        hypothesis=np.zeros(n, np.int16),
        names=(),
    )
    for voyage, mine in zip(voyages, rows, strict=True):
        p = voyage.kind.shape[1]
        for key in ("kind", "end_s", "leeway", "target", "course_deg", "speed_ms"):
            getattr(whole, key)[mine, :p] = getattr(voyage, key)
        whole.holding_on[mine] = voyage.holding_on
        known = [names.index(each) if each in names else -1 for each in voyage.names]
        for at, each in enumerate(voyage.names):
            if known[at] < 0:
                known[at] = len(names)
                names.append(each)
        whole.hypothesis[mine] = np.array(known)[voyage.hypothesis]
    return Voyage(**{**vars(whole), "names": tuple(names)})


def motion_of(crew: Crew, seed: int, error: CurrentError, lon_turn: float) -> Motion:
    """Return what the compiled engine reads of the particles.

    Parameters
    ----------
    crew : the particles.
    seed : of the run.
    error : of the current source: the tide's amplitude and timing error and the wind-driven
        current are drawn once for each particle.
    lon_turn : longitude of the west edge of the sea's grid, degrees; starts are turned past it.
    """
    ids, voyage = crew.ids, crew.voyage
    along = error.wind_drift + error.wind_drift_sd * normals(seed, ids, _ALONG)
    along = np.clip(along, 0.0, 2.0 * error.wind_drift)
    turn_deg = error.wind_drift_right_deg + error.wind_drift_right_sd_deg * normals(
        seed, ids, _TURN
    )
    turn = np.radians(np.where(crew.begun.lat < 0.0, -turn_deg, turn_deg))
    return Motion(
        ids=ids,
        start_s=crew.begun.time_s,
        lon=lon_turn + np.mod(crew.begun.lon - lon_turn, 360.0),
        lat=crew.begun.lat,
        side=crew.side,
        jibe_per_s=crew.jibe_per_s,
        kind=voyage.kind,
        end_s=voyage.end_s,
        leeway=voyage.leeway,
        target=np.stack(
            (lon_turn + np.mod(voyage.target[..., 0] - lon_turn, 360.0), voyage.target[..., 1]), -1
        ),
        course_deg=voyage.course_deg,
        speed_ms=voyage.speed_ms,
        tide_factor=1.0 + error.tide_amplitude_sd * normals(seed, ids, _TIDE),
        tide_shift_s=error.tide_phase_sd_s * normals(seed, ids, _TIMING),
        drift_along=along * np.cos(turn),
        drift_across=along * np.sin(turn),
    )
