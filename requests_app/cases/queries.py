"""What the pages ask about a person's cases. Every read says whose."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.refusals import explain
from requests_app.cases.standing import Standing, standing
from requests_app.law import Deadline
from requests_app.letters.contracts import LetterText
from requests_app.safety.dates import day_in_words

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
    "withdrawn": "warn",
    "decided": "good",
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
    state: str


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


def today_of(owner: AbstractBaseUser) -> date:
    """The calendar day where the person is."""
    zone = getattr(owner, "time_zone", "") or "UTC"
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(zone))


def now(case: Case, today: date) -> Standing:
    """Where the case stands today, computed from its events."""
    return counted(case, list(case.events.all()), today)


def counted(case: Case, events: Sequence[Event], today: date) -> Standing:
    """As `now`, from events already at hand.

    Where newer rules cannot count what older ones could, the state last known comes back with
    the trouble said, so that the page still opens.
    """
    try:
        return standing(Details.from_data(case.details), events, today)
    except law.LawError as error:
        return Standing(case.state, (), None, explain(error, events))


_RECENT = timedelta(days=30)


def recent_changes(owner: AbstractBaseUser, today: date) -> int:
    """How many entries of the last month tell of a date that rules or calendars moved."""
    told = Event.objects.for_owner(owner).filter(kind="dates_changed", on__gte=today - _RECENT)
    return told.count()


def recent_change(events: Sequence[Event], today: date) -> Event | None:
    """The newest entry about a date that rules or calendars moved, for a month after it."""
    found = [
        event for event in events if event.kind == "dates_changed" and today - event.on <= _RECENT
    ]
    return found[-1] if found else None


def title(details: Details) -> str:
    """What the case is called: company and right."""
    return title_in(details.as_data())


def title_in(data: Mapping[str, Any]) -> str:
    """The same from the details as they are stored; for work on very many cases."""
    right = RIGHTS.get(data["right"], data["right"])
    if data["right"] == "objection" and "ai-training" in data.get("purposes", ()):
        right = _("Objection to AI training")
    return _("%(company)s: %(right)s") % {"company": data["company"], "right": right}


def with_reason(title: str, reason: str) -> str:
    """A case and what is to be said of it, on one line."""
    return _("%(name)s: %(why)s") % {"name": title, "why": reason}


def due_soon(owner: AbstractBaseUser, today: date, most: int = 5) -> list[CaseLine]:
    """What wants the person: cases that wait for them, then those with a date, the nearest first;
    letters never marked as sent come last."""
    found = Case.objects.for_owner(owner).filter(closed_at=None)
    found = found.filter(Q(due_on__isnull=False) | Q(state__in=("draft", "on_hold")))
    waits = models.Case(models.When(state="on_hold", then=0), default=1)
    ordered = found.order_by(waits, F("due_on").asc(nulls_last=True), "opened_at")[:most]
    return [cached_line(case, today) for case in ordered]


def cached_line(case: Case, today: date) -> CaseLine:
    """The case by its cached columns, as they read today."""
    turned = case.turns_on is not None and case.turns_on <= today
    state = case.turns_to if turned else case.state
    return _line(case, state, case.due_on, case.due_kind, today)


def line_of(case: Case, now: Standing, today: date) -> CaseLine:
    """The case as just counted."""
    kind = now.current.kind if now.current else ""
    return _line(case, now.state, now.due, kind, today)


def _line(case: Case, state: str, due: date | None, kind: str, today: date) -> CaseLine:
    late = due is not None and due < today and state in ("overdue", "complained")
    return CaseLine(
        id=case.pk,
        title=title(Details.from_data(case.details)),
        status=status_words(state, due, kind, late=late),
        tone="late" if late else _TONES[state],
        path=reverse("cases:case", args=[case.pk]),
        due_on=due,
        state=state,
    )


def status_words(state: str, due: date | None, kind: str = "", *, late: bool = False) -> str:
    """The state as a few words, with the date where there is one."""
    day = day_in_words(due) if due else ""
    if state == "complained" and late:
        return _("complaint made: nothing by %(day)s") % {"day": day}
    words = {
        "draft": _("not sent yet"),
        "waiting": _("answer due by %(day)s") if day else _("waiting"),
        "on_hold": _("waiting for you"),
        "overdue": _("overdue: was due on %(day)s"),
        "answered": _("answered"),
        "refused": _("refused, in whole or in part"),
        "withdrawn": _("counts as withdrawn"),
        "complained": _("complaint made, next date %(day)s") if day else _("complaint made"),
        "decided": _("the authority has decided"),
        "closed": _("closed"),
    }
    return words[state] % {"day": day} if "%(day)s" in words[state] else words[state]


_DEADLINES: dict[str, str | Promise] = {
    "response": gettext_lazy("Answer"),
    "extension_notice_limit": gettext_lazy("Last day to say that they need longer"),
    "controller_acknowledgement": gettext_lazy("Confirmation of your complaint by the company"),
    "authority_inaction": gettext_lazy("News from the authority"),
    "complaint_bar": gettext_lazy("Last safe day for your complaint"),
    "self_set": gettext_lazy("Date you set"),
}


def deadline_name(deadline: Deadline) -> str:
    """What a deadline is for."""
    return deadline_words(deadline.kind)


def deadline_words(kind: str) -> str:
    """What a deadline of this kind is for; the kind itself if it is of a later version."""
    return str(_DEADLINES.get(kind, kind))


def tone(state: str) -> str:
    """The colour of a state's chip."""
    return _TONES[state]
