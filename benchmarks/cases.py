"""How fast the overview and a case are: python benchmarks/cases.py prints one JSON line.

One person with 1,000 cases of 12 events each, among 10,000 people with a case each. Median and
95th percentile of the server's time for a page in milliseconds, the processor's part of it, and its
number of queries. Uses a SQLite file of its own; with DATABASE_URL set, that (empty) database.

    .venv/bin/python benchmarks/cases.py [--people 10000] [--cases 1000] [--rounds 30]
"""

# The settings come from the environment, which is set before Django is loaded.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
_var = tempfile.TemporaryDirectory(prefix="dsr-")
os.environ["DSR_VAR"] = _var.name
os.environ["DJANGO_SETTINGS_MODULE"] = "dsr_project.settings"
os.environ["SITE_URL"] = "http://localhost:8000"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.cases.columns import columns
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event
from requests_app.cases.standing import standing

TARGET_MS, TARGET_QUERIES = 120, 12
KINDS = (
    "sent", "contact", "identity_asked", "identity_provided", "clarification_asked",
    "clarification_provided", "extension_notice", "contact", "replied", "contact", "reminder",
    "answer_partial",
)  # fmt: skip
COMPANIES = ("LinkedIn", "Meta", "X", "OpenAI", "Microsoft", "Spotify", "Zalando", "Klarna")


def details(number: int) -> Details:
    """A case under one of three laws."""
    regime, seat, residence = (("uk", "US", "GB-ENG"), ("eu", "IE", "FR"), ("ch", "IE", "CH"))[
        number % 3
    ]
    return Details(
        regime=regime, kind="access", right="access", rights=("access",), purposes=(),
        company=f"{COMPANIES[number % len(COMPANIES)]} {number}", controller="", seat=seat,
        residence=residence, representative="", language="en",
    )  # fmt: skip


def a_case(owner: User, number: int, many: int, today: date) -> tuple[Case, list[Event]]:
    """A case with so many events, not saved, its columns as the events give them."""
    facts = details(number)
    case = Case(
        owner_id=owner.pk, submission=uuid.uuid4(), platform="linkedin", details=facts.as_data()
    )
    sent_on = today - timedelta(days=number % 120)
    stamp = timezone.now()
    events = []
    for place, kind in enumerate(KINDS[:many]):
        on = min(today, sent_on + timedelta(days=2 * place))
        if on == today and place and kind != "contact":
            kind = "contact"
        events.append(
            Event(
                owner_id=owner.pk,
                case=case,
                kind=kind,
                on=on,
                channel="form" if not place else "",
                details={"reasons": True, "note": "A note of some length on what they said."},
                submission=uuid.uuid4(),
                recorded_at=stamp + timedelta(seconds=place),
            )
        )
    now = standing(facts, events, today)
    columns(facts, events, now, today).put_into(case)
    return case, events


def fill(people: int, cases: int, today: date) -> User:
    """The database with everybody in it; the person with many cases comes back."""
    User.objects.bulk_create(User(email_index=str(uuid.uuid4())) for _ in range(people))
    person = User.objects.create_user("many@example.org")
    made = [a_case(one, number, 1, today) for number, one in enumerate(User.objects.all()[:people])]
    made += [a_case(person, number, len(KINDS), today) for number in range(cases)]
    Case.objects.across_owners().bulk_create([case for case, _ in made], batch_size=500)
    Event.objects.across_owners().bulk_create(
        [event for _, events in made for event in events], batch_size=500
    )
    return person


def measure(client: Client, path: str, rounds: int) -> dict[str, float]:
    """Milliseconds and queries for this page."""
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(path)
        queries = len(taken)
    assert answer.status_code == 200, path
    times, processor = [], []
    for _ in range(rounds):
        begun, worked = time.perf_counter(), time.process_time()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return {
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "best_ms": round(min(times), 1),
        "median_processor_ms": round(statistics.median(processor), 1),
        "queries": queries,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the overview and a case are.")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=30)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    today = timezone.localdate()
    begun = datetime.now(tz=timezone.get_default_timezone())
    person = fill(asked.people, asked.cases, today)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    seconds = (datetime.now(tz=timezone.get_default_timezone()) - begun).total_seconds()
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    case = Case.objects.for_owner(person).first()
    assert case is not None
    pages = {
        "overview": "/cases/",
        "overview_last_page": "/cases/?page=20",
        "search": "/cases/?q=spotify",
        "month": f"/cases/month/{today.year}-{today.month}/",
        "case": f"/cases/{case.pk}/",
        "home": "/",
    }
    found = {name: measure(client, path, asked.rounds) for name, path in pages.items()}
    held = all(
        page["median_ms"] < TARGET_MS and page["queries"] <= TARGET_QUERIES
        for name, page in found.items()
        if name in ("overview", "case")
    )
    print(
        json.dumps(
            {
                "benchmark": "cases",
                "database": connection.vendor,
                "python": platform.python_version(),
                "people": asked.people,
                "cases": asked.cases,
                "events": len(KINDS),
                "filled_in_seconds": round(seconds, 1),
                **found,
                "target_ms": TARGET_MS,
                "target_queries": TARGET_QUERIES,
                "held": held,
            }
        )
    )


if __name__ == "__main__":
    main()
