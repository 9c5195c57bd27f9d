"""The stations of a case as one line: sent, due, extended, complaint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from requests_app.cases.models import Event
from requests_app.cases.standing import CLOSED, Standing

_ANSWERS = ("answer_full", "refusal", "answer_partial")


@dataclass(frozen=True)
class Station:
    """A station: what, on which day (None if none is known), and whether it lies behind."""

    label: str
    on: date | None
    tone: str  # "done", "late", "next" or ""


def stations(now: Standing, events: Sequence[Event], today: date) -> list[Station]:
    """The stations in their order; what is not reached yet has the tone "next" or none."""
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.kind, event)
    sent = first.get("sent") or first.get("received")
    waits = Station(_("To be sent"), None, "next")
    found = [Station(_("Sent"), sent.on, "done") if sent else waits]
    answered = min((first[kind].on for kind in _ANSWERS if kind in first), default=None)
    found += _due_stations(now, first, answered, today)
    if answered:
        found.append(Station(_("Answered"), answered, "done"))
    for kind, label in (
        ("complaint_to_controller", _("Complaint to the company")),
        ("complaint_to_authority", _("Complaint to the authority")),
    ):
        if kind in first:
            found.append(Station(label, first[kind].on, "done"))
    if now.state == CLOSED and "closed" in first:
        found.append(Station(_("Closed"), first["closed"].on, "done"))
    elif now.current and now.current.kind not in ("response", "self_set") and now.current.due:
        tone = "late" if now.current.due < today else "next"
        found.append(Station(_("Due"), now.current.due, tone))
    return found


def _due_stations(
    now: Standing, first: dict[str, Event], answered: date | None, today: date
) -> list[Station]:
    answer = now.answer
    if answer is None or answer.due is None:
        return []

    def tone(day: date) -> str:
        if answered:
            return "done" if answered <= day else "late"
        if now.state == CLOSED:  # whether they were late is not on record
            return ""
        return "late" if day < today else "next"

    limit = now.deadline("extension_notice_limit")
    extended = "extension_notice" in first and limit and limit.due and answer.due > limit.due
    if extended and limit and limit.due:
        return [
            Station(_("Due"), limit.due, "done"),
            Station(_("Extended to"), answer.due, tone(answer.due)),
        ]
    return [Station(_("Due"), answer.due, tone(answer.due))]
