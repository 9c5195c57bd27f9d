"""The servers that drills need, from the tests' own."""

from __future__ import annotations

from tests.services import postgres_url, private_redis

__all__ = ["postgres_url", "private_redis"]
