"""From a case to its next letter: the request it is composed from, with what happened so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone, translation

from requests_app.cases.details import Details
from requests_app.cases.models import Event, Letter
from requests_app.cases.occurrences import occurrence
from requests_app.cases.standing import Standing, answers_receipt
from requests_app.letters import catalogue
from requests_app.letters.contracts import (
    Account,
    Company,
    History,
    LetterRequest,
    LetterText,
    PastEvent,
    Person,
)
from requests_app.letters.errors import LetterError

# Told by a field of their own, or of no interest to whoever reads the letter.
_NOT_LISTED = frozenset(
    {
        "written", "sent", "received", "reminder", "complaint_to_controller",
        "complaint_to_authority", "controller_outcome", "closed", "reopened", "dates_changed",
        "knowledge", "infringement", "contact", "replied",
    }
)  # fmt: skip
# What each reply of the catalogue replies to.
_ANSWERS_TO = {
    "answer-identity": "identity_asked",
    "answer-unidentified": "not_identified",
    "answer-channel": "channel_pointed_to",
    "answer-fee": "fee_asked",
    "answer-extension": "extension_notice",
    "answer-refusal": "refusal",
    "answer-incomplete": "answer_partial",
    "answer-setting": "setting_pointed_to",
}


def request_for(
    details: Details,
    first: Letter,
    events: Sequence[Event],
    now: Standing,
    *,
    kind: str,
    language: str,
    authority: str = "",
    answers: Mapping[str, str],
    today: date | None = None,
    delivery: str = "form",
) -> LetterRequest:
    """The follow-up or complaint as a letter request, with the history the events tell."""
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
        history=history(details, events, now, language, answers_to=_ANSWERS_TO.get(kind, "")),
        authority=authority,
        details={name: value for name, value in answers.items() if value},
        delivery=delivery,
    )


def history(
    details: Details,
    events: Sequence[Event],
    now: Standing,
    language: str = "",
    answers_to: str = "",
) -> History:
    """What happened, for a letter in this language: the dates of the turning points, and the list
    of all the others. `answers_to` names the event the letter answers; its day is their reply's.
    """
    with translation.override(language or details.language):
        listed = tuple(
            PastEvent(event.on, str(occurrence(event.kind).label))
            for event in events
            if event.kind not in _NOT_LISTED
        )
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.kind, event)

    def on(*kinds: str) -> date | None:
        return min((first[kind].on for kind in kinds if kind in first), default=None)

    answer = now.answer
    authority_event = first.get("complaint_to_authority")
    sent_on = first["sent"].on if "sent" in first else on("received")
    return History(
        sent_on=sent_on or timezone.localdate(),
        kind=details.kind,
        purposes=details.purposes,
        received_on=on("received"),
        arrived_by=min((event.on for event in events if answers_receipt(event)), default=None),
        channel=first["sent"].channel or "email" if "sent" in first else "email",  # type: ignore[arg-type]
        due=answer.due if answer else None,
        reply_on=max((e.on for e in events if e.kind == answers_to), default=None)
        or on("refusal", "answer_partial", "answer_full"),
        reminder_on=on("reminder"),
        complaint_on=on("complaint_to_controller"),
        complaint_reply_on=on("controller_outcome"),
        authority_on=on("complaint_to_authority"),
        authority_reference=(authority_event.details or {}).get("reference", "")
        if authority_event
        else "",
        events=listed,
    )


def _person(data: Mapping[str, Any]) -> Person:
    return Person(**{**data, "address": tuple(data["address"])})


def _company(data: Mapping[str, Any] | None) -> Company | None:
    return Company(**{**data, "address": tuple(data["address"])}) if data else None


def follows(details: Details, kind: str) -> catalogue.Kind | None:
    """The letter, if it exists and can follow this case's first one under its law."""
    try:
        row = catalogue.kind(kind)
    except LetterError:
        return None
    fits = (
        row.needs_history
        and details.regime in row.regimes
        and bool(row.languages(details.regime))
        and (not row.after or details.kind in row.after)
    )
    return row if fits else None


def asks(row: catalogue.Kind, details: Details) -> bool:
    """Whether the letter has questions of its own, if only in which language."""
    return bool(row.fields) or len(row.languages(details.regime)) > 1


def event_of_letter(
    asked: LetterRequest, text: LetterText, sent_on: date
) -> tuple[str, dict[str, Any]]:
    """The event that sending this follow-up is, with the facts it keeps.

    Giving proof of identity lets the clock go on; contesting that it is needed does not.
    """
    if asked.kind == "reminder":
        until = text.reply_by if text.reply_by and text.reply_by >= sent_on else None
        return "reminder", {"until": until.isoformat()} if until else {}
    if asked.kind == "nudge-authority":
        return "nudged", {}
    if asked.kind == "answer-identity" and asked.details.get("identity_answer") == "given":
        return "identity_provided", {}
    return "replied", {}
