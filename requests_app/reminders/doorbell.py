"""Rings Celery's bell, for speed only. What is due is found without it within a minute.

Whatever happens to the message is of no consequence: the publishing runs beside the request, so a
broker that is down, full or silent costs the request nothing, and a failure is counted.
"""

from __future__ import annotations

import logging
import threading

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from requests_app.reminders.models import Channel

log = logging.getLogger(__name__)

SWEEP = "reminders.sweep"
HELP = "reminders.help"
# A bell nobody hears within a minute has been overtaken by the next one.
HEARD_WITHIN = 55

# One ringing at a time: while a silent broker holds one, further ones would only queue up.
_ringing = threading.Lock()


def nudge() -> None:
    """Have a sweep soon after the present transaction commits. Returns at once, never raises."""
    transaction.on_commit(_ring_beside, robust=True)


def _ring_beside() -> None:
    if not settings.REDIS_URL or not _ringing.acquire(blocking=False):
        return
    try:
        threading.Thread(target=_ring_and_release, name="doorbell", daemon=True).start()
    except RuntimeError:
        # No thread to be had: the minute sweep finds it.
        _ringing.release()


def _ring_and_release() -> None:
    try:
        ring(SWEEP)
    finally:
        _ringing.release()
        connection.close()


def ring(task: str) -> bool:
    """Publish the task's name, and nothing else; whether the broker took it."""
    try:
        current_app.send_task(task, expires=HEARD_WITHIN, retry=False)
    except Exception as error:
        log.warning("the doorbell did not ring: %s", type(error).__name__)
        _count_failure()
        return False
    return True


def _count_failure() -> None:
    try:
        Channel.objects.get_or_create(name="doorbell")
        Channel.objects.filter(name="doorbell").update(
            bell_failures=F("bell_failures") + 1, bell_failed_at=timezone.now()
        )
    except Exception:
        log.warning("the failure could not be counted")
