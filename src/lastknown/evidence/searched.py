"""What a search that found nothing says: the cloud weighed by the chance of having been missed.

Each realisation i was missed with probability ``exp(-H_i(f_i W))``: H_i is the hazard that the legs
laid on its boat and on its persons in the water, in relative motion (`lastknown.search.detection`;
of curves other than the inverse cube `lastknown.search.hazard`), with every sweep width W stretched
by f_i, one lognormal factor that is common to every look at that realisation (haze, an unlit hull,
a wrong width), so that many looks never add up to certainty. Of the inverse cube the hazard is
f_i^2 H_i(W). Weights are multiplied by that and scaled to sum to 1 (Bayes); what they summed to
before is the chance that the search would have found nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.dataset import as_cloud, to_dataset
from lastknown.errors import LastknownError
from lastknown.evidence.correction import corrected
from lastknown.evidence.likelihood import Correction, Likelihood, reweigh, state_effective
from lastknown.evidence.recorded import Recorded
from lastknown.geo.plane import distance_m
from lastknown.search.fixed import in_plane
from lastknown.search.hazard import curve_hazard
from lastknown.search.lateral import LateralRange, inverse_cube_curve
from lastknown.search.planned import Leg, Plan, UnitPlan
from lastknown.search.scene import Scene, make_scene, targets_of
from lastknown.search.sensor import WIDTH_SD, Conditions, Sensor, width_factors
from lastknown.search.unit import Unit, widths_m
from lastknown.times import show_time
from lastknown.units import NM

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "WIDTH_SD",
    "Searched",
    "Width",
    "hazards_laid",
    "legs_of",
    "missed_by",
    "pos_of_search",
    "weigh",
    "weigh_by",
    "weigh_cloud",
]

Floats = NDArray[np.float64]
Width = float | Mapping[str, float]

LONGEST_KEPT_S: Final = 600.0
"""Longest time between kept states over which a recorded track is weighed, s: as in planning."""

FAR_NM: Final = 60.0
"""A recorded track that stays farther than this from everything is taken for a mistake, NM."""


@dataclass(frozen=True)
class Searched:
    """A search in which nothing was found.

    Attributes
    ----------
    track : what was searched: a recorded track (`lk.read_track`), timed legs, or what a unit or all
        units of a plan were told. Legs need not join; between them nothing was searched.
    sweep_width_nm : sweep width by day, NM: one number for boat and persons alike, or
        ``{"boat": 2.0, "person": 0.2}``; or a `lastknown.search.Sensor`, whose widths by day and
        night, and curve, follow from `conditions` and what the cloud holds; None: those of the
        plan's units.
    night_sweep_width_nm : the same in the dark; None: nothing was seen in the dark.
    width_sd : sd of the logarithm of the common factor on the sweep width; 0: none.
    curve : lateral range curve, that of `lastknown.search.sensor.Sensor`, stretched to the sweep
        widths; None: the inverse cube.
    conditions : what a sensor looked through (`lastknown.search.Conditions`).

    Raises
    ------
    LastknownError : no leg; legs out of order; no sweep width for bare legs; a negative sd.
    """

    track: Plan | UnitPlan | Recorded | Sequence[Leg]
    sweep_width_nm: Width | Sensor | None = None
    night_sweep_width_nm: Width | None = None
    width_sd: float = WIDTH_SD
    curve: LateralRange | None = None
    conditions: Conditions | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.width_sd) or self.width_sd < 0.0:
            raise LastknownError(f"width_sd={self.width_sd!r} is out of bounds; give 0 or more")
        for legs, _ in _parts(self):
            _check_legs(legs)


def weigh(cloud: xr.Dataset | Cloud, *evidence: Searched | Likelihood | Correction) -> xr.Dataset:
    """Return the cloud weighed by searches that found nothing and by what was told and found.

    Parameters
    ----------
    cloud : what `drift_from` returned; it must reach over the searches and reports.
    evidence : one or more searches, reports (`lastknown.evidence.likelihood`) and measured
        currents, in any order; all measured currents together move the tracks before anything is
        weighed.

    Returns
    -------
    The same cloud with new weights; the attribute `pos_cumulative` holds the probability that all
    searches so far would have found somebody, `effective_particles` and `effective_share` how many
    realisations, and which share of them, carry the answer (a note where that is under 10 %).

    Raises
    ------
    LastknownError : a search or report outside the cloud's times, or what is no evidence.
    """
    found = as_cloud(cloud)
    measured = [each for each in evidence if isinstance(each, Correction)]
    if measured:
        found = corrected(found, *(each.observed() for each in measured), sea=measured[0].sea)
    for each in evidence:
        if not isinstance(each, Correction):
            found = _counted(found, each)
    return to_dataset(state_effective(found))


def _counted(cloud: Cloud, evidence: Searched | Likelihood) -> Cloud:
    """Return the cloud after one piece of evidence."""
    if isinstance(evidence, Searched):
        return weigh_cloud(cloud, evidence)
    if isinstance(evidence, Likelihood):
        return reweigh(cloud, evidence)
    raise LastknownError(
        f"evidence={evidence!r} is none; give lk.Searched or a report of lastknown.evidence"
    )


def weigh_cloud(cloud: Cloud, searched: Searched) -> Cloud:
    """Return `weigh` of one search, as plain arrays."""
    after = weigh_by(cloud, missed_by(cloud, searched))
    told = searched.track.notes if isinstance(searched.track, Recorded) else ()
    return replace(after, notes=(*after.notes, *told))


def weigh_by(cloud: Cloud, missed: Floats) -> Cloud:
    """Return the cloud weighed by the chance of having been missed.

    Parameters
    ----------
    missed : (n,) probability, 0-1, that what was done would have found nothing if the trajectory's
        realisation is true; the same for a boat and those who left it.
    """
    boats = cloud.component == BOAT
    total = float(cloud.weight[boats].sum())
    kept = float((cloud.weight * missed)[boats].sum()) / total
    if kept <= 0.0:
        raise LastknownError(
            "the search would have found every realisation for certain, yet found nothing; "
            "check its sweep width and legs"
        )
    before = float(cloud.attrs.get("pos_cumulative", 0.0))
    attrs = {**cloud.attrs, "pos_cumulative": 1.0 - (1.0 - before) * kept}
    weight = cloud.weight * missed / (kept * total)
    return replace(cloud, weight=weight, attrs=attrs)


def pos_of_search(cloud: Cloud, searched: Searched) -> float:
    """Return the probability that the search would have found somebody or the hull, fraction."""
    missed = missed_by(cloud, searched)
    boats = cloud.component == BOAT
    weight = cloud.weight[boats]
    return 1.0 - float((weight * missed[boats]).sum() / weight.sum())


def missed_by(cloud: Cloud, searched: Searched) -> Floats:
    """Return the chance that a search missed each trajectory's realisation, (n,), 0-1.

    Raises
    ------
    LastknownError : the search lies outside the cloud's times; of a recorded track also where the
        cloud keeps its states more than 10 minutes apart, or the track lies far from all of it.
    """
    return missed_under(cloud, hazards_laid(cloud, searched, None)[0])


def missed_under(cloud: Cloud, hazard: Floats) -> Floats:
    """Return the chance of having missed each realisation, (n,), 0-1, of hazards by trajectory."""
    whole = np.bincount(cloud.parent, weights=hazard, minlength=hazard.size)
    missed: Floats = np.exp(-whole)[cloud.parent]
    return missed


def hazards_laid(cloud: Cloud, searched: Searched, edges_s: Floats | None) -> Floats:
    """Return the hazard that a search laid on each trajectory, its common factor included.

    Parameters
    ----------
    edges_s : (b + 1,) moments, s since 1970, ascending, that part the search; None: all at once.

    Returns
    -------
    (b, n) hazard between two moments, (1, n) without any; a boat's and that of the persons who
    left it, from when they left, stand apart.

    Raises
    ------
    LastknownError : as `missed_by`.
    """
    edges = np.array([-np.inf, np.inf]) if edges_s is None else edges_s
    laid = np.zeros((edges.size - 1, cloud.weight.size))
    factor = width_factors(
        int(cloud.attrs.get("seed", 0)), cloud.parent.astype(np.int64), searched.width_sd
    )
    searched = _resolved(cloud, searched)
    curve = searched.curve or inverse_cube_curve(1.0)
    for legs, day_m, night_m in _looks(searched):
        first, last = min(leg.t0 for leg in legs), max(leg.t1 for leg in legs)
        _refuse_outside(cloud, first, last)
        if isinstance(searched.track, Recorded):
            _refuse_coarse(cloud, first, last)
        scene = make_scene(cloud, first, last, everything=True)
        if isinstance(searched.track, Recorded):
            _refuse_far(searched.track, scene)
        targets = targets_of(scene, day_m, night_m)
        targets = targets._replace(factor=targets.factor * factor**2)
        rows = in_plane(legs, scene.plane)
        for i in range(edges.size - 1):
            part = _during(rows, edges[i], edges[i + 1])
            if part.size:
                laid[i] += curve_hazard(curve, part, targets)
    return laid


def legs_of(searched: Searched) -> tuple[Leg, ...]:
    """Return every leg of a search, unit by unit."""
    return tuple(leg for legs, _ in _parts(searched) for leg in legs)


def _during(rows: Floats, begin: float, end: float) -> Floats:
    """Return the parts of legs (k, 6) that lie between two moments."""
    rows = rows[(rows[:, 5] > begin) & (rows[:, 2] < end)]
    t0, t1 = np.maximum(rows[:, 2], begin), np.minimum(rows[:, 5], end)
    span = rows[:, 5] - rows[:, 2]
    way = rows[:, 3:5] - rows[:, :2]
    here = rows[:, :2] + way * ((t0 - rows[:, 2]) / span)[:, None]
    there = rows[:, :2] + way * ((t1 - rows[:, 2]) / span)[:, None]
    return np.column_stack([here, t0, there, t1])


def _refuse_outside(cloud: Cloud, first: float, last: float) -> None:
    """Refuse a search that the cloud does not reach over."""
    if first < cloud.time_s[0] or last > cloud.time_s[-1]:
        raise LastknownError(
            f"the search from {show_time(first)} to {show_time(last)} lies outside the cloud, "
            f"{show_time(float(cloud.time_s[0]))} to {show_time(float(cloud.time_s[-1]))}; "
            "drift further, or give the part of it that lies inside"
        )


def _refuse_far(track: Recorded, scene: Scene) -> None:
    """Refuse a track that is of another place: most likely its coordinates are swapped."""
    ends = np.array([(leg.lon0, leg.lat0) for leg in track.legs])
    away = distance_m(ends[:, 0], ends[:, 1], scene.plane.lon0, scene.plane.lat0)
    nearest = float(np.min(away)) - float(np.hypot(scene.x, scene.y).max())
    if nearest > FAR_NM * NM:
        raise LastknownError(
            f"the track of {track.name} comes no nearer than {nearest / NM:.0f} NM to where they "
            "may be; are latitude and longitude swapped, or is it another unit's?"
        )


def _refuse_coarse(cloud: Cloud, first: float, last: float) -> None:
    """Refuse tracks kept so seldom that the tide bends between two states."""
    during = (cloud.time_s[1:] > first) & (cloud.time_s[:-1] < last)
    longest = float(np.diff(cloud.time_s)[during].max())
    if longest > LONGEST_KEPT_S + 1.0:
        raise LastknownError(
            f"the cloud keeps states {longest / 60.0:.0f} min apart in the search from "
            f"{show_time(first)} to {show_time(last)}, and a search needs them every 10 min; "
            f'drift again with at="{show_time(first)}", or with output_s=600'
        )


def _parts(searched: Searched) -> list[tuple[tuple[Leg, ...], Unit | None]]:
    """Return the legs of each unit, and the unit where it is known."""
    track = searched.track
    if isinstance(track, Plan | UnitPlan):
        tasks = track.units if isinstance(track, Plan) else (track,)
        return [(task.legs, task.unit) for task in tasks if task.launch]
    if searched.sweep_width_nm is None:
        raise LastknownError(
            "sweep_width_nm is missing; give the sweep width of what searched these legs, NM"
        )
    return [(track.legs if isinstance(track, Recorded) else tuple(track), None)]


def _resolved(cloud: Cloud, searched: Searched) -> Searched:
    """Return a search with the sweep widths and the curve of its sensor."""
    sensor = searched.sweep_width_nm
    if not isinstance(sensor, Sensor):
        return searched
    from lastknown.search.equip import sensor_widths

    begin = min(leg.t0 for leg in legs_of(searched))
    day, night = sensor_widths(sensor, cloud, begin, searched.conditions)
    night = searched.night_sweep_width_nm if night is None else night
    curve = searched.curve or sensor.curve
    return replace(searched, sweep_width_nm=day, night_sweep_width_nm=night, curve=curve)


def _looks(
    searched: Searched,
) -> list[tuple[tuple[Leg, ...], tuple[float, float], tuple[float, float] | None]]:
    """Return (legs, widths by day, widths by night) of each unit, m; of a resolved search."""
    looks = []
    for legs, unit in _parts(searched):
        day, night = searched.sweep_width_nm, searched.night_sweep_width_nm
        if day is None and unit is not None:
            day, night = unit.sweep_width_nm, unit.night_sweep_width_nm
        assert day is not None
        assert not isinstance(day, Sensor)
        looks.append((legs, widths_m(day), None if night is None else widths_m(night)))
    return looks


def _check_legs(legs: Sequence[Leg]) -> None:
    """Refuse no legs, and legs that run backwards or overlap in time."""
    if not legs:
        raise LastknownError("the search has no leg; give the legs that were searched")
    clock = -math.inf
    for leg in legs:
        if not leg.t0 >= clock or not leg.t1 > leg.t0:
            raise LastknownError(
                f"the leg at {show_time(leg.t0)} to {show_time(leg.t1)} is out of order; "
                "give legs in the order of their times"
            )
        clock = leg.t1
