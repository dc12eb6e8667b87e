"""Debris or a body that was found: forward drift as a likelihood.

What was found drifts forward from the same starts, and each realisation is weighed by how near the
find it comes (`lastknown.evidence.backward.weigh_by_find`). With r_i the new weight over the old,
and d the density of the find beforehand,

    g = r_i d   1/m2,        b = 1 / (pi (30 NM)^2)   1/m2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.errors import LastknownError
from lastknown.evidence.backward import FarFromFindError, Find, weigh_by_find
from lastknown.evidence.likelihood import LEAST_WRONG, MOST_WRONG, anywhere_per_m2, within
from lastknown.geo.position import parse_position

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Debris"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Debris:
    """Something found that came from the boat.

    Attributes
    ----------
    find : what was found, where and when.
    drifted : the cloud of what was found, drifted from the same starts over the same sea with the
        same particles and seed, so that each realisation is the same boat (``drift_from`` with
        another ``what``); None: the find is a component of the weighed cloud itself, as its hull or
        persons in the water.
    wrong : share of such finds that come from another boat, 0.001 to 0.9; a fifth is assumed.

    Raises
    ------
    LastknownError : the share is out of bounds, or the place cannot be read.
    """

    find: Find
    drifted: xr.Dataset | Cloud | None = None
    wrong: float = 0.2

    def __post_init__(self) -> None:
        parse_position(self.find.position)
        within("wrong", self.wrong, LEAST_WRONG, MOST_WRONG)

    @property
    def anyhow(self) -> float:
        """Density of finds that come from elsewhere, 1/m2."""
        return anywhere_per_m2()

    @property
    def name(self) -> str:
        """The find in words."""
        return f"The find at {parse_position(self.find.position)}"

    def fit(self, cloud: Cloud) -> Floats:
        """Return the density of the find if each trajectory's realisation is true, 1/m2, (n,).

        0 for all where too few come near the find to tell them apart: it then fits nothing.

        Raises
        ------
        LastknownError : `drifted` is not of the same realisations; the find lies outside its times,
            or nothing of its component was at sea then.
        """
        drifted = cloud if self.drifted is None else as_cloud(self.drifted)
        boats = np.flatnonzero(cloud.component == BOAT)
        own = np.flatnonzero(drifted.component == BOAT)
        if drifted is not cloud:
            _check_same(cloud, drifted, boats, own)
        try:
            found = weigh_by_find(drifted, self.find)
        except FarFromFindError:  # it fits nothing: its floor is left, and the note that says so
            return np.zeros(cloud.weight.size)
        before, after = drifted.weight[own], found.cloud.weight[own]
        ratio = np.where(before > 0.0, after / np.where(before > 0.0, before, 1.0), 0.0)
        density = np.zeros(cloud.weight.size)
        density[boats] = ratio * before.sum() * found.density_per_km2 * 1e-6
        return np.asarray(density[cloud.parent])


def _check_same(
    cloud: Cloud, drifted: Cloud, boats: NDArray[np.intp], own: NDArray[np.intp]
) -> None:
    """Raise LastknownError where two clouds are not of the same realisations."""
    same = boats.size == own.size and cloud.attrs.get("seed") == drifted.attrs.get("seed")
    for name in ("start_lon", "start_lat", "start_s"):
        same = same and np.allclose(getattr(cloud, name)[boats], getattr(drifted, name)[own])
    if not same:
        raise LastknownError(
            f"the cloud of what was found has {own.size} realisations that are not the {boats.size}"
            " of the boat; drift it from the same starts with the same particles and seed"
        )
