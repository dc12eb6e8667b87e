"""All that the sampler needs of a night's reports, as arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.boats import weights as w
from lastknown.boats.attributes import attributes
from lastknown.boats.links import links
from lastknown.boats.reach import STEP_S, Reach
from lastknown.boats.reference import reference
from lastknown.boats.report import Decision, Identity, Report
from lastknown.geo.plane import Plane
from lastknown.units import RADIUS_50

__all__ = ["Table", "table_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


_LOOSE_MS = 1.0
"""Motion of the sea where no source knows it: sd of one component, m/s (judgement)."""

_RUN_MS = 2.0
"""Speed that turns the sd of a time into one of a position, m/s (judgement)."""


class Table(NamedTuple):
    """A night's reports in time order; n of them.

    Attributes
    ----------
    time : seconds since 1970, (n,).
    x, y : metres east and north, (n,).
    variance : of a position, one component, m²; -1 where there is none, (n,).
    drift_x, drift_y : where the sea carries position i until the time of j > i, m, (n, n).
    loose : sd of the sea's motion where it is not known, m/s, else 0, (n,).
    motions : rows of share, sd m/s, correlation time s, mean east m/s, mean north m/s.
    fade : e^(-dt/T) of each motion from report i to j > i, (motions, n, n).
    wrong, area : share of positions that say nothing; area over which those are spread, m².
    unlike : area that each position stands out from (`reference`), m², (n,).
    rough, rough_m2 : share of positions that are off by miles, and that variance, m².
    offsets, prior, ratio, told : see `attributes.Attributes`.
    number : index of the caller's number, -1 for none, (n,).
    phones, passed_on : see `weights.NUMBER`.
    factor, order, least_order : see `links.Links`; least sum of order.
    decided : see `links.Links`.
    boat : log weight of a boat with k reports, (n + 1,).
    boats : log weight of k boats, (n + 1,).
    """

    time: Array
    x: Array
    y: Array
    variance: Array
    drift_x: Array
    drift_y: Array
    loose: Array
    motions: Array
    fade: Array
    wrong: float
    area: float
    unlike: Array
    rough: float
    rough_m2: float
    offsets: Ints
    prior: Array
    ratio: Array
    told: NDArray[np.bool_]
    number: Ints
    phones: float
    passed_on: float
    factor: Array
    order: Array
    least_order: float
    decided: Array
    boat: Array
    boats: Array


def table_of(
    reports: Sequence[Report],
    reach: Reach,
    identities: Sequence[Identity],
    decisions: Sequence[Decision],
    setting: w.Setting,
) -> tuple[Table, Ints]:
    """Return the table of reports in time order, and which of them a person has joined."""
    mean = max(setting.mean(len(reports)), w.TOLD)
    told = attributes(reports, setting.hours, mean)
    pairs = links(reports, identities, decisions)
    time, motions = np.array([r.time_s for r in reports]), _motions(setting)
    places = _places(reports, reach)
    area = math.pi * setting.radius_m**2
    table = Table(
        time,
        *places,
        motions=motions,
        fade=_fade(reports),
        wrong=w.WRONG_POSITION,
        area=area,
        unlike=reference(time, *places[:3], places[3:5], motions, area, mean),
        rough=w.ROUGH_POSITION[0],
        rough_m2=w.ROUGH_POSITION[1] ** 2,
        offsets=told.offsets,
        prior=told.prior,
        ratio=told.ratio,
        told=told.told,
        number=_numbers(reports),
        phones=w.NUMBER[0],
        passed_on=w.NUMBER[1],
        factor=pairs.factor,
        order=pairs.order,
        least_order=math.log(w.MOST_AGAINST),
        decided=pairs.decided,
        boat=_boat_weights(len(reports), setting),
        boats=_boats_weights(len(reports), setting),
    )
    return table, pairs.node


def _places(
    reports: Sequence[Report], reach: Reach
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Return x, y, variance, drift_x, drift_y and loose of a table."""
    n = len(reports)
    x, y, loose = np.zeros((3, n))
    variance = np.full(n, -1.0)
    drift_x, drift_y = np.zeros((2, n, n))
    times = np.array([r.time_s for r in reports])
    plane: Plane | None = None
    for i, report in enumerate(reports):
        if report.position is None:
            continue
        at = report.position
        plane = plane or Plane(at.lon, at.lat)
        east, north = plane.to_xy(at.lon, at.lat)
        x[i], y[i] = float(east), float(north)
        variance[i] = (report.error_m / RADIUS_50) ** 2 + (_RUN_MS * report.time_sd_s) ** 2
        motion = reach.of(report)
        loose[i] = 0.0 if motion is not None and motion.known else _LOOSE_MS
        if motion is not None:
            path_x, path_y = plane.to_xy(motion.lon, motion.lat)
            steps = (times - times[i]) / STEP_S
            nodes = np.arange(path_x.size, dtype=np.float64)
            drift_x[i] = np.interp(steps, nodes, path_x - path_x[0])
            drift_y[i] = np.interp(steps, nodes, path_y - path_y[0])
    return x, y, variance, drift_x, drift_y, loose


def _motions(setting: w.Setting) -> Array:
    """Return the motions, along the course where one is given."""
    rows = []
    for share, sd, span, mean in w.MOTIONS:
        if setting.toward_deg is None or mean == 0.0:
            rows.append((share, sd, span, 0.0, 0.0))
            continue
        course = math.radians(setting.toward_deg)
        left = math.sqrt(max(sd * sd - 0.5 * mean * mean, 0.25 * sd * sd))
        rows.append((share, left, span, mean * math.sin(course), mean * math.cos(course)))
    return np.array(rows)


def _fade(reports: Sequence[Report]) -> Array:
    """Return how much of each motion's velocity is left from one report to a later one."""
    times = np.array([r.time_s for r in reports])
    dt = np.maximum(times[None, :] - times[:, None], 0.0)
    return np.array([np.exp(-dt / span) for _, _, span, _ in w.MOTIONS])


def _numbers(reports: Sequence[Report]) -> Ints:
    """Return the index of each report's number, -1 for none.

    That of a relayed call is the relayer's, who may speak for many boats: it counts as none.
    """
    told = [None if r.kind == "relayed call" else r.number for r in reports]
    index = {name: k for k, name in enumerate(sorted(set(told) - {None}, key=str))}
    return np.array([-1 if name is None else index[name] for name in told], np.int64)


def _boat_weights(n: int, setting: w.Setting) -> Array:
    """Return the log weight of a boat with k reports, k from 0 to n.

    Reports a boat are negative binomial, P(k) = Gamma(r + k) / (k! Gamma(r)) (1 - q)^r q^k. Given n
    reports the q^k multiply to a constant, and the orders in which n reports fall on boats cancel
    the k!; what is left is ``Gamma(r + k) / Gamma(r) (1 - q)^r``.
    """
    r = w.REPORT_SHAPE
    k = np.arange(n + 1)
    return np.array([math.lgamma(r + each) - math.lgamma(r) for each in k]) + math.log(
        setting.silent(n)
    )


def _boats_weights(n: int, setting: w.Setting) -> Array:
    """Return the log weight of k boats heard of, k from 0 to n.

    The number of boats is Poisson, its mean l Gamma with shape a and mean b; those heard of are
    Poisson with mean (1 - p0) l, so ``int l^k e^(-(1 - p0) l) l^(a-1) e^(-a l/b) dl = Gamma(k + a)
    / (1 - p0 + a/b)^(k + a)``.
    """
    rate = 1.0 - setting.silent(n) + w.SHAPE / setting.boats
    shapes = np.arange(n + 1) + w.SHAPE
    return np.array([math.lgamma(each) - each * math.log(rate) for each in shapes])
