"""Short names that people can type: of entries, boats, alarms and moments.

An entry is named by its number in its centre's chain (``mrcc-dover/12``; ``12`` alone for this
centre's own) or by four or more figures at the beginning or end of its id. An error quotes only
what looks like such a name: what is not one may be personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.errors import LastknownError
from lastknown.times import parse_time

__all__ = [
    "entry_name",
    "find_boat",
    "find_entry",
    "key_of",
    "moment",
    "names_of",
    "person_keys",
    "quoted",
]

_NUMBER = re.compile(r"(?:([a-z0-9][a-z0-9-]*)/)?#?(\d{1,6})")
_ID = re.compile(r"[0-9a-f-]{4,36}")
_NAME = re.compile(r"(?=.*\d)(?!.*\d{6})[A-Za-z0-9#/._-]{1,60}")
_KEY = re.compile(r"[A-Za-z]{1,2}-?\d{1,4}")
_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ][\d:.,]{1,20})?(?:[Zz]|[+-][\d:]{1,8})?")
_YEARS = (1970, 3000)
_CLOCK = re.compile(r"(\d{1,2}):?(\d{2})(?::?(\d{2}))?(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)


def quoted(text: str) -> str:
    """Return a name as an error may show it; what looks like anything else is not repeated.

    A word without a figure is not: it may be what somebody is called.
    """
    return repr(text) if _NAME.fullmatch(text) else "what was given"


def _named(what: str, text: str) -> str:
    """Return an entry or a boat as an error may name it."""
    return f"{what} {text!r}" if _NAME.fullmatch(text) else f"the {what} that was given"


def person_keys(names: Iterable[str]) -> str:
    """Return the short names of persons (``P7``) as an error may show them; others are counted."""
    every = sorted(names)
    shown = [name for name in every if _KEY.fullmatch(name)]
    rest = len(every) - len(shown)
    return ", ".join([*shown, *([f"{rest} more, not shown here"] if rest else [])]) or "none"


def entry_name(entry: Entry) -> str:
    """Return the short name of an entry: its centre and its number, ``mrcc-dover/12``."""
    return f"{entry.centre}/{entry.seq}"


def names_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the short name of each entry by its id."""
    return {entry.id: entry_name(entry) for entry in entries}


def find_entry(entries: Iterable[Entry], text: str, own: str, kinds: Sequence[str] = ()) -> Entry:
    """Return the entry that a person named.

    Parameters
    ----------
    entries : all of the record. text : its name. own : the centre whose numbers need no name.
    kinds : kinds that will do; empty for any.

    Raises
    ------
    LastknownError : there is none, there are several, or it is of another kind.
    """
    known = [*entries]
    found = _numbered(known, text.strip(), own) or _by_id(known, text.strip().lower())
    if len(found) > 1:
        names = ", ".join(entry_name(entry) for entry in found[:5])
        raise LastknownError(f"{_named('entry', text)} may be {names}; give one of these names")
    if not found:
        raise LastknownError(
            f"{_named('entry', text)} is not in the record; name it like {own}/12, or by the last "
            "figures of its id; lastknown case list shows all"
        )
    if kinds and found[0].body.kind not in kinds:
        raise LastknownError(
            f"entry {entry_name(found[0])} is a {_plain(found[0].body.kind)}; "
            f"give a {' or a '.join(map(_plain, kinds))}"
        )
    return found[0]


def _plain(kind: str) -> str:
    return kind.replace("_", " ")


def _numbered(known: Sequence[Entry], text: str, own: str) -> list[Entry]:
    named = _NUMBER.fullmatch(text)
    if named is None:
        return []
    seq = int(named[2])
    there = {entry.centre for entry in known}
    centres = {named[1] or own} & there or {c for c in there if named[1] and named[1] in c}
    return [entry for entry in known if entry.seq == seq and entry.centre in centres]


def _by_id(known: Sequence[Entry], text: str) -> list[Entry]:
    if not _ID.fullmatch(text):
        return []
    return [entry for entry in known if entry.id.startswith(text) or entry.id.endswith(text)]


def find_boat(seen: Picture, text: str) -> str:
    """Return the name of a boat of the record, whatever its capitals; its label will do too.

    Raises
    ------
    LastknownError : the record knows no boat of this name, or two.
    """
    wanted = text.strip().casefold()
    boats = {state.boat: state.label for state in seen.boats}
    if text.strip() in boats:
        return text.strip()
    found = [name for name in boats if name.casefold() == wanted]
    found = found or [name for name, label in boats.items() if label.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise LastknownError(f"{_named('boat', text)} may be {', '.join(found)}; give its name")
    close = get_close_matches(wanted, {name.casefold(): name for name in boats}, n=1)
    known = next((n for n in boats if close and n.casefold() == close[0]), ", ".join(boats))
    raise LastknownError(
        f"{_named('boat', text)} is not in the record; known: {known or 'none'}; name a new one "
        "with: lastknown case boat"
    )


def moment(text: str, now: datetime, name: str = "at") -> datetime:
    """Return the UTC time that a person gave.

    Parameters
    ----------
    text : ISO 8601 with its zone, or the time of day with its zone (``02:01Z``, ``0301+01:00``):
        the last such time that is not more than an hour after `now`.
    now : aware. name : of the field, for the error.

    Raises
    ------
    LastknownError : it is no time, has no zone, which is never guessed, or a year that cannot be.
    """
    clock = _CLOCK.fullmatch(text.strip())
    if clock is None:
        if _DATED.fullmatch(text.strip()) is None:  # it may be a number or a name, mislaid
            raise LastknownError(f"{name} is no time; write it like 2026-11-22T08:30Z or 08:30Z")
        return _in_years(parse_time(text, name), name)
    if clock[4] is None:
        raise LastknownError(f"{name}={text} has no zone; add Z for UTC (02:01Z) or +01:00")
    written = f"{clock[1]:0>2}:{clock[2]}:{clock[3] or '00'}{clock[4].upper()}"
    days = (now + timedelta(days=day) for day in (1, 0, -1, -2))
    times = [parse_time(f"{day:%Y-%m-%d}T{written}", name) for day in days]
    return next(time for time in times if time <= now + timedelta(hours=1))


def _in_years(at: datetime, name: str) -> datetime:
    """Refuse a year that is a slip: no closure could be reckoned after it."""
    if not _YEARS[0] <= at.year < _YEARS[1]:
        raise LastknownError(f"{name}={at:%Y-%m-%d} is not of this time; is the year right?")
    return at


def key_of(code: str) -> str:
    """Return the key of a code in the tables of words."""
    return re.sub(r"[^a-z0-9]+", "_", code.lower())
