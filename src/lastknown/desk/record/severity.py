"""The emergency phase that reports alone give a boat, in IAMSAR's three steps.

| phase | because |
|---|---|
| distress | `in the water`, `taking water`, `empty hull`, `persons missing` after a rescue |
| alert | `engine failed`, `called for help` (a call or message from the boat), `no word` |
| uncertainty | `reported`: there is a boat |

The words are those of the IAMSAR Manual, volume II, chapter 3: distress is a reasonable certainty
of grave and imminent danger, alert an apprehension for the safety of those aboard, uncertainty a
doubt about it. Which report gives which is a judgement. A phase rises on evidence and never falls
by it; where a person has lowered it, only evidence that was entered after that raises it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lastknown.boats.report import SAVED
from lastknown.case import decided
from lastknown.case.entries import Draft
from lastknown.case.sections import PHASES, Phase
from lastknown.case.values import When
from lastknown.desk.record.associate import Weighed
from lastknown.desk.record.exposure import Sign
from lastknown.desk.record.standing import Standing, said
from lastknown.desk.record.views import Assessment, BoatView
from lastknown.people.tally import Tally
from lastknown.units import HOUR

__all__ = ["ABOUT", "NO_WORD_H", "Why", "graver", "phase_of", "reasons", "rises", "rises_to"]

Why = tuple[str, str]
"""Code of a reason, and the report (or statement) behind it."""

ABOUT: Final = 0.5
"""Reports that are of the boat with less than this say nothing of its danger."""

NO_WORD_H: Final = 3.0
"""Hours without any report of an open boat after which there is apprehension for it (judgement)."""

_DISTRESS: Final = ("in the water", "taking water", "empty hull", "persons missing")
_ALERT: Final = ("engine failed", "called for help", "no word")
_FROM_ABOARD: Final = ("call", "message", "relayed call")


def reasons(
    weighed: Weighed, boat: str, signs: Sequence[Sign], tally: Tally, at_s: float
) -> tuple[Why, ...]:
    """Return every reason for a phase, in time order.

    Parameters
    ----------
    signs : of the boat, from `exposure.signs_of`. at_s : the moment, s since 1970.
    """
    of = weighed.by_report(boat)
    state = {sign.report: sign for sign in signs}
    ours = [report for report in weighed.reports if of[report.id] >= ABOUT]
    found: list[Why] = []
    for report in ours:
        sign = state.get(report.id)
        if report.kind == "empty hull":
            found.append(("empty hull", report.id))
        elif sign is not None and sign.in_water:
            found.append(("in the water", report.id))
        if sign is not None and sign.flooding:
            found.append(("taking water", report.id))
        if report.engine == "failed":
            found.append(("engine failed", report.id))
        if report.kind in _FROM_ABOARD:
            found.append(("called for help", report.id))
        if report.kind not in SAVED:
            found.append(("reported", report.id))
    saved = [report for report in ours if report.kind in SAVED]
    if saved and tally.missing_median > 0:
        found.append(("persons missing", saved[-1].id))
    if ours and not saved and at_s - ours[-1].time_s >= NO_WORD_H * HOUR:
        found.append(("no word", ours[-1].id))
    return tuple(found)


def phase_of(found: Iterable[Why]) -> Phase:
    """Return the gravest phase that reasons give."""
    codes = {code for code, _ in found}
    if codes.intersection(_DISTRESS):
        return "distress"
    return "alert" if codes.intersection(_ALERT) else "uncertainty"


def behind(found: Sequence[Why], phase: Phase) -> tuple[Why, ...]:
    """Return the reasons that give this very phase."""
    return tuple(each for each in found if phase_of([each]) == phase)


def graver(phase: Phase, than: Phase | None) -> bool:
    """Return whether a phase is graver than another; None is the least."""
    return than is None or PHASES.index(phase) > PHASES.index(than)


def rises_to(
    stands: Standing, boat: str, recorded: Phase | None, found: Sequence[Why]
) -> Phase | None:
    """Return the phase that evidence raises a boat to; None: it does not rise.

    What was entered before a person last lowered the phase does not raise it again.
    """
    order = {entry.id: number for number, entry in enumerate(stands.entries)}
    lowered = [
        order[entry.id]
        for entry, body in said(stands, decided.Severity)
        if body.boat == boat and body.lowers
    ]
    new = [each for each in found if order.get(each[1], 0) > max(lowered, default=-1)]
    phase = phase_of(new) if new else None
    return phase if phase is not None and graver(phase, recorded) else None


def rises(assessment: Assessment) -> tuple[Draft, ...]:
    """Return the `severity` entries that the machine appends: one for each boat that rises.

    A boat that was closed, and whose gate does not open, is taken as open.
    """
    return tuple(
        _draft(assessment, view, view.rises_to)
        for view in assessment.boats
        if view.rises_to is not None and (view.open or not view.gate.opens)
    )


def _draft(assessment: Assessment, view: BoatView, phase: Phase) -> Draft:
    why = "; ".join(f"{code}: {entry}" for code, entry in behind(view.phase_why, phase))
    return Draft(
        author=f"lastknown {assessment.version}",
        role="machine",
        happened=When(at=assessment.at),
        entered=assessment.at,
        body=decided.Severity(boat=view.boat, phase=phase),
        raw=why,
    )
