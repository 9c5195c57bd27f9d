"""What is done once a day, by whichever process thinks of it first: keeping promises on time.

Each part may fail without keeping the others from being done; what failed is tried again the next
time. Celery's beat and `manage.py remind --loop` both call this every hour.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.db import IntegrityError
from django.utils import timezone

from requests_app.accounts import erasure, mail_files, retention, services, tombstones
from requests_app.accounts.rights_models import Chore
from requests_app.accounts.sessions import SessionStore
from requests_app.cases import made
from requests_app.complaints.services import forget_old_drafts as forget_old_complaints
from requests_app.letters.services import forget_old_drafts
from requests_app.reminders.services import purge
from requests_app.vault import files, resealing

log = logging.getLogger(__name__)


def _retention() -> None:
    for step in list(retention.steps(timezone.localdate())):
        retention.carry_out(step)


# What was said this long ago needs no words any more; the row stays (reminders.services.purge).
WORDS_KEPT = timedelta(days=90)


def _old_reminders() -> None:
    purge(timezone.now() - WORDS_KEPT)


PARTS: dict[str, Callable[[], object]] = {
    "retention": _retention,
    "sessions": SessionStore.clear_expired,
    "mails of signing in": mail_files.forget_old,
    "unconfirmed accounts": services.forget_unconfirmed,
    "old keys": resealing.drop_old_keys,
    "keys of nobody": erasure.destroy_keys_of_nobody,
    "bundles": made.forget_old,
    "old drafts": forget_old_drafts,
    "complaints begun": forget_old_complaints,
    "old reminders": _old_reminders,
    "files left behind": files.sweep,
    "tombstones": tombstones.write_missing,
    "write-ahead log": erasure.empty_write_ahead_log,
}


def daily_pass(today: date | None = None) -> list[str]:
    """Do what has not been done today; the names of what was done."""
    day = today or timezone.localdate()
    return [name for name, part in PARTS.items() if _is_mine(name, day) and _done(name, part)]


def _is_mine(name: str, day: date) -> bool:
    """Whether nobody has done it today; the conditional write is the lock."""
    rows = Chore.objects.filter(name=name)
    if not rows.exists():
        try:
            Chore.objects.create(name=name, done_on=day)
        except IntegrityError:
            return False
        return True
    return bool(rows.filter(done_on__lt=day).update(done_on=day))


def _done(name: str, part: Callable[[], object]) -> bool:
    try:
        part()
    except Exception as error:
        # Whatever it is: the others are done, and this one is tried again within the hour.
        log.error("the daily work on %s failed: %s", name, type(error).__name__)
        Chore.objects.filter(name=name).delete()
        return False
    return True
