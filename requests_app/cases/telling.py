"""Of which days of a case the person is told by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event
from requests_app.cases.standing import ANSWERED, CLOSED, COMPLAINED, DECIDED, DRAFT, Standing
from requests_app.reminders.occasions import KINDS, MOVED
from requests_app.reminders.services import PlannedDeadline

# The kinds of deadline of the law that are worth a reminder, as the reminders call them.
_REMINDED = {
    "response": "answer",
    "self_set": "answer",
    "controller_acknowledgement": "acknowledgement",
    "authority_inaction": "authority",
    "complaint_bar": "complaint_bar",
}


# So long it is news that a date moved; a case that is opened again later does not bring it up.
_NEWS_FOR = timedelta(days=7)


def reference(case: Case) -> str:
    """The case as the reminders know it: an opaque mark."""
    return f"case:{case.pk}"


def wanted_reminders(
    case: Case, details: Details, now: Standing, events: Sequence[Event], today: date
) -> list[PlannedDeadline]:
    """The deadlines the person is to be reminded of, as things stand."""
    path = reverse("cases:case", args=[case.pk])
    if now.state == DRAFT:
        # A letter that was written and never marked as sent.
        return [
            PlannedDeadline(
                name="unsent",
                due=event.on,
                kind="unsent",
                platform=details.company,
                right=details.right,
                path=path,
            )
            for event in events
            if event.kind == "written" and "unsent" in KINDS
        ]
    wanted = [_from_law(one, details, events, path) for one in _counting(now)]
    if now.state != CLOSED:
        wanted.append(_moved(details, events, path, today))
    return [one for one in wanted if one is not None]


def _moved(
    details: Details, events: Sequence[Event], path: str, today: date
) -> PlannedDeadline | None:
    """That newer rules or holidays moved a date, as the newest entry about it says."""
    for event in reversed(events):
        if event.kind == "dates_changed" and today - event.on <= _NEWS_FOR:
            _kind, was, becomes = event.details["changes"][0]
            return PlannedDeadline(
                name="moved",
                due=event.on,
                kind=MOVED,
                platform=details.company[:200],
                right=details.right,
                path=path,
                moved=(date.fromisoformat(was), date.fromisoformat(becomes)),
            )
    return None


def _counting(now: Standing) -> list[law.Deadline]:
    found = [now.current] if now.current else []
    bar = now.deadline("complaint_bar")
    if bar and now.state not in (CLOSED, ANSWERED, COMPLAINED, DECIDED):
        found.append(bar)
    return found


def _from_law(
    deadline: law.Deadline, details: Details, events: Sequence[Event], path: str
) -> PlannedDeadline | None:
    kind = _REMINDED.get(deadline.kind, "")
    if deadline.due is None or kind not in KINDS:
        return None
    name = _authority(events) if kind == "authority" else details.company
    return PlannedDeadline(
        name=deadline.kind,
        due=deadline.due,
        kind=kind,
        rule=deadline.steps[-1].rule if deadline.steps else "",
        platform=name[:200],
        right=details.right,
        path=path,
    )


def _authority(events: Sequence[Event]) -> str:
    """Whom the complaint went to, as its letter says."""
    for event in events:
        if event.kind == "complaint_to_authority" and event.letter is not None:
            recipient = event.letter.request["text"].get("recipient") or [""]
            return str(recipient[0])
    return ""
