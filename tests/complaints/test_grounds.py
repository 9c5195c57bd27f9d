"""Grounds come from events, are chosen by the person, and nothing unsupported is stated as fact."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases import queries, services
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.standing import in_force
from requests_app.complaints.grounds import Ground, supported

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def french(open_case: Callable[..., Case]) -> Case:
    """An objection of 1 September by somebody in France; the answer is due on 1 October."""
    return open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="FR")


def happened(case: Case, kind: str, on: date, **details: Any) -> None:
    services.record(case, kind, on, submission=uuid.uuid4(), details=details)


def grounds_of(case: Case, today: date = TODAY) -> dict[str, Ground]:
    found = supported(
        Details.from_data(case.details),
        in_force(case.events.all()),
        queries.now(case, today),
        today,
    )
    return {ground.id: ground for ground in found}


def written(
    client: Client, person: User, case: Case, *grounds: str, **more: str
) -> tuple[int, str]:
    client.force_login(person)
    answers = {"told": "1", "grounds": list(grounds), "go": "letter", **more}
    answer = client.post(f"/cases/{case.pk}/complaint-authority/", answers, follow=True)
    return answer.status_code, answer.content.decode()


def paper_of(html: str) -> str:
    """The complaint itself, without the page around it."""
    paper = html.partition("letter-paper")[2].partition("</article>")[0]
    assert paper
    return paper


def body_of(html: str) -> str:
    """The complaint's text, as it can be edited."""
    return unescape(html.partition('name="body"')[2].partition(">")[2].partition("</textarea>")[0])


def test_silence_is_a_ground_only_once_the_last_day_is_over(french: Case) -> None:
    assert "no_answer" not in grounds_of(french, date(2026, 10, 1))
    assert grounds_of(french, date(2026, 10, 2))["no_answer"].due == date(2026, 10, 1)


def test_an_answer_takes_the_ground_of_silence_away(french: Case) -> None:
    happened(french, "refusal", date(2026, 9, 20))
    assert set(grounds_of(french)) == {"no_reasons", "not_shown"}


def test_an_answer_after_the_last_day_is_late(french: Case) -> None:
    happened(french, "answer_full", date(2026, 10, 5))
    late = grounds_of(french)["late_answer"]
    assert (late.on, late.due) == (date(2026, 10, 5), date(2026, 10, 1))


def test_an_answer_on_the_last_day_is_not_late(french: Case) -> None:
    happened(french, "answer_full", date(2026, 10, 1))
    assert grounds_of(french) == {}


def test_an_extension_counts_as_late_only_after_its_own_last_day(french: Case) -> None:
    happened(french, "extension_notice", date(2026, 10, 2), reasons=True)
    assert "late_extension" in grounds_of(french)


def test_an_extension_in_time_with_reasons_is_no_ground(french: Case) -> None:
    happened(french, "extension_notice", date(2026, 9, 25), reasons=True)
    assert grounds_of(french) == {}


def test_an_extension_without_reasons_is_a_ground(french: Case) -> None:
    happened(french, "extension_notice", date(2026, 9, 25), reasons=False)
    assert "extension_no_reasons" in grounds_of(french)


@pytest.mark.parametrize(
    ("kind", "ground", "sure"),
    [
        ("identity_asked", "identity", False),
        ("fee_asked", "fee", False),
        ("not_identified", "not_identified", False),
        ("channel_pointed_to", "no_route", True),
        ("setting_pointed_to", "setting_only", True),
        ("answer_partial", "partial", True),
    ],
)
def test_what_they_did_supports_its_ground_and_what_needs_judging_is_left_to_the_person(
    french: Case, kind: str, ground: str, sure: bool
) -> None:
    happened(french, kind, date(2026, 9, 10))
    assert grounds_of(french)[ground].sure is sure


def test_a_refusal_that_gave_reasons_is_not_called_one_without(french: Case) -> None:
    happened(french, "refusal", date(2026, 9, 20), reasons=True)
    assert "no_reasons" not in grounds_of(french)


def test_a_struck_entry_supports_nothing(french: Case) -> None:
    happened(french, "fee_asked", date(2026, 9, 10))
    entry = french.events.get(kind="fee_asked")
    services.strike(french, entry, submission=uuid.uuid4())
    assert "fee" not in grounds_of(french)


def test_in_switzerland_no_extension_can_be_late(open_case: Callable[..., Case]) -> None:
    case = open_case(date(2026, 9, 1), regime="ch", seat="IE", residence="CH")
    happened(case, "extension_notice", date(2026, 11, 2), reasons=False)
    assert not {"late_extension", "extension_no_reasons"} & set(grounds_of(case))


def test_only_chosen_grounds_stand_in_the_complaint(
    client: Client, amara: User, french: Case
) -> None:
    happened(french, "identity_asked", date(2026, 9, 10))
    happened(french, "refusal", date(2026, 10, 20))
    _status, html = written(client, amara, french, "not_shown", language="en")
    assert "does not demonstrate compelling legitimate grounds" in html
    assert "after the last day for it" not in html
    assert "consider the demand excessive" not in html


def test_a_ground_nothing_supports_is_refused(client: Client, amara: User, french: Case) -> None:
    status, html = written(client, amara, french, "no_answer", "fee", language="en")
    assert status == 422
    assert "Nothing on record supports this ground." in html


def test_without_any_ground_the_complaint_is_not_written(
    client: Client, amara: User, french: Case
) -> None:
    status, html = written(client, amara, french)
    assert status == 422
    assert "Choose at least one ground, or say in your own words" in html


def test_before_anything_supports_a_complaint_the_page_says_what_is_missing(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 11, 20), regime="eu", seat="IE", residence="FR")
    status, html = written(client, amara, case)
    assert status == 422
    assert "Nothing on record supports a complaint yet." in html
    assert "Their time runs until" in html


def test_own_words_are_put_as_a_view_and_not_as_a_fact(
    client: Client, amara: User, french: Case
) -> None:
    words = "The form asked for my passport number."
    status, html = written(client, amara, french, own_ground=words, language="en")
    assert status == 200
    assert words in paper_of(html).partition("In my view:")[2][:100]
    assert "I have received no answer" not in html


def test_the_letters_words_speak_of_the_company_to_the_authority(
    client: Client, amara: User, french: Case
) -> None:
    happened(french, "identity_asked", date(2026, 9, 10))
    happened(french, "fee_asked", date(2026, 9, 12))
    _status, html = written(client, amara, french, "no_answer", "identity", language="en")
    assert "LinkedIn Corporation asked for proof of identity" in paper_of(html)
    assert "They asked" not in paper_of(html)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_ground_has_words_in_every_language(
    client: Client, amara: User, french: Case, language: str
) -> None:
    for day, kind in enumerate(
        (
            "identity_asked", "fee_asked", "not_identified", "channel_pointed_to",
            "setting_pointed_to", "extension_notice", "answer_partial", "refusal",
        ),
        start=2,
    ):  # fmt: skip
        happened(french, kind, date(2026, 10, day))
    found = set(grounds_of(french))
    assert len(found) == 11
    status, html = written(client, amara, french, *found, language=language)
    assert status == 200
    paper = html.partition("<textarea")[2]
    for day in (2, 3, 4, 5, 6, 7, 8, 9):
        word = {"en": f"{day} October", "de": f"{day}. Oktober", "fr": f"{day} octobre"}[language]
        assert word in paper, (language, day)


# A message that answered nothing, and the silence beyond it, in each language and law.
UNANSWERED = {
    ("eu", "FR", "en"): "controller’s message of 20 October 2026 does not answer my request; beyond"
    " it I have received no answer, no notice of an extension and no reasons for a refusal",
    ("eu", "FR", "de"): "Nachricht des Verantwortlichen vom 20. Oktober 2026 beantwortet meinen"
    " Antrag nicht; darüber hinaus habe ich weder eine Antwort noch eine Mitteilung",
    ("eu", "FR", "fr"): "m’a adressé le 20 octobre 2026 ne répond pas à ma demande\u202f; en dehors"
    " de ce message, je n’ai reçu ni réponse, ni information",
    (
        "eu",
        "FR",
        "es",
    ): "me envió el 20 de octubre de 2026 no responde a mi solicitud; aparte de ese"
    " mensaje, no he recibido respuesta, ni aviso de prórroga",
    ("eu", "FR", "it"): "messaggio del titolare in data 20 ottobre 2026 non risponde alla mia"
    " richiesta; oltre a esso non ho ricevuto né una risposta, né un avviso",
    ("eu", "FR", "nl"): "van 20 oktober 2026 is geen antwoord op mijn verzoek; daarnaast heb ik"
    " geen antwoord, geen bericht van verlenging",
    ("eu", "FR", "pl"): "Wiadomość administratora z 20 października 2026 r. nie stanowi odpowiedzi"
    " na moje żądanie; poza nią nie dotarła do mnie ani odpowiedź, ani informacja",
    ("eu", "FR", "pt"): "me enviou em 20 de outubro de 2026 não responde ao meu pedido; além dessa"
    " mensagem, não recebi resposta, nem aviso de prorrogação",
    ("uk", "GB-ENG", "en"): "controller’s message of 20 October 2026 does not answer my request;"
    " beyond it I have received no answer, no notice of an extension",
    ("ch", "CH", "en"): "I received no answer to my request by 1 October 2026; the controller’s"
    " message of 20 October 2026 does not answer it.",
    ("ch", "CH", "de"): "bis am 1. Oktober 2026 keine Antwort erhalten; die Nachricht des"
    " Verantwortlichen vom 20. Oktober 2026 beantwortet es nicht.",
    ("ch", "CH", "fr"): "je n’avais reçu aucune réponse à ma demande\u202f; le message que le"
    " responsable du traitement m’a adressé le 20 octobre 2026 n’y répond pas.",
    ("ch", "CH", "it"): "non ho ricevuto risposta alla mia richiesta; il messaggio del titolare in"
    " data 20 ottobre 2026 non vi risponde.",
}


@pytest.mark.parametrize(("regime", "residence", "language"), UNANSWERED)
def test_a_message_that_was_no_answer_is_not_passed_over_in_silence(
    client: Client,
    amara: User,
    open_case: Callable[..., Case],
    regime: str,
    residence: str,
    language: str,
) -> None:
    case = open_case(date(2026, 9, 1), regime=regime, seat="IE", residence=residence)
    silent_before = body_of(written(client, amara, case, "no_answer", language=language)[1])
    for day in (date(2026, 9, 10), date(2026, 10, 20)):
        happened(case, "contact", day)
    words = UNANSWERED[regime, residence, language]
    html = written(client, amara, case, "no_answer", language=language)[1]
    assert words in body_of(html)
    assert words not in silent_before


def test_to_the_company_its_own_message_is_named(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1))
    happened(case, "contact", date(2026, 10, 20))
    client.force_login(amara)
    answers = {"told": "1", "grounds": "no_answer", "go": "letter"}
    answer = client.post(f"/cases/{case.pk}/complaint-controller/", answers, follow=True)
    assert (
        "Your message of 20 October 2026 does not answer my request; beyond it I have received no "
        "answer, no notice of an extension and no reasons for a refusal"
    ) in body_of(answer.content.decode())


@pytest.mark.parametrize("offered", [True, False])
def test_what_the_companys_own_notice_says_is_offered_and_can_be_left_out(
    client: Client, amara: User, french: Case, offered: bool
) -> None:
    more = {"use_notice": "on"} if offered else {}
    _status, html = written(client, amara, french, "no_answer", language="en", **more)
    assert ("According to the controller’s own" in paper_of(html)) is offered
