"""What the pages ask about a person's cases. Every read says whose."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.occurrences import Occurrence, occurrence
from requests_app.cases.standing import Standing, in_force, standing
from requests_app.law import Deadline
from requests_app.letters.contracts import LetterText

RIGHTS: dict[str, str | Promise] = {
    "objection": gettext_lazy("Objection"),
    "objection_marketing": gettext_lazy("Objection to direct marketing"),
    "erasure": gettext_lazy("Erasure"),
    "access": gettext_lazy("Access"),
    "rectification": gettext_lazy("Rectification"),
    "restriction": gettext_lazy("Restriction"),
    "portability": gettext_lazy("Portability"),
    "withdraw_consent": gettext_lazy("Withdrawal of consent"),
    "human_review": gettext_lazy("Review of a decision by a person"),
}
_TONES = {
    "waiting": "",
    "on_hold": "warn",
    "overdue": "late",
    "answered": "good",
    "refused": "warn",
    "complained": "warn",
    "closed": "",
    "draft": "warn",
}


@dataclass(frozen=True)
class CaseLine:
    """A case as a list shows it."""

    id: uuid.UUID
    title: str
    status: str
    tone: str
    path: str
    due_on: date | None


@dataclass(frozen=True)
class TimelineEntry:
    """An event as the timeline shows it."""

    event: Event
    what: Occurrence
    replaced: bool
    note: str
    facts: tuple[str, ...]


def case_of(owner: AbstractBaseUser, case_id: uuid.UUID) -> Case:
    """The person's case; Http404 alike for another's and for none."""
    found = Case.objects.for_owner(owner).filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def letter_of(owner: AbstractBaseUser, case_id: uuid.UUID, letter_id: uuid.UUID) -> Letter:
    """A letter of the person's case; Http404 alike for another's and for none."""
    found = Letter.objects.for_owner(owner).filter(case_id=case_id, pk=letter_id).first()
    if found is None:
        raise Http404
    return found


def event_of(owner: AbstractBaseUser, case_id: uuid.UUID, event_id: str) -> Event:
    """An event of the person's case; Http404 alike for another's, for none and for no id."""
    try:
        wanted = uuid.UUID(event_id)
    except ValueError:
        raise Http404 from None
    found = Event.objects.for_owner(owner).filter(case_id=case_id, pk=wanted).first()
    if found is None:
        raise Http404
    return found


def text_of(letter: Letter) -> LetterText:
    """The letter as it was kept."""
    return LetterText.from_data(letter.request["text"]).edited(letter.subject, letter.body)


def now(case: Case, today: date) -> Standing:
    """Where the case stands today, computed from its events."""
    return standing(Details.from_data(case.details), list(case.events.all()), today)


def timeline(case: Case) -> list[TimelineEntry]:
    """All that was recorded, by day; corrected entries stay and are marked."""
    events = list(case.events.select_related("letter"))
    standing_ids = {event.pk for event in in_force(events)}
    return [
        TimelineEntry(
            event=event,
            what=occurrence(event.kind),
            replaced=event.pk not in standing_ids,
            note=(event.details or {}).get("note", ""),
            facts=_facts(event),
        )
        for event in events
    ]


def _facts(event: Event) -> tuple[str, ...]:
    facts = []
    details = event.details or {}
    if event.kind == "extension_notice":
        facts.append(_("with reasons") if details.get("reasons") else _("without reasons"))
    if details.get("until"):
        until = date.fromisoformat(details["until"])
        facts.append(_("until %(day)s") % {"day": date_format(until)})
    return tuple(facts)


def title(details: Details) -> str:
    """What the case is called: company and right."""
    right = RIGHTS.get(details.right, details.right)
    return f"{details.company}: {right}"


def lines(owner: AbstractBaseUser, today: date) -> list[CaseLine]:
    """All cases of the person: open ones first, by what is due."""
    found = Case.objects.for_owner(owner)
    ordered = sorted(
        found,
        key=lambda case: (case.closed_at is not None, case.due_on or date.max, case.opened_at),
    )
    return [_line(case, today) for case in ordered]


def due_soon(owner: AbstractBaseUser, today: date, most: int = 5) -> list[CaseLine]:
    """The open cases with a date, the nearest first."""
    found = Case.objects.for_owner(owner).filter(closed_at=None, due_on__isnull=False)
    return [_line(case, today) for case in found.order_by("due_on", "opened_at")[:most]]


def _line(case: Case, today: date) -> CaseLine:
    details = Details.from_data(case.details)
    # A day may have passed since the last event: what was waiting then is overdue now.
    late = case.state == "waiting" and case.due_on is not None and case.due_on < today
    state = "overdue" if late else case.state
    return CaseLine(
        id=case.pk,
        title=title(details),
        status=status_words(state, case.due_on),
        tone=_TONES[state],
        path=reverse("cases:case", args=[case.pk]),
        due_on=case.due_on,
    )


def status_words(state: str, due: date | None) -> str:
    """The state as a few words, with the date where there is one."""
    day = date_format(due) if due else ""
    words = {
        "draft": _("not sent yet"),
        "waiting": _("answer due by %(day)s") if day else _("waiting"),
        "on_hold": _("waiting for you"),
        "overdue": _("overdue: was due on %(day)s"),
        "answered": _("answered"),
        "refused": _("refused, in whole or in part"),
        "complained": _("complaint made, next date %(day)s") if day else _("complaint made"),
        "closed": _("closed"),
    }
    return words[state] % {"day": day} if "%(day)s" in words[state] else words[state]


_DEADLINES: dict[str, str | Promise] = {
    "response": gettext_lazy("Answer"),
    "extension_notice_limit": gettext_lazy("Last day to say that they need longer"),
    "controller_acknowledgement": gettext_lazy("Confirmation of your complaint by the company"),
    "authority_inaction": gettext_lazy("Sign of life from the authority"),
    "complaint_bar": gettext_lazy("Last safe day for your complaint"),
    "self_set": gettext_lazy("Date you set"),
}


def deadline_name(deadline: Deadline) -> str:
    """What a deadline is for."""
    return str(_DEADLINES[deadline.kind])


def tone(state: str) -> str:
    """The colour of a state's chip."""
    return _TONES[state]
