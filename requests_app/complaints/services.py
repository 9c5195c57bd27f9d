"""From a case to a complaint: the request a letter is composed from, and keeping what was sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from requests_app.cases import services as cases
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.occurrences import occurrence
from requests_app.cases.standing import Standing
from requests_app.letters.contracts import (
    Account,
    Company,
    History,
    LetterRequest,
    LetterText,
    PastEvent,
    Person,
)

# The event that handing in each complaint is.
EVENT_OF = {
    "complaint-controller": "complaint_to_controller",
    "complaint-authority": "complaint_to_authority",
}


def request_for(
    details: Details,
    first: Letter,
    events: Sequence[Event],
    now: Standing,
    *,
    kind: str,
    language: str,
    authority: str,
    answers: Mapping[str, str],
    today: date | None = None,
) -> LetterRequest:
    """The complaint as a letter request, with the history the events tell."""
    asked = first.request["asked"]
    return LetterRequest(
        kind=kind,
        regime=details.regime,
        language=language,
        date=today or timezone.localdate(),
        writer=_person(asked["writer"]),
        represented=_person(asked["represented"]) if asked.get("represented") else None,
        platform=asked["platform"],
        company=_company(asked.get("company")),
        account=Account(**asked["account"]),
        situation=asked.get("situation", ""),
        residence=details.residence,
        history=history(details, events, now),
        authority=authority,
        details={name: value for name, value in answers.items() if value},
        delivery="form",
    )


def history(details: Details, events: Sequence[Event], now: Standing) -> History:
    """What happened, for the letter: dates of the turning points and the list of all the others."""
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.kind, event)

    def on(*kinds: str) -> date | None:
        return next((first[kind].on for kind in kinds if kind in first), None)

    answer = now.deadline("response") or now.deadline("self_set")
    told = {"sent", "received", "complaint_to_controller", "complaint_to_authority", "closed"}
    authority_event = first.get("complaint_to_authority")
    return History(
        sent_on=on("sent", "received") or timezone.localdate(),
        kind=details.kind,
        purposes=details.purposes,
        received_on=on("received"),
        channel=first["sent"].channel or "email" if "sent" in first else "email",  # type: ignore[arg-type]
        due=answer.due if answer else None,
        reply_on=on("refusal", "answer_partial", "answer_full"),
        reminder_on=on("reminder"),
        complaint_on=on("complaint_to_controller"),
        complaint_reply_on=on("controller_outcome"),
        authority_on=on("complaint_to_authority"),
        authority_reference=(authority_event.details or {}).get("reference", "")
        if authority_event
        else "",
        events=tuple(
            PastEvent(event.on, str(occurrence(event.kind).label))
            for event in events
            if event.kind not in told
        ),
    )


@transaction.atomic
def lodge(
    case: Case,
    request: Mapping[str, Any],
    text: LetterText,
    *,
    on: date,
    channel: str,
    reference: str,
    submission: uuid.UUID,
) -> Event:
    """Keep the complaint and record that it was handed in; raises cases.EventRefused."""
    same = Event.objects.for_owner(case.owner_id).filter(submission=submission).first()
    if same is not None:
        return same
    letter = cases.keep_letter(case, request, text)
    return cases.record(
        case,
        EVENT_OF[text.kind],
        on,
        submission=submission,
        channel=channel,
        details={"reference": reference} if reference else {},
        letter=letter,
    )


def _person(data: Mapping[str, Any]) -> Person:
    return Person(**{**data, "address": tuple(data["address"])})


def _company(data: Mapping[str, Any] | None) -> Company | None:
    return Company(**{**data, "address": tuple(data["address"])}) if data else None
