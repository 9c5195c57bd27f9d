"""What the views of this room share: whose request it is, and from which form number."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, cast

from django.http import HttpRequest

from requests_app.cases import queries


def person_of(request: HttpRequest) -> Any:
    """The person signed in."""
    return cast(Any, request.user)


def today_of(request: HttpRequest) -> date:
    """The calendar day where the person is."""
    return queries.today_of(person_of(request))


def submission_of(request: HttpRequest) -> uuid.UUID:
    """The form's own number, so that it counts once; a new one where it is missing."""
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()
