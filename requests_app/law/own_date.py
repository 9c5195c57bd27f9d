"""The date the person set, where the law sets none or beside the law's own (CH-6)."""

from __future__ import annotations

from datetime import date

from requests_app.law import deadline as d
from requests_app.law.calendars import CALENDAR_VERSION
from requests_app.law.deadline import Deadline
from requests_app.law.errors import MissingEvent
from requests_app.law.explain import roll_step
from requests_app.law.log import Log
from requests_app.law.periods import add_days
from requests_app.law.seats import Choices
from requests_app.law.statutes import Regime, Right
from requests_app.law.steps import Step


def self_set(law: Regime, right: Right, choices: Choices, log: Log, today: date) -> Deadline:
    """The date the person's letter or reminder set, else thirty days from receipt (CH-6)."""
    rules = law.self_set
    start = log.received
    if start is None:
        raise MissingEvent(
            f"The date you set for '{right.id}' needs received or sent ({rules['rule']}).",
            field="received",
            rule=rules["rule"],
        )
    rule = right.rule or rules["rule"]
    setting = [e for e in log.events if e.until is not None and e.name in ("sent", "reminder")]
    chosen = setting[-1] if setting else None
    best = choices[0]
    if chosen is not None and chosen.until is not None:
        unrolled = chosen.until
        told = Step(rule, "self_set_date", (("on", chosen.on),), unrolled)
    else:
        unrolled = add_days(start, rules["days"])
        length = (("start", start), ("length", rules["days"]))
        told = Step(rule, "self_set_default", length, unrolled)
    due = best.calendar.roll(unrolled)
    steps = (
        Step(rule, "self_set_beside" if right.statutory else "self_set", (), start),
        best.step(start),
        told,
        roll_step(rule, best, unrolled, due),
    )
    answered, refused = log.first.get("answer_full"), log.first.get("refusal")
    status = d.done_status(start, due, today, answered.on if answered else None)
    if refused and refused.on <= today and not (answered and answered.on <= today):
        status = d.REFUSED if refused.on <= due else d.REFUSED_LATE
    return Deadline(
        kind=d.SELF_SET,
        right=right.id,
        regime=law.id,
        due=due,
        unrolled=unrolled,
        statutory=False,
        status=status,
        steps=steps,
        calendar=best.calendar.name,
        calendar_version=CALENDAR_VERSION,
        start=start,
        receipt_estimated=log.receipt_estimated,
        calendar_estimated=best.estimated,
    )
