"""The moves a person can make in a case: each says whether it is open, why, and from which day."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from requests_app.cases import further
from requests_app.cases.standing import (
    ANSWERED,
    COMPLAINED,
    DECIDED,
    DRAFT,
    ON_HOLD,
    OVERDUE,
    WAITING,
    WITHDRAWN,
)
from requests_app.cases.steps import Ground, Step, letter_path, letter_step, step
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
    at_authority = "complaint_to_authority" in g.happened
    if current is None or current.due is None:
        reason = _("The law sets no day by which they must act now.")
        if at_authority:
            reason = _("The law sets no day by which the authority must act now.")
        return step("wait", _("Wait for news"), reason)
    if g.today > current.due:
        if not (at_authority and "nudged" in g.happened):
            return []
        reason = _("You have asked the authority. If it stays silent, a court may be the next way.")
        return step("wait", _("Wait for news"), reason)
    label = _("Wait until %(day)s") % {"day": day_in_words(current.due)}
    return step("wait", label, _why_wait(g, current.kind))


def _why_wait(g: Ground, kind: str) -> str:
    """Who still has the time, and what happens when it is over."""
    if g.now.state == ON_HOLD and g.details.regime == "ch" and "fee" in g.open.points:
        return _("Unless you confirm the cost within ten days, the request counts as withdrawn.")
    if g.now.state == ON_HOLD:
        return _(
            "The day holds if their question does not stop the clock. If it does, their time goes "
            "on only once you have answered."
        )
    if kind == "authority_inaction":
        return _(
            "The authority may write up to the end of that day. After it, the next step "
            "stands here."
        )
    if kind == "controller_acknowledgement":
        return _(
            "The company may confirm your complaint up to the end of that day. After it, the next "
            "step stands here."
        )
    return _("They may answer up to the end of that day. After it, the next step stands here.")


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
            _("They told you too late: their first day still holds.")
            if g.open.extension_fault == "late"
            else _("They gave no reasons: their first day still holds."),
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
            found += letter_step(g, f"reply-{point}", label, reason, path, letter=kind)
    return found


def _remind(g: Ground) -> list[Step]:
    if g.now.state not in (WAITING, OVERDUE) or not (path := letter_path(g, "reminder")):
        return []
    reason = _("It costs nothing and moves no date. You need not send one before you complain.")
    if g.now.deadline("response") is None:
        reason = _("It costs nothing and names a new day. That day is yours: the law sets none.")
    return letter_step(
        g, "reminder", _("Send a reminder"), reason, path, g.first_day_late, letter="reminder"
    )


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
    elif g.now.state == DECIDED:
        reason = _("The authority has decided. Nothing more will be sent to you.")
    return step("close", _("Close the case"), reason, reverse("cases:close", args=[g.case.pk]))


MOVES: tuple[Callable[[Ground], list[Step]], ...] = (
    _send,
    _replies,
    _wait,
    _remind,
    further.complain_to_controller,
    further.complain_to_authority,
    further.nudge,
    further.authority_news,
    further.court,
    _write_anew,
    _close,
)
