"""The ships of the exercise that is shipped: simulated traffic in the lanes, none of it real."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lastknown.desk.ships.beside import with_ships
from lastknown.desk.ships.heard import Traffic
from lastknown.desk.ships.simulated import pack_traffic

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.desk.planning import PlanAnswer
    from lastknown.desk.run import Progress

__all__ = ["simulated_around", "with_simulated"]

SEED: Final = 1
HEARD_FOR: Final = timedelta(hours=1)
"""How long before the moment of the exercise its ships were heard."""


def simulated_around(case: Case) -> Traffic:
    """Return simulated traffic of the hour before the moment of a case in the shipped lanes."""
    made = pack_traffic(case.sea.sources[0], case.at - HEARD_FOR, HEARD_FOR, seed=SEED)
    return Traffic(made.positions, made.statics)


def with_simulated(answer: PlanAnswer, progress: Progress | None = None) -> PlanAnswer:
    """Return the plan of the exercise with its simulated ships, as `beside.with_ships` does it."""
    return with_ships(answer, simulated_around(answer.case), progress)
