"""The best division of several kinds of effort at once, target at rest.

Maximise sum_i p_i b(sum_k w_ik t_ik) with sum_i t_ik <= T_k (Washburn 1995, Journal of Optimization
Theory and Applications 85, who solves it for 1 - exp(-y)). Here by an interior point: the
equations of the optimum

    price_k - s_i w_ik - z_ik = 0,  ln s_i + hurdle(y_i) = ln p_i,  sum_i t_ik = T_k,  t z = mu

(s_i the marginal value of coverage in cell i, hurdle = -ln b', z >= 0 what a kind loses by looking
there) are followed by Newton's method while mu falls to nothing. A step costs cells x kinds^2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.search._rest import Hull, Smooth, fill

__all__ = ["divide_kinds", "programme"]

Floats = NDArray[np.float64]
STEPS = 200
TOLERANCE = 1e-12


class _State(NamedTuple):
    t: Floats
    s: Floats
    z: Floats
    price: Floats


def divide_kinds(p: Floats, w: Floats, effort: Floats, curve: Smooth) -> tuple[Floats, Floats]:
    """Return the division (cells, kinds) and the prices (kinds,).

    p (cells,), all positive; w (cells, kinds), effort (kinds,) positive; every cell and kind has
    some positive rate.
    """
    total = p.sum()
    scaled = w * effort
    state = _interior(p / total, scaled, curve)
    t = np.where(state.t < 1e-9 / len(p), 0.0, state.t)
    t /= t.sum(axis=0)
    if curve.k == 1.0:
        _polish(p / total, scaled, t)
    return t * effort, state.price * total / effort


def _interior(p: Floats, w: Floats, curve: Smooth) -> _State:
    """Follow the central path; efforts are 1 each, weights sum to 1."""
    t = 1.0 / (len(p) + w.shape[1] * w)  # coverage under 1, so that no cell starts exhausted
    s = p * np.exp(-curve.hurdle((w * t).sum(axis=1)))
    price = 2.0 * (s[:, None] * w).max(axis=0)
    state = _State(t, s, price - s[:, None] * w, price)
    for _ in range(STEPS):
        mu = float((state.t * state.z).mean())
        left, off = mu * state.t.size, float(abs(_misfit(p, w, curve, state)).max())
        if left < TOLERANCE and (off < 1e-7 or left < 1e-3 * TOLERANCE):
            break  # beyond, t and z are too small to divide by
        guess = _newton(p, w, curve, state, -state.t * state.z)
        reach = _room(state, guess)
        after = float(((state.t + reach * guess.t) * (state.z + reach * guess.z)).mean())
        aim = mu * min(1.0, after / mu) ** 3 - state.t * state.z - guess.t * guess.z
        step = _newton(p, w, curve, state, aim)
        reach = 0.995 * _room(state, step)
        state = _moved(state, step, reach)
    return state


def _moved(at: _State, step: _State, reach: float) -> _State:
    """Return the state after a step; what falls of s falls as a power, so that it may fall far."""
    change = reach * step.s / at.s
    s = at.s * np.where(change < 0.0, np.exp(np.clip(change, -1.0, 0.0)), 1.0 + change)
    t, z, price = (
        old + reach * new for old, new in ((at.t, step.t), (at.z, step.z), (at.price, step.price))
    )
    return _State(t, np.maximum(s, 1e-290), z, price)


def _misfit(p: Floats, w: Floats, curve: Smooth, at: _State) -> Floats:
    """Return how far ln s is from ln p b'."""
    return np.asarray(np.log(at.s / p) + curve.hurdle((w * at.t).sum(axis=1)))


def _newton(p: Floats, w: Floats, curve: Smooth, at: _State, aim: Floats) -> _State:
    """Return Newton's step toward t z + aim; the cells are eliminated, the prices solved for."""
    off = at.price - at.s[:, None] * w - at.z
    bend = at.s * curve.hurdle_slope((w * at.t).sum(axis=1))
    give = at.t / at.z
    base = aim / at.z - give * off
    grip = give * w
    stiff = 1.0 + bend * (grip * w).sum(axis=1)
    ds0 = -(at.s * _misfit(p, w, curve, at) + bend * (w * base).sum(axis=1)) / stiff
    ds1 = (bend / stiff)[:, None] * grip
    matrix = np.diag(give.sum(axis=0)) - grip.T @ ds1
    missing = 1.0 - at.t.sum(axis=0)
    right = (base + grip * ds0[:, None]).sum(axis=0) - missing
    dprice = np.linalg.solve(matrix + 1e-14 * np.trace(matrix) * np.eye(len(right)), right)
    ds = ds0 + ds1 @ dprice
    dt = base - give * dprice + grip * ds[:, None]
    return _State(dt, ds, off + dprice - ds[:, None] * w, dprice)


def _room(at: _State, step: _State) -> float:
    """Return the longest step (at most 1) that keeps t and z non-negative."""
    longest = 1.0
    for value, change in ((at.t, step.t), (at.z, step.z)):
        worst = float((-change / value).max())
        if worst > 0.0:
            longest = min(longest, 1.0 / worst)
    return longest


def _polish(p: Floats, w: Floats, t: Floats, rounds: int = 3) -> None:
    """Divide each kind anew given the others, exactly; this never loses."""
    for _ in range(rounds):
        for k in range(w.shape[1]):
            others = (w * t).sum(axis=1) - w[:, k] * t[:, k]
            new = np.empty(len(p))
            fill(p * np.exp(-others), np.ascontiguousarray(w[:, k]), 1.0, new)
            t[:, k] = new


def programme(p: Floats, w: Floats, effort: Floats, hull: Hull) -> tuple[Floats, Floats]:
    """Return the division (cells, kinds) and the prices (kinds,) for a curve of straight pieces.

    A linear programme (HiGHS, by way of scipy). Of a curve with many pieces it sees 48; the bound
    made from its prices sees all.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    keep = _thinned(hull)
    span, rise = np.diff(hull.coverage[keep]), np.diff(hull.pod[keep])
    cells, kinds = w.shape
    pieces, eye = len(span), sparse.identity(cells, format="csr")
    cost = np.concatenate([np.zeros(cells * kinds), -np.outer(p, rise).ravel()])
    reach = sparse.csr_matrix(
        ((w * effort).ravel(), np.arange(cells * kinds), np.arange(cells + 1) * kinds)
    )
    within = sparse.hstack([-reach, sparse.kron(eye, span[None, :])])
    share = sparse.kron(np.ones((1, cells)), sparse.identity(kinds))
    budget = sparse.hstack([share, sparse.csr_matrix((kinds, cells * pieces))])
    found = linprog(
        cost,
        A_ub=sparse.vstack([within, budget]).tocsr(),
        b_ub=np.concatenate([np.zeros(cells), np.ones(kinds)]),
        bounds=[(0.0, None)] * (cells * kinds) + [(0.0, 1.0)] * (cells * pieces),
        method="highs",
    )
    if found.x is None:  # then nothing is promised, and the bound is what is there
        return np.zeros(w.shape), (p[:, None] * w).max(axis=0) * hull.slope[0]
    t = np.maximum(found.x[: cells * kinds].reshape(cells, kinds), 0.0)
    t /= np.maximum(t.sum(axis=0), 1.0)
    return t * effort, np.maximum(-found.ineqlin.marginals[cells:], 0.0) / effort


def _thinned(hull: Hull, pieces: int = 48) -> NDArray[np.int64]:
    """Return the vertices to keep so that no chord leaves the curve by more than another."""
    bend = np.sqrt(-np.diff(hull.slope, append=0.0) * np.diff(hull.coverage))
    along = np.concatenate([[0.0], np.cumsum(bend)])
    places = np.searchsorted(along, np.linspace(0.0, along[-1], pieces + 1))
    return np.unique(np.concatenate([[0], places, [len(along) - 1]]))
