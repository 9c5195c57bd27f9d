"""What is said once a letter is recorded as sent: where the case stands by now, not only that."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from requests_app.cases import queries
from requests_app.cases.models import Case
from requests_app.cases.standing import OVERDUE, WAITING
from requests_app.safety.dates import day_in_words


def told_of_sending(case: Case, today: date) -> str:
    """The sentence for the person; a letter recorded late may be overdue already."""
    now = queries.now(case, today)
    if now.due is None or now.state not in (WAITING, OVERDUE):
        # Answered or closed meanwhile, or the law names no day: nothing to say of a clock.
        return _("Recorded.")
    day = {"day": day_in_words(now.due)}
    if now.state == WAITING:
        return _("Recorded. The clock is running.")
    if now.current and not now.current.statutory:
        return _("Recorded. The day by which you asked for an answer, %(day)s, is over.") % day
    return _("Recorded. The time limit ended on %(day)s. Below is what you can do now.") % day
