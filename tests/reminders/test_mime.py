"""A mail's bytes: what was put in comes out at the reader, and nothing else can be put in."""

from __future__ import annotations

import email
import email.policy
import random
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from requests_app.reminders.mail_url import parse
from requests_app.reminders.mime import BadHeader, compose
from requests_app.reminders.transport import Smtp
from tests.reminders.conftest import Mailbox

USUAL: dict[str, Any] = {
    "subject": "A deadline in one of your cases is today",
    "text": "Hello,\n\nLinkedIn has until today.\n",
    "html": "<p>LinkedIn has until today.</p>\n",
    "sender": "DSR Desk <reminders@example.org>",
    "to": "amara@example.org",
    "message_id": "<abc@example.org>",
    "headers": {"Auto-Submitted": "auto-generated"},
}


def read(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert not list(found.defects)
    return found  # type: ignore[return-value]


def texts(mail: Any) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return plain.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def test_a_reader_sees_what_the_usual_library_would_have_written() -> None:
    ours = read(compose(**USUAL).content)
    usual = EmailMultiAlternatives(
        USUAL["subject"], USUAL["text"], USUAL["sender"], [USUAL["to"]],
        headers={"Message-ID": USUAL["message_id"], **USUAL["headers"]},
    )  # fmt: skip
    usual.attach_alternative(USUAL["html"], "text/html")
    theirs = read(usual.message().as_bytes())
    for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version"):
        assert str(ours[name]) == str(theirs[name]), name
    assert ours["Date"]
    assert {part.get_content_type() for part in ours.walk()} == {
        part.get_content_type() for part in theirs.walk()
    }
    assert texts(ours) == texts(theirs)


@pytest.mark.parametrize(
    "text",
    [
        "Grüße aus Zürich – l’été, à bientôt … €\n",
        "a line of " + "very " * 400 + "many words\n",
        "no space " + "x" * 3000 + "\n",
        ".\n..\n.hidden\n",
        "From here on\n>From there\n",
        "trailing spaces   \nand a tab\t\n",
        "--=_0123456789abcdef--\n--\nsignature\n",
        "=3D =\n=?utf-8?q?not_encoded?=\n",
        "مرحبا שלום 你好 🙂\n",
        "\n\nan empty line before, and between\n\nthe next\n",
    ],
)
def test_any_text_arrives_as_it_was_written(text: str, mailbox: Mailbox) -> None:
    mail = compose(**(USUAL | {"text": text, "html": f"<p>{text}</p>\n"}))
    assert all(len(line) <= 78 for line in mail.content.split(b"\r\n") if line[:1] != b"L")
    assert b"\n" not in mail.content.replace(b"\r\n", b"")
    assert texts(read(mail.content)) == (text, f"<p>{text}</p>\n")
    # And over a real conversation, in which a line with one dot would end the message.
    server = Smtp(parse(mailbox.url), timeout=3)
    assert server.send(mail, lambda: True) == 250
    server.close()
    assert texts(mailbox.received[0]) == (text, f"<p>{text}</p>\n")


def test_texts_at_random_arrive_as_they_were_written() -> None:
    chance = random.Random(9)
    letters = "abc .=-\t_?<>&éß€漢🙂" + "\n"
    for _ in range(300):
        text = "".join(chance.choices(letters, k=chance.randrange(400))) + "end\n"
        assert texts(read(compose(**(USUAL | {"text": text, "html": text})).content))[0] == text


@pytest.mark.parametrize(
    "subject", ["Frist läuft ab", "Échéance " * 20, "Termin: 你好 🙂", "plain"]
)
def test_any_subject_arrives_as_it_was_written(subject: str) -> None:
    content = compose(**(USUAL | {"subject": subject.strip()})).content
    assert content.isascii()
    assert read(content)["Subject"] == subject.strip()


@pytest.mark.parametrize("field", ["subject", "sender", "message_id", "to"])
@pytest.mark.parametrize(
    "bad", ["\r\nBcc: all@example.org", "\nX: y", "\r", "\0", "\x0b", "\u2028"]
)
def test_no_value_begins_a_header_of_its_own(field: str, bad: str) -> None:
    with pytest.raises(ValueError, match=r"plain line|ASCII|idna"):
        compose(**(USUAL | {field: USUAL[field] + bad}))


def test_nor_does_a_further_header() -> None:
    with pytest.raises(BadHeader, match="List-Unsubscribe"):
        compose(**(USUAL | {"headers": {"List-Unsubscribe": "<https://x>\r\nBcc: a@b.example"}}))


def test_a_domain_with_accents_is_written_in_ascii_for_the_wire() -> None:
    mail = compose(**(USUAL | {"to": "amara@bücher.example", "sender": "Zoë <z@bücher.example>"}))
    assert (mail.to, mail.sender) == ("amara@xn--bcher-kva.example", "z@xn--bcher-kva.example")
    assert read(mail.content)["From"].addresses[0].display_name == "Zoë"


def test_an_address_that_only_newer_servers_take_is_refused_rather_than_mangled() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        compose(**(USUAL | {"to": "zoë@example.org"}))
