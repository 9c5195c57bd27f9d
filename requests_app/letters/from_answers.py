"""The answers of the wizard as the request that a letter is composed from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from requests_app.letters.contracts import Account, Argument, Company, LetterRequest, Person
from requests_app.letters.drafts import lines

if TYPE_CHECKING:
    from requests_app.letters.wizard import Wizard


def request_of(wizard: Wizard) -> LetterRequest:
    """The request, dated today; raises Unanswered for the first step that misses an answer."""
    details, situation = wizard.answers("details"), wizard.answers("situation")
    platform = wizard.platform
    return LetterRequest(
        kind=wizard.kind.id,
        regime=wizard.regime.regime,
        language=details["language"],
        date=timezone.localdate(),
        writer=Person(
            name=details["name"], address=lines(details["address"]), email=details["email"]
        ),
        platform=platform.id if platform else "",
        company=_own_company(details) if wizard.own_company else None,
        purposes=(wizard.purpose,) if wizard.purpose else (),
        represented=_represented(details) if details["for_whom"] else None,
        mandate=details["for_whom"],
        account=Account(
            # Where people are known by their number, there may be no profile to ask for.
            profile=details.get("profile", ""),
            handle=details["handle"],
            phone=details.get("account_phone", ""),
            email=details["account_email"],
        ),
        situation=situation.get("situation", ""),
        arguments=_arguments(situation),
        setting_switched_off_on=situation.get("setting_switched_off_on"),
        residence=wizard.residence,
        delivery=details["delivery"],
        details={
            name: value.isoformat() if isinstance(value, date) else value
            for name in wizard.kind.fields
            if (value := situation.get(name))
        },
    )


def _own_company(details: dict[str, Any]) -> Company:
    return Company(
        name=details["company_name"],
        address=lines(details["company_address"]),
        seat=details["company_seat"],
        email=details["company_email"],
    )


def _represented(details: dict[str, Any]) -> Person:
    return Person(
        name=details["their_name"],
        address=lines(details["their_address"]),
        email=details["their_email"],
    )


def _arguments(situation: dict[str, Any]) -> tuple[Argument, ...]:
    """Those that were ticked, with what was typed for them."""
    chosen = [
        name.removeprefix("use-")
        for name, ticked in situation.items()
        if name.startswith("use-") and ticked
    ]
    return tuple(Argument(name, situation[f"say-{name}"]) for name in chosen)
