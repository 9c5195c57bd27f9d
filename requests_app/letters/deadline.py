"""By when a letter may ask for its answer: the law's clock, asked for one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from requests_app.law import Event, LawError, deadlines

from .contracts import LetterRequest
from .errors import LetterError

# How long a letter by post takes when nothing better is known; every letter that reckons with it
# calls the date an estimate.
POST_AT_HOME = timedelta(days=3)
POST_ABROAD = timedelta(days=8)

# Where the law sets no limit the letter sets one (CH-6).
OWN_DATE_DAYS = 30


@dataclass(frozen=True, slots=True)
class ReplyDate:
    """``due`` is the last day for the answer, ``receipt`` the day it is counted from; with
    ``statutory`` false the law sets no limit and the date is the one the person sets."""

    due: date
    receipt: date
    estimated: bool
    statutory: bool


def receipt_of(
    sent_on: date,
    delivery: str,
    seat: str,
    residence: str,
    received_on: date | None = None,
    *,
    arrived_by: date | None = None,
) -> tuple[date, bool]:
    """The day of receipt and whether it is an estimate: e-mail and web form arrive on the day they
    are sent, post later, but never after `arrived_by`, the day of what answers it."""
    if received_on is not None:
        return received_on, False
    if delivery != "post":
        return sent_on, False
    at_home = bool(seat) and residence[:2] == seat
    usual = sent_on + (POST_AT_HOME if at_home else POST_ABROAD)
    return max(sent_on, min(usual, arrived_by or usual)), True


def reply_date(
    request: LetterRequest,
    right: str,
    seat: str,
    *,
    sent_on: date,
    delivery: str,
    received_on: date | None = None,
    arrived_by: date | None = None,
    representative: str | None = None,
) -> ReplyDate:
    """The date by which a request that was sent on that day must be answered."""
    receipt, estimated = receipt_of(
        sent_on, delivery, seat, request.residence, received_on, arrived_by=arrived_by
    )
    event = "complaint_to_controller" if right == "complaint_controller" else "received"
    try:
        found = deadlines(
            request.regime,
            right,
            seat or None,
            [Event(event, receipt)],
            receipt,
            residence=request.residence or None,
            representative=representative,
        )
    except LawError as trouble:
        raise LetterError("date", str(trouble)) from trouble
    for one in found:
        if one.due is not None:
            return ReplyDate(one.due, receipt, estimated, one.statutory)
    return ReplyDate(own_date(receipt, OWN_DATE_DAYS), receipt, estimated, statutory=False)


def own_date(start: date, days: int) -> date:
    """The date a person sets: so many calendar days on, not on a weekend."""
    day = start + timedelta(days=days)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
