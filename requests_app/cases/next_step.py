"""The next right move: one recommended, others possible, each with its reason and first day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event
from requests_app.cases.moves import MOVES
from requests_app.cases.open_points import open_points
from requests_app.cases.standing import (
    ANSWERED,
    CLOSED,
    COMPLAINED,
    DECIDED,
    DRAFT,
    OVERDUE,
    REFUSED,
    WITHDRAWN,
    Standing,
)
from requests_app.cases.steps import Ground, Step

__all__ = ["Step", "next_steps"]

# For so long after the last day a reminder is worth more than a complaint.
REMIND_WITHIN = timedelta(days=14)


def next_steps(
    case: Case, details: Details, now: Standing, events: Sequence[Event], today: date
) -> list[Step]:
    """The moves open in this state, the recommended one first; empty once closed."""
    if now.state == CLOSED:
        return []
    ground = Ground(
        case, details, now, frozenset(e.kind for e in events), open_points(now, events), today
    )
    found = [step for move in MOVES for step in move(ground)]
    wanted = _recommended(ground, {step.id for step in found})
    marked = [replace(step, recommended=step.id == wanted) for step in found]
    return sorted(marked, key=lambda step: not step.recommended)


def _recommended(g: Ground, possible: set[str]) -> str:
    """The id of the move that helps most now."""
    if g.now.state == ANSWERED or g.now.state == DECIDED:
        return "close"
    order: list[str] = []
    if g.now.state == DRAFT:
        order = ["send"]
    elif g.now.state == WITHDRAWN:
        order = ["write-anew"]
    elif g.now.state == COMPLAINED:
        order = _when_complained(g)
    else:
        order = [f"reply-{point}" for point in g.open.points]
        order += _when_running(g)
    return next((one for one in order if one in possible), "")


def _when_complained(g: Ground) -> list[str]:
    current = g.now.current
    late = current is not None and current.due is not None and g.today > current.due
    if "complaint_to_authority" in g.happened:
        return ["nudge", "wait"] if late and "nudged" not in g.happened else ["wait"]
    confirmed = current is None
    return ["complain-authority"] if late or confirmed else ["wait", "complain-authority"]


def _when_running(g: Ground) -> list[str]:
    complain = ["complain-controller", "complain-authority"]
    if g.now.state == REFUSED:
        return ["reply-incomplete", *complain] if g.open.incomplete else complain
    if g.now.state == OVERDUE:
        late = g.first_day_late
        recent = late is not None and g.today - late <= REMIND_WITHIN
        return ["reminder", *complain] if recent and "reminder" not in g.happened else complain
    return ["wait"]
