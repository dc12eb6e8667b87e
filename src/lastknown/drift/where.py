"""Where they are at one moment: probability map, areas that hold 50, 90 and 99 %, best place.

The map is a kernel estimate from the weighted particles, cell and width chosen from the cloud
(`lastknown.drift.probability`). The area at a level p is where the density is at least the one that
a share p of the particles meets from all the *other* particles, so that it holds a new draw of the
same cloud, and not just the particles it was made from, with probability p. With fewer than 30
effective particles it is the smallest area that holds p of the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import ASHORE, BOAT, NOT_YET, OUTSIDE, PHASES, Cloud
from lastknown.drift.positions import (
    Component,
    component_name,
    component_weights,
    kept_column,
    positions_at,
    status_at,
)
from lastknown.drift.probability import (
    Contour,
    Density,
    Land,
    ProbabilityGrid,
    contour_at,
    most_likely,
    points_density,
)
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.times import show_time

__all__ = [
    "Component",
    "Contour",
    "Density",
    "Hypothesis",
    "Land",
    "ProbabilityGrid",
    "Where",
    "density_of",
    "hypotheses",
    "phases",
    "positions_at",
    "sampling_error_m",
    "where",
]

LEVELS = (0.5, 0.9, 0.99)


@dataclass(frozen=True)
class Where:
    """Where they are at one moment.

    Attributes
    ----------
    at_s : the moment, s since 1970.
    component : what is mapped: ``boat``, ``in_the_water`` or ``persons``.
    most_likely : where the density is highest.
    mean : weighted mean position.
    contours : the areas, in the order of the levels asked for.
    grid : the probability map.
    weight_ashore, weight_outside : share that is ashore, or has left the sea that is known, 0-1.
    weight_not_yet : share that has not put to sea by then; it is in no area, 0-1.
    effective : effective number of particles.
    density : what the rest was read from.
    """

    at_s: float
    component: str
    most_likely: Position
    mean: Position
    contours: tuple[Contour, ...]
    grid: ProbabilityGrid
    weight_ashore: float
    weight_outside: float
    weight_not_yet: float
    effective: float
    density: Density


@dataclass(frozen=True)
class Hypothesis:
    """One assumption (or one phase of the voyage), seen alone.

    Attributes
    ----------
    name : as in the cloud.
    probability : share of the boats' weight, 0-1.
    most_likely, mean : of these particles alone; None where none of them is at sea yet.
    area_90_m2 : area that holds 90 % of them, m2; None likewise.
    """

    name: str
    probability: float
    most_likely: Position | None
    mean: Position | None
    area_90_m2: float | None


def where(
    cloud: Cloud,
    at_s: float,
    *,
    component: Component | int | None = None,
    levels: Sequence[float] = LEVELS,
    land: Land | None = None,
) -> Where:
    """Return where they are at a moment.

    Parameters
    ----------
    cloud : the ensemble.
    at_s : s since 1970, within the cloud's times; positions are linear between kept states.
    component : what to map; None or BOAT is the boat or its hull, IN_WATER the persons who left it.
    levels : shares of the probability, each between 0 and 1.
    land : no probability is left where this is True.

    Raises
    ------
    LastknownError : the moment lies outside the cloud, nothing is at sea then, or a level is not
        between 0 and 1.
    """
    name = component_name(component)
    for level in levels:
        if not 0.0 < level < 1.0:
            raise LastknownError(f"level={level:g} is no share of the probability; give 0 < p < 1")
    density, weight = _mapped(cloud, at_s, name, land)
    status = status_at(cloud, at_s)
    ashore, outside, not_yet = (
        float(weight[status == kind].sum() / weight.sum()) for kind in (ASHORE, OUTSIDE, NOT_YET)
    )
    return Where(
        at_s=float(at_s),
        component=name,
        most_likely=most_likely(density),
        mean=Position(density.lon0, density.lat0),
        contours=tuple(contour_at(density, level) for level in levels),
        grid=density.grid,
        weight_ashore=ashore,
        weight_outside=outside,
        weight_not_yet=not_yet,
        effective=density.effective,
        density=density,
    )


def sampling_error_m(
    cloud: Cloud, at_s: float, *, component: Component | int | None = None
) -> float:
    """Return how far the most likely position moves by chance alone, m (rms of the distance).

    Four quarters of the particles (by their number) are mapped alone; the spread of their most
    likely positions, halved since the whole has four times as many, is the answer.

    Parameters and errors as `where`.
    """
    lon, lat, weight, mask = positions_at(cloud, at_s)
    weight = component_weights(cloud, at_s, weight, component_name(component))
    quarter = cloud.parent % 4
    found = []
    for number in range(4):
        use = mask & (weight > 0) & (quarter == number)
        if np.count_nonzero(use) < 3:
            return float("nan")
        found.append(most_likely(points_density(lon[use], lat[use], weight[use], None)))
    plane = Plane(found[0].lon, found[0].lat)
    x, y = plane.to_xy(np.array([p.lon for p in found]), np.array([p.lat for p in found]))
    away2 = (x - x.mean()) ** 2 + (y - y.mean()) ** 2
    return float(np.sqrt(away2.sum() / 3.0)) / 2.0


def density_of(
    cloud: Cloud,
    at_s: float,
    *,
    component: Component | int | None = None,
    land: Land | None = None,
) -> Density:
    """Return the density alone; arguments and errors as in `where`, which see."""
    return _mapped(cloud, at_s, component_name(component), land)[0]


def _mapped(
    cloud: Cloud, at_s: float, component: str, land: Land | None
) -> tuple[Density, NDArray[np.float64]]:
    """Return the density of a component, and every trajectory's weight in it (0 if not of it)."""
    lon, lat, weight, mask = positions_at(cloud, at_s)
    weight = component_weights(cloud, at_s, weight, component)
    use = mask & (weight > 0)
    if not use.any():
        raise LastknownError(_nobody(cloud, at_s, component))
    return points_density(lon[use], lat[use], weight[use], land), weight


def _nobody(cloud: Cloud, at_s: float, component: str) -> str:
    """Return the error for a moment at which nothing of a component is at sea."""
    if component == "in_the_water":
        return f"at={show_time(at_s)}: nobody has left the boat by then; ask for the boat"
    first = show_time(float(np.min(cloud.start_s)))
    return f"at={show_time(at_s)} lies before the first start {first}; ask for a later time"


def hypotheses(cloud: Cloud, at_s: float, *, land: Land | None = None) -> tuple[Hypothesis, ...]:
    """Return the cloud's hypotheses side by side, each seen alone, in the cloud's order."""
    return _apart(cloud, at_s, cloud.hypothesis, cloud.hypotheses, land)


def phases(cloud: Cloud, at_s: float, *, land: Land | None = None) -> tuple[Hypothesis, ...]:
    """Return the phases of the voyage (adrift, under way, swamped …) that the boats are in."""
    found = _apart(cloud, at_s, cloud.phase[:, kept_column(cloud, at_s)], PHASES, land)
    return tuple(entry for entry in found if entry.probability > 0.0)


def _apart(
    cloud: Cloud,
    at_s: float,
    group: NDArray[np.int8] | NDArray[np.int16],
    names: Sequence[str],
    land: Land | None,
) -> tuple[Hypothesis, ...]:
    lon, lat, weight, mask = positions_at(cloud, at_s)
    boats = cloud.component == BOAT
    total = float(weight[boats].sum())
    entries = []
    for index, name in enumerate(names):
        chosen = boats & (group == index) & (weight > 0)
        use = chosen & mask
        probability = float(weight[chosen].sum()) / total
        if not use.any():
            entries.append(Hypothesis(name, probability, None, None, None))
            continue
        density = points_density(lon[use], lat[use], weight[use], land)
        mean = Position(density.lon0, density.lat0)
        area = contour_at(density, 0.9).area_m2
        entries.append(Hypothesis(name, probability, most_likely(density), mean, area))
    return tuple(entries)
