"""Where a case stands on a day: a fold of its events under the law, and nothing stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Event

# States a query may ask for; kept in Case.state.
DRAFT, WAITING, ON_HOLD, OVERDUE, ANSWERED, REFUSED, COMPLAINED, CLOSED = (
    "draft",
    "waiting",
    "on_hold",
    "overdue",
    "answered",
    "refused",
    "complained",
    "closed",
)


@dataclass(frozen=True)
class Standing:
    """Where the case stands: its state, its deadlines in the order they fall, the one that counts.

    `due` is the date shown first: that of the deadline now running, or None.
    """

    state: str
    deadlines: tuple[law.Deadline, ...]
    current: law.Deadline | None

    @property
    def due(self) -> date | None:
        return self.current.due if self.current else None

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
    happened = {event.kind for event in current_events}
    deadlines = _deadlines(details, current_events, today, authority)
    answer = next((one for one in deadlines if one.kind in ("response", "self_set")), None)
    if "closed" in happened:
        return Standing(CLOSED, deadlines, None)
    if "complaint_to_authority" in happened:
        silent = next((one for one in deadlines if one.kind == "authority_inaction"), None)
        return Standing(COMPLAINED, deadlines, silent)
    if "complaint_to_controller" in happened and "controller_outcome" not in happened:
        confirm = next((o for o in deadlines if o.kind == "controller_acknowledgement"), None)
        return Standing(COMPLAINED, deadlines, confirm)
    if "answer_full" in happened:
        return Standing(ANSWERED, deadlines, None)
    if happened & {"refusal", "answer_partial"}:
        return Standing(REFUSED, deadlines, None)
    if answer is None:
        return Standing(WAITING if happened & {"sent", "received"} else DRAFT, deadlines, None)
    # While the law lets the clock wait for the person there is no day to name.
    if answer.due is None:
        return Standing(ON_HOLD, deadlines, None)
    return Standing(OVERDUE if today > answer.due else WAITING, deadlines, answer)


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that no later one replaces, in the order in which they happened."""
    events = list(events)
    replaced = {event.replaces_id for event in events if event.replaces_id}
    return sorted(
        (event for event in events if event.pk not in replaced),
        key=lambda event: (event.on, event.recorded_at),
    )


def _deadlines(
    details: Details, events: Sequence[Event], today: date, authority: str | None
) -> tuple[law.Deadline, ...]:
    told = [as_law(event) for event in events if event.kind != "closed"]
    names = {event.name for event in told}
    if not names & {"sent", "received"}:
        return ()
    if "received" not in names:
        # A form or an e-mail arrives on the day it is sent; a letter by post some days later, so
        # there the clock itself takes the day of sending and calls it an estimate.
        told += [
            law.Event("received", event.on)
            for event in events
            if event.kind == "sent" and event.channel in ("form", "email")
        ]
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
