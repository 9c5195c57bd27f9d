"""A facts file becomes a request: what a person knows about themselves, without any law in it.

One file serves every platform, letter, law and language: a text may be one string or one string a
language, an address one list of lines or one entry a country the person writes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from .arguments import ORDER, arguments
from .catalogue import FIELDS, Kind, kind
from .contracts import Account, Argument, Company, History, LetterRequest, PastEvent, Person
from .errors import LetterError
from .language import language
from .reading import Reader

_PERSON = ("name", "address", "place", "email", "phone")
_ACCOUNT = ("profile", "handle", "phone", "email", "since")
_COMPANY = ("name", "address", "seat", "email")
_HISTORY = (
    "sent_on",
    "kind",
    "purposes",
    "received_on",
    "channel",
    "due",
    "reference",
    "reply_on",
    "reply",
    "contact_on",
    "reminder_on",
    "complaint_on",
    "complaint_reply_on",
    "authority_on",
    "authority_reference",
    "events",
)
_TOP = (
    "writer",
    "represented",
    "company",
    "account",
    "situation",
    "arguments",
    "setting_switched_off_on",
    "details",
    "history",
    "reference",
    "use_notice",
)

_HOME = {"uk": ("GB",), "ch": ("CH",)}


def request_from_facts(
    data: Any,
    *,
    platform: str,
    kind_id: str,
    purposes: Sequence[str],
    regime: str,
    language_code: str,
    on: date,
    residence: str = "",
    authority: str = "",
    delivery: str = "",
) -> LetterRequest:
    """The request for one letter from a facts file's content; raises ``LetterError``.

    What the letter does not ask for is checked and left out, so that one file serves all.
    """
    row = kind(kind_id)
    words = language(language_code)
    read = Reader(language_code)
    top = read.table(data, "facts", _TOP)
    if "writer" not in top:
        raise LetterError("writer", "writer is missing: a letter needs a name to sign with.")
    residence, writer = _writer(top["writer"], read, regime, str(words.words["home"]), residence)
    purposes = tuple(purposes)
    history = _history(top["history"], read) if "history" in top else None
    company = _company(top["company"], read) if "company" in top else None
    chosen = _arguments(top.get("arguments", []), read, row, purposes, regime)
    switched = top.get("setting_switched_off_on")
    use_notice = top.get("use_notice", True)
    if not isinstance(use_notice, bool):
        raise LetterError("use_notice", "use_notice has to be true or false.")
    situation = read.text(top.get("situation", ""), "situation")
    if not platform and company is None:
        raise LetterError("platform", "Name a platform, or give a company in the facts.")
    switched_on = read.date(switched, "setting_switched_off_on") if switched is not None else None
    return LetterRequest(
        kind=row.id,
        regime=regime,
        language=language_code,
        date=on,
        writer=writer,
        platform=platform,
        company=company if not platform else None,
        purposes=purposes,
        represented=(
            _person(top["represented"], "represented", read, regime, "", residence)[1]
            if top.get("represented") is not None
            else None
        ),
        account=_account(top.get("account", {}), read),
        situation=situation if row.takes_situation else "",
        arguments=chosen,
        setting_switched_off_on=switched_on
        if "ai-training" in purposes or row.needs_history
        else None,
        residence=residence,
        history=history if row.needs_history else None,
        authority=authority,
        delivery=delivery,
        details=_details(top.get("details", {}), read, row),
        reference=read.text(top.get("reference", ""), "reference"),
        use_notice=use_notice,
    )


def _writer(value: Any, read: Reader, regime: str, home: str, residence: str) -> tuple[str, Person]:
    return _person(value, "writer", read, regime, home, residence)


def _person(
    value: Any, field: str, read: Reader, regime: str, home: str, residence: str
) -> tuple[str, Person]:
    table = read.table(value, field, _PERSON)
    name = read.text(table.get("name", ""), f"{field}.name")
    if not name.strip():
        raise LetterError(f"{field}.name", f"{field}.name is missing: a letter needs a name.")
    address = table.get("address", [])
    place = read.text(table.get("place", ""), f"{field}.place")
    if isinstance(address, dict):
        code, entry = _home_entry(address, f"{field}.address", regime, home, residence)
        inner = f"{field}.address.{code}"
        residence = residence or code
        if isinstance(entry, dict):
            entry = read.table(entry, inner, ("lines", "place"))
            place = read.text(entry.get("place", place), f"{inner}.place")
            lines = read.lines(entry.get("lines", []), f"{inner}.lines")
        else:
            lines = read.lines(entry, inner)
    else:
        lines = read.lines(address, f"{field}.address")
    return residence, Person(
        name=name,
        address=lines,
        place=place,
        email=read.text(table.get("email", ""), f"{field}.email"),
        phone=read.text(table.get("phone", ""), f"{field}.phone"),
    )


def _home_entry(
    entries: Mapping[str, Any], field: str, regime: str, home: str, residence: str
) -> tuple[str, Any]:
    """The address the person writes from: where they live if that is said, else the one that
    fits the law, and among those the one that fits the language."""
    if not entries:
        return residence, []
    for code in entries:
        if not (len(code) >= 2 and code[:2].isalpha() and code == code.upper()):
            raise LetterError(
                f"{field}.{code}",
                f"{field}.{code} is no country; write its code, for example GB, FR or DE-BE.",
            )
    wanted = residence.upper().replace("_", "-")
    candidates = [code for code in entries if code == wanted] or [
        code for code in entries if wanted and code[:2] == wanted[:2]
    ]
    if not candidates and not wanted:
        countries = _HOME.get(regime)
        fitting = [
            code
            for code in entries
            if (code[:2] in countries if countries else code[:2] not in ("GB", "CH"))
        ]
        candidates = [code for code in fitting if code[:2] == home] or fitting
    code = next(iter(candidates), "")
    if not code:
        return residence, []
    return code, entries[code]


def _account(value: Any, read: Reader) -> Account:
    table = read.table(value, "account", _ACCOUNT)
    return Account(**{name: read.text(table[name], f"account.{name}") for name in table})


def _company(value: Any, read: Reader) -> Company | None:
    if value is None:
        return None
    table = read.table(value, "company", _COMPANY)
    return Company(
        name=read.text(table.get("name", ""), "company.name"),
        address=read.lines(table.get("address", []), "company.address"),
        seat=read.text(table.get("seat", ""), "company.seat"),
        email=read.text(table.get("email", ""), "company.email"),
    )


def _arguments(
    value: Any, read: Reader, row: Kind, purposes: tuple[str, ...], regime: str
) -> tuple[Argument, ...]:
    offered = {
        block.id
        for purpose in (purposes or ("other",))
        for block in arguments(purpose, regime, read.code)
    }
    found = []
    for number, entry in enumerate(read.each(value, "arguments")):
        field = f"arguments[{number}]"
        table = read.table(entry, field, ("block", "sentence"))
        block = read.text(table.get("block", ""), f"{field}.block").replace("_", "-")
        if block not in ORDER:
            raise LetterError(
                f"{field}.block",
                f"{field}.block {block!r} is not known; allowed are {', '.join(ORDER)}.",
            )
        sentence = read.text(table.get("sentence", ""), f"{field}.sentence")
        if row.takes_situation and block in offered:
            found.append(Argument(block, sentence))
    return tuple(found)


def _details(value: Any, read: Reader, row: Kind) -> dict[str, str]:
    table = read.table(value, "details", tuple(FIELDS))
    found = {}
    for name, entry in table.items():
        field = FIELDS[name]
        if field.type == "date":
            text = read.date(entry, f"details.{name}").isoformat() if entry else ""
        else:
            text = read.text(entry, f"details.{name}")
        if field.type == "choice" and text and text not in field.choices:
            raise LetterError(
                f"details.{name}",
                f"details.{name} cannot be {text!r}; allowed are {', '.join(field.choices)}.",
            )
        if name in row.fields:
            found[name] = text
    return found


def _history(value: Any, read: Reader) -> History | None:
    if value is None:
        return None
    table = read.table(value, "history", _HISTORY)
    if "sent_on" not in table:
        raise LetterError("history.sent_on", "history.sent_on is missing: when was it sent?")
    readers: dict[str, Callable[[Any, str], Any]] = {
        "purposes": lambda entry, field: tuple(
            read.text(one, field) for one in read.each(entry, field)
        ),
        "events": lambda entry, field: tuple(
            _event(one, f"{field}[{number}]", read)
            for number, one in enumerate(read.each(entry, field))
        ),
    }
    values: dict[str, Any] = {}
    for name, entry in table.items():
        field = f"history.{name}"
        if name.endswith("_on") or name == "due":
            values[name] = read.date(entry, field) if entry is not None else None
        elif name in readers:
            values[name] = readers[name](entry, field)
        else:
            values[name] = read.text(entry, field)
    channel = values.get("channel", "email")
    if channel not in ("email", "form", "post"):
        raise LetterError(
            "history.channel",
            f"history.channel cannot be {channel!r}; allowed are email, form, post.",
        )
    return History(**values)


def _event(value: Any, field: str, read: Reader) -> PastEvent:
    table = read.table(value, field, ("on", "text"))
    return PastEvent(
        read.date(table.get("on"), f"{field}.on"), read.text(table.get("text"), f"{field}.text")
    )
