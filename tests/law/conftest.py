"""The marker that ties a test to the rules it holds; ``docs/law.md`` lists them by it."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rule(*ids): the rules of law a test holds")
