"""The day on which these tests happen, and short words for what they do to a case."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app.accounts.models import User
from requests_app.cases import services
from requests_app.cases.models import Case, Event
from requests_app.safety import limits

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()

Tell = Callable[..., Event]


@pytest.fixture
def today() -> Iterator[date]:
    with time_machine.travel(NOW, tick=False):
        yield TODAY


@pytest.fixture
def tell() -> Tell:
    """Records that something happened in a case."""

    def do(case: Case, kind: str, on: date, **more: Any) -> Event:
        return services.record(case, kind, on, submission=uuid.uuid4(), **more)

    return do


@pytest.fixture
def signed_in(client: Client, amara: User) -> Client:
    """Amara's browser."""
    client.force_login(amara)
    return client


def queries_of(client: Client, path: str) -> int:
    """How many queries the page takes. Counted at once: the next request empties the log.

    One look in a hundred also sweeps old counts out of the cache: that is not counted with it.
    """
    no_sweep = patch.object(limits, "SWEEP_EVERY", 1 << 62)
    with no_sweep, CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
        return len(taken)


def form(**answers: Any) -> dict[str, Any]:
    """Answers with the number a form carries."""
    return {"submission": str(uuid.uuid4()), **answers}
