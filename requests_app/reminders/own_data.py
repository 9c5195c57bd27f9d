"""What this room keeps about a person, as data they can take along."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from requests_app.reminders.choices import choices_of
from requests_app.reminders.models import Attempt, Reminder


def reminders_of(owner_id: uuid.UUID) -> Iterator[dict[str, Any]]:
    """Each reminder: about what, for which day, whether it was said, where to, and each try."""
    tries: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for one in Attempt.objects.for_owner(owner_id).order_by("at"):
        told = {"at": one.at, "outcome": one.outcome}
        tries.setdefault(one.reminder_id, []).append(told)
    for row in Reminder.objects.for_owner(owner_id).order_by("due_at", "pk"):
        payload = row.payload or {}
        yield {
            "about": {
                "deadline": row.deadline,
                "kind": row.kind,
                "rule": row.rule,
                "company": payload.get("platform", ""),
                "right": payload.get("right", ""),
            },
            "deadline_on": row.due_on,
            "remind_on": row.remind_on,
            "state": row.state,
            "sent_at": row.sent_at,
            "channel": row.channel,
            "recipient": row.recipient or "",
            "tries": tries.get(row.pk, []),
        }


def choices_data(owner_id: uuid.UUID) -> dict[str, Any]:
    """What the person wants by mail."""
    chosen = choices_of(owner_id)
    return {"off": sorted(occasion.value for occasion in chosen.off), "digest": chosen.digest}
