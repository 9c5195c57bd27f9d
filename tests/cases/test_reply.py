"""A reply is kept as it came, read, and becomes an event only by the person's word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app.cases import queries
from requests_app.cases.models import Case
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.cases.conftest import TODAY, form
from tests.cases.odd_mail import mails, plain_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]


def give(client: Client, case: Case, text: str = "", file: tuple[str, bytes] | None = None) -> str:
    """Hand the reply in; the page that follows."""
    answers: dict[str, Any] = form(text=text, go="read")
    if file:
        answers["file"] = SimpleUploadedFile(*file)
    return client.post(f"/cases/{case.pk}/reply/", answers).content.decode()


def file_in(page: str) -> str:
    found = re.search(r'name="file" value="([0-9a-f-]{36})"', page)
    assert found
    return found[1]


def confirm(client: Client, case: Case, **answers: Any) -> Any:
    return client.post(f"/cases/{case.pk}/reply/", form(go="record", **answers))


def kinds(case: Case) -> set[str]:
    return {event.kind for event in case.events.all()}


def test_a_pasted_reply_suggests_what_it_is_and_nothing_happens_without_a_word(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    page = give(signed_in, case, "Dear Amara, please verify your identity. Kind regards")
    assert "They asked you to prove who you are" in page
    assert "please verify your identity" in page
    start = page.index('value="identity_asked"')
    assert "checked" in page[start - 200 : start + 200]
    assert kinds(case) == {"sent"}


def test_their_words_come_before_the_questions_about_them(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    page = give(signed_in, case, "Please verify your identity.")
    assert page.index("What they wrote") < page.index("It looks like this")
    assert page.index("What they wrote") < page.index("Did they do what you asked?")


def test_what_was_confirmed_is_recorded_once_with_their_words(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    answers = form(
        go="record", text="Please verify your identity.", on="2026-11-20", did="",
        asked=["identity_asked"], longer="",
    )  # fmt: skip
    for _ in range(2):
        assert signed_in.post(f"/cases/{case.pk}/reply/", answers).status_code == 302
    event = case.events.get(kind="identity_asked")
    assert event.details["text"] == "Please verify your identity."
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "What they wrote" in page
    assert queries.now(case, TODAY).state == "on_hold"


def test_one_letter_may_say_several_things(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    confirm(
        signed_in, case, text="x", on="2026-11-20", did="part", asked=["clarification_asked"],
        longer="with", until="2027-02-10", said=["setting_pointed_to"],
    )  # fmt: skip
    assert kinds(case) == {
        "sent", "clarification_asked", "extension_notice", "setting_pointed_to", "answer_partial",
    }  # fmt: skip
    assert case.events.get(kind="extension_notice").details["until"] == "2027-02-10"


def test_all_or_nothing_when_one_of_them_cannot_be(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    answer = confirm(signed_in, case, text="My words", on="2026-11-05", asked=["fee_asked"])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "cannot be before 10 November 2026" in page
    assert "My words" in page
    assert kinds(case) == {"sent"}


def test_doing_all_and_asking_for_more_is_a_contradiction(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    answer = confirm(signed_in, case, text="x", on="2026-11-20", did="all", asked=["fee_asked"])
    assert "there is nothing left to ask" in answer.content.decode()


def test_a_reply_that_says_nothing_of_this_is_kept_as_that(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    confirm(signed_in, case, text="Thank you for your message.", on="2026-11-20")
    assert kinds(case) == {"sent", "contact"}
    assert queries.now(case, TODAY).due == date(2026, 12, 10)


def test_an_uploaded_mail_is_kept_byte_for_byte_before_it_is_read(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    raw = plain_mail().as_bytes()
    page = give(signed_in, case, file=("reply.eml", raw))
    assert "privacy@example.com" in page
    assert "Re: Objection under Article 21" in page
    assert 'value="2026-11-24"' in page
    assert "24 November 2026</time>" in page
    kept = SealedFile.objects.for_owner(case.owner_id).get()
    assert files.read(kept) == raw
    assert hashlib.sha256(raw).hexdigest() in page
    again = give(signed_in, case, file=("reply.eml", raw))
    assert file_in(again) == str(kept.pk)


def test_a_mail_nobody_can_read_is_kept_and_that_is_said(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    page = give(signed_in, case, file=("reply.eml", b"\x00\xff" * 500))
    assert "no headers" in page or "could not be read" in page
    assert SealedFile.objects.for_owner(case.owner_id).count() == 1
    shown = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "you have not said yet what it means" in shown
    answer = confirm(signed_in, case, file=file_in(page), on="2026-11-20", did="none")
    assert answer.status_code == 302
    file = SealedFile.objects.for_owner(case.owner_id).get()
    assert file.reference == f"event:{case.events.get(kind='refusal').pk}"


def test_the_file_form_sent_twice_has_one_effect(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    page = give(signed_in, case, file=("reply.eml", plain_mail().as_bytes()))
    answers = form(go="record", file=file_in(page), on="2026-11-24", asked=["identity_asked"])
    for _ in range(2):
        assert signed_in.post(f"/cases/{case.pk}/reply/", answers).status_code == 302
    assert kinds(case) == {"sent", "identity_asked"}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "This kind of file is not taken"),
        ("letter.pdf", b"not a pdf", "The content is not what the name"),
        ("empty.eml", b"", "empty"),
    ],
)
def test_what_is_not_taken_is_said(
    signed_in: Client, open_case: Open, name: str, content: bytes, sentence: str
) -> None:
    case = open_case(date(2026, 11, 10))
    assert sentence in give(signed_in, case, file=(name, content))
    assert SealedFile.objects.for_owner(case.owner_id).count() == 0


def test_neither_text_nor_file_is_asked_for(signed_in: Client, open_case: Open) -> None:
    page = give(signed_in, open_case(date(2026, 11, 10)))
    assert "Paste the reply, or choose a file." in page


def test_another_persons_file_is_not_there(
    signed_in: Client, open_case: Open, other, amara
) -> None:
    case = open_case(date(2026, 11, 10))
    page = give(signed_in, case, file=("reply.eml", plain_mail().as_bytes()))
    second = open_case(date(2026, 11, 11))
    answer = confirm(signed_in, second, file=file_in(page), on="2026-11-20", did="none")
    assert answer.status_code == 404
    stranger = Client()
    stranger.force_login(other)
    answer = stranger.get(f"/cases/{case.pk}/reply/?file={file_in(page)}")
    assert answer.status_code == 404


def test_odd_mails_pass_through_the_page_and_none_is_lost(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    odd = [raw for _name, raw in mails(120)][::12]
    for number, raw in enumerate(odd):
        page = give(signed_in, case, file=(f"reply-{number}.eml", raw))
        assert "What do they say?" in page
    kept = SealedFile.objects.for_owner(case.owner_id)
    assert {files.read(file) for file in kept} == set(odd)
