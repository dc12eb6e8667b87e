"""What was understood of a report, shown to whoever entered it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.case.entries import Entry
from lastknown.case.store import Store
from lastknown.desk.record.adding import Added
from lastknown.desk.record.listing import EntryDocument, entry_document, written_words
from lastknown.desk.record.naming import key_of
from lastknown.desk.record.speaking import printable
from lastknown.desk.record.understand import Question, Span
from lastknown.desk.words import Words

__all__ = ["ADDED_SCHEMA", "ADDED_VERSION", "AddedDocument", "added_document", "added_words"]

ADDED_SCHEMA: Final = "lastknown.case-added"
ADDED_VERSION: Final = 1


class SpanDocument(TypedDict):
    """A piece of the text."""

    start: int
    end: int
    """Where it stands in the text, in characters."""
    field: str
    """What it fills or is about; ``rest`` where it was not understood."""
    value: str
    """What was understood; empty where it is private or only asked about."""
    certain: bool
    """False where another reading is possible."""


class QuestionDocument(TypedDict):
    """What a person has to answer."""

    code: str
    values: dict[str, str]
    words: str


class AddedDocument(TypedDict):
    """A report that was added, and what was understood of it."""

    schema: Literal["lastknown.case-added"]
    version: Literal[1]
    record: str
    centre: str
    entries: list[EntryDocument]
    """The report first; then statements of persons, and a link."""
    understood: bool
    """False where reading the text failed: it is kept all the same."""
    spans: list[SpanDocument]
    """All of the text, piece by piece."""
    questions: list[QuestionDocument]


def added_document(store: Store, added: Added, entries: Iterable[Entry], w: Words) -> AddedDocument:
    """Return what was added as a document; `entries`: all that were written."""
    pieces = added.understood.pieces() if added.understood else ()
    return {
        "schema": "lastknown.case-added",
        "version": 1,
        "record": store.record,
        "centre": store.keyring.centre,
        "entries": [entry_document(entry) for entry in entries],
        "understood": added.understood is not None,
        "spans": [_span(piece) for piece in pieces],
        "questions": [
            {"code": q.code, "values": dict(q.values), "words": _asked(w, q, added.entries[0])}
            for q in added.questions
        ],
    }


def _span(piece: Span) -> SpanDocument:
    return {
        "start": piece.start,
        "end": piece.end,
        "field": piece.field,
        "value": piece.value,
        "certain": piece.certain,
    }


def added_words(w: Words, added: Added, entries: Sequence[Entry]) -> str:
    """Return the entries in words, what each piece was understood as, and what is asked."""
    lines = [written_words(w, entries, ())]
    if added.understood:
        lines += _understood(w, added.understood.spans)
        lines += _left(w, added.understood.rest)
    lines += [f"  ? {_asked(w, question, added.entries[0])}" for question in added.questions]
    return "\n".join(lines)


def _understood(w: Words, spans: Iterable[Span]) -> Iterator[str]:
    for span in spans:
        value = w.say("added.private") if span.private else _value(w, span)
        name = w.say(f"field.{span.field}") if w.has(f"field.{span.field}") else span.field
        doubt = "" if span.certain else w.say("added.doubt")
        text = " ".join(span.text.split())
        yield w.say("added.span", text=printable(text), field=name, value=value, doubt=doubt)


def _value(w: Words, span: Span) -> str:
    key = f"told.{span.field}_{key_of(span.value)}"
    return w.say(key) if w.has(key) else w.positions(span.value)


def _left(w: Words, rest: Iterable[Span]) -> Iterator[str]:
    """Return the line of what was not understood, where there are words in it."""
    pieces = (" ".join(piece.text.split()).strip(" .,;:-") for piece in rest)
    left = [printable(piece) for piece in pieces if any(char.isalnum() for char in piece)]
    if left:
        yield w.say("added.rest", text=" … ".join(left))


def _asked(w: Words, question: Question, entry: Entry) -> str:
    values = {"entry": entry.seq, "field": "", "values": "", "said": "", "given": "", "meant": ""}
    key = f"question.{question.code}"
    shown = {name: w.positions(value) for name, value in question.values.items()}
    for name in ("what", "field"):
        if w.has(f"{name}.{shown.get(name)}"):
            shown[name] = w.say(f"{name}.{shown[name]}")
    if w.has(key):
        return w.say(key, **(values | shown))
    return f"{question.code}: {'; '.join(shown.values())}"
