"""In which order helpers are named: nearest capable first, and first of those whose place is known.

Whoever can take people up comes first, by the time at which the first may be aboard; then who can
stand by. A rescue unit stands before a ship that is at most 10 min sooner, and who was heard within
10 min before one who was not and would be at most 10 min sooner: her time rests on a reckoned
place. One who was not heard for an hour stands apart, below those who were, unless nobody heard can
do what she can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from lastknown.ships.able import SHIPS
from lastknown.units import HOUR, MINUTE

if TYPE_CHECKING:
    from lastknown.ships.help import Helper

__all__ = ["APART_S", "HEARD_AHEAD_S", "RECENT_S", "RESCUE_AHEAD_S", "ROLES", "Role"]
__all__ += ["ordered", "rescues"]

Role = Literal["recover", "stand by", "not asked"]
ROLES: Final[tuple[Role, ...]] = ("recover", "stand by", "not asked")

RESCUE_AHEAD_S: Final = 10 * MINUTE
"""A rescue unit or rescue vessel that is at most so much later than a ship is named first
(judgement): it is made for taking people up, and its crew has practised it."""

RECENT_S: Final = 10 * MINUTE
HEARD_AHEAD_S: Final = 10 * MINUTE
"""Who was heard within `RECENT_S` is named before one who was not and is at most `HEARD_AHEAD_S`
sooner, s (judgement): in 10 min a ship of 20 kn that has turned since is 3 NM from where she is
reckoned to be."""

APART_S: Final = HOUR
"""Who was not heard for so long stands apart, s (judgement): she may be in port, or gone."""

_APART: Final = 2


def ordered(found: Sequence[Helper]) -> tuple[Helper, ...]:
    """Return helpers in their order, each with whether she stands apart."""
    heard = {each.role for each in found if each.age_s <= APART_S}
    told = [replace(each, apart=True) if _stands_apart(each, heard) else each for each in found]
    return tuple(sorted(told, key=_order))


def rescues(each: Helper) -> bool:
    """Return whether a helper is made for taking people up: a rescue unit, or a rescue vessel."""
    if each.ship is not None:
        return each.ship.kind == "search and rescue"
    return each.unit is None or each.unit.kind not in SHIPS


def _stands_apart(each: Helper, heard: set[Role]) -> bool:
    """Return whether she was not heard for long, and somebody who was can do what she can."""
    if each.role == "not asked" or each.age_s <= APART_S:
        return False
    return "recover" in heard or (each.role == "stand by" and "stand by" in heard)


def _order(each: Helper) -> tuple[int, int, float, float, str]:
    """Return by what helpers are ordered."""
    role = ROLES.index(each.role)
    part = _APART if each.apart else role + (role >= _APART)
    time = each.first_aboard_s if each.role == "recover" else each.datum_s
    time -= RESCUE_AHEAD_S if rescues(each) else 0.0
    time += HEARD_AHEAD_S if each.age_s > RECENT_S else 0.0
    time = time if math.isfinite(time) else math.inf
    return part, role, time, each.distance_m, each.name
