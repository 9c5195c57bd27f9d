"""A case as a complaint is written from it, and the complaint's text."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from requests_app.cases import queries
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.follow_up import request_for
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.standing import Standing, in_force
from requests_app.complaints import dossier
from requests_app.complaints.authority import AuthorityChoice, Place, choose, lead_of
from requests_app.complaints.grounds import Ground, chosen, outcome, supported
from requests_app.complaints.readiness import FileFacts, Point, points
from requests_app.complaints.services import EVENT_OF
from requests_app.letters import catalogue
from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterRequest, LetterText
from requests_app.letters.drafts import digest, normal


@dataclass
class Desk:
    """Everything about the case that a complaint is written from."""

    case: Case
    details: Details
    events: list[Event]
    first: Letter
    now: Standing
    kind: catalogue.Kind
    today: date

    @property
    def for_authority(self) -> bool:
        return self.kind.addressee == "authority"

    @property
    def is_sent(self) -> bool:
        """Whether the letter to the company went out: nothing can be complained of before."""
        return any(event.kind in ("sent", "received") for event in self.events)

    @property
    def asked(self) -> Mapping[str, Any]:
        """What the first letter was composed from."""
        found: Mapping[str, Any] = self.first.request["asked"]
        return found

    @property
    def for_another(self) -> bool:
        return bool(self.asked.get("represented"))

    @property
    def writer(self) -> str:
        return str(self.asked["writer"]["name"])

    @property
    def person(self) -> str:
        """The data subject's name."""
        who = self.asked.get("represented") or self.asked["writer"]
        return str(who["name"])

    def choice(self, place: Place | None = None) -> AuthorityChoice | None:
        """The authority; None for a complaint to the company."""
        if not self.for_authority:
            return None
        return choose(
            self.details.regime,
            self.details.residence,
            self.case.platform,
            get_language() or "en",
            self.today,
            place=place,
        )

    def languages(self, choice: AuthorityChoice | None) -> list[str]:
        """The languages offered: the reader's first, among them the person's."""
        offered = list(self.kind.languages(self.details.regime))
        readers = choice.authority.languages if choice and choice.authority else ()
        if not readers:
            readers = (self.details.language,)
        own = self.details.language
        return sorted(
            offered, key=lambda code: (code not in readers, code != own, offered.index(code))
        )

    def copy_language(self, code: str) -> str:
        """The language of a working copy: the person's own, "" if the complaint is in it."""
        offered = self.kind.languages(self.details.regime)
        mine = [one for one in (get_language() or "", self.details.language) if one in offered]
        return next((one for one in mine if one != code), "") if code not in mine[:1] else ""

    def grounds(self) -> list[Ground]:
        return supported(self.details, self.events, self.now, self.today)

    def names(self, choice: AuthorityChoice | None) -> dossier.Names:
        authority = choice.authority.local_name(self.today) if choice and choice.authority else ""
        return dossier.names(self.details, authority, self.person)

    def papers(
        self, code: str, choice: AuthorityChoice | None, mandate: str = ""
    ) -> list[dossier.Paper]:
        return dossier.papers(self.case, self.events, code, self.names(choice), mandate)

    def points(self, papers: Sequence[dossier.Paper]) -> list[Point]:
        """The checklist."""
        writer = self.asked["writer"]
        lead = lead_of(self.case.platform)
        home = self.details.residence.partition("-")[0]
        facts = FileFacts(
            # Only an authority is handed a file.
            exhibits=sum(one.id.startswith("letter:") for one in papers) * self.for_authority,
            reachable=bool(writer.get("address") or writer.get("email")),
            for_another=self.for_another,
            mandate=any(paper.is_mandate for paper in papers),
            cross_border=bool(lead and lead.country != home) or self.details.seat not in ("", home),
        )
        return points(
            self.details,
            self.events,
            self.now,
            self.kind.id,
            self.today,
            facts,
            len(self.grounds()),
        )


@dataclass(frozen=True)
class Written:
    """A complaint: the request, the text as composed and as the person left it, and the language
    of a working copy ("" for none). `overtaken`: the person changed the text, and what it was
    composed from changed after that."""

    asked: LetterRequest
    composed: LetterText
    text: LetterText
    copy_language: str
    overtaken: bool = False

    @property
    def is_edited(self) -> bool:
        return self.text != self.composed


def desk_of(request: HttpRequest, case_id: uuid.UUID, kind: str) -> Desk:
    """The desk for this person's case; Http404 alike for another's, for none, and for a complaint
    that the case's law does not know."""
    case = queries.case_of(person_of(request), case_id)
    details = Details.from_data(case.details)
    first = case.letters.first()
    if kind not in EVENT_OF or first is None:
        raise Http404
    row = catalogue.kind(kind)
    if details.regime not in row.regimes:
        raise Http404
    events = in_force(case.events.select_related("letter"))
    today = today_of(request)
    return Desk(case, details, events, first, queries.counted(case, events, today), row, today)


def write(desk: Desk, answers: Mapping[str, Any], edited: Mapping[str, str]) -> Written:
    """The complaint these answers give, with the person's own subject and body where they edited.

    Raises LetterError.
    """
    choice = desk.choice(answers.get("place_chosen"))
    code = answers.get("language") or desk.languages(choice)[0]
    asked = request_in(desk, answers, code)
    composed = compose(asked)
    subject, body = edited.get("subject", ""), edited.get("body", "")
    before = edited.get("composed", "")
    if not body.strip() or digest(subject, body) == before:
        return Written(asked, composed, composed, desk.copy_language(code))
    overtaken = before not in ("", digest(composed.subject, composed.body))
    text = composed.edited(subject, normal(body))
    return Written(asked, composed, text, desk.copy_language(code), overtaken)


def request_in(desk: Desk, answers: Mapping[str, Any], code: str) -> LetterRequest:
    """The complaint as a letter request in this language."""
    choice = desk.choice(answers.get("place_chosen"))
    picked = chosen(desk.grounds(), answers.get("grounds") or ())
    asked = request_for(
        desk.details,
        desk.first,
        desk.events,
        desk.now,
        kind=desk.kind.id,
        language=code,
        authority=choice.authority.id if choice and choice.authority else "",
        answers={"outcome": outcome(desk.events), "harm": answers.get("harm") or ""},
        today=desk.today,
    )
    assert asked.history is not None
    history = dossier.told_to_the_authority(asked.history, desk.events, code, desk.names(choice))
    return replace(
        asked,
        mandate=answers.get("mandate") or "",
        use_notice=bool(answers.get("use_notice", True)),
        history=replace(
            history,
            grounds=tuple(ground.in_letter() for ground in picked),
            own_ground=answers.get("own_ground") or "",
            known_on=_known_in_time(desk),
            contact_on=_last_message(desk, history.sent_on),
        ),
    )


def _last_message(desk: Desk, sent_on: date) -> date | None:
    """When the company last wrote without answering: a complaint must not call that silence."""
    days = [event.on for event in desk.events if event.kind == "contact"]
    return max((on for on in days if sent_on <= on <= desk.today), default=None)


def _known_in_time(desk: Desk) -> date | None:
    """When the person learned of it, where a bar counts from then and is not passed."""
    bar = desk.now.deadline("complaint_bar")
    if bar is None or bar.due is None or desk.today > bar.due:
        return None
    return next((event.on for event in desk.events if event.kind == "knowledge"), None)
