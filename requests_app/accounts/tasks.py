"""What Celery runs for this room. No arguments: a lost or doubled message changes nothing."""

from __future__ import annotations

from celery import shared_task

from requests_app.accounts.daily import daily_pass


@shared_task(name="accounts.daily", ignore_result=True)
def keep_promises_of_the_day() -> str:
    """Do what has not been done today; the names of what was done."""
    return ", ".join(daily_pass())
