"""A report in free words into the record: raw text first, then what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lastknown.case.entries import Entry
from lastknown.case.store import Store, append
from lastknown.desk.record.understand import Question, Understood, understand
from lastknown.desk.record.verbs import Hand, draft_of
from lastknown.errors import LastknownError
from lastknown.geo.box import Box

__all__ = ["Added", "add_report"]


_OPEN_TIMES: Final = ("time_zone", "time_odd", "several_times")
_OPEN_TIME_SD_S: Final = 3600.0
"""Standard deviation of the time of entry where it stands in for a time that the text leaves open,
s: zones make an hour (judgement)."""


@dataclass(frozen=True)
class Added:
    """What was added.

    entries : the report, and a statement for persons who are not just on board. understood : of
    the text; None where reading it failed, and the text alone was kept. questions : to be answered.
    """

    entries: tuple[Entry, ...]
    understood: Understood | None
    questions: tuple[Question, ...]


def add_report(
    store: Store,
    hand: Hand,
    text: str,
    given: Mapping[str, Any],
    *,
    zone: str | None = None,
    box: Box | None = None,
) -> Added:
    """Append a report; what a text says is kept raw whatever is understood of it.

    Parameters
    ----------
    hand : `at` None takes the time that the text tells, else the time of entry; with an sd of an
        hour where the text tells one that is asked about.
    text : as received. given : fields of `case.told.Report` stated outright; they go before what
        the text says. zone : in which its times are (`understand`). box : of the sea, degrees.

    Raises
    ------
    LastknownError : the record cannot be written, a field in `given` is wrong, or `zone` is none.
    """
    draft_of(hand, {"kind": "report", "what": "message", **given})
    understood = _read(text, hand, zone, box)
    if understood is None:
        bare = draft_of(hand, {"kind": "report", "what": "message", **given}, text)
        return Added(append(store, bare), None, (Question("not_read"),))
    fields = dict(understood.fields) | dict(given)
    told = understood.happened
    if hand.at is None and told is not None:
        hand = replace(hand, at=told.at, sd_s=told.sd_s)
    elif hand.at is None and any(q.code in _OPEN_TIMES for q in understood.questions):
        hand = replace(hand, sd_s=_OPEN_TIME_SD_S)
    try:
        draft = draft_of(hand, {"kind": "report", **fields}, text)
    except LastknownError:  # what was understood does not fit: the words are what counts
        draft = draft_of(hand, {"kind": "report", "what": "message", **given}, text)
    (report,) = append(store, draft)
    elsewhere = [
        draft_of(
            hand,
            {"kind": "persons", "report": report.id, "where": where, "counts": dict(counts)},
        )
        for where, counts in understood.elsewhere.items()
    ]
    open_ = tuple(q for q in understood.questions if not _answered(q, given, hand))
    return Added((report, *append(store, *elsewhere)), understood, open_)


def _read(text: str, hand: Hand, zone: str | None, box: Box | None) -> Understood | None:
    """Return what a text says; None where reading it fails, which must not lose the text."""
    if zone is not None:
        understand("", received=hand.now, zone=zone)  # a zone that is none is refused
    try:
        return understand(text, received=hand.now, zone=zone, box=box)
    except Exception:
        return None


def _answered(question: Question, given: Mapping[str, Any], hand: Hand) -> bool:
    """Return whether a field stated outright answers a question."""
    about = question.values.get("field", question.code.partition("_")[0])
    return about in given or (about == "time" and hand.at is not None)
