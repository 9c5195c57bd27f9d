"""A mail that comes back: the server took a reminder and could not deliver it after all."""

from __future__ import annotations

import re

from django.db import transaction

from requests_app.reminders.clock import Clock, DatabaseClock
from requests_app.reminders.models import Reminder, State
from requests_app.reminders.outbox import log_attempts

# More is no notice of ours: the mail that it speaks of is a few kilobytes.
LARGEST = 1_000_000
# RFC 3464: one such line for each recipient. Notices of delay say "delayed" and mean nothing yet.
_FAILED = re.compile(rb"^Action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
_OURS = re.compile(
    rb"^Message-ID:\s*(<[0-9a-f]{40}@[a-z0-9.-]{1,253}>)", re.IGNORECASE | re.MULTILINE
)


def take_back(raw: bytes, clock: Clock | None = None) -> int:
    """Note which reminders did not arrive, as this notice of the mail server says; how many.

    The person then sees in the app that their address is refused. Whoever forges such a notice must
    know the reminder's Message-ID, and gains no more than that banner.
    """
    if not _FAILED.search(raw[:LARGEST]):
        return 0
    ids = {found.decode() for found in _OURS.findall(raw[:LARGEST])}
    with transaction.atomic():
        sent = Reminder.objects.across_owners().filter(message_id__in=ids, state=State.SENT)
        rows = list(sent.select_for_update())
        done = sent.filter(pk__in=[row.pk for row in rows]).update(
            state=State.DEAD, reason="refused", seen_at=None
        )
        log_attempts(rows, clock or DatabaseClock(), "came back", None, "")
    return done
