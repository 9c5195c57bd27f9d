"""Takes over cases that a person exported elsewhere (`cases.own_data`).

Taking the same data over twice changes nothing: forms are told apart by their numbers, letters by
their content.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app.cases import services
from requests_app.cases.details import Details
from requests_app.cases.follow_up import history, request_for
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.own_data import CaseData, EventData, LetterData, check_form
from requests_app.cases.queries import text_of
from requests_app.cases.refusals import explain
from requests_app.cases.standing import in_force, standing
from requests_app.cases.timeline import timeline
from requests_app.law import LawError
from requests_app.safety.plain_data import Misfit

_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def check(data: CaseData, place: str) -> None:
    """Raise Misfit unless the case is one that this site could have written, before any row is."""
    check_form(data, place)
    details = Details.from_data(data.details)
    letters = [
        Letter(
            kind=one.kind, dated=one.dated, subject=one.subject, body=one.body,
            request={"asked": one.asked, "text": one.text},
        )
        for one in data.letters
    ]  # fmt: skip
    events = [_unsaved(one, letters) for one in data.events]
    by_submission = {event.submission: event for event in events}
    for event, one in zip(events, data.events, strict=True):
        event.replaces_id = by_submission[one.replaces].pk if one.replaces else None
    try:
        current = in_force(events)
        now = standing(details, events, timezone.localdate())
        history(details, current, now)
        timeline(Case(), events)
        for letter in letters:
            text_of(letter)
            request_for(
                details, letter, current, now, kind=details.kind, language=details.language,
                answers={},
            )  # fmt: skip
    except LawError as error:
        raise Misfit(place, explain(error, events)) from error
    except _BROKEN as error:
        raise Misfit(place, _("its parts do not fit each other.")) from error


def _unsaved(one: EventData, letters: list[Letter]) -> Event:
    return Event(
        kind=one.kind, on=one.on, recorded_at=one.recorded_at, channel=one.channel,
        details=dict(one.details or {}), submission=one.submission,
        letter=letters[one.letter - 1] if one.letter else None,
    )  # fmt: skip


@dataclass
class TakenOver:
    """What taking over added."""

    cases: int = 0
    letters: int = 0
    events: int = 0


@transaction.atomic
def take_over(owner_id: uuid.UUID, data: CaseData, place: str) -> TakenOver:
    """Keep the case for this person, or add to it what is not there yet; plans its reminders.

    Raises Misfit, with nothing of this case kept, when the law's clock cannot follow the events.
    """
    added = TakenOver()
    case = Case.objects.for_owner(owner_id).filter(submission=data.submission).first()
    if case is None:
        case = Case(
            owner_id=owner_id,
            submission=data.submission,
            platform=data.platform,
            details=dict(data.details),
            closed_at=data.closed_at,
        )
        case.save()
        _set(Case, case.pk, opened_at=data.opened_at)
        added.cases = 1
    letters = [_letter(case, letter, added) for letter in data.letters]
    _add_events(case, data, letters, added)
    if added.cases or added.letters or added.events:
        _settle(case, place)
    return added


def _letter(case: Case, data: LetterData, added: TakenOver) -> Letter:
    for there in case.letters.filter(kind=data.kind, dated=data.dated):
        if (there.subject, there.body, there.request["text"]) == (
            data.subject,
            data.body,
            data.text,
        ):
            return there
    letter = Letter.objects.create(
        owner_id=case.owner_id,
        case=case,
        kind=data.kind,
        dated=data.dated,
        subject=data.subject,
        body=data.body,
        request={"asked": dict(data.asked), "text": dict(data.text)},
    )
    _set(Letter, letter.pk, written_at=data.written_at)
    added.letters += 1
    return letter


def _add_events(case: Case, data: CaseData, letters: list[Letter], added: TakenOver) -> None:
    there = {event.submission: event for event in case.events.all()}
    for one in data.events:
        if one.submission in there:
            continue
        if Event.objects.for_owner(case.owner_id).filter(submission=one.submission).exists():
            raise Misfit("", _("An event of this case is recorded in another case already."))
        event = Event.objects.create(
            owner_id=case.owner_id,
            case=case,
            kind=one.kind,
            on=one.on,
            submission=one.submission,
            channel=one.channel,
            details=dict(one.details or {}),
            letter=letters[one.letter - 1] if one.letter else None,
            replaces=there[one.replaces] if one.replaces else None,
        )
        _set(Event, event.pk, recorded_at=one.recorded_at)
        there[one.submission] = event
        added.events += 1


def _settle(case: Case, place: str) -> None:
    """Count the case with what was here already; raises Misfit if the two contradict each other."""
    try:
        services.refresh(case)
    except services.EventRefused as error:
        raise Misfit(place, str(error)) from error
    except _BROKEN as error:
        raise Misfit(place, _("its parts do not fit each other.")) from error


def _set(model: type[models.Model], pk: uuid.UUID, **moments: datetime) -> None:
    """Put back a time that the table itself gives to new rows."""
    models.QuerySet(model).filter(pk=pk).update(**moments)
