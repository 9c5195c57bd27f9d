"""What happened before a follow-up or a complaint, as a dated list and as fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .addressing import Addressee
from .catalogue import Kind, kind
from .contracts import History, LetterRequest, PastEvent
from .deadline import ReplyDate, receipt_of, reply_date
from .language import Language
from .markup import escape, escape_line
from .writing import Writing


@dataclass(frozen=True, slots=True)
class Past:
    """The events in order of date, and the dates a template names one by one."""

    history: History | None
    due: date | None
    statutory: bool
    events: tuple[PastEvent, ...]
    request_name: str

    def fields(self, writing: Writing) -> Mapping[str, str]:
        """What templates may use of the history, escaped."""
        if self.history is None:
            return {}
        past, day = self.history, writing.day
        return {
            "request": escape_line(self.request_name),
            "sent_on": day(past.sent_on),
            "received_on": day(past.received_on),
            "due": day(self.due),
            "reply_on": day(past.reply_on),
            "reply": escape(past.reply),
            "contact_on": day(past.contact_on),
            "reminder_on": day(past.reminder_on),
            "complaint_on": day(past.complaint_on),
            "complaint_reply_on": day(past.complaint_reply_on),
            "authority_on": day(past.authority_on),
            "authority_reference": escape_line(past.authority_reference),
            "channel": escape_line(writing.words.channel(past.channel)),
        }


def past_events(
    request: LetterRequest, words: Language, controller: Addressee, first: Kind
) -> Past:
    """The history of a request; the date the answer was due is the law clock's unless given."""
    past = request.history
    if past is None:
        return Past(None, None, False, (), "")
    name = words.request(past.kind, past.purposes, request.regime)
    reckoned = _due(request, past, controller, first)
    due = past.due or (reckoned.due if reckoned else None)
    receipt, estimated = receipt_of(
        past.sent_on,
        past.channel,
        controller.seat,
        request.residence,
        past.received_on,
        arrived_by=past.arrived_by,
    )
    who = controller.controller
    rows: list[tuple[date | None, str]] = [
        (past.sent_on, words.event("sent", request=name, channel=_channel(request, words, past))),
    ]
    if past.channel == "post" or past.received_on not in (None, past.sent_on):
        event = "received_estimated" if estimated else "received"
        rows.append((receipt, words.event(event, controller=who)))
    rows += [
        (due, words.event("due" if reckoned is None or reckoned.statutory else "due_own")),
        (past.reminder_on, words.event("reminder", controller=who)),
        (past.reply_on, words.event("reply", controller=who)),
    ]
    if request.regime == "uk" and request.kind != "complaint-controller":
        rows += [
            (past.complaint_on, words.event("complaint", controller=who)),
            (past.complaint_reply_on, words.event("complaint_reply", controller=who)),
        ]
    listed = [PastEvent(on, text) for on, text in rows if on is not None and on <= request.date]
    listed += past.events
    return Past(
        past,
        due,
        bool(reckoned and reckoned.statutory),
        tuple(sorted(listed, key=lambda event: event.on)),
        name,
    )


def _channel(request: LetterRequest, words: Language, past: History) -> str:
    to_authority = kind(request.kind).addressee == "authority"
    return words.channel(past.channel, to_authority=to_authority)


def _due(
    request: LetterRequest, past: History, controller: Addressee, first: Kind
) -> ReplyDate | None:
    rights = first.rights.get(request.regime, ())
    if not rights:
        return None
    return reply_date(
        request,
        rights[0],
        controller.seat,
        sent_on=past.sent_on,
        delivery=past.channel,
        received_on=past.received_on,
        arrived_by=past.arrived_by,
    )
