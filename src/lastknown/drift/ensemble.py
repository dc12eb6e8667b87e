"""The run: from starts and a sea to the cloud of weighted tracks."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from numbers import Integral, Real
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.assemble import assemble
from lastknown.drift.begin import FARTHEST_SD, RADIUS_50, Site, earliest, read_site
from lastknown.drift.cloud import BOAT, OUTSIDE, Cloud, Note
from lastknown.drift.crew import motion_of, muster
from lastknown.drift.layout import EULER, RK2, RK4, SLIDE, STOP, Field, Motion, Schedule, Tracks
from lastknown.drift.objects import find_object
from lastknown.drift.passage import field_of, run_motion, schedule_of
from lastknown.drift.shores import far_shores, off_the_land
from lastknown.drift.start import Start
from lastknown.drift.voyage import fastest_ms
from lastknown.drift.widening import unchecked
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast, is_land
from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.forcing import Forcing
from lastknown.sea.source import CURRENT, WIND
from lastknown.times import parse_time, show_time, to_seconds
from lastknown.units import HOUR, KNOT, MINUTE, NM

if TYPE_CHECKING:
    import xarray as xr

    from lastknown.sea.model import Sea

__all__ = ["MAX_PARTICLES", "Run", "drift_from", "reach", "simulate"]

Array = NDArray[np.float64]

_SCHEMES = {"euler": EULER, "rk2": RK2, "rk4": RK4}
_SHORES = {"stop": STOP, "slide": SLIDE}
_FASTEST_MS = 4.0  # current and leeway together, for the size of the box that is loaded
_LOST = 0.01  # share of the probability that may leave the sea before it is an error
MAX_PARTICLES: Final = 1_000_000
"""Above this the kept states alone pass 10 GB."""


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and math.isfinite(value)


def _whole(name: str, value: object, low: int, high: int) -> None:
    """Raise LastknownError where a figure is no whole number within its bounds."""
    if not isinstance(value, Integral) or not low <= int(value) <= high:
        raise LastknownError(
            f"{name}={value!r} is out of bounds; give a whole number, {low} to {high}"
        )


@dataclass(frozen=True)
class Run:
    """How a cloud is computed.

    Attributes
    ----------
    particles : realisations in all; `first` and `count` pick some of them (default: all), which
        then have the same tracks as in the whole run.
    seed : seed of every draw.
    scheme : ``euler``, ``rk2`` (midpoint) or ``rk4``.
    step_s : time step, s.
    output_s : interval of kept states before `at`, s; from `at` on they are kept every 600 s.
    shore : ``stop`` where the shore is met, or ``slide`` along it.
    threads : threads; None: one a core. The answer does not depend on it.
    """

    particles: int = 5000
    seed: int = 1
    scheme: Literal["euler", "rk2", "rk4"] = "rk2"
    step_s: float = 600.0
    output_s: float = 3600.0
    shore: Literal["stop", "slide"] = "stop"
    threads: int | None = None
    first: int = 0
    count: int | None = None

    def __post_init__(self) -> None:
        _whole("particles", self.particles, 1, MAX_PARTICLES)
        _whole("seed", self.seed, 0, 2**53 - 1)
        if self.threads is not None:
            _whole("threads", self.threads, 1, 1024)
        if self.scheme not in _SCHEMES:
            raise LastknownError(f"scheme={self.scheme!r} is unknown; give euler, rk2 or rk4")
        if self.shore not in _SHORES:
            raise LastknownError(f"shore={self.shore!r} is unknown; give stop or slide")
        if not _is_number(self.step_s) or not 1.0 <= self.step_s <= HOUR:
            raise LastknownError(f"step_s={self.step_s!r} is out of bounds; give 1 to 3600 s")
        if not _is_number(self.output_s) or self.output_s < self.step_s:
            raise LastknownError(
                f"output_s={self.output_s!r} is shorter than step_s={self.step_s:g}; "
                "give at least one step"
            )


def drift_from(
    starts: Start | Sequence[Start],
    sea: Sea,
    until: datetime | str,
    *,
    at: datetime | str | None = None,
    particles: int = 5000,
    seed: int = 1,
    scheme: Literal["euler", "rk2", "rk4"] = "rk2",
    step_s: float = 600.0,
    output_s: float | None = None,
    shore: Literal["stop", "slide"] = "stop",
    threads: int | None = None,
) -> xr.Dataset:
    """Drift from one or more starts to a time: a cloud of weighted CF trajectories.

    Parameters
    ----------
    starts : where it began; several are weighted by their `weight`.
    sea : current and wind, with their errors.
    until : end of the run, aware.
    at : the moment of interest; states are kept every 10 minutes from it on. Default: `until`.
    output_s : interval of kept states before `at`, s. Default: an hour; without `at`, where nobody
        said yet when the search begins, 10 minutes (or one step, where that is longer).
    particles, seed, scheme, step_s, shore, threads : see `Run`.

    Returns
    -------
    Dataset with dimensions (trajectory, time): lon, lat (degrees), status, phase, persons, and per
    trajectory weight, hypothesis, component and what it assumed; see `Cloud`.

    Raises
    ------
    LastknownError : no wind, a start outside the sea or inland, a time that lies before the start.
    """
    from lastknown.drift.dataset import to_dataset

    if output_s is None:
        output_s = HOUR if at is not None else max(10.0 * MINUTE, step_s)
    run = Run(particles, seed, scheme, step_s, output_s, shore, threads)
    every = (starts,) if isinstance(starts, Start) else tuple(starts)
    return to_dataset(simulate(every, sea, until, at=at, run=run))


def simulate(
    starts: Sequence[Start],
    sea: Sea,
    until: datetime | str,
    *,
    at: datetime | str | None = None,
    run: Run | None = None,
    progress: Callable[[float], None] | None = None,
) -> Cloud:
    """Return the cloud of `drift_from` as plain arrays (no xarray is loaded).

    `progress` is told the share done, 0 to 1.
    """
    run = run or Run()
    end_s = to_seconds(parse_time(until, "until"))
    at_s = end_s if at is None else to_seconds(parse_time(at, "at"))
    if not starts:
        raise LastknownError("no start is given; give at least one lk.Start")
    sites, moved = off_the_land(starts, [read_site(start) for start in starts], sea.coast)
    box, t0, _ = reach(starts, until, sites)
    if end_s <= t0:
        raise LastknownError(
            f"until={show_time(end_s)} is not after the start {show_time(t0)}; give a later time"
        )
    current, wind = _errors(sea, sites[0], t0, end_s)
    far, assumed = far_shores(starts, sites, sea)
    ids = np.arange(run.first, run.first + _count(run), dtype=np.int64)
    crew = muster(starts, sites, far, run.seed, ids, _land(sea))
    forcing = sea.forcing(box, t0, end_s)
    schedule = schedule_of(
        t0, at_s, end_s, run.step_s, run.output_s, _SCHEMES[run.scheme], _SHORES[run.shore],
        current, wind,
    )  # fmt: skip
    motion = motion_of(crew, run.seed, current, forcing.lon0)
    move = partial(_move, run, field_of(forcing), sea.coast, schedule, progress)
    cloud = assemble(starts, crew, motion, schedule, move, run.seed, run.particles)
    doubt = unchecked(cloud, min(max(at_s, t0), end_s), current, forcing, sites[0].centre)
    notes = (*moved, *assumed, *_notes(cloud, forcing, sea), *doubt)
    told = {**_attrs(run, sea, at_s, current, wind), **_story(starts, sites, sea, t0)}
    named = any(start.boat for start in starts)
    boats = tuple(start.boat for start in starts) if named else ()
    return replace(cloud, attrs=told, notes=notes, boats=boats)


def _errors(sea: Sea, site: Site, t0: float, end_s: float) -> tuple[CurrentError, WindError]:
    """Return the error processes at the first start; a drift without wind is refused."""
    if not any(WIND in source.quantities for source in sea.sources):
        raise LastknownError(
            f"no wind for {show_time(t0)} to {show_time(end_s)}; give wind by hand with "
            "lk.Wind(speed_kn=8, from_deg=240), [[sea.wind]] in the case file, or a wind file"
        )
    place = (site.centre.lon, site.centre.lat, float(site.time_s[0]))
    return sea.current_error(*place), sea.wind_error(*place)


def _move(
    run: Run, field: Field, coast: Coast | None, schedule: Schedule,
    progress: Callable[[float], None] | None, motion: Motion,
) -> Tracks:  # fmt: skip
    """Return the tracks of some particles."""
    return run_motion(run.seed, field, coast, schedule, motion, run.threads, progress)


def _story(
    starts: Sequence[Start], sites: Sequence[Site], sea: Sea, at_s: float
) -> dict[str, str | float]:
    """Return the starts as given, who is to be named, and how warm the water is, if known."""
    told: dict[str, str | float] = {
        "starts": json.dumps([_told(*each) for each in zip(starts, sites, strict=True)])
    }
    if sea.credits:
        told["acknowledgement"] = "\n".join(sea.credits)
    with suppress(LastknownError):  # the middle of an area may lie outside
        place = sites[0].centre
        warmth = float(sea.sample(place.lon, place.lat, at_s).water_temperature_c)
        if math.isfinite(warmth):
            told["water_temperature_c"] = round(warmth, 2)
    return told


def _told(start: Start, site: Site) -> dict[str, str | float | list[str] | None]:
    """Return a start as it was given, for whoever reads the file; lon, lat are those used."""
    return {
        "name": start.name,
        "boat": start.boat,
        "lon": site.centre.lon,
        "lat": site.centre.lat,
        "time": show_time(parse_time(start.time)),
        "error_nm": start.fix_error_nm,
        "time_sd_min": start.time_sd_min,
        "fix_age_min": start.fix_age_min,
        "what": find_object(start.searched_for).code,
        "assumed": [name for name in ("error_nm", "what") if getattr(start, name) is None],
        "persons": start.persons,
        "weight": start.weight,
    }


def _count(run: Run) -> int:
    """Return how many particles are run."""
    return run.particles - run.first if run.count is None else run.count


def _land(sea: Sea) -> Callable[[Array, Array], NDArray[np.bool_]] | None:
    """Return what tells land from water, or None where no coast is known."""
    coast = sea.coast
    return None if coast is None else lambda lon, lat: is_land(coast.index, lon, lat)


def reach(
    starts: Sequence[Start], until: datetime | str, sites: Sequence[Site] | None = None
) -> tuple[tuple[float, float, float, float], float, float]:
    """Return the box that particles could get to, and the first and last time of a run.

    Parameters
    ----------
    starts : the scenarios.
    until : end of the run, aware.
    sites : their places where already read.

    Returns
    -------
    (lon_min, lat_min, lon_max, lat_max) in degrees, lon_max beyond 180 where it crosses it; s
    since 1970, twice.
    """
    sites = sites or [read_site(start) for start in starts]
    t0 = min(earliest(site, start) for site, start in zip(sites, starts, strict=True))
    end_s = to_seconds(parse_time(until, "until"))
    lon = np.concatenate([site.lon for site in sites])
    lat = np.concatenate([site.lat for site in sites])
    lon = lon[0] + np.mod(lon - lon[0] + 180.0, 360.0) - 180.0
    error_m = FARTHEST_SD / RADIUS_50 * max(start.fix_error_nm for start in starts) * NM
    own_ms = max(fastest_ms(start) for start in starts)
    reach_deg = (error_m + (end_s - t0) * (_FASTEST_MS + own_ms)) / 111_000.0
    wide_deg = reach_deg / max(0.05, float(np.cos(np.radians(np.abs(lat).max()))))
    box = (
        float(lon.min()) - wide_deg,
        max(-90.0, float(lat.min()) - reach_deg),
        float(lon.max()) + wide_deg,
        min(90.0, float(lat.max()) + reach_deg),
    )
    return box, t0, end_s


def _notes(cloud: Cloud, forcing: Forcing, sea: Sea) -> tuple[Note, ...]:
    """Return what must be said of a run.

    Raises
    ------
    LastknownError : more than 1 % of the probability left the sea that the sources cover.
    """
    notes = []
    boats = cloud.component == BOAT
    lost = float(cloud.weight[boats & (cloud.status[:, -1] == OUTSIDE)].sum())
    lost /= float(cloud.weight[boats].sum())
    if lost > _LOST:
        axes = forcing.axes
        raise LastknownError(
            f"{lost:.0%} of the particles leave the sea that is covered: current and wind reach "
            f"lon {axes.lon[0]:.2f} to {axes.lon[-1]:.2f}, lat {axes.lat[0]:.2f} to "
            f"{axes.lat[-1]:.2f}, {show_time(float(axes.time_s[0]))} to "
            f"{show_time(float(axes.time_s[-1]))}; shorten the run or add a source that covers more"
        )
    if lost > 0.0:
        text = f"{lost:.2%} of the probability left the sea that is covered and was held there."
        notes.append(Note("left-the-sea", text, {"share": lost}))
    if forcing.filled.any():
        text = (
            "Between the last wet cell of the current and the shore the nearest wet value is used, "
            "up to 8 km."
        )
        notes.append(Note("shore-gap-filled", text, {"reach_km": 8.0}))
    currents = [source.name for source in sea.sources if CURRENT in source.quantities]
    if len(currents) > 1:
        text = (
            f"Several sources of current: {', '.join(currents)}. The error figures, and the "
            "wind-driven current, of the one that serves the first start are used everywhere."
        )
        notes.append(Note("one-error-process", text, {"sources": ", ".join(currents)}))
    if sea.coast is None:
        text = "No coast is known here: particles may cross land."
        notes.append(Note("no-coast", text))
    return tuple(notes)


def _source(name: str, quantity: str, sea: Sea) -> dict[str, str]:
    """Return names and resolutions of the sources of a quantity, by priority."""
    offering = [source for source in sea.sources if quantity in source.quantities]
    return {
        f"{name}_source": "; ".join(source.name for source in offering),
        f"{name}_resolution": "; ".join(source.resolution for source in offering),
    }


def _attrs(
    run: Run, sea: Sea, at_s: float, current: CurrentError, wind: WindError
) -> dict[str, str | float | int]:
    """Return what a file says of how the cloud was made."""
    return {
        "seed": run.seed,
        "first_particle": run.first,
        "scheme": run.scheme,
        "step_s": run.step_s,
        "at": show_time(at_s),
        **_source("current", CURRENT, sea),
        **_source("wind", WIND, sea),
        "current_error_sd_kn": round(current.sd_ms / KNOT, 4),
        "current_error_half_life_min": round(current.half_life_s / MINUTE, 1),
        "current_error_tide_amplitude_sd": current.tide_amplitude_sd,
        "current_error_tide_phase_sd_min": round(current.tide_phase_sd_s / MINUTE, 1),
        "wind_drift_fraction": current.wind_drift,
        "current_error_measured_on": current.measured_on,
        "wind_error_sd_kn": round(wind.sd_ms / KNOT, 4),
        "wind_error_half_life_min": round(wind.half_life_s / MINUTE, 1),
        "wind_error_measured_on": wind.measured_on,
    }
