"""What goes into a letter and what comes out: plain dataclasses, no framework.

A form or a facts file becomes a ``LetterRequest``; ``compose`` turns it into a ``LetterText``; the
person may edit subject and body of that text; the ``render_*`` functions make every form of
sending from it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Regime = Literal["eu", "uk", "ch"]
Delivery = Literal["email", "form", "post"]

DELIVERIES: tuple[Delivery, ...] = ("email", "form", "post")

MANDATES = ("relative", "client", "organisation")
"""Whose mandate somebody writes with: a relative's, a client's, or one given to an organisation
(GDPR Art. 80(1); DPA 2018 s.187)."""

GROUNDS = (
    "no_answer",
    "late_answer",
    "late_extension",
    "extension_no_reasons",
    "no_reasons",
    "not_shown",
    "partial",
    "identity",
    "not_identified",
    "fee",
    "no_route",
    "setting_only",
    "no_acknowledgement",
)
"""What a complaint can rest on; each language says them in its ``parts/grounds`` files."""


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person or a representative, with no more than a letter needs."""

    name: str
    address: tuple[str, ...] = ()
    place: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """How the controller finds the data subject. Every part may be empty: people without an
    account write too."""

    profile: str = ""
    handle: str = ""
    phone: str = ""
    email: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument block with the person's own sentence for it."""

    block: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Company:
    """An addressee the person typed in, instead of a platform of the directory."""

    name: str
    address: tuple[str, ...] = ()
    seat: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One line of the dated list a follow-up or a complaint gives."""

    on: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class PastGround:
    """A ground of a complaint that something on record supports.

    ``id`` is one of ``GROUNDS``; ``on`` is the day of what supports it, ``due`` the day by which
    something else should have happened. ``extended``: the controller had said it needs longer.
    """

    id: str
    on: dt.date | None = None
    due: dt.date | None = None
    extended: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What happened before a follow-up or a complaint. All dates are local dates.

    ``kind`` and ``purposes`` are those of the first letter; ``due`` is the date by which the law
    clock expected the answer (computed from the other dates when it is not given). ``grounds`` are
    those the person chose for a complaint, ``own_ground`` what they put in their own words;
    ``known_on`` is the day they learned of the infringement. ``contact_on`` is the day of the
    controller's last message that was no answer to the request. ``arrived_by`` is the day of what
    can only have happened once the letter was there; it bounds the estimate of when a letter by
    post arrived.
    """

    sent_on: dt.date
    kind: str = "objection"
    purposes: tuple[str, ...] = ()
    received_on: dt.date | None = None
    channel: Delivery = "email"
    due: dt.date | None = None
    reference: str = ""
    reply_on: dt.date | None = None
    reply: str = ""
    contact_on: dt.date | None = None
    reminder_on: dt.date | None = None
    complaint_on: dt.date | None = None
    complaint_reply_on: dt.date | None = None
    authority_on: dt.date | None = None
    authority_reference: str = ""
    events: tuple[PastEvent, ...] = ()
    grounds: tuple[PastGround, ...] = ()
    own_ground: str = ""
    known_on: dt.date | None = None
    arrived_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """Everything a letter is written from.

    Exactly one of ``platform`` (a directory id) and ``company`` is given. ``represented`` is the
    data subject when ``writer`` writes for somebody else. ``rights`` are ids of ``law``; empty
    means the catalogue's own for this kind. ``details`` holds the answers to the kind's own
    questions, by field name. ``date`` is the letter's local date; ``delivery`` empty means the
    way the directory recommends.
    """

    kind: str
    regime: str
    language: str
    date: dt.date
    writer: Person
    platform: str = ""
    company: Company | None = None
    purposes: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    represented: Person | None = None
    account: Account = Account()
    situation: str = ""
    arguments: tuple[Argument, ...] = ()
    setting_switched_off_on: dt.date | None = None
    residence: str = ""
    history: History | None = None
    authority: str = ""
    delivery: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    mandate: str = ""
    use_notice: bool = True
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class CitedProvision:
    """One provision a letter cites, as it was cited: kept with the letter.

    ``on`` is the ISO date whose law it is: the letter's, or that of a decision under older law.
    """

    key: str
    regime: str
    text: str
    source: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A finished letter before it takes a form.

    ``body`` is Markdown of a small subset: paragraphs, lists, emphasis. Editing replaces
    ``subject`` and ``body`` only (``edited``). ``layout`` names the postal convention of the
    paper. ``reply_by`` is the date the letter asks an answer by, ``None`` where it sets none.
    """

    kind: str
    regime: str
    language: str
    date: dt.date
    subject: str
    body: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    signatory: str
    layout: str
    contact: tuple[str, ...] = ()
    place: str = ""
    sender_email: str = ""
    recipient_email: str = ""
    delivery: str = "email"
    delivery_line: str = ""
    reference: str = ""
    controller: str = ""
    reply_by: dt.date | None = None
    enclosures: tuple[str, ...] = ()
    citations: tuple[CitedProvision, ...] = ()
    advice: tuple[str, ...] = ()
    signature: bytes | None = None

    def edited(self, subject: str, body: str) -> LetterText:
        """The same letter with the person's own subject and body."""
        return dataclasses.replace(self, subject=subject, body=body)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON-ready data, complete but for the signature image."""
        data = dataclasses.asdict(self)
        data["date"] = self.date.isoformat()
        data["reply_by"] = self.reply_by.isoformat() if self.reply_by else None
        del data["signature"]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> LetterText:
        """The letter that ``as_data`` wrote down."""
        values = dict(data)
        values["date"] = dt.date.fromisoformat(values["date"])
        if values.get("reply_by"):
            values["reply_by"] = dt.date.fromisoformat(values["reply_by"])
        for name in ("sender", "contact", "recipient", "enclosures", "advice"):
            values[name] = tuple(values.get(name, ()))
        values["citations"] = tuple(CitedProvision(**one) for one in values.get("citations", ()))
        return cls(**values)
