"""The owner of a personal instance names a mail server and sees at once whether it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from requests_app.accounts import erasure, mail
from requests_app.accounts.models import User
from requests_app.accounts.services import owner, set_address, settle_in
from requests_app.reminders import mail_url
from requests_app.safety.log_lines import ImpersonalFormatter
from tests.reminders.conftest import Mailbox
from tests.reminders.conftest import mailbox as _mailbox  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
PAGE = "/settings/mail-server/"


@pytest.fixture
def server(_mailbox: Mailbox, settings: Any, tmp_path: Path) -> Mailbox:  # noqa: F811
    """A mail server that nobody has named yet."""
    settings.EMAIL_URL = ""
    settings.EMAIL_URL_FILE = tmp_path / "keys" / "mail.url"
    return _mailbox


@pytest.fixture
def browser(client: Client) -> Iterator[Client]:
    person = owner()
    settle_in(
        person,
        email="amara@example.org",
        language="en",
        time_zone="Europe/London",
        reminder_hour=9,
    )
    client.force_login(person)
    return client


def name_it(browser: Client, server: Mailbox, go: str = "try", **changes: str) -> Any:
    answers = {
        "host": "127.0.0.1", "encryption": "smtp", "port": str(server.port),
        "user": "amara@example.org", "password": "an app:password/@?#", "sender": "", **changes,
    }  # fmt: skip
    return browser.post(PAGE, {**answers, "go": go}, follow=True)


def test_a_mail_arrives_and_the_server_is_kept(browser: Client, server: Mailbox) -> None:
    answer = name_it(browser, server)
    assert "The server took a mail to amara@example.org." in answer.content.decode()
    [mail] = server.received
    assert mail["To"] == "amara@example.org"
    assert "reminders will reach you" in mail.get_content()
    assert server.passwords[-1] == (b"amara@example.org", b"an app:password/@?#")
    kept = mail_url.server()
    assert kept is not None
    assert (kept.host, kept.port, kept.password) == (
        "127.0.0.1", server.port, "an app:password/@?#",
    )  # fmt: skip


def test_it_lies_in_a_file_only_its_owner_reads_and_no_page_shows_the_password(
    browser: Client, server: Mailbox, settings: Any
) -> None:
    name_it(browser, server)
    assert Path(settings.EMAIL_URL_FILE).stat().st_mode & 0o777 == 0o600
    for page in (PAGE, "/settings/"):
        shown = browser.get(page).content.decode()
        assert "127.0.0.1" in shown
        assert "an app" not in shown


def test_a_wrong_password_is_said_and_nothing_is_kept_or_lost(
    browser: Client, server: Mailbox
) -> None:
    server.takes_password = False
    answer = name_it(browser, server)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "does not take this user name and password" in page
    assert f'value="{server.port}"' in page
    assert not mail_url.mail_is_set_up()


def test_a_server_that_is_not_there_is_said(browser: Client, server: Mailbox) -> None:
    answer = name_it(browser, server, port="9")
    page = answer.content.decode()
    assert page.count("cannot be reached") == 1
    assert not mail_url.mail_is_set_up()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"at_recipient": ["550 no"]}, "refuses to take mail to your address"),
        ({"at_recipient": ["451 later"]}, "asks to try again later"),
        ({"at_sender": ["553 not you"]}, "does not take mail from this sender"),
        ({"at_message": ["take it and hang up"]}, "broke off at the end"),
    ],
)
def test_what_the_server_says_is_said_in_plain_words(
    browser: Client, server: Mailbox, answers: dict[str, list[str]], says: str
) -> None:
    for name, value in answers.items():
        setattr(server, name, value)
    assert says in name_it(browser, server).content.decode()
    assert not mail_url.mail_is_set_up()


def test_a_server_without_the_encryption_is_not_given_the_password(
    browser: Client, server: Mailbox
) -> None:
    answer = name_it(browser, server, encryption="smtp+tls")
    assert "does not offer this encryption" in answer.content.decode()
    assert server.passwords == []


def test_it_can_be_kept_without_a_trial(browser: Client, server: Mailbox) -> None:
    answer = name_it(browser, server, go="save", host="smtp.example.org", encryption="smtps")
    assert "Reminders will be mailed to you" in answer.content.decode()
    assert server.received == []
    assert mail_url.mail_server() == "smtp.example.org"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host": ""}, "Give the name of the server"),
        ({"host": "smtps://smtp.example.org"}, "name alone"),
        ({"host": "smtp.example.org:465"}, "name alone"),
        ({"host": "amara@smtp.example.org"}, "name alone"),
        ({"host": "smtp example"}, "name alone"),
        ({"host": "smtp.example.org/x"}, "name alone"),
        ({"port": "70000"}, "65535"),
        ({"port": "many"}, "whole number"),
        ({"password": ""}, "password that goes with the user name"),
        ({"user": ""}, "user name that goes with the password"),
        ({"host": "smtp.example.org"}, "could read the password"),
        ({"encryption": "gopher"}, "gopher"),
        ({"sender": "nobody"}, "valid email address"),
        ({"user": "müller"}, "plain letters"),
        ({"password": "Schlüssel"}, "plain letters"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_sent(
    browser: Client, server: Mailbox, changes: dict[str, str], says: str
) -> None:
    answer = name_it(browser, server, **changes)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert server.connections == 0
    assert not mail_url.mail_is_set_up()


def test_the_password_need_not_be_typed_again_for_the_same_server(
    browser: Client, server: Mailbox
) -> None:
    name_it(browser, server)
    name_it(browser, server, password="", sender="desk@example.org")
    kept = mail_url.server()
    assert kept is not None
    assert (kept.password, kept.sender) == ("an app:password/@?#", "desk@example.org")


@pytest.mark.parametrize("other", [{"host": "localhost"}, {"user": "boris@example.org"}])
def test_the_password_that_is_kept_goes_to_no_other_server_and_no_other_name(
    browser: Client, server: Mailbox, other: dict[str, str]
) -> None:
    name_it(browser, server)
    server.passwords.clear()
    answer = name_it(browser, server, password="", **other)
    assert "password that goes with the user name" in answer.content.decode()
    assert server.passwords == []


@pytest.mark.parametrize("host", ["Localhost", "LOCALHOST"])
def test_a_phone_may_write_the_name_with_capitals(
    browser: Client, server: Mailbox, host: str
) -> None:
    name_it(browser, server, host=host)
    assert mail_url.mail_server() == "localhost"
    assert len(server.received) == 1


def test_a_user_name_that_is_no_address_sends_from_the_persons_own(
    browser: Client, server: Mailbox
) -> None:
    name_it(browser, server, user="amara")
    assert server.received[0]["From"] == "amara@example.org"


def test_wrong_passwords_keep_nobody_from_a_code_and_the_right_one_works_at_last(
    browser: Client, server: Mailbox
) -> None:
    server.takes_password = False
    for _ in range(8):
        name_it(browser, server)
    server.takes_password = True
    name_it(browser, server)
    assert len(server.received) == 1


def test_very_many_trials_are_stopped_and_nothing_is_lost(
    browser: Client, server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TRIALS", (1, 3600))
    with time_machine.travel(timezone.now(), tick=False):  # so that the hour does not end between
        name_it(browser, server)
        answer = name_it(browser, server)
    assert answer.status_code == 422
    assert "tried many times" in answer.content.decode()


def test_nothing_of_it_comes_into_the_log(
    browser: Client, server: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    server.takes_password = False
    name_it(browser, server)
    server.takes_password = True
    name_it(browser, server)
    ours = [one for one in caplog.records if not one.name.startswith("mail.log")]
    written = "".join(ImpersonalFormatter().format(one) for one in ours)
    for typed in ("an app", "amara", "127.0.0.1"):
        assert typed not in written


def test_a_disk_that_cannot_be_written_is_said(
    browser: Client, server: Mailbox, settings: Any
) -> None:
    settings.EMAIL_URL_FILE = Path("/proc/no-such/mail.url")
    answer = name_it(browser, server, go="save")
    assert answer.status_code == 422
    assert "cannot be written" in answer.content.decode()


def test_a_kept_server_that_cannot_be_read_can_be_taken_away(
    browser: Client, server: Mailbox, settings: Any
) -> None:
    settings.EMAIL_URL_FILE.parent.mkdir()
    settings.EMAIL_URL_FILE.write_text("gopher://old")
    assert "Use no mail server" in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"go": "remove"})
    assert not mail_url.mail_is_set_up()


def test_a_sender_with_a_name_and_a_number_for_a_host_can_be_saved_again(
    browser: Client, server: Mailbox
) -> None:
    mail_url.set_mail_url("smtp://[::1]:2500?from=Desk%20%3Cdesk@example.org%3E")
    page = browser.get(PAGE).content.decode()
    assert 'value="::1"' in page
    assert 'value="desk@example.org"' in page
    name_it(
        browser, server, "save", host="::1", port="2500", user="", password="",
        sender="desk@example.org",
    )  # fmt: skip
    kept = mail_url.server()
    assert kept is not None
    assert (kept.host, kept.port, kept.sender) == ("::1", 2500, "desk@example.org")


def test_the_home_page_leads_to_what_is_missing(
    browser: Client, server: Mailbox, settings: Any
) -> None:
    assert f'href="{PAGE}"' in browser.get("/").content.decode()
    set_address(owner(), "")
    name_it(browser, server, go="save")
    home = browser.get("/").content.decode()
    assert "say at which address" in home
    assert f'href="{PAGE}"' not in home
    settings.EMAIL_URL = server.url
    assert f'href="{PAGE}"' not in browser.get("/").content.decode()


def test_erasing_everything_takes_it_along(browser: Client, server: Mailbox) -> None:
    name_it(browser, server)
    erasure.erase(owner().pk)
    assert not mail_url.mail_is_set_up()


def test_a_person_of_an_organisation_takes_nothing_of_it_along(
    browser: Client, server: Mailbox
) -> None:
    name_it(browser, server)
    erasure.erase(User.objects.create_user("boris@example.org").pk)
    assert mail_url.mail_is_set_up()


def test_it_can_be_taken_away_again(browser: Client, server: Mailbox) -> None:
    name_it(browser, server)
    browser.post(PAGE, {"go": "remove"})
    assert not mail_url.mail_is_set_up()


def test_without_an_address_it_is_kept_and_the_next_step_is_said(
    browser: Client, server: Mailbox
) -> None:
    set_address(owner(), "")
    answer = name_it(browser, server)
    assert "say at which address" in answer.content.decode()
    assert server.received == []
    assert mail_url.mail_is_set_up()


def test_it_is_the_owners_alone_and_that_where_nothing_else_decides(
    browser: Client, server: Mailbox, settings: Any
) -> None:
    settings.EMAIL_URL = server.url
    assert browser.get(PAGE).status_code == 404
    settings.EMAIL_URL = ""
    settings.PERSONAL_INSTANCE = False
    assert browser.get(PAGE).status_code == 404
    settings.PERSONAL_INSTANCE = True
    browser.force_login(User.objects.create_user("boris@example.org"))
    assert name_it(browser, server).status_code == 404
    assert not mail_url.mail_is_set_up()
