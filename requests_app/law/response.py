"""The controller's answer: its last day, and the last day for an extension notice.

Folds the events on every calendar and reading that can claim the last day and shows the later date
where the law is unsettled (EU-5, EU-10, UK-1, CH-4).
"""

from __future__ import annotations

from datetime import date

from requests_app.law import deadline as d
from requests_app.law.calendars import CALENDAR_VERSION
from requests_app.law.deadline import Deadline
from requests_app.law.errors import MissingEvent
from requests_app.law.explain import (
    Reading,
    Request,
    notes_of,
    refusal_limit,
    steps_of,
    unjustified_step,
    unsettled_steps,
    waiting_step,
)
from requests_app.law.fold import Fold
from requests_app.law.log import Log
from requests_app.law.seats import CalendarChoice, Choices
from requests_app.law.statutes import Regime, ResponseText, Right


def response_deadlines(
    law: Regime, right: Right, choices: Choices, log: Log, today: date
) -> list[Deadline]:
    """The answer's deadline and the extension notice's limit, in that order.

    Raises MissingEvent if neither ``received`` nor ``sent`` is there.
    """
    received = log.received
    if received is None:
        rule = law.responses[-1].rules["start"]
        raise MissingEvent(
            f"The clock for '{right.id}' needs received (or sent): time runs from receipt "
            f"({rule}).",
            field="received",
            rule=rule,
        )
    request = Request(law, right, _text_for(law, received), log, received)
    readings = _readings(request, choices)
    suspension = any(reading.suspending and reading.fold.questioned for reading in readings)
    answer = _later(readings, notice=False)
    limit = _later(readings, notice=True)
    return [
        _answer_deadline(request, readings, answer, limit, suspension, today),
        _notice_deadline(request, readings, limit, suspension, today),
    ]


def _text_for(law: Regime, received: date) -> ResponseText:
    """The version of the text that a request received on this day runs under (UK-2)."""
    return next(text for text in law.responses if text.window.holds(received))


def _readings(request: Request, choices: Choices) -> list[Reading]:
    found = [_reading(request, choice, suspending=False) for choice in choices]
    may_suspend = request.text.identity == "suspends" and request.right.identity
    if may_suspend and "identity_asked" in request.log.first:
        found += [_reading(request, choice, suspending=True) for choice in choices]
    return found


def _reading(request: Request, choice: CalendarChoice, *, suspending: bool) -> Reading:
    fold = Fold(
        request.text,
        request.right,
        choice.calendar,
        request.log,
        request.received,
        suspending=suspending,
    )
    if fold.waiting_for:
        return Reading(fold, choice, suspending, None, None)
    return Reading(fold, choice, suspending, fold.due(), fold.notice_limit())


def _later(readings: list[Reading], *, notice: bool) -> Reading:
    """The reading that gives the later date, the first of equals.

    One that has a date goes before one that waits for the person.
    """
    best = readings[0]
    best_day = best.day(notice=notice)
    for reading in readings[1:]:
        day = reading.day(notice=notice)
        if day is not None and (best_day is None or day > best_day):
            best, best_day = reading, day
    return best


def _unsettled(
    readings: list[Reading], suspension: bool, *, notice: bool
) -> tuple[date | None, date | None]:
    """``strict_due`` and ``due_if_suspended``; both ``None`` where the law is settled."""
    days = [day for one in readings if (day := one.day(notice=notice)) is not None]
    if not days or (not suspension and min(days) == max(days)):
        return None, None
    if not suspension:
        return min(days), None
    suspended = [
        day for one in readings if one.suspending and (day := one.day(notice=notice)) is not None
    ]
    return min(days), max(suspended, default=None)


# ------------------------------------------------------------------ the two deadlines


def _answer_deadline(
    request: Request,
    readings: list[Reading],
    reading: Reading,
    limit: Reading,
    suspension: bool,
    today: date,
) -> Deadline:
    fold, log = reading.fold, request.log
    strict, suspended = _unsettled(readings, suspension, notice=False)
    steps = steps_of(request, reading, notice=False)
    if reading.due is None:
        kind = fold.waiting_for
        strict = _without_questions(request, reading)
        steps += [unjustified_step(request.text, kind, strict), waiting_step(request.text, kind)]
    else:
        steps += unsettled_steps(request, reading, readings, suspension=suspension, notice=False)
    return Deadline(
        kind=d.RESPONSE,
        right=request.right.id,
        regime=request.law.id,
        due=reading.due,
        unrolled=fold.unrolled() if reading.due else None,
        statutory=True,
        status=_status(request, readings, reading, limit, today),
        steps=tuple(steps),
        calendar=reading.choice.calendar.name,
        calendar_version=CALENDAR_VERSION,
        strict_due=strict,
        due_if_suspended=suspended,
        notice_limit=limit.notice_limit,
        start=fold.start if reading.due else None,
        receipt_estimated=log.receipt_estimated,
        calendar_estimated=reading.choice.estimated,
        notes=notes_of(request, reading, limit),
    )


def _without_questions(request: Request, reading: Reading) -> date:
    """The last day if the open questions must not stop the clock."""
    fold = Fold(
        request.text,
        request.right,
        reading.choice.calendar,
        request.log,
        request.received,
        without=reading.fold.open_questions(),
    )
    return fold.due()


def _notice_deadline(
    request: Request, readings: list[Reading], reading: Reading, suspension: bool, today: date
) -> Deadline:
    fold, limit = reading.fold, reading.notice_limit
    strict, suspended = _unsettled(readings, suspension, notice=True)
    steps = steps_of(request, reading, notice=True)
    if limit is None:
        steps.append(waiting_step(request.text, fold.waiting_for))
    else:
        steps += unsettled_steps(request, reading, readings, suspension=suspension, notice=True)
    return Deadline(
        kind=d.NOTICE_LIMIT,
        right=request.right.id,
        regime=request.law.id,
        due=limit,
        unrolled=fold.notice_unrolled() if limit else None,
        statutory=True,
        status=_notice_status(request, readings, limit, today),
        steps=tuple(steps),
        calendar=reading.choice.calendar.name,
        calendar_version=CALENDAR_VERSION,
        strict_due=strict,
        due_if_suspended=suspended,
        notice_limit=limit,
        start=fold.start if limit else None,
        receipt_estimated=request.log.receipt_estimated,
        calendar_estimated=reading.choice.estimated,
    )


# ------------------------------------------------------------------ status


def _status(
    request: Request, readings: list[Reading], reading: Reading, limit: Reading, today: date
) -> str:
    due, first = reading.due, request.log.first
    answered, refused = first.get("answer_full"), first.get("refusal")
    if answered and answered.on <= today:
        return d.MET if due is None or answered.on <= due else d.MET_LATE
    if refused and refused.on <= today:
        last = refusal_limit(request.text, reading, limit)
        return d.REFUSED if last is None or refused.on <= last else d.REFUSED_LATE
    withdrawn_after = reading.fold.withdrawn_after
    if withdrawn_after and today > withdrawn_after:
        return d.WITHDRAWN
    if today < request.received:
        return d.NOT_STARTED
    if due is None or withdrawn_after or any(one.fold.waiting_for for one in readings):
        return d.ON_HOLD
    return d.time_status(due, today)


def _notice_status(
    request: Request, readings: list[Reading], limit: date | None, today: date
) -> str:
    given = next((one.fold.notice_on for one in readings if one.fold.notice_on), None)
    if given and given <= today:
        return d.MET
    first = request.log.first
    if any((event := first.get(name)) and event.on <= today for name in _ENDING):
        return d.ENDED
    if today < request.received:
        return d.NOT_STARTED
    if limit is None:
        return d.ON_HOLD
    status = d.time_status(limit, today)
    return d.LAPSED if status == d.OVERDUE else status


_ENDING = ("answer_full", "refusal")
