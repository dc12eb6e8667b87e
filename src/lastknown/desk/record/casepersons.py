"""How many persons of a boat its case looks for: those whom the count of persons holds missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lastknown.boats.report import Report
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casestart import BELIEF
from lastknown.desk.record.links import Word
from lastknown.desk.record.persons import statements_by
from lastknown.desk.record.standing import Standing
from lastknown.drift.cloud import Note
from lastknown.people.tally import Tally, tally

__all__ = ["persons_of_case"]

_MOST: Final = 10_000
"""As the case file has it."""


def persons_of_case(
    stands: Standing,
    reports: Sequence[Report],
    words: Sequence[Word],
    boat: str,
    weights: Mapping[str, float] | None = None,
) -> tuple[int, list[Note]]:
    """Return how many persons are sought, and what that rests on.

    That is the median of those missing, by the count that the picture shows (`people.tally`), and
    never none: as long as a boat is looked for, one may be.

    Parameters
    ----------
    words : what people hold of the reports and the boat.
    weights : by id of the report the probability that it is of the boat; None: what a person said
        of it (`casestart.BELIEF`), and none of the others are.
    """
    told = {word.report: BELIEF[word.belief] for word in words}
    of = {report.id: told.get(report.id, 0.0) for report in reports}
    of |= {name: p for name, p in (weights or {}).items() if name in of}
    said = statements_by(stands, reports, of, boat)
    count = tally(said)
    return min(max(count.missing_median, 1), _MOST), _notes(count)


def _notes(count: Tally) -> list[Note]:
    """Return what the number of persons sought rests on."""
    spread = {"low": count.low, "high": count.high}
    statements = len(count.sources.get("on_board", ())) + len(count.sources.get("missing", ()))
    if statements:
        values = {"persons": count.median, **spread, "count": statements}
        notes = [note_of("record-persons", **values)]
    else:
        notes = [note_of("record-no-persons", persons=count.median, **spread)]
    missing = {"low": count.missing_low, "high": count.missing_high}
    if count.accounted and count.missing_median:
        left = {"left": count.missing_median, **missing}
        notes.append(note_of("record-taken-up", saved=count.accounted, **left))
    elif count.accounted:
        notes.append(note_of("record-all-taken-up", saved=count.accounted, high=missing["high"]))
    return notes
