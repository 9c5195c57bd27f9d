"""Whose clock counts: the database's, so that senders on several machines agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone


class Clock(Protocol):
    """The time as part of a query, and as a value."""

    def expression(self) -> Any:
        """The instant at which the statement runs, for use inside it."""

    def sql(self, ahead: timedelta) -> tuple[str, tuple[Any, ...]]:
        """The same so far ahead, as text for a statement that is written out, and its values."""

    def read(self) -> datetime:
        """The instant now, aware."""


class DatabaseClock:
    """The clock of the database server; for SQLite that is this machine's."""

    def expression(self) -> Any:
        return Now()

    def sql(self, ahead: timedelta) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor == "sqlite":
            return _value(timezone.now() + ahead)
        return ("STATEMENT_TIMESTAMP() + %s", (ahead,)) if ahead else ("STATEMENT_TIMESTAMP()", ())

    def read(self) -> datetime:
        if connection.vendor == "sqlite":
            return timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            value: datetime = cursor.fetchone()[0]
        return value


class StandingClock:
    """A clock that stands where it is put: for simulations over years."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def expression(self) -> Any:
        return Value(self.at, output_field=models.DateTimeField())

    def sql(self, ahead: timedelta) -> tuple[str, tuple[Any, ...]]:
        return _value(self.at + ahead)

    def read(self) -> datetime:
        return self.at


def _value(instant: datetime) -> tuple[str, tuple[Any, ...]]:
    return "%s", (connection.ops.adapt_datetimefield_value(instant),)
