"""The entries of a record as a list or one by one: the document and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, Literal

from typing_extensions import TypedDict

from lastknown.case.entries import Entry
from lastknown.case.picture import Logged, Picture
from lastknown.case.rules import is_machine
from lastknown.case.store import Store
from lastknown.desk.record.naming import entry_name, key_of, names_of
from lastknown.desk.record.speaking import author_words, clock_of, entry_words, names_in, printable
from lastknown.desk.record.standing import standing
from lastknown.desk.words import Words
from lastknown.times import show_time

__all__ = ["LIST_SCHEMA", "LIST_VERSION", "SHOW_SCHEMA", "SHOW_VERSION", "WRITTEN_SCHEMA"]
__all__ += ["WRITTEN_VERSION", "EntryDocument", "ShowDocument", "show_document"]
__all__ += ["ListDocument", "WrittenDocument", "entry_document", "list_document", "list_words"]
__all__ += ["show_words", "written_document", "written_words"]

LIST_SCHEMA: Final = "lastknown.case-list"
LIST_VERSION: Final = 1
SHOW_SCHEMA: Final = "lastknown.case-show"
SHOW_VERSION: Final = 1
WRITTEN_SCHEMA: Final = "lastknown.case-written"
WRITTEN_VERSION: Final = 1


class EntryDocument(TypedDict):
    """One entry of a record, as `docs/record.md` describes it."""

    id: str
    """UUID version 7."""
    name: str
    """Centre and number in its chain: ``mrcc-dover/12``."""
    centre: str
    seq: int
    """Number in its centre's chain, from 0."""
    kind: str
    happened: str
    """Time of the event, UTC."""
    happened_sd_s: float
    """Standard deviation of that time, s."""
    entered: str
    """Time of entry, UTC."""
    author: str
    role: str
    raw: str | None
    """The text exactly as received; null where its key is not at hand or was destroyed."""
    stands: bool
    """Nobody replaced it or took it back."""
    void: str
    """Why it counts for nothing: ``machine`` or ``unnamed`` entered it; empty where it counts."""
    replaces: list[str]
    retracts: list[str]
    replaced_by: list[str]
    retracted_by: list[str]
    body: dict[str, Any]
    """The fields of its kind; private ones only where their key is at hand."""


class ListDocument(TypedDict):
    """Every entry of a record, with its raw text."""

    schema: Literal["lastknown.case-list"]
    version: Literal[1]
    record: str | None
    """The record's id."""
    name: str | None
    centres: list[str]
    at: str | None
    """What happened later is left out; null for no limit."""
    known_at: str | None
    """What was entered later is left out; null for no limit."""
    known_by: str | None
    """The centre whose knowledge counts; null: what anybody entered is known."""
    entries: list[EntryDocument]
    """In the record's order."""
    notes: list[str]
    """What a person should know besides, in words."""


class ShowDocument(TypedDict):
    """One entry, and those that name it."""

    schema: Literal["lastknown.case-show"]
    version: Literal[1]
    entry: EntryDocument
    named_by: list[EntryDocument]
    """Entries that refer to it, in the record's order."""


class WrittenDocument(TypedDict):
    """What a command wrote into a record."""

    schema: Literal["lastknown.case-written"]
    version: Literal[1]
    record: str
    centre: str
    """The centre that wrote."""
    entries: list[EntryDocument]
    notes: list[str]
    """What a person should know besides, in words."""


def entry_document(
    entry: Entry, logged: Logged | None = None, *, stands: bool = True
) -> EntryDocument:
    """Return an entry as a document; `logged` says what replaces or retracts it."""
    replaced = [*logged.replaced_by] if logged else []
    retracted = [*logged.retracted_by] if logged else []
    return {
        "id": entry.id,
        "name": entry_name(entry),
        "centre": entry.centre,
        "seq": entry.seq,
        "kind": entry.body.kind,
        "happened": _exact(entry.happened.at),
        "happened_sd_s": entry.happened.sd_s,
        "entered": _exact(entry.entered),
        "author": entry.author,
        "role": entry.role,
        "raw": entry.raw,
        "stands": stands,
        "void": logged.void if logged else "",
        "replaces": [*entry.replaces],
        "retracts": [*entry.retracts],
        "replaced_by": replaced,
        "retracted_by": retracted,
        "body": entry.body.model_dump(mode="json", exclude_none=True),
    }


def _exact(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _standing(seen: Picture) -> frozenset[str]:
    return frozenset(entry.id for entry in standing(seen).entries)


def list_document(seen: Picture, notes: Iterable[str] = ()) -> ListDocument:
    """Return every entry of a picture, with its raw text."""
    alive = _standing(seen)
    return {
        "schema": "lastknown.case-list",
        "version": 1,
        "record": seen.record,
        "name": seen.name,
        "centres": [*seen.centres],
        "at": show_time(seen.at) if seen.at else None,
        "known_at": show_time(seen.known_at) if seen.known_at else None,
        "known_by": seen.known_by,
        "entries": [
            entry_document(one.entry, one, stands=one.entry.id in alive) for one in seen.log
        ],
        "notes": [*notes],
    }


def written_document(
    store: Store, entries: Iterable[Entry], notes: Iterable[str] = ()
) -> WrittenDocument:
    """Return what was written as a document."""
    return {
        "schema": "lastknown.case-written",
        "version": 1,
        "record": store.record,
        "centre": store.keyring.centre,
        "entries": [entry_document(entry) for entry in entries],
        "notes": [*notes],
    }


def written_words(w: Words, entries: Iterable[Entry], seen: Iterable[Entry]) -> str:
    """Return a line for each entry that was written; `seen`: those that it may refer to."""
    new = [*entries]
    names = names_of([*seen, *new])
    return "\n".join(f"{entry_name(entry)}  {entry_words(w, entry, names)}" for entry in new)


def list_words(w: Words, seen: Picture) -> str:
    """Return every entry of a picture in words, with its raw text, day by day."""
    names = names_of(one.entry for one in seen.log)
    lines = [_head(w, seen)]
    day = None
    for one in seen.log:
        if one.entry.happened.at.date() != day:
            day = one.entry.happened.at.date()
            lines += ["", w.date(show_time(one.entry.happened.at))]
        lines += _lines(w, one, names)
    return "\n".join(lines)


def _head(w: Words, seen: Picture) -> str:
    centres = ", ".join(seen.centres)
    name = seen.name or w.say("picture.no_name")
    parts = [w.say("log.head", name=name, entries=len(seen.log), centres=centres)]
    if seen.at is not None:
        parts.append(w.say("log.at", clock=_dated(w, seen.at)))
    if seen.known_at is not None:
        known = {"clock": _dated(w, seen.known_at), "by": seen.known_by or centres}
        parts.append(w.say("log.known_at", **known))
    return ", ".join(parts)


def _dated(w: Words, moment: datetime) -> str:
    return f"{w.date(show_time(moment))} {clock_of(w, moment)}"


def _mark(w: Words, one: Logged, names: dict[str, str]) -> str:
    for mark, by in (("replaced", one.replaced_by), ("retracted", one.retracted_by)):
        if by:
            return w.say(f"log.{mark}", names=", ".join(names_in(e, names) for e in by))
    return w.say("log.void") if one.void else ""


def _lines(w: Words, one: Logged, names: dict[str, str]) -> Iterator[str]:
    entry = one.entry
    what, mark = entry_words(w, entry, names), _mark(w, one, names)
    clock, name = clock_of(w, entry.happened.at), entry_name(entry)
    yield w.say("log.line", clock=clock, name=name, what=what, mark=mark)
    if entry.raw is None:
        yield f"       {w.say('log.unreadable')}"
    elif entry.raw:
        yield "\n".join(f"       {line}" for line in _raw(w, _words_of(w, entry, names)))
    yield f"       {_by(w, entry)}"


def _words_of(w: Words, entry: Entry, names: dict[str, str]) -> str:
    """Return a raw text; of a phase that the machine raised its codes and ids in words and names.

    Such a text is ``code: id; code: id`` (`severity.rises`); one that is not stays as it is.
    """
    raw = entry.raw or ""
    if not (is_machine(entry) and entry.body.kind == "severity"):
        return raw
    parts = [part.partition(": ") for part in raw.split("; ")]
    if not all(w.has(f"why_phase.{key_of(code)}") for code, _, _ in parts):
        return raw
    said = ((w.say(f"why_phase.{key_of(code)}"), names_in(e, names)) for code, _, e in parts)
    return w.say("log.and").join(f"{why} ({name})" for why, name in said)


def _raw(w: Words, raw: str) -> list[str]:
    """Return a raw text as lines that cannot move the terminal's cursor."""
    seen = printable(raw, keep="\n")
    return w.say("log.raw", raw="{}").replace("{}", seen).splitlines()


def _by(w: Words, entry: Entry) -> str:
    who = author_words(w, entry)
    if abs((entry.entered - entry.happened.at).total_seconds()) < 60:
        return who
    entered = clock_of(w, entry.entered, entry.happened.at)
    return w.say("log.entered", who=who, clock=entered)


def show_words(w: Words, seen: Picture, entry: Entry) -> str:
    """Return one entry in words: what it says, its text, what it replaces and what names it."""
    names = names_of(one.entry for one in seen.log)
    one = next(each for each in seen.log if each.entry.id == entry.id)
    lines = [_dated(w, entry.happened.at), *_lines(w, one, names), w.say("log.id", id=entry.id)]
    for key, ids in (("replaces", entry.replaces), ("retracts", entry.retracts)):
        if ids:
            lines.append(w.say(f"log.{key}", names=", ".join(names_in(e, names) for e in ids)))
    naming = [each.entry for each in seen.log if _names(each.entry, entry.id)]
    if naming:
        lines.append(w.say("log.refers"))
        lines += [f"  {entry_name(each)}  {entry_words(w, each, names)}" for each in naming]
    return "\n".join(lines)


def show_document(seen: Picture, entry: Entry) -> ShowDocument:
    """Return one entry and those that name it."""
    alive = _standing(seen)
    (own,) = (one for one in seen.log if one.entry.id == entry.id)
    naming = [one for one in seen.log if _names(one.entry, entry.id)]
    shown = [entry_document(one.entry, one, stands=one.entry.id in alive) for one in (own, *naming)]
    return {
        "schema": "lastknown.case-show",
        "version": 1,
        "entry": shown[0],
        "named_by": shown[1:],
    }


def _names(entry: Entry, other: str) -> bool:
    """Return whether an entry refers to another one."""
    values = (value for _, value in entry.body)
    within = any(
        value == other or (isinstance(value, tuple) and other in value) for value in values
    )
    return within or other in (*entry.replaces, *entry.retracts)
