"""A reminder that the mail server took and could not deliver: the app says so."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command

from requests_app.accounts.models import User
from requests_app.reminders import queries
from requests_app.reminders.bounces import take_back
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import Attempt, State
from tests.reminders.conftest import Mailbox, Planner, rows

pytestmark = pytest.mark.django_db

NOTICE = """\
From: MAILER-DAEMON@mail.example.org
To: reminders@localhost
Subject: Undelivered Mail Returned to Sender
Message-ID: <20261124.5@mail.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=x"

--=x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; amara@example.org
Action: {action}
Status: 5.1.1

--=x
Content-Type: text/rfc822-headers

From: reminders@localhost
Message-ID:
 {message_id}

--=x--
"""


def notice(message_id: str, action: str = "failed") -> bytes:
    lines = NOTICE.format(message_id=message_id, action=action).splitlines()
    return "\r\n".join(lines).encode()


def test_what_came_back_is_said_in_the_app_and_listed_for_the_operator(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    reminder = planned(amara)
    sweep()
    assert queries.mail_trouble(amara) is None
    assert take_back(notice(reminder.message_id)) == 1
    assert "refuses your address" in (queries.mail_trouble(amara) or "")
    assert [row.pk for row in queries.dead_letters()] == [reminder.pk]
    outcomes = Attempt.objects.for_owner(amara).order_by("at").values_list("outcome", flat=True)
    assert list(outcomes) == ["sent", "came back"]


def test_it_is_not_sent_again_by_itself(amara: User, planned: Planner, mailbox: Mailbox) -> None:
    reminder = planned(amara)
    sweep()
    take_back(notice(reminder.message_id))
    assert take_back(notice(reminder.message_id)) == 0
    sweep()
    assert len(mailbox.received) == 1


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_a_notice_of_anything_else_changes_nothing(
    amara: User, planned: Planner, mailbox: Mailbox, action: str
) -> None:
    reminder = planned(amara)
    sweep()
    assert take_back(notice(reminder.message_id, action)) == 0
    assert rows(amara).get().state == State.SENT


def test_what_was_never_sent_cannot_come_back(amara: User, planned: Planner) -> None:
    assert take_back(notice(planned(amara).message_id)) == 0
    assert take_back(notice(f"<{'a' * 40}@localhost>")) == 0
    assert take_back(b"\xff\x00 Action: failed") == 0


def test_a_mail_server_hands_it_to_a_command(
    amara: User, planned: Planner, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    reminder = planned(amara)
    sweep()
    for said in ("1 did not arrive.", "It speaks of no reminder."):
        raw = io.TextIOWrapper(io.BytesIO(notice(reminder.message_id)))
        monkeypatch.setattr("sys.stdin", raw)
        call_command("reminders", "bounced")
        assert said in capsys.readouterr().out
