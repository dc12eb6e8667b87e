"""Divisions of reports into boats, drawn in proportion to their probability.

One sweep moves every node (reports that a person has joined move as one) to a boat or to one of its
own, in proportion to the result (Gibbs sampling), does the same with blocks of nodes (one phone's
calls, a call and its relays) that are on one boat, then tries to split or merge whole boats, drawn
as by Dahl 2005 ("Sequentially-allocated merge-split sampler for conjugate and nonconjugate
Dirichlet process mixture models"), accepted by Metropolis and Hastings' rule. The first sweeps are
warm: probabilities are taken to a power below 1, so that a chain does not stay where it began.
Every draw is a function of (seed, chain, step).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.score import IMPOSSIBLE
from lastknown.boats.state import (
    FIRST_SIDE,
    NOBODY,
    SECOND_SIDE,
    State,
    draw,
    fresh,
    join,
    leave,
    score_of,
)
from lastknown.boats.table import Table
from lastknown.compiled import allocating, compiled, inlined
from lastknown.drift.random import stream_key

__all__ = ["sample"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_STREAM: Final = 71
_WARM: Final = 0.4
"""Power at the first sweep; it rises to 1 at half of those that are not counted."""


@allocating
def sample(
    table: Table,
    node: Ints,
    blocks: Ints,
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
    blocks : one row a block of nodes that are likely to be of one boat, and move as one where they
        are; -1 after its last, (blocks, longest + 1).
    seed, chain : of the random numbers.
    sweeps, burn : sweeps in all, and the first ones that are not counted.
    joint : (m, m), gains the probability that node i (row) joins node j's boat, given all else.
    kept : (sweeps - burn, m), the division after each counted sweep.
    """
    state = fresh(table, node)
    m = state.boat.size
    random = stream_key(seed, chain, _STREAM)
    for sweep in range(sweeps):
        counted = sweep >= burn
        state.cold[0] = min(1.0, _WARM + (1.0 - _WARM) * 2.0 * sweep / max(burn, 1))
        for a in range(m):
            _move(a, counted, random, joint, table, state)
        for k in range(blocks.shape[0]):
            _move_block(blocks[k], random, table, state)
        for _ in range(max(2, m // 4)):
            _split_or_merge(random, table, state)
        if counted:
            kept[sweep - burn, :] = state.boat


@compiled
def _move(
    a: int, counted: bool, random: np.uint64, joint: Array, table: Table, state: State
) -> None:
    """Draw the boat of one node, given all others."""
    m = state.boat.size
    leave(a, table, state)
    empty = _look(state.key[a], a, NOBODY, table, state)
    total = _weigh(state)
    chosen = _chosen(total * draw(random, state), empty, state)
    if counted:
        for b in range(m):
            if b != a:
                joint[a, b] += state.weight[state.boat[b]] / total
    join(a, chosen, state.option[chosen], state)


@compiled
def _look(key: np.uint64, extra: int, other: int, table: Table, state: State) -> int:
    """Set the scores and log weights of each boat with node `extra` or boat `other` aboard.

    `key` is the hash of what comes aboard. Returns the boat that stands for one of its own.
    """
    empty = -1
    for boat in range(state.boat.size):
        state.weight[boat] = -math.inf
        if state.size[boat] > 0:
            state.option[boat] = score_of(state.hash[boat] ^ key, boat, extra, other, table, state)
            state.weight[boat] = state.option[boat] - state.score[boat]
        elif empty < 0:
            empty = boat
            state.option[boat] = score_of(key, NOBODY, extra, other, table, state)
            more = table.boats[state.whole[1] + 1] - table.boats[state.whole[1]]
            state.weight[boat] = state.option[boat] + more
    return empty


@compiled
def _weigh(state: State) -> float:
    """Turn log weights of boats into weights, the greatest 1; return their sum."""
    m, top, total = state.boat.size, -math.inf, 0.0
    for boat in range(m):
        top = max(top, state.weight[boat])
    for boat in range(m):
        state.weight[boat] = math.exp(state.cold[0] * (state.weight[boat] - top))
        total += state.weight[boat]
    return total


@inlined
def _chosen(left: float, otherwise: int, state: State) -> int:
    """Return the boat at which the weights summed up pass `left`."""
    for boat in range(state.boat.size):
        left -= state.weight[boat]
        if left < 0.0:
            return boat
    return otherwise


@compiled
def _move_block(block: Ints, random: np.uint64, table: Table, state: State) -> None:
    """Draw the boat of all nodes of a block, where they are on one boat, given all others."""
    m, old, key, count = state.boat.size, state.boat[block[0]], np.uint64(0), 0
    while block[count] >= 0:
        if state.boat[block[count]] != old:
            return
        key ^= state.key[block[count]]
        count += 1
    for k in range(count):
        state.boat[block[k]] = m
    state.size[old] -= count
    state.hash[old] ^= key
    if state.size[old] == 0:
        state.whole[1] -= 1
    else:
        state.score[old] = score_of(state.hash[old], old, NOBODY, NOBODY, table, state)
    empty = _look(key, NOBODY, m, table, state)
    total = _weigh(state)
    chosen = _chosen(total * draw(random, state), empty, state)
    if state.size[chosen] == 0:
        state.whole[1] += 1
        state.hash[chosen] = np.uint64(0)
    for k in range(count):
        state.boat[block[k]] = chosen
    state.size[chosen] += count
    state.hash[chosen] ^= key
    state.score[chosen] = state.option[chosen]


@compiled
def _split_or_merge(random: np.uint64, table: Table, state: State) -> None:
    """Propose to split the boat of two nodes drawn, or to merge their boats."""
    m = state.boat.size
    if m < 2:
        return
    i = min(int(draw(random, state) * m), m - 1)
    left, j = draw(random, state) * state.chance[i, m - 1], 0
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
        accept = state.cold[0] * (apart - state.score[boat]) - forward
        if one > IMPOSSIBLE and two > IMPOSSIBLE and _accepted(accept, random, state):
            _split(boat, one, two, state)
        return
    whole = score_of(state.hash[boat] ^ state.hash[other], boat, NOBODY, other, table, state)
    now = state.score[boat] + state.score[other] + more
    if whole > IMPOSSIBLE and _accepted(state.cold[0] * (whole - now) + forward, random, state):
        _merge(boat, other, whole, state)


@inlined
def _accepted(log_ratio: float, random: np.uint64, state: State) -> bool:
    return math.log(draw(random, state)) < log_ratio


@compiled
def _allocate(i: int, j: int, splits: bool, random: np.uint64, table: Table, state: State) -> float:
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
    score_one = score_of(one, FIRST_SIDE, NOBODY, NOBODY, table, state)
    score_two = score_of(two, SECOND_SIDE, NOBODY, NOBODY, table, state)
    forward = 0.0
    for k in range(count):
        pick = k + min(int(draw(random, state) * (count - k)), count - k - 1)
        state.order[k], state.order[pick] = state.order[pick], state.order[k]
        a = state.order[k]
        with_one = score_of(one ^ state.key[a], FIRST_SIDE, a, NOBODY, table, state)
        with_two = score_of(two ^ state.key[a], SECOND_SIDE, a, NOBODY, table, state)
        gain = max(min(with_one - score_one - (with_two - score_two), 700.0), -700.0)
        p_one = 1.0 / (1.0 + math.exp(-gain))
        first = draw(random, state) < p_one if splits else state.boat[a] == state.boat[i]
        if first:
            state.side[a], one, score_one = 1, one ^ state.key[a], with_one
            forward += math.log(max(p_one, 1e-300))
        else:
            state.side[a], two, score_two = 2, two ^ state.key[a], with_two
            forward += math.log(max(1.0 / (1.0 + math.exp(gain)), 1e-300))
    state.option[0], state.option[1] = score_one, score_two
    return forward


@compiled
def _split(boat: int, one: float, two: float, state: State) -> None:
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
def _merge(boat: int, other: int, score: float, state: State) -> None:
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
