"""A person's drafts as data they can take along, and taken over from such data."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app.letters.models import LetterDraft
from requests_app.letters.services import MOST_DRAFTS
from requests_app.letters.wizard import CONTROLS, STEPS
from requests_app.safety.plain_data import Misfit

# Far above what the wizard asks for; below what a form may send (DATA_UPLOAD_MAX_... in settings),
# with room for what the page itself adds.
MOST_ANSWERS = 100
MOST_BYTES = 600_000


@dataclass(frozen=True)
class DraftData:
    """A letter begun and not finished: the answers so far by the name of their field, as they were
    typed, and the step of the wizard to go on with."""

    answers: Mapping[str, tuple[str, ...]]
    step: str
    begun_at: datetime
    changed_at: datetime


def drafts_of(owner_id: uuid.UUID) -> Iterator[DraftData]:
    """The person's drafts in the order in which they were begun."""
    for row in LetterDraft.objects.for_owner(owner_id).order_by("begun_at", "changed_at"):
        answers = {name: tuple(values) for name, values in row.answers.items()}
        yield DraftData(answers, row.step, row.begun_at, row.changed_at)


def check_draft(data: DraftData, place: str) -> None:
    """Raise Misfit unless these are answers that the wizard could have been given."""
    if data.step not in STEPS:
        raise Misfit(f"{place}.step", _("there is no such step on the way to a letter."))
    values = [value for given in data.answers.values() for value in given]
    if max(len(data.answers), len(values)) > MOST_ANSWERS:
        raise Misfit(
            f"{place}.answers", _("there are more than %(n)d entries.") % {"n": MOST_ANSWERS}
        )
    if len(urlencode(data.answers, doseq=True)) > MOST_BYTES:
        raise Misfit(f"{place}.answers", _("it is too large."))


@transaction.atomic
def take_over_draft(owner_id: uuid.UUID, data: DraftData) -> bool:
    """Keep the draft unless the very same is there; whether it was added.

    It is never put in the place of one that was gone on with here; and the time after which a
    draft is forgotten begins anew. Raises Misfit if there is no room.
    """
    content = {name: list(given) for name, given in data.answers.items() if name not in CONTROLS}
    there = list(LetterDraft.objects.for_owner(owner_id))
    if any((row.answers, row.step) == (content, data.step) for row in there):
        return False
    if len(there) >= MOST_DRAFTS:
        raise Misfit("drafts", _("at most %(most)d drafts can be kept.") % {"most": MOST_DRAFTS})
    row = LetterDraft.objects.create(
        owner_id=owner_id, answers=content, step=data.step, changed_at=timezone.now()
    )
    begun_at = min(data.begun_at, row.changed_at)
    models.QuerySet(LetterDraft).filter(pk=row.pk).update(begun_at=begun_at)
    return True
