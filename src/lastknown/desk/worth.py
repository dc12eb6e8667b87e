"""What a current measured on scene would be worth, from the ensemble itself.

A few realisations stand in for the truth, one after another. Each says what a datum marker buoy,
dropped at the most likely position on arrival and followed for up to two hours, would measure: the
error of the current there, as far as it is correlated with that of the boat, what the tide and the
wind-driven current may add, and the buoy's own error (`lastknown.evidence.correction`). The cloud
is corrected by it, and the median of the areas that then hold half of the probability, twice as
long after arrival, is the answer.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np

from lastknown.desk._evidenceentries import MeasureEntry
from lastknown.desk._figures import point, rounding, time_text
from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.where import Land, where
from lastknown.errors import LastknownError
from lastknown.evidence.correction import corrected, imagined
from lastknown.evidence.measured import BuoyTrack
from lastknown.geo.position import Position
from lastknown.sea.model import Sea
from lastknown.search.planned import Plan
from lastknown.times import from_seconds
from lastknown.units import HOUR, NM

__all__ = ["MOST_PARTICLES", "TRUTHS", "measure_entry"]

TRUTHS: Final = 3
"""Realisations that stand in for the truth. The width of the corrected cloud hardly depends on what
was measured: with ten the median moves by a few percent."""

MOST_PARTICLES: Final = 10_000
"""Above this it would take more than half a second and is left out."""

_LATER_S: Final = 4.0 * HOUR
_LEAST_S: Final = 0.5 * HOUR


def measure_entry(plan: Plan, sea: Sea, land: Land | None = None) -> MeasureEntry | None:
    """Return what a datum marker buoy of the first unit on scene would be worth.

    None where no unit goes, or a current was measured already. The areas are null where they are
    not computed: over `MOST_PARTICLES`, a cloud that ends too soon after arrival, or a current that
    is held for exact.

    Parameters
    ----------
    land : no probability is left where this is True.
    """
    tasks = [task for task in plan.units if task.launch]
    if not tasks or "current_corrected" in plan.cloud.attrs:
        return None
    first = min(tasks, key=lambda task: task.arrive_s)
    begin_s = max(first.arrive_s, plan.at_s)  # it may be on scene already
    later_s = min(begin_s + _LATER_S, float(plan.cloud.time_s[-1]))
    end_s = begin_s + 0.5 * (later_s - begin_s)
    before = after = None
    if end_s >= begin_s + _LEAST_S and (plan.cloud.component == BOAT).sum() <= MOST_PARTICLES:
        with suppress(LastknownError):  # no error of current to correct, or no current there
            before, after = _areas(plan.cloud, first.steer_to, (begin_s, end_s, later_s), sea, land)
    return {
        "unit": first.unit.name,
        "begin": time_text(begin_s),
        "end": time_text(end_s),
        "position": point(first.steer_to),
        "later": time_text(later_s),
        "area_50_before_nm2": rounding(before, 2),
        "area_50_nm2": rounding(after, 2),
    }


def _areas(
    cloud: Cloud, place: Position, moments: tuple[float, float, float], sea: Sea, land: Land | None
) -> tuple[float, float]:
    """Return the areas that hold 50 % at the last moment, without and with it, NM2.

    The buoy is followed from the first moment to the second, s since 1970.
    """
    begin_s, end_s, later_s = moments

    def area(cloud: Cloud) -> float:
        seen = where(cloud, later_s, component="persons", levels=(0.5,), land=land)
        return seen.contours[0].area_m2 / NM**2

    fixes = [(place, from_seconds(s)) for s in (begin_s, 0.5 * (begin_s + end_s), end_s)]
    seen = BuoyTrack(fixes, sea).observed()
    errors = imagined(cloud, seen, TRUTHS)
    with_it = [area(corrected(cloud, replace(seen, error_ms=each))) for each in errors]
    return area(cloud), float(np.median(with_it))
