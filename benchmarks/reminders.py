"""How fast reminders go out, and what a sweep costs with a million of them ahead.

    python -m benchmarks.reminders rate  --database postgresql --reminders 10000
    python -m benchmarks.reminders sweep --database postgresql --rows 1000000

`rate` plans reminders that are all due at one instant and lets workers send them, without faults;
it prints the drill's JSON object: `rate` is messages a second, `lateness` is in seconds. `sweep`
compares a sweep with 10,000 open rows to one with so many, by time and by the database's own plan.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.drills.drill import Drill, Orders
from tests.drills.postgres_server import PostgresServer

FEW = 10_000
TURNS = 12

# One person's rows, a minute apart from tomorrow on; all that a sweep may look at is as in life.
COLUMNS = """(id, owner_id, key, reference, deadline, deadline_version, kind, rule, "offset",
    channel, due_on, remind_on, due_at, state, reason, next_attempt_at, attempts, faults, doubts,
    message_id, planned_at)"""
VALUES = """'case:' || n, 'answer', 1, 'answer', 'UK-6', 1, 'email', '2030-01-01', '2030-01-02'"""
POSTGRESQL = f"""INSERT INTO requests_app_reminder {COLUMNS}
    SELECT gen_random_uuid(), %s, md5(n::text), {VALUES.replace("'2030", "DATE '2030")},
    now() + interval '1 day' + n * interval '1 minute', 'planned', '',
    now() + interval '1 day' + n * interval '1 minute', 0, 0, 0, '<' || n || '@bench>', now()
    FROM generate_series(%s::int, %s::int) AS n"""
SQLITE = f"""INSERT INTO requests_app_reminder {COLUMNS}
    WITH RECURSIVE numbers(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
    SELECT lower(hex(randomblob(16))), %s, 'k' || n, {VALUES},
    strftime('%%Y-%%m-%%d %%H:%%M:%%S', 'now', '+1 day', '+' || n || ' minutes'), 'planned', '',
    strftime('%%Y-%%m-%%d %%H:%%M:%%S', 'now', '+1 day', '+' || n || ' minutes'), 0, 0, 0,
    '<' || n || '@bench>', strftime('%%Y-%%m-%%d %%H:%%M:%%S', 'now') FROM numbers"""


def rate(given: argparse.Namespace) -> dict[str, Any]:
    """The figures of a drill in which nothing is broken."""
    orders = Orders(
        reminders=given.reminders,
        people=min(given.people, given.reminders),
        kills=0,
        redis_faults=0,
        database_kills=0,
        deferred=0.0,
        lost_answers=0.0,
        beats=1,
        workers=1,
        processes=given.processes,
        database=given.database,
        due_in=given.due_in,
        lease=120.0,
    )
    return Drill(orders, say=lambda line: print(line, file=sys.stderr, flush=True)).run()


@contextlib.contextmanager
def instance(database: str) -> Iterator[None]:
    """Django on a fresh database of its own."""
    with contextlib.ExitStack() as cleanup:
        folder = tempfile.mkdtemp(prefix="dsr-bench-")
        cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        url = ""
        if database == "postgresql":
            server = PostgresServer()
            cleanup.callback(server.remove)
            url = server.url
        os.environ |= {"DSR_VAR": folder, "DATABASE_URL": url, "REDIS_URL": "", "EMAIL_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.drills.settings"
        import django

        django.setup()
        from django.db import connection

        cleanup.callback(connection.close)
        yield


def sweep(given: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds of what runs every minute, with few open rows and with many.

    Both are measured by turns, so that whatever else the machine does falls on both.
    """
    with instance(given.database):
        places = {rows: filled(rows) for rows in (FEW, given.rows)}
        measured: dict[str, dict[int, list[float]]] = {}
        for _turn in range(TURNS):
            for rows, place in places.items():
                go_to(place)
                for name, times in costs().items():
                    measured.setdefault(name, {}).setdefault(rows, []).extend(times)
        found: dict[str, Any] = {"database": given.database, "rows": [FEW, given.rows]}
        for name, by_rows in measured.items():
            few, many = (usual(by_rows[rows]) for rows in places)
            found[f"{name}_ms"] = [few, many]
            found[f"{name}_ratio"] = round(many / few, 2)
        found["plan"] = plan()
        go_to(places[FEW])
    return found


def go_to(place: str) -> None:
    """Work in this database from here on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = place


def filled(rows: int) -> str:
    """The name of a database of its own with so many open rows."""
    from django.core.management import call_command
    from django.db import connection

    from requests_app.accounts.models import User

    if connection.vendor == "sqlite":
        place = f"{os.environ['DSR_VAR']}/{rows}.sqlite3"
    else:
        place = f"rows_{rows}"
        go_to("postgres")
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {place}")
    go_to(place)
    call_command("migrate", verbosity=0, skip_checks=True)
    person = User.objects.create_user("bench@example.org")
    with connection.cursor() as cursor:
        # What was just written is put in its place now and not while we measure.
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE, [1, rows, person.pk.hex])
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(POSTGRESQL, [person.pk, 1, rows])
            cursor.execute("VACUUM ANALYZE requests_app_reminder")
            cursor.execute("CHECKPOINT")
    return place


def costs() -> dict[str, list[float]]:
    """Milliseconds of an empty sweep, of claiming 20 rows, and of asking whether all is well."""
    from requests_app.reminders import engine, outbox, queries
    from requests_app.reminders.clock import DatabaseClock
    from requests_app.reminders.models import Reminder

    clock = DatabaseClock()

    def give_back() -> None:
        outbox.give_back(list(rows.filter(pk__in=due).exclude(lease_token=None)))

    rows = Reminder.objects.across_owners()
    due = list(rows.order_by("next_attempt_at").values_list("pk", flat=True)[:20])
    before = dict(rows.filter(pk__in=due).values_list("pk", "due_at"))
    empty = timed(engine.sweep)
    readiness = timed(queries.readiness)
    rows.filter(pk__in=due).update(due_at=clock.read(), next_attempt_at=clock.read())
    claimed = timed(lambda: outbox.claim(20, clock), afterwards=give_back)
    for pk, due_at in before.items():
        rows.filter(pk=pk).update(state="planned", due_at=due_at, next_attempt_at=due_at)
    return {"empty_sweep": empty, "claim": claimed, "readiness": readiness}


def timed(
    work: Callable[[], object], afterwards: Callable[[], object] = lambda: None
) -> list[float]:
    """Milliseconds of each of twenty runs, after a few to warm up."""
    measured = []
    for _ in range(25):
        started = time.perf_counter()
        work()
        measured.append((time.perf_counter() - started) * 1000)
        afterwards()
    return measured[5:]


def usual(measured: list[float]) -> float:
    """What a tenth of them stays below: the slower ones tell of what else the machine did."""
    return round(statistics.quantiles(measured, n=10)[0], 3)


def plan() -> list[str]:
    """How the database finds what is due, in its own words."""
    from requests_app.reminders.clock import DatabaseClock
    from requests_app.reminders.models import Reminder

    due = Reminder.objects.across_owners().filter(next_attempt_at__lte=DatabaseClock().expression())
    return due.order_by("next_attempt_at").values("pk")[:20].explain().splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the reminders.")
    parser.add_argument("what", choices=("rate", "sweep"))
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--reminders", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--processes", type=int, default=8, help="sending processes")
    parser.add_argument("--due-in", type=float, default=20.0, help="seconds after planning")
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    print(json.dumps(rate(given) if given.what == "rate" else sweep(given)))


if __name__ == "__main__":
    main()
