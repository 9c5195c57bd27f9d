"""A step somebody can take in a case, and the ground on which it is judged whether it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from requests_app.cases.details import Details
from requests_app.cases.follow_up import asks, follows
from requests_app.cases.models import Case
from requests_app.cases.open_points import Open
from requests_app.cases.standing import Standing

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """Something the person can do: what, why, where, and the first day on which it is possible.

    `path` is empty where there is nothing to press; `letter` names the letter it leads to, and
    `ahead` says what stands between the two.
    """

    id: str
    label: str
    reason: str
    path: str
    possible_from: date | None
    recommended: bool
    letter: str = ""
    ahead: str = ""


@dataclass(frozen=True)
class Ground:
    """What every move is judged by."""

    case: Case
    details: Details
    now: Standing
    happened: frozenset[str]
    open: Open
    today: date

    @property
    def first_day_late(self) -> date | None:
        """The day after the last day of the answer."""
        answer = self.now.answer
        return answer.due + DAY if answer and answer.due else None


def step(
    name: str,
    label: str,
    reason: str,
    path: str = "",
    possible_from: date | None = None,
    letter: str = "",
    ahead: str = "",
) -> list[Step]:
    """The step as the moves give it: a list of one, not recommended yet."""
    return [Step(name, label, reason, path, possible_from, False, letter, ahead)]


def letter_step(
    g: Ground,
    name: str,
    label: str,
    reason: str,
    path: str,
    possible_from: date | None = None,
    *,
    letter: str,
) -> list[Step]:
    """As `step`, for a letter that follows: it stands there at once, or after its questions."""
    row = follows(g.details, letter)
    ahead = _("The letter is ready.")
    if row and asks(row, g.details):
        ahead = _("A question or two, then the letter.")
    return step(name, label, reason, path, possible_from, letter, ahead)


def letter_path(g: Ground, kind: str) -> str:
    """Where this letter is written from the case, "" where it does not exist for it."""
    return reverse("cases:write", args=[g.case.pk, kind]) if follows(g.details, kind) else ""
