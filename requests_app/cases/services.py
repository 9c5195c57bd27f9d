"""What changes a case. Each change is an event, and in the same transaction the dates that follow
from it are written where the reminders look."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.standing import Standing, standing
from requests_app.letters.contracts import LetterText
from requests_app.reminders.occasions import KINDS
from requests_app.reminders.services import PlannedDeadline, cancel, plan

# The kinds of deadline of the law that are worth a reminder, as the reminders call them.
_REMINDED = {
    "response": "answer",
    "self_set": "answer",
    "controller_acknowledgement": "acknowledgement",
    "authority_inaction": "authority",
    "complaint_bar": "complaint_bar",
}


class EventRefused(ValueError):
    """An event that cannot be, given the others; the message is one sentence."""


@transaction.atomic
def open_case(
    owner_id: uuid.UUID,
    *,
    submission: uuid.UUID,
    details: Details,
    platform: str,
    request: Mapping[str, Any],
    text: LetterText,
    sent_on: date,
    received_on: date | None,
    channel: str,
) -> Case:
    """Open a case with the letter that was sent; the same submission twice opens one case.

    Raises EventRefused, with nothing kept, when the law's clock cannot follow the dates.
    """
    case, made = Case.objects.across_owners().get_or_create(
        owner_id=owner_id,
        submission=submission,
        defaults={"platform": platform, "details": details.as_data()},
    )
    if not made:
        return case
    letter = keep_letter(case, request, text)
    # Where the law sets no date the letter does, and the clock counts to that one.
    statutory = law.right_in_force(details.right, details.regime, sent_on).statutory
    asked_until: dict[str, str] = {}
    if text.reply_by and not statutory:
        asked_until["until"] = text.reply_by.isoformat()
    _add(case, "sent", sent_on, submission, channel=channel, letter=letter, details=asked_until)
    if received_on:
        _add(case, "received", received_on, uuid.uuid4(), channel=channel)
    refresh(case)
    return case


def keep_letter(case: Case, request: Mapping[str, Any], text: LetterText) -> Letter:
    """Keep a letter of the case as the person left it."""
    return Letter.objects.create(
        owner_id=case.owner_id,
        case=case,
        kind=text.kind,
        dated=text.date,
        subject=text.subject,
        body=text.body,
        request={"asked": dict(request), "text": text.as_data()},
    )


@transaction.atomic
def record(
    case: Case,
    kind: str,
    on: date,
    *,
    submission: uuid.UUID,
    channel: str = "",
    details: Mapping[str, Any] | None = None,
    letter: Letter | None = None,
    replaces: Event | None = None,
) -> Event:
    """Add an event and plan the reminders that follow; the same submission twice adds one.

    Raises EventRefused, with nothing kept, when it contradicts what was recorded before.
    """
    # The row lock makes two tabs queue, so that both see the same events.
    case = Case.objects.across_owners().select_for_update().get(pk=case.pk)
    same = Event.objects.for_owner(case.owner_id).filter(submission=submission).first()
    if same is not None:
        return same
    if replaces is not None and hasattr(replaces, "replaced_by"):
        raise EventRefused(_("This entry was corrected already; correct the newer one."))
    if replaces is not None and letter is None and replaces.kind == kind:
        # A corrected date does not take the letter away from the entry.
        letter = replaces.letter
    event = _add(
        case, kind, on, submission,
        channel=channel, details=details, letter=letter, replaces=replaces,
    )  # fmt: skip
    refresh(case)
    return event


def _add(
    case: Case,
    kind: str,
    on: date,
    submission: uuid.UUID,
    *,
    channel: str = "",
    details: Mapping[str, Any] | None = None,
    letter: Letter | None = None,
    replaces: Event | None = None,
) -> Event:
    return Event.objects.create(
        owner_id=case.owner_id,
        case=case,
        kind=kind,
        on=on,
        submission=submission,
        channel=channel,
        details=dict(details or {}),
        letter=letter,
        replaces=replaces,
    )


def refresh(case: Case) -> Standing:
    """Write the columns queries need, and the reminders, anew from the events.

    Must run in the transaction that added an event. Raises EventRefused.
    """
    details = Details.from_data(case.details)
    today = timezone.localdate()
    try:
        now = standing(details, list(case.events.all()), today)
    except law.LawError as error:
        raise EventRefused(str(error)) from error
    case.state, case.due_on = now.state, now.due
    case.closed_at = (case.closed_at or timezone.now()) if now.state == "closed" else None
    case.save(update_fields=["state", "due_on", "closed_at"])
    wanted = wanted_reminders(case, details, now)
    if wanted:
        plan(case.owner_id, reference(case), wanted)
    else:
        cancel(case.owner_id, reference(case))
    return now


def wanted_reminders(case: Case, details: Details, now: Standing) -> list[PlannedDeadline]:
    """The deadlines the person is to be reminded of, as things stand."""
    path = reverse("cases:case", args=[case.pk])
    if now.current is None or now.current.due is None:
        return []
    kind = _REMINDED.get(now.current.kind, "")
    if kind not in KINDS:
        return []
    return [
        PlannedDeadline(
            name=now.current.kind,
            due=now.current.due,
            kind=kind,
            rule=now.current.steps[-1].rule if now.current.steps else "",
            platform=details.company,
            right=details.right,
            path=path,
        )
    ]


def reference(case: Case) -> str:
    """The case as the reminders know it: an opaque mark."""
    return f"case:{case.pk}"
