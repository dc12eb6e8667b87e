"""Divisions of reports into boats, drawn in proportion to their probability.

One sweep moves every node (reports that a person has joined move as one) to a boat or to one of its
own, in proportion to the result (Gibbs sampling), then tries to split or merge whole boats, drawn
as by Dahl 2005 ("Sequentially-allocated merge-split sampler for conjugate and nonconjugate
Dirichlet process mixture models"), accepted by Metropolis and Hastings' rule. Scores of boats are
kept in a table by the hash of who is in them, as most are met again and again. Every draw is a
function of (seed, chain, step).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.score import IMPOSSIBLE, boat_score
from lastknown.boats.table import Table
from lastknown.compiled import allocating, compiled, inlined
from lastknown.drift.random import mix, step_uniform, stream_key

__all__ = ["sample"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

_SLOTS: Final = 1 << 18
_STREAM: Final = 71
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)


class _State(NamedTuple):
    """One chain: boat of each node, hash, nodes and score of each boat, and scratch.

    `whole` holds the step of the random numbers, the boats in use and the scores kept; `chance`
    how the second node of a split or merger is drawn.
    """

    node: Ints
    boat: Ints
    hash: Words
    size: Ints
    score: Array
    key: Words
    slot_key: Words
    slot_score: Array
    members: Ints
    weight: Array
    option: Array
    whole: Ints
    order: Ints
    side: Ints
    chance: Array


@allocating
def _fresh(table: Table, node: Ints) -> _State:
    """Return the state in which every node is a boat of its own."""
    m = node.max() + 1
    state = _State(
        node,
        np.arange(m),
        np.zeros(m + 1, np.uint64),
        np.zeros(m + 1, np.int64),
        np.zeros(m + 1),
        np.zeros(m, np.uint64),
        np.zeros(_SLOTS, np.uint64),
        np.zeros(_SLOTS),
        np.zeros(node.size, np.int64),
        np.zeros(m + 1),
        np.zeros(m + 1),
        np.zeros(3, np.int64),
        np.zeros(m, np.int64),
        np.zeros(m, np.int64),
        np.zeros((m, m)),
    )
    for a in range(m):
        state.key[a] = mix(np.uint64(a + 1) * _GOLDEN)
        state.hash[a] = state.key[a]
        state.size[a] = 1
        state.boat[a] = a
    state.whole[1] = m
    for a in range(m):
        state.score[a] = _score(state.hash[a], a, -1, -1, table, state)
    _fill_chances(table, state)
    return state


@allocating
def sample(
    table: Table,
    node: Ints,
    seed: int,
    chain: int,
    sweeps: int,
    burn: int,
    joint: Array,
    kept: Ints,
) -> None:
    """Run one chain; add to `joint` and fill `kept`.

    Parameters
    ----------
    table, node : see `table.table_of`; nodes are numbered 0 to m - 1.
    seed, chain : of the random numbers.
    sweeps, burn : sweeps in all, and the first ones that are not counted.
    joint : (m, m), gains the probability that node i (row) joins node j's boat, given all else.
    kept : (sweeps - burn, m), the division after each counted sweep.
    """
    state = _fresh(table, node)
    m = state.boat.size
    random = stream_key(seed, chain, _STREAM)
    for sweep in range(sweeps):
        counted = sweep >= burn
        for a in range(m):
            _move(a, counted, random, joint, table, state)
        for _ in range(max(2, m // 4)):
            _split_or_merge(random, table, state)
        if counted:
            kept[sweep - burn, :] = state.boat


@compiled
def _fill_chances(table: Table, state: _State) -> None:
    """Set how often each second node is drawn to split or merge with a first: the likelier pairs.

    Rows of cumulative sums. The draw does not look at the boats, so it cancels in the acceptance.
    """
    m = state.boat.size
    for a in range(m):
        total = 0.0
        for b in range(m):
            if b != a:
                both = _score(state.key[a] ^ state.key[b], a, b, -1, table, state)
                odds = both - state.score[a] - state.score[b]
                total += math.exp(max(min(odds, 3.0), -5.0))
            state.chance[a, b] = total


@inlined
def _draw(random: np.uint64, state: _State) -> float:
    """Return the next uniform draw of a chain."""
    state.whole[0] += 1
    return step_uniform(random, state.whole[0])


@compiled
def _score(key: np.uint64, boat: int, extra: int, other: int, table: Table, state: _State) -> float:
    """Return the score of a boat, with node `extra` and boat `other` aboard (-1: none).

    `boat` may be -1; `key` is the hash of all of them. For boats numbered -2 and -3 the members
    are those nodes whose `side` is 1 and 2.
    """
    slot = np.int64(key >> np.uint64(46))
    while state.slot_key[slot] != np.uint64(0):
        if state.slot_key[slot] == key:
            return float(state.slot_score[slot])
        slot = (slot + 1) & (_SLOTS - 1)
    count = 0
    for i in range(state.node.size):
        a = state.node[i]
        aboard = a == extra or state.boat[a] == boat or (other >= 0 and state.boat[a] == other)
        if boat < -1:
            aboard = a == extra or state.side[a] == -1 - boat
        if aboard:
            state.members[count] = i
            count += 1
    score = boat_score(state.members, count, table)
    if state.whole[2] < _SLOTS // 2:
        state.whole[2] += 1
        state.slot_key[slot] = key
        state.slot_score[slot] = score
    return score


@compiled
def _leave(a: int, table: Table, state: _State) -> None:
    """Take a node off its boat."""
    boat = state.boat[a]
    state.boat[a] = -1
    state.size[boat] -= 1
    state.hash[boat] ^= state.key[a]
    if state.size[boat] == 0:
        state.whole[1] -= 1
    else:
        state.score[boat] = _score(state.hash[boat], boat, -1, -1, table, state)


@compiled
def _join(a: int, boat: int, score: float, state: _State) -> None:
    """Put a node on a boat, whose score is then the one given."""
    if state.size[boat] == 0:
        state.whole[1] += 1
        state.hash[boat] = np.uint64(0)
    state.boat[a] = boat
    state.size[boat] += 1
    state.hash[boat] ^= state.key[a]
    state.score[boat] = score


@compiled
def _move(
    a: int, counted: bool, random: np.uint64, joint: Array, table: Table, state: _State
) -> None:
    """Draw the boat of one node, given all others."""
    m = state.boat.size
    _leave(a, table, state)
    empty, top = -1, -math.inf
    for boat in range(m):
        state.weight[boat] = -math.inf
        if state.size[boat] > 0:
            key = state.hash[boat] ^ state.key[a]
            state.option[boat] = _score(key, boat, a, -1, table, state)
            state.weight[boat] = state.option[boat] - state.score[boat]
        elif empty < 0:
            empty = boat
            state.option[boat] = _score(state.key[a], -1, a, -1, table, state)
            more = table.boats[state.whole[1] + 1] - table.boats[state.whole[1]]
            state.weight[boat] = state.option[boat] + more
        top = max(top, state.weight[boat])
    total = 0.0
    for boat in range(m):
        state.weight[boat] = math.exp(state.weight[boat] - top)
        total += state.weight[boat]
    left, chosen = total * _draw(random, state), empty
    for boat in range(m):
        left -= state.weight[boat]
        if left < 0.0:
            chosen = boat
            break
    if counted:
        for b in range(m):
            if b != a:
                joint[a, b] += state.weight[state.boat[b]] / total
    _join(a, chosen, state.option[chosen], state)


@compiled
def _split_or_merge(random: np.uint64, table: Table, state: _State) -> None:
    """Propose to split the boat of two nodes drawn, or to merge their boats."""
    m = state.boat.size
    if m < 2:
        return
    i = min(int(_draw(random, state) * m), m - 1)
    left, j = _draw(random, state) * state.chance[i, m - 1], 0
    while state.chance[i, j] <= left and j < m - 1:
        j += 1
    if j == i:
        return
    boat, other = state.boat[i], state.boat[j]
    splits = boat == other
    forward = _allocate(i, j, splits, random, table, state)
    one, two = state.option[0], state.option[1]
    more = table.boats[state.whole[1] + (1 if splits else 0)]
    more -= table.boats[state.whole[1] - (0 if splits else 1)]
    apart = one + two + more
    if splits:
        accept = apart - state.score[boat] - forward
        if one > IMPOSSIBLE and two > IMPOSSIBLE and _accepted(accept, random, state):
            _split(boat, one, two, state)
        return
    whole = _score(state.hash[boat] ^ state.hash[other], boat, -1, other, table, state)
    now = state.score[boat] + state.score[other] + more
    if whole > IMPOSSIBLE and _accepted(whole - now + forward, random, state):
        _merge(boat, other, whole, state)


@inlined
def _accepted(log_ratio: float, random: np.uint64, state: _State) -> bool:
    return math.log(_draw(random, state)) < log_ratio


@compiled
def _allocate(
    i: int, j: int, splits: bool, random: np.uint64, table: Table, state: _State
) -> float:
    """Allocate the nodes of the two boats to i's side (1) or j's (2), one after another.

    Returns the log probability of doing so; where they are two boats already, that of arriving at
    them. The scores of both sides are left in `option[0]` and `option[1]`.
    """
    m, count = state.boat.size, 0
    for a in range(m):
        state.side[a] = 0
        if a not in (i, j) and state.boat[a] in (state.boat[i], state.boat[j]):
            state.order[count] = a
            count += 1
    state.side[i], state.side[j] = 1, 2
    one, two = state.key[i], state.key[j]
    score_one = _score(one, -2, -1, -1, table, state)
    score_two = _score(two, -3, -1, -1, table, state)
    forward = 0.0
    for k in range(count):
        pick = k + min(int(_draw(random, state) * (count - k)), count - k - 1)
        state.order[k], state.order[pick] = state.order[pick], state.order[k]
        a = state.order[k]
        with_one = _score(one ^ state.key[a], -2, a, -1, table, state)
        with_two = _score(two ^ state.key[a], -3, a, -1, table, state)
        gain = max(min(with_one - score_one - (with_two - score_two), 700.0), -700.0)
        p_one = 1.0 / (1.0 + math.exp(-gain))
        first = _draw(random, state) < p_one if splits else state.boat[a] == state.boat[i]
        if first:
            state.side[a], one, score_one = 1, one ^ state.key[a], with_one
            forward += math.log(max(p_one, 1e-300))
        else:
            state.side[a], two, score_two = 2, two ^ state.key[a], with_two
            forward += math.log(max(1.0 / (1.0 + math.exp(gain)), 1e-300))
    state.option[0], state.option[1] = score_one, score_two
    return forward


@compiled
def _split(boat: int, one: float, two: float, state: _State) -> None:
    """Give side 2 a boat of its own."""
    m, new = state.boat.size, 0
    while state.size[new] > 0:
        new += 1
    state.hash[new], state.size[new] = np.uint64(0), 0
    for a in range(m):
        if state.side[a] == 2:
            state.boat[a] = new
            state.size[new] += 1
            state.size[boat] -= 1
            state.hash[new] ^= state.key[a]
            state.hash[boat] ^= state.key[a]
    state.score[boat], state.score[new] = one, two
    state.whole[1] += 1


@compiled
def _merge(boat: int, other: int, score: float, state: _State) -> None:
    """Make two boats one."""
    for a in range(state.boat.size):
        if state.boat[a] == other:
            state.boat[a] = boat
    state.size[boat] += state.size[other]
    state.size[other] = 0
    state.hash[boat] ^= state.hash[other]
    state.hash[other] = np.uint64(0)
    state.score[boat] = score
    state.whole[1] -= 1
