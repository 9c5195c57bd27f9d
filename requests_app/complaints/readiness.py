"""Whether a complaint is ready: what the law or the authority's practice asks for first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests_app.cases.details import Details
from requests_app.cases.models import Event
from requests_app.cases.standing import Standing


@dataclass(frozen=True)
class Point:
    """One thing that is asked for first, whether it is there, and a sentence about it."""

    met: bool
    text: str


def points(
    details: Details, events: Sequence[Event], now: Standing, kind: str, today: date
) -> list[Point]:
    """The checklist for this complaint on this day."""
    on = {event.kind: event.on for event in events}
    found: list[Point] = []
    if "sent" in on:
        found.append(
            Point(True, _("You used your right on %(day)s.") % {"day": date_format(on["sent"])})
        )
    answer = now.deadline("response") or now.deadline("self_set")
    refused = on.get("refusal") or on.get("answer_partial")
    if refused:
        found.append(
            Point(
                True,
                _("They refused, in whole or in part, on %(day)s.") % {"day": date_format(refused)},
            )
        )
    elif answer is not None and answer.due is not None:
        over = today > answer.due
        text = (
            _("Their time ran out on %(day)s.") if over else _("Their time runs until %(day)s.")
        ) % {"day": date_format(answer.due)}
        found.append(Point(over, text))
    if details.regime == "uk" and kind == "complaint-authority":
        found.append(_uk_point(on, now, today))
    return found


def _uk_point(on: dict[str, date], now: Standing, today: date) -> Point:
    complained = on.get("complaint_to_controller")
    if complained is None:
        return Point(
            False,
            _(
                "You have not complained to the company yet. The law does not require it "
                "(section 165 of the Data Protection Act 2018), but the ICO asks for it in most "
                "cases and may send you back."
            ),
        )
    if "controller_outcome" in on:
        return Point(True, _("The company answered your complaint."))
    confirm = now.deadline("controller_acknowledgement")
    due = (confirm and confirm.due) or complained + timedelta(days=30)
    if today > due:
        return Point(True, _("The 30 days for confirming your complaint are over."))
    return Point(
        False,
        _("The company has until %(day)s to confirm your complaint.") % {"day": date_format(due)},
    )
