"""The survival clock: how many of a boat's missing may be alive at a moment, and for how long.

What nobody knows and all persons share is summed over, as states k with weight w_k: when they
entered the water, how cold it is, what share of them floats by a life jacket, and which of the
curves of `lastknown.people.survival` holds. With persons missing n as probabilities P(n),

    P(a alive at t) = sum_n P(n) sum_k w_k BB(a; n, S_k(t), r(t)),

where BB is the beta-binomial of `lastknown.people.group`. States that differ already make what
befalls one befall the others: of the variance of a person's fate, with m the mean of S_k,
``rho = Var_k(S_k) / (m (1 - m))`` lies between groups. The correlation of 0.2 is that of the
whole, so only what the states leave of it is put into each, ``r = (0.2 - rho) / (1 - rho)``, never
below 0. From its least value on r is held from falling, and before that P(anyone alive) is the
least so far (a matter of 1e-4), so that it never rises.

60 % of cold-water deaths come early: that stands in the curves as a share of deaths. Nothing here
is a weight on everyone, and P(anyone alive) is above 0 while anyone may be missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from lastknown.errors import LastknownError
from lastknown.people.curves import Floats
from lastknown.people.exposure import Exposure, States, first_s, shares_of, states_of
from lastknown.people.group import CORRELATION
from lastknown.people.survival import survival
from lastknown.units import HOUR

__all__ = ["ALIVE", "ALL_OUT", "BELOW", "HORIZON_H", "LOWEST", "MARKS", "MOST_ABOARD"]
__all__ += ["Clock", "Exposure", "clock"]

MARKS: Final = (0.9, 0.5, 0.1, 0.01)
"""P(anyone alive) at whose falls an alarm is due."""

LOWEST: Final = 0.01
"""Below this the clock only says that it is below: a named person decides on the search."""

HORIZON_H: Final = 14 * 24.0
"""Hours from the first moment in the water to where the clock looks no further."""

MOST_ABOARD: Final = 2000
"""Longest array of persons on board that is taken."""

ALIVE: Final = "clock.anyone_alive"
"""Statement: `any_alive` is to be said, with the range."""

BELOW: Final = "clock.below_lowest"
"""Statement: the chance that anyone lives is below 1 %: a named person decides on the search."""

ALL_OUT: Final = "clock.all_out"
"""Statement: as many are out as can have been on board; the closure gate decides, not the clock."""

_STEPS_H: Final = np.concatenate([np.arange(0.0, 24.0, 1 / 6), np.arange(24.0, HORIZON_H + 1.0)])
_NEGLIGIBLE: Final = 1e-5  # probability of more persons than the sums reach
_RANGE: Final = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Clock:
    """How many of those missing may be alive. Never to be shown as one number.

    Attributes
    ----------
    at_s, horizon_s : the moment, and where the clock looks no further, s since 1970.
    in_water : probability that they are in the water at all by then, 0-1.
    hours_in_water : time in it, h, at 10, 50 and 90 %; 0 where the boat still carries them.
    missing : persons still out, mean.
    expected : survivors among them expected by the low, middle and high curve.
    fewest, most : the 80 % range of the number alive: at most 10 % lies below, at most 10 % above.
        `fewest` may be 0, the pessimistic end; it does not say that nobody lives.
    any_alive : probability that at least one is alive, 0-1.
    falls : for each of MARKS the moment, s since 1970, from which `any_alive` is below it; before
        `at_s` where it already is; None where it is not by the horizon.
    statement : ALIVE, BELOW or ALL_OUT: what may be said.
    """

    at_s: float
    horizon_s: float
    in_water: float
    hours_in_water: tuple[float, float, float]
    missing: float
    expected: tuple[float, float, float]
    fewest: int
    most: int
    any_alive: float
    falls: Mapping[float, float | None]
    statement: str


def clock(
    on_board: ArrayLike,
    exposure: Exposure,
    at_s: float,
    out: int = 0,
    *,
    correlation: float = CORRELATION,
) -> Clock:
    """Return how many of a boat's missing may be alive at a moment, and how long anyone may be.

    Parameters
    ----------
    on_board : probability of 0, 1, 2 ... persons on board, sums to 1, at most MOST_ABOARD + 1 long.
    exposure : what is known of their time in the water and of what helps them.
    at_s : the moment, s since 1970.
    out : persons already accounted for, alive or dead: taken up, transferred, returned. Fewer than
        that cannot have been on board. What their fate says of the others is not used.
    correlation : intraclass correlation of fates within the group as a whole, 0-1.

    Raises
    ------
    LastknownError : the probabilities do not sum to 1; `out` is no count; times are out of order
        or none is given; temperature, flotation or clothing is not known to `survival`.
    """
    missing = _missing(on_board, out)
    states = states_of(exposure)
    _check(at_s, correlation)
    run = _run(missing, states, first_s(exposure) + HOUR * _STEPS_H, correlation)
    below = _alive(missing, states, at_s, run.left_at(at_s)).cumsum()
    hours = np.maximum(at_s - states.onset_s, 0.0) / HOUR
    persons, chance = float(missing @ np.arange(missing.size)), _anyone(run, at_s)
    return Clock(
        at_s=at_s,
        horizon_s=float(run.time_s[-1]),
        in_water=float(states.weight[hours > 0.0].sum()),
        hours_in_water=_quantiles(hours, states.weight),
        missing=persons,
        expected=_expected(persons, exposure, hours, states),
        fewest=int(np.argmax(below >= 0.1 - 1e-12)),
        most=int(np.argmax(below >= 0.9 - 1e-12)),
        any_alive=chance,
        falls={mark: _fall(run, mark) for mark in MARKS},
        statement=_statement(missing, chance),
    )


def _check(at_s: float, correlation: float) -> None:
    if not 0.0 <= correlation <= 1.0:
        raise LastknownError(
            f"correlation={correlation!r} is out of bounds; give 0 (each alone) to 1 (all or none)"
        )
    if not math.isfinite(at_s):
        raise LastknownError(f"at_s={at_s!r} is not a moment; give seconds since 1970")


def _missing(on_board: ArrayLike, out: int) -> Floats:
    """Return the probability of 0, 1, 2 ... persons still out."""
    pmf = np.asarray(on_board, np.float64)
    if pmf.ndim != 1 or not 1 <= pmf.size <= MOST_ABOARD + 1 or not np.isfinite(pmf).all():
        raise LastknownError(
            f"on_board of shape {pmf.shape} is no distribution; give the probability of 0, 1, 2 "
            f"... persons, at most {MOST_ABOARD}"
        )
    if (pmf < 0.0).any() or abs(pmf.sum() - 1.0) > 1e-6:
        raise LastknownError(
            f"on_board sums to {pmf.sum():g}; give probabilities that sum to 1, none negative"
        )
    if isinstance(out, bool) or not isinstance(out, int | np.integer) or out < 0:
        raise LastknownError(f"out={out!r} is not a count of persons; give 0 or more")
    rest = pmf[out:]
    if rest.sum() <= 0.0:
        return np.ones(1)
    above = np.cumsum(rest[::-1])[::-1]
    kept = rest[above > _NEGLIGIBLE * rest.sum()]
    return np.asarray(kept / kept.sum())


@dataclass(frozen=True, eq=False)
class _Run:
    """The clock from the first moment to the horizon.

    missing, states : as above. time_s, left : (t,) moments, and the correlation that the states
    leave within each; from index `turn` on it never falls. least : (turn + 1,) the least
    probability so far that anyone is alive, up to there.
    """

    missing: Floats
    states: States
    time_s: Floats
    left: Floats
    turn: int
    least: Floats

    def left_at(self, at_s: float) -> float:
        return float(np.interp(at_s, self.time_s, self.left))


def _run(missing: Floats, states: States, time_s: Floats, correlation: float) -> _Run:
    share, weight = shares_of(states, time_s)
    mean = share @ weight
    between = np.maximum(np.square(share) @ weight - mean**2, 0.0)
    whole = np.where(mean < 1.0 - 1e-9, mean * (1.0 - mean), np.inf)
    rho = np.minimum(between / np.maximum(whole, 1e-300), 1.0 - 1e-12)
    left = np.maximum((correlation - rho) / (1.0 - rho), 0.0)
    turn = int(np.argmin(left))
    left[turn:] = np.minimum.accumulate(left[turn:][::-1])[::-1]
    some = [_some(missing, states, time_s[i], left[i]) for i in range(turn + 1)]
    return _Run(missing, states, time_s, left, turn, np.minimum.accumulate(some))


def _anyone(run: _Run, at_s: float) -> float:
    """Return the probability that at least one of those missing is alive; it never rises."""
    if at_s < run.time_s[run.turn]:
        return float(np.interp(at_s, run.time_s[: run.turn + 1], run.least))
    chance = _some(run.missing, run.states, at_s, run.left_at(at_s))
    return min(chance, float(run.least[-1]))


def _some(missing: Floats, states: States, at_s: float, correlation: float) -> float:
    """Return the probability that at least one of those missing is alive."""
    share, weight = shares_of(states, np.array([at_s]))
    dead = np.clip(1.0 - share[0], 1e-15, 1.0)
    step = min(correlation, 1.0 - 1e-12)
    already = step * np.arange(missing.size - 1)
    ratio = ((1.0 - step) * dead[:, None] + already) / (1.0 - step + already)
    none = weight @ np.cumprod(ratio, axis=1)
    return float(missing[1:] @ (1.0 - none))


def _alive(missing: Floats, states: States, at_s: float, correlation: float) -> Floats:
    """Return the probability of 0, 1, 2 ... alive among those missing.

    One person after another is added: with a of n alive the next one lives with probability
    ``((1 - r) S + r a) / (1 - r + r n)``, which makes the beta-binomial (Polya's urn).
    """
    shares, weight = shares_of(states, np.array([at_s]))
    step = min(correlation, 1.0 - 1e-12)
    alone = (1.0 - step) * shares[0][:, None]
    total = np.zeros(missing.size)
    total[0] = missing[0]
    counts = weight[:, None]
    for n in range(missing.size - 1):
        lives = counts * ((alone + step * np.arange(n + 1)) / (1.0 - step + step * n))
        counts = np.pad(counts - lives, ((0, 0), (0, 1)))
        counts[:, 1:] += lives
        total[: n + 2] += missing[n + 1] * counts.sum(axis=0)
    return total


def _quantiles(hours: Floats, weight: Floats) -> tuple[float, float, float]:
    """Return the hours in the water at 10, 50 and 90 %."""
    order = np.argsort(hours)
    grown = np.cumsum(weight[order])
    low, middle, high = (float(hours[order][np.argmax(grown >= level - 1e-12)]) for level in _RANGE)
    return low, middle, high


def _expected(
    persons: float, exposure: Exposure, hours: Floats, states: States
) -> tuple[float, float, float]:
    """Return the survivors expected by the low, middle and high curve."""
    alive = survival(
        hours, states.water_c, flotation=exposure.flotation, clothing=exposure.clothing
    )
    low, middle, high = (
        persons * float(states.weight @ each) for each in (alive.low, alive.middle, alive.high)
    )
    return low, middle, high


def _fall(run: _Run, mark: float) -> float | None:
    """Return from when P(anyone alive) is below a mark; None: not by the horizon."""
    low, high = 0, run.time_s.size - 1
    above, below = (_anyone(run, run.time_s[i]) for i in (low, high))
    if below >= mark:
        return None
    if above < mark:
        return float(run.time_s[0])
    while high - low > 1:
        middle = (low + high) // 2
        chance = _anyone(run, run.time_s[middle])
        if chance >= mark:
            low, above = middle, chance
        else:
            high, below = middle, chance
    part = (above - mark) / (above - below)
    return float(run.time_s[low] + part * (run.time_s[high] - run.time_s[low]))


def _statement(missing: Floats, chance: float) -> str:
    """Return what may be said."""
    if missing.size == 1 or missing[0] >= 1.0:
        return ALL_OUT
    return BELOW if chance < LOWEST else ALIVE
