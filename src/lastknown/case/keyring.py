"""The keys that stay outside the database, its backups and its bundles: one file for a centre.

It holds the key that wraps all others (AES key wrap, RFC 3394), the key that signs heads (Ed25519),
the key to which others can send keys (X25519), and the record's key for hashing numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastknown.case.files import read_object, write_object
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

__all__ = ["Keyring", "current_keyring", "hash_number", "keys_folder", "make_keyring"]
__all__ += ["read_keyring", "receives_hex"]
__all__ += ["receiving_key", "signing_key", "signs_hex", "unwrap", "with_new_wrapping", "wrap"]
__all__ += ["write_keyring"]

FILE = "keys.json"


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """A centre's secret keys for one record.

    signs, receives : 32 private bytes each. wrapping : name and 32 bytes, the newest first; there
    are two only while a purge replaces the older. numbers : 32 bytes, or None where this centre was
    not given them yet or they were destroyed.
    """

    record: str
    centre: str
    signs: bytes
    receives: bytes
    wrapping: tuple[tuple[str, bytes], ...]
    numbers: bytes | None


def keys_folder(record: str, root: Path | None = None) -> Path:
    """Return the folder that holds a record's keys and heads.

    Parameters
    ----------
    record : its id.
    root : the folder of all records' keys. Default: the variable ``LASTKNOWN_KEYS``, else
        ``lastknown/keys`` in the user's data folder (``XDG_DATA_HOME``, else ``~/.local/share``).
    """
    given = os.environ.get("LASTKNOWN_KEYS")
    if root is None and given:
        root = Path(given)
    if root is None:
        data = os.environ.get("XDG_DATA_HOME")
        root = (Path(data) if data else Path.home() / ".local" / "share") / "lastknown" / "keys"
    return root / record


def make_keyring(record: str, centre: str, *, founds: bool) -> Keyring:
    """Return new random keys.

    Parameters
    ----------
    founds : this centre begins the record, so it draws the key for numbers; a centre that joins is
        given it.
    """
    draw = secrets.token_bytes
    wrapping = ((draw(8).hex(), draw(32)),)
    return Keyring(record, centre, draw(32), draw(32), wrapping, draw(32) if founds else None)


def write_keyring(folder: Path, keyring: Keyring) -> None:
    """Write the keys into their folder (mode 0600), in one step and to the disk.

    Raises
    ------
    LastknownError : it cannot be written.
    """
    document = {
        "version": 1,
        "record": keyring.record,
        "centre": keyring.centre,
        "signs": keyring.signs.hex(),
        "receives": keyring.receives.hex(),
        "wrapping": [[name, key.hex()] for name, key in keyring.wrapping],
        "numbers": keyring.numbers.hex() if keyring.numbers else None,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_object(folder / FILE, document, sync=True)
    except OSError as error:
        raise LastknownError(
            f"the keys cannot be written into {folder} ({error.strerror}); set LASTKNOWN_KEYS to a "
            f"folder that is yours"
        ) from None


def read_keyring(folder: Path) -> Keyring:
    """Return the keys of a folder.

    Raises
    ------
    LastknownError : there are none, or the file is damaged or of a later version.
    """
    document = read_object(folder / FILE)
    if document is None:
        raise LastknownError(
            f"there are no keys for this record in {folder}; put {FILE} there, or set "
            f"LASTKNOWN_KEYS to the folder that has them"
        )
    if document.get("version") != 1:
        raise LastknownError(f"{folder / FILE} was written by a later Lastknown; use that one")
    try:
        return _from_document(document)
    except (KeyError, TypeError, ValueError):
        raise LastknownError(f"{folder / FILE} is damaged; put it back from a copy") from None


def current_keyring(folder: Path) -> Keyring:
    """Return the keys of a folder, read anew only when the file was changed.

    Raises
    ------
    LastknownError : as `read_keyring`.
    """
    try:
        now = (folder / FILE).stat()
    except OSError:
        return read_keyring(folder)
    return _read_at(folder, (now.st_ino, now.st_mtime_ns, now.st_size))


@lru_cache(maxsize=64)
def _read_at(folder: Path, stamp: tuple[int, int, int]) -> Keyring:
    del stamp
    return read_keyring(folder)


def _from_document(document: dict[str, Any]) -> Keyring:
    numbers = document["numbers"]
    return Keyring(
        record=str(document["record"]),
        centre=str(document["centre"]),
        signs=bytes.fromhex(document["signs"]),
        receives=bytes.fromhex(document["receives"]),
        wrapping=tuple((str(name), bytes.fromhex(key)) for name, key in document["wrapping"]),
        numbers=bytes.fromhex(numbers) if numbers else None,
    )


def with_new_wrapping(keyring: Keyring) -> Keyring:
    """Return the keyring with one more wrapping key, which wraps from now on."""
    draw = secrets.token_bytes
    return replace(keyring, wrapping=((draw(8).hex(), draw(32)), *keyring.wrapping))


def signing_key(keyring: Keyring) -> Ed25519PrivateKey:
    """Return the key that signs this centre's heads."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(keyring.signs)


def receiving_key(keyring: Keyring) -> X25519PrivateKey:
    """Return the key that opens what other centres send to this one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(keyring.receives)


def signs_hex(keyring: Keyring) -> str:
    """Return the public half of the signing key, hex."""
    return signing_key(keyring).public_key().public_bytes_raw().hex()


def receives_hex(keyring: Keyring) -> str:
    """Return the public half of the receiving key, hex."""
    return receiving_key(keyring).public_key().public_bytes_raw().hex()


def wrap(keyring: Keyring, key: bytes) -> tuple[str, bytes]:
    """Return the name of the wrapping key in use and a 32-byte key wrapped by it (40 bytes)."""
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    name, wrapping = keyring.wrapping[0]
    return name, aes_key_wrap(wrapping, key)


def unwrap(keyring: Keyring, name: str, wrapped: bytes) -> bytes | None:
    """Return the key, or None where its wrapping key is destroyed or the bytes are damaged."""
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    wrapping = dict(keyring.wrapping).get(name)
    if wrapping is None:
        return None
    try:
        return aes_key_unwrap(wrapping, wrapped)
    except (InvalidUnwrap, ValueError):
        return None


def hash_number(keyring: Keyring, number: str) -> str | None:
    """Return the keyed hash (HMAC-SHA-256, hex) by which equal numbers are known as equal.

    Of a telephone number the last nine digits count, so that +33 6…, 0033 6… and 06… are one; a
    device name without that many digits counts as written, in small letters without blanks.
    None where this centre has no key for numbers, or there is nothing to hash.
    """
    digits = re.sub(r"\D", "", number)
    text = digits[-9:] if len(digits) >= 9 else re.sub(r"\s", "", number).lower()
    if keyring.numbers is None or not text:
        return None
    return hmac.new(keyring.numbers, text.encode(), hashlib.sha256).hexdigest()
