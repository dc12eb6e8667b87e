"""The ships of the exercise that is shipped: simulated traffic in the lanes, none of it real."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from lastknown.desk._shipsbrief import ship_rows
from lastknown.desk.casefile import Case, load_case
from lastknown.desk.run import Progress
from lastknown.desk.ships.beside import ships_entry
from lastknown.desk.ships.heard import Traffic
from lastknown.desk.ships.simulated import pack_traffic
from lastknown.desk.ships.speaking import ship_words
from lastknown.times import show_time

__all__ = ["exercise_ships", "simulated_around"]

SEED: Final = 1
HEARD_FOR: Final = timedelta(hours=1)
"""How long before the moment of the exercise its ships were heard."""


def simulated_around(case: Case) -> Traffic:
    """Return simulated traffic of the hour before the moment of a case in the shipped lanes."""
    made = pack_traffic(case.sea.sources[0], case.at - HEARD_FOR, HEARD_FOR, seed=SEED)
    return Traffic(made.positions, made.statics)


def exercise_ships(file: Path, lang: str, progress: Progress | None = None) -> str:
    """Return worst risk and nearest ship of the exercise in words, in English or French.

    Parameters
    ----------
    file : its case file.
    """
    case = load_case(file)
    w = ship_words(lang)
    entry, _ = ships_entry(case, simulated_around(case), progress=progress)
    head = w.say("exercise.head")
    lines = [
        f"  {w.say('exercise.row', label=label, value=value)}" if label else f"    {value}"
        for label, value in ship_rows(w, entry, show_time(case.at))
    ]
    return "\n".join([head, *lines])
