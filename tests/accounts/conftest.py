"""An instance of an organisation, whose mail goes to files that the tests read."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import Client

from requests_app.accounts import mail_files
from requests_app.accounts.models import User

PASSWORD = "correct horse battery staple"


class Post:
    """The mails that were sent, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        read = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [cast(EmailMessage, mail) for mail in read]

    def newest(self) -> EmailMessage:
        return self.all()[-1]

    def text(self) -> str:
        body = self.newest().get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def code(self) -> str:
        found = re.search(r"Your code is ([A-Z]{4}-[A-Z]{4})", self.text())
        assert found is not None, self.text()
        return found.group(1)


@pytest.fixture
def post(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    settings.MAIL_FOLDER = tmp_path / "mail"
    # Tests travel in time and the files' own times do not: by these no mail is old.
    monkeypatch.setattr(mail_files, "VALID_FOR", 10 * 365 * 24 * 3600)
    return Post(settings.MAIL_FOLDER)


@pytest.fixture
def organisation(settings: Any, post: Post, db: None) -> Any:
    settings.PERSONAL_INSTANCE = False
    settings.SIGN_UP = "open"
    settings.SESSION_IDLE_HOURS = 2
    settings.SESSION_DAYS = 14
    return settings


@pytest.fixture
def sign_up(organisation: Any, post: Post) -> Callable[..., tuple[User, Client]]:
    """Signs somebody up by a mailed code; gives the person and the signed-in browser."""

    def do(address: str = "amara@example.org", password: str = "") -> tuple[User, Client]:
        browser = Client()
        assert browser.post("/sign-up/", {"email": address}).status_code == 302
        answer = browser.post("/confirm-address/", {"code": post.code()})
        assert answer.status_code == 302, answer.content.decode()
        person = User.objects.by_email(address)
        assert person is not None
        if password:
            assert browser.post("/settings/security/password/", {"password": password})
            person.refresh_from_db()
            assert person.has_usable_password()
        return person, browser

    return do


def is_in(browser: Client) -> bool:
    """Whether the browser is signed in."""
    return browser.get("/cases/").status_code == 200
