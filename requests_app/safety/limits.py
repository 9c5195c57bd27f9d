"""Limits on attempts that hold across processes and without Redis.

Django's cache on a table of the database, and a counter on top of it. Keys are hashed with the
instance's secret, since callers put addresses and people's ids into them; values are JSON.
"""

from __future__ import annotations

import json
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

# One addition in so many sweeps away what has ended.
SWEEP_EVERY = 100
_FOR_EVER = timedelta(days=3650)


def allow(action: str, who: str, amount: int, seconds: int) -> bool:
    """Whether this is within `amount` in the current window of `seconds`; counts it.

    Windows follow one another by the clock (an hour begins on the hour of UTC) and do not run with
    what is counted: around the end of one, up to twice `amount` may come close together. A figure
    is chosen with that in mind; where not one more may pass, count with `nth`.
    """
    key = f"limit:{action}:{who}:{int(time.time()) // seconds}"
    if cache.add(key, 1, seconds):
        return amount > 0
    try:
        return cache.incr(key) <= amount
    except ValueError:
        return amount > 0  # the window ended between the two


def nth(what: str, seconds: int) -> int:
    """How often this came, this time counted too, until `seconds` after the first.

    Of several at once each gets a number of its own.
    """
    key = f"count:{what}"
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:
        return 1  # it ended between the two


class DatabaseCache(BaseCache):
    """Django's cache in the table CacheEntry. `add` and `incr` are atomic between processes."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def make_key(self, key: str, version: int | None = None) -> str:
        named = f"{self.key_prefix}:{self.version if version is None else version}:{key}"
        return salted_hmac("requests_app.safety.limits", named, algorithm="sha256").hexdigest()

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        entries, row = self._entries(), self.make_key(key, version)
        if secrets.randbelow(SWEEP_EVERY) == 0:
            entries.filter(ends_at__lte=timezone.now()).delete()
        fresh = {"value": json.dumps(value), "ends_at": self._end(timeout)}
        # The conditional update is the lock: of two at once, one takes over the row that ended.
        if entries.filter(pk=row, ends_at__lte=timezone.now()).update(**fresh):
            return True
        _entry, made = entries.get_or_create(pk=row, defaults=fresh)
        return bool(made)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        living = self._entries().filter(ends_at__gt=timezone.now())
        value = (
            living.filter(pk=self.make_key(key, version)).values_list("value", flat=True).first()
        )
        return default if value is None else json.loads(value)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        fresh = {"value": json.dumps(value), "ends_at": self._end(timeout)}
        self._entries().update_or_create(pk=self.make_key(key, version), defaults=fresh)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        living = self._entries().filter(ends_at__gt=timezone.now())
        row = self.make_key(key, version)
        return bool(living.filter(pk=row).update(ends_at=self._end(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        deleted, _models = self._entries().filter(pk=self.make_key(key, version)).delete()
        return bool(deleted)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        row = self.make_key(key, version)
        with transaction.atomic():
            living = self._entries().filter(pk=row, ends_at__gt=timezone.now())
            entry = living.select_for_update().first()
            if entry is None:
                raise ValueError("There is no such entry.")
            value = int(json.loads(entry.value)) + delta
            living.update(value=json.dumps(value))
        return value

    def clear(self) -> None:
        self._entries().all().delete()

    @staticmethod
    def _entries() -> Any:
        # Settings name this module before the tables can be loaded.
        from requests_app.safety.limit_table import CacheEntry

        return CacheEntry.objects

    def _end(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + (_FOR_EVER if seconds is None else timedelta(seconds=seconds))
