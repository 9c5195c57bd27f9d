"""The mail server's address: read strictly, kept privately, shown without its secret."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from requests_app.reminders import mail_url
from requests_app.reminders.mail_url import MailUrlError, parse, write


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://localhost", 25, False, False),
        ("smtp://mail.example.org:2525", 2525, False, False),
        ("smtp+tls://u:p@mail.example.org", 587, True, False),
        ("smtps://u:p@mail.example.org", 465, False, True),
        ("smtps://u:p@[2001:db8::1]:4650", 4650, False, True),
    ],
)
def test_the_scheme_decides_port_and_encryption(url: str, port: int, tls: bool, ssl: bool) -> None:
    server = parse(url)
    assert (server.port, server.use_tls, server.use_ssl) == (port, tls, ssl)


def test_user_and_password_may_hold_any_sign() -> None:
    server = parse("smtps://me%40example.org:p%40ss%3A%2F%3F@mail.example.org")
    assert (server.user, server.password) == ("me@example.org", "p@ss:/?")


def test_what_no_mail_server_can_be_told_is_refused() -> None:
    """The protocol signs in with ASCII alone: such a password would look like an outage."""
    with pytest.raises(MailUrlError, match="plain letters"):
        parse("smtps://me%40example.org:p%C3%BC@mail.example.org")


@pytest.mark.parametrize("host", ["mail.example.org", "127.0.0.1", "::1"])
@pytest.mark.parametrize("port", [None, 2525])
def test_what_is_written_is_read_back(host: str, port: int | None) -> None:
    written = write(
        scheme="smtps", host=host, port=port, user="a:b@c", password="/?#%[] ", sender="d@e.org"
    )
    found = parse(written)
    assert (found.host, found.port) == (host, port or 465)
    assert (found.user, found.password, found.sender) == ("a:b@c", "/?#%[] ", "d@e.org")


def test_the_sender_is_the_user_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAIL_FROM", raising=False)
    assert parse("smtps://me%40example.org:p@mail.example.org").sender == "me@example.org"
    assert parse("smtps://apikey:p@mail.example.org").sender == ""
    named = "smtps://apikey:p@mail.example.org?from=desk%40example.org"
    assert parse(named).sender == "desk@example.org"
    monkeypatch.setenv("MAIL_FROM", "office@example.org")
    assert parse("smtps://me%40example.org:p@mail.example.org").sender == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "must start with"),
        ("mail.example.org", "must start with"),
        ("http://mail.example.org", "must start with"),
        ("smtps://", "needs a host name"),
        ("smtps://mail.example.org/path", "needs a host name"),
        ("smtps://mail.example.org:port", "cannot be read"),
        ("smtps://mail.example.org:99999", "cannot be read"),
        ("smtps://[::1", "cannot be read"),
        ("smtps://me@mail.example.org", "user and password, or neither"),
        ("smtp://me:secret@mail.example.org", "would send the password unencrypted"),
        ("smtps://me:a%0D%0Ab@mail.example.org", "control character"),
        ("smtps://mail.example.org?sender=x", "unknown part “sender”"),
        ("smtps://mail.example.org?from=nobody", "is not an e-mail address"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(url: str, said: str) -> None:
    with pytest.raises(MailUrlError, match=said) as caught:
        parse(url)
    assert "secret" not in str(caught.value)


def test_a_password_may_go_unencrypted_to_this_machine_only() -> None:
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert parse(f"smtp://me:secret@{host}").password == "secret"


class TestTheOwnersSetting:
    @pytest.fixture
    def file(self, settings: Any, tmp_path: Path) -> Path:
        settings.EMAIL_URL = ""
        settings.EMAIL_URL_FILE = tmp_path / "keys" / "mail.url"
        return settings.EMAIL_URL_FILE

    def test_without_one_mail_is_not_set_up(self, file: Path) -> None:
        assert not mail_url.mail_is_set_up()
        assert mail_url.mail_server() == ""
        assert mail_url.server() is None

    def test_it_is_kept_where_only_this_user_reads_it(self, file: Path) -> None:
        mail_url.set_mail_url(" smtps://me:secret@mail.example.org ")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(file.parent.iterdir()) == [file]
        assert mail_url.mail_is_set_up()
        assert mail_url.mail_server() == "mail.example.org"

    def test_its_secret_is_not_shown_by_accident(self, file: Path) -> None:
        mail_url.set_mail_url("smtps://me:secret@mail.example.org")
        assert "secret" not in repr(mail_url.server())

    def test_a_wrong_one_leaves_the_old_one(self, file: Path) -> None:
        mail_url.set_mail_url("smtps://me:secret@mail.example.org")
        with pytest.raises(MailUrlError):
            mail_url.set_mail_url("smtps://")
        assert mail_url.mail_server() == "mail.example.org"

    def test_empty_removes_it(self, file: Path) -> None:
        mail_url.set_mail_url("smtps://me:secret@mail.example.org")
        mail_url.set_mail_url("")
        mail_url.set_mail_url("")
        assert not mail_url.mail_is_set_up()

    def test_a_file_spoilt_by_hand_is_named_and_not_used(self, file: Path) -> None:
        file.parent.mkdir()
        file.write_text("nonsense")
        assert mail_url.mail_is_set_up()
        assert mail_url.mail_server() == "an address that cannot be used"

    def test_the_environment_comes_first(self, file: Path, settings: Any) -> None:
        mail_url.set_mail_url("smtps://mail.example.org")
        settings.EMAIL_URL = "smtps://other.example.org"
        assert mail_url.mail_server() == "other.example.org"
        with pytest.raises(MailUrlError, match="environment decides"):
            mail_url.set_mail_url("smtps://mail.example.org")
