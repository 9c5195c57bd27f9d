"""Taking back what was just recorded: in the open, as a correction, like any other.

A form's own number names what it recorded. Nothing is deleted: the entry stays in the timeline,
crossed out, and where it had replaced another one, that one is recorded again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from requests_app.cases import queries, services
from requests_app.cases.details import Details
from requests_app.cases.entries import arrival_of
from requests_app.cases.models import Case, Event

# Later the case page's own way is the better one: there one sees what rests on the entry.
WITHIN = timedelta(hours=1)
# A reply is recorded as at most so many entries (cases.reply_forms).
_MOST_OF_ONE_FORM = 20


@dataclass
class Undone:
    """The cases in which something was taken back, and a sentence for each where it was refused."""

    cases: list[Case] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def address(submission: uuid.UUID) -> str:
    """Where the form of this number is taken back, for the message that says it was recorded."""
    return reverse("cases:undo", args=[submission])


def undo(owner: AbstractBaseUser, submission: uuid.UUID) -> Undone:
    """Take back what the form of this number recorded within the last hour."""
    done = Undone()
    for event in _recorded_by(owner, submission):
        title = queries.title(Details.from_data(event.case.details))
        try:
            _take_back(event)
        except services.EventRefused as error:
            done.refused.append(queries.with_reason(title, str(error)))
        else:
            if event.case not in done.cases:
                done.cases.append(event.case)
    return done


def _recorded_by(owner: AbstractBaseUser, submission: uuid.UUID) -> list[Event]:
    """The entries, the latest first, so that none is taken back while another rests on it."""
    events = (
        Event.objects.for_owner(owner)
        .filter(recorded_at__gte=timezone.now() - WITHIN, replaced_by=None)
        .exclude(kind="dates_changed")
        .select_related("case", "letter", "replaces")
        .order_by("-recorded_at", "-on")
    )
    return [event for event in events if event.submission in set(_numbers(submission, event))]


def _numbers(submission: uuid.UUID, event: Event) -> Iterable[uuid.UUID]:
    """The numbers that entries of one form have: its own, one for each case, for each part."""
    of_case = uuid.uuid5(submission, str(event.case_id))
    yield from (submission, of_case, arrival_of(submission), arrival_of(of_case))
    for place in range(_MOST_OF_ONE_FORM):
        yield uuid.uuid5(submission, str(place))


def _take_back(event: Event) -> None:
    number = uuid.uuid5(event.submission, "undo")
    before = event.replaces
    if before is None or before.kind == "struck":
        services.strike(event.case, event, submission=number)
        return
    services.record(
        event.case,
        before.kind,
        before.on,
        submission=number,
        channel=before.channel,
        details=before.details,
        letter=before.letter,
        replaces=event,
    )
