"""The moves a person can make in a case: each says whether it is open, why, and from which day."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
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
from requests_app.cases.steps import DAY, Ground, Step, letter_path, step
from requests_app.safety.dates import day_in_words


def _send(g: Ground) -> list[Step]:
    if g.now.state != DRAFT:
        return []
    return step(
        "send",
        _("Send the letter and record the day"),
        _("The clock starts when it arrives there."),
        reverse("cases:mark-sent", args=[g.case.pk]),
    )


def _wait(g: Ground) -> list[Step]:
    current = g.now.current
    if g.now.state == ON_HOLD and current is None:
        return []
    if g.now.state not in (WAITING, ON_HOLD, COMPLAINED):
        return []
    if current is None or current.due is None:
        reason = _("The law sets no day by which they must act now.")
        return step("wait", _("Wait for news"), reason)
    if g.today > current.due:
        return []
    reason = _("They may answer up to the end of that day. After it, the next step stands here.")
    if g.now.state == ON_HOLD:
        reason = _("The day holds only if you do not answer what they asked.")
    return step("wait", _("Wait until %(day)s") % {"day": day_in_words(current.due)}, reason)


def _replies(g: Ground) -> list[Step]:
    """A letter or a note for everything they said that calls for an answer."""
    words: dict[str, tuple[str, str, str]] = {
        "identity": (
            "answer-identity",
            _("Answer their request for proof of identity"),
            _("They may ask for what is needed to know that it is you, and for no more."),
        ),
        "clarification": (
            "",
            _("Tell them what exactly you mean"),
            _("Until you do, their time may stand still. Record the day on which you told them."),
        ),
        "fee": (
            "answer-fee",
            _("Answer their wish for a fee"),
            _("The answer is free of charge unless they show that an exception applies."),
        ),
        "extension": (
            "answer-extension",
            _("Contest the extension"),
            _("They gave no reasons, or told you too late: their first day still holds."),
        ),
        "setting": (
            "answer-setting",
            _("Answer that the setting is not enough"),
            _("A switch works for the future; your objection asks for more."),
        ),
        "channel": (
            "answer-channel",
            _("Answer that your letter counts as it is"),
            _("A request counts whichever of their addresses it reached."),
        ),
        "unidentified": (
            "answer-unidentified",
            _("Help them find you"),
            _("They must show that they cannot identify you; you may give more to go by."),
        ),
        "incomplete": (
            "answer-incomplete",
            _("Say what is missing"),
            _("They did a part. A letter that names the rest often brings it."),
        ),
        "refusal": (
            "answer-refusal",
            _("Contest the refusal"),
            _("The grounds are theirs to show, for your own case."),
        ),
    }
    found: list[Step] = []
    wanted = [*g.open.points, *(p for p in ("incomplete", "refusal") if getattr(g.open, p))]
    for point in dict.fromkeys(wanted):
        kind, label, reason = words[point]
        if not kind:
            path = reverse("cases:case", args=[g.case.pk]) + "#record"
            found += step(f"reply-{point}", label, reason, path)
        elif path := letter_path(g, kind):
            found += step(f"reply-{point}", label, reason, path, letter=kind)
    return found


def _remind(g: Ground) -> list[Step]:
    if g.now.state not in (WAITING, OVERDUE) or not (path := letter_path(g, "reminder")):
        return []
    return step(
        "reminder",
        _("Send a reminder"),
        _("It costs nothing and moves no date. You need not send one before you complain."),
        path,
        g.first_day_late,
        "reminder",
    )


def _complain_to_controller(g: Ground) -> list[Step]:
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
    )


def _complain_to_authority(g: Ground) -> list[Step]:
    if "complaint_to_authority" in g.happened or g.now.state in (DRAFT, ANSWERED, WITHDRAWN):
        return []
    after = None if g.now.state == REFUSED else g.first_day_late
    label = _("Complain to the supervisory authority")
    reason = _("You may complain where you live once the time has run out or a refusal has come.")
    if g.details.regime == "uk":
        confirm = g.now.deadline("controller_acknowledgement")
        after = confirm.due + DAY if confirm and confirm.due else after
        after = None if "controller_outcome" in g.happened else after
        label = _("Complain to the ICO")
        reason = _(
            "After the company's answer to your complaint, or when it has not confirmed it "
            "within 30 days."
        )
    elif g.details.regime == "ch":
        label = _("Report it to the FDPIC")
        reason = _("The Commissioner may look into it. A report gives you no right to a decision.")
    path = _complaint(g.case, "complaint-authority")
    return step("complain-authority", label, reason, path, after, "complaint-authority")


def _nudge(g: Ground) -> list[Step]:
    if "complaint_to_authority" not in g.happened or g.now.state == DECIDED:
        return []
    if not (path := letter_path(g, "nudge-authority")):
        return []
    silent = g.now.deadline("authority_inaction")
    return step(
        "nudge",
        _("Ask the authority how it stands"),
        _("It owes you news within three months.")
        if silent
        else _("It need not answer; a short question often helps."),
        path,
        silent.due + DAY if silent and silent.due else None,
        "nudge-authority",
    )


def _authority_news(g: Ground) -> list[Step]:
    if "complaint_to_authority" not in g.happened:
        return []
    return step(
        "authority-news",
        _("Record what the authority said"),
        _("How your complaint stands there, its reference, and what each answer changes."),
        reverse("complaints:authority", args=[g.case.pk]),
    )


def _court(g: Ground) -> list[Step]:
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


def _write_anew(g: Ground) -> list[Step]:
    if g.now.state != WITHDRAWN:
        return []
    return step(
        "write-anew",
        _("Write again"),
        _("The cost was not confirmed within ten days, so the request counts as withdrawn."),
        reverse("letters:write"),
    )


def _close(g: Ground) -> list[Step]:
    reason = _("Nothing more is sent to you. You can open it again at any time.")
    if g.now.state == ANSWERED:
        reason = _("They did what you asked. Nothing more will be sent to you.")
    return step("close", _("Close the case"), reason, reverse("cases:close", args=[g.case.pk]))


def _complaint(case: Case, kind: str) -> str:
    return reverse("complaints:write", args=[case.pk, kind])


MOVES: tuple[Callable[[Ground], list[Step]], ...] = (
    _send,
    _replies,
    _wait,
    _remind,
    _complain_to_controller,
    _complain_to_authority,
    _nudge,
    _authority_news,
    _court,
    _write_anew,
    _close,
)
