"""The instance's own keys: those that wrap people's keys, and the one that blinds addresses.

They come from VAULT_KEYS ("1:base64,2:base64"), else from the file VAULT_KEY_FILE, one a line in
the same form. The newest wraps; older ones still open. The line "index:" blinds addresses for
look-up and never changes. The file is read anew when it changes, so that a running site knows a
new version at once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from requests_app.safety import private_files
from requests_app.vault.cipher import KEY_BYTES, Key
from requests_app.vault.errors import KeyMissing, VaultError, WrongKey
from requests_app.vault.key_tables import PersonKey, WrappingKey

log = logging.getLogger(__name__)

INDEX = 0
"""The version under which the index key's fingerprint is kept."""
HIGHEST_VERSION = 65535


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
                f"until it is back in {where()}."
            ) from None

    def fingerprint(self, version: int) -> str:
        """What tells this key from another one, and nothing of the key itself."""
        secret = self.index if version == INDEX else self.key(version).secret
        return hmac.new(secret, b"fingerprint", hashlib.sha256).hexdigest()

    @property
    def text(self) -> str:
        """The keyring as its file holds it."""
        named = [("index", self.index)]
        named += [(str(version), key.secret) for version, key in sorted(self.wrapping.items())]
        return "".join(f"{name}:{base64.b64encode(secret).decode()}\n" for name, secret in named)


def from_environment() -> bool:
    """Whether VAULT_KEYS holds the keys, so that no file does."""
    return bool(settings.VAULT_KEYS)


def where() -> str:
    """Where the keys are, in words for the operator."""
    return "VAULT_KEYS" if from_environment() else str(settings.VAULT_KEY_FILE)


def keyring() -> Keyring:
    """The instance's keys; made at the very first call, never again once data is sealed.

    Raises KeyMissing or WrongKey unless they are those that this database's data is sealed under.
    """
    ring, mark = _present()
    if mark not in _verified:
        _verify(ring)
        _verified.add(mark)
    return ring


_verified: set[object] = set()


def _present() -> tuple[Keyring, object]:
    """The keys as they are now, and what changes when they do."""
    if from_environment():
        text = str(settings.VAULT_KEYS)
        return _parsed(text), hashlib.sha256(text.encode()).digest()
    path = Path(settings.VAULT_KEY_FILE)
    try:
        found = path.stat()
    except FileNotFoundError:
        if make(path):
            # Nobody was told by `custody.first_run_notice`: a container is read by its log.
            log.warning(
                "The vault's key was made. Losing it loses everything: manage.py key export"
            )
        found = path.stat()
    mark = (str(path), found.st_ino, found.st_mtime_ns, found.st_size)
    return _read(*mark), mark


@lru_cache(maxsize=4)
def _parsed(text: str) -> Keyring:
    return parse(text.replace(",", "\n"), "VAULT_KEYS")


@lru_cache(maxsize=4)
def _read(path: str, *_mark: int) -> Keyring:
    try:
        text = Path(path).read_text(encoding="ascii")
    except OSError as error:
        raise KeyMissing(f"The vault's key file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        text = "not a keyring"
    return parse(text, path)


def _verify(ring: Keyring) -> None:
    """Raise unless each key that was used here is there, and is the same one."""
    for used in WrappingKey.objects.all():
        if used.version != INDEX and used.version not in ring.wrapping:
            raise KeyMissing(
                f"Version {used.version} of the vault's key is missing in {where()}, and there is "
                "data sealed under it; put the saved copy back. Nothing was changed."
            )
        if not hmac.compare_digest(used.fingerprint, ring.fingerprint(used.version)):
            name = "index key" if used.version == INDEX else f"key of version {used.version}"
            raise WrongKey(
                f"The {name} in {where()} is not the one this data was sealed under; put the "
                "saved copy back. Nothing was changed."
            )


def note_use(ring: Keyring, version: int) -> None:
    """Remember which key this is, so that another one in its place is found out."""
    for number in (INDEX, version):
        WrappingKey.objects.get_or_create(
            version=number, defaults={"fingerprint": ring.fingerprint(number)}
        )


def make(path: Path) -> bool:
    """Write a first keyring, readable by its owner alone; False if another process was faster.

    Raises KeyMissing if data is sealed under a key that is not there.
    """
    if PersonKey.objects.exists() or WrappingKey.objects.exists():
        if path.exists():
            return False  # another process has made it, and sealed with it, since it was looked for
        raise KeyMissing(
            f"The vault's key file {path} is missing, and there is data sealed under it; "
            "put the saved copy back. Nothing was changed."
        )
    first = Keyring({1: Key.new(1)}, secrets.token_bytes(KEY_BYTES))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Two processes may start at one moment: only one key is made, and none is read half.
        return private_files.create_whole(path, first.text.encode("ascii"))
    except OSError as error:
        raise KeyMissing(
            f"The vault's key file {path} cannot be written: {error.strerror}."
        ) from None


def replace(ring: Keyring) -> None:
    """Write the file anew with these keys, in one step; raises VaultError if it cannot be."""
    if from_environment():
        raise VaultError("The keys come from VAULT_KEYS and are changed there.")
    path = Path(settings.VAULT_KEY_FILE)
    try:
        private_files.replace(path, ring.text.encode("ascii"))
    except OSError as error:
        raise VaultError(
            f"The vault's key file {path} cannot be written: {error.strerror}. Nothing was changed."
        ) from None


def parse(text: str, place: str) -> Keyring:
    """The keyring written in the text; raises VaultError naming the place and what is wrong."""
    wrapping: dict[int, Key] = {}
    index = b""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, encoded = line.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES or not (name == "index" or _is_version(name)):
            raise VaultError(
                f"{place}: each key is a version number or the word index, a colon, and "
                f"{KEY_BYTES} bytes in base64."
            )
        if index if name == "index" else int(name) in wrapping:
            raise VaultError(f"{place}: the key {name} is given twice.")
        if name == "index":
            index = secret
        else:
            wrapping[int(name)] = Key(int(name), secret)
    if not wrapping or not index:
        raise KeyMissing(f"{place}: it needs an index key and at least one numbered key.")
    return Keyring(wrapping, index)


def _is_version(name: str) -> bool:
    return name.isascii() and name.isdigit() and 0 < int(name) <= HIGHEST_VERSION
