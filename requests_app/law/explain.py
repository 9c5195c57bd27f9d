"""The steps of a controller's deadline: from receipt to the last day, each with the date it gave.

The dates come from the fold itself, so what is explained is what was computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from requests_app.law.calendars import WEEKENDS, regions_with_holiday
from requests_app.law.fold import Fold
from requests_app.law.log import Log
from requests_app.law.marks import Mark
from requests_app.law.periods import add_days
from requests_app.law.seats import CalendarChoice
from requests_app.law.statutes import Regime, ResponseText, Right
from requests_app.law.steps import Params, Step


@dataclass(slots=True)
class Request:
    """One request as the clock sees it: the text it runs under, its right, events and receipt."""

    law: Regime
    right: Right
    text: ResponseText
    log: Log
    received: date


@dataclass(slots=True)
class Reading:
    """One way to read the law for these events: a calendar and, in the EU, strict or suspended.

    The days are ``None`` while a question to the person stops the clock.
    """

    fold: Fold
    choice: CalendarChoice
    suspending: bool
    due: date | None
    notice_limit: date | None

    def day(self, *, notice: bool) -> date | None:
        """The last day for the answer, or for the extension notice."""
        return self.notice_limit if notice else self.due


def steps_of(request: Request, reading: Reading, *, notice: bool) -> list[Step]:
    """From receipt to the last day; the last step gives it, unless a question stops the clock."""
    fold, text, received = reading.fold, request.text, request.received
    rules = text.rules
    steps = [_start_step(rules["start"], request), reading.choice.step(received)]
    if text.text == "old":
        steps.append(Step(rules["start"], "old_text", (), received))
    if request.right.rule:
        steps.append(Step(request.right.rule, "same_limits", (), received))
    for mark in fold.restarts:
        steps.append(Step(mark.rule, mark.key, mark.params, mark.gives, mark.inferred))
    current = fold.end_with(0)
    length: Params = (("start", fold.start), ("length", text.length))
    steps.append(Step(rules["period"], f"period_{text.unit}", length, current))
    shift = 0
    extension: Mark | None = None
    for index, mark in enumerate(fold.marks):
        if (notice and not mark.for_notice) or (mark.days and index < fold.void_before):
            continue
        shift += mark.days
        if mark.extends:
            extension = mark
        current = fold.end_with(shift, extension)
        steps.append(Step(mark.rule, mark.key, mark.params, current, mark.inferred))
    due = reading.day(notice=notice)
    if due is not None:
        steps.append(roll_step(rules["roll"], reading.choice, current, due))
        steps.extend(_regional_flag(rules["calendar"], reading.choice, due))
    return steps


def _start_step(rule: str, request: Request) -> Step:
    key = "start"
    if request.log.receipt_estimated:
        key = "start_estimated" if "received" in request.log.first else "start_sent"
    return Step(rule, key, (("received", request.received),), request.received)


def roll_step(rule: str, choice: CalendarChoice, unrolled: date, due: date) -> Step:
    """The last step of every rolled deadline: what the calendar made of the day."""
    place = choice.calendar.name
    alone = "_weekends" if place == WEEKENDS else ""
    if unrolled == due:
        return Step(rule, f"working_day{alone}", (("place", place),), due)
    over_holiday = any(
        (day := add_days(unrolled, passed)).weekday() < 5 and choice.calendar.holiday(day)
        for passed in range((due - unrolled).days)
    )
    params = (("unrolled", unrolled), ("place", place))
    return Step(rule, f"rolled{alone}", params, due, choice.inferred and over_holiday)


def _regional_flag(rule: str, choice: CalendarChoice, due: date) -> list[Step]:
    """A last day that is a holiday in some region only is flagged, not rolled on (EU-5)."""
    if not choice.region_unknown:
        return []
    regions = regions_with_holiday(choice.calendar.name, due)
    return [Step(rule, "regional_only", (("regions", regions),), due, True)] if regions else []


def two_calendars(
    rule: str, place: CalendarChoice, due: date, other: CalendarChoice, day: date
) -> Step:
    """Two calendars can claim the last day; the later date is the one shown."""
    params = (
        ("place", place.calendar.name),
        ("other_place", other.calendar.name),
        ("other", day),
    )
    return Step(rule, "two_calendars", params, due, True)


def unsettled_steps(
    request: Request, reading: Reading, readings: list[Reading], *, suspension: bool, notice: bool
) -> list[Step]:
    """Says which other dates can be argued, and that the later one is shown."""
    due = reading.day(notice=notice)
    if due is None:
        return []
    rules = request.text.rules
    steps = []
    for other in readings:
        day = other.day(notice=notice)
        if other.suspending == reading.suspending and day is not None and day != due:
            steps.append(two_calendars(rules["calendar"], reading.choice, due, other.choice, day))
    if suspension and any(other.day(notice=notice) is None for other in readings):
        steps.append(Step(rules["identity"], "may_wait", (), due, True))
    elif suspension:
        strict = min(day for one in readings if (day := one.day(notice=notice)) is not None)
        params = (("strict", strict),)
        steps.append(Step(rules["identity"], "strict_or_suspended", params, due, True))
    return steps


def waiting_step(text: ResponseText, kind: str) -> Step:
    """The step of a clock that waits for the person: it gives no date."""
    rule = text.rules.get(f"waiting_{kind}", text.rules[kind])
    return Step(rule, f"waiting_{kind}", (), None)


def unjustified_step(text: ResponseText, kind: str, strict: date) -> Step:
    """The date that holds if the controller had no right to ask."""
    return Step(text.rules[kind], "if_unjustified", (), strict, True)


def refusal_limit(text: ResponseText, reading: Reading, limit: Reading) -> date | None:
    """The last day for a refusal.

    In the EU and Switzerland an extension does not move it (EU-9, CH-3); in the UK it is the
    answer's own last day (UK-8).
    """
    return reading.due if text.refusal_may_use_extension else limit.notice_limit


def notes_of(request: Request, reading: Reading, limit: Reading) -> tuple[Step, ...]:
    """What happened besides: the answer, a refusal, answers in part."""
    rules = request.text.rules
    notes = []
    for event in request.log.events:
        params = (("on", event.on),)
        if event.name == "answer_partial":
            notes.append(Step(rules["start"], "partial", params, event.on))
        elif event.name == "refusal":
            last = refusal_limit(request.text, reading, limit)
            key = "refused" if last is None or event.on <= last else "refused_late"
            notes.append(Step(rules["refusal"], key, params, event.on))
        elif event.name == "answer_full":
            key = "answered" if reading.due is None or event.on <= reading.due else "answered_late"
            notes.append(Step(rules["start"], key, params, event.on))
    return tuple(notes)
