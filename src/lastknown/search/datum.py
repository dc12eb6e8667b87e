"""The datums that search areas may follow: how what is sought moves on the mean."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.paths import Paths
from lastknown.search.scene import Scene

__all__ = ["datum_paths"]

Floats = NDArray[np.float64]

_MOST: Final = 4


def datum_paths(scene: Scene) -> Paths:
    """Return the motions that an area may follow: none, that of all, and of each start's part.

    Between two moments a datum moves as do those that can be seen then, on the mean by their share.
    Of many starts the most probable count.
    """
    starts, share = np.unique(scene.start, return_inverse=True)[1], scene.share
    held = np.bincount(starts, share)
    parts = [np.ones(share.size, np.bool_)]
    if held.size > 1:
        parts += [starts == k for k in np.argsort(-held, kind="stable")[:_MOST] if held[k] > 0.0]
    ways = [_way(scene, np.where(part, share, 0.0)) for part in parts]
    rest = np.zeros((1, scene.time_s.size))
    x, y = (np.concatenate([rest, [way[axis] for way in ways]]) for axis in (0, 1))
    return Paths(scene.time_s, np.ascontiguousarray(x), np.ascontiguousarray(y))


def _way(scene: Scene, share: Floats) -> tuple[Floats, Floats]:
    """Return the mean way of a part of the targets since the first moment, (t,) m each."""
    weight = np.where(scene.seen >= 0, share, 0.0)
    total = np.maximum(weight.sum(axis=1), 1e-300)
    steps = [
        (weight * np.diff(values, axis=0)).sum(axis=1) / total for values in (scene.x, scene.y)
    ]
    east, north = (np.concatenate([[0.0], np.cumsum(step)]) for step in steps)
    return east, north
