"""Removes what was to be said, and what was said, for good."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from requests_app.reminders.models import Reminder


def forget(owner_id: uuid.UUID, reference: str) -> int:
    """Remove all reminders under this reference, sent or not, with the log of their tries.

    A sender that holds one finds its row gone at the fence and drops the message.
    """
    rows = Reminder.objects.for_owner(owner_id).filter(reference=reference)
    forget_files(rows.values_list("message_id", flat=True))
    _deleted, by_table = rows.delete()
    return by_table.get(Reminder._meta.label, 0)


def forget_all(owner_id: uuid.UUID) -> int:
    """Remove all of this person's reminders; how many of them had not been said."""
    rows = Reminder.objects.for_owner(owner_id)
    waiting = rows.filter(sent_at=None).count()
    forget_files(rows.values_list("message_id", flat=True))
    rows.delete()
    return waiting


def forget_files(message_ids: Iterable[str]) -> None:
    """Remove the files that stand for these messages on an instance without a mail server."""
    folder = Path(settings.MAIL_FOLDER)
    for message_id in list(message_ids):
        name = message_id.strip("<>").partition("@")[0]
        transaction.on_commit(partial(_unlink, folder / f"{name}.eml"), robust=True)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
