"""One chain's state: which node is on which boat, and the scores of boats met before.

Scores are kept in a table by the hash of who is on the boat, as most are met again and again.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.score import boat_score
from lastknown.boats.table import Table
from lastknown.compiled import allocating, compiled, inlined
from lastknown.drift.random import mix, step_uniform

__all__ = [
    "FIRST_SIDE",
    "NOBODY",
    "SECOND_SIDE",
    "State",
    "draw",
    "fresh",
    "join",
    "leave",
    "score_of",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

NOBODY: Final[Any] = np.int64(-1)
"""No boat and no node. Handed over as a bare -1, numba compiles all that is called once more for
each such constant; the sampler then takes 65 s to compile, not 41."""
FIRST_SIDE: Final[Any] = np.int64(-2)
SECOND_SIDE: Final[Any] = np.int64(-3)
"""The boats of the nodes whose `side` is 1 and 2."""

_SLOTS: Final = 1 << 18
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)


class State(NamedTuple):
    """One chain: boat of each node, hash, nodes and score of each boat, and scratch.

    `whole` holds the step of the random numbers, the boats in use and the scores kept; `chance`
    how the second node of a split or merger is drawn; `cold` the power that probabilities are taken
    to, 1 but for the beginning. Boat m is that of a block on its way.
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
    cold: Array


@allocating
def fresh(table: Table, node: Ints) -> State:
    """Return the state in which every node is a boat of its own."""
    m = node.max() + 1
    state = State(
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
        np.ones(1),
    )
    for a in range(m):
        state.key[a] = mix(np.uint64(a + 1) * _GOLDEN)
        state.hash[a] = state.key[a]
        state.size[a] = 1
        state.boat[a] = a
    state.whole[1] = m
    for a in range(m):
        state.score[a] = score_of(state.hash[a], a, NOBODY, NOBODY, table, state)
    _fill_chances(table, state)
    return state


@inlined
def draw(random: np.uint64, state: State) -> float:
    """Return the next uniform draw of a chain."""
    state.whole[0] += 1
    return step_uniform(random, state.whole[0])


@inlined
def score_of(
    key: np.uint64, boat: int, extra: int, other: int, table: Table, state: State
) -> float:
    """Return the score of a boat, with node `extra` and boat `other` aboard (-1: none).

    `boat` may be -1; `key` is the hash of all of them. For boats numbered -2 and -3 the members
    are those nodes whose `side` is 1 and 2. Most boats were met before: those are looked up in
    place, as a call copies all of `table` and `state`.
    """
    slot = np.int64(key >> np.uint64(46))
    while state.slot_key[slot] != np.uint64(0) and state.slot_key[slot] != key:
        slot = (slot + 1) & (_SLOTS - 1)
    if state.slot_key[slot] != np.uint64(0):
        return float(state.slot_score[slot])
    who = np.int64(boat), np.int64(extra), np.int64(other)  # of one type, so compiled once
    return _score_anew(slot, key, who, table, state)


@compiled
def _score_anew(
    slot: np.int64,
    key: np.uint64,
    who: tuple[np.int64, np.int64, np.int64],
    table: Table,
    state: State,
) -> float:
    """Return the score of a boat, an extra node and another boat not met before, and keep it."""
    (boat, extra, other), count = who, NOBODY + 1
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
def _fill_chances(table: Table, state: State) -> None:
    """Set how often each second node is drawn to split or merge with a first: the likelier pairs.

    Rows of cumulative sums. The draw does not look at the boats, so it cancels in the acceptance.
    """
    m = state.boat.size
    for a in range(m):
        total = 0.0
        for b in range(m):
            if b != a:
                both = score_of(state.key[a] ^ state.key[b], a, b, NOBODY, table, state)
                odds = both - state.score[a] - state.score[b]
                total += math.exp(max(min(odds, 3.0), -5.0))
            state.chance[a, b] = total


@compiled
def leave(a: int, table: Table, state: State) -> None:
    """Take a node off its boat."""
    boat = state.boat[a]
    state.boat[a] = -1
    state.size[boat] -= 1
    state.hash[boat] ^= state.key[a]
    if state.size[boat] == 0:
        state.whole[1] -= 1
    else:
        state.score[boat] = score_of(state.hash[boat], boat, NOBODY, NOBODY, table, state)


@compiled
def join(a: int, boat: int, score: float, state: State) -> None:
    """Put a node on a boat, whose score is then the one given."""
    if state.size[boat] == 0:
        state.whole[1] += 1
        state.hash[boat] = np.uint64(0)
    state.boat[a] = boat
    state.size[boat] += 1
    state.hash[boat] ^= state.key[a]
    state.score[boat] = score
