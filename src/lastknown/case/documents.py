"""From an entry to the document that is stored and chained, and back.

A document holds every open field of an entry as JSON and its private fields as ciphertext only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lastknown.case.canonical import canonical, read_canonical
from lastknown.case.entries import VERSION, Draft, Entry, check, private_fields, version_of
from lastknown.case.sealing import open_seal, seal, subject_of_entry
from lastknown.case.told import Person
from lastknown.errors import LastknownError

__all__ = ["KeyOf", "read_document", "write_document"]

KeyOf = Callable[[str], bytes | None]
"""From a key's subject to the key, None where it is not at hand."""


def write_document(
    draft: Draft, name: tuple[str, str, int], numbers: tuple[str, ...], keys: Mapping[str, bytes]
) -> bytes:
    """Return the canonical bytes of an entry to be appended.

    Parameters
    ----------
    draft : what it says.
    name : its id, its centre and its number in the chain.
    numbers : keyed hashes of the numbers in it.
    keys : by subject, the entry's own key and, of an entry about a person, that person's.
    """
    entry, centre, seq = name
    document = draft.model_dump(mode="json", exclude_none=True, exclude={"raw"})
    body = document["body"]
    hidden = {field: body.pop(field) for field in private_fields(type(draft.body)) & set(body)}
    own, other = _division(draft, hidden)
    document["version"] = version_of(type(draft.body))
    document |= {"id": entry, "centre": centre, "seq": seq}
    document["numbers"] = list(numbers)
    document["sealed"] = [
        seal(subject, key, entry, secret)
        for subject, key in sorted(keys.items())
        if (secret := own if subject == subject_of_entry(entry) else other)
    ]
    return canonical(document)


def _division(draft: Draft, hidden: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what goes under the entry's own key, and what under the person's."""
    own: dict[str, Any] = {"raw": draft.raw} if draft.raw else {}
    if isinstance(draft.body, Person):
        return own, hidden
    return own | hidden, {}


def read_document(data: bytes, key: KeyOf) -> Entry:
    """Return the entry of a document; fields whose key is not at hand are None.

    Raises
    ------
    LastknownError : the bytes are damaged, of a later version, or no entry.
    """
    document = read_canonical(data)
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        raise LastknownError(
            f"an entry has version {version!r}, this Lastknown reads up to {VERSION}; update it"
        )
    sealed = document.pop("sealed", None)
    if not isinstance(sealed, list) or not isinstance(document.get("body"), dict):
        raise LastknownError("an entry has no sealed parts or no body; it was damaged")
    raw: str | None = ""
    for part in sealed:
        fields = _opened(part, key, str(document.get("id")))
        if fields is None:
            raw = None if str(part.get("subject")).startswith("entry/") else raw
            continue
        raw = fields.pop("raw", raw)
        document["body"] |= fields
    return check(Entry, document | {"raw": raw})


def _opened(part: object, key: KeyOf, entry: str) -> dict[str, Any] | None:
    """Return the fields of a sealed part, or None where its key is not at hand."""
    if not isinstance(part, Mapping) or not isinstance(part.get("subject"), str):
        raise LastknownError(f"a sealed part of entry {entry} has no subject; it was damaged")
    found = key(part["subject"])
    return None if found is None else open_seal(part, found, entry)
