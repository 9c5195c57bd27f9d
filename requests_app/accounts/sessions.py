"""Where Django keeps sessions: on a table of ours, sealed, with limits that the server holds.

What sign-in keeps for a few minutes (an address that was typed, a code that was mailed) would stand
readable in Django's own table. Here it is sealed under the key of the person, who can thus take it
along when erased, or under the instance's own key while nobody is signed in. A session ends after
SESSION_IDLE_HOURS without use and SESSION_DAYS after it began, whatever the cookie says.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from requests_app.vault.cipher import KEY_BYTES, Key, place, seal, unseal, version_of
from requests_app.vault.errors import VaultError
from requests_app.vault.keyring import keyring
from requests_app.vault.keys import key_for_opening, key_for_sealing

log = logging.getLogger(__name__)

# A session in use is marked as such at most this often: a page view is no reason to write.
TOUCH_EVERY = timedelta(minutes=1)
_TRIES = 3


class SessionStore(SessionBase):
    """One session. The methods are those that Django asks of a session engine."""

    def exists(self, session_key: str) -> bool:
        return bool(_sessions().filter(pk=row_id(session_key)).exists())

    def create(self) -> None:
        for _try in range(_TRIES):
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return
        raise UpdateError("The person signed in by this session is gone.")

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row, owner_id = row_id(self.session_key), _owner_of(data)
        plain = self.serializer().dumps(data)
        now = timezone.now()
        if not must_create:
            kept = _sessions().filter(pk=row, ends_at__gt=now)
            if not kept.exists() or not kept.update(
                owner_id=owner_id, data=_seal(plain, row, owner_id)
            ):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                _sessions().create(
                    pk=row,
                    owner_id=owner_id,
                    data=_seal(plain, row, owner_id),
                    started_at=now,
                    used_at=now,
                    ends_at=now + timedelta(days=settings.SESSION_DAYS),
                )
        except IntegrityError:
            raise CreateError from None
        return None

    def load(self) -> dict[str, Any]:
        found = None
        if self.session_key:
            found = living().filter(pk=row_id(self.session_key)).first()
        if found is None:
            self._session_key = None
            return {}
        try:
            data = opened(found)
        except VaultError as error:
            # Fails closed: whoever it was has to sign in again.
            log.error("A session could not be opened: %s", type(error).__name__)
            self._session_key = None
            return {}
        now = timezone.now()
        if now - found.used_at > TOUCH_EVERY:
            living().filter(pk=found.pk).update(used_at=now)
        return data

    def delete(self, session_key: str | None = None) -> None:
        key = self.session_key if session_key is None else session_key
        if key is not None:
            _sessions().filter(pk=row_id(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        now = timezone.now()
        _sessions().filter(ends_at__lte=now).delete()
        _sessions().filter(used_at__lte=now - _idle()).delete()


def forget(owner_id: uuid.UUID, fingerprint: str) -> None:
    """Delete the sessions, of browsers that have not come to sign in, which name this person."""
    SessionStore.clear_expired()
    names = {str(owner_id), owner_id.hex, fingerprint} - {""}
    for row in _sessions().filter(owner_id=None).iterator():
        try:
            held = json.dumps(opened(row))
        except VaultError:
            continue  # nobody can read it
        if any(name in held for name in names):
            _sessions().filter(pk=row.pk).delete()


def row_id(session_key: str) -> uuid.UUID:
    """The key of the row that belongs to this cookie."""
    digest = hashlib.sha256(b"session:" + session_key.encode()).digest()
    return uuid.UUID(bytes=digest[:16])


def living() -> Any:
    """The sessions that have not ended."""
    now = timezone.now()
    return _sessions().filter(ends_at__gt=now, used_at__gt=now - _idle())


def opened(row: Any) -> dict[str, Any]:
    """What a session holds; raises VaultError."""
    sealed = bytes(row.data)
    version = version_of(sealed)
    owner = row.owner_id
    key = key_for_opening(owner, version) if owner else _instance_key(version)
    plain = unseal(sealed, key, place("session", row.pk, row.owner_id))
    data: dict[str, Any] = SessionStore().serializer().loads(plain)
    return data


def _seal(plain: bytes, row: uuid.UUID, owner_id: uuid.UUID | None) -> bytes:
    key = _instance_key() if owner_id is None else key_for_sealing(owner_id)
    return seal(plain, key, place("session", row, owner_id))


def _instance_key(version: int | None = None) -> Key:
    ring = keyring()
    wrapping = ring.newest if version is None else ring.key(version)
    derived = HKDF(SHA256(), KEY_BYTES, None, b"session").derive(wrapping.secret)
    return Key(wrapping.version, derived)


def _owner_of(data: dict[str, Any]) -> uuid.UUID | None:
    signed_in = data.get(SESSION_KEY)
    return uuid.UUID(signed_in) if signed_in else None


def _idle() -> timedelta:
    return timedelta(hours=settings.SESSION_IDLE_HOURS)


def _sessions() -> Any:
    # Settings name this module before the tables can be loaded.
    from requests_app.accounts.models import Session

    return Session.objects.across_owners()
