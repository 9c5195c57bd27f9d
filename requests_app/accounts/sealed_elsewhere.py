"""What is sealed under people's keys outside of sealed fields, for the day the keys change.

Sessions, and the secrets of second factors, which allauth keeps in a table of its own.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from requests_app.accounts.adapter import factor_place
from requests_app.accounts.models import Session
from requests_app.vault.cipher import Key, place, seal, unseal, version_of
from requests_app.vault.errors import VaultError
from requests_app.vault.keys import key_for_opening
from requests_app.vault.resealing import Outcome, Versions, elsewhere

# The person's id, a dot, and what is sealed: the adapter writes a secret so.
_SECRET = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9+/]+={0,2})")


class Sessions:
    """The sessions of people who are signed in."""

    def left(self, newest: Versions) -> int:
        rows = Session.objects.across_owners().filter(owner_id__in=list(newest))
        return sum(
            _version(bytes(data)) != newest[owner_id]
            for owner_id, data in rows.values_list("owner_id", "data").iterator()
        )

    def seal_anew(self, owner_id: uuid.UUID, key: Key) -> Outcome:
        outcome = Outcome()
        for pk in list(Session.objects.for_owner(owner_id).values_list("pk", flat=True)):
            with transaction.atomic():
                rows = Session.objects.for_owner(owner_id).filter(pk=pk)
                row = rows.select_for_update().first()
                if row is None or _version(bytes(row.data)) == key.version:
                    continue
                where = place("session", pk, owner_id)
                try:
                    fresh = _sealed(bytes(row.data), owner_id, key, where, where)
                except VaultError:
                    outcome.unreadable += 1
                else:
                    outcome.sealed += rows.update(data=fresh)
        return outcome


class SecondFactors:
    """Secrets of second factors, wherever they stand in the data of allauth's rows."""

    def left(self, newest: Versions) -> int:
        rows = Authenticator.objects.filter(user_id__in=list(newest))
        return sum(
            _version(sealed) != newest[row.user_id] for row in rows for sealed in _secrets(row.data)
        )

    def seal_anew(self, owner_id: uuid.UUID, key: Key) -> Outcome:
        outcome = Outcome()
        for pk in list(Authenticator.objects.filter(user_id=owner_id).values_list("pk", flat=True)):
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().filter(pk=pk).first()
                if row is None or all(_version(s) == key.version for s in _secrets(row.data)):
                    continue
                row.data = _anew(row.data, owner_id, key, outcome)
                row.save(update_fields=["data"])
        return outcome


def _version(sealed: bytes) -> int | None:
    """The version of the key it is sealed under; None for what is damaged."""
    try:
        return version_of(sealed)
    except VaultError:
        return None


def _sealed(old: bytes, owner_id: uuid.UUID, key: Key, before: bytes, after: bytes) -> bytes:
    """The same content under this key, from one place to another; raises VaultError."""
    plain = unseal(old, key_for_opening(owner_id, version_of(old)), before)
    return seal(plain, key, after)


def _secrets(data: Any) -> Iterator[bytes]:
    """Each sealed secret in the data of a second factor."""
    for inner in data.values() if isinstance(data, dict) else data:
        if isinstance(inner, dict | list):
            yield from _secrets(inner)
        elif isinstance(inner, str) and (found := _SECRET.fullmatch(inner)):
            yield base64.b64decode(found[2])


def _anew(data: Any, owner_id: uuid.UUID, key: Key, outcome: Outcome) -> Any:
    """The data with each secret sealed under this key; counts them."""
    if isinstance(data, dict):
        return {name: _anew(inner, owner_id, key, outcome) for name, inner in data.items()}
    if isinstance(data, list):
        return [_anew(inner, owner_id, key, outcome) for inner in data]
    found = _SECRET.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return data
    old = base64.b64decode(found[2])
    try:
        before = factor_place(owner_id, version_of(old))
        fresh = _sealed(old, owner_id, key, before, factor_place(owner_id, key.version))
    except VaultError:
        outcome.unreadable += 1
        return data
    outcome.sealed += 1
    return f"{found[1]}.{base64.b64encode(fresh).decode()}"


elsewhere.extend([Sessions(), SecondFactors()])
