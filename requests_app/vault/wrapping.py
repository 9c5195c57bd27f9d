"""A new key for wrapping people's keys. Their data stays as it is: one row a person is rewritten.

May be cut off at any point and run again: while people's keys are still under an older version, a
further run carries on instead of making another one.
"""

from __future__ import annotations

import base64
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Func

from requests_app.safety import audit
from requests_app.vault.cipher import Key, head
from requests_app.vault.errors import VaultError
from requests_app.vault.key_tables import PersonKey, WrappingKey
from requests_app.vault.keyring import (
    HIGHEST_VERSION,
    Keyring,
    from_environment,
    keyring,
    note_use,
    replace,
)
from requests_app.vault.keys import unwrap, wrap

BATCH = 200
Say = Callable[[str], object]


class Beginning(Func):
    """The first three bytes of a sealed value: its format and the version of its key."""

    function = "SUBSTR"
    template = "%(function)s(%(expressions)s, 1, 3)"

    def __init__(self, column: str) -> None:
        super().__init__(F(column), output_field=models.BinaryField())


@contextmanager
def alone() -> Iterator[None]:
    """Only one change of keys at a time on this machine; raises VaultError for a second one."""
    folder = Path(settings.VAR_DIR) / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "keys.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise VaultError("Another change of keys is running; wait until it has ended.") from None
    finally:
        os.close(handle)


def rotate(say: Say) -> int:
    """Wrap everyone's keys under a new version; how many are still under an older one: 0.

    Raises VaultError when the keys come from the environment and no newer one is there.
    """
    with alone():
        ring = keyring()
        if under_older(ring).exists():
            say(f"Wrapping people's keys under version {ring.newest.version} of the vault's key.")
        else:
            ring = _with_new_version(ring)
            say(f"Version {ring.newest.version} of the vault's key is made.")
        done, unreadable = _wrap_anew(ring)
        left = under_older(ring).count()
        audit.record(None, audit.Verb.KEYS_ROTATED)
    say(f"{done} keys wrapped anew, {left} under an older version.")
    if unreadable:
        say(f"{unreadable} of them do not open under the key they name and were left as they are.")
    return left


def under_older(ring: Keyring) -> models.QuerySet[PersonKey]:
    """The keys that are not wrapped under the newest version."""
    begins = PersonKey.objects.annotate(begins=Beginning("wrapped"))
    return begins.exclude(begins=head(ring.newest.version))


def under(version: int) -> int:
    """How many people's keys are wrapped under this version."""
    begins = PersonKey.objects.annotate(begins=Beginning("wrapped"))
    return begins.filter(begins=head(version)).count()


def new_line(version: int) -> str:
    """A fresh key as a line of the keyring."""
    return f"{version}:{base64.b64encode(Key.new(version).secret).decode()}"


def _with_new_version(ring: Keyring) -> Keyring:
    version = ring.newest.version + 1
    if version > HIGHEST_VERSION:
        raise VaultError(f"The vault's key has reached version {HIGHEST_VERSION}, the last one.")
    if from_environment():
        raise VaultError(
            f"The keys come from VAULT_KEYS: add a key of version {version} there (`manage.py key "
            "new` prints one), keep the older ones, restart the site and run this again."
        )
    grown = Keyring({**ring.wrapping, version: Key.new(version)}, ring.index)
    replace(grown)
    note_use(grown, version)
    return keyring()


def _wrap_anew(ring: Keyring) -> tuple[int, int]:
    done = unreadable = 0
    last = 0
    while True:
        with transaction.atomic():
            rows = under_older(ring).filter(pk__gt=last).order_by("pk")
            batch = list(rows.select_for_update()[:BATCH])
            for row in batch:
                try:
                    fresh = wrap(row.owner_id, unwrap(row))
                except VaultError:
                    unreadable += 1
                else:
                    done += PersonKey.objects.filter(pk=row.pk).update(wrapped=fresh)
        if not batch:
            return done, unreadable
        last = batch[-1].pk


def forget(version: int) -> None:
    """Remove a version that wraps nothing any more, for good.

    Backups of people's keys from the time when it was in use cannot be read without it. Raises
    VaultError for the newest version, one that is in use and one that is not there.
    """
    with alone():
        ring = keyring()
        if version not in ring.wrapping:
            known = ", ".join(str(known) for known in sorted(ring.wrapping))
            raise VaultError(f"There is no version {version}; there is {known}.")
        if version == ring.newest.version:
            raise VaultError(f"Version {version} is the newest and stays.")
        if users := under(version):
            raise VaultError(
                f"{users} people's keys are still under version {version}; "
                "run `manage.py rotate_keys` first."
            )
        rest = {number: key for number, key in ring.wrapping.items() if number != version}
        # The mark goes first: without it a missing version is no alarm.
        WrappingKey.objects.filter(version=version).delete()
        replace(Keyring(rest, ring.index))
