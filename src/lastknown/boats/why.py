"""Why two reports may be of one boat or not: each piece of evidence as a factor.

The factors are those of the two reports alone, and multiply the prior odds of the two. What other
reports say of the pair (a third one that fits both) is in the probability and not in these factors;
their product and the answer are given side by side so that the difference shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.boats import weights as w
from lastknown.boats.answer import Association
from lastknown.boats.attributes import ATTRIBUTES
from lastknown.boats.links import pair_factors
from lastknown.boats.place import place_score
from lastknown.boats.report import CALLS, Report
from lastknown.boats.score import attribute_score, number_score, order_score
from lastknown.boats.table import Table
from lastknown.units import KNOT

__all__ = ["Factor", "Why", "why"]

Rows = NDArray[np.int64]

FASTEST_KN = 8.0
_NEUTRAL = 1e-9
_FIELDS = {"time": "time_s", "length": "length_m", "left at": "left_at_s"}


@dataclass(frozen=True)
class Factor:
    """One piece of evidence.

    Attributes
    ----------
    code : what it is, for words in any language; see `docs/boats.md`.
    log_factor : natural logarithm of the factor on the odds of one boat; ``-inf`` for ``never``,
        ``inf`` for ``certain``.
    values : the figures that words need, by name.
    """

    code: str
    log_factor: float
    values: tuple[tuple[str, float | str], ...] = ()

    @property
    def factor(self) -> float:
        """The factor itself: above 1 for one boat, below 1 against."""
        return math.exp(min(self.log_factor, 700.0))


@dataclass(frozen=True)
class Why:
    """Why two reports have the probability they have.

    Attributes
    ----------
    a, b : ids, in time order.
    prior_log_odds : of one boat, before any evidence, were these two reports all.
    factors : the strongest first.
    probability : that they are of one boat, given all reports.
    """

    a: str
    b: str
    prior_log_odds: float
    factors: tuple[Factor, ...]
    probability: float

    @property
    def alone(self) -> float:
        """The probability from these two reports alone, without what others say."""
        odds = self.prior_log_odds + sum(each.log_factor for each in self.factors)
        return 1.0 / (1.0 + math.exp(min(max(-odds, -700.0), 700.0)))


def why(answer: Association, a: str, b: str) -> Why:
    """Return the factors of two reports.

    Raises
    ------
    LastknownError : no report has such an id.
    """
    i, j = sorted((answer.index(a), answer.index(b)))
    if answer.rest is not None and not answer.apart & {a, b}:
        return why(answer.rest, a, b)
    pair = (answer.reports[i], answer.reports[j])
    table = answer.table
    assert table is not None
    found = [*_told(pair, _rows(answer, i, j), table), *_settled(answer, pair)]
    found += _decided(answer, pair)
    found = [each for each in found if abs(each.log_factor) > _NEUTRAL]
    found.sort(key=lambda each: (-abs(each.log_factor), each.code))
    prior = table.boat[2] + table.boats[1] - 2.0 * table.boat[1] - table.boats[2]
    probability = float(answer.pair[i, j])
    return Why(pair[0].id, pair[1].id, float(prior), tuple(found), probability)


def _rows(answer: Association, i: int, j: int) -> Rows:
    """Return the rows of the table that hold two reports, or those that stand for them."""
    if answer.rest is not None:
        return np.array([i, j])  # of all reports
    names = [each.id for each in answer.reports if each.id not in answer.behind]
    ids = [answer.reports[k].id for k in (i, j)]
    return np.array([names.index(answer.behind.get(name, name)) for name in ids])


def _told(pair: tuple[Report, Report], rows: Rows, table: Table) -> list[Factor]:
    """Return what the reports themselves say, told in what the night's others are like."""
    if rows[0] == rows[1]:  # two places of one beacon, and one report stands for both
        return [Factor(code, value) for code, value in pair_factors(*pair)]
    found = [_place(rows, table)]
    for f, name in enumerate(ATTRIBUTES):
        found.append(Factor(name, attribute_score(rows, 2, f, table), _both(pair, name)))
    number = number_score(rows, 2, table)
    found.append(Factor("number same" if number > 0 else "number differs", number))
    found += [Factor(code, value) for code, value in pair_factors(*pair)]
    found.append(_order(pair, order_score(rows, 2, table)))
    return found


def _place(rows: Rows, table: Table) -> Factor:
    """Return the factor of the two places, and the speed that it takes to be at both."""
    i, j = rows
    if min(table.variance[rows]) <= 0.0:
        return Factor("place", 0.0)
    score = place_score(rows, 2, table)
    ahead = table.x[j] - table.x[i] - table.drift_x[i, j]
    up = table.y[j] - table.y[i] - table.drift_y[i, j]
    error = math.sqrt(2.0 * (table.variance[i] + table.variance[j]))
    off, dt = math.hypot(ahead, up), table.time[j] - table.time[i]
    needs = max(off - 2.0 * error, 0.0) / max(dt, 60.0) / KNOT
    values = (
        ("off_m", off),
        ("error_m", error),
        ("needs_kn", float(needs)),
        ("minutes", dt / 60.0),
    )
    code = "place fits" if score > 0 else "place differs"
    return Factor("place unreachable" if needs > FASTEST_KN else code, score, values)


def _both(pair: tuple[Report, Report], name: str) -> tuple[tuple[str, float | str], ...]:
    """Return what both reports tell of an attribute."""
    field = _FIELDS.get(name, name.replace(" ", "_"))
    told = [getattr(each, field) for each in pair]
    return () if None in told else (("a", told[0]), ("b", told[1]))


def _order(pair: tuple[Report, Report], score: float) -> Factor:
    """Return the factor of before and after."""
    kinds = {each.kind for each in pair}
    code = "order"
    if kinds == {"rescue"}:
        code = "two rescues"
    elif kinds == {"launch seen"}:
        code = "two launches"
    elif "empty hull" in kinds and "rescue" in kinds:
        code = "hull"
    elif "rescue" in kinds:
        code = "call after rescue" if kinds & set(CALLS) else "seen after rescue"
    elif "launch seen" in kinds:
        code = "before launch"
    minutes = (pair[1].time_s - pair[0].time_s) / 60.0
    return Factor(code, score, (("minutes", minutes),))


def _settled(answer: Association, pair: tuple[Report, Report]) -> list[Factor]:
    """Return what settles identity."""
    names = {pair[0].id, pair[1].id}
    found = []
    for each in answer.identities:
        if {each.a, each.b} == names:
            table = w.IDENTITY if each.same else w.IDENTITY_AGAINST
            found.append(
                Factor(each.how if each.same else f"{each.how} against", math.log(table[each.how]))
            )
    return found


def _decided(answer: Association, pair: tuple[Report, Report]) -> list[Factor]:
    """Return what persons decided of these two."""
    value = {
        "certain": math.inf,
        "likely": math.log(w.LIKELY),
        "unlikely": -math.log(w.LIKELY),
        "never": -math.inf,
    }
    names = {pair[0].id, pair[1].id}
    return [
        Factor(f"decided {each.verdict}", value[each.verdict], (("who", each.who),))
        for each in answer.decisions
        if {each.a, each.b} == names
    ]
