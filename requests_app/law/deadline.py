"""A deadline as the person sees it, and the words for its state on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from requests_app.law.steps import Step

RESPONSE = "response"
NOTICE_LIMIT = "extension_notice_limit"
ACKNOWLEDGEMENT = "controller_acknowledgement"
AUTHORITY_INACTION = "authority_inaction"
COMPLAINT_BAR = "complaint_bar"
SELF_SET = "self_set"

#: Every kind of deadline, in the order they are listed.
KINDS = (RESPONSE, NOTICE_LIMIT, ACKNOWLEDGEMENT, AUTHORITY_INACTION, COMPLAINT_BAR, SELF_SET)

NOT_STARTED = "not_started"
RUNNING = "running"
DUE_TODAY = "due_today"
OVERDUE = "overdue"
ON_HOLD = "on_hold"
MET = "met"
MET_LATE = "met_late"
REFUSED = "refused"
REFUSED_LATE = "refused_late"
WITHDRAWN = "withdrawn"
LAPSED = "lapsed"
ENDED = "ended"

#: What a deadline can be on a day.
#: not_started: the day it starts is still ahead · running · due_today · overdue: whoever must act
#: is late · on_hold: a question to the person is open and the clock waits, or may wait, for the
#: answer · met, met_late: what was due was done · refused, refused_late · withdrawn: the request
#: counts as withdrawn (CH-7) · lapsed: a chance is over (extension notice, complaint bar) · ended:
#: the answer came, so this deadline no longer matters.
STATUSES = (
    NOT_STARTED,
    RUNNING,
    DUE_TODAY,
    OVERDUE,
    ON_HOLD,
    MET,
    MET_LATE,
    REFUSED,
    REFUSED_LATE,
    WITHDRAWN,
    LAPSED,
    ENDED,
)

_WEAKNESS = {"T": 0, "S": 1, "K": 2, "I": 3}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for something, as local dates where whoever must act sits.

    ``due`` is the last permitted day, up to midnight; overdue begins the next day. It is ``None``
    while the law makes the clock wait for the person. ``unrolled`` is the day before weekends and
    holidays moved it. ``statutory`` is false for a date the person set. ``strict_due`` and
    ``due_if_suspended`` hold the two readings where the law is unsettled; ``due`` is then the
    later. ``notice_limit`` is the last day for an extension notice. ``start`` is the day the count
    runs from. ``calendar`` names the place whose holidays gave ``due``.
    """

    kind: str
    right: str
    regime: str
    due: date | None
    unrolled: date | None
    statutory: bool
    status: str
    steps: tuple[Step, ...]
    calendar: str
    calendar_version: str
    strict_due: date | None = None
    due_if_suspended: date | None = None
    notice_limit: date | None = None
    start: date | None = None
    receipt_estimated: bool = False
    calendar_estimated: bool = False
    notes: tuple[Step, ...] = ()

    @property
    def sure(self) -> str:
        """The weakest tag among the steps: T, S, K or I."""
        return max((step.sure for step in self.steps), key=_WEAKNESS.__getitem__, default="T")

    @property
    def estimate(self) -> bool:
        """Whether the date itself must be called an estimate.

        True where receipt or the calendar is estimated, or a step tagged K or I moved the date.
        """
        if self.receipt_estimated or self.calendar_estimated:
            return True
        before: date | None = None
        for step in self.steps:
            if before is not None and step.date != before and step.sure in ("K", "I"):
                return True
            before = step.date
        return False


def time_status(due: date, today: date) -> str:
    """``running``, ``due_today`` or ``overdue``."""
    if today < due:
        return RUNNING
    return DUE_TODAY if today == due else OVERDUE


def done_status(start: date, due: date, today: date, done: date | None) -> str:
    """The status of something that is done once: by ``done`` if that day has come, else by time."""
    if done is not None and done <= today:
        return MET if done <= due else MET_LATE
    if today < start:
        return NOT_STARTED
    return time_status(due, today)
