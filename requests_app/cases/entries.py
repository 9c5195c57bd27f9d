"""How an entry of the timeline is made: what goes into it, and what follows without asking."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.refusals import EventRefused, explain

# What a corrected day does not change: the reference given, and what they wrote.
_OF_THE_THING_ITSELF = ("reference", "text", "from", "subject", "file_name", "file_sha256")


@dataclass(frozen=True)
class Happened:
    """One thing that happened, ready to be recorded."""

    kind: str
    on: date
    channel: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    letter: Letter | None = None


def completed(case: Case, happened: Happened, replaces: Event | None) -> Happened:
    """What follows without asking: a corrected date takes letter, channel and note along, and a
    sending carries the date the letter itself set."""
    letter, channel, details = happened.letter, happened.channel, dict(happened.details)
    if replaces is not None and replaces.kind == happened.kind:
        letter = letter or replaces.letter
        channel = channel or replaces.channel
        kept = {k: v for k, v in (replaces.details or {}).items() if k in _OF_THE_THING_ITSELF}
        details = {**kept, **details}
    if happened.kind == "sent":
        letter = letter or case.letters.first()
        details = {**_asked_until(case, letter, happened.on), **details}
    return Happened(happened.kind, happened.on, channel, details, letter)


def add_sending(
    case: Case,
    letter: Letter | None,
    sent_on: date,
    received_on: date | None,
    channel: str,
    submission: uuid.UUID,
) -> Event:
    """Add that the letter was sent, and its arrival if that day is known. Raises EventRefused."""
    asked_until = _asked_until(case, letter, sent_on)
    sent = Happened("sent", sent_on, channel, asked_until, letter)
    event = add(case, sent, submission)
    if received_on:
        add(case, Happened("received", received_on, channel), arrival_of(submission))
    return event


def arrival_of(submission: uuid.UUID) -> uuid.UUID:
    """The number of the arrival that was told together with the sending of this number."""
    return uuid.uuid5(submission, "received")


def _asked_until(case: Case, letter: Letter | None, sent_on: date) -> dict[str, str]:
    """Where the law sets no date the letter does, and the clock counts to that one."""
    details = Details.from_data(case.details)
    try:
        statutory = law.right_in_force(details.right, details.regime, sent_on).statutory
    except law.LawError as error:
        raise EventRefused(explain(error, [])) from error
    if statutory or letter is None:
        return {}
    reply_by = letter.request["text"].get("reply_by")
    return {"until": reply_by} if reply_by and reply_by >= sent_on.isoformat() else {}


def add(
    case: Case, happened: Happened, submission: uuid.UUID, replaces: Event | None = None
) -> Event:
    """Add the row, unchecked: whoever adds it counts the case anew in the same transaction."""
    return Event.objects.create(
        owner_id=case.owner_id,
        case=case,
        kind=happened.kind,
        on=happened.on,
        submission=submission,
        channel=happened.channel,
        details=dict(happened.details),
        letter=happened.letter,
        replaces=replaces,
    )
