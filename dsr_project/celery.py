"""The Celery application: a bell that is rung every minute and after each commit that matters.

No message carries meaning. Losing every message loses nothing: the next sweep finds all that is
due in the database (docs/architecture.md, Reminders).
"""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsr_project.settings")

app = Celery("dsr_project")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# On the minute, so that what is due at nine goes out at nine. Celery's crontab skips an hour when
# clocks go back (celery #10107); this one is read in UTC, where they never do.
app.conf.beat_schedule = {
    "send what is due": {
        "task": "reminders.sweep",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    # Each part of it is done once a day; asked hourly, so that an hour's outage costs an hour.
    "keep promises of the day": {
        "task": "accounts.daily",
        "schedule": crontab(minute=27),
        "options": {"expires": 3000},
    },
}
