"""What is to be known about the rows of one batch, read with one query each and not row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from requests_app.reminders.choices import Choices, choices_of_all
from requests_app.reminders.models import Reminder, State
from requests_app.reminders.occasions import DIGEST, occasion_of

_UNSENT = frozenset({State.PLANNED, State.DUE, State.LEASED})


def _about(row: Reminder) -> tuple[Any, str, str, int]:
    """What a row is about: a later step about the same makes it superfluous."""
    if row.kind == DIGEST:
        return row.owner_id, row.reference, "", 0
    return row.owner_id, row.reference, row.deadline, row.deadline_version


class Batch:
    """The rows of a batch beside what else is due about the same, and what their people chose."""

    def __init__(self, rows: Sequence[Reminder], now: datetime) -> None:
        self.now = now
        self._choices = choices_of_all(row.owner_id for row in rows)
        self._about: dict[tuple[Any, str, str, int], list[tuple[datetime, str, str]]] = {}
        due = (
            Reminder.objects.across_owners()
            .filter(
                owner_id__in={row.owner_id for row in rows},
                reference__in={row.reference for row in rows},
                due_at__lte=now,
            )
            .exclude(state=State.CANCELLED)
        )
        for found in due.only(
            "owner_id",
            "reference",
            "deadline",
            "deadline_version",
            "kind",
            "due_at",
            "state",
            "reason",
        ):
            told = (found.due_at, found.state, found.reason)
            self._about.setdefault(_about(found), []).append(told)

    def newer_is_due(self, row: Reminder) -> bool:
        """Whether a later step of the same deadline is due or told already."""
        return any(
            due_at > row.due_at and state != State.SUPERSEDED
            for due_at, state, _reason in self._about.get(_about(row), [])
        )

    def earlier_was_late(self, row: Reminder) -> bool:
        """Whether an earlier step is passed over for this one."""
        return any(
            due_at < row.due_at and (state in _UNSENT or reason == "late")
            for due_at, state, reason in self._about.get(_about(row), [])
        )

    def not_by_mail(self, row: Reminder) -> bool:
        """Whether the person wants no mail of its own about this. KeyError: an unknown step."""
        chosen = self._choices.get(row.owner_id, Choices())
        if row.kind == DIGEST:
            return not chosen.digest
        return chosen.digest or occasion_of(row.kind, row.offset) in chosen.off
