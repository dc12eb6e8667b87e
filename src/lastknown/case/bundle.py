"""Bundles: entries, heads and, for named recipients, keys, as JSON Lines for a stick or a mail.

The first line names the record, the last one is signed by the centre that wrote it and covers all
before it, so that a bundle that was cut off or touched is refused whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lastknown.case.canonical import canonical
from lastknown.case.chain import Head, is_signed
from lastknown.case.heads import Trusted
from lastknown.errors import LastknownError

__all__ = ["Bundle", "check_end", "pack_bundle", "read_bundle"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds, its form checked; trust in it is the importer's.

    centre : who wrote it. chains : by centre, the number of the first entry and the documents.
    heads : by centre. keys : by recipient, its sealed keys. digest, signature : of all its lines.
    """

    record: str
    centre: str
    chains: dict[str, tuple[int, list[bytes]]] = field(default_factory=dict)
    heads: dict[str, Trusted] = field(default_factory=dict)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    digest: bytes = b""
    signature: bytes = b""


def pack_bundle(bundle: Bundle, sign: Any) -> bytes:
    """Return the bytes of a bundle.

    Parameters
    ----------
    bundle : what it holds; `digest` and `signature` are made here.
    sign : from bytes to the writing centre's Ed25519 signature.
    """
    text = b"".join(canonical(line) + b"\n" for line in _lines(bundle))
    digest = hashlib.sha256(text).digest()
    end = {"end": {"sha256": digest.hex(), "signature": sign(_signed(bundle, digest)).hex()}}
    return text + canonical(end) + b"\n"


def _lines(bundle: Bundle) -> Iterator[Mapping[str, Any]]:
    yield {"bundle": 1, "record": bundle.record, "centre": bundle.centre}
    for centre, trusted in sorted(bundle.heads.items()):
        head = trusted.head
        said = {"centre": centre, "count": head.count, "hash": head.hash.hex()}
        yield {"head": said | {"signature": head.signature.hex(), "signs": trusted.signs.hex()}}
    for centre, (first, documents) in sorted(bundle.chains.items()):
        for seq, document in enumerate(documents, first):
            yield {"entry": {"centre": centre, "seq": seq, "document": document.decode()}}
    for centre, sealed in sorted(bundle.keys.items()):
        yield {"keys": {"to": centre, **sealed}}


def _signed(bundle: Bundle, digest: bytes) -> bytes:
    said = {"bundle": 1, "record": bundle.record, "centre": bundle.centre, "sha256": digest.hex()}
    return canonical(said)


def check_end(bundle: Bundle, signs: bytes) -> bool:
    """Return whether the bundle was signed by the key whose 32 public bytes are given."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(signs)
        key.verify(bundle.signature, _signed(bundle, bundle.digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def read_bundle(path: Path) -> Bundle:
    """Return a bundle whose lines are whole and whose heads are signed by the keys they name.

    Line ends that a mail or an editor made into CR LF, and a mark before the first, do no harm.

    Raises
    ------
    LastknownError : it cannot be read, was cut off or altered, or is of a later version.
    """
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    except OSError as error:
        raise LastknownError(f"{path} cannot be read ({error.strerror}); check the path") from None
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    text = body + b"\n"
    try:
        lines = [json.loads(line) for line in body.split(b"\n")]
        end = json.loads(last)["end"]
        digest, signature = bytes.fromhex(end["sha256"]), bytes.fromhex(end["signature"])
    except (ValueError, KeyError, TypeError):
        raise _cut_off(path) from None
    if hashlib.sha256(text).digest() != digest:
        raise _cut_off(path)
    try:
        return _from_lines(lines, digest, signature, path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, LastknownError):
            raise
        raise LastknownError(f"{path} is no bundle of a record; export it again") from None


def _cut_off(path: Path) -> LastknownError:
    return LastknownError(
        f"{path} was cut off or altered on its way; nothing of it was taken, send it again"
    )


def _from_lines(lines: list[dict[str, Any]], digest: bytes, signature: bytes, path: Path) -> Bundle:
    first, *rest = lines
    if first["bundle"] != 1:
        raise LastknownError(f"{path} was written by a later Lastknown; update this one")
    bundle = Bundle(str(first["record"]), str(first["centre"]), digest=digest, signature=signature)
    for line in rest:
        ((kind, said),) = line.items()
        if kind == "head":
            _take_head(bundle, said, path)
        elif kind == "entry":
            _take_entry(bundle, said, path)
        elif kind == "keys":
            bundle.keys[str(said["to"])] = {name: str(said[name]) for name in _SEALED}
        else:
            raise LastknownError(f"{path} has a line of an unknown kind; update Lastknown")
    return bundle


_SEALED = ("by", "nonce", "text")


def _take_head(bundle: Bundle, said: dict[str, Any], path: Path) -> None:
    centre, hashed = str(said["centre"]), bytes.fromhex(said["hash"])
    head = Head(bundle.record, centre, int(said["count"]), hashed, bytes.fromhex(said["signature"]))
    trusted = Trusted(head, bytes.fromhex(said["signs"]))
    if not is_signed(head, trusted.signs):
        raise LastknownError(f"{path}: the head of {centre} is not signed by its key; refused")
    bundle.heads[centre] = trusted


def _take_entry(bundle: Bundle, said: dict[str, Any], path: Path) -> None:
    centre, seq = str(said["centre"]), int(said["seq"])
    first, documents = bundle.chains.setdefault(centre, (seq, []))
    if seq != first + len(documents):
        raise LastknownError(
            f"{path}: entry {first + len(documents)} of {centre} is missing; export it again"
        )
    documents.append(str(said["document"]).encode())
