"""What changes a case. Each change is an event, and in the same transaction the dates that follow
from it are written where the reminders look."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app import law
from requests_app.cases.columns import columns, reckoning
from requests_app.cases.details import Details
from requests_app.cases.entries import Happened, add, add_sending, completed
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.occurrences import occurrence
from requests_app.cases.refusals import EventRefused, explain
from requests_app.cases.standing import CLOSED, Standing, in_force, standing
from requests_app.cases.telling import reference, wanted_reminders
from requests_app.letters.contracts import LetterText
from requests_app.reminders.services import cancel, plan
from requests_app.safety import audit
from requests_app.safety.dates import day_in_words

__all__ = [
    "EventRefused",
    "Happened",
    "keep_letter",
    "mark_sent",
    "open_case",
    "record",
    "record_all",
    "refresh",
    "renew",
    "strike",
]

# What the desk itself wrote is not the person's to correct.
_NOT_CORRECTED = frozenset({"dates_changed"})


@transaction.atomic
def open_case(
    owner_id: uuid.UUID,
    *,
    submission: uuid.UUID,
    details: Details,
    platform: str,
    request: Mapping[str, Any],
    text: LetterText,
    sent_on: date | None,
    received_on: date | None = None,
    channel: str = "",
) -> Case:
    """Open a case with its first letter; the same submission twice opens one case.

    Without `sent_on` the letter is kept as written and not yet sent. Raises EventRefused, with
    nothing kept, when the law's clock cannot follow the dates.
    """
    case, made = Case.objects.across_owners().get_or_create(
        owner_id=owner_id,
        submission=submission,
        defaults={"platform": platform, "details": details.as_data()},
    )
    if not made:
        return case
    letter = keep_letter(case, request, text)
    if sent_on is None:
        add(case, Happened("written", text.date, letter=letter), submission)
    else:
        add_sending(case, letter, sent_on, received_on, channel, submission)
    refresh(case)
    audit.record(owner_id, audit.Verb.CASE_OPENED, case.pk)
    return case


@transaction.atomic
def mark_sent(
    case: Case,
    sent_on: date,
    *,
    channel: str,
    received_on: date | None = None,
    submission: uuid.UUID,
) -> Event:
    """Record that the case's first letter went out, and start the clock. Raises EventRefused."""
    case = _locked(case)
    if same := _same(case, submission):
        return same
    letter = case.letters.first()
    _before(case)
    event = add_sending(case, letter, sent_on, received_on, channel, submission)
    _require_letter_first(case, [event])
    refresh(case)
    audit.record(case.owner_id, audit.Verb.EVENT_RECORDED, case.pk)
    return event


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
    case = _locked(case)
    if same := _same(case, submission):
        return same
    if kind == CLOSED and case.state == CLOSED and (closed := _last(case, "closed")):
        return closed
    if replaces is not None:
        _require_correctable(case, replaces)
    _before(case)
    happened = Happened(kind, on, channel, dict(details or {}), letter)
    event = add(case, completed(case, happened, replaces), submission, replaces)
    _require_letter_first(case, [event])
    refresh(case)
    audit.record(case.owner_id, audit.Verb.EVENT_RECORDED, case.pk)
    return event


@transaction.atomic
def record_all(case: Case, happened: Sequence[Happened], *, submission: uuid.UUID) -> list[Event]:
    """Add several events that one message brought, all or none; the same submission adds them once.

    Raises EventRefused.
    """
    case = _locked(case)
    numbers = [uuid.uuid5(submission, str(place)) for place in range(len(happened))]
    known = Event.objects.for_owner(case.owner_id).filter(submission__in=numbers)
    if same := list(known):
        return same
    _before(case)
    events = [
        add(case, completed(case, one, None), number)
        for one, number in zip(happened, numbers, strict=True)
    ]
    _require_letter_first(case, events)
    refresh(case)
    audit.record(case.owner_id, audit.Verb.EVENT_RECORDED, case.pk)
    return events


def strike(case: Case, entry: Event, *, submission: uuid.UUID) -> Event:
    """Take back an entry that never happened; it stays in the timeline, crossed out.

    Raises EventRefused where later entries rest on it.
    """
    return record(case, "struck", entry.on, submission=submission, replaces=entry)


def refresh(case: Case) -> Standing:
    """Write the columns queries need, and the reminders, anew from the events.

    Must run in the transaction that added an event. Raises EventRefused.
    """
    details = Details.from_data(case.details)
    today = timezone.localdate()
    events = list(case.events.select_related("letter"))
    try:
        now = standing(details, events, today)
    except law.LawError as error:
        raise EventRefused(explain(error, events)) from error
    found = columns(details, events, now, today)
    found.put_into(case)
    case.closed_at = (case.closed_at or timezone.now()) if now.state == CLOSED else None
    case.save(update_fields=[*found.names, "closed_at"])
    wanted = wanted_reminders(case, details, now, in_force(events), today)
    if wanted:
        plan(case.owner_id, reference(case), wanted)
    else:
        cancel(case.owner_id, reference(case))
    return now


@transaction.atomic
def renew(case: Case) -> Event | None:
    """Count the case anew with the rules and calendars of today.

    Gives the event that tells of a date they changed, or None. Raises EventRefused when the
    events cannot be counted under them.
    """
    case = _locked(case)
    event = _before(case)
    refresh(case)
    return event


def _before(case: Case) -> Event | None:
    """Before anything is added: say which dates newer rules or calendars have moved."""
    if not case.reckoned_with or case.reckoned_with == reckoning():
        return None
    details = Details.from_data(case.details)
    today = timezone.localdate()
    events = list(case.events.all())
    try:
        now = standing(details, events, today)
    except law.LawError:
        # Said when the event itself is counted, with the reason.
        return None
    new = columns(details, events, now, today)
    moved = []
    if case.due_on and new.due_on and case.due_kind == new.due_kind and case.due_on != new.due_on:
        moved.append((new.due_kind, case.due_on, new.due_on))
    old, newer = case.answer_due_on, new.answer_due_on
    if old and newer and old != newer and new.due_kind != "response":
        moved.append(("response", old, newer))
    if not moved:
        return None
    versions = [case.reckoned_with, new.reckoned_with]
    changes = [[kind, str(was), str(becomes)] for kind, was, becomes in moved]
    told = Happened("dates_changed", today, details={"changes": changes, "versions": versions})
    return add(case, told, uuid.uuid4())


def _locked(case: Case) -> Case:
    """The row, held until the transaction ends: two tabs queue and see the same events."""
    return Case.objects.across_owners().select_for_update().get(pk=case.pk)


def _same(case: Case, submission: uuid.UUID) -> Event | None:
    return Event.objects.for_owner(case.owner_id).filter(submission=submission).first()


def _last(case: Case, kind: str) -> Event | None:
    return next(
        (event for event in reversed(in_force(case.events.all())) if event.kind == kind), None
    )


def _require_letter_first(case: Case, added: Sequence[Event]) -> None:
    """What they write answers the letter; the law's clock asks this of what it reads itself."""
    sent = _last(case, "sent")
    if not sent:
        return
    # A new day of the letter is held against all they wrote, a new entry only against the letter.
    told = in_force(case.events.all()) if sent in added else added
    for one in told:
        what = occurrence(one.kind)
        if what.who == "controller" and not what.known_to_law and one.on < sent.on:
            raise EventRefused(
                _("“%(what)s” cannot be before %(day)s, the day you sent your letter.")
                % {"what": what.label, "day": day_in_words(sent.on)}
            )


def _require_correctable(case: Case, entry: Event) -> None:
    if entry.case_id != case.pk or entry.kind in _NOT_CORRECTED:
        raise EventRefused(_("This entry cannot be corrected."))
    # Asked of the table, under the lock: the other tab may have corrected it a moment ago.
    if Event.objects.for_owner(case.owner_id).filter(replaces=entry).exists():
        raise EventRefused(_("This entry was corrected already; correct the newer one."))
