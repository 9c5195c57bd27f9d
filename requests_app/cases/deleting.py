"""Deletes a closed case for good, with everything that belongs to it."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q

from requests_app.cases import evidence, made
from requests_app.cases.models import Case
from requests_app.cases.standing import CLOSED
from requests_app.cases.telling import reference
from requests_app.reminders.erasing import forget
from requests_app.safety import audit
from requests_app.vault import files
from requests_app.vault.models import SealedFile


def is_over(case: Case) -> bool:
    """Whether nothing more can fall due in the case."""
    return case.state == CLOSED and case.closed_at is not None and case.due_on is None


@transaction.atomic
def delete_case(owner_id: uuid.UUID, case_id: uuid.UUID) -> bool:
    """Delete the case with letters, events, files and reminders; False if it is not over.

    The row is locked first, so that a case that is being opened again stays.
    """
    case = Case.objects.for_owner(owner_id).select_for_update().filter(pk=case_id).first()
    if case is None or not is_over(case):
        return False
    # Under a mark of the case or of one of its entries, or made from it (a bundle, letters).
    belonging = Q(reference__in=evidence.marks(case)) | Q(reference__endswith=f":{case.pk}")
    belonging |= made.marked([made.LETTERS])
    for file in SealedFile.objects.for_owner(owner_id).filter(belonging):
        files.remove(file)
    forget(owner_id, reference(case))
    case.delete()
    audit.record(None, audit.Verb.CASE_DELETED, owner_id)
    return True
