"""What a current measured on scene would be worth, from the ensemble itself.

A few realisations stand in for the truth, one after another. Each says what a datum marker buoy,
dropped at the most likely position on arrival and followed for up to two hours, would measure: the
error of the current there, as far as it is correlated with that of the boat, what the tide and the
wind-driven current may add, and the buoy's own error (`lastknown.evidence.correction`). The cloud
is corrected by it, and the median of the areas that then hold half of the probability, twice as
long after arrival, is the answer. A ship that carries no such buoy measures set and drift instead,
once, by her log and compass against GPS.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np

from lastknown.desk._evidenceentries import MeasureEntry
from lastknown.desk._figures import point, rounding, time_text
from lastknown.desk._overview import SHIPS
from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.where import Land, where
from lastknown.errors import LastknownError
from lastknown.evidence.correction import Observed, corrected, imagined
from lastknown.evidence.measured import BuoyTrack, SetAndDrift
from lastknown.geo.position import Position
from lastknown.sea.model import Sea
from lastknown.search.planned import Plan
from lastknown.times import from_seconds
from lastknown.units import HOUR, MINUTE, NM

__all__ = ["DROPS_BUOY", "MOST_PARTICLES", "TRUTHS", "measure_entry"]

DROPS_BUOY: Final = ("lifeboat", "patrol-boat", "helicopter", "aircraft")
"""Kinds of unit that may carry a datum marker buoy (judgement): it is gear of rescue units. Those
of `SHIPS` measure set and drift by log and compass against GPS instead; a drone does neither."""

TRUTHS: Final = 3
"""Realisations that stand in for the truth. The width of the corrected cloud hardly depends on what
was measured: with ten the median moves by a few percent."""

MOST_PARTICLES: Final = 10_000
"""Above this it would take more than half a second and is left out."""

_LATER_S: Final = 4.0 * HOUR
_LEAST_S: Final = 0.5 * HOUR

_SET_AND_DRIFT_S: Final = 20.0 * MINUTE
"""So long a ship measures set and drift, as `lastknown.evidence.measured.SetAndDrift` assumes."""


def measure_entry(plan: Plan, sea: Sea, land: Land | None = None) -> MeasureEntry | None:
    """Return what a current measured by the first unit on scene would be worth.

    By a datum marker buoy, or by a ship's own set and drift. None where nobody goes who could, or a
    current was measured already. The areas are null where they are not computed: over
    `MOST_PARTICLES`, a cloud that ends too soon after arrival, or a current that is held for exact.

    Parameters
    ----------
    land : no probability is left where this is True.
    """
    able = (*DROPS_BUOY, *SHIPS)
    tasks = [task for task in plan.units if task.launch and task.unit.kind in able]
    if not tasks or "current_corrected" in plan.cloud.attrs:
        return None
    first = min(tasks, key=lambda task: task.arrive_s)
    begin_s = max(first.arrive_s, plan.at_s)  # it may be on scene already
    later_s = min(begin_s + _LATER_S, float(plan.cloud.time_s[-1]))
    end_s = begin_s + 0.5 * (later_s - begin_s)
    long_enough, drops = end_s >= begin_s + _LEAST_S, first.unit.kind in DROPS_BUOY
    end_s = end_s if drops else begin_s + _SET_AND_DRIFT_S
    before = after = None
    if long_enough and (plan.cloud.component == BOAT).sum() <= MOST_PARTICLES:
        with suppress(LastknownError):  # no error of current to correct, or no current there
            seen = _measured(first.steer_to, begin_s, end_s, sea, drops=drops)
            before, after = _areas(plan.cloud, seen, later_s, land)
    return {
        "unit": first.unit.name,
        "how": "buoy" if drops else "set and drift",
        "begin": time_text(begin_s),
        "end": time_text(end_s),
        "position": point(first.steer_to),
        "later": time_text(later_s),
        "area_50_before_nm2": rounding(before, 2),
        "area_50_nm2": rounding(after, 2),
    }


def _measured(place: Position, begin_s: float, end_s: float, sea: Sea, *, drops: bool) -> Observed:
    """Return what would be measured between two moments, s since 1970; its error is not used."""
    if drops:
        fixes = [(place, from_seconds(s)) for s in (begin_s, 0.5 * (begin_s + end_s), end_s)]
        return BuoyTrack(fixes, sea).observed()
    over_min = (end_s - begin_s) / MINUTE
    return SetAndDrift(place, from_seconds(end_s), 0.0, 0.0, sea, over_min=over_min).observed()


def _areas(cloud: Cloud, seen: Observed, later_s: float, land: Land | None) -> tuple[float, float]:
    """Return the areas that hold 50 % at a later moment, without what is measured and with it, NM2.

    Parameters
    ----------
    later_s : s since 1970.
    """

    def area(cloud: Cloud) -> float:
        seen = where(cloud, later_s, component="persons", levels=(0.5,), land=land)
        return seen.contours[0].area_m2 / NM**2

    errors = imagined(cloud, seen, TRUTHS)
    with_it = [area(corrected(cloud, replace(seen, error_ms=each))) for each in errors]
    return area(cloud), float(np.median(with_it))
