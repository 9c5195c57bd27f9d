"""AES-256-GCM with the place of the data bound in, so that a ciphertext cannot be moved.

Stored form: one byte format (1), two bytes key version, twelve bytes nonce, ciphertext with tag.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from requests_app.vault.errors import Unreadable

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = 1
_HEAD = struct.Struct(">BH")


@dataclass(frozen=True, slots=True)
class Key:
    """A 256-bit key and its version."""

    version: int
    secret: bytes

    @classmethod
    def new(cls, version: int) -> Key:
        """A random key."""
        return cls(version, secrets.token_bytes(KEY_BYTES))


def place(*parts: object) -> bytes:
    """Where data belongs, as associated data: each part with its length, so none can shift."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in encoded)


def head(version: int) -> bytes:
    """How everything begins that is sealed under this version of a key."""
    return _HEAD.pack(FORMAT, version)


def seal(plain: bytes, key: Key, where: bytes) -> bytes:
    """The data sealed under the key for this place."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    begins = head(key.version)
    return begins + nonce + AESGCM(key.secret).encrypt(nonce, plain, begins + where)


def version_of(sealed: bytes) -> int:
    """The version of the key that opens this; raises Unreadable for anything we did not write."""
    if len(sealed) < _HEAD.size + NONCE_BYTES + 16 or sealed[0] != FORMAT:
        raise Unreadable("This is not sealed data of a known format.")
    return int(_HEAD.unpack_from(sealed)[1])


def unseal(sealed: bytes, key: Key, where: bytes) -> bytes:
    """The data; raises Unreadable when key, place or content is not what it was."""
    version_of(sealed)
    begins, nonce = sealed[: _HEAD.size], sealed[_HEAD.size : _HEAD.size + NONCE_BYTES]
    try:
        return AESGCM(key.secret).decrypt(nonce, sealed[_HEAD.size + NONCE_BYTES :], begins + where)
    except InvalidTag:
        raise Unreadable(
            "Sealed data does not open: it was altered, moved, or sealed under another key."
        ) from None
