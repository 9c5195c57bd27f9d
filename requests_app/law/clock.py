"""Dated events in, deadlines out, each with its explanation. The clock never reads the clock.

:func:`deadlines` is the door; :func:`compute` also hands back the notes that say why something has
no deadline. Both are pure: the same question gives the same answer, and ``today`` decides the
status alone, never a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from requests_app.law.deadline import Deadline
from requests_app.law.errors import EventDateOutOfRange, MissingEvent, UnknownPlace
from requests_app.law.escalation import (
    acknowledgement,
    authority_inaction,
    complaint_bar,
    last_contact,
)
from requests_app.law.events import Event
from requests_app.law.loading import regime
from requests_app.law.log import Log, prepare
from requests_app.law.own_date import self_set
from requests_app.law.places import authority_place, place, regime_of
from requests_app.law.response import response_deadlines
from requests_app.law.seats import Choices, authority_choices, choices
from requests_app.law.statutes import Regime, Right
from requests_app.law.steps import Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """All deadlines, and notes on what has none and why."""

    deadlines: tuple[Deadline, ...]
    notes: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a question's places and names settle before any event is looked at."""

    law: Regime
    right: Right
    choices: Choices
    authority_choices: Choices
    bar_country: str


def deadlines(
    regime: str,
    right: str,
    seat: str | None,
    events: Iterable[Event],
    today: date,
    *,
    residence: str | None = None,
    representative: str | None = None,
    authority: str | None = None,
) -> list[Deadline]:
    """All deadlines that follow from the events, at most one of a kind, in the order of ``KINDS``.

    ``regime`` and ``right`` are ids (hyphens or underscores); ``seat``, ``residence`` and
    ``representative`` ISO 3166 codes of controller, person and the controller's representative;
    ``authority`` an authority's id or its country. Dates are local to whoever must act. Raises a
    ``LawError`` with one sentence for the person; never guesses around a contradiction. Sources of
    the rules: ``docs/law.md``.
    """
    return list(
        compute(
            regime,
            right,
            seat,
            events,
            today,
            residence=residence,
            representative=representative,
            authority=authority,
        ).deadlines
    )


def compute(
    regime: str,
    right: str,
    seat: str | None,
    events: Iterable[Event],
    today: date,
    *,
    residence: str | None = None,
    representative: str | None = None,
    authority: str | None = None,
) -> Outcome:
    """As :func:`deadlines`, with the notes."""
    frame = _frame(regime, right, seat, residence, representative, authority)
    if type(today) is not date:
        today = _plain_day(today)
    law = frame.law
    log = prepare(events, law.responses[-1].rules, regime_from=law.window.valid_from)
    found: list[Deadline] = []
    notes: list[Step] = []
    _request_clock(frame, log, today, found, notes)
    if frame.right.clock in _STARTS or not _RECEIPT.issuperset(log.first):
        _complaint_clocks(frame, log, today, found, notes)
    if frame.right.clock == "self_set" or any(_sets_a_date(event) for event in log.events):
        found.append(self_set(law, frame.right, frame.choices, log, today))
    return Outcome(tuple(found), tuple(notes))


def _plain_day(today: date) -> date:
    if isinstance(today, datetime) or not isinstance(today, date):
        raise EventDateOutOfRange(f"today must be a date, not {today!r}.", field="today")
    return today


@lru_cache(maxsize=4096)
def _frame(
    regime_id: str,
    right_id: str,
    seat: str | None,
    residence: str | None,
    representative: str | None,
    authority: str | None,
) -> _Frame:
    law = regime(regime_id)
    right = law.right(right_id)
    at = place(seat, "seat") if seat else None
    home = place(residence, "residence") if residence else None
    agent = place(representative, "representative") if representative else None
    office = authority_place(authority) if authority else None
    if office is not None and regime_of(office) != law.id:
        raise UnknownPlace(
            f"Authority '{authority}' does not act under '{law.id}'; use one of that law's.",
            field="authority",
        )
    text = law.responses[-1].rules
    rules = law.authority
    bar = office or home
    return _Frame(
        law=law,
        right=right,
        choices=choices(law.id, text["calendar"], at, agent, home),
        authority_choices=authority_choices(
            law.id, rules.get("calendar", text["calendar"]), office, home, at
        ),
        bar_country=bar.country if bar else "",
    )


def _request_clock(
    frame: _Frame, log: Log, today: date, found: list[Deadline], notes: list[Step]
) -> None:
    """The clock of the request itself, by what the law gives this right."""
    clock = frame.right.clock
    if clock == "response":
        if log.received is None and log.first and _WITHOUT_REQUEST.issuperset(log.first):
            return
        found.extend(response_deadlines(frame.law, frame.right, frame.choices, log, today))
    elif clock == "none":
        if frame.right.id == "complaint_authority" and "complaint_to_authority" in log.first:
            return
        key = "no_authority_clock" if frame.right.id == "complaint_authority" else "no_clock"
        notes.append(Step(frame.law.self_set["rule"], key, (), None))


def _complaint_clocks(
    frame: _Frame, log: Log, today: date, found: list[Deadline], notes: list[Step]
) -> None:
    """Clocks that complaints start, whatever the right, and the bar on complaining."""
    law, right = frame.law, frame.right
    to_controller = _complaint(log, right, "controller_acknowledgement", "complaint_to_controller")
    to_authority = _complaint(log, right, "authority_inaction", "complaint_to_authority")
    _require_complaint(law, log, to_controller, "complaint_to_controller", "controller_outcome")
    _require_complaint(law, log, to_authority, "complaint_to_authority", "authority_progress")
    if to_controller is not None:
        more, why = acknowledgement(law, right, frame.choices, log, to_controller, today)
        found.extend(more)
        notes.extend(why)
    if to_authority is not None:
        more, why = authority_inaction(
            law, right, frame.authority_choices, log, to_authority, today
        )
        found.extend(more)
        notes.extend(why)
    more, why = complaint_bar(law, right, frame.bar_country, log, today)
    found.extend(more)
    notes.extend(why)
    notes.extend(last_contact(law, log))
    name = _STARTS.get(right.clock)
    if name and not found and not notes:
        rule = _complaint_rule(law, name)
        raise MissingEvent(
            f"The clock for '{right.id}' needs {name} ({rule}).", field=name, rule=rule
        )


def _complaint(log: Log, right: Right, clock: str, name: str) -> Event | None:
    """The complaint that starts a clock.

    Where the right itself is that complaint and no event of its own names it, what was received is
    the complaint.
    """
    found = log.first.get(name)
    if found is None and right.clock == clock and "complaint_to_controller" not in log.first:
        return log.first.get("received") or log.first.get("sent")
    return found


def _require_complaint(
    law: Regime, log: Log, complaint: Event | None, name: str, follower: str
) -> None:
    event = log.first.get(follower)
    if event is not None and complaint is None:
        rule = _complaint_rule(law, name)
        raise MissingEvent(
            f"{follower} on {event.on} has no {name} before it ({rule}).", field=follower, rule=rule
        )


def _complaint_rule(law: Regime, name: str) -> str:
    rules = law.acknowledgement if name == "complaint_to_controller" else law.authority
    found: str = rules.get("rule", law.self_set["rule"])
    return found


def _sets_a_date(event: Event) -> bool:
    return event.until is not None and event.name in ("sent", "reminder")


_RECEIPT = frozenset({"sent", "received"})

# The event that starts the clock of a right that is itself a complaint.
_STARTS = {
    "controller_acknowledgement": "complaint_to_controller",
    "authority_inaction": "complaint_to_authority",
}

# Events that can be counted on their own, without the request behind them.
_WITHOUT_REQUEST = frozenset(
    {
        "knowledge",
        "infringement",
        "complaint_to_controller",
        "controller_acknowledged",
        "controller_outcome",
        "complaint_to_authority",
        "authority_progress",
    }
)
