"""What is assumed where a case is made from a record: notes, in both languages."""

from __future__ import annotations

from lastknown.desk._details import note_text
from lastknown.desk.words import words
from lastknown.drift.cloud import Note

__all__ = ["note_of"]


def note_of(code: str, **values: str | float) -> Note:
    """Return a note; its English text is that of the catalogue (``desk/words_en.toml``)."""
    text = note_text(words("en"), {"code": code, "text": code, "values": dict(values)})
    return Note(code, text.replace("\N{NO-BREAK SPACE}", " "), values)
