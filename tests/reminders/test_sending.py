"""Sending: one mail, the right words, and nothing that reads like a second one."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from requests_app.accounts.models import User
from requests_app.reminders.engine import sweep
from requests_app.reminders.mime import clean_header
from requests_app.reminders.models import State
from tests.reminders.conftest import Mailbox, Planner, rows

pytestmark = pytest.mark.django_db


def test_the_mail_says_what_is_due_since_when_and_where_to_look(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara)
    sweep()
    [mail] = mailbox.received
    assert mail["To"] == "amara@example.org"
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for text in (plain, html):
        assert "LinkedIn had until 20 November 2026 to answer your objection." in text
        assert "http://localhost:8000/cases/7/" in text
    assert "<html lang=" in html
    assert "<script" not in html
    assert "src=" not in html


def test_the_subject_gives_nothing_away(amara: User, planned: Planner, mailbox: Mailbox) -> None:
    planned(amara)
    sweep()
    [mail] = mailbox.received
    assert mail["Subject"] == "A deadline in one of your cases has passed"
    headers = " ".join(str(value) for name, value in mail.items() if name != "To")
    for secret in ("LinkedIn", "objection", "cases/7", "amara"):
        assert secret not in headers


def test_programs_that_answer_mail_are_told_not_to(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara)
    sweep()
    assert mailbox.received[0]["Auto-Submitted"] == "auto-generated"


def test_the_sender_is_the_one_that_the_mail_set_up_names(
    amara: User, planned: Planner, mailbox: Mailbox, settings: Any
) -> None:
    planned(amara)
    sweep()
    planned(amara, reference="case:2")
    settings.EMAIL_URL = f"{mailbox.url}?from=me%40example.org"
    sweep()
    senders = [mail["From"].addresses[0].addr_spec for mail in mailbox.received]
    assert senders == ["reminders@localhost", "me@example.org"]


def test_a_second_sweep_sends_nothing(amara: User, planned: Planner, mailbox: Mailbox) -> None:
    planned(amara)
    assert sweep().counts == {"sent": 1}
    assert sweep().counts == {}
    assert len(mailbox.received) == 1
    reminder = rows(amara).get()
    assert (reminder.state, reminder.channel, reminder.smtp_code) == (State.SENT, "email", 250)


def test_before_its_hour_nothing_is_sent(amara: User, planned: Planner, mailbox: Mailbox) -> None:
    planned(amara, due=date(2199, 1, 1))
    assert sweep().counts == {}
    assert mailbox.received == []


def test_several_mails_go_over_one_connection_each_to_its_own_person(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    boris = User.objects.create_user("boris@example.org")
    planned(amara)
    planned(boris, platform="Example GmbH")
    sweep()
    told = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mailbox.received}
    assert "LinkedIn" in told["amara@example.org"]
    assert "Example GmbH" in told["boris@example.org"]
    assert mailbox.connections == 1


def test_an_address_changed_after_planning_gets_the_mail(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    reminder = planned(amara)
    amara.set_email("amara@new.example.org")
    amara.save()
    sweep()
    assert [mail["To"] for mail in mailbox.received] == ["amara@new.example.org"]
    reminder.refresh_from_db()
    assert reminder.recipient == "amara@new.example.org"


def test_without_an_address_it_is_told_in_the_app_and_does_not_hang(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    reminder = planned(amara)
    amara.set_email("")
    amara.save()
    assert sweep().counts == {"in app": 1}
    reminder.refresh_from_db()
    assert (reminder.state, reminder.channel) == (State.SENT, "app")
    assert mailbox.received == []


def test_a_person_who_may_not_sign_in_gets_no_mail(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara)
    User.objects.filter(pk=amara.pk).update(is_active=False)
    assert sweep().counts == {"cancelled": 1}
    assert mailbox.received == []


def test_a_later_hour_chosen_after_planning_is_waited_for(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    """The planned instant is a cache: the hour is checked again before anything is sent."""
    reminder = planned(amara, due=date(2199, 1, 1))
    rows(amara).update(due_at=datetime(2026, 1, 1, tzinfo=UTC), next_attempt_at="2026-01-01T00:00Z")
    assert sweep().counts == {"put off": 4}
    reminder.refresh_from_db()
    assert reminder.due_at == datetime(2199, 1, 2, 9, 0, tzinfo=UTC)
    assert mailbox.received == []


def test_the_mail_is_in_the_persons_language(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    User.objects.filter(pk=amara.pk).update(language="fr")
    planned(amara)
    sweep()
    [mail] = mailbox.received
    assert '<html lang="fr">' in mail.get_body(("html",)).get_content()
    assert "20 novembre 2026" in mail.get_body(("plain",)).get_content()


def test_a_language_the_interface_lost_falls_back_to_its_own(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    User.objects.filter(pk=amara.pk).update(language="tlh")
    planned(amara)
    assert sweep().counts == {"sent": 1}


def test_a_company_name_cannot_write_html_or_headers(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara, platform="<b>Evil</b>\r\nBcc: all@example.org")
    sweep()
    [mail] = mailbox.received
    assert mail["Bcc"] is None
    assert "<b>Evil" not in mail.get_body(("html",)).get_content()
    assert "<b>Evil</b> Bcc: all@example.org had until" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Two\r\nlines", "Two lines"),
        ("NUL\0 and  many   spaces", "NUL and many spaces"),
        ("right\u202eto left", "right to left"),
        ("=?utf-8?q?=0ABcc:_a=40evil?=", "= ?utf-8?q?=0ABcc:_a=40evil?="),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_header_is_one_plain_line(text: str, clean: str) -> None:
    assert clean_header(text) == clean


class TestWithoutAMailServer:
    """Mail goes to files that only the instance's user can read."""

    @pytest.fixture
    def folder(self, settings: Any, tmp_path: Path) -> Path:
        settings.MAIL_FOLDER = tmp_path / "mail"
        return settings.MAIL_FOLDER

    def test_each_mail_is_a_private_file_that_says_nothing_of_anybody(
        self, amara: User, planned: Planner, folder: Path
    ) -> None:
        planned(amara)
        sweep()
        [file] = folder.iterdir()
        assert "A reminder waits for you" in file.read_text()
        for private in ("amara@example.org", "LinkedIn", "objection", "/cases/"):
            assert private not in file.read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert rows(amara).get().channel == "file"

    def test_the_same_mail_written_twice_is_one_file(
        self, amara: User, planned: Planner, folder: Path
    ) -> None:
        planned(amara)
        sweep()
        rows(amara).update(state=State.DUE, next_attempt_at="2026-01-01T00:00Z")
        sweep()
        assert len(list(folder.iterdir())) == 1

    def test_a_folder_that_cannot_be_written_pauses_mail_and_loses_nothing(
        self, amara: User, planned: Planner, folder: Path
    ) -> None:
        folder.parent.mkdir(exist_ok=True)
        folder.write_text("a file where the folder should be")
        reminder = planned(amara)
        assert sweep().paused
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts) == (State.DUE, 0)
        folder.unlink()
