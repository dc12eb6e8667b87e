"""The chain: what proves that no entry was altered, dropped, reordered or cut off.

Each centre has its own chain. With ``||`` for bytes put together, entry n has the hash

    h(n) = SHA-256("lastknown entry 1" || 0 || h(n - 1) || document(n))
    h(-1) = SHA-256("lastknown chain 1" || 0 || record || 0 || centre)

where a document is canonical JSON whose private parts are ciphertext. A head states how many
entries a chain has and the hash of the last; its centre signs it (Ed25519, RFC 8032). The chain
alone proves nothing against somebody who rewrites it whole: the heads do, kept elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lastknown.case.canonical import canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["Head", "chain_hashes", "first_hash", "is_signed", "next_hash", "sign"]


@dataclass(frozen=True, slots=True)
class Head:
    """The state of one centre's chain.

    count : entries, 1 and more. hash : of the last one. signature : Ed25519 over the rest, by the
    centre's key. hash and signature as bytes.
    """

    record: str
    centre: str
    count: int
    hash: bytes
    signature: bytes = b""


def first_hash(record: str, centre: str) -> bytes:
    """Return the 32 bytes on which a centre's first entry is chained."""
    return hashlib.sha256(f"lastknown chain 1\0{record}\0{centre}".encode()).digest()


def next_hash(before: bytes, document: bytes) -> bytes:
    """Return the hash of an entry, 32 bytes, from the one before it and its canonical bytes."""
    return hashlib.sha256(b"lastknown entry 1\0" + before + document).digest()


def chain_hashes(record: str, centre: str, documents: Iterable[bytes]) -> list[bytes]:
    """Return the hashes of a chain computed from its documents alone, first entry first."""
    hashes = []
    last = first_hash(record, centre)
    for document in documents:
        last = next_hash(last, document)
        hashes.append(last)
    return hashes


def _said(head: Head) -> bytes:
    return canonical(
        {
            "head": 1,
            "record": head.record,
            "centre": head.centre,
            "count": head.count,
            "hash": head.hash.hex(),
        }
    )


def sign(head: Head, key: Ed25519PrivateKey) -> Head:
    """Return the head with its centre's signature."""
    return replace(head, signature=key.sign(_said(head)))


def is_signed(head: Head, signs: bytes) -> bool:
    """Return whether the head bears the signature of the key whose 32 public bytes are given."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(signs).verify(head.signature, _said(head))
    except (InvalidSignature, ValueError):
        return False
    return True
