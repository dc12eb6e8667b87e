"""The forms of the answers of record commands, from which their JSON Schemas are made."""

from __future__ import annotations

__all__ = ["record_forms"]


def record_forms() -> tuple[tuple[type, str, int], ...]:
    """Return each form with the name of its schema and its version."""
    from lastknown.desk.record import relaydoc
    from lastknown.desk.record.closing import CLOSURE_SCHEMA, CLOSURE_VERSION, ClosureDocument
    from lastknown.desk.record.listing import (
        LIST_SCHEMA,
        LIST_VERSION,
        SHOW_SCHEMA,
        SHOW_VERSION,
        WRITTEN_SCHEMA,
        WRITTEN_VERSION,
        ListDocument,
        ShowDocument,
        WrittenDocument,
    )
    from lastknown.desk.record.moving import MOVED_SCHEMA, MOVED_VERSION, MovedDocument
    from lastknown.desk.record.picturedoc import PICTURE_SCHEMA, PICTURE_VERSION, PictureDocument
    from lastknown.desk.record.proving import VERIFY_SCHEMA, VERIFY_VERSION, VerifyDocument
    from lastknown.desk.record.reasons import WHY_SCHEMA, WHY_VERSION, WhyDocument
    from lastknown.desk.record.understood import ADDED_SCHEMA, ADDED_VERSION, AddedDocument

    return (
        (ListDocument, LIST_SCHEMA, LIST_VERSION),
        (ShowDocument, SHOW_SCHEMA, SHOW_VERSION),
        (WhyDocument, WHY_SCHEMA, WHY_VERSION),
        (WrittenDocument, WRITTEN_SCHEMA, WRITTEN_VERSION),
        (AddedDocument, ADDED_SCHEMA, ADDED_VERSION),
        (PictureDocument, PICTURE_SCHEMA, PICTURE_VERSION),
        (ClosureDocument, CLOSURE_SCHEMA, CLOSURE_VERSION),
        (MovedDocument, MOVED_SCHEMA, MOVED_VERSION),
        (VerifyDocument, VERIFY_SCHEMA, VERIFY_VERSION),
        *relaydoc.FORMS,
    )
