"""Fixtures: people, and a person with a letter out."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.cases import services
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.sending import request_as_data
from requests_app.letters.compose import compose
from requests_app.letters.contracts import Account, LetterRequest, Person


@pytest.fixture
def amara(db: None) -> User:
    return User.objects.create_user("amara@example.org", time_zone="Europe/London")


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("other@example.org")


def details(**changes: Any) -> Details:
    values: dict[str, Any] = {
        "regime": "uk",
        "kind": "objection",
        "right": "objection",
        "rights": ("objection",),
        "purposes": ("ai-training",),
        "company": "LinkedIn",
        "controller": "LinkedIn Corporation",
        "seat": "US",
        "residence": "GB-ENG",
        "representative": "",
        "language": "en",
        **changes,
    }
    return Details(**values)


def open_case_for(
    person: User,
    sent_on: date | None,
    received_on: date | None = None,
    channel: str = "form",
    **changes: Any,
) -> Case:
    """A case of this person with a real letter, sent on the given day (None: not sent yet)."""
    facts = details(**{k: v for k, v in changes.items() if k != "submission"})
    request = LetterRequest(
        kind=facts.kind,
        regime=facts.regime,
        language=facts.language,
        date=sent_on or timezone.localdate(),
        writer=Person("Amara Okafor", ("12 Garden Row", "Leeds"), email="a@example.org"),
        platform="linkedin",
        purposes=facts.purposes,
        account=Account(profile="linkedin.com/in/amara"),
        situation="I am looking for work under my own name.",
        residence=facts.residence,
    )
    return services.open_case(
        person.pk,
        submission=changes.get("submission", uuid.uuid4()),
        details=facts,
        platform="linkedin",
        request=request_as_data(request),
        text=compose(request),
        sent_on=sent_on,
        received_on=received_on,
        channel=channel,
    )


@pytest.fixture
def open_case(amara: User) -> Callable[..., Case]:
    """Opens a case of Amara's; the arguments are those of `open_case_for`."""
    return functools.partial(open_case_for, amara)
