"""What is told of the boat itself: each attribute as a hidden value that every report is about.

For one attribute with hidden value a and prior P(a), reports with likelihoods L_i(a) that are of
one boat have the marginal likelihood ``sum_a P(a) prod_i L_i(a)``. Against a boat for each of them
the evidence is the Bayes factor

    B(C) = sum_a P(a) prod_i L_i(a) / prod_i sum_a P(a) L_i(a)

so that a single report has B = 1, and what is not told (L constant) changes nothing. What a relayed
report tells enters with the power `weights.RELAYED_SHARE`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.boats import weights as w
from lastknown.boats.report import Report

__all__ = ["ATTRIBUTES", "Attributes", "attributes"]

Array = NDArray[np.float64]
Block = tuple[Array, Array, NDArray[np.bool_]]
"""Prior (m,), likelihood (n, m), told (n,)."""

_STEP_S = 30.0 * 60.0
_LONGEST_S = 14.0 * 86_400.0


@dataclass(frozen=True, eq=False)
class Attributes:
    """All attributes of all reports, side by side.

    Attributes
    ----------
    offsets : int, shape (len(ATTRIBUTES) + 1,); attribute f owns columns offsets[f]:offsets[f+1].
    prior : P(a), shape (columns,).
    ratio : L_i(a) over the report's own marginal likelihood, shape (n, columns); 1 if not told.
    told : whether the report tells this attribute, shape (n, len(ATTRIBUTES)).
    """

    offsets: NDArray[np.int64]
    prior: Array
    ratio: Array
    told: NDArray[np.bool_]


def attributes(reports: Sequence[Report], hours: float, mean: float) -> Attributes:
    """Return the likelihoods of every attribute that reports tell.

    Parameters
    ----------
    hours : length of the night.
    mean : mean number of reports a boat that is reported at all.
    """
    share = np.array([w.RELAYED_SHARE if _relayed(r) else 1.0 for r in reports])
    blocks = [make(reports, hours) for make in ATTRIBUTES.values()]
    likelihoods = [each ** share[:, None] for _, each, _ in blocks]
    priors = [
        _tonight(prior, each[told], mean)
        for (prior, _, told), each in zip(blocks, likelihoods, strict=True)
    ]
    ratios = [
        each / (each @ prior)[:, None] for prior, each in zip(priors, likelihoods, strict=True)
    ]
    sizes = [prior.size for prior in priors]
    return Attributes(
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        prior=np.concatenate(priors),
        ratio=np.ascontiguousarray(np.concatenate(ratios, axis=1)),
        told=np.ascontiguousarray(np.stack([told for _, _, told in blocks], axis=1)),
    )


def _tonight(prior: Array, likelihood: Array, mean: float) -> Array:
    """Return what boats are like tonight: the prior, learned from the reports in two steps."""
    learned = prior
    for _ in range(2):
        each = learned * likelihood
        each /= each.sum(axis=1)[:, None]
        learned = w.TONIGHT * prior + each.sum(axis=0) / mean
        learned = learned / learned.sum()
    return learned


def _relayed(report: Report) -> bool:
    return report.kind == "relayed call" or report.relay_of is not None


def _block(prior: Array, rows: Sequence[Array | None]) -> Block:
    """Return a block from a prior (scaled to sum to 1) and one likelihood row a report, or None."""
    told = np.array([row is not None for row in rows], np.bool_)
    flat = np.ones(prior.size)
    likelihood = np.stack([flat if row is None else row for row in rows])
    return prior / prior.sum(), np.maximum(likelihood, 1e-12), told


def _normal(x: Array | float, mean: Array | float, sd: Array | float) -> Array:
    """Return the normal density."""
    z = (np.asarray(x) - mean) / sd
    return np.asarray(np.exp(-0.5 * z * z) / (np.sqrt(2.0 * np.pi) * np.asarray(sd)))


def _persons(reports: Sequence[Report], _: float) -> Block:
    """Persons on board: log-normal counts, wrong by a third; on deck nearly right."""
    median, spread, sd, on_deck, wild = w.PERSONS
    grid = np.geomspace(2.0, 160.0, 32)
    rows: list[Array | None] = []
    for report in reports:
        if not report.persons or report.kind in ("recovery", "empty hull"):
            rows.append(None)
            continue
        error = on_deck if report.kind == "rescue" else sd
        right = _normal(np.log(report.persons), np.log(grid), error)
        rows.append((1.0 - wild) * right + wild / np.log(200.0))
    return _block(_normal(np.log(grid), np.log(median), spread), rows)


def _length(reports: Sequence[Report], _: float) -> Block:
    """Length of the hull: normal, with an sd that grows with what is stated."""
    mean, spread, error, wild = w.LENGTH
    grid = np.arange(3.0, 20.25, 1.0)
    rows = [
        None
        if r.length_m is None
        else (1.0 - wild) * _normal(r.length_m, grid, error * grid) + wild / 17.0
        for r in reports
    ]
    return _block(_normal(grid, mean, spread) + 1e-3, rows)


def _colour(reports: Sequence[Report], _: float) -> Block:
    """Colour: told rightly, as another dark one at night, or as anything."""
    names = list(w.COLOURS)
    right, as_dark = w.COLOUR_RIGHT
    rows: list[Array | None] = []
    for report in reports:
        if report.colour is None:
            rows.append(None)
            continue
        told = report.colour if report.colour in w.COLOURS else "other"
        rows.append(np.array([_colour_told(told, true, right, as_dark) for true in names]))
    return _block(np.array(list(w.COLOURS.values())), rows)


def _colour_told(told: str, true: str, right: float, as_dark: float) -> float:
    """Return the probability that a boat of one colour is told as another."""
    anything = (1.0 - right - as_dark) / len(w.COLOURS)
    dark = as_dark if true in w.DARK else 0.0
    same = right if true in w.DARK else right + as_dark
    return anything + (same if told == true else 0.0) + (dark / 4.0 if told in w.DARK else 0.0)


def _among(values: Sequence[str | None], common: dict[str, float], right: float) -> Block:
    """A value out of a table; what is not in the table counts as its last entry."""
    names = list(common)
    others = (1.0 - right) / (len(names) - 1)
    rows = [
        None
        if value is None
        else np.where(np.array(names) == (value if value in common else names[-1]), right, others)
        for value in values
    ]
    return _block(np.array(list(common.values())), rows)


def _named(values: Sequence[str | None], kinds: int, right: float) -> Block:
    """One of `kinds` equally common values, of which the reports name some."""
    names = sorted({value for value in values if value is not None})
    total = max(kinds, len(names))
    others = (1.0 - right) / (total - 1)
    prior = np.array([1.0] * len(names) + [float(total - len(names))])
    rows = [
        None
        if value is None
        else np.array([right if name == value else others for name in names] + [others])
        for value in values
    ]
    return _block(prior, rows)


def _steps(middle: float, half: float, times: Sequence[float]) -> Array:
    """Return the steps of a span of time; of one longer than `_LONGEST_S` those near the times.

    So a report with a wrong year costs no more than any other.
    """
    if 2.0 * half <= _LONGEST_S:
        return np.arange(middle - half, middle + half + 1.0, _STEP_S)
    around = _STEP_S * np.arange(-24.0, 25.0)
    return np.unique(np.concatenate([_STEP_S * round(t / _STEP_S) + around for t in times]))


def _departure_time(reports: Sequence[Report], _: float) -> Block:
    """When it left: normal about what is stated, over the hours that are stated and one day."""
    told = [r.left_at_s for r in reports if r.left_at_s is not None]
    if not told:
        return _block(np.ones(1), [None] * len(reports))
    middle = 0.5 * (min(told) + max(told))
    half = max(12 * 3600.0, 0.5 * (max(told) - min(told)) + 3600.0)
    grid = _steps(middle, half, told)
    rows = [
        None if r.left_at_s is None else 1e-6 + _normal(r.left_at_s, grid, w.LEFT_SD_S)
        for r in reports
    ]
    return _block(np.ones(grid.size), rows)


def _times(reports: Sequence[Report], hours: float) -> Block:
    """When it is reported: normal about a middle of its own, in a night that holds all reports."""
    sd, wild = w.TIME
    times = np.array([r.time_s for r in reports])
    middle = 0.5 * (times.min() + times.max())
    half = 0.5 * max(hours * 3600.0, float(np.ptp(times)))
    grid = _steps(middle, half, times.tolist())
    rows = [
        None
        if r.kind in ("empty hull", "recovery")
        else (1.0 - wild) * _normal(r.time_s, grid, math.hypot(sd, r.time_sd_s))
        + wild / (2.0 * half)
        for r in reports
    ]
    return _block(np.ones(grid.size), rows)


ATTRIBUTES: dict[str, Callable[[Sequence[Report], float], Block]] = {
    "time": _times,
    "persons": _persons,
    "colour": _colour,
    "material": lambda rs, _: _among([r.material for r in rs], w.MATERIALS, w.RIGHT["material"]),
    "length": _length,
    "engine": lambda rs, _: _among([r.engine for r in rs], w.ENGINES, w.RIGHT["engine"]),
    "life jackets": lambda rs, _: _among(
        [r.life_jackets for r in rs], w.JACKETS, w.RIGHT["life_jackets"]
    ),
    "left from": lambda rs, _: _named([r.left_from for r in rs], *w.DEPARTURES),
    "left at": _departure_time,
    "language": lambda rs, _: _named([r.language for r in rs], *w.LANGUAGES),
    "dialling": lambda rs, _: _named([r.dialling for r in rs], *w.DIALLING),
}
"""The attributes by the name that `why` shows, and what makes their likelihoods."""
