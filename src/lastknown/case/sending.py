"""Keys on their way to one named recipient: nobody else can open them.

An ephemeral X25519 key (RFC 7748) agrees on a secret with the recipient's public key, HKDF-SHA-256
(RFC 5869) makes a key of it, AES-256-GCM seals. A bundle's signature says who sent them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from lastknown.case.canonical import canonical, read_canonical
from lastknown.case.keyring import Keyring, receiving_key
from lastknown.case.sealing import from_text, to_text
from lastknown.errors import LastknownError

__all__ = ["open_keys", "seal_keys"]


def _agreed(secret: bytes, said: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=32, salt=None, info=b"lastknown keys 1\0" + said).derive(secret)


def seal_keys(
    record: str, receives: bytes, keys: Mapping[str, bytes], numbers: bytes | None
) -> dict[str, str]:
    """Return keys sealed for one recipient.

    Parameters
    ----------
    record : its id. receives : the recipient's 32 public bytes.
    keys : by subject, 32 bytes each. numbers : the key for numbers, where there is one.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    own = X25519PrivateKey.generate()
    by, nonce = own.public_key().public_bytes_raw(), secrets.token_bytes(12)
    shared = own.exchange(X25519PublicKey.from_public_bytes(receives))
    key = _agreed(shared, record.encode() + by + receives)
    plain = {
        "keys": {subject: one.hex() for subject, one in keys.items()},
        "numbers": numbers.hex() if numbers else None,
    }
    text = AESGCM(key).encrypt(nonce, canonical(plain), record.encode())
    return {"by": by.hex(), "nonce": to_text(nonce), "text": to_text(text)}


def open_keys(keyring: Keyring, sealed: Mapping[str, str]) -> tuple[dict[str, bytes], bytes | None]:
    """Return the keys by subject, and the key for numbers, that were sealed for this centre.

    Raises
    ------
    LastknownError : they were sealed for another one, or altered.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    own = receiving_key(keyring)
    receives, record = own.public_key().public_bytes_raw(), keyring.record.encode()
    try:
        by = bytes.fromhex(sealed["by"])
        key = _agreed(own.exchange(X25519PublicKey.from_public_bytes(by)), record + by + receives)
        nonce, text = from_text(sealed["nonce"]), from_text(sealed["text"])
        plain = read_canonical(AESGCM(key).decrypt(nonce, text, record))
        keys = {subject: bytes.fromhex(one) for subject, one in plain["keys"].items()}
    except (InvalidTag, ValueError, KeyError):
        raise LastknownError(
            "the keys in this bundle cannot be opened here; ask for a new bundle to this centre"
        ) from None
    return keys, bytes.fromhex(plain["numbers"]) if plain["numbers"] else None
