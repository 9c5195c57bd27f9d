"""Fixtures for all tests: what a test may need of the machine."""

from __future__ import annotations

from tests.services import chromium_path, postgres_url, private_redis

__all__ = ["chromium_path", "postgres_url", "private_redis"]
