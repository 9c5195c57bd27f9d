"""Keeping the drafts of somebody signed in. Whoever is not keeps nothing here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from requests_app.letters.models import LetterDraft

MOST_DRAFTS = 50
# A draft left alone for so long is deleted by the daily pass (accounts.daily).
KEPT = timedelta(days=90)


@transaction.atomic
def keep_draft(
    owner_id: uuid.UUID, draft_id: uuid.UUID, answers: Mapping[str, Sequence[str]], step: str
) -> bool:
    """Keep the answers under this id, in place of what was kept there; whether there was room."""
    content = {name: list(values) for name, values in answers.items()}
    drafts = LetterDraft.objects.for_owner(owner_id)
    draft = drafts.filter(pk=draft_id).first()
    if draft is None:
        if drafts.count() >= MOST_DRAFTS:
            return False
        # The number comes from a form: another person's must not be touched by it.
        if LetterDraft.objects.across_owners().filter(pk=draft_id).exists():
            return False
        draft = LetterDraft(pk=draft_id, owner_id=owner_id)
    draft.answers, draft.step, draft.changed_at = content, step, timezone.now()
    draft.save()
    return True


def throw_away(owner_id: uuid.UUID, draft_id: uuid.UUID) -> None:
    """Delete the draft, if it is there and theirs."""
    LetterDraft.objects.for_owner(owner_id).filter(pk=draft_id).delete()


def forget_old_drafts() -> None:
    """Delete the drafts nobody has touched for `KEPT`."""
    LetterDraft.objects.across_owners().filter(changed_at__lt=timezone.now() - KEPT).delete()
