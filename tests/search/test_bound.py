"""The ceiling, and a thousand random small cases that try to break it."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lastknown.errors import LastknownError
from lastknown.search import ceiling, cloud_ceiling
from lastknown.search.bound import DEFINITE_RANGE_ENDS, INVERSE_CUBE_ENDS
from lastknown.search.detection import Targets, track_hazard

Draw = np.random.Generator


def piecemeal(p: np.ndarray, w: np.ndarray, effort: np.ndarray, pieces: int) -> float:
    """Return what effort finds that is laid piece by piece where it then finds most."""
    t = np.zeros(w.shape)
    for _ in range(pieces):
        for k in range(len(effort)):
            i = (p * np.exp(-(w * t).sum(axis=1)) * w[:, k]).argmax()
            t[i, k] += effort[k] / pieces
    return float(p @ -np.expm1(-(w * t).sum(axis=1)))


def scattered(draw: Draw, p: np.ndarray, w: np.ndarray, effort: np.ndarray) -> float:
    """Return the most that 200 random divisions find."""
    t = draw.dirichlet(np.full(len(p), 0.5), (200, len(effort))).transpose(0, 2, 1) * effort
    return float((-np.expm1(-(w * t).sum(axis=2)) @ p).max())


def test_300_divisions_at_rest_do_not_break_it() -> None:
    draw, nearest = np.random.default_rng(1), []
    for _ in range(300):
        cells, kinds = draw.integers(2, 7), draw.integers(1, 4)
        p = draw.random(cells) ** 3
        w = draw.random((cells, kinds)) ** 2 * 3
        effort = draw.random(kinds) * 2
        top = ceiling(p, w, effort, law="divisible")
        found = max(scattered(draw, p, w, effort), piecemeal(p, w, effort, 60))
        assert found <= top * (1 + 1e-12)
        assert top <= ceiling(p, w, effort) * (1 + 1e-12)  # tracks can do what dust can
        nearest.append(found / top)
    assert np.mean(nearest) > 0.99  # a ceiling one hundredth lower breaks in most cases
    assert np.mean(np.array(nearest) > 0.99) > 0.8


# Tracks, at rest: 3 x 3 cells of side 1, points evenly in them, a track of straight legs

FINE = 90  # points to the side of a cell, each somewhere in its own small square
X, Y = (
    (part.ravel() + np.random.default_rng(0).random((2, part.size))[axis]) / FINE
    for axis, part in enumerate(np.meshgrid(np.arange(3 * FINE), np.arange(3 * FINE)))
)
CELL = Y.astype(int) * 3 + X.astype(int)


def sweep_of_the_densest(draw: Draw, p: np.ndarray, width: float, length: float) -> np.ndarray:
    """Return the turns of parallel tracks through the densest cell, then on."""
    y0, x0 = divmod(int(p.argmax()), 3)
    turns, y, left = [], y0 + width / 2, True
    while y < y0 + 1 + width:
        ends = (x0, x0 + 1) if left else (x0 + 1, x0)
        turns += [(ends[0], y), (ends[1], y)]
        y, left = y + width * draw.uniform(0.95, 1.1), not left
    return cut(np.array(turns), length)


def one_straight_leg(draw: Draw, p: np.ndarray, width: float, length: float) -> np.ndarray:
    """Return a straight track through the middle of the densest cell."""
    y0, x0 = divmod(int(p.argmax()), 3)
    angle, middle = draw.uniform(0, math.pi), np.array([x0 + 0.5, y0 + 0.5])
    half = np.array([math.cos(angle), math.sin(angle)]) * length / 2
    return np.array([middle - half, middle + half])


def random_turns(draw: Draw, p: np.ndarray, width: float, length: float) -> np.ndarray:
    """Return a track that turns at random places."""
    return cut(draw.uniform(0, 3, (8, 2)), length)


def cut(turns: np.ndarray, length: float) -> np.ndarray:
    """Return the first `length` of a track."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(turns, axis=0).T))])
    at = np.append(along[along < length], min(length, along[-1]))
    return np.stack([np.interp(at, along, turns[:, 0]), np.interp(at, along, turns[:, 1])], 1)


def seen_within(turns: np.ndarray, width: float) -> np.ndarray:
    """Return which points come within half a sweep width of a track."""
    seen = np.zeros(X.size, dtype=bool)
    for (ax, ay), (bx, by) in itertools.pairwise(turns):
        size = max((bx - ax) ** 2 + (by - ay) ** 2, 1e-12)
        part = np.clip(((X - ax) * (bx - ax) + (Y - ay) * (by - ay)) / size, 0, 1)
        seen |= np.hypot(X - ax - part * (bx - ax), Y - ay - part * (by - ay)) <= width / 2
    return seen.astype(float)


def seen_by_inverse_cube(turns: np.ndarray, width: float) -> np.ndarray:
    """Return the probability that points are detected from a track."""
    size = len(turns) - 1
    moments = np.linspace(0, 1e3, size + 1)
    legs = np.column_stack([turns[:-1], moments[:-1], turns[1:], moments[1:]])
    targets = Targets(
        *(np.array([0.0, 1e3]), np.tile(X, (2, 1)), np.tile(Y, (2, 1))),
        np.full((1, X.size), width**2 / (8 * math.pi)),
    )
    return -np.expm1(-track_hazard(legs, targets))


SENSORS = [(seen_within, DEFINITE_RANGE_ENDS), (seen_by_inverse_cube, INVERSE_CUBE_ENDS)]
TRACKS = [sweep_of_the_densest, one_straight_leg, random_turns]


@pytest.mark.parametrize(("sensor", "ends"), SENSORS)
def test_150_tracks_at_rest_do_not_break_it(sensor: Any, ends: float) -> None:
    draw, share, without = np.random.default_rng(2), [], 0
    for case in range(150):
        p = draw.random(9) ** 3
        width, length = draw.uniform(0.12, 0.4), draw.uniform(0.1, 3)
        turns = TRACKS[case % 3](draw, p, width, length)
        length = float(np.hypot(*np.diff(turns, axis=0).T).sum())
        found = float(p @ np.bincount(CELL, sensor(turns, width), 9) / FINE**2)
        top = ceiling(p, width, length, ends=ends * width)
        edge = (2 * length + 4 * width) * FINE  # small squares that a border passes
        noise = 4 * math.sqrt(0.2 * edge) / FINE**2 * p.max()
        assert found <= top + noise
        share.append(found / top)
        without += found > ceiling(p, width, length) + noise
    assert without > 2  # so the ends must be counted
    assert np.max(share) > 0.9


@pytest.mark.parametrize("legs", [1, 4])
@pytest.mark.parametrize("length", [0.1, 1.0, 10.0, 100.0])
def test_what_the_ends_of_an_inverse_cube_track_add(length: float, legs: int) -> None:
    """The area swept is at most W (L + W / 4), and nearly that where the track is long."""
    s = np.sinh(np.linspace(-9, 9, 1201))
    along = np.unique(np.concatenate([s - length / 2, s + length / 2, s]))
    along = np.sort(np.concatenate([along, np.linspace(-length, length, 801)]))
    across = np.sinh(np.linspace(1e-6, 9, 700))
    x, y = np.meshgrid(along, across)
    moments = np.linspace(0, 1e6, legs + 1)
    ends = np.linspace(-length / 2, length / 2, legs + 1)
    track = np.column_stack(
        [ends[:-1], np.zeros(legs), moments[:-1], ends[1:], np.zeros(legs), moments[1:]]
    )
    targets = Targets(
        *(np.array([0.0, 1e6]), np.tile(x.ravel(), (2, 1)), np.tile(y.ravel(), (2, 1))),
        np.full((1, x.size), 1 / (8 * math.pi)),
    )
    q = -np.expm1(-track_hazard(track, targets)).reshape(x.shape)
    area = 2 * np.trapezoid(np.trapezoid(q, along, axis=1), across)
    assert area <= (length + 0.25) * 1.002
    if length >= 10:
        assert area == pytest.approx(length + 0.25, rel=0.004)


def best_of_looks(draw: Draw, p: Any, moves: Any, w: Any, looks: Any) -> float:
    """Return the most that 150 random uses of divisible effort find, target moving."""
    most = 0.0
    for sharp in np.repeat([0.1, 0.5, 2.0], 50):
        left, found = p.copy(), 0.0
        for t, effort in enumerate(looks):
            left = left @ moves if t else left
            wish = (left * w + 1e-12) ** draw.uniform(0, 2)
            share = draw.dirichlet(sharp * len(p) * wish / wish.sum() + 1e-3)
            now = left * -np.expm1(-w * effort * share)
            left, found = left - now, found + now.sum()
        most = max(most, found)
    return float(most)


def moving_case(draw: Draw) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    cells, periods = draw.integers(2, 6), draw.integers(2, 5)
    moves = draw.random((cells, cells)) ** 4 + np.eye(cells) * draw.random()
    moves *= draw.uniform(0.8, 1.0) / moves.sum(axis=1, keepdims=True)
    p = draw.random(cells) ** 2
    return p / p.sum(), moves, draw.uniform(0.3, 2, cells), draw.random(periods)


def test_200_divisions_of_a_moving_target_do_not_break_it() -> None:
    draw, nearest = np.random.default_rng(3), []
    for _ in range(200):
        p, moves, w, looks = moving_case(draw)
        found = best_of_looks(draw, p, moves, w, looks)
        top = ceiling(p, w, looks, transition=moves, law="divisible")
        assert found <= top * (1 + 1e-12)
        assert top <= ceiling(p, w, looks, transition=moves) * (1 + 1e-9)
        nearest.append(found / top)
    assert np.mean(nearest) > 0.93
    assert np.max(nearest) > 0.995


def swept_parts(draw: Draw, p: Any, moves: Any, w: Any, looks: Any) -> float:
    """Return what surely-seeing searchers find who go where there is most for their effort.

    A cell is swept in part; what is left in it mixes before the next look.
    """
    left, found = p.copy(), 0.0
    for t, effort in enumerate(looks):
        left = left @ moves if t else left
        order = np.argsort(-left * w * draw.uniform(0.7, 1.3, len(p)))
        for i in order:
            part = min(1.0, effort * w[i])
            effort -= part / w[i]
            found, left[i] = found + left[i] * part, left[i] * (1 - part)
    return float(found)


def test_200_sweeps_for_a_moving_target_do_not_break_it() -> None:
    draw, nearest = np.random.default_rng(4), []
    for _ in range(200):
        p, moves, w, looks = moving_case(draw)
        looks *= draw.uniform(0.1, 1.0)
        found = max(swept_parts(draw, p, moves, w, looks) for _ in range(20))
        top = ceiling(p, w, looks, transition=moves)
        assert found <= top * (1 + 1e-9)
        nearest.append(found / top)
    assert np.mean(nearest) > 0.88
    assert np.max(nearest) > 0.99


def test_200_clouds_do_not_break_it() -> None:
    """Particles in cells of area 1 change cell as they like; whoever is swept over is found."""
    draw, nearest = np.random.default_rng(5), []
    for _ in range(200):
        cells, periods, count = draw.integers(3, 9), draw.integers(1, 5), 400
        where = np.minimum(draw.exponential(1.5, (periods, count)), cells - 1).astype(int)
        there = draw.random(where.shape)  # place within the cell
        weight = draw.random(count)
        density = np.array([np.bincount(c, weight, cells)[c] for c in where])
        swept = draw.random(periods) * draw.uniform(0.1, 1.5)
        found = 0.0
        for _ in range(20):
            missed = np.ones(count, dtype=bool)
            for t in range(periods):
                full = np.bincount(where[t], weight * missed, cells)
                area, left = np.zeros(cells), swept[t]
                for i in np.argsort(-full * draw.uniform(0.8, 1.2, cells)):
                    area[i] = min(1.0, left)
                    left -= area[i]
                missed &= there[t] >= area[where[t]]
            found = max(found, float(weight[~missed].sum()))
        top = cloud_ceiling(weight, density, swept)
        noise = 3 * math.sqrt(count / 4) * weight.mean()  # particles fall in a swept part by chance
        assert found <= top + noise
        assert top <= cloud_ceiling(weight, density, float(swept.sum())) * (1 + 1e-9)
        nearest.append(found / top)
    assert np.mean(nearest) > 0.85


def by_programme(w: np.ndarray, rho: np.ndarray, area: np.ndarray) -> float:
    """Return the ceiling of a cloud by a linear programme over all particles and periods."""
    from scipy.optimize import linprog

    periods, count = rho.shape
    rows = np.zeros((periods + count, periods * count))
    for t in range(periods):
        rows[t, t * count : (t + 1) * count] = 1 / rho[t]
        rows[periods + np.arange(count), t * count + np.arange(count)] = 1
    limits = np.concatenate([area, w])
    return -float(linprog(-np.ones(periods * count), A_ub=rows, b_ub=limits).fun)


@pytest.mark.parametrize("seed", range(5))
def test_the_ceiling_of_a_cloud_is_the_least_there_is(seed: int) -> None:
    draw = np.random.default_rng(seed)
    w, rho = draw.random(60), np.exp(draw.normal(size=(5, 60)))
    area = draw.random(5) * draw.uniform(0.5, 5)
    assert cloud_ceiling(w, rho, area) == pytest.approx(by_programme(w, rho, area), rel=1e-5)


def chain_by_programme(p: Any, moves: Any, w: Any, looks: Any) -> float:
    """Return the ceiling of tracks for a moving target by one linear programme.

    What is found d and what is there u, (periods, cells): u_t+1 = (u_t - d_t) moves, d <= u, and
    the effort of a period is the sum of d / (rate x weight there if nobody looks).
    """
    from scipy.optimize import linprog

    periods, cells = len(looks), len(p)
    size = periods * cells
    one = np.eye(size)
    flow = np.kron(np.eye(periods, k=-1), moves.T)
    there = [p]
    for _ in looks[1:]:
        there.append(there[-1] @ moves)
    use = np.kron(np.eye(periods), np.ones(cells)) / (np.array(there) * w).ravel()
    found = linprog(
        np.concatenate([-np.ones(size), np.zeros(size)]),
        A_ub=np.block([[use, np.zeros_like(use)], [one, -one]]),
        b_ub=np.concatenate([looks, np.zeros(size)]),
        A_eq=np.hstack([flow, one - flow]),
        b_eq=np.concatenate([p, np.zeros(size - cells)]),
    )
    return -float(found.fun)


@pytest.mark.parametrize("seed", range(8))
def test_the_ceiling_of_a_moving_target_is_the_least_there_is(seed: int) -> None:
    draw = np.random.default_rng(seed)
    p, moves, w, looks = moving_case(draw)
    looks *= draw.uniform(0.1, 1.0)
    top = ceiling(p, w, looks, transition=moves)
    assert top == pytest.approx(chain_by_programme(p, moves, w, looks), rel=1e-5)


def test_tracks_at_rest_sweep_the_densest_area() -> None:
    p, area = np.array([0.5, 0.3, 0.2]), np.array([4e6, 1e6, 2e6])  # .125, .3, .1 per km^2
    # 1 km wide, 3 km long: all of the second, half of the first
    assert ceiling(p, 1000 / area, 3000) == pytest.approx(0.3 + 0.25)
    assert ceiling(p, 1000 / area, 2900, ends=100) == pytest.approx(0.3 + 0.25)
    assert ceiling(p, 1000 / area, 1e9) == pytest.approx(1.0)
    assert ceiling(p, 1000 / area, 0.0, ends=100) == 0.0  # who does not search has no ends
    two = np.outer(1 / area, [1000, 500])
    assert ceiling(p, two, [2000, 1500], ends=[100, 300]) == pytest.approx(
        ceiling(p, 1 / area, 3e6)
    )
    assert cloud_ceiling(p, [p / area], [3e6]) == pytest.approx(0.3 + 0.25)


def test_what_stands_still_is_at_rest() -> None:
    p = np.random.default_rng(0).random(30)
    looks = [1.0, 2.0, 0.5]
    for law in ("tracks", "divisible"):
        moving = ceiling(p, 0.7, looks, law=law, transition=np.eye(30))  # type: ignore[arg-type]
        rest = ceiling(p, 0.7, 3.5, law=law)  # type: ignore[arg-type]
        assert moving == pytest.approx(rest, rel=1e-6)


@settings(deadline=None, max_examples=20)
@given(
    p=arrays(float, 5, elements=st.one_of(st.just(0.0), st.floats(0.01, 1.0))),
    w=arrays(float, 5, elements=st.floats(0.1, 2.0)),
    looks=arrays(float, 3, elements=st.one_of(st.just(0.0), st.floats(0.01, 3.0))),
    factor=st.floats(0.01, 100.0),
)
def test_scaling_order_and_more_effort(p: Any, w: Any, looks: Any, factor: float) -> None:
    moves = np.full((5, 5), 0.08) + 0.6 * np.eye(5)
    top = ceiling(p, w, looks, transition=moves)
    assert 0.0 <= top <= p.sum() * (1 + 1e-12)
    assert ceiling(p * factor, w, looks, transition=moves) == pytest.approx(
        top * factor, rel=1e-5, abs=1e-9
    )
    assert ceiling(p[::-1], w[::-1], looks, transition=moves) == pytest.approx(top, rel=1e-5)
    assert ceiling(p, w, looks + 0.1, transition=moves) >= top * (1 - 1e-5)


def test_nobody_to_find_and_nobody_to_look() -> None:
    assert ceiling([0.0, 0.0], 1.0, 1.0) == 0.0
    assert ceiling([1.0], 0.0, 1.0) == 0.0
    assert ceiling([1.0], 1.0, [0.0, 0.0], transition=[[1.0]]) == 0.0
    assert cloud_ceiling([1.0, 2.0], [[0.0, 0.0]], [1.0]) == 0.0
    assert cloud_ceiling([1.0, 2.0], [[1.0, 0.0]], [9.0]) == 1.0  # the second cannot be found
    assert cloud_ceiling([1.0, 2.0], [[1.0, 1.0]], 0.0) == 0.0


@pytest.mark.parametrize(
    ("given_", "options", "says"),
    [
        (([1, -1], 1, 1), {}, r"probability\[1\]=-1.0 is out of bounds"),
        (([1, 1], 1, 1), {"law": "luck"}, r"law='luck' is unknown; give 'tracks' or 'divisible'"),
        (([1, 1], 1, 1), {"ends": -1}, r"ends=-1.0 is out of bounds"),
        (([1, 1], 1, 1), {"ends": [1, 2]}, r"ends has shape \(2,\)"),
        (([1, 1], 1, [1, 1]), {}, r"effort has shape \(2,\); give \(1,\)"),
        (([1, 1], 1, 1), {"transition": np.eye(2)}, r"effort=1 is not \(periods,\)"),
        (([1, 1], 1, [1]), {"transition": np.eye(2) * 2}, r"transition\[0\] sums to 2; give rows"),
        (([1, 1], math.nan, 1), {}, r"rate=nan is out of bounds"),
    ],
)
def test_bad_input_is_quoted(given_: Any, options: Any, says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        ceiling(*given_, **options)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (([1, 1], [1, 1], 1), r"density has shape \(2,\); give \(periods, 2\)"),
        (([1, 1], [[1, math.inf]], 1), r"density\[0, 1\]=inf is out of bounds"),
        (([1, 1], [[1, 1]], [1, 2]), r"effort has shape \(2,\); give \(1,\), one a period"),
    ],
)
def test_bad_clouds_are_quoted(given_: Any, says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        cloud_ceiling(*given_)
