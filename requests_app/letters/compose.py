"""``compose``: a request becomes a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .addressing import (
    Addressee,
    authority_lines,
    authority_of,
    controller_of,
    delivery_line,
)
from .advice import advice
from .canonical import canonical
from .catalogue import Kind, kind
from .checking import checked
from .checks import MAX_BODY_BYTES, MAX_SUBJECT, check_text
from .contracts import LetterRequest, LetterText, Person
from .deadline import ReplyDate, own_date, receipt_of, reply_date
from .errors import LetterError
from .history import past_events
from .language import Language, language
from .markup import escape, escape_line, parse, to_plain
from .notices import notice_sentences
from .paper import layout_for
from .writing import HEAD_MARK, Writing

_HOME = {"uk": "GB", "ch": "CH"}

# Decisions taken before that day stay under the old Article 22 (SI 2026/82 reg. 5).
_NEW_UK_DECISIONS = date(2026, 2, 5)


def compose(request: LetterRequest) -> LetterText:
    """The letter: addressee, subject, Markdown body, what was cited, the date an answer is asked
    by, and advice for the person that is not printed.

    Raises ``LetterError`` only; its ``field`` names the part of the request.
    """
    row = kind(request.kind)
    wanted = request.language
    request = checked(request, row)
    words = language(request.language)
    return _Composition(request, row, words, wanted).text()


@dataclass(slots=True)
class _Composition:
    request: LetterRequest
    row: Kind
    words: Language
    wanted: str

    def text(self) -> LetterText:
        request, row, words = self.request, self.row, self.words
        to_authority = row.addressee == "authority"
        first = _first_letter(request, row)
        right = row.rights[request.regime][0]
        controller = controller_of(request, words, _route_right(first, request))
        reply = None if to_authority else self._reply(right, controller)
        past = past_events(request, words, controller, first)
        writing = Writing(request, past.events)
        values = self._values(writing, controller, reply, first)
        values["history"] = past.fields(writing)
        values["after_objection"] = first.id == "objection"
        values["after_access"] = first.id == "access"
        values["history_statutory"] = past.statutory
        values["authority_id"] = authority_of(request).id if to_authority else ""
        values["acknowledge_by"] = writing.day(reply.due if reply else None)
        head, body = _split(writing.write(row.template(request.regime, request.language), values))
        subject = check_text("subject", head.subject, MAX_SUBJECT, one_line=True)
        body = canonical(body)
        check_text("body", body, MAX_BODY_BYTES)
        if to_authority:
            found = authority_of(request)
            recipient = words.foreign(authority_lines(found, request))
            recipient_email, line, delivery = "", "", request.delivery or "form"
        else:
            found = None
            recipient = words.foreign(controller.lines)
            recipient_email, delivery = controller.email, controller.delivery
            line = delivery_line(controller, words)
        return LetterText(
            kind=row.id,
            regime=request.regime,
            language=request.language,
            date=request.date,
            subject=subject,
            body=body,
            sender=(request.writer.name, *request.writer.address),
            contact=self._contact(),
            recipient=recipient,
            signatory=request.writer.name,
            layout=layout_for(self._country()),
            place=request.writer.place,
            sender_email=request.writer.email,
            recipient_email=recipient_email,
            delivery=delivery,
            delivery_line=line,
            reference=request.reference,
            controller=controller.controller,
            reply_by=reply.due if reply else None,
            enclosures=head.enclosures,
            citations=tuple(writing.citations.values()),
            advice=advice(request, row, controller, found, wanted=self.wanted),
            signature=request.signature,
        )

    def _country(self) -> str:
        request = self.request
        home = request.residence[:2] or _HOME.get(request.regime, "")
        return home or str(self.words.words["home"])

    def _reply(self, right: str, controller: Addressee) -> ReplyDate:
        request = self.request
        if self.row.own_date_days:
            receipt, estimated = receipt_of(
                request.date, controller.delivery, controller.seat, request.residence
            )
            due = own_date(receipt, self.row.own_date_days)
            return ReplyDate(due, receipt, estimated, statutory=False)
        representative = controller.representative
        return reply_date(
            request,
            right,
            controller.seat,
            sent_on=request.date,
            delivery=controller.delivery,
            representative=representative.seat if representative else None,
        )

    def _contact(self) -> tuple[str, ...]:
        writer, words = self.request.writer, self.words
        colon = words.paper("colon")
        contact = []
        if writer.email:
            contact.append(f"{words.paper('email')}{colon}{writer.email}")
        if writer.phone:
            contact.append(f"{words.paper('phone')}{colon}{writer.phone}")
        return tuple(contact)

    def _values(
        self, writing: Writing, controller: Addressee, reply: ReplyDate | None, first: Kind
    ) -> dict[str, Any]:
        """What the templates may use. Every string is escaped here, once; nothing else of what a
        person or the directory says reaches a template."""
        request, row = self.request, self.row
        person = request.represented or request.writer
        account = request.account
        known_by = (account.profile, account.handle, account.phone, account.email)
        purposes = _purposes(request, row)
        facts = notice_sentences(request, controller, self.words, first, row)
        choices = {
            name: request.details.get(name, "")
            for name in row.fields
            if _field_type(name) == "choice"
        }
        return {
            "controller": escape_line(controller.controller),
            "controller_unknown": controller.unknown,
            "controller_address": escape_line(", ".join(self.words.foreign(controller.address))),
            "platform": escape_line(controller.platform_name),
            "region": escape_line(self.words.region(request.regime)),
            "writer": _person(request.writer),
            "person": _person(person),
            "represented": request.represented is not None,
            "mail": escape_line(person.email or request.writer.email),
            "account_line": escape_line(", ".join(one for one in known_by if one)),
            "account": {
                "profile": escape_line(account.profile),
                "handle": escape_line(account.handle),
                "phone": escape_line(account.phone),
                "email": escape_line(account.email),
                "since": escape_line(account.since),
            },
            "has_account": any(known_by),
            "by_account_email": bool(account.email)
            and controller.delivery == "email"
            and request.writer.email.lower() == account.email.lower(),
            "situation": escape(request.situation),
            "mandate": request.mandate if request.represented else "",
            "complaint_30_days_over": _days_since_complaint(request) > 30,
            "grounds": _grounds(request, writing),
            "own_ground": escape(request.history.own_ground) if request.history else "",
            "known_on": writing.day(request.history.known_on if request.history else None),
            "ai_training": "ai-training" in purposes,
            "profiling": "profiling" in purposes,
            "other": "other" in purposes,
            "notice": [escape_line(sentence) for sentence in facts.sentences],
            "authority_said": [escape_line(sentence) for sentence in facts.authority],
            "disclosure": facts.disclosure,
            "setting_partial": facts.setting_partial,
            "setting_off_on": writing.day(request.setting_switched_off_on),
            "details": {
                name: self._detail(name, writing)
                for name in row.fields
                if _field_type(name) != "choice"
            },
            "choice": choices,
            "reply_by": writing.day(reply.due if reply else None),
            "receipt": writing.day(reply.receipt if reply else None),
            "receipt_estimated": bool(reply and reply.estimated),
            "statutory": bool(reply and reply.statutory),
            "clock_12a": request.regime == "uk" and writing.in_force("12A(1)"),
            "controller_complaints": request.regime == "uk" and writing.in_force("dpa:164A(1)"),
            "new_uk_bases": request.regime == "uk" and writing.in_force("6(1)(ea)"),
            "answers_reply": row.id.startswith("answer-"),
            "old_decision": request.regime == "uk"
            and row.id == "human-review"
            and writing.then < _NEW_UK_DECISIONS,
            "cross_border": bool(controller.seat)
            and controller.seat != request.residence[:2]
            and request.regime == "eu",
        }

    def _detail(self, name: str, writing: Writing) -> str:
        value = self.request.details.get(name, "")
        if value and _field_type(name) == "date":
            return writing.day(date.fromisoformat(value))
        return escape(value)


def _days_since_complaint(request: LetterRequest) -> int:
    on = request.history.complaint_on if request.history else None
    return (request.date - on).days if on else 0


def _grounds(request: LetterRequest, writing: Writing) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "on": writing.day(one.on),
            "due": writing.day(one.due),
            "extended": one.extended,
        }
        for one in (request.history.grounds if request.history else ())
    ]


def _field_type(name: str) -> str:
    from .catalogue import FIELDS

    return FIELDS[name].type


def _first_letter(request: LetterRequest, row: Kind) -> Kind:
    """The letter that started the matter: the one this follows, or this one."""
    return kind(request.history.kind) if row.needs_history and request.history else row


def _purposes(request: LetterRequest, row: Kind) -> tuple[str, ...]:
    if row.needs_history and request.history:
        return request.history.purposes
    return request.purposes


def _route_right(first: Kind, request: LetterRequest) -> str:
    if first.id == "objection" and "ai-training" in _purposes(request, kind(request.kind)):
        return "ai_training"
    return first.rights.get(request.regime, next(iter(first.rights.values())))[0]


def _person(person: Person) -> Mapping[str, str]:
    return {
        "name": escape_line(person.name),
        "address": escape_line(", ".join(person.address)),
        "email": escape_line(person.email),
        "phone": escape_line(person.phone),
    }


@dataclass(frozen=True, slots=True)
class _Head:
    subject: str
    enclosures: tuple[str, ...]


def _split(written: str) -> tuple[_Head, str]:
    """The ``Subject:`` and ``Enclosure:`` lines of a rendered template, and its body."""
    subject, enclosures, body = "", [], []
    for line in written.split("\n"):
        if not line.startswith(HEAD_MARK):
            body.append(line)
            continue
        name, _, rest = line.removeprefix(HEAD_MARK).partition(":")
        if name == "Subject":
            subject = _plain(rest)
        else:
            enclosures.append(_plain(rest))
    if not subject:
        raise LetterError("kind", "The template of this letter has no subject line.")
    return _Head(subject, tuple(enclosures)), "\n".join(body)


def _plain(markdown: str) -> str:
    return to_plain(parse(markdown.strip()))
