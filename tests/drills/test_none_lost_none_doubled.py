"""Senders, broker and database are killed while reminders go out. All arrive, and no copy is
without its explanation."""

from __future__ import annotations

from typing import Any

import pytest

from dsr_project import redis_server
from tests.drills.drill import Drill, Orders
from tests.drills.postgres_server import NoPostgres, programs
from tests.services import lacking

pytestmark = pytest.mark.drill

SHORT = {"reminders": 2000, "people": 200, "kills": 40, "redis_faults": 5, "database_kills": 2}
FULL = {"reminders": 10000, "people": 1000, "kills": 200, "redis_faults": 20, "database_kills": 4}


@pytest.fixture(autouse=True)
def _redis_program() -> None:
    if redis_server.find() is None:
        lacking("there is no redis-server (package redis-server)")


@pytest.fixture
def _postgres_programs() -> None:
    try:
        programs()
    except NoPostgres as error:
        lacking(str(error))


def drill(**orders: Any) -> None:
    figures = Drill(Orders(workers=2, beats=2, **orders)).run()
    assert figures["struck"] == {
        name: orders[name]
        for name in ("kills", "redis_faults", "database_kills")
        if name != "database_kills" or orders["database"] == "postgresql"
    }, figures
    assert figures["lost"] == 0, figures
    assert figures["sent"] == orders["reminders"], figures
    # Each further copy answers a missing answer: the log of attempts names it.
    assert figures["extra_unexplained"] == 0, figures
    assert figures["third_copies"] == 0, figures
    assert figures["message_ids_a_case"] == 1, figures


def test_on_sqlite() -> None:
    drill(database="sqlite", **SHORT)


@pytest.mark.usefixtures("_postgres_programs")
@pytest.mark.postgres
def test_on_postgresql() -> None:
    drill(database="postgresql", **SHORT)


@pytest.mark.long
def test_on_sqlite_with_ten_thousand() -> None:
    drill(database="sqlite", **FULL)


@pytest.mark.long
@pytest.mark.usefixtures("_postgres_programs")
@pytest.mark.postgres
def test_on_postgresql_with_ten_thousand() -> None:
    drill(database="postgresql", **FULL)
