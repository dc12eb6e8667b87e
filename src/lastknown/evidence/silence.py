"""What was not seen and not heard: a ship that passed and reported nothing, contact that was lost.

Both are weak and opt-in: nobody has to give them.

    ship that passed   g = exp(-f_i^2 H_i) of its track with its own sweep width, b = 1,
                       w = 1 - attention: the share of ships that would not have noticed or told
    contact lost       L = factor where the realisation has swamped by then, else 1

A ship on passage keeps a watch for what endangers her, not a search; silence is never rescue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import IN_WATER, Cloud
from lastknown.drift.objects import find_object
from lastknown.drift.positions import kept_column
from lastknown.evidence.likelihood import within
from lastknown.evidence.searched import (
    WIDTH_SD,
    Searched,
    Width,
    hazards_laid,
    legs_of,
    missed_by,
    missed_under,
)
from lastknown.search.planned import Leg
from lastknown.search.unit import widths_m
from lastknown.times import parse_time, to_seconds
from lastknown.units import MINUTE, NM

__all__ = ["ATTENTION", "SWAMPING_FACTOR", "LostContact", "PassedBy"]

Floats = NDArray[np.float64]

ATTENTION: Final = 0.3
"""Share of passing ships that would notice what they pass and say so; assumed, and low."""

SWAMPING_FACTOR: Final = 1.5
"""How much likelier contact is lost after swamping than before; assumed: batteries, water, range
and fear end calls too."""

_STEP_S: Final = 10.0 * MINUTE
"""A boat that swamps is looked for as a hull from the step after it."""


@dataclass(frozen=True)
class PassedBy:
    """A ship that passed and saw nothing: a faint search.

    Attributes
    ----------
    legs : her track, timed, in order (`lastknown.search.planned.Leg`).
    sweep_width_nm : her own sweep width by day, NM: one number, or ``{"boat": …, "person": …}``;
        that of a watch, not of a search.
    night_sweep_width_nm : the same in the dark; None: nothing is seen in the dark.
    attention : share of such ships that would notice and say so, 0 to 0.9.
    width_sd : as in `lastknown.evidence.searched.Searched`.
    boat_nm : her sweep width by day for a boat, NM, by the code of the search object that each
        realisation's boat is while she passes, or its hull once it has swamped; None: that of
        `sweep_width_nm` for every boat.

    Raises
    ------
    LastknownError : the legs are none or out of order, or a figure is out of bounds.
    """

    legs: Sequence[Leg]
    sweep_width_nm: Width
    night_sweep_width_nm: Width | None = None
    attention: float = ATTENTION
    width_sd: float = WIDTH_SD
    boat_nm: Callable[[str], float] | None = None
    name: str = field(default="", init=False)
    anyhow: float = field(default=1.0, init=False)

    def __post_init__(self) -> None:
        within("attention", self.attention, 0.0, 0.9)
        _ = self._search

    @property
    def of_every_boat(self) -> bool:
        """True: she saw none of the boats."""
        return True

    @property
    def wrong(self) -> float:
        """Share of ships whose silence says nothing."""
        return 1.0 - self.attention

    @property
    def _search(self) -> Searched:
        return Searched(self.legs, self.sweep_width_nm, self.night_sweep_width_nm, self.width_sd)

    def fit(self, cloud: Cloud) -> Floats:
        """Return the probability that an attentive ship missed each realisation, (n,)."""
        if self.boat_nm is None:
            return missed_by(cloud, self._search)
        person = widths_m(self.sweep_width_nm)[IN_WATER] / NM
        return missed_under(cloud, _laid(cloud, self._search, person, self.boat_nm))


def _laid(
    cloud: Cloud, search: Searched, person_nm: float, boat_nm: Callable[[str], float]
) -> Floats:
    """Return the hazard on each trajectory, (n,), each boat seen as what it is by then."""
    first, last = legs_of(search)[0].t0, legs_of(search)[-1].t1
    edges_s = np.append(np.arange(first, last, _STEP_S), last)
    boat = _boat_widths(cloud, edges_s[:-1], boat_nm)
    hazard = np.zeros(cloud.weight.size)
    for width in np.unique(boat):
        seen = replace(search, sweep_width_nm={"boat": float(width), "person": person_nm})
        hazard += np.where(boat == width, hazards_laid(cloud, seen, edges_s), 0.0).sum(axis=0)
    return hazard


def _boat_widths(cloud: Cloud, at_s: Floats, boat_nm: Callable[[str], float]) -> Floats:
    """Return the sweep width for the boat of each trajectory, (b, n), NM, at moments (b,)."""
    afloat = np.array([boat_nm(code) for code in cloud.objects])
    hull = np.array([boat_nm(find_object(code).hull_becomes) for code in cloud.objects])
    what = cloud.what[cloud.parent]
    with np.errstate(invalid="ignore"):
        swamped = cloud.swamps_s[cloud.parent] <= at_s[:, None]
    widths: Floats = np.where(swamped, hull[what], afloat[what])
    return widths


@dataclass(frozen=True)
class LostContact:
    """No more calls: weak evidence of swamping, and never of rescue.

    Attributes
    ----------
    at : since when (aware, or ISO text with a zone).
    factor : how much likelier silence is where the boat has swamped by then, 1 to 3.

    Raises
    ------
    LastknownError : the time cannot be read, or the factor is out of bounds.
    """

    at: datetime | str
    factor: float = SWAMPING_FACTOR
    name: str = field(default="", init=False)
    anyhow: float = field(default=1.0, init=False)

    def __post_init__(self) -> None:
        parse_time(self.at, "at")
        within("factor", self.factor, 1.0, 3.0)

    @property
    def wrong(self) -> float:
        """Share of silences that say nothing, 1 / factor."""
        return 1.0 / self.factor

    def fit(self, cloud: Cloud) -> Floats:
        """Return 1 where the realisation has swamped by then, else 0, (n,).

        Raises
        ------
        LastknownError : the time lies outside the cloud's.
        """
        at_s = to_seconds(parse_time(self.at, "at"))
        kept_column(cloud, at_s)
        with np.errstate(invalid="ignore"):
            return np.asarray(cloud.swamps_s[cloud.parent] <= at_s, dtype=np.float64)
