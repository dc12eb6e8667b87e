"""Sealing: an entry's raw text and private fields become ciphertext under keys of their own.

AES-256 in GCM (NIST SP 800-38D) with a random nonce of 12 bytes; the entry's id, its chain and the
key's subject are authenticated with it, so that no ciphertext can be moved to another entry.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from lastknown.case.canonical import canonical, read_canonical
from lastknown.errors import LastknownError

__all__ = ["from_text", "open_seal", "seal", "subject_of_entry", "subject_of_person", "to_text"]


def subject_of_entry(entry: str) -> str:
    """Return the name of the key for one entry's raw text and private fields."""
    return f"entry/{entry}"


def subject_of_person(centre: str, person: str, entry: str = "") -> str:
    """Return the name of the key for what one centre wrote of one person.

    Parameters
    ----------
    entry : id of the first entry under this key; after a purge there is another key. Without it,
        what all these names begin with.
    """
    return f"person/{centre}/{person}/{entry}"


def to_text(data: bytes) -> str:
    """Return bytes as base64 (RFC 4648)."""
    return base64.b64encode(data).decode()


def from_text(text: str) -> bytes:
    """Return the bytes of base64 text; raises ValueError where it is none."""
    return base64.b64decode(text, validate=True)


def seal(subject: str, key: bytes, entry: str, secret: Mapping[str, Any]) -> dict[str, str]:
    """Return the sealed part of an entry.

    Parameters
    ----------
    subject : name of the key. key : 32 bytes.
    entry : id of the entry it belongs to.
    secret : the fields to hide.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    text = AESGCM(key).encrypt(nonce, canonical(secret), f"{entry} {subject}".encode())
    return {"subject": subject, "nonce": to_text(nonce), "text": to_text(text)}


def open_seal(sealed: Mapping[str, str], key: bytes, entry: str) -> dict[str, Any]:
    """Return the fields of a sealed part.

    Raises
    ------
    LastknownError : the key is another one, or key or ciphertext were altered.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        data = AESGCM(key).decrypt(
            from_text(sealed["nonce"]),
            from_text(sealed["text"]),
            f"{entry} {sealed['subject']}".encode(),
        )
    except (InvalidTag, ValueError, KeyError):
        raise LastknownError(
            f"the sealed text of entry {entry} cannot be opened: it or its key was altered; "
            f"restore it from a bundle"
        ) from None
    return read_canonical(data)
