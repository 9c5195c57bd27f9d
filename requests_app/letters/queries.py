"""A person's drafts, read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from requests_app.letters.models import LetterDraft
from requests_app.letters.wishes import wish_choices
from requests_app.letters.wizard import STEPS, Unanswered, Wizard


@dataclass(frozen=True)
class DraftLine:
    """A draft as a list shows it: to whom and what for, as far as that is known, and where it is
    to be gone on with."""

    id: uuid.UUID
    title: str
    step: str | Promise
    changed_at: datetime


def drafts_of(owner: AbstractBaseUser) -> list[DraftLine]:
    """The person's drafts, the latest first."""
    rows = LetterDraft.objects.for_owner(owner).order_by("-changed_at")
    return [
        DraftLine(row.pk, _title(answers_of(row)), STEPS.get(row.step, ""), row.changed_at)
        for row in rows
    ]


def draft_of(owner: AbstractBaseUser, draft_id: uuid.UUID) -> LetterDraft:
    """The person's draft; raises Http404 for one that is not there or not theirs."""
    draft = LetterDraft.objects.for_owner(owner).filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft


def begun(owner: AbstractBaseUser, number: str) -> QueryDict | None:
    """The answers kept under this number, or the number alone where nothing is kept under it yet;
    None where it is no number, or that of somebody else's draft."""
    try:
        wanted = uuid.UUID(number)
    except ValueError:
        return None
    draft = LetterDraft.objects.across_owners().filter(pk=wanted).first()
    if draft is None:
        data = QueryDict(mutable=True)
        data["draft"] = str(wanted)
        return data
    return answers_of(draft) if draft.owner_id == owner.pk else None


def answers_of(draft: LetterDraft) -> QueryDict:
    """The answers as the form sent them."""
    data = QueryDict(mutable=True)
    for name, values in draft.answers.items():
        data.setlist(name, values)
    data["draft"] = str(draft.pk)
    return data


def _title(data: QueryDict) -> str:
    wizard = Wizard(data)
    try:
        company = wizard.platform.name if wizard.platform else data.get("platform_name", "")
    except Unanswered:
        return _("A letter just begun")
    wanted = data.get("wish", "")
    wish = next((label for value, label, _help in wish_choices() if value == wanted), "")
    return f"{company}: {wish}" if wish else str(company)
