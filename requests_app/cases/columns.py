"""The columns queries need, as the events give them: a cache that can be made anew at any time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event
from requests_app.cases.standing import Standing, in_force, standing
from requests_app.law.loading import REGIMES_FOLDER

_ANSWERS = ("answer_full", "refusal", "answer_partial")


@dataclass(frozen=True)
class Columns:
    """The cached columns of a case on a day; names and meaning are those of the table."""

    state: str
    due_on: date | None
    due_kind: str
    turns_on: date | None
    turns_to: str
    answer: str
    answer_due_on: date | None
    reckoned_with: str

    @property
    def names(self) -> list[str]:
        """The columns, as `save(update_fields=...)` wants them."""
        return [field.name for field in fields(self)]

    def put_into(self, case: Case) -> None:
        """Set them on the case, without saving it."""
        for name in self.names:
            setattr(case, name, getattr(self, name))


def columns(details: Details, events: Sequence[Event], now: Standing, today: date) -> Columns:
    """The columns for a case that stands so today."""
    answer, answer_due = _answer(events, now)
    turns_on, turns_to = _turn(details, events, now, today)
    return Columns(
        state=now.state,
        due_on=now.due,
        due_kind=now.current.kind if now.current else "",
        turns_on=turns_on,
        turns_to=turns_to,
        answer=answer,
        answer_due_on=answer_due,
        reckoned_with=reckoning(),
    )


def _answer(events: Sequence[Event], now: Standing) -> tuple[str, date | None]:
    response = now.deadline("response")
    if response is None:
        return "", None
    given = [event.on for event in in_force(events) if event.kind in _ANSWERS]
    if not given:
        return "open", response.due
    late = response.due is not None and min(given) > response.due
    return "late" if late else "in_time", response.due


def _turn(
    details: Details, events: Sequence[Event], now: Standing, today: date
) -> tuple[date | None, str]:
    """The first day on which, with no further event, the state is another one."""
    days = set()
    for deadline in now.deadlines:
        days |= {day + timedelta(days=1) for day in (deadline.due, deadline.start) if day}
    for day in sorted(day for day in days if day > today):
        state = standing(details, events, day).state
        if state != now.state:
            return day, state
    return None, ""


@cache
def reckoning() -> str:
    """The versions dates are counted with now: of the rules and of the holiday calendars."""
    rules = hashlib.sha256()
    for path in sorted(REGIMES_FOLDER.glob("*.toml")):
        rules.update(path.read_bytes())
    return f"rules {rules.hexdigest()[:8]}, {law.CALENDAR_VERSION}"
