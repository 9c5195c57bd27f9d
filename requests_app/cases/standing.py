"""Where a case stands: computed from its events by the law's clock, never from anything stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Event
from requests_app.cases.occurrences import occurrence
from requests_app.letters.deadline import receipt_of

# States a query may ask for; kept in Case.state.
STATES = (
    DRAFT, WAITING, ON_HOLD, OVERDUE, ANSWERED, REFUSED, WITHDRAWN, COMPLAINED, DECIDED, CLOSED,
) = (
    "draft", "waiting", "on_hold", "overdue", "answered", "refused", "withdrawn", "complained",
    "decided", "closed",
)  # fmt: skip

# What can lie before the letter and needs none.
_WITHOUT_LETTER = frozenset({"sent", "received", "knowledge", "infringement"})


class Happening(Protocol):
    """What the clock asks of an event; the table's rows have it."""

    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...


@dataclass(frozen=True)
class Standing:
    """Where the case stands: its state, its deadlines in the order they fall, the one that counts.

    `due` is the date shown first: that of the deadline now running, or None. `trouble` is a
    sentence when the events cannot be counted under the rules as they are now, else empty.
    """

    state: str
    deadlines: tuple[law.Deadline, ...]
    current: law.Deadline | None
    trouble: str = ""

    @property
    def due(self) -> date | None:
        return self.current.due if self.current else None

    @property
    def answer(self) -> law.Deadline | None:
        """The deadline of the answer: the law's, or where it sets none the person's own."""
        return self.deadline("response") or self.deadline("self_set")

    def deadline(self, kind: str) -> law.Deadline | None:
        """The deadline of this kind, if the law sets one."""
        return next((one for one in self.deadlines if one.kind == kind), None)


def standing(
    details: Details, events: Sequence[Event], today: date, authority: str | None = None
) -> Standing:
    """Fold the events that stand (replaced ones left out) into deadlines and a state.

    Raises law.LawError when the events contradict each other; the message is one sentence.
    """
    current_events = in_force(events)
    deadlines = _deadlines(details, current_events, today, authority or _authority(current_events))
    found = Standing("", deadlines, None)
    state = _state(current_events, found)
    return Standing(state, deadlines, _counting(state, current_events, found))


def _authority(events: Sequence[Event]) -> str | None:
    """The id of the authority complained to, where the desk wrote the complaint."""
    named = [
        str(event.details["authority"])
        for event in events
        if event.kind == "complaint_to_authority" and (event.details or {}).get("authority")
    ]
    return named[-1] if named else None


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that no later one replaces, in the order in which they happened."""
    events = list(events)
    replaced = {event.replaces_id for event in events if event.replaces_id}
    return sorted(
        (event for event in events if event.pk not in replaced and event.kind != "struck"),
        key=lambda event: (event.on, event.recorded_at),
    )


def _state(events: Sequence[Event], found: Standing) -> str:
    """What the events come to; the last turning point decides."""
    last = {event.kind: place for place, event in enumerate(events)}

    def after(kind: str, than: str) -> bool:
        return kind in last and last[kind] > last.get(than, -1)

    if after("closed", "reopened"):
        return CLOSED
    if not last.keys() & {"sent", "received"}:
        return DRAFT
    if "complaint_to_authority" in last:
        if after("answer_full", "complaint_to_authority"):
            return ANSWERED
        decided = any(
            event.kind == "authority_progress" and (event.details or {}).get("outcome")
            for event in events
        )
        return DECIDED if decided else COMPLAINED
    if "complaint_to_controller" in last and not last.keys() & {"controller_outcome"}:
        if after("answer_full", "complaint_to_controller"):
            return ANSWERED
        return COMPLAINED
    if "answer_full" in last:
        return ANSWERED
    if last.keys() & {"refusal", "answer_partial"}:
        return REFUSED
    return _running(found.answer)


def _running(answer: law.Deadline | None) -> str:
    """The state of a request nobody has answered yet."""
    if answer is None:
        return WAITING
    if answer.status == "withdrawn":
        return WITHDRAWN
    # While the law lets the clock wait for the person there may be no day to name.
    if answer.status == "on_hold" or answer.due is None:
        return ON_HOLD
    return OVERDUE if answer.status == "overdue" else WAITING


def _counting(state: str, events: Sequence[Event], found: Standing) -> law.Deadline | None:
    """The deadline that counts in this state."""
    if state in (WAITING, OVERDUE, ON_HOLD):
        return found.answer if found.answer and found.answer.due else None
    if state == COMPLAINED:
        to_authority = any(event.kind == "complaint_to_authority" for event in events)
        kind = "authority_inaction" if to_authority else "controller_acknowledgement"
        deadline = found.deadline(kind)
        # A confirmed complaint has no further day in law.
        return deadline if deadline and deadline.status not in ("met", "met_late") else None
    return None


def _deadlines(
    details: Details, events: Sequence[Event], today: date, authority: str | None
) -> tuple[law.Deadline, ...]:
    told = [as_law(event) for event in events if occurrence(event.kind).known_to_law]
    names = {event.name for event in told}
    if not names & {"sent", "received"}:
        if stray := next((one for one in told if one.name not in _WITHOUT_LETTER), None):
            raise law.EventError(
                f"{stray.name} on {stray.on} has no letter before it: record first that the "
                "letter was sent.",
                field="unsent",
            )
        return ()
    if "received" not in names:
        told += _arrival(details, events)
    return tuple(
        law.deadlines(
            details.regime,
            details.right,
            details.seat or None,
            told,
            today,
            residence=details.residence or None,
            representative=details.representative or None,
            authority=authority,
        )
    )


def answers_receipt(event: Event) -> bool:
    """Whether it can only have happened once the letter had arrived."""
    return event.kind not in ("sent", "received") and occurrence(event.kind).known_to_law


def _arrival(details: Details, events: Sequence[Event]) -> list[law.Event]:
    """The arrival nobody recorded: a form or an e-mail arrives on the day it is sent, a letter by
    post on the day the letters themselves reckon with, which is called an estimate. Of a sending
    in an unknown way the clock takes the day of sending as an estimate."""
    by = min((event.on for event in events if answers_receipt(event)), default=None)
    found = []
    for event in events:
        if event.kind == "sent" and event.channel in ("form", "email", "post"):
            day, estimated = receipt_of(
                event.on,
                event.channel,
                details.seat or "",
                details.residence or "",
                arrived_by=by,
            )
            found.append(law.Event("received", day, estimated=estimated))
    return found


def as_law(event: Event) -> law.Event:
    """The event as the law's clock reads it."""
    facts = event.details or {}
    until = facts.get("until")
    return law.Event(
        event.kind,
        event.on,
        reasons=bool(facts.get("reasons")),
        until=date.fromisoformat(until) if until else None,
        estimated=bool(facts.get("estimated")),
        outcome=bool(facts.get("outcome")),
    )
