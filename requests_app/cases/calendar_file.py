"""The dates of a case as an iCalendar file, with an alarm on the morning of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.queries import deadline_name
from requests_app.cases.standing import Standing


def for_case(case: Case, details: Details, now: Standing) -> bytes:
    """The calendar file: one all-day entry a deadline, with nothing the person typed in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//DSR Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    stamp: datetime = timezone.now().replace(microsecond=0)
    for deadline in now.deadlines:
        if deadline.due is None:
            continue
        entry = Event()
        entry.add("uid", f"{deadline.kind}-{case.pk}@dsr-desk")
        entry.add("dtstamp", stamp)
        # Raised with every event of the case, so that a newer file replaces the older entry.
        entry.add("sequence", case.events.count())
        entry.add("dtstart", deadline.due)
        entry.add("dtend", deadline.due + timedelta(days=1))
        entry.add(
            "summary",
            _("%(company)s: %(deadline)s")
            % {"company": details.company, "deadline": deadline_name(deadline)},
        )
        entry.add("description", settings.SITE_URL + reverse("cases:case", args=[case.pk]))
        entry.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("A deadline in one of your cases"))
        alarm.add("trigger", timedelta(hours=9))
        entry.add_component(alarm)
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content
