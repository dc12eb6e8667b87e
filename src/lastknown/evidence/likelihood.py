"""What all evidence has in common: a likelihood with a floor, at a time that is itself uncertain.

A report z is right with the share 1 - w, and then as probable as g(z | x_i(t)) says; with the share
w (the outlier share) it says nothing about this realisation and is as probable as b everywhere:

    L_i = (1 - w) * sum over k of p_k g(z | x_i(t_k)) + w b,        weight_i ~ weight_i * L_i

(Bayes). t_k, p_k are the moments at which it may have been true. As w b > 0, no report excludes
anything for certain, and one that contradicts the whole cloud leaves it as it is. The probability
that a report was of the second kind is w b / (sum of weight_i L_i).

Where several boats are out there at once (`Cloud.boats`), a report is about one of them, and says
nothing of the others. With q_b the probability that it is about boat b (1 where it says which,
`About`; else the boat's share of the weight) and m_b the mean of g over that boat,

    L_i = w b + (1 - w) (q_b g_i + sum over the other boats c of q_c m_c),     i of boat b,

the marginal of Bayes' rule over all boats together. Each boat keeps its share of the weight.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from numbers import Real
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud, Note
from lastknown.drift.positions import Component, component_weights, kept_column, positions_at
from lastknown.errors import LastknownError
from lastknown.times import parse_time, to_seconds
from lastknown.units import MINUTE, NM

if TYPE_CHECKING:
    from lastknown.evidence.correction import Observed
    from lastknown.sea.model import Sea

__all__ = [
    "LEAST_WRONG",
    "MOST_WRONG",
    "UNKNOWN_AGE_MIN",
    "WRONG_WITHIN_NM",
    "About",
    "Correction",
    "Likelihood",
    "anywhere_per_m2",
    "check_common",
    "effective",
    "judged",
    "moments",
    "over_time",
    "reweigh",
    "state_effective",
    "within",
]

Floats = NDArray[np.float64]
Moments = tuple[tuple[float, float], ...]

LEAST_WRONG: Final = 0.001
MOST_WRONG: Final = 0.9
"""Bounds of an outlier share: never none, as every channel errs now and then (assumed)."""

UNKNOWN_AGE_MIN: Final = 20.0
"""Minutes over which the age of a position of unknown age is spread evenly; assumed."""

WRONG_WITHIN_NM: Final = 30.0
"""Radius of the circle over which positions that are wrong are spread evenly, NM; assumed: about
the width of the sea in which one centre mistakes one boat for another."""

FEW: Final = 0.10
_LIKELY_WRONG: Final = 0.5
_HERMITE_X, _HERMITE_W = np.polynomial.hermite_e.hermegauss(5)


@runtime_checkable
class Likelihood(Protocol):
    """A report as evidence: what `reweigh` needs of it."""

    @property
    def wrong(self) -> float:
        """The outlier share w, fraction."""

    @property
    def anyhow(self) -> float:
        """How probable the report is where it says nothing, b > 0, in the unit of `fit`."""

    @property
    def name(self) -> str:
        """What it is, in words, for a note that it is likely wrong; empty: no such note."""

    def fit(self, cloud: Cloud) -> Floats:
        """Return how probable the report is if each trajectory is true, g, (n,)."""


@dataclass(frozen=True, eq=False)
class About:
    """A report about one boat, where several are out there at once.

    Attributes
    ----------
    boat : name of the boat, as its starts have it.
    evidence : the report.
    """

    boat: str
    evidence: Likelihood

    @property
    def wrong(self) -> float:
        """The outlier share of the report."""
        return self.evidence.wrong

    @property
    def anyhow(self) -> float:
        """How probable the report is where it says nothing."""
        return self.evidence.anyhow

    @property
    def name(self) -> str:
        """The report in words."""
        return self.evidence.name and f"{self.evidence.name} (of {self.boat})"

    def fit(self, cloud: Cloud) -> Floats:
        """Return how probable the report is if each trajectory is true, (n,)."""
        return self.evidence.fit(cloud)


@runtime_checkable
class Correction(Protocol):
    """A measurement that moves the tracks themselves (`lastknown.evidence.correction`)."""

    @property
    def sea(self) -> Sea:
        """The sea of the drift."""

    def correct(self, cloud: Cloud) -> Cloud:
        """Return the cloud with its tracks moved by this measurement alone."""

    def observed(self) -> Observed:
        """Return the error of the source's current that was measured."""


def within(name: str, value: object, low: float, high: float, unit: str = "") -> None:
    """Raise LastknownError where a figure is no number from low to high."""
    if not isinstance(value, Real) or not low <= float(value) <= high:
        raise LastknownError(
            f"{name}={value!r} is out of bounds; give {low:g} to {high:g} {unit}".rstrip()
        )


def check_common(at: datetime | str, time_sd_min: float, wrong: float) -> None:
    """Raise LastknownError where the fields that every report has are out of bounds."""
    parse_time(at, "at")
    within("time_sd_min", time_sd_min, 0.0, 1440.0, "min")
    within("wrong", wrong, LEAST_WRONG, MOST_WRONG)


def anywhere_per_m2() -> float:
    """Return the density of wrong positions, 1/m2, see `WRONG_WITHIN_NM`."""
    return 1.0 / (math.pi * (WRONG_WITHIN_NM * NM) ** 2)


def moments(
    cloud: Cloud, at: datetime | str, sd_min: float = 0.0, age_min: float = 0.0, ages: int = 1
) -> Moments:
    """Return (moment in s since 1970, its probability) at which a report may have been true.

    Parameters
    ----------
    at : time of the report; it must lie within the cloud.
    sd_min : sd of a normal error of the time, minutes (5-point Gauss-Hermite).
    age_min : length of an even spread before `at`, minutes.
    ages : how many moments that spread is cut into.

    Moments outside the cloud's times are left out, and the rest scaled to sum to 1.

    Raises
    ------
    LastknownError : `at` lies outside the cloud's times, or all moments do.
    """
    at_s = to_seconds(parse_time(at, "at"))
    kept_column(cloud, at_s)
    normal = zip(_HERMITE_X * sd_min * MINUTE, _HERMITE_W, strict=True) if sd_min else [(0.0, 1.0)]
    spread = [(k + 0.5) / ages * age_min * MINUTE for k in range(ages)] if age_min else [0.0]
    whole = [(at_s - age + error, float(share)) for (error, share), age in product(normal, spread)]
    kept = [each for each in whole if cloud.time_s[0] <= each[0] <= cloud.time_s[-1]]
    total = sum(share for _, share in kept)
    if total <= 0.0:
        raise LastknownError(f"at={at} leaves no moment inside the cloud; drift from earlier")
    return tuple((time, share / total) for time, share in kept)


def over_time(
    cloud: Cloud,
    when: Moments,
    component: Component,
    value: Callable[[Floats, Floats], Floats],
) -> Floats:
    """Return the mean over moments of a function of place, for each trajectory's realisation, (n,).

    Parameters
    ----------
    component : of which places it is the function: the boat's, the persons' in the water, or all
        persons' by their number.
    value : of longitudes and latitudes, degrees, (m,). It counts as 0 where nothing of that
        component is at sea yet.
    """
    found = np.zeros(cloud.weight.size)
    for at_s, probability in when:
        lon, lat, _, mask = positions_at(cloud, at_s)
        share = component_weights(cloud, at_s, np.ones(lon.size), component) * mask
        used = np.flatnonzero(share > 0.0)
        told = np.bincount(cloud.parent[used], share[used] * value(lon[used], lat[used]), lon.size)
        whole = np.bincount(cloud.parent[used], share[used], lon.size)
        found += probability * np.where(whole > 0.0, told / np.where(whole > 0.0, whole, 1.0), 0.0)
    return np.asarray(found[cloud.parent])


def reweigh(cloud: Cloud, evidence: Likelihood) -> Cloud:
    """Return the cloud weighed by a report; a note says so where it is likely wrong.

    Raises
    ------
    LastknownError : the report lies outside the cloud's times.
    """
    cloud, wrong = judged(cloud, evidence)
    if not evidence.name or wrong <= _LIKELY_WRONG:
        return cloud
    text = (
        f"{evidence.name} does not fit the cloud: {wrong:.0%} likely to be wrong or of "
        "another boat; it moved little."
    )
    note = Note("report-likely-wrong", text, {"report": evidence.name, "share": wrong})
    return replace(cloud, notes=(*cloud.notes, note))


def judged(cloud: Cloud, evidence: Likelihood) -> tuple[Cloud, float]:
    """Return the cloud weighed by a report, and the probability that the report is wrong.

    Raises
    ------
    LastknownError : the report lies outside the cloud's times.
    """
    fit, floor = (1.0 - evidence.wrong) * evidence.fit(cloud), evidence.wrong * evidence.anyhow
    group, names = _boats(cloud)
    own, count = cloud.component == BOAT, len(names)
    whole = np.bincount(group[own], cloud.weight[own], count).astype(np.float64)
    told = np.bincount(group[own], (cloud.weight * fit)[own], count) / np.maximum(whole, 1e-300)
    if getattr(evidence, "of_every_boat", False):
        likelihood = (fit + floor) / (told + floor)[group]
        overall = floor + float((whole * told).sum() / whole.sum())
    else:
        share = _share(getattr(evidence, "boat", ""), names, whole)
        overall = floor + float((share * told).sum())
        of_others = (share * told).sum() - share * told
        likelihood = (floor + of_others[group] + share[group] * fit) / overall
    weight = cloud.weight * likelihood / whole.sum()
    return replace(cloud, weight=weight), floor / overall


def _boats(cloud: Cloud) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return for each trajectory which boat it is of, and the boats' names."""
    names = tuple(dict.fromkeys(cloud.boats)) or ("",)
    each = np.array([names.index(name) for name in cloud.boats] or [0], dtype=np.intp)
    return (each[cloud.start] if cloud.boats else np.zeros(cloud.start.size, np.intp)), names


def _share(boat: str, names: tuple[str, ...], whole: Floats) -> Floats:
    """Return the probability that a report is about each boat, before it is weighed."""
    if not boat:
        return np.asarray(whole / whole.sum())
    if boat not in names:
        known = ", ".join(name for name in names if name) or "none is named"
        raise LastknownError(
            f"boat={boat!r} is no boat of this cloud ({known}); give the boat of one of its starts"
        )
    return np.array([1.0 if name == boat else 0.0 for name in names])


def effective(cloud: Cloud) -> float:
    """Return the effective number of realisations, (sum of weights)^2 / sum of squared weights."""
    weight = cloud.weight[cloud.component == BOAT]
    return float(weight.sum() ** 2 / np.sum(weight**2))


def state_effective(cloud: Cloud) -> Cloud:
    """Return the cloud with `effective_particles` and `effective_share` in its attributes.

    Where fewer than 10 % of the realisations are left, a note says so.
    """
    left = effective(cloud)
    share = left / max(1, int((cloud.component == BOAT).sum()))
    notes = tuple(note for note in cloud.notes if note.code != "few-particles-left")
    if share < FEW:
        text = (
            f"After weighing, {left:.0f} effective particles ({share:.1%}) carry the answer: areas "
            "are rough; drift more particles, or start from the newest position."
        )
        figures = {"effective_particles": left, "effective_share": share}
        notes = (*notes, Note("few-particles-left", text, figures))
    attrs = {**cloud.attrs, "effective_particles": left, "effective_share": share}
    return replace(cloud, attrs=attrs, notes=notes)
