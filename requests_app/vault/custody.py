"""What the owner of an instance must know about its key, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from requests_app.vault import wrapping
from requests_app.vault.key_tables import KeyRotation, PersonKey
from requests_app.vault.keyring import from_environment, keyring, make, where
from requests_app.vault.keys import unwrap

LOSING_IT = "Without this key nothing that people typed or uploaded can be read again, by anyone."


def first_run_notice() -> list[str]:
    """Make the key if there is none; what to tell the owner then, nothing at later calls.

    Raises VaultError when there is data and no key for it.
    """
    path = Path(settings.VAULT_KEY_FILE)
    is_first = not from_environment() and not path.exists() and make(path)
    keyring()
    if not is_first:
        return []
    return [
        f"A key was made for this desk: {where()}",
        LOSING_IT,
        "Save a copy on another disk now: manage.py key export /path/on/another/disk",
    ]


def shown() -> Iterator[str]:
    """Where the key is, its versions and what is under them; raises VaultError if it is wrong."""
    ring = keyring()
    yield f"The vault's key is in {where()}."
    yield LOSING_IT
    yield "Keep a copy of it away from this machine and apart from backups of the database:"
    yield "  manage.py key export /path/on/another/disk"
    if not from_environment() and _others_may_read(Path(settings.VAULT_KEY_FILE)):
        yield f"Others on this machine can read it: chmod 600 {settings.VAULT_KEY_FILE}"
    for version in sorted(ring.wrapping):
        mark = " (newest)" if version == ring.newest.version else ""
        users = wrapping.under(version)
        fingerprint = ring.fingerprint(version)[:16]
        yield f"Version {version}{mark}: {users} people's keys, fingerprint {fingerprint}"
    changed = KeyRotation.objects.exclude(finished_at=None).order_by("-finished_at").first()
    if changed is not None:
        yield f"People's own keys were last changed on {changed.finished_at:%Y-%m-%d}."
    unfinished = KeyRotation.objects.filter(finished_at=None).first()
    if unfinished is not None:
        yield "A change of people's keys was cut off: run `manage.py rotate_keys --data` again."
    yield _tried()


def _tried() -> str:
    row = PersonKey.objects.order_by("-pk").first()
    if row is None:
        return "Nothing is sealed yet."
    unwrap(row)
    return "It opens what is sealed here."


def _others_may_read(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)
