"""What follows when the controller does not answer as it should: complaints, their clocks and bars.

The controller's acknowledgement (UK-12), the authority's silence (EU-14, UK-18) and the bar that
cuts the person off (AT-1), which alone is never rolled forward.
"""

from __future__ import annotations

from datetime import date

from requests_app.law import deadline as d
from requests_app.law.calendars import CALENDAR_VERSION
from requests_app.law.deadline import Deadline
from requests_app.law.errors import EventOutOfOrder
from requests_app.law.events import Event
from requests_app.law.explain import roll_step, two_calendars
from requests_app.law.log import Log
from requests_app.law.periods import add_days, add_months
from requests_app.law.seats import CalendarChoice, Choices
from requests_app.law.statutes import Regime, Right
from requests_app.law.steps import Step

# Contacts from the controller after which the UK regulator counts its three months (UK-16).
_CONTACTS = (
    "extension_notice",
    "answer_partial",
    "refusal",
    "answer_full",
    "controller_acknowledged",
    "controller_outcome",
)


def _later_on(choices: Choices, unrolled: date) -> tuple[CalendarChoice, date, date | None]:
    """The choice that gives the later day, that day, and the earlier one if they differ."""
    rolled = [(choice.calendar.roll(unrolled), choice) for choice in choices]
    best_day, best = rolled[0]
    for day, choice in rolled[1:]:
        if day > best_day:
            best_day, best = day, choice
    earliest = min(day for day, _ in rolled)
    return best, best_day, None if earliest == best_day else earliest


def _unsettled(
    rule: str, choices: Choices, best: CalendarChoice, due: date, strict: date | None
) -> list[Step]:
    """The step that names the other calendar, where the two give different days."""
    if strict is None:
        return []
    other = next(choice for choice in choices if choice is not best)
    return [two_calendars(rule, best, due, other, strict)]


# ------------------------------------------------------------------ complaint to the controller


def acknowledgement(
    law: Regime, right: Right, choices: Choices, log: Log, complaint: Event, today: date
) -> tuple[list[Deadline], list[Step]]:
    """Thirty days to acknowledge a complaint the controller received (UK-12), or why none run.

    Complaints received before 19 June 2026, and regimes without this step, give a note instead.
    """
    rules = law.acknowledgement
    on = complaint.on
    if not rules:
        rule = "EU-13" if law.id == "eu" else law.responses[-1].rules["start"]
        return [], [Step(rule, "complaint_not_required", (), on)]
    _require_after(complaint, log, ("controller_acknowledged", "controller_outcome"), rules["rule"])
    if on < rules["valid_from"]:
        return [], [Step(rules["before"], "no_acknowledgement_duty", (("on", on),), on)]
    unrolled = add_days(on, rules["days"])
    best, due, strict = _later_on(choices, unrolled)
    length = (("start", on), ("length", rules["days"]))
    steps = [
        Step("UK-10", "complaint_start", (("on", on),), on),
        best.step(on),
        Step(rules["rule"], "period_days", length, unrolled, True),
        roll_step(rules["roll"], best, unrolled, due),
        *_unsettled(rules["roll"], choices, best, due, strict),
    ]
    done = _first_day(log, ("controller_acknowledged", "controller_outcome"))
    return [
        Deadline(
            kind=d.ACKNOWLEDGEMENT,
            right=right.id,
            regime=law.id,
            due=due,
            unrolled=unrolled,
            statutory=True,
            status=d.done_status(on, due, today, done),
            steps=tuple(steps),
            calendar=best.calendar.name,
            calendar_version=CALENDAR_VERSION,
            strict_due=strict,
            start=on,
            notes=(Step(rules["no_outcome_date"], "no_outcome_date", (), None),),
        )
    ], []


# ------------------------------------------------------------------ the authority's silence


def authority_inaction(
    law: Regime, right: Right, choices: Choices, log: Log, complaint: Event, today: date
) -> tuple[list[Deadline], list[Step]]:
    """Three months for news from the authority, or the block that follows the last news.

    In the UK later blocks of three months run from the complaint (UK-18); in the EU the three
    months are taken anew from news (EU-14). Where no such clock exists, a note instead.
    """
    rules = law.authority
    on = complaint.on
    if not rules:
        return [], [Step(law.self_set["rule"], "no_authority_clock", (), on)]
    months, rule = rules["months"], rules["rule"]
    _require_after(complaint, log, ("authority_progress",), rule)
    news = [event for event in log.events if event.name == "authority_progress"]
    steps = [Step(rule, "authority_start", (("on", on),), on), choices[0].step(on)]
    unrolled = add_months(on, months)
    steps.append(Step(rule, "authority_period", _length(on, months), unrolled))
    for event in news:
        best, due, _strict = _later_on(choices, unrolled)
        if event.on > due:
            late = (("on", event.on), ("limit", due))
            steps.append(Step(rule, "authority_news_late", late, unrolled))
        if rules["blocks"]:
            unrolled = _next_block(on, months, event.on, choices)
            steps.append(Step(rule, "authority_block", (("on", event.on),), unrolled))
        else:
            unrolled = add_months(event.on, months)
            steps.append(
                Step(rule, "authority_after_news", _length(event.on, months), unrolled, True)
            )
    best, due, strict = _later_on(choices, unrolled)
    if best is not choices[0]:
        steps.insert(2, best.step(on))
    steps.append(roll_step(rules["roll"], best, unrolled, due))
    steps += _unsettled(rules["calendar"], choices, best, due, strict)
    outcome = next((event for event in news if event.outcome), None)
    status = d.done_status(on, due, today, None)
    if outcome is not None and outcome.on <= today:
        status = d.MET
    return [
        Deadline(
            kind=d.AUTHORITY_INACTION,
            right=right.id,
            regime=law.id,
            due=due,
            unrolled=unrolled,
            statutory=True,
            status=status,
            steps=tuple(steps),
            calendar=best.calendar.name,
            calendar_version=CALENDAR_VERSION,
            strict_due=strict,
            start=on,
            calendar_estimated=best.estimated,
            notes=_tribunal(law, on),
        )
    ], []


def _length(start: date, months: int) -> tuple[tuple[str, object], ...]:
    return (("start", start), ("length", months))


def _next_block(on: date, months: int, news: date, choices: Choices) -> date:
    """The unrolled end of the block after the one the news fell in, blocks counted from ``on``."""
    block = 1
    while _later_on(choices, add_months(on, months * block))[1] < news:
        block += 1
    return add_months(on, months * (block + 1))


def _tribunal(law: Regime, on: date) -> tuple[Step, ...]:
    """The last day to go to the Tribunal, as far as we know it: an estimate, and a bar (UK-18)."""
    rules = law.authority
    if "tribunal_months" not in rules:
        return ()
    last = add_days(add_months(on, rules["tribunal_months"]), rules["tribunal_days"])
    return (Step(rules["rule"], "tribunal", (), last, True),)


def last_contact(law: Regime, log: Log) -> list[Step]:
    """UK-16: the regulator's wish to be reached within three months of the last contact."""
    if law.id != "uk" or "complaint_to_authority" in log.first:
        return []
    contacts = [event.on for event in log.events if event.name in _CONTACTS]
    if not contacts:
        return []
    return [Step("UK-16", "last_contact", (("on", contacts[-1]),), add_months(contacts[-1], 3))]


# ------------------------------------------------------------------ the bar


def complaint_bar(
    law: Regime, right: Right, country: str, log: Log, today: date
) -> tuple[list[Deadline], list[Step]]:
    """The last safe day to complain where national law sets one: the earlier of its ends (AT-1).

    Never rolled forward: a roll would only help the authority's reading, not the person's safety.
    """
    knowledge, infringement = log.first.get("knowledge"), log.first.get("infringement")
    bar = law.bars.get(country)
    if bar is None:
        if law.id == "eu" and (knowledge or infringement):
            return [], [Step("AT-1", "bar_unknown", (), None)]
        return [], []
    rule = bar["rule"]
    if knowledge is None and infringement is None:
        return [], [Step(rule, "bar_needs_dates", (), None)]
    steps: list[Step] = []
    ends: list[date] = []
    for event, key, months in (
        (knowledge, "bar_knowledge", bar["knowledge_months"]),
        (infringement, "bar_infringement", bar["infringement_months"]),
    ):
        if event is not None:
            ends.append(add_months(event.on, months))
            steps.append(Step(rule, key, (("on", event.on),), ends[-1]))
    due = min(ends)
    if len(ends) == 1:
        steps.append(Step(rule, "bar_other_unknown", (), due))
    steps.append(Step(rule, "bar_not_rolled", (), due))
    complaint = log.first.get("complaint_to_authority")
    start = min(event.on for event in (knowledge, infringement) if event is not None)
    return [
        Deadline(
            kind=d.COMPLAINT_BAR,
            right=right.id,
            regime=law.id,
            due=due,
            unrolled=due,
            statutory=True,
            status=_bar_status(due, today, complaint),
            steps=tuple(steps),
            calendar="",
            calendar_version=CALENDAR_VERSION,
            start=start,
        )
    ], []


def _bar_status(due: date, today: date, complaint: Event | None) -> str:
    if complaint is not None and complaint.on <= today:
        return d.MET if complaint.on <= due else d.LAPSED
    status = d.time_status(due, today)
    return d.LAPSED if status == d.OVERDUE else status


# ------------------------------------------------------------------ small things


def _first_day(log: Log, names: tuple[str, ...]) -> date | None:
    return min((log.first[name].on for name in names if name in log.first), default=None)


def _require_after(complaint: Event, log: Log, followers: tuple[str, ...], rule: str) -> None:
    for name in followers:
        event = log.first.get(name)
        if event is not None and event.on < complaint.on:
            raise EventOutOfOrder(
                f"{name} on {event.on} is before {complaint.name} on {complaint.on}; nothing can "
                f"answer a complaint before it arrives ({rule}).",
                field=name,
                rule=rule,
            )
