"""The instance's own keys: those that wrap people's keys, and the one that blinds addresses.

They come from VAULT_KEYS ("1:base64,2:base64"), else from the file VAULT_KEY_FILE, one a line in
the same form. The newest wraps; older ones still open. The line "index:" blinds addresses for
look-up and never changes.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from requests_app.vault.cipher import KEY_BYTES, Key
from requests_app.vault.errors import KeyMissing, VaultError
from requests_app.vault.models import PersonKey


@dataclass(frozen=True)
class Keyring:
    """Key-encryption keys by version, and the index key."""

    wrapping: dict[int, Key]
    index: bytes

    @property
    def newest(self) -> Key:
        return self.wrapping[max(self.wrapping)]

    def key(self, version: int) -> Key:
        """The key-encryption key of this version; raises KeyMissing."""
        try:
            return self.wrapping[version]
        except KeyError:
            raise KeyMissing(
                f"Version {version} of the vault's key is missing; people's data stays sealed "
                f"until it is back in {settings.VAULT_KEY_FILE} or VAULT_KEYS."
            ) from None


def keyring() -> Keyring:
    """The instance's keys; made at the very first call, never again once data is sealed."""
    return _keyring(settings.VAULT_KEYS, str(settings.VAULT_KEY_FILE))


@lru_cache(maxsize=4)
def _keyring(from_environment: str, path: str) -> Keyring:
    if from_environment:
        return parse(from_environment.replace(",", "\n"), "VAULT_KEYS")
    file = Path(path)
    if not file.exists():
        make(file)
    return parse(file.read_text(encoding="ascii"), path)


def make(path: Path) -> None:
    """Write a first keyring, readable by its owner alone; raises KeyMissing if data is sealed."""
    if PersonKey.objects.exists():
        raise KeyMissing(
            f"The vault's key file {path} is missing, and there is data sealed under it; "
            "put the saved copy back. Nothing was changed."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = "".join(
        f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
        for name in ("index", "1")
    )
    # Written beside and linked into place, so that no second process reads half a file.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def parse(text: str, where: str) -> Keyring:
    """The keyring written in the text; raises VaultError naming the place and what is wrong."""
    wrapping: dict[int, Key] = {}
    index = b""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, encoded = line.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if len(secret) != KEY_BYTES or not (name == "index" or name.isdigit()):
            raise VaultError(
                f"{where}: each key is a version number or the word index, a colon, and "
                f"{KEY_BYTES} bytes in base64."
            )
        if name == "index":
            index = secret
        else:
            wrapping[int(name)] = Key(int(name), secret)
    if not wrapping or not index:
        raise KeyMissing(f"{where}: it needs an index key and at least one numbered key.")
    return Keyring(wrapping, index)
