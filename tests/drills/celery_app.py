"""The instance's Celery application, whose beat does not wait for a minute."""

from __future__ import annotations

from dsr_project.celery import app

app.conf.beat_schedule = {
    name: {**entry, "schedule": 1.0} for name, entry in app.conf.beat_schedule.items()
}
