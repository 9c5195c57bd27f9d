"""What a person is asked to agree to, in which version, and whether they did.

Each text has a number that goes up when its meaning changes; a consent to an earlier one then no
longer counts and is asked for anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.accounts.models import User
from requests_app.accounts.rights_models import Consent
from requests_app.safety import audit


@dataclass(frozen=True)
class Text:
    """A consent: its number, a title, and what one agrees to."""

    version: int
    title: str | Promise
    words: str | Promise


SENSITIVE = "sensitive"
TEXTS: Mapping[str, Text] = {
    SENSITIVE: Text(
        1,
        _("Sensitive details"),
        _(
            "What you write about your situation, and what companies answer, can say something "
            "about your health, beliefs, sexual life or origin. I agree that this desk keeps such "
            "details for me, encrypted, to write my letters and follow my cases. I can take this "
            "back at any time: write without such details, or erase my data."
        ),
    ),
}


def stands(person: User, name: str) -> bool:
    """Whether the person agreed to the text as it reads now and has not taken it back."""
    newest = Consent.objects.for_owner(person).filter(name=name).order_by("-at").first()
    return newest is not None and newest.given and newest.version == TEXTS[name].version


@transaction.atomic
def give(person: User, name: str) -> None:
    """Write down that the person agrees to the text as it reads now."""
    if not stands(person, name):
        _add(person, name, given=True)
        audit.record(person.pk, audit.Verb.CONSENT_GIVEN)


@transaction.atomic
def withdraw(person: User, name: str) -> None:
    """Write down that the person takes it back."""
    if stands(person, name):
        _add(person, name, given=False)
        audit.record(person.pk, audit.Verb.CONSENT_WITHDRAWN)


def _add(person: User, name: str, *, given: bool) -> None:
    Consent.objects.create(owner_id=person.pk, name=name, version=TEXTS[name].version, given=given)
