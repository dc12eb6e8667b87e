"""Units planned together: their areas, what these find, and where each must keep clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.search.detection import Targets, track_hazard, widths_of
from lastknown.search.errand import Box, LandMask
from lastknown.search.layout import area_row, evaluate, lay_out
from lastknown.search.seat import Seat, dry_points
from lastknown.search.separation import no_areas, share_level
from lastknown.search.unit import Unit

__all__ = [
    "Boxes",
    "Team",
    "by_sweep",
    "found_by",
    "hazard_by",
    "hazards_by",
    "in_the_way",
    "mask_of",
    "pos_of",
    "taken_from",
]

Floats = NDArray[np.float64]
Boxes = list[Box | None]


@dataclass(frozen=True)
class Team:
    """Units to plan together.

    Attributes
    ----------
    seats : what each brings.
    worth : (n,) share of every target that fixed units leave.
    fixed : units that are fixed, and their areas as `trespass` wants them.
    apart : True where areas must not overlap.
    """

    seats: tuple[Seat, ...]
    worth: Floats
    fixed: tuple[tuple[Unit, Floats], ...] = ()
    apart: bool = True


def by_sweep(team: Team) -> list[int]:
    """Return the units in the order of the area that they can sweep, least first, then by name."""
    return sorted(range(len(team.seats)), key=lambda k: _sweep(team.seats[k]))


def _sweep(seat: Seat) -> tuple[float, str]:
    """Return the area that a unit can sweep, m2, to order by; then its name."""
    span = min(seat.errand.back_by_s, seat.errand.until_s) - seat.errand.depart_s
    width = float(widths_of(seat.targets).max(initial=0.0))
    return width * seat.errand.search_ms * span, seat.unit.name


def pos_of(team: Team, boxes: Boxes) -> float:
    """Return the POS of all areas together, of the team's worth."""
    return float((team.worth * -np.expm1(-sum(hazards_by(team, boxes)))).sum())


def hazards_by(team: Team, boxes: Boxes) -> list[Floats]:
    """Return the hazard of each unit's area on each target, (n,) each."""
    return [hazard_by(seat, box) for seat, box in zip(team.seats, boxes, strict=True)]


def found_by(seat: Seat, box: Box, left: Floats) -> float:
    """Return what an area finds of what is left, (n,)."""
    return float((left * -np.expm1(-hazard_by(seat, box))).sum())


def hazard_by(seat: Seat, box: Box | None) -> Floats:
    """Return the hazard of a unit's area on each target, (n,); 0 where it stays."""
    laid = None if box is None else lay_out(box, seat.errand)
    if laid is None:
        return np.zeros(seat.targets.x.shape[1])
    return track_hazard(laid.legs, seat.targets)


def mask_of(team: Team, boxes: Sequence[Box | None], k: int) -> LandMask:
    """Return where the area of unit k may not be, given those of the others."""
    return team.seats[k].mask._replace(taken=taken_from(team, boxes, k))


def in_the_way(team: Team, boxes: Sequence[Box | None], k: int, box: Box) -> bool:
    """Return True where an area of unit k is where it may not be."""
    seat, mask = team.seats[k], mask_of(team, boxes, k)
    time_s, none = seat.targets.time_s, np.zeros(0)
    nobody = Targets(time_s, *(np.zeros((time_s.size - less, 0)) for less in (0, 0, 1)))
    away = evaluate(box, seat.errand, nobody, none, mask)[1]
    return away > 0.0 or dry_points(seat, box).size > 0


def taken_from(team: Team, boxes: Sequence[Box | None], k: int) -> Floats:
    """Return the areas that unit k must keep clear of, (m, 11)."""
    if not team.apart:
        return no_areas()
    unit = team.seats[k].unit
    rows = [area for other, area in team.fixed if share_level(unit, other)]
    for j, (seat, box) in enumerate(zip(team.seats, boxes, strict=True)):
        laid = None if box is None else lay_out(box, seat.errand)
        if j != k and box is not None and laid is not None and share_level(unit, seat.unit):
            rows.append(area_row(box, laid))
    return np.array(rows) if rows else no_areas()
