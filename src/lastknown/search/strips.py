"""One rectangle on the cloud, shared out by strips: how the manual divides a search.

The rectangle lies on the mean position along the cloud's axes; each unit gets a strip as wide as
its share of the area that all can sweep (IAMSAR Manual vol. II, search subareas).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.detection import Targets
from lastknown.search.errand import Box, Errand, path_at

__all__ = ["mean_width", "share_out", "strips"]

Floats = NDArray[np.float64]

_COVERAGES: Final = (0.35, 0.5, 0.75, 1.0, 1.5)
_SHAPES: Final = (1.0, 0.6)  # of the rectangle, in parts of the cloud's own


def strips(
    errands: Sequence[Errand], targets: Sequence[Targets], worth: Floats
) -> Iterator[list[Box | None]]:
    """Yield a box for each unit by sharing out rectangles of several sizes; None: no effort there.

    Parameters
    ----------
    errands, targets : of each unit; worth : (n,) weight of each target.
    """
    step = targets[0].time_s.size // 2
    x, y = targets[0].x[step], targets[0].y[step]
    mean = np.array([np.average(x, weights=worth), np.average(y, weights=worth)])
    offset = np.stack([x, y]) - mean[:, None]
    values, vectors = np.linalg.eigh((offset * worth) @ offset.T / worth.sum())
    minor, major = np.sqrt(np.maximum(values, 1.0))
    axis = math.atan2(vectors[0, 1], vectors[1, 1])
    width = [mean_width(each, worth) for each in targets]
    for coverage in _COVERAGES:
        for shape in _SHAPES:
            for across in (True, False):
                stretch = max(1.0, shape * major / minor)
                yield share_out(errands, width, mean, axis, coverage, stretch, across=across)


def share_out(
    errands: Sequence[Errand],
    width_m: Sequence[float],
    centre: Floats,
    axis: float,
    coverage: float,
    stretch: float,
    *,
    across: bool,
) -> list[Box | None]:
    """Return the strips of one rectangle.

    Parameters
    ----------
    width_m : sweep width of each unit, m. centre : (2,) m. axis : of the long side, radians true.
    coverage : of the whole, > 0. stretch : long side over short side, >= 1.
    across : True: strips lie side by side along the long side; False: along the short one.
    """
    paths = [path_at(errand, *map(float, centre)) for errand in errands]
    swept = np.array(width_m) * paths
    area = float(swept.sum()) / coverage
    if area <= 0.0:
        return [None] * len(errands)
    long, short = math.sqrt(area * stretch), math.sqrt(area / stretch)
    total, side, course = (long, short, axis) if across else (short, long, axis + 0.5 * math.pi)
    boxes: list[Box | None] = []
    edge = -0.5 * total
    for part, path in zip(swept / swept.sum(), paths, strict=True):
        wide = float(part) * total
        middle, edge = edge + 0.5 * wide, edge + wide
        place = centre + middle * np.array([math.sin(course), math.cos(course)])
        boxes.append(_strip(place, course, wide, side, path))
    return boxes


def _strip(place: Floats, course: float, wide: float, side: float, path: float) -> Box | None:
    """Return the box that spends a path on a strip, `wide` along the course and `side` across it.

    Tracks run along its longer side.
    """
    if path <= 0.0 or wide <= 0.0:
        return None
    turned = side > wide
    breadth = wide if turned else side
    tracks = max(1.0, float(round(breadth * path / (wide * side))))
    bearing = course + 0.5 * math.pi if turned else course
    return Box(float(place[0]), float(place[1]), bearing, breadth * 0.9999 / tracks, tracks, 1.0)


def mean_width(targets: Targets, worth: Floats) -> float:
    """Return a unit's sweep width over all that is sought, m, at the middle of the time."""
    factor = targets.factor[targets.factor.shape[0] // 2]
    return float(np.average(np.sqrt(8.0 * np.pi * factor), weights=worth))
