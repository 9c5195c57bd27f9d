"""What the fold keeps while it reads: open questions, and marks that will become steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from requests_app.law.events import Event
from requests_app.law.steps import Params


@dataclass(slots=True)
class Question:
    """A question to the person that is still open.

    ``counts`` if the law lets it touch the clock, ``for_notice`` if it also touches the limit of
    the extension notice.
    """

    event: Event
    counts: bool
    for_notice: bool


@dataclass(slots=True)
class Mark:
    """Something the fold did, to be told as a step.

    ``days`` that it left out, the new start it ``gives``, or that it ``extends``, to the
    controller's ``own_date`` where that counts. ``for_notice`` if it touches the notice limit too.
    """

    rule: str
    key: str
    params: Params
    days: int = 0
    for_notice: bool = True
    inferred: bool = False
    extends: bool = False
    own_date: date | None = None
    gives: date | None = None
