"""What a person has typed for a complaint so far, read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from requests_app.cases.models import Case
from requests_app.complaints.models import ComplaintDraft
from requests_app.letters.contracts import LetterText


@dataclass(frozen=True)
class Filed:
    """A complaint as it stands in its file: what it was composed from, and its text."""

    asked: dict[str, Any]
    text: LetterText


def answers_of(case: Case, kind: str) -> QueryDict | None:
    """What was typed for this complaint, as the form sent it; None if nothing is kept."""
    draft = _draft(case, kind)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in (draft.answers or {}).items():
        data.setlist(name, values)
    return data


def filed(case: Case, kind: str) -> Filed | None:
    """The complaint as the file last made has it; None without one, and once it is recorded."""
    draft = _draft(case, kind)
    if draft is None or not draft.filed:
        return None
    return Filed(draft.filed["asked"], LetterText.from_data(draft.filed["text"]))


def is_recorded(case: Case, submission: uuid.UUID) -> bool:
    """Whether the form of this number has recorded something in the case."""
    return case.events.filter(submission=submission).exists()


def _draft(case: Case, kind: str) -> ComplaintDraft | None:
    return ComplaintDraft.objects.for_owner(case.owner_id).filter(case=case, kind=kind).first()
