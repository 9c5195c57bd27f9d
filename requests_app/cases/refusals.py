"""Why an event cannot be, in the words of the person who wanted to record it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from requests_app import law
from requests_app.cases.models import Event
from requests_app.cases.occurrences import OCCURRENCES
from requests_app.cases.standing import in_force
from requests_app.law import errors
from requests_app.safety.dates import day_in_words

_QUESTION_OF = {
    "identity_provided": "identity_asked",
    "clarification_provided": "clarification_asked",
    "fee_paid": "fee_asked",
}
_COMPLAINT_OF = {
    "controller_acknowledged": "complaint_to_controller",
    "controller_outcome": "complaint_to_controller",
    "authority_progress": "complaint_to_authority",
}


class EventRefused(ValueError):
    """An event that cannot be, given the others; the message is one sentence."""


def explain(error: law.LawError, events: Sequence[Event]) -> str:
    """One or two sentences on what is wrong, and what to do about it."""
    name = error.field
    if name == "unsent":
        return _("Record first that the letter was sent: nothing can follow before that.")
    if name not in OCCURRENCES:
        return str(error)
    what = {"what": OCCURRENCES[name].label}
    standing_events = in_force(events)
    if isinstance(error, errors.DuplicateEvent):
        return _(
            "“%(what)s” is in the timeline already. Correct that entry instead of adding another."
        ) % {**what}
    if isinstance(error, errors.ContradictoryEvents):
        if name == "knowledge":
            return _("You cannot have learned of it before it happened.")
        return _(
            "“%(what)s” cannot come after “They did all you asked”: then nothing is left to ask."
        ) % {**what}
    if isinstance(error, errors.EventDateOutOfRange):
        return _("“%(what)s” lies before this law began.") % {**what}
    if isinstance(error, errors.MissingEvent | errors.EventOutOfOrder):
        return _out_of_order(name, standing_events, what)
    return str(error)


def _out_of_order(name: str, events: Sequence[Event], what: Mapping[str, object]) -> str:
    happened = {event.kind: event.on for event in reversed(events)}
    if name == "sent":
        return _("The letter cannot have arrived before it was sent.")
    if _until_too_early(name, events):
        return _("The date they named lies before the day on which they named it.")
    before = _QUESTION_OF.get(name) or _COMPLAINT_OF.get(name)
    start = happened.get("received") or happened.get("sent")
    on = min((event.on for event in events if event.kind == name), default=None)
    if before and not (start and on and on < start):
        return _("“%(what)s” needs “%(before)s” on the same day or an earlier one.") % {
            **what,
            "before": OCCURRENCES[before].label,
        }
    return _(
        "“%(what)s” cannot be before %(day)s, the day your letter arrived. Check both days."
    ) % {**what, "day": day_in_words(start) if start else ""}


def _until_too_early(name: str, events: Sequence[Event]) -> bool:
    for event in events:
        until = (event.details or {}).get("until")
        if event.kind == name and until and date.fromisoformat(until) < event.on:
            return True
    return False
