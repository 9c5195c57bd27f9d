"""Whether a request can become a letter: every field, one sentence for the first thing wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from .catalogue import FIELDS, REGIMES, Kind, kind, languages, languages_under
from .checks import MAX_LINE, check_text
from .contracts import (
    GROUNDS,
    MANDATES,
    Account,
    Argument,
    Company,
    History,
    LetterRequest,
    PastEvent,
    Person,
)
from .errors import LetterError

MAX_SITUATION = 6000
MAX_SENTENCE = 1000
MAX_ADDRESS_LINES = 7
MAX_ADDRESS_LINE = 100
MAX_EVENTS = 40

# No platform of the directory is older than this, and no letter is written far ahead.
_EARLIEST = date(2018, 5, 25)


def checked(request: LetterRequest, row: Kind) -> LetterRequest:
    """The request with its texts in composed form and ids in their own spelling; raises
    ``LetterError``."""
    regime = request.regime.strip().lower()
    if regime not in REGIMES:
        raise LetterError(
            "regime", f"There is no law {request.regime!r}; allowed are {', '.join(REGIMES)}."
        )
    if regime not in row.regimes:
        raise LetterError(
            "regime",
            f"The letter {row.id!r} does not exist under {regime!r}; allowed are "
            f"{', '.join(row.regimes)}.",
        )
    code = _language(request.language, regime, row)
    _check_date(request.date)
    purposes = _purposes(request.purposes, row)
    if request.mandate and request.mandate not in MANDATES:
        raise LetterError(
            "mandate",
            f"There is no mandate {request.mandate!r}; allowed are {', '.join(MANDATES)}.",
        )
    request = replace(
        request,
        kind=row.id,
        regime=regime,
        language=code,
        purposes=purposes,
        writer=_person("writer", request.writer),
        represented=_person("represented", request.represented) if request.represented else None,
        account=_account(request.account),
        company=_company(request.company) if request.company is not None else None,
        situation=check_text("situation", request.situation, MAX_SITUATION),
        arguments=tuple(
            Argument(one.block, check_text("arguments", one.sentence, MAX_SENTENCE))
            for one in request.arguments
        ),
        residence=request.residence.strip().upper().replace("_", "-"),
        reference=check_text("reference", request.reference, 80, one_line=True),
        details=_details(request, row, purposes),
        history=_history(request, row),
    )
    if (
        row.id == "objection"
        and regime != "ch"
        and not request.situation
        and not any(one.sentence for one in request.arguments)
    ):
        raise LetterError(
            "situation",
            _(
                "An objection under Article 21(1) needs grounds of your own: describe your "
                "situation or give at least one argument with a sentence."
            ),
        )
    switched = request.setting_switched_off_on
    if switched is not None and switched > request.date:
        raise LetterError(
            "setting_switched_off_on",
            "setting_switched_off_on lies after the date of the letter.",
        )
    return request


def _language(code: str, regime: str, row: Kind) -> str:
    """The letter's language: English where the language lacks this one letter."""
    allowed = row.languages(regime)
    if code in allowed:
        return code
    if code in languages_under(regime) and "en" in allowed:
        return "en"
    why = " under this law" if code in languages() else ""
    raise LetterError(
        "language",
        f"The letter {row.id!r} is not written in {code!r}{why}; allowed are {', '.join(allowed)}.",
    )


def _check_date(day: date) -> None:
    if not _EARLIEST <= day <= date(2100, 12, 31):
        raise LetterError(
            "date", f"The date {day.isoformat()} is impossible; allowed are 2018-05-25 to 2100."
        )


def _purposes(given: tuple[str, ...], row: Kind) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.strip().lower().replace("_", "-") for one in given))
    if not row.purposes:
        if found:
            raise LetterError("purposes", f"The letter {row.id!r} has no purposes to choose from.")
        return ()
    allowed = ", ".join(row.purposes)
    if not found:
        raise LetterError("purposes", f"Name at least one purpose; allowed are {allowed}.")
    for one in found:
        if one not in row.purposes:
            raise LetterError("purposes", f"There is no purpose {one!r}; allowed are {allowed}.")
    return found


def _person(field: str, person: Person) -> Person:
    name = check_text(f"{field}.name", person.name, MAX_LINE, one_line=True)
    if not name:
        raise LetterError(f"{field}.name", f"{field}.name is missing: a letter needs a name.")
    if len(person.address) > MAX_ADDRESS_LINES:
        raise LetterError(
            f"{field}.address", f"{field}.address has more than {MAX_ADDRESS_LINES} lines."
        )
    address = tuple(
        check_text(f"{field}.address", line, MAX_ADDRESS_LINE, one_line=True)
        for line in person.address
    )
    return Person(
        name=name,
        address=tuple(line for line in address if line),
        place=check_text(f"{field}.place", person.place, 60, one_line=True),
        email=_email(f"{field}.email", person.email),
        phone=check_text(f"{field}.phone", person.phone, 40, one_line=True),
    )


def _email(field: str, address: str) -> str:
    address = check_text(field, address, 254, one_line=True)
    name, at, domain = address.rpartition("@")
    if address and (not at or not name or "." not in domain or " " in address):
        raise LetterError(field, f"{field} is not an e-mail address: write name@example.org.")
    return address


def _company(company: Company) -> Company:
    """An addressee that was typed in: the same limits as for a person."""
    as_person = _person("company", Person(company.name, company.address, email=company.email))
    return Company(
        name=as_person.name,
        address=as_person.address,
        seat=check_text("company.seat", company.seat, 6, one_line=True),
        email=as_person.email,
    )


def _account(account: Account) -> Account:
    return Account(
        profile=check_text("account.profile", account.profile, 300, one_line=True),
        handle=check_text("account.handle", account.handle, 100, one_line=True),
        phone=check_text("account.phone", account.phone, 40, one_line=True),
        email=_email("account.email", account.email),
        since=check_text("account.since", account.since, 60, one_line=True),
    )


def _details(request: LetterRequest, row: Kind, purposes: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.details.items():
        if name not in row.fields:
            raise LetterError(
                f"details.{name}",
                f"The letter {row.id!r} does not ask for {name!r}; it asks for "
                f"{', '.join(row.fields) or 'nothing more'}.",
            )
        found[name] = _detail(name, value)
    required = list(row.required)
    if "other" in purposes and "processing" in row.fields:
        required.append("processing")
    for name in required:
        if not found.get(name):
            field = FIELDS[name]
            allowed = f"; allowed are {', '.join(field.choices)}" if field.choices else ""
            raise LetterError(f"details.{name}", f"details.{name} is missing{allowed}.")
    return found


def _detail(name: str, value: str) -> str:
    field = FIELDS[name]
    where = f"details.{name}"
    text = check_text(where, value, field.max_length, one_line=field.type == "text")
    if text and field.type == "choice" and text not in field.choices:
        raise LetterError(
            where, f"{where} cannot be {text!r}; allowed are {', '.join(field.choices)}."
        )
    if text and field.type == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            raise LetterError(where, f"{where} is not a date; write it as 2026-11-24.") from None
    return text


def _history(request: LetterRequest, row: Kind) -> History | None:
    past = request.history
    if not row.needs_history:
        return None
    if past is None:
        raise LetterError(
            "history", f"The letter {row.id!r} follows an earlier one: say when that was sent."
        )
    first = kind(past.kind)
    if first.group != "first":
        raise LetterError("history.kind", f"history.kind {past.kind!r} is not a first letter.")
    if row.after and first.id not in row.after:
        raise LetterError(
            "history.kind",
            f"The letter {row.id!r} cannot follow {first.id!r}; allowed are "
            f"{', '.join(row.after)}.",
        )
    if request.regime.lower() not in first.regimes:
        raise LetterError(
            "history.kind",
            f"The first letter {first.id!r} does not exist under {request.regime!r}; allowed are "
            f"{', '.join(first.regimes)}.",
        )
    if len(past.events) > MAX_EVENTS:
        raise LetterError("history.events", f"At most {MAX_EVENTS} further events can be listed.")
    for name in (
        "sent_on",
        "received_on",
        "reply_on",
        "contact_on",
        "reminder_on",
        "complaint_on",
        "complaint_reply_on",
        "authority_on",
    ):
        on = getattr(past, name)
        if on is not None and on > request.date:
            raise LetterError(
                f"history.{name}",
                f"history.{name} ({on.isoformat()}) lies after the letter's date "
                f"({request.date.isoformat()}).",
            )
        if on is not None and on < past.sent_on:
            raise LetterError(
                f"history.{name}",
                f"history.{name} ({on.isoformat()}) lies before the first letter was sent "
                f"({past.sent_on.isoformat()}).",
            )
    for ground in past.grounds:
        if ground.id not in GROUNDS:
            raise LetterError(
                "history.grounds",
                f"There is no ground {ground.id!r}; allowed are {', '.join(GROUNDS)}.",
            )
    if row.id == "nudge-authority" and past.authority_on is None:
        raise LetterError(
            "history.authority_on", "history.authority_on is missing: when did you complain?"
        )
    if row.id.startswith("answer-") and past.reply_on is None:
        raise LetterError(
            "history.reply_on", "history.reply_on is missing: when did the controller answer?"
        )
    outcome = request.details.get("outcome", "")
    if outcome in ("refused", "incomplete") and past.reply_on is None:
        raise LetterError(
            "history.reply_on", "history.reply_on is missing: when did the controller answer?"
        )
    purposes = _purposes(past.purposes or first.purposes[:1], first)
    return replace(
        past,
        kind=first.id,
        purposes=purposes,
        reply=check_text("history.reply", past.reply, 4000),
        own_ground=check_text("history.own_ground", past.own_ground, 3000),
        reference=check_text("history.reference", past.reference, 80, one_line=True),
        authority_reference=check_text(
            "history.authority_reference", past.authority_reference, 80, one_line=True
        ),
        events=tuple(
            PastEvent(one.on, check_text("history.events", one.text, 300, one_line=True))
            for one in past.events
        ),
    )
