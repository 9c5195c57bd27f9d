"""The moves that take a case further than the company: complaints, the authority, the court."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from requests_app.cases.models import Case
from requests_app.cases.standing import (
    ANSWERED,
    COMPLAINED,
    DECIDED,
    DRAFT,
    ON_HOLD,
    OVERDUE,
    REFUSED,
    WAITING,
    WITHDRAWN,
)
from requests_app.cases.steps import DAY, Ground, Step, letter_path, letter_step, step
from requests_app.directory import queries as directory


def complain_to_controller(g: Ground) -> list[Step]:
    """The complaint to the company itself, which only the United Kingdom knows."""
    if g.details.regime != "uk" or "complaint_to_controller" in g.happened:
        return []
    if g.now.state in (DRAFT, ANSWERED, DECIDED) or "complaint_to_authority" in g.happened:
        return []
    return step(
        "complain-controller",
        _("Complain to the company"),
        _(
            "The Data Protection Act 2018 gives you a complaint to the company itself. "
            "The ICO expects it before it looks at a case."
        ),
        _complaint(g.case, "complaint-controller"),
        None if g.now.state == REFUSED else g.first_day_late,
        "complaint-controller",
        ahead=_("A few more questions, then the complaint."),
    )


def complain_to_authority(g: Ground) -> list[Step]:
    """The complaint, or in Switzerland the report, to the authority."""
    if "complaint_to_authority" in g.happened or g.now.state in (DRAFT, ANSWERED, WITHDRAWN):
        return []
    after = None if g.now.state == REFUSED else g.first_day_late
    ahead = _("A few more questions, then the complaint.")
    if g.details.regime == "uk":
        label, reason, after = _to_the_ico(g, after)
    elif g.details.regime == "ch":
        label = _("Report it to the FDPIC")
        reason = _("The Commissioner may look into it. A report gives you no right to a decision.")
        ahead = _("A few more questions, then the report.")
    else:
        short = _authority_at_home(g)
        label = _("Complain to the supervisory authority")
        if short:
            # Translators: the authority's abbreviation; choose words that need no article for it.
            label = _("Complain to the %(authority)s") % {"authority": short}
        reason = _why_complain(g)
    path = _complaint(g.case, "complaint-authority")
    return step(
        "complain-authority", label, reason, path, after, "complaint-authority", ahead=ahead
    )


def _why_complain(g: Ground) -> str:
    """What has come that opens the complaint, or what must come first."""
    if g.now.state == REFUSED:
        if "answer_partial" in g.happened:
            return _("They did only a part of it, so you may complain now.")
        return _("They refused, so you may complain now.")
    if g.now.state == OVERDUE:
        return _("The time limit has ended, so you may complain now.")
    return _("You may complain where you live once the time has run out or a refusal has come.")


def _to_the_ico(g: Ground, after: date | None) -> tuple[str, str, date | None]:
    """Label, reason and first day: the ICO comes after the company's own complaint handling."""
    label = _("Complain to the ICO")
    confirm = g.now.deadline("controller_acknowledgement")
    after = confirm.due + DAY if confirm and confirm.due else after
    if "controller_outcome" in g.happened:
        return label, _("The company has answered your complaint, so the ICO can look at it."), None
    if g.now.state != COMPLAINED:
        reason = _(
            "The ICO expects a complaint to the company first. It looks at a case after the "
            "company's answer, or when it has not confirmed your complaint within 30 days."
        )
    elif g.now.current is None:
        reason = _(
            "The law names no day for the outcome of your complaint to the company. If it takes "
            "too long, you may go to the ICO."
        )
    elif g.now.current.due and g.now.current.due < g.today:
        reason = _(
            "The company has not confirmed your complaint within 30 days, so you may go to the "
            "ICO now."
        )
    else:
        reason = _(
            "After the company's answer to your complaint, or when it has not confirmed it "
            "within 30 days."
        )
    return label, reason, after


def _authority_at_home(g: Ground) -> str:
    """The abbreviation of the authority where the person lives; "" where it has none, or where a
    part of the country must be chosen first."""
    home, dash, _part = g.details.residence.partition("-")
    found = directory.authority_for(home, g.details.residence if dash else None) if home else None
    return found.short_name(get_language() or "en", g.today) if found else ""


def nudge(g: Ground) -> list[Step]:
    """A question to the authority that says nothing."""
    if "complaint_to_authority" not in g.happened or g.now.state == DECIDED:
        return []
    if not (path := letter_path(g, "nudge-authority")):
        return []
    silent = g.now.deadline("authority_inaction")
    reason = _("It need not answer; a short question often helps.")
    if silent and silent.due:
        reason = _("It owes you news within three months.")
        if g.today > silent.due:
            reason = _("It owed you news within three months, and they are over.")
    return letter_step(
        g,
        "nudge",
        _("Ask the authority how it stands"),
        reason,
        path,
        silent.due + DAY if silent and silent.due else None,
        letter="nudge-authority",
    )


def authority_news(g: Ground) -> list[Step]:
    """What the authority wrote is recorded on a page of its own."""
    if "complaint_to_authority" not in g.happened:
        return []
    return step(
        "authority-news",
        _("Record what the authority said"),
        _("How your complaint stands there, its reference, and what each answer changes."),
        reverse("complaints:authority", args=[g.case.pk]),
    )


def court(g: Ground) -> list[Step]:
    """For information: this desk writes no claim."""
    if g.now.state in (DRAFT, WAITING, ON_HOLD, ANSWERED, WITHDRAWN):
        return []
    reasons = {
        "eu": _(
            "Article 79 GDPR gives you a court where you live or where the company sits, beside "
            "the complaint. Ask a lawyer or a consumer association about costs first."
        ),
        "uk": _(
            "The county court, or the sheriff court in Scotland, can order the company to comply "
            "(section 167 of the Data Protection Act 2018). Ask for advice on costs first."
        ),
        "ch": _(
            "The civil court at your home or at the company's seat decides (Articles 28, 28a and "
            "28g to 28l of the Civil Code, Article 32 FADP). Proceedings about access are free "
            "of court fees."
        ),
    }
    return step("court", _("Go to court"), reasons[g.details.regime], "", None)


def _complaint(case: Case, kind: str) -> str:
    return reverse("complaints:write", args=[case.pk, kind])
