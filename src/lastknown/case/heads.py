"""The last head of every centre, kept in two files outside the database.

They say what each chain must at least hold. `head.json` has this centre's own, written in place
after each append without waiting for the disk: two slots by turns, each within one disk sector, so
that a power cut leaves one of them whole, perhaps some entries behind, never ahead. `heads.json`
has what came and went with bundles.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lastknown.case.chain import Head, is_signed
from lastknown.case.files import locked, read_object, write_object
from lastknown.errors import LastknownError

__all__ = ["Trusted", "keep_head", "keep_own_head", "kept_heads", "own_count"]

FILE, OWN = "heads.json", "head.json"
SLOT = 512
"""Bytes of a slot: one sector, which a disk writes whole or not at all."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A centre's head and the 32 public bytes that must have signed it, from the first sight on."""

    head: Head
    signs: bytes


def kept_heads(folder: Path) -> dict[str, Trusted]:
    """Return the heads kept in a folder, by centre.

    Raises
    ------
    LastknownError : a file is damaged, or a head in it is not signed by its centre's key.
    """
    document = read_object(folder / FILE) or {}
    try:
        heads = {centre: _trusted(centre, kept) for centre, kept in document.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise LastknownError(f"{folder / FILE} is damaged; put it back from a copy") from None
    for trusted in heads.values():
        if not is_signed(trusted.head, trusted.signs):
            raise _unsigned(folder / FILE, trusted.head.centre)
    for trusted in _own_slots(folder / OWN):
        before = heads.get(trusted.head.centre)
        if before is None or before.head.count < trusted.head.count:
            heads[trusted.head.centre] = trusted
    return heads


def _trusted(centre: str, kept: dict[str, Any]) -> Trusted:
    head = Head(
        record=str(kept["record"]),
        centre=centre,
        count=int(kept["count"]),
        hash=bytes.fromhex(kept["hash"]),
        signature=bytes.fromhex(kept["signature"]),
    )
    return Trusted(head, bytes.fromhex(kept["signs"]))


def _unsigned(path: Path, centre: str) -> LastknownError:
    return LastknownError(
        f"{path}: the head of {centre} is not signed by its key; put the file back from a copy"
    )


def _own_slots(path: Path) -> list[Trusted]:
    """Return the heads in the slots that are whole; where there are some, one must be."""
    try:
        data = path.read_bytes()
    except OSError:
        return []
    slots = [data[at : at + SLOT].strip(b" \n\0") for at in (0, SLOT)]
    whole = [slot for slot in map(_slot, slots) if slot is not None]
    if any(slots) and not whole:
        raise _unsigned(path, "this centre")
    return whole


def _slot(data: bytes) -> Trusted | None:
    try:
        kept = json.loads(data)
        trusted = _trusted(str(kept["centre"]), kept)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return trusted if is_signed(trusted.head, trusted.signs) else None


def own_count(folder: Path) -> int:
    """Return how many entries this centre's own last head counts, unchecked; 0 without one."""
    try:
        data = (folder / OWN).read_bytes()
    except OSError:
        return 0
    return max(_count(data[:SLOT]), _count(data[SLOT:]))


def _count(slot: bytes) -> int:
    try:
        return int(json.loads(slot.strip(b" \n\0"))["count"])
    except (KeyError, TypeError, ValueError):
        return 0


def _as_object(head: Head, signs: bytes) -> dict[str, Any]:
    return {
        "record": head.record,
        "count": head.count,
        "hash": head.hash.hex(),
        "signature": head.signature.hex(),
        "signs": signs.hex(),
    }


def keep_own_head(folder: Path, head: Head, signs: bytes) -> bool:
    """Keep this centre's head after an append; return whether that could be done."""
    said = json.dumps({"centre": head.centre, **_as_object(head, signs)}, separators=(",", ":"))
    slot = said.encode().ljust(SLOT - 1) + b"\n"
    try:
        handle = os.open(folder / OWN, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.lseek(handle, SLOT * (head.count % 2), os.SEEK_SET)
            return os.write(handle, slot) == SLOT
        finally:
            os.close(handle)
    except OSError:
        return False


def keep_head(folder: Path, head: Head, signs: bytes) -> bool:
    """Keep a signed head, on the disk, unless the one kept is of as many entries or more.

    Returns
    -------
    Whether it, or one that goes further, is now kept; False where the file cannot be written.
    """
    with suppress(OSError), locked(folder / FILE):
        document = read_object(folder / FILE) or {}
        before = document.get(head.centre)
        if before is not None and before["count"] >= head.count:
            return True
        document[head.centre] = _as_object(head, signs)
        write_object(folder / FILE, document, sync=True)
        return True
    return False
