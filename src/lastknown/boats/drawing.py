"""Draws of divisions by several chains, and what they come to: the probability of every pair."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.sampler import sample
from lastknown.boats.table import Table

__all__ = ["CHAINS", "THREADS", "drawn", "numbered", "sweeps_for"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

CHAINS: Final = 4
THREADS: Final = 2

_STRONG: Final = 3.0
"""Log factor of a pair from which on two reports are moved together."""


def sweeps_for(reports: int) -> int:
    """Return how many sweeps of a chain count: 48 from 100 reports on, 2,000 for 15 or fewer.

    On 12 simulated nights F1 was 0.6757 so and 0.6762 with a quarter more, for 13 % more time.
    """
    return max(48, min(2000, 480_000 // max(reports, 1) ** 2))


def drawn(table: Table, node: Ints, seed: int) -> tuple[Array, float, Ints]:
    """Return pair probabilities, their spread between chains, and the draws, by report."""
    m = int(node.max()) + 1
    joint = np.zeros((CHAINS, m, m))
    sweeps = sweeps_for(m)
    kept = np.zeros((CHAINS, sweeps, m), np.int64)
    burn = 24 + sweeps // 10
    blocks = _blocks(table, node)

    def run(chain: int) -> None:
        total = sweeps + burn
        sample(table, node, blocks, seed, chain, total, burn, joint[chain], kept[chain])

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(run, range(CHAINS)))
    joint /= sweeps
    joint = 0.5 * (joint + joint.transpose(0, 2, 1))
    joint[:, np.arange(m), np.arange(m)] = 1.0
    spread = float(np.max(np.ptp(joint, axis=0)))
    pair = np.clip(joint.mean(axis=0), 0.0, 1.0)[np.ix_(node, node)]
    draws = kept.reshape(-1, m)[:, node]
    return pair, spread, numbered(draws)


def _blocks(table: Table, node: Ints) -> Ints:
    """Return nodes that are likely to be of one boat: by number, and by number and strong pairs."""
    m = int(node.max()) + 1
    found = set()
    for least in (math.inf, _STRONG):
        near = (table.number[:, None] == table.number) & (table.number >= 0)
        near |= table.factor >= least
        group = np.arange(m)
        for i, j in np.argwhere(np.triu(near, 1)):
            one, two = group[node[i]], group[node[j]]
            group[group == max(one, two)] = min(one, two)
        found |= {tuple(np.flatnonzero(group == g).tolist()) for g in np.unique(group)}
    rows = sorted(each for each in found if 1 < len(each) < m)
    blocks = np.full((len(rows), max(map(len, rows), default=0) + 1), -1, np.int64)
    for row, each in zip(blocks, rows, strict=True):
        row[: len(each)] = each
    return blocks


def numbered(divisions: Ints) -> Ints:
    """Return divisions, (draws, n), with their boats numbered in the order of their first reports.

    One division at a time took two thirds of the time of a night of few reports.
    """
    first = np.argmax(divisions[:, :, None] == divisions[:, None, :], axis=2)
    rank = np.cumsum(first == np.arange(divisions.shape[1]), axis=1) - 1
    return np.take_along_axis(rank, first, axis=1).astype(np.int64)
