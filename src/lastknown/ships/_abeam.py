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

from lastknown.compiled import fused, fused_inlined
from lastknown.ships._swarm import GROUP

__all__ = [
    "DX",
    "DY",
    "EMPTY",
    "FARTHEST_SD",
    "HIGH",
    "KINDS",
    "LINES",
    "LOW",
    "MORE",
    "Hulls",
    "Rows",
    "Y",
    "bounds",
    "forget",
    "join",
    "met",
    "unite",
    "weighed",
]

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
Single = np.float32
Outline = tuple[Single, Single, Single, Single, Single]
Motion = tuple[Single, Single, Single, Single, Single]

KINDS: Final = 4
"""What is counted: hull, within 0.25 NM, within 0.5 NM, wash."""

FARTHEST_SD: Final = 4.0
"""Errors beyond that many standard deviations, 6e-5 of all, count as never, as in a drift."""

EMPTY: Final = np.float32(9.0)
"""An interval from there to as much below 0 holds nothing."""

LINES: Final = 6
Y, DX, DY, LOW, HIGH = (line * GROUP for line in range(1, LINES))
_FIRST_HIGH, _OTHER_LOW, _OTHER_HIGH, _WHOLE, MORE = (line * GROUP for line in range(1, LINES))
"""Where the lines of `Rows` begin; the first of each, x and the first interval's low, at 0."""

_NONE, _HALF, _ONE, _TWO = (np.float32(each) for each in (0.0, 0.5, 1.0, 2.0))
_MOST, _TINY_M, _STEEPEST = np.float32(FARTHEST_SD), np.float32(1e-4), np.float32(0.58)
_R1, _R2, _R3 = np.float32(0.49978), np.float32(-0.12206), np.float32(0.0406)
_P1, _P2, _P3 = np.float32(-0.49869), np.float32(0.3579), np.float32(-0.19)
"""Of the root of 1 + u, and of 1 over it, within 1e-4 up to the steepest lean; fitted here."""
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
    ahead, lean : (s, k+1) half the length along the path, m; tangent of the angle from the path to
        the axis.
    reach : (4, s, k+1) distance from the hull, m; below 0: there is none (wash).
    margin : (s,) how far from its middle anything counts, m, with no error.
    widest : (s,) the same with the greatest error across its path.
    """

    beam: Array
    length: Array
    ahead: NDArray[np.float32]
    lean: NDArray[np.float32]
    reach: Array
    margin: Array
    widest: Array


class Rows(NamedTuple):
    """A group of particles and one ship with one error along its path.

    Lines of GROUP each, one after another in one array, so that the compiler knows how far apart
    they are: with an array for each the sweep took a tenth more time.

    Attributes
    ----------
    now : (LINES GROUP,) x, y, dx, dy: where it is in the hull's frame when a stretch begins, and
        how far it goes, m; low and high: the errors across that meet it on this stretch, sd.
    was : (KINDS, LINES GROUP) low and high of those that have met it, two intervals; how probable
        they are (of near passes: those that had to be forgotten); by how much that has grown.
    """

    now: Singles
    was: NDArray[np.float32]


@fused
def bounds(count: int, outline: Outline, begin: Single, end: Single, now: Singles) -> bool:
    """Fill low and high of `Rows.now` for one kind; return whether it meets anybody.

    Written without branches and on plain rows, so that the compiler takes several at once.

    Parameters
    ----------
    outline : half length and beam of the hull and the distance from it, m; tangent of the angle
        from the path to its axis, and by how much that grows with each sd across.
    begin, end : sd across at both ends, m.
    """
    if outline[2] > _NONE:
        return _fill(count, outline, begin, end, now, True)
    return _fill(count, outline, begin, end, now, False)


@fused_inlined
def _fill(
    count: int, outline: Outline, begin: Single, end: Single, now: Singles, rounded: bool
) -> bool:
    """Do so for an outline that has a round about it, or for the hull itself, which costs half."""
    for i in range(count):
        x, y, dx, dy = now[i], now[Y + i], now[DX + i], now[DY + i]
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
        now[LOW + i] = low if met else EMPTY
        now[HIGH + i] = high if met else -EMPTY
    some = np.int32(0)
    for i in range(count):
        some |= np.int32(1) if now[LOW + i] < now[HIGH + i] else np.int32(0)
    return bool(some != 0)


@fused_inlined
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
    square = lean * lean
    root = _ONE + square * (_R1 + square * (_R2 + square * _R3))
    per_root = _ONE + square * (_P1 + square * (_P2 + square * _P3))
    off = at - side * away * lean * per_root  # a side so far out is so much farther along
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


@fused_inlined
def _cut(value: Single, least: Single, most: Single) -> Single:
    value = value if value > least else least
    return value if value < most else most


@fused
def forget(was: NDArray[np.float32]) -> None:
    """Empty what has met the group."""
    for kind in range(KINDS):
        for i in range(GROUP):
            was[kind, i], was[kind, _FIRST_HIGH + i] = EMPTY, -EMPTY
            was[kind, _OTHER_LOW + i], was[kind, _OTHER_HIGH + i] = EMPTY, -EMPTY
            was[kind, _WHOLE + i] = _NONE


@fused_inlined
def _parted(count: int, now: Singles, was: Singles) -> bool:
    """Return whether somebody is met by errors apart from those that met it before."""
    parted = np.int32(0)
    for i in range(count):
        a, b, low, high = now[LOW + i], now[HIGH + i], was[i], was[_FIRST_HIGH + i]
        real = (a < b) & (low < high)
        parted |= np.int32(1) if real & ((a > high) | (b < low)) else np.int32(0)
    return bool(parted != 0)


@fused
def join(count: int, now: Singles, was: Singles, apart: bool) -> bool:
    """Add low and high of `now` to what has met the group before, of one kind, `was`; fills its
    last line, by how much that has grown. Returns `apart`.

    apart : set once somebody in the group has met two intervals apart.
    """
    if apart or _parted(count, now, was):
        _join_apart(count, now, was)
        return True
    for i in range(count):
        a, b, low, high = now[LOW + i], now[HIGH + i], was[i], was[_FIRST_HIGH + i]
        low, high = a if a < low else low, b if b > high else high
        whole = _between(low, high)
        grown = whole - was[_WHOLE + i]
        was[MORE + i] = grown if grown > _NONE else _NONE
        was[i], was[_FIRST_HIGH + i], was[_WHOLE + i] = low, high, whole
    return False


@fused
def unite(count: int, now: Singles, was: Singles, apart: bool) -> bool:
    """Do so without saying how probable they are, until `met` asks: that is most of the work."""
    if apart or _parted(count, now, was):
        _unite_apart(count, now, was)
        return True
    for i in range(count):
        a, b, low, high = now[LOW + i], now[HIGH + i], was[i], was[_FIRST_HIGH + i]
        was[i], was[_FIRST_HIGH + i] = a if a < low else low, b if b > high else high
    return False


@fused
def met(count: int, was: Singles, apart: bool) -> None:
    """Fill the last line of `was` with how probable all is that was united."""
    for i in range(count):
        was[MORE + i] = _between(was[i], was[_FIRST_HIGH + i])
    if not apart:
        return
    for i in range(count):
        other = _between(was[_OTHER_LOW + i], was[_OTHER_HIGH + i])
        was[MORE + i] += other + was[_WHOLE + i]


@fused
def weighed(base: int, count: int, weight: Array, was: Singles) -> float:
    """Return the sum of weights times what a group has met more, in four sums at a time."""
    a, b, c, d, i = 0.0, 0.0, 0.0, 0.0, 0
    while i + 3 < count:
        a += weight[base + i] * was[MORE + i]
        b += weight[base + i + 1] * was[MORE + i + 1]
        c += weight[base + i + 2] * was[MORE + i + 2]
        d += weight[base + i + 3] * was[MORE + i + 3]
        i += 4
    while i < count:
        a += weight[base + i] * was[MORE + i]
        i += 1
    return a + b + c + d


@fused
def _join_apart(count: int, now: Singles, was: Singles) -> None:
    """Do as `join` with two intervals each; of three that lie apart the least is forgotten."""
    for i in range(count):
        was[MORE + i] = _NONE
        if now[LOW + i] >= now[HIGH + i]:
            continue
        p_new, p_one, p_two = _two_of_three(i, now, was)
        grown = p_one + p_two + p_new - was[_WHOLE + i]
        was[MORE + i] = grown if grown > _NONE else _NONE
        was[_WHOLE + i] = p_one + p_two + p_new - min(p_one, p_two, p_new)


@fused
def _unite_apart(count: int, now: Singles, was: Singles) -> None:
    """Do as `unite` with two intervals each; of three that lie apart the least is put by."""
    for i in range(count):
        if now[LOW + i] < now[HIGH + i]:
            p_new, p_one, p_two = _two_of_three(i, now, was)
            was[_WHOLE + i] += min(p_one, p_two, p_new)


@fused_inlined
def _two_of_three(i: int, now: Singles, was: Singles) -> tuple[Single, Single, Single]:
    """Keep the two most probable of what meets one particle and two intervals that did before.

    Returns how probable all three are, those united that touch: 0 is one that is empty.
    """
    a, b = now[LOW + i], now[HIGH + i]
    one = was[i], was[_FIRST_HIGH + i]
    two = was[_OTHER_LOW + i], was[_OTHER_HIGH + i]
    new = a, b
    if _touch(new, one):
        new, one = (min(a, one[0]), max(b, one[1])), (EMPTY, -EMPTY)
    if _touch(new, two):
        new, two = (min(new[0], two[0]), max(new[1], two[1])), (EMPTY, -EMPTY)
    p_one, p_two, p_new = (
        _between(one[0], one[1]), _between(two[0], two[1]), _between(new[0], new[1])
    )  # fmt: skip
    if p_one <= p_two and p_one <= p_new:
        one = new
    elif p_two <= p_new:
        two = new
    was[i], was[_FIRST_HIGH + i] = one
    was[_OTHER_LOW + i], was[_OTHER_HIGH + i] = two
    return p_new, p_one, p_two


@fused_inlined
def _touch(one: tuple[Single, Single], two: tuple[Single, Single]) -> bool:
    """Return whether two intervals touch, neither of them empty."""
    if one[0] >= one[1] or two[0] >= two[1]:
        return False
    return bool(one[0] <= two[1] and two[0] <= one[1])


@fused_inlined
def _between(low: Single, high: Single) -> Single:
    """Return the probability of a standard normal error between two, 0 where low > high.

    On the side where both tails are small, so that a narrow hull far out keeps its digits.
    """
    turned = low + high > _NONE
    a, b = (-high, -low) if turned else (low, high)
    found = _normal(b) - _normal(a)
    return found if low < high else _NONE


@fused_inlined
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
