"""What a search that found nothing says: the cloud weighed by the chance of having been missed.

Each realisation i was missed with probability ``exp(-f_i^2 H_i)``: H_i is the hazard that the legs
laid on its boat and on its persons in the water, in relative motion (`lastknown.search.detection`),
f_i one lognormal factor on the sweep width that is common to every look at that realisation (haze,
an unlit hull, a wrong width), so that many looks never add up to certainty. Weights are multiplied
by that and scaled to sum to 1 (Bayes); what they summed to before is the chance that the search
would have found nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.dataset import as_cloud, to_dataset
from lastknown.errors import LastknownError
from lastknown.evidence.correction import corrected
from lastknown.evidence.likelihood import Correction, Likelihood, reweigh, state_effective
from lastknown.search.detection import track_hazard
from lastknown.search.scene import Scene, make_scene, targets_of
from lastknown.search.sensor import WIDTH_SD, width_factors
from lastknown.search.unit import Leg, Plan, UnitPlan, widths_m
from lastknown.times import show_time

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "WIDTH_SD",
    "Searched",
    "Width",
    "missed_by",
    "pos_of_search",
    "weigh",
    "weigh_by",
    "weigh_cloud",
]

Floats = NDArray[np.float64]
Width = float | Mapping[str, float]


@dataclass(frozen=True)
class Searched:
    """A search in which nothing was found.

    Attributes
    ----------
    track : what was searched: timed legs, or what a unit or all units of a plan were told.
    sweep_width_nm : sweep width by day, NM: one number for boat and persons alike, or
        ``{"boat": 2.0, "person": 0.2}``; None: those of the plan's units.
    night_sweep_width_nm : the same in the dark; None: nothing was seen in the dark.
    width_sd : sd of the logarithm of the common factor on the sweep width; 0: none.

    Raises
    ------
    LastknownError : no leg; legs out of order; no sweep width for bare legs; a negative sd.
    """

    track: Plan | UnitPlan | Sequence[Leg]
    sweep_width_nm: Width | None = None
    night_sweep_width_nm: Width | None = None
    width_sd: float = WIDTH_SD

    def __post_init__(self) -> None:
        if not math.isfinite(self.width_sd) or self.width_sd < 0.0:
            raise LastknownError(f"width_sd={self.width_sd!r} is out of bounds; give 0 or more")
        for legs, _, _ in _looks(self):
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
    return weigh_by(cloud, missed_by(cloud, searched))


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
    LastknownError : the search lies outside the cloud's times.
    """
    hazard = np.zeros(cloud.weight.size)
    for legs, day_m, night_m in _looks(searched):
        first, last = min(leg.t0 for leg in legs), max(leg.t1 for leg in legs)
        if first < cloud.time_s[0] or last > cloud.time_s[-1]:
            raise LastknownError(
                f"the search from {show_time(first)} to {show_time(last)} lies outside the cloud, "
                f"{show_time(float(cloud.time_s[0]))} to {show_time(float(cloud.time_s[-1]))}; "
                "drift further or search later"
            )
        scene = make_scene(cloud, first, last, everything=True)
        hazard += track_hazard(_in_plane(scene, legs), targets_of(scene, day_m, night_m))
    whole = np.bincount(cloud.parent, weights=hazard, minlength=hazard.size)
    ids = np.arange(hazard.size, dtype=np.int64)
    seed = int(cloud.attrs.get("seed", 0))
    factor = width_factors(seed, ids, searched.width_sd)
    missed: Floats = np.exp(-(factor**2) * whole)[cloud.parent]
    return missed


def _looks(
    searched: Searched,
) -> list[tuple[tuple[Leg, ...], tuple[float, float], tuple[float, float] | None]]:
    """Return (legs, widths by day, widths by night) of each unit, m."""
    track = searched.track
    if isinstance(track, Plan | UnitPlan):
        tasks = track.units if isinstance(track, Plan) else (track,)
        return [
            (
                task.legs,
                *_widths(searched, task.unit.sweep_width_nm, task.unit.night_sweep_width_nm),
            )
            for task in tasks
            if task.launch
        ]
    if searched.sweep_width_nm is None:
        raise LastknownError(
            "sweep_width_nm is missing; give the sweep width of what searched these legs, NM"
        )
    return [(tuple(track), *_widths(searched, None, None))]


def _widths(
    searched: Searched, day: Width | None, night: Width | None
) -> tuple[tuple[float, float], tuple[float, float] | None]:
    """Return the sweep widths used by day and night, m."""
    if searched.sweep_width_nm is not None:
        day, night = searched.sweep_width_nm, searched.night_sweep_width_nm
    assert day is not None
    return widths_m(day), None if night is None else widths_m(night)


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


def _in_plane(scene: Scene, legs: Sequence[Leg]) -> Floats:
    """Return legs as x0, y0, t0, x1, y1, t1 in the scene's plane, m and s, (k, 6)."""
    ends = [[(leg.lon0, leg.lat0, leg.t0), (leg.lon1, leg.lat1, leg.t1)] for leg in legs]
    place = np.array(ends, dtype=np.float64)
    x, y = scene.plane.to_xy(place[:, :, 0].ravel(), place[:, :, 1].ravel())
    xy = np.stack([np.asarray(x), np.asarray(y)], axis=1).reshape(len(legs), 2, 2)
    rows: Floats = np.concatenate((xy, place[:, :, 2:]), axis=2).reshape(len(legs), 6)
    return rows
