"""No mail is lost and none raises, however odd; and what a mail says comes out."""

from __future__ import annotations

import email
import json
import random
from pathlib import Path

import pytest

from requests_app.cases import mail_reading
from requests_app.cases.mail_text import MAX_TEXT, Mail, read_mail
from requests_app.cases.suggestions import suggestions
from requests_app.safety import sandbox
from tests.cases.odd_mail import (
    ODDITIES,
    WORDS,
    authentication_results,
    mails,
    mutants,
    plain_mail,
)

# Mails in which the words cannot be told from the rubbish around them.
_MAY_LOSE_ITS_WORDS = {"no_body", "nul_bytes"}


def fit_for_a_page(mail: Mail) -> None:
    """What every mail must be before a page or the database sees it."""
    json.dumps(mail.as_data())
    assert Mail.from_data(json.loads(json.dumps(mail.as_data()))) == mail
    for line in (mail.subject, mail.sender, mail.sender_name, mail.recipient, mail.checked_by):
        assert "\n" not in line
        assert "\r" not in line
        assert "\x00" not in line
        assert "\u202e" not in line
        line.encode("utf-8")
    assert "\x00" not in mail.text
    mail.text.encode("utf-8")
    assert len(mail.text) <= MAX_TEXT
    for one in mail.attachments:
        assert "/" not in one.name or one.name == one.type
        assert "\\" not in one.name
    if not mail.readable:
        assert mail.trouble


def test_six_hundred_odd_mails_raise_nothing() -> None:
    seen = 0
    for _name, raw in mails(600):
        fit_for_a_page(read_mail(raw))
        seen += 1
    assert seen == 600


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda one: one.__name__)
def test_what_the_mail_says_comes_out_of_each_oddity(oddity) -> None:
    for seed in range(12):
        draft = plain_mail()
        oddity(draft, random.Random(seed))
        mail = read_mail(draft.as_bytes())
        assert mail.readable or mail.trouble
        if oddity.__name__ not in _MAY_LOSE_ITS_WORDS:
            flat = " ".join(mail.text.split())
            assert "verify your identity" in flat or WORDS[draft.language][:20] in flat, mail


def test_five_hundred_mutants_raise_nothing() -> None:
    for raw in mutants(500):
        fit_for_a_page(read_mail(raw))


@pytest.mark.long
def test_five_thousand_mutants_raise_nothing() -> None:
    for raw in mutants(5_000, seed=5):
        fit_for_a_page(read_mail(raw))


def test_the_mails_that_come_with_python_are_read_where_they_are_installed() -> None:
    folder = Path(email.__file__).parents[1] / "test" / "test_email" / "data"
    found = sorted(folder.glob("msg_*.txt"))
    if not found:
        pytest.skip("this Python came without its own tests")
    for path in found:
        fit_for_a_page(read_mail(path.read_bytes()))


def test_the_child_reads_the_same_as_the_reader() -> None:
    raw = plain_mail("de").as_bytes()
    assert mail_reading.read(raw) == read_mail(raw)


def test_a_mail_that_is_too_much_for_the_child_comes_back_as_unreadable(monkeypatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.001)
    mail = mail_reading.read(plain_mail().as_bytes())
    assert not mail.readable
    assert mail.trouble == ("unreadable",)


def test_headers_day_and_checks_of_the_sender_are_shown() -> None:
    draft = plain_mail()
    authentication_results(draft, random.Random(1))
    mail = read_mail(draft.as_bytes())
    assert (mail.sender, mail.sender_name) == ("privacy@example.com", "Privacy Office")
    assert mail.sent_on == "2026-11-24"
    assert dict(mail.authentication) == {"spf": "pass", "dkim": "pass", "dmarc": "fail"}
    assert mail.checked_by == "mx.example.org"


def test_a_hidden_line_end_in_the_subject_becomes_no_second_header() -> None:
    draft = plain_mail()
    draft.put(b"Subject", b"=?utf-8?q?Re=0D=0ABcc:_evil@example.com?=")
    assert read_mail(draft.as_bytes()).subject == "Re Bcc: evil@example.com"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Please verify your identity with a copy of your passport.", {"identity_asked"}),
        ("Bitte senden Sie uns eine Kopie Ihres Personalausweises.", {"identity_asked"}),
        ("Merci de joindre un justificatif d’identité.", {"identity_asked"}),
        (
            "Due to the complexity of your request we need to extend the period by two months.",
            {"extension_notice", "reasons"},
        ),
        ("Wir verlängern die Frist um zwei Monate.", {"extension_notice"}),
        ("Nous devons prolonger le délai de deux mois.", {"extension_notice"}),
        ("We are unable to comply with your request.", {"refusal"}),
        ("Ihrem Antrag können wir nicht entsprechen.", {"refusal"}),
        ("Votre demande est rejetée.", {"refusal"}),
        ("We have deleted your data.", {"answer_full"}),
        ("Ihre Daten wurden gelöscht.", {"answer_full"}),
        ("Vos données ont été effacées.", {"answer_full"}),
        ("You can switch this off in your settings.", {"setting_pointed_to"}),
        ("Thank you for contacting us.", {"contact"}),
        ("The weather is fine.", set()),
    ],
)
def test_phrases_in_three_languages_suggest_what_it_is(text: str, kinds: set[str]) -> None:
    assert {one.kind for one in suggestions(text)} == kinds


def test_what_is_quoted_from_ones_own_letter_suggests_nothing() -> None:
    text = (
        "We are looking into it.\n\nOn 24 November 2026 Amara wrote:\n"
        "I will not pay a fee. You must verify your identity."
    )
    assert suggestions(text) == []
    assert suggestions("Hello.\n> Please verify your identity") == []
