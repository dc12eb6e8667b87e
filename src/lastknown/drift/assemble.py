"""From tracks to the cloud: boats first, then the persons who left a hull that swamped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, IN_WATER, SWIMMING, UNDER_WAY, Cloud
from lastknown.drift.crew import Crew
from lastknown.drift.layout import Motion, Schedule, Tracks
from lastknown.drift.objects import find_object
from lastknown.drift.random import uniforms
from lastknown.drift.start import Start
from lastknown.drift.voyage import persons_leeway
from lastknown.geo.plane import wrap_lon

__all__ = ["assemble"]

Array = NDArray[np.float64]

_SWIMMERS_SIDE = 7


def assemble(
    starts: Sequence[Start], crew: Crew, motion: Motion, schedule: Schedule,
    move: Callable[[Motion], Tracks], seed: int, particles: int,
) -> Cloud:  # fmt: skip
    """Return the cloud of the boats and, where hulls swamp, of the persons in the water.

    Persons begin where and when their hull swamped; the errors of current and wind that they feel
    are those of their hull, drawn by the same number.

    Parameters
    ----------
    starts, crew, motion, schedule : of the run.
    move : runs what it is given through the sea.
    seed, particles : of the run; a particle's weight is one over their number.
    """
    boats = move(motion)
    sank = np.flatnonzero(np.isfinite(boats.swamped[:, 0]) & (crew.voyage.holding_on < 1.0))
    swimmers = _swimmers(starts, crew, motion, boats, sank, seed)
    all_of = _together(boats, move(swimmers) if sank.size else None)
    n = crew.ids.size
    rows = np.concatenate((np.arange(n), sank))
    time_s = schedule.edges_s[schedule.keep >= 0]
    codes, what = _objects(starts, crew, sank)
    all_of.phase[n:] = SWIMMING
    return Cloud(
        time_s=time_s,
        lon=np.asarray(wrap_lon(all_of.lon)),
        lat=all_of.lat,
        status=all_of.status,
        phase=all_of.phase,
        weight=np.full(rows.size, 1.0 / particles),
        component=np.repeat((BOAT, IN_WATER), (n, sank.size)).astype(np.int8),
        parent=rows.astype(np.int32),
        persons=_persons(crew, boats, sank, time_s),
        hypothesis=crew.voyage.hypothesis[rows],
        hypotheses=crew.voyage.names,
        start=crew.start[rows],
        what=what,
        objects=codes,
        start_lon=crew.begun.lon[rows],
        start_lat=crew.begun.lat[rows],
        start_s=crew.begun.time_s[rows],
        side=np.concatenate((motion.side, swimmers.side)),
        heading_deg=boats.steered_deg[rows],
        own_speed_ms=_own_speed(crew)[rows],
        engine_stops_s=_engine_stops(crew)[rows],
        swamps_s=boats.swamped[rows, 0],
        downwind_fraction=_downwind(motion.leeway[:, 0], swimmers.leeway[:, 0]),
    )


def _together(boats: Tracks, swum: Tracks | None) -> Tracks:
    """Return the tracks of boats and of persons in the water as one."""
    if swum is None:
        return boats
    pairs = ((getattr(boats, name), getattr(swum, name)) for name in Tracks._fields)
    return Tracks(*(np.concatenate(pair) for pair in pairs))


def _own_speed(crew: Crew) -> Array:
    """Return the speed through the water under way, m/s; NaN where never under way."""
    sails = (crew.voyage.kind == UNDER_WAY).any(axis=1)
    return np.where(sails, crew.voyage.speed_ms.max(axis=1), np.nan)


def _swimmers(
    starts: Sequence[Start], crew: Crew, motion: Motion, boats: Tracks,
    sank: NDArray[np.intp], seed: int,
) -> Motion:  # fmt: skip
    """Return persons in the water as particles that begin where their hull swamped."""
    ids, m = crew.ids[sank], sank.size
    leeway = np.zeros((m, 1, 6))
    for at, start in enumerate(starts):
        mine = np.flatnonzero(crew.start[sank] == at)
        if mine.size:
            leeway[mine, 0] = persons_leeway(start, seed, ids[mine])[1]
    side = np.where(uniforms(seed, ids, _SWIMMERS_SIDE) < 0.5, -1, 1).astype(np.int8)
    return Motion(
        ids=ids,
        start_s=boats.swamped[sank, 0],
        lon=boats.swamped[sank, 1],
        lat=boats.swamped[sank, 2],
        side=side,
        jibe_per_s=motion.jibe_per_s[sank],
        kind=np.full((m, 1), SWIMMING, np.int8),
        end_s=np.full((m, 1), np.inf),
        leeway=leeway,
        target=np.full((m, 1, 2), np.nan),
        course_deg=np.full((m, 1), np.nan),
        speed_ms=np.zeros((m, 1)),
        tide_factor=motion.tide_factor[sank],
        tide_shift_s=motion.tide_shift_s[sank],
        drift_along=motion.drift_along[sank],
        drift_across=motion.drift_across[sank],
    )


def _objects(
    starts: Sequence[Start], crew: Crew, sank: NDArray[np.intp]
) -> tuple[tuple[str, ...], NDArray[np.int16]]:
    """Return the codes of the search objects and which of them each trajectory is."""
    boats = [find_object(start.searched_for).code for start in starts]
    persons = [find_object(start.searched_for).persons_become for start in starts]
    codes = tuple(dict.fromkeys(boats + persons if sank.size else boats))
    of_boat = np.array([codes.index(code) for code in boats])
    of_person = np.array([codes.index(code) if code in codes else -1 for code in persons])
    what = np.concatenate((of_boat[crew.start], of_person[crew.start[sank]]))
    return codes, what.astype(np.int16)


def _engine_stops(crew: Crew) -> Array:
    """Return when each boat stops being under way, s since 1970; NaN where it never was."""
    voyage = crew.voyage
    begins = np.concatenate((crew.begun.time_s[:, None], voyage.end_s[:, :-1]), axis=1)
    sailing = (voyage.kind == UNDER_WAY) & (voyage.end_s > begins)
    last = np.where(sailing, voyage.end_s, -np.inf).max(axis=1)
    return np.where(np.isneginf(last), np.nan, last)


def _persons(
    crew: Crew, boats: Tracks, sank: NDArray[np.intp], time_s: Array
) -> NDArray[np.float32]:
    """Return the persons with each object over time, (n + m, t): the hull's share and the rest."""
    with np.errstate(invalid="ignore"):
        swamped = time_s[None, :] >= boats.swamped[:, 0][:, None]
    holding = crew.voyage.holding_on[:, None]
    aboard = crew.persons[:, None] * np.where(swamped, holding, 1.0)
    away = (crew.persons[:, None] * np.where(swamped, 1.0 - holding, 0.0))[sank]
    return np.concatenate((aboard, away)).astype(np.float32)


def _downwind(boats: Array, swimmers: Array) -> Array:
    """Return the downwind leeway at 10 m/s of wind, as a fraction of the wind."""
    lines = np.concatenate((boats, swimmers))
    return np.asarray(lines[:, 0] + lines[:, 1] / 10.0)
