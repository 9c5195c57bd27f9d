"""Fixtures for all tests: what a test may need of the machine."""

from __future__ import annotations

from tests.people import amara, open_case, other
from tests.services import chromium_path, postgres_url, private_redis

__all__ = ["amara", "chromium_path", "open_case", "other", "postgres_url", "private_redis"]
