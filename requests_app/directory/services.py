"""What changes a person's own companies. (What an operator imports: importing.py.)"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from .models import OwnCompany
from .own import OwnDetails, OwnDetailsError, check

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_COMPANIES = 200
"""Companies that one person can keep."""


def add_own_company(owner: AbstractBaseUser, details: OwnDetails) -> OwnCompany:
    """Keeps a company for this person; raises OwnDetailsError for an unsound field."""
    check(details)
    if OwnCompany.objects.for_owner(owner).count() >= MOST_COMPANIES:
        raise OwnDetailsError("name", f"you keep {MOST_COMPANIES} companies; delete one first")
    return OwnCompany.objects.create(owner_id=owner.pk, details=details.as_data())


def change_own_company(
    owner: AbstractBaseUser, identity: uuid.UUID, details: OwnDetails
) -> OwnCompany:
    """Replaces what is kept of a company; raises OwnCompany.DoesNotExist if it is not theirs."""
    check(details)
    with transaction.atomic():
        row = OwnCompany.objects.for_owner(owner).select_for_update().get(pk=identity)
        row.details = details.as_data()
        row.save(update_fields=["details", "changed_at"])
    return row


def delete_own_company(owner: AbstractBaseUser, identity: uuid.UUID) -> bool:
    """Forgets a company; False if this person has none with that id."""
    deleted, _ = OwnCompany.objects.for_owner(owner).filter(pk=identity).delete()
    return deleted > 0
