"""The words of a reminder: calm, exact about the day, and a subject that gives nothing away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from requests_app.reminders.occasions import Occasion
from requests_app.safety.dates import day_in_words

# The rights as a mail names them in mid-sentence, by their id in the law.
RIGHTS: Mapping[str, Promise] = {
    "withdraw_consent": gettext_lazy("your withdrawal of consent"),
    "information": gettext_lazy("your request for information"),
    "access": gettext_lazy("your request for access to your data"),
    "rectification": gettext_lazy("your request to correct your data"),
    "erasure": gettext_lazy("your request to erase your data"),
    "restriction": gettext_lazy("your request to restrict the use of your data"),
    "notify_recipients": gettext_lazy("your request to inform the recipients of your data"),
    "portability": gettext_lazy("your request to hand over your data"),
    "objection": gettext_lazy("your objection"),
    "objection_marketing": gettext_lazy("your objection to direct marketing"),
    "human_review": gettext_lazy("your request for a decision by a human being"),
    "complaint_controller": gettext_lazy("your complaint"),
    "complaint_authority": gettext_lazy("your complaint"),
}
ANY_REQUEST = gettext_lazy("your request")

_STILL_TIME = gettext_lazy(
    "Nothing needs to be done now. If you have had an answer, please record it: "
    "then no more reminders come about this date."
)
_OVERDUE = gettext_lazy(
    "If you have had an answer, please record it. If not, nothing is lost: "
    "the case page has the next letter ready for you."
)

_SENTENCES: Mapping[Occasion, Promise] = {
    Occasion.WEEK_BEFORE: gettext_lazy("%(name)s has until %(date)s to answer %(request)s."),
    Occasion.DAY_BEFORE: gettext_lazy("%(name)s has until %(date)s to answer %(request)s."),
    Occasion.ON_THE_DAY: gettext_lazy("%(name)s has until %(date)s to answer %(request)s."),
    Occasion.PASSED: gettext_lazy("%(name)s had until %(date)s to answer %(request)s."),
    Occasion.ACKNOWLEDGEMENT_OVERDUE: gettext_lazy(
        "%(name)s had until %(date)s to acknowledge %(request)s."
    ),
    Occasion.AUTHORITY_SILENT: gettext_lazy(
        "%(name)s had until %(date)s to tell you how your complaint is getting on."
    ),
    Occasion.BAR_APPROACHING: gettext_lazy(
        "A complaint about %(name)s should be made by %(date)s; later it may be turned away."
    ),
    Occasion.NOT_SENT: gettext_lazy(
        "You wrote a letter to %(name)s on %(date)s and have not recorded that you sent it."
    ),
    Occasion.DELETION_AHEAD: gettext_lazy(
        "Your closed case with %(name)s will be deleted on %(date)s, as you chose in your settings."
    ),
    Occasion.DATE_MOVED: gettext_lazy(
        "A date in your case with %(name)s was %(was)s and is now %(becomes)s."
    ),
}
_ADVICE: Mapping[Occasion, Promise] = {
    Occasion.WEEK_BEFORE: _STILL_TIME,
    Occasion.DAY_BEFORE: _STILL_TIME,
    Occasion.ON_THE_DAY: _STILL_TIME,
    Occasion.PASSED: _OVERDUE,
    Occasion.ACKNOWLEDGEMENT_OVERDUE: _OVERDUE,
    Occasion.AUTHORITY_SILENT: gettext_lazy(
        "If you have heard from the authority, please record it. If not, you may ask it, or turn "
        "to a court: the case page says how."
    ),
    Occasion.BAR_APPROACHING: gettext_lazy(
        "If you still want to complain, the case page has the complaint ready for you."
    ),
    Occasion.NOT_SENT: gettext_lazy(
        "If it is on its way, please record the day, so that the time for an answer is counted. "
        "If you have changed your mind, close the case and no more reminders come."
    ),
    Occasion.DELETION_AHEAD: gettext_lazy(
        "To keep it, export your data or change the period before that day. "
        "A case that you open again is not deleted."
    ),
    Occasion.DATE_MOVED: gettext_lazy(
        "This desk now counts with newer rules of law or public holidays. The case page shows how "
        "the new date comes about, and your reminders follow it."
    ),
}
SWITCHES: Mapping[Occasion, Promise] = {
    Occasion.WEEK_BEFORE: gettext_lazy("seven days before an answer is due"),
    Occasion.DAY_BEFORE: gettext_lazy("the day before an answer is due"),
    Occasion.ON_THE_DAY: gettext_lazy("on the day an answer is due"),
    Occasion.PASSED: gettext_lazy("the day after, if no answer came"),
    Occasion.ACKNOWLEDGEMENT_OVERDUE: gettext_lazy("when a complaint was not acknowledged in time"),
    Occasion.AUTHORITY_SILENT: gettext_lazy("when an authority has been silent for three months"),
    Occasion.BAR_APPROACHING: gettext_lazy("when the time for a complaint is running out"),
    Occasion.NOT_SENT: gettext_lazy("when a letter was written but not marked as sent"),
    Occasion.DELETION_AHEAD: gettext_lazy("before a closed case is deleted"),
    Occasion.DATE_MOVED: gettext_lazy("when newer rules or public holidays move a date"),
    Occasion.DIGEST: gettext_lazy("one mail a week"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reminder is about: the least that its words need."""

    occasion: Occasion
    due_on: date
    platform: str = ""
    right: str = ""
    # For a date that moved.
    was: date | None = None
    becomes: date | None = None


def sentence(facts: Facts) -> str:
    """What the reminder says, as one sentence in the active language."""
    words = _SENTENCES[facts.occasion]
    if facts.occasion == Occasion.DATE_MOVED and not (facts.was and facts.becomes):
        words = gettext_lazy("A date in your case with %(name)s has moved.")
    silent = facts.occasion == Occasion.AUTHORITY_SILENT
    return str(words) % {
        "name": facts.platform or (_("The authority") if silent else _("The company")),
        "date": day_in_words(facts.due_on),
        "request": str(RIGHTS.get(facts.right, ANY_REQUEST)),
        "was": day_in_words(facts.was) if facts.was else "",
        "becomes": day_in_words(facts.becomes) if facts.becomes else "",
    }


def advice(occasion: Occasion) -> str:
    """What the person may do now, in the active language."""
    return str(_ADVICE[occasion])


def subject(facts: Facts, today: date) -> str:
    """The subject in the active language: that something is due and when, never what or with whom.

    Says how many days are left on the day of sending, so that a late mail does not mislead.
    """
    if facts.occasion == Occasion.DIGEST:
        return _("Your deadlines this week")
    if facts.occasion == Occasion.NOT_SENT:
        return _("A letter in one of your cases waits to be sent")
    if facts.occasion == Occasion.DATE_MOVED:
        return _("A date in one of your cases has moved")
    if facts.occasion == Occasion.DELETION_AHEAD:
        return _("One of your closed cases will be deleted")
    days = (facts.due_on - today).days
    if days < 0:
        return _("A deadline in one of your cases has passed")
    if days == 0:
        return _("A deadline in one of your cases is today")
    return ngettext(
        "A deadline in one of your cases is tomorrow",
        "A deadline in one of your cases is in %(days)d days",
        days,
    ) % {"days": days}
