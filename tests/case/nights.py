"""What the tests write down: an exercise, at fixed times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lastknown.case.entries import Draft, check
from lastknown.case.opening import new_record
from lastknown.case.store import Store

START = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def draft(minutes: float, /, raw: str = "", entered: float | None = None, **given: Any) -> Draft:
    """Return a draft of an event so many minutes into the exercise."""
    more = {name: given.pop(name) for name in ("replaces", "retracts") if name in given}
    return check(
        Draft,
        {
            "author": "J. Watch",
            "role": "watch officer",
            "happened": {"at": at(minutes)},
            "entered": at(minutes if entered is None else entered),
            "raw": raw,
            "body": given,
            **more,
        },
    )


def call(minutes: float, raw: str = "we are taking water", **given: Any) -> Draft:
    return draft(minutes, raw, kind="report", what=given.pop("what", "call"), **given)


def begin(where: str, keys: Path, centre: str = "mrcc-east", **given: Any) -> Store:
    return new_record(where, "Exercise Varne", centre, "J. Watch", at=START, keys=keys, **given)
