"""What the outbox says when all is over: for each Message-ID, how often it was in doubt.

`python -m tests.drills.doubts SECONDS FILE` waits at most that long until no row waits for anything
any more (a copy still to come must be counted too) and writes one JSON object to the file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import DatabaseError, connection  # noqa: E402
from django.db.models import Count, Q  # noqa: E402

from requests_app.reminders.models import Attempt, Reminder  # noqa: E402


def is_over() -> bool:
    """Whether no row waits and none is held."""
    busy = Q(next_attempt_at__isnull=False) | Q(lease_until__isnull=False)
    try:
        return not Reminder.objects.across_owners().filter(busy).exists()
    except DatabaseError:
        connection.close()
        return False


def main() -> None:
    end = time.monotonic() + float(sys.argv[1])
    while not is_over() and time.monotonic() < end:
        time.sleep(0.2)
    doubts = (
        Attempt.objects.across_owners()
        .filter(outcome="in doubt")
        .order_by()
        .values_list("reminder__message_id")
        .annotate(Count("pk"))
    )
    Path(sys.argv[2]).write_text(json.dumps(dict(doubts)))


if __name__ == "__main__":
    main()
