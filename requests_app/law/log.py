"""Events put in order and checked against each other, before any clock counts them.

An order that can happen in life is put right (events may arrive in any order of entry, a question
may come late); one that cannot is refused with a sentence that names the event and the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from requests_app.law.errors import (
    ContradictoryEvents,
    DuplicateEvent,
    EventDateOutOfRange,
    EventOutOfOrder,
    MissingEvent,
)
from requests_app.law.events import EVENTS, FIRST_DAY, LAST_DAY, Event, require_name

_RANK = {name: rank for rank, name in enumerate(EVENTS)}

#: Question -> answer.
ANSWERS = {
    "identity_asked": "identity_provided",
    "clarification_asked": "clarification_provided",
    "fee_asked": "fee_paid",
}
_QUESTIONS = {answer: question for question, answer in ANSWERS.items()}
_KIND = {name: name.split("_")[0] for name in (*ANSWERS, *_QUESTIONS)}

_ONCE = frozenset(
    {
        "sent",
        "received",
        "knowledge",
        "infringement",
        "answer_full",
        "complaint_to_controller",
        "controller_acknowledged",
        "controller_outcome",
        "complaint_to_authority",
    }
)
_BEFORE_RECEIPT = frozenset({"sent", "received", "knowledge", "infringement"})
_NOT_AFTER_ANSWER = frozenset({*ANSWERS, "extension_notice", "answer_partial", "refusal"})


@dataclass(slots=True)
class Log:
    """Events in the order they happened, checked, with what the clocks ask for often."""

    events: list[Event]
    first: dict[str, Event]
    last: dict[str, Event]
    received: date | None
    receipt_estimated: bool


def prepare(
    events: Iterable[Event], rules: Mapping[str, str], *, regime_from: date | None = None
) -> Log:
    """Sort and check the events; raises one of the EventError classes, never guesses.

    ``rules`` names the rule behind each kind of event, for the messages; ``regime_from`` is the
    first day of the law the request was made under.
    """
    ordered = [event if type(event.on) is date else _local(event) for event in events]
    if len(ordered) > 1:
        for event in ordered:
            require_name(event.name)
        ordered.sort(key=_when)
    first: dict[str, Event] = {}
    last: dict[str, Event] = {}
    for event in ordered:
        name = event.name
        if name not in _RANK:
            require_name(name)
        if not FIRST_DAY <= event.on <= LAST_DAY:
            raise EventDateOutOfRange(
                f"{name} on {event.on} is out of range; dates run from {FIRST_DAY} to {LAST_DAY}.",
                field=name,
            )
        earlier = last.get(name)
        if earlier is None:
            first[name] = event
        elif name in _ONCE or earlier.on == event.on:
            raise DuplicateEvent(
                f"{name} is given twice, on {earlier.on} and {event.on}; keep one "
                f"({_rule_of(name, rules)}).",
                field=name,
                rule=_rule_of(name, rules),
            )
        if event.until is not None:
            _require_until(event, rules)
        last[name] = event
    sent, received = first.get("sent"), first.get("received")
    start = received or sent
    log = Log(ordered, first, last, start.on if start else None, _estimated(sent, received))
    if start is not None:
        _require_order(log, start, rules, regime_from)
    _require_questions(log, rules)
    return log


def _when(event: Event) -> tuple[date, int]:
    return event.on, _RANK[event.name]


def _estimated(sent: Event | None, received: Event | None) -> bool:
    if received is not None:
        return received.estimated
    return sent is not None


def _local(event: Event) -> Event:
    """The event with a plain date: the hour is irrelevant, the time zone is not (E16)."""
    moment = event.on
    if not isinstance(moment, date) or (isinstance(moment, datetime) and moment.tzinfo is not None):
        raise EventDateOutOfRange(
            f"{event.name} needs the local date at the controller, not {moment!r}.",
            field=event.name,
        )
    plain = moment.date() if isinstance(moment, datetime) else moment
    return Event(event.name, plain, event.reasons, event.until, event.estimated, event.outcome)


def _rule_of(name: str, rules: Mapping[str, str]) -> str:
    if name in _KIND:
        return rules[_KIND[name]]
    if name == "extension_notice":
        return rules["extension"]
    if name == "refusal":
        return rules["refusal"]
    return rules["start"]


def _require_until(event: Event, rules: Mapping[str, str]) -> None:
    until = event.until
    if until is None:
        return
    if not event.on <= until <= LAST_DAY:
        rule = _rule_of(event.name, rules)
        raise EventOutOfOrder(
            f"{event.name} on {event.on} names {until} as its date; that date must lie between "
            f"the event and {LAST_DAY} ({rule}).",
            field=event.name,
            rule=rule,
        )


def _require_order(
    log: Log, start: Event, rules: Mapping[str, str], regime_from: date | None
) -> None:
    rule = rules["start"]
    if regime_from is not None and start.on < regime_from:
        raise EventDateOutOfRange(
            f"{start.name} on {start.on} is before this law; it holds from {regime_from} ({rule}).",
            field=start.name,
            rule=rule,
        )
    sent = log.first.get("sent")
    if sent is not None and sent.on > start.on:
        raise EventOutOfOrder(
            f"sent on {sent.on} is after received on {start.on}; a letter is received on or after "
            f"the day it is sent ({rule}).",
            field="sent",
            rule=rule,
        )
    answered = log.first.get("answer_full")
    for event in log.events:
        if event.on < start.on and event.name not in _BEFORE_RECEIPT:
            raise EventOutOfOrder(
                f"{event.name} on {event.on} is before {start.name} on {start.on}; nothing can "
                f"answer a request before it arrives ({_rule_of(event.name, rules)}).",
                field=event.name,
                rule=_rule_of(event.name, rules),
            )
        if answered is not None and event.on > answered.on and event.name in _NOT_AFTER_ANSWER:
            raise ContradictoryEvents(
                f"{event.name} on {event.on} contradicts answer_full on {answered.on}: a request "
                f"answered in full leaves nothing to ask ({_rule_of(event.name, rules)}).",
                field=event.name,
                rule=_rule_of(event.name, rules),
            )


def _require_questions(log: Log, rules: Mapping[str, str]) -> None:
    """An answer needs a question before it.

    Identity and fee alone may stand without one: that the papers or the money came is enough where
    the month restarts from there (UK-3). A clarification without its question has no span.
    """
    for answer, question in _QUESTIONS.items():
        if answer not in log.first:
            continue
        if question not in log.first:
            if answer == "clarification_provided":
                raise MissingEvent(
                    f"{answer} on {log.first[answer].on} has no {question}; give the day the "
                    f"controller asked ({rules['clarification']}).",
                    field=answer,
                    rule=rules["clarification"],
                )
            continue
        _require_pairs(log, question, answer, rules)
    knowledge, infringement = log.first.get("knowledge"), log.first.get("infringement")
    if knowledge and infringement and knowledge.on < infringement.on:
        raise ContradictoryEvents(
            f"knowledge on {knowledge.on} is before infringement on {infringement.on}; nobody "
            "knows of an infringement before it happens (AT-1).",
            field="knowledge",
            rule="AT-1",
        )


def _require_pairs(log: Log, question: str, answer: str, rules: Mapping[str, str]) -> None:
    waiting = 0
    for event in log.events:
        if event.name == question:
            waiting += 1
        elif event.name == answer:
            if waiting == 0:
                rule = _rule_of(answer, rules)
                raise EventOutOfOrder(
                    f"{answer} on {event.on} answers no {question} before it; give the events "
                    f"in the order they happened ({rule}).",
                    field=answer,
                    rule=rule,
                )
            waiting -= 1
