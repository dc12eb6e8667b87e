"""The last head of every centre, kept in a file outside the database.

The file says what each chain must at least hold. It is written after each append (in one step,
without waiting for the disk: after a power cut it may be some entries behind, never ahead), and
heads of other centres come in with their bundles.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lastknown.case.chain import Head, is_signed
from lastknown.case.files import locked, read_object, write_object
from lastknown.errors import LastknownError

__all__ = ["Trusted", "keep_head", "kept_heads"]

FILE = "heads.json"


@dataclass(frozen=True, slots=True)
class Trusted:
    """A centre's head and the 32 public bytes that must have signed it, from the first sight on."""

    head: Head
    signs: bytes


def kept_heads(folder: Path) -> dict[str, Trusted]:
    """Return the heads kept in a folder, by centre.

    Raises
    ------
    LastknownError : the file is damaged, or a head in it is not signed by its centre's key.
    """
    document = read_object(folder / FILE) or {}
    try:
        heads = {
            centre: Trusted(
                Head(
                    record=str(kept["record"]),
                    centre=centre,
                    count=int(kept["count"]),
                    hash=bytes.fromhex(kept["hash"]),
                    signature=bytes.fromhex(kept["signature"]),
                ),
                bytes.fromhex(kept["signs"]),
            )
            for centre, kept in document.items()
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise LastknownError(f"{folder / FILE} is damaged; put it back from a copy") from None
    for trusted in heads.values():
        if not is_signed(trusted.head, trusted.signs):
            raise LastknownError(
                f"{folder / FILE}: the head of {trusted.head.centre} is not signed by its key; "
                f"put the file back from a copy"
            )
    return heads


def keep_head(folder: Path, head: Head, signs: bytes, *, sync: bool = False) -> bool:
    """Keep a signed head unless the one kept is of as many entries or more.

    Returns
    -------
    Whether it, or one that goes further, is now kept; False where the file cannot be written.
    """
    with suppress(OSError), locked(folder / FILE):
        document = read_object(folder / FILE) or {}
        before = document.get(head.centre)
        if before is not None and before["count"] >= head.count:
            return True
        document[head.centre] = {
            "record": head.record,
            "count": head.count,
            "hash": head.hash.hex(),
            "signature": head.signature.hex(),
            "signs": signs.hex(),
        }
        write_object(folder / FILE, document, sync=sync)
        return True
    return False
