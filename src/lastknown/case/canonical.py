"""One way to write a document as bytes: what is hashed, signed, stored and sent.

JSON (RFC 8259), UTF-8 without escapes, keys sorted by code point, no spaces, no NaN; numbers as
Python writes them (the shortest that reads back the same).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lastknown.errors import LastknownError

__all__ = ["as_bytes", "canonical", "read_canonical"]

_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
).encode


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a JSON object.

    Raises
    ------
    LastknownError : it holds half a surrogate pair, which no UTF-8 can carry.
    """
    try:
        return _encode(document).encode()
    except UnicodeEncodeError:
        pass
    raise LastknownError(  # not within: that error holds the whole text
        "the text has a broken character (half a surrogate pair); mend it and add it again"
    )


def read_canonical(data: bytes) -> dict[str, Any]:
    """Return the object of canonical bytes.

    Raises
    ------
    LastknownError : the bytes are no JSON object, or not in the canonical form.
    """
    try:
        document = json.loads(data)
    except ValueError:
        document = None
    if not isinstance(document, dict) or canonical(document) != data:
        raise LastknownError("the bytes of an entry are not canonical JSON; it was damaged")
    return document


def as_bytes(stored: object) -> bytes:
    """Return what a database holds where bytes were written, whatever type it was made into."""
    if isinstance(stored, bytes | bytearray | memoryview):
        return bytes(stored)
    return str(stored).encode(errors="surrogateescape")
