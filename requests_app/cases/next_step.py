"""The next right move: one recommended, others possible, each with its reason and first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.standing import Standing


@dataclass(frozen=True)
class Step:
    """Something the person can do: what, why, where, and the first day on which it makes sense."""

    id: str
    label: str
    reason: str
    path: str
    possible_from: date | None
    recommended: bool


def next_steps(
    case: Case, details: Details, now: Standing, happened: set[str], today: date
) -> list[Step]:
    """The moves open in this state, the recommended one first; empty once closed."""
    if now.state == "closed":
        return []
    answer = now.deadline("response") or now.deadline("self_set")
    steps: list[Step] = []
    over = now.state == "overdue"
    refused = now.state == "refused"
    after = answer.due + timedelta(days=1) if answer and answer.due else None
    if now.state == "waiting" and answer and answer.due:
        steps.append(
            Step(
                "wait",
                _("Wait until %(day)s") % {"day": date_format(answer.due)},
                _("They may answer up to the end of that day. You will be reminded."),
                "",
                None,
                True,
            )
        )
    complained_to_company = "complaint_to_controller" in happened
    if details.regime == "uk" and not complained_to_company:
        steps.append(
            Step(
                "complain-controller",
                _("Complain to the company"),
                _(
                    "The Data Protection Act 2018 gives you a complaint to the company itself. "
                    "The ICO expects it before it looks at a case."
                ),
                _complaint(case, "complaint-controller"),
                after,
                over or refused,
            )
        )
    if "complaint_to_authority" not in happened:
        steps.append(
            _authority_step(case, details, now, over or refused, after, complained_to_company)
        )
    return sorted(steps, key=lambda step: not step.recommended)


def _authority_step(
    case: Case,
    details: Details,
    now: Standing,
    ready: bool,
    after: date | None,
    complained_to_company: bool,
) -> Step:
    path = _complaint(case, "complaint-authority")
    if details.regime == "uk":
        confirm = now.deadline("controller_acknowledgement")
        first = confirm.due + timedelta(days=1) if confirm and confirm.due else after
        return Step(
            "complain-authority",
            _("Complain to the ICO"),
            _(
                "After the company's answer to your complaint, or when it has not confirmed it "
                "within 30 days."
            ),
            path,
            first,
            complained_to_company,
        )
    if details.regime == "ch":
        return Step(
            "complain-authority",
            _("Report it to the FDPIC"),
            _("The Commissioner may look into it. A report gives you no right to a decision."),
            path,
            after,
            ready,
        )
    return Step(
        "complain-authority",
        _("Complain to the supervisory authority"),
        _("You may do so at home once the time has run out or a refusal has come."),
        path,
        after,
        ready,
    )


def _complaint(case: Case, kind: str) -> str:
    return reverse("complaints:write", args=[case.pk, kind])
