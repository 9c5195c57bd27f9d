"""The dates of cases as an iCalendar file, with an alarm on the morning of the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from requests_app import law
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.queries import deadline_name
from requests_app.cases.standing import Standing

# What is over needs no entry: whoever has the old one is told that it is cancelled.
_OVER = frozenset({"met", "met_late", "refused", "refused_late", "withdrawn", "lapsed", "ended"})


@dataclass(frozen=True)
class Dated:
    """A case with its dates, and how many events it has: that number only rises."""

    case: Case
    details: Details
    now: Standing
    events: int


def for_case(case: Case, details: Details, now: Standing) -> bytes:
    """The calendar file of one case: an all-day entry a deadline, nothing the person typed in it.

    A deadline that is over is given as cancelled, so that an entry imported earlier goes away.
    """
    calendar = _calendar()
    dated = Dated(case, details, now, case.events.count())
    stamp = timezone.now().replace(microsecond=0)
    for deadline in now.deadlines:
        if deadline.due is not None:
            calendar.add_component(_entry(dated, deadline, stamp, with_names=True))
    content: bytes = calendar.to_ical()
    return content


def for_feed(cases: Iterable[Dated], *, with_names: bool) -> bytes:
    """The feed: one entry for the deadline that counts in each open case.

    Without `with_names` an entry says no more than that there is a deadline, and where to look.
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", "DSR Desk")
    calendar.add("x-published-ttl", "PT6H")
    stamp = timezone.now().replace(microsecond=0)
    for dated in cases:
        current = dated.now.current
        if current is not None and current.due is not None:
            calendar.add_component(_entry(dated, current, stamp, with_names=with_names))
    content: bytes = calendar.to_ical()
    return content


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//DSR Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _entry(dated: Dated, deadline: law.Deadline, stamp: datetime, *, with_names: bool) -> Event:
    assert deadline.due is not None
    over = deadline.status in _OVER or dated.now.state == "closed"
    entry = Event()
    entry.add("uid", f"{deadline.kind}-{dated.case.pk}@dsr-desk")
    entry.add("dtstamp", stamp)
    # Raised with every event of the case, so that a newer file replaces the older entry.
    entry.add("sequence", dated.events)
    entry.add("status", "CANCELLED" if over else "CONFIRMED")
    entry.add("dtstart", deadline.due)
    entry.add("dtend", deadline.due + timedelta(days=1))
    entry.add("summary", _summary(dated, deadline, with_names=with_names))
    entry.add("description", settings.SITE_URL + reverse("cases:case", args=[dated.case.pk]))
    entry.add("transp", "TRANSPARENT")
    if not over:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("A deadline in one of your cases"))
        alarm.add("trigger", timedelta(hours=9))
        entry.add_component(alarm)
    return entry


def _summary(dated: Dated, deadline: law.Deadline, *, with_names: bool) -> str:
    if not with_names:
        return _("A deadline in one of your cases")
    return _("%(company)s: %(deadline)s") % {
        "company": dated.details.company,
        "deadline": deadline_name(deadline),
    }
