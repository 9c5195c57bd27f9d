"""What the log of attempts says about doubts: for each Message-ID, how often it was in doubt.

`python -m tests.drills.doubts` prints one JSON object; with `--twice` the number of reminders that
were in doubt twice and are left as they are.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.db.models import Count  # noqa: E402

from requests_app.reminders.models import Attempt, Reminder, State  # noqa: E402


def main() -> None:
    if "--twice" in sys.argv:
        rows = Reminder.objects.across_owners()
        print(rows.filter(state=State.UNCERTAIN, next_attempt_at=None).count())
        return
    doubts = (
        Attempt.objects.across_owners()
        .filter(outcome="in doubt")
        .order_by()
        .values_list("reminder__message_id")
        .annotate(Count("pk"))
    )
    print(json.dumps(dict(doubts)))


if __name__ == "__main__":
    main()
