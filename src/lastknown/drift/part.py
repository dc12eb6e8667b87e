"""A part of a cloud: its first realisations, as if no others had been run."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from lastknown.drift.cloud import BOAT, Cloud

__all__ = ["first_of"]


def first_of(cloud: Cloud, count: int) -> Cloud:
    """Return the first realisations of a cloud, with the persons who left their hulls.

    Tracks are those of a run of so many particles: every draw belongs to its particle alone.

    Parameters
    ----------
    cloud : boats first, as `simulate` returns it; count : boats to keep, >= 1. Weights are scaled
        so that they sum to 1 over the boats kept.
    """
    kept = cloud.parent < count
    parts: dict[str, Any] = {
        each.name: getattr(cloud, each.name)[kept]
        for each in fields(cloud)
        if isinstance(getattr(cloud, each.name), np.ndarray) and each.name != "time_s"
    }
    weight, boats = parts["weight"], parts["component"] == BOAT
    return replace(cloud, **{**parts, "weight": weight / weight[boats].sum()})
