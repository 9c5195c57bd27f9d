"""A person's own companies as data they can take along, and taken over from such data."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from requests_app.safety.plain_data import Misfit

from .models import OwnCompany
from .own import OwnDetails, OwnDetailsError, check
from .services import MOST_COMPANIES


@dataclass(frozen=True)
class CompanyData:
    """A company that the person added for themselves."""

    details: OwnDetails
    added_at: datetime


def companies_of(owner_id: uuid.UUID) -> Iterator[CompanyData]:
    """The person's companies in the order in which they were added."""
    rows = OwnCompany.objects.for_owner(owner_id)
    for row in sorted(rows, key=lambda row: (row.added_at, row.details["name"])):
        # What an older version did not ask for is left empty.
        details = {**OwnDetails("", ()).as_data(), **row.details}
        yield CompanyData(OwnDetails.from_data(details), row.added_at)


def check_company(data: CompanyData, place: str) -> None:
    """Raise Misfit unless the company is one that could have been typed in."""
    try:
        check(data.details)
    except OwnDetailsError as error:
        raise Misfit(f"{place}.{error.field}", error.message) from None


@transaction.atomic
def take_over_company(owner_id: uuid.UUID, data: CompanyData) -> bool:
    """Keep the company unless the very same is there; whether it was added. Raises Misfit."""
    content = data.details.as_data()
    there = list(OwnCompany.objects.for_owner(owner_id))
    if any(row.details == content for row in there):
        return False
    if len(there) >= MOST_COMPANIES:
        most = {"most": MOST_COMPANIES}
        raise Misfit("companies", _("at most %(most)d companies can be kept.") % most)
    row = OwnCompany.objects.create(owner_id=owner_id, details=content)
    models.QuerySet(OwnCompany).filter(pk=row.pk).update(added_at=data.added_at)
    return True
