"""Which errors across its path bring a hull over particles, for one error along it (compiled).

Along and across its path a ship is off by a and c standard deviations, the same for the whole
stretch. With a given it is known where along its path the hull is at any moment, so a particle goes
through the hull's frame (x ahead of its middle, y to the left of the path) on straight stretches,
and the hull meets it for those c with which (x, y - c sd) comes to lie in the hull's outline.

On one stretch these c are an interval. The outline is as far to the left of the path as h(x), so

    c_low = min over the stretch of (y - h(x)) / sd,    c_high = max of (y + h(x)) / sd,

and as h is concave each is at the ends or where a line of the motion's slope touches the outline.
What belongs to a pair of ship and particle is the union of the intervals of all stretches: a
particle that drifts back over the same hull meets the same c again, and adds nothing.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined

__all__ = ["EMPTY", "FARTHEST_SD", "KINDS", "Hulls", "Rows", "bounds", "join"]

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
Single = np.float32
Outline = tuple[Single, Single, Single, Single, Single]
Motion = tuple[Single, Single, Single, Single, Single]

KINDS: Final = 4
"""What is counted: hull, within 0.25 NM, within 0.5 NM, wash."""

FARTHEST_SD: Final = 4.5
"""Errors beyond that many standard deviations, 7e-6 of all, count as never."""

EMPTY: Final = np.float32(9.0)
"""An interval from there to as much below 0 holds nothing."""

_NONE, _HALF, _ONE, _TWO = (np.float32(each) for each in (0.0, 0.5, 1.0, 2.0))
_MOST, _TINY_M, _STEEPEST = np.float32(FARTHEST_SD), np.float32(1e-4), np.float32(0.58)
_A1, _A2, _A3, _A4, _A5, _A6 = (
    np.float32(a * 0.5 ** (0.5 * (power + 1)))
    for power, a in enumerate(
        (0.0705230784, 0.0422820123, 0.0092705272, 0.0001520143, 0.0002765672, 0.0000430638)
    )
)


class Hulls(NamedTuple):
    """Half sizes of s ships and how far off each kind of pass reaches.

    Attributes
    ----------
    beam, length : (s,) half of each, m.
    reach : (4, s, k+1) distance from the hull, m; below 0: there is none (wash).
    margin : (s,) how far from its middle anything counts, m, with no error.
    widest : (s,) the same with the greatest error across its path.
    """

    beam: Array
    length: Array
    reach: Array
    margin: Array
    widest: Array


class Rows(NamedTuple):
    """A group of particles and one ship with one error along its path; (GROUP,) or (4, GROUP).

    Attributes
    ----------
    x, y, dx, dy : where it is in the hull's frame when a stretch begins, and how far it goes, m.
    low, high : the errors across that meet it on this stretch, sd.
    first_low, first_high, other_low, other_high : (4, GROUP) those that have met it, two intervals.
    whole : (4, GROUP) how probable they are. more : by how much that has grown.
    """

    x: Singles
    y: Singles
    dx: Singles
    dy: Singles
    low: Singles
    high: Singles
    first_low: Singles
    first_high: Singles
    other_low: Singles
    other_high: Singles
    whole: Singles
    more: Singles


@compiled
def bounds(count: int, outline: Outline, begin: Single, end: Single, rows: Rows) -> bool:
    """Fill `low` and `high` of the rows for one kind; return whether it meets anybody.

    Written without branches and on plain rows, so that the compiler takes several at once.

    Parameters
    ----------
    outline : half length and beam of the hull and the distance from it, m; tangent of the angle
        from the path to its axis, and by how much that grows with each sd across.
    begin, end : sd across at both ends, m.
    """
    if outline[2] > _NONE:
        return _fill(count, outline, begin, end, rows, True)
    return _fill(count, outline, begin, end, rows, False)


@inlined
def _fill(
    count: int, outline: Outline, begin: Single, end: Single, rows: Rows, rounded: bool
) -> bool:
    """Do so for an outline that has a round about it, or for the hull itself, which costs half."""
    for i in range(count):
        x, y, dx, dy = rows.x[i], rows.y[i], rows.dx[i], rows.dy[i]
        dx = dx if abs(dx) > _TINY_M else (_TINY_M if dx > _NONE else -_TINY_M)
        per_x = _ONE / dx
        far = outline[0] + outline[2]
        one, two = (-far - x) * per_x, (far - x) * per_x
        from_, to = (one, two) if one < two else (two, one)
        from_ = from_ if from_ > _NONE else _NONE
        to = to if to < _ONE else _ONE
        motion = x, y, dx, dy, per_x
        middle = _cut(-x * per_x, from_, to)
        abeam, per_sd = y + middle * dy, _ONE / (begin + middle * (end - begin))
        low = _edge(-_ONE, motion, (abeam, per_sd), (from_, to), outline, begin, end, rounded)
        high = _edge(_ONE, motion, (abeam, per_sd), (from_, to), outline, begin, end, rounded)
        met = (from_ <= to) & (low < _MOST) & (high > -_MOST)
        rows.low[i] = low if met else EMPTY
        rows.high[i] = high if met else -EMPTY
    some = np.int32(0)
    for i in range(count):
        some |= np.int32(1) if rows.low[i] < rows.high[i] else np.int32(0)
    return bool(some != 0)


@inlined
def _edge(
    side: Single, motion: Motion, abeam: tuple[Single, Single], range_: tuple[Single, Single],
    outline: Outline, begin: Single, end: Single, rounded: bool,
) -> Single:  # fmt: skip
    """Return the farthest error across on one side (1 left, -1 right) that meets a particle, sd.

    First where the hull is abeam of it, then where the motion, as seen with that error, touches the
    outline. A ship whose error across grows does not slide sideways: her hull lies along her way.
    """
    x, y, dx, dy, per_x = motion
    length, beam, away, lean, swings = outline
    grows = end - begin
    near = _cut((abeam[0] + side * (beam + away)) * abeam[1], -_MOST, _MOST)
    lean = _cut(lean + near * swings, -_STEEPEST, _STEEPEST)
    slope = (dy - near * grows) * per_x
    leant = slope - lean
    wide = beam * _cut(abs(_ONE + slope * lean) * (_ONE - _HALF * lean * lean), _HALF, _TWO)
    touch = (side * length) if leant > _NONE else -side * length
    if rounded:  # its end goes by how the hull leans, the round about it does not
        touch += side * away * slope / np.sqrt(_ONE + slope * slope)
    found: Single
    f = _cut((touch - x) * per_x, range_[0], range_[1])
    at = x + f * dx
    if not rounded:
        aside = lean * _cut(at, -length, length)
        found = (y + f * dy - aside + side * wide) / (begin + f * grows)
        return found
    root = np.sqrt(_ONE + lean * lean)
    off = at - side * away * lean / root  # a side so far out is so much farther along
    corner = _cut(off, -length, length)
    flat = corner == off
    corner = at if flat else corner
    over = at - corner
    round_ = away * away - over * over
    round_ = np.sqrt(round_ if round_ > _NONE else _NONE)
    round_ = away * root if flat else round_
    aside = lean * corner
    found = (y + f * dy - aside + side * (wide + round_)) / (begin + f * grows)
    return found


@inlined
def _cut(value: Single, least: Single, most: Single) -> Single:
    value = value if value > least else least
    return value if value < most else most


@compiled
def join(kind: int, count: int, rows: Rows, apart: int) -> int:
    """Add `low` and `high` to what has met the group before; fills `more`; returns `apart`.

    apart : bit `kind` is set once somebody in the group has met two intervals apart by that kind.
    """
    first_low, first_high = rows.first_low[kind], rows.first_high[kind]
    whole, more = rows.whole[kind], rows.more[kind]
    parted = np.int32(0)
    for i in range(count):
        a, b, low, high = rows.low[i], rows.high[i], first_low[i], first_high[i]
        real = (a < b) & (low < high)
        parted |= np.int32(1) if real & ((a > high) | (b < low)) else np.int32(0)
    if parted != 0 or apart & (1 << kind) != 0:
        _join_apart(kind, count, rows)
        return apart | (1 << kind)
    for i in range(count):
        a, b, low, high = rows.low[i], rows.high[i], first_low[i], first_high[i]
        low, high = a if a < low else low, b if b > high else high
        now = _between(low, high)
        grown = now - whole[i]
        more[i] = grown if grown > _NONE else _NONE
        first_low[i], first_high[i], whole[i] = low, high, now
    return apart


@compiled
def _join_apart(kind: int, count: int, rows: Rows) -> None:
    """Do so with two intervals each; of three that lie apart the least probable is forgotten."""
    for i in range(count):
        rows.more[kind, i] = _NONE
        a, b = rows.low[i], rows.high[i]
        if a >= b:
            continue
        one = rows.first_low[kind, i], rows.first_high[kind, i]
        two = rows.other_low[kind, i], rows.other_high[kind, i]
        new = a, b
        if _touch(new, one):
            new, one = (min(a, one[0]), max(b, one[1])), (EMPTY, -EMPTY)
        if _touch(new, two):
            new, two = (min(new[0], two[0]), max(new[1], two[1])), (EMPTY, -EMPTY)
        p_one, p_two, p_new = (
            _between(one[0], one[1]), _between(two[0], two[1]), _between(new[0], new[1])
        )  # fmt: skip
        grown = p_one + p_two + p_new - rows.whole[kind, i]
        rows.more[kind, i] = grown if grown > _NONE else _NONE
        if p_one <= p_two and p_one <= p_new:
            one, p_one = new, p_new
        elif p_two <= p_new:
            two, p_two = new, p_new
        rows.first_low[kind, i], rows.first_high[kind, i] = one
        rows.other_low[kind, i], rows.other_high[kind, i] = two
        rows.whole[kind, i] = p_one + p_two


@inlined
def _touch(one: tuple[Single, Single], two: tuple[Single, Single]) -> bool:
    """Return whether two intervals touch, neither of them empty."""
    if one[0] >= one[1] or two[0] >= two[1]:
        return False
    return bool(one[0] <= two[1] and two[0] <= one[1])


@inlined
def _between(low: Single, high: Single) -> Single:
    """Return the probability of a standard normal error between two, 0 where low > high.

    On the side where both tails are small, so that a narrow hull far out keeps its digits.
    """
    turned = low + high > _NONE
    a, b = (-high, -low) if turned else (low, high)
    found = _normal(b) - _normal(a)
    return found if low < high else _NONE


@inlined
def _normal(z: Single) -> Single:
    """Return the normal distribution function within 4e-7.

    Abramowitz and Stegun (1964), 7.1.28: erf x = 1 - (1 + a1 x + ... + a6 x^6)^-16, x >= 0; the
    coefficients are for x = z over root 2.
    """
    x = abs(z)
    p = _ONE + x * (_A1 + x * (_A2 + x * (_A3 + x * (_A4 + x * (_A5 + x * _A6)))))
    p *= p
    p *= p
    p *= p
    tail = _HALF / (p * p)
    return _ONE - tail if z > _NONE else tail
