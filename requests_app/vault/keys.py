"""People's own keys: made, unwrapped, destroyed. And the blinding of what must be looked up."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
import unicodedata
import uuid
from collections import OrderedDict
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from requests_app.safety import mail_addresses
from requests_app.vault.cipher import Key, place, seal, unseal, version_of
from requests_app.vault.errors import KeyMissing
from requests_app.vault.key_tables import PersonKey
from requests_app.vault.keyring import keyring, note_use

_CACHE_SIZE = 256
# A key that was destroyed elsewhere is forgotten here after this many seconds.
_REMEMBERED_FOR = 60.0
_cache: OrderedDict[tuple[uuid.UUID, int], tuple[Key, float]] = OrderedDict()
_lock = threading.Lock()


def _where(owner_id: uuid.UUID, version: int) -> bytes:
    return place("person_key", owner_id, version)


def wrap(owner_id: uuid.UUID, key: Key) -> bytes:
    """The person's key under the newest of the instance's keys."""
    ring = keyring()
    note_use(ring, ring.newest.version)
    return seal(key.secret, ring.newest, _where(owner_id, key.version))


def unwrap(row: PersonKey) -> Key:
    """The key in this row; raises KeyMissing, WrongKey or Unreadable."""
    wrapped = bytes(row.wrapped)
    wrapping_key = keyring().key(version_of(wrapped))
    secret = unseal(wrapped, wrapping_key, _where(row.owner_id, row.version))
    return Key(row.version, secret)


def _remember(owner_id: uuid.UUID, key: Key) -> Key:
    with _lock:
        _cache[owner_id, key.version] = key, time.monotonic()
        while len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return key


def _remembered(owner_id: uuid.UUID, version: int) -> Key | None:
    found = _cache.get((owner_id, version))
    if found is None or time.monotonic() - found[1] > _REMEMBERED_FOR:
        return None
    return found[0]


def key_for_sealing(owner_id: uuid.UUID) -> Key:
    """The person's newest key; made at the first call."""
    row = PersonKey.objects.filter(owner_id=owner_id).order_by("-version").first()
    if row is None:
        return _make(owner_id)
    return _remembered(owner_id, row.version) or _remember(owner_id, unwrap(row))


def key_for_opening(owner_id: uuid.UUID, version: int) -> Key:
    """The person's key of this version; raises KeyMissing when it was destroyed."""
    cached = _remembered(owner_id, version)
    if cached is not None:
        return cached
    row = PersonKey.objects.filter(owner_id=owner_id, version=version).first()
    if row is None:
        raise KeyMissing("This person's key was destroyed; what it sealed cannot be read again.")
    return _remember(owner_id, unwrap(row))


def unwrap_at_once(owner_ids: Iterable[uuid.UUID]) -> None:
    """Have these people's keys at hand with one query, for work that goes through many people."""
    fresh = time.monotonic() - _REMEMBERED_FOR
    known = {owner_id for (owner_id, _version), (_key, at) in list(_cache.items()) if at > fresh}
    for row in PersonKey.objects.filter(owner_id__in=set(owner_ids) - known):
        _remember(row.owner_id, unwrap(row))


def _make(owner_id: uuid.UUID) -> Key:
    key = Key.new(version=1)
    try:
        with transaction.atomic():
            add(owner_id, key)
    except IntegrityError:
        # Another process made it first; its key is the one that counts.
        return key_for_opening(owner_id, key.version)
    return key


def add(owner_id: uuid.UUID, key: Key) -> None:
    """Keep a further version of the person's key; raises IntegrityError if there is one."""
    PersonKey.objects.create(owner_id=owner_id, version=key.version, wrapped=wrap(owner_id, key))


def destroy(owner_id: uuid.UUID) -> None:
    """Forget the person's keys for good: nothing sealed for them opens again.

    Other processes forget what they remember of them within a minute.
    """
    PersonKey.objects.filter(owner_id=owner_id).delete()
    with _lock:
        for cached in [entry for entry in _cache if entry[0] == owner_id]:
            del _cache[cached]


def blind(address: str) -> str:
    """A keyed fingerprint for look-up: equal for addresses that differ only in case."""
    return _fingerprint(mail_addresses.normal(address))


def blind_of_old(address: str) -> str:
    """The fingerprint as it was made at first; for plain ASCII it is the same as today's."""
    return _fingerprint(unicodedata.normalize("NFKC", address).strip().casefold())


def _fingerprint(normal: str) -> str:
    return hmac.new(keyring().index, normal.encode(), hashlib.sha256).hexdigest()
