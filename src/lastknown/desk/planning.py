"""The use case of a plan: from a case file to who searches where, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from lastknown.desk._livesnotes import lives_notes, uncounted_notes
from lastknown.desk.answer import note_entry, plan_document
from lastknown.desk.casefile import Case
from lastknown.desk.evidence import Weighed, after_all
from lastknown.desk.muster import muster, tell_muster
from lastknown.desk.orders import unit_entries
from lastknown.desk.planned import beside_the_units, help_entries, remaining_entry, survival_by
from lastknown.desk.record.caseunits import LEFT_OUT
from lastknown.desk.run import (
    DriftAnswer,
    Progress,
    case_cloud,
    conditions_at,
    drift_answer,
    land_of,
    opened,
    quiet,
)
from lastknown.desk.worth import measure_entry
from lastknown.drift.cloud import Cloud
from lastknown.drift.part import first_of
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea
from lastknown.search.outing import CannotSearchError
from lastknown.search.plan import plan_search
from lastknown.search.planned import Plan
from lastknown.search.score import ENOUGH, SCORED_ON
from lastknown.search.unit import Unit

__all__ = ["PlanAnswer", "Stop", "plan_case"]

Stop = AbstractContextManager[Callable[[], bool]]
"""Yields what answers whether to stop."""

FEW: Final = 4000
"""Particles of the cloud that runs on to first light and the search after it."""

STOPPED: Final = "Planning was stopped by hand: this is the best plan found until then."


@dataclass(frozen=True)
class PlanAnswer(DriftAnswer):
    """Where they are and who searches where; `answer` is a plan document.

    Attributes
    ----------
    plan : what each unit is told to do.
    """

    plan: Plan

    def write(self, out: Path, lang: str = "en") -> list[Path]:
        """Write every file of the answer into a folder and return their paths."""
        from lastknown.desk.taskfiles import write_plan

        chart = partial(self.chart, lang)
        return super().write(out, lang) + write_plan(self.answer, self.plan, chart, out, lang)  # type: ignore[arg-type]


def plan_case(case: Case, progress: Progress | None = None, stop: Stop | None = None) -> PlanAnswer:
    """Return where they are at the moment of a case and where its units look first.

    Parameters and errors as `drift_case`; a case without a unit is an error too.

    Parameters
    ----------
    stop : entered while the plan is made; what it yields is asked after every step, and True ends
        planning with the best plan so far, which a note then says.
    """
    if not case.units:
        raise LastknownError(_no_unit(case))
    tell = progress or quiet
    sea = opened(case, tell)
    cloud, weighed, whole = _clouds(case, sea, tell)
    crew = muster(case, sea, cloud)
    tell("Planning (the first run on a machine compiles the planner)", None)
    with stop or nullcontext(_never) as asked:
        plan = _planned(
            case, whole, crew.free, at=case.at, objective=case.objective,
            survival=survival_by(case, whole), coast=sea.coast, fixed=crew.fixed,
            within=case.within or None, progress=_planning(tell), cancel=asked,
        )  # fmt: skip
        stopped = asked()
    assumed = lives_notes(plan, case.starts, survival_by(case, whole), case.objective == "lives")
    plan = replace(plan, cloud=cloud, beside=plan.beside and replace(plan.beside, cloud=cloud))
    first = min((task.arrive_s for task in plan.units if task.launch), default=plan.at_s)
    first = max(first, plan.at_s)  # a fixed area may have begun before
    found = drift_answer(case, sea, cloud, first, weighed)
    tell("Looking for what would help", None)
    further = partial(_further, case, sea)
    helps = [] if stopped else help_entries(case, plan, sea.coast, crew.seeing, further)
    tasks = unit_entries(plan, land_of(sea), partial(conditions_at, sea))
    beside = beside_the_units(plan, remaining_entry(plan, land_of(sea)), helps)
    beside["measure"] = measure_entry(plan, sea, land_of(sea))
    document = plan_document(found.answer, plan, tasks, beside)
    tell_muster(document, crew, plan)
    document["notes"] += [*assumed, *uncounted_notes(case, plan)]
    if stopped:
        document["notes"].append(note_entry("planning-stopped", STOPPED))
    return PlanAnswer(case, sea, cloud, found.where, document, found.looked, plan)


def _planned(case: Case, cloud: Cloud, units: Sequence[Unit], **how: Any) -> Plan:
    """Return the plan; where no unit of a record sees in the dark, say what would let one."""
    try:
        return plan_search(cloud, units, **how)
    except CannotSearchError as fault:
        if case.record is None or fault.reason != "in_the_dark":
            raise
        blind = ", ".join(u.name for u in case.units if u.night_sweep_width_nm is None)
        raise LastknownError(
            f"{case.name}: it is dark there while units last, and what they see then is not known "
            f"of {blind}; enter it for one: lastknown case unit FILE NAME available "
            "--night-sweep-width-nm BOAT PERSON (or --sensor infrared or radar, with --sea-state)"
        ) from None


def _no_unit(case: Case) -> str:
    """Return that a case has no unit, and what to do."""
    if case.record is None:
        return (
            f"{case.path or case.name}: no [[unit]] is given; add the lifeboat or aircraft on hand"
        )
    left = " ".join(note.text for note in case.notes if note.code in LEFT_OUT)
    return (
        f"{case.name}: no unit that can go is entered{f' ({left})' if left else ''}; enter one "
        "with its --type, --position and --speed-kn: lastknown case unit FILE NAME available"
    )


def _clouds(case: Case, sea: Sea, tell: Progress) -> tuple[Cloud, Weighed, Cloud]:
    """Return the cloud that is shown, what was weighed into it, and that one with others beside it
    that plans are scored by: the shown one is the same as of a drift without a plan."""
    others = max(0, min(SCORED_ON, ENOUGH - case.particles, 8 * case.particles))
    more = replace(case, particles=case.particles + others)
    whole = case_cloud(more, sea, tell)
    shown = after_all(case, first_of(whole, case.particles), sea)
    return *shown, after_all(more, whole, sea)[0]


def _further(case: Case, sea: Sea, until_s: float) -> Cloud:
    """Return a small cloud of the case that reaches until a time, s since 1970."""
    few = replace(case, particles=min(case.particles, FEW))
    return after_all(few, case_cloud(few, sea, until_s=until_s), sea)[0]


def _planning(tell: Progress) -> Callable[[float, float], None]:
    """Return what the planner tells, with the probability of success so far."""
    return lambda done, pos: tell(f"Planning, best so far {100.0 * pos:.0f} %", done)


def _never() -> bool:
    """Never stop."""
    return False
